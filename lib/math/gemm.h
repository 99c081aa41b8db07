/*
 * gemm.h - products of float matrices.
 *
 * Matrices are row-major; lda is the distance in values between two rows of A
 * as stored, at least the length of a row.  The calling thread does all the
 * work, in registers and 16 KiB of its stack.  A value of C depends only on its
 * row of A and its column of B, not on neighbouring rows and columns, and has
 * the same bytes with AVX2 and with AVX-512.
 */
#ifndef TONFALL_GEMM_H
#define TONFALL_GEMM_H

#include <stddef.h>

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
