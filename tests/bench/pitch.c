/*
 * pitch - the pitch tracker alone: samples in memory, 16 kHz, one thread.
 *
 * usage: pitch [-p] seconds samples.f32
 *        pitch [-p] - samples.f32 ...
 *
 * Goes over the samples for so many seconds of processor time and prints how
 * many seconds of sound a second of processor time was enough for; with "-"
 * writes a line for each frame of each file: the number of the file, the time
 * of its middle in seconds, F0 in Hz or 0, probability of voicing,
 * harmonics-to-noise ratio, jitter and shimmer (0 without -p).
 */
#include <stdbool.h>
#include <string.h>

#include "feature/framer.h"
#include "feature/kind.h"
#include "feature/pitch.h"
#include "clock.h"
#include "samples.h"

#define RATE 16000

struct run {
	struct pitch *p;
	bool print;
	int file;
	size_t frames;		/* decided */
};

static void
check(enum status s, const struct fault *why)
{
	if (s == ST_OK)
		return;
	(void)fprintf(stderr, "pitch: %s\n", why->text);
	exit(1);
}

static void
decided(struct run *r, const struct pitch_value *v, size_t n)
{
	size_t i;

	for (i = 0; r->print && i < n; i++)
		(void)printf("%d\t%.3f\t%.3f\t%.6f\t%.2f\t%.5f\t%.5f\n",
		    r->file, 0.005 + 0.01 * (double)(r->frames + i),
		    v[i].voicing >= 0.5f ? (double)v[i].f0 : 0.0,
		    (double)v[i].voicing, (double)v[i].hnr,
		    (double)v[i].period.jitter, (double)v[i].period.shimmer);
	r->frames += n;
}

static void
take(void *ctx, const float *x, size_t place, size_t n)
{
	struct run *r = ctx;
	struct pitch_value v[FRAMER_BATCH];

	decided(r, v, pitch_push(r->p, x, place, n, v));
}

static void
track(struct run *r, struct framer *f, const float *x, size_t n)
{
	struct pitch_value v[PITCH_MOSTHELD];

	r->frames = 0;
	framer_push(f, x, n, take, r);
	framer_finish(f, take, r);
	decided(r, v, pitch_finish(r->p, v));
}

static void
measure(struct run *r, struct framer *f, const float *x, size_t n,
    double least)
{
	double start = clock_cpu(), used, passes = 0;

	do {
		track(r, f, x, n);
		passes++;
		used = clock_cpu() - start;
	} while (used < least);
	put("speed", passes * (double)n / RATE / used, "x real time");
}

int
main(int argc, char *argv[])
{
	struct pitch_range range = { RATE, 0, 0, 60, 600, false };
	struct run r = { NULL, false, 1, 0 };
	struct framer *f;
	struct fault why;
	struct front p;
	size_t n;
	float *x;

	if (argc > 1 && strcmp(argv[1], "-p") == 0) {
		range.periods = true;
		argc--;
		argv++;
	}
	if (argc < 3)
		return 2;
	front_init(&p, &feature_fbank);
	p.rate = RATE;
	p.frame_length = 60;
	p.snip = 0;
	check(framer_new(&f, &p, &why), &why);
	range.window = framer_window(f);
	range.shift = framer_shift(f);
	check(pitch_new(&r.p, &range, &why), &why);
	r.print = strcmp(argv[1], "-") == 0;
	for (; r.file + 1 < argc; r.file++) {
		x = samples_read(argv[r.file + 1], &n);
		if (r.print)
			track(&r, f, x, n);
		else
			measure(&r, f, x, n, strtod(argv[1], NULL));
		free(x);
	}
	pitch_free(r.p);
	framer_free(f);
	return 0;
}
