/*
 * textset.h - distinct texts, numbered from 0 in the order of their first
 * appearance.
 *
 * Adding and finding take constant time for any texts: the table uses
 * hash_keyed() with a key that differs in each process, so nobody can choose
 * texts that collide.  Numbers never depend on that key.
 */
#ifndef TONFALL_TEXTSET_H
#define TONFALL_TEXTSET_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

#define TEXTSET_NONE	((size_t)-1)

/* Read text and n; the rest is the implementation's. */
struct textset {
	char **text;		/* (n) owned; each stays where it is */
	size_t n, cap;
	uint32_t *slot;		/* (2 cap) number + 1, or 0 where it is free */
};

#define TEXTSET_INIT	{ NULL, 0, 0, NULL }

/*
 * The number of text in *id; a copy is added if it is new, which n tells.
 * ST_OK, or ST_NOMEM (more than 2^31 texts, too) and s is as it was.
 */
enum status textset_add(struct textset *s, const char *text, size_t *id,
    struct fault *why) FAULT_CHECK;

/* The number of text, or TEXTSET_NONE. */
size_t textset_find(const struct textset *s, const char *text);

/*
 * Number the texts from the keep-th on in the order of compare (strcmp(3), for
 * one), under which no two of them may be equal.  (*to)[old number] is the new
 * one, for all n; the caller frees it.  ST_OK, or ST_NOMEM and s is as it was.
 */
enum status textset_sort(struct textset *s, size_t keep,
    int (*compare)(const char *, const char *), size_t **to,
    struct fault *why) FAULT_CHECK;

/* Free everything and reset s to TEXTSET_INIT. */
void textset_free(struct textset *s);

#endif
