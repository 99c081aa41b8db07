/* The text of a network: parsed, given shapes, printed, parsed again. */
#include <stdlib.h>
#include <string.h>

#include "nn/fuse.h"
#include "fuzz.h"

/* Inputs (T, B) and classes to lay the network out for. */
static const struct {
	size_t t, b, classes;
} inputs[] = { { 398, 23, 4 }, { 1, 1, 1 }, { 1 << 24, 64, 3 },
	{ 64, 257, 8 } };

static void
check_params(const struct net *net)
{
	size_t i;

	HOLDS(net->summed <= net->trained && net->trained <= net->total);
	for (i = 0; i < net->params; i++)
		HOLDS(net->param[i].len > 0 &&
		    net->param[i].off <= net->total &&
		    net->param[i].len <= net->total - net->param[i].off);
}

/* All that was accepted is printed as text that is accepted and the same. */
static void
check_text(const struct net *net)
{
	char one[NET_MAXTEXT], two[NET_MAXTEXT];
	struct net again = NET_INIT;
	struct fault why;

	(void)net_text(net, one);
	HOLDS(strlen(one) < NET_MAXTEXT - 1);
	HOLDS(net_parse(&again, one, "again", &why) == ST_OK);
	HOLDS(strcmp(one, net_text(&again, two)) == 0);
	HOLDS(again.layers == net->layers);
	net_free(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct net net = NET_INIT;
	struct fault why;
	enum status s;
	size_t i;

	s = net_read(&net, fuzz_file(data, size), &why);
	fuzz_told(s, &why);
	if (s != ST_OK)
		return 0;
	check_text(&net);
	for (i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
		s = net_shape(&net, inputs[i].t, inputs[i].b,
		    inputs[i].classes, &why);
		fuzz_told(s, &why);
		if (s != ST_OK)
			continue;
		net_fuse(&net);
		check_params(&net);
	}
	net_free(&net);
	return 0;
}
