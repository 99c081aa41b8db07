/*
 * fbank - the arithmetic of the filter bank alone: samples in memory, 16 kHz,
 * one thread.
 *
 * usage: fbank samples.f32 seconds | - [PARAMETER=value ...]
 *
 * Goes over the samples for so many seconds of processor time and prints how
 * many seconds of sound a second of processor time was enough for; with "-"
 * writes the features, computed from all samples at once.
 */
#include <stdlib.h>
#include <string.h>

#include "feature/feature.h"
#include "feature/kind.h"
#include "clock.h"
#include "samples.h"

static void
check(enum status s, const struct fault *why)
{
	if (s == ST_OK)
		return;
	(void)fprintf(stderr, "fbank: %s\n", why->text);
	exit(1);
}

static void
set(struct front *p, char *assignment)
{
	char *value = strchr(assignment, '=');
	struct fault why;

	if (value == NULL) {
		(void)fprintf(stderr, "fbank: %s: no '='\n", assignment);
		exit(2);
	}
	*value++ = '\0';
	check(front_set(p, assignment, value, &why), &why);
}

static void
measure(struct feature *f, const float *x, size_t n, float *out, double least)
{
	double start = clock_cpu(), used, passes = 0;

	do {
		(void)feature_push(f, x, n, out);
		feature_reset(f);
		passes++;
		used = clock_cpu() - start;
	} while (used < least);
	put("speed", passes * (double)n / 16000 / used, "x real time");
}

int
main(int argc, char *argv[])
{
	struct front p;
	struct feature *f;
	struct fault why;
	size_t n, frames;
	float *x, *out;
	int i;

	if (argc < 3)
		return 2;
	front_init(&p, &feature_fbank);
	for (i = 3; i < argc; i++)
		set(&p, argv[i]);
	x = samples_read(argv[1], &n);
	check(feature_new(&f, &p, &why), &why);
	out = malloc(feature_most(f, n) * feature_columns(f) * sizeof(*out));
	if (out == NULL)
		return 1;
	frames = feature_push(f, x, n, out);	/* touches all memory once */
	feature_reset(f);
	if (strcmp(argv[2], "-") == 0)
		(void)fwrite(out, sizeof(*out) * feature_columns(f), frames,
		    stdout);
	else
		measure(f, x, n, out, strtod(argv[2], NULL));
	free(out);
	free(x);
	feature_free(f);
	return 0;
}
