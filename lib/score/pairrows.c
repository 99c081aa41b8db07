#include "score/pairrows.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "score/heldrows.h"

struct pairrows {
	struct probtable *const *table;		/* (n) */
	size_t n;
	enum pairrows_seeds seeds;
	bool together;		/* not yet in memory */
	struct textset given;	/* the rows before that, see heldrows_once */
	struct probrow *row;	/* (n) one of each table */
	bool *ended;		/* (n) */
	const double **p;	/* (n) of the row that is given */
	struct heldtable *held;	/* (n) */
	size_t lead;		/* the table whose rows are followed */
	uint32_t *match;	/* (held[lead].n, n) rows of the others */
	size_t at;		/* next row of held[lead] */
};

/* ---- starting ---- */

static bool
alike(struct probtable *const *table, size_t n)
{
	size_t k;

	for (k = 1; k < n; k++)
		if (probtable_has_fold(table[k]) !=
		    probtable_has_fold(table[0]) ||
		    probtable_has_seed(table[k]) !=
		    probtable_has_seed(table[0]))
			return false;
	return true;
}

enum status
pairrows_new(struct pairrows **out, struct probtable *const *table, size_t n,
    enum pairrows_seeds seeds, struct fault *why)
{
	struct pairrows *p = calloc(1, sizeof *p);
	size_t k;

	*out = NULL;
	if (p == NULL)
		return fault_nomem(why);
	*p = (struct pairrows){ .table = table, .n = n, .seeds = seeds,
	    .together = seeds == PAIRROWS_PAIR && alike(table, n),
	    .row = calloc(n, sizeof *p->row),
	    .ended = calloc(n, sizeof *p->ended),
	    .p = calloc(n, sizeof *p->p),
	    .held = calloc(n, sizeof *p->held) };
	if (p->row == NULL || p->ended == NULL || p->p == NULL ||
	    p->held == NULL) {
		pairrows_free(p);
		return fault_nomem(why);
	}
	for (k = 0; k < n; k++)
		p->held[k].of = table[k];
	*out = p;
	return ST_OK;
}

bool
pairrows_has_fold(const struct pairrows *p)
{
	size_t k;

	for (k = 0; k < p->n; k++)
		if (probtable_has_fold(p->table[k]))
			return true;
	return false;
}

bool
pairrows_has_seed(const struct pairrows *p)
{
	size_t k;

	for (k = 0; p->seeds != PAIRROWS_MEAN && k < p->n; k++)
		if (probtable_has_seed(p->table[k]))
			return true;
	return false;
}

/* The first table with columns between key and label, or the first one. */
static size_t
more_of(const struct pairrows *p)
{
	size_t k;

	for (k = 0; k < p->n; k++)
		if (probtable_more(p->table[k]) != NULL)
			return k;
	return 0;
}

const char *
pairrows_more(const struct pairrows *p)
{
	return probtable_more(p->table[more_of(p)]);
}

/* ---- together ---- */

static bool
same_place(const struct probrow *a, const struct probrow *b)
{
	return strcmp(a->key, b->key) == 0 && strcmp(a->fold, b->fold) == 0 &&
	    strcmp(a->seed, b->seed) == 0;
}

/* A row of each table that has not ended; ST_END if all have. */
static enum status
read_each(struct pairrows *p, struct fault *why)
{
	size_t k, ended = 0;
	enum status s;

	for (k = 0; k < p->n; k++) {
		s = p->ended[k] ? ST_END :
		    probtable_next(p->table[k], &p->row[k], why);
		if (s != ST_OK && s != ST_END)
			return s;
		p->ended[k] = s == ST_END;
		ended += p->ended[k];
	}
	return ended == p->n ? ST_END : ST_OK;
}

/* Are the rows just read those of one place? */
static bool
all_same(const struct pairrows *p)
{
	size_t k;

	for (k = 0; k < p->n; k++)
		if (p->ended[k] || !same_place(&p->row[0], &p->row[k]))
			return false;
	return true;
}

/* ---- in memory ---- */

/* Hold the rows just read, and all that follow: a row of each at a time, since
 * programs that write the tables may wait for each other. */
static enum status
hold_all(struct pairrows *p, enum status s, struct fault *why)
{
	size_t k;

	while (s == ST_OK) {
		for (k = 0; s == ST_OK && k < p->n; k++)
			if (!p->ended[k])
				s = heldrows_add(&p->held[k], &p->row[k], why);
		if (s == ST_OK)
			s = read_each(p, why);
	}
	return s == ST_END ? ST_OK : s;
}

