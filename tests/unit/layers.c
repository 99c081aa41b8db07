/* Every layer, alone and with others, against plain loops in double: values,
 * gradients (by differences), running statistics; the same for any threads. */
#include "nn/conv_winograd.h"
#include "refnet.h"
#include "unit.h"

#define MOST 35	/* samples */
#define T 13
#define B 3
#define K 3

static struct bench b;
static size_t N = 19;	/* a piece and a part of one */
static double *w, *state, logits[MOST * K];

static void
open_case(const char *text)
{
	size_t i;

	bench_open(&b, text, N, T, B, K, 2, 7);
	/* Off the start values 0 and 1, so that nothing cancels. */
	for (i = 0; i < b.net.total; i++)
		if (b.w[i] == 0 || b.w[i] == 1)
			b.w[i] += 0.01f * (float)(i % 17);
	w = calloc(b.net.total, sizeof *w);
	state = calloc(b.net.total, sizeof *state);
	for (i = 0; i < b.net.total; i++)
		state[i] = w[i] = b.w[i];
	b.place.epoch = 3;
	b.place.first = 40;
}

static void
close_case(void)
{
	bench_close(&b);
	free(w);
	free(state);
}

static void
check_logits(const char *text)
{
	double top = 1;
	size_t i;

	for (i = 0; i < N * K; i++)
		top = unit_max(top, fabs(logits[i]));
	for (i = 0; i < N * K; i++)
		if (!(fabs(b.logits[i] - logits[i]) <= 1e-5 * top))
			(void)(unit_bad++ ||
			    printf("FAIL %s: %s: logit %zu is %g, "
				   "want %g\n",
				unit_name, text, i, (double)b.logits[i],
				logits[i]));
}

/* The layer that a parameter is of, by the number its name begins with. */
static const struct layer *
layer_of(const struct param *p)
{
	return &b.net.layer[atoi(p->name) - 1];
}

/* Each parameter's gradient by the difference of two losses. */
static void
check_gradient(const char *text)
{
	double h = 1e-5, up, down, want, *scrap, top = 0, keep;
	const struct param *p;
	size_t i, j;

	scrap = calloc(b.net.total, sizeof *scrap);
	for (i = 0; i < b.net.trained; i++)
		top = unit_max(top, fabs(b.grad[i]));
	for (i = 0; i < b.net.params; i++) {
		p = &b.net.param[i];
		if (p->role == PARAM_STATE || layer_of(p)->frozen)
			continue;
		for (j = p->off; j < p->off + p->len; j++) {
			keep = w[j];
			w[j] = keep + h;
			up = ref_loss(&b, w, true, scrap, NULL);
			w[j] = keep - h;
			down = ref_loss(&b, w, true, scrap, NULL);
			w[j] = keep;
			want = (up - down) / (2 * h);
			if (!(fabs(b.grad[j] - want) <= 2e-5 * top + 1e-7))
				(void)(unit_bad++ ||
				    printf("FAIL %s: %s: %s[%zu]: "
					   "gradient %g, want %g\n",
					unit_name, text, p->name, j - p->off,
					(double)b.grad[j], want));
		}
	}
	CHECK(top > 1e-3);
	free(scrap);
}

static void
check_states(void)
{
	const struct param *p;
	size_t i, j;

	for (i = 0; i < b.net.params; i++) {
		p = &b.net.param[i];
		if (p->role != PARAM_STATE)
			continue;
		for (j = p->off; j < p->off + p->len; j++)
			CHECK_NEAR(b.w[j], state[j],
			    1e-5 * fmax(1, fabs(state[j])));
	}
}

static void
scaled_against_reference(const char *text, float scale)
{
	double want;
	size_t i;

	open_case(text);
	for (i = 0; i < N * T * B; i++)
		b.x[i] *= scale;
	want = ref_loss(&b, w, false, state, logits);
	bench_eval(&b);
	check_logits(text);
	want = ref_loss(&b, w, true, state, logits);
	CHECK_NEAR(bench_step(&b), want, 1e-5 * fmax(1, want));
	check_logits(text);
	check_gradient(text);
	check_states();
	close_case();
}

