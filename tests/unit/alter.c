/*
 * Unit tests of lib/sound/alter: each change of the sound against its formula,
 * and that results do not depend on how the signal was cut.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "feature/kind.h"
#include "sound/alter.h"
#include "sound/room.h"
#include "unit.h"

#define RATE	16000.0
#define MOST	(3 << 20)

struct got {
	float *x;
	size_t n;
};

static enum status
keep(void *ctx, const float *x, size_t n, struct fault *why)
{
	struct got *g = ctx;

	(void)why;
	if (g->n + n > MOST)
		abort();
	(void)memcpy(g->x + g->n, x, n * sizeof *x);
	g->n += n;
	return ST_OK;
}

static enum status
refuse(void *ctx, const float *x, size_t n, struct fault *why)
{
	(void)ctx, (void)x, (void)n;
	return fault_set(why, ST_IO, "full");
}

static void
must(enum status s, const struct fault *why)
{
	if (s == ST_OK)
		return;
	printf("FAIL %s: %s\n", unit_name, why->text);
	exit(EXIT_FAILURE);
}

/* x (n) changed as text says, in pieces of so many samples; owned by the
 * caller. */
static struct got
change(const char *text, double rate, const char *key, const float *x,
    size_t n, size_t piece)
{
	struct got g = { malloc(MOST * sizeof *g.x), 0 };
	struct alter_stream *s;
	struct fault why;
	struct alter a;
	size_t i;

	must(alter_parse(&a, text, &why), &why);
	must(alter_new(&s, &a, &why), &why);
	must(alter_begin(s, rate, rate, key, keep, &g, &why), &why);
	for (i = 0; i < n; i += piece)
		must(alter_push(s, x + i, n - i < piece ? n - i : piece, &why),
		    &why);
	must(alter_finish(s, &why), &why);
	alter_free(s);
	return g;
}

/* A tone of this frequency with amplitude 0.5. */
static float *
tone(double hz, size_t n)
{
	float *x = malloc(n * sizeof *x);
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = (float)(0.5 * sin(2 * M_PI * hz * (double)i / RATE));
	return x;
}

static double
power(const float *x, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (double)x[i] * x[i];
	return sum / (double)n;
}

/* The power of x at this frequency: of a tone of amplitude a, a^2 / 2. */
static double
power_at(const float *x, size_t n, double hz)
{
	double re = 0, im = 0, c = 1, s = 0, next, turn = 2 * M_PI * hz / RATE;
	const double dc = cos(turn), ds = sin(turn);
	size_t i;

	for (i = 0; i < n; i++) {
		re += x[i] * c;
		im += x[i] * s;
		next = c * dc - s * ds;
		s = c * ds + s * dc;
		c = next;
	}
	return 2 * (re * re + im * im) / ((double)n * (double)n);
}

/* ---- texts ---- */

static void
names_are_the_texts_without_equals_signs(void)
{
	struct alter a[ALTER_MOSTCOPIES];
	struct fault why;
	size_t n;

	must(alter_parse_list(a, &n, "speed=0.9,gain=-10+band=telephone", &why),
	    &why);
	CHECK(n == 2 && a[0].n == 1 && a[1].n == 2);
	CHECK(strcmp(a[0].name, "speed0.9") == 0);
	CHECK(strcmp(a[1].name, "gain-10+bandtelephone") == 0);
	CHECK(strcmp(a[1].text, "gain=-10+band=telephone") == 0);
	CHECK(alter_wants_source(&a[0]) && !alter_wants_source(&a[1]));
}

