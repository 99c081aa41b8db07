#include "onnx/onnx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/combine.h"
#include "onnx/builder.h"
#include "onnx/parts.h"

/* Attributes of a description that say nothing of the graph, or are those of an
 * input. */
static bool
is_private(const char *name)
{
	static const char *const names[] = { "key", "norm", "front", "rate",
	    "adapted", "prior", "enough" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* ---- inputs ---- */

/* One of the inputs, and who takes it. */
struct input {
	const struct pack_member *first;
	size_t bins;
	bool one;		/* frame, in every model */
	struct onnx_features x;
};

/* Do two members take the same records? */
static bool
share(const struct pack_member *a, const struct pack_member *b)
{
	const char *of_a = model_attr(a->model[0], "front");
	const char *of_b = model_attr(b->model[0], "front");

	return a == b || (of_a != NULL && of_b != NULL &&
	    strcmp(of_a, of_b) == 0);
}

/* The grouping of a norm, its first word. */
static int
group_of(const char *norm)
{
	return norm == NULL ? 0 : (int)strcspn(norm, " ");
}

static void
describe(struct onnx *g, const struct input *in, const char *name)
{
	static const char *const of[] = { "front", "rate" };
	const struct model *m = in->first->model[0];
	const char *v, *norm = model_attr(m, "norm");
	char key[160], text[64];
	size_t i;

	for (i = 0; i < sizeof of / sizeof *of; i++) {
		(void)snprintf(key, sizeof key, "%s.%s", name, of[i]);
		if ((v = model_attr(m, of[i])) != NULL)
			onnx_meta(g, key, v);
	}
	if (norm == NULL)
		return;
	(void)snprintf(key, sizeof key, "%s.norm", name);
	(void)snprintf(text, sizeof text, "%.*s", group_of(norm), norm);
	onnx_meta(g, key, text);
}

static void
open_input(struct onnx *g, struct input *in, bool only)
{
	struct onnx_dim clips = { "clips", 0 }, bins = { NULL, in->bins };
	char name[128], frames[128];
	const char *of = only ? "" : in->first->name, *dot = only ? "" : ".";

	(void)snprintf(name, sizeof name, "%s%sfeatures", of, dot);
	(void)snprintf(frames, sizeof frames, "%s%sframes", of, dot);
	in->x.x = onnx_input(g, name, ONNX_FLOAT, 3, (struct onnx_dim[]){
	    clips, { in->one ? NULL : frames, 1 }, bins },
	    model_attr(in->first->model[0], "front"));
	in->x.frames = NULL;
	if (!in->one)
		in->x.frames = onnx_input(g, frames, ONNX_INT64, 1, &clips,
		    "the number of frames of each clip");
	describe(g, in, name);
}

/* Inputs of all members, in (group->n); to[i] is that of member i. */
static size_t
find_inputs(const struct pack_group *group, struct input *in, size_t *to)
{
	const struct pack_member *m;
	size_t i, j, k, n = 0;

	for (i = 0; i < group->n; i++) {
		m = &group->member[i];
		for (j = 0; j < n && !share(in[j].first, m); j++)
			continue;
		to[i] = j;
		if (j == n)
			in[n++] = (struct input){ m, m->model[0]->net.in.c,
			    true, { NULL, NULL } };
		for (k = 0; k < m->n; k++)
			in[j].one = in[j].one && m->model[k]->net.in.t == 1;
	}
	return n;
}

/* ---- probabilities ---- */

static const char *
softmax(struct onnx *g, const char *x)
{
	x = onnx_op(g, "Softmax", x);
	onnx_int(g, "axis", 1);
	return x;
}

/* x (N, K) of the classes of m in the order of the pack. */
static const char *
reordered(struct onnx *g, const struct pack_member *m, size_t classes,
    const char *x)
{
	int64_t *from = calloc(classes, sizeof *from);
	bool same = true;
	size_t c;

	for (c = 0; from != NULL && c < classes; c++) {
		from[m->to[c]] = (int64_t)c;
		same = same && m->to[c] == c;
	}
	if (from != NULL && !same) {
		x = onnx_op(g, "Gather", x, onnx_list(g, classes, from));
		onnx_int(g, "axis", 1);
	}
	free(from);
	return from == NULL ? NULL : x;
}

/* The mean of the probabilities of a member's models. */
static enum status
member(struct onnx *g, const struct pack *p, const struct pack_member *m,
    const char *scope, struct onnx_features x, const char **out,
    struct fault *why)
{
	const char **each = calloc(m->n, sizeof *each);
	struct onnx_flow flow;
	enum status s = each == NULL ? fault_nomem(why) : ST_OK;
	char own[128];
	size_t i;

	for (i = 0; s == ST_OK && i < m->n; i++) {
		(void)snprintf(own, sizeof own, m->n > 1 ? "%s%zu." : "%s",
		    scope, i + 1);
		onnx_scope(g, "%s", own);
		s = onnx_normalised(g, m->model[i], x, &flow, why);
		if (s == ST_OK)
			s = onnx_network(g, m->model[i], own, flow, &each[i],
			    why);
		if (s == ST_OK)
			each[i] = softmax(g, each[i]);
		if (s != ST_OK)
			(void)fault_prefix(why, "%s", m->file[i]);
	}
	onnx_scope(g, "%s", scope);
	if (s == ST_OK) {
		*out = m->n == 1 ? each[0] : onnx_node(g, "Mean", m->n, each);
		*out = reordered(g, m, p->classes, *out);
		s = *out == NULL ? fault_nomem(why) : ST_OK;
	}
	free(each);
	return s;
}

/* score/combine.h, of the members' probabilities p[i] (N, K). */
static const char *
combined(struct onnx *g, const struct combine *k, const char *const *p)
{
	const char *sum = NULL, *x, *floor = onnx_scalar(g, COMBINE_FLOOR);
	float *bias = calloc(k->classes, sizeof *bias);
	size_t i, one = 1;

	for (i = 0; i < k->models; i++) {
		x = onnx_op(g, "Log", onnx_op(g, "Max", p[i], floor));
		x = onnx_op(g, "Mul", x, onnx_scalar(g, k->weight[i]));
		sum = sum == NULL ? x : onnx_op(g, "Add", sum, x);
	}
	for (i = 0; bias != NULL && i < k->classes; i++)
		bias[i] = (float)k->bias[i];
	sum = onnx_op(g, "Add", sum, onnx_weights(g, "bias", 1, &k->classes,
	    &one, bias));
	free(bias);
	return softmax(g, sum);
}

static enum status
all_members(struct onnx *g, const struct pack *p, const struct input *in,
    const size_t *to, struct fault *why)
{
	const struct pack_group *group = &p->group[PACK_MAIN];
	const char **each = calloc(group->n, sizeof *each);
	enum status s = each == NULL ? fault_nomem(why) : ST_OK;
	char scope[128] = "";
	size_t i;

	for (i = 0; s == ST_OK && i < group->n; i++) {
		if (group->n > 1)
			(void)snprintf(scope, sizeof scope, "%s.",
			    group->member[i].name);
		s = member(g, p, &group->member[i], scope, in[to[i]].x,
		    &each[i], why);
	}
	onnx_scope(g, "fusion.");
	if (s == ST_OK && pack_combines(group))
		each[0] = combined(g, &group->k, each);
	if (s == ST_OK) {
		(void)onnx_op(g, "Identity", each[0]);
		(void)onnx_called(g, "probabilities");
	}
	free(each);
	return s;
}

/* ---- the graph ---- */

static void
about(struct onnx *g, const struct pack *p)
{
	const char *name, *value;
	size_t pos = 0;

	while (attrs_each(&p->attr, &pos, &name, &value))
		if (!is_private(name))
			onnx_meta(g, name, value);
	if ((value = pack_attr(p, "about")) != NULL)
		onnx_doc(g, value);
}

static enum status
build(struct onnx *g, const struct pack *p, struct fault *why)
{
	const struct pack_group *group = &p->group[PACK_MAIN];
	struct onnx_dim out[] = { { "clips", 0 }, { NULL, p->classes } };
	struct input *in = calloc(group->n, sizeof *in);
	size_t *to = calloc(group->n, sizeof *to), i, n;
	enum status s;

	if (in == NULL || to == NULL) {
		free(in);
		free(to);
		return fault_nomem(why);
	}
	about(g, p);
	n = find_inputs(group, in, to);
	for (i = 0; i < n; i++)
		open_input(g, &in[i], n == 1);
	s = all_members(g, p, in, to, why);
	onnx_output(g, "probabilities", ONNX_FLOAT, 2, out,
	    pack_attr(p, "labels"));
	free(in);
	free(to);
	return s;
}

enum status
onnx_export(const struct pack *p, const char *path, struct fault *why)
{
	struct onnx *g;
	enum status s = onnx_new(&g, why);

	if (s == ST_OK)
		s = build(g, p, why);
	if (s == ST_OK)
		s = onnx_write(g, path, why);
	onnx_free(g);
	return s;
}
