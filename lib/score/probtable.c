#include "score/probtable.h"

#include <stdlib.h>
#include <string.h>

#include "base/textset.h"
#include "base/tsv.h"
#include "score/predcolumns.h"

struct probtable {
	struct tsv *tsv;
	struct predcolumns col;
	struct textset class;	/* in the order of the rows that are given */
	size_t *to;		/* (classes) place of each column in that */
	double *read, *p;	/* (classes) of a row: by column; in order */
	char *more;		/* names of the columns between key and label,
				 * but those of predicted numbers */
	char *fields;		/* those of a row, in room bytes */
	size_t room;
	char *const *first;	/* the first row, until it is given; or NULL */
	bool ended;		/* there is no first row */
};

/* ---- opening ---- */

static enum status
need_columns(const struct probtable *t, struct fault *why)
{
	if (t->col.key < 0)
		return fault_set(why, ST_BAD, "%s: no column 'key', by which "
		    "rows are joined", tsv_name(t->tsv));
	if (t->col.from == t->col.to)
		return fault_set(why, ST_BAD, "%s: no probabilities after the "
		    "column 'predicted', one column for each class",
		    tsv_name(t->tsv));
	return ST_OK;
}

/* The class of column i as a number in the order of t. */
static enum status
place(struct probtable *t, size_t i, const struct probtable *like,
    struct fault *why)
{
	const char *name = tsv_col(t->tsv, t->col.from + i);

	if (like == NULL)
		return textset_add(&t->class, name, &t->to[i], why);
	t->to[i] = textset_find(&t->class, name);
	if (t->to[i] != TEXTSET_NONE)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s: class '%.200s' is not in %s: tables "
	    "of different classes cannot be fused", tsv_name(t->tsv), name,
	    tsv_name(like->tsv));
}

static enum status
same_number(const struct probtable *t, const struct probtable *like, size_t n,
    struct fault *why)
{
	if (like == NULL || n == like->class.n)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s: %zu classes, but %s has %zu: tables "
	    "of different classes cannot be fused", tsv_name(t->tsv), n,
	    tsv_name(like->tsv), like->class.n);
}

static enum status
set_classes(struct probtable *t, const struct probtable *like,
    struct fault *why)
{
	size_t i, number, n = t->col.to - t->col.from;
	enum status s = same_number(t, like, n, why);

	for (i = 0; like != NULL && s == ST_OK && i < like->class.n; i++)
		s = textset_add(&t->class, like->class.text[i], &number, why);
	if (s != ST_OK)
		return s;
	t->to = calloc(n, sizeof *t->to);
	t->read = calloc(n, sizeof *t->read);
	t->p = calloc(n, sizeof *t->p);
	if (t->to == NULL || t->read == NULL || t->p == NULL)
		return fault_nomem(why);
	for (i = 0; s == ST_OK && i < n; i++)
		s = place(t, i, like, why);
	return s;
}

/* Columns of t between key and label. */
static size_t
more_columns(const struct probtable *t)
{
	size_t key = (size_t)t->col.key;

	return t->col.label > key ? t->col.label - key - 1 : 0;
}

/* Is column i one of those?  Numbers that a table predicts are its own. */
static bool
is_more(const struct probtable *t, size_t i)
{
	return strncmp(tsv_col(t->tsv, i), "predicted_", 10) != 0;
}

static enum status
set_more(struct probtable *t, struct fault *why)
{
	size_t i, n = more_columns(t), key = (size_t)t->col.key, len = 0;
	char *at;

	for (i = 1; i <= n; i++)
		len += is_more(t, key + i) ?
		    strlen(tsv_col(t->tsv, key + i)) + 1 : 0;
	if (len == 0)
		return ST_OK;
	if ((at = t->more = malloc(len)) == NULL)
		return fault_nomem(why);
	for (i = 1; i <= n; i++)
		if (is_more(t, key + i))
			at = stpcpy(stpcpy(at, at > t->more ? "\t" : ""),
			    tsv_col(t->tsv, key + i));
	return ST_OK;
}

enum status
probtable_start(struct probtable *t, const struct probtable *like,
    struct fault *why)
{
	static const char *const names[] = { "speaker", NULL };
	enum status s;

