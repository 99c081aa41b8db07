/*
 * Unit tests of the kind prosody: what holds of its rows whatever the sound.
 * Values are compared with numpy's in tests/wav2prosody.t.
 */
#include <math.h>
#include <string.h>

#include "feature/kind.h"
#include "features.h"
#include "unit.h"

#define SAMPLES	16000
#define COLUMNS	320
#define ROOM	(COLUMNS * 400)

static float wave[3 * SAMPLES];
static float want[ROOM], got[ROOM];

/* Pulses of 160 Hz through two resonances, with breath, silence in between. */
static void
speak(float *x, size_t n, double rate)
{
	double y1 = 0, y2 = 0, y, e, r = exp(-M_PI * 90 / rate);
	uint32_t seed = 1;
	size_t i, period = (size_t)(rate / 160);

	for (i = 0; i < n; i++) {
		seed = seed * 1664525 + 1013904223;
		e = (i % period == 0 ? 1 : 0) +
		    0.02 * ((double)seed / 4294967296.0 - 0.5);
		y = e + 2 * r * cos(2 * M_PI * 700 / rate) * y1 - r * r * y2;
		y2 = y1;
		y1 = y;
		x[i] = i * 10 / n % 3 == 1 ? 0 : (float)(0.1 * y);
	}
}

static void
prosody_of(struct front *p)
{
	front_init(p, &feature_prosody);
}

/* The text of an attribute, or NULL. */
static const char *
text_of(const struct feature *f, const char *name)
{
	const struct feature_text *q;

	for (q = feature_texts(f); q->name != NULL; q++)
		if (strcmp(q->name, name) == 0)
			return q->value;
	return NULL;
}

/* The number of the column with this name in a list of names, or -1; after it
 * may come *SLOPE, which is then *slope. */
static int
find(const char *list, const char *name, double *slope)
{
	size_t n = strlen(name), len;
	int i;

	for (i = 0; *list != '\0'; i++, list += len + (list[len] == ' ')) {
		len = strcspn(list, " ");
		if (strncmp(list, name, n) != 0 ||
		    (len > n && list[n] != '*'))
			continue;
		if (slope != NULL)
			*slope = len > n ? atof(list + n + 1) : 1;
		return i;
	}
	return -1;
}

/* Name number i of the list. */
static void
name_at(const char *list, size_t i, char name[64])
{
	size_t len;

	for (; i > 0; i--)
		list = strchr(list, ' ') + 1;
	len = strcspn(list, " ");
	(void)memcpy(name, list, len);
	name[len] = '\0';
}

/* ---- tests ---- */

static void
any_division_into_pieces(void)
{
	static const size_t steps[] = { 1, 7, 160, 1279, 5000, SAMPLES };
	struct feature *f;
	struct front p;
	size_t i, T, B;

	speak(wave, SAMPLES, 16000);
	prosody_of(&p);
	f = make(&p);
	B = feature_columns(f);
	T = run(f, wave, SAMPLES, SAMPLES, want, ROOM);
	CHECK(T == 100 && T == feature_frames(f, SAMPLES));
	for (i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		/* What comes before leaves no trace. */
		(void)run(f, wave + 777, 5000, 4000, got, ROOM);
		(void)feature_push(f, wave, 4321, got);
		feature_reset(f);
		CHECK(run(f, wave, SAMPLES, steps[i], got, ROOM) == T);
		CHECK(memcmp(want, got, T * B * sizeof *got) == 0);
	}
	feature_free(f);
}

/* A family's columns are the same with and without the others. */
static void
families_do_not_depend_on_each_other(void)
{
	static const char *const names[] = {
		"f0", "energy", "mel", "mfcc", "shape", "formants", "source"
	};
	struct feature *all, *one;
	struct fault why;
	struct front p;
	size_t i, T, B, b, t, at = 0;

	speak(wave, SAMPLES, 16000);
	prosody_of(&p);
	all = make(&p);
	B = feature_columns(all);
	T = run(all, wave, SAMPLES, 999, want, ROOM);
	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		CHECK(front_set(&p, "contours", names[i], &why) == ST_OK);
		one = make(&p);
		b = feature_columns(one);
		CHECK(run(one, wave, SAMPLES, 500, got, ROOM) == T);
		for (t = 0; t < T; t++)
			CHECK(memcmp(want + t * B + at, got + t * b,
			    b * sizeof *got) == 0);
		at += b;
		feature_free(one);
	}
	CHECK(at == B);
	feature_free(all);
}

/* Frames of silence have the level of silence, whatever the gain. */
static void
compare_levels(const struct feature *f, size_t T, double dB)
{
	size_t B = feature_columns(f), b, t;
	size_t e = (size_t)find(text_of(f, "columns"), "energy", NULL);
	double slope, shift;
	char name[64];

	for (b = 0; b < B; b++) {
		name_at(text_of(f, "columns"), b, name);
		slope = 0;
		(void)find(text_of(f, "level"), name, &slope);
		shift = slope * log(10) / 10 * dB;
		for (t = 0; t < T; t++)
			if (want[t * B + e] > -20)
				CHECK_NEAR(got[t * B + b],
				    want[t * B + b] + shift,
				    1e-4 + 2e-4 * fabs(want[t * B + b]));
	}
}

