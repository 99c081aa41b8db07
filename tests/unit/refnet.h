/*
 * refnet.h - the whole network in plain loops and double, as written in
 * network(5): the reference of the fast one.  Axes as there: (N, T, C).
 */
#ifndef TONFALL_UNIT_REFNET_H
#define TONFALL_UNIT_REFNET_H

#include <math.h>

#include "math/philox.h"
#include "nn/layer_conv.h"
#include "nn/layer_dropout.h"
#include "nn/layer_maxpool.h"
#include "nn/layer_specaug.h"
#include "nn/layers.h"
#include "nets.h"

struct ref {
	const struct bench *b;
	const double *w;	/* (net.total) */
	bool train;
	double *state;		/* (net.total) running statistics go here */
	double *x, *y;		/* (n, T, C) before and after the layer */
	size_t v[64];		/* frames that are no padding */
	/* By position, of those that a later layer reads too. */
	double *out[NET_MAXLAYERS + 1];
	size_t vout[NET_MAXLAYERS + 1][64];
};

static inline void
ref_conv(struct ref *r, const struct layer *l)
{
	const double *w = r->w + l->param[0].off,
		     *bias = r->w + l->param[1].off;
	size_t n, t, o, k, c, C = l->in.c, O = l->out.c;
	size_t S = conv_of(l)->stride, P = conv_of(l)->pad;
	size_t D = conv_of(l)->dilation;
	size_t K = conv_of(l)->kernel, at;
	double sum;

	for (n = 0; n < r->b->n; n++)
		for (t = 0; t < l->out.t; t++)
			for (o = 0; o < O; o++) {
				sum = bias[o];
				for (k = 0; k < K; k++) {
					at = t * S + k * D;
					if (at < P || at - P >= l->in.t)
						continue;
					for (c = 0; c < C; c++)
						sum += r->x[(n * l->in.t +
						    at - P) * C + c] *
						    w[(k * C + c) * O + o];
				}
				r->y[(n * l->out.t + t) * O + o] = sum;
			}
	for (n = 0; n < r->b->n; n++) {
		double f = floor(((double)(r->v[n] + 2 * P) -
		    (double)(D * (K - 1)) - 1) / (double)S) + 1;
		f = fmax(1, fmin(f, (double)l->out.t));
		r->v[n] = (size_t)f;
	}
}

static inline void
ref_relu(struct ref *r, const struct layer *l)
{
	size_t i;

	for (i = 0; i < r->b->n * l->in.t * l->in.c; i++)
		r->y[i] = fmax(r->x[i], 0);
}

static inline void
ref_maxpool(struct ref *r, const struct layer *l)
{
	size_t n, t, k, c, C = l->in.c, P = maxpool_of(l)->size;

	for (n = 0; n < r->b->n; n++) {
		for (t = 0; t < l->in.t / P; t++)
			for (c = 0; c < C; c++) {
				double top = -INFINITY;
				for (k = 0; k < P; k++)
					top = fmax(top, r->x[(n * l->in.t +
					    t * P + k) * C + c]);
				r->y[(n * l->out.t + t) * C + c] = top;
			}
		r->v[n] = r->v[n] / P > 1 ? r->v[n] / P : 1;
	}
}

static inline void
ref_dropout(struct ref *r, const struct layer *l)
{
	size_t n, i, len = l->in.t * l->in.c;
	const struct pass_place *at = &r->b->place;
	uint32_t bits[4], key[2] = { (uint32_t)at->seed,
	    (uint32_t)(at->seed >> 32) };

	for (n = 0; n < r->b->n; n++)
		for (i = 0; i < len; i++) {
			uint32_t ctr[4] = { (uint32_t)(i / 4),
			    at->first + (uint32_t)n, at->epoch, l->pos };
			philox_fill(ctr, key, 1, bits);
			r->y[n * len + i] = r->x[n * len + i];
			if (r->train)
				r->y[n * len + i] *= bits[i % 4] /
				    4294967296.0 < dropout_of(l)->p ? 0 :
				    1 / (1 - dropout_of(l)->p);
		}
}

