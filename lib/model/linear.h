/*
 * linear.h - train a support vector machine, or ridge regression, on records of
 * one row, (1, F).
 *
 * The result is an ordinary model with the network
 *
 *	standardize; clip LIMIT; dense classes
 *
 * whose dense layer is a linear support vector machine, one class against the
 * rest (math/svm.h).  With a kernel it is
 *
 *	standardize; clip LIMIT; dense R; rbf N GAMMA; dense classes
 *
 * in which the first dense layer reduces the columns to R, see linear_kernel.c,
 * and the centres of rbf are N of the records.  Its scores become logits by a
 * factor, the inverse of a temperature, that makes the softmax of records that
 * were held out as likely as possible; it does not change which class is the
 * largest.
 *
 * C and the factor come from inner folds: the records are divided into folds of
 * whole groups (speakers), and each fold is predicted by models trained on the
 * others.  A copy of a recording (attribute `original`) is in the fold of its
 * original; copies are trained on, but neither predicted nor counted in the
 * statistics of `standardize`, which are those of all folds.
 *
 * A class whose records are all in one fold is one that the models for this
 * fold have not seen.  They would get every record of it wrong, whatever C is,
 * and the factor would be that of scores which the final model, which has the
 * class, does not give: its records are neither scored nor counted in the
 * likelihood.  If fewer than two classes remain, any C would seem right, and
 * with certainty: the C in the middle of the list is taken, and the factor 1.
 *
 * For a number there is one output, the standardised number, by ridge
 * regression with the same C (math/svm.h).  Its predictions vary less than the
 * numbers do.  With the loss REGRESS_CCC they are multiplied by the factor that
 * makes the concordance correlation coefficient (nn/regress.h) of the records
 * that were held out as high as possible: it is the square root of
 * sum y^2 / sum x^2, since for f x instead of x that coefficient is
 * 2 f sum of (x - m_x) (y - m_y) over f^2 sum x^2 + sum y^2 - 2 f n m_x m_y.
 * C is chosen by that coefficient; with REGRESS_MSE by the squared error, and
 * the factor is 1.  Inner folds are balanced by ranges of the number
 * (data/ranges.h).
 *
 * With an initial model, the penalty is on the difference from its weights, in
 * standard deviations of the columns, instead of on the weights: math/svm.h.
 * Classes are matched by their names; of one that it lacks they start from 0.
 *
 * The same records in the same order give the same model for any number of
 * threads.
 */
#ifndef TONFALL_LINEAR_H
#define TONFALL_LINEAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "data/target.h"
#include "nn/regress.h"
#include "model/model.h"

#define LINEAR_MAXC	32	/* values of C */

struct linear_config {
	const char *data;	/* training stream, "-": standard input */
	struct targets targets;	/* one */
	enum regress_loss loss;	/* of a number */
	double c[LINEAR_MAXC];	/* values to choose from */
	size_t n;		/* of them; 0: five that suit the columns */
	const char *initial;	/* model to start from, see above; or NULL;
				 * not with a kernel */
	const char *by;		/* attribute of the groups */
	size_t folds;		/* 0: neither choice nor factor */
	bool weights;		/* balance the classes, n / (K n_k) */
	double clip;		/* in standard deviations */
	size_t components;	/* R */
	double gamma;		/* of the kernel; 0: linear */
	size_t most;		/* records that a kernel is given, up to
				 * GRAM_MOST; of more it gets a part */
	double emphasis;	/* power of the columns' weights, see
				 * linear_emphasis.c; 0: they are equal; not
				 * with a kernel */
	unsigned threads;
};

/* What the inner folds say of one C; NAN if they judge nothing. */
struct linear_tried {
	double c;
	double uar;		/* mean recall of the classes */
	double accuracy;
	double nll;		/* mean of -log p of the true class, with: */
	double factor;		/* of the scores */
	unsigned products;	/* at most, of the models: math/svm.h */
	/* Of a number instead, with the factor: concordance and Pearson's
	 * correlation, NAN if not defined, and errors. */
	double ccc, pearson, mae, mse;
};

struct linear {
	struct linear_config config;
	struct model model;
	size_t samples, copies;	/* copies are among the samples */
	size_t skipped;		/* records without a class */
	size_t known;		/* classes that the initial model has */
	size_t thinned;		/* records beyond config.most */
	size_t columns, constant;	/* F, and those that do not vary */
	size_t centres;		/* records that the kernel model keeps */
	size_t folds;		/* inner folds; at most the groups; 0: none,
				 * or they can judge nothing */
	char unjudged[400];	/* classes that these cannot judge, with their
				 * groups, as a list for a message; or "" */
	size_t tried;
	struct linear_tried try[LINEAR_MAXC];	/* by growing C */
	size_t best;		/* the one that was chosen */
	unsigned steps;		/* of the model itself */
	double worst;		/* its largest violation, see math/svm.h;
				 * above LINEAR_FINE it is not exact */
};

#define LINEAR_FINE	1e-3

/*
 * Read everything, choose, train; l need not be initialised.  ST_OK, or ST_BAD
 * with a text that names file and record: a record of more than one row, one
 * class only, a value that is not finite, several C without folds, a C
 * beyond what float can compute; an initial model of another kind, target or
 * clip, of other records or without any of these classes; with folds also
 * fewer than two groups, a copy without its original or of another class; all
 * of train_load's.
 */
enum status linear_train(struct linear *l, const struct linear_config *config,
    struct fault *why) FAULT_CHECK;

void linear_free(struct linear *l);

#endif
