/* recognise MODEL RATE [WINDOW [HOP]] <samples of 16 bits, mono: a row for
 * each window, or one for all: start, end, class, probabilities. */
#include <stdio.h>
#include <stdlib.h>
#include <tonfall.h>

static char error[TONFALL_ERROR];

static void
check(int status)
{
	if (status == TONFALL_OK)
		return;
	fprintf(stderr, "recognise: %s\n", error);
	exit(1);
}

static void
print(struct tonfall_stream *s, const struct tonfall_model *m)
{
	struct tonfall_result r;
	size_t i;

	while (tonfall_next(s, &r) == TONFALL_OK) {
		printf("%g\t%g\t%s", r.start, r.end,
		    r.label < 0 ? "-" : tonfall_class(m, (size_t)r.label));
		for (i = 0; i < tonfall_classes(m); i++)
			printf("\t%.7g", r.probability[i]);
		putchar('\n');
	}
}

int
main(int argc, char *argv[])
{
	struct tonfall_config c = TONFALL_CONFIG_INIT;
	struct tonfall_stream *s;
	struct tonfall_model *m;
	int16_t x[1600];
	size_t n;

	c.rate = argc > 2 ? atof(argv[2]) : 16000;
	c.window = argc > 3 ? atof(argv[3]) : 0;
	c.hop = argc > 4 ? atof(argv[4]) : 0;
	c.speech = 0;
	check(tonfall_open(&m, argv[1], error));
	check(tonfall_stream_open(&s, m, &c, error));
	while ((n = fread(x, sizeof *x, 1600, stdin)) > 0) {
		check(tonfall_push_s16(s, x, n, error));
		print(s, m);
	}
	check(tonfall_finish(s, error));
	print(s, m);
	tonfall_stream_close(s);
	tonfall_close(m);
	return 0;
}
