#include "filelist_claims.h"

#include <stdlib.h>
#include <string.h>

#include "base/infile.h"

/* Do these paths give different keys, or no key at all? */
static bool
stems_differ(const char *a, const char *b)
{
	struct attrs x = ATTRS_INIT, y = ATTRS_INIT;
	struct fault why;
	bool differ = attrs_set_key(&x, a, true, &why) != ST_OK ||
	    attrs_set_key(&y, b, true, &why) != ST_OK ||
	    strcmp(attrs_get(&x, "key"), attrs_get(&y, "key")) != 0;

	attrs_free(&x);
	attrs_free(&y);
	return differ;
}

void
filelist_blame_line(const struct filelist_spec *spec,
    const struct filelist_file *f, struct fault *why)
{
	if (spec->list != NULL)
		(void)fault_prefix(why, "%s: line %llu",
		    infile_name(spec->list), (unsigned long long)f->place);
}

static enum status
operand_twice(const struct filelist_spec *spec,
    const struct filelist_file *f, uint64_t first, const char *key,
    struct fault *why)
{
	const char *path = spec->operands[f->place],
		   *other = spec->operands[first];

	(void)fault_set(why, ST_BAD, "key '%s' belongs to %.200s already; %s; "
	    "-k leaves this file out", key, infile_name(other),
	    strcmp(path, other) == 0 && f->place != first ?
	    "the file is named twice" :
	    f->place == first || stems_differ(path, other) ?
	    "--key path makes keys of whole paths" :
	    "a list (-l) with a column 'key' can give each its own");
	return fault_prefix(why, "%.200s", infile_name(path));
}

static enum status
row_twice(const struct filelist_spec *spec, const struct filelist_file *f,
    uint64_t first, const char *key, struct fault *why)
{
	(void)fault_set(why, ST_BAD, "key '%s' belongs to line %llu already; "
	    "%s; -k leaves this file out", key, (unsigned long long)first,
	    f->named ? "the column 'key' must differ in each row, or be empty" :
	    spec->path_keys ? "a column 'key' can give each its own" :
	    "a column 'key' can give each its own, and --key path makes keys "
	    "of whole paths without their extensions");
	filelist_blame_line(spec, f, why);
	return why->status;
}

static enum status
remember(struct filelist_claims *c, size_t number, uint64_t place,
    struct fault *why)
{
	uint64_t *more;
	size_t cap;

	if (number == c->cap) {
		cap = c->cap == 0 ? 64 : 2 * c->cap;
		more = realloc(c->place, cap * sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		c->place = more;
		c->cap = cap;
	}
	c->place[number] = place;
	return ST_OK;
}

enum status
filelist_claims_add(struct filelist_claims *c,
    const struct filelist_spec *spec, const struct filelist_file *f,
    const char *key, struct fault *why)
{
	size_t number, known = c->key.n;
	enum status s = textset_add(&c->key, key, &number, why);

	if (s != ST_OK)
		return s;
	if (number == known)
		return remember(c, number, f->place, why);
	return spec->list == NULL ?
	    operand_twice(spec, f, c->place[number], key, why) :
	    row_twice(spec, f, c->place[number], key, why);
}

void
filelist_claims_free(struct filelist_claims *c)
{
	textset_free(&c->key);
	free(c->place);
}