/* Which columns the rows of each table are found by. */
static void
choose_columns(struct pairrows *p, bool *seed)
{
	struct heldtable *h;
	bool several = false;
	size_t k;

	for (k = 0; k < p->n; k++)
		several = several || heldrows_several_seeds(&p->held[k]);
	for (k = 0; k < p->n; k++) {
		h = &p->held[k];
		h->before = p->given.n > 0 ? &p->given : NULL;
		h->fold = probtable_has_fold(p->table[k]);
		h->seed = p->seeds != PAIRROWS_MEAN &&
		    probtable_has_seed(p->table[k]) &&
		    (p->seeds == PAIRROWS_PAIR || !several ||
		    heldrows_several_seeds(h));
		*seed = *seed || h->seed;
	}
}

static enum status
choose_lead(struct pairrows *p, struct fault *why)
{
	bool fold = pairrows_has_fold(p), seed = false;

	choose_columns(p, &seed);
	for (p->lead = 0; p->lead < p->n; p->lead++)
		if (p->held[p->lead].fold == fold &&
		    p->held[p->lead].seed == seed)
			return ST_OK;
	return fault_set(why, ST_BAD, "no table has both the column fold and "
	    "the column seed, as the tables together have");
}

static enum status
join(struct pairrows *p, struct fault *why)
{
	enum status s = choose_lead(p, why);
	const struct heldtable *lead = &p->held[p->lead];
	size_t k;

	for (k = 0; s == ST_OK && k < p->n; k++)
		s = heldrows_number(&p->held[k], p->seeds == PAIRROWS_MEAN,
		    why);
	if (s != ST_OK)
		return s;
	p->match = calloc(lead->n + 1, p->n * sizeof *p->match);
	if (p->match == NULL)
		return fault_nomem(why);
	for (k = 0; s == ST_OK && k < p->n; k++)
		s = heldrows_match(lead, &p->held[k], p->match + k, p->n, why);
	return s;
}

/* The next row of the lead, and those of the others, to p->row. */
static enum status
take_held(struct pairrows *p)
{
	size_t k;

	if (p->at == p->held[p->lead].n)
		return ST_END;
	for (k = 0; k < p->n; k++)
		p->row[k] =
		    p->held[k].row[p->match[p->at * p->n + k]].row;
	p->at++;
	return ST_OK;
}

/* ---- either way ---- */

/* Take over the text of another table if that of the first is unknown. */
static void
adopt(const char **text, const char *other)
{
	if (strcmp(*text, "-") == 0)
		*text = other;
}

/* Make one row of p->row. */
static enum status
give(struct pairrows *p, struct pairrow *out, struct fault *why)
{
	const struct probrow *lead = &p->row[p->lead], *r;
	enum status s = ST_OK;
	size_t k, from = p->lead;

	*out = (struct pairrow){ lead->key, lead->label, lead->speaker,
	    lead->fold, lead->seed, p->row[more_of(p)].more, p->p, false };
	for (k = 0; s == ST_OK && k < p->n; k++) {
		r = &p->row[k];
		p->p[k] = r->p;
		out->nothing = out->nothing || r->nothing;
		s = heldrows_same_label(&p->row[from], p->table[from], r,
		    p->table[k], why);
		if (strcmp(p->row[from].label, "-") == 0)
			from = k;
		adopt(&out->label, r->label);
		adopt(&out->speaker, r->speaker);
	}
	return s;
}

enum status
pairrows_next(struct pairrows *p, struct pairrow *row, struct fault *why)
{
	enum status s = ST_OK;

	if (p->match == NULL && (s = read_each(p, why)) != ST_OK &&
	    (s != ST_END || p->together))
		return s;
	if (p->together && all_same(p)) {
		s = heldrows_once(&p->given, NULL, &p->row[0], p->table[0],
		    why);
		return s != ST_OK ? s : give(p, row, why);
	}
	p->together = false;
	if (p->match == NULL && ((s = hold_all(p, s, why)) != ST_OK ||
	    (s = join(p, why)) != ST_OK))
		return s;
	return (s = take_held(p)) != ST_OK ? s : give(p, row, why);
}

void
pairrows_free(struct pairrows *p)
{
	size_t k;

	if (p == NULL)
		return;
	for (k = 0; p->held != NULL && k < p->n; k++)
		heldrows_free(&p->held[k]);
	free(p->row);
	free(p->ended);
	free(p->p);
	free(p->held);
	free(p->match);
	textset_free(&p->given);
	free(p);
}