static void
wrong_texts_are_refused(void)
{
	static const char *const wrong[][2] = {
		{ "", "is not a change" }, { "speed", "is not a change" },
		{ "loud=1", "names are speed, gain, noise, pink, "
		    "babble, band, pad, room, vtln" },
		{ "speed=0.4", "speed: " }, { "speed=2.1", "speed: " },
		{ "speed=", "speed: " }, { "speed=nan", "speed: " },
		{ "gain=61", "gain: " }, { "pad=-1", "pad: " },
		{ "band=wide", "band: 'wide' is not a band; there are "
		    "telephone and g711" },
		{ "band=", "band: " }, { "babble=101", "babble: " },
		{ "room=1.5", "room: " }, { "room=4294967296", "room: " },
		{ "gain=1+", "is not a change" },
		{ "gain=1,,gain=2", "is not a change" },
		{ "gain=1,gain=2,gain=1", "'gain=1' is given twice" },
		{ "gain=1+gain=1+gain=1+gain=1+gain=1+gain=1+gain=1+gain=1+"
		    "gain=1", "more than 8 changes" },
		{ "gain=1.000000000000000000000000000000000000000000000000000"
		    "0000000000000000000000000000000000000000000000000000000"
		    "0000000000000000000000000000", "is too long" },
	};
	struct alter a[ALTER_MOSTCOPIES];
	struct fault why;
	size_t i, n;

	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		CHECK(alter_parse_list(a, &n, wrong[i][0], &why) == ST_BAD);
		if (strstr(why.text, wrong[i][1]) == NULL) {
			printf("%s\n", why.text);
			CHECK(wrong[i][0] == NULL);
		}
	}
}

static void
too_many_copies_are_refused(void)
{
	char list[16 * 70] = "";
	struct alter a[ALTER_MOSTCOPIES];
	struct fault why;
	size_t n, i, len = 0;

	for (i = 0; i <= ALTER_MOSTCOPIES; i++) {
		if (i == ALTER_MOSTCOPIES)
			CHECK(alter_parse_list(a, &n, list, &why) == ST_OK &&
			    n == ALTER_MOSTCOPIES);
		len += (size_t)snprintf(list + len, sizeof list - len,
		    "%sroom=%zu", i == 0 ? "" : ",", i);
	}
	CHECK(alter_parse_list(a, &n, list, &why) == ST_BAD);
}

static void
vtln_changes_the_front_end(void)
{
	char one[FRONT_MAXLINE], two[FRONT_MAXLINE];
	struct front p, q;
	struct fault why;
	struct alter a;

	front_init(&p, feature_kind("fbank"));
	must(front_set(&p, "vtln-warp", "0.9", &why), &why);
	q = p;
	must(front_set(&q, "vtln-warp", "0.99", &why), &why);
	must(alter_parse(&a, "vtln=1.1", &why), &why);
	must(alter_front(&a, &p, &why), &why);
	front_line(&p, one);
	front_line(&q, two);
	CHECK(strcmp(one, two) == 0);
	front_init(&p, feature_kind("spec"));
	CHECK(alter_front(&a, &p, &why) == ST_BAD);
	CHECK(strstr(why.text, "no vtln-warp") != NULL);
}

/* ---- sounds ---- */

static void
pieces_do_not_matter(void)
{
	static const char *const texts[] = { "speed=0.9", "speed=1.1", "gain=3",
	    "noise=10", "pink=10", "babble=10", "band=telephone",
	    "band=g711", "pad=0.1", "room=1",
	    "speed=0.95+room=2+noise=20+band=telephone+pad=0.2",
	    "gain=1+speed=1.05" };
	static const size_t piece[] = { 1, 160, 1023, 1024, 4097 };
	size_t i, j, n = 9001;
	struct got a, b;
	float *x = tone(440, n);

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		a = change(texts[i], RATE, "k", x, n, n);
		for (j = 0; j < sizeof piece / sizeof piece[0]; j++) {
			b = change(texts[i], RATE, "k", x, n, piece[j]);
			CHECK(a.n == b.n &&
			    memcmp(a.x, b.x, a.n * sizeof *a.x) == 0);
			free(b.x);
		}
		free(a.x);
	}
	free(x);
}

