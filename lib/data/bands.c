#include "data/bands.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/chain.h"

#define SMALLEST	1e-300	/* power of a frame without any */

/* A yes/no parameter of the stage, or what it is if it is not named. */
static bool
is_on(const char *stage, const char *name, bool otherwise)
{
	const char *value = chain_setting(stage, name);

	return value == NULL ? otherwise : value[0] != '0';
}

/* How many columns a stage deltas makes of each; 0 if it does not say. */
static size_t
repeated(const struct chain_stage *s)
{
	char text[CHAIN_MAXSTAGE];
	const char *order = NULL;

	if (s->len < sizeof text) {
		(void)memcpy(text, s->at, s->len);
		text[s->len] = '\0';
		order = chain_setting(text, "order");
	}
	return order == NULL ? 0 : 1 + (size_t)strtoul(order, NULL, 10);
}

/* Are the first of the columns still what the first stage made?  *times is how
 * often all its columns are there, with deltas. */
static bool
kept(const char *chain, size_t *times)
{
	struct chain_stage s = { NULL, 0, 0 };

	*times = 1;
	(void)chain_next(&chain, &s);
	while (chain_next(&chain, &s)) {
		if (!chain_is(&s, "trim") && !chain_is(&s, "deltas"))
			return false;
		if (chain_is(&s, "deltas"))
			*times *= repeated(&s);
	}
	return s.depth == 0 && *times > 0;
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
	size_t times;

	*b = (struct bands){ .energy = BANDS_NONE, .log = true };
	if (front == NULL || front[0] == '{' || !kept(front, &times) ||
	    t->dim[1] % times != 0)
		return false;
	b->orders = times - 1;
	b->n = (size_t)t->dim[1] / times;
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
