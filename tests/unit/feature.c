/*
 * Unit tests of lib/feature/feature, framer and kind: what every kind can rely
 * on, shown with kinds made here.
 */
#include <stdbool.h>
#include <string.h>

#include "feature/center.h"
#include "feature/framer.h"
#include "feature/kind.h"
#include "features.h"
#include "unit.h"

#define SAMPLES	3000

static float wave[SAMPLES];

/* ---- a kind whose rows wait for later frames ---- */

/* Row t is the first sample of frame t and that of frame t + 2, or 0. */
struct late {
	size_t shift, held;
	float first[2];
};

static enum status
late_new(void **k, const struct front *p, const struct framer *f,
    struct fault *why)
{
	struct late *l = *k = calloc(1, sizeof *l);

	if (l == NULL)
		return fault_nomem(why);
	l->shift = framer_shift(f);
	if (p->own[1] != 0)
		return fault_set(why, ST_BAD, "refused");
	return ST_OK;
}

static size_t
late_columns(const void *k)
{
	(void)k;
	return 2;
}

static size_t
late_rows(void *k, const float *x, size_t place, size_t n, float *out)
{
	struct late *l = k;
	size_t i, rows = 0;

	CHECK(place + n <= FRAMER_BATCH);
	for (i = 0; i < n; i++) {
		if (l->held == 2) {
			out[2 * rows] = l->first[0];
			out[2 * rows++ + 1] = x[i * l->shift];
			l->first[0] = l->first[1];
			l->held = 1;
		}
		l->first[l->held++] = x[i * l->shift];
	}
	return rows;
}

static size_t
late_held(const void *k)
{
	return ((const struct late *)k)->held;
}

static size_t
late_finish(void *k, float *out)
{
	struct late *l = k;
	size_t i;

	for (i = 0; i < l->held; i++) {
		out[2 * i] = l->first[i];
		out[2 * i + 1] = 0;
	}
	return l->held;
}

static void
late_reset(void *k)
{
	((struct late *)k)->held = 0;
}

static const char *const colours[] = { "red", "green", NULL };
static const char *const parts[] = { "head", "arm", "leg", NULL };
static const struct front_param late_own[] = {
	{ .name = "colour", .option = "colour", .type = FRONT_CHOICE,
	    .at = FRONT_OWN(0), .names = colours, .initial = 1 },
	{ .name = "refuse", .option = "refuse", .type = FRONT_YESNO,
	    .at = FRONT_OWN(1) },
	{ .name = "order", .option = "order", .type = FRONT_WHOLE,
	    .at = FRONT_OWN(2), .lo = 2, .hi = 9, .initial = 4 },
	{ .name = NULL }
};

static const struct feature_kind late = {
	.name = "late", .frame_length = 40, .own = late_own, .new = late_new,
	.free = free, .columns = late_columns, .rows = late_rows,
	.held = late_held, .finish = late_finish, .reset = late_reset
};

/* ---- tests ---- */

/* Rows may come later than their frames, and all come. */
static void
rows_that_wait(void)
{
	static const size_t steps[] = { 1, 160, 777, SAMPLES };
	static float out[400];
	struct feature *f;
	struct front p;
	size_t i, t, T;

	front_init(&p, &late);
	CHECK(p.frame_length == 40 && p.frame_shift == 10);
	f = make(&p);
	CHECK(feature_window(f) == 640 && feature_rate(f) == 100);
	for (i = 0; i < 4; i++) {
		T = run(f, wave, SAMPLES, steps[i], out, 400);
		CHECK(T == feature_frames(f, SAMPLES) && T == 15);
		for (t = 0; t < T; t++) {
			CHECK(out[2 * t] == wave[160 * t]);
			CHECK(out[2 * t + 1] ==
			    (t + 2 < T ? wave[160 * (t + 2)] : 0));
		}
		/* What is held back of a stream that is given up is gone. */
		(void)feature_push(f, wave + 7, 1500, out);
		feature_reset(f);
	}
	CHECK(run(f, wave, 639, 100, out, 400) == 0);
	feature_free(f);
}

static void
parameters_of_a_kind(void)
{
	char line[FRONT_MAXLINE], text[FRONT_MAXTEXT];
	const struct front_param *q;
	struct feature *f;
	struct fault why;
	struct front p;

	front_init(&p, &late);
	CHECK(front_set(&p, "colour", "red", &why) == ST_OK);
	front_line(&p, line);
	CHECK(strcmp(line, "late rate=16000 scale=1 frame-length=40 "
	    "frame-shift=10 snip=1 mean=0 colour=red refuse=0 order=4") == 0);
	CHECK(front_set(&p, "colour", "blue", &why) == ST_BAD);
	CHECK(strcmp(why.text,
	    "'blue' is not a colour; there are red, green") == 0);
	CHECK(front_set(&p, "order", "10", &why) == ST_BAD);
	CHECK(front_set(&p, "refuse", "2", &why) == ST_BAD);
	CHECK(front_set(&p, "window", "povey", &why) == ST_BAD);
	CHECK(strcmp(why.text, "late has no parameter 'window'") == 0);
	q = front_param(&late, 6);
	CHECK(q == &late_own[0] && front_param(&late, 9) == NULL);
	front_text(&p, q, text);
	CHECK(strcmp(text, "red") == 0);
	CHECK(front_set(&p, "refuse", "1", &why) == ST_OK);
	CHECK(feature_new(&f, &p, &why) == ST_BAD && f == NULL);
	CHECK(strcmp(why.text, "refused") == 0);
}

