#include "data/functionals.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "math/functional.h"
#include "tensor/chain.h"
#include "data/activity.h"
#include "data/contours.h"
#include "data/filterkind.h"
#include "data/frames.h"
#include "data/speech.h"
#include "data/voicing.h"

static const char *const overs[] = { "voiced", "all", "both", NULL };
static const char *const levels[] = { "keep", "active", NULL };
static const char *const extras[] = { "voicing", "frames", NULL };
enum { EXTRA_VOICING, EXTRA_FRAMES };

const struct setting functionals_settings[FUNCTIONALS_ROWS + 1] = {
	{ .name = "list", .type = SETTING_SET, .names = functional_names,
	    .initial = ((uint64_t)1 << FUNCTIONAL_DEFAULT) - 1,
	    .arg = "NAMES", .help = "functionals, separated by commas" },
	{ .name = "over", .type = SETTING_CHOICE, .names = overs,
	    .initial = FUNCTIONALS_VOICED, .arg = "FRAMES",
	    .help = "frames of contours that mean something only in voiced "
	    "ones: voiced, all or both" },
	ACTIVITY_SETTINGS,
	{ .name = "level", .type = SETTING_CHOICE, .names = levels,
	    .initial = 1, .arg = "HOW", .help = "energies: keep, or relative "
	    "to the record's (active)" },
	{ .name = "extra", .type = SETTING_SET, .names = extras,
	    .initial = 3, .arg = "NAMES",
	    .help = "of the whole record: voicing, frames, or none" },
	{ .name = NULL }
};

/* A contour to compute: a column over some frames. */
struct part {
	size_t column;
	bool voiced;		/* over voiced frames only */
};

struct functionals {
	double v[FUNCTIONALS_ROWS];
	char stage[CHAIN_MAXSTAGE];
	int which[FUNCTIONAL_ALL];	/* (K) */
	size_t K;
	bool more;		/* beyond the default functionals */
	struct activity_rule rule;
	struct activity activity;
	bool energy;		/* needed and known */
	struct contours columns;
	/* of these columns: */
	char *read;		/* their text when the following was made */
	struct part *part;	/* (C) */
	size_t C;
	char *names;		/* the attribute contours */
	/* of a record: */
	size_t *frame[2];	/* numbers of the frames: all, voiced */
	size_t count[2], cap;
	float *x;		/* (cap, LANES) */
	double *out;		/* (FUNCTIONAL_ALL, LANES) */
};

/* ---- making ---- */

enum status
functionals_new(struct functionals **fp, const double v[], struct fault *why)
{
	struct functionals *f = calloc(1, sizeof *f);
	int i;

	*fp = f;
	if (f == NULL)
		return fault_nomem(why);
	f->columns = (struct contours)CONTOURS_INIT;
	(void)memcpy(f->v, v, sizeof f->v);
	settings_stage("functionals", functionals_settings, v, f->stage);
	for (i = 0; i < FUNCTIONAL_ALL; i++)
		if (settings_has(v[FUNCTIONALS_LIST], (size_t)i)) {
			f->which[f->K++] = i;
			f->more |= i >= FUNCTIONAL_DEFAULT;
		}
	f->rule.below = v[FUNCTIONALS_ACTIVE];
	f->rule.gap = v[FUNCTIONALS_GAP];
	f->out = alloc_zero(FUNCTIONAL_ALL * LANES, sizeof *f->out);
	if (f->K == 0 && v[FUNCTIONALS_EXTRA] == 0)
		return fault_set(why, ST_BAD, "neither functionals nor extra "
		    "values to compute");
	return f->out == NULL ? fault_nomem(why) : ST_OK;
}

void
functionals_free(struct functionals *f)
{
	if (f == NULL)
		return;
	activity_free(&f->activity);
	contours_free(&f->columns);
	free(f->read);
	free(f->part);
	free(f->names);
	free(f->frame[0]);
	free(f->frame[1]);
	free(f->x);
	free(f->out);
	free(f);
}

/* ---- the contours of a record ---- */

