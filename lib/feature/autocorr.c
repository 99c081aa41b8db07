#include "feature/autocorr.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "math/simd.h"

/*
 * A batch is interleaved for the transforms, as in spectrum.h: (...,
 * POWER_FRAMES).  Everything is computed for the lags 0 to 2 * pairs - 1.
 */
struct autocorr {
	size_t n, lags, pairs;
	size_t nfft;		/* N, a multiple of 4 */
	float *shape;		/* (n) w */
	float *frame;		/* (POWER_FRAMES, n) x' */
	float mean[POWER_FRAMES];
	struct spectrum *forward;	/* of N samples */
	float *power;		/* (N/2 + 1, POWER_FRAMES) */
	struct fft *back;	/* of N/4 points */
	double *z;		/* (N/4, 2, POWER_FRAMES) */
	double *turn[2];	/* (N/2) cos and sin of 2 pi j / N */
	double *a;		/* (2 * pairs, POWER_FRAMES) */
	float *unshape;		/* (2 * pairs) b(0) / b(k) */
	float *r;		/* (POWER_FRAMES, 2 * pairs) */
};

/* ---- preparing ---- */

/* Autocorrelation of the window beyond 0.9 n is below 0.0001 of b(0). */
static size_t
transform_size(size_t n, size_t lags)
{
	size_t nfft = 16;

	while (nfft < n || nfft < lags + n - n / 10)
		nfft *= 2;
	return nfft;
}

static enum status
work_space(struct autocorr *a, struct fault *why)
{
	size_t n = a->nfft;

	a->shape = malloc(a->n * sizeof *a->shape);
	a->frame = calloc(a->n * POWER_FRAMES, sizeof *a->frame);
	a->power = calloc((n / 2 + 1) * POWER_FRAMES, sizeof *a->power);
	a->z = aligned_alloc(FFT_ALIGN,
	    n / 2 * POWER_FRAMES * sizeof *a->z);
	a->turn[0] = malloc(n / 2 * sizeof(double));
	a->turn[1] = malloc(n / 2 * sizeof(double));
	a->a = aligned_alloc(FFT_ALIGN,
	    2 * a->pairs * POWER_FRAMES * sizeof *a->a);
	a->unshape = malloc(2 * a->pairs * sizeof *a->unshape);
	a->r = calloc(2 * a->pairs * POWER_FRAMES, sizeof *a->r);
	if (a->shape == NULL || a->frame == NULL || a->power == NULL ||
	    a->z == NULL || a->turn[0] == NULL || a->turn[1] == NULL ||
	    a->a == NULL || a->unshape == NULL || a->r == NULL)
		return fault_nomem(why);
	return ST_OK;
}

static void
tables(struct autocorr *a)
{
	double n = (double)a->n, w;
	size_t i;

	for (i = 0; i < a->n; i++) {
		w = 0.5 - 0.5 * cos(2 * M_PI * ((double)i + 0.5) / n);
		a->shape[i] = (float)w;
	}
	for (i = 0; i < a->nfft / 2; i++) {
		w = 2 * M_PI * (double)i / (double)a->nfft;
		a->turn[0][i] = cos(w);
		a->turn[1][i] = sin(w);
	}
	/* The integral of the products of two windows k apart. */
	for (i = 0; i < 2 * a->pairs; i++) {
		w = 2 * M_PI * (double)i / n;
		a->unshape[i] = (float)(1 / ((1 - (double)i / n) *
		    (2.0 / 3 + cos(w) / 3) + sin(w) / (2 * M_PI)));
	}
}

enum status
autocorr_new(struct autocorr **out, size_t n, size_t lags, struct fault *why)
{
	struct autocorr *a = calloc(1, sizeof *a);
	enum status s;

	*out = NULL;
	if (a == NULL)
		return fault_nomem(why);
	a->n = n;
	a->lags = lags;
	a->pairs = (lags / 8 + 1) * 4;
	a->nfft = transform_size(n, lags);
	if ((s = work_space(a, why)) != ST_OK ||
	    (s = spectrum_new(&a->forward, a->nfft, why)) != ST_OK ||
	    (s = fft_new(&a->back, a->nfft / 4, why)) != ST_OK) {
		autocorr_free(a);
		return s;
	}
	tables(a);
	*out = a;
	return ST_OK;
}

