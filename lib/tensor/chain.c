#include "tensor/chain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Skip blanks, bars and braces; count the latter. */
static const char *
skip(const char *p, unsigned *depth)
{
	for (; *p != '\0' && strchr(" |{}", *p) != NULL; p++) {
		if (*p == '{')
			++*depth;
		else if (*p == '}' && *depth > 0)
			--*depth;
	}
	return p;
}

bool
chain_next(const char **rest, struct chain_stage *s)
{
	const char *p = skip(*rest, &s->depth);

	s->at = p;
	s->len = strcspn(p, "|{}");
	*rest = p + s->len;
	while (s->len > 0 && s->at[s->len - 1] == ' ')
		s->len--;
	return s->len > 0;
}

bool
chain_is(const struct chain_stage *s, const char *name)
{
	size_t n = strlen(name);

	return s->len >= n && memcmp(s->at, name, n) == 0 &&
	    (s->len == n || s->at[n] == ' ');
}

/* "fbank, delta, functionals". */
static void
names(const char *chain, char *text, size_t size)
{
	struct chain_stage s = { NULL, 0, 0 };
	size_t n = 0;

	text[0] = '\0';
	while (n < size && chain_next(&chain, &s))
		n += (size_t)snprintf(text + n, size - n, "%s%.*s",
		    n == 0 ? "" : ", ",
		    (int)strcspn(s.at, " |{}"), s.at);
}

enum status
chain_find(const char *chain, const char *name, char text[CHAIN_MAXSTAGE],
    struct fault *why)
{
	struct chain_stage s = { NULL, 0, 0 }, found = s;
	const char *rest = chain;
	char list[200];

	while (chain_next(&rest, &s)) {
		if (!chain_is(&s, name))
			continue;
		if (found.len > 0 && (found.len != s.len ||
		    memcmp(found.at, s.at, s.len) != 0))
			return fault_set(why, ST_BAD, "the front end has "
			    "several stages '%s' with different settings",
			    name);
		found = s;
	}
	if (found.len == 0) {
		names(chain, list, sizeof list);
		return fault_set(why, ST_BAD, "the front end has no stage "
		    "'%s'; it has: %s", name, list);
	}
	if (found.len >= CHAIN_MAXSTAGE)
		return fault_set(why, ST_BAD, "the front end's stage '%s' "
		    "is too long", name);
	(void)memcpy(text, found.at, found.len);
	text[found.len] = '\0';
	return ST_OK;
}

const char *
chain_setting(const char *stage, const char *name)
{
	size_t n = strlen(name);
	const char *p = stage;

	while ((p = strchr(p, ' ')) != NULL) {
		p += strspn(p, " ");
		if (strncmp(p, name, n) == 0 && p[n] == '=')
			return p + n + 1;
	}
	return NULL;
}

enum status
chain_append(struct attrs *a, const char *stage, struct fault *why)
{
	const char *front = attrs_get(a, "front");

	return front == NULL ? attrs_set(a, "front", stage, why) :
	    attrs_setf(a, why, "front", "%s | %s", front, stage);
}

enum status
chain_join(struct attrs *a, const char *const front[], size_t n,
    const char *stage, struct fault *why)
{
	size_t i, len = 0, size = strlen(stage) + sizeof "| ";
	enum status s;
	char *text;

	for (i = 0; i < n; i++)
		size += sizeof "{  } " +
		    (front[i] == NULL ? 0 : strlen(front[i]));
	if ((text = malloc(size)) == NULL)
		return fault_nomem(why);
	for (i = 0; i < n; i++)
		len += (size_t)snprintf(text + len, size - len, "{ %s%s} ",
		    front[i] == NULL ? "" : front[i],
		    front[i] == NULL ? "" : " ");
	(void)snprintf(text + len, size - len, "| %s", stage);
	s = attrs_set(a, "front", text, why);
	free(text);
	return s;
}
