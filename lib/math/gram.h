/*
 * gram.h - products of pairs of samples: G_ij = x_i.x_j + bias^2.
 *
 * x (N, F) are samples, with a further column of the value `bias`.  If there
 * are few samples for their columns, G is computed once; otherwise products
 * with it are formed by way of x.
 */
#ifndef TONFALL_GRAM_H
#define TONFALL_GRAM_H

#include <stddef.h>

#include "base/fault.h"
#include "base/threads.h"

#define GRAM_PANEL	32
#define GRAM_RANK	64

struct gram {
	size_t n, dim;
	const float *x;		/* (N, F), the caller's */
	float bias;
	float *pairs;		/* (panels, N, GRAM_PANEL) columns of G; or
				 * NULL */
	size_t rank;		/* up to GRAM_RANK, below N */
	float *low;		/* (N, rank) low low^T is about G */
};

/* Prepare x, which must outlive g.  ST_NOMEM. */
enum status gram_new(struct gram *g, size_t n, size_t dim, const float *x,
    float bias, struct threads *pool, struct fault *why) FAULT_CHECK;
void gram_free(struct gram *g);

/* Floats of scratch that gram_product needs for p rows. */
size_t gram_scratch(const struct gram *g, size_t p);

/* y (P, N) = a (P, N) G.  A row of y depends only on its row of a. */
void gram_product(const struct gram *g, size_t p, const float *a, float *y,
    float *scratch);

/* w (P, F) = a x, and b (P) the same for the bias: the weights of a linear
 * function that gives the scores a G. */
void gram_weights(const struct gram *g, size_t p, const float *a, float *w,
    float *b);

/* m (r, r), symmetric, becomes its Cholesky factor in the lower triangle; a
 * row that depends on those before it gets a 0 on the diagonal. */
void gram_cholesky(size_t r, double *m);

#endif
