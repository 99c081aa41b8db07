/* The part of model.h about the targets' shares of the outputs. */
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/number.h"
#include "nn/layers.h"
#include "model/model.h"

#define MOSTTEXT	(TARGETS_MOST * 2 * 32)	/* of `outputs' or `scale' */

/* ---- reading ---- */

/* The next word of *text, cut out; NULL after the last one. */
static const char *
next_word(char **text)
{
	return *text == NULL ? NULL : strsep(text, " ");
}

static enum status
read_word(char **text, double lo, double hi, double *value, struct fault *why)
{
	const char *word = next_word(text);

	if (word == NULL)
		return fault_set(why, ST_BAD, "too few numbers");
	return number_real(word, lo, hi, value, why);
}

/* An attribute, copied to be cut. */
static enum status
take(const struct model *m, const char *name, char text[MOSTTEXT],
    struct fault *why)
{
	const char *value = model_attr(m, name);

	if (value == NULL)
		return fault_set(why, ST_BAD, "record 'model' has no attribute "
		    "'%s'", name);
	if (strlen(value) >= MOSTTEXT)
		return fault_set(why, ST_BAD, "record 'model': %s: too long",
		    name);
	(void)strcpy(text, value);
	return ST_OK;
}

/* The numbers of outputs; one target has all. */
static enum status
read_outputs(struct model *m, struct fault *why)
{
	char text[MOSTTEXT], *rest = text;
	size_t i, at = 0;
	double n;

	if (m->targets.n == 1) {
		m->head[0].n = m->classes;
		return ST_OK;
	}
	if (take(m, "outputs", text, why) != ST_OK)
		return why->status;
	for (i = 0; i < m->targets.n; i++) {
		if (read_word(&rest, 1, MODEL_MAXCLASSES, &n, why) != ST_OK)
			return fault_prefix(why, "record 'model': outputs");
		m->head[i].first = at;
		m->head[i].n = (size_t)n;
		at += (size_t)n;
	}
	if (rest != NULL || at != m->classes)
		return fault_set(why, ST_BAD, "record 'model': outputs: '%s' "
		    "does not divide %zu of them among %zu targets",
		    model_attr(m, "outputs"), m->classes, m->targets.n);
	return ST_OK;
}

static enum status
read_scale(struct model *m, struct fault *why)
{
	char text[MOSTTEXT], *rest = NULL;
	size_t i;

	for (i = 0; i < m->targets.n; i++) {
		struct head *h = &m->head[i];

		if (!m->targets.of[i].number)
			continue;
		if (h->n != 1)
			return fault_set(why, ST_BAD, "record 'model': %zu "
			    "outputs for the number %s", h->n,
			    m->targets.of[i].name);
		if (rest == NULL) {
			if (take(m, "scale", text, why) != ST_OK)
				return why->status;
			rest = text;
		}
		if (read_word(&rest, -FLT_MAX, FLT_MAX, &h->mean, why) !=
		    ST_OK || read_word(&rest, FLT_MIN, FLT_MAX, &h->deviation,
		    why) != ST_OK)
			return fault_prefix(why, "record 'model': scale");
	}
	return rest == NULL ? ST_OK : fault_set(why, ST_BAD, "record 'model': "
	    "scale: more numbers than the targets have");
}

enum status
model_divide(struct model *m, struct fault *why)
{
	(void)memset(m->head, 0, sizeof m->head);
	if (read_outputs(m, why) != ST_OK)
		return why->status;
	return read_scale(m, why);
}

/* ---- writing ---- */

enum status
model_describe_heads(struct model *m, struct fault *why)
{
	char outputs[MOSTTEXT] = "", scale[MOSTTEXT] = "";
	size_t i, a = 0, b = 0;
	enum status s = ST_OK;

	for (i = 0; i < m->targets.n; i++) {
		const struct head *h = &m->head[i];

		a += (size_t)snprintf(outputs + a, sizeof outputs - a, "%s%zu",
		    a > 0 ? " " : "", h->n);
		if (m->targets.of[i].number)
			b += (size_t)snprintf(scale + b, sizeof scale - b,
			    "%s%.9g %.9g", b > 0 ? " " : "", h->mean,
			    h->deviation);
	}
	if (m->targets.n > 1)
		s = attrs_set(&m->attr, "outputs", outputs, why);
	if (s == ST_OK && b > 0)
		s = attrs_set(&m->attr, "scale", scale, why);
	return s;
}