/* Also signals that are shorter than any filter, or of no sample. */
static void
all_but_speed_and_pad_keep_the_number_of_samples(void)
{
	static const char *const texts[] = { "gain=3", "noise=10", "pink=10",
	    "babble=10", "band=telephone", "band=g711", "room=1", "vtln=1.1" };
	static const size_t sizes[] = { 0, 1, 2, 63, 255, 4000, 16001 };
	static const double rates[] = { 8000, 11025, 16000, 44100 };
	size_t i, j, k;
	struct got g;
	float *x = tone(440, 16001);

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (j = 0; j < sizeof sizes / sizeof sizes[0]; j++)
			for (k = 0; k < sizeof rates / sizeof rates[0]; k++) {
				g = change(texts[i], rates[k], "k", x,
				    sizes[j], 1000);
				CHECK(g.n == sizes[j]);
				free(g.x);
			}
	free(x);
}

static void
speed_is_a_change_of_time(void)
{
	static const double factor[] = { 0.5, 0.9, 1.1, 1.234, 2 };
	size_t i, n = 32000;
	float *x = tone(500, n);
	struct got g;
	char text[32];

	for (i = 0; i < sizeof factor / sizeof factor[0]; i++) {
		(void)snprintf(text, sizeof text, "speed=%g", factor[i]);
		g = change(text, RATE, "k", x, n, 5000);
		CHECK_NEAR((double)g.n, (double)n / factor[i], 1);
		CHECK_NEAR(power_at(g.x + 2000, g.n - 4000, 500 * factor[i]),
		    0.125, 0.002);
		free(g.x);
		/* After another change, too. */
		(void)snprintf(text, sizeof text, "gain=0+speed=%g",
		    factor[i]);
		g = change(text, RATE, "k", x, n, 5000);
		CHECK_NEAR((double)g.n, (double)n / factor[i], 1);
		CHECK_NEAR(power_at(g.x + 2000, g.n - 4000, 500 * factor[i]),
		    0.125, 0.002);
		free(g.x);
	}
	free(x);
}

static void
gain_is_a_factor(void)
{
	float *x = tone(100, 3000);
	struct got g = change("gain=20", RATE, "k", x, 3000, 3000);
	size_t i;

	for (i = 0; i < g.n; i++)
		CHECK(g.x[i] == x[i] * 10);
	free(g.x);
	free(x);
}

static void
pad_adds_zeros_at_both_ends(void)
{
	float *x = tone(100, 3000);
	struct got g = change("pad=0.25", RATE, "k", x, 3000, 700);
	size_t i;

	CHECK(g.n == 3000 + 2 * 4000);
	for (i = 0; i < 4000; i++)
		CHECK(g.x[i] == 0 && g.x[g.n - 1 - i] == 0);
	CHECK(memcmp(g.x + 4000, x, 3000 * sizeof *x) == 0);
	free(g.x);
	g = change("pad=0.25", RATE, "k", x, 0, 1);
	CHECK(g.n == 2 * 4000);
	free(g.x);
	free(x);
}

/* The noise that was added to x: g minus x. */
static struct got
noise_of(const char *text, const char *key, const float *x, size_t n)
{
	struct got g = change(text, RATE, key, x, n, 10000);
	size_t i;

	for (i = 0; i < g.n; i++)
		g.x[i] -= x[i];
	return g;
}

static double
correlation(const float *x, const float *y, size_t n)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (double)x[i] * y[i];
	return sum / (double)n / sqrt(power(x, n) * power(y, n));
}

static void
noise_has_its_ratio(void)
{
	static const char *const kinds[] = { "noise", "pink", "babble" };
	static const double snr[] = { -10, 0, 20, 40 };
	size_t i, k, n = 30000;
	float *x = tone(300, n);
	struct got g;
	char text[32];

	for (i = 0; i < sizeof snr / sizeof snr[0]; i++)
		for (k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
			(void)snprintf(text, sizeof text, "%s=%g", kinds[k],
			    snr[i]);
			g = noise_of(text, "k", x, n);
			CHECK_NEAR(10 * log10(power(x, n) / power(g.x, n)),
			    snr[i], 0.001);
			free(g.x);
		}
	free(x);
}

