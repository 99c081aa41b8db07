/*
 * scorecells.h - values and names in tables of scores, for people and programs.
 */
#ifndef TONFALL_SCORECELLS_H
#define TONFALL_SCORECELLS_H

#include <stddef.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "score/tally.h"

#define SCORECELLS_MAX	64	/* bytes of a value with its interval */

/*
 * A value and its interval in buf: " 46.3  (41.2 to 50.9)" as percent, of other
 * kinds with three decimals or digits.  A dash for NAN, no interval for
 * a low end of NAN.
 */
const char *scorecells_value(enum tally_kind kind, double mean, double low,
    double high, char buf[SCORECELLS_MAX]);

/* Text, w columns wide: left-aligned; after two blanks and right-aligned. */
enum status scorecells_left(const char *text, size_t w, struct atomfile *f,
    struct fault *why) FAULT_CHECK;
enum status scorecells_right(const char *text, size_t w, struct atomfile *f,
    struct fault *why) FAULT_CHECK;

/* n blanks. */
enum status scorecells_spaces(size_t n, struct atomfile *f, struct fault *why)
    FAULT_CHECK;

/*
 * The rest of a row of the table for programs, after its name: a tab, mean, low
 * and high, a dash for NAN.  Units have seven digits, all else six decimals.
 */
enum status scorecells_row(enum tally_kind kind, double mean, double low,
    double high, struct atomfile *f, struct fault *why) FAULT_CHECK;

/* The same for a count. */
enum status scorecells_count(size_t n, struct atomfile *f, struct fault *why)
    FAULT_CHECK;

#endif
