/*
 * Unit tests of the pitch tracker: autocorr, pitch_peaks, periods and pitch,
 * with sounds whose pitch is known, and with sums written out in float64.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "feature/autocorr.h"
#include "feature/periods.h"
#include "feature/pitch.h"
#include "feature/pitch_peaks.h"
#include "unit.h"

#define SAMPLES	(48000 * 6)
#define FRAMES	700

static float wave[SAMPLES], hz[SAMPLES];	/* a sound and its pitch */
static struct pitch_value got[FRAMES], other[FRAMES];

static const double rates[] = { 8000, 11025, 16000, 44100, 48000 };
#define RATES	(sizeof rates / sizeof rates[0])

/* Uniform in [-1, 1). */
static float
noise(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return (float)((double)*seed / 2147483648.0 - 1);
}

/* The pitch goes from lo to hi Hz in n samples, evenly in octaves. */
static void
glide(double lo, double hi, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		hz[i] = (float)(lo * pow(hi / lo, (double)i / (double)n));
}

/* Cosines of the multiples of hz below 0.35 of the rate, k of them. */
static void
harmonics(const float *height, size_t k, double rate, size_t n)
{
	double phase = 0;
	size_t i, j;

	for (i = 0; i < n; i++) {
		double x = 0;

		phase += 2 * M_PI * hz[i] / rate;
		for (j = 0; j < k && (double)(j + 1) * hz[i] < 0.35 * rate; j++)
			x += (double)height[j] * cos((double)(j + 1) * phase);
		wave[i] = (float)(0.1 * x);
	}
}

/* All alike: a train of pulses. */
static void
pulses(double rate, size_t n)
{
	float height[64];
	size_t i;

	for (i = 0; i < 64; i++)
		height[i] = 0.3f;
	harmonics(height, 64, rate, n);
}

static struct pitch *
new_pitch(const struct pitch_range *range)
{
	struct fault why = { ST_OK, "" };
	struct pitch *p;

	if (pitch_new(&p, range, &why) != ST_OK) {
		printf("FAIL %s: %s\n", unit_name, why.text);
		exit(EXIT_FAILURE);
	}
	return p;
}

static struct pitch *
tracker(double rate, double low, double high)
{
	struct pitch_range range = { rate, (size_t)(rate * 0.06),
	    (size_t)(rate * 0.01), low, high, true };

	return new_pitch(&range);
}

/* All frames of wave (n), at most `some' of a batch at a time, to v. */
static size_t
track(struct pitch *p, double rate, size_t n, size_t some,
    struct pitch_value *v)
{
	size_t window = (size_t)(rate * 0.06), shift = (size_t)(rate * 0.01);
	size_t frames = (n - window) / shift + 1, t, take, made, done = 0;

	CHECK(frames <= FRAMES);
	for (t = 0; t < frames; t += take) {
		take = FRAMER_BATCH - t % FRAMER_BATCH;
		take = take < some ? take : some;
		take = take < frames - t ? take : frames - t;
		made = pitch_push(p, wave + t * shift, t % FRAMER_BATCH, take,
		    v + done);
		CHECK(made <= FRAMER_BATCH);
		done += made;
		CHECK(pitch_held(p) == t + take - done);
		CHECK(pitch_held(p) <= PITCH_MOSTHELD);
	}
	made = pitch_finish(p, v + done);
	CHECK(made <= PITCH_MOSTHELD && done + made == frames);
	CHECK(pitch_held(p) == 0);
	return frames;
}

static size_t
track_once(double rate, size_t n, struct pitch_value *v)
{
	struct pitch *p = tracker(rate, 60, 600);
	size_t frames = track(p, rate, n, FRAMER_BATCH, v);

	pitch_free(p);
	return frames;
}

/* The middle of frame t is a sample of this pitch. */
static double
truth(double rate, size_t t)
{
	return hz[(size_t)(rate * 0.01) * t + (size_t)(rate * 0.03)];
}

