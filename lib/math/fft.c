#include "math/fft.h"

#include <fftw3.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>

#include "math/fft_pow2.h"

struct fft {
	struct fft_pow2 *pow2;	/* NULL if the plan does it */
	fftw_plan plan;
	size_t *same;		/* (points) where the plan leaves Z[k]: at k */
};

/* FFTW's planner has state of its own and is not thread-safe. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

/* For n points, in place. */
static fftw_plan
plan(int n, double *z)
{
	fftw_iodim points = { n, 2 * FFT_LANES, 2 * FFT_LANES };
	fftw_iodim signals = { FFT_LANES, 1, 1 };
	double *re = z, *im = z + FFT_LANES;
	fftw_plan p;

	(void)pthread_mutex_lock(&planner);
	p = fftw_plan_guru_split_dft(1, &points, 1, &signals, re, im, re, im,
	    FFTW_ESTIMATE);
	(void)pthread_mutex_unlock(&planner);
	return p;
}

/* A plan depends on where an array begins, not on what is in it. */
static enum status
make_plan(struct fft *f, size_t n, struct fault *why)
{
	double *z;
	size_t k;

	if (n == 0 || n > INT_MAX / (2 * FFT_LANES))
		return fault_set(why, ST_BAD, "no FFT has %zu points", n);
	f->same = malloc(n * sizeof *f->same);
	z = aligned_alloc(FFT_ALIGN, 2 * FFT_LANES * n * sizeof *z);
	if (f->same == NULL || z == NULL) {
		free(z);
		return fault_nomem(why);
	}
	for (k = 0; k < n; k++)
		f->same[k] = k;
	f->plan = plan((int)n, z);
	free(z);
	if (f->plan == NULL)
		return fault_set(why, ST_NOMEM,
		    "no FFT of %zu points could be planned", n);
	return ST_OK;
}

enum status
fft_new(struct fft **out, size_t points, struct fault *why)
{
	struct fft *f = calloc(1, sizeof *f);
	enum status s;

	*out = NULL;
	if (f == NULL)
		return fault_nomem(why);
	s = fft_pow2_can(points) ? fft_pow2_new(&f->pow2, points, why) :
	    make_plan(f, points, why);
	if (s != ST_OK) {
		fft_free(f);
		return s;
	}
	*out = f;
	return ST_OK;
}

void
fft_free(struct fft *f)
{
	if (f == NULL)
		return;
	if (f->plan != NULL) {
		(void)pthread_mutex_lock(&planner);
		fftw_destroy_plan(f->plan);
		(void)pthread_mutex_unlock(&planner);
	}
	fft_pow2_free(f->pow2);
	free(f->same);
	free(f);
}

void
fft_run(const struct fft *f, double *z)
{
	double *re = z, *im = z + FFT_LANES;

	if (f->pow2 != NULL)
		fft_pow2_run(f->pow2, z);
	else
		fftw_execute_split_dft(f->plan, re, im, re, im);
}

const size_t *
fft_place(const struct fft *f)
{
	return f->pow2 != NULL ? fft_pow2_place(f->pow2) : f->same;
}
