#include "nn/conv_winograd.h"
#include "nn/layer.h"

size_t
net_frames(const struct net *net, size_t v)
{
	const struct layer *l = net->layer, *end = l + net->layers;
	size_t n = v, valid[NET_MAXLAYERS], *at = valid;

	for (; l < end && !l->kind->valid_only; l++) {
		*at++ = n;
		n = l->kind->valid != NULL ? l->kind->valid(l, n) : n;
	}
	if (l == end)
		return net->in.t;
	/* With fewer, a convolution may be computed in another way, with other
	 * rounding. */
	n = n > CONV_WINOGRAD_TILE ? n : CONV_WINOGRAD_TILE;
	while (l-- > net->layer) {
		if (l->kind->needs != NULL)
			n = l->kind->needs(l, n);
		else if (!l->kind->in_place)
			return net->in.t;
		n = n > *--at ? n : *at;
		n = n < l->in.t ? n : l->in.t;
	}
	return n > v ? n : v;
}
