#include "data/cepstra.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "math/dct.h"
#include "tensor/chain.h"
#include "data/bands.h"
#include "data/filterkind.h"
#include "data/frames.h"

static const char *const no_yes[] = { "no", "yes", NULL };

const struct setting cepstra_settings[CEPSTRA_ROWS + 1] = {
	{ .name = "ceps", .type = SETTING_WHOLE, .lo = 1, .hi = 4096,
	    .initial = 13, .arg = "N", .help = "coefficients" },
	{ .name = "lifter", .type = SETTING_REAL, .hi = 1e6, .initial = 22,
	    .arg = "L", .help = "of the coefficients' scale; 0: none" },
	{ .name = "energy", .type = SETTING_CHOICE, .names = no_yes,
	    .initial = 0, .arg = "yes|no", .help = "the log energy, which "
	    "wav2fbank --energy adds, instead of c0" },
	{ .name = NULL }
};

struct cepstra {
	size_t n;
	double lifter;
	bool energy;
	char stage[CHAIN_MAXSTAGE];
	size_t bins;		/* of matrix; 0: not yet made */
	float *matrix;		/* (n, bins), with the lifter */
};

enum status
cepstra_new(struct cepstra **cp, const double v[], struct fault *why)
{
	struct cepstra *c = calloc(1, sizeof *c);

	*cp = c;
	if (c == NULL)
		return fault_nomem(why);
	c->n = (size_t)v[CEPSTRA_COUNT];
	c->lifter = v[CEPSTRA_LIFTER];
	c->energy = v[CEPSTRA_ENERGY] != 0;
	settings_stage("mfcc", cepstra_settings, v, c->stage);
	return ST_OK;
}

void
cepstra_free(struct cepstra *c)
{
	if (c == NULL)
		return;
	free(c->matrix);
	free(c);
}

/* The transform of so many bins. */
static enum status
make_matrix(struct cepstra *c, size_t bins, struct fault *why)
{
	double scale;
	size_t k, b;

	if (bins == c->bins)
		return ST_OK;
	free(c->matrix);
	c->bins = 0;
	if ((c->matrix = calloc(c->n * bins, sizeof *c->matrix)) == NULL)
		return fault_nomem(why);
	dct_matrix(c->matrix, c->n, bins);
	for (k = 0; k < c->n && c->lifter > 0; k++) {
		scale = 1 + c->lifter / 2 * sin(M_PI * (double)k / c->lifter);
		for (b = 0; b < bins; b++)
			c->matrix[k * bins + b] *= (float)scale;
	}
	c->bins = bins;
	return ST_OK;
}

/* Where the bands of the record are; ST_BAD if they cannot be transformed. */
static enum status
find(const struct cepstra *c, const struct tensor *in, struct bands *b,
    struct fault *why)
{
	const char *front = tensor_attr(in, "front");

	if (tensor_attr(in, "norm") != NULL)
		return fault_set(why, ST_BAD, "was normalised by zscore; "
		    "mfcc comes before that");
	if (!bands_find(b, in) || b->spec || b->orders > 0)
		return fault_set(why, ST_BAD, "front '%.80s': mfcc takes what "
		    "wav2fbank wrote", front == NULL ? "(none)" : front);
	if (!b->log)
		return fault_set(why, ST_BAD, "the bands are not logarithms: "
		    "use wav2fbank without --no-log");
	if (b->n < c->n)
		return fault_set(why, ST_BAD, "%zu mel bands are too few for "
		    "%zu coefficients", b->n, c->n);
	if (c->energy && b->energy == BANDS_NONE)
		return fault_set(why, ST_BAD, "there is no energy: use "
		    "wav2fbank --energy");
	return ST_OK;
}

static void
transform(const struct cepstra *c, const struct bands *b, const float *x,
    float *y)
{
	size_t k, i;
	double sum;

	for (k = 0; k < c->n; k++) {
		sum = 0;
		for (i = 0; i < b->n; i++)
			sum += (double)c->matrix[k * b->n + i] *
			    (double)x[b->first + i];
		y[k] = (float)sum;
	}
	if (c->energy)
		y[0] = x[b->energy];
}

/* "c0 c1 ..." and how the first shifts with the level. */
static enum status
set_columns(const struct cepstra *c, const struct bands *b, struct attrs *a,
    struct fault *why)
{
	char *text = NULL;
	enum status s;
	size_t size, k;
	FILE *fp = open_memstream(&text, &size);

	if (fp == NULL)
		return fault_nomem(why);
	(void)fputs(c->energy ? "energy" : "c0", fp);
	for (k = 1; k < c->n; k++)
		(void)fprintf(fp, " c%zu", k);
	if (fclose(fp) != 0) {
		free(text);
		return fault_nomem(why);
	}
	s = attrs_set(a, "columns", text, why);
	free(text);
	if (s != ST_OK)
		return s;
	if (c->energy)
		return attrs_set(a, "level", "energy", why);
	/* The shift of the bands times the sum of row 0. */
	return attrs_setf(a, why, "level", "c0*%.9g", sqrt((double)b->n) *
	    (b->magnitude ? 0.5 : 1));
}

enum status
cepstra_record(struct cepstra *c, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	uint64_t T = 0, dim[2];
	struct bands b = { .n = 0 };
	enum status s;
	size_t t;

	if ((s = frames_real(in, &T, why)) != ST_OK ||
	    (s = find(c, in, &b, why)) != ST_OK ||
	    (s = make_matrix(c, b.n, why)) != ST_OK)
		return s;
	dim[0] = T;
	dim[1] = c->n;
	if ((s = tensor_reshape(out, 2, dim, why)) != ST_OK ||
	    (s = attrs_copy(&out->attr, &in->attr, why)) != ST_OK)
		return s;
	for (t = 0; t < T; t++)
		transform(c, &b, in->data + t * (size_t)in->dim[1],
		    out->data + t * c->n);
	attrs_del(&out->attr, "frames");
	attrs_del(&out->attr, "voiced");
	if ((s = set_columns(c, &b, &out->attr, why)) != ST_OK)
		return s;
	return chain_append(&out->attr, c->stage, why);
}

FILTER_DEFINE(mfcc, cepstra);
