#include "data/segments.h"

#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "data/segments_work.h"

/* ---- lists ---- */

struct segment *
segment_list_add(struct segment_list *l)
{
	size_t cap = l->cap == 0 ? 8 : 2 * l->cap;
	struct segment *more;

	if (l->n == l->cap) {
		more = reallocarray(l->at, cap, sizeof *more);
		if (more == NULL)
			return NULL;
		l->at = more;
		l->cap = cap;
	}
	l->at[l->n] = (struct segment){ .attr = ATTRS_INIT };
	return &l->at[l->n++];
}

void
segment_list_free(struct segment_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		attrs_free(&l->at[i].attr);
		free(l->at[i].path);
	}
	free(l->at);
	free(l->of);
	free(l->real);
	*l = (struct segment_list){ .n = 0 };
}

enum status
segments_add(struct segments *s, const char *key, uint64_t line,
    struct segment **out, struct fault *why)
{
	size_t number, cap = s->cap == 0 ? 16 : 2 * s->cap, known = s->key.n;
	enum status st = textset_add(&s->key, key, &number, why);
	struct segment_list *more;

	if (st != ST_OK)
		return st;
	if (number == s->cap) {
		more = reallocarray(s->list, cap, sizeof *more);
		if (more == NULL) {
			s->key.n--;
			return fault_nomem(why);
		}
		s->list = more;
		s->cap = cap;
	}
	if (number == known)
		s->list[number] = (struct segment_list){ .n = 0 };
	s->last = number;
	*out = segment_list_add(&s->list[number]);
	if (*out == NULL)
		return fault_nomem(why);
	(*out)->number = s->list[number].n;
	(*out)->line = line;
	return ST_OK;
}

/* ---- the file ---- */

enum status
segments_open(struct segments **out, const char *path, bool path_keys,
    void (*note)(const char *text), struct fault *why)
{
	struct segments *s = calloc(1, sizeof *s);
	enum status st;

	*out = NULL;
	if (s == NULL)
		return fault_nomem(why);
	s->path_keys = path_keys;
	if ((s->path = strdup(path)) == NULL)
		st = fault_nomem(why);
	else
		st = segments_read(s, note, why);
	if (st != ST_OK) {
		segments_close(s);
		return st;
	}
	*out = s;
	return ST_OK;
}

void
segments_close(struct segments *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->key.n; i++)
		segment_list_free(&s->list[i]);
	free(s->list);
	textset_free(&s->key);
	free(s->path);
	free(s);
}

bool
segments_keyed(const struct segments *s)
{
	return s->keyed;
}

/* ---- which are a recording's ---- */

/* The bytes of path without its suffix. */
static size_t
stem(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot == NULL || strchr(dot, '/') != NULL ? strlen(path) :
	    (size_t)(dot - path);
}

/* Does path end with row, apart from suffixes and ./ or ../ before row? */
static bool
ends_with(const char *path, const char *row)
{
	size_t n, k;

	if (path == NULL || row == NULL)
		return false;
	while (strncmp(row, "./", 2) == 0 || strncmp(row, "../", 3) == 0)
		row = strchr(row, '/') + 1;
	n = stem(path);
	k = stem(row);
	return n >= k && strncmp(path + n - k, row, k) == 0 && (n == k ||
	    path[n - k - 1] == '/' || path[n - k - 1] == ':');
}

/* Does the recording at path, whose realpath(3) is real or NULL, end so? */
static bool
is_of(const char *path, const char *real, const char *row)
{
	return ends_with(path, row) || ends_with(real, row);
}

bool
segment_is_of(const struct segment_list *l, const struct segment *one)
{
	return !l->paths || one->path == NULL ||
	    is_of(l->of, l->real, one->path);
}

/* The list with this key; in RTTM a blank of it may be written as _. */
static enum status
find_list(struct segments *s, const char *key, struct segment_list **l,
    struct fault *why)
{
	size_t i = textset_find(&s->key, s->keyed ? key : "");
	char *other, *p;

	if (i == TEXTSET_NONE && s->rttm && strchr(key, ' ') != NULL) {
		if ((other = strdup(key)) == NULL)
			return fault_nomem(why);
		for (p = other; (p = strchr(p, ' ')) != NULL; )
			*p = '_';
		i = textset_find(&s->key, other);
		free(other);
	}
	*l = i == TEXTSET_NONE ? NULL : &s->list[i];
	return ST_OK;
}

static enum status
set_recording(struct segment_list *l, const char *path, struct fault *why)
{
	free(l->of);
	free(l->real);
	l->real = realpath(path, NULL);
	l->of = strdup(path);
	return l->of == NULL ? fault_nomem(why) : ST_OK;
}

/* Another recording has the list.  ST_OK if the path in its rows says that it
 * is that one's. */
static enum status
dispute(const struct segments *s, const struct segment_list *l,
    const char *path, struct fault *why)
{
	const char *row = l->at[0].path;
	char *real = realpath(path, NULL);
	bool clear = row != NULL && is_of(l->of, l->real, row) &&
	    !is_of(path, real, row);

	free(real);
	if (clear)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s: of which recording are the segments "
	    "of line %llu, %.200s or %.200s?  A column path tells, with so "
	    "much of the path that only one has it", infile_name(s->path),
	    (unsigned long long)l->at[0].line, l->of, path);
}

enum status
segments_find(struct segments *s, const char *key, const char *path,
    const struct segment_list **found, struct fault *why)
{
	struct segment_list *l;
	enum status st = find_list(s, key, &l, why);
	size_t i, n = 0;

	*found = NULL;
	if (st != ST_OK || l == NULL)
		return st;
	if (s->keyed && !l->paths && l->of != NULL && strcmp(l->of, path) != 0)
		return dispute(s, l, path, why);
	if ((st = set_recording(l, path, why)) != ST_OK)
		return st;
	for (i = 0; i < l->n; i++)
		if (segment_is_of(l, &l->at[i])) {
			l->at[i].used = true;
			n++;
		}
	*found = n > 0 ? l : NULL;
	return ST_OK;
}

bool
segments_any(const struct segments *s)
{
	return s->key.n > 0;
}

static enum status
add_names(const struct attrs *a, struct textset *names, struct fault *why)
{
	const char *name, *value;
	enum status st = ST_OK;
	size_t pos = 0, id;

	while (st == ST_OK && attrs_each(a, &pos, &name, &value))
		st = textset_add(names, name, &id, why);
	return st;
}

enum status
segments_names(const struct segments *s, struct textset *names,
    struct fault *why)
{
	enum status st = ST_OK;
	size_t i, k;

	for (i = 0; i < s->key.n; i++)
		for (k = 0; k < s->list[i].n && st == ST_OK; k++)
			st = add_names(&s->list[i].at[k].attr, names, why);
	return st;
}

const char *
segments_unused(const struct segments *s, size_t *n)
{
	const struct segment_list *l;
	const char *first = NULL;
	size_t i, k;

	for (i = *n = 0; i < s->key.n; i++) {
		l = &s->list[i];
		for (k = 0; k < l->n && l->at[k].used; k++)
			;
		if (k < l->n && (*n)++ == 0)
			first = l->paths && l->at[k].path != NULL ?
			    l->at[k].path : s->key.text[i];
	}
	return first;
}

const char *
segments_example(const struct segments *s)
{
	return s->key.n > 0 && s->keyed ? s->key.text[0] : NULL;
}
