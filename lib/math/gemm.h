/*
 * gemm.h - products of float matrices: by CBLAS in gemm.c, the only module that
 * knows it, and without a library in gemm_light.c; a program links one of them.
 *
 * Matrices are row-major; lda is the distance in values between two rows of A
 * as it lies in memory, at least as many as a row has.
 */
#ifndef TONFALL_GEMM_H
#define TONFALL_GEMM_H

#include <stddef.h>

#include "base/fault.h"

/*
 * To be called once, before the first product, with the number of threads that
 * multiply at the same time.  The library then uses the calling thread only:
 * our own threads share out the work, and the sums of one product must not
 * depend on their number.  What memory it needs for them it gets here; an
 * error is ST_NOMEM (it would wait for ever for memory that it cannot get).
 */
enum status gemm_start(unsigned threads, struct fault *why) FAULT_CHECK;

/*
 * What OPENBLAS_CORETYPE should have been when the program was started, or
 * NULL where the library chose well, or is another one.  OpenBLAS takes a
 * processor that is newer than itself for the oldest that resembles it, and
 * then leaves the wide half of its registers unused.
 */
const char *gemm_better_core(void);

/* The processor whose kernels multiply, "SkylakeX"; "" where the library does
 * not tell.  Other kernels round otherwise. */
const char *gemm_core(void);

/* C (m, n) = A (m, k) B (k, n) + beta C; beta 0 does not read C. */
void gemm_nn(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc);

/* C (m, n) = A^T B + beta C with A (k, m) and B (k, n). */
void gemm_tn(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc);

/* C (m, n) = A B^T + beta C with A (m, k) and B (n, k). */
void gemm_nt(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc);

#endif
