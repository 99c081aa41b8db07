#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "inputs.h"
#include "rng.h"
#include "tsv.h"

/* A set of hashes, open addressing; 0 marks an empty place. */
struct keys {
	uint64_t *hash;
	size_t size, used;	/* size a power of two */
};

struct inputs {
	char *const *operand;	/* the next one; or */
	struct tsv *table;
	const char *list;
	size_t pathcol;
	int keycol;		/* -1: there is none */
	char *path;		/* of the current file, owned */
	struct keys keys;
};

/* Attributes that wav2fbank and later filters write. */
static const char *const ours[] = { "rate", "front", "norm", "frames" };

/* ---- keys ---- */

static bool
insert(struct keys *k, uint64_t h)
{
	size_t i = h & (k->size - 1);

	while (k->hash[i] != 0 && k->hash[i] != h)
		i = (i + 1) & (k->size - 1);
	if (k->hash[i] == h)
		return false;
	k->hash[i] = h;
	k->used++;
	return true;
}

static enum status
grow(struct keys *k, struct fault *why)
{
	struct keys bigger = { NULL, k->size == 0 ? 64 : 2 * k->size, 0 };
	size_t i;

	bigger.hash = calloc(bigger.size, sizeof *bigger.hash);
	if (bigger.hash == NULL)
		return fault_nomem(why);
	for (i = 0; i < k->size; i++)
		if (k->hash[i] != 0)
			(void)insert(&bigger, k->hash[i]);
	free(k->hash);
	*k = bigger;
	return ST_OK;
}

/*
 * Two of a million keys have the same 64-bit hash by chance once in
 * 37 million such runs.
 */
static enum status
unique(struct inputs *in, const char *key, struct fault *why)
{
	uint64_t h = rng_hash(0, key);

	if (2 * in->keys.used >= in->keys.size &&
	    grow(&in->keys, why) != ST_OK)
		return ST_NOMEM;
	if (!insert(&in->keys, h == 0 ? 1 : h))
		return fault_set(why, ST_BAD, "key '%s' belongs to an earlier "
		    "file already; a list with a column key can tell them "
		    "apart", key);
	return ST_OK;
}

/* ---- where files come from ---- */

static enum status
check_columns(const struct tsv *t, const char *list, struct fault *why)
{
	size_t i;

	for (i = 0; i < sizeof ours / sizeof ours[0]; i++)
		if (tsv_find(t, ours[i]) != -1)
			return fault_set(why, ST_BAD, "%s: a column '%s' is in "
			    "the way of the attribute of that name, which "
			    "is computed", list, ours[i]);
	return ST_OK;
}

static enum status
open_table(struct inputs *in, struct fault *why)
{
	enum status s;

	if ((s = tsv_open(&in->table, in->list, why)) != ST_OK ||
	    (s = tsv_need(in->table, "path", &in->pathcol, why)) != ST_OK)
		return s;
	in->keycol = tsv_find(in->table, "key");
	return check_columns(in->table, in->list, why);
}

enum status
inputs_open(struct inputs **out, char *const *operands, const char *list,
    struct fault *why)
{
	struct inputs *in = calloc(1, sizeof *in);
	enum status s;

	*out = NULL;
	if (in == NULL)
		return fault_nomem(why);
	in->operand = operands;
	in->list = list;
	if (list != NULL && (s = open_table(in, why)) != ST_OK) {
		inputs_close(in);
		return s;
	}
	*out = in;
	return ST_OK;
}

void
inputs_close(struct inputs *in)
{
	if (in == NULL)
		return;
	if (in->table != NULL)
		tsv_close(in->table);
	free(in->keys.hash);
	free(in->path);
	free(in);
}

/* ---- the next one ---- */

/* "a/b.c.wav" gives "b.c". */
static enum status
set_key(struct attrs *a, const char *path, struct fault *why)
{
	const char *base = strrchr(path, '/'), *dot;

	if (strcmp(path, "-") == 0)
		return attrs_set(a, "key", "stdin", why);
	base = base == NULL ? path : base + 1;
	dot = strrchr(base, '.');
	return attrs_setf(a, why, "key", "%.*s", (int)(dot == NULL ||
	    dot == base ? strlen(base) : (size_t)(dot - base)), base);
}

static enum status
from_operand(struct inputs *in, struct attrs *a, struct fault *why)
{
	if (*in->operand == NULL)
		return ST_END;
	if ((in->path = strdup(*in->operand++)) == NULL)
		return fault_nomem(why);
	return set_key(a, in->path, why);
}

/* The path in a row is relative to the folder that the table is in. */
static enum status
resolve(struct inputs *in, const char *path, struct fault *why)
{
	const char *end = strrchr(in->list, '/');
	int n = path[0] == '/' || end == NULL ? 0 : (int)(end - in->list) + 1;

	if (path[0] == '\0')
		return fault_set(why, ST_BAD, "the path is empty");
	if (asprintf(&in->path, "%.*s%s", n, in->list, path) == -1) {
		in->path = NULL;
		return fault_nomem(why);
	}
	return ST_OK;
}

static enum status
from_table(struct inputs *in, struct attrs *a, struct fault *why)
{
	char *const *field;
	enum status s;
	size_t i;

	if ((s = tsv_row(in->table, &field, why)) != ST_OK)
		return s;
	s = resolve(in, field[in->pathcol], why);
	if (s == ST_OK && (in->keycol == -1 || *field[in->keycol] == '\0'))
		s = set_key(a, in->path, why);
	for (i = 0; s == ST_OK && i < tsv_cols(in->table); i++)
		if (i != in->pathcol && field[i][0] != '\0')
			s = attrs_set(a, tsv_col(in->table, i), field[i], why);
	if (s != ST_OK)
		(void)fault_prefix(why, "%s", tsv_where(in->table));
	return s;
}

enum status
inputs_next(struct inputs *in, const char **path, struct attrs *a,
    struct fault *why)
{
	enum status s;

	attrs_clear(a);
	free(in->path);
	in->path = NULL;
	s = in->table != NULL ? from_table(in, a, why) :
	    from_operand(in, a, why);
	if (s != ST_OK)
		return s;
	*path = in->path;
	if ((s = unique(in, attrs_get(a, "key"), why)) != ST_OK)
		(void)fault_prefix(why, "%s", in->table != NULL ?
		    tsv_where(in->table) : in->path);
	return s;
}

enum status
inputs_check(char *const *operands, const char *list, uint64_t *n,
    struct fault *why)
{
	struct attrs a = ATTRS_INIT;
	struct inputs *in;
	const char *path;
	struct stat st;
	enum status s;

	*n = 0;
	if (list != NULL && (strcmp(list, "-") == 0 ||
	    (stat(list, &st) == 0 && !S_ISREG(st.st_mode))))
		return ST_OK;
	if ((s = inputs_open(&in, operands, list, why)) != ST_OK)
		return s;
	while ((s = inputs_next(in, &path, &a, why)) == ST_OK)
		++*n;
	attrs_free(&a);
	inputs_close(in);
	return s == ST_END ? ST_OK : s;
}
