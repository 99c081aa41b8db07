#include "data/contours.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "data/frames.h"

void
contours_free(struct contours *c)
{
	textset_free(&c->name);
	free(c->voiced);
	free(c->level);
	free(c->text);
	*c = (struct contours)CONTOURS_INIT;
}

static enum status
alloc(struct contours *c, size_t n, struct fault *why)
{
	contours_free(c);
	c->voiced = calloc(n + 1, sizeof *c->voiced);
	c->level = calloc(n + 1, sizeof *c->level);
	return c->voiced == NULL || c->level == NULL ? fault_nomem(why) :
	    ST_OK;
}

/* Add the name of a further column. */
static enum status
add(struct contours *c, const char *name, struct fault *why)
{
	size_t id = 0, n = c->name.n;
	enum status s = textset_add(&c->name, name, &id, why);

	if (s == ST_OK && id != n)
		return fault_set(why, ST_BAD, "there are two columns '%.60s'",
		    name);
	if (s == ST_OK && strcmp(name, "voicing") == 0)
		c->voicing = id;
	return s;
}

/* ---- reading ---- */

/* Call it for each word of text; NULL has none. */
typedef enum status each_word(struct contours *c, char *word,
    struct fault *why);

static enum status
words(struct contours *c, const char *text, each_word *call, struct fault *why)
{
	char *copy = strdup(text == NULL ? "" : text), *word, *rest;
	enum status s = ST_OK;

	if (copy == NULL)
		return fault_nomem(why);
	for (word = strtok_r(copy, " ", &rest); s == ST_OK && word != NULL;
	    word = strtok_r(NULL, " ", &rest))
		s = call(c, word, why);
	free(copy);
	return s;
}

static enum status
name_column(struct contours *c, char *word, struct fault *why)
{
	return add(c, word, why);
}

static enum status
find(const struct contours *c, const char *name, size_t *id,
    struct fault *why)
{
	if ((*id = textset_find(&c->name, name)) != CONTOURS_NONE)
		return ST_OK;
	return fault_set(why, ST_BAD, "there is no column '%.60s'", name);
}

static enum status
mark_voiced(struct contours *c, char *word, struct fault *why)
{
	size_t id = 0;
	enum status s = find(c, word, &id, why);

	if (s != ST_OK)
		return fault_prefix(why, "attribute voiced");
	c->voiced[id] = true;
	return s;
}

static enum status
set_level(struct contours *c, char *word, struct fault *why)
{
	char *slope = strchr(word, '*');
	double v = 1;
	size_t id = 0;
	enum status s = ST_OK;

	if (slope != NULL) {
		*slope++ = '\0';
		s = number_real(slope, -1e6, 1e6, &v, why);
	}
	if (s != ST_OK || (s = find(c, word, &id, why)) != ST_OK)
		return fault_prefix(why, "attribute level");
	c->level[id] = v;
	return s;
}

static enum status
number_columns(struct contours *c, size_t B, struct fault *why)
{
	char name[32];
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < B; i++) {
		(void)snprintf(name, sizeof name, "b%zu", i);
		s = add(c, name, why);
	}
	return s;
}

static enum status
read_all(struct contours *c, const struct tensor *t, struct fault *why)
{
	size_t B = (size_t)t->dim[1];
	const char *names = tensor_attr(t, "columns");
	enum status s = alloc(c, B, why);

	if (s != ST_OK)
		return s;
	c->named = names != NULL;
	s = c->named ? words(c, names, name_column, why) :
	    number_columns(c, B, why);
	if (s == ST_OK && c->name.n != B)
		s = fault_set(why, ST_BAD, "attribute columns has %zu names, "
		    "but there are %zu columns", c->name.n, B);
	if (s != ST_OK)
		return s;
	s = words(c, tensor_attr(t, "voiced"), mark_voiced, why);
	return s == ST_OK ? words(c, tensor_attr(t, "level"), set_level,
	    why) : s;
}

/* All that contours depend on. */
static char *
source(const struct tensor *t)
{
	const char *a = tensor_attr(t, "columns");
	const char *b = tensor_attr(t, "voiced");
	const char *c = tensor_attr(t, "level");
	char *text;

	return asprintf(&text, "%llu\n%d%s\n%s\n%s",
	    (unsigned long long)t->dim[1], a != NULL, a == NULL ? "" : a,
	    b == NULL ? "" : b, c == NULL ? "" : c) < 0 ? NULL : text;
}

