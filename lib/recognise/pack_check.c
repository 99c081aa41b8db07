#include <stdlib.h>
#include <string.h>

#include "data/frontdiff.h"
#include "data/norm.h"
#include "data/normstats.h"
#include "model/ensemble.h"
#include "recognise/pack_parts.h"
#include "score/fusion.h"

static const struct model *
first(const struct pack_member *m)
{
	return m->model[0];
}

/* ---- one member ---- */

/* What the statistics of speakers are to models of this norm. */
static enum status
check_protocol(const struct pack *p, const struct pack_member *m, char have,
    struct fault *why)
{
	const struct pack_group *own = &p->group[PACK_ADAPTED];
	bool adapted = false;
	size_t i;

	for (i = 0; i < own->n; i++)
		adapted = adapted || m == &own->member[i];
	if (!adapted && have == 'S' && !p->silent)
		return fault_set(why, ST_BAD, "was trained with the "
		    "statistics of each speaker (protocol S), which a single "
		    "recording does not have; modelpack --adapted adds such a "
		    "model to others");
	if (adapted && have != 'S')
		return fault_set(why, ST_BAD, "was not trained with the "
		    "statistics of each speaker (protocol S), so it cannot be "
		    "one of --adapted");
	return ST_OK;
}

/* All models of the member, as they will be used. */
static enum status
check_models(const struct pack *p, const struct pack_member *m,
    struct fault *why)
{
	struct ensemble *e;
	enum status s = ensemble_of(&e, (const struct model *const *)m->model,
	    (const char *const *)m->file, m->n, 1, why);

	if (s != ST_OK)
		return s;
	if (check_protocol(p, m, ensemble_protocol(e), why) != ST_OK)
		s = fault_prefix(why, "%s", m->file[0]);
	ensemble_free(e);
	return s;
}

/* The classes are those of the pack; m->to is their order. */
static enum status
map_classes(const struct pack *p, struct pack_member *m, struct fault *why)
{
	const struct model *model = first(m);
	size_t i, k;

	if (strcmp(model->targets.text, p->target.text) != 0)
		return fault_set(why, ST_BAD, "target '%.80s' is not '%.80s' "
		    "of the first model", model->targets.text, p->target.text);
	if (model->classes != p->classes)
		return fault_set(why, ST_BAD, "%zu classes, but the first "
		    "model has %zu", model->classes, p->classes);
	m->to = calloc(p->classes, sizeof *m->to);
	if (m->to == NULL)
		return fault_nomem(why);
	for (i = 0; i < p->classes; i++) {
		for (k = 0; k < p->classes; k++)
			if (strcmp(model->label[i], p->label[k]) == 0)
				break;
		if (k == p->classes)
			return fault_set(why, ST_BAD, "the first model has no "
			    "class '%.80s'", model->label[i]);
		m->to[i] = k;
	}
	return ST_OK;
}

static enum status
add_front(struct pack *p, struct pack_member *m, struct fault *why)
{
	const char *front = model_attr(first(m), "front");

	if (p->silent)
		return ST_OK;
	if (front == NULL)
		return fault_set(why, ST_BAD, "the model does not say how its "
		    "features are made (attribute front)");
	return graph_add(&p->graph, front, &m->node, why);
}

/* Statistics that those of a speaker can lean on. */
static enum status
check_stats(const struct pack_member *m, struct fault *why)
{
	struct normstats *on = NULL, *own = NULL;
	struct norm norm = NORM_INIT;
	enum status s;

	if (m->stats.rank == 0)
		return ST_OK;
	if ((s = norm_parse(&norm, model_attr(first(m), "norm"), why)) ==
	    ST_OK && (s = normstats_load(&on, &m->stats, why)) == ST_OK &&
	    (s = normstats_new(&own, &norm.group, why)) == ST_OK &&
	    (s = normstats_lean(own, 1, on, why)) == ST_OK)
		s = frontdiff(tensor_attr(&m->stats, "front"),
		    model_attr(first(m), "front"), "the model has", NULL, why);
	normstats_free(own);
	normstats_free(on);
	norm_free(&norm);
	return s == ST_OK ? s : fault_prefix(why, "statistics");
}

static enum status
check_member(struct pack *p, struct pack_member *m, struct fault *why)
{
	enum status s = check_models(p, m, why);

	if (s != ST_OK)
		return s;
	if (map_classes(p, m, why) != ST_OK || add_front(p, m, why) != ST_OK ||
	    check_stats(m, why) != ST_OK)
		return fault_prefix(why, "%s", m->file[0]);
	return ST_OK;
}

/* ---- a group ---- */

/* The fusion's weights and biases in the order of members and classes. */
static enum status
arrange(const struct pack *p, struct pack_group *g, const struct fusion *f,
    size_t *slot, size_t *to, struct fault *why)
{
	size_t i;
	char **name = calloc(g->n, sizeof *name);
	enum status s;

	if (name == NULL || slot == NULL || to == NULL) {
		free(name);
		return fault_nomem(why);
	}
	for (i = 0; i < g->n; i++)
		name[i] = g->member[i].name;
	if ((s = fusion_slots(f, name, g->n, g->n > 1, slot, why)) == ST_OK)
		s = fusion_classes(f, (const char *const *)p->label,
		    p->classes, to, why);
	free(name);
	for (i = 0; s == ST_OK && i < g->n; i++)
		g->k.weight[i] = f->k.weight[slot[i]];
	for (i = 0; s == ST_OK && i < p->classes; i++)
		g->k.bias[i] = f->k.bias[to[i]];
	return s;
}

static enum status
check_fusion(const struct pack *p, struct pack_group *g, struct fault *why)
{
	struct fusion f = FUSION_INIT;
	size_t *slot, *to;
	char protocol = g == &p->group[PACK_ADAPTED] ? 'S' : 'T';
	enum status s = fusion_take(&f, &g->fusion, why);

	slot = calloc(g->n, sizeof *slot);
	to = calloc(p->classes, sizeof *to);
	if (s == ST_OK)
		s = arrange(p, g, &f, slot, to, why);
	if (s == ST_OK && f.protocol != 0 && f.protocol != protocol)
		s = fault_set(why, ST_BAD, "fitted in protocol %c, but the "
		    "models are of %c", f.protocol, protocol);
	free(slot);
	free(to);
	fusion_free(&f);
	return s == ST_OK ? s : fault_prefix(why, "fusion");
}

static enum status
check_group(struct pack *p, struct pack_group *g, struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < g->n; i++)
		s = check_member(p, &g->member[i], why);
	if (s == ST_OK)
		s = combine_init(&g->k, g->n, p->classes, why);
	if (s == ST_OK && g->fusion.rank > 0)
		s = check_fusion(p, g, why);
	return s;
}

enum status
pack_check(struct pack *p, struct fault *why)
{
	const struct model *model;
	enum status s = ST_OK;
	size_t i;

	if (p->group[PACK_MAIN].n == 0)
		return fault_set(why, ST_BAD, "there is no model in it");
	model = first(&p->group[PACK_MAIN].member[0]);
	p->target = model->targets.of[0];
	p->classes = model->classes;
	p->label = model->label;
	for (i = 0; s == ST_OK && i < PACK_GROUPS; i++)
		s = check_group(p, &p->group[i], why);
	return s;
}
