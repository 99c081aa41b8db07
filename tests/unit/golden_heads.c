/*
 * Losses of numbers, and a training with three targets that not all records
 * have, against PyTorch: tests/golden/heads.py wrote the values in
 * tests/golden/heads.
 */
#include <unistd.h>

#include "nn/regress.h"
#include "nn/schedule.h"
#include "model/train.h"
#include "goldens.h"

enum { N = 40, T = 9, B = 4, STEPS = 5, TRAINED = 3, DEV = 6 };

static struct fault why;
static char folder[] = "/tmp/heads.XXXXXX", net[64], data[64];

/* ---- the losses ---- */

static void
against(enum regress_loss loss, const char *name)
{
	float *x = npy("x", N), *y = npy("y", N), *value = npy(name, 1), *slope;
	struct regress_sums s = { 0 };
	char file[32];
	size_t i;

	(void)snprintf(file, sizeof file, "%s_slope", name);
	slope = npy(file, N);
	for (i = 0; i < N; i++)
		regress_add(&s, (double)x[i], (double)y[i]);
	CHECK_NEAR(regress_value(loss, &s), (double)value[0], 1e-6);
	for (i = 0; i < N; i++)
		CHECK_NEAR(regress_slope(loss, &s, (double)x[i], (double)y[i]),
		    (double)slope[i], 1e-7);
	free(x), free(y), free(value), free(slope);
}

static void
losses_and_gradients(void)
{
	against(REGRESS_CCC, "ccc");
	against(REGRESS_MSE, "mse");
}

/* ---- a training ---- */

static void
set_number(struct tensor *t, const char *name, float v)
{
	if (isnan(v))
		attrs_del(&t->attr, name);
	else
		CHECK(attrs_setf(&t->attr, &why, name, "%.9g", (double)v) ==
		    ST_OK);
}

static void
write_records(void)
{
	float *x = npy("data", N * T * B);
	float *first = npy("first", N), *second = npy("second", N);
	int32_t *label = npy("label", N);
	struct tensor t = TENSOR_INIT;
	struct tensor_writer *w;
	size_t i;

	CHECK(tensor_create(&w, data, &why) == ST_OK);
	t.rank = 2;
	t.dim[0] = T;
	t.dim[1] = B;
	for (i = 0; i < N; i++) {
		t.data = x + i * T * B;
		CHECK(attrs_setf(&t.attr, &why, "key", "r%zu", i) == ST_OK);
		if (label[i] < 0)
			attrs_del(&t.attr, "label");
		else
			CHECK(attrs_setf(&t.attr, &why, "label", "c%d",
			    label[i]) == ST_OK);
		set_number(&t, "first", first[i]);
		set_number(&t, "second", second[i]);
		CHECK(tensor_write(w, &t, &why) == ST_OK);
	}
	attrs_free(&t.attr);
	CHECK(tensor_finish(w, &why) == ST_OK);
	free(x), free(first), free(second), free(label);
}

static size_t
parameters(const struct net *n)
{
	size_t i, sum = 0;

	for (i = 0; i < n->params; i++)
		sum += n->param[i].len;
	return sum;
}

/* Set the parameters from NAME.npy, or return the largest difference. */
static double
weights(struct train *t, const char *name, bool assign)
{
	const struct net *n = &t->model.net;
	float *all = npy(name, parameters(n)), *v = all;
	double worst = 0;
	size_t i, j;

	for (i = 0; i < n->params; i++)
		for (j = 0; j < n->param[i].len; j++, v++) {
			float *to = &t->model.w[n->param[i].off + j];

			if (assign)
				*to = *v;
			worst = unit_max(worst, fabs((double)(*to - *v)));
		}
	free(all);
	return worst;
}

static void
check_epoch(const struct train_score *s, const float *trained, const float *dev)
{
	CHECK_NEAR(s->loss, (double)trained[0], 1e-5);
	CHECK_NEAR(s->ccc[1], (double)trained[1], 1e-5);
	CHECK_NEAR(s->ccc[2], (double)trained[2], 1e-5);
	CHECK_NEAR(s->dev_loss, (double)dev[0], 1e-5);
	CHECK_NEAR(s->dev_accuracy, (double)dev[1], 1e-6);
	CHECK_NEAR(s->dev_ccc[1], (double)dev[2], 1e-5);
	CHECK_NEAR(s->dev_ccc[2], (double)dev[3], 1e-5);
	CHECK_NEAR(s->dev_mae[1], (double)dev[4], 1e-5);
	CHECK_NEAR(s->dev_mae[2], (double)dev[5], 1e-5);
}

static void
five_steps(void)
{
	static const double share[] = { 1, 0.5, 0.25 };
	float *trained = npy("train", STEPS * TRAINED);
	float *dev = npy("dev", STEPS * DEV);
	struct train_config c = { .network = net, .data = data, .dev = data,
	    .share = share, .batch = N, .epochs = STEPS, .seed = 1,
	    .weights = true, .threads = 2 };
	struct train_score s;
	static struct train t;
	size_t i;

	optim_usual(&c.optim);
	c.optim.rate = 0.01;
	CHECK(targets_parse("label+first:value+second:value", &c.targets,
	    &why) == ST_OK);
	CHECK(train_open(&t, &c, &why) == ST_OK);
	(void)weights(&t, "init", true);
	for (i = 0; i < STEPS; i++) {
		CHECK(train_epoch(&t, &s, &why) == ST_OK);
		check_epoch(&s, trained + i * TRAINED, dev + i * DEV);
	}
	CHECK(weights(&t, "last", false) < 1e-5);
	train_close(&t);
	free(trained), free(dev);
}

int
main(void)
{
	FILE *fp;

	(void)snprintf(dir, sizeof dir, "tests/golden/heads");
	CHECK(mkdtemp(folder) != NULL);
	(void)snprintf(net, sizeof net, "%s/net", folder);
	(void)snprintf(data, sizeof data, "%s/data", folder);
	if ((fp = fopen(net, "w")) == NULL) {
		perror(net);
		return 1;
	}
	(void)fputs("conv 6 3 stride 2\nrelu\ndense classes\n", fp);
	CHECK(fclose(fp) == 0);
	write_records();
	UNIT_CASE(losses_and_gradients);
	UNIT_CASE(five_steps);
	(void)unlink(net);
	(void)unlink(data);
	CHECK(rmdir(folder) == 0);
	UNIT_END();
}
