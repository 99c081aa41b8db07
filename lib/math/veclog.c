#include "math/veclog.h"

#include <stdint.h>
#include <string.h>

#include "math/simd.h"

/* ln 2 in two parts: the product of the first and any exponent is exact. */
#define LN2_HI	0.693359375f
#define LN2_LO	(-2.12194440e-4f)

#define ROOT_HALF 0x3f3504f3	/* the bits of sqrt(1/2) */

/*
 * x = 2^e (1 + f), sqrt(1/2) <= 1 + f < sqrt(2); with s = f / (2 + f)
 *
 *	ln(1 + f) = 2 artanh s = 2s + 2/3 s^3 + 2/5 s^5 + ..., 2s = f - s f
 *
 * |s| < 0.172, so the first term left out, 2/11 s^11, is below 1e-9.
 */
CLONES void
veclog_floored(float *x, size_t n, float least)
{
	size_t i;

	for (i = 0; i < n; i++) {
		float v = x[i] > least ? x[i] : least, f, s, z, tail, e;
		int32_t bits, exponent;

		(void)memcpy(&bits, &v, sizeof bits);
		exponent = (bits - ROOT_HALF) >> 23;
		bits -= (int32_t)((uint32_t)exponent << 23);
		(void)memcpy(&f, &bits, sizeof f);
		e = (float)exponent;
		f -= 1;
		s = f / (2 + f);
		z = s * s;
		tail = z * (2.0f / 3 + z * (2.0f / 5 + z * (2.0f / 7 +
		    z * (2.0f / 9))));
		x[i] = e * LN2_HI + (f - (s * (f - tail) - e * LN2_LO));
	}
}
