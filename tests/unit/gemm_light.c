/* The cases of gemm.c for gemm_light.c, and what that
 * promises beyond gemm.h. */
#include <stdint.h>

#include "../../lib/math/gemm_light.c"
#define GEMM_LIGHT
#include "gemm.c"

enum { M = 17, N = 203, K = 391 };

/* A row alone is the same bytes as among others. */
static void
row_alone(void)
{
	float *a = numbers(M * K, 4), *b = numbers(K * N, 5);
	float *c = numbers(M * N, 6), *alone = numbers(M * N, 6);
	size_t i;

	gemm_nn(M, N, K, a, K, b, N, 1, c, N);
	for (i = 0; i < M; i++)
		gemm_nn(1, N, K, a + i * K, K, b, N, 1, alone + i * N, N);
	CHECK(memcmp(c, alone, M * N * sizeof *c) == 0);
	free(a);
	free(b);
	free(c);
	free(alone);
}

/* What a processor with few registers runs, which this one may not. */
static void
narrow_tiles(void)
{
	struct operand o = { numbers(M * K, 7), K, 1 };
	float *b = numbers(K * LONG * PANEL, 8);
	float *c = numbers(M * LONG * PANEL, 9);
	float *d = numbers(M * LONG * PANEL, 9);
	size_t i, n = M * LONG * PANEL * sizeof *c;

	for (i = 0; i < LONG; i++) {
		wide_panel(M, K, o, b + i * PANEL, LONG * PANEL,
		    c + i * PANEL, LONG * PANEL);
		narrow_panel(M, K, o, b + i * PANEL, LONG * PANEL,
		    d + i * PANEL, LONG * PANEL);
	}
	CHECK(memcmp(c, d, n) == 0);
	wide_row(K, o, b, LONG * PANEL, c);
	narrow_row(K, o, b, LONG * PANEL, d);
	CHECK(memcmp(c, d, n) == 0);
	free((float *)(uintptr_t)o.a);
	free(b);
	free(c);
	free(d);
}

int
main(void)
{
	all_forms();
	UNIT_CASE(row_alone);
	UNIT_CASE(narrow_tiles);
	UNIT_END();
}
