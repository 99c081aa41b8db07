#include "score/subsets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "score/resample.h"

/* ---- which rows, in which units ---- */

static enum status
values_init(struct subset_values *v, size_t n, struct fault *why)
{
	size_t i;

	if ((v->value = calloc(n, 3 * sizeof *v->value)) == NULL)
		return fault_nomem(why);
	v->low = v->value + n;
	v->high = v->low + n;
	for (i = 0; i < 3 * n; i++)
		v->value[i] = (double)NAN;
	return ST_OK;
}

static enum status
subset_init(struct subset *a, const char *name, size_t rows, size_t values,
    struct fault *why)
{
	a->name = name;
	a->rows.row = calloc(rows + 1, sizeof *a->rows.row);
	a->rows.unit = calloc(rows + 1, sizeof *a->rows.unit);
	if (a->rows.row == NULL || a->rows.unit == NULL)
		return fault_nomem(why);
	if (values_init(&a->score, values, why) != ST_OK)
		return ST_NOMEM;
	return values_init(&a->difference, values, why);
}

static void
subset_free(struct subset *a)
{
	free(a->rows.row);
	free(a->rows.unit);
	free(a->score.value);
	free(a->difference.value);
}

void
subsets_free(struct subsets *s)
{
	size_t i;

	for (i = 0; s->subset != NULL && i < s->n; i++)
		subset_free(&s->subset[i]);
	free(s->subset);
	(void)memset(s, 0, sizeof *s);
}

/* Give each value of the column that occurs a subset, with its rows. */
static enum status
divide(struct subsets *s, const struct predictions *p,
    const struct predictions_column *c, struct fault *why)
{
	size_t *rows = calloc(c->values.n + 1, sizeof *rows), i;
	uint32_t *at = calloc(c->values.n + 1, sizeof *at);
	enum status status = ST_OK;
	struct tally_rows *r;

	s->subset = calloc(c->values.n + 1, sizeof *s->subset);
	if (rows == NULL || at == NULL || s->subset == NULL)
		status = fault_nomem(why);
	for (i = 0; status == ST_OK && i < p->n; i++)
		if (c->of[i] != PREDICTIONS_NONE)
			rows[c->of[i]]++;
	for (i = 0; status == ST_OK && i < c->values.n; i++) {
		if (rows[i] == 0)
			continue;
		at[i] = (uint32_t)s->n;
		s->subset[s->n].number = (uint32_t)i;
		status = subset_init(&s->subset[s->n++], c->values.text[i],
		    rows[i], s->tally->values, why);
	}
	for (i = 0; status == ST_OK && i < p->n; i++) {
		if (c->of[i] == PREDICTIONS_NONE) {
			s->absent++;
			continue;
		}
		r = &s->subset[at[c->of[i]]].rows;
		r->row[r->n++] = (uint32_t)i;
	}
	free(rows);
	free(at);
	return status;
}

/* The number of the row in what is drawn or counted. */
static uint32_t
number(const struct predictions *p, enum predictions_unit unit, size_t row)
{
	return unit == PREDICTIONS_ROW ? (uint32_t)row :
	    unit == PREDICTIONS_KEY ? p->key[row] : p->group[row];
}