static void
noise_depends_on_the_key_alone(void)
{
	size_t n = 30000;
	float *x = tone(300, n), *zero = calloc(n, sizeof *zero);
	struct got a = noise_of("noise=10", "a", x, n),
	    b = noise_of("noise=10", "b", x, n),
	    again = noise_of("noise=10", "a", x, n),
	    less = noise_of("noise=20", "a", x, n),
	    pink = noise_of("pink=10", "a", x, n),
	    none = noise_of("noise=10", "a", zero, n);

	CHECK(memcmp(a.x, again.x, n * sizeof *a.x) == 0);
	CHECK_NEAR(correlation(a.x, b.x, n), 0, 0.03);
	CHECK_NEAR(correlation(a.x, pink.x, n), 0, 0.1);
	CHECK_NEAR(correlation(a.x, less.x, n), 1, 0.001);
	CHECK(memcmp(none.x, zero, n * sizeof *zero) == 0);
	free(a.x);
	free(b.x);
	free(again.x);
	free(less.x);
	free(pink.x);
	free(none.x);
	free(zero);
	free(x);
}

/* Mean power between two frequencies, of n samples. */
static double
band_power(const float *x, size_t n, double from, double to)
{
	double sum = 0, f;
	int k = 0;

	for (f = from; f < to; f *= 1.01, k++)
		sum += power_at(x, n, f);
	return sum / k;
}

static void
white_is_flat_and_pink_falls_by_three_decibels(void)
{
	size_t n = 80000;
	float *x = tone(300, n);
	struct got white = noise_of("noise=0", "k", x, n),
	    pink = noise_of("pink=0", "k", x, n);
	double f, first = band_power(white.x, n, 60, 120),
	    slope = band_power(pink.x, n, 60, 120);
	int octave = 1;

	for (f = 120; f < 7000; f *= 2, octave++) {
		CHECK_NEAR(10 * log10(band_power(white.x, n, f, 2 * f) /
		    first), 0, 1.5);
		CHECK_NEAR(10 * log10(band_power(pink.x, n, f, 2 * f) /
		    slope), -3.01 * octave, 2.5);
	}
	free(white.x);
	free(pink.x);
	free(x);
}

static void
noise_of_a_long_signal_is_that_of_its_beginning(void)
{
	size_t i, n = 2500000, differ = 0;	/* needs the temporary file */
	float *x = tone(300, n);
	struct got a = change("noise=10", RATE, "k", x, n, 60000),
	    b = change("noise=10", RATE, "k", x, 1600, 60000);

	CHECK(a.n == n);
	/* A whole number of periods: the power is the same. */
	for (i = 0; i < b.n; i++)
		differ += fabsf(a.x[i] - b.x[i]) > 0.03F;
	CHECK(differ == 0);
	CHECK(correlation(a.x + 2000000, x + 2000000, 400000) > 0.9);
	free(a.x);
	free(b.x);
	free(x);
}

static void
telephone_passes_its_band(void)
{
	static const double pass[] = { 400, 1000, 2000, 3200 },
	    stop[] = { 50, 150, 3650, 5000, 7000 };
	size_t i, n = 16000;
	struct got g;
	float *x;

	for (i = 0; i < sizeof pass / sizeof pass[0]; i++) {
		x = tone(pass[i], n);
		g = change("band=telephone", RATE, "k", x, n, 3000);
		CHECK_NEAR(10 * log10(power_at(g.x + 2000, n - 4000,
		    pass[i]) / 0.125), 0, 0.2);
		/* In time with the original. */
		CHECK(correlation(g.x + 2000, x + 2000, n - 4000) > 0.99);
		free(g.x);
		free(x);
	}
	for (i = 0; i < sizeof stop / sizeof stop[0]; i++) {
		x = tone(stop[i], n);
		g = change("band=telephone", RATE, "k", x, n, 3000);
		CHECK(10 * log10(power(g.x + 2000, n - 4000) / 0.125) < -35);
		free(g.x);
		free(x);
	}
}

