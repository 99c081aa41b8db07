#include <stdint.h>
#include <string.h>

#include "base/atomfile.h"
#include "base/printable.h"
#include "onnx/builder_work.h"

#define MOST	((size_t)INT32_MAX)	/* bytes that protobuf can read */

/* ---- the model ---- */

/* s, in which bytes that are not UTF-8, and so not allowed in protobuf's texts,
 * are written as \\x and two digits. */
static char *
utf8(struct onnx *g, const char *s)
{
	char *copy = onnx_get(g, PRINTABLE_MOST * strlen(s) + 1, 1), *to = copy;
	char one[PRINTABLE_MOST];

	while (copy != NULL && *s != '\0')
		if ((unsigned char)*s < 0x80) {
			*to++ = *s++;
		} else {
			s = printable_next(s, one);
			to = stpcpy(to, one);
		}
	return copy;
}

static Onnx__TensorShapeProto__Dimension *
dimension(struct onnx *g, const struct onnx_dim *d)
{
	Onnx__TensorShapeProto__Dimension *p;

	MESSAGE(g, Onnx__TensorShapeProto__Dimension,
	    ONNX__TENSOR_SHAPE_PROTO__DIMENSION__INIT, p);
	if (p == NULL)
		return NULL;
	if (d->name != NULL) {
		p->value_case =
		    ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_PARAM;
		p->dim_param = utf8(g, d->name);
	} else {
		p->value_case =
		    ONNX__TENSOR_SHAPE_PROTO__DIMENSION__VALUE_DIM_VALUE;
		p->dim_value = (int64_t)d->size;
	}
	return p;
}

/* NULL if memory is short. */
static Onnx__ValueInfoProto *
value_info(struct onnx *g, const char *name, enum onnx_type type,
    unsigned rank, const struct onnx_dim dim[], const char *doc)
{
	Onnx__ValueInfoProto *v;
	Onnx__TypeProto *kind;
	Onnx__TypeProto__Tensor *t;
	Onnx__TensorShapeProto *shape;
	unsigned i;

	MESSAGE(g, Onnx__ValueInfoProto, ONNX__VALUE_INFO_PROTO__INIT, v);
	MESSAGE(g, Onnx__TypeProto, ONNX__TYPE_PROTO__INIT, kind);
	MESSAGE(g, Onnx__TypeProto__Tensor, ONNX__TYPE_PROTO__TENSOR__INIT, t);
	MESSAGE(g, Onnx__TensorShapeProto, ONNX__TENSOR_SHAPE_PROTO__INIT,
	    shape);
	if (g->nomem)
		return NULL;
	for (i = 0; i < rank; i++)
		onnx_append(g, &shape->dim, &shape->n_dim,
		    dimension(g, &dim[i]));
	t->has_elem_type = 1;
	t->elem_type = type == ONNX_FLOAT ?
	    ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT :
	    ONNX__TENSOR_PROTO__DATA_TYPE__INT64;
	t->shape = shape;
	kind->value_case = ONNX__TYPE_PROTO__VALUE_TENSOR_TYPE;
	kind->tensor_type = t;
	v->type = kind;
	v->name = utf8(g, name);
	v->doc_string = doc == NULL ? NULL : utf8(g, doc);
	return v;
}

const char *
onnx_input(struct onnx *g, const char *name, enum onnx_type type,
    unsigned rank, const struct onnx_dim dim[], const char *doc)
{
	Onnx__ValueInfoProto *v = value_info(g, name, type, rank, dim, doc);

	onnx_append(g, &g->graph.input, &g->graph.n_input, v);
	return v == NULL || v->name == NULL ? "" : v->name;
}

void
onnx_output(struct onnx *g, const char *name, enum onnx_type type,
    unsigned rank, const struct onnx_dim dim[], const char *doc)
{
	onnx_append(g, &g->graph.output, &g->graph.n_output,
	    value_info(g, name, type, rank, dim, doc));
}

void
onnx_meta(struct onnx *g, const char *name, const char *value)
{
	Onnx__StringStringEntryProto *e;

	MESSAGE(g, Onnx__StringStringEntryProto,
	    ONNX__STRING_STRING_ENTRY_PROTO__INIT, e);
	if (e == NULL)
		return;
	e->key = utf8(g, name);
	e->value = utf8(g, value);
	onnx_append(g, &g->model.metadata_props, &g->model.n_metadata_props, e);
}

void
onnx_doc(struct onnx *g, const char *doc)
{
	g->model.doc_string = utf8(g, doc);
}

/* ---- the file ---- */

/* Where protobuf-c puts the bytes. */
struct sink {
	ProtobufCBuffer base;	/* first */
	struct atomfile file;
	struct fault *why;
	enum status status;
	size_t n;
	unsigned char bytes[65536];
};

static void
flush(struct sink *s)
{
	if (s->status == ST_OK && s->n > 0)
		s->status = atomfile_write(&s->file, s->bytes, s->n, s->why);
	s->n = 0;
}

static void
put(ProtobufCBuffer *b, size_t n, const uint8_t *data)
{
	struct sink *s = (struct sink *)(void *)b;

	if (n > sizeof s->bytes - s->n)
		flush(s);
	if (n > sizeof s->bytes) {
		if (s->status == ST_OK)
			s->status = atomfile_write(&s->file, data, n, s->why);
		return;
	}
	(void)memcpy(s->bytes + s->n, data, n);
	s->n += n;
}

enum status
onnx_write(struct onnx *g, const char *path, struct fault *why)
{
	struct sink s = { .base.append = put, .why = why };
	size_t size;

	if (g->nomem)
		return fault_nomem(why);
	size = onnx__model_proto__get_packed_size(&g->model);
	if (size > MOST)
		return fault_set(why, ST_BAD, "too large for ONNX: %zu bytes, "
		    "and one file can have %zu", size, MOST);
	s.file = (struct atomfile)ATOMFILE_INIT;
	if ((s.status = atomfile_open(&s.file, path, why)) != ST_OK)
		return s.status;
	(void)onnx__model_proto__pack_to_buffer(&g->model, &s.base);
	flush(&s);
	if (s.status == ST_OK)
		s.status = atomfile_commit(&s.file, why);
	atomfile_abandon(&s.file);
	return s.status;
}
