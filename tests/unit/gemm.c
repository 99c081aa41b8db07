/*
 * Matrix products against plain loops in double: all shapes about the edges
 * of tiles, panels and blocks; and what they promise about bytes.
 */
#include <stdint.h>

#include "../../lib/math/gemm.c"
#include "unit.h"

#define PAD 3		/* values between rows that nobody may write */
#define MARK 77.0f

typedef void gemm(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc);

/* How A and B lie: rows and columns swapped or not. */
static const struct form {
	gemm *fn;
	int ta, tb;
} forms[] = {
	{ gemm_nn, 0, 0 }, { gemm_tn, 1, 0 }, { gemm_nt, 0, 1 }
};

static float *
numbers(size_t n, unsigned seed)
{
	float *x = malloc((n + 1) * sizeof *x);
	unsigned s = seed * 2654435761U + 1;
	size_t i;

	for (i = 0; i < n; i++) {
		s = s * 1664525U + 1013904223U;
		x[i] = (float)(s >> 8) / 8388608 - 1;
	}
	return x;
}

/* Largest difference of C from plain loops, in units of what rounding may
 * cost; huge where a value between the rows was written. */
static double
distance(const struct form *f, size_t m, size_t n, size_t k, float beta)
{
	size_t lda = (f->ta ? m : k) + PAD, ldb = (f->tb ? k : n) + PAD;
	size_t ldc = n + PAD, i, j, p;
	float *a = numbers((f->ta ? k : m) * lda, 1);
	float *b = numbers((f->tb ? n : k) * ldb, 2);
	float *c = numbers(m * ldc, 3), *old = numbers(m * ldc, 3);
	double far = 0, sum;

	for (i = 0; i < m; i++)
		for (j = n; j < ldc; j++)
			c[i * ldc + j] = MARK;
	if (beta == 0)
		for (i = 0; i < m; i++)
			for (j = 0; j < n; j++)
				c[i * ldc + j] = NAN;	/* is not read */
	f->fn(m, n, k, a, lda, b, ldb, beta, c, ldc);
	for (i = 0; i < m; i++)
		for (j = 0; j < ldc; j++) {
			sum = beta * old[i * ldc + j];
			for (p = 0; j < n && p < k; p++)
				sum += (double)a[f->ta ? p * lda + i :
				    i * lda + p] * b[f->tb ? j * ldb + p :
				    p * ldb + j];
			far = unit_max(far, j < n ? fabs(c[i * ldc + j] - sum) /
			    (1e-6 * (double)(k + 1)) :
			    c[i * ldc + j] == MARK ? 0 : 1e9);
		}
	free(a);
	free(b);
	free(c);
	free(old);
	return far;
}

static void
shapes(const struct form *f)
{
	static const size_t ms[] = { 1, 2, 5, 6, 7, 13 };
	static const size_t ns[] = { 1, 4, 31, 32, 33, 70, 127, 128, 129, 200 };
	static const size_t ks[] = { 1, 2, 127, 128, 129, 300 };
	static const float betas[] = { 0, 1, 0.5f };
	size_t i, j, p, q;

	for (i = 0; i < sizeof ms / sizeof *ms; i++)
		for (j = 0; j < sizeof ns / sizeof *ns; j++)
			for (p = 0; p < sizeof ks / sizeof *ks; p++)
				for (q = 0; q < 3; q++)
					CHECK_NEAR(distance(f, ms[i], ns[j],
					    ks[p], betas[q]), 0, 1);
}

static void plain(void) { shapes(&forms[0]); }
static void left_turned(void) { shapes(&forms[1]); }
static void right_turned(void) { shapes(&forms[2]); }

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
	UNIT_CASE(plain);
	UNIT_CASE(left_turned);
	UNIT_CASE(right_turned);
	UNIT_CASE(row_alone);
	UNIT_CASE(narrow_tiles);
	UNIT_END();
}
