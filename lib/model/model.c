#include "model/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/number.h"
#include "tensor/tensor.h"
#include "nn/loss.h"
#include "model/description.h"
#include "model/weights.h"

const char *
model_attr(const struct model *m, const char *name)
{
	return attrs_get(&m->attr, name);
}

/* ---- reading ---- */

#define SPARE	((size_t)1 << 16)	/* parameters */

static enum status
need(const struct model *m, const char *name, const char **value,
    struct fault *why)
{
	*value = model_attr(m, name);
	if (*value != NULL)
		return ST_OK;
	if (model_attr(m, "members") != NULL)
		return description_lacks(&m->attr, name, why);
	return fault_set(why, ST_BAD, "record 'model' has no attribute '%s'",
	    name);
}

static enum status
need_size(const struct model *m, const char *name, size_t *out,
    struct fault *why)
{
	const char *value;
	uint64_t v;

	if (need(m, name, &value, why) != ST_OK)
		return why->status;
	if (number_size(value, 1, (uint64_t)1 << 24, &v, why) != ST_OK)
		return fault_prefix(why, "record 'model': %s", name);
	*out = (size_t)v;
	return ST_OK;
}

enum status
model_labels(struct model *m, const char *text, struct fault *why)
{
	size_t n = 1, i;
	const char *s;
	char *p;

	for (s = text; (s = strchr(s, '\t')) != NULL; s++)
		n++;
	if (n > MODEL_MAXCLASSES)
		return fault_set(why, ST_BAD, "%zu classes, at most %d", n,
		    MODEL_MAXCLASSES);
	m->label = malloc(n * sizeof *m->label + strlen(text) + 1);
	m->count = calloc(n, sizeof *m->count);
	if (m->label == NULL || m->count == NULL)
		return fault_nomem(why);
	m->classes = n;
	p = strcpy((char *)(m->label + n), text);
	for (i = 0; i < n; i++) {
		m->label[i] = p;
		p += strcspn(p, "\t");
		if (p == m->label[i])
			return fault_set(why, ST_BAD, "class %zu has no name",
			    i + 1);
		*p++ = '\0';
	}
	return ST_OK;
}

static enum status
read_description(struct model *m, const struct tensor *t, struct fault *why)
{
	const char *network, *labels, *target;
	size_t frames = 0, bins = 0;

	if (description_check(t, why) != ST_OK ||
	    attrs_copy(&m->attr, &t->attr, why) != ST_OK ||
	    need(m, "network", &network, why) != ST_OK ||
	    need(m, "labels", &labels, why) != ST_OK ||
	    need(m, "target", &target, why) != ST_OK ||
	    need_size(m, "frames", &frames, why) != ST_OK ||
	    need_size(m, "bins", &bins, why) != ST_OK ||
	    targets_parse(target, &m->targets, why) != ST_OK ||
	    model_labels(m, labels, why) != ST_OK ||
	    model_divide(m, why) != ST_OK ||
	    net_parse(&m->net, network, "network", why) != ST_OK ||
	    net_shape(&m->net, frames, bins, m->classes, why) != ST_OK)
		return why->status;
	if (t->rank != 1 || t->dim[0] != m->classes)
		return fault_set(why, ST_BAD, "record 'model' should hold "
		    "one count for each of the %zu outputs", m->classes);
	(void)memcpy(m->count, t->data, m->classes * sizeof *m->count);
	return ST_OK;
}

/*
 * Allocate the parameters.  So that a description alone costs no memory,
 * whatever it promises, the file must be large enough; it may be a little
 * smaller, since the missing record makes a better message.
 */
static enum status
get_room(struct model *m, const struct tensor_reader *r, struct fault *why)
{
	size_t left = tensor_left(r) / sizeof *m->w, i, n = 0;

	for (i = 0; i < m->net.params; i++)
		n += m->net.param[i].len;
	if (n > left && n - left > SPARE)
		return fault_set(why, ST_BAD, "cut short: the network has %zu "
		    "parameters, and %zu values would fit into what is left",
		    n, left);
	m->w = alloc_zero(m->net.total, sizeof *m->w);
	return m->w == NULL ? fault_nomem(why) : ST_OK;
}

/* The records after the first, in the order of the table. */
static enum status
read_params(struct model *m, struct tensor_reader *r, struct tensor *t,
    struct fault *why)
{
	const struct param *p = m->net.param;
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < m->net.params; i++, p++)
		s = weights_read(r, t, p, "", p->least, m->w + p->off, why);
	return s;
}

enum status
model_read(struct model *m, struct tensor_reader *r, struct tensor *t,
    struct fault *why)
{
	enum status s;

	if (read_description(m, t, why) != ST_OK ||
	    get_room(m, r, why) != ST_OK)
		s = fault_prefix(why, "%s", tensor_name(r));
	else
		s = read_params(m, r, t, why);
	if (s != ST_OK)
		model_free(m);
	return s;
}

static enum status
read_all(struct model *m, struct tensor_reader *r, struct tensor *t,
    struct fault *why)
{
	enum status s = tensor_read(r, t, why);

	if (s == ST_END)
		return fault_set(why, ST_BAD, "%s: there is no record in it",
		    tensor_name(r));
	if (s != ST_OK || (s = model_read(m, r, t, why)) != ST_OK)
		return s;
	if ((s = weights_end(r, t, why)) != ST_OK)
		model_free(m);
	return s;
}

enum status
model_load(struct model *m, const char *path, struct fault *why)
{
	struct tensor_reader *r;
	struct tensor t = TENSOR_INIT;
	enum status s = tensor_open(&r, path, TENSOR_WHOLE, why);

	if (s != ST_OK)
		return s;
	s = read_all(m, r, &t, why);
	tensor_free(&t);
	tensor_close(r);
	return s;
}

/* ---- writing ---- */

enum status
model_check(const struct model *m, struct fault *why)
{
	const struct param *p;
	size_t i;

	for (i = 0; i < m->net.params; i++) {
		p = &m->net.param[i];
		if (weights_check(p, p->least, m->w + p->off, why) != ST_OK)
			return fault_prefix(why, "%s", p->name);
	}
	return ST_OK;
}

enum status
model_write(const struct model *m, struct tensor_writer *w,
    struct fault *why)
{
	struct tensor t = TENSOR_INIT;
	enum status s = model_check(m, why);
	const struct param *p;
	size_t i;

	if (s != ST_OK)
		return fault_prefix(why, "the model is useless");
	t.rank = 1;
	t.dim[0] = m->classes;
	t.data = m->count;
	t.attr = m->attr;
	s = tensor_write(w, &t, why);
	for (i = 0; s == ST_OK && i < m->net.params; i++) {
		p = &m->net.param[i];
		s = weights_write(w, p, "", m->w + p->off, why);
	}
	return s;
}

/* ---- using ---- */

void
model_predict(const struct model *m, struct pass *r, size_t n, pass_fill *fill,
    void *ctx, float *value)
{
	const struct head *h = m->head;
	size_t i, k;
	float *v;

	pass_forward(r, m->w, n, fill, ctx, value);
	for (i = 0; i < n; i++)
		for (k = 0; k < m->targets.n; k++) {
			v = value + i * m->classes + h[k].first;
			if (m->targets.of[k].number)
				*v = (float)(h[k].mean + h[k].deviation *
				    (double)*v);
			else
				loss_softmax(1, h[k].n, v, v);
		}
}

void
model_free(struct model *m)
{
	static const struct model empty = MODEL_INIT;

	net_free(&m->net);
	free(m->w);
	free(m->label);
	free(m->count);
	attrs_free(&m->attr);
	*m = empty;
}
