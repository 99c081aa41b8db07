/*
 * Separate from net.c, so that programs which only apply a network need not
 * link the random numbers.
 */
#include <string.h>

#include "nn/net.h"

void
net_init(const struct net *net, float *w, struct rng *r)
{
	const struct param *p;
	size_t i, j;

	(void)memset(w, 0, net->total * sizeof *w);
	for (i = 0; i < net->params; i++) {
		p = &net->param[i];
		for (j = 0; j < p->len; j++)
			w[p->off + j] = p->bound > 0 ? (float)
			    ((2 * rng_uniform(r) - 1) * p->bound) : p->start;
	}
}