static void
against_reference(const char *text)
{
	scaled_against_reference(text, 1);
}

static void
conv(void)
{
	against_reference("conv 4 3; dense classes");
	against_reference("conv 4 1; dense classes");
	against_reference("conv 1 13; dense classes");
	against_reference("conv 5 3 stride 2; dense classes");
	against_reference("conv 5 7 stride 3; dense classes");
	against_reference("conv 3 2 stride 5; dense classes");
	against_reference("conv 3 3 pad 1; dense classes");
	against_reference("conv 3 4 pad 3 stride 2; dense classes");
	against_reference("conv 3 4 dilation 3; dense classes");
	against_reference("conv 3 3 dilation 2 pad 5 stride 3; dense classes");
}

static void
conv_behind_conv(void)
{
	against_reference("conv 4 3; conv 3 3; dense classes");
	against_reference("conv 4 3; conv 5 4 stride 2 pad 2; dense classes");
	against_reference("conv 4 2; conv 5 3 dilation 4 pad 1; "
	    "conv 2 2 stride 3; dense classes");
}

static void
relu(void)
{
	against_reference("relu; dense classes");
	against_reference("conv 4 3; relu; dense classes");
	against_reference("dense 7; relu; dense 5; relu; dense classes");
}

static void
maxpool(void)
{
	against_reference("maxpool 2; dense classes");
	against_reference("conv 4 3; maxpool 1; dense classes");
	against_reference("conv 4 3; maxpool 4; dense classes");
	against_reference("conv 4 3; relu; maxpool 11; dense classes");
}

static void
dropout(void)
{
	against_reference("dropout 0.5; dense classes");
	against_reference("conv 4 3; dropout 0; dense classes");
	against_reference("conv 4 3; relu; dropout 0.7; dense classes");
	against_reference("dense 9; dropout 0.2; relu; dropout 0.3; "
	    "dense classes");
}

/* conv, relu, maxpool, dropout done as one: see fused_dropconv.c. */
static void
thinned(void)
{
	against_reference("conv 4 3; relu; maxpool 2; dropout 0.9; "
	    "dense classes");
	against_reference("conv 5 3 stride 2; relu; maxpool 5; dropout 0.7; "
	    "dense classes");
	against_reference("conv 33 8; relu; maxpool 6; dropout 0.7; "
	    "dense 4; dense classes");
	against_reference("conv 1 3 stride 4; relu; maxpool 1; dropout 0.9; "
	    "dense classes");
	against_reference("conv 8 2; conv 17 2; relu; maxpool 3; dropout 0.5; "
	    "dense classes");
	against_reference("conv 15 2; batchnorm; conv 4 5; relu; maxpool 4; "
	    "dropout 0.4; dense classes");
	against_reference("conv 7 3; relu; maxpool 2; dropout 0.9; "
	    "conv 4 3; relu; maxpool 3; dropout 0.5; dense classes");
}

static void
thinned_or_not(void)
{
	static const struct { const char *text; size_t taken; } cases[] = {
		{ "conv 4 3; relu; maxpool 5; dropout 0.7; dense classes", 4 },
		{ "conv 4 3; relu; maxpool 5; dropout 0.5; dense classes", 1 },
		{ "conv 4 3 pad 1; relu; maxpool 5; dropout 0.7; "
		    "dense classes", 1 },
		{ "conv 4 3; batchnorm; relu; maxpool 5; dropout 0.7; "
		    "dense classes", 1 },
		{ "conv 4 3; relu; dropout 0.7; dense classes", 1 },
		{ "batchnorm; relu; maxpool 4; dense classes", 3 },
		{ "batchnorm; relu; maxpool 5; dense classes", 2 },
		{ "batchnorm; relu; dense classes", 2 },
		{ "batchnorm; maxpool 2; dense classes", 1 },
		{ "conv 4 3; relu; maxpool 5; dropout 0.7; add 4; "
		    "dense classes", 4 },
		{ "conv 4 3; relu; maxpool 5; dropout 0.7; add 3; "
		    "dense classes", 1 },
		{ "batchnorm; relu; add 2; dense classes", 2 },
		{ "batchnorm; relu; add 1; dense classes", 1 },
		{ "batchnorm; relu; maxpool 1; add 2; dense classes", 2 },
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bench_open(&b, cases[i].text, 1, T, B, K, 1, 1);
		CHECK(b.net.layer[0].taken == cases[i].taken);
		bench_close(&b);
	}
}