	if ((s = tsv_header(t->tsv, why)) != ST_OK ||
	    (s = predcolumns_need(&t->col, t->tsv, NULL, why)) != ST_OK)
		return s;
	s = tsv_row(t->tsv, &t->first, why);
	if (s != ST_OK && s != ST_END)
		return s;
	t->ended = s == ST_END;
	if (t->ended)
		t->first = NULL;
	if ((s = predcolumns_find(&t->col, t->tsv, t->first, names, why))
	    != ST_OK || (s = need_columns(t, why)) != ST_OK)
		return s;
	return (s = set_more(t, why)) != ST_OK ? s :
	    set_classes(t, like, why);
}

enum status
probtable_open(struct probtable **out, const char *path, struct fault *why)
{
	struct probtable *t = calloc(1, sizeof *t);
	enum status s;

	*out = NULL;
	if (t == NULL)
		return fault_nomem(why);
	if ((s = tsv_open_unread(&t->tsv, path, why)) != ST_OK) {
		probtable_close(t);
		return s;
	}
	*out = t;
	return ST_OK;
}

/* ---- rows ---- */

static const char *
text(char *const *field, int col)
{
	return col < 0 || *field[col] == '\0' ? "-" : field[col];
}

/* The fields of those columns as one text. */
static enum status
join_more(struct probtable *t, char *const *field, struct fault *why)
{
	size_t i, n = more_columns(t), len = 1;
	char *at;

	for (i = 1; i <= n; i++)
		len += strlen(text(field, t->col.key + (int)i)) + 1;
	if (len > t->room) {
		free(t->fields);
		t->room = 2 * len;
		t->fields = malloc(t->room);
		if (t->fields == NULL) {
			t->room = 0;
			return fault_nomem(why);
		}
	}
	at = t->fields;
	*at = '\0';
	for (i = 1; i <= n; i++)
		if (is_more(t, (size_t)t->col.key + i))
			at = stpcpy(stpcpy(at, at > t->fields ? "\t" : ""),
			    text(field, t->col.key + (int)i));
	return ST_OK;
}

static enum status
take(struct probtable *t, char *const *field, struct probrow *row,
    struct fault *why)
{
	size_t i;

	if (predcolumns_values(&t->col, field, t->read, why) != ST_OK)
		return fault_prefix(why, "%s", tsv_where(t->tsv));
	if (join_more(t, field, why) != ST_OK)
		return why->status;
	for (i = 0; i < t->class.n; i++)
		t->p[t->to[i]] = t->read[i];
	*row = (struct probrow){ text(field, t->col.key),
	    text(field, (int)t->col.label), text(field, t->col.group),
	    text(field, t->col.fold), text(field, t->col.seed),
	    t->fields, t->p,
	    strcmp(text(field, (int)t->col.predicted), "-") == 0,
	    tsv_line(t->tsv) };
	if (strcmp(row->key, "-") != 0)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s: no key, by which rows are joined",
	    tsv_where(t->tsv));
}

static enum status
end(const struct probtable *t, struct fault *why)
{
	if (!tsv_marked(t->tsv) || tsv_counted(t->tsv))
		return ST_END;
	return fault_set(why, ST_BAD, "%s: does not end in a line '# rows N', "
	    "as cnneval writes it: it was cut; if not, remove the '#' from its "
	    "first row", tsv_name(t->tsv));
}

enum status
probtable_next(struct probtable *t, struct probrow *row, struct fault *why)
{
	char *const *field = t->first;
	enum status s;

	if (t->ended)
		return end(t, why);
	if (field == NULL && (s = tsv_row(t->tsv, &field, why)) != ST_OK) {
		t->ended = s == ST_END;
		return t->ended ? end(t, why) : s;
	}
	t->first = NULL;
	return take(t, field, row, why);
}

/* ---- what it is ---- */

size_t
probtable_classes(const struct probtable *t)
{
	return t->class.n;
}

const char *
probtable_class(const struct probtable *t, size_t i)
{
	return t->class.text[i];
}

bool
probtable_has_fold(const struct probtable *t)
{
	return t->col.fold >= 0;
}

bool
probtable_has_seed(const struct probtable *t)
{
	return t->col.seed >= 0;
}

const char *
probtable_more(const struct probtable *t)
{
	return t->more;
}

char
probtable_protocol(const struct probtable *t)
{
	return tsv_protocol(t->tsv);
}

const char *
probtable_name(const struct probtable *t)
{
	return tsv_name(t->tsv);
}

void
probtable_close(struct probtable *t)
{
	if (t == NULL)
		return;
	tsv_close(t->tsv);
	textset_free(&t->class);
	free(t->to);
	free(t->read);
	free(t->p);
	free(t->more);
	free(t->fields);
	free(t);
}
