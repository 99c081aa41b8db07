#include "data/frontdiff.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define NAMED	3	/* differences that are named */
#define MOST	80	/* bytes of a parameter in a message */

/* "name=value"; its name is empty if there is no '='. */
struct word {
	const char *at;
	int len, name;
	bool missing;		/* missing from this line */
};

/* The differences, of both sides. */
struct list {
	size_t n;
	char have[512], want[512];
};

/* The next word of *line; advances *line past it; false at the end. */
static bool
next(const char **line, struct word *w)
{
	const char *equals;

	*line += strspn(*line, " ");
	w->at = *line;
	w->len = (int)strcspn(*line, " ");
	*line += w->len;
	equals = memchr(w->at, '=', (size_t)w->len);
	w->missing = false;
	w->name = equals == NULL ? 0 : (int)(equals - w->at);
	return w->len > 0;
}

/* The parameter of line with the name of w; the first word is the kind. */
static bool
find(const char *line, const struct word *w, struct word *out)
{
	if (!next(&line, out))
		return false;
	while (next(&line, out))
		if (out->name == w->name &&
		    memcmp(out->at, w->at, (size_t)w->name) == 0)
			return true;
	return false;
}

static void __attribute__((format(printf, 3, 4)))
append(char *text, size_t size, const char *fmt, ...)
{
	size_t n = strlen(text);
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text + n, size - n, fmt, ap);
	va_end(ap);
}

/* The word, or "no NAME" if it is missing. */
static void
show(char *text, size_t size, const char *comma, const struct word *w)
{
	int len = w->missing && w->name > 0 ? w->name : w->len;

	append(text, size, "%s%s%.*s%s", comma, w->missing ? "no " : "",
	    len < MOST ? len : MOST, w->at, len < MOST ? "" : "...");
}

static void
add(struct list *l, const struct word *have, const struct word *want)
{
	const char *comma = l->n == 0 ? "" : ", ";

	if (l->n++ >= NAMED)
		return;
	show(l->have, sizeof l->have, comma, have);
	show(l->want, sizeof l->want, comma, want);
}

/* The same parameter, for the side that lacks it. */
static struct word
lacking(const struct word *w)
{
	struct word none = *w;

	none.missing = true;
	return none;
}

static bool
same_word(const struct word *a, const struct word *b)
{
	return a->len == b->len && memcmp(a->at, b->at, (size_t)a->len) == 0;
}

static void
compare(struct list *l, const char *have, const char *want)
{
	const char *h = have, *w = want;
	struct word a, b;
	bool kind = next(&h, &a), other = next(&w, &b);

	if (kind && other && !same_word(&a, &b)) {
		add(l, &a, &b);
		return;		/* the rest means something else */
	}
	while (next(&h, &a)) {
		if (!find(want, &a, &b))
			b = lacking(&a);
		if (b.missing || !same_word(&a, &b))
			add(l, &a, &b);
	}
	while (next(&w, &b))
		if (!find(have, &b, &a)) {
			a = lacking(&b);
			add(l, &a, &b);
		}
}

/* The sentence without the advice. */
static void
say(char *text, size_t size, const char *have, const char *want,
    const char *owner)
{
	struct list l = { 0, "", "" };

	if (have == NULL)
		append(text, size, "there is no attribute front, but %s "
		    "'%.200s'", owner, want);
	else if (want == NULL)
		append(text, size, "'%.200s', but %s none", have, owner);
	if (have == NULL || want == NULL)
		return;
	compare(&l, have, want);
	if (l.n == 0)		/* order, blanks, or a repeated name */
		append(text, size, "'%.300s', but %s '%.300s'", have, owner,
		    want);
	else if (l.n <= NAMED)
		append(text, size, "%s, but %s %s", l.have, owner, l.want);
	else
		append(text, size, "%s and %zu more, but %s %s", l.have,
		    l.n - NAMED, owner, l.want);
}

enum status
frontdiff(const char *have, const char *want, const char *owner,
    const char *option, struct fault *why)
{
	char text[900] = "";

	if (have == want ||
	    (have != NULL && want != NULL && strcmp(have, want) == 0))
		return ST_OK;
	say(text, sizeof text, have, want, owner);
	/* Only lines of our programs name a kind that has a program. */
	if (option != NULL && want != NULL && strstr(want, " rate=") != NULL)
		append(text, sizeof text, "; use wav2%.*s %s",
		    (int)strcspn(want, " "), want, option);
	return fault_set(why, ST_BAD, "front end differs: %s", text);
}