/* Evaluation has no groups, nor memory for them. */
static void
groups_are_for_training(void)
{
	struct net net = NET_INIT;
	size_t plain, save;

	CHECK(net_parse(&net, "conv 40 3; relu; maxpool 5; dropout 0.7; "
	    "dense classes", "x", &b.why) == ST_OK);
	CHECK(net_shape(&net, 60, 23, K, &b.why) == ST_OK);
	plain = net.layer[0].scratch;
	save = net.layer[0].save;
	CHECK(net.layer[0].taken == 1 && net.layer[0].group == NULL);
	net_fuse(&net);
	CHECK(net.layer[0].taken == 4 && net.layer[0].scratch > plain);
	CHECK(net.layer[0].save > save);
	CHECK(net.layer[4].kept < 0.5);
	CHECK(net_shape(&net, 60, 23, K, &b.why) == ST_OK);
	CHECK(net.layer[0].scratch == plain && net.layer[0].taken == 1);
	net_free(&net);
}

/* Training does layers as one, evaluation one by one, in the same memory. */
static void
thinned_and_not(void)
{
	const struct layer *l;

	bench_open(&b, "conv 40 10 stride 3; relu; maxpool 5; dropout 0.7; "
	    "dense classes", 17, 60, 23, K, 2, 1);
	l = b.net.layer;
	CHECK(l->taken == 4 && conv_winograd_pays(l, false));
	CHECK(l->scratch >= conv_winograd_scratch(l));
	CHECK(isfinite(bench_step(&b)));
	bench_eval(&b);
	CHECK(isfinite(b.logits[0]));
	bench_close(&b);
}

/* dense after dropout, where only what is left is
 * multiplied: dense_sparse.c. */
static void
mostly_zeros(void)
{
	size_t few = N;

	N = MOST;
	against_reference("conv 5 3; relu; dropout 0.7; dense 8; "
	    "dense classes");
	N = few;
	against_reference("maxpool 13; relu; dropout 0.5; dense 72; relu; "
	    "dropout 0.9; dense 16; dense classes");
	against_reference("conv 9 2; relu; maxpool 2; dropout 0.6; "
	    "dropout 0.5; dense 8; dense classes");
	against_reference("relu; dropout 0.999; dense 8; dense classes");
}

/* What a layer may take to be thrown away: nothing where a 0 may want a
 * gradient. */
static void
kept(void)
{
	static const struct { const char *text; double last; } cases[] = {
		{ "relu; dropout 0.75; dense classes", 0.25 },
		{ "relu; maxpool 2; dropout 0.75; dense classes", 0.25 },
		{ "relu; dropout 0.5; dropout 0.75; dense classes", 0.25 },
		{ "relu; dropout 0.75; maxpool 2; dense classes", 1 },
		{ "relu; conv 3 2; dropout 0.75; dense classes", 1 },
		{ "dropout 0.75; dense classes", 1 },
		{ "relu; dense classes", 1 },
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bench_open(&b, cases[i].text, 1, T, B, K, 1, 1);
		CHECK_NEAR(b.net.layer[b.net.layers - 1].kept, cases[i].last,
		    0);
		bench_close(&b);
	}
}

static void
batchnorm(void)
{
	against_reference("batchnorm; dense classes");
	against_reference("conv 4 3; batchnorm; relu; dense classes");
	against_reference("dense 6; batchnorm; batchnorm; relu; "
	    "dense classes");
	against_reference("dropout 0.5; batchnorm; conv 2 2; batchnorm; "
	    "dense classes");
}

