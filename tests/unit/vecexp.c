/* vecexp against the exponential in double: close over its whole range, and
 * nothing that is not finite is lost. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "math/vecexp.h"
#include "unit.h"

/* Every 997th float of both signs within the range. */
static void
all_values(void)
{
	static float x[4096], from[4096];
	uint32_t sign, bits, end;
	double worst = 0;
	float most;
	size_t i, n;

	for (sign = 0; sign < 2; sign++) {
		most = sign ? -VECEXP_LEAST : VECEXP_MOST;
		(void)memcpy(&end, &most, sizeof end);
		for (bits = 0; bits < end; ) {
			for (n = 0; n < 4096 && bits < end; bits += 997) {
				(void)memcpy(&from[n], &bits, sizeof bits);
				from[n] = sign ? -from[n] : from[n];
				n++;
			}
			(void)memcpy(x, from, n * sizeof *x);
			vecexp(x, n);
			for (i = 0; i < n; i++)
				worst = unit_max(worst, fabs(x[i] /
				    exp(from[i]) - 1));
		}
	}
	CHECK(worst < 3e-7);
	CHECK(worst > 1e-8);
}

static void
ends(void)
{
	float x[] = { 0, -1e30f, VECEXP_LEAST, 1e30f, VECEXP_MOST,
	    NAN, INFINITY, -INFINITY };

	vecexp(x, sizeof x / sizeof x[0]);
	CHECK(x[0] == 1);
	CHECK(x[1] == x[2] && x[1] > 0);
	CHECK(x[3] == x[4] && isfinite(x[3]));
	CHECK(isnan(x[5]) && isnan(x[6]) && isnan(x[7]));
}

int
main(void)
{
	UNIT_CASE(all_values);
	UNIT_CASE(ends);
	UNIT_END();
}
