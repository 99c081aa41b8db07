#include "math/gemm.h"

#include <stdbool.h>
#include <string.h>

#include "math/simd.h"

/*
 * C is cut into panels of PANEL columns.  The panel's part of B, for DEPTH
 * values of k, is packed densely, transposed if B is, and padded with zeros;
 * then tiles of up to TALL rows stay in registers over these k.  Every value of
 * C is its old value plus its products in the order of k, whatever m and n are:
 * a row of C has the same bytes alone and among others.
 */

#define PANEL	32
#define DEPTH	128	/* 16 KiB of B: half of a small first cache */
#define TALL	6
#define LONG	4	/* panels in one tile of a single row */

/* Of any alignment. */
typedef float lanes4 __attribute__((vector_size(16), aligned(4), may_alias));

#define PICK __builtin_shufflevector

/* A as the kernel walks it: a[i * row + k * col]. */
struct operand {
	const float *a;
	size_t row, col;
};

static void
scale(size_t m, size_t n, float beta, float *c, size_t ldc)
{
	size_t i, j;

	if (beta == 1)
		return;
	for (i = 0; i < m; i++, c += ldc)
		for (j = 0; j < n; j++)
			c[j] = beta == 0 ? 0 : c[j] * beta;
}

/* ---- tiles ---- */

/*
 * c (R, V vectors) += a (R, k) b (k, V vectors).  R and V are constants where
 * this is inlined, so that the sums are in registers.
 */
#define TILE(name, lanes, ALL, most)					\
static inline __attribute__((always_inline)) void			\
name(size_t R, size_t V, size_t k, struct operand o,			\
    const float *b, size_t ldb, float *c, size_t ldc)			\
{									\
	enum { WIDE = sizeof(lanes) / sizeof(float) };			\
	lanes sum[most], x;						\
	size_t i, v;							\
	float w;							\
									\
	for (i = 0; i < R; i++)						\
		for (v = 0; v < V; v++)					\
			sum[i * V + v] =				\
			    *(const lanes *)(c + i * ldc + v * WIDE);	\
	for (; k > 0; k--, b += ldb, o.a += o.col)			\
		for (i = 0; i < R; i++) {				\
			w = o.a[i * o.row];				\
			x = ALL(w);					\
			for (v = 0; v < V; v++)				\
				sum[i * V + v] += x *			\
				    *(const lanes *)(b + v * WIDE);	\
		}							\
	for (i = 0; i < R; i++)						\
		for (v = 0; v < V; v++)					\
			*(lanes *)(c + i * ldc + v * WIDE) =		\
			    sum[i * V + v];				\
}

/* c (m, PANEL) += a (m, k) b (k, PANEL): at once, or in two halves if registers
 * are half as wide. */
#define PANELS(name, tile, V)						\
static inline __attribute__((always_inline)) void			\
name(size_t m, size_t k, struct operand o, const float *b, size_t ldb,	\
    float *c, size_t ldc)						\
{									\
	for (; m >= TALL; m -= TALL, c += TALL * ldc) {			\
		tile(TALL, V, k, o, b, ldb, c, ldc);			\
		o.a += TALL * o.row;					\
	}								\
	switch (m) {							\
	case 5: tile(5, V, k, o, b, ldb, c, ldc); break;		\
	case 4: tile(4, V, k, o, b, ldb, c, ldc); break;		\
	case 3: tile(3, V, k, o, b, ldb, c, ldc); break;		\
	case 2: tile(2, V, k, o, b, ldb, c, ldc); break;		\
	case 1: tile(1, V, k, o, b, ldb, c, ldc); break;		\
	}								\
}

TILE(tile8, lanes8, ALL8, TALL * 2)
TILE(tile16, lanes16, ALL16, TALL * 2)
PANELS(panel8, tile8, 2)
PANELS(panel16, tile16, 2)

CLONES static void
wide_panel(size_t m, size_t k, struct operand o, const float *b, size_t ldb,
    float *c, size_t ldc)
{
	panel16(m, k, o, b, ldb, c, ldc);
}

CLONES static void
narrow_panel(size_t m, size_t k, struct operand o, const float *b, size_t ldb,
    float *c, size_t ldc)
{
	panel8(m, k, o, b, ldb, c, ldc);
	panel8(m, k, o, b + PANEL / 2, ldb, c + PANEL / 2, ldc);
}

CLONES static void
wide_row(size_t k, struct operand o, const float *b, size_t ldb, float *c)
{
	tile16(1, 2 * LONG, k, o, b, ldb, c, 0);
}

CLONES static void
narrow_row(size_t k, struct operand o, const float *b, size_t ldb, float *c)
{
	tile8(1, 2 * LONG, k, o, b, ldb, c, 0);
	tile8(1, 2 * LONG, k, o, b + LONG * PANEL / 2, ldb,
	    c + LONG * PANEL / 2, 0);
}

/* Whether there are 32 registers of 16 floats, and code that uses them. */
static bool
is_wide(void)
{
#if defined(__x86_64__) && defined(HAVE_CLONES)
	return __builtin_cpu_supports("avx512f");
#else
	return false;
#endif
}

static void
panel(size_t m, size_t k, struct operand o, const float *b, size_t ldb,
    float *c, size_t ldc)
{
	if (is_wide())
		wide_panel(m, k, o, b, ldb, c, ldc);
	else
		narrow_panel(m, k, o, b, ldb, c, ldc);
}

static void
row(size_t k, struct operand o, const float *b, size_t ldb, float *c)
{
	if (is_wide())
		wide_row(k, o, b, ldb, c);
	else
		narrow_row(k, o, b, ldb, c);
}

