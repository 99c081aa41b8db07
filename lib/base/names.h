/*
 * names.h - the distinct ones among many texts, in natural order.
 */
#ifndef TONFALL_NAMES_H
#define TONFALL_NAMES_H

#include <stddef.h>

#include "base/fault.h"

#define NAMES_NONE	((size_t)-1)

struct names {
	size_t count;
	const char **name;	/* (count) in the order of names_compare */
	size_t *of;		/* (n) place of text i in name; NAMES_NONE */
};

#define NAMES_INIT	{ 0, NULL, NULL }

/*
 * As strcmp(3), but digits are compared as the number they form: f2 < f10.
 * Numbers of one value with other spellings (1, 01) differ all the same.
 */
int names_compare(const char *a, const char *b);

/*
 * Find the distinct ones among text (n); NULL is none.  The names are views
 * of the texts, which must outlive them.  ST_OK or ST_NOMEM; n log n.
 */
enum status names_find(struct names *s, const char *const text[], size_t n,
    struct fault *why) FAULT_CHECK;

void names_free(struct names *s);

#endif