enum status
contours_read(struct contours *c, const struct tensor *t, struct fault *why)
{
	enum status s = frames_matrix(t, why);
	char *text;

	if (s != ST_OK)
		return s;
	if ((text = source(t)) == NULL)
		return fault_nomem(why);
	if (c->text != NULL && strcmp(text, c->text) == 0) {
		free(text);
		return ST_OK;
	}
	s = read_all(c, t, why);
	if (s == ST_OK)
		c->text = text;
	else {
		free(text);
		contours_free(c);
	}
	return s;
}

/* ---- writing ---- */

/* Set attribute name of a to text, which is freed, or remove it if empty. */
static enum status
set(struct attrs *a, const char *name, char *text, struct fault *why)
{
	enum status s = ST_OK;

	if (text == NULL)
		return fault_nomem(why);
	if (text[0] == '\0')
		attrs_del(a, name);
	else
		s = attrs_set(a, name, text, why);
	free(text);
	return s;
}

/* The names for which keep is true, with slopes in attribute level. */
static char *
list(const struct contours *c, bool keep(const struct contours *, size_t),
    bool slopes)
{
	char *text = NULL;
	size_t size, i;
	FILE *fp = open_memstream(&text, &size);
	const char *blank = "";

	if (fp == NULL)
		return NULL;
	for (i = 0; i < c->name.n; i++) {
		if (!keep(c, i))
			continue;
		(void)fprintf(fp, "%s%s", blank, c->name.text[i]);
		if (slopes && c->level[i] != 1)
			(void)fprintf(fp, "*%.9g", c->level[i]);
		blank = " ";
	}
	if (fclose(fp) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static bool
is_named(const struct contours *c, size_t i)
{
	(void)i;
	return c->named;
}

static bool
is_voiced(const struct contours *c, size_t i)
{
	return c->voiced[i];
}

static bool
has_level(const struct contours *c, size_t i)
{
	return c->level[i] != 0;
}

enum status
contours_write(const struct contours *c, struct attrs *a, struct fault *why)
{
	enum status s;

	if ((s = set(a, "columns", list(c, is_named, false), why)) != ST_OK ||
	    (s = set(a, "voiced", list(c, is_voiced, false), why)) != ST_OK)
		return s;
	return set(a, "level", list(c, has_level, true), why);
}

/* ---- making ---- */

/* Append column i of from as PREFIX and its name or, with a number that is not
 * 0, as NAME_NUMBER. */
static enum status
append(struct contours *c, const struct contours *from, size_t i,
    const char *prefix, size_t number, struct fault *why)
{
	size_t at = c->name.n;
	enum status s;
	char *name;
	int n;

	n = number == 0 ? asprintf(&name, "%s%s", prefix,
	    from->name.text[i]) : asprintf(&name, "%s_%zu",
	    from->name.text[i], number);
	if (n < 0)
		return fault_nomem(why);
	if ((s = add(c, name, why)) == ST_OK) {
		c->voiced[at] = from->voiced[i];
		c->level[at] = prefix[0] == '\0' ? from->level[i] : 0;
	}
	free(name);
	return s;
}

enum status
contours_repeat(struct contours *c, const struct contours *from,
    const char *const prefix[], size_t n, struct fault *why)
{
	size_t B = from->name.n, i, k;
	enum status s = alloc(c, B * (n + 1), why);

	for (k = 0; k <= n; k++)
		for (i = 0; s == ST_OK && i < B; i++)
			s = append(c, from, i, k == 0 ? "" : prefix[k - 1], 0,
			    why);
	c->named = from->named;
	return s;
}

/* All columns of from, the number-th from 1. */
static enum status
append_all(struct contours *c, const struct contours *from, size_t number,
    struct fault *why)
{
	enum status s = ST_OK;
	bool taken;
	size_t i;

	for (i = 0; s == ST_OK && i < from->name.n; i++) {
		taken = textset_find(&c->name, from->name.text[i]) !=
		    CONTOURS_NONE;
		s = append(c, from, i, "", taken ? number : 0, why);
	}
	c->named |= from->named;
	return s;
}

enum status
contours_join(struct contours *c, const struct contours *from, size_t n,
    struct fault *why)
{
	enum status s;
	size_t i, B = 0;

	for (i = 0; i < n; i++)
		B += from[i].name.n;
	s = alloc(c, B, why);
	for (i = 0; s == ST_OK && i < n; i++)
		s = append_all(c, &from[i], i + 1, why);
	return s;
}
