#include "math/gemm.h"

#include <gsl/gsl_cblas.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/resource.h>

/* Of OpenBLAS; absent from other libraries. */
void openblas_set_num_threads(int n) __attribute__((weak));
char *openblas_get_corename(void) __attribute__((weak));
int blas_thread_shutdown_(void) __attribute__((weak));
void *blas_memory_alloc(int where) __attribute__((weak));
void blas_memory_free(void *memory) __attribute__((weak));

/* What OpenBLAS asks for at once for each thread, its BUFFER_SIZE; and one more
 * is to be there, as nothing tells this size. */
#define MEMORY	((size_t)128 << 20)
#define SPARE	1

static void
single(void)
{
	if (openblas_set_num_threads != NULL)
		openblas_set_num_threads(1);
	/* Where gemm_start.c could not see to it that none are started: they
	 * would go on asking for work for a while before they sleep. */
	if (blas_thread_shutdown_ != NULL)
		(void)blas_thread_shutdown_();
}

/* Would n pieces of memory be given?  They are not touched. */
static bool
is_room(void **got, size_t n)
{
	size_t i, have;

	for (have = 0; have < n; have++) {
		got[have] = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (got[have] == MAP_FAILED)
			break;
	}
	for (i = 0; i < have; i++)
		(void)munmap(got[i], MEMORY);
	return have == n;
}

/* The library keeps what is given back, for the next who asks. */
static bool
reserve(void **got, size_t n)
{
	size_t i, have = 0;

	while (have < n && (got[have] = blas_memory_alloc(0)) != NULL)
		have++;
	for (i = 0; i < have; i++)
		blas_memory_free(got[i]);
	return have == n;
}

static enum status
no_room(unsigned threads, struct fault *why)
{
	unsigned long long need = (threads + SPARE) * (MEMORY >> 10);
	struct rlimit most;

	if (getrlimit(RLIMIT_AS, &most) != 0 || most.rlim_cur == RLIM_INFINITY)
		return fault_set(why, ST_NOMEM, "out of memory: matrix "
		    "products of %u at a time need %llu kB; take fewer threads",
		    threads, need);
	return fault_set(why, ST_NOMEM, "out of memory: matrix products of %u "
	    "at a time need %llu kB beside all else, and the limit on memory "
	    "is %llu kB; raise it (ulimit -v), or take fewer threads", threads,
	    need, (unsigned long long)most.rlim_cur >> 10);
}

enum status
gemm_start(unsigned threads, struct fault *why)
{
	void **got;
	bool ok;

	single();
	if (blas_memory_alloc == NULL || blas_memory_free == NULL)
		return ST_OK;
	if ((got = calloc(threads + SPARE, sizeof *got)) == NULL)
		return fault_nomem(why);
	ok = is_room(got, threads + SPARE) && reserve(got, threads);
	free(got);
	return ok ? ST_OK : no_room(threads, why);
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
