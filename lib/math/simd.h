/*
 * simd.h - one binary for every processor of an architecture.
 *
 * A function marked CLONES is compiled several times, for wider and wider
 * vectors, and the loader takes the best one that the processor can run.
 * What it calls must be inlined into it to gain.  Where the compiler knows no
 * such thing, or the architecture has one kind of vectors only, there is one.
 */
#ifndef TONFALL_SIMD_H
#define TONFALL_SIMD_H

/* Clang calls itself GCC 4: those versions of it that know target_clones lose
 * the name of a function that another file calls.  The thread sanitizer cannot
 * yet run when the loader chooses. */
#if defined(__x86_64__) && defined(__gnu_linux__) && __GNUC__ >= 12 && \
    !defined(__SANITIZE_THREAD__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", \
    "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

/*
 * Eight or sixteen floats, of any alignment, and all of them one value.  The
 * language multiplies a vector by a number too, but where float is evaluated as
 * double (C11 on s390x) not by a float.
 */
typedef float lanes8 __attribute__((vector_size(32), aligned(4), may_alias));
typedef float lanes16 __attribute__((vector_size(64), aligned(4), may_alias));

#define ALL8(x) ((lanes8){ (x), (x), (x), (x), (x), (x), (x), (x) })
#define ALL16(x) ((lanes16){ (x), (x), (x), (x), (x), (x), (x), (x), \
    (x), (x), (x), (x), (x), (x), (x), (x) })

/* Before a loop whose turns write to places of their own, which gcc cannot see
 * where arrays lie a variable distance apart; clang looks when it runs. */
#ifdef __clang__
#define APART
#else
#define APART _Pragma("GCC ivdep")
#endif

#endif
