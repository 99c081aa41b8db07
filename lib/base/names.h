/*
 * names.h - distinct texts, in natural order.
 */
#ifndef TONFALL_NAMES_H
#define TONFALL_NAMES_H

#include <stddef.h>

#include "base/fault.h"
#include "base/textset.h"

#define NAMES_NONE	TEXTSET_NONE

struct names {
	struct textset set;	/* in the order of names_compare */
	size_t *of;		/* (n) number of text i in set; NAMES_NONE */
};

#define NAMES_INIT	{ TEXTSET_INIT, NULL }

/*
 * As strcmp(3), but digits are compared as the number they form: f2 < f10.
 * Different spellings of one number (1, 01) are still different.
 */
int names_compare(const char *a, const char *b);

/* Find the distinct texts of text (n); NULL is skipped.  ST_OK or ST_NOMEM. */
enum status names_find(struct names *s, const char *const text[], size_t n,
    struct fault *why) FAULT_CHECK;

void names_free(struct names *s);

#endif
