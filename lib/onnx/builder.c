#include "onnx/builder.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "onnx/builder_work.h"

#define IR_VERSION	7	/* of ONNX 1.8, as the opset */

/* ---- memory ---- */

void *
onnx_get(struct onnx *g, size_t n, size_t size)
{
	struct block *b = NULL;

	if (!g->nomem && n <= (SIZE_MAX - sizeof *b) / size)
		b = calloc(1, sizeof *b + n * size);
	if (b == NULL) {
		g->nomem = true;
		return NULL;
	}
	b->next = g->blocks;
	g->blocks = b;
	return b->data;
}

static char *vtext(struct onnx *g, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

static char *
vtext(struct onnx *g, const char *fmt, va_list ap)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	s = n < 0 ? NULL : onnx_get(g, (size_t)n + 1, 1);
	if (s != NULL)
		(void)vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

char *
onnx_text(struct onnx *g, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = vtext(g, fmt, ap);
	va_end(ap);
	return s;
}

/* The list grows when n is a power of two. */
void
onnx_append(struct onnx *g, void *list, size_t *n, void *one)
{
	void **old, **new;

	if (g->nomem || one == NULL)
		return;
	(void)memcpy(&old, list, sizeof old);
	if ((*n & (*n - 1)) == 0) {
		new = onnx_get(g, *n == 0 ? 1 : 2 * *n, sizeof *new);
		if (new == NULL)
			return;
		if (*n > 0)
			(void)memcpy(new, old, *n * sizeof *new);
		(void)memcpy(list, &new, sizeof new);
		old = new;
	}
	old[(*n)++] = one;
}

enum status
onnx_new(struct onnx **out, struct fault *why)
{
	static const Onnx__GraphProto graph = ONNX__GRAPH_PROTO__INIT;
	static const Onnx__ModelProto model = ONNX__MODEL_PROTO__INIT;
	static const Onnx__OperatorSetIdProto opset =
	    ONNX__OPERATOR_SET_ID_PROTO__INIT;
	struct onnx *g = *out = calloc(1, sizeof *g);

	if (g == NULL)
		return fault_nomem(why);
	g->graph = graph;
	g->model = model;
	g->opset = opset;
	g->opset.has_version = 1;
	g->opset.version = ONNX_OPSET;
	g->opset.domain = onnx_text(g, "%s", "");
	g->opsets = &g->opset;
	g->model.has_ir_version = 1;
	g->model.ir_version = IR_VERSION;
	g->model.producer_name = onnx_text(g, "tonfall");
	g->model.producer_version = onnx_text(g, "%s", TONFALL_VERSION);
	g->model.n_opset_import = 1;
	g->model.opset_import = &g->opsets;
	g->model.graph = &g->graph;
	g->graph.name = onnx_text(g, "tonfall");
	return ST_OK;
}

void
onnx_free(struct onnx *g)
{
	struct block *b;

	if (g == NULL)
		return;
	while ((b = g->blocks) != NULL) {
		g->blocks = b->next;
		free(b);
	}
	free(g);
}

void
onnx_scope(struct onnx *g, const char *fmt, ...)
{
	char scope[sizeof g->scope];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(scope, sizeof scope, fmt, ap);
	va_end(ap);
	printable(g->scope, sizeof g->scope, scope);
}

/* ---- nodes ---- */

const char *
onnx_node(struct onnx *g, const char *op, size_t n, const char *const input[])
{
	Onnx__NodeProto *p;
	char *name;
	size_t i;

	MESSAGE(g, Onnx__NodeProto, ONNX__NODE_PROTO__INIT, p);
	name = onnx_text(g, "%s%s_%zu", g->scope, op, ++g->count);
	if (p == NULL || name == NULL)
		return "";
	p->op_type = onnx_text(g, "%s", op);
	p->name = name;
	for (i = 0; i < n; i++)
		onnx_append(g, &p->input, &p->n_input,
		    onnx_text(g, "%s", input[i]));
	onnx_append(g, &p->output, &p->n_output, name);
	onnx_append(g, &g->graph.node, &g->graph.n_node, p);
	return name;
}

static Onnx__NodeProto *
last(const struct onnx *g)
{
	return g->nomem || g->graph.n_node == 0 ? NULL :
	    g->graph.node[g->graph.n_node - 1];
}

/* An attribute of the last node; NULL if memory is short. */
static Onnx__AttributeProto *
attribute(struct onnx *g, const char *name,
    Onnx__AttributeProto__AttributeType type)
{
	Onnx__NodeProto *p = last(g);
	Onnx__AttributeProto *a;

	MESSAGE(g, Onnx__AttributeProto, ONNX__ATTRIBUTE_PROTO__INIT, a);
	if (p == NULL || a == NULL)
		return NULL;
	a->name = onnx_text(g, "%s", name);
	a->has_type = 1;
	a->type = type;
	onnx_append(g, &p->attribute, &p->n_attribute, a);
	return a;
}

void
onnx_int(struct onnx *g, const char *name, int64_t v)
{
	Onnx__AttributeProto *a = attribute(g, name,
	    ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INT);

	if (a == NULL)
		return;
	a->has_i = 1;
	a->i = v;
}

void
onnx_ints(struct onnx *g, const char *name, size_t n, const int64_t v[])
{
	Onnx__AttributeProto *a = attribute(g, name,
	    ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__INTS);

	if (a == NULL || (a->ints = onnx_get(g, n, sizeof *a->ints)) == NULL)
		return;
	(void)memcpy(a->ints, v, n * sizeof *v);
	a->n_ints = n;
}

void
onnx_real(struct onnx *g, const char *name, double v)
{
	Onnx__AttributeProto *a = attribute(g, name,
	    ONNX__ATTRIBUTE_PROTO__ATTRIBUTE_TYPE__FLOAT);

	if (a == NULL)
		return;
	a->has_f = 1;
	a->f = (float)v;
}

const char *
onnx_called(struct onnx *g, const char *name)
{
	Onnx__NodeProto *p = last(g);
	char *copy = onnx_text(g, "%s", name);

	if (p == NULL || copy == NULL)
		return "";
	p->output[0] = copy;
	return copy;
}

/* ---- constants ---- */

/* A tensor of the graph, without values. */
static Onnx__TensorProto *
tensor(struct onnx *g, const char *name, unsigned rank, const size_t dim[],
    int32_t type)
{
	Onnx__TensorProto *t;
	unsigned i;

	MESSAGE(g, Onnx__TensorProto, ONNX__TENSOR_PROTO__INIT, t);
	if (t == NULL)
		return NULL;
	t->name = onnx_text(g, "%s", name);
	t->has_data_type = 1;
	t->data_type = type;
	if (rank > 0 && (t->dims = onnx_get(g, rank, sizeof *t->dims)) == NULL)
		return NULL;
	t->n_dims = rank;
	for (i = 0; i < rank; i++)
		t->dims[i] = (int64_t)dim[i];
	onnx_append(g, &g->graph.initializer, &g->graph.n_initializer, t);
	return t;
}

/* Is there a constant of this name? */
static bool
known(const struct onnx *g, const char *name)
{
	size_t i;

	for (i = 0; i < g->graph.n_initializer; i++)
		if (strcmp(g->graph.initializer[i]->name, name) == 0)
			return true;
	return false;
}

/* n values, if it is NULL 1; of the type that they have. */
static const char *
constant(struct onnx *g, char *name, const size_t *n, const int64_t *ints,
    const float *reals)
{
	size_t have = n == NULL ? 1 : *n;
	Onnx__TensorProto *t;

	if (name == NULL)
		return "";
	if (known(g, name))
		return name;
	t = tensor(g, name, n != NULL, n, ints != NULL ?
	    ONNX__TENSOR_PROTO__DATA_TYPE__INT64 :
	    ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT);
	if (t == NULL)
		return "";
	if (ints != NULL &&
	    (t->int64_data = onnx_get(g, have, sizeof *ints)) != NULL) {
		(void)memcpy(t->int64_data, ints, have * sizeof *ints);
		t->n_int64_data = have;
	}
	if (reals != NULL &&
	    (t->float_data = onnx_get(g, have, sizeof *reals)) != NULL) {
		(void)memcpy(t->float_data, reals, have * sizeof *reals);
		t->n_float_data = have;
	}
	return name;
}

const char *
onnx_scalar(struct onnx *g, double v)
{
	float value = (float)v;

	return constant(g, onnx_text(g, "real %.9g", (double)value), NULL, NULL,
	    &value);
}

const char *
onnx_index(struct onnx *g, int64_t v)
{
	return constant(g, onnx_text(g, "index %lld", (long long)v), NULL, &v,
	    NULL);
}

const char *
onnx_list(struct onnx *g, size_t n, const int64_t v[])
{
	char *name = onnx_text(g, "list");
	size_t i;

	for (i = 0; i < n && name != NULL; i++)
		name = onnx_text(g, "%s%c%lld", name, i == 0 ? ' ' : ',',
		    (long long)v[i]);
	return constant(g, name, &n, v, NULL);
}

/* to = x in the order of dim, slowest first. */
static void
gather(const size_t dim[3], const size_t step[3], const float *x, float *to)
{
	size_t i, j, k;

	for (i = 0; i < dim[0]; i++)
		for (j = 0; j < dim[1]; j++)
			for (k = 0; k < dim[2]; k++)
				*to++ = x[i * step[0] + j * step[1] +
				    k * step[2]];
}

const char *
onnx_weights(struct onnx *g, const char *name, unsigned rank,
    const size_t dim[], const size_t step[], const float *x)
{
	char *own = onnx_text(g, "%s%s", g->scope, name);
	size_t whole[3] = { 1, 1, 1 }, by[3] = { 0, 0, 0 }, n;
	Onnx__TensorProto *t;
	unsigned i;

	if (x == NULL)
		g->nomem = true;
	if (own == NULL || (t = tensor(g, own, rank, dim,
	    ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT)) == NULL)
		return "";
	for (i = 0; i < rank; i++) {
		whole[3 - rank + i] = dim[i];
		by[3 - rank + i] = step[i];
	}
	n = whole[0] * whole[1] * whole[2];
	if ((t->float_data = onnx_get(g, n, sizeof *x)) == NULL)
		return "";
	gather(whole, by, x, t->float_data);
	t->n_float_data = n;
	return own;
}
