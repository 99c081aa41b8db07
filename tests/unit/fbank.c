/*
 * Unit tests of lib/feature: parameters, mel filters, the kinds fbank and spec.
 * References are sums written out here in float64, without FFT.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "math/veclog.h"
#include "feature/kind.h"
#include "feature/mel.h"
#include "features.h"
#include "unit.h"

#define SAMPLES	4001
#define ROOM	(64 * 600)	/* values */

static float wave[SAMPLES];

/* A chord and some noise, never exactly periodic in the frame. */
static void
make_wave(void)
{
	uint32_t seed = 1;
	size_t i;

	for (i = 0; i < SAMPLES; i++) {
		double t = (double)i / 16000;

		seed = seed * 1664525 + 1013904223;
		wave[i] = (float)(0.3 * sin(2 * M_PI * 441 * t) +
		    0.1 * sin(2 * M_PI * 2999 * t) + 0.05 +
		    0.02 * ((double)seed / 4294967296.0 - 0.5));
	}
}

static void
set(struct front *p, const char *name, const char *value)
{
	struct fault why;

	CHECK(front_set(p, name, value, &why) == ST_OK);
}

/* Sample i of the signal, reflected at both ends. */
static double
reflected(const float *x, long n, long i)
{
	if (i < 0)
		i = -1 - i;
	if (i >= n)
		i = 2 * n - 1 - i;
	return x[i];
}

/* |X[k]|^2 of frame t, from the definition. */
static double
plain_power(const struct front *p, const float *x, long n, long t, size_t N,
    size_t k)
{
	long W = (long)(p->rate * p->frame_length / 1000);
	long H = (long)(p->rate * p->frame_shift / 1000), i;
	long at = p->snip ? t * H : t * H - (W / 2 - H / 2);
	double mean = 0, re = 0, im = 0;

	for (i = 0; i < W; i++)
		mean += reflected(x, n, at + i) / (double)W;
	for (i = 0; i < W; i++) {
		double a = reflected(x, n, at + i) - mean;
		double b = reflected(x, n, at + (i > 0 ? i - 1 : 0)) - mean;
		double w = pow(0.5 - 0.5 * cos(2 * M_PI * (double)i /
		    (double)(W - 1)), 0.85);
		double v = (a - p->preemphasis * b) * w;
		double arg = 2 * M_PI * (double)k * (double)i / (double)N;

		re += v * cos(arg);
		im -= v * sin(arg);
	}
	return re * re + im * im;
}

static double
floored(double power)
{
	return log(fmax(power, 1.1920928955078125e-07));
}

static void
check_spectrum(bool snip, double length, double shift, bool pow2, size_t N,
    size_t n)
{
	static float out[ROOM];
	struct front p;
	struct feature *f;
	size_t T, t, k, B = N / 2 + 1;

	front_init(&p, &feature_spec);
	p.snip = snip;
	p.frame_length = length;
	p.frame_shift = shift;
	p.pow2 = pow2;
	f = make(&p);
	CHECK(feature_columns(f) == B);
	T = run(f, wave, n, n, out, ROOM);
	CHECK(T == feature_frames(f, n));
	for (t = 0; t < T; t++)
		for (k = 1; k < B; k += k < 20 ? 1 : 17)
			CHECK_NEAR(out[t * B + k], floored(plain_power(&p, wave,
			    (long)n, (long)t, N, k)), 2e-3);
	feature_free(f);
}

static void
spectrum_is_the_definition(void)
{
	check_spectrum(true, 25, 10, true, 512, 2000);
	check_spectrum(false, 25, 10, true, 512, 2000);
	check_spectrum(true, 25, 10, false, 400, 2000);
}

static void
spectrum_of_odd_half(void)
{
	/* 402 samples: N/2 is odd, so no bin pairs with itself. */
	check_spectrum(true, 25.125, 10, false, 402, 2000);
	check_spectrum(false, 16, 10, true, 256, 2000);
}

/* The last frame of 401 samples starts 200 before the end: 201 are wanted. */
static void
spectrum_of_odd_frame(void)
{
	check_spectrum(false, 25.0625, 25, true, 512, 2200);
	check_spectrum(false, 25.0625, 25.25, true, 512, 2222);
}

static void
frame_counts(void)
{
	static float out[ROOM];
	struct front p;
	struct feature *f;
	size_t n;
	int snip;

	for (snip = 0; snip <= 1; snip++) {
		front_init(&p, &feature_fbank);
		p.snip = snip;
		f = make(&p);
		CHECK(feature_window(f) == 400);
		CHECK(feature_rate(f) == 100);
		CHECK(run(f, wave, 399, 7, out, ROOM) == 0);
		for (n = 400; n <= 1200; n += 13)
			CHECK(run(f, wave, n, 111, out, ROOM) == (snip ?
			    1 + (n - 400) / 160 : (n + 80) / 160));
		feature_free(f);
	}
}

