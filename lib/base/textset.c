#include "base/textset.h"

#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include "base/hash.h"

/* 16 random bytes that the kernel gives each process: getauxval(3). */
static const unsigned char *
process_key(void)
{
	return (const unsigned char *)(uintptr_t)getauxval(AT_RANDOM);
}

/* The slot of text, or the free one that it would get; cap is not 0. */
static uint32_t *
find_slot(const struct textset *s, const char *text)
{
	size_t mask = 2 * s->cap - 1;
	size_t i = (size_t)hash_keyed(process_key(), text) & mask;

	while (s->slot[i] != 0 && strcmp(s->text[s->slot[i] - 1], text) != 0)
		i = (i + 1) & mask;
	return &s->slot[i];
}

static void
fill_slots(struct textset *s)
{
	size_t i;

	(void)memset(s->slot, 0, 2 * s->cap * sizeof *s->slot);
	for (i = 0; i < s->n; i++)
		*find_slot(s, s->text[i]) = (uint32_t)i + 1;
}

/* Room for one more; cap is a power of two. */
static enum status
grow(struct textset *s, struct fault *why)
{
	size_t cap = s->cap == 0 ? 8 : 2 * s->cap;
	uint32_t *slot;
	char **text;

	if (s->n < s->cap)
		return ST_OK;
	if (cap > UINT32_MAX / 2 ||
	    (text = reallocarray(s->text, cap, sizeof *text)) == NULL)
		return fault_nomem(why);
	s->text = text;
	if ((slot = reallocarray(NULL, cap, 2 * sizeof *slot)) == NULL)
		return fault_nomem(why);
	free(s->slot);
	s->slot = slot;
	s->cap = cap;
	fill_slots(s);
	return ST_OK;
}

size_t
textset_find(const struct textset *s, const char *text)
{
	return s->n == 0 ? TEXTSET_NONE : (size_t)*find_slot(s, text) - 1;
}

enum status
textset_add(struct textset *s, const char *text, size_t *id,
    struct fault *why)
{
	char *copy;

	if ((*id = textset_find(s, text)) != TEXTSET_NONE)
		return ST_OK;
	if (grow(s, why) != ST_OK)
		return ST_NOMEM;
	if ((copy = strdup(text)) == NULL)
		return fault_nomem(why);
	*id = s->n;
	s->text[s->n++] = copy;
	*find_slot(s, text) = (uint32_t)s->n;
	return ST_OK;
}

/* ---- order ---- */

struct order {
	char *const *text;
	int (*compare)(const char *, const char *);
};

static int
compare_numbers(const void *a, const void *b, void *context)
{
	const struct order *o = context;

	return o->compare(o->text[*(const size_t *)a],
	    o->text[*(const size_t *)b]);
}

enum status
textset_sort(struct textset *s, size_t keep,
    int (*compare)(const char *, const char *), size_t **to,
    struct fault *why)
{
	struct order o = { s->text, compare };
	size_t i, *from = calloc(s->n + 1, sizeof *from);
	char **text = calloc(s->cap + 1, sizeof *text);

	*to = calloc(s->n + 1, sizeof **to);
	if (from == NULL || text == NULL || *to == NULL) {
		free(from);
		free(text);
		free(*to);
		*to = NULL;
		return fault_nomem(why);
	}
	for (i = 0; i < s->n; i++)
		from[i] = i;
	if (s->n > keep)
		qsort_r(from + keep, s->n - keep, sizeof *from,
		    compare_numbers, &o);
	for (i = 0; i < s->n; i++) {
		text[i] = s->text[from[i]];
		(*to)[from[i]] = i;
	}
	free(from);
	free(s->text);
	s->text = text;
	if (s->n > 0)
		fill_slots(s);
	return ST_OK;
}

void
textset_free(struct textset *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		free(s->text[i]);
	free(s->text);
	free(s->slot);
	*s = (struct textset)TEXTSET_INIT;
}