static void
add_part(struct functionals *f, FILE *fp, size_t column, bool voiced,
    const char *prefix)
{
	(void)fprintf(fp, "%s%s%s", f->C == 0 ? "" : " ", prefix,
	    f->columns.name.text[column]);
	f->part[f->C++] = (struct part){ column, voiced };
}

/* The contours of f->columns, and their names. */
static enum status
list_parts(struct functionals *f, struct fault *why)
{
	const struct contours *c = &f->columns;
	int over = (int)f->v[FUNCTIONALS_OVER];
	size_t size, i;
	FILE *fp;

	free(f->part);
	free(f->names);
	f->names = NULL;
	f->C = 0;
	f->part = calloc(2 * c->name.n, sizeof *f->part);
	fp = open_memstream(&f->names, &size);
	for (i = 0; f->part != NULL && fp != NULL && i < c->name.n; i++) {
		add_part(f, fp, i, c->voiced[i] && over != FUNCTIONALS_EVERY,
		    "");
		if (c->voiced[i] && over == FUNCTIONALS_BOTH)
			add_part(f, fp, i, false, "all_");
	}
	if (fp == NULL || fclose(fp) != 0 || f->part == NULL)
		return fault_nomem(why);
	return ST_OK;
}

/* Does a setting need the column voicing, and is it not there? */
static bool
lacks_voicing(const struct functionals *f)
{
	size_t i;

	if (f->columns.voicing != CONTOURS_NONE)
		return false;
	for (i = 0; i < f->C; i++)
		if (f->part[i].voiced)
			return true;
	return false;
}

static enum status
read_columns(struct functionals *f, const struct tensor *in,
    struct fault *why)
{
	enum status s = contours_read(&f->columns, in, why);

	if (s != ST_OK)
		return s;
	if (f->read != NULL && strcmp(f->read, f->columns.text) == 0)
		return ST_OK;
	free(f->read);
	f->read = NULL;
	if ((s = list_parts(f, why)) != ST_OK)
		return s;
	if (lacks_voicing(f))
		return fault_set(why, ST_BAD, "attribute voiced: there is no "
		    "column 'voicing' that tells the voiced frames");
	f->read = strdup(f->columns.text);
	return f->read == NULL ? fault_nomem(why) : ST_OK;
}

/* ---- the frames of a record ---- */

static enum status
reserve(struct functionals *f, size_t T, struct fault *why)
{
	if (T <= f->cap)
		return ST_OK;
	free(f->frame[0]);
	free(f->frame[1]);
	free(f->x);
	f->frame[0] = calloc(T, sizeof *f->frame[0]);
	f->frame[1] = calloc(T, sizeof *f->frame[1]);
	f->x = alloc_raw(T * LANES, sizeof *f->x);
	f->cap = T;
	if (f->frame[0] != NULL && f->frame[1] != NULL && f->x != NULL)
		return ST_OK;
	f->cap = 0;
	return fault_nomem(why);
}

static void
list_frames(struct functionals *f, const struct tensor *in, size_t T)
{
	size_t B = (size_t)in->dim[1], voicing = f->columns.voicing, i;

	f->count[0] = f->count[1] = 0;
	for (i = 0; i < T; i++) {
		if (!f->activity.on[i])
			continue;
		f->frame[0][f->count[0]++] = i;
		if (voicing != CONTOURS_NONE &&
		    in->data[i * B + voicing] >= CONTOURS_VOICED)
			f->frame[1][f->count[1]++] = i;
	}
}

/* Does a setting need the energy of the record? */
static bool
needs_energy(const struct functionals *f)
{
	bool level = f->v[FUNCTIONALS_LEVEL] != 0;
	size_t i;

	for (i = 0; level && i < f->columns.name.n; i++)
		if (f->columns.level[i] != 0)
			return true;
	return f->rule.below != 0;
}

/* Which frames count, and their level. */
static enum status
find_frames(struct functionals *f, const struct tensor *in, double rate,
    struct fault *why)
{
	uint64_t T = 0;
	enum status s;

