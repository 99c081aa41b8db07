/*
 * quadratics.h - quadratic factors of real polynomials, several polynomials
 * side by side:
 *
 *	z^n + a[1] z^(n-1) + ... + a[n] =
 *	    product over j < n/2 of z^2 + p[j] z + q[j]
 *
 * All factors are improved together, each by the remainder of the polynomial
 * divided by it and by the product of the others (K. Weierstrass's method for
 * roots, for factors of degree two, so that real numbers suffice).  This
 * converges quadratically for nearly every polynomial, whatever the start; if
 * it has not after some steps, it begins again from another start.
 */
#ifndef TONFALL_QUADRATICS_H
#define TONFALL_QUADRATICS_H

#include <stddef.h>

#define QUADRATICS_LANES 8	/* polynomials */
#define QUADRATICS_MOST	10	/* factors */

/*
 * Find the factors of polynomials a (n + 1, QUADRATICS_LANES), a[0] = 1, whose
 * roots lie within the unit circle, n even and at most 2 QUADRATICS_MOST.
 * Writes p and q (n/2, QUADRATICS_LANES).  Bit f of the result is set if those
 * of polynomial f were found: the last step changed none of them by 1e-5, and
 * the error left is about the square of that.  They do not depend on the other
 * polynomials.
 */
unsigned quadratics_find(const double *a, size_t n, double *p, double *q);

#endif