/* The same bytes for any cut, also where a shift is longer than a frame. */
static void
cuts_do_not_matter(void)
{
	static const double sizes[][2] = { { 25, 10 }, { 10, 25 }, { 4, 31 },
	    { 25, 25 }, { 100, 0.5 } };
	static const size_t steps[] = { 1, 3, 159, 160, 1000, SAMPLES };
	static float want[8 * ROOM], got[8 * ROOM];
	struct feature *f;
	struct front p;
	size_t i, j, T, n;
	int snip;

	for (i = 0; i < 5; i++)
		for (snip = 0; snip <= 1; snip++) {
			front_init(&p, &feature_fbank);
			p.frame_length = sizes[i][0];
			p.frame_shift = sizes[i][1];
			p.snip = snip;
			f = make(&p);
			n = sizes[i][1] < 1 ? 2500 : SAMPLES;
			T = run(f, wave, n, n, want, ROOM);
			CHECK(T == feature_frames(f, n));
			for (j = 0; j < 6; j++) {
				CHECK(run(f, wave, n, steps[j], got, ROOM) ==
				    T);
				CHECK(memcmp(got, want, T * 23 * 4) == 0);
			}
			feature_free(f);
		}
}

/* After a stream that was given up, the next one is not touched by it. */
static void
reset_forgets(void)
{
	static float want[ROOM], got[ROOM];
	struct feature *f;
	struct front p;
	size_t T;

	front_init(&p, &feature_fbank);
	p.snip = false;
	f = make(&p);
	T = run(f, wave, 2000, 2000, want, ROOM);
	(void)feature_push(f, wave + 500, 777, got);
	feature_reset(f);
	CHECK(run(f, wave, 2000, 2000, got, ROOM) == T);
	CHECK(memcmp(got, want, T * 23 * 4) == 0);
	feature_free(f);
}

/* Triangles of neighbours add up to 1 between the first and last centre. */
static void
mel_is_a_partition(void)
{
	struct fault why;
	static const struct mel_range range = {
		16000, 23, 20, 0, 1, 100, -500
	};
	struct mel m;
	double sum[256] = { 0 }, lo, step, mel;
	size_t b, i, k;

	CHECK(mel_make(&m, &range, 512, &why) == ST_OK);
	for (b = 0; b < m.bins; b++)
		for (i = 0; i < m.band[b].count; i++) {
			k = m.band[b].first + i;
			CHECK(m.weight[m.band[b].at + i] == 0 || k < 256);
			if (k < 256)
				sum[k] += m.weight[m.band[b].at + i];
		}
	lo = 1127 * log(1 + 20 / 700.0);
	step = (1127 * log(1 + 8000 / 700.0) - lo) / 24;
	for (k = 0; k < 256; k++) {
		mel = 1127 * log(1 + (double)k * 31.25 / 700);
		if (mel >= lo + step && mel <= lo + 23 * step)
			CHECK_NEAR(sum[k], 1, 1e-6);
		if (mel < lo)
			CHECK(sum[k] == 0);
	}
	mel_free(&m);
}

/* A warp of 1 by way of the three lines is no warp at all. */
static void
vtln_bends_continuously(void)
{
	static float a[ROOM], b[ROOM];
	struct front p;
	struct feature *f;
	double worst = 0;
	size_t T, i;

	front_init(&p, &feature_fbank);
	f = make(&p);
	T = run(f, wave, SAMPLES, 999, a, ROOM);
	feature_free(f);
	set(&p, "vtln-warp", "1.0001");
	f = make(&p);
	CHECK(run(f, wave, SAMPLES, 999, b, ROOM) == T);
	for (i = 0; i < T * 23; i++)
		worst = unit_max(worst, fabs((double)a[i] - (double)b[i]));
	CHECK(worst > 0 && worst < 0.05);
	feature_free(f);
}

static void
scale_shifts_the_log(void)
{
	static float a[ROOM], b[ROOM];
	struct front p;
	struct feature *f;
	size_t T, i;

	front_init(&p, &feature_fbank);
	f = make(&p);
	T = run(f, wave, SAMPLES, 999, a, ROOM);
	feature_free(f);
	p.scale = 32768;
	f = make(&p);
	CHECK(run(f, wave, SAMPLES, 999, b, ROOM) == T);
	for (i = 0; i < T * 23; i++)
		CHECK_NEAR(b[i] - a[i], 2 * log(32768), 1e-4);
	feature_free(f);
}

static void
silence_is_the_floor(void)
{
	static float zero[2000], out[ROOM];
	struct front p;
	struct feature *f;
	size_t T, i;

	front_init(&p, &feature_fbank);
	set(&p, "energy", "1");
	set(&p, "htk", "1");
	f = make(&p);
	T = run(f, zero, 2000, 999, out, ROOM);
	CHECK(T == 11 && feature_columns(f) == 24);
	for (i = 0; i < T * 24; i++)
		CHECK_NEAR(out[i], i % 24 == 23 ? 0 : -15.942385, 1e-5);
	feature_free(f);
}

/* Every 977th float from the floor on, and all just around
 * 1: within one unit. */
