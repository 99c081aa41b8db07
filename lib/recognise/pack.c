#include "recognise/pack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "tensor/tensor.h"
#include "model/description.h"
#include "model/weights.h"
#include "recognise/pack_parts.h"

#define MOST	256	/* models of a member, and members */
#define LONGEST	100	/* bytes of a member's name */

/* ---- life ---- */

enum status
pack_new(struct pack **out, struct fault *why)
{
	struct pack *p = *out = calloc(1, sizeof *p);
	size_t i;

	if (p == NULL)
		return fault_nomem(why);
	p->attr = (struct attrs)ATTRS_INIT;
	p->prior = PACK_PRIOR;
	p->enough = PACK_ENOUGH;
	for (i = 0; i < PACK_GROUPS; i++)
		p->group[i].fusion = (struct tensor)TENSOR_INIT;
	return ST_OK;
}

static void
free_member(struct pack_member *m)
{
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (m->model[i] != NULL)
			model_free(m->model[i]);
		free(m->model[i]);
		free(m->file[i]);
	}
	free(m->model);
	free(m->file);
	free(m->to);
	free(m->name);
	tensor_free(&m->stats);
}

void
pack_free(struct pack *p)
{
	struct pack_group *g;
	size_t i, j;

	if (p == NULL)
		return;
	for (i = 0; i < PACK_GROUPS; i++) {
		g = &p->group[i];
		for (j = 0; j < g->n; j++)
			free_member(&g->member[j]);
		free(g->member);
		tensor_free(&g->fusion);
		combine_free(&g->k);
	}
	graph_free(&p->graph);
	attrs_free(&p->attr);
	free(p);
}

const char *
pack_attr(const struct pack *p, const char *name)
{
	return attrs_get(&p->attr, name);
}

bool
pack_combines(const struct pack_group *g)
{
	return g->n > 1 || g->fusion.rank > 0;
}

/* ---- parts ---- */

struct pack_member *
pack_member(const struct pack_group *g, const char *name)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		if (strcmp(g->member[i].name, name) == 0)
			return &g->member[i];
	return NULL;
}

/* A name that can be that of a file, and of a table of fuse(1). */
static enum status
check_name(const char *name, struct fault *why)
{
	size_t n = strlen(name);

	if (n > 0 && n <= LONGEST && name[0] != '.' && name[0] != '-' &&
	    strcspn(name, "/=\t\n") == n)
		return ST_OK;
	return fault_set(why, ST_BAD, "'%.80s' cannot be the name of a member: "
	    "want 1 to %d bytes without '/' and '=', not beginning with '.' or "
	    "'-'", name, LONGEST);
}

static enum status
new_member(struct pack_group *g, const char *name, struct pack_member **out,
    struct fault *why)
{
	struct pack_member *m = reallocarray(g->member, g->n + 1, sizeof *m);

	if (m == NULL)
		return fault_nomem(why);
	g->member = m;
	*out = m += g->n++;
	*m = (struct pack_member){ .stats = TENSOR_INIT };
	m->name = strdup(name);
	return m->name == NULL ? fault_nomem(why) : ST_OK;
}

enum status
pack_place(struct pack_group *g, const char *name, const char *file,
    struct model **out, struct fault *why)
{
	struct pack_member *m = pack_member(g, name);
	struct model **model;
	char **files;
	enum status s;

	if ((s = check_name(name, why)) != ST_OK)
		return s;
	if (m == NULL ? g->n == MOST : m->n == MOST)
		return fault_set(why, ST_BAD, "more than %d models", MOST);
	if (m == NULL && (s = new_member(g, name, &m, why)) != ST_OK)
		return s;
	if ((model = reallocarray(m->model, m->n + 1, sizeof *model)) != NULL)
		m->model = model;
	if ((files = reallocarray(m->file, m->n + 1, sizeof *files)) != NULL)
		m->file = files;
	if (model == NULL || files == NULL)
		return fault_nomem(why);
	m->model[m->n] = *out = malloc(sizeof **out);
	m->file[m->n++] = strdup(file);
	if (*out == NULL)
		return fault_nomem(why);
	**out = (struct model)MODEL_INIT;
	return m->file[m->n - 1] == NULL ? fault_nomem(why) : ST_OK;
}

enum status
pack_keep(struct tensor *to, const struct tensor *t, struct fault *why)
{
	enum status s;

	if ((s = tensor_reshape(to, t->rank, t->dim, why)) != ST_OK ||
	    (s = attrs_copy(&to->attr, &t->attr, why)) != ST_OK) {
		tensor_free(to);
		return s;
	}
	(void)memcpy(to->data, t->data, tensor_len(t) * sizeof *to->data);
	return ST_OK;
}

