#include "score/numtable.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- scoring ---- */

static struct numtable_spread
spread(const double *x, size_t n)
{
	struct numtable_spread s = { 0, 0 };
	size_t i;

	for (i = 0; i < n; i++)
		s.mean += x[i] / (double)n;
	for (i = 0; i < n; i++)
		s.deviation += (x[i] - s.mean) * (x[i] - s.mean);
	s.deviation = n > 1 ? sqrt(s.deviation / (double)(n - 1)) : 0;
	return s;
}

/* The values of always predicting the mean of what is true. */
static enum status
baseline(struct numtable *s, struct fault *why)
{
	double *said = calloc(s->set.rows.n, sizeof *said);
	struct numscore_set always = s->set;
	struct numscore_value none;
	enum status status;
	size_t i;

	if (said == NULL)
		return fault_nomem(why);
	for (i = 0; i < s->set.rows.n; i++)
		said[i] = s->truth.mean;
	always.said = said;
	status = numscore_compute(&always, &s->baseline, &none, why);
	free(said);
	return status;
}

static bool
grouped(const struct numtable *s)
{
	return strcmp(s->ask.group, "key") != 0;
}

enum status
numtable_make(struct numtable *s, struct predictions *p,
    const struct scoretable_request *ask, struct fault *why)
{
	enum status status;

	*s = (struct numtable){ .ask = *ask, .table = p };
	if ((status = predictions_units(p, grouped(s), &s->set.rows, &s->unit,
	    why)) != ST_OK)
		return status;
	s->set.truth = p->truth;
	s->set.said = p->said;
	s->truth = spread(p->truth, p->n);
	s->said = spread(p->said, p->n);
	if ((status = numscore_compute(&s->set, &s->value, &s->deviation,
	    why)) != ST_OK || (status = baseline(s, why)) != ST_OK)
		return status;
	return numscore_bootstrap(&s->set, NULL, ask->replicates,
	    SCORETABLE_LEVEL, ask->seed, &s->interval, why);
}

static void
subtract(const double *a, const double *b, double *out)
{
	int m;

	for (m = 0; m < NUMSCORE_METRICS; m++)
		out[m] = a[m] - b[m];
}

/* The numbers of the rows that the pair kept, in their order: all rows of p, or
 * those whose key the other has. */
static enum status
numbers_of(const struct predictions *p, const struct predictions *other,
    bool all, struct numscore_set *set, double **own, struct fault *why)
{
	double *to = *own = calloc(p->n, 2 * sizeof **own);
	size_t i, n = 0;

	if (to == NULL)
		return fault_nomem(why);
	for (i = 0; i < p->n; i++) {
		if (!all && textset_find(&other->keys,
		    p->keys.text[p->key[i]]) == TEXTSET_NONE)
			continue;
		to[n] = p->truth[i];
		to[p->n + n++] = p->said[i];
	}
	set->truth = to;
	set->said = to + p->n;
	return ST_OK;
}

/* The p values, of the recordings that both have. */
static enum status
test(const struct numtable *s, struct numtable_other *o, struct fault *why)
{
	struct predictions_pair *pair = &o->pair;
	struct numscore_set a = { .rows = pair->a }, b = { .rows = pair->b };
	bool all = s->table->unkeyed > 0 || o->table->unkeyed > 0;
	double *of_a = NULL, *of_b = NULL;
	enum status status;

	if (s->set.rows.seeds != o->set.rows.seeds)
		return ST_OK;
	predictions_pair_common(pair, s->table, o->table);
	a.rows = pair->a;
	b.rows = pair->b;
	if ((status = numbers_of(s->table, o->table, all, &a, &of_a, why))
	    == ST_OK && (status = numbers_of(o->table, s->table, all, &b,
	    &of_b, why)) == ST_OK && a.rows.n > 0)
		status = numscore_test(&a, &b, s->ask.seed, &o->p,
		    &o->patterns, &o->exact, why);
	free(of_a);
	free(of_b);
	return status;
}

static enum status
compare(const struct numtable *s, struct numtable_other *o, struct fault *why)
{
	struct predictions_pair *pair = &o->pair;
	struct numscore_set a = s->set, b = o->set;
	enum status status;

	if ((status = predictions_pair(pair, s->table, o->table,
	    grouped(s) ? s->ask.group : NULL, why)) != ST_OK)
		return status;
	a.rows = pair->a;
	b.rows = pair->b;
	status = numscore_bootstrap(&a, &b, s->ask.replicates,
	    SCORETABLE_LEVEL, s->ask.seed, &o->paired, why);
	if (status == ST_OK)
		status = test(s, o, why);
	predictions_pair_free(pair);
	return status;
}

enum status
numtable_compare(struct numtable *s, struct predictions *other,
    struct fault *why)
{
	struct numtable_other *o = &s->other;
	struct numscore_value none;
	enum predictions_unit unit;
	enum status status;

	o->table = other;
	if ((status = predictions_units(other, grouped(s), &o->set.rows, &unit,
	    why)) != ST_OK)
		return status;
	o->set.truth = other->truth;
	o->set.said = other->said;
	if ((status = numscore_compute(&o->set, &o->value, &none, why))
	    != ST_OK || (status = compare(s, o, why)) != ST_OK)
		return status;
	subtract(s->value.by_fold, o->value.by_fold, o->difference.by_fold);
	subtract(s->value.pooled, o->value.pooled, o->difference.pooled);
	return ST_OK;
}

enum status
numtable_by(struct numtable *s, size_t by, struct fault *why)
{
	const struct subsets_request ask = { s->ask.group, s->unit,
	    s->set.rows.units, s->ask.replicates, SCORETABLE_LEVEL,
	    s->ask.seed };

	s->tally = numscore_tally(&s->set);
	return subsets_add(&s->subsets, &s->n_subsets, s->table, by,
	    &s->tally, &ask, why);
}

void
numtable_free(struct numtable *s)
{
	subsets_free_all(s->subsets, s->n_subsets);
	*s = (struct numtable)NUMTABLE_INIT;
}

struct scorenotes
numtable_notes(const struct numtable *s)
{
	const struct numtable_other *o = &s->other;

	return (struct scorenotes){ s->table, &s->set.rows, s->unit,
	    s->ask.group, s->ask.replicates, o->table, &o->set.rows,
	    o->patterns };
}
