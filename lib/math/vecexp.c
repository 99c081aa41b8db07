#include "math/vecexp.h"

#include <stdint.h>
#include <string.h>

#include "math/simd.h"

#define LOG2_E	1.44269504f

/* ln 2 in two parts: the product of the first and any exponent is exact. */
#define LN2_HI	0.693359375f
#define LN2_LO	(-2.12194440e-4f)

/* Adding it leaves no place for fractions: they are rounded off. */
#define ROUND	12582912.0f	/* 1.5 * 2^23 */

/*
 * x = n ln 2 + r, |r| <= ln(2) / 2; e^x = 2^n (1 + r + r^2/2 + ...).  The first
 * term left out, r^8/8!, is below 6e-9.
 */
CLONES void
vecexp(float *x, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		float v = x[i] > VECEXP_LEAST ? x[i] : VECEXP_LEAST, e, r, y;
		float two;
		int32_t bits;

		v = v < VECEXP_MOST ? v : VECEXP_MOST;
		e = v * LOG2_E + ROUND;
		e -= ROUND;
		r = v - e * LN2_HI - e * LN2_LO;
		y = 1.0f / 720 + r * (1.0f / 5040);
		y = 1.0f / 24 + r * (1.0f / 120 + r * y);
		y = 1 + r * (1 + r * (0.5f + r * (1.0f / 6 + r * y)));
		bits = ((int32_t)e + 127) * (1 << 23);
		(void)memcpy(&two, &bits, sizeof two);
		x[i] = y * two + (x[i] - x[i]);
	}
}