/* ---- reading ---- */

/* The sections of a pack, one record ahead. */
struct sections {
	struct tensor_reader *r;
	struct tensor t;	/* the first record of a section */
	bool ended;
};

/* To the next section: the record after the last one that was read. */
static enum status
next(struct sections *in, struct fault *why)
{
	uint64_t last = tensor_section(in->r);
	enum status s = tensor_read(in->r, &in->t, why);

	in->ended = s == ST_END;
	if (s == ST_OK && tensor_section(in->r) == last)
		return fault_set(why, ST_BAD, "%s: record '%.80s' does not "
		    "belong to the %s before it", tensor_name(in->r),
		    tensor_key(&in->t), last == 0 ? "description" : "model");
	return s == ST_END ? ST_OK : s;
}

static bool
is(const struct sections *in, const char *key)
{
	return !in->ended && strcmp(tensor_key(&in->t), key) == 0;
}

/* Keep the record that is next. */
static enum status
take_record(struct sections *in, struct tensor *to, struct fault *why)
{
	enum status s = pack_keep(to, &in->t, why);

	return s == ST_OK ? next(in, why) :
	    fault_prefix(why, "%s", tensor_name(in->r));
}

/* The model that begins here; of several targets the one in classes. */
static enum status
read_model(struct model *m, struct sections *in, struct fault *why)
{
	enum status s = model_read(m, in->r, &in->t, why);

	if (s != ST_OK)
		return s;
	s = model_only_classes(m, why);
	return s == ST_OK ? s : fault_prefix(why, "%s", tensor_name(in->r));
}

static enum status
take_model(struct sections *in, struct pack_group *g, const char *name,
    struct fault *why)
{
	struct model *m;
	enum status s;

	if (!is(in, "model"))
		return fault_set(why, ST_BAD, "%s: %s%.80s%s is where the "
		    "model '%.80s' should begin", tensor_name(in->r),
		    in->ended ? "the end" : "record '",
		    in->ended ? "" : tensor_key(&in->t), in->ended ? "" : "'",
		    name);
	if (pack_place(g, name, name, &m, why) != ST_OK)
		return fault_prefix(why, "%s", tensor_name(in->r));
	s = read_model(m, in, why);
	return s == ST_OK ? next(in, why) : s;
}

/* names: the attribute `members' or `adapted', or NULL. */
static enum status
take_group(struct sections *in, struct pack_group *g, const char *names,
    struct fault *why)
{
	char *copy, *rest, *name;
	enum status s = ST_OK;

	if (names == NULL)
		return ST_OK;
	if (is(in, "fusion") &&
	    (s = take_record(in, &g->fusion, why)) != ST_OK)
		return s;
	if ((copy = rest = strdup(names)) == NULL)
		return fault_nomem(why);
	while (s == ST_OK && (name = strsep(&rest, "\t")) != NULL) {
		s = take_model(in, g, name, why);
		if (s == ST_OK && is(in, "zscore"))
			s = take_record(in, &pack_member(g, name)->stats, why);
	}
	free(copy);
	return s;
}

static enum status
take_numbers(struct pack *p, struct fault *why)
{
	const char *prior = pack_attr(p, "prior"),
	    *enough = pack_attr(p, "enough");
	uint64_t n;

	if (prior != NULL &&
	    number_real(prior, 0, 1e9, &p->prior, why) != ST_OK)
		return fault_prefix(why, "prior");
	if (enough == NULL)
		return ST_OK;
	if (number_size(enough, 1, (uint64_t)1 << 30, &n, why) != ST_OK)
		return fault_prefix(why, "enough");
	p->enough = (size_t)n;
	return ST_OK;
}

/* The file of a single model: the pack's description is the model's. */
static enum status
take_single(struct pack *p, struct sections *in, struct fault *why)
{
	struct model *m;
	enum status s;

	if ((s = pack_place(&p->group[PACK_MAIN], "model",
	    tensor_name(in->r), &m, why)) != ST_OK ||
	    (s = read_model(m, in, why)) != ST_OK ||
	    (s = weights_end(in->r, &in->t, why)) != ST_OK)
		return s;
	return attrs_copy(&p->attr, &m->attr, why);
}

