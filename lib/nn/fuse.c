#include "nn/fuse.h"

#include "nn/layer_dropout.h"
#include "nn/layers.h"

static const struct layer_group *const groups[] = {
	&fused_dropconv, &fused_batchnorm_pool, &fused_batchnorm,
	&dense_sparse, &conv_winograd
};

/* The share of each layer's input that dropout keeps.  Only after a relu is it
 * certain that no 0 needs a gradient, whether it is from dropout or relu. */
static void
find_kept(struct net *net)
{
	bool positive = false;
	double kept = 1;
	struct layer *l;

	for (l = net->layer; l < net->layer + net->layers; l++) {
		l->kept = kept;
		positive = l->kind->stops_at_zero ||
		    (positive && l->kind->keeps_zeros);
		kept = positive && l->kind == &layer_dropout ?
		    1 - dropout_of(l)->p : 1;
	}
}

/* How many of the n layers from l a group takes, if their kinds match, no other
 * layer reads the values between them and none is a frozen one that would need
 * sums over the batch; else 0. */
static size_t
matches(const struct layer_group *g, const struct layer *l, size_t n)
{
	size_t i;

	for (i = 0; i < LAYER_MAXGROUP && g->kind[i] != NULL; i++)
		if (i == n || l[i].kind != g->kind[i] ||
		    (i > 0 && l[i - 1].read) ||
		    (l[i].frozen && l[i].kind->gather != NULL))
			return 0;
	return i;
}

void
net_fuse(struct net *net)
{
	struct layer *l = net->layer, *end = l + net->layers;
	size_t i, n;

	find_kept(net);
	for (; l < end; l += l->taken) {
		for (i = 0; i < sizeof groups / sizeof groups[0]; i++) {
			n = matches(groups[i], l, (size_t)(end - l));
			if (n == 0 || !groups[i]->takes(l))
				continue;
			l->group = groups[i];
			l->taken = n;
			break;
		}
	}
}
