#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/tensor.h"
#include "recognise/pack_parts.h"

/* ---- parts from files ---- */

enum status
pack_add(struct pack *p, unsigned group, const char *name, const char *path,
    struct fault *why)
{
	struct model *m;
	enum status s = pack_place(&p->group[group], name, path, &m, why);

	if (s != ST_OK)
		return fault_prefix(why, "%s", path);
	if (model_load(m, path, why) != ST_OK)
		return why->status;
	s = model_only_classes(m, why);
	return s == ST_OK ? s : fault_prefix(why, "%s", path);
}

/* Keep the only record of the file, whose key is this. */
static enum status
read_one(struct tensor *to, struct tensor_reader *r, const char *key,
    const char *what, struct fault *why)
{
	struct tensor t = TENSOR_INIT;
	enum status s = tensor_read(r, &t, why);

	if (s == ST_END || (s == ST_OK && strcmp(tensor_key(&t), key) != 0))
		s = fault_set(why, ST_BAD, "%s: not a file of %s",
		    tensor_name(r), what);
	else if (s == ST_OK && (s = pack_keep(to, &t, why)) == ST_OK) {
		s = tensor_read(r, &t, why);
		s = s == ST_END ? ST_OK : s != ST_OK ? s : fault_set(why,
		    ST_BAD, "%s: more than one record", tensor_name(r));
	}
	tensor_free(&t);
	return s;
}

static enum status
load_one(struct tensor *to, const char *path, const char *key,
    const char *what, struct fault *why)
{
	struct tensor_reader *r;
	enum status s;

	if (to->rank > 0)
		return fault_set(why, ST_BAD, "%s: there is one already", path);
	if ((s = tensor_open(&r, path, 0, why)) != ST_OK)
		return s;
	s = read_one(to, r, key, what, why);
	tensor_close(r);
	return s;
}

enum status
pack_fusion(struct pack *p, unsigned group, const char *path,
    struct fault *why)
{
	return load_one(&p->group[group].fusion, path, "fusion",
	    "fuse --fit", why);
}

enum status
pack_stats(struct pack *p, const char *name, const char *path,
    struct fault *why)
{
	struct pack_member *m = pack_member(&p->group[PACK_ADAPTED], name);

	if (m == NULL)
		return fault_set(why, ST_BAD, "%s: '%.80s' is not one of the "
		    "adapted models", path, name);
	return load_one(&m->stats, path, "zscore", "zscore -g bin -o, or not "
	    "of one group", why);
}

enum status
pack_set(struct pack *p, const char *name, const char *value,
    struct fault *why)
{
	static const char *const own[] = { "key", "members", "adapted",
	    "labels", "target", "prior", "enough", "front", "norm", "network",
	    "frames", "bins", "version" };
	size_t i;

	for (i = 0; i < sizeof own / sizeof own[0]; i++)
		if (strcmp(name, own[i]) == 0)
			return fault_set(why, ST_BAD, "'%s' is set by what is "
			    "in the pack", name);
	return attrs_set(&p->attr, name, value, why);
}

/* ---- the description ---- */

/* The attribute with the names of the files of g, in order. */
static enum status
set_names(struct pack *p, const char *attr, const struct pack_group *g,
    struct fault *why)
{
	size_t i, j, len;
	char *text;
	enum status s;
	FILE *fp = open_memstream(&text, &len);

	if (fp == NULL)
		return fault_nomem(why);
	for (i = 0; i < g->n; i++)
		for (j = 0; j < g->member[i].n; j++)
			(void)fprintf(fp, "%s%s", i + j == 0 ? "" : "\t",
			    g->member[i].name);
	if (fclose(fp) != 0)
		return fault_nomem(why);
	s = attrs_set(&p->attr, attr, text, why);
	free(text);
	return s;
}

/* If all members have the same. */
static enum status
set_front(struct pack *p, struct fault *why)
{
	const struct pack_group *g = &p->group[PACK_MAIN];
	size_t i;

	for (i = 1; i < g->n; i++)
		if (g->member[i].node != g->member[0].node)
			return ST_OK;
	return attrs_set(&p->attr, "front",
	    p->graph.node[g->member[0].node].text, why);
}

/* Call add for each model, with its attributes and those in arg. */
static enum status
each_model(struct pack *p, enum status (*add)(struct attrs *model,
    struct attrs *arg, struct fault *why), struct attrs *arg,
    struct fault *why)
{
	const struct pack_group *g;
	enum status s = ST_OK;
	size_t i, j;