static inline void
ref_batchnorm(struct ref *r, const struct layer *l)
{
	size_t i, c, C = l->in.c, rows = r->b->n * l->in.t;
	double mean, var, *run_mean = r->state + l->param[2].off;
	double *run_var = r->state + l->param[3].off;

	for (c = 0; c < C; c++) {
		mean = var = 0;
		for (i = 0; i < rows; i++)
			mean += r->x[i * C + c] / (double)rows;
		for (i = 0; i < rows; i++)
			var += pow(r->x[i * C + c] - mean, 2) / (double)rows;
		if (r->train && !l->frozen) {
			run_mean[c] = 0.9 * run_mean[c] + 0.1 * mean;
			run_var[c] = 0.9 * run_var[c] + 0.1 * var *
			    (double)rows / ((double)rows - 1);
		} else {
			mean = r->w[l->param[2].off + c];
			var = r->w[l->param[3].off + c];
		}
		for (i = 0; i < rows; i++)
			r->y[i * C + c] = (r->x[i * C + c] - mean) /
			    sqrt(var + 1e-5) * r->w[l->param[0].off + c] +
			    r->w[l->param[1].off + c];
	}
}

static inline void
ref_statpool(struct ref *r, const struct layer *l)
{
	size_t n, t, c, C = l->in.c, v;
	double mean, var;

	for (n = 0; n < r->b->n; n++) {
		v = r->v[n];
		for (c = 0; c < C; c++) {
			mean = var = 0;
			for (t = 0; t < v; t++)
				mean += r->x[(n * l->in.t + t) * C + c] /
				    (double)v;
			for (t = 0; t < v; t++)
				var += pow(r->x[(n * l->in.t + t) * C + c] -
				    mean, 2) / (double)v;
			r->y[n * 2 * C + c] = mean;
			r->y[n * 2 * C + C + c] = sqrt(fmax(var, 1e-5));
		}
		r->v[n] = 1;
	}
}

/* The weights p (v) of channel c over the real frames x (v, C). */
static inline void
ref_attention(const struct ref *r, const struct layer *l, const double *x,
    size_t v, size_t c, double *p)
{
	const double *w = r->w + l->param[0].off;
	const double *bias = r->w + l->param[1].off;
	const double *score = r->w + l->param[2].off;
	size_t t, h, j, C = l->in.c, H = l->param[1].dim[0];
	double sum = 0, a;

	for (t = 0; t < v; t++) {
		p[t] = 0;
		for (h = 0; h < H; h++) {
			a = bias[h];
			for (j = 0; j < C; j++)
				a += x[t * C + j] * w[j * H + h];
			p[t] += tanh(a) * score[h * C + c];
		}
		p[t] = exp(p[t]);
		sum += p[t];
	}
	for (t = 0; t < v; t++)
		p[t] /= sum;
}

static inline void
ref_attpool(struct ref *r, const struct layer *l)
{
	double mean, var, *p = calloc(l->in.t, sizeof *p);
	size_t n, t, c, C = l->in.c;
	const double *x;

	for (n = 0; n < r->b->n; n++) {
		x = r->x + n * l->in.t * C;
		for (c = 0; c < C; c++) {
			ref_attention(r, l, x, r->v[n], c, p);
			mean = var = 0;
			for (t = 0; t < r->v[n]; t++)
				mean += p[t] * x[t * C + c];
			for (t = 0; t < r->v[n]; t++)
				var += p[t] * pow(x[t * C + c] - mean, 2);
			r->y[n * 2 * C + c] = mean;
			r->y[n * 2 * C + C + c] = sqrt(fmax(var, 1e-5));
		}
		r->v[n] = 1;
	}
	free(p);
}

