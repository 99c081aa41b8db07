#include "sound/alter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/number.h"
#include "sound/stage.h"

#define LINE		8000.0	/* Hz, of a telephone line */
#define MOSTSTAGES	(6 * ALTER_MOST + 2)

/* ---- the kinds of changes ---- */

enum alter_type { REAL, WHOLE, WORD };

struct alter_kind {
	const char *name;
	enum alter_type type;
	double lo, hi;
	const char *words[2];			/* of WORD: its values */
	const struct stage_kind *stage;		/* NULL: see add_change */
};

enum { SPEED, GAIN, NOISE, PINK, BABBLE, BAND, PAD, ROOM, VTLN };
enum { TELEPHONE, G711 };	/* values of BAND */

static const struct alter_kind kinds[] = {
	[SPEED] = { "speed", REAL, 0.5, 2, { NULL }, NULL },
	[GAIN] = { "gain", REAL, -90, 60, { NULL }, &stage_gain },
	[NOISE] = { "noise", REAL, -20, 100, { NULL }, &stage_noise },
	[PINK] = { "pink", REAL, -20, 100, { NULL }, &stage_pink },
	[BABBLE] = { "babble", REAL, -20, 100, { NULL }, &stage_babble },
	[BAND] = { "band", WORD, 0, 0, { "telephone", "g711" }, NULL },
	[PAD] = { "pad", REAL, 0, 60, { NULL }, &stage_pad },
	[ROOM] = { "room", WHOLE, 0, 4294967295, { NULL }, &stage_room },
	[VTLN] = { "vtln", REAL, 0.5, 2, { NULL }, NULL }
};
#define KINDS (sizeof kinds / sizeof kinds[0])

static bool
is(const struct alter_change *c, int kind)
{
	return c->kind == &kinds[kind];
}

/* ---- parsing ---- */

static enum status
unknown(const char *text, struct fault *why)
{
	char list[160] = "";
	size_t i, n = 0;

	for (i = 0; i < KINDS && n < sizeof list; i++)
		n += (size_t)snprintf(list + n, sizeof list - n, "%s%s",
		    i == 0 ? "" : ", ", kinds[i].name);
	return fault_set(why, ST_BAD, "'%.40s' is not a change NAME=VALUE of "
	    "the sound; names are %s", text, list);
}

static enum status
parse_value(struct alter_change *c, const char *value, struct fault *why)
{
	const struct alter_kind *k = c->kind;
	uint64_t n = 0;
	enum status s;

	if (k->type == REAL)
		return number_real(value, k->lo, k->hi, &c->value, why);
	if (k->type == WHOLE) {
		s = number_size(value, (uint64_t)k->lo, (uint64_t)k->hi, &n,
		    why);
		c->value = (double)n;
		return s;
	}
	for (; n < 2; n++)
		if (strcmp(value, k->words[n]) == 0) {
			c->value = (double)n;
			return ST_OK;
		}
	return fault_set(why, ST_BAD, "'%.40s' is not a %s; there are %s and "
	    "%s", value, k->name, k->words[0], k->words[1]);
}

/* Parse word, "NAME=VALUE"; append it to the name of the copy. */
static enum status
parse_change(struct alter *a, char *word, struct fault *why)
{
	struct alter_change *c = &a->change[a->n];
	size_t i, n = strcspn(word, "="), len = strlen(a->name);
	const char *value = word + n + 1;

	for (i = 0; i < KINDS && (strncmp(word, kinds[i].name, n) != 0 ||
	    kinds[i].name[n] != '\0'); i++)
		continue;
	if (word[n] == '\0' || i == KINDS)
		return unknown(word, why);
	word[n] = '\0';
	*c = (struct alter_change){ &kinds[i], 0 };
	if (parse_value(c, value, why) != ST_OK)
		return fault_prefix(why, "%s", word);
	(void)snprintf(a->name + len, sizeof a->name - len, "%s%s%s",
	    a->n == 0 ? "" : "+", word, value);
	a->n++;
	return ST_OK;
}

