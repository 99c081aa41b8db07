/*
 * choice.h - one of several methods, each with settings of its own, as users
 * write it: NAME or NAME:SETTING=VALUE,SETTING=VALUE.
 */
#ifndef TONFALL_CHOICE_H
#define TONFALL_CHOICE_H

#include <stddef.h>

#include "base/fault.h"

#define CHOICE_SETTINGS	4
#define CHOICE_TEXT	200	/* bytes of choice_text */

/* One that can be chosen; first in the struct of each optimiser, schedule. */
struct choice {
	const char *name;
	struct choice_setting {
		const char *name;	/* NULL after the last one */
		const char *label;	/* before the value in choice_text */
		double usual;		/* if it is not given */
		double least, most;
	} setting[CHOICE_SETTINGS];
};

/* The one that was chosen. */
struct chosen {
	const struct choice *choice;
	double value[CHOICE_SETTINGS];	/* in the order of the settings */
};

/* A method with its usual settings. */
void choice_usual(struct chosen *c, const struct choice *choice);

/*
 * Read text, one of all[], which NULL ends.  what is the word for them,
 * "an optimiser".  ST_BAD says what there is.
 */
enum status choice_parse(struct chosen *c, const char *text, const char *what,
    const struct choice *const all[], struct fault *why) FAULT_CHECK;

/* Set one setting of what was chosen.  ST_BAD where it has no such setting. */
enum status choice_set(struct chosen *c, const char *name, const char *value,
    struct fault *why) FAULT_CHECK;

/* The settings, a label and a value each with a blank before it, in so many
 * digits; returns buf. */
const char *choice_text(const struct chosen *c, int digits,
    char buf[CHOICE_TEXT]);

#endif
