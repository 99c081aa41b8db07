#include "nn/net.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "nn/layer.h"

#define ALIGN		16	/* floats */
#define MAXWORDS	16
#define MAXFILE		65536	/* bytes */
#define MAXPARAMS	(LAYER_MAXPARAMS * NET_MAXLAYERS)
#define MAXSIDE		((size_t)1 << 24)	/* frames, bins, classes */

/* ---- parsing ---- */

static enum status
unknown(const char *word, struct fault *why)
{
	const struct layer_kind *const *k;
	char known[300];
	size_t n = 0;

	for (k = layer_kinds; *k != NULL && n < sizeof known; k++)
		n += (size_t)snprintf(known + n, sizeof known - n, "%s%s",
		    n ? ", " : "", (*k)->name);
	return fault_set(why, ST_BAD, "'%.40s' is not a layer; the layers are "
	    "%s", word, known);
}

/* l->text = the words, separated by blanks. */
static enum status
join_words(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	size_t i, len = 0;
	int k;

	for (i = 0; i < n; i++) {
		k = snprintf(l->text + len, sizeof l->text - len, "%s%s",
		    i ? " " : "", word[i]);
		len += (size_t)k;
		if (len >= sizeof l->text)
			return fault_set(why, ST_BAD, "the layer is too long");
	}
	return ST_OK;
}

/* A number may occur twice in a layer, the name of an option only once. */
static enum status
check_words(size_t n, char *const word[], struct fault *why)
{
	size_t i, j;

	for (i = 1; i < n; i++)
		for (j = 1; j < i; j++)
			if (strcmp(word[i], word[j]) == 0 &&
			    word[i][0] >= 'a' && word[i][0] <= 'z')
				return fault_set(why, ST_BAD,
				    "'%.40s' is given twice", word[i]);
	return ST_OK;
}

/* The words after the name. */
static enum status
read_settings(struct layer *l, size_t n, char *const word[],
    struct fault *why)
{
	if (l->kind->parse == NULL)
		return layer_words(l, n, 0, why);
	if (l->kind->settings > 0) {
		l->set = calloc(1, l->kind->settings);
		if (l->set == NULL)
			return fault_nomem(why);
	}
	return l->kind->parse(l, n, word, why);
}

static enum status
parse_layer(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	const struct layer_kind *const *k;
	enum status s = join_words(l, n, word, why);

	if (s != ST_OK)
		return s;
	for (k = layer_kinds; *k != NULL; k++)
		if (strcmp((*k)->name, word[0]) == 0)
			break;
	if (*k == NULL)
		return unknown(word[0], why);
	l->kind = *k;
	s = check_words(n, word, why);
	if (s == ST_OK)
		s = read_settings(l, n - 1, word + 1, why);
	if (s != ST_OK)
		(void)fault_prefix(why, "%s", l->text);
	return s;
}

/* The layer in text, which has no newline, comment or semicolon. */
static enum status
add_layer(struct net *net, char *text, size_t line, struct fault *why)
{
	char *word[MAXWORDS], *rest = NULL, *w;
	struct layer *l = &net->layer[net->layers];
	enum status s;
	size_t n = 0;

	for (w = strtok_r(text, " \t\r", &rest); w != NULL;
	    w = strtok_r(NULL, " \t\r", &rest)) {
		if (n == MAXWORDS)
			return fault_set(why, ST_BAD, "%s: line %zu: "
			    "more than %d words", net->name, line, MAXWORDS);
		word[n++] = w;
	}
	if (n == 0)
		return ST_OK;
	if (net->layers == NET_MAXLAYERS)
		return fault_set(why, ST_BAD, "%s: line %zu: "
		    "more than %d layers", net->name, line, NET_MAXLAYERS);
	l->line = line;
	l->pos = (uint32_t)net->layers + 1;
	s = parse_layer(l, n, word, why);
	net->layers++;		/* so that net_free sees it */
	return s == ST_OK ? ST_OK :
	    fault_prefix(why, "%s: line %zu", net->name, line);
}

