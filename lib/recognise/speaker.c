#include "recognise/speaker.h"

#include <stdlib.h>
#include <string.h>

#include "data/normstats.h"

#define NAME	"speaker"	/* the value that all records share */

struct own {
	struct norm_group by;
	struct normstats *lean;	/* of the training data; or NULL */
	struct normstats *stats;	/* of the speaker; NULL: no record */
	struct norm norm;	/* a copy of its pairs, once it is settled */
};

struct speaker {
	const struct pack *pack;
	const struct pack_group *g;
	struct own *own;	/* (members) */
	size_t records;
	bool settled;
};

static enum status
open_own(const struct pack_member *m, struct own *o, struct fault *why)
{
	struct norm norm = NORM_INIT;
	enum status s = norm_parse(&norm, model_attr(m->model[0], "norm"), why);

	o->norm = (struct norm)NORM_INIT;
	o->by = norm.group;
	norm_free(&norm);
	if (s != ST_OK || m->stats.rank == 0)
		return s;
	return normstats_load(&o->lean, &m->stats, why);
}

enum status
speaker_new(struct speaker **out, const struct pack *p, struct fault *why)
{
	struct speaker *s = NULL;
	enum status st = ST_OK;
	size_t i;

	*out = NULL;
	if (p->group[PACK_ADAPTED].n == 0)
		return fault_set(why, ST_BAD, "the model has no members for "
		    "speakers with statistics of their own");
	if ((s = calloc(1, sizeof *s)) == NULL)
		return fault_nomem(why);
	s->pack = p;
	s->g = &p->group[PACK_ADAPTED];
	if ((s->own = calloc(s->g->n, sizeof *s->own)) == NULL)
		st = fault_nomem(why);
	for (i = 0; st == ST_OK && i < s->g->n; i++)
		st = open_own(&s->g->member[i], &s->own[i], why);
	if (st == ST_OK)
		*out = s;
	else
		speaker_free(s);
	return st;
}

void
speaker_reset(struct speaker *s)
{
	size_t i;

	for (i = 0; i < s->g->n; i++) {
		normstats_free(s->own[i].stats);
		s->own[i].stats = NULL;
		norm_free(&s->own[i].norm);
	}
	s->records = 0;
	s->settled = false;
}

void
speaker_free(struct speaker *s)
{
	size_t i;

	if (s == NULL)
		return;
	if (s->own != NULL) {
		speaker_reset(s);
		for (i = 0; i < s->g->n; i++)
			normstats_free(s->own[i].lean);
	}
	free(s->own);
	free(s);
}

size_t
speaker_records(const struct speaker *s)
{
	return s->records;
}

bool
speaker_enough(const struct speaker *s)
{
	return s->records >= s->pack->enough;
}

/* ---- records ---- */

static enum status
name(const struct own *o, struct tensor *t, struct fault *why)
{
	return attrs_set(&t->attr, o->by.attr, NAME, why);
}

static enum status
begin(const struct speaker *s, struct own *o, struct fault *why)
{
	enum status st = normstats_new(&o->stats, &o->by, why);

	if (st == ST_OK && o->lean != NULL)
		st = normstats_lean(o->stats, s->pack->prior, o->lean, why);
	return st;
}

enum status
speaker_count(struct speaker *s, size_t i, struct tensor *t,
    struct fault *why)
{
	struct own *o = &s->own[i];
	enum status st = name(o, t, why);

	if (st == ST_OK && o->stats == NULL)
		st = begin(s, o, why);
	return st == ST_OK ? normstats_add(o->stats, t, why) : st;
}

void
speaker_counted(struct speaker *s)
{
	s->records++;
	s->settled = false;
}

enum status
speaker_norm(struct speaker *s, size_t i, struct tensor *t,
    const struct norm **norm, struct fault *why)
{
	struct own *o = &s->own[i];
	enum status st = name(o, t, why);

	*norm = &o->norm;
	if (st != ST_OK || s->settled)
		return st;
	if (o->stats == NULL)
		return fault_set(why, ST_BAD, "no record of the speaker was "
		    "counted");
	return normstats_get(o->stats, t, norm, why);
}

/* The pairs are in the record of the statistics. */
static enum status
settle(struct own *o, struct fault *why)
{
	struct tensor t = TENSOR_INIT;
	enum status st;

	if (o->stats == NULL)
		return ST_OK;
	if ((st = normstats_record(o->stats, 0, &t, why)) == ST_OK)
		st = norm_pairs(&o->norm, o->by.text, t.data,
		    (size_t)t.dim[0], why);
	tensor_free(&t);
	return st;
}

enum status
speaker_settle(struct speaker *s, struct fault *why)
{
	enum status st = ST_OK;
	size_t i;

	for (i = 0; st == ST_OK && i < s->g->n; i++)
		st = settle(&s->own[i], why);
	s->settled = st == ST_OK && s->records > 0;
	return st;
}
