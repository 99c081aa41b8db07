/*
 * A checkpoint as cnntrain -c takes it up again.  The input is no checkpoint,
 * which would have to name this version and data, but what is to be changed
 * in one.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/checkpoint.h"
#include "fuzz.h"

static struct train training;
static uint8_t good[1 << 16];
static size_t size_of_good;

static const char *
network(void)
{
	static const char text[] =
	    "conv 2 2; batchnorm; relu; statpool; dense classes";

	return fuzz_keep((const uint8_t *)text, sizeof text - 1);
}

/* Three records (4, 2) of two classes. */
static const char *
data(void)
{
	const uint64_t dim[2] = { 4, 2 };
	struct tensor t = TENSOR_INIT;
	struct tensor_writer *w;
	const uint8_t *bytes;
	struct fault why;
	size_t i, k, n;

	HOLDS(tensor_create(&w, fuzz_sink(), &why) == ST_OK);
	for (i = 0; i < 3; i++) {
		HOLDS(tensor_reshape(&t, 2, dim, &why) == ST_OK);
		for (k = 0; k < 8; k++)
			t.data[k] = (float)((k + 1) * (i + 1) % 5);
		HOLDS(attrs_setf(&t.attr, &why, "key", "%zu", i) == ST_OK);
		HOLDS(attrs_set(&t.attr, "label", i == 1 ? "a" : "b", &why) ==
		    ST_OK);
		HOLDS(tensor_write(w, &t, &why) == ST_OK);
	}
	HOLDS(tensor_finish(w, &why) == ST_OK);
	tensor_free(&t);
	bytes = fuzz_written(&n);
	return fuzz_keep(bytes, n);
}

/* Where it cannot be written, it is said. */
static void
refuse(void)
{
	float *w = training.model.w, was = w[0];
	struct fault why;

	HOLDS(checkpoint_save(&training, "/no/such/folder/c", &why) == ST_IO);
	HOLDS(checkpoint_save(&training, "/dev/full", &why) == ST_IO);
	w[0] = NAN;
	HOLDS(checkpoint_save(&training, "/dev/null", &why) == ST_BAD);
	w[0] = was;
}

/* The training after one epoch, and its checkpoint. */
static void
begin(void)
{
	char path[] = "/tmp/fuzz-checkpoint.XXXXXX";
	struct train_config config = { .targets = TARGETS_LABEL,
	    .network = network(), .data = data(),
	    .dev = data(),
	    .batch = 2, .seed = 1, .weights = true, .threads = 1 };
	struct train_score score;
	struct fault why;
	FILE *fp;

	optim_usual(&config.optim);
	HOLDS(train_open(&training, &config, &why) == ST_OK);
	HOLDS(train_epoch(&training, &score, &why) == ST_OK);
	HOLDS(close(mkstemp(path)) == 0);
	HOLDS(checkpoint_save(&training, path, &why) == ST_OK);
	HOLDS((fp = fopen(path, "rb")) != NULL);
	size_of_good = fread(good, 1, sizeof good, fp);
	(void)fclose(fp);
	(void)unlink(path);
	refuse();
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	const uint8_t *stream;
	struct fault why;
	enum status s;
	bool other = false;
	size_t n;

	if (size_of_good == 0)
		begin();
	stream = fuzz_stream_edit(good, size_of_good, input, size, &n);
	s = checkpoint_load(&training, fuzz_file(stream, n), &other, &why);
	fuzz_told(s, &why);
	HOLDS(size > 0 || fuzz_instead != NULL || (s == ST_OK &&
	    !other));
	return 0;
}