/* ---- one of them ---- */

/* The parameters of m in the layout of net, which differs in the last layer,
 * `dense classes': it has the outputs of h alone. */
static void
copy_params(const struct model *m, const struct head *h, const struct net *net,
    float *w)
{
	size_t i, c, last = net->params - 2, K = m->classes;
	const float *from;
	float *to;

	for (i = 0; i < last; i++)
		(void)memcpy(w + net->param[i].off, m->w + m->net.param[i].off,
		    net->param[i].len * sizeof *w);
	from = m->w + m->net.param[last].off + h->first;
	to = w + net->param[last].off;
	for (c = 0; c < net->param[last].dim[0]; c++)
		(void)memcpy(to + c * h->n, from + c * K, h->n * sizeof *w);
	(void)memcpy(w + net->param[last + 1].off, m->w +
	    m->net.param[last + 1].off + h->first, h->n * sizeof *w);
}

static enum status
cut_network(struct model *m, const struct head *h, struct fault *why)
{
	const struct layer *l = &m->net.layer[m->net.layers - 1];
	struct net net = NET_INIT;
	enum status s;
	float *w;

	if (l->kind != &layer_dense || strcmp(l->text, "dense classes") != 0)
		return fault_set(why, ST_BAD, "its last layer is '%s'; the "
		    "outputs of several targets can only be told apart if it "
		    "is 'dense classes'", l->text);
	s = net_parse(&net, model_attr(m, "network"), "network", why);
	if (s == ST_OK)
		s = net_shape(&net, m->net.in.t, m->net.in.c, h->n, why);
	if (s == ST_OK && (w = alloc_zero(net.total, sizeof *w)) == NULL)
		s = fault_nomem(why);
	if (s != ST_OK) {
		net_free(&net);
		return s;
	}
	copy_params(m, h, &net, w);
	net_free(&m->net);
	free(m->w);
	m->net = net;
	m->w = w;
	return ST_OK;
}

/* The names of these classes in the attribute `labels'. */
static enum status
set_labels(struct model *m, const struct head *h, struct fault *why)
{
	char text[ATTR_MAXVALUE + 1], *to = text;
	size_t i;

	for (i = 0; i < h->n; i++)
		to = stpcpy(stpcpy(to, i > 0 ? "\t" : ""),
		    m->label[h->first + i]);
	return attrs_set(&m->attr, "labels", text, why);
}

enum status
model_only_classes(struct model *m, struct fault *why)
{
	static const char *const not[] = { "outputs", "scale", "criterion",
	    "loss-weights" };
	size_t i, k = targets_classes(&m->targets);
	const struct head h = k < m->targets.n ? m->head[k] : m->head[0];
	struct target target = m->targets.of[k < m->targets.n ? k : 0];

	if (k == m->targets.n)
		return fault_set(why, ST_BAD, "predicts %s, a number; what is "
		    "needed here is a model of classes", m->targets.text);
	if (m->targets.n == 1)
		return ST_OK;
	if (cut_network(m, &h, why) != ST_OK ||
	    set_labels(m, &h, why) != ST_OK ||
	    attrs_set(&m->attr, "target", target.text, why) != ST_OK)
		return why->status;
	for (i = 0; i < sizeof not / sizeof not[0]; i++)
		attrs_del(&m->attr, not[i]);
	for (i = 0; i < h.n; i++) {
		m->label[i] = m->label[h.first + i];
		m->count[i] = m->count[h.first + i];
	}
	m->classes = h.n;
	(void)strcpy(m->targets.text, target.text);
	m->targets.of[0] = target;
	m->targets.n = 1;
	m->head[0] = (struct head){ 0, h.n, 0, 0 };
	return ST_OK;
}