static void
standardize(void)
{
	struct net net = NET_INIT;

	against_reference("standardize; dense classes");
	against_reference("standardize; relu; conv 4 3; dense classes");
	against_reference("standardize; dense 6; relu; dropout 0.4; "
	    "dense classes");
	CHECK(net_parse(&net, "relu; standardize; dense classes", "x",
	    &b.why) == ST_OK);
	CHECK(net_shape(&net, T, B, K, &b.why) == ST_BAD);
	CHECK(strstr(b.why.text, "must be the first layer") != NULL);
	net_free(&net);
}

/* A column that never changed in training stays 0, whatever comes. */
static void
standardize_constant(void)
{
	const struct param *p;

	open_case("standardize; dense classes");
	p = bench_param(&b, "1.standardize.deviation");
	b.w[p->off + 1] = 0;
	w[p->off + 1] = state[p->off + 1] = 0;
	b.x[1] = 1e30f;
	(void)ref_loss(&b, w, false, state, logits);
	bench_eval(&b);
	check_logits("constant");
	(void)bench_step(&b);
	check_logits("constant");
	CHECK(isfinite(b.grad[0]));
	close_case();
}

static void
clip(void)
{
	against_reference("clip 0.5; dense classes");
	against_reference("clip 1e6; dense classes");
	against_reference("conv 4 3; clip 0.4; dense classes");
	against_reference("standardize; clip 8; dense classes");
	against_reference("conv 4 3; clip 0.3; relu; dropout 0.4; add 2; "
	    "conv 3 2; dense classes");
	against_reference("conv 4 3; clip 0.3; dropout 0.9; dense classes");
	/* a NaN is not hidden */
	open_case("clip 2; dense classes");
	b.x[0] = NAN;
	bench_eval(&b);
	CHECK(isnan(b.logits[0]) && !isnan(b.logits[K]));
	close_case();
}

static void
rbf(void)
{
	struct net net = NET_INIT;

	against_reference("rbf 3 0.02; dense classes");
	against_reference("rbf 40 0.01; dense 5; relu; dense classes");
	against_reference("conv 4 3; rbf 7 0.1; dropout 0.4; dense classes");
	against_reference("dense 5; rbf 33 0.7; dense classes");
	CHECK(net_parse(&net, "rbf 3", "x", &b.why) == ST_BAD);
	CHECK(net_parse(&net, "rbf 0 1", "x", &b.why) == ST_BAD);
	CHECK(net_parse(&net, "rbf 3 0", "x", &b.why) == ST_BAD);
	CHECK(strstr(b.why.text, "gamma") != NULL);
	/* a NaN is not hidden */
	open_case("rbf 4 0.02; dense classes");
	b.x[0] = NAN;
	bench_eval(&b);
	CHECK(isnan(b.logits[0]) && !isnan(b.logits[K]));
	close_case();
}

static void
frozen_against_reference(const char *list, const char *text)
{
	bench_freeze = list;
	against_reference(text);
	bench_freeze = NULL;
}

/* Gradients of the layers below and above frozen ones, whose running statistics
 * stay: check_states. */
static void
frozen(void)
{
	frozen_against_reference("2", "conv 4 3; batchnorm; relu; "
	    "dense classes");
	frozen_against_reference("1-3", "conv 4 3; batchnorm; relu; "
	    "conv 3 2; batchnorm; relu; maxpool 2; dense classes");
	frozen_against_reference("4,5", "conv 4 3; batchnorm; relu; "
	    "conv 3 2; batchnorm; relu; maxpool 2; statpool; dense classes");
	frozen_against_reference("2,4", "dense 6; batchnorm; relu; dense 5; "
	    "relu; dense classes");
	frozen_against_reference("1,6", "conv 6 3 pad 1; relu; dropout 0.5; "
	    "conv 6 3 pad 1; batchnorm; batchnorm; add 3; relu; se 2; "
	    "dropout 0.4; conv 3 2; statpool; dense classes");
	frozen_against_reference("1", "standardize; batchnorm; relu; "
	    "dense classes");
}