static int
ascending(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Number the units of the rows from 0, in their order among all; map (all
 * units) is 0, and is left so.  Returns the number of rows without one. */
static size_t
number_units(struct tally_rows *r, const struct predictions *p,
    enum predictions_unit unit, uint32_t *map)
{
	size_t i, without = 0;
	uint32_t u;

	r->units = 0;
	for (i = 0; i < r->n; i++) {
		if ((u = number(p, unit, r->row[i])) == PREDICTIONS_NONE) {
			without++;
			continue;
		}
		if (map[u]++ == 0)
			r->unit[r->units++] = u;
	}
	qsort(r->unit, r->units, sizeof *r->unit, ascending);
	for (i = 0; i < r->units; i++)
		map[r->unit[i]] = (uint32_t)i;
	for (i = 0; i < r->n; i++) {
		u = number(p, unit, r->row[i]);
		r->unit[i] = u == PREDICTIONS_NONE ? SCORE_NOUNIT : map[u];
	}
	for (i = 0; i < r->n; i++)
		if ((u = number(p, unit, r->row[i])) != PREDICTIONS_NONE)
			map[u] = 0;
	return without;
}

/* The number of labels that occur; map as above. */
static size_t
count_labels(const struct tally_rows *r, const struct predictions *p,
    uint32_t *map)
{
	size_t i, n = 0;

	for (i = 0; i < r->n; i++)
		if (map[p->item[r->row[i]].label]++ == 0)
			n++;
	for (i = 0; i < r->n; i++)
		map[p->item[r->row[i]].label] = 0;
	return n;
}

/* Choose what is drawn in the subset, and count what there is. */
static void
choose_units(struct subset *a, const struct predictions *p,
    const struct subsets_request *ask, uint32_t *map)
{
	struct tally_rows *r = &a->rows;
	size_t without;

	if (p->has_group && p->groups.n > 0) {
		(void)number_units(r, p, PREDICTIONS_GROUP, map);
		a->groups = r->units;
	}
	(void)number_units(r, p, p->unkeyed == 0 ? PREDICTIONS_KEY :
	    PREDICTIONS_ROW, map);
	a->recordings = p->unkeyed == 0 ? r->units :
	    (r->units + p->seeds.n / 2) / p->seeds.n;
	a->classes = p->numbers ? 0 : count_labels(r, p, map);
	without = number_units(r, p, ask->unit, map);
	a->units = r->units;
	a->unit = ask->unit;
	if (ask->unit != PREDICTIONS_GROUP ||
	    (r->units > 1 && without <= r->n / 2))
		return;
	a->unit = p->unkeyed == 0 ? PREDICTIONS_KEY : PREDICTIONS_ROW;
	(void)number_units(r, p, a->unit, map);
}

static enum status
choose_all(struct subsets *s, const struct predictions *p,
    const struct subsets_request *ask, struct fault *why)
{
	size_t i, most = p->n;
	uint32_t *map;

	if (p->keys.n > most)
		most = p->keys.n;
	if (p->groups.n > most)
		most = p->groups.n;
	if (p->classes.n > most)
		most = p->classes.n;
	if ((map = calloc(most + 1, sizeof *map)) == NULL)
		return fault_nomem(why);
	for (i = 0; i < s->n; i++)
		choose_units(&s->subset[i], p, ask, map);
	for (i = 0; !p->numbers && i < p->n; i++)
		s->classes += map[p->item[i].label]++ == 0;
	free(map);
	return ST_OK;
}

/* ---- intervals ---- */

/* Of one side, or of the difference of two. */
struct sides {
	const struct tally *tally;
	struct tally_work *work;
	struct tally_rows a, b;		/* b without rows: none */
	double *other;			/* (values) of b */
};

/* A resample_values. */
static bool
replicate(void *ctx, const uint32_t *times, double *out)
{
	const struct sides *s = ctx;
	size_t v;

	if (!tally_values(s->work, s->tally, &s->a, times, out))
		return false;
	if (s->b.n == 0)
		return true;
	if (!tally_values(s->work, s->tally, &s->b, times, s->other))
		return false;
	for (v = 0; v < s->tally->values; v++)
		out[v] -= s->other[v];
	return true;
}

static enum status
interval(struct subset *a, const struct tally *t, struct tally_work *w,
    const struct subsets_request *ask, struct fault *why)
{
	struct sides side = { .tally = t, .work = w, .a = a->rows };
	const struct resample r = { .replicates = ask->replicates,
	    .units = a->rows.units, .values = t->values, .level = ask->level,
	    .seed = ask->seed, .of = replicate, .ctx = &side };

	(void)tally_values(w, t, &a->rows, NULL, a->score.value);
	if (a->rows.units < 2)
		return ST_OK;
	return resample(&r, a->score.low, a->score.high, NULL, why);
}

/* All rows with a value: the side of each, 0 for those of subset a. */
static enum status
all_rows(const struct subset *a, const struct predictions *p,
    const struct predictions_column *c, struct tally_rows *r, uint32_t **side,
    struct fault *why)
{
	size_t i;

	*r = (struct tally_rows){ calloc(p->n, sizeof *r->row),
	    calloc(p->n, sizeof *r->unit), 0, 0 };
	*side = calloc(p->n, sizeof **side);
	if (r->row == NULL || r->unit == NULL || *side == NULL)
		return fault_nomem(why);
	for (i = 0; i < p->n; i++) {
		if (c->of[i] == PREDICTIONS_NONE)
			continue;
		(*side)[r->n] = c->of[i] != a->number;
		r->unit[r->n] = p->item[i].unit;
		r->row[r->n++] = (uint32_t)i;
	}
	return ST_OK;
}

/* Put the rows of side 0 before the others; they begin at *b. */
static void
separate(const struct tally_rows *all, const uint32_t *side,
    struct tally_rows *to, size_t *b)
{
	size_t i, k;

	to->n = 0;
	for (k = 0; k < 2; k++) {
		*b = to->n;
		for (i = 0; i < all->n; i++)
			if (side[i] == k) {
				to->row[to->n] = all->row[i];
				to->unit[to->n++] = all->unit[i];
			}
	}
}

/* The difference of subset a to the other rows r, if both have two units. */
static enum status
contrast(struct subsets *s, struct subset *a, struct sides *side,
    const struct tally_rows *r, const uint32_t *which,
    const struct subsets_request *ask, struct fault *why)
{
	struct resample draw = { .replicates = ask->replicates,
	    .values = s->tally->values, .level = ask->level,
	    .seed = ask->seed, .of = replicate, .ctx = side };
	size_t in[2], k, b, *stratum;
	struct tally_rows to = { side->a.row, side->a.unit, 0, 0 };
	enum status status;

	status = subsets_strata(which, r->unit, r->n, ask->units, 2, r->unit,
	    &stratum, &draw.strata, in, why);
	if (status != ST_OK)
		return status;
	separate(r, which, &to, &b);
	side->a = (struct tally_rows){ to.row, to.unit, b, 0 };
	side->b = (struct tally_rows){ to.row + b, to.unit + b, to.n - b, 0 };
	(void)replicate(side, NULL, a->difference.value);
	for (k = 0; k < draw.strata; k++)
		draw.units += stratum[k];
	draw.stratum = stratum;
	draw.least = in[0] < in[1] ? in[0] : in[1];
	s->paired = s->paired || in[0] + in[1] > draw.units;
	if (draw.least > 1)
		status = resample(&draw, a->difference.low,
		    a->difference.high, NULL, why);
	free(stratum);
	return status;
}

static enum status
compare(struct subsets *s, struct subset *a, const struct predictions *p,
    const struct predictions_column *c, struct tally_work *w,
    const struct subsets_request *ask, struct fault *why)
{
	struct sides side = { .tally = s->tally, .work = w,
	    .a = { calloc(p->n, sizeof *side.a.row),
	    calloc(p->n, sizeof *side.a.unit), 0, 0 },
	    .other = calloc(s->tally->values, sizeof *side.other) };
	uint32_t *row = side.a.row, *unit = side.a.unit, *which = NULL;
	struct tally_rows r = { NULL, NULL, 0, 0 };
	enum status status;

	if (row == NULL || unit == NULL || side.other == NULL)
		status = fault_nomem(why);
	else if ((status = all_rows(a, p, c, &r, &which, why)) == ST_OK)
		status = contrast(s, a, &side, &r, which, ask, why);
	free(row);
	free(unit);
	free(side.other);
	free(r.row);
	free(r.unit);
	free(which);
	return status;
}

/* Each speaker against the others says nothing: subsets need several units. */
static bool
comparable(const struct subsets *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->subset[i].units < 2)
			return false;
	return s->n > 1;
}