	for (g = p->group; g < p->group + PACK_GROUPS; g++)
		for (i = 0; i < g->n; i++)
			for (j = 0; s == ST_OK && j < g->member[i].n; j++)
				s = add(&g->member[i].model[j]->attr, arg, why);
	return s;
}

/* The licence and the corpus of `from', besides those of `to'. */
static enum status
add_terms(struct attrs *to, struct attrs *from, struct fault *why)
{
	static const char *const name[] = { "corpus", "licence" };
	enum status s = ST_OK;
	const char *value;
	size_t i;

	for (i = 0; s == ST_OK && i < sizeof name / sizeof name[0]; i++)
		if ((value = attrs_get(from, name[i])) != NULL)
			s = attrs_add(to, name[i], value, why);
	return s;
}

static enum status
take_terms(struct attrs *model, struct attrs *pack, struct fault *why)
{
	return add_terms(pack, model, why);
}

enum status
pack_mark(struct pack *p, struct fault *why)
{
	return each_model(p, add_terms, &p->attr, why);
}

/* What is computed comes first, then what was set. */
static enum status
describe(struct pack *p, const struct attrs *set, struct fault *why)
{
	const struct model *first = p->group[PACK_MAIN].member[0].model[0];
	const struct pack_group *adapted = &p->group[PACK_ADAPTED];
	const char *name, *value;
	size_t pos = 0;
	enum status s;

	if ((s = attrs_set(&p->attr, "key", "model", why)) != ST_OK ||
	    (s = set_names(p, "members", &p->group[PACK_MAIN], why)) != ST_OK)
		return s;
	if (adapted->n > 0 &&
	    ((s = set_names(p, "adapted", adapted, why)) != ST_OK ||
	    (s = attrs_setf(&p->attr, why, "prior", "%g", p->prior)) != ST_OK ||
	    (s = attrs_setf(&p->attr, why, "enough", "%zu", p->enough)) !=
	    ST_OK))
		return s;
	if ((s = attrs_set(&p->attr, "labels", model_attr(first, "labels"),
	    why)) != ST_OK ||
	    (s = attrs_set(&p->attr, "target", p->target.text, why)) != ST_OK ||
	    (s = set_front(p, why)) != ST_OK ||
	    (s = attrs_set(&p->attr, "version", TONFALL_VERSION, why)) != ST_OK)
		return s;
	s = each_model(p, take_terms, &p->attr, why);
	while (s == ST_OK && attrs_each(set, &pos, &name, &value))
		s = (strcmp(name, "licence") == 0 ? attrs_add : attrs_set)(
		    &p->attr, name, value, why);
	return s;
}

enum status
pack_seal(struct pack *p, struct fault *why)
{
	struct attrs set = p->attr;
	enum status s = pack_check(p, why);

	if (s != ST_OK)
		return s;
	p->attr = (struct attrs)ATTRS_INIT;
	s = describe(p, &set, why);
	attrs_free(&set);
	return s;
}

/* ---- writing ---- */

static enum status
write_description(const struct pack *p, struct tensor_writer *w,
    struct fault *why)
{
	struct tensor t = TENSOR_INIT;

	t.rank = 1;
	t.dim[0] = p->classes;
	t.data = p->group[PACK_MAIN].member[0].model[0]->count;
	t.attr = p->attr;
	return tensor_write(w, &t, why);
}

static enum status
write_record(const struct tensor *t, struct tensor_writer *w,
    struct fault *why)
{
	enum status s;

	if (t->rank == 0)
		return ST_OK;
	s = tensor_end_section(w, why);
	return s == ST_OK ? tensor_write(w, t, why) : s;
}

static enum status
write_member(const struct pack_member *m, struct tensor_writer *w,
    struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < m->n; i++)
		if ((s = tensor_end_section(w, why)) == ST_OK)
			s = model_write(m->model[i], w, why);
	return s == ST_OK ? write_record(&m->stats, w, why) : s;
}

static enum status
write_all(const struct pack *p, struct tensor_writer *w, struct fault *why)
{
	const struct pack_group *g;
	enum status s = write_description(p, w, why);
	size_t i, j;

	for (i = 0; s == ST_OK && i < PACK_GROUPS; i++) {
		g = &p->group[i];
		s = write_record(&g->fusion, w, why);
		for (j = 0; s == ST_OK && j < g->n; j++)
			s = write_member(&g->member[j], w, why);
	}
	return s;
}

enum status
pack_write(const struct pack *p, const char *path, struct fault *why)
{
	struct tensor_writer *w;
	enum status s = tensor_create(&w, path, why);

	if (s != ST_OK)
		return s;
	if ((s = write_all(p, w, why)) == ST_OK)
		return tensor_finish(w, why);
	tensor_abandon(w);
	return s;
}
