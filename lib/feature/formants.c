#include "feature/formants.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "math/quadratics.h"
#include "math/simd.h"

#define PER_PAIR	1100.0	/* Hz of the spectrum for two of the order */
#define EMPHASIS	50.0	/* Hz, where preemphasis begins */
#define MARGIN		50.0	/* Hz, at both ends of the spectrum */
#define MOSTORDER	(2 * QUADRATICS_MOST)
#define HALF		(MOSTORDER / 2)
#define LANES		FRAMER_BATCH

_Static_assert(LANES == QUADRATICS_LANES, "one frame in each lane");

struct formants {
	size_t top;		/* the last power used */
	double ceiling;		/* its frequency */
	size_t order;
	double emphasis;	/* y[i] = x[i] - emphasis x[i-1] */
	float *cosine;		/* (order + 1, top + 1) the cosine transform
				 * with preemphasis */
	struct formant found[LANES][FORMANTS];
};

/* ---- preparing ---- */

/* |1 - emphasis exp(-i angle)|^2 */
static double
emphasised(const struct formants *f, double c)
{
	return 1 + f->emphasis * f->emphasis - 2 * f->emphasis * c;
}

/* The ends of the spectrum count half, as each is there once in the circle. */
static void
fill_cosine(struct formants *f)
{
	size_t m, k, top = f->top;
	double angle, w;

	for (m = 0; m <= f->order; m++)
		for (k = 0; k <= top; k++) {
			angle = M_PI * (double)k / (double)top;
			w = emphasised(f, cos(angle)) / (double)top *
			    (k == 0 || k == top ? 0.5 : 1);
			f->cosine[m * (top + 1) + k] = (float)(w *
			    cos(angle * (double)m));
		}
}

enum status
formants_new(struct formants **out, size_t powers, double width,
    double ceiling, struct fault *why)
{
	struct formants *f = calloc(1, sizeof *f);

	*out = f;
	if (f == NULL)
		return fault_nomem(why);
	f->top = (size_t)(ceiling / width + 0.5);
	if (f->top > powers - 1)
		f->top = powers - 1;
	f->ceiling = (double)f->top * width;
	f->order = 2 * (size_t)(f->ceiling / PER_PAIR + 0.5);
	if (f->order > MOSTORDER)
		f->order = MOSTORDER;
	f->emphasis = exp(-M_PI * EMPHASIS / f->ceiling);
	f->cosine = malloc((f->order + 1) * (f->top + 1) * sizeof *f->cosine);
	if (f->cosine == NULL) {
		formants_free(f);
		*out = NULL;
		return fault_nomem(why);
	}
	fill_cosine(f);
	return ST_OK;
}

void
formants_free(struct formants *f)
{
	if (f == NULL)
		return;
	free(f->cosine);
	free(f);
}

/* ---- linear prediction ---- */

/* The autocorrelation r (order + 1, LANES). */
CLONES static void
autocorrelation(const struct formants *f, const float *power, double *r)
{
	const lanes8 *x = (const lanes8 *)power;
	const float *w = f->cosine;
	size_t m, k, i;

	for (m = 0; m <= f->order; m++, w += f->top + 1) {
		lanes8 a = { 0 }, b = { 0 };

		for (k = 0; k + 1 <= f->top; k += 2) {
			a += ALL8(w[k]) * x[k];
			b += ALL8(w[k + 1]) * x[k + 1];
		}
		if (k == f->top)
			a += ALL8(w[k]) * x[k];
		a += b;
		for (i = 0; i < LANES; i++)
			r[m * LANES + i] = (double)a[i];
	}
}