enum status
alter_parse(struct alter *a, const char *text, struct fault *why)
{
	char copy[ALTER_MAXTEXT], *rest = copy, *word;
	enum status s = ST_OK;

	*a = (struct alter){ .n = 0 };
	if (strlen(text) >= sizeof copy)
		return fault_set(why, ST_BAD, "'%.40s...' is too long", text);
	(void)strcpy(copy, text);
	(void)strcpy(a->text, text);
	while (s == ST_OK && (word = strsep(&rest, "+")) != NULL) {
		if (a->n == ALTER_MOST)
			return fault_set(why, ST_BAD, "'%.40s...': more than "
			    "%d changes", text, ALTER_MOST);
		s = parse_change(a, word, why);
	}
	return s;
}

static enum status
parse_next(struct alter *list, size_t *n, const char *text, struct fault *why)
{
	enum status s;
	size_t i;

	if (*n == ALTER_MOSTCOPIES)
		return fault_set(why, ST_BAD, "more than %d copies",
		    ALTER_MOSTCOPIES);
	if ((s = alter_parse(&list[*n], text, why)) != ST_OK)
		return s;
	for (i = 0; i < *n; i++)
		if (strcmp(list[i].name, list[*n].name) == 0)
			return fault_set(why, ST_BAD, "'%s' is given twice",
			    text);
	++*n;
	return ST_OK;
}

enum status
alter_parse_list(struct alter *list, size_t *n, const char *text,
    struct fault *why)
{
	char one[ALTER_MAXTEXT + 1];
	enum status s;
	size_t len;

	for (*n = 0;; text += len + 1) {
		len = strcspn(text, ",");
		(void)snprintf(one, sizeof one, "%.*s", len < sizeof one ?
		    (int)len : (int)sizeof one, text);
		s = parse_next(list, n, one, why);
		if (s != ST_OK || text[len] == '\0')
			return s;
	}
}

/* ---- the front end ---- */

enum status
alter_front(const struct alter *a, struct front *p, struct fault *why)
{
	const struct front_param *q;
	char value[FRONT_MAXTEXT];
	enum status s = ST_OK;
	size_t i, j;

	for (i = 0; s == ST_OK && i < a->n; i++) {
		if (!is(&a->change[i], VTLN))
			continue;
		for (j = 0; (q = front_param(p->kind, j)) != NULL &&
		    strcmp(q->name, "vtln-warp") != 0; j++)
			continue;
		if (q == NULL)
			return fault_set(why, ST_BAD, "vtln: the front end has "
			    "no vtln-warp, which it would change");
		front_text(p, q, value);
		(void)snprintf(value, sizeof value, "%.17g",
		    strtod(value, NULL) * a->change[i].value);
		s = front_set(p, q->name, value, why);
	}
	return s;
}

/* The value of a kind that leaves the sound as it is; NAN: none does. */
static double
neutral(const struct alter_change *c)
{
	if (is(c, SPEED) || is(c, VTLN))
		return 1;
	return is(c, GAIN) || is(c, PAD) ? 0 : (double)NAN;
}

bool
alter_is_nothing(const struct alter *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (a->change[i].value != neutral(&a->change[i]))
			return false;
	return true;
}

bool
alter_is_keyed(const struct alter *a)
{
	bool keyed = false;
	size_t i;

	for (i = 0; i < a->n; i++)
		keyed = keyed || is(&a->change[i], NOISE) ||
		    is(&a->change[i], PINK) || is(&a->change[i], BABBLE);
	return keyed;
}

double
alter_time(const struct alter *a, double seconds)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (is(&a->change[i], SPEED))
			seconds /= a->change[i].value;
		else if (is(&a->change[i], PAD))
			seconds += a->change[i].value;
	return seconds;
}

bool
alter_wants_source(const struct alter *a)
{
	return a->n > 0 && is(&a->change[0], SPEED);
}

/* ---- the chain ---- */

struct alter_stream {
	struct alter a;
	struct stage stage[MOSTSTAGES];	/* the last one is the sink */
	size_t n;
	double rate;			/* of the last stage that was added */
	alter_sink *sink;
	void *ctx;
};