/* batchnorm, relu, maxpool done as one: see fused_batchnorm.c. */
static void
normed(void)
{
	against_reference("batchnorm; relu; maxpool 2; dense classes");
	against_reference("conv 17 2; batchnorm; relu; maxpool 1; "
	    "dense classes");
	against_reference("conv 4 3; batchnorm; relu; maxpool 3; statpool; "
	    "dense classes");
	against_reference("conv 5 2; batchnorm; relu; maxpool 4; "
	    "batchnorm; relu; dense classes");
	against_reference("conv 3 2; batchnorm; relu; conv 4 2; batchnorm; "
	    "relu; maxpool 5; dense classes");
}

static void
statpool(void)
{
	against_reference("statpool; dense classes");
	against_reference("conv 4 3; statpool; dense classes");
	against_reference("conv 4 3 stride 2 pad 2; maxpool 2; statpool; "
	    "dense classes");
	against_reference("conv 4 4 dilation 4; statpool; dense classes");
	/* variances about the least one that counts, and all below it */
	scaled_against_reference("conv 4 3; statpool; dense classes", 3e-3f);
	scaled_against_reference("conv 4 3; statpool; dense classes", 1e-3f);
}

static void
attpool(void)
{
	against_reference("attpool 4; dense classes");
	against_reference("conv 4 3; attpool 1; dense classes");
	against_reference("conv 5 3; relu; attpool 7; dense classes");
	against_reference("conv 4 3 stride 2 pad 2; maxpool 2; attpool 3; "
	    "dense classes");
	against_reference("conv 4 3; batchnorm; attpool 20; relu; dense 6; "
	    "dense classes");
	/* variances about the least one that counts, and all below it */
	scaled_against_reference("conv 4 3; attpool 3; dense classes", 3e-3f);
	scaled_against_reference("conv 4 3; attpool 3; dense classes", 1e-3f);
	/* weights close to 0 and 1 */
	scaled_against_reference("attpool 4; dense classes", 30);
}

static void
se(void)
{
	against_reference("se 4; dense classes");
	against_reference("conv 5 3; se 1; dense classes");
	against_reference("conv 5 3; relu; se 2; relu; statpool; "
	    "dense classes");
	against_reference("conv 4 3 stride 2 pad 2; se 7; add 1; maxpool 2; "
	    "attpool 2; dense classes");
	scaled_against_reference("conv 5 3; se 3; statpool; dense classes",
	    30);
}

static void
specaug(void)
{
	against_reference("specaug 2 5 1 1; dense classes");
	against_reference("specaug 0 0 0 0; dense classes");
	against_reference("specaug 1 100 0 9; dense classes");
	against_reference("conv 9 3; specaug 1 3 2 4; dense classes");
	against_reference("conv 9 3; relu; specaug 16 2 16 2; statpool; "
	    "dense classes");
	against_reference("conv 9 3; specaug 2 5 2 2; add 1; attpool 4; "
	    "dense classes");
}

/* Branches: what is read later is not changed in place, nor part of a group,
 * and its gradient is the sum of all that comes back. */
static void
add(void)
{
	against_reference("conv 4 3; conv 4 3 pad 1; add 1; dense classes");
	against_reference("conv 4 3; add 1; dense classes");
	against_reference("conv 4 3; relu; conv 4 3 pad 1; relu; add 2; "
	    "relu; dense classes");
	against_reference("conv 4 3; relu; add 1; dense classes");
	against_reference("conv 4 3; dropout 0.4; dropout 0.3; add 2; add 1; "
	    "statpool; dense classes");
	/* two readers of one layer, and a layer that reads a reader */
	against_reference("conv 4 3; conv 4 1; add 1; conv 4 1; add 1; "
	    "add 3; relu; dense classes");
	/* before the first layer with parameters */
	against_reference("relu; dropout 0.3; add 1; add 2; dense classes");
	against_reference("relu; conv 3 1; add 1; statpool; dense classes");
	against_reference("dense 9; relu; dense 9; add 2; dense classes");
	/* of 5 real frames 1 is left in layer 1 and 2 in layer 2 */
	against_reference("conv 4 4 stride 3; conv 4 2 stride 2 pad 2; add 1; "
	    "statpool; dense classes");
}