static void
logarithms_are_close(void)
{
	static float x[4096], from[4096];
	uint32_t bits = 0x34000000, step;
	double want, ulp, worst = 0;
	size_t i, n;

	while (bits < 0x7f7fffff) {
		step = bits > 0x3f7ff000 && bits < 0x3f801000 ? 1 : 977;
		for (n = 0; n < 4095 && bits < 0x7f7fffff; bits += step)
			(void)memcpy(&from[n++], &bits, sizeof bits);
		(void)memcpy(x, from, n * sizeof *x);
		veclog_floored(x, n, FRONT_EPSILON);
		for (i = 0; i < n; i++) {
			want = log(from[i]);
			ulp = ldexp(1, ilogb(want == 0 ? 1 : want) - 23);
			worst = unit_max(worst, fabs(x[i] - want) / ulp);
		}
	}
	CHECK(worst < 1);
	x[0] = 0;
	x[1] = -1;
	x[2] = 1;
	veclog_floored(x, 3, 0.25f);
	CHECK_NEAR(x[0], log(0.25), 1e-7);
	CHECK(x[1] == x[0] && x[2] == 0);
}

static void
refuse(const char *name, const char *value, const char *part)
{
	struct fault why = { ST_OK, "" };
	struct feature *f = NULL;
	struct front p;

	front_init(&p, &feature_fbank);
	if (front_set(&p, name, value, &why) == ST_OK)
		CHECK(feature_new(&f, &p, &why) == ST_BAD);
	CHECK(f == NULL);
	if (strstr(why.text, part) == NULL)
		printf("%s=%s: %s\n", name, value, why.text);
	CHECK(strstr(why.text, part) != NULL);
}

static void
impossible_parameters(void)
{
	refuse("high", "8001", "half the sample rate");
	refuse("low", "8000", "half the sample rate");
	refuse("high", "-8000", "half the sample rate");
	refuse("frame-length", "0.1", "at least 2");
	refuse("frame-shift", "0.01", "less than a sample");
	refuse("window", "kaiser", "is not a window");
	refuse("bins", "3", "too small");
	refuse("bins", "23.5", "not a whole number");
	refuse("preemphasis", "1.1", "too large");
	refuse("log", "yes", "not a whole number");
	refuse("colour", "red", "no parameter");
}

static void
odd_frame_without_padding(void)
{
	struct fault why;
	struct feature *f;
	struct front p;

	front_init(&p, &feature_fbank);
	p.pow2 = false;
	p.rate = 11025;		/* 275 samples */
	CHECK(feature_new(&f, &p, &why) == ST_BAD && f == NULL);
	CHECK(strstr(why.text, "275 samples must be even") != NULL);
}

static void
line_round_trip(void)
{
	static const char odd[] = "fbank rate=8000 scale=32768 "
	    "frame-length=32.5 frame-shift=7.25 window=blackman blackman=0.1 "
	    "preemphasis=0 dc=0 snip=0 pow2=0 raw-energy=0 energy-floor=0 "
	    "mean=1 bins=80 low=0 high=-200 power=0 log=0 energy=1 htk=1 "
	    "vtln-warp=1.1 vtln-low=60 vtln-high=-300";
	char line[FRONT_MAXLINE];
	struct fault why;
	struct front p;

	CHECK(front_parse(&p, odd, &why) == ST_OK);
	front_line(&p, line);
	CHECK(strcmp(line, odd) == 0);
	CHECK(p.window == FRONT_BLACKMAN && !p.dc && p.mean);
	CHECK(front_parse(&p, "spec rate=8000", &why) == ST_OK);
	CHECK(p.kind == &feature_spec && p.frame_length == 25);
	CHECK(front_parse(&p, "spec bins=23", &why) == ST_BAD);
	CHECK(front_parse(&p, "mfcc rate=8000", &why) == ST_BAD);
	CHECK(front_parse(&p, "fbank rate", &why) == ST_BAD);
	CHECK(
	    front_parse(&p, "fbank bins=40 rate=8000 bins=40", &why) == ST_BAD);
	CHECK(strstr(why.text, "'bins' is given twice") != NULL);
	CHECK(front_parse(&p, "fbank rate=x", &why) == ST_BAD);
	CHECK(front_parse(&p, "", &why) == ST_BAD);
}

int
main(void)
{
	make_wave();
	UNIT_CASE(spectrum_is_the_definition);
	UNIT_CASE(spectrum_of_odd_half);
	UNIT_CASE(spectrum_of_odd_frame);
	UNIT_CASE(frame_counts);
	UNIT_CASE(cuts_do_not_matter);
	UNIT_CASE(reset_forgets);
	UNIT_CASE(mel_is_a_partition);
	UNIT_CASE(vtln_bends_continuously);
	UNIT_CASE(scale_shifts_the_log);
	UNIT_CASE(silence_is_the_floor);
	UNIT_CASE(logarithms_are_close);
	UNIT_CASE(impossible_parameters);
	UNIT_CASE(odd_frame_without_padding);
	UNIT_CASE(line_round_trip);
	UNIT_END();
}
