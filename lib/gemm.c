#include <gsl/gsl_cblas.h>
#include <stdbool.h>
#include <stddef.h>
#include <strings.h>

#include "gemm.h"

/* Of OpenBLAS; absent from other libraries. */
void openblas_set_num_threads(int n) __attribute__((weak));
char *openblas_get_corename(void) __attribute__((weak));
int blas_thread_shutdown_(void) __attribute__((weak));

void
gemm_single(void)
{
	if (openblas_set_num_threads != NULL)
		openblas_set_num_threads(1);
	/* Those that it started when it was loaded would go on asking for
	 * work for a while before they sleep. */
	if (blas_thread_shutdown_ != NULL)
		(void)blas_thread_shutdown_();
}

/* All that OpenBLAS asks of a processor for its kernels for SkylakeX. */
static bool
has_avx512(void)
{
#ifdef __x86_64__
	return __builtin_cpu_supports("avx512f") &&
	    __builtin_cpu_supports("avx512cd") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512dq") &&
	    __builtin_cpu_supports("avx512vl");
#else
	return false;
#endif
}

const char *
gemm_better_core(void)
{
	const char *core;

	if (openblas_get_corename == NULL || !has_avx512())
		return NULL;
	core = openblas_get_corename();
	return strcasecmp(core, "Haswell") == 0 ||
	    strcasecmp(core, "Zen") == 0 ? "SkylakeX" : NULL;
}

const char *
gemm_core(void)
{
	return openblas_get_corename != NULL ? openblas_get_corename() : "";
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