static enum status
parse_lines(struct net *net, char *text, struct fault *why)
{
	size_t line, len = 0, i;
	char *layer, *next, *end, *rest;
	enum status s;

	for (line = 1; text != NULL; line++, text = next) {
		next = strchr(text, '\n');
		if (next != NULL)
			*next++ = '\0';
		end = strchr(text, '#');
		if (end != NULL)
			*end = '\0';
		for (layer = text; layer != NULL; layer = rest) {
			rest = strchr(layer, ';');
			if (rest != NULL)
				*rest++ = '\0';
			s = add_layer(net, layer, line, why);
			if (s != ST_OK)
				return s;
		}
	}
	for (i = 0; i < net->layers; i++)
		len += strlen(net->layer[i].text) + 2;
	if (net->layers == 0)
		return fault_set(why, ST_BAD, "%s: there are no layers in it",
		    net->name);
	if (len >= NET_MAXTEXT)
		return fault_set(why, ST_BAD, "%s: the network is too long",
		    net->name);
	return ST_OK;
}

enum status
net_parse(struct net *net, const char *text, const char *name,
    struct fault *why)
{
	char *copy = strdup(text);
	enum status s;

	net_free(net);
	net->name = strdup(name);
	net->layer = calloc(NET_MAXLAYERS, sizeof *net->layer);
	net->param = calloc(MAXPARAMS, sizeof *net->param);
	if (copy == NULL || net->name == NULL || net->layer == NULL ||
	    net->param == NULL)
		s = fault_nomem(why);
	else
		s = parse_lines(net, copy, why);
	free(copy);
	if (s != ST_OK)
		net_free(net);
	return s;
}

enum status
net_read(struct net *net, const char *path, struct fault *why)
{
	FILE *fp = infile_open(path);
	enum status s;
	char *text;
	size_t n;

	if (fp == NULL)
		return fault_errno(why, ST_IO, "%s", path);
	text = malloc(MAXFILE + 1);
	n = text == NULL ? 0 : fread(text, 1, MAXFILE + 1, fp);
	if (text == NULL)
		s = fault_nomem(why);
	else if (ferror(fp))
		s = fault_errno(why, ST_IO, "%s", path);
	else if (n > MAXFILE || memchr(text, '\0', n) != NULL)
		s = fault_set(why, ST_BAD, "%s: is not a network file", path);
	else {
		text[n] = '\0';
		s = net_parse(net, infile_after_mark(text), path, why);
	}
	free(text);
	(void)fclose(fp);
	return s;
}

/* ---- shapes and parameters ---- */

static enum status
shape_layer(struct layer *l, struct shape in, size_t classes,
    struct fault *why)
{
	enum status s;

	l->in = in;
	l->params = 0;
	l->group = NULL;
	l->taken = 1;
	l->kept = 1;
	l->save = l->scratch = l->parts = l->wholes = 0;
	s = l->kind->shape(l, classes, why);
	if (s == ST_OK && l->out.t > LAYER_MAXLEN / l->out.c)
		s = fault_set(why, ST_BAD, "output (T=%zu, C=%zu) is too large",
		    l->out.t, l->out.c);
	return s;
}

static struct param *
name_param(struct net *net, const struct layer *l,
    const struct layer_param *from)
{
	struct param *p = &net->param[net->params++];
	unsigned i;

	(void)snprintf(p->name, sizeof p->name, "%u.%s.%s", (unsigned)l->pos,
	    l->kind->name, from->part);
	p->rank = from->rank;
	p->len = 1;
	for (i = 0; i < p->rank; i++) {
		p->dim[i] = from->dim[i];
		p->len *= from->dim[i];
	}
	p->role = from->role;
	p->bound = from->bound;
	p->start = from->start;
	p->least = from->least;
	return p;
}

/* Give the parameters of one role their places; returns where they end. */
static size_t
place_params(struct net *net, enum param_role role, size_t off)
{
	struct layer *l;
	size_t i, n = 0;
	unsigned j;

	for (i = 0; i < net->layers; i++) {
		l = &net->layer[i];
		for (j = 0; j < l->params; j++, n++) {
			if (l->param[j].role != role)
				continue;
			l->param[j].off = net->param[n].off = off;
			off += (net->param[n].len + ALIGN - 1) / ALIGN * ALIGN;
		}
	}
	return off;
}

