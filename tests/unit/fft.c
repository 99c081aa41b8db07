/*
 * Unit tests of lib/math/fft: sums written out, and that signals side by side
 * know nothing of each other.
 */
#include <stdint.h>
#include <string.h>

#include "math/fft.h"
#include "unit.h"

#define MOST	1024	/* points */
#define AT(z, i, part, lane) ((z)[((i) * 2 + (part)) * FFT_LANES + (lane)])

static _Alignas(FFT_ALIGN) double in[MOST * 2 * FFT_LANES],
    z[MOST * 2 * FFT_LANES];

static void
make_signals(size_t points, uint32_t seed)
{
	size_t i;

	for (i = 0; i < points * 2 * FFT_LANES; i++) {
		seed = seed * 1664525 + 1013904223;
		in[i] = (double)seed / 4294967296.0 - 0.5;
	}
	(void)memcpy(z, in, sizeof z);
}

static struct fft *
transform(size_t points)
{
	struct fault why = { ST_OK, "" };
	struct fft *f;

	if (fft_new(&f, points, &why) != ST_OK) {
		printf("FAIL %s: %s\n", unit_name, why.text);
		exit(EXIT_FAILURE);
	}
	fft_run(f, z);
	return f;
}

/* The largest difference of a signal's transform from its definition. */
static double
distance(const struct fft *f, size_t points, size_t lane)
{
	const size_t *place = fft_place(f);
	double worst = 0;
	size_t k, n;

	for (k = 0; k < points; k++) {
		double re = 0, im = 0;

		for (n = 0; n < points; n++) {
			double a = -2 * M_PI * (double)(k * n % points) /
			    (double)points;
			double x = AT(in, n, 0, lane), y = AT(in, n, 1, lane);

			re += x * cos(a) - y * sin(a);
			im += x * sin(a) + y * cos(a);
		}
		worst = unit_max(worst, fabs(AT(z, place[k], 0, lane) - re));
		worst = unit_max(worst, fabs(AT(z, place[k], 1, lane) - im));
	}
	return worst;
}

/* Powers of two and others. */
static void
each_size_is_the_definition(void)
{
	static const size_t sizes[] = { 1, 2, 3, 4, 7, 8, 16, 32, 64, 97, 128,
	    200, 201, 256, 441, 512, 1000, 1024 };
	size_t i, points;
	struct fft *f;

	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		points = sizes[i];
		make_signals(points, (uint32_t)points);
		f = transform(points);
		CHECK_NEAR(distance(f, points, points % 7), 0, 1e-12);
		CHECK_NEAR(distance(f, points, FFT_LANES - 1), 0, 1e-12);
		fft_free(f);
	}
}

/* Also from one that is not a number. */
static void
check_apart(size_t points)
{
	static double alone[MOST * 2 * FFT_LANES];
	size_t i, lane;

	make_signals(points, 1);
	fft_free(transform(points));
	(void)memcpy(alone, z, sizeof z);
	make_signals(points, 1);
	for (i = 0; i < 2 * points; i++)
		for (lane = 0; lane < FFT_LANES; lane++)
			if (lane != 3)
				z[i * FFT_LANES + lane] = (double)NAN;
	fft_free(transform(points));
	for (i = 0; i < 2 * points; i++)
		CHECK(memcmp(&z[i * FFT_LANES + 3], &alone[i * FFT_LANES + 3],
		    sizeof *z) == 0);
}

static void
signals_are_apart(void)
{
	check_apart(256);
	check_apart(200);
}

static void
sizes_that_it_refuses(void)
{
	static const size_t none[] = { 0, (size_t)1 << 40 | 1 };
	struct fault why;
	struct fft *f;
	size_t i;

	for (i = 0; i < 2; i++) {
		CHECK(fft_new(&f, none[i], &why) == ST_BAD && f == NULL);
		CHECK(strncmp(why.text, "no FFT has ", 11) == 0);
	}
}

/* Of one array as of another, and by one plan as by another. */
static void
plans_are_alike(void)
{
	static _Alignas(FFT_ALIGN) double other[MOST * 2 * FFT_LANES];
	static double want[MOST * 2 * FFT_LANES];
	struct fault why;
	struct fft *f;

	make_signals(200, 5);
	fft_free(transform(200));
	(void)memcpy(want, z, sizeof z);
	make_signals(200, 5);
	(void)memcpy(other, z, sizeof z);
	CHECK(fft_new(&f, 200, &why) == ST_OK);
	fft_run(f, other);
	CHECK(memcmp(other, want, 200 * 2 * FFT_LANES * sizeof *z) == 0);
	fft_free(f);
}

int
main(void)
{
	UNIT_CASE(each_size_is_the_definition);
	UNIT_CASE(signals_are_apart);
	UNIT_CASE(sizes_that_it_refuses);
	UNIT_CASE(plans_are_alike);
	UNIT_END();
}