static inline void
ref_se(struct ref *r, const struct layer *l)
{
	const double *w = r->w + l->param[0].off, *b = r->w + l->param[1].off;
	const double *u = r->w + l->param[2].off, *d = r->w + l->param[3].off;
	size_t n, t, c, h, T = l->in.t, C = l->in.c, H = l->param[1].dim[0];
	double *s = calloc(C, sizeof *s), *a = calloc(H, sizeof *a), z;

	for (n = 0; n < r->b->n; n++) {
		for (c = 0; c < C; c++) {
			s[c] = 0;
			for (t = 0; t < r->v[n]; t++)
				s[c] += r->x[(n * T + t) * C + c] /
				    (double)r->v[n];
		}
		for (h = 0; h < H; h++) {
			a[h] = b[h];
			for (c = 0; c < C; c++)
				a[h] += s[c] * w[c * H + h];
			a[h] = fmax(a[h], 0);
		}
		for (c = 0; c < C; c++) {
			z = d[c];
			for (h = 0; h < H; h++)
				z += a[h] * u[h * C + c];
			for (t = 0; t < T; t++)
				r->y[(n * T + t) * C + c] =
				    r->x[(n * T + t) * C + c] / (1 + exp(-z));
		}
	}
	free(s);
	free(a);
}

/* The first of two draws is the length, the second the place. */
static inline void
ref_specaug(struct ref *r, const struct layer *l)
{
	const struct specaug *set = l->set;
	const struct pass_place *at = &r->b->place;
	size_t n, j, t, c, C = l->in.c, most, v, len, from;
	uint32_t bits[4], key[2] = { (uint32_t)at->seed,
	    (uint32_t)(at->seed >> 32) };

	(void)memcpy(r->y, r->x, r->b->n * l->in.t * C * sizeof *r->y);
	for (n = 0; r->train && n < r->b->n; n++)
		for (j = 0; j < set->times + set->bands; j++) {
			uint32_t ctr[4] = { (uint32_t)(j / 2),
			    at->first + (uint32_t)n, at->epoch, l->pos };
			bool time = j < set->times;
			philox_fill(ctr, key, 1, bits);
			v = time ? r->v[n] : C;
			most = time ? set->frames : set->bins;
			most = most < v / 2 ? most : v / 2;
			len = (size_t)(bits[j % 2 * 2] / 4294967296.0 *
			    (double)(most + 1));
			from = (size_t)(bits[j % 2 * 2 + 1] / 4294967296.0 *
			    (double)(v - len + 1));
			for (t = 0; t < r->v[n]; t++)
				for (c = 0; c < C; c++)
					if ((time ? t : c) - from < len)
						r->y[(n * l->in.t + t) * C +
						    c] = 0;
		}
}

static inline void
ref_dense(struct ref *r, const struct layer *l)
{
	const double *w = r->w + l->param[0].off,
		     *bias = r->w + l->param[1].off;
	size_t n, i, o, in = l->in.t * l->in.c, O = l->out.c;

	for (n = 0; n < r->b->n; n++) {
		for (o = 0; o < O; o++) {
			double sum = bias[o];
			for (i = 0; i < in; i++)
				sum += r->x[n * in + i] * w[i * O + o];
			r->y[n * O + o] = sum;
		}
		r->v[n] = 1;
	}
}

static inline void
ref_rbf(struct ref *r, const struct layer *l)
{
	const double *centre = r->w + l->param[0].off;
	size_t n, i, j, in = l->in.t * l->in.c, N = l->out.c;
	double sum, d, gamma = strtod(strrchr(l->text, ' '), NULL);

	for (n = 0; n < r->b->n; n++) {
		for (j = 0; j < N; j++) {
			sum = 0;
			for (i = 0; i < in; i++) {
				d = r->x[n * in + i] - centre[j * in + i];
				sum += d * d;
			}
			r->y[n * N + j] = exp(-gamma * sum);
		}
		r->v[n] = 1;
	}
}

static inline void
ref_add(struct ref *r, const struct layer *l)
{
	size_t n, i, len = r->b->n * l->in.t * l->in.c;

	for (i = 0; i < len; i++)
		r->y[i] = r->x[i] + r->out[l->from][i];
	for (n = 0; n < r->b->n; n++)
		if (r->vout[l->from][n] < r->v[n])
			r->v[n] = r->vout[l->from][n];
}

