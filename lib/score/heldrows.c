#include "score/heldrows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum status
heldrows_same_label(const struct probrow *a, const struct probtable *in_a,
    const struct probrow *b, const struct probtable *in_b, struct fault *why)
{
	if (strcmp(a->label, "-") == 0 || strcmp(b->label, "-") == 0 ||
	    strcmp(a->label, b->label) == 0)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s: '%.200s' has the label '%.200s', "
	    "but '%.200s' in %s: other targets, or other recordings of the "
	    "same keys", probtable_name(in_b), b->key, b->label, a->label,
	    probtable_name(in_a));
}

/* ---- keeping ---- */

/* Copy text to *at, and leave *at after it. */
static const char *
keep(char **at, const char *text)
{
	const char *copy = *at;

	*at = stpcpy(*at, text) + 1;
	return copy;
}

static enum status
copy_row(struct probrow *to, const struct probrow *r, size_t classes,
    struct fault *why)
{
	char *at = malloc(strlen(r->key) + strlen(r->label) +
	    strlen(r->speaker) + strlen(r->fold) + strlen(r->seed) +
	    strlen(r->more) + 6);
	double *p = calloc(classes, sizeof *p);

	if (at == NULL || p == NULL) {
		free(at);
		free(p);
		return fault_nomem(why);
	}
	(void)memcpy(p, r->p, classes * sizeof *p);
	*to = (struct probrow){ .key = keep(&at, r->key), .p = p,
	    .nothing = r->nothing, .line = r->line };
	to->label = keep(&at, r->label);
	to->speaker = keep(&at, r->speaker);
	to->fold = keep(&at, r->fold);
	to->seed = keep(&at, r->seed);
	to->more = keep(&at, r->more);
	return ST_OK;
}

static void
free_row(struct heldrow *r)
{
	free((void *)(uintptr_t)r->row.key);
	free((void *)(uintptr_t)r->row.p);
	*r = (struct heldrow){ .seeds = 0 };
}

enum status
heldrows_add(struct heldtable *h, const struct probrow *r, struct fault *why)
{
	size_t cap = h->cap == 0 ? 256 : 2 * h->cap;
	struct heldrow *row = h->row;
	enum status s;

	if (h->n == h->cap) {
		if (cap > UINT32_MAX ||
		    (row = reallocarray(row, cap, sizeof *row)) == NULL)
			return fault_nomem(why);
		h->row = row;
		h->cap = cap;
	}
	h->row[h->n] = (struct heldrow){ .seeds = 1 };
	s = copy_row(&h->row[h->n].row, r, probtable_classes(h->of), why);
	h->n += s == ST_OK;
	return s;
}

bool
heldrows_several_seeds(const struct heldtable *h)
{
	size_t i;

	for (i = 1; i < h->n; i++)
		if (strcmp(h->row[i].row.seed, h->row[0].row.seed) != 0)
			return true;
	return false;
}

void
heldrows_free(struct heldtable *h)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		free_row(&h->row[i]);
	free(h->row);
	textset_free(&h->id);
}

/* ---- numbering ---- */

/* What a row is found by, for the caller to free; NULL: out of memory. */
static char *
identity(const struct probrow *r, bool fold, bool seed)
{
	char *id = malloc(strlen(r->key) + strlen(r->fold) +
	    strlen(r->seed) + 3), *at;

	if (id == NULL)
		return NULL;
	at = stpcpy(stpcpy(id, r->key), "\t");
	at = stpcpy(stpcpy(at, fold ? r->fold : ""), "\t");
	(void)stpcpy(at, seed ? r->seed : "");
	return id;
}

/* " (fold 1, seed 2)" of a row whose table has them. */
#define PLACE	160
static const char *
place(const struct probrow *r, const struct probtable *t, char buf[PLACE])
{
	bool fold = probtable_has_fold(t), seed = probtable_has_seed(t);

	*buf = '\0';
	if (fold || seed)
		(void)snprintf(buf, PLACE, " (%s%.40s%s%s%.40s)",
		    fold ? "fold " : "", fold ? r->fold : "",
		    fold && seed ? ", " : "", seed ? "seed " : "",
		    seed ? r->seed : "");
	return buf;
}

static enum status
repeated(const struct probtable *t, const struct probrow *r, struct fault *why)
{
	char buf[PLACE];

	return fault_set(why, ST_BAD, "%s: line %lu: '%.200s'%s has several "
	    "rows: a table read twice, or a key that names several recordings",
	    probtable_name(t), r->line, r->key, place(r, t, buf));
}

