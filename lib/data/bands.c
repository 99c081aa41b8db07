#include "data/bands.h"

#include <math.h>
#include <stdlib.h>

#include "tensor/chain.h"

#define SMALLEST	1e-300	/* power of a frame without any */

/* A yes/no parameter of the stage, or what it is if it is not named. */
static bool
is_on(const char *stage, const char *name, bool otherwise)
{
	const char *value = chain_setting(stage, name);

	return value == NULL ? otherwise : value[0] != '0';
}

/* The highest order of the deltas in the chain. */
static size_t
find_orders(const char *chain)
{
	char stage[CHAIN_MAXSTAGE];
	const char *order = NULL;

	if (chain_find(chain, "deltas", stage, NULL) == ST_OK)
		order = chain_setting(stage, "order");
	return order == NULL ? 0 : (size_t)strtoul(order, NULL, 10);
}

/* Are the bands still what the first stage made? */
static bool
kept(const char *chain)
{
	struct chain_stage s = { NULL, 0, 0 };

	(void)chain_next(&chain, &s);
	while (chain_next(&chain, &s))
		if (!chain_is(&s, "trim") && !chain_is(&s, "deltas"))
			return false;
	return s.depth == 0;
}

/* Mel bands, with a column of energy before or after them or not. */
static void
read_fbank(struct bands *b, const char *stage)
{
	b->log = is_on(stage, "log", true);
	b->magnitude = !is_on(stage, "power", true);
	if (!is_on(stage, "energy", false))
		return;
	b->n--;
	b->first = !is_on(stage, "htk", false);
	b->energy = b->first == 1 ? 0 : b->n;
}

bool
bands_find(struct bands *b, const struct tensor *t)
{
	const char *front = tensor_attr(t, "front");
	char stage[CHAIN_MAXSTAGE];

	*b = (struct bands){ .energy = BANDS_NONE, .log = true };
	if (front == NULL || front[0] == '{' || !kept(front))
		return false;
	b->orders = find_orders(front);
	b->n = (size_t)t->dim[1] / (b->orders + 1);
	b->spec = chain_find(front, "spec", stage, NULL) == ST_OK;
	if (b->spec) {		/* column 0 is the energy */
		b->energy = 0;
		b->first = 1;
		b->n--;
	} else if (chain_find(front, "fbank", stage, NULL) == ST_OK)
		read_fbank(b, stage);
	else
		return false;
	return b->n > 0 && b->n <= (size_t)t->dim[1];
}

double
bands_energy(const struct bands *b, const float *x)
{
	double power = 0, v;
	size_t i;

	for (i = b->first; i < b->first + b->n; i++) {
		v = b->log ? exp(x[i]) : x[i];
		power += b->magnitude ? v * v : v;
	}
	return log(power > SMALLEST ? power : SMALLEST);
}
