/*
 * sgemm - the rate of the matrix product: two square matrices, all threads of
 * the library.
 *
 * usage: sgemm size seconds threads
 */
#include <gsl/gsl_cblas.h>
#include <stdlib.h>

#include "clock.h"

/* Of OpenBLAS; other libraries use the threads that they like. */
void openblas_set_num_threads(int n) __attribute__((weak));

int
main(int argc, char *argv[])
{
	double least, start, used, flop = 0;
	size_t i, n;
	float *a, *b, *c;

	if (argc != 4)
		return 2;
	n = (size_t)strtol(argv[1], NULL, 10);
	least = strtod(argv[2], NULL);
	if (openblas_set_num_threads != NULL)
		openblas_set_num_threads((int)strtol(argv[3], NULL, 10));
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
		cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, (int)n,
		    (int)n, (int)n, 1, a, (int)n, b, (int)n, 0, c, (int)n);
		flop += 2.0 * (double)n * (double)n * (double)n;
		used = clock_wall() - start;
	} while (used < least);
	put("rate", flop / used / 1e9, "GFLOP/s");
	free(a);
	free(b);
	free(c);
	return 0;
}
