#include "data/normstats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/textset.h"
#include "data/frames.h"
#include "data/frontdiff.h"

#define LANES	8
#define EPSILON 1e-7	/* added to the standard deviation */

struct group {
	const char *name;	/* in names */
	uint64_t frames;
	uint64_t count;		/* values in each pair's sums */
	double *mean, *square;	/* (P): mean, sum of (x - mean)^2 */
	struct norm norm;	/* set when asked for, see ready */
	bool ready;
};

struct normstats {
	struct norm_group by;
	bool first;		/* nothing read yet */
	bool of_model;		/* not a file of statistics, or a stream */
	char *front;		/* of every record, NULL for none */
	size_t B, P;		/* bins; pairs, 1 or B; B is 0 if not known */
	struct textset names;	/* of the groups, which have its numbers */
	struct group *group;	/* (names.n) */
	size_t cap;
	struct norm own;	/* the norm of the current record */
	float *x;		/* (T, B): its values before that */
	size_t xcap;
	double *work;		/* (2, P) */
};

enum status
normstats_new(struct normstats **out, const struct norm_group *g,
    struct fault *why)
{
	struct normstats *f = calloc(1, sizeof *f);

	if (f == NULL)
		return fault_nomem(why);
	f->by = *g;
	f->first = true;
	f->own = (struct norm)NORM_INIT;
	*out = f;
	return ST_OK;
}

void
normstats_free(struct normstats *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->names.n; i++) {
		free(f->group[i].mean);
		norm_free(&f->group[i].norm);
	}
	free(f->group);
	textset_free(&f->names);
	free(f->front);
	norm_free(&f->own);
	free(f->x);
	free(f->work);
	free(f);
}

size_t
normstats_groups(const struct normstats *f)
{
	return f->names.n;
}

/* ---- groups by name ---- */

static struct group *
find(const struct normstats *f, const char *name)
{
	size_t i = textset_find(&f->names, name);

	return i == TEXTSET_NONE ? NULL : &f->group[i];
}

static enum status
grow(struct normstats *f, struct fault *why)
{
	size_t cap = f->cap == 0 ? 8 : 2 * f->cap;
	struct group *g;

	if (f->names.n < f->cap)
		return ST_OK;
	if ((g = reallocarray(f->group, cap, sizeof *g)) == NULL)
		return fault_nomem(why);
	f->group = g;
	f->cap = cap;
	return ST_OK;
}

static enum status
new_group(struct normstats *f, const char *name, struct group **out,
    struct fault *why)
{
	double *sums = calloc(f->P, 2 * sizeof *sums);
	enum status s;
	size_t i = 0;

	if (sums == NULL)
		s = fault_nomem(why);
	else if ((s = grow(f, why)) == ST_OK)
		s = textset_add(&f->names, name, &i, why);
	if (s != ST_OK) {
		free(sums);
		return s;
	}
	*out = &f->group[i];
	**out = (struct group){ .name = f->names.text[i], .mean = sums,
	    .square = sums + f->P, .norm = NORM_INIT };
	return ST_OK;
}

/* The value of the grouping's attribute; "" if it has none. */
static enum status
group_name(const struct normstats *f, const struct tensor *t,
    const char **out, struct fault *why)
{
	*out = "";
	if (f->by.attr[0] == '\0')
		return ST_OK;
	if ((*out = tensor_attr(t, f->by.attr)) == NULL)
		return fault_set(why, ST_BAD, "no attribute '%s', by which "
		    "records are grouped", f->by.attr);
	return ST_OK;
}

/* ---- one front end, one number of bins ---- */

/* Set from the first record, or check; B is 0 if it is not known. */
static enum status
begin(struct normstats *f, const char *front, size_t B, struct fault *why)
{
	enum status s;

	if (f->first) {
		if (front != NULL && (f->front = strdup(front)) == NULL)
			return fault_nomem(why);
		f->first = false;
	}
	s = frontdiff(front, f->front, f->of_model ? "the model has" :
	    "the statistics have", f->of_model ? "-m MODEL" : NULL, why);
	if (s != ST_OK)
		return s;
	if (f->B != 0 && B != 0 && B != f->B)
		return fault_set(why, ST_BAD, "%zu bins, but the statistics "
		    "are of %zu", B, f->B);
	if (f->B == 0)
		f->B = B;
	f->P = f->by.bin ? f->B : 1;
	return ST_OK;
}