/* All frames are voiced, and their pitch is right to this part of it. */
static void
check_right(double rate, size_t frames, double part)
{
	size_t t;

	for (t = 0; t < frames; t++) {
		CHECK(got[t].voicing >= 0.5f);
		CHECK_NEAR((double)got[t].f0 / truth(rate, t), 1, part);
	}
}

static size_t
count_voiced(const struct pitch_value *v, size_t frames)
{
	size_t t, n = 0;

	for (t = 0; t < frames; t++)
		n += v[t].voicing >= 0.5f;
	return n;
}

/* ---- autocorrelation ---- */

static struct autocorr *
new_autocorr(size_t n, size_t lags)
{
	struct fault why = { ST_OK, "" };
	struct autocorr *a;

	if (autocorr_new(&a, n, lags, &why) != ST_OK) {
		printf("FAIL %s: %s\n", unit_name, why.text);
		exit(EXIT_FAILURE);
	}
	return a;
}

/* Sum of y[i] y[i+k], y[i] = w[i] (x[i] - m), w the window; or of w itself. */
static double
plain(const float *x, double m, size_t n, size_t k)
{
	double sum = 0, y[2];
	size_t i, j;

	for (i = 0; i + k < n; i++) {
		for (j = 0; j < 2; j++) {
			size_t at = i + j * k;

			y[j] = 0.5 - 0.5 * cos(2 * M_PI * ((double)at + 0.5) /
			    (double)n);
			y[j] *= x == NULL ? 1 : (double)x[at] - m;
		}
		sum += y[0] * y[1];
	}
	return sum;
}

static void
check_definition(const struct autocorr *a, size_t i, const float *x, size_t n,
    size_t lags)
{
	double m = 0, a0, b0;
	size_t k;

	for (k = 0; k < n; k++)
		m += (double)x[k] / (double)n;
	a0 = plain(x, m, n, 0);
	b0 = plain(NULL, 0, n, 0);
	CHECK_NEAR(autocorr_power(a, i) / (a0 / (double)n), 1, 1e-5);
	for (k = 0; k <= lags; k++)
		CHECK_NEAR(autocorr_r(a, i)[k], plain(x, m, n, k) / a0 /
		    (plain(NULL, 0, n, k) / b0), 2e-4);
}

/* Transforms of powers of two, which are not much longer than n. */
static void
autocorrelation_is_the_definition(void)
{
	static const size_t sizes[] = { 16, 300, 400, 551, 800, 1001 };
	uint32_t seed = 7;
	size_t i, j, n, lags;

	for (i = 0; i < SAMPLES / 8; i++)
		wave[i] = noise(&seed) + 0.3f + (float)sin((double)i / 7);
	for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		struct autocorr *a;

		n = sizes[i];
		lags = n * 345 / 1000;
		a = new_autocorr(n, lags);
		for (j = 0; j < POWER_FRAMES; j++)
			autocorr_take(a, wave + 37 * j, j);
		autocorr_run(a);
		for (j = 0; j < POWER_FRAMES; j += 3)
			check_definition(a, j, wave + 37 * j, n, lags);
		autocorr_free(a);
	}
}

static void
a_constant_has_no_autocorrelation(void)
{
	static const float level[POWER_FRAMES] = { 0, 1, -0.3f, 1e-6f, 1 / 3.0f,
	    32767, 1e-30f, 1e30f };
	struct autocorr *a = new_autocorr(800, 275);
	size_t i, k;

	for (i = 0; i < POWER_FRAMES; i++) {
		for (k = 0; k < 800; k++)
			wave[k] = level[i];
		autocorr_take(a, wave, i);
	}
	autocorr_run(a);
	for (i = 0; i < POWER_FRAMES; i++)
		for (k = 0; k <= 275; k++)
			CHECK(autocorr_r(a, i)[k] == 0);
	autocorr_free(a);
}