enum status
heldrows_once(struct textset *seen, const struct textset *before,
    const struct probrow *r, const struct probtable *t, struct fault *why)
{
	char *id = identity(r, true, true);
	size_t number, n = seen->n;
	enum status s = ST_OK;

	if (id == NULL)
		return fault_nomem(why);
	if (before != NULL && textset_find(before, id) != TEXTSET_NONE)
		s = repeated(t, r, why);
	if (s == ST_OK && (s = textset_add(seen, id, &number, why)) == ST_OK &&
	    number < n)
		s = repeated(t, r, why);
	free(id);
	return s;
}

/* Add the probabilities of another seed. */
static enum status
add_seed(struct heldtable *h, struct heldrow *to, struct heldrow *r,
    struct fault *why)
{
	double *sum = (double *)(uintptr_t)to->row.p;
	size_t c;

	for (c = 0; c < probtable_classes(h->of); c++)
		sum[c] += r->row.p[c];
	to->seeds++;
	to->row.nothing = to->row.nothing || r->row.nothing;
	return heldrows_same_label(&to->row, h->of, &r->row, h->of, why);
}

/* Number row i; n rows before it have been kept. */
static enum status
number_row(struct heldtable *h, size_t i, size_t n, bool mean,
    struct textset *seen, struct fault *why)
{
	struct heldrow *r = &h->row[i];
	enum status s = heldrows_once(seen, h->before, &r->row, h->of, why);
	size_t number;
	char *id;

	if (s != ST_OK)
		return s;
	if ((id = identity(&r->row, h->fold, h->seed)) == NULL)
		return fault_nomem(why);
	s = textset_add(&h->id, id, &number, why);
	free(id);
	if (s != ST_OK)
		return s;
	if (number < n && !mean)
		return repeated(h->of, &r->row, why);
	if (number < n) {
		s = add_seed(h, &h->row[number], r, why);
		free_row(r);
	} else if (n < i) {
		h->row[n] = *r;
		*r = (struct heldrow){ .seeds = 0 };
	}
	return s;
}

enum status
heldrows_number(struct heldtable *h, bool mean, struct fault *why)
{
	struct textset seen = TEXTSET_INIT;
	enum status s = ST_OK;
	size_t i, c, n = 0;
	double *p;

	for (i = 0; s == ST_OK && i < h->n; i++) {
		s = number_row(h, i, n, mean, &seen, why);
		n = h->id.n;
	}
	textset_free(&seen);
	if (s != ST_OK)
		return s;
	h->n = n;
	for (i = 0; i < n; i++) {
		p = (double *)(uintptr_t)h->row[i].row.p;
		for (c = 0; c < probtable_classes(h->of); c++)
			p[c] /= (double)h->row[i].seeds;
	}
	return ST_OK;
}

/* ---- matching ---- */

/* ST_BAD: table `in` has some rows, r the first, that table `of` lacks. */
static enum status
lacks(const struct heldtable *of, const struct heldtable *in,
    const struct probrow *r, size_t rows, struct fault *why)
{
	char buf[PLACE], more[64] = "";

	if (rows == 0)
		return ST_OK;
	if (rows > 1)
		(void)snprintf(more, sizeof more, ", nor for %zu more",
		    rows - 1);
	return fault_set(why, ST_BAD, "%s: no %srow for '%.200s'%s, which "
	    "%s has%s", probtable_name(of->of),
	    of->before != NULL ? "further " : "", r->key, place(r, in->of, buf),
	    probtable_name(in->of), more);
}

/* The row of h for row r of another table, or TEXTSET_NONE, in *number. */
static enum status
find(const struct heldtable *h, const struct probrow *r, size_t *number,
    struct fault *why)
{
	char *id = identity(r, h->fold, h->seed);

	if (id == NULL)
		return fault_nomem(why);
	*number = textset_find(&h->id, id);
	free(id);
	return ST_OK;
}

enum status
heldrows_match(const struct heldtable *lead, struct heldtable *h,
    uint32_t *match, size_t stride, struct fault *why)
{
	const struct probrow *first = NULL;
	size_t i, number, missing = 0;
	enum status s;

	for (i = 0; i < lead->n; i++) {
		if ((s = find(h, &lead->row[i].row, &number, why)) != ST_OK)
			return s;
		if (number != TEXTSET_NONE) {
			match[i * stride] = (uint32_t)number;
			h->row[number].used = true;
		} else if (missing++ == 0)
			first = &lead->row[i].row;
	}
	if ((s = lacks(h, lead, first, missing, why)) != ST_OK)
		return s;
	for (i = missing = 0; i < h->n; i++)
		if (!h->row[i].used && missing++ == 0)
			first = &h->row[i].row;
	return lacks(lead, h, first, missing, why);
}
