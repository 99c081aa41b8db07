/*
 * sgemm - the rate of OpenBLAS's matrix product, if that library is installed:
 * two square matrices, so many threads.
 *
 * usage: sgemm size seconds threads
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"

/* As in cblas.h. */
enum { ROW_MAJOR = 101, PLAIN = 111 };

typedef void product(int order, int transa, int transb, int m, int n, int k,
    float alpha, const float *a, int lda, const float *b, int ldb, float beta,
    float *c, int ldc);

/* The library chooses its kernels and threads when it is loaded. */
static product *
load(const char *threads)
{
	product *fn = NULL;
	void *lib;

	if (setenv("OPENBLAS_NUM_THREADS", threads, 1) == 0 &&
	    (lib = dlopen("libopenblas.so.0", RTLD_NOW)) != NULL)
		*(void **)&fn = dlsym(lib, "cblas_sgemm");
	if (fn == NULL)
		(void)fprintf(stderr, "sgemm: no OpenBLAS\n");
	return fn;
}

int
main(int argc, char *argv[])
{
	double least, start, used, flop = 0;
	size_t i, n;
	float *a, *b, *c;
	product *sgemm;

	if (argc != 4)
		return 2;
	n = (size_t)strtol(argv[1], NULL, 10);
	least = strtod(argv[2], NULL);
	if ((sgemm = load(argv[3])) == NULL)
		return 1;
	a = malloc(n * n * sizeof(*a));
	b = malloc(n * n * sizeof(*b));
	c = calloc(n * n, sizeof(*c));
	if (a == NULL || b == NULL || c == NULL)
		return 1;
	for (i = 0; i < n * n; i++) {
		a[i] = (float)(i * 7919 % 1000) / 1000 - 0.5f;
		b[i] = (float)(i * 104729 % 1000) / 1000 - 0.5f;
	}
	start = clock_wall();
	do {
		sgemm(ROW_MAJOR, PLAIN, PLAIN, (int)n, (int)n, (int)n, 1, a,
		    (int)n, b, (int)n, 0, c, (int)n);
		flop += 2.0 * (double)n * (double)n * (double)n;
		used = clock_wall() - start;
	} while (used < least);
	put("rate", flop / used / 1e9, "GFLOP/s");
	free(a);
	free(b);
	free(c);
	return 0;
}