/* ---- candidates ---- */

/* r(k) = cos(2 pi k / period), whose maxima are all 1. */
static void
candidates_of_a_cosine(void)
{
	struct pitch_peak peak[PITCH_PEAKS];
	struct pitch_peaks *p;
	struct fault why;
	float r[400], lasting;
	double period;
	size_t i, k, n;

	CHECK(pitch_peaks_new(&p, 16000, 60, 600, 0.225f, &why) == ST_OK);
	CHECK(pitch_peaks_lags(p) + PITCH_SPARE < 400);
	for (period = 40.5; period < 266; period *= 1.07) {
		for (k = 0; k < 400; k++)
			r[k] = (float)cos(2 * M_PI * (double)k / period);
		n = pitch_peaks_find(p, r, peak, &lasting);
		CHECK(n == (size_t)(16000 / period * 1.001 / 60));
		CHECK_NEAR(lasting, 1, 0.01);
		for (i = 0; i < n; i++) {
			double whole = peak[i].hz * period / 16000;

			whole = round(1 / whole);
			CHECK_NEAR(peak[i].hz * whole * period / 16000, 1,
			    1e-3);
			CHECK_NEAR(peak[i].r, 1, 2e-3);
		}
	}
	pitch_peaks_free(p);
}

/* Of many, the highest are kept, and the shortest period of equal ones. */
static void
the_best_candidates(void)
{
	struct pitch_peak peak[PITCH_PEAKS];
	struct pitch_peaks *p;
	struct fault why;
	float r[400], lasting, low = 1000;
	size_t i, k, n;

	CHECK(pitch_peaks_new(&p, 16000, 60, 600, 0.225f, &why) == ST_OK);
	for (k = 0; k < 400; k++)
		r[k] = 0.9f * (float)cos(2 * M_PI * (double)k / 27);
	n = pitch_peaks_find(p, r, peak, &lasting);
	CHECK(n == PITCH_PEAKS);
	for (i = 0; i < n; i++)
		low = fminf(low, peak[i].hz);
	CHECK_NEAR(low, 16000 / 27.0 / PITCH_PEAKS, 0.1);
	for (k = 0; k < 400; k++)	/* below `least': the highest alone */
		r[k] = 0.15f * (float)cos(2 * M_PI * (double)k / 60) *
		    (1 + 0.001f * (float)k);
	n = pitch_peaks_find(p, r, peak, &lasting);
	CHECK(n == 1);
	CHECK_NEAR(peak[0].hz, 16000 / 240.0, 0.3);
	(void)memset(r, 0, sizeof r);
	CHECK(pitch_peaks_find(p, r, peak, &lasting) == 0 && lasting == 0);
	pitch_peaks_free(p);
}

/* ---- periods ---- */

/*
 * A resonance that is struck once in a period of so many samples, which is
 * longer and shorter in turn by the part `length' of it; as the strokes are
 * stronger and weaker by `strength'.
 */
static void
strokes(double period, double length, double strength, size_t n)
{
	double at, t, sign = 1;
	size_t i;

	(void)memset(wave, 0, n * sizeof *wave);
	for (at = 3.3; at < (double)n; at += period * (1 + sign * length)) {
		for (i = (size_t)ceil(at); i < n; i++) {
			t = ((double)i - at) / 16000;
			wave[i] += (float)((1 + sign * strength) *
			    exp(-700 * t) * sin(2 * M_PI * 700 * t));
		}
		sign = -sign;
	}
}

static void
check_periods(double period, double length, double strength)
{
	struct period_value v;

	strokes(period, length, strength, 960 + PERIODS_SPARE);
	CHECK(periods_measure(wave, 960, period, &v));
	CHECK_NEAR(v.jitter, 2 * length, 0.001 + 0.1 * length);
	CHECK_NEAR(v.shimmer, 2 * strength, 0.01 + 0.1 * strength);
}

