/*
 * choice.h - a choice among methods that have settings, as users write it:
 * NAME or NAME:SETTING=VALUE,SETTING=VALUE.
 */
#ifndef TONFALL_CHOICE_H
#define TONFALL_CHOICE_H

#include <stddef.h>

#include "base/fault.h"

#define CHOICE_SETTINGS	4
#define CHOICE_TEXT	200	/* bytes of choice_text */

/* A method; the first member of the struct of each optimiser or schedule. */
struct choice {
	const char *name;
	struct choice_setting {
		const char *name;	/* NULL after the last one */
		const char *label;	/* before the value in choice_text */
		double usual;		/* the default */
		double least, most;
	} setting[CHOICE_SETTINGS];
};

/* The method that was chosen, with its settings. */
struct chosen {
	const struct choice *choice;
	double value[CHOICE_SETTINGS];	/* in the order of the settings */
};

/* Choose a method with its default settings. */
void choice_usual(struct chosen *c, const struct choice *choice);

/*
 * Parse text as one of all[], which ends with NULL.  what says what they are,
 * "an optimiser".  ST_BAD lists the valid names.
 */
enum status choice_parse(struct chosen *c, const char *text, const char *what,
    const struct choice *const all[], struct fault *why) FAULT_CHECK;

/* Change one setting of the method.  ST_BAD if it has no such setting. */
enum status choice_set(struct chosen *c, const char *name, const char *value,
    struct fault *why) FAULT_CHECK;

/* The settings, each as its label, a blank and the value with `digits' digits;
 * returns buf. */
const char *choice_text(const struct chosen *c, int digits,
    char buf[CHOICE_TEXT]);

#endif
