#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "nn/layer.h"
#include "nn/net.h"

/* Layers from..to, from 1, of a word "3" or "1-8". */
static enum status
read_range(const struct net *net, char *word, size_t *from, size_t *to,
    struct fault *why)
{
	char *dash = strchr(word, '-');
	enum status s;

	if (dash != NULL)
		*dash++ = '\0';
	s = layer_size("layer", word, 1, net->layers, from, why);
	*to = *from;
	if (s == ST_OK && dash != NULL)
		s = layer_size("layer", dash, *from, net->layers, to, why);
	return s;
}

static enum status
freeze(struct net *net, char *list, struct fault *why)
{
	char *word, *rest;
	size_t i, to;

	if (*list == '\0')
		return fault_set(why, ST_BAD, "names no layer");
	while (list != NULL) {
		word = list;
		rest = strchr(list, ',');
		if (rest != NULL)
			*rest++ = '\0';
		list = rest;
		if (read_range(net, word, &i, &to, why) != ST_OK)
			return why->status;
		for (; i <= to; i++)
			net->layer[i - 1].frozen = true;
	}
	return ST_OK;
}

/* ST_BAD if that changes nothing, or if nothing is left to train. */
static enum status
check(const struct net *net, struct fault *why)
{
	size_t i, frozen = 0, trained = 0;
	const struct layer *l;
	unsigned j;

	for (i = 0; i < net->layers; i++) {
		l = &net->layer[i];
		frozen += l->frozen && l->params > 0;
		for (j = 0; j < l->params; j++)
			trained += !l->frozen &&
			    l->param[j].role != PARAM_STATE;
	}
	if (frozen == 0)
		return fault_set(why, ST_BAD, "none of these layers has "
		    "parameters");
	if (trained == 0)
		return fault_set(why, ST_BAD, "nothing is left to train");
	return ST_OK;
}

enum status
net_freeze(struct net *net, const char *list, struct fault *why)
{
	char *copy = strdup(list);
	enum status s;

	if (copy == NULL)
		return fault_nomem(why);
	s = freeze(net, copy, why);
	free(copy);
	return s == ST_OK ? check(net, why) : s;
}