/* ---- panels ---- */

/* B as stored: b[k * row + j * col]. */
struct source {
	const float *b;
	size_t row, col;
};

/* n <= PANEL columns of B to dense (k, PANEL). */
static void
pack(size_t k, size_t n, struct source s, float *dense)
{
	size_t i, j;

	for (i = 0; i < k; i++, s.b += s.row, dense += PANEL) {
		if (s.col == 1)
			(void)memcpy(dense, s.b, n * sizeof *dense);
		else
			for (j = 0; j < n; j++)
				dense[j] = s.b[j * s.col];
		(void)memset(dense + n, 0, (PANEL - n) * sizeof *dense);
	}
}

/* Four rows of four values, ld apart, to four columns in dense. */
static inline __attribute__((always_inline)) void
transpose(const float *b, size_t ld, float *dense)
{
	lanes4 r0 = *(const lanes4 *)b, r1 = *(const lanes4 *)(b + ld);
	lanes4 r2 = *(const lanes4 *)(b + 2 * ld);
	lanes4 r3 = *(const lanes4 *)(b + 3 * ld);
	lanes4 a = PICK(r0, r1, 0, 4, 1, 5), c = PICK(r0, r1, 2, 6, 3, 7);
	lanes4 d = PICK(r2, r3, 0, 4, 1, 5), e = PICK(r2, r3, 2, 6, 3, 7);

	*(lanes4 *)dense = PICK(a, d, 0, 1, 4, 5);
	*(lanes4 *)(dense + PANEL) = PICK(a, d, 2, 3, 6, 7);
	*(lanes4 *)(dense + 2 * PANEL) = PICK(c, e, 0, 1, 4, 5);
	*(lanes4 *)(dense + 3 * PANEL) = PICK(c, e, 2, 3, 6, 7);
}

/* PANEL columns of a transposed B, whose rows are 1 apart. */
static void
pack_transposed(size_t k, struct source s, float *dense)
{
	size_t i, j, fours = k / 4 * 4;

	for (i = 0; i < fours; i += 4)
		for (j = 0; j < PANEL; j += 4)
			transpose(s.b + i + j * s.col, s.col,
			    dense + i * PANEL + j);
	s.b += fours;
	pack(k - fours, PANEL, s, dense + fours * PANEL);
}

/* c (m, n) += a (m, k) times n < PANEL packed columns, in whole tiles. */
static void
edge(size_t m, size_t n, size_t k, struct operand o, const float *dense,
    float *c, size_t ldc)
{
	float tile[TALL * PANEL];
	size_t i, rows;

	for (; m > 0; m -= rows, o.a += rows * o.row, c += rows * ldc) {
		rows = m < TALL ? m : TALL;
		(void)memset(tile, 0, sizeof tile);
		for (i = 0; i < rows; i++)
			(void)memcpy(tile + i * PANEL, c + i * ldc,
			    n * sizeof *c);
		panel(rows, k, o, dense, PANEL, tile, PANEL);
		for (i = 0; i < rows; i++)
			(void)memcpy(c + i * ldc, tile + i * PANEL,
			    n * sizeof *c);
	}
}

/* c (m, n) += a (m, k) b (k, n), k <= DEPTH, n <= PANEL */
static void
block(size_t m, size_t n, size_t k, struct operand o, struct source s,
    float *c, size_t ldc)
{
	_Alignas(64) float dense[DEPTH * PANEL];

	/* With so few rows packing does not pay, nor if B is packed. */
	if (s.col == 1 && n == PANEL && (m <= 2 * TALL || s.row == PANEL)) {
		panel(m, k, o, s.b, s.row, c, ldc);
		return;
	}
	if (s.col != 1 && n == PANEL)
		pack_transposed(k, s, dense);
	else
		pack(k, n, s, dense);
	if (n == PANEL)
		panel(m, k, o, dense, PANEL, c, ldc);
	else
		edge(m, n, k, o, dense, c, ldc);
}

static void
product(size_t m, size_t n, size_t k, struct operand o, struct source s,
    float *c, size_t ldc)
{
	size_t j = 0, i, wide, deep;

	/* One row is bound by memory: B is read in place. */
	for (; m == 1 && s.col == 1 && n - j >= LONG * PANEL; j += LONG * PANEL)
		row(k, o, s.b + j, s.row, c + j);
	for (; j < n; j += wide) {
		wide = n - j < PANEL ? n - j : PANEL;
		for (i = 0; i < k; i += deep) {
			struct operand at = { o.a + i * o.col, o.row, o.col };
			struct source from = { s.b + i * s.row + j * s.col,
			    s.row, s.col };

			deep = k - i < DEPTH ? k - i : DEPTH;
			block(m, wide, deep, at, from, c + j, ldc);
		}
	}
}

/* ---- gemm.h ---- */

void
gemm_nn(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
	scale(m, n, beta, c, ldc);
	product(m, n, k, (struct operand){ a, lda, 1 },
	    (struct source){ b, ldb, 1 }, c, ldc);
}

void
gemm_tn(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
	scale(m, n, beta, c, ldc);
	product(m, n, k, (struct operand){ a, 1, lda },
	    (struct source){ b, ldb, 1 }, c, ldc);
}

void
gemm_nt(size_t m, size_t n, size_t k, const float *a, size_t lda,
    const float *b, size_t ldb, float beta, float *c, size_t ldc)
{
	scale(m, n, beta, c, ldc);
	product(m, n, k, (struct operand){ a, lda, 1 },
	    (struct source){ b, 1, ldb }, c, ldc);
}
