/* Network text, start values, loss, the pool of threads. */
#include "nn/layer.h"
#include "nets.h"
#include "unit.h"

static struct fault why;

static void
check_fault(enum status s, const char *text, const char *want)
{
	if (s == ST_BAD && strstr(why.text, want) != NULL)
		return;
	(void)(unit_bad++ || printf("FAIL %s: '%s' gives '%s', want '%s'\n",
	    unit_name, text, s == ST_OK ? "ok" : why.text, want));
}

static void
bad_freezes(void)
{
	static const char *const cases[][2] = {
		{ "", "names no layer" }, { "0", "layer: 0 is too small" },
		{ "1,", "layer: '' is not a whole number" },
		{ ",1", "layer: '' is not a whole number" },
		{ "7", "layer: 7 is too large, at most 6" },
		{ "1-7", "layer: 7 is too large, at most 6" },
		{ "3-1", "layer: 1 is too small, at least 3" },
		{ "1-2-3", "layer: '2-3' is not a whole number" },
		{ "conv", "layer: 'conv' is not a whole number" },
		{ "3,5", "none of these layers has parameters" },
		{ "1-6", "nothing is left to train" },
		{ "2,4,6", "nothing is left to train" },
	};
	struct net net = NET_INIT;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CHECK(net_parse(&net, "standardize; conv 4 3; relu; "
		    "batchnorm; maxpool 2; dense classes", "x.net", &why) ==
		    ST_OK);
		CHECK(net_shape(&net, 12, 3, 3, &why) == ST_OK);
		check_fault(net_freeze(&net, cases[i][0], &why), cases[i][0],
		    cases[i][1]);
		net_free(&net);
	}
}

static void
bad_text(void)
{
	static const char *const cases[][2] = {
		{ "", "x.net: there are no layers in it" },
		{ "# conv 1 1\n\n ; ;\n", "x.net: there are no layers in it" },
		{ "relu\nconvo 3\n", "x.net: line 2: 'convo' is not a "
		    "layer; the layers are conv, relu, maxpool" },
		{ "relu 3", "x.net: line 1: relu 3: too many words, want "
		    "'relu'" },
		{ "relu; dense", "x.net: line 1: dense: too few words, want "
		    "'dense SIZE|classes'" },
		{ "conv 3", "conv 3: too few words, want 'conv CHANNELS "
		    "KERNEL [stride S] [pad P] [dilation D]'" },
		{ "conv 0 3", "channels: 0 is too small, at least 1" },
		{ "conv 3 x", "kernel: 'x' is not a whole number" },
		{ "conv 3 3 stride 0", "stride: 0 is too small" },
		{ "conv 3 3 stride", "'stride' lacks its number" },
		{ "conv 3 3 slide 2", "'slide' is none of stride, pad, "
		    "dilation" },
		{ "conv 3 3 pad -1", "pad: '-1' is not a whole number" },
		{ "conv 3 3 pad 1 pad 2", "conv 3 3 pad 1 pad 2: 'pad' "
		    "is given twice" },
		{ "conv 3 3 stride 2 pad 1 stride 2", "'stride' is "
		    "given twice" },
		{ "conv 3 3 dilation 0x2", "dilation: '0x2' is not" },
		{ "maxpool 0", "size: 0 is too small" },
		{ "dropout 1", "dropout 1: 1 is too large" },
		{ "dropout nan", "'nan' is not a number" },
		{ "dense -3", "size: '-3' is not a whole number" },
		{ "dense 99999999999999999999", "is too large" },
		{ "add 1", "x.net: line 1: add 1: there is no layer before "
		    "it" },
		{ "relu; relu\nadd 3", "x.net: line 2: add 3: layer: 3 is too "
		    "large, at most 2" },
		{ "relu\nadd 0", "add 0: layer: 0 is too small, at least 1" },
		{ "relu\nadd -1", "layer: '-1' is not a whole number" },
		{ "relu\nadd relu", "layer: 'relu' is not a whole number" },
		{ "relu\nadd", "x.net: line 2: add: too few words, want "
		    "'add LAYER'" },
		{ "relu\nadd 1 1", "too many words, want 'add LAYER'" },
		{ "attpool", "attpool: too few words, want 'attpool UNITS'" },
		{ "attpool 0", "units: 0 is too small, at least 1" },
		{ "se 8 8", "se 8 8: too many words, want 'se UNITS'" },
		{ "specaug 2 25", "too few words, want 'specaug TIMES FRAMES "
		    "BANDS BINS'" },
		{ "specaug 17 2 0 0", "times: 17 is too large, at most 16" },
		{ "specaug 1 x 0 0", "frames: 'x' is not a whole number" },
		{ "specaug 0 0 -1 0", "bands: '-1' is not a whole number" },
		{ "a b c d e f g h i j k l m n o p q", "more than 16 words" },
	};
	struct net net = NET_INIT;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++)
		check_fault(net_parse(&net, cases[i][0], "x.net", &why),
		    cases[i][0], cases[i][1]);
	CHECK(net.layers == 0 && net.layer == NULL);
}

