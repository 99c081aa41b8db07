#include "filelist_segments.h"

#include <stdlib.h>
#include <string.h>

#define MOST	4096	/* segments of a file that are given together */

static enum status
grow(struct filelist_counts *c, struct fault *why)
{
	size_t cap = c->cap == 0 ? 64 : 2 * c->cap;
	struct filelist_count *more;

	if (c->key.n < c->cap)
		return ST_OK;
	more = reallocarray(c->of, cap, sizeof *more);
	if (more == NULL)
		return fault_nomem(why);
	c->of = more;
	c->cap = cap;
	return ST_OK;
}

/* The number of a segment without a key of its own. */
static enum status
count(struct filelist_counts *c, const struct filelist_row *row,
    uint64_t *number, struct fault *why)
{
	const char *key = attrs_get(&row->attr, "key");
	size_t i, path, known = c->key.n;
	enum status s;

	if ((s = grow(c, why)) != ST_OK ||
	    (s = textset_add(&c->path, row->path, &path, why)) != ST_OK ||
	    (s = textset_add(&c->key, key, &i, why)) != ST_OK)
		return s;
	if (i == known)
		c->of[i] = (struct filelist_count){ path, 0, row->line };
	*number = ++c->of[i].n;
	if (c->of[i].path == path)
		return ST_OK;
	return fault_set(why, ST_BAD, "key '%s' belongs to line %llu already, "
	    "a segment of another file; a column 'key' can give each segment "
	    "its own, and --key path makes keys of whole paths without their "
	    "extensions", key, (unsigned long long)c->of[i].line);
}

enum status
filelist_add(struct segment_list *to, struct filelist_row *row,
    struct filelist_counts *counts, struct fault *why)
{
	struct segment *one;
	uint64_t number = 0;
	enum status s = ST_OK;

	if (!row->named && (s = count(counts, row, &number, why)) == ST_OK)
		s = attrs_setf(&row->attr, why, "key", "%s#%llu",
		    attrs_get(&row->attr, "key"), (unsigned long long)number);
	if (s != ST_OK)
		return s;
	if ((one = segment_list_add(to)) == NULL)
		return fault_nomem(why);
	*one = (struct segment){ .start = row->start, .end = row->end,
	    .attr = row->attr, .line = row->line };
	row->attr = (struct attrs)ATTRS_INIT;
	return ST_OK;
}

bool
filelist_continues(const struct segment_list *l, const char *path,
    const struct filelist_row *row)
{
	const struct segment *last = &l->at[l->n - 1];

	return l->n < MOST && strcmp(path, row->path) == 0 &&
	    row->start >= last->start && row->end >= last->end;
}

enum status
filelist_keep(struct segment_list *to, struct filelist_row *row,
    struct fault *why)
{
	struct segment *one = segment_list_add(to);

	if (one == NULL)
		return fault_nomem(why);
	*one = (struct segment){ .attr = row->attr, .line = row->line };
	row->attr = (struct attrs)ATTRS_INIT;
	row->is = false;
	return ST_OK;
}

bool
filelist_repeats(const struct segment_list *l, const char *path,
    const struct filelist_row *row)
{
	return l->n < MOST && strcmp(path, row->path) == 0;
}

void
filelist_row_free(struct filelist_row *row)
{
	free(row->path);
	attrs_free(&row->attr);
	*row = (struct filelist_row){ .path = NULL };
}

void
filelist_counts_free(struct filelist_counts *c)
{
	textset_free(&c->key);
	textset_free(&c->path);
	free(c->of);
}