	if ((s = frames_real(in, &T, why)) != ST_OK ||
	    (s = reserve(f, (size_t)T, why)) != ST_OK)
		return s;
	if (!f->energy)
		s = activity_all(&f->activity, (size_t)T, why);
	else if ((s = activity_energy(&f->activity, in, (size_t)T,
	    &f->columns, why)) == ST_OK)
		activity_find(&f->activity, &f->rule, rate);
	if (s == ST_OK)
		list_frames(f, in, (size_t)T);
	return s;
}

/* ---- the values ---- */

/* Is any of the n values infinite or NaN? */
static bool
any_odd(const float *x, size_t n)
{
	uint32_t odd = 0, u;
	size_t i;

	for (i = 0; i < n; i++) {
		(void)memcpy(&u, &x[i], sizeof u);
		odd |= (u & 0x7f800000) == 0x7f800000;
	}
	return odd != 0;
}

/* The columns of n parts, over the frames, into f->x (count, LANES). */
static void
gather(struct functionals *f, const struct tensor *in, const struct part *p,
    size_t n, const size_t *frame, size_t count)
{
	size_t B = (size_t)in->dim[1], i, j;
	bool shift = f->v[FUNCTIONALS_LEVEL] != 0, run = n == LANES;
	const float *row;
	float *x;
	double by[LANES] = { 0 };

	for (j = 0; j < n; j++) {
		by[j] = shift ? f->columns.level[p[j].column] *
		    f->activity.level : 0;
		run = run && p[j].column == p[0].column + j && by[j] == 0;
	}
	for (i = 0; i < count; i++) {
		row = in->data + frame[i] * B;
		x = f->x + i * LANES;
		if (run) {
			(void)memcpy(x, row + p[0].column, LANES * sizeof *x);
			continue;
		}
		for (j = 0; j < n; j++)
			x[j] = (float)(row[p[j].column] - by[j]);
		for (; j < LANES; j++)
			x[j] = 0;
	}
}

/* Say which value of these parts is infinite or NaN. */
static enum status
odd_value(const struct functionals *f, const struct part *p,
    const size_t *frame, struct fault *why)
{
	size_t i;

	for (i = 0; isfinite(f->x[i]); i++)
		continue;
	return fault_set(why, ST_BAD, "frame %zu, column %s: the value is "
	    "infinite or NaN", frame[i / LANES],
	    f->columns.name.text[p[i % LANES].column]);
}

/* As a float, finite also if it is a difference of the largest ones. */
static float
narrow(double v)
{
	return v > FLT_MAX ? FLT_MAX : v < -FLT_MAX ? -FLT_MAX : (float)v;
}

/* The functionals of n parts over the same frames. */
static enum status
compute(struct functionals *f, const struct tensor *in, const struct part *p,
    size_t n, float *row, struct fault *why)
{
	size_t count = f->count[p->voiced], j, k;

	if (count == 0) {
		(void)memset(row, 0, n * f->K * sizeof *row);
		return ST_OK;
	}
	gather(f, in, p, n, f->frame[p->voiced], count);
	if (any_odd(f->x, count * LANES))
		return odd_value(f, p, f->frame[p->voiced], why);
	functional_lanes(f->x, count, f->more, f->out);
	for (j = 0; j < n; j++)
		for (k = 0; k < f->K; k++)
			row[j * f->K + k] =
			    narrow(f->out[f->which[k] * LANES + (int)j]);
	return ST_OK;
}

static enum status
compute_all(struct functionals *f, const struct tensor *in, float *row,
    struct fault *why)
{
	enum status s = ST_OK;
	size_t i, n;

	for (i = 0; s == ST_OK && i < f->C; i += n) {
		for (n = 1; n < LANES && i + n < f->C &&
		    f->part[i + n].voiced == f->part[i].voiced; n++)
			continue;
		s = compute(f, in, f->part + i, n, row + i * f->K, why);
	}
	return s;
}

/* ---- the record ---- */