void
autocorr_free(struct autocorr *a)
{
	if (a == NULL)
		return;
	spectrum_free(a->forward);
	fft_free(a->back);
	free(a->shape);
	free(a->frame);
	free(a->power);
	free(a->z);
	free(a->turn[0]);
	free(a->turn[1]);
	free(a->a);
	free(a->unshape);
	free(a->r);
	free(a);
}

/* ---- frames ---- */

/* In float64, which is exact for samples that are all the same. */
CLONES static float
mean(const float *x, size_t n)
{
	double lane[16] = { 0 }, sum = 0;
	size_t i, j;

	for (i = 0; i + 16 <= n; i += 16)
		for (j = 0; j < 16; j++)
			lane[j] += (double)x[i + j];
	for (; i < n; i++)
		sum += (double)x[i];
	for (j = 0; j < 16; j++)
		sum += lane[j];
	return (float)(sum / (double)n);
}

CLONES static void
shaped(const float *restrict x, const float *restrict w, size_t n, float m,
    float *restrict y)
{
	size_t i;

	for (i = 0; i < n; i++)
		y[i] = (x[i] - m) * w[i];
}

void
autocorr_take(struct autocorr *a, const float *x, size_t i)
{
	a->mean[i] = mean(x, a->n);
	shaped(x, a->shape, a->n, a->mean[i], a->frame + i * a->n);
}

/*
 * The transform of an even sequence p (N) of real numbers is real:
 *
 *	a[k] = p[0] + (-1)^k p[M] + 2 sum over 0 < j < M of p[j] cos(2 pi jk/N),
 *	M = N/2
 *
 * With y[j] = (p[j] + p[M-j]) / 2 - sin(2 pi j/N) (p[j] - p[M-j]), which is
 * real and of half the length, and Y its transform (with exp(-2 pi i jk/M)),
 *
 *	a[2k] = 2 Re Y[k],  a[2k+1] = a[2k-1] - 2 Im Y[k]
 *	a[1] = p[0] - p[M] + 2 sum of p[j] cos(2 pi j/N)
 *
 * (W. H. Press et al., Numerical Recipes in C, 1992, section 12.3.)  y is
 * transformed as M/2 complex numbers y[2j] + i y[2j+1], which are in z.
 *
 * p and q are p[j] and p[M-j] of all frames, c and s of the angle 2 pi j/N; lo
 * and hi are y[j] and y[M-j].
 */
static inline __attribute__((always_inline)) void
fold(const float *p, const float *q, double c, double s, double *restrict lo,
    double *restrict hi, double *restrict sum)
{
	size_t f;

	for (f = 0; f < POWER_FRAMES; f++) {
		double both = ((double)p[f] + (double)q[f]) / 2;
		double apart = (double)p[f] - (double)q[f];

		lo[f] = both - s * apart;
		hi[f] = both + s * apart;
		sum[f] += c * apart;
	}
}

/* y from the powers, and a[1]. */
CLONES static void
fold_all(const struct autocorr *a, double *restrict first)
{
	size_t j, f, half = a->nfft / 2;
	const float *p = a->power, *end = p + half * POWER_FRAMES;
	double *z = a->z, *zend = z + half * POWER_FRAMES;

	for (f = 0; f < POWER_FRAMES; f++) {
		z[f] = ((double)p[f] + (double)end[f]) / 2;
		first[f] = ((double)p[f] - (double)end[f]) / 2;
	}
	for (j = 1; j < half / 2; j++)
		fold(p + j * POWER_FRAMES, end - j * POWER_FRAMES,
		    a->turn[0][j], a->turn[1][j], z + j * POWER_FRAMES,
		    zend - j * POWER_FRAMES, first);
	for (f = 0; f < POWER_FRAMES; f++) {
		z[half / 2 * POWER_FRAMES + f] =
		    (double)p[half / 2 * POWER_FRAMES + f];
		first[f] *= 2;
	}
}

/*
 * a[2k] and a[2k+1] from z1 = Z[k] and z2 = Z[M/2-k], Z the transform of z, and
 * before = a[2k-1] (for k = 0, whose Im Y is 0, a[1]); c and s of the angle
 * 2 pi k / M.
 */
