#include "data/frontdiff.h"

#include <stdbool.h>
#include <string.h>

#include "base/appendf.h"
#include "tensor/chain.h"

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

/* The word, or "no NAME" if it is missing. */
static void
show(char *text, size_t size, const char *comma, const struct word *w)
{
	int len = w->missing && w->name > 0 ? w->name : w->len;

	appendf(text, size, "%s%s%.*s%s", comma, w->missing ? "no " : "",
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

/* The settings of two stages with the same name. */
static void
compare(struct list *l, const char *have, const char *want)
{
	const char *h = have, *w = want;
	struct word a, b;

	(void)next(&h, &a);
	(void)next(&w, &b);
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

/* A stage of each side; text is NULL on a side that has none there. */
struct sides {
	const char *have, *want;
	char text[2][ATTR_MAXVALUE + 1];
};

static const char *
terminate(char text[ATTR_MAXVALUE + 1], const struct chain_stage *s)
{
	if (s->len == 0 || s->len > ATTR_MAXVALUE)
		return NULL;
	(void)memcpy(text, s->at, s->len);
	text[s->len] = '\0';
	return text;
}

/* The first stages that differ; false if all are equal. */
static bool
find_stage(struct sides *p, const char *have, const char *want)
{
	struct chain_stage a = { NULL, 0, 0 }, b = a;
	bool more, other;

	do {
		more = chain_next(&have, &a);
		other = chain_next(&want, &b);
	} while (more && other && a.len == b.len &&
	    memcmp(a.at, b.at, a.len) == 0);
	p->have = terminate(p->text[0], &a);
	p->want = terminate(p->text[1], &b);
	return more || other;
}

/* The settings of the stage that both have; prefix: name it. */
static bool
say_settings(char *text, size_t size, const struct sides *p,
    const char *owner, bool prefix)
{
	struct list l = { 0, "", "" };

	compare(&l, p->have, p->want);
	if (l.n == 0)
		return false;
	if (prefix)
		appendf(text, size, "%.*s ", (int)strcspn(p->have, " "),
		    p->have);
	appendf(text, size, "%s", l.have);
	if (l.n > NAMED)
		appendf(text, size, " and %zu more", l.n - NAMED);
	appendf(text, size, ", but %s %s", owner, l.want);
	return true;
}

/* One stage, the first that differs; false if no word differs. */
static bool
say_stage(char *text, size_t size, const struct sides *p, const char *owner,
    bool several)
{
	int have = p->have == NULL ? 0 : (int)strcspn(p->have, " ");
	int want = p->want == NULL ? 0 : (int)strcspn(p->want, " ");

	if (p->have == NULL && p->want != NULL && several)
		appendf(text, size, "no %.*s, but %s '%.200s'", want, p->want,
		    owner, p->want);
	else if (p->want == NULL && p->have != NULL && several)
		appendf(text, size, "%.*s, but %s no %.*s", have, p->have,
		    owner, have, p->have);
	else if (p->have == NULL || p->want == NULL)
		return false;
	else if (have != want ||
	    memcmp(p->have, p->want, (size_t)have) != 0)
		appendf(text, size, "%.*s, but %s %.*s", have < MOST ? have :
		    MOST, p->have, owner, want < MOST ? want : MOST, p->want);
	else
		return say_settings(text, size, p, owner, several);
	return true;
}

/* The sentence without the advice. */
static void
say(char *text, size_t size, const char *have, const char *want,
    const char *owner)
{
	struct sides p;

	if (have == NULL)
		appendf(text, size, "there is no attribute front, but %s "
		    "'%.200s'", owner, want);
	else if (want == NULL)
		appendf(text, size, "'%.200s', but %s none", have, owner);
	else if (!find_stage(&p, have, want) || !say_stage(text, size, &p,
	    owner, strpbrk(have, "|{") != NULL || strpbrk(want, "|{") != NULL))
		/* order, blanks, braces, or a repeated name */
		appendf(text, size, "'%.300s', but %s '%.300s'", have, owner,
		    want);
}

/* The programs that make features with the chain `want'. */
static void
advise(char *text, size_t size, const char *want, const char *option)
{
	struct chain_stage s = { NULL, 0, 0 };
	const char *rest = want, *how = "; use wav2";

	/* Only lines of our programs name a kind that has a program. */
	if (strstr(want, " rate=") == NULL)
		return;
	if (strchr(want, '{') != NULL) {
		appendf(text, size, "; use the programs of its front end, each "
		    "with %s", option);
		return;
	}
	for (; chain_next(&rest, &s); how = " | ")
		appendf(text, size, "%s%.*s %s", how,
		    (int)strcspn(s.at, " |"), s.at, option);
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
	if (option != NULL && want != NULL)
		advise(text, sizeof text, want, option);
	return fault_set(why, ST_BAD, "front end differs: %s", text);
}
