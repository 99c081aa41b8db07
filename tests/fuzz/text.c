/*
 * Short texts: numbers, names and values of attributes, norm, groupings,
 * parts, targets, formats, front ends, changes of sound.  Each line of the
 * input is one of them, and a value of an attribute: its first word is the
 * name.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "feature/front.h"
#include "tensor/attrs.h"
#include "sound/alter.h"
#include "convert/convert.h"
#include "data/fold.h"
#include "data/frontdiff.h"
#include "data/norm.h"
#include "data/target.h"
#include "nn/optim.h"
#include "nn/schedule.h"
#include "fuzz.h"

static struct fault why;

static bool
accepted(enum status s)
{
	fuzz_told(s, &why);
	return s == ST_OK;
}

static void
numbers(const char *text)
{
	uint64_t size;
	double real;

	if (accepted(number_size(text, 3, UINT64_MAX, &size, &why)))
		HOLDS(size >= 3);
	if (accepted(number_real(text, -INFINITY, INFINITY, &real, &why)))
		HOLDS(isfinite(real));
	if (accepted(number_real(text, -1e30, 1e30, &real, &why)))
		HOLDS(real >= -1e30 && real <= 1e30);
}

/* A norm that was read is written, read again and the same. */
static void
norms(const char *text)
{
	struct norm n = NORM_INIT, again = NORM_INIT;
	struct attrs a = ATTRS_INIT;

	if (accepted(norm_parse(&n, text, &why))) {
		if (accepted(norm_set(&a, &n, &why))) {
			HOLDS(norm_parse(&again, attrs_get(&a, "norm"), &why) ==
			    ST_OK);
			HOLDS(norm_same(&n, &again) ||
			    (n.n > NORM_MOSTPAIRS && again.n == 0 &&
			    strcmp(n.group.text, again.group.text) == 0));
		}
	}
	norm_free(&n);
	norm_free(&again);
	attrs_free(&a);
}

/* A front end that was read is written and read again, the same; and what
 * differs from the one before is said. */
static void
fronts(const char *text, const char *before)
{
	char line[FRONT_MAXLINE], again[FRONT_MAXLINE];
	struct front p, q;

	if (accepted(front_parse(&p, text, &why))) {
		front_line(&p, line);
		HOLDS(front_parse(&q, line, &why) == ST_OK);
		front_line(&q, again);
		HOLDS(strcmp(line, again) == 0);
	}
	HOLDS(accepted(frontdiff(text, before, "it is", "-m", &why)) ==
	    (before != NULL && strcmp(text, before) == 0));
}

/* Lists of changed copies of the sound. */
static void
changes(const char *text)
{
	static struct alter list[ALTER_MOSTCOPIES];
	struct alter one;
	size_t i, n;

	if (!accepted(alter_parse_list(list, &n, text, &why)))
		return;
	HOLDS(n >= 1 && n <= ALTER_MOSTCOPIES);
	for (i = 0; i < n; i++) {
		HOLDS(alter_parse(&one, list[i].text, &why) == ST_OK);
		HOLDS(strcmp(one.name, list[i].name) == 0);
		HOLDS(one.n >= 1 && one.n <= ALTER_MOST);
		HOLDS(strchr(one.name, '=') == NULL);
	}
}

static void
names(const char *text)
{
	struct norm_group g;
	enum fold_part part;
	const struct format *format;
	struct chosen optim;
	struct target target;
	static struct targets targets;

	(void)accepted(norm_group_parse(text, &g, &why));
	(void)accepted(fold_part_parse(text, &part, &why));
	(void)accepted(convert_parse(text, &format, &why));
	(void)accepted(optim_parse(&optim, text, &why));
	(void)accepted(schedule_parse(&optim, text, &why));
	(void)accepted(targets_parse(text, &targets, &why));
	if (accepted(target_parse(text, &target, &why)))
		HOLDS(strcmp(target.text, text) == 0);
}

/* Set what the line says; a "-" before a name removes it. */
static void
attribute(struct attrs *a, char *line)
{
	char *value = line + strcspn(line, " "), *blank = value;
	const char *have;
	bool cut = *value != '\0';

	if (cut)
		*value++ = '\0';
	if (*line == '-')
		attrs_del(a, line + 1);
	else if (accepted(attrs_set(a, line, value, &why))) {
		have = attrs_get(a, line);
		HOLDS(have != NULL && strcmp(have, value) == 0);
	}
	if (cut)
		*blank = ' ';
}

static void
walk(const struct attrs *a)
{
	struct attrs copy = ATTRS_INIT;
	const char *name, *value;
	size_t pos = 0, n = 0;

	HOLDS(attrs_copy(&copy, a, &why) == ST_OK);
	while (attrs_each(a, &pos, &name, &value)) {
		HOLDS(strcmp(attrs_get(&copy, name), value) == 0);
		n++;
	}
	HOLDS(n == a->count && n <= ATTR_MAXCOUNT);
	attrs_free(&copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct attrs a = ATTRS_INIT;
	char *text = malloc(size + 1), *rest = text, *line, *before = NULL;

	HOLDS(text != NULL);
	(void)memcpy(text, data, size);
	text[size] = '\0';
	/* Some take a whole value, newlines and all. */
	numbers(text);
	names(text);
	while ((line = strsep(&rest, "\n")) != NULL) {
		numbers(line);
		norms(line);
		names(line);
		fronts(line, before);
		changes(line);
		before = line;
		attribute(&a, line);
	}
	walk(&a);
	attrs_free(&a);
	free(text);
	return 0;
}