/* Low tones and those above 3400 Hz pass G.711 by itself, in time with the
 * original; what 8000 Hz cannot carry does not. */
static void
g711_passes_all_that_its_rate_carries(void)
{
	static const double pass[] = { 60, 150, 1000, 3600 };
	size_t i, n = 16000;
	struct got g;
	float *x;

	for (i = 0; i < sizeof pass / sizeof pass[0]; i++) {
		x = tone(pass[i], n);
		g = change("band=g711", RATE, "k", x, n, 3000);
		CHECK_NEAR(10 * log10(power_at(g.x + 2000, n - 4000,
		    pass[i]) / 0.125), 0, 0.2);
		CHECK(correlation(g.x + 2000, x + 2000, n - 4000) > 0.99);
		free(g.x);
		free(x);
	}
	x = tone(5000, n);
	g = change("band=g711", RATE, "k", x, n, 3000);
	CHECK(10 * log10(power(g.x + 2000, n - 4000) / 0.125) < -35);
	free(g.x);
	free(x);
}

/* A tone is about 36 dB above the noise of mu-law; and what is too loud for it
 * is clipped. */
static void
telephone_has_the_noise_of_its_codec(void)
{
	size_t i, n = 16000;
	float *x = tone(1000, n), high = 0;
	struct got g = change("band=telephone+gain=0", RATE, "k", x, n, 3000);
	double ratio = power_at(g.x + 2000, n - 4000, 1000) /
	    (power(g.x + 2000, n - 4000) -
	    power_at(g.x + 2000, n - 4000, 1000));

	CHECK_NEAR(10 * log10(ratio), 36, 3);
	free(g.x);
	for (i = 0; i < n; i++)
		x[i] *= 7;
	g = change("band=telephone", RATE, "k", x, n, 3000);
	for (i = 0; i < n; i++)
		high = fabsf(g.x[i]) > high ? fabsf(g.x[i]) : high;
	CHECK(high > 0.9F && high < 1.3F);
	free(g.x);
	free(x);
}

/* ---- babble ---- */

/* Powers of 20 ms each, and how much their logarithms vary. */
static double
variation(const float *x, size_t n)
{
	double v, sum = 0, squares = 0, count = 0;
	size_t i, len = RATE / 50;

	for (i = 0; i + len <= n; i += len) {
		v = 10 * log10(power(x + i, len));
		sum += v;
		squares += v * v;
		count++;
	}
	return sqrt(squares / count - sum / count * (sum / count));
}

/* The largest autocorrelation at a lag of 4 to 11 ms of the pieces of 60 ms. */
static double
voicing(const float *x, size_t n)
{
	size_t i, lag, len = RATE * 60 / 1000;
	double best, sum = 0, count = 0, r;

	for (i = 0; i + len + RATE / 50 <= n; i += len, count++) {
		for (best = 0, lag = RATE / 250; lag < RATE / 90; lag++)
			if ((r = correlation(x + i, x + i + lag, len)) > best)
				best = r;
		sum += best;
	}
	return sum / count;
}

/* Unlike noise it comes and goes, has voices, and little above 4 kHz. */
static void
babble_is_like_people_who_talk(void)
{
	size_t n = 160000;
	float *x = tone(300, n);
	struct got babble = noise_of("babble=0", "k", x, n),
	    again = noise_of("babble=0", "k", x, n),
	    other = noise_of("babble=0", "l", x, n),
	    pink = noise_of("pink=0", "k", x, n);

	CHECK(variation(babble.x, n) > 3 && variation(babble.x, n) < 10);
	CHECK(variation(pink.x, n) < 1.5);
	CHECK(voicing(babble.x, n) > voicing(pink.x, n) + 0.2);
	CHECK(10 * log10(band_power(babble.x, n, 200, 1000) /
	    band_power(babble.x, n, 4000, 7000)) > 15);
	CHECK(memcmp(babble.x, again.x, n * sizeof *x) == 0);
	CHECK_NEAR(correlation(babble.x, other.x, n), 0, 0.1);
	free(babble.x);
	free(again.x);
	free(other.x);
	free(pink.x);
	free(x);
}

