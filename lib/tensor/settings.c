#include "tensor/settings.h"

#include <string.h>

#include "base/appendf.h"
#include "base/number.h"

bool
settings_has(double v, size_t i)
{
	return ((uint64_t)v >> i & 1) != 0;
}

double
settings_first(size_t n)
{
	return (double)(((uint64_t)1 << n) - 1);
}

void
settings_init(const struct setting *table, double v[])
{
	for (; table->name != NULL; table++)
		*v++ = table->initial;
}

enum status
settings_find(const struct setting *table, const char *name, size_t *row,
    struct fault *why)
{
	char list[256] = "";
	size_t i;

	for (i = 0; table[i].name != NULL; i++) {
		if (strcmp(table[i].name, name) == 0) {
			*row = i;
			return ST_OK;
		}
		appendf(list, sizeof list, "%s%s", i == 0 ? "" : ", ",
		    table[i].name);
	}
	return fault_set(why, ST_BAD, "there is no setting '%.40s'; there "
	    "are %s", name, list);
}

/* The index of the first n bytes of text in the names; ST_BAD lists them. */
static enum status
find_name(const struct setting *row, const char *text, size_t n, size_t *at,
    struct fault *why)
{
	char list[512] = "";
	size_t i;

	for (i = 0; row->names[i] != NULL; i++) {
		if (strlen(row->names[i]) == n &&
		    memcmp(row->names[i], text, n) == 0) {
			*at = i;
			return ST_OK;
		}
		appendf(list, sizeof list, "%s%s", i == 0 ? "" : ", ",
		    row->names[i]);
	}
	return fault_set(why, ST_BAD, "'%.*s' is not one of %s",
	    (int)(n < 40 ? n : 40), text, list);
}

static enum status
read_set(const struct setting *row, const char *text, double *v,
    struct fault *why)
{
	uint64_t set = 0;
	size_t n, at = 0;
	enum status s;

	while (strcmp(text, "all") == 0 && row->names[at] != NULL)
		at++;
	if (at > 0 || strcmp(text, "none") == 0) {
		*v = settings_first(at);
		return ST_OK;
	}
	for (;; text += n + 1) {
		n = strcspn(text, ",");
		if ((s = find_name(row, text, n, &at, why)) != ST_OK)
			return s;
		set |= (uint64_t)1 << at;
		if (text[n] == '\0')
			break;
	}
	*v = (double)set;
	return ST_OK;
}

enum status
settings_read(const struct setting *row, const char *text, double *v,
    struct fault *why)
{
	uint64_t whole = 0;
	size_t at = 0;
	enum status s;

	switch (row->type) {
	case SETTING_REAL:
		return number_real(text, row->lo, row->hi, v, why);
	case SETTING_WHOLE:
		s = number_size(text, (uint64_t)row->lo, (uint64_t)row->hi,
		    &whole, why);
		*v = s == ST_OK ? (double)whole : *v;
		return s;
	case SETTING_CHOICE:
		s = find_name(row, text, strlen(text), &at, why);
		*v = s == ST_OK ? (double)at : *v;
		return s;
	default:
		return read_set(row, text, v, why);
	}
}

void
settings_text(const struct setting *row, double v, char text[CHAIN_MAXSTAGE])
{
	size_t i;

	text[0] = '\0';
	if (row->type == SETTING_CHOICE)
		appendf(text, CHAIN_MAXSTAGE, "%s", row->names[(size_t)v]);
	else if (row->type != SETTING_SET)
		appendf(text, CHAIN_MAXSTAGE, "%.9g", v);
	else if (v == 0)
		appendf(text, CHAIN_MAXSTAGE, "none");
	else
		for (i = 0; row->names[i] != NULL; i++)
			if (settings_has(v, i))
				appendf(text, CHAIN_MAXSTAGE, "%s%s",
				    text[0] == '\0' ? "" : ",", row->names[i]);
}

void
settings_stage(const char *name, const struct setting *table,
    const double v[], char stage[CHAIN_MAXSTAGE])
{
	char text[CHAIN_MAXSTAGE];

	stage[0] = '\0';
	appendf(stage, CHAIN_MAXSTAGE, "%s", name);
	for (; table->name != NULL; table++) {
		settings_text(table, *v++, text);
		appendf(stage, CHAIN_MAXSTAGE, " %s=%s", table->name, text);
	}
}

static enum status
parse_pair(const struct setting *table, char *pair, double v[], bool *seen,
    struct fault *why)
{
	char *value = strchr(pair, '=');
	size_t i = 0;
	enum status s;

	if (value == NULL)
		return fault_set(why, ST_BAD, "'%.40s' is not of the form "
		    "name=value", pair);
	*value++ = '\0';
	if ((s = settings_find(table, pair, &i, why)) != ST_OK)
		return s;
	if (seen[i])
		return fault_set(why, ST_BAD, "'%s' is given twice", pair);
	seen[i] = true;
	if (settings_read(&table[i], value, &v[i], why) != ST_OK)
		return fault_prefix(why, "%s", pair);
	return ST_OK;
}

enum status
settings_parse(const struct setting *table, const char *stage, double v[],
    struct fault *why)
{
	char copy[CHAIN_MAXSTAGE], *rest, *word, *name;
	bool seen[SETTINGS_MOST] = { false };

	settings_init(table, v);
	if (strlen(stage) >= sizeof copy)
		return fault_set(why, ST_BAD, "the stage is too long");
	(void)strcpy(copy, stage);
	if ((name = strtok_r(copy, " ", &rest)) == NULL)
		return ST_OK;
	while ((word = strtok_r(NULL, " ", &rest)) != NULL)
		if (parse_pair(table, word, v, seen, why) != ST_OK)
			return fault_prefix(why, "front end: %.40s", name);
	return ST_OK;
}
