#include "feature/spectrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"

struct spectrum {
	size_t nfft;		/* N */
	double *z;		/* (N/2, 2, POWER_FRAMES): N real samples, or
				 * their transform, re and im */
	struct fft *fft;	/* of N/2 points */
	double *turn[2];	/* (N/4 + 1) exp(-2 pi i k / N), re and im */
};

static enum status
work_space(struct spectrum *p, struct fault *why)
{
	size_t i, quarter = p->nfft / 4 + 1;

	p->z = aligned_alloc(FFT_ALIGN, p->nfft * POWER_FRAMES * sizeof *p->z);
	p->turn[0] = malloc(quarter * sizeof(double));
	p->turn[1] = malloc(quarter * sizeof(double));
	if (p->z == NULL || p->turn[0] == NULL || p->turn[1] == NULL)
		return fault_nomem(why);
	for (i = 0; i < quarter; i++) {
		double a = 2 * M_PI * (double)i / (double)p->nfft;

		p->turn[0][i] = cos(a);
		p->turn[1][i] = -sin(a);
	}
	return ST_OK;
}

enum status
spectrum_new(struct spectrum **out, size_t nfft, struct fault *why)
{
	struct spectrum *p = calloc(1, sizeof *p);
	enum status s;

	*out = NULL;
	if (p == NULL)
		return fault_nomem(why);
	p->nfft = nfft;
	if ((s = work_space(p, why)) != ST_OK ||
	    (s = fft_new(&p->fft, nfft / 2, why)) != ST_OK) {
		spectrum_free(p);
		return s;
	}
	*out = p;
	return ST_OK;
}

void
spectrum_free(struct spectrum *p)
{
	if (p == NULL)
		return;
	fft_free(p->fft);
	free(p->z);
	free(p->turn[0]);
	free(p->turn[1]);
	free(p);
}

/* Vectors of any alignment; every processor has registers for the first. */
typedef float quad __attribute__((vector_size(16), aligned(4), may_alias));
typedef double wide __attribute__((vector_size(32), aligned(8), may_alias));
#define PICK __builtin_shufflevector

/* Four values each of four frames, n apart. */
static inline __attribute__((always_inline)) void
four(const float *frame, size_t n, double *to)
{
	const quad *a = (const quad *)frame, *b = (const quad *)(frame + n),
	    *c = (const quad *)(frame + 2 * n),
	    *d = (const quad *)(frame + 3 * n);
	quad ab = PICK(*a, *b, 0, 4, 1, 5), cd = PICK(*c, *d, 0, 4, 1, 5);
	quad AB = PICK(*a, *b, 2, 6, 3, 7), CD = PICK(*c, *d, 2, 6, 3, 7);
	quad x[4] = {
		PICK(ab, cd, 0, 1, 4, 5), PICK(ab, cd, 2, 3, 6, 7),
		PICK(AB, CD, 0, 1, 4, 5), PICK(AB, CD, 2, 3, 6, 7)
	};
	size_t i;

	for (i = 0; i < 4; i++)
		*(wide *)(to + i * POWER_FRAMES) =
		    __builtin_convertvector(x[i], wide);
}

/*
 * Transpose the frames (POWER_FRAMES, n) to (n, POWER_FRAMES) as floats: by
 * themselves, compilers transpose doubles, twice the work.
 */
CLONES static void
interleave(const float *restrict frame, size_t n, double *restrict to)
{
	size_t i, j;

	for (i = 0; i + 4 <= n; i += 4)
		for (j = 0; j < POWER_FRAMES; j += 4)
			four(frame + j * n + i, n, to + i * POWER_FRAMES + j);
	for (; i < n; i++)
		for (j = 0; j < POWER_FRAMES; j++)
			to[i * POWER_FRAMES + j] = (double)frame[j * n + i];
}

void
spectrum_take(struct spectrum *p, const float *frame, size_t n)
{
	interleave(frame, n, p->z);
	(void)memset(p->z + n * POWER_FRAMES, 0,
	    (p->nfft - n) * POWER_FRAMES * sizeof *p->z);
}

/*
 * |X|^2 of a real frame x (N) from the transform Z (h), h = N/2, of the complex
 * numbers x[2n] + i x[2n+1], whose Z[h] = Z[0]; with Z' = conj Z[h-k],
 *
 *	E = (Z[k] + Z') / 2	 transform of the even samples
 *	O = (Z[k] - Z') / 2i	 and of the odd ones
 *	X[k] = E + exp(-2 pi i k/N) O,  X[h-k] = conj(E - exp(-2 pi i k/N) O)
 *
 * a is Z[k] and b Z[h-k] of all frames, wr and wi the exponential;
 * lo = |X[k]|^2 and hi = |X[h-k]|^2.
 */
static inline __attribute__((always_inline)) void
unpack(const double *a, const double *b, double wr, double wi,
    float *restrict lo, float *restrict hi)
{
	size_t f, g;

	for (f = 0; f < POWER_FRAMES; f++) {
		double er, ei, or, oi, tr, ti;

		g = f + POWER_FRAMES;
		er = a[f] + b[f];
		ei = a[g] - b[g];
		or = a[g] + b[g];
		oi = b[f] - a[f];
		tr = wr * or - wi * oi;
		ti = wr * oi + wi * or;
		lo[f] = (float)(((er + tr) * (er + tr) +
		    (ei + ti) * (ei + ti)) / 4);
		hi[f] = (float)(((er - tr) * (er - tr) +
		    (ei - ti) * (ei - ti)) / 4);
	}
}

CLONES static void
unpack_all(const double *z, const size_t *place, double *const turn[2],
    size_t h, float *out)
{
	float middle[POWER_FRAMES];	/* X[h/2] is computed twice */
	size_t k;

	for (k = 0; k <= h / 2; k++)
		unpack(z + place[k] * 2 * POWER_FRAMES,
		    z + place[k == 0 ? 0 : h - k] * 2 * POWER_FRAMES,
		    turn[0][k], turn[1][k], out + k * POWER_FRAMES,
		    2 * k == h ? middle : out + (h - k) * POWER_FRAMES);
}

void
spectrum_run(struct spectrum *p, float *out)
{
	fft_run(p->fft, p->z);
	unpack_all(p->z, fft_place(p->fft), p->turn, p->nfft / 2, out);
}