static size_t
extra_count(const struct functionals *f, bool *voicing, bool *frames)
{
	*voicing = settings_has(f->v[FUNCTIONALS_EXTRA], EXTRA_VOICING) &&
	    f->columns.voicing != CONTOURS_NONE;
	*frames = settings_has(f->v[FUNCTIONALS_EXTRA], EXTRA_FRAMES);
	return (*voicing ? VOICING_VALUES : 0) + *frames;
}

/* The chosen names, separated by blanks. */
static enum status
set_functionals(const struct functionals *f, struct attrs *a,
    struct fault *why)
{
	char text[1024] = "";
	size_t i, n = 0;

	if (f->K == 0)
		return ST_OK;
	for (i = 0; i < f->K; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
		    i == 0 ? "" : " ", functional_names[f->which[i]]);
	return attrs_set(a, "functionals", text, why);
}

static enum status
set_extra(struct attrs *a, bool voicing, bool frames, struct fault *why)
{
	char text[256] = "";
	size_t i, n = 0;

	for (i = 0; voicing && i < VOICING_VALUES; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
		    i == 0 ? "" : " ", voicing_names[i]);
	if (frames)
		(void)snprintf(text + n, sizeof text - n, "%slog-frames",
		    n == 0 ? "" : " ");
	return text[0] == '\0' ? ST_OK : attrs_set(a, "extra", text, why);
}

static enum status
set_attributes(const struct functionals *f, const struct tensor *in,
    double rate, struct attrs *a, struct fault *why)
{
	static const char *const gone[] = { "columns", "voiced", "level",
	    "rate", "frames", "contours", "functionals", "extra" };
	bool voicing, frames;
	enum status s;
	size_t i;

	(void)extra_count(f, &voicing, &frames);
	if ((s = attrs_copy(a, &in->attr, why)) != ST_OK)
		return s;
	for (i = 0; i < sizeof gone / sizeof gone[0]; i++)
		attrs_del(a, gone[i]);
	if (f->energy && (s = speech_set(a, in, &f->columns, &f->activity,
	    rate, why)) != ST_OK)
		return s;
	if ((s = chain_append(a, f->stage, why)) != ST_OK ||
	    (s = set_functionals(f, a, why)) != ST_OK ||
	    (s = set_extra(a, voicing, frames, why)) != ST_OK)
		return s;
	return f->columns.named && f->K > 0 ?
	    attrs_set(a, "contours", f->names, why) : ST_OK;
}

static void
put_extra(const struct functionals *f, double rate, float *row)
{
	bool voicing, frames;

	(void)extra_count(f, &voicing, &frames);
	if (voicing) {
		voicing_values(f->frame[0], f->count[0], f->frame[1],
		    f->count[1], rate, row);
		row += VOICING_VALUES;
	}
	if (frames)
		*row = (float)log((double)f->count[0]);
}

enum status
functionals_record(struct functionals *f, const struct tensor *in,
    struct tensor *out, struct fault *why)
{
	uint64_t dim[2] = { 1, 0 };
	bool voicing, frames;
	double rate = 1;
	enum status s;

	if (tensor_attr(in, "norm") != NULL)
		return fault_set(why, ST_BAD, "was normalised by zscore; "
		    "functionals come before that");
	if ((s = read_columns(f, in, why)) != ST_OK)
		return s;
	dim[1] = f->C * f->K + extra_count(f, &voicing, &frames);
	if (dim[1] == 0)
		return fault_set(why, ST_BAD, "neither functionals nor a "
		    "column 'voicing' for extra values");
	f->energy = needs_energy(f);
	if ((f->energy || voicing) &&
	    (s = frames_rate(in, &rate, why)) != ST_OK)
		return s;
	if ((s = find_frames(f, in, rate, why)) != ST_OK ||
	    (s = tensor_reshape(out, 2, dim, why)) != ST_OK ||
	    (s = compute_all(f, in, out->data, why)) != ST_OK)
		return s;
	put_extra(f, rate, out->data + f->C * f->K);
	return set_attributes(f, in, rate, &out->attr, why);
}

FILTER_DEFINE(functionals, functionals);
