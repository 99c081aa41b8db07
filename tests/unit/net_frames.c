/* net_frames: a network shaped for as many frames as a sample needs gives the
 * bits of the whole one. */
#include "nn/pass.h"

#include <stdint.h>
#include <string.h>

#include "math/rng.h"
#include "unit.h"

enum { T = 400, B = 32, CLASSES = 3 };

static struct fault why;
static float sound[T * B];

struct sample {
	size_t frames, room;
};

static void
fill(void *ctx, size_t i, float *x, size_t *frames)
{
	const struct sample *s = ctx;

	(void)i;
	(void)memset(x, 0, s->room * B * sizeof *x);
	(void)memcpy(x, sound, s->frames * B * sizeof *x);
	*frames = s->frames;
}

/* Logits of the first frames of sound, with room for more. */
static void
forward(const char *text, struct sample s, float *logits, float **w)
{
	struct net net = NET_INIT;
	struct threads *one = NULL;
	struct pass *r = NULL;
	struct rng *rng;
	size_t i;

	CHECK(net_parse(&net, text, "net", &why) == ST_OK);
	CHECK(net_shape(&net, s.room, B, CLASSES, &why) == ST_OK);
	if (*w == NULL) {
		*w = malloc(net.total * sizeof **w);
		CHECK(rng_new(&rng, 1, "w", &why) == ST_OK);
		net_init(&net, *w, rng);
		for (i = net.trained; i < net.total; i++)
			(*w)[i] = 0.5f + (float)rng_uniform(rng);
		rng_free(rng);
	}
	CHECK(threads_new(&one, 1, &why) == ST_OK);
	CHECK(pass_new(&r, &net, one, 1, PASS_FORWARD, &why) == ST_OK);
	pass_forward(r, *w, 1, fill, &s, logits);
	pass_free(r);
	threads_free(one);
	net_free(&net);
}

/* Every length, each with as little room as it needs, and one more. */
static void
compare(const char *text)
{
	float whole[CLASSES], part[CLASSES], *w = NULL;
	struct net net = NET_INIT;
	size_t v, n;

	CHECK(net_parse(&net, text, "net", &why) == ST_OK);
	CHECK(net_shape(&net, T, B, CLASSES, &why) == ST_OK);
	CHECK(net_frames(&net, 1) < T / 2);
	for (v = 1; v <= T; v += v < 40 ? 1 : 17) {
		n = net_frames(&net, v);
		CHECK(n >= v && n <= T);
		forward(text, (struct sample){ v, T }, whole, &w);
		forward(text, (struct sample){ v, n }, part, &w);
		CHECK(memcmp(whole, part, sizeof whole) == 0);
		n = n < T ? n + 1 : n;
		forward(text, (struct sample){ v, n }, part, &w);
		CHECK(memcmp(whole, part, sizeof whole) == 0);
	}
	free(w);
	net_free(&net);
}

static void
plain(void)
{
	compare("statpool; dense classes");
	compare("conv 8 1; statpool; dense classes");
	compare("conv 8 1; se 3; maxpool 7; se 2; statpool; dense classes");
	compare("conv 8 1; specaug 1 9 1 3; attpool 7; dense classes");
	compare("conv 30 9 stride 4 pad 3; relu; statpool; dense classes");
	compare("conv 8 3 dilation 5; maxpool 3; statpool; dense 4; relu; "
	    "dense classes");
}

static void
tiled(void)
{
	compare("conv 32 5; batchnorm; relu; maxpool 2; conv 64 3; relu; "
	    "conv 32 4 pad 3; statpool; dense classes");
	compare("conv 32 10 stride 3 pad 9; relu; maxpool 2; conv 32 3; "
	    "dropout 0.5; statpool; dense classes");
}

static void
residual(void)
{
	compare("conv 32 3 pad 1; relu; conv 32 3 pad 1; add 1; relu; "
	    "statpool; dense classes");
}

/* What depends on padding gets all of it. */
static void
whole(void)
{
	static const char *const text[] = {
	    "conv 8 10 stride 3; relu; maxpool 5; dense 4; dense classes",
	    "dense classes" };
	struct net net = NET_INIT;
	size_t i;

	for (i = 0; i < sizeof text / sizeof text[0]; i++) {
		CHECK(net_parse(&net, text[i], "net", &why) == ST_OK);
		CHECK(net_shape(&net, T, B, CLASSES, &why) == ST_OK);
		CHECK(net_frames(&net, 1) == T && net_frames(&net, T) == T);
		net_free(&net);
	}
}

int
main(void)
{
	size_t i;

	for (i = 0; i < T * B; i++)
		sound[i] = (float)((double)(i * 7919 % 1009) / 504 - 1);
	UNIT_CASE(plain);
	UNIT_CASE(tiled);
	UNIT_CASE(residual);
	UNIT_CASE(whole);
	UNIT_END();
}