static enum status
score_all(struct subsets *s, const struct predictions *p,
    const struct predictions_column *c, const struct subsets_request *ask,
    struct fault *why)
{
	struct tally_work w;
	enum status status;
	size_t i;

	if ((status = tally_init(&w, s->tally, why)) != ST_OK)
		return status;
	for (i = 0; status == ST_OK && i < s->n; i++)
		status = interval(&s->subset[i], s->tally, &w, ask, why);
	s->compared = comparable(s);
	for (i = 0; status == ST_OK && s->compared && i < s->n; i++) {
		if (s->n == 2 && i == 1)
			break;
		status = compare(s, &s->subset[i], p, c, &w, ask, why);
	}
	tally_free(&w);
	return status;
}

/* ---- order ---- */

static int
by_name(const void *a, const void *b)
{
	const struct subset *x = a, *y = b;

	return names_compare(x->name, y->name);
}

/* The best first; undefined values last. */
static int
by_value(const void *a, const void *b)
{
	const struct subset *x = a, *y = b;
	double m = x->score.value[0], n = y->score.value[0];

	if (isnan(m) || isnan(n))
		return isnan(m) != isnan(n) ? isnan(m) - isnan(n) :
		    by_name(a, b);
	return m < n ? 1 : m > n ? -1 : by_name(a, b);
}

enum status
subsets_make(struct subsets *out, const struct predictions *p, size_t by,
    const struct tally *tally, const struct subsets_request *ask,
    struct fault *why)
{
	const struct predictions_column *c = &p->by[by];
	enum status s;

	*out = (struct subsets){ .column = c->name, .tally = tally };
	if (c->values.n == 0)
		return fault_set(why, ST_BAD, "no row has a value in column "
		    "'%.80s'", c->name);
	if (c->values.n > SUBSETS_MAX)
		return fault_set(why, ST_BAD, "column '%.80s' has %zu values; "
		    "scores are given for at most %d", c->name, c->values.n,
		    SUBSETS_MAX);
	if ((s = divide(out, p, c, why)) != ST_OK ||
	    (s = choose_all(out, p, ask, why)) != ST_OK)
		return s;
	qsort(out->subset, out->n, sizeof *out->subset, by_name);
	if ((s = score_all(out, p, c, ask, why)) != ST_OK)
		return s;
	if (strcmp(c->name, ask->group) == 0)
		qsort(out->subset, out->n, sizeof *out->subset, by_value);
	return ST_OK;
}

enum status
subsets_add(struct subsets **list, size_t *n, const struct predictions *p,
    size_t by, const struct tally *tally, const struct subsets_request *ask,
    struct fault *why)
{
	struct subsets *more = reallocarray(*list, *n + 1, sizeof *more);

	if (more == NULL)
		return fault_nomem(why);
	*list = more;
	return subsets_make(&more[(*n)++], p, by, tally, ask, why);
}

void
subsets_free_all(struct subsets *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		subsets_free(&list[i]);
	free(list);
}
