/*
 * loss.h - softmax and weighted cross-entropy.
 *
 * Axes: N samples, K classes.
 */
#ifndef TONFALL_LOSS_H
#define TONFALL_LOSS_H

#include <stddef.h>

/* prob (N, K) = softmax of the rows of logits (N, K); may be the same array. */
void loss_softmax(size_t n, size_t k, const float *logits, float *prob);

/*
 * Weighted cross-entropy as PyTorch's with the mean reduction: for a batch
 * sum_i w[y_i] nll_i / sum_i w[y_i].  This computes some samples of a batch:
 * y (N) are their classes, w (K) the weights, total is the batch's sum of
 * weights.  Sets dlogits (N, K), already divided by total, and returns
 * sum w[y_i] nll_i over these samples, not divided by it.
 */
double loss_cross_entropy(size_t n, size_t k, const float *logits,
    const size_t *y, const float *w, double total, float *dlogits);

/*
 * The same for targets that are spread over classes, target (N, K): the loss
 * is sum_ik target[i][k] nll_ik / total.
 */
double loss_soft(size_t n, size_t k, const float *logits, const float *target,
    double total, float *dlogits);

/*
 * The targets (K) of a sample that is of class a by share and else of class b:
 * with q the shares of the classes, w[k] ((1 - smooth) q[k] + smooth / K).
 * With share 1 and total the sum of w[y_i] this is the label smoothing of
 * PyTorch's cross_entropy (Szegedy et al. 2016, "Rethinking the Inception
 * Architecture", section 7).  Returns the sample's part of total.
 */
double loss_target(size_t k, const float *w, double smooth, size_t a, size_t b,
    double share, float *target);

/* The sum of loss_cross_entropy without the gradient. */
double loss_value(size_t n, size_t k, const float *logits, const size_t *y,
    const float *w);

/* The class with the largest of logits (K), the first of them in a tie. */
size_t loss_best(size_t k, const float *logits);

/* The balanced weights of K classes: n / (K count[k]); 0 where count is 0. */
void loss_balance(size_t k, const size_t *count, float *w);

#endif