static void
jitter_and_shimmer(void)
{
	double period;

	for (period = 80.3; period < 260; period *= 1.3) {
		check_periods(period, 0, 0);
		check_periods(period, 0.01, 0);
		check_periods(period, 0.03, 0);
		check_periods(period, 0, 0.1);
		check_periods(period, 0.02, 0.05);
	}
}

static void
no_periods(void)
{
	struct period_value v = { -1, -2 };
	uint32_t seed = 11;
	size_t i;

	strokes(500, 0, 0, 960 + PERIODS_SPARE);
	CHECK(!periods_measure(wave, 960, 500, &v));
	CHECK(!periods_measure(wave, 960, 478, &v));
	CHECK(!periods_measure(wave, 9, 4, &v));
	for (i = 0; i < 960 + PERIODS_SPARE; i++)
		wave[i] = noise(&seed);
	CHECK(!periods_measure(wave, 960, 200, &v));
	(void)memset(wave, 0, sizeof wave);
	CHECK(!periods_measure(wave, 960, 4, &v));
	CHECK(v.jitter == -1 && v.shimmer == -2);
}

/* Of each frame of a stream; without being asked for, 0. */
static void
periods_of_a_stream(void)
{
	struct pitch_range range = { 16000, 960, 160, 60, 600, false };
	struct pitch *p = new_pitch(&range), *q;
	size_t t, frames, n = 16000 * 3;

	/* With more, two periods are one that fits better. */
	strokes(100, 0.003, 0.02, n);
	frames = track(p, 16000, n, FRAMER_BATCH, got);
	for (t = 0; t < frames; t++)
		CHECK(got[t].period.jitter == 0 && got[t].period.shimmer == 0);
	range.periods = true;
	q = new_pitch(&range);
	(void)track(q, 16000, n, FRAMER_BATCH, other);
	for (t = 0; t < frames; t++) {
		CHECK(other[t].f0 == got[t].f0);
		CHECK_NEAR(other[t].period.jitter, 0.006, 0.001);
		CHECK_NEAR(other[t].period.shimmer, 0.04, 0.005);
	}
	pitch_free(p);
	pitch_free(q);
}

/* ---- pitch ---- */

static void
pulses_at_every_rate(void)
{
	size_t i, frames, n;

	for (i = 0; i < RATES; i++) {
		n = (size_t)(rates[i] * 5);
		glide(60, 600, n);
		pulses(rates[i], n);
		frames = track_once(rates[i], n, got);
		check_right(rates[i], frames, 0.005);
	}
}

/* Heights of harmonics that mislead: none, the first weak or missing, the
 * second far above, only odd ones. */
static void
octave_traps(void)
{
	static const float height[][7] = { { 1 }, { 0.05f, 1, 0.8f, 0.6f, 0.5f,
	    0.4f, 0.3f }, { 0, 1, 0.8f, 0.6f, 0.5f, 0.4f, 0.3f }, { 0.3f, 1,
	    0.1f, 0.3f, 0.1f, 0.2f }, { 1, 0, 0.5f, 0, 0.3f, 0, 0.2f } };
	size_t i, frames, n = 16000 * 5;

	for (i = 0; i < sizeof height / sizeof height[0]; i++) {
		glide(60, 600, n);
		harmonics(height[i], 7, 16000, n);
		frames = track_once(16000, n, got);
		check_right(16000, frames, 0.005);
	}
}

/* A low voice that creaks: every other period is shorter; two of them are the
 * same each time, but longer than any pitch has. */
static void
creak(void)
{
	static const double low[] = { 65, 80, 100, 110 };
	size_t i, t, frames, n = 16000 * 2;

	for (i = 0; i < sizeof low / sizeof low[0]; i++) {
		strokes(16000 / low[i], 0.01, 0.1, n);
		frames = track_once(16000, n, got);
		CHECK(count_voiced(got, frames) == frames);
		for (t = 0; t < frames; t++)
			CHECK_NEAR(got[t].f0 / low[i], 1, 0.03);
	}
}