static void
lay_out(struct net *net)
{
	const struct layer *l;
	size_t i;
	unsigned j;

	net->params = 0;
	for (i = 0; i < net->layers; i++) {
		l = &net->layer[i];
		for (j = 0; j < l->params; j++)
			(void)name_param(net, l, &l->param[j]);
	}
	net->summed = place_params(net, PARAM_SUMMED, 0);
	net->trained = place_params(net, PARAM_BATCH, net->summed);
	net->total = place_params(net, PARAM_STATE, net->trained);
}

/* Check what a record needs: a network of a few words must not be able to take
 * all of the memory. */
static enum status
check_values(const struct net *net, struct fault *why)
{
	size_t i, n = net->in.t * net->in.c, scratch = 0;
	const struct layer *l;

	for (i = 0; i < net->layers; i++) {
		l = &net->layer[i];
		n += l->in_place ? 0 : l->out.t * l->out.c;
		if (l->scratch > scratch)
			scratch = l->scratch;
	}
	if (n + scratch <= NET_MAXVALUES)
		return ST_OK;
	return fault_set(why, ST_BAD, "%s: input (T=%zu, C=%zu) makes %zu "
	    "values in the layers, at most %zu are possible", net->name,
	    net->in.t, net->in.c, n + scratch, NET_MAXVALUES);
}

enum status
net_shape(struct net *net, size_t frames, size_t bins, size_t classes,
    struct fault *why)
{
	struct shape in = { frames, bins };
	struct layer *l = net->layer;
	enum status s;
	size_t i;

	if (frames < 1 || bins < 1 || classes < 1 || classes > MAXSIDE ||
	    frames > MAXSIDE || bins > MAXSIDE ||
	    frames > LAYER_MAXLEN / bins)
		return fault_set(why, ST_BAD, "%s: input (T=%zu, C=%zu) with "
		    "%zu classes is out of range", net->name, frames, bins,
		    classes);
	net->in = in;
	net->classes = classes;
	for (i = 0; i < net->layers; i++)
		if (net->layer[i].from > 0)
			net->layer[net->layer[i].from - 1].read = true;
	for (i = 0; i < net->layers; i++, in = l->out) {
		l = &net->layer[i];
		l->in_place = i > 0 && l->kind->in_place && !l[-1].read;
		if (l->from > 0)
			l->side = net->layer[l->from - 1].out;
		s = shape_layer(l, in, classes, why);
		if (s != ST_OK)
			return fault_prefix(why, "%s: line %zu: %s",
			    net->name, l->line, l->text);
	}
	if (in.t != 1 || in.c != classes)
		return fault_set(why, ST_BAD, "%s: line %zu: %s: output "
		    "(T=%zu, C=%zu) is not one value for each of the %zu "
		    "classes: the last layer should be 'dense classes'",
		    net->name, l->line, l->text, in.t, in.c, classes);
	if ((s = check_values(net, why)) != ST_OK)
		return s;
	lay_out(net);
	if (net->trained == 0)
		return fault_set(why, ST_BAD,
		    "%s: there is nothing to train in it", net->name);
	return ST_OK;
}

const char *
net_text(const struct net *net, char buf[NET_MAXTEXT])
{
	size_t i, n = 0;

	buf[0] = '\0';
	for (i = 0; i < net->layers; i++)
		n += (size_t)snprintf(buf + n, NET_MAXTEXT - n, "%s%s",
		    i ? "; " : "", net->layer[i].text);
	return buf;
}

struct shape
net_out(const struct net *net, size_t i)
{
	return net->layer[i].out;
}

void
net_free(struct net *net)
{
	static const struct net empty = NET_INIT;
	size_t i;

	for (i = 0; i < net->layers; i++)
		free(net->layer[i].set);
	free(net->name);
	free(net->layer);
	free(net->param);
	*net = empty;
}