static enum status
take_several(struct pack *p, struct sections *in, struct fault *why)
{
	static const char *const names[PACK_GROUPS] = { "members", "adapted" };
	enum status s = attrs_copy(&p->attr, &in->t.attr, why);
	size_t i;

	if (s == ST_OK && take_numbers(p, why) != ST_OK)
		return fault_prefix(why, "%s", tensor_name(in->r));
	if (s == ST_OK)
		s = next(in, why);
	for (i = 0; s == ST_OK && i < PACK_GROUPS; i++)
		s = take_group(in, &p->group[i], pack_attr(p, names[i]), why);
	if (s == ST_OK && !in->ended)
		s = fault_set(why, ST_BAD, "%s: record '%.80s' belongs to none "
		    "of the models", tensor_name(in->r), tensor_key(&in->t));
	return s;
}

static enum status
read_pack(struct pack *p, struct sections *in, struct fault *why)
{
	enum status s = tensor_read(in->r, &in->t, why);

	if (s == ST_END)
		return fault_set(why, ST_BAD, "%s: there is no record in it",
		    tensor_name(in->r));
	if (s != ST_OK)
		return s;
	if (description_check(&in->t, why) != ST_OK)
		return fault_prefix(why, "%s", tensor_name(in->r));
	if (tensor_attr(&in->t, "members") == NULL) {
		s = take_single(p, in, why);
		return s == ST_OK ? pack_check(p, why) : s;
	}
	s = take_several(p, in, why);
	if (s == ST_OK && (s = pack_check(p, why)) != ST_OK)
		(void)fault_prefix(why, "%s", tensor_name(in->r));
	return s;
}

/* s: of opening r; silent as in struct pack. */
static enum status
load(struct pack **out, struct tensor_reader *r, enum status s, bool silent,
    struct fault *why)
{
	struct sections in = { r, TENSOR_INIT, false };
	struct pack *p = NULL;

	*out = NULL;
	if (s == ST_OK)
		s = pack_new(&p, why);
	if (s == ST_OK) {
		p->silent = silent;
		s = read_pack(p, &in, why);
	}
	tensor_free(&in.t);
	tensor_close(r);
	if (s == ST_OK)
		*out = p;
	else
		pack_free(p);
	return s;
}

enum status
pack_load(struct pack **p, const char *path, struct fault *why)
{
	struct tensor_reader *r;
	enum status s = tensor_open(&r, path, TENSOR_WHOLE, why);

	return load(p, r, s, false, why);
}

enum status
pack_load_models(struct pack **p, const char *path, struct fault *why)
{
	struct tensor_reader *r;
	enum status s = tensor_open(&r, path, TENSOR_WHOLE, why);

	return load(p, r, s, true, why);
}

enum status
pack_load_fd(struct pack **p, int fd, const char *name, struct fault *why)
{
	struct tensor_reader *r;
	enum status s = tensor_open_fd(&r, fd, name, TENSOR_WHOLE, why);

	return load(p, r, s, false, why);
}

enum status
pack_load_memory(struct pack **p, const void *bytes, size_t size,
    const char *name, struct fault *why)
{
	struct tensor_reader *r;
	enum status s = tensor_open_memory(&r, bytes, size, name, why);

	return load(p, r, s, false, why);
}

/* ---- what its front ends take ---- */

double
pack_rate(const struct pack *p)
{
	const struct graph_node *q;
	double rate = -1;
	size_t i;

	for (i = 0; i < p->graph.n; i++) {
		q = &p->graph.node[i];
		if (q->type != GRAPH_SOURCE)
			continue;
		if (rate >= 0 && q->front.rate != rate)
			return 0;
		rate = q->front.rate;
	}
	return rate;
}

/* Frames per second of the node's records; 0 if they are single rows. */
static double
frame_rate(const struct graph *g, size_t node)
{
	const struct graph_node *q = &g->node[node];

	while (q->type != GRAPH_SOURCE) {
		if (q->kind == &filter_functionals)
			return 0;
		q = &g->node[q->input[0]];
	}
	return 1000 / q->front.frame_shift;
}

double
pack_hears(const struct pack *p)
{
	const struct pack_member *m;
	double least = INFINITY, rate, heard;
	size_t i, j;

	for (i = 0; i < p->group[PACK_MAIN].n; i++) {
		m = &p->group[PACK_MAIN].member[i];
		rate = frame_rate(&p->graph, m->node);
		for (j = 0; rate > 0 && j < m->n; j++) {
			heard = (double)m->model[j]->net.in.t / rate;
			least = heard < least ? heard : least;
		}
	}
	return least;
}
