/*
 * simd.h - one binary for every processor of an architecture.
 *
 * A function marked CLONES is compiled several times, for wider and wider
 * vectors, and the loader takes the best version that the processor can run.
 * Functions that it calls must be inlined to gain.  With a compiler that cannot
 * do this, or an architecture with one width of vectors, there is one version.
 */
#ifndef TONFALL_SIMD_H
#define TONFALL_SIMD_H

/* Not with clang (which calls itself GCC 4): its versions that know
 * target_clones lose the name of a function that another file calls.  Nor with
 * the thread sanitizer, which cannot run yet when the loader chooses. */
#if defined(__x86_64__) && defined(__gnu_linux__) && __GNUC__ >= 12 && \
    !defined(__SANITIZE_THREAD__)
#define HAVE_CLONES
#define CLONES __attribute__((target_clones("arch=x86-64-v4", \
    "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

/*
 * Vectors of eight or sixteen floats, of any alignment, and of one value.
 * C would multiply a vector by a number, but not by a float if float is
 * evaluated as double (C11 on s390x).
 */
typedef float lanes8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float lanes16 __attribute__((vector_size(64), aligned(4), may_alias));

#define ALL8(x) ((lanes8){ (x), (x), (x), (x), (x), (x), (x), (x) })
#define ALL16(x) ((lanes16){ (x), (x), (x), (x), (x), (x), (x), (x), \
    (x), (x), (x), (x), (x), (x), (x), (x) })

/* Before a loop whose iterations write to different places.  gcc cannot see
 * that if arrays are a variable distance apart; clang checks at run time. */
#ifdef __clang__
#define APART
#else
#define APART _Pragma("GCC ivdep")
#endif

#endif
