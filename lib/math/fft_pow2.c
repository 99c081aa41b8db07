/*
 * Decimation in frequency, four ways at a time (Gentleman and Sande 1966,
 * "Fast Fourier transforms: for fun and profit").  Of L = 4q points, for j < q
 *
 *	y[r][j] = exp(-2 pi i j r / L) sum over s of z[j + s q] (-i)^(r s)
 *
 * are four signals of q points whose transforms are Z[4k + r].  y[r] takes the
 * place of the r-th quarter of z, so Z is left with its digits reversed.
 */
#include "math/fft_pow2.h"

#include <math.h>
#include <stdlib.h>

#include "math/simd.h"

#define POINT (2 * FFT_LANES)	/* of all signals, re and im */

/* Otherwise a clone would call the version for the oldest processors. */
#define INLINE static inline __attribute__((always_inline))

/* exp(-2 pi i j r / L) for r = 1, 2, 3 */
struct turn {
	double re[3], im[3];
};

struct fft_pow2 {
	size_t points;
	size_t *place;		/* (points) */
	struct turn *turn;	/* of all L one after another, longest first */
};

bool
fft_pow2_can(size_t points)
{
	return points >= 4 && (points & (points - 1)) == 0;
}

/* Where Z[k] of L points is left. */
static size_t
place_of(size_t k, size_t L)
{
	size_t at = 0;

	for (; L >= 4; L /= 4, k /= 4)
		at += k % 4 * (L / 4);
	return at + k;
}

static void
tables(struct fft_pow2 *f)
{
	struct turn *t = f->turn;
	size_t k, j, r, L;

	for (k = 0; k < f->points; k++)
		f->place[k] = place_of(k, f->points);
	for (L = f->points; L > 4; L /= 4)
		for (j = 0; j < L / 4; j++, t++)
			for (r = 0; r < 3; r++) {
				double a = -2 * M_PI * (double)(j * (r + 1)) /
				    (double)L;

				t->re[r] = cos(a);
				t->im[r] = sin(a);
			}
}

enum status
fft_pow2_new(struct fft_pow2 **out, size_t points, struct fault *why)
{
	struct fft_pow2 *f = calloc(1, sizeof *f);

	*out = NULL;
	if (f == NULL)
		return fault_nomem(why);
	f->points = points;
	f->place = malloc(points * sizeof *f->place);
	f->turn = malloc(points * sizeof *f->turn);
	if (f->place == NULL || f->turn == NULL) {
		fft_pow2_free(f);
		return fault_nomem(why);
	}
	tables(f);
	*out = f;
	return ST_OK;
}

void
fft_pow2_free(struct fft_pow2 *f)
{
	if (f == NULL)
		return;
	free(f->place);
	free(f->turn);
	free(f);
}

const size_t *
fft_pow2_place(const struct fft_pow2 *f)
{
	return f->place;
}

/* ---- passes ---- */

/*
 * One point of each quarter, of all signals.  Written for one signal; the
 * compiler vectorises it for the width of the processor.  The last pass has no
 * twiddle factors.
 */
INLINE void
butterfly(double *restrict a, double *restrict b, double *restrict c,
    double *restrict d, bool last, const struct turn *w)
{
	size_t l, m;

	for (l = 0; l < FFT_LANES; l++) {
		double er, ei, or, oi, ur, ui, dr, di, xr, xi, yr, yi, zr, zi;

		m = l + FFT_LANES;
		er = a[l] + c[l];
		ei = a[m] + c[m];
		ur = a[l] - c[l];
		ui = a[m] - c[m];
		or = b[l] + d[l];
		oi = b[m] + d[m];
		dr = b[l] - d[l];
		di = b[m] - d[m];
		a[l] = er + or;
		a[m] = ei + oi;
		xr = ur + di;
		xi = ui - dr;
		yr = er - or;
		yi = ei - oi;
		zr = ur - di;
		zi = ui + dr;
		b[l] = last ? xr : xr * w->re[0] - xi * w->im[0];
		b[m] = last ? xi : xr * w->im[0] + xi * w->re[0];
		c[l] = last ? yr : yr * w->re[1] - yi * w->im[1];
		c[m] = last ? yi : yr * w->im[1] + yi * w->re[1];
		d[l] = last ? zr : zr * w->re[2] - zi * w->im[2];
		d[m] = last ? zi : zr * w->im[2] + zi * w->re[2];
	}
}

INLINE void
pair(double *restrict a, double *restrict b)
{
	size_t l;

	for (l = 0; l < POINT; l++) {
		double x = a[l], y = b[l];

		a[l] = x + y;
		b[l] = x - y;
	}
}

CLONES void
fft_pow2_run(const struct fft_pow2 *f, double *x)
{
	double *z, *end = x + POINT * f->points;
	const struct turn *turn = f->turn;
	size_t L, j, q;

	for (L = f->points; L > 4; L /= 4) {
		q = L / 4 * POINT;
		for (z = x; z < end; z += 3 * q)
			for (j = 0; j < L / 4; j++, z += POINT)
				butterfly(z, z + q, z + 2 * q, z + 3 * q,
				    false, &turn[j]);
		turn += L / 4;
	}
	for (z = x; L == 4 && z < end; z += 4 * POINT)
		butterfly(z, z + POINT, z + 2 * POINT, z + 3 * POINT,
		    true, NULL);
	for (z = x; L == 2 && z < end; z += 2 * POINT)
		pair(z, z + POINT);
}
