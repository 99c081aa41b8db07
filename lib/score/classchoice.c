#include "score/classchoice.h"

#include <stdlib.h>
#include <string.h>

#include "base/appendf.h"

#define NOBODY	((size_t)-2)	/* to: named by no entry so far */

/* What parsing knows. */
struct parse {
	struct classchoice *c;
	const char *const *class;
	size_t other;		/* entry `other'; c->from: none */
};

static enum status
unknown(const struct parse *p, const char *name, struct fault *why)
{
	char all[512] = "";
	size_t i;

	for (i = 0; i < p->c->from; i++)
		appendf(all, sizeof all, "%s%s", i > 0 ? ", " : "",
		    p->class[i]);
	return fault_set(why, ST_BAD, "'%.80s' is not a class of the model; "
	    "its classes are: %s", name, all);
}

/* Class `name' of the model becomes class `to' of the result. */
static enum status
assign(struct parse *p, const char *name, size_t to, struct fault *why)
{
	size_t i;

	for (i = 0; i < p->c->from; i++)
		if (strcmp(p->class[i], name) == 0)
			break;
	if (i == p->c->from)
		return unknown(p, name, why);
	if (p->c->to[i] != NOBODY)
		return fault_set(why, ST_BAD, "class '%.80s' is named twice",
		    name);
	p->c->to[i] = to;
	return ST_OK;
}

static bool
is_class(const struct parse *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->c->from; i++)
		if (strcmp(p->class[i], name) == 0)
			return true;
	return false;
}

/* The next class of the result. */
static enum status
add(struct parse *p, const char *name, struct fault *why)
{
	struct classchoice *c = p->c;
	size_t i;

	if (*name == '\0')
		return fault_set(why, ST_BAD, "an entry without a name; a "
		    "comma separates two classes");
	for (i = 0; i < c->n; i++)
		if (strcmp(c->name[i], name) == 0)
			return fault_set(why, ST_BAD, "two classes would be "
			    "called '%.80s'", name);
	if ((c->name[c->n] = strdup(name)) == NULL)
		return fault_nomem(why);
	c->n++;
	return ST_OK;
}

/* One entry: CLASS, other, or NAME=CLASS+CLASS. */
static enum status
entry(struct parse *p, char *text, struct fault *why)
{
	char *members = strchr(text, '='), *one;
	enum status s;

	/* A class may have any character in its name. */
	if (members == NULL || is_class(p, text)) {
		if ((s = add(p, text, why)) != ST_OK)
			return s;
		if (strcmp(text, CLASSCHOICE_OTHER) != 0 || is_class(p, text))
			return assign(p, text, p->c->n - 1, why);
		p->other = p->c->n - 1;
		return ST_OK;
	}
	*members++ = '\0';
	s = add(p, text, why);
	while (s == ST_OK && (one = strsep(&members, "+")) != NULL)
		s = assign(p, one, p->c->n - 1, why);
	return s;
}

/* The classes that no entry names. */
static enum status
finish(struct parse *p, struct fault *why)
{
	bool some = false, there = p->other != CLASSCHOICE_OUT;
	struct classchoice *c = p->c;
	size_t i;

	for (i = 0; i < c->from; i++)
		if (c->to[i] == NOBODY) {
			c->to[i] = p->other;
			some = true;
		}
	c->renormal = some && !there;
	if (there && !some)
		return fault_set(why, ST_BAD, "'"CLASSCHOICE_OTHER"' would be "
		    "empty: all classes are named");
	return ST_OK;
}

static enum status
parse_list(struct parse *p, char *list, struct fault *why)
{
	enum status s = ST_OK;
	char *text;

	while (s == ST_OK && (text = strsep(&list, ",")) != NULL)
		s = entry(p, text, why);
	return s == ST_OK ? finish(p, why) : s;
}

static enum status
all_as_they_are(struct parse *p, struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	for (i = 0; i < p->c->from && s == ST_OK; i++)
		if ((s = add(p, p->class[i], why)) == ST_OK)
			p->c->to[i] = i;
	return s;
}

/* Every entry has a name, and there are no more than characters. */
static enum status
allocate(struct classchoice *c, const char *list, size_t classes,
    struct fault *why)
{
	size_t i, most = list != NULL ? strlen(list) + 1 : classes;

	*c = (struct classchoice){ .from = classes,
	    .name = calloc(most + 1, sizeof *c->name),
	    .to = calloc(classes + 1, sizeof *c->to) };
	if (c->name == NULL || c->to == NULL)
		return fault_nomem(why);
	for (i = 0; i < classes; i++)
		c->to[i] = NOBODY;
	return ST_OK;
}

enum status
classchoice_parse(struct classchoice *c, const char *list,
    const char *const class[], size_t classes, struct fault *why)
{
	struct parse p = { c, class, CLASSCHOICE_OUT };
	enum status s = allocate(c, list, classes, why);
	char *copy = NULL;

	if (s == ST_OK && list == NULL)
		s = all_as_they_are(&p, why);
	else if (s == ST_OK && (copy = strdup(list)) == NULL)
		s = fault_nomem(why);
	else if (s == ST_OK)
		s = parse_list(&p, copy, why);
	free(copy);
	if (s != ST_OK)
		classchoice_free(c);
	return s;
}

void
classchoice_free(struct classchoice *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		free(c->name[i]);
	free(c->name);
	free(c->to);
	*c = (struct classchoice)CLASSCHOICE_INIT;
}

void
classchoice_apply(const struct classchoice *c, const double *p, double *q)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < c->n; i++)
		q[i] = 0;
	for (i = 0; i < c->from; i++)
		if (c->to[i] != CLASSCHOICE_OUT)
			q[c->to[i]] += p[i];
	if (!c->renormal)
		return;
	for (i = 0; i < c->n; i++)
		sum += q[i];
	for (i = 0; i < c->n; i++)
		q[i] = sum > 0 ? q[i] / sum : 1 / (double)c->n;
}
