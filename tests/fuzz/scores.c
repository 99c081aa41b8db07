/* A table of predictions, as confmat and regscore read it, and all that is made
 * of it. */
#include <stdlib.h>
#include <string.h>

#include "score/heatmap.h"
#include "score/label.h"
#include "score/numtable.h"
#include "score/scoretable.h"
#include "fuzz.h"

enum { REPLICATES = 8 }; /* few: it is not the bootstrap that meets the input */

/* Large tables take long and are for the corpus. */
static bool
large(const struct predictions *p)
{
	return fuzz_turn == 0 && p->classes.n * p->classes.n * p->folds.n *
	    p->seeds.n > 1 << 14;
}

/* Write one of the outputs to nowhere that a fault could come from. */
static void
write_one(const struct scoretable *s, unsigned which)
{
	struct atomfile f = ATOMFILE_INIT;
	struct fault why;
	enum status st;
	char line[SCORETABLE_LINE];

	HOLDS(atomfile_open(&f, "/dev/null", &why) == ST_OK);
	st = which == 0 ? scoretable_text(s, &f, &why) :
	    which == 1 ? scoretable_summary(s, &f, &why) :
	    scoretable_confusion(s, &f, &why);
	HOLDS(st == ST_OK);
	HOLDS(atomfile_commit(&f, &why) == ST_OK);
	HOLDS(strlen(scoretable_line(s, line)) < SCORETABLE_LINE);
}

/* Names of ASCII alone, and nothing but that in the script: gnuplot sees no
 * other byte of a label, and no quotation mark. */
static bool
ascii_only(void *ctx, unsigned long c)
{
	(void)ctx;
	return c < 0x80;
}

static void
draw(const struct scoretable *s, unsigned which)
{
	const struct label_glyphs glyphs = { which % 2 ? ascii_only : NULL,
	    NULL };
	struct heatmap h = { s->conf, s->set.classes, s->set.seeds, s->label,
	    "", "" };
	struct fault why;
	char *title, *script = NULL, *p;
	size_t i;

	title = label_shown(s->label[0], 0, &glyphs);
	HOLDS(title != NULL);
	h.title = title;
	HOLDS(heatmap_script(&h, (enum plotscript_format)(which % 3), &script,
	    &why) == ST_OK);
	for (p = script; *p != '\0'; p++)
		HOLDS(*p == '\n' || (*p >= ' ' && *p < 0x7f));
	for (i = 0; i < s->set.classes; i++)
		HOLDS(label_columns(s->label[i]) <= 2 * (LABEL_MAX + 8));
	free(script);
	free(title);
}

/* Scores of the subsets by label and speaker, and fairness to the latter. */
static enum status
divide(struct scoretable *s, const struct predictions *p, struct fault *why)
{
	enum status st = ST_OK;
	size_t by;

	for (by = 0; st == ST_OK && by < p->bys; by++)
		st = scoretable_by(s, by, why);
	if (st == ST_OK)
		st = scoretable_fair(s, p->bys - 1, why);
	return st;
}

/* The same table as one of numbers. */
static void
score_numbers(const char *path)
{
	const struct scoretable_request ask = { "speaker", REPLICATES, 1 };
	struct predictions p = PREDICTIONS_INIT;
	struct numtable s = NUMTABLE_INIT;
	struct atomfile f = ATOMFILE_INIT;
	struct fault why;
	enum status st;

	HOLDS(predictions_numbers(&p, NULL, &why) == ST_OK);
	st = predictions_read(&p, path, "speaker", &why);
	if (st == ST_OK)
		st = numtable_make(&s, &p, &ask, &why);
	fuzz_told(st, &why);
	if (st == ST_OK) {
		HOLDS(atomfile_open(&f, "/dev/null", &why) == ST_OK);
		HOLDS(numtable_text(&s, &f, &why) == ST_OK);
		HOLDS(numtable_summary(&s, &f, &why) == ST_OK);
		HOLDS(atomfile_commit(&f, &why) == ST_OK);
	}
	numtable_free(&s);
	predictions_free(&p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned way = fuzz_choice(data, size, 8);
	struct scoretable_request ask = { way % 2 ? "speaker" : "key",
		REPLICATES, 1 };
	const char *path = fuzz_file(data, size);
	const char *group = way % 2 ? "speaker" : NULL;
	struct predictions p = PREDICTIONS_INIT, other = PREDICTIONS_INIT;
	struct scoretable s = SCORETABLE_INIT;
	struct fault why;
	size_t repeated, at;
	enum status st;

	score_numbers(path);
	if (way == 3) {
		HOLDS(predictions_want(&p, "label", &at, &why) == ST_OK);
		HOLDS(predictions_want(&p, "speaker", &at, &why) == ST_OK);
	}
	st = predictions_read(&p, path, group, &why);
	if (st == ST_OK && way >= 4)
		st = predictions_read(&other, path, group, &why);
	if (st == ST_OK && way >= 4)
		st = predictions_leave_unpaired(&p, &other, &why);
	fuzz_told(st, &why);
	if (st == ST_OK && large(&p))
		st = ST_END;
	if (st == ST_OK) {
		st = scoretable_make(&s, &p, &ask, &why);
		if (st == ST_OK && way >= 4)
			st = scoretable_compare(&s, &other, &why);
		if (st == ST_OK && way == 3)
			st = divide(&s, &p, &why);
		fuzz_told(st, &why);
	}
	if (st == ST_OK) {
		HOLDS(predictions_repeated(&p, &repeated, &why) == ST_OK);
		write_one(&s, way % 3);
		draw(&s, way);
	}
	scoretable_free(&s);
	predictions_free(&p);
	predictions_free(&other);
	return 0;
}
