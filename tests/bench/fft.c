/*
 * fft - FFTW's real transform of 512 points in single precision and nothing
 * else: the work that no filter bank of 25 ms frames at 16 kHz can do without.
 *
 * usage: fft seconds
 */
#include <complex.h>
#include <fftw3.h>
#include <stdlib.h>

#include "clock.h"

enum { N = 512, BUNCH = 1000, FRAMES_A_SECOND = 100 };

int
main(int argc, char *argv[])
{
	float *x = fftwf_alloc_real(N);
	fftwf_complex *y = fftwf_alloc_complex(N / 2 + 1);
	fftwf_plan plan = fftwf_plan_dft_r2c_1d(N, x, y, FFTW_PATIENT);
	double least, start, used, frames = 0;
	int i;

	if (argc != 2 || x == NULL || y == NULL || plan == NULL)
		return 2;
	least = strtod(argv[1], NULL);
	for (i = 0; i < N; i++)
		x[i] = (float)(i * 7919 % 512) / 512 - 0.5f;
	start = clock_cpu();
	do {
		for (i = 0; i < BUNCH; i++)
			fftwf_execute(plan);
		frames += BUNCH;
		used = clock_cpu() - start;
	} while (used < least);
	put("speed", frames / FRAMES_A_SECOND / used, "x real time");
	fftwf_destroy_plan(plan);
	fftwf_free(x);
	fftwf_free(y);
	return 0;
}