static inline __attribute__((always_inline)) void
unfold(const double *z1, const double *z2, double c, double s,
    const double *before, double *restrict to)
{
	size_t f, g;

	for (f = 0; f < POWER_FRAMES; f++) {
		double er, ei, or, oi;

		g = f + POWER_FRAMES;
		er = z1[f] + z2[f];
		ei = z1[g] - z2[g];
		or = z1[g] + z2[g];
		oi = z2[f] - z1[f];
		to[f] = er + (c * or + s * oi);
		to[g] = before[f] - (ei + (c * oi - s * or));
	}
}

CLONES static void
unfold_all(const struct autocorr *a, const double *first)
{
	const size_t *place = fft_place(a->back);
	size_t k, quarter = a->nfft / 4, two = 2 * POWER_FRAMES;

	for (k = 0; k < a->pairs; k++)
		unfold(a->z + place[k] * two,
		    a->z + place[k == 0 ? 0 : quarter - k] * two,
		    a->turn[0][2 * k], a->turn[1][2 * k],
		    k == 0 ? first : a->a + k * two - POWER_FRAMES,
		    a->a + k * two);
}

const float *
autocorr_r(const struct autocorr *a, size_t i)
{
	return a->r + i * 2 * a->pairs;
}

const float *
autocorr_spectrum(const struct autocorr *a, size_t *powers, double *width,
    double *scale)
{
	double square = 0;
	size_t i;

	for (i = 0; i < a->n; i++)
		square += (double)a->shape[i] * (double)a->shape[i];
	*powers = a->nfft / 2 + 1;
	*width = 1 / (double)a->nfft;
	*scale = 2 / ((double)a->nfft * square);
	return a->power;
}

float
autocorr_mean(const struct autocorr *a, size_t i)
{
	return a->mean[i];
}

float
autocorr_power(const struct autocorr *a, size_t i)
{
	return (float)(a->a[i] / (double)a->nfft / (double)a->n);
}

/* Whether frame f is constant; what is 120 dB below its mean is rounding. */
static bool
is_flat(const struct autocorr *a, size_t f)
{
	double m = (double)a->mean[f];

	return !((double)autocorr_power(a, f) > 1e-12 * m * m);
}

/* A vector of any alignment. */
typedef double wide __attribute__((vector_size(64), aligned(8), may_alias));
#define PICK __builtin_shufflevector

/* x (8, 8) transposed. */
static inline __attribute__((always_inline)) void
transpose(lanes8 *x)
{
	lanes8 y[8], z[8];
	size_t i;

	for (i = 0; i < 8; i += 2) {
		y[i] = PICK(x[i], x[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
		y[i + 1] = PICK(x[i], x[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
	}
	for (i = 0; i < 8; i += 4) {
		z[i] = PICK(y[i], y[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
		z[i + 1] = PICK(y[i], y[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
		z[i + 2] = PICK(y[i + 1], y[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
		z[i + 3] = PICK(y[i + 1], y[i + 3], 2, 3, 10, 11, 6, 7, 14,
		    15);
	}
	for (i = 0; i < 4; i++) {
		x[i] = PICK(z[i], z[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
		x[i + 4] = PICK(z[i], z[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
	}
}

/* r from a, eight lags at a time. */
CLONES static void
normalise(const struct autocorr *a)
{
	float scale[POWER_FRAMES];
	size_t f, k, n = 2 * a->pairs;
	lanes8 block[8];

	for (f = 0; f < POWER_FRAMES; f++)
		scale[f] = is_flat(a, f) ? 0 : (float)(1 / a->a[f]);
	for (k = 0; k < n; k += 8) {
		for (f = 0; f < 8; f++)
			block[f] = __builtin_convertvector(*(const wide *)
			    (a->a + (k + f) * POWER_FRAMES), lanes8);
		transpose(block);
		for (f = 0; f < POWER_FRAMES; f++)
			*(lanes8 *)(a->r + f * n + k) = block[f] *
			    ALL8(scale[f]) * *(const lanes8 *)(a->unshape + k);
	}
}

void
autocorr_run(struct autocorr *a)
{
	double first[POWER_FRAMES];

	spectrum_take(a->forward, a->frame, a->n);
	spectrum_run(a->forward, a->power);
	fold_all(a, first);
	fft_run(a->back, a->z);
	unfold_all(a, first);
	normalise(a);
}
