#include "nn/choice.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

#define MAXGIVEN 200	/* bytes of what is after the colon */

static size_t
settings(const struct choice *c)
{
	size_t n = 0;

	while (n < CHOICE_SETTINGS && c->setting[n].name != NULL)
		n++;
	return n;
}

static enum status
unknown(const char *text, size_t len, const char *what,
    const struct choice *const all[], struct fault *why)
{
	char known[200];
	size_t i, n = 0;

	for (i = 0; all[i] != NULL && n < sizeof known; i++)
		n += (size_t)snprintf(known + n, sizeof known - n, "%s%s",
		    i == 0 ? "" : all[i + 1] != NULL ? ", " : " or ",
		    all[i]->name);
	return fault_set(why, ST_BAD, "'%.*s' is not %s: %s",
	    (int)(len < 40 ? len : 40), text, what, known);
}

/* The index of the setting of c with this name, or the number of settings. */
static size_t
find(const struct choice *c, const char *name)
{
	size_t i, n = settings(c);

	for (i = 0; i < n; i++)
		if (strcmp(c->setting[i].name, name) == 0)
			break;
	return i;
}

static enum status
no_setting(const struct choice *c, const char *name, struct fault *why)
{
	char known[200] = "no settings";
	size_t i, n = 0;

	for (i = 0; i < settings(c) && n < sizeof known; i++)
		n += (size_t)snprintf(known + n, sizeof known - n, "%s%s",
		    i == 0 ? "" : ", ", c->setting[i].name);
	return fault_set(why, ST_BAD, "%s has no '%.40s'; it has %s", c->name,
	    name, known);
}

enum status
choice_set(struct chosen *c, const char *name, const char *value,
    struct fault *why)
{
	size_t i = find(c->choice, name);
	const struct choice_setting *s = &c->choice->setting[i];

	if (i == settings(c->choice))
		return no_setting(c->choice, name, why);
	if (number_real(value, s->least, s->most, &c->value[i], why) != ST_OK)
		return fault_prefix(why, "%s", name);
	return ST_OK;
}

/* NAME=VALUE,...; given changes. */
static enum status
read_settings(struct chosen *c, char *given, struct fault *why)
{
	bool seen[CHOICE_SETTINGS + 1] = { false };
	char *value, *next;
	size_t i;

	for (; given != NULL; given = next) {
		next = strchr(given, ',');
		if (next != NULL)
			*next++ = '\0';
		value = strchr(given, '=');
		if (value != NULL)
			*value++ = '\0';
		i = find(c->choice, given);
		if (i == settings(c->choice))
			return no_setting(c->choice, given, why);
		if (value == NULL)
			return fault_set(why, ST_BAD, "%s needs a value: "
			    "%s=%.9g", given, given,
			    c->choice->setting[i].usual);
		if (seen[i])
			return fault_set(why, ST_BAD, "%s is given twice",
			    given);
		seen[i] = true;
		if (choice_set(c, given, value, why) != ST_OK)
			return why->status;
	}
	return ST_OK;
}

void
choice_usual(struct chosen *c, const struct choice *choice)
{
	size_t i;

	c->choice = choice;
	for (i = 0; i < CHOICE_SETTINGS; i++)
		c->value[i] = choice->setting[i].usual;
}

enum status
choice_parse(struct chosen *c, const char *text, const char *what,
    const struct choice *const all[], struct fault *why)
{
	size_t i, len = strcspn(text, ":");
	char given[MAXGIVEN];

	for (i = 0; all[i] != NULL; i++)
		if (strlen(all[i]->name) == len &&
		    strncmp(all[i]->name, text, len) == 0)
			break;
	if (all[i] == NULL)
		return unknown(text, len, what, all, why);
	choice_usual(c, all[i]);
	if (text[len] == '\0')
		return ST_OK;
	if (strlen(text + len) > sizeof given)
		return fault_set(why, ST_BAD, "the settings are too long");
	(void)strcpy(given, text + len + 1);
	return read_settings(c, given, why);
}

const char *
choice_text(const struct chosen *c, int digits, char buf[CHOICE_TEXT])
{
	size_t i, n = 0;

	buf[0] = '\0';
	for (i = 0; i < settings(c->choice) && n < CHOICE_TEXT; i++)
		n += (size_t)snprintf(buf + n, CHOICE_TEXT - n, "%s %.*g",
		    c->choice->setting[i].label, digits, c->value[i]);
	return buf;
}
