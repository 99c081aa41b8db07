#include "data/deltas.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"
#include "tensor/chain.h"
#include "data/contours.h"
#include "data/filterkind.h"
#include "data/frames.h"

const struct setting deltas_settings[DELTAS_ROWS + 1] = {
	{ .name = "order", .type = SETTING_WHOLE, .lo = 1,
	    .hi = DELTAS_MOSTORDER, .initial = 2, .arg = "N",
	    .help = "the highest order" },
	{ .name = "window", .type = SETTING_WHOLE, .lo = 1, .hi = 1000,
	    .initial = 2, .arg = "N",
	    .help = "frames on either side of a slope" },
	{ .name = NULL }
};

static const char *const prefix[DELTAS_MOSTORDER] = { "d_", "dd_", "ddd_",
    "dddd_" };

/* Weights of frames t-reach..t+reach. */
struct filter {
	size_t reach;
	double *weight;		/* (2 reach + 1) */
};

struct deltas {
	size_t order;
	struct filter filter[DELTAS_MOSTORDER + 1];	/* of each order */
	char stage[CHAIN_MAXSTAGE];
	struct contours columns, all;
	char *read;		/* the text of columns that `all' is made of */
	double *sum;		/* (B) */
	size_t cap;
	uint64_t single;	/* records of one frame so far */
};

/* ---- making ---- */

/* to = the slope, over a window, of what from computes. */
static enum status
extend(struct filter *to, const struct filter *from, size_t window,
    struct fault *why)
{
	double square = 0, j;
	size_t i, k;

	to->reach = from->reach + window;
	to->weight = calloc(2 * to->reach + 1, sizeof *to->weight);
	if (to->weight == NULL)
		return fault_nomem(why);
	for (i = 1; i <= window; i++)
		square += 2 * (double)(i * i);
	for (i = 0; i <= 2 * window; i++) {
		j = (double)i - (double)window;
		for (k = 0; k <= 2 * from->reach; k++)
			to->weight[i + k] += j / square * from->weight[k];
	}
	return ST_OK;
}

enum status
deltas_new(struct deltas **dp, const double v[], struct fault *why)
{
	struct deltas *d = calloc(1, sizeof *d);
	enum status s = ST_OK;
	size_t i;

	*dp = d;
	if (d == NULL)
		return fault_nomem(why);
	d->columns = d->all = (struct contours)CONTOURS_INIT;
	d->order = (size_t)v[DELTAS_ORDER];
	settings_stage("deltas", deltas_settings, v, d->stage);
	if ((d->filter[0].weight = calloc(1, sizeof(double))) == NULL)
		return fault_nomem(why);
	d->filter[0].weight[0] = 1;
	for (i = 1; s == ST_OK && i <= d->order; i++)
		s = extend(&d->filter[i], &d->filter[i - 1],
		    (size_t)v[DELTAS_WINDOW], why);
	return s;
}

void
deltas_free(struct deltas *d)
{
	size_t i;

	if (d == NULL)
		return;
	for (i = 0; i <= d->order; i++)
		free(d->filter[i].weight);
	contours_free(&d->columns);
	contours_free(&d->all);
	free(d->read);
	free(d->sum);
	free(d);
}

/* ---- values ---- */

/* sum (B) += weight (x - centre), so that a constant gives exactly 0. */
static CLONES void
add(double *restrict sum, double weight, const float *restrict x,
    const float *restrict centre, size_t B)
{
	size_t i;

	for (i = 0; i < B; i++)
		sum[i] += weight * ((double)x[i] - (double)centre[i]);
}

/* Row t of the filter over x (T, B) into out (B); its weights sum to 0. */
static void
apply(struct deltas *d, const struct filter *f, const float *x, size_t T,
    size_t B, size_t t, float *out)
{
	size_t i, at;

	(void)memset(d->sum, 0, B * sizeof *d->sum);
	for (i = 0; i <= 2 * f->reach; i++) {
		at = t + i < f->reach ? 0 : t + i - f->reach;
		at = at < T ? at : T - 1;
		if (f->weight[i] != 0 && at != t)
			add(d->sum, f->weight[i], x + at * B, x + t * B, B);
	}
	for (i = 0; i < B; i++)
		out[i] = (float)d->sum[i];
}

static enum status
prepare(struct deltas *d, const struct tensor *in, struct fault *why)
{
	size_t B = (size_t)in->dim[1];
	enum status s;

	if ((s = contours_read(&d->columns, in, why)) != ST_OK)
		return s;
	if (d->read != NULL && strcmp(d->read, d->columns.text) == 0)
		return ST_OK;
	free(d->read);
	d->read = NULL;
	if ((s = contours_repeat(&d->all, &d->columns, prefix, d->order, why))
	    != ST_OK)
		return s;
	if (B > d->cap) {
		free(d->sum);
		d->sum = calloc(B, sizeof *d->sum);
		d->cap = d->sum == NULL ? 0 : B;
	}
	d->read = strdup(d->columns.text);
	return d->sum == NULL || d->read == NULL ? fault_nomem(why) : ST_OK;
}

enum status
deltas_record(struct deltas *d, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	uint64_t T = 0, dim[2];
	enum status s;
	size_t B, t, n;

	if (tensor_attr(in, "norm") != NULL)
		return fault_set(why, ST_BAD, "was normalised by zscore; "
		    "deltas come before that");
	if (tensor_attr(in, "functionals") != NULL)
		return fault_set(why, ST_BAD, "is a row of functionals, which "
		    "has no neighbours; deltas come before that");
	if ((s = frames_real(in, &T, why)) != ST_OK ||
	    (s = prepare(d, in, why)) != ST_OK)
		return s;
	B = (size_t)in->dim[1];
	dim[0] = T;
	dim[1] = B * (d->order + 1);
	if ((s = tensor_reshape(out, 2, dim, why)) != ST_OK ||
	    (s = attrs_copy(&out->attr, &in->attr, why)) != ST_OK)
		return s;
	for (t = 0; t < T; t++) {
		(void)memcpy(out->data + t * dim[1], in->data + t * B,
		    B * sizeof *out->data);
		for (n = 1; n <= d->order; n++)
			apply(d, &d->filter[n], in->data, (size_t)T, B, t,
			    out->data + t * dim[1] + n * B);
	}
	d->single += T == 1;
	attrs_del(&out->attr, "frames");
	if ((s = contours_write(&d->all, &out->attr, why)) != ST_OK)
		return s;
	return chain_append(&out->attr, d->stage, why);
}

static uint64_t
count_single(const void *ctx)
{
	const struct deltas *d = ctx;

	return d->single;
}

FILTER_DEFINE_WITH(deltas, deltas, .idle = count_single,
    .idle_text = "have one frame, so their deltas are 0");