static inline void
ref_standardize(struct ref *r, const struct layer *l)
{
	const double *mean = r->w + l->param[0].off;
	const double *deviation = r->w + l->param[1].off;
	size_t i, c, C = l->in.c;

	for (i = 0; i < r->b->n * l->in.t; i++)
		for (c = 0; c < C; c++)
			r->y[i * C + c] = deviation[c] == 0 ? 0 :
			    (r->x[i * C + c] - mean[c]) / deviation[c];
}

static inline void
ref_clip(struct ref *r, const struct layer *l)
{
	double limit = strtod(l->text + sizeof "clip", NULL);
	size_t i;

	for (i = 0; i < r->b->n * l->in.t * l->in.c; i++)
		r->y[i] = fmin(fmax(r->x[i], -limit), limit);
}

/* The layer's output, for a later one. */
static inline void
ref_keep(struct ref *r, const struct layer *l)
{
	size_t size = r->b->n * l->out.t * l->out.c * sizeof *r->x;

	r->out[l->pos] = malloc(size);
	(void)memcpy(r->out[l->pos], r->x, size);
	(void)memcpy(r->vout[l->pos], r->v, sizeof r->v);
}

static inline void
ref_layer(struct ref *r, const struct layer *l)
{
	static const struct {
		const struct layer_kind *kind;
		void (*run)(struct ref *, const struct layer *);
	} kinds[] = {
		{ &layer_conv, ref_conv }, { &layer_relu, ref_relu },
		{ &layer_maxpool, ref_maxpool },
		{ &layer_dropout, ref_dropout },
		{ &layer_batchnorm, ref_batchnorm },
		{ &layer_statpool, ref_statpool }, { &layer_dense, ref_dense },
		{ &layer_add, ref_add },
		{ &layer_standardize, ref_standardize },
		{ &layer_clip, ref_clip }, { &layer_rbf, ref_rbf },
		{ &layer_attpool, ref_attpool },
		{ &layer_specaug, ref_specaug }, { &layer_se, ref_se },
	};
	size_t i;
	double *swap;

	for (i = 0; kinds[i].kind != l->kind; i++)
		;
	kinds[i].run(r, l);
	swap = r->x;
	r->x = r->y;
	r->y = swap;
	if (l->read)
		ref_keep(r, l);
}

/*
 * Forward; the weighted cross-entropy of the batch.  logits (n, K) may be
 * NULL.  w (total), state (total) as in struct ref.
 */
static inline double
ref_loss(const struct bench *b, const double *w, bool train, double *state,
    double *logits)
{
	struct ref r = { .b = b, .w = w, .train = train, .state = state };
	size_t i, k, most = b->T * b->B, out;
	double sum = 0, total = 0;

	for (i = 0; i < b->net.layers; i++) {
		out = b->net.layer[i].out.t * b->net.layer[i].out.c;
		most = out > most ? out : most;
	}
	r.x = calloc(b->n * most, sizeof(double));
	r.y = calloc(b->n * most, sizeof(double));
	for (i = 0; i < b->n * b->T * b->B; i++)
		r.x[i] = b->x[i];
	(void)memcpy(r.v, b->frames, b->n * sizeof *r.v);
	for (i = 0; i < b->net.layers; i++)
		ref_layer(&r, &b->net.layer[i]);
	for (i = 0; i < b->n; i++) {
		double z = 0, wy = b->weight[b->y[i]];
		for (k = 0; k < b->K; k++)
			z += exp(r.x[i * b->K + k]);
		sum += wy * (log(z) - r.x[i * b->K + b->y[i]]);
		total += wy;
	}
	if (logits != NULL)
		(void)memcpy(logits, r.x, b->n * b->K * sizeof *logits);
	for (i = 0; i <= NET_MAXLAYERS; i++)
		free(r.out[i]);
	free(r.x);
	free(r.y);
	return sum / total;
}

#endif
