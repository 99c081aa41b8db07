#include "data/normstats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/textset.h"
#include "data/chosen.h"
#include "data/frames.h"
#include "data/frontdiff.h"
#include "data/normsums.h"

#define EPSILON 1e-7	/* added to the standard deviation */

struct group {
	const char *name;	/* in names */
	struct normsums all;	/* its records, and */
	struct normsums chosen;	/* those of f->which */
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
	/* What else there is to it: */
	struct chosen which;	/* records count */
	double prior;		/* records' worth of */
	struct normstats *lean;	/* the caller's: of other data; or NULL: of */
	struct normsums all, chosen;	/* all groups */
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

enum status
normstats_only(struct normstats *f, const char *attr, const char *value,
    struct fault *why)
{
	return chosen_value(&f->which, attr, value, why);
}

void
normstats_speech(struct normstats *f, double seconds)
{
	f->which.speech = seconds;
}

enum status
normstats_lean(struct normstats *f, double n, struct normstats *on,
    struct fault *why)
{
	f->prior = n;
	f->lean = on;
	if (on == NULL || (on->by.attr[0] == '\0' && on->by.bin == f->by.bin))
		return ST_OK;
	return fault_set(why, ST_BAD, "statistics by '%s', but a prior of '%s' "
	    "is made by '%s'", on->by.text, f->by.text,
	    f->by.bin ? "bin" : "all");
}

void
normstats_free(struct normstats *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->names.n; i++) {
		normsums_free(&f->group[i].all);
		normsums_free(&f->group[i].chosen);
		norm_free(&f->group[i].norm);
	}
	normsums_free(&f->all);
	normsums_free(&f->chosen);
	chosen_free(&f->which);
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

size_t
normstats_single(const struct normstats *f)
{
	size_t i, n = 0;

	for (i = 0; i < f->names.n; i++)
		n += f->group[i].all.count == 1 && f->prior == 0;
	return n;
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
	enum status s;
	size_t i = 0;

	if ((s = grow(f, why)) != ST_OK ||
	    (s = textset_add(&f->names, name, &i, why)) != ST_OK)
		return s;
	*out = &f->group[i];
	**out = (struct group){ .name = f->names.text[i], .norm = NORM_INIT };
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

/* Count the record whose values are f->x in its group and, for a prior, in all
 * groups together. */
static enum status
count(struct normstats *f, struct group *g, size_t frames, bool chosen,
    struct fault *why)
{
	struct normsums *const to[] = { &g->all, chosen ? &g->chosen : NULL,
	    f->prior > 0 ? &f->all : NULL,
	    f->prior > 0 && chosen ? &f->chosen : NULL };
	enum status s = ST_OK;
	size_t i;

	for (i = 0; i < 4 && s == ST_OK; i++)
		if (to[i] != NULL)
			s = normsums_add(to[i], f->x, frames * f->B / f->P,
			    f->P, frames, f->work, why);
	g->ready = false;
	return s;
}

static enum status
add_values(struct normstats *f, struct group *g, const struct tensor *t,
    size_t frames, struct fault *why)
{
	size_t len = frames * f->B;
	enum status s;
	bool chosen;

	if ((s = chosen_is(&f->which, t, &chosen, why)) != ST_OK ||
	    (s = norm_of(&f->own, t, why)) != ST_OK ||
	    (s = buffers(f, len, why)) != ST_OK ||
	    (s = norm_change(&f->own, NULL, frames, f->B, t->data, f->x,
	    why)) != ST_OK)
		return s;
	return count(f, g, frames, chosen, why);
}

/* A copy does not count, except where each record is its own group. */
static bool
counts(const struct normstats *f, const struct tensor *t)
{
	return tensor_attr(t, "original") == NULL ||
	    strcmp(f->by.attr, "key") == 0;
}

enum status
normstats_add(struct normstats *f, const struct tensor *t, struct fault *why)
{
	const struct norm *lean;
	const char *name;
	uint64_t frames;
	struct group *g;
	enum status s;

	if (!counts(f, t))
		return ST_OK;
	if ((s = frames_real(t, &frames, why)) != ST_OK ||
	    (s = group_name(f, t, &name, why)) != ST_OK ||
	    (s = begin(f, tensor_attr(t, "front"), (size_t)t->dim[1], why))
	    != ST_OK)
		return s;
	if (f->lean != NULL &&
	    normstats_get(f->lean, t, &lean, why) != ST_OK)
		return fault_prefix(why, "prior");
	if ((g = find(f, name)) == NULL &&
	    (s = new_group(f, name, &g, why)) != ST_OK)
		return s;
	return add_values(f, g, t, (size_t)frames, why);
}

/* ---- results ---- */

/* Mean and variance of pair p of all groups. */
static void
prior(const struct normstats *f, size_t p, double *mean, double *var)
{
	const struct normsums *s = f->chosen.records > 0 ? &f->chosen : &f->all;
	const float *pair;

	if (f->lean == NULL) {
		*mean = s->mean[p];
		*var = s->square[p] / (double)s->count;
		return;
	}
	pair = f->lean->group[0].norm.pair + 2 * p;
	*mean = pair[0];
	*var = pair[1] - EPSILON;
	*var *= *var;
}

static enum status
settle(const struct normstats *f, struct group *g, struct fault *why)
{
	const struct normsums *sums = g->chosen.records > 0 ? &g->chosen :
	    &g->all;
	double mean, var, m, v;
	enum status s;
	size_t p;

	if (g->ready)
		return ST_OK;
	if (sums->records == 0 ||
	    (f->prior > 0 && f->lean == NULL && f->all.records == 0))
		return fault_set(why, ST_BAD, "no record of '%.200s' was "
		    "counted", g->name);
	if ((s = norm_alloc(&g->norm, &f->by, f->P, why)) != ST_OK)
		return s;
	for (p = 0; p < f->P; p++) {
		mean = sums->mean[p];
		var = sums->square[p] / (double)sums->count;
		if (f->prior > 0) {
			prior(f, p, &m, &v);
			normsums_blend((double)sums->records, &mean, &var,
			    f->prior, m, v);
		}
		g->norm.pair[2 * p] = (float)mean;
		g->norm.pair[2 * p + 1] = (float)(sqrt(var) + EPSILON);
	}
	g->ready = true;
	return ST_OK;
}

/* Record t's group has no statistics. */
static enum status
not_there(const struct normstats *f, const struct tensor *t, const char *name,
    struct fault *why)
{
	const char *copy = tensor_attr(t, "original") == NULL ? "" :
	    ", which are those of originals, and this is a copy";

	if (f->by.attr[0] == '\0')
		return fault_set(why, ST_BAD, "no record is in the "
		    "statistics%s", copy);
	return fault_set(why, ST_BAD, "%s '%.200s' is not in the statistics%s",
	    f->by.attr, name, copy);
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
		return not_there(f, t, name, why);
	s = settle(f, g, why);
	*out = &g->norm;
	return s;
}

/* As norm_set, but for many pairs the grouping alone, whatever it is: they are
 * the record's values. */
static enum status
set_norm(struct attrs *a, const struct norm *n, struct fault *why)
{
	return n->n > NORM_MOSTPAIRS ?
	    attrs_set(a, "norm", n->group.text, why) : norm_set(a, n, why);
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
	if ((s = set_norm(a, &g->norm, why)) != ST_OK)
		return s;
	return attrs_setf(a, why, "count", "%llu", (unsigned long long)
	    (g->chosen.records > 0 ? g->chosen.frames : g->all.frames));
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

/* The norm of a record of statistics or of a model. */
static enum status
read_norm(struct norm *n, const struct tensor *t, struct fault *why)
{
	const char *value = tensor_attr(t, "norm");

	if (value != NULL && strchr(value, ' ') == NULL && t->rank == 2 &&
	    t->dim[0] > NORM_MOSTPAIRS && t->dim[1] == 2 &&
	    tensor_attr(t, "network") == NULL)
		return norm_pairs(n, value, t->data, (size_t)t->dim[0], why);
	return norm_parse(n, value, why);
}

enum status
normstats_load(struct normstats **f, const struct tensor *t, struct fault *why)
{
	struct norm n = NORM_INIT;
	enum status s;

	s = read_norm(&n, t, why);
	if (s == ST_OK && n.group.text[0] == '\0')
		s = fault_set(why, ST_BAD, "no attribute norm, which would "
		    "hold the statistics");
	if (s == ST_OK && *f == NULL)
		s = normstats_new(f, &n.group, why);
	if (s == ST_OK)
		(*f)->of_model = tensor_attr(t, "network") != NULL;
	if (s == ST_OK)
		s = load_group(*f, t, &n, why);
	norm_free(&n);
	return s;
}
