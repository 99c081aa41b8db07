/*
 * batchnorm, relu and, if it follows, maxpool P, computed together in training:
 * the values between them are never stored.  Three passes over memory are left
 * of nine: y from x, the sums of dy, and dx.  The values are those of the
 * layers one by one.
 *
 * Axes: T frames of C channels before, T'' after; without a maxpool P is 1.
 *
 * save     (N, T'', C) bytes: 0 where relu lets nothing pass, else 1 + the
 *          frame of the maximum
 * scratch  (2C)
 * whole    as batchnorm leaves it: mean, 1 / sqrt(var), means of dy, dy xhat
 */
#include <string.h>

#include "math/simd.h"
#include "nn/fuse.h"
#include "nn/layer_maxpool.h"
#include "nn/layers.h"

enum { POOL = 2 };

#define MOSTPOOL	4	/* frames for which there is unrolled code */
#define ROWS		16	/* summed in single precision */

/* Inlined with a constant P, these become unrolled code. */
#define inline_always static inline __attribute__((always_inline))
#define FOR_P(f, m, ...) do { \
	switch ((m)->P) { \
	case 1: f(1, m, __VA_ARGS__); break; \
	case 2: f(2, m, __VA_ARGS__); break; \
	case 3: f(3, m, __VA_ARGS__); break; \
	case 4: f(4, m, __VA_ARGS__); break; \
	} \
} while (0)

/* Sizes and vectors (C) of one group; a group's loops read them, and write
 * elsewhere. */
struct bnrelu {
	size_t C, P, windows, left;	/* windows, frames left over a sample */
	const float *mean, *bias, *msum;
	float *scale, *slope;		/* scratch */
};

static bool
bnrelu_takes(struct layer *l)
{
	l->save = l->in.t * l->in.c;
	return true;
}

static bool
bnpool_takes(struct layer *l)
{
	if (maxpool_of(&l[POOL])->size > MOSTPOOL)
		return false;
	l->save = l[POOL].out.t * l->in.c;
	return true;
}

static struct bnrelu
open_bnrelu(const struct layer *l, const struct piece *p)
{
	const float *w = p->w + l->param[0].off, *inv;
	struct bnrelu m = { .C = l->in.c, .P = 1 };
	size_t c, C = l->in.c;

	if (l->taken > POOL)
		m.P = maxpool_of(&l[POOL])->size;
	m.windows = l->in.t / m.P;
	m.left = l->in.t % m.P;
	m.bias = p->w + l->param[1].off;
	m.mean = p->whole;
	inv = m.mean + C;
	m.msum = inv + C;
	m.scale = p->scratch;
	m.slope = m.scale + C;
	for (c = 0; c < C; c++) {
		m.scale[c] = w[c] * inv[c];
		m.slope[c] = inv[c] * m.msum[C + c];
	}
	return m;
}

/* ---- forward ---- */

/* All windows of a sample x (T, C) -> y (T'', C), frame (T'', C). */
inline_always void
forward_windows(size_t P, const struct bnrelu *m, const float *restrict x,
    float *restrict y, unsigned char *restrict frame)
{
	const float *mean = m->mean, *scale = m->scale, *bias = m->bias;
	size_t c, n, C = m->C;
	uint32_t best, k;
	float v, u;

	for (n = m->windows; n > 0; n--, x += P * C, y += C, frame += C) {
		APART
		for (c = 0; c < C; c++) {
			v = (x[c] - mean[c]) * scale[c] + bias[c];
			best = 1;
			for (k = 1; k < P; k++) {
				u = (x[k * C + c] - mean[c]) * scale[c] +
				    bias[c];
				best = u > v ? k + 1 : best;
				v = u > v ? u : v;
			}
			y[c] = v < 0 ? 0 : v;	/* so that a NaN stays one */
			frame[c] = (unsigned char)(v > 0 ? best : 0);
		}
	}
}

CLONES static void
forward(const struct bnrelu *m, const float *x, float *y,
    unsigned char *frame)
{
	FOR_P(forward_windows, m, x, y, frame);
}

static void
bnrelu_forward(const struct layer *l, const struct piece *p)
{
	struct bnrelu m = open_bnrelu(l, p);
	size_t i, in = l->in.t * m.C, out = m.windows * m.C;
	unsigned char *frame = p->save;

	for (i = 0; i < p->n; i++)
		forward(&m, p->x + i * in, p->y + i * out, frame + i * out);
}

/* ---- backward ---- */

/* x where it holds, else 0; of bits, since compilers make a branch of a choice
 * and then no vectors. */
inline_always float
only(float x, bool holds)
{
	union {
		float x;
		uint32_t bits;
	} u = { x };

	u.bits &= -(uint32_t)holds;
	return u.x;
}

