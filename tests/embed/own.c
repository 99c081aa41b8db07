/* own MODEL USE WINDOW HOP SPEECH <samples of 16 bits at 16 kHz: by a speaker's
 * own statistics; the use is grow, whole or known, which goes through the sound
 * twice.  A row a window: whether they were used, then probabilities.  It is
 * linked with the library's own archive. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "recognise/recogniser.h"

#define MOST (1 << 22)

static struct fault why;

static void
check(enum status s)
{
	if (s == ST_OK)
		return;
	fprintf(stderr, "own: %s\n", why.text);
	exit(1);
}

static void
go(struct recogniser *r, const struct pack *p, const float *x, size_t n)
{
	struct recognition q;
	size_t i, take;

	check(recogniser_begin(r, 16000, NULL, 0, &why));
	for (; n > 0; n -= take, x += take) {
		take = n < 1000 ? n : 1000;
		check(recogniser_push(r, x, take, &why));
	}
	check(recogniser_finish(r, &why));
	while (recogniser_next(r, &q) == ST_OK) {
		printf("%d", q.own);
		for (i = 0; i < p->classes; i++)
			printf("\t%.7g", q.p[i]);
		printf("%s\n", q.nothing ? "\t-" : "");
	}
}

int
main(int argc, char *argv[])
{
	static int16_t raw[MOST];
	static float x[MOST];
	struct recogniser_rule rule = { 0 };
	struct recogniser *r;
	struct speaker *s;
	struct pack *p;
	size_t n, i;

	if (argc < 6)
		return 2;
	rule.window = atof(argv[3]);
	rule.hop = atof(argv[4]);
	rule.speech = atof(argv[5]);
	n = fread(raw, sizeof *raw, MOST, stdin);
	for (i = 0; i < n; i++)
		x[i] = (float)raw[i] / 32768;
	check(pack_load(&p, argv[1], &why));
	check(recogniser_new(&r, p, &rule, &why));
	check(speaker_new(&s, p, &why));
	if (strcmp(argv[2], "known") == 0) {
		recogniser_speaker(r, s, SPEAKER_COUNT);
		go(r, p, x, n);
		check(speaker_settle(s, &why));
		recogniser_speaker(r, s, SPEAKER_KNOWN);
	} else
		recogniser_speaker(r, s, strcmp(argv[2], "whole") == 0 ?
		    SPEAKER_WHOLE : SPEAKER_GROW);
	go(r, p, x, n);
	recogniser_free(r);
	speaker_free(s);
	pack_free(p);
	return 0;
}
