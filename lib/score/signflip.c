#include "score/signflip.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/permute.h"

/* Of each unit. */
enum value {
	ACCURACY, UAR, ACCURACY_POOLED, UAR_POOLED, VALUES
};

/* ---- what each unit adds to the scores of one system ---- */

/* How often each class is a label in a part of a set: in a fold of a seed, or
 * in a seed. */
struct part {
	const double *label;	/* (C) */
	double n;		/* their sum */
	double classes;		/* that occur */
};

static struct part
part_of(const double *label, size_t C)
{
	struct part p = { label, 0, 0 };
	size_t c;

	for (c = 0; c < C; c++) {
		p.n += label[c];
		p.classes += label[c] > 0;
	}
	return p;
}

/* Labels of the items that have a unit: in each fold of each seed (S, K, C),
 * then in each seed (S, C).  The caller frees it; NULL: out of memory. */
static double *
count_labels(const struct score_set *s)
{
	size_t i, C = s->classes, cells = s->seeds * s->folds;
	double *label = calloc((cells + s->seeds) * C, sizeof *label);
	const struct score_item *it;

	for (i = 0; label != NULL && i < s->n; i++) {
		it = &s->item[i];
		if (it->unit == SCORE_NOUNIT)
			continue;
		label[(it->seed * s->folds + it->fold) * C + it->label]++;
		label[(cells + it->seed) * C + it->label]++;
	}
	return label;
}

/* The folds of each seed that have items; the number of seeds that have. */
static size_t
count_folds(const struct score_set *s, const double *label, double *folds)
{
	size_t i, k, C = s->classes, seeds = 0;

	for (i = 0; i < s->seeds; i++) {
		folds[i] = 0;
		for (k = 0; k < s->folds; k++)
			folds[i] += part_of(label +
			    (i * s->folds + k) * C, C).n > 0;
		seeds += folds[i] > 0;
	}
	return seeds;
}

/* Add sign times what each unit adds to the scores of s to d (units, VALUES),
 * and the sum of these to scale (VALUES). */
static enum status
contribute(const struct score_set *s, double sign, double *d, double *scale,
    struct fault *why)
{
	double *label = count_labels(s), *folds, *of, one[VALUES];
	size_t i, v, C = s->classes, cells = s->seeds * s->folds, seeds;
	const struct score_item *it;
	struct part fold, all;

	if ((folds = calloc(s->seeds, sizeof *folds)) == NULL ||
	    label == NULL) {
		free(label);
		free(folds);
		return fault_nomem(why);
	}
	seeds = count_folds(s, label, folds);
	for (i = 0; i < s->n; i++) {
		it = &s->item[i];
		if (it->unit == SCORE_NOUNIT || it->label != it->predicted)
			continue;
		fold = part_of(label +
		    (it->seed * s->folds + it->fold) * C, C);
		all = part_of(label + (cells + it->seed) * C, C);
		one[ACCURACY] = 1 / (folds[it->seed] * fold.n);
		one[UAR] = 1 / (folds[it->seed] * fold.classes *
		    fold.label[it->label]);
		one[ACCURACY_POOLED] = 1 / all.n;
		one[UAR_POOLED] = 1 / (all.classes * all.label[it->label]);
		of = d + (size_t)it->unit * VALUES;
		for (v = 0; v < VALUES; v++) {
			of[v] += sign * one[v] / (double)seeds;
			scale[v] += one[v] / (double)seeds;
		}
	}
	free(label);
	free(folds);
	return ST_OK;
}

/* ---- signs ---- */

struct flips {
	const double *d;	/* (units, VALUES) */
	size_t units;
};

/* A permute_values. */
static void
flipped(void *ctx, const bool *swapped, double *out)
{
	const struct flips *f = ctx;
	const double *d = f->d;
	size_t u;
	int v;

	for (v = 0; v < VALUES; v++)
		out[v] = 0;
	for (u = 0; u < f->units; u++, d += VALUES)
		for (v = 0; v < VALUES; v++)
			out[v] += swapped[u] ? -d[v] : d[v];
}

/* Keep the units of d for which the systems differ: the sign of 0 changes
 * nothing, and exact patterns reach further.  Returns their number, at least
 * 1. */
static size_t
keep_different(double *d, size_t units, const double *scale)
{
	size_t u, n = 0;
	bool differs;
	int v;

	for (u = 0; u < units; u++) {
		differs = false;
		for (v = 0; v < VALUES; v++)
			differs = differs ||
			    fabs(d[u * VALUES + (size_t)v]) > 1e-12 * scale[v];
		if (differs)
			(void)memmove(d + VALUES * n++, d + VALUES * u,
			    VALUES * sizeof *d);
	}
	return n > 0 ? n : 1;
}

static enum status
test(double *d, size_t units, const double *scale, uint64_t seed,
    struct signflip *out, struct fault *why)
{
	struct flips f = { d, keep_different(d, units, scale) };
	const struct permute ask = { f.units, VALUES, seed, scale, flipped,
	    &f };
	double p[VALUES];
	struct permute_result r = { p, 0, false };
	enum status s;
	int m;

	if ((s = permute(&ask, &r, why)) != ST_OK)
		return s;
	for (m = 0; m < SCORE_METRICS; m++)
		out->p.by_fold[m] = out->p.pooled[m] = (double)NAN;
	out->p.by_fold[SCORE_ACCURACY] = p[ACCURACY];
	out->p.by_fold[SCORE_UAR] = p[UAR];
	out->p.pooled[SCORE_ACCURACY] = p[ACCURACY_POOLED];
	out->p.pooled[SCORE_UAR] = p[UAR_POOLED];
	out->patterns = r.patterns;
	out->exact = r.exact;
	return ST_OK;
}

enum status
signflip(const struct score_set *a, const struct score_set *b, uint64_t seed,
    struct signflip *out, struct fault *why)
{
	double *d, scale[VALUES] = { 0 };
	enum status s;

	if (a->units != b->units || a->units == 0)
		return fault_set(why, ST_BAD,
		    "the two sets have %zu and %zu units, not the same ones",
		    a->units, b->units);
	if ((d = calloc(a->units, VALUES * sizeof *d)) == NULL)
		return fault_nomem(why);
	if ((s = contribute(a, 1, d, scale, why)) == ST_OK &&
	    (s = contribute(b, -1, d, scale, why)) == ST_OK)
		s = test(d, a->units, scale, seed, out, why);
	free(d);
	return s;
}