/* ---- sums ---- */

static enum status
buffers(struct normstats *f, size_t len, struct fault *why)
{
	if (f->work == NULL &&
	    (f->work = calloc(f->P, 2 * sizeof *f->work)) == NULL)
		return fault_nomem(why);
	if (len <= f->xcap)
		return ST_OK;
	free(f->x);
	f->xcap = 0;
	if ((f->x = malloc(len * sizeof *f->x)) == NULL)
		return fault_nomem(why);
	f->xcap = len;
	return ST_OK;
}

/* Sum of (x - from) or of its square over R values: several sums in parallel,
 * since each addition has to wait for the one before it. */
static double
sum_about(const float *x, size_t R, double from, bool square)
{
	double sum[LANES] = { 0 }, d;
	size_t r, p, whole = R - R % LANES;

	for (r = 0; r < whole; r += LANES) {
		for (p = 0; p < LANES; p++) {
			d = x[r + p] - from;
			sum[p] += square ? d * d : d;
		}
	}
	for (; r < R; r++) {
		d = x[r] - from;
		sum[0] += square ? d * d : d;
	}
	for (p = 1; p < LANES; p++)
		sum[0] += sum[p];
	return sum[0];
}

/*
 * Mean and sum of squares about it, of each column.
 *
 * x		(R, P)
 * mean, square	(P)
 */
static void
moments(const float *x, size_t R, size_t P, double *mean, double *square)
{
	size_t r, p;
	double d;

	if (P == 1) {
		*mean = *x + sum_about(x, R, *x, false) / (double)R;
		*square = sum_about(x, R, *mean, true);
		return;
	}
	for (p = 0; p < P; p++)
		mean[p] = square[p] = 0;
	for (r = 0; r < R; r++)
		for (p = 0; p < P; p++)
			mean[p] += (double)x[r * P + p] - x[p];
	for (p = 0; p < P; p++)
		mean[p] = x[p] + mean[p] / (double)R;
	for (r = 0; r < R; r++)
		for (p = 0; p < P; p++) {
			d = x[r * P + p] - mean[p];
			square[p] += d * d;
		}
}

/* Chan, Golub and LeVeque's merge of n = R values into m = g->count. */
static void
merge(struct group *g, size_t P, size_t R, const double *mean,
    const double *square)
{
	double m = (double)g->count, n = (double)R, d;
	size_t p;

	for (p = 0; p < P; p++) {
		d = mean[p] - g->mean[p];
		g->mean[p] += d * (n / (m + n));
		g->square[p] += square[p] + d * d * (m * n / (m + n));
	}
	g->count += R;
	g->ready = false;
}

static enum status
add_values(struct normstats *f, struct group *g, const struct tensor *t,
    size_t frames, struct fault *why)
{
	size_t len = frames * f->B, R = len / f->P;
	enum status s;

	if ((s = norm_of(&f->own, t, why)) != ST_OK ||
	    (s = buffers(f, len, why)) != ST_OK ||
	    (s = norm_change(&f->own, NULL, frames, f->B, t->data, f->x,
	    why)) != ST_OK)
		return s;
	moments(f->x, R, f->P, f->work, f->work + f->P);
	merge(g, f->P, R, f->work, f->work + f->P);
	g->frames += frames;
	return ST_OK;
}

enum status
normstats_add(struct normstats *f, const struct tensor *t, struct fault *why)
{
	const char *name;
	uint64_t frames;
	struct group *g;
	enum status s;

	if ((s = frames_real(t, &frames, why)) != ST_OK ||
	    (s = group_name(f, t, &name, why)) != ST_OK ||
	    (s = begin(f, tensor_attr(t, "front"), (size_t)t->dim[1], why))
	    != ST_OK)
		return s;
	if ((g = find(f, name)) == NULL &&
	    (s = new_group(f, name, &g, why)) != ST_OK)
		return s;
	return add_values(f, g, t, (size_t)frames, why);
}

/* ---- results ---- */

