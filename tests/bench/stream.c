/*
 * stream - a stream of records made up of random numbers, as big as one likes.
 *
 * usage: stream records frames bins [seed]
 *
 * Four classes (label), six sessions of two speakers each, front and rate as
 * of wav2fbank.  Record i is the same whatever the number of records.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tensor/tensor.h"
#include "feature/kind.h"

static void
check(enum status s, const struct fault *why)
{
	if (s == ST_OK)
		return;
	(void)fprintf(stderr, "stream: %s\n", why->text);
	exit(1);
}

/* Marsaglia's xorshift: numbers that need not be good, but quick. */
static uint32_t
next(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

static void
describe(struct tensor *t, unsigned i, const char *front)
{
	static const char *const label[] = { "angry", "happy", "neutral",
		"sad" };
	struct fault why;

	check(attrs_setf(&t->attr, &why, "key", "utterance-%07u", i), &why);
	check(
	    attrs_set(&t->attr, "label", label[(i + i / 12) % 4], &why), &why);
	check(attrs_setf(&t->attr, &why, "session", "%u", i % 6 + 1), &why);
	check(attrs_setf(&t->attr, &why, "speaker", "%02u", i % 12 + 1), &why);
	check(attrs_set(&t->attr, "rate", "100", &why), &why);
	check(attrs_set(&t->attr, "front", front, &why), &why);
}

static void
fill(struct tensor *t, uint32_t seed)
{
	size_t i, n = tensor_len(t);
	uint32_t x = seed * 2654435761u + 1;

	for (i = 0; i < n; i++)
		t->data[i] = (float)(next(&x) >> 8) / (1 << 23) - 11;
}

int
main(int argc, char *argv[])
{
	struct tensor t = TENSOR_INIT;
	struct tensor_writer *w;
	struct front p;
	struct fault why;
	char front[FRONT_MAXLINE];
	uint64_t dim[2];
	unsigned i, n, seed;

	if (argc < 4)
		return 2;
	n = (unsigned)strtoul(argv[1], NULL, 10);
	dim[0] = strtoul(argv[2], NULL, 10);
	dim[1] = strtoul(argv[3], NULL, 10);
	seed = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 1;
	front_init(&p, &feature_fbank);
	check(front_set(&p, "bins", argv[3], &why), &why);
	front_line(&p, front);
	check(tensor_create(&w, NULL, &why), &why);
	check(tensor_reshape(&t, 2, dim, &why), &why);
	for (i = 0; i < n; i++) {
		describe(&t, i, front);
		fill(&t, seed + i);
		check(tensor_write(w, &t, &why), &why);
	}
	check(tensor_finish(w, &why), &why);
	tensor_free(&t);
	return 0;
}