/* With the phases of batchnorm, and groups before, after and between. */
static void
add_among_groups(void)
{
	against_reference("conv 5 3 pad 1; batchnorm; relu; "
	    "conv 5 3 pad 1; batchnorm; add 3; relu; "
	    "conv 5 3 pad 1; batchnorm; relu; add 7; statpool; "
	    "dense classes");
	against_reference("conv 5 3; batchnorm; relu; maxpool 2; conv 5 1; "
	    "add 4; batchnorm; relu; statpool; dense classes");
	/* each of these reads into what would be a group */
	against_reference("conv 5 1; batchnorm; relu; add 2; statpool; "
	    "dense classes");
	against_reference("conv 5 3; relu; maxpool 1; dropout 0.9; add 3; "
	    "dense classes");
	against_reference("conv 5 3; relu; maxpool 4; dropout 0.9; conv 5 1; "
	    "add 4; relu; dropout 0.6; dense 8; dense classes");
	against_reference("relu; dense 8; relu; dropout 0.9; dense 8; add 4; "
	    "relu; dropout 0.7; dense 16; dense classes");
}

static const char all_kinds[] =
    "conv 4 3 pad 1; add 1; batchnorm; relu; maxpool 2; dropout 0.3; "
    "conv 5 2 dilation 2 pad 1; batchnorm; relu; add 8; se 2; specaug 1 2 1 2; "
    "attpool 3; "
    "dense 6; relu; dropout 0.2; dense classes";

static void
all_together(void)
{
	against_reference(all_kinds);
}

/* All bits of gradients, logits and statistics. */
static void
check_threads(const char *text)
{
	struct bench one, many;
	unsigned threads;

	for (threads = 2; threads <= 5; threads++) {
		bench_open(&one, text, 60, T, B, K, 1, 5);
		bench_open(&many, text, 60, T, B, K, threads, 5);
		(void)bench_step(&one);
		(void)bench_step(&many);
		CHECK(memcmp(one.grad, many.grad,
		    one.net.trained * sizeof(float)) == 0);
		CHECK(memcmp(one.logits, many.logits,
		    60 * K * sizeof(float)) == 0);
		CHECK(memcmp(one.w, many.w, one.net.total * sizeof(float)) ==
		    0);
		bench_close(&one);
		bench_close(&many);
	}
}

static void
same_for_any_threads(void)
{
	check_threads(all_kinds);
	check_threads("conv 4 3; relu; maxpool 2; dropout 0.9; dense 30; "
	    "dense classes");
}

/* A step leaves nothing behind that changes the next one. */
static void
same_again(void)
{
	float *first;

	bench_open(&b, "conv 4 3; relu; maxpool 2; dropout 0.5; dense classes",
	    N, T, B, K, 2, 3);
	(void)bench_step(&b);
	first = malloc(b.net.trained * sizeof *first);
	(void)memcpy(first, b.grad, b.net.trained * sizeof *first);
	bench_eval(&b);
	(void)bench_step(&b);
	CHECK(memcmp(first, b.grad, b.net.trained * sizeof *first) == 0);
	b.place.epoch++;	/* but another epoch is another mask */
	(void)bench_step(&b);
	CHECK(memcmp(first, b.grad, b.net.trained * sizeof *first) != 0);
	free(first);
	bench_close(&b);
}

/* Frames after the valid ones must not be seen after a pool over time. */
static void
check_padding(const char *text)
{
	float before[MOST * K];
	size_t i, j;

	bench_open(&b, text, N, T, B, K, 2, 3);
	for (i = 0; i < N; i++)
		b.frames[i] = 3 + i % (T - 2);
	bench_eval(&b);
	(void)memcpy(before, b.logits, N * K * sizeof *before);
	for (i = 0; i < N; i++)
		for (j = b.frames[i] * B; j < T * B; j++)
			b.x[i * T * B + j] = 1000;
	bench_eval(&b);
	CHECK(memcmp(before, b.logits, N * K * sizeof *before) == 0);
	b.x[0] += 1;
	bench_eval(&b);
	CHECK(memcmp(before, b.logits, N * K * sizeof *before) != 0);
	bench_close(&b);
}

