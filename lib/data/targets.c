/* The part of target.h about several targets. */
#include <string.h>

#include "data/target.h"

/* The "+" before the next target, or NULL: names begin with a letter, and that
 * of a number such as 1e+3 is followed by a digit. */
static const char *
next_plus(const char *text)
{
	const char *p;

	for (p = strchr(text, '+'); p != NULL; p = strchr(p + 1, '+'))
		if (p[1] < '0' || p[1] > '9')
			break;
	return p;
}

static enum status
add(struct targets *g, const char *text, size_t len, struct fault *why)
{
	char one[TARGET_MAXTEXT] = "";
	struct target *new = &g->of[g->n];
	size_t i;

	if (g->n == TARGETS_MOST)
		return fault_set(why, ST_BAD, "more than %d targets",
		    TARGETS_MOST);
	if (len >= sizeof one)
		return fault_set(why, ST_BAD, "'%.80s...' is longer than %d "
		    "bytes", text, TARGET_MAXTEXT - 1);
	(void)memcpy(one, text, len);
	if (target_parse(one, new, why) != ST_OK)
		return why->status;
	for (i = 0; i < g->n; i++) {
		if (strcmp(g->of[i].name, new->name) == 0)
			return fault_set(why, ST_BAD, "%s is there twice",
			    new->name);
		if (!g->of[i].number && !new->number)
			return fault_set(why, ST_BAD, "%s and %s: only one of "
			    "several targets can be in classes; %s:value is a "
			    "number", g->of[i].text, new->text,
			    strcmp(new->name, "label") != 0 ? new->name :
			    g->of[i].name);
	}
	g->n++;
	return ST_OK;
}

enum status
targets_parse(const char *text, struct targets *g, struct fault *why)
{
	const char *plus;
	char *to = g->text;
	size_t i;

	g->n = 0;
	for (plus = text; plus != NULL; text = plus + 1) {
		plus = next_plus(text);
		if (add(g, text, plus != NULL ? (size_t)(plus - text) :
		    strlen(text), why) != ST_OK)
			return why->status;
		if (plus == NULL)
			break;
	}
	for (i = 0; i < g->n; i++)
		to = stpcpy(stpcpy(to, i > 0 ? "+" : ""), g->of[i].text);
	return ST_OK;
}

size_t
targets_classes(const struct targets *g)
{
	size_t i;

	for (i = 0; i < g->n && g->of[i].number; i++)
		continue;
	return i;
}

const char *
targets_names(const struct targets *g, char buf[TARGETS_NAMES])
{
	char *to = buf;
	size_t i;

	*to = '\0';
	for (i = 0; i < g->n; i++)
		to = stpcpy(stpcpy(to, i == 0 ? "" :
		    i + 1 < g->n ? ", " : " or "), g->of[i].name);
	return buf;
}
