#include "score/fusion.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODELS	1024	/* at most */

void
fusion_free(struct fusion *f)
{
	combine_free(&f->k);
	textset_free(&f->models);
	textset_free(&f->labels);
	*f = (struct fusion)FUSION_INIT;
}

/* ---- reading ---- */

/* The different names in the attribute, separated by tabs. */
static enum status
read_names(struct textset *names, const struct tensor *t, const char *attr,
    struct fault *why)
{
	const char *value = tensor_attr(t, attr);
	char *copy, *rest, *name;
	enum status s = ST_OK;
	size_t number, n;

	if (value == NULL)
		return fault_set(why, ST_BAD, "no attribute '%s'", attr);
	if ((rest = copy = strdup(value)) == NULL)
		return fault_nomem(why);
	while (s == ST_OK && (name = strsep(&rest, "\t")) != NULL) {
		n = names->n;
		s = textset_add(names, name, &number, why);
		if (s == ST_OK && (number < n || *name == '\0'))
			s = fault_set(why, ST_BAD, "attribute '%s': '%.80s' is "
			    "empty, or there twice", attr, name);
	}
	free(copy);
	return s;
}

static enum status
read_protocol(struct fusion *f, const struct tensor *t, struct fault *why)
{
	const char *value = tensor_attr(t, "protocol");

	if (value == NULL || strcmp(value, "-") == 0)
		return ST_OK;
	if (strcmp(value, "T") != 0 && strcmp(value, "S") != 0 &&
	    strcmp(value, "C") != 0)
		return fault_set(why, ST_BAD, "protocol '%.40s' is none of T, "
		    "S and C", value);
	f->protocol = *value;
	return ST_OK;
}

static enum status
read_values(struct fusion *f, const struct tensor *t, struct fault *why)
{
	size_t i, M = f->models.n, C = f->labels.n;
	enum status s;
	bool ok;

	if (tensor_len(t) != M + C)
		return fault_set(why, ST_BAD, "%zu values, but %zu models and "
		    "%zu classes", tensor_len(t), M, C);
	if ((s = combine_init(&f->k, M, C, why)) != ST_OK)
		return s;
	for (i = 0; i < M + C; i++) {
		*(i < M ? &f->k.weight[i] : &f->k.bias[i - M]) = t->data[i];
		ok = isfinite(t->data[i]) && (i >= M || t->data[i] >= 0);
		if (!ok)
			return fault_set(why, ST_BAD, "value %zu is %g, %s", i,
			    (double)t->data[i], i < M ? "not a weight" :
			    "not a finite number");
	}
	return ST_OK;
}

static enum status
take(struct fusion *f, const struct tensor *t, struct fault *why)
{
	enum status s;

	if (strcmp(tensor_key(t), "fusion") != 0)
		return fault_set(why, ST_BAD, "the first record is '%.80s', "
		    "not 'fusion': fuse --fit did not write this",
		    tensor_key(t));
	if ((s = read_names(&f->models, t, "models", why)) != ST_OK ||
	    (s = read_names(&f->labels, t, "labels", why)) != ST_OK ||
	    (s = read_protocol(f, t, why)) != ST_OK)
		return s;
	if (f->models.n > MODELS)
		return fault_set(why, ST_BAD, "more than %d models", MODELS);
	return read_values(f, t, why);
}

enum status
fusion_take(struct fusion *f, const struct tensor *t, struct fault *why)
{
	enum status s;

	*f = (struct fusion)FUSION_INIT;
	if ((s = take(f, t, why)) != ST_OK)
		fusion_free(f);
	return s;
}

static enum status
read_stream(struct fusion *f, struct tensor_reader *r, struct fault *why)
{
	struct tensor t = TENSOR_INIT;
	enum status s = tensor_read(r, &t, why);

	if (s == ST_END)
		s = fault_set(why, ST_BAD, "%s: there is no record in it",
		    tensor_name(r));
	else if (s == ST_OK && (s = take(f, &t, why)) != ST_OK)
		(void)fault_prefix(why, "%s", tensor_name(r));
	if (s == ST_OK && (s = tensor_read(r, &t, why)) == ST_OK)
		s = fault_set(why, ST_BAD, "%s: more than one record",
		    tensor_name(r));
	tensor_free(&t);
	return s == ST_END ? ST_OK : s;
}

enum status
fusion_read(struct fusion *f, const char *path, struct fault *why)
{
	struct tensor_reader *r;
	enum status s;

	*f = (struct fusion)FUSION_INIT;
	if ((s = tensor_open(&r, path, 0, why)) != ST_OK)
		return s;
	s = read_stream(f, r, why);
	tensor_close(r);
	if (s != ST_OK)
		fusion_free(f);
	return s;
}

/* ---- writing ---- */

/* The names separated by tabs. */
static enum status
write_names(struct attrs *a, const char *attr, const struct textset *names,
    struct fault *why)
{
	size_t i, len = 1;
	enum status s;
	char *all, *at;

	for (i = 0; i < names->n; i++)
		len += strlen(names->text[i]) + 1;
	if ((all = at = malloc(len)) == NULL)
		return fault_nomem(why);
	*at = '\0';
	for (i = 0; i < names->n; i++)
		at = stpcpy(stpcpy(at, i == 0 ? "" : "\t"), names->text[i]);
	s = attrs_set(a, attr, all, why);
	free(all);
	return s;
}

