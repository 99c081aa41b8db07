/*
 * unit.h - unit tests: CHECK inside cases, UNIT_CASE(name) to run one.
 * A case prints "ok name" or, at its first failed check, "FAIL name ...".
 */
#ifndef TONFALL_UNIT_H
#define TONFALL_UNIT_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int unit_bad, unit_all_bad;

#define CHECK(cond) do {						\
	if (!(cond) && !unit_bad++)					\
		printf("FAIL %s at %s:%d: %s\n", unit_name, __FILE__,	\
		    __LINE__, #cond);					\
} while (0)

/* |a - b| <= tol, with both values in the message. */
#define CHECK_NEAR(a, b, tol) do {					\
	double unit_a = (a), unit_b = (b);				\
	if (!(fabs(unit_a - unit_b) <= (tol)) && !unit_bad++)		\
		printf("FAIL %s at %s:%d: %s is %.9g, want %.9g +- %g\n", \
		    unit_name, __FILE__, __LINE__, #a, unit_a, unit_b,	\
		    (double)(tol));					\
} while (0)

/* The larger one, and NaN where there was one: fmax would forget it.  (GCC 12
 * for arm64 also fails inside when it makes vectors of a loop of fmax.) */
static inline double
unit_max(double a, double b)
{
	return b > a || b != b ? b : a;
}

/* Of this machine's byte order and little-endian, one into the other: n bytes
 * of values of so many each. */
static inline void
unit_little(void *values, size_t n, size_t width)
{
	unsigned char *v = values, c;
	size_t i, j;

	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		return;
	for (i = 0; i < n; i += width)
		for (j = 0; j < width / 2; j++) {
			c = v[i + j];
			v[i + j] = v[i + width - 1 - j];
			v[i + width - 1 - j] = c;
		}
}

static const char *unit_name;

#define UNIT_CASE(fn) do {						\
	unit_name = #fn;						\
	unit_bad = 0;							\
	fn();								\
	if (unit_bad)							\
		unit_all_bad = 1;					\
	else								\
		printf("ok %s\n", unit_name);				\
	fflush(stdout);							\
} while (0)

#define UNIT_END() return unit_all_bad ? EXIT_FAILURE : EXIT_SUCCESS

#endif