static void
too_much_text(void)
{
	char text[20000];
	struct net net = NET_INIT;
	size_t i, n = 0;

	for (i = 0; i <= NET_MAXLAYERS; i++)
		n += (size_t)sprintf(text + n, "relu\n");
	check_fault(net_parse(&net, text, "x.net", &why), "many relu",
	    "x.net: line 65: more than 64 layers");
	(void)memset(text, 'x', 200);
	text[200] = '\0';
	check_fault(net_parse(&net, text, "x.net", &why), text,
	    "x.net: line 1: the layer is too long");
}

static void
bad_shapes(void)
{
	static const char *const cases[][2] = {
		{ "conv 4 3\nmaxpool 29\ndense classes", "x.net: line 2: "
		    "maxpool 29: input (T=28, C=4) is shorter than the pool" },
		{ "conv 4 31; dense classes", "conv 4 31: input (T=30, C=5) "
		    "is shorter than the kernel" },
		{ "conv 4 11 dilation 3; dense classes", "shorter than the "
		    "kernel" },
		{ "conv 4 3", "x.net: line 1: conv 4 3: output (T=28, C=4) is "
		    "not one value for each of the 4 classes: the last layer "
		    "should be 'dense classes'" },
		{ "dense 5", "output (T=1, C=5)" },
		{ "dense 1048576; dense 1048576; dense classes",
		    "are too many" },
		{ "conv 65536 1 pad 65536; relu; dense classes",
		    "output (T=131102, C=65536) is too large" },
		{ "conv 65536 1; attpool 65536; dense classes",
		    "too large for input (T=30, C=65536)" },
		{ "conv 5 3; conv 5 3\nadd 1; dense classes", "x.net: line 2: "
		    "add 1: input (T=26, C=5) and the output of layer 1 "
		    "(T=28, C=5) should have one shape" },
		{ "conv 4 3; conv 6 1; add 1; dense classes", "input (T=28, "
		    "C=6) and the output of layer 1 (T=28, C=4) should" },
		{ "maxpool 30; relu", "output (T=1, C=5) is not one value" },
	};
	struct net net = NET_INIT;
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		CHECK(net_parse(&net, cases[i][0], "x.net", &why) == ST_OK);
		check_fault(net_shape(&net, 30, 5, 4, &why), cases[i][0],
		    cases[i][1]);
	}
	CHECK(net_parse(&net, "statpool; relu", "x.net", &why) == ST_OK);
	check_fault(net_shape(&net, 30, 5, 10, &why), "statpool; relu",
	    "nothing to train");
	check_fault(net_shape(&net, 0, 5, 10, &why), "T=0", "out of range");
	net_free(&net);
}

static void
text_is_kept(void)
{
	static const char text[] =
	    "  conv 128\t10   stride 3 # a; comment\r\n\n relu;maxpool 5;\n"
	    "#x\ndropout 0.70; dense classes";
	static const char want[] =
	    "conv 128 10 stride 3; relu; maxpool 5; dropout 0.70; "
	    "dense classes";
	char got[NET_MAXTEXT];
	struct net net = NET_INIT;

	CHECK(net_parse(&net, text, "x.net", &why) == ST_OK);
	CHECK(strcmp(net_text(&net, got), want) == 0);
	CHECK(net.layer[3].line == 5 && net.layer[3].pos == 4);
	CHECK(net_parse(&net, want, "x.net", &why) == ST_OK);
	CHECK(strcmp(net_text(&net, got), want) == 0);
	net_free(&net);
}