/* The range is what was asked for. */
static void
another_range(void)
{
	struct pitch *p = tracker(16000, 75, 300);
	size_t t, frames, n = 16000 * 4;

	glide(80, 290, n);
	pulses(16000, n);
	frames = track(p, 16000, n, FRAMER_BATCH, got);
	check_right(16000, frames, 0.005);
	glide(310, 590, n);
	pulses(16000, n);
	frames = track(p, 16000, n, FRAMER_BATCH, got);
	for (t = 0; t < frames; t++)
		CHECK(got[t].f0 >= 75 && got[t].f0 <= 300);
	pitch_free(p);
}

/* Harmonics and white noise: their ratio in dB. */
static void
noise_and_its_ratio(void)
{
	static const double snr[] = { 5, 10, 20, 30 };
	uint32_t seed = 3;
	size_t i, j, t, frames, n = 16000 * 3;

	for (j = 0; j < 4; j++) {
		double power = 0, mean = 0, scale;

		glide(150, 150, n);
		pulses(16000, n);
		for (i = 0; i < n; i++)
			power += (double)wave[i] * wave[i] / (double)n;
		scale = sqrt(3 * power * pow(10, -snr[j] / 10));
		for (i = 0; i < n; i++)
			wave[i] += (float)scale * noise(&seed);
		frames = track_once(16000, n, got);
		check_right(16000, frames, 0.02);
		for (t = 0; t < frames; t++)
			mean += got[t].hnr / (double)frames;
		/* A sharp maximum between two samples loses a little. */
		CHECK_NEAR(mean, snr[j], snr[j] > 20 ? 2.5 : 1);
	}
}

static void
noise_alone_is_unvoiced(void)
{
	uint32_t seed = 3;
	size_t i, t, frames, n = 16000 * 5;
	float low = 0;

	for (i = 0; i < n; i++) {
		low = 0.9f * low + noise(&seed);
		wave[i] = i < n / 2 ? noise(&seed) : low;
	}
	frames = track_once(16000, n, got);
	CHECK(count_voiced(got, frames) < frames / 100);
	CHECK_NEAR(got[0].f0, sqrt(60 * 600), 1e-3);
	for (t = 0; t < frames; t++)
		CHECK(got[t].hnr < 3);
}

/* Digital silence, before, within and after: unvoiced, and nothing else
 * changes. */
static void
silence(void)
{
	size_t t, frames, n = 16000 * 3;

	(void)memset(wave, 0, n * sizeof *wave);
	frames = track_once(16000, n, got);
	for (t = 0; t < frames; t++) {
		CHECK(got[t].voicing == 0 && got[t].hnr == -20);
		CHECK_NEAR(got[t].f0, sqrt(60 * 600), 1e-3);
	}
	glide(100, 200, n);
	pulses(16000, n);
	(void)memset(wave, 0, 16000 * sizeof *wave);
	(void)memset(wave + 32000, 0, 16000 * sizeof *wave);
	frames = track_once(16000, n, got);
	for (t = 0; t < frames; t++) {
		bool in = t * 160 + 480 >= 16400 && t * 160 + 480 < 31600;
		bool out = t * 160 + 960 <= 16000 || t * 160 >= 32000;

		CHECK(!in || got[t].voicing >= 0.5f);
		CHECK(!out || got[t].voicing < 0.1f);
		CHECK(!in || fabs(got[t].f0 / truth(16000, t) - 1) < 0.005);
	}
	CHECK_NEAR(got[frames - 1].f0, truth(16000, 197), 3);
}

/* A voice, noise, and a quiet voice. */
static void
mixture(size_t n)
{
	uint32_t seed = 9;
	size_t i;

	glide(90, 400, n);
	pulses(16000, n);
	for (i = 0; i < n; i++) {
		wave[i] *= i % 16000 < 9000 ? 1 : 0.02f;
		wave[i] += 0.01f * noise(&seed);
	}
}

