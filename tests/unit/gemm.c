/*
 * Matrix products against plain loops in double: all shapes about the edges
 * of tiles, panels and blocks.  Built twice: with the library that training
 * takes, and in gemm_light.c for what cnneval has.
 */
#include "math/gemm.h"
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

static void
all_forms(void)
{
	CHECK(gemm_start(1, NULL) == ST_OK);
	UNIT_CASE(plain);
	UNIT_CASE(left_turned);
	UNIT_CASE(right_turned);
}

#ifndef GEMM_LIGHT
int
main(void)
{
	all_forms();
	UNIT_END();
}
#endif