static void
shapes_and_table(void)
{
	static const char text[] = "conv 128 10 stride 3; relu; maxpool 5; "
	    "batchnorm; dropout 0.7; dense 100; dense classes";
	static const char *const names[] = { "1.conv.weight", "1.conv.bias",
	    "4.batchnorm.weight", "4.batchnorm.bias",
	    "4.batchnorm.running_mean", "4.batchnorm.running_var",
	    "6.dense.weight", "6.dense.bias", "7.dense.weight",
	    "7.dense.bias" };
	struct net net = NET_INIT;
	size_t i, j;

	CHECK(net_parse(&net, text, "x.net", &why) == ST_OK);
	CHECK(net_shape(&net, 398, 23, 4, &why) == ST_OK);
	CHECK(net_out(&net, 0).t == 130 && net_out(&net, 0).c == 128);
	CHECK(net_out(&net, 2).t == 26 && net_out(&net, 6).c == 4);
	CHECK(net.params == 10);
	for (i = 0; i < net.params; i++) {
		CHECK(strcmp(net.param[i].name, names[i]) == 0);
		CHECK(net.param[i].off % 16 == 0);
		for (j = 0; j < i; j++)	/* apart from one another */
			CHECK(net.param[i].off >=
			    net.param[j].off + net.param[j].len ||
			    net.param[j].off >=
			    net.param[i].off + net.param[i].len);
	}
	CHECK(net.param[0].rank == 3 && net.param[0].len == 10 * 23 * 128);
	CHECK(net.param[6].dim[0] == 26 * 128 && net.param[6].dim[1] == 100);
	CHECK(net.summed == 10 * 23 * 128 + 128);
	CHECK(net.param[4].off >= net.trained && net.param[5].off < net.total);
	net_free(&net);
}

/* Uniform in +-1/sqrt(fan in): bounds, mean 0, deviation bound / sqrt(3). */
static void
start_values(void)
{
	struct bench b;
	const struct param *p;
	double sum = 0, square = 0, top = 0, bound = 1 / sqrt(230);
	size_t i;

	bench_open(&b, "conv 128 10; batchnorm; dense classes", 1, 30, 23, 4,
	    1, 9);
	p = bench_param(&b, "1.conv.weight");
	CHECK_NEAR(p->bound, bound, 1e-7);
	for (i = 0; i < p->len; i++) {
		sum += b.w[p->off + i];
		square += b.w[p->off + i] * b.w[p->off + i];
		top = unit_max(top, fabs(b.w[p->off + i]));
	}
	CHECK(top <= p->bound && top > 0.999 * bound);
	CHECK_NEAR(sum / (double)p->len, 0, 4 * bound /
	    sqrt(3 * (double)p->len));
	CHECK_NEAR(sqrt(square / (double)p->len), bound / sqrt(3),
	    0.02 * bound);
	CHECK_NEAR(bench_param(&b, "3.dense.bias")->bound,
	    1 / sqrt(21 * 128), 1e-7);
	CHECK(b.w[bench_param(&b, "2.batchnorm.weight")->off] == 1);
	CHECK(b.w[bench_param(&b, "2.batchnorm.running_var")->off + 127] == 1);
	CHECK(b.w[bench_param(&b, "2.batchnorm.running_mean")->off] == 0);
	bench_close(&b);
}

static void
loss(void)
{
	static const float z[] = { 1000, 1000, 998, -1e30f, 0, 1e30f };
	static const float w[] = { 0.5f, 2, 3 };
	static const size_t y[] = { 1, 2 };
	double p = 1 / (2 + exp(-2)), want = -2 * log(p);
	float d[6], q[6];
	size_t i;

	CHECK_NEAR(loss_cross_entropy(2, 3, z, y, w, 5, d), want, 1e-6);
	CHECK_NEAR(loss_value(2, 3, z, y, w), want, 1e-6);
	CHECK_NEAR(d[0], 2 * p / 5, 1e-7);
	CHECK_NEAR(d[1], 2 * (p - 1) / 5, 1e-7);
	CHECK_NEAR(d[2], 2 * p * exp(-2) / 5, 1e-7);
	for (i = 3; i < 6; i++)
		CHECK_NEAR(d[i], 0, 1e-7);
	loss_softmax(2, 3, z, q);
	CHECK_NEAR(q[0], p, 1e-7);
	CHECK_NEAR(q[5], 1, 0);
	CHECK(loss_best(3, z) == 0 && loss_best(3, z + 3) == 2);
}