static void
level_does_not_matter(void)
{
	static const float gain[] = { 32768, 1e-4f, 3, -0.5f, 1e-12f, 1e9f };
	size_t i, j, t, frames, n = 16000 * 5;

	for (i = 0; i < sizeof gain / sizeof gain[0]; i++) {
		mixture(n);
		frames = track_once(16000, n, other);
		CHECK(count_voiced(other, frames) > frames / 3);
		CHECK(count_voiced(other, frames) < 2 * frames / 3);
		for (j = 0; j < n; j++)
			wave[j] *= gain[i];
		(void)track_once(16000, n, got);
		for (t = 0; t < frames; t++) {
			CHECK_NEAR(got[t].f0, other[t].f0, 0.01);
			CHECK_NEAR(got[t].voicing, other[t].voicing, 1e-3);
			CHECK_NEAR(got[t].hnr, other[t].hnr, 1e-2);
		}
	}
}

/* A constant offset is not heard. */
static void
offset(void)
{
	size_t i, t, frames, n = 16000 * 5;

	mixture(n);
	frames = track_once(16000, n, other);
	for (i = 0; i < n; i++)
		wave[i] += 0.5f;
	(void)track_once(16000, n, got);
	for (t = 0; t < frames; t++)
		CHECK_NEAR(got[t].voicing, other[t].voicing, 1e-2);
}

/* Frames one by one, in batches, by a tracker that was used before and reset:
 * the same bytes. */
static void
however_it_is_cut(void)
{
	struct pitch *p = tracker(16000, 60, 600);
	size_t some, frames, n = 16000 * 5;

	mixture(n);
	frames = track(p, 16000, n, FRAMER_BATCH, other);
	for (some = 1; some < FRAMER_BATCH; some += 2) {
		CHECK(track(p, 16000, n, some, got) == frames);
		CHECK(memcmp(got, other, frames * sizeof *got) == 0);
		(void)pitch_push(p, wave, 0, 8, got);
		(void)pitch_push(p, wave + 4000, 0, 5, got);
		pitch_reset(p);
		CHECK(pitch_held(p) == 0);
	}
	CHECK(pitch_finish(p, got) == 0);
	pitch_free(p);
}

/* In unvoiced frames f0 is that of the last voiced one. */
static void
the_filler(void)
{
	float last = sqrtf(60 * 600);
	size_t t, frames, n = 16000 * 5;

	mixture(n);
	frames = track_once(16000, n, got);
	for (t = 0; t < frames; t++) {
		CHECK(got[t].voicing >= 0 && got[t].voicing <= 1);
		if (got[t].voicing < 0.5f)
			CHECK_NEAR(got[t].f0, last, 1e-3);
		last = got[t].f0;
	}
}

/* Sounds that are hardly one. */
static void
all_values_are_finite(void)
{
	uint32_t seed = 5;
	size_t kind, i, t, frames, n = 16000;

	for (kind = 0; kind < 6; kind++) {
		(void)memset(wave, 0, n * sizeof *wave);
		for (i = 0; i < n; i++) {
			if (kind == 0)
				wave[i] = i == 5000 ? 1 : 0;
			else if (kind == 1)
				wave[i] = noise(&seed) > 0 ? 1 : -1;
			else if (kind == 2)
				wave[i] = i % 2 == 0 ? 1 : -1;
			else if (kind == 3)
				wave[i] = i < 8000 ? 1 : -1;
			else if (kind == 4)
				wave[i] = 1e-38f * noise(&seed);
			else
				wave[i] = 1e6f * (float)(i / 50 % 2);
		}
		frames = track_once(16000, n, got);
		for (t = 0; t < frames; t++) {
			CHECK(got[t].f0 >= 60 && got[t].f0 <= 600);
			CHECK(got[t].voicing >= 0 && got[t].voicing <= 1);
			CHECK(got[t].hnr >= -20 && got[t].hnr <= 40.1f);
			CHECK(got[t].period.jitter >= 0 &&
			    got[t].period.jitter <= 0.3f);
			CHECK(got[t].period.shimmer >= 0 &&
			    got[t].period.shimmer <= 2);
		}
	}
}

