#include "data/columns.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/textset.h"
#include "tensor/attrs.h"

/* Attributes that wav2fbank and the filters after it write. */
static const char *const computed[] = { "rate", "front", "norm", "frames",
    "columns", "voiced", "level", "contours", "functionals", "extra", "speech",
    "original", "copy" };

/* Attributes with a meaning that a table may have; values of the first four are
 * names that many rows share. */
static const char *const known[] = { "label", "speaker", "gender", "session",
	"key", "activation", "valence" };

#define COUNT(list)	(sizeof(list) / sizeof(list)[0])

enum {
	SHARED = 4,	/* of known */
	MAXVALUES = 4096 /* of a column that are compared by case */
};

struct column {
	bool own;		/* the caller's */
	bool used, shared;
	bool blank, quoted;	/* a note of one was made */
	struct textset value, folded;	/* of a shared one */
};

struct note {
	struct note *next;
	char text[1024];
};

struct columns {
	struct tsv *table;
	size_t n;
	struct column *col;		/* (n) */
	struct note *first, **last;
	struct note *said;		/* returned by the last call */
};

static enum status add_note(struct columns *c, struct fault *why,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Append a note about the line read last. */
static enum status
add_note(struct columns *c, struct fault *why, const char *fmt, ...)
{
	struct note *n = malloc(sizeof *n);
	va_list ap;
	int len;

	if (n == NULL)
		return fault_nomem(why);
	n->next = NULL;
	len = snprintf(n->text, sizeof n->text, "%s: ", tsv_where(c->table));
	va_start(ap, fmt);
	(void)vsnprintf(n->text + len, sizeof n->text - (size_t)len, fmt, ap);
	va_end(ap);
	*c->last = n;
	c->last = &n->next;
	return ST_OK;
}

const char *
columns_note(struct columns *c)
{
	struct note *n = c->first;

	free(c->said);
	c->said = n;
	if (n == NULL)
		return NULL;
	c->first = n->next;
	if (c->first == NULL)
		c->last = &c->first;
	return n->text;
}

/* ---- names ---- */

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/*
 * The distance of two names of up to ATTR_MAXNAME bytes: letters to insert,
 * delete, replace, or swap with their neighbour to turn one into the other,
 * ignoring case (optimal string alignment: R. A. Wagner and R. Lowrance, J. ACM
 * 22, 1975, each part of the string being edited once).
 */
static size_t
distance(const char *a, const char *b)
{
	size_t d[ATTR_MAXNAME + 1][ATTR_MAXNAME + 1];
	size_t m = strlen(a), n = strlen(b), i, j, min;

	for (i = 0; i <= m; i++)
		for (j = 0; j <= n; j++) {
			if (i == 0 || j == 0) {
				d[i][j] = i + j;
				continue;
			}
			min = d[i - 1][j - 1] +
			    (lower(a[i - 1]) != lower(b[j - 1]));
			if (d[i - 1][j] + 1 < min)
				min = d[i - 1][j] + 1;
			if (d[i][j - 1] + 1 < min)
				min = d[i][j - 1] + 1;
			if (i > 1 && j > 1 &&
			    lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]) &&
			    d[i - 2][j - 2] + 1 < min)
				min = d[i - 2][j - 2] + 1;
			d[i][j] = min;
		}
	return d[m][n];
}

/*
 * The name with a meaning that this one may be a misspelling of, if the table
 * lacks it; or NULL.  Two errors are allowed only in a long name whose
 * beginning is right: `version' is not a session.
 */
static const char *
meant(const struct tsv *t, const char *name)
{
	char bare[ATTR_MAXNAME + 1];
	size_t n, i, d;

	name += strspn(name, " \"'");
	n = strlen(name);
	while (n > 0 && strchr(" \"'", name[n - 1]) != NULL)
		n--;
	if (n == 0 || n > ATTR_MAXNAME)
		return NULL;
	(void)memcpy(bare, name, n);
	bare[n] = '\0';
	for (i = 0; i < COUNT(known); i++) {
		if (tsv_find(t, known[i]) != -1)
			continue;
		d = distance(bare, known[i]);
		if (d <= 1 || (d == 2 && strlen(known[i]) > 5 &&
		    lower(*bare) == *known[i]))
			return known[i];
	}
	return NULL;
}

/* Make a note of column i if it is not used, or its name is doubtful. */
static enum status
look_at_name(struct columns *c, size_t i, struct fault *why)
{
	const char *name = tsv_col(c->table, i);
	const char *other = meant(c->table, name);

	if (c->col[i].used)
		return other == NULL ? ST_OK : add_note(c, why, "column "
		    "'%.80s': did you mean %s?", name, other);
	if (*name == '\0')
		return add_note(c, why, "column %zu has no name and is ignored",
		    i + 1);
	if (other != NULL)
		return add_note(c, why, "column '%.80s' is ignored; did "
		    "you mean %s?", name, other);
	return add_note(c, why, "column '%.80s' is ignored: no attribute "
	    "can have that name, see tensor(5)", name);
}