/* One step of Levinson's recursion: a (m, LANES) to a (m + 1, LANES). */
static inline __attribute__((always_inline)) void
lengthen(const double *restrict r, size_t m, double *restrict a,
    double *restrict error)
{
	double k[LANES], old[MOSTORDER + 1][LANES];
	size_t i, j;

	for (i = 0; i < LANES; i++)
		k[i] = 0;
	for (j = 0; j < m; j++)
		for (i = 0; i < LANES; i++) {
			old[j][i] = a[j * LANES + i];
			k[i] += old[j][i] * r[(m - j) * LANES + i];
		}
	for (i = 0; i < LANES; i++)
		k[i] /= -error[i];
	for (j = 1; j < m; j++)
		for (i = 0; i < LANES; i++)
			a[j * LANES + i] += k[i] * old[m - j][i];
	for (i = 0; i < LANES; i++) {
		a[m * LANES + i] = k[i];
		error[i] *= 1 - k[i] * k[i];
	}
}

/* The prediction polynomial a (order + 1, LANES) and its error. */
CLONES static void
predict(const struct formants *f, const double *r, double *a, double *error)
{
	size_t m, i;

	for (i = 0; i < LANES; i++) {
		a[i] = 1;
		error[i] = r[i];
	}
	for (m = 1; m <= f->order; m++)
		lengthen(r, m, a, error);
}

/* ---- formants ---- */

/* A factor z^2 + p z + q with complex roots: its place in the spectrum. */
struct root {
	double c;		/* cosine of the angle */
	double q;
};

/* |A|^2 at the angle with this cosine, of the factors of frame i. */
static double
response(const struct formants *f, const double *p, const double *q, size_t i,
    double c)
{
	double product = 1, P, Q;
	size_t j;

	for (j = 0; j < f->order / 2; j++) {
		P = p[j * LANES + i];
		Q = q[j * LANES + i];
		product *= (1 - Q) * (1 - Q) + P * P + 2 * P * (1 + Q) * c +
		    4 * Q * c * c;
	}
	return fmax(product, 1e-12);
}

/* The roots that are formants, the lowest first; their number. */
static size_t
pick(const struct formants *f, const double *p, const double *q, size_t i,
    struct root *root)
{
	double most = cos(M_PI * MARGIN / f->ceiling), P, Q, c;
	size_t j, at, n = 0;

	for (j = 0; j < f->order / 2; j++) {
		P = p[j * LANES + i];
		Q = q[j * LANES + i];
		if (!(4 * Q > P * P))
			continue;
		c = -P / 2 / sqrt(Q);
		if (!(c < most && c > -most))
			continue;
		for (at = n++; at > 0 && root[at - 1].c < c; at--)
			root[at] = root[at - 1];
		root[at] = (struct root){ c, Q };
	}
	return n;
}

static void
describe(struct formants *f, const double *p, const double *q, double error,
    size_t i)
{
	struct root root[HALF];
	size_t n = pick(f, p, q, i, root), j;
	struct formant *to = f->found[i];

	for (j = 0; j < FORMANTS && j < n; j++) {
		to[j].hz = (float)(acos(root[j].c) / M_PI * f->ceiling);
		to[j].bandwidth = (float)(-log(root[j].q) / M_PI * f->ceiling);
		to[j].density = (float)(error / emphasised(f, root[j].c) /
		    response(f, p, q, i, root[j].c));
	}
	for (; j < FORMANTS; j++)
		to[j] = (struct formant){ NAN, NAN, NAN };
}

void
formants_run(struct formants *f, const float *power)
{
	double r[(MOSTORDER + 1) * LANES], a[(MOSTORDER + 1) * LANES];
	double p[HALF * LANES] = { 0 }, q[HALF * LANES] = { 0 }, error[LANES];
	unsigned solved;
	size_t i, j;

	autocorrelation(f, power, r);
	predict(f, r, a, error);
	solved = quadratics_find(a, f->order, p, q);
	for (i = 0; i < LANES; i++) {
		if ((solved >> i & 1) == 0)
			for (j = 0; j < HALF; j++)
				p[j * LANES + i] = q[j * LANES + i] = 0;
		describe(f, p, q, error[i], i);
	}
}

const struct formant *
formants_of(const struct formants *f, size_t i)
{
	return f->found[i];
}
