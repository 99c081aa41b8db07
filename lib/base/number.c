#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum status
number_size(const char *s, uint64_t lo, uint64_t hi, uint64_t *out,
    struct fault *why)
{
	unsigned long long v;
	size_t n = strlen(s);

	if (n == 0 || strspn(s, "0123456789") != n)
		return fault_set(why, ST_BAD,
		    "'%.40s' is not a whole number", s);
	errno = 0;
	v = strtoull(s, NULL, 10);
	if (errno != 0 || v > hi)
		return fault_set(why, ST_BAD,
		    "%.40s is too large, at most %llu", s,
		    (unsigned long long)hi);
	if (v < lo)
		return fault_set(why, ST_BAD,
		    "%.40s is too small, at least %llu", s,
		    (unsigned long long)lo);
	*out = v;
	return ST_OK;
}

enum status
number_real(const char *s, double lo, double hi, double *out,
    struct fault *why)
{
	size_t n = strlen(s);
	char *end;
	double v;

	/* strtod also takes blanks, hexadecimal, "inf" and "nan". */
	if (n == 0 || strspn(s, "0123456789+-.eE") != n)
		return fault_set(why, ST_BAD, "'%.40s' is not a number", s);
	v = strtod(s, &end);
	if (*end != '\0')
		return fault_set(why, ST_BAD, "'%.40s' is not a number", s);
	if (!(v <= hi))
		return fault_set(why, ST_BAD, "%.40s is too large, at most %g",
		    s, hi);
	if (!(v >= lo))
		return fault_set(why, ST_BAD, "%.40s is too small, at least %g",
		    s, lo);
	if (!isfinite(v))
		return fault_set(why, ST_BAD, "%.40s is out of range", s);
	*out = v;
	return ST_OK;
}
