/*
 * settings.h - the settings of a filter: a table of names, ranges and
 * defaults, which serves its stage of the front end (chain.h), its command line
 * and the text of --help.
 *
 *	static const struct setting table[] = {
 *		{ .name = "order", .type = SETTING_WHOLE, .lo = 1, .hi = 9,
 *		    .initial = 2, .arg = "N", .help = "the highest order" },
 *		{ .name = NULL }
 *	};
 *
 * Values are doubles, one per row: a choice is the index of its name, a set is
 * the sum of 2^index of its members.
 */
#ifndef TONFALL_SETTINGS_H
#define TONFALL_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "tensor/chain.h"

/* The maximum number of rows of a table and of members of a set. */
#define SETTINGS_MOST	16
#define SETTINGS_MEMBERS 50

enum setting_type {
	SETTING_REAL,	/* lo..hi */
	SETTING_WHOLE,	/* the same, a whole number */
	SETTING_CHOICE,	/* one of `names' */
	SETTING_SET	/* some, "a,b,c" in any order, "all" or "none" */
};

struct setting {
	const char *name;	/* in the stage, and after "--"; NULL: end */
	enum setting_type type;
	double lo, hi;
	double initial;		/* the default */
	const char *const *names;	/* ending with NULL */
	const char *arg;	/* the option's argument in --help */
	const char *help;	/* the default is appended */
};

/* Set v (rows) to the defaults. */
void settings_init(const struct setting *table, double v[]);

/* The number of the row with this name; ST_BAD with a list of the names. */
enum status settings_find(const struct setting *table, const char *name,
    size_t *row, struct fault *why) FAULT_CHECK;

/* Read the value of this row into *v; ST_BAD if it is not valid. */
enum status settings_read(const struct setting *row, const char *text,
    double *v, struct fault *why) FAULT_CHECK;

/* Write a value as settings_read reads it. */
void settings_text(const struct setting *row, double v,
    char text[CHAIN_MAXSTAGE]);

/* Write the stage, "NAME name=value name=value ...", with all rows. */
void settings_stage(const char *name, const struct setting *table,
    const double v[], char stage[CHAIN_MAXSTAGE]);

/*
 * Read such a stage into v; rows that it does not name get their defaults.
 * ST_BAD, also if it names one twice.
 */
enum status settings_parse(const struct setting *table, const char *stage,
    double v[], struct fault *why) FAULT_CHECK;

/* Is member i in the set v? */
bool settings_has(double v, size_t i);

/* The set of the first n members. */
double settings_first(size_t n);

#endif