/* sum (2C) += dy, dy (x - mean) of n windows, where relu let the maximum
 * pass. */
inline_always void
sum_windows(size_t P, const struct bnrelu *m, size_t n,
    const float *restrict x, const float *restrict dy,
    const unsigned char *restrict frame, float *restrict sum)
{
	const float *mean = m->mean;
	size_t c, C = m->C;
	float d, v, s, q;
	uint32_t k;

	for (; n > 0; n--, x += P * C, dy += C, frame += C) {
		APART
		for (c = 0; c < C; c++) {
			d = dy[c];
			s = sum[c];
			q = sum[C + c];
			for (k = 0; k < P; k++) {
				v = only(d, frame[c] == k + 1);
				s += v;
				q += v * (x[k * C + c] - mean[c]);
			}
			sum[c] = s;
			sum[C + c] = q;
		}
	}
}

CLONES static void
sums(const struct bnrelu *m, size_t n, const float *x, const float *dy,
    const unsigned char *frame, float *sum)
{
	FOR_P(sum_windows, m, n, x, dy, frame, sum);
}

CLONES static void
add_to(size_t n, const float *restrict x, double *restrict sum)
{
	size_t i;

	for (i = 0; i < n; i++)
		sum[i] += x[i];
}

/* As in batchnorm: single precision for ROWS of them, then double. */
static void
bnrelu_gather_back(const struct layer *l, const struct piece *p)
{
	struct bnrelu m = open_bnrelu(l, p);
	size_t i, t, n, C = m.C;
	const unsigned char *frame = p->save;
	const float *x, *dy = p->dy;
	float *part = p->scratch;

	(void)memset(p->part, 0, 2 * C * sizeof *p->part);
	for (i = 0; i < p->n; i++) {
		x = p->x + i * l->in.t * C;
		for (t = 0; t < m.windows; t += n) {
			n = m.windows - t < ROWS ? m.windows - t : ROWS;
			(void)memset(part, 0, 2 * C * sizeof *part);
			sums(&m, n, x, dy, frame, part);
			add_to(2 * C, part, p->part);
			x += n * m.P * C;
			dy += n * C;
			frame += n * C;
		}
	}
}

/* dx = scale (dy - msum - (x - mean) slope), dy going to the maximum alone;
 * it is 0 for the frames at the end that no window has. */
inline_always void
backward_windows(size_t P, const struct bnrelu *m, const float *restrict x,
    const float *restrict dy, const unsigned char *restrict frame,
    float *restrict dx)
{
	const float *mean = m->mean, *msum = m->msum;
	const float *scale = m->scale, *slope = m->slope;
	size_t c, n, C = m->C;
	uint32_t k;
	float d, v;

	for (n = m->windows; n > 0; n--) {
		APART
		for (c = 0; c < C; c++) {
			d = dy[c];
			for (k = 0; k < P; k++) {
				v = frame[c] == k + 1 ? d : 0;
				dx[k * C + c] = scale[c] * (v - msum[c] -
				    (x[k * C + c] - mean[c]) * slope[c]);
			}
		}
		x += P * C;
		dx += P * C;
		dy += C;
		frame += C;
	}
	for (n = m->left; n > 0; n--, x += C, dx += C)
		for (c = 0; c < C; c++)
			dx[c] = scale[c] * (-msum[c] -
			    (x[c] - mean[c]) * slope[c]);
}

CLONES static void
backward(const struct bnrelu *m, const float *x, const float *dy,
    const unsigned char *frame, float *dx)
{
	FOR_P(backward_windows, m, x, dy, frame, dx);
}

static void
bnrelu_backward(const struct layer *l, const struct piece *p)
{
	size_t i, in = l->in.t * l->in.c, out;
	const unsigned char *frame = p->save;
	struct bnrelu m;

	if (p->dx == NULL)
		return;
	m = open_bnrelu(l, p);
	out = m.windows * m.C;
	for (i = 0; i < p->n; i++)
		backward(&m, p->x + i * in, p->dy + i * out, frame + i * out,
		    p->dx + i * in);
}

const struct layer_group fused_batchnorm = {
	.kind = { &layer_batchnorm, &layer_relu }, .takes = bnrelu_takes,
	.forward = bnrelu_forward, .backward = bnrelu_backward,
	.gather_back = bnrelu_gather_back,
};

const struct layer_group fused_batchnorm_pool = {
	.kind = { &layer_batchnorm, &layer_relu, &layer_maxpool },
	.takes = bnpool_takes,
	.forward = bnrelu_forward, .backward = bnrelu_backward,
	.gather_back = bnrelu_gather_back,
};