/* A set of names, and a row in place of that of several kinds. */
static const struct front_param set_own[] = {
	{ .name = "snip", .option = "snip", .type = FRONT_YESNO,
	    .at = FRONT_AT(snip) },
	{ .name = "parts", .option = "parts", .type = FRONT_SET,
	    .at = FRONT_OWN(0), .names = parts, .initial = 5 },
	{ .name = NULL }
};

/* A yes/no parameter whose values have names. */
static void
named_yes_and_no(void)
{
	static const char *const words[] = { "0", "loud", NULL };
	const struct front_param rows[] = {
		{ .name = "mean", .option = "subtract-mean",
		    .type = FRONT_YESNO, .at = FRONT_AT(mean), .names = words },
		{ .name = NULL }
	};
	struct feature_kind k = late;
	char line[FRONT_MAXLINE];
	struct fault why;
	struct front p;

	k.own = rows;
	front_init(&p, &k);
	front_line(&p, line);
	CHECK(strcmp(line, "late rate=16000 scale=1 frame-length=40 "
	    "frame-shift=10 snip=1 mean=0") == 0);
	CHECK(front_set(&p, "mean", "loud", &why) == ST_OK && p.mean == 1);
	front_line(&p, line);
	CHECK(strstr(line, " mean=loud") != NULL);
	CHECK(front_parse(&p, "prosody mean=1", &why) == ST_BAD);
	CHECK(strcmp(why.text, "front end: mean: '1' is not a mean; there are "
	    "0, voiced") == 0);
	CHECK(front_parse(&p, "prosody mean=voiced", &why) == ST_OK);
	CHECK(p.mean == 1);
	CHECK(front_set(&p, "mean", "0", &why) == ST_OK && p.mean == 0);
}

static void
sets_and_replaced_rows(void)
{
	struct feature_kind k = late;
	char line[FRONT_MAXLINE];
	struct fault why;
	struct front p;

	k.own = set_own;
	front_init(&p, &k);
	CHECK(p.snip == 0);
	front_line(&p, line);
	CHECK(strcmp(line, "late rate=16000 scale=1 frame-length=40 "
	    "frame-shift=10 mean=0 snip=0 parts=head,leg") == 0);
	CHECK(front_set(&p, "parts", "leg,arm,leg", &why) == ST_OK);
	CHECK(!FRONT_HAS(p.own[0], 0) && FRONT_HAS(p.own[0], 1) &&
	    FRONT_HAS(p.own[0], 2));
	front_line(&p, line);
	CHECK(strstr(line, " parts=arm,leg") != NULL);
	CHECK(front_set(&p, "parts", "", &why) == ST_BAD);
	CHECK(front_set(&p, "parts", "arm,", &why) == ST_BAD);
	CHECK(front_set(&p, "parts", "ar", &why) == ST_BAD);
	CHECK(front_set(&p, "parts", "arm,legs", &why) == ST_BAD);
	CHECK(strcmp(why.text,
	    "'legs' is not one of parts; there are head, arm, leg") == 0);
	CHECK(FRONT_HAS(p.own[0], 1));
}

/* What front.c and the programs take for granted of every row. */
static void
check_params(const struct feature_kind *k)
{
	const struct front_param *q, *r;
	double v;
	size_t i, j, own = 0;

	for (i = 0; (q = front_param(k, i)) != NULL; i++) {
		v = q->initial;
		CHECK(strlen(q->name) <= 16 && q->option != NULL);
		CHECK(q->help != NULL && strlen(q->help) < 256);
		CHECK(q->at % sizeof(double) == 0 &&
		    q->at < sizeof(struct front));
		CHECK(q->type == FRONT_YESNO ? v == 0 || v == 1 :
		    q->arg != NULL && (q->type == FRONT_CHOICE ||
		    q->type == FRONT_SET ?
		    q->names != NULL : v >= q->lo && v <= q->hi));
		own += q->at >= FRONT_OWN(0);
		for (j = 0; j < i; j++) {
			r = front_param(k, j);
			CHECK(strcmp(q->name, r->name) != 0 &&
			    strcmp(q->option, r->option) != 0 &&
			    q->at != r->at);
			CHECK(q->letter == 0 || q->letter != r->letter);
		}
	}
	CHECK(own <= FRONT_MOSTOWN);
}

