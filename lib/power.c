#include <fftw3.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "clones.h"
#include "power.h"

struct power {
	size_t nfft;		/* N */
	double *in;		/* (POWER_FRAMES, N) */
	fftw_complex *out;	/* (POWER_FRAMES, N/2) */
	fftw_plan plan;
	double *turn[2];	/* (N/4 + 1) exp(-2 pi i k / N), re and im */
	double *z[2];		/* (N/2 + 1) one transform, re and im */
	double *half[2];	/* (N/4 + 1) power from both ends */
};

/* FFTW's planner has state of its own and is not thread-safe. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

static enum status
work_space(struct power *p, struct fault *why)
{
	size_t i, c, quarter = p->nfft / 4 + 1;

	p->in = fftw_alloc_real(POWER_FRAMES * p->nfft);
	p->out = fftw_alloc_complex(POWER_FRAMES * (p->nfft / 2));
	for (c = 0; c < 2; c++) {
		p->turn[c] = malloc(quarter * sizeof(double));
		p->z[c] = malloc((p->nfft / 2 + 1) * sizeof(double));
		p->half[c] = malloc(quarter * sizeof(double));
		if (p->in == NULL || p->out == NULL || p->turn[c] == NULL ||
		    p->z[c] == NULL || p->half[c] == NULL)
			return fault_nomem(why);
	}
	for (i = 0; i < quarter; i++) {
		double a = 2 * M_PI * (double)i / (double)p->nfft;

		p->turn[0][i] = cos(a);
		p->turn[1][i] = -sin(a);
	}
	return ST_OK;
}

static enum status
make_plan(struct power *p, struct fault *why)
{
	int n = (int)(p->nfft / 2);

	(void)pthread_mutex_lock(&planner);
	p->plan = fftw_plan_many_dft(1, &n, POWER_FRAMES, (fftw_complex *)p->in,
	    NULL, 1, n, p->out, NULL, 1, n, FFTW_FORWARD,
	    FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
	(void)pthread_mutex_unlock(&planner);
	if (p->plan == NULL)
		return fault_set(why, ST_NOMEM,
		    "no FFT of %zu points could be planned", p->nfft);
	/* Planning may have written there. */
	(void)memset(p->in, 0, POWER_FRAMES * p->nfft * sizeof *p->in);
	return ST_OK;
}

enum status
power_new(struct power **out, size_t nfft, struct fault *why)
{
	struct power *p = calloc(1, sizeof *p);
	enum status s;

	*out = NULL;
	if (p == NULL)
		return fault_nomem(why);
	p->nfft = nfft;
	if ((s = work_space(p, why)) != ST_OK ||
	    (s = make_plan(p, why)) != ST_OK) {
		power_free(p);
		return s;
	}
	*out = p;
	return ST_OK;
}

void
power_free(struct power *p)
{
	size_t c;

	if (p == NULL)
		return;
	(void)pthread_mutex_lock(&planner);
	if (p->plan != NULL)
		fftw_destroy_plan(p->plan);
	(void)pthread_mutex_unlock(&planner);
	fftw_free(p->in);
	fftw_free(p->out);
	for (c = 0; c < 2; c++) {
		free(p->turn[c]);
		free(p->z[c]);
		free(p->half[c]);
	}
	free(p);
}

double *
power_frame(struct power *p, size_t place)
{
	return p->in + place * p->nfft;
}

void
power_run(struct power *p)
{
	fftw_execute(p->plan);
}

/*
 * |X|^2 of a real frame x (N) from the transform Z (h), h = N/2, of the complex
 * numbers x[2n] + i x[2n+1], whose Z[h] = Z[0]; with Z' = conj Z[h-k],
 *
 *	E = (Z[k] + Z') / 2	 transform of the even samples
 *	O = (Z[k] - Z') / 2i	 and of the odd ones
 *	X[k] = E + exp(-2 pi i k/N) O,  X[h-k] = conj(E - exp(-2 pi i k/N) O)
 *
 * Z is re and im (h + 1), the exponential wr and wi (h/2 + 1); from both ends,
 * lo[k] = |X[k]|^2 and hi[k] = |X[h-k]|^2 up to the middle.
 */
CLONES static void
unpack(const double *restrict re, const double *restrict im,
    const double *restrict wr, const double *restrict wi,
    double *restrict lo, double *restrict hi, size_t h)
{
	size_t k;

	for (k = 0; k <= h / 2; k++) {
		double er = re[k] + re[h - k], ei = im[k] - im[h - k];
		double or = im[k] + im[h - k], oi = re[h - k] - re[k];
		double tr = wr[k] * or - wi[k] * oi;
		double ti = wr[k] * oi + wi[k] * or;

		lo[k] = ((er + tr) * (er + tr) + (ei + ti) * (ei + ti)) / 4;
		hi[k] = ((er - tr) * (er - tr) + (ei - ti) * (ei - ti)) / 4;
	}
}

/* z (h) to re and im. */
CLONES static void
split(const double (*restrict z)[2], double *restrict re,
    double *restrict im, size_t h)
{
	size_t k;

	for (k = 0; k < h; k++) {
		re[k] = z[k][0];
		im[k] = z[k][1];
	}
}

CLONES static void
join(const double *restrict lo, const double *restrict hi,
    float *restrict out, size_t h)
{
	size_t k;

	for (k = 0; k <= h / 2; k++)
		out[k] = (float)lo[k];
	for (k = 0; k <= h / 2; k++)
		out[h - k] = (float)hi[k];
}

void
power_get(struct power *p, size_t place, float *power)
{
	size_t h = p->nfft / 2;
	double *re = p->z[0], *im = p->z[1];

	split((const double (*)[2])(p->out + place * h), re, im, h);
	re[h] = re[0];
	im[h] = im[0];
	unpack(re, im, p->turn[0], p->turn[1], p->half[0], p->half[1], h);
	join(p->half[0], p->half[1], power, h);
}