static void
padding_is_not_seen(void)
{
	check_padding("conv 4 3; relu; statpool; dense classes");
	check_padding("conv 4 3; relu; attpool 5; dense classes");
	check_padding("se 3; conv 4 3; se 2; statpool; dense classes");
}

/* A share P of the values is 0, the others are divided by 1 - P. */
static void
dropout_share(void)
{
	struct pass_place place = { 11, 2, 5 };
	struct layer l = { .kind = &layer_dropout, .pos = 4,
	    .in = { 1000, 10 }, .set = &(struct dropout){ 0.7 } };
	struct piece p = { .n = 2, .train = true, .place = &place };
	float *x = malloc(20000 * sizeof *x), *y = malloc(20000 * sizeof *y);
	size_t i, zero = 0, other = 0;

	p.save = malloc(20000);
	for (i = 0; i < 20000; i++)
		x[i] = 1;
	p.x = x;
	p.y = y;
	layer_dropout.forward(&l, &p);
	for (i = 0; i < 20000; i++) {
		zero += y[i] == 0;
		other += y[i] == (float)(1 / 0.3f);
	}
	CHECK(zero + other == 20000);
	CHECK_NEAR((double)zero, 14000, 5 * sqrt(20000 * 0.7 * 0.3));
	CHECK(memcmp(y, y + 10000, 10000 * sizeof *y) != 0);
	free(x);
	free(y);
	free(p.save);
}

/* Of equal frames the first gets the gradient, as in PyTorch. */
static void
maxpool_of_equals(void)
{
	static const float x[] = { 1, 2, 2, 5,  3, 3, 3, 9 };	/* (8, 1) */
	static const float dy[] = { 10, 20 };
	static const float want[] = { 0, 0, 0, 10,  0, 0, 0, 20 };
	static const float level[] = { 4, 4, 4, 4,  0, 7, 7, 7 };
	static const float first[] = { 10, 0, 0, 0,  0, 20, 0, 0 };
	uint32_t save[2];
	float y[2], dx[8];
	struct layer l = { .kind = &layer_maxpool, .in = { 8, 1 },
	    .out = { 2, 1 }, .set = &(struct maxpool){ 4 } };
	struct piece p = { .n = 1, .train = true, .x = x, .y = y, .dy = dy,
	    .dx = dx, .save = save };

	layer_maxpool.forward(&l, &p);
	layer_maxpool.backward(&l, &p);
	CHECK(y[0] == 5 && y[1] == 9);
	CHECK(memcmp(dx, want, sizeof dx) == 0);
	p.x = level;
	layer_maxpool.forward(&l, &p);
	layer_maxpool.backward(&l, &p);
	CHECK(memcmp(dx, first, sizeof dx) == 0);
}

int
main(void)
{
	UNIT_CASE(conv);
	UNIT_CASE(conv_behind_conv);
	UNIT_CASE(relu);
	UNIT_CASE(maxpool);
	UNIT_CASE(maxpool_of_equals);
	UNIT_CASE(dropout);
	UNIT_CASE(thinned);
	UNIT_CASE(thinned_or_not);
	UNIT_CASE(groups_are_for_training);
	UNIT_CASE(thinned_and_not);
	UNIT_CASE(mostly_zeros);
	UNIT_CASE(kept);
	UNIT_CASE(batchnorm);
	UNIT_CASE(frozen);
	UNIT_CASE(standardize);
	UNIT_CASE(standardize_constant);
	UNIT_CASE(clip);
	UNIT_CASE(rbf);
	UNIT_CASE(normed);
	UNIT_CASE(statpool);
	UNIT_CASE(attpool);
	UNIT_CASE(se);
	UNIT_CASE(specaug);
	UNIT_CASE(add);
	UNIT_CASE(add_among_groups);
	UNIT_CASE(all_together);
	UNIT_CASE(same_for_any_threads);
	UNIT_CASE(same_again);
	UNIT_CASE(padding_is_not_seen);
	UNIT_CASE(dropout_share);
	UNIT_END();
}