static enum status
settle(const struct normstats *f, struct group *g, struct fault *why)
{
	enum status s;
	double n = (double)g->count;
	size_t p;

	if (g->ready)
		return ST_OK;
	if ((s = norm_alloc(&g->norm, &f->by, f->P, why)) != ST_OK)
		return s;
	for (p = 0; p < f->P; p++) {
		g->norm.pair[2 * p] = (float)g->mean[p];
		g->norm.pair[2 * p + 1] =
		    (float)(sqrt(g->square[p] / n) + EPSILON);
	}
	g->ready = true;
	return ST_OK;
}

enum status
normstats_get(struct normstats *f, const struct tensor *t,
    const struct norm **out, struct fault *why)
{
	const char *name;
	struct group *g;
	enum status s;

	if ((s = frames_matrix(t, why)) != ST_OK ||
	    (s = group_name(f, t, &name, why)) != ST_OK ||
	    (s = begin(f, tensor_attr(t, "front"), f->by.bin || f->B != 0 ?
	    (size_t)t->dim[1] : 0, why)) != ST_OK)
		return s;
	if ((g = find(f, name)) == NULL)
		return fault_set(why, ST_BAD, "%s '%.200s' is not in the "
		    "statistics", f->by.attr[0] ? f->by.attr : "group", name);
	s = settle(f, g, why);
	*out = &g->norm;
	return s;
}

static enum status
describe(const struct normstats *f, const struct group *g, struct attrs *a,
    struct fault *why)
{
	bool named = f->by.attr[0] != '\0';
	enum status s;

	attrs_clear(a);
	if ((s = attrs_set(a, "key", named ? g->name : "zscore", why))
	    != ST_OK || (named &&
	    (s = attrs_set(a, f->by.attr, g->name, why)) != ST_OK))
		return s;
	if (f->front != NULL &&
	    (s = attrs_set(a, "front", f->front, why)) != ST_OK)
		return s;
	if ((s = norm_set(a, &g->norm, why)) != ST_OK)
		return s;
	return attrs_setf(a, why, "count", "%llu",
	    (unsigned long long)g->frames);
}

enum status
normstats_record(struct normstats *f, size_t i, struct tensor *out,
    struct fault *why)
{
	struct group *g = &f->group[i];
	uint64_t dim[2] = { f->P, 2 };
	enum status s;

	if ((s = settle(f, g, why)) != ST_OK ||
	    (s = describe(f, g, &out->attr, why)) != ST_OK ||
	    (s = tensor_reshape(out, 2, dim, why)) != ST_OK)
		return s;
	(void)memcpy(out->data, g->norm.pair,
	    2 * f->P * sizeof *out->data);
	return ST_OK;
}

/* ---- statistics from a file ---- */

static enum status
load_group(struct normstats *f, const struct tensor *t, struct norm *n,
    struct fault *why)
{
	const char *name;
	struct group *g;
	enum status s;

	if (strcmp(f->by.text, n->group.text) != 0)
		return fault_set(why, ST_BAD, "grouping '%s' is not '%s' of "
		    "the records before it", n->group.text, f->by.text);
	if ((s = begin(f, tensor_attr(t, "front"), n->group.bin ? n->n : 0,
	    why)) != ST_OK)
		return s;
	if (n->n == 0)
		return ST_OK;
	if ((s = group_name(f, t, &name, why)) != ST_OK)
		return s;
	if (find(f, name) != NULL)
		return fault_set(why, ST_BAD, "a second record for %s '%.200s'",
		    f->by.attr[0] ? f->by.attr : "grouping",
		    f->by.attr[0] ? name : f->by.text);
	if ((s = new_group(f, name, &g, why)) != ST_OK)
		return s;
	g->norm = *n;
	g->ready = true;
	*n = (struct norm)NORM_INIT;
	return ST_OK;
}

enum status
normstats_load(struct normstats **f, const struct tensor *t, struct fault *why)
{
	struct norm n = NORM_INIT;
	enum status s;

	if ((s = norm_parse(&n, tensor_attr(t, "norm"), why)) != ST_OK)
		return s;
	if (n.group.text[0] == '\0')
		s = fault_set(why, ST_BAD, "no attribute norm, which would "
		    "hold the statistics");
	else if (*f == NULL)
		s = normstats_new(f, &n.group, why);
	if (s == ST_OK)
		(*f)->of_model = tensor_attr(t, "network") != NULL;
	if (s == ST_OK)
		s = load_group(*f, t, &n, why);
	norm_free(&n);
	return s;
}
