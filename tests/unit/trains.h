/* trains.h - small trainings on streams from arithmetic, for unit tests. */
#ifndef TONFALL_UNIT_TRAINS_H
#define TONFALL_UNIT_TRAINS_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "nn/schedule.h"
#include "model/train.h"
#include "unit.h"

enum { RECORDS = 37, FRAMES = 12, BINS = 3, EPOCHS = 3 };

static struct fault why;
static char dir[] = "/tmp/trains.XXXXXX";
static char net[64], data[64], dev[64], ck[64];

/* A stream of n records of three classes, four of five of which have a number,
 * from arithmetic alone. */
static inline void
make_stream(const char *path, unsigned n)
{
	float value[FRAMES * BINS];
	struct tensor t = TENSOR_INIT;
	struct tensor_writer *w;
	unsigned i, j;

	CHECK(tensor_create(&w, path, &why) == ST_OK);
	t.rank = 2;
	t.dim[0] = FRAMES;
	t.dim[1] = BINS;
	t.data = value;
	for (i = 0; i < n; i++) {
		for (j = 0; j < FRAMES * BINS; j++)
			value[j] = (float)((i * 977 + j * 331 + i * j * 17) %
			    101) / 50 - 1;
		CHECK(attrs_setf(&t.attr, &why, "key", "%u", i) == ST_OK);
		CHECK(attrs_setf(&t.attr, &why, "label", "c%u", i % 3) ==
		    ST_OK);
		attrs_del(&t.attr, "rating");
		if (i % 5 != 2)
			CHECK(attrs_setf(&t.attr, &why, "rating", "%u",
			    i * 7 % 11) == ST_OK);
		CHECK(tensor_write(w, &t, &why) == ST_OK);
	}
	attrs_free(&t.attr);
	CHECK(tensor_finish(w, &why) == ST_OK);
}

static inline void
make_files(const char *layers)
{
	FILE *fp;

	CHECK(mkdtemp(dir) != NULL);
	(void)snprintf(net, sizeof net, "%s/net", dir);
	(void)snprintf(data, sizeof data, "%s/data", dir);
	(void)snprintf(dev, sizeof dev, "%s/dev", dir);
	(void)snprintf(ck, sizeof ck, "%s/ck", dir);
	if ((fp = fopen(net, "w")) == NULL) {
		perror(net);
		exit(1);
	}
	(void)fputs(layers, fp);
	CHECK(fclose(fp) == 0);
	make_stream(data, RECORDS);
	make_stream(dev, 20);
}

static inline void
remove_files(void)
{
	(void)unlink(net);
	(void)unlink(data);
	(void)unlink(dev);
	(void)unlink(ck);
	CHECK(rmdir(dir) == 0);
}

static inline struct train_config
config(const char *rule, const char *schedule, bool with_dev, bool once)
{
	struct train_config c = {
		.targets = TARGETS_LABEL,
		.network = net, .data = data, .dev = with_dev ? dev : NULL,
		.batch = 8, .epochs = EPOCHS, .seed = 4,
		.shuffle.how = once ? SHUFFLE_ONCE : SHUFFLE_EVERY,
		.weights = true, .threads = 2,
	};

	CHECK(optim_parse(&c.optim.rule, rule, &why) == ST_OK);
	CHECK(schedule_parse(&c.optim.schedule, schedule, &why) == ST_OK);
	c.optim.rate = 0.01;
	return c;
}

#endif
