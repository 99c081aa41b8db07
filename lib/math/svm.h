/*
 * svm.h - linear classifiers by the squared hinge loss, and ridge regression,
 * many at once.
 *
 * Problem p separates the samples of one class (y = 1) from the rest (y = -1):
 *
 *	min over w:  |w|^2 / 2 + sum_i c_i max(0, 1 - y_i w.x_i)^2,
 *
 * liblinear's -s 2 and scikit-learn's LinearSVC.  With w = sum_i a_i x_i and
 * the scores s = G a, G_ij = x_i.x_j, the solution has
 *
 *	d_i a_i y_i = max(0, 1 - y_i s_i),  d_i = 1 / (2 c_i),
 *
 * so Newton's method (Chapelle 2007, "Training a support vector machine in the
 * primal") solves (G + D) a = y on the samples with y_i s_i < 1, the others
 * having a_i = 0, and finds those samples again.  Here almost all samples are
 * among them, and few steps suffice.  The equations are solved by conjugate
 * gradients, preconditioned with a low-rank approximation of G that is the same
 * for all problems (Frangella, Tropp and Udell 2021, "Randomized Nystrom
 * preconditioning"); products with G are matrix products for many problems at
 * once.
 *
 * For numbers v instead of classes, the sum is of c_i (v_i - w.x_i)^2: ridge
 * regression (Hoerl and Kennard 1970, "Ridge regression: biased estimation for
 * nonorthogonal problems") with the penalty 1 / (2 c).  Its solution has
 * d_i a_i = v_i - s_i for all samples, the same equations with y = v, none of
 * which is left out; so one step suffices but for rounding.
 *
 * With an offset o the scores are s = o + G a, and w is what is added to
 * another classifier, whose scores are o: a ridge towards that one instead of
 * 0 (Yang, Yan and Hauptmann 2007, "Cross-domain video concept detection using
 * adaptive SVMs").
 *
 * Axes: N samples, F columns, P problems.
 */
#ifndef TONFALL_SVM_H
#define TONFALL_SVM_H

#include <stddef.h>

#include "base/fault.h"
#include "math/gram.h"

struct svm_problem {
	size_t class;		/* y = 1 */
	const float *value;	/* (N) v, or NULL: classes */
	double c;
	const float *weight;	/* (N) c_i = c weight[i]; 0: left out */
	const float *offset;	/* (N) o, or NULL: 0 */
	unsigned steps;		/* out: Newton's */
	unsigned products;	/* out: with G */
	double worst;		/* out: largest violation of the condition
				 * above, in units of s */
};

/*
 * Solve the P problems in p on the threads of pool.
 *
 * y (N)	the classes of the samples; not read for numbers
 * a (P, N)	out: coefficients
 * score (P, N)	out: s, of left out samples too; or NULL
 *
 * A problem is done once no violation is larger than `fine`, or after SVM_STEPS
 * steps; worst tells.  The result depends neither on the number of threads nor
 * on which problems are solved together.  ST_NOMEM.
 */
#define SVM_STEPS	50
enum status svm_solve(const struct gram *g, const size_t *y, size_t np,
    struct svm_problem *p, double fine, float *a, float *score,
    struct threads *pool, struct fault *why) FAULT_CHECK;

#endif