/* The last stage. */
static enum status
give(struct stage *s, const float *x, size_t n, struct fault *why)
{
	const struct alter_stream *a = s->own;

	return a->sink(a->ctx, x, n, why);
}

static const struct stage_kind sink = { .push = give };

/* Add a stage that passes on samples at this rate. */
static struct stage *
add(struct alter_stream *s, const struct stage_kind *k, double rate)
{
	struct stage *g = &s->stage[s->n++];

	*g = (struct stage){ .kind = k, .from = s->rate, .rate = rate };
	s->rate = rate;
	return g;
}

static void
add_rate(struct alter_stream *s, double rate)
{
	if (s->rate != rate)
		(void)add(s, &stage_rate, rate);
}

static void
add_line(struct alter_stream *s, bool narrow)
{
	double rate = s->rate;
	const struct stage *counter = add(s, &stage_count, rate);

	add_rate(s, LINE);
	if (narrow)
		(void)add(s, &stage_band, LINE);
	(void)add(s, &stage_mulaw, LINE);
	add_rate(s, rate);
	add(s, &stage_fit, rate)->counter = counter;
}

static void
add_change(struct alter_stream *s, const struct alter_change *c,
    const char *key)
{
	struct stage *g;

	if (is(c, VTLN))
		return;
	if (is(c, BAND)) {
		add_line(s, c->value == TELEPHONE);
		return;
	}
	g = add(s, c->kind->stage, s->rate);
	g->value = c->value;
	g->seed = hash_text(hash_text(1, c->kind->name), key);
}

static void
build(struct alter_stream *s, double to, const char *key)
{
	const struct alter_change *c;
	size_t i = 0;

	if (alter_wants_source(&s->a))
		s->rate *= s->a.change[i++].value;
	add_rate(s, to);
	for (; i < s->a.n; i++) {
		c = &s->a.change[i];
		if (is(c, SPEED)) {
			s->rate *= c->value;
			add_rate(s, to);
		} else
			add_change(s, c, key);
	}
	add(s, &sink, to)->own = s;
}

static void
clear(struct alter_stream *s)
{
	for (; s->n > 0; s->n--)
		if (s->stage[s->n - 1].kind->free != NULL)
			s->stage[s->n - 1].kind->free(s->stage[s->n - 1].own);
}

static enum status
open_stage(struct alter_stream *s, size_t i, struct fault *why)
{
	struct stage *g = &s->stage[i];

	g->next = i + 1 < s->n ? g + 1 : NULL;
	return g->kind->open == NULL ? ST_OK : g->kind->open(g, why);
}

enum status
alter_new(struct alter_stream **out, const struct alter *a, struct fault *why)
{
	struct alter_stream *s = calloc(1, sizeof *s);

	*out = s;
	if (s == NULL)
		return fault_nomem(why);
	if (a != NULL)
		s->a = *a;
	return ST_OK;
}

void
alter_free(struct alter_stream *s)
{
	if (s == NULL)
		return;
	clear(s);
	free(s);
}

enum status
alter_begin(struct alter_stream *s, double from, double to, const char *key,
    alter_sink *to_sink, void *ctx, struct fault *why)
{
	enum status st = ST_OK;
	size_t i;

	clear(s);
	s->rate = from;
	s->sink = to_sink;
	s->ctx = ctx;
	build(s, to, key);
	for (i = 0; st == ST_OK && i < s->n; i++)
		st = open_stage(s, i, why);
	return st;
}

enum status
alter_push(struct alter_stream *s, const float *x, size_t n, struct fault *why)
{
	return s->stage[0].kind->push(&s->stage[0], x, n, why);
}

enum status
alter_finish(struct alter_stream *s, struct fault *why)
{
	enum status st = ST_OK;
	size_t i;

	for (i = 0; st == ST_OK && i < s->n; i++)
		if (s->stage[i].kind->finish != NULL)
			st = s->stage[i].kind->finish(&s->stage[i], why);
	clear(s);
	return st;
}