/* Loss and gradient of cross_entropy of PyTorch 2.15, with class weights and
 * label_smoothing=0.1. */
static void
smoothed_loss(void)
{
	static const float z[] = { 1, 2, -1, 0.5f, 0, 3 };
	static const float w[] = { 0.5f, 2, 3 };
	static const size_t y[] = { 1, 2 };
	static const double want[] = { 0.099600262602, -0.093530809963,
	    -0.006069452639, 0.038487367009, 0.012032203635,
	    -0.050519570644 };
	float target[6], d[6];
	double total = 0;
	size_t i;

	for (i = 0; i < 2; i++)
		total += loss_target(3, w, 0.1, y[i], y[i], 1,
		    target + 3 * i);
	CHECK(total == 5);
	CHECK_NEAR(loss_soft(2, 3, z, target, total, d) / total,
	    0.32154158531104915, 1e-7);
	for (i = 0; i < 6; i++)
		CHECK_NEAR(d[i], want[i], 1e-7);
}

/* Of two classes: the mean of both losses by the shares. */
static void
mixed_loss(void)
{
	static const float z[] = { 1000, 998, -0.5f };
	static const float w[] = { 0.5f, 2, 3 };
	double p = 1 / (1 + exp(-2)), want;
	float target[3], d[3];

	CHECK_NEAR(loss_target(3, w, 0, 0, 1, 0.75, target),
	    0.75 * 0.5 + 0.25 * 2, 1e-12);
	want = 0.75 * 0.5 * -log(p) - 0.25 * 2 * log(1 - p);
	CHECK_NEAR(loss_soft(1, 3, z, target, 4, d), want, 1e-6);
	CHECK_NEAR(d[0], (0.875 * p - 0.375) / 4, 1e-7);
	CHECK_NEAR(d[1], (0.875 * (1 - p) - 0.5) / 4, 1e-7);
	CHECK(d[2] == 0);
	CHECK(loss_target(3, w, 0.3, 2, 2, 1, target) == 3);
	CHECK_NEAR(target[0], 0.5 * 0.1, 1e-7);
	CHECK_NEAR(target[2], 3 * 0.8, 1e-6);
}

static void
balance(void)
{
	static const size_t count[] = { 1, 2, 0, 5 };
	float w[4];

	loss_balance(4, count, w);
	CHECK_NEAR(w[0], 2, 1e-7);
	CHECK_NEAR(w[1], 1, 1e-7);
	CHECK_NEAR(w[2], 0, 0);
	CHECK_NEAR(w[3], 0.4, 1e-7);
}

static void
tick(void *ctx, size_t i, unsigned thread)
{
	size_t *done = ctx;

	done[i] += thread < 4 ? 1 : 100;
}

/* Every piece once, whatever their number, many jobs in a row. */
static void
pool(void)
{
	size_t done[100], job, n, i;
	struct threads *p;
	unsigned threads;

	for (threads = 1; threads <= 4; threads++) {
		CHECK(threads_new(&p, threads, &why) == ST_OK);
		CHECK(threads_count(p) == threads);
		for (job = 0; job < 300; job++) {
			n = job % 101;
			(void)memset(done, 0, sizeof done);
			threads_run(p, n, tick, done);
			for (i = 0; i < 100; i++)
				CHECK(done[i] == (i < n));
		}
		threads_free(p);
	}
}

int
main(void)
{
	UNIT_CASE(bad_text);
	UNIT_CASE(bad_freezes);
	UNIT_CASE(too_much_text);
	UNIT_CASE(bad_shapes);
	UNIT_CASE(text_is_kept);
	UNIT_CASE(shapes_and_table);
	UNIT_CASE(start_values);
	UNIT_CASE(loss);
	UNIT_CASE(smoothed_loss);
	UNIT_CASE(mixed_loss);
	UNIT_CASE(balance);
	UNIT_CASE(pool);
	UNIT_END();
}
