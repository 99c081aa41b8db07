#include "score/scorecells.h"

#include <math.h>
#include <stdio.h>

#include "score/label.h"

/* ---- for people ---- */

const char *
scorecells_value(enum tally_kind kind, double mean, double low, double high,
    char buf[SCORECELLS_MAX])
{
	double by = kind == TALLY_PERCENT ? 100 : 1;
	int d = kind == TALLY_PERCENT ? 1 : 3;	/* decimals */

	if (isnan(mean))
		return "    -";
	if (isnan(low))
		(void)snprintf(buf, SCORECELLS_MAX, kind == TALLY_UNITS ?
		    "%*.*g" : "%*.*f", d == 1 ? 5 : 6,
		    kind == TALLY_UNITS ? 3 : d, by * mean);
	else if (kind == TALLY_UNITS)
		(void)snprintf(buf, SCORECELLS_MAX, "%6.3g  (%.3g to %.3g)",
		    mean, low, high);
	else
		(void)snprintf(buf, SCORECELLS_MAX, "%*.*f  (%.*f to %.*f)",
		    d == 1 ? 5 : 6, d, by * mean, d, by * low, d, by * high);
	return buf;
}

enum status
scorecells_spaces(size_t n, struct atomfile *f, struct fault *why)
{
	return atomfile_printf(f, why, "%*s", (int)n, "");
}

enum status
scorecells_left(const char *text, size_t w, struct atomfile *f,
    struct fault *why)
{
	size_t n = label_columns(text);
	enum status s = atomfile_printf(f, why, "%s", text);

	return s != ST_OK || n >= w ? s : scorecells_spaces(w - n, f, why);
}

enum status
scorecells_right(const char *text, size_t w, struct atomfile *f,
    struct fault *why)
{
	size_t n = label_columns(text);
	enum status s = scorecells_spaces(2 + (n < w ? w - n : 0), f, why);

	return s != ST_OK ? s : atomfile_printf(f, why, "%s", text);
}

/* ---- for programs ---- */

enum status
scorecells_row(enum tally_kind kind, double mean, double low, double high,
    struct atomfile *f, struct fault *why)
{
	if (isnan(mean))
		return atomfile_printf(f, why, "\t-\t-\t-\n");
	if (isnan(low) || isnan(high))
		return atomfile_printf(f, why, kind == TALLY_UNITS ?
		    "\t%.7g\t-\t-\n" : "\t%.6f\t-\t-\n", mean);
	return atomfile_printf(f, why, kind == TALLY_UNITS ?
	    "\t%.7g\t%.7g\t%.7g\n" : "\t%.6f\t%.6f\t%.6f\n", mean, low,
	    high);
}

enum status
scorecells_count(size_t n, struct atomfile *f, struct fault *why)
{
	return atomfile_printf(f, why, "\t%zu\t-\t-\n", n);
}