static bool
among(const char *const list[], size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n && strcmp(name, list[i]) != 0; i++)
		continue;
	return i < n;
}

static enum status
look_at_names(struct columns *c, struct fault *why)
{
	const char *name;
	enum status s = ST_OK;
	size_t i, used = 0;

	for (i = 0; s == ST_OK && i < c->n; i++) {
		name = tsv_col(c->table, i);
		if (c->col[i].own)
			continue;
		if (among(computed, COUNT(computed), name))
			return fault_set(why, ST_BAD, "%s: column '%s' would "
			    "replace the computed attribute of that name; "
			    "rename it",
			    tsv_where(c->table), name);
		c->col[i].used = attrs_name_ok(name);
		c->col[i].shared = among(known, SHARED, name);
		used += c->col[i].used;
		s = look_at_name(c, i, why);
	}
	if (s == ST_OK && used > ATTR_MAXCOUNT)
		return fault_set(why, ST_BAD, "%s: %zu columns, but a record "
		    "has at most %d attributes", tsv_where(c->table), used,
		    ATTR_MAXCOUNT);
	return s;
}

enum status
columns_new(struct columns **out, struct tsv *t, const int *own, size_t n,
    struct fault *why)
{
	struct columns *c = calloc(1, sizeof *c);
	enum status s;
	size_t i;

	*out = NULL;
	if (c == NULL)
		return fault_nomem(why);
	c->table = t;
	c->last = &c->first;
	c->n = tsv_cols(t);
	c->col = calloc(c->n, sizeof *c->col);
	for (i = 0; c->col != NULL && i < n; i++)
		if (own[i] >= 0)
			c->col[own[i]].own = true;
	s = c->col == NULL ? fault_nomem(why) : look_at_names(c, why);
	if (s != ST_OK) {
		columns_free(c);
		return s;
	}
	*out = c;
	return ST_OK;
}

void
columns_free(struct columns *c)
{
	size_t i;

	if (c == NULL)
		return;
	while (columns_note(c) != NULL)
		continue;
	for (i = 0; c->col != NULL && i < c->n; i++) {
		textset_free(&c->col[i].value);
		textset_free(&c->col[i].folded);
	}
	free(c->col);
	free(c);
}

bool
columns_used(const struct columns *c, size_t i)
{
	return c->col[i].used;
}

/* ---- values ---- */

/* A blank at an end; spreadsheets also have U+00A0. */
static bool
has_blank(const char *s)
{
	size_t n = strlen(s);

	return *s == ' ' || strncmp(s, "\xc2\xa0", 2) == 0 ||
	    (n > 0 && s[n - 1] == ' ') ||
	    (n > 1 && strcmp(s + n - 2, "\xc2\xa0") == 0);
}

static bool
has_quotes(const char *s)
{
	size_t n = strlen(s);

	return n > 1 && s[0] == '"' && s[n - 1] == '"';
}

static bool
same_but_case(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

/* Note a value that is new in its column and differs from an earlier one only
 * in case. */
static enum status
look_at_case(struct columns *c, size_t i, const char *value,
    struct fault *why)
{
	struct column *col = &c->col[i];
	size_t had = col->value.n, folds = col->folded.n, id, k;
	char folded[256];
	enum status s;

	if (*value == '\0' || strlen(value) >= sizeof folded ||
	    had == MAXVALUES)
		return ST_OK;
	if ((s = textset_add(&col->value, value, &id, why)) != ST_OK ||
	    col->value.n == had)
		return s;
	for (k = 0; value[k] != '\0'; k++)
		folded[k] = lower(value[k]);
	folded[k] = '\0';
	if ((s = textset_add(&col->folded, folded, &id, why)) != ST_OK ||
	    col->folded.n > folds)
		return s;
	for (k = 0; !same_but_case(col->value.text[k], value); k++)
		continue;
	return add_note(c, why, "%s '%.80s' differs from '%.80s' only by case",
	    tsv_col(c->table, i), value, col->value.text[k]);
}

static enum status
look_at_value(struct columns *c, size_t i, const char *value,
    struct fault *why)
{
	struct column *col = &c->col[i];
	const char *name = tsv_col(c->table, i);
	enum status s = ST_OK;

	if (!col->blank && has_blank(value)) {
		col->blank = true;
		s = add_note(c, why, "%s '%.80s' begins or ends with a blank, "
		    "which counts as part of it", name, value);
	}
	if (s == ST_OK && !col->quoted && has_quotes(value)) {
		col->quoted = true;
		s = add_note(c, why, "%s '%.80s' is in quotes, which count as "
		    "part of it", name, value);
	}
	return s == ST_OK && col->shared ? look_at_case(c, i, value, why) : s;
}

enum status
columns_look(struct columns *c, char *const field[], struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < c->n; i++)
		if (c->col[i].used)
			s = look_at_value(c, i, field[i], why);
	return s;
}