/* A click does not make the rest of a long recording quiet. */
static void
a_click_is_forgotten(void)
{
	size_t t, frames, n = 16000 * 5;

	glide(150, 150, n);
	pulses(16000, n);
	for (t = 0; t < 100; t++)
		wave[1000 + t] *= 300;
	frames = track_once(16000, n, got);
	CHECK(got[frames - 1].voicing < 0.5f);
	/* Four more half-lives. */
	struct pitch *p = tracker(16000, 60, 600);
	struct pitch_value v[PITCH_MOSTHELD];
	size_t i, made = 0;

	(void)pitch_push(p, wave, 0, 8, v);
	for (i = 0; i < 8000 / FRAMER_BATCH; i++)
		made = pitch_push(p, wave + 16000, 0, FRAMER_BATCH, v);
	CHECK(made == FRAMER_BATCH && v[7].voicing >= 0.5f);
	pitch_free(p);
}

static void
ranges_that_it_refuses(void)
{
	static const struct pitch_range bad[] = {
		{ 16000, 960, 160, 40, 600, false },
		{ 16000, 960, 160, 600, 60, false },
		{ 16000, 960, 160, 60, 60, false },
		{ 16000, 960, 160, 60, 4001, false },
		{ 16000, 960, 160, 501, 600, false },
		{ 16000, 960, 160, 0, 600, false },
		{ 16000, 960, 160, -1, 600, false },
		{ 16000, 799, 160, 60, 600, false },
	};
	struct pitch_range just = { 16000, 800, 160, 60, 4000, true };
	struct fault why;
	struct pitch *p;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK(pitch_new(&p, &bad[i], &why) == ST_BAD && p == NULL);
	CHECK(strcmp(why.text, "a frame of 799 samples has less than three "
	    "periods of a pitch of 60 Hz, which are 800") == 0);
	CHECK(pitch_new(&p, &just, &why) == ST_OK);
	pitch_free(p);
	just.low = 500;
	CHECK(pitch_new(&p, &just, &why) == ST_OK);
	glide(600, 3500, 16000);
	harmonics((const float[]){ 1 }, 1, 16000, 16000);
	CHECK(pitch_push(p, wave, 0, 8, got) == 0);
	CHECK(pitch_finish(p, got) == 8);
	for (i = 0; i < 8; i++)
		CHECK_NEAR(got[i].f0 / truth(16000, i), 1, 0.02);
	pitch_free(p);
	pitch_free(NULL);
}

int
main(void)
{
	UNIT_CASE(autocorrelation_is_the_definition);
	UNIT_CASE(a_constant_has_no_autocorrelation);
	UNIT_CASE(candidates_of_a_cosine);
	UNIT_CASE(the_best_candidates);
	UNIT_CASE(jitter_and_shimmer);
	UNIT_CASE(no_periods);
	UNIT_CASE(periods_of_a_stream);
	UNIT_CASE(pulses_at_every_rate);
	UNIT_CASE(octave_traps);
	UNIT_CASE(creak);
	UNIT_CASE(another_range);
	UNIT_CASE(noise_and_its_ratio);
	UNIT_CASE(noise_alone_is_unvoiced);
	UNIT_CASE(silence);
	UNIT_CASE(level_does_not_matter);
	UNIT_CASE(offset);
	UNIT_CASE(however_it_is_cut);
	UNIT_CASE(the_filler);
	UNIT_CASE(all_values_are_finite);
	UNIT_CASE(a_click_is_forgotten);
	UNIT_CASE(ranges_that_it_refuses);
	UNIT_END();
}