static double
weight_sum(const struct combine *k)
{
	double sum = 0;
	size_t m;

	for (m = 0; m < k->models; m++)
		sum += k->weight[m];
	return sum;
}

/* "0.75 0.25" */
static enum status
write_weights(struct attrs *a, const struct combine *k, struct fault *why)
{
	char text[16 * MODELS] = "";
	double sum = weight_sum(k);
	size_t m, n = 0;

	for (m = 0; m < k->models && m < MODELS; m++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%.4g",
		    m == 0 ? "" : " ", sum > 0 ? k->weight[m] / sum : 0);
	return attrs_set(a, "weights", text, why);
}

static enum status
write_attrs(const struct fusion *f, struct attrs *a, struct fault *why)
{
	double sum = weight_sum(&f->k);
	const char protocol[2] = { f->protocol, '\0' };
	enum status s;

	if ((s = attrs_set(a, "key", "fusion", why)) != ST_OK ||
	    (s = write_names(a, "models", &f->models, why)) != ST_OK ||
	    (s = write_weights(a, &f->k, why)) != ST_OK ||
	    (s = sum > 0 ? attrs_setf(a, why, "temperature", "%.4g",
	    1 / sum) : ST_OK) != ST_OK ||
	    (s = write_names(a, "labels", &f->labels, why)) != ST_OK ||
	    (s = attrs_set(a, "protocol", f->protocol != 0 ? protocol : "-",
	    why)) != ST_OK ||
	    (s = attrs_setf(a, why, "rows", "%zu", f->rows)) != ST_OK ||
	    (s = attrs_setf(a, why, "loss", "%.4g", f->fitted.loss))
	    != ST_OK ||
	    (s = attrs_setf(a, why, "loss-before", "%.4g",
	    f->fitted.before)) != ST_OK)
		return s;
	return attrs_set(a, "version", TONFALL_VERSION, why);
}

static enum status
fill(const struct fusion *f, struct tensor *t, struct fault *why)
{
	size_t i, M = f->k.models, C = f->k.classes;
	const uint64_t dim[1] = { M + C };
	enum status s = tensor_reshape(t, 1, dim, why);

	for (i = 0; s == ST_OK && i < M + C; i++)
		t->data[i] = (float)(i < M ? f->k.weight[i] :
		    f->k.bias[i - M]);
	return s != ST_OK ? s : write_attrs(f, &t->attr, why);
}

enum status
fusion_write(const struct fusion *f, const char *path, struct fault *why)
{
	struct tensor t = TENSOR_INIT;
	struct tensor_writer *w;
	enum status s;

	if ((s = fill(f, &t, why)) == ST_OK &&
	    (s = tensor_create(&w, path, why)) == ST_OK) {
		if ((s = tensor_write(w, &t, why)) == ST_OK)
			s = tensor_finish(w, why);
		else
			tensor_abandon(w);
	}
	tensor_free(&t);
	return s;
}

/* ---- whose tables, whose classes ---- */

/* "a, b" into buf. */
#define LIST	256
static const char *
list(const struct textset *names, char buf[LIST])
{
	size_t i, n = 0;

	*buf = '\0';
	for (i = 0; i < names->n && n < LIST; i++)
		n += (size_t)snprintf(buf + n, LIST - n, "%s%.40s",
		    i == 0 ? "" : ", ", names->text[i]);
	return buf;
}

static enum status
unknown(const struct fusion *f, const char *name, struct fault *why)
{
	char buf[LIST];

	return fault_set(why, ST_BAD, "'%.80s' is not one of the fusion's "
	    "models: %s", name, list(&f->models, buf));
}

enum status
fusion_slots(const struct fusion *f, char *const *name, size_t n, bool given,
    size_t *slot, struct fault *why)
{
	size_t i, j, found = 0;
	char buf[LIST];

	if (n != f->models.n)
		return fault_set(why, ST_BAD, "%zu table%s, but the fusion is "
		    "of %zu model%s: %s", n, n == 1 ? "" : "s", f->models.n,
		    f->models.n == 1 ? "" : "s", list(&f->models, buf));
	for (i = 0; i < n; i++) {
		slot[i] = textset_find(&f->models, name[i]);
		found += slot[i] != TEXTSET_NONE;
	}
	if (found == 0 && !given) {
		for (i = 0; i < n; i++)
			slot[i] = i;
		return ST_OK;
	}
	for (i = 0; i < n; i++) {
		if (slot[i] == TEXTSET_NONE)
			return unknown(f, name[i], why);
		for (j = 0; j < i; j++)
			if (slot[j] == slot[i])
				return fault_set(why, ST_BAD, "two tables of "
				    "the model '%.80s'", name[i]);
	}
	return ST_OK;
}

enum status
fusion_classes(const struct fusion *f, const char *const *class, size_t n,
    size_t *to, struct fault *why)
{
	char buf[LIST];
	size_t i;

	if (n != f->labels.n)
		return fault_set(why, ST_BAD, "%zu classes, but the fusion has "
		    "%zu: %s", n, f->labels.n, list(&f->labels, buf));
	for (i = 0; i < n; i++) {
		to[i] = textset_find(&f->labels, class[i]);
		if (to[i] == TEXTSET_NONE)
			return fault_set(why, ST_BAD, "class '%.80s' is not "
			    "one of the fusion's: %s", class[i],
			    list(&f->labels, buf));
	}
	return ST_OK;
}
