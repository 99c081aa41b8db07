#include "score/predcolumns.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/number.h"
#include "base/textset.h"

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
	return false;
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

/* Is the column to group by only among from..to? */
static bool
takes_group(const struct tsv *t, const char *group, size_t from, size_t to)
{
	size_t i;
	bool in = false;

	for (i = 0; group != NULL && i < tsv_cols(t); i++)
		if (strcmp(tsv_col(t, i), group) == 0) {
			if (i < from || i >= to)
				return false;
			in = true;
		}
	return in;
}

/* Set c->from and c->to from the fields of the first row. */
static void
find_classes(const struct tsv *t, char *const *field, const char *group,
    struct predcolumns *c)
{
	size_t n = tsv_cols(t), i = c->predicted + 1;
	size_t end = last_called(t, "speaker", c->predicted);
	double value;

	c->from = i;
	c->to = end;
	if (c->label < c->predicted && end < n &&
	    predcolumns_values(c, field, NULL, NULL) == ST_OK &&
	    !takes_group(t, group, i, end))
		return;
	while (i < n && !known(tsv_col(t, i)) && is_share(field[i], &value) &&
	    (group == NULL || strcmp(tsv_col(t, i), group) != 0))
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

/* The column called name that is not a class, or -1. */
static int
find_other(const struct tsv *t, const struct predcolumns *c, const char *name)
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
predcolumns_need(struct predcolumns *c, const struct tsv *t, struct fault *why)
{
	enum status s;

	if ((s = tsv_need(t, "label", &c->label, why)) != ST_OK)
		return s;
	return tsv_need(t, "predicted", &c->predicted, why);
}

enum status
predcolumns_find(struct predcolumns *c, const struct tsv *t,
    char *const *field, const char *group, struct fault *why)
{
	enum status s;

	if (field != NULL)
		find_classes(t, field, group, c);
	else
		guess_classes(t, c);
	if ((s = check_names(t, c, why)) != ST_OK)
		return s;
	c->fold = find_other(t, c, "fold");
	c->seed = find_other(t, c, "seed");
	c->key = find_other(t, c, "key");
	c->group = group == NULL ? -1 : find_other(t, c, group);
	return ST_OK;
}