static void
the_table_of_kinds(void)
{
	static const struct feature_kind *const all[] = {
#define POINTER(name) &feature_##name,
		FEATURE_KINDS(POINTER)
	};
	char names[FEATURE_MAXNAMES], line[FRONT_MAXLINE], back[FRONT_MAXLINE];
	struct fault why;
	struct front p, q;
	size_t i;

	for (i = 0; i < sizeof all / sizeof all[0]; i++) {
		CHECK(feature_kind(all[i]->name) == all[i]);
		check_params(all[i]);
		front_init(&p, all[i]);
		front_line(&p, line);
		CHECK(front_parse(&q, line, &why) == ST_OK);
		front_line(&q, back);
		CHECK(strcmp(line, back) == 0);
	}
	CHECK(feature_kind("fban") == NULL && feature_kind("") == NULL);
	feature_kinds(names);
	CHECK(strncmp(names, "fbank, prosody", 14) == 0);
}

/* ---- the framer alone ---- */

struct seen {
	size_t frames, window, shift;
	float edge[64][2];	/* first and last sample of each frame */
};

static void
see(void *ctx, const float *x, size_t place, size_t n)
{
	struct seen *s = ctx;
	size_t i;

	CHECK(place == s->frames % FRAMER_BATCH);
	for (i = 0; i < n; i++, s->frames++) {
		s->edge[s->frames][0] = x[i * s->shift];
		s->edge[s->frames][1] = x[i * s->shift + s->window - 1];
	}
}

/* Sample i of the stream, reflected at both ends. */
static float
reflected(long i)
{
	if (i < 0)
		i = -1 - i;
	return 2 * wave[i < SAMPLES ? i : 2 * SAMPLES - 1 - i];
}

static void
frames_and_their_edges(void)
{
	static const size_t steps[] = { 1, 159, 2000, SAMPLES };
	struct framer *f;
	struct fault why;
	struct front p;
	size_t i, t, at;
	long lead;
	int snip;

	for (snip = 0; snip <= 1; snip++) {
		front_init(&p, &late);
		p.snip = snip;
		p.scale = 2;
		CHECK(framer_new(&f, &p, &why) == ST_OK);
		lead = snip ? 0 : 640 / 2 - 160 / 2;
		for (i = 0; i < 4; i++) {
			struct seen s = { 0, 640, 160, { { 0 } } };

			for (at = 0; at < SAMPLES; at += steps[i])
				framer_push(f, wave + at, at + steps[i] <
				    SAMPLES ? steps[i] : SAMPLES - at, see, &s);
			framer_finish(f, see, &s);
			CHECK(s.frames == framer_frames(f, SAMPLES));
			for (t = 0; t < s.frames; t++) {
				long from = (long)t * 160 - lead;

				CHECK(s.edge[t][0] == reflected(from));
				CHECK(s.edge[t][1] == reflected(from + 639));
			}
		}
		framer_free(f);
	}
}

static size_t
second_column(const void *k)
{
	(void)k;
	return 1;
}

/* Rows of the kind less their means, in two calls as of a long signal. */
static void
centered(const struct feature_kind *k, const float *x, size_t n,
    const float *less)
{
	struct center c = { 0 };
	struct fault why;
	struct feature *f;
	struct front p;
	float y[8];

	front_init(&p, k);
	f = make(&p);
	CHECK(center_open(&c, f, &why) == ST_OK);
	center_add(&c, less, n);	/* an earlier signal */
	center_reset(&c);
	center_add(&c, x, 1);
	center_add(&c, x + 2, n - 1);
	(void)memcpy(y, x, 2 * n * sizeof *y);
	center_subtract(&c, y, n - 1);
	center_subtract(&c, y + 2 * (n - 1), 1);
	CHECK(memcmp(y, less, 2 * n * sizeof *y) == 0);
	center_free(&c);
	feature_free(f);
}

static void
rows_less_their_means(void)
{
	static const float x[] = { 1, 0.25f, 2, 0.5f, 9, 0.75f };
	static const float every[] = { -3, -0.25f, -2, 0, 5, 0.25f };
	static const float voiced[] = { -4.5f, 0.25f, -3.5f, 0.5f, 3.5f,
	    0.75f };
	static const float none[] = { -0.5f, 0.25f, 0.5f, 0.25f };
	static const float quiet[] = { 1, 0.25f, 2, 0.25f };
	struct feature_kind k = late;

	centered(&k, x, 3, every);
	k.voicing = second_column;
	centered(&k, x, 3, voiced);
	centered(&k, quiet, 2, none);
}

int
main(void)
{
	size_t i;

	for (i = 0; i < SAMPLES; i++)
		wave[i] = (float)(i % 997) / 997;
	UNIT_CASE(rows_that_wait);
	UNIT_CASE(parameters_of_a_kind);
	UNIT_CASE(named_yes_and_no);
	UNIT_CASE(sets_and_replaced_rows);
	UNIT_CASE(rows_less_their_means);
	UNIT_CASE(the_table_of_kinds);
	UNIT_CASE(frames_and_their_edges);
	UNIT_END();
}
