/*
 * A model as cnneval takes it: loaded, and where it is accepted and small, one
 * record goes through its norm and its network.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "model/model_input.h"
#include "fuzz.h"

enum { SMALL = 1 << 12 };	/* values of a network that is tried */

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return fuzz_stream_mutate(data, size, max, seed);
}

static bool
small(const struct model *m)
{
	struct shape s;
	size_t i;

	for (i = 0; i < m->net.layers; i++) {
		s = net_out(&m->net, i);
		if (s.t * s.c > SMALL)
			return false;
	}
	return m->net.in.t * m->net.in.c <= SMALL && m->net.total <= SMALL;
}

/* A record of the model's front and bins, of other frames; or of others. */
static void
make_record(const struct model *m, struct tensor *t, unsigned way)
{
	const char *front = way == 1 ? "another" : model_attr(m, "front");
	const char *norm = model_attr(m, "norm");
	const uint64_t dim[2] = { 3, m->net.in.c + (way == 2) };
	size_t i;

	HOLDS(tensor_reshape(t, 2, dim, NULL) == ST_OK);
	for (i = 0; i < tensor_len(t); i++)
		t->data[i] = (float)(i % 7) - 3;
	HOLDS(attrs_set(&t->attr, "key", "a", NULL) == ST_OK);
	if (way == 3 && norm != NULL)
		HOLDS(attrs_set(&t->attr, "norm", norm, NULL) == ST_OK);
	if (way == 4)
		HOLDS(
		    attrs_set(&t->attr, "norm", "speaker 1 2", NULL) == ST_OK);
	if (front != NULL)
		HOLDS(attrs_set(&t->attr, "front", front, NULL) == ST_OK);
}

struct sample {
	const float *x;
	size_t len, frames;
};

static void
fill(void *ctx, size_t i, float *x, size_t *frames)
{
	const struct sample *s = ctx;

	(void)i;
	(void)memcpy(x, s->x, s->len * sizeof *x);
	*frames = s->frames;
}

static void
predict(const struct model *m, struct sample *s)
{
	static struct threads *pool;
	float *prob = calloc(m->classes, sizeof *prob);
	struct pass *run;
	struct fault why;
	double sum = 0;
	size_t i;

	if (pool == NULL)
		HOLDS(threads_new(&pool, 1, &why) == ST_OK);
	HOLDS(prob != NULL);
	HOLDS(pass_new(&run, &m->net, pool, 1, PASS_FORWARD, &why) == ST_OK);
	model_predict(m, run, 1, fill, s, prob);
	for (i = 0; i < m->classes; i++)
		sum += prob[i];
	/* Large weights may well overflow: cnneval refuses that answer. */
	HOLDS(!isfinite(sum) || fabs(sum - 1) < 1e-3);
	pass_free(run);
	free(prob);
}

static void
use(const struct model *m, unsigned way)
{
	size_t T = m->net.in.t, B = m->net.in.c;
	struct model_input feed = MODEL_INPUT_INIT;
	struct tensor t = TENSOR_INIT;
	struct sample s = { NULL, T * B, 0 };
	float *x = calloc(T * B, sizeof *x);
	struct fault why;
	enum status st;

	HOLDS(x != NULL);
	make_record(m, &t, way);
	st = model_input_init(
	    &feed, model_attr(m, "front"), model_attr(m, "norm"), T, B, &why);
	if (st == ST_OK)
		st = model_input_record(&feed, &t, x, &s.frames, &why);
	if (st == ST_OK)	/* and again with the room that is there */
		st = model_input_record(&feed, &t, x, &s.frames, &why);
	fuzz_told(st, &why);
	s.x = x;
	if (st == ST_OK)
		predict(m, &s);
	model_input_free(&feed);
	tensor_free(&t);
	free(x);
}

/* What was loaded is written, loaded again and the same. */
static void
again(const struct model *m)
{
	struct model back = MODEL_INIT;
	struct tensor_writer *w;
	const uint8_t *bytes;
	struct fault why;
	size_t n;

	HOLDS(tensor_create(&w, fuzz_sink(), &why) == ST_OK);
	HOLDS(model_write(m, w, &why) == ST_OK);
	HOLDS(tensor_finish(w, &why) == ST_OK);
	bytes = fuzz_written(&n);
	HOLDS(model_load(&back, fuzz_pipe(bytes, n), &why) == ST_OK);
	fuzz_pipe_end();
	HOLDS(back.net.total == m->net.total);
	HOLDS(memcmp(back.w, m->w, m->net.total * sizeof *m->w) == 0);
	model_free(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct model m = MODEL_INIT;
	struct fault why;
	enum status s = model_load(&m, fuzz_file(data, size), &why);

	fuzz_told(s, &why);
	if (s != ST_OK)
		return 0;
	if (small(&m) && fuzz_choice(data, size, FUZZ_TURNS) == 5)
		again(&m);
	else if (small(&m))
		use(&m, fuzz_choice(data, size, FUZZ_TURNS));
	model_free(&m);
	return 0;
}
