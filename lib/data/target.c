#include "data/target.h"

#include <float.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

/* Targets that need no scale on the command line; a line for each. */
static const struct known {
	const char *name;
	const char *scale;	/* NULL: its values are the classes */
	const char *classes[3];	/* for two cuts; NULL: the default */
} known[] = {
	{ "label", NULL, { NULL } },
	{ "activation", "1:5:2.5,3.5", { "low", "medium", "high" } },
	{ "valence", "1:5:2.5,3.5", { "negative", "neutral", "positive" } },
};

#define KNOWN	(sizeof known / sizeof known[0])

/* The row of a name, or KNOWN. */
static size_t
find_known(const char *name)
{
	size_t i;

	for (i = 0; i < KNOWN && strcmp(name, known[i].name) != 0; i++)
		continue;
	return i;
}

static enum status
unknown(const char *text, struct fault *why)
{
	char list[256] = "";
	size_t i, n = 0;

	for (i = 0; i < KNOWN; i++)
		n += (size_t)snprintf(list + n, sizeof list - n, "%s, ",
		    known[i].name);
	return fault_set(why, ST_BAD, "'%.80s' is not a target: %s"
	    "NAME=LO:HI:CUT,... for a numeric attribute in classes, such as "
	    "dominance=1:7:3,5, or NAME:value for its value, such as "
	    "dominance:value", text, list);
}

/* ---- a scale: its marks are LO, the cuts, HI ---- */

#define MAXMARKS	(TARGET_MAXCUTS + 2)

/*
 * Split text, "LO:HI:CUT,...", into its marks in ascending order; returns their
 * number, 0 if it has another form or too many.
 */
static size_t
split(char *text, char *mark[MAXMARKS])
{
	char *hi, *cut;
	size_t n = 1;

	mark[0] = strsep(&text, ":");
	hi = strsep(&text, ":");
	while (text != NULL && n < MAXMARKS - 1) {
		cut = strsep(&text, ",");
		mark[n++] = cut;
	}
	mark[n++] = hi;
	return text == NULL && n > 2 ? n : 0;
}

/* The marks as numbers, which must ascend. */
static enum status
read_marks(struct target *g, char *const mark[], size_t n, struct fault *why)
{
	double x, last = 0;
	size_t i;

	for (i = 0; i < n; i++) {
		if (number_real(mark[i], -DBL_MAX, DBL_MAX, &x, why) != ST_OK)
			return why->status;
		if (i > 0 && x <= last)
			return fault_set(why, ST_BAD, "%s is not greater than "
			    "%s; LO, the cuts and HI must ascend", mark[i],
			    mark[i - 1]);
		*(i == 0 ? &g->lo : i == n - 1 ? &g->hi : &g->cut[i - 1]) = x;
		last = x;
	}
	g->classes = n - 1;
	return ST_OK;
}

/* Names of the n - 1 classes between the marks. */
static void
name_classes(struct target *g, char *const mark[], size_t n)
{
	static const char *const usual[] = { "low", "medium", "high" };
	size_t row = find_known(g->name), i;
	const char *const *three = row < KNOWN &&
	    known[row].classes[0] != NULL ? known[row].classes : usual;
	char *p = g->names;

	for (i = 0; i + 1 < n; i++) {
		if (n > 4)
			p = stpcpy(stpcpy(stpcpy(p, mark[i]), ".."),
			    mark[i + 1]);
		else if (n == 4)
			p = stpcpy(p, three[i]);
		else
			p = stpcpy(p, usual[2 * i]);
		p++;
	}
}

static enum status
parse_scale(struct target *g, const char *scale, struct fault *why)
{
	char copy[TARGET_MAXTEXT], *mark[MAXMARKS] = { NULL };
	size_t n;

	n = split(strcpy(copy, scale), mark);
	if (n == 0)
		return fault_set(why, ST_BAD, "'%.80s' is not a scale with 1 "
		    "to %d cuts, LO:HI:CUT,..., such as 1:7:3,5", scale,
		    TARGET_MAXCUTS);
	if (read_marks(g, mark, n, why) != ST_OK)
		return why->status;
	name_classes(g, mark, n);
	return ST_OK;
}

/* Columns of every table of predictions, or not numbers. */
static bool
reserved(const char *name)
{
	static const char *const names[] = { "label", "key", "predicted",
	    "speaker", "fold", "seed" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return strncmp(name, "predicted_", 10) == 0;
}

/* NAME:value; n is the length of NAME. */
static enum status
parse_number(struct target *g, size_t n, struct fault *why)
{
	if (strcmp(g->text + n, ":value") != 0 || !attrs_name_ok(g->name))
		return unknown(g->text, why);
	if (reserved(g->name))
		return fault_set(why, ST_BAD, "%s is not a number that can be "
		    "predicted", g->name);
	g->number = true;
	return ST_OK;
}

enum status
target_parse(const char *text, struct target *g, struct fault *why)
{
	struct target new = { .text = "" };
	size_t n = strcspn(text, "=:"), row;
	const char *scale;

	if (strlen(text) >= sizeof new.text || n == 0 || n > ATTR_MAXNAME)
		return unknown(text, why);
	(void)strcpy(new.text, text);
	(void)memcpy(new.name, text, n);
	if (text[n] == ':') {
		if (parse_number(&new, n, why) != ST_OK)
			return why->status;
		*g = new;
		return ST_OK;
	}
	row = find_known(new.name);
	if (text[n] == '\0' && row == KNOWN)
		return unknown(text, why);
	if (text[n] != '\0' && row < KNOWN && known[row].scale == NULL)
		return fault_set(why, ST_BAD, "%s is not a number, so it has "
		    "no scale", new.name);
	scale = text[n] != '\0' ? text + n + 1 : known[row].scale;
	if (scale != NULL && parse_scale(&new, scale, why) != ST_OK)
		return fault_prefix(why, "%s", new.name);
	/* Its usual scale, written out, is the same target. */
	if (row < KNOWN && scale != NULL &&
	    strcmp(scale, known[row].scale) == 0)
		new.text[n] = '\0';
	*g = new;
	return ST_OK;
}

/* ---- classes ---- */

const char *
target_class_name(const struct target *g, size_t k)
{
	const char *p = g->names;

	while (k-- > 0)
		p += strlen(p) + 1;
	return p;
}

/* Cuts of the lower half belong to the class below them, others to that
 * above. */
static size_t
class_of(const struct target *g, double x)
{
	size_t cuts = g->classes - 1, k = 0;

	while (k < cuts / 2 && x > g->cut[k])
		k++;
	while (k >= cuts / 2 && k < cuts && x >= g->cut[k])
		k++;
	return k;
}

enum status
target_class(const struct tensor *t, const struct target *g,
    const char **class, struct fault *why)
{
	const char *value = attrs_known(&t->attr, g->name);
	double rating;

	if (value == NULL)
		return ST_END;
	if (g->classes == 0) {
		*class = value;
		return ST_OK;
	}
	if (number_real(value, g->lo, g->hi, &rating, why) != ST_OK)
		return fault_prefix(why, "%s", g->name);
	*class = target_class_name(g, class_of(g, rating));
	return ST_OK;
}

enum status
target_number(const struct tensor *t, const struct target *g, double *x,
    struct fault *why)
{
	const char *value = attrs_known(&t->attr, g->name);

	if (value == NULL)
		return ST_END;
	if (number_real(value, -FLT_MAX, FLT_MAX, x, why) != ST_OK)
		return fault_prefix(why, "%s", g->name);
	return ST_OK;
}
