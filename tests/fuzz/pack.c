/*
 * A model in memory, or a pack of several, as libtonfall and tonfall(1) take
 * it: loaded and, where it is accepted and small, a short sound goes through
 * its front ends and models, also by a speaker's statistics; written and
 * loaded again.
 */
#include <math.h>
#include <string.h>

#include "recognise/pack.h"
#include "recognise/recogniser.h"
#include "fuzz.h"

enum { SMALL = 1 << 12 };	/* values of a network that is tried */

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return fuzz_stream_mutate(data, size, max, seed);
}

static bool
small_net(const struct net *net)
{
	struct shape s;
	size_t i;

	for (i = 0; i < net->layers; i++) {
		s = net_out(net, i);
		if (s.t * s.c > SMALL)
			return false;
	}
	return net->in.t * net->in.c <= SMALL && net->total <= SMALL;
}

/* Frames of a common length and rate. */
static bool
small_front(const struct graph_node *q)
{
	return q->type != GRAPH_SOURCE || (q->front.rate <= 16000 &&
	    q->front.frame_length <= 100 && q->front.frame_shift >= 5);
}

static bool
small(const struct pack *p)
{
	const struct pack_group *g;
	size_t i, j, k;

	for (i = 0; i < p->graph.n; i++)
		if (!small_front(&p->graph.node[i]))
			return false;
	for (i = 0; i < PACK_GROUPS; i++) {
		g = &p->group[i];
		for (j = 0; j < g->n; j++)
			for (k = 0; k < g->member[j].n; k++)
				if (!small_net(&g->member[j].model[k]->net))
					return false;
	}
	return true;
}

/* Half a second of something that rises and trembles. */
static enum status
sing(struct recogniser *r, struct fault *why)
{
	float x[8000];
	enum status s;
	size_t i;

	for (i = 0; i < 8000; i++)
		x[i] = 0.3f * (float)(sin(0.05 * (double)i + 1e-6 *
		    (double)(i * i)) * sin(0.002 * (double)i));
	if ((s = recogniser_begin(r, 16000, NULL, 0, why)) != ST_OK ||
	    (s = recogniser_push(r, x, 5000, why)) != ST_OK ||
	    (s = recogniser_push(r, x + 5000, 3000, why)) != ST_OK)
		return s;
	return recogniser_finish(r, why);
}

static void
look(struct recogniser *r, const struct pack *p)
{
	struct recognition q;
	double sum;
	size_t i;

	while (recogniser_next(r, &q) == ST_OK) {
		if (q.is != RECOGNITION_GOOD)
			continue;
		for (i = 0, sum = 0; i < p->classes; i++)
			sum += q.p[i];
		HOLDS(!isfinite(sum) || fabs(sum - 1) < 1e-3);
	}
}

static void
use(const struct pack *p, bool windows, bool own, enum speaker_use how)
{
	struct recogniser_rule rule = { 0 };
	struct speaker *speaker = NULL;
	struct recogniser *r = NULL;
	struct fault why;
	enum status s;

	rule.window = windows ? 0.2 : 0;
	rule.hop = 0.07;
	s = recogniser_new(&r, p, &rule, &why);
	if (s == ST_OK && own)
		s = speaker_new(&speaker, p, &why);
	if (s == ST_OK) {
		recogniser_speaker(r, speaker, how);
		s = sing(r, &why);
	}
	fuzz_told(s, &why);
	if (s == ST_OK)
		look(r, p);
	recogniser_free(r);
	speaker_free(speaker);
}

/* What was loaded is written, loaded again and the same. */
static void
again(const struct pack *p)
{
	struct pack *back;
	const uint8_t *bytes;
	struct fault why;
	enum status s;
	size_t n;

	if (pack_attr(p, "members") == NULL)
		return;
	s = pack_write(p, fuzz_sink(), &why);
	fuzz_told(s, &why);
	if (s != ST_OK)
		return;
	bytes = fuzz_written(&n);
	s = pack_load_memory(&back, bytes, n, "again", &why);
	fuzz_told(s, &why);
	HOLDS(s == ST_OK);
	HOLDS(back->classes == p->classes && back->graph.n == p->graph.n);
	HOLDS(back->group[PACK_MAIN].n == p->group[PACK_MAIN].n);
	HOLDS(back->group[PACK_ADAPTED].n == p->group[PACK_ADAPTED].n);
	pack_free(back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned way = fuzz_choice(data, size, FUZZ_TURNS);
	struct pack *p;
	struct fault why;
	enum status s = pack_load_memory(&p, data, size, "fuzz", &why);

	fuzz_told(s, &why);
	if (s != ST_OK)
		return 0;
	if (small(p) && way == 15 && size < 40000)
		again(p);
	else if (small(p))
		use(p, way & 1, (way & 6) != 0,
		    (enum speaker_use)(way >> 1 & 3));
	pack_free(p);
	return 0;
}
