/*
 * gram.h - a matrix of all pairs of samples x (N, F):
 *
 *	gram_new	G_ij = x_i.x_j + bias^2
 *	gram_rbf	G_ij = e^(-gamma |x_i - x_j|^2) + bias^2
 *
 * bias is the value of a further column.  If there are few samples for their
 * columns, G is computed once; otherwise products with it are formed by way of
 * x, which the second kind cannot do.
 */
#ifndef TONFALL_GRAM_H
#define TONFALL_GRAM_H

#include <stddef.h>

#include "base/fault.h"
#include "base/threads.h"

#define GRAM_PANEL	32
#define GRAM_RANK	64
#define GRAM_MOST	16384	/* samples whose pairs fit in 1 GiB */

struct gram {
	size_t n, dim;
	const float *x;		/* (N, F), the caller's */
	float bias;
	float gamma, *norm;	/* (N) |x_i|^2; NULL: gram_new */
	float *pairs;		/* (panels, N, GRAM_PANEL) columns of G; or
				 * NULL */
	size_t rank;		/* up to GRAM_RANK, below N */
	float *low;		/* (N, rank) low low^T is about G */
};

/* Prepare x, which must outlive g.  ST_NOMEM. */
enum status gram_new(struct gram *g, size_t n, size_t dim, const float *x,
    float bias, struct threads *pool, struct fault *why) FAULT_CHECK;
/* The same; N is up to GRAM_MOST. */
enum status gram_rbf(struct gram *g, size_t n, size_t dim, const float *x,
    float gamma, float bias, struct threads *pool, struct fault *why)
    FAULT_CHECK;
void gram_free(struct gram *g);

/*
 * w (F, r), r up to N: the products (x w)_i.(x w)_j are about those of
 * gram_new, as close as r columns can be; distances too.  Principal components
 * would do that, of columns with the mean 0; these differ from them by a
 * rotation, and span almost the same space (Halko, Martinsson and Tropp 2011,
 * "Finding structure with randomness").  g without a bias.  ST_NOMEM.
 */
enum status gram_components(const struct gram *g, size_t r, float *w,
    struct threads *pool, struct fault *why) FAULT_CHECK;

/* Floats of scratch that gram_product needs for p rows. */
size_t gram_scratch(const struct gram *g, size_t p);

/* y (P, N) = a (P, N) G.  A row of y depends only on its row of a. */
void gram_product(const struct gram *g, size_t p, const float *a, float *y,
    float *scratch);

/* w (P, F) = a x, and b (P) the same for the bias: the weights of a linear
 * function that gives the scores a G of gram_new. */
void gram_weights(const struct gram *g, size_t p, const float *a, float *w,
    float *b);

/* m (r, r), symmetric, becomes its Cholesky factor in the lower triangle; a
 * row that depends on those before it gets a 0 on the diagonal. */
void gram_cholesky(size_t r, double *m);

#endif
