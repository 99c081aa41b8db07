#include "score/predcolumns.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "base/textset.h"

#define NAMELEN		256	/* bytes in the name of a column */
#define TOLERANCE	1e-3	/* of the sum of a row's probabilities */

/* Does this name mean something other than a class? */
static bool
known(const char *name)
{
	static const char *const names[] = {
		"key", "label", "predicted", "speaker", "gender", "session",
		"activation", "valence", "fold", "seed"
	};
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return strncmp(name, PREDCOLUMNS_SAID, strlen(PREDCOLUMNS_SAID)) == 0;
}

static bool
is_share(const char *text, double *value)
{
	return number_real(text, 0, 1, value, NULL) == ST_OK;
}

/* The last column called name after column `after`, or cols. */
static size_t
last_called(const struct tsv *t, const char *name, size_t after)
{
	size_t i, n = tsv_cols(t);

	for (i = n; i-- > after + 1; )
		if (strcmp(tsv_col(t, i), name) == 0)
			return i;
	return n;
}

enum status
predcolumns_values(const struct predcolumns *c, char *const *field,
    double *value, struct fault *why)
{
	double one, sum = 0;
	enum status s;
	size_t i;

	for (i = c->from; i < c->to; i++) {
		if ((s = number_real(field[i], 0, 1, &one, why)) != ST_OK)
			return s;
		if (value != NULL)
			value[i - c->from] = one;
		sum += one;
	}
	if (fabs(sum - 1) < TOLERANCE)
		return ST_OK;
	return fault_set(why, ST_BAD, "the probabilities add up to %.4g, not "
	    "to 1", sum);
}

/* Is the column called name only among from..to? */
static bool
takes_name(const struct tsv *t, const char *name, size_t from, size_t to)
{
	size_t i;
	bool in = false;

	for (i = 0; i < tsv_cols(t); i++)
		if (strcmp(tsv_col(t, i), name) == 0) {
			if (i < from || i >= to)
				return false;
			in = true;
		}
	return in;
}

/* Is one of the names? */
static bool
takes_one(const struct tsv *t, const char *const *names, size_t from, size_t to)
{
	for (; *names != NULL; names++)
		if (takes_name(t, *names, from, to))
			return true;
	return false;
}

static bool
is_among(const char *const *names, const char *name)
{
	while (*names != NULL && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

/* The name of the column of what was predicted; NULL: too long. */
static const char *
said_name(const char *target, char buf[NAMELEN])
{
	int n = snprintf(buf, NAMELEN, PREDCOLUMNS_SAID "%s", target);

	return n > 0 && n < NAMELEN ? buf : NULL;
}

/* Is it a number that was predicted? */
static bool
is_number(const struct tsv *t, const char *name)
{
	char buf[NAMELEN];
	const char *said = said_name(name, buf);

	return said != NULL && tsv_find(t, said) >= 0;
}

/* Set c->from and c->to from the fields of the first row. */
static void
find_classes(const struct tsv *t, char *const *field, const char *const *names,
    struct predcolumns *c)
{
	size_t n = tsv_cols(t), i = c->predicted + 1;
	size_t end = last_called(t, "speaker", c->predicted);
	double value;

	c->from = i;
	c->to = end;
	if (c->label < c->predicted && end < n &&
	    predcolumns_values(c, field, NULL, NULL) == ST_OK &&
	    !takes_one(t, names, i, end))
		return;
	while (i < n && !known(tsv_col(t, i)) && is_share(field[i], &value) &&
	    !is_among(names, tsv_col(t, i)) && !is_number(t, tsv_col(t, i)))
		i++;
	c->to = i;
}

/* The same from the header alone, of a table without rows. */
static void
guess_classes(const struct tsv *t, struct predcolumns *c)
{
	size_t n = tsv_cols(t);

	c->from = c->predicted + 1;
	c->to = last_called(t, "speaker", c->predicted);
	if (c->to < n)
		return;
	c->to = c->from;
	while (c->to < n && !known(tsv_col(t, c->to)))
		c->to++;
}

int
predcolumns_other(const struct predcolumns *c, const struct tsv *t,
    const char *name)
{
	size_t i;

	for (i = 0; i < tsv_cols(t); i++)
		if ((i < c->from || i >= c->to) &&
		    strcmp(tsv_col(t, i), name) == 0)
			return (int)i;
	return -1;
}

/* No two classes have the same name, and no two of the other columns. */
static enum status
check_names(const struct tsv *t, const struct predcolumns *c, struct fault *why)
{
	struct textset set[2] = { TEXTSET_INIT, TEXTSET_INIT };
	enum status s = ST_OK;
	size_t i, number, n;
	bool class;

	for (i = 0; s == ST_OK && i < tsv_cols(t); i++) {
		class = i >= c->from && i < c->to;
		n = set[class].n;
		s = textset_add(&set[class], tsv_col(t, i), &number, why);
		if (s == ST_OK && number < n)
			s = fault_set(why, ST_BAD, "%s: two columns named "
			    "'%.80s'", tsv_name(t), tsv_col(t, i));
	}
	textset_free(&set[0]);
	textset_free(&set[1]);
	return s;
}

enum status
predcolumns_need(struct predcolumns *c, const struct tsv *t,
    const char *target, struct fault *why)
{
	const char *said = "predicted";
	char buf[NAMELEN];
	enum status s;

	c->numbers = target != NULL;
	if (c->numbers && (said = said_name(target, buf)) == NULL)
		return fault_set(why, ST_BAD, "a name of more than %zu bytes: "
		    "'%.80s...'", NAMELEN - sizeof PREDCOLUMNS_SAID, target);
	if ((s = tsv_need(t, c->numbers ? target : "label", &c->label, why))
	    != ST_OK)
		return s;
	return tsv_need(t, said, &c->predicted, why);
}

const char *
predcolumns_number(const struct tsv *t, size_t *at)
{
	const size_t n = strlen(PREDCOLUMNS_SAID);
	const char *name;

	while (*at < tsv_cols(t)) {
		name = tsv_col(t, (*at)++);
		if (strncmp(name, PREDCOLUMNS_SAID, n) == 0 &&
		    tsv_find(t, name + n) >= 0)
			return name + n;
	}
	return NULL;
}

/* Set c->from and c->to.  A table with a number may have classes as well. */
static void
place_classes(struct predcolumns *c, const struct tsv *t, char *const *field,
    const char *const *names)
{
	struct predcolumns own = *c;
	int label = tsv_find(t, "label"), said = tsv_find(t, "predicted");

	c->from = c->to = 0;
	if (label < 0 || said < 0)
		return;
	own.label = (size_t)label;
	own.predicted = (size_t)said;
	if (field != NULL)
		find_classes(t, field, names, &own);
	else
		guess_classes(t, &own);
	c->from = own.from;
	c->to = own.to;
}

enum status
predcolumns_find(struct predcolumns *c, const struct tsv *t,
    char *const *field, const char *const *names, struct fault *why)
{
	enum status s;

	place_classes(c, t, field, names);
	if ((s = check_names(t, c, why)) != ST_OK)
		return s;
	c->fold = predcolumns_other(c, t, "fold");
	c->seed = predcolumns_other(c, t, "seed");
	c->key = predcolumns_other(c, t, "key");
	c->group = *names == NULL ? -1 : predcolumns_other(c, t, *names);
	return ST_OK;
}
