/* threads MODEL <samples of 16 bits at 16 kHz: as many threads as argument 2
 * says share the model, each with a stream of its own; all must give the same
 * rows, which are printed once. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tonfall.h>

#define MOST 64

static const struct tonfall_model *model;
static int16_t *sound;
static size_t samples;

/* All results of the stream, twice: after a reset they are the same. */
static void *
work(void *ctx)
{
	struct tonfall_config c = TONFALL_CONFIG_INIT;
	struct tonfall_stream *s;
	struct tonfall_result r;
	char *text = NULL;
	size_t size, i, at, n;
	FILE *fp = open_memstream(&text, &size);
	int turn;

	(void)ctx;
	c.window = 0.5;
	c.hop = 0.25;
	if (tonfall_stream_open(&s, model, &c, NULL) != TONFALL_OK)
		abort();
	for (turn = 0; turn < 2; turn++) {
		for (at = 0; at < samples; at += n) {
			n = samples - at < 1000 ? samples - at : 1000;
			if (tonfall_push_s16(s, sound + at, n, NULL) !=
			    TONFALL_OK)
				abort();
		}
		if (tonfall_finish(s, NULL) != TONFALL_OK)
			abort();
		while (tonfall_next(s, &r) == TONFALL_OK)
			for (i = 0; i < tonfall_classes(model); i++)
				fprintf(fp, "%.9g%c", r.probability[i],
				    i + 1 < tonfall_classes(model) ? ' ' :
				    '\n');
		tonfall_stream_reset(s);
	}
	tonfall_stream_close(s);
	fclose(fp);
	return text;
}

int
main(int argc, char *argv[])
{
	int n = argc > 2 ? atoi(argv[2]) : 4, i;
	struct tonfall_model *m;
	pthread_t thread[MOST];
	char *text[MOST];
	char error[TONFALL_ERROR];

	if (tonfall_open(&m, argv[1], error) != TONFALL_OK) {
		fprintf(stderr, "threads: %s\n", error);
		return 1;
	}
	model = m;
	sound = malloc(sizeof *sound * 1000000);
	samples = fread(sound, sizeof *sound, 1000000, stdin);
	for (i = 0; i < n; i++)
		if (pthread_create(&thread[i], NULL, work, NULL) != 0)
			abort();
	for (i = 0; i < n; i++)
		pthread_join(thread[i], (void **)&text[i]);
	for (i = 1; i < n; i++)
		if (strcmp(text[i], text[0]) != 0) {
			fprintf(stderr, "threads: thread %d differs\n", i);
			return 1;
		}
	fputs(text[0], stdout);
	for (i = 0; i < n; i++)
		free(text[i]);
	free(sound);
	tonfall_close(m);
	return 0;
}
