#include "recognise/graph.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/chain.h"
#include "data/paste.h"

#define DEEPEST	8	/* braces within braces */
#define WIDEST	32	/* streams that are pasted */

void
graph_free(struct graph *g)
{
	size_t i;

	for (i = 0; i < g->n; i++) {
		free(g->node[i].text);
		free(g->node[i].input);
	}
	free(g->node);
	*g = (struct graph){ 0, NULL };
}

/* ---- nodes ---- */

/* The node with this text of n bytes, or g->n. */
static size_t
find(const struct graph *g, const char *text, size_t n)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		if (strlen(g->node[i].text) == n &&
		    memcmp(g->node[i].text, text, n) == 0)
			break;
	return i;
}

/* Append q, whose text and inputs are copied. */
static enum status
append(struct graph *g, const struct graph_node *q, const char *text,
    size_t len, const size_t *input, struct fault *why)
{
	struct graph_node *p = reallocarray(g->node, g->n + 1, sizeof *p);

	if (p == NULL)
		return fault_nomem(why);
	g->node = p;
	p += g->n;
	*p = *q;
	p->text = strndup(text, len);
	p->input = calloc(q->inputs + 1, sizeof *p->input);
	g->n++;
	if (p->text == NULL || p->input == NULL)
		return fault_nomem(why);
	if (q->inputs > 0 && input != NULL)
		(void)memcpy(p->input, input, q->inputs * sizeof *input);
	return ST_OK;
}

/* ---- stages ---- */

/* Where the text of a chain is, and where this chain of it begins. */
struct place {
	const char *at, *start;
	unsigned depth;
};

static void
blanks(struct place *p)
{
	p->at += strspn(p->at, " ");
}

/* The next stage as a text of its own. */
static enum status
take_stage(struct place *p, char text[CHAIN_MAXSTAGE], struct fault *why)
{
	size_t n = strcspn(p->at, "|{}"), len = n;

	while (len > 0 && p->at[len - 1] == ' ')
		len--;
	if (len == 0 || len >= CHAIN_MAXSTAGE)
		return fault_set(why, ST_BAD, "front end: %s at '%.40s'",
		    len == 0 ? "a stage is missing" : "a stage is too long",
		    p->at);
	(void)memcpy(text, p->at, len);
	text[len] = '\0';
	p->at += len;
	return ST_OK;
}

/* Is the first word of the stage this name? */
static bool
named(const char *stage, const char *name)
{
	const struct chain_stage s = { stage, strlen(stage), 0 };

	return chain_is(&s, name);
}

static enum status
fill_source(struct graph_node *q, const char *stage, struct fault *why)
{
	q->type = GRAPH_SOURCE;
	return front_parse(&q->front, stage, why);
}

static enum status
fill_filter(struct graph_node *q, const char *stage, struct fault *why)
{
	size_t n = strcspn(stage, " ");
	char name[64];

	(void)snprintf(name, sizeof name, "%.*s", n < 63 ? (int)n : 63, stage);
	q->type = GRAPH_FILTER;
	if ((q->kind = filter_kind(name)) == NULL)
		return fault_set(why, ST_BAD, "front end: there is no filter "
		    "'%s' in this version", name);
	return settings_parse(q->kind->settings, stage, q->v, why);
}

static enum status
fill_paste(struct graph_node *q, const char *stage, struct fault *why)
{
	q->type = GRAPH_PASTE;
	if (!named(stage, "tensorpaste"))
		return fault_set(why, ST_BAD, "front end: several streams, but "
		    "no stage 'tensorpaste'");
	return settings_parse(paste_settings, stage, q->v, why);
}

typedef enum status fill_node(struct graph_node *q, const char *stage,
    struct fault *why);

/* The node for the stage that is next, made from those inputs. */
static enum status
stage_node(struct graph *g, struct place *p, fill_node *fill,
    const size_t *input, size_t inputs, size_t *node, struct fault *why)
{
	struct graph_node q = { .inputs = inputs };
	char stage[CHAIN_MAXSTAGE];
	enum status s;
	size_t len;

	blanks(p);
	if ((s = take_stage(p, stage, why)) != ST_OK)
		return s;
	len = (size_t)(p->at - p->start);
	if ((*node = find(g, p->start, len)) < g->n)
		return ST_OK;
	if ((s = fill(&q, stage, why)) != ST_OK)
		return s;
	return append(g, &q, p->start, len, input, why);
}

/* ---- chains ---- */

static enum status chain_node(struct graph *g, struct place *p, size_t *node,
    struct fault *why);

/* "{ chain } { chain } | tensorpaste ..." */
static enum status
pasted(struct graph *g, struct place *p, size_t *node, struct fault *why)
{
	size_t input[WIDEST], n;
	struct place in;
	enum status s;

	for (n = 0; *p->at == '{'; n++) {
		in = (struct place){ p->at + 1, NULL, p->depth + 1 };
		if (n == WIDEST || in.depth > DEEPEST)
			return fault_set(why, ST_BAD, "front end: too many "
			    "streams");
		if ((s = chain_node(g, &in, &input[n], why)) != ST_OK)
			return s;
		if (*in.at != '}')
			return fault_set(why, ST_BAD, "front end: a '}' is "
			    "missing at '%.40s'", in.at);
		p->at = in.at + 1;
		blanks(p);
	}
	if (*p->at != '|')
		return fault_set(why, ST_BAD, "front end: several streams, but "
		    "no stage 'tensorpaste'");
	p->at++;
	return stage_node(g, p, fill_paste, input, n, node, why);
}

static enum status
chain_node(struct graph *g, struct place *p, size_t *node, struct fault *why)
{
	enum status s;
	size_t in;

	blanks(p);
	p->start = p->at;
	s = *p->at == '{' ? pasted(g, p, node, why) :
	    stage_node(g, p, fill_source, NULL, 0, node, why);
	for (blanks(p); s == ST_OK && *p->at == '|'; blanks(p)) {
		p->at++;
		in = *node;
		s = stage_node(g, p, fill_filter, &in, 1, node, why);
	}
	return s;
}

enum status
graph_add(struct graph *g, const char *chain, size_t *node, struct fault *why)
{
	struct place p = { chain, NULL, 0 };
	enum status s = chain_node(g, &p, node, why);

	if (s == ST_OK && *p.at != '\0')
		s = fault_set(why, ST_BAD, "front end: '%.40s' does not belong "
		    "there", p.at);
	return s;
}
