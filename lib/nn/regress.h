/*
 * regress.h - losses of outputs x that are to be the numbers y.
 *
 * With m and s^2 the means and variances of n samples, and s_xy their
 * covariance, all sums divided by n, the concordance correlation coefficient is
 *
 *	ccc = 2 s_xy / D,   D = s_x^2 + s_y^2 + (m_x - m_y)^2
 *
 * (Lin 1989, "A concordance correlation coefficient to evaluate
 * reproducibility").  It is the same if x and y are put on another scale
 * together.  The loss 1 - ccc is what recognisers of emotion are trained with
 * since Trigeorgis et al. 2016, "Adieu features?"; Atmaja and Akagi 2021
 * compare it with the squared error.  Its gradient is that of a quotient whose
 * parts have the slopes 2 (y_i - m_y) / n and 2 (x_i - m_y) / n:
 *
 *	d loss / d x_i = 2 / (n D) (ccc (x_i - m_y) - (y_i - m_y))
 *
 * The squared error is sum (x - y)^2 / n, its slope 2 (x_i - y_i) / n.
 *
 * Both need only six sums, which are added up in the order of the samples.
 */
#ifndef TONFALL_REGRESS_H
#define TONFALL_REGRESS_H

#include <stdbool.h>

/* Start from { 0 }. */
#define REGRESS_SUMS	6
struct regress_sums {
	double n, x, y, xx, yy, xy;
};

enum regress_loss { REGRESS_CCC, REGRESS_MSE };

/* The loss called ccc or mse; false if it is neither. */
bool regress_named(const char *name, enum regress_loss *loss);

/* One more sample. */
void regress_add(struct regress_sums *s, double x, double y);

/* All those of more. */
void regress_join(struct regress_sums *s, const struct regress_sums *more);

/* The coefficient; NAN if it is not defined, as of no samples or if all x and y
 * are one number. */
double regress_ccc(const struct regress_sums *s);

/* Pearson's correlation s_xy / (s_x s_y); NAN if x or y does not vary. */
double regress_pearson(const struct regress_sums *s);

/* The loss of the samples; 0 of none, and where ccc is not defined 1. */
double regress_value(enum regress_loss loss, const struct regress_sums *s);

/* Its derivative by the output x of a sample among them, whose number is y; 0
 * where ccc is not defined. */
double regress_slope(enum regress_loss loss, const struct regress_sums *s,
    double x, double y);

#endif
