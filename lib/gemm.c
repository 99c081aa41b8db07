#include <gsl/gsl_cblas.h>

#include "gemm.h"

/* Of OpenBLAS; absent from other libraries. */
void openblas_set_num_threads(int n) __attribute__((weak));

void
gemm_single(void)
{
	if (openblas_set_num_threads != NULL)
		openblas_set_num_threads(1);
}

void
gemm_nn(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)m, (int)n,
	    (int)k, 1, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
}

void
gemm_tn(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
	cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, (int)m, (int)n,
	    (int)k, 1, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
}

void
gemm_nt(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
	cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)m, (int)n,
	    (int)k, 1, a, (int)lda, b, (int)ldb, beta, c, (int)ldc);
}