/* ---- rooms ---- */

static void
rooms_reverberate(void)
{
	size_t taps, delay, i, at;
	double early, late, sum;
	struct fault why;
	uint32_t number;
	float *h, peak;

	for (number = 0; number < 20; number++) {
		must(room_response(number, RATE, &h, &taps, &delay, &why),
		    &why);
		CHECK(delay < taps && taps < RATE / 2);
		sum = power(h, taps) * (double)taps;
		CHECK_NEAR(sum, 1, 1e-4);
		for (peak = 0, at = i = 0; i < taps; i++)
			if (fabsf(h[i]) > peak) {
				peak = fabsf(h[i]);
				at = i;
			}
		/* The direct sound is first, and mostly the strongest. */
		CHECK(at + 2 >= delay && (double)at < (double)delay +
		    0.02 * RATE);
		/* 20 dB less after half of what is kept. */
		i = (taps - 2 * delay) / 4;
		early = power(h + delay, i);
		late = power(h + delay + 3 * i, i);
		CHECK(10 * log10(early / late) > 12);
		CHECK(late > 0);
		free(h);
	}
}

static void
rooms_differ_but_are_the_same_again(void)
{
	size_t n = 8000;
	float *x = tone(500, n);
	struct got a = change("room=1", RATE, "k", x, n, n),
	    b = change("room=2", RATE, "k", x, n, n),
	    c = change("room=1", RATE, "other", x, n, n);

	CHECK(memcmp(a.x, c.x, n * sizeof *x) == 0);
	CHECK(memcmp(a.x, b.x, n * sizeof *x) != 0);
	free(a.x);
	free(b.x);
	free(c.x);
	free(x);
}

/* ---- faults ---- */

static void
a_fault_of_the_sink_is_returned(void)
{
	static const char *const texts[] = { "speed=0.9", "gain=3", "noise=10",
	    "band=telephone", "pad=0.1", "room=1" };
	size_t i, n = 9000;
	float *x = tone(440, n);
	struct alter_stream *s;
	struct fault why;
	struct alter a;
	enum status st;

	for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		must(alter_parse(&a, texts[i], &why), &why);
		must(alter_new(&s, &a, &why), &why);
		must(alter_begin(s, RATE, RATE, "k", refuse, NULL, &why), &why);
		st = alter_push(s, x, n, &why);
		if (st == ST_OK)
			st = alter_finish(s, &why);
		CHECK(st == ST_IO && strcmp(why.text, "full") == 0);
		alter_free(s);
	}
	free(x);
}

int
main(void)
{
	UNIT_CASE(names_are_the_texts_without_equals_signs);
	UNIT_CASE(wrong_texts_are_refused);
	UNIT_CASE(too_many_copies_are_refused);
	UNIT_CASE(vtln_changes_the_front_end);
	UNIT_CASE(pieces_do_not_matter);
	UNIT_CASE(all_but_speed_and_pad_keep_the_number_of_samples);
	UNIT_CASE(speed_is_a_change_of_time);
	UNIT_CASE(gain_is_a_factor);
	UNIT_CASE(pad_adds_zeros_at_both_ends);
	UNIT_CASE(noise_has_its_ratio);
	UNIT_CASE(noise_depends_on_the_key_alone);
	UNIT_CASE(white_is_flat_and_pink_falls_by_three_decibels);
	UNIT_CASE(noise_of_a_long_signal_is_that_of_its_beginning);
	UNIT_CASE(telephone_passes_its_band);
	UNIT_CASE(g711_passes_all_that_its_rate_carries);
	UNIT_CASE(telephone_has_the_noise_of_its_codec);
	UNIT_CASE(babble_is_like_people_who_talk);
	UNIT_CASE(rooms_reverberate);
	UNIT_CASE(rooms_differ_but_are_the_same_again);
	UNIT_CASE(a_fault_of_the_sink_is_returned);
	UNIT_END();
}