/* A gain shifts the columns of `level' as it says, and nothing else. */
static void
level_is_only_where_it_says(void)
{
	static const double gains[] = { -20, 12 };
	static float louder[SAMPLES];
	struct feature *f;
	struct front p;
	size_t i, j, T;

	speak(wave, SAMPLES, 16000);
	prosody_of(&p);
	f = make(&p);
	T = run(f, wave, SAMPLES, 4000, want, ROOM);
	for (i = 0; i < 2; i++) {
		for (j = 0; j < SAMPLES; j++)
			louder[j] = (float)(pow(10, gains[i] / 20) *
			    (double)wave[j]);
		CHECK(run(f, louder, SAMPLES, 4000, got, ROOM) == T);
		compare_levels(f, T, gains[i]);
	}
	feature_free(f);
}

/* Each sound is one that breaks careless arithmetic. */
static void
make_odd(float *x, size_t n, int which)
{
	size_t i;

	for (i = 0; i < n; i++)
		x[i] = 0;
	if (which == 1)
		x[n / 2] = 1.0f / 32768;
	for (i = 0; i < n && which > 1; i++)
		switch (which) {
		case 2: x[i] = 0.75f; break;
		case 3: x[i] = i % 2 == 0 ? 1 : -1; break;
		case 4: x[i] = i / 40 % 2 == 0 ? 4 : -4; break;
		case 5: x[i] = (float)(1e-12 * sin((double)i)); break;
		case 6: x[i] = i == n / 2 ? 4 : 0; break;
		default: x[i] = (float)sin(0.05 * (double)i);
		}
}

static void
every_value_is_finite(void)
{
	static const double rates[] = { 8000, 11025, 16000, 44100, 48000 };
	struct feature *f;
	struct front p;
	size_t i, j, T, n;
	int odd;

	for (i = 0; i < 5; i++) {
		prosody_of(&p);
		p.rate = rates[i];
		f = make(&p);
		n = (size_t)(rates[i] / 2);
		for (odd = 0; odd < 8; odd++) {
			make_odd(wave, n, odd);
			T = run(f, wave, n, n, got, ROOM);
			CHECK(T >= 49 && T <= 51);
			for (j = 0; j < T * feature_columns(f); j++)
				CHECK(isfinite(got[j]));
		}
		feature_free(f);
	}
}

/* Digital silence: unvoiced, steady, the same whatever the scale. */
static void
silence(void)
{
	struct feature *f;
	struct front p;
	size_t T, t, B;
	int voicing;

	(void)memset(wave, 0, sizeof wave);
	prosody_of(&p);
	f = make(&p);
	B = feature_columns(f);
	T = run(f, wave, SAMPLES, SAMPLES, got, ROOM);
	voicing = find(text_of(f, "columns"), "voicing", NULL);
	CHECK(voicing >= 0);
	for (t = 0; t < T; t++) {
		CHECK(got[t * B + (size_t)voicing] < 0.5f);
		CHECK(memcmp(got, got + t * B, B * sizeof *got) == 0);
	}
	feature_free(f);
}

/* Unvoiced frames repeat what needs voice. */
static void
columns_that_need_voice(void)
{
	struct feature *f;
	struct front p;
	size_t T, t, B, b, unvoiced = 0, voiced = 0;
	char name[64];
	size_t v;

	speak(wave, SAMPLES, 16000);
	prosody_of(&p);
	f = make(&p);
	B = feature_columns(f);
	T = run(f, wave, SAMPLES, SAMPLES, got, ROOM);
	v = (size_t)find(text_of(f, "columns"), "voicing", NULL);
	for (b = 0; b < B; b++) {
		name_at(text_of(f, "columns"), b, name);
		if (find(text_of(f, "voiced"), name, NULL) < 0)
			continue;
		for (t = 1; t < T; t++)
			CHECK(got[t * B + v] >= 0.5f ||
			    got[t * B + b] == got[(t - 1) * B + b]);
	}
	for (t = 0; t < T; t++)
		*(got[t * B + v] >= 0.5f ? &voiced : &unvoiced) += 1;
	CHECK(voiced > 30 && unvoiced > 15);
	feature_free(f);
}

static void
refused(const char *name, const char *value, const char *says)
{
	struct feature *f;
	struct fault why;
	struct front p;

	prosody_of(&p);
	CHECK(front_set(&p, name, value, &why) == ST_OK);
	CHECK(feature_new(&f, &p, &why) == ST_BAD && f == NULL);
	if (strstr(why.text, says) == NULL)
		printf("FAIL %s: '%s'\n", unit_name, why.text);
	CHECK(strstr(why.text, says) != NULL);
}

static void
parameters_that_contradict(void)
{
	refused("rate", "4000", "at least 8000 Hz");
	refused("frame-length", "20", "within a frame of 20 ms");
	refused("spectrum", "61", "within a frame of 60 ms");
	refused("cepstra", "41", "41 cepstra cannot be made of 40 mel bins");
	refused("spectrum", "5", "mel bins are too many");
	refused("pitch-low", "40", "three periods");
}

int
main(void)
{
	UNIT_CASE(any_division_into_pieces);
	UNIT_CASE(families_do_not_depend_on_each_other);
	UNIT_CASE(level_is_only_where_it_says);
	UNIT_CASE(every_value_is_finite);
	UNIT_CASE(silence);
	UNIT_CASE(columns_that_need_voice);
	UNIT_CASE(parameters_that_contradict);
	UNIT_END();
}
