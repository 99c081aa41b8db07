#include "data/chosen.h"

#include <stdlib.h>
#include <string.h>

#include "data/speech.h"

enum status
chosen_value(struct chosen *c, const char *attr, const char *value,
    struct fault *why)
{
	size_t n = strlen(attr) + 1;

	free(c->attr);
	if ((c->attr = malloc(n + strlen(value) + 1)) == NULL)
		return fault_nomem(why);
	c->value = c->attr + n;
	(void)strcpy(c->attr, attr);
	(void)strcpy(c->value, value);
	return ST_OK;
}

enum status
chosen_is(const struct chosen *c, const struct tensor *t, bool *chosen,
    struct fault *why)
{
	const char *value = c->attr == NULL ? NULL : tensor_attr(t, c->attr);
	double seconds;
	enum status s;

	*chosen = value != NULL && strcmp(value, c->value) == 0;
	if (c->speech == 0)
		return ST_OK;
	s = speech_said(t, &seconds, why);
	*chosen = seconds >= c->speech;
	return s;
}

void
chosen_free(struct chosen *c)
{
	free(c->attr);
}
