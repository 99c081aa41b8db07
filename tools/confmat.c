/*
 * confmat - scores and confusion matrix of predictions.
 *
 * in   tables with the columns label and predicted, as cnneval writes them
 * out  a table for people; for programs with -S and -C; a picture with -o
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/atomfile.h"
#include "base/infile.h"
#include "score/heatmap.h"
#include "score/predictions.h"
#include "score/scoretable.h"
#include "cli.h"
#include "drawmatrix.h"
#include "samefile.h"

#define MAXPLOTS	16

static const struct cli_tool tool = { .name = "confmat",
	.synopsis = "[-q] [-b replicates] [-C confusion.tsv] [-c other.tsv] "
		    "[-g column] [-o plot.png|.svg|.pdf]... [-r plot]... "
		    "[-S summary.tsv] [-s seed] [-T title] [table.tsv ...]",
	.help = "  -b N       bootstrap replicates, default 2000\n"
		"  -C FILE    write the counts as a table\n"
		"  -c FILE    compare with the predictions of another system\n"
		"  -g COLUMN  resample by this column, default speaker; key: "
		"by utterance\n"
		"  -o FILE    draw the matrix; png, svg or pdf; may be given "
		"again\n"
		"  -q         no table on standard output\n"
		"  -r FILE    draw calibration and coverage; as -o\n"
		"  -S FILE    write the scores as a table\n"
		"  -s SEED    of the bootstrap, default 1\n"
		"  -T TITLE   above the picture\n",
	.opts = "b:C:c:g:o:qr:S:s:T:" };

struct plot {
	int opt;		/* 'o' or 'r' */
	const char *path;
};

struct options {
	struct scoretable_request ask;
	const char *confusion, *summary, *other, *title;
	struct plot plot[MAXPLOTS];
	size_t plots;
	bool quiet, grouped;
	const char *ungrouped;	/* the first table without it, or NULL */
};

typedef enum status writer(const struct scoretable *s, struct atomfile *f,
    struct fault *why);

static void
add_plot(struct options *o, int opt, const char *path)
{
	enum plotscript_format f;

	if (!plotscript_format(path, &f))
		cli_usage(&tool, "-%c %s: does not end in .png, .svg or .pdf",
		    opt, path);
	if (o->plots == MAXPLOTS)
		cli_usage(&tool, "more than %d pictures", MAXPLOTS);
	o->plot[o->plots++] = (struct plot){ opt, path };
}

static void
parse(struct options *o, int argc, char *argv[])
{
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1) {
		switch (c) {
		case 'b':
			o->ask.replicates = cli_size(c, optarg, 100, 1000000);
			break;
		case 'C': o->confusion = optarg; break;
		case 'c': o->other = optarg; break;
		case 'g': o->ask.group = optarg; o->grouped = true; break;
		case 'o':
		case 'r': add_plot(o, c, optarg); break;
		case 'q': o->quiet = true; break;
		case 'S': o->summary = optarg; break;
		case 's':
			o->ask.seed = cli_size(c, optarg, 0, UINT64_MAX);
			break;
		case 'T': o->title = optarg; break;
		}
	}
}

/* The output of option opt must not replace a table that is read. */
static void
keep_tables(const struct options *o, int opt, const char *out, int n,
    char *path[])
{
	int k;

	if (n == 0)
		cli_keep_input(&tool, opt, out, "-");
	for (k = 0; k < n; k++)
		cli_keep_input(&tool, opt, out, path[k]);
	cli_keep_input(&tool, opt, out, o->other);
}

/* No output may replace another one, or a table that is read. */
static void
check_outputs(const struct options *o, int n, char *path[])
{
	struct plot out[2 + MAXPLOTS] = {
		{ 'S', o->summary }, { 'C', o->confusion }
	};
	size_t i, j, outs = 2 + o->plots;

	for (i = 0; i < o->plots; i++)
		out[2 + i] = o->plot[i];
	for (i = 0; i < outs; i++) {
		if (out[i].path == NULL)
			continue;
		for (j = 0; j < i; j++)
			if (out[j].path != NULL &&
			    cli_same_output(out[i].path, out[j].path))
				cli_usage(&tool, "%.200s: two outputs go to "
				    "this file, and one would be lost",
				    out[i].path);
		keep_tables(o, out[i].opt, out[i].path, n, path);
	}
}

/* The column to resample by; NULL: key. */
static const char *
grouping(const struct options *o)
{
	return strcmp(o->ask.group, "key") != 0 ? o->ask.group : NULL;
}

static void
read_table(struct predictions *p, const struct options *o, const char *path)
{
	size_t uncounted = p->uncounted;
	struct fault why;

	cli_check(predictions_read(p, path, grouping(o), &why), &why);
	if (p->uncounted > uncounted)
		cli_warn("%s: does not end in a line '# rows N', as cnneval "
		    "writes it: it may have been cut", infile_name(path));
}

/* Scores of two problems; and tables of which this is not known. */
static void
warn_protocols(const struct predictions *p, const struct predictions *other)
{
	char a = scoretable_protocol(p), b = scoretable_protocol(other);

	if (p->protocol != 0 && p->unsaid > 0)
		cli_warn("some tables are of protocol %c, %zu do not say "
		    "theirs", p->protocol, p->unsaid);
	if (a != 0 && b != 0 && a != b)
		cli_warn("protocol %c against %c of the other: the difference "
		    "is also that between the protocols", a, b);
}

/* Read a table of the system to score, whose rows are the units. */
static void
read_scored(struct predictions *p, struct options *o, const char *path)
{
	bool has;

	read_table(p, o, path);
	has = grouping(o) != NULL ? p->has_group : p->has_key;
	if (o->grouped && !has)
		cli_die(EXIT_DATA, "%s: no column '%s', as -g asks",
		    infile_name(path), o->ask.group);
	if (!has && o->ungrouped == NULL)
		o->ungrouped = path;
}

static void
read_tables(struct predictions *p, struct options *o, int n, char *path[])
{
	int i;

	if (n == 0)
		read_scored(p, o, "-");
	for (i = 0; i < n; i++)
		read_scored(p, o, path[i]);
}

/* ---- what a reader of the scores ought to know ---- */

/* Some rows have the column to resample by, or a comparison could use it. */
static bool
misses_group(const struct scoretable *s)
{
	const struct predictions *other = s->other.table;

	return !s->table->has_group && (s->table->groups.n > 0 ||
	    (other != NULL && other->groups.n > 0));
}

static void
warn_units(const struct scoretable *s, const char *ungrouped)
{
	const struct predictions *p = s->table;
	const char *group = s->ask.group, *unit = scoretable_unit(s);

	if (misses_group(s))
		cli_warn("%s: no column '%s', which another table has: "
		    "resampled by %s", infile_name(ungrouped), group, unit);
	else if (scoretable_undrawn(s) > 0)
		cli_warn("%zu of %zu rows have no %s: they are in the scores, "
		    "but not in the intervals", p->ungrouped, p->n, group);
	else if (p->ungrouped > 0 && p->has_group)
		cli_warn("%zu of %zu rows have no %s: resampled by %s",
		    p->ungrouped, p->n, group, unit);
	else if (p->groups.n == 1)
		cli_warn("only one %s: resampled by %s, so the intervals say "
		    "nothing about others", group, unit);
	if (p->has_key && s->unit == PREDICTIONS_ROW)
		cli_warn("%zu of %zu rows have no key: resampled by row",
		    p->unkeyed, p->n);
	if (s->class_interval.low == NULL)
		cli_warn("%zu classes are too many for intervals of each with "
		    "%zu replicates", s->set.classes, s->ask.replicates);
}

static void
warn_rows(const struct predictions *p)
{
	size_t repeated, i;
	struct fault why;

	cli_check(predictions_repeated(p, &repeated, &why), &why);
	if (repeated > 0)
		cli_warn("%zu row%s the key, fold and seed of another: "
		    "a table read twice, or keys that are not unique",
		    repeated, repeated == 1 ? " repeats" : "s repeat");
	if (p->unlabelled > 0)
		cli_warn("%zu row%s without a label %s left out",
		    p->unlabelled, p->unlabelled == 1 ? "" : "s",
		    p->unlabelled == 1 ? "is" : "are");
	if (p->unsure > 0 && p->unsure < p->n)
		cli_warn("%zu of %zu rows have no probabilities that add up "
		    "to 1: no calibration and coverage", p->unsure, p->n);
	for (i = p->model_classes; p->model_classes > 0 && i < p->classes.n;
	    i++)
		cli_warn("'%.200s' is not one of the model's classes, which "
		    "the columns after 'predicted' name", p->classes.text[i]);
}

static void
warn_other(const struct scoretable *s)
{
	const struct scoretable_other *o = &s->other;

	if (o->table == NULL)
		return;
	warn_rows(o->table);
	if (o->only_first > 0 || o->only_other > 0)
		cli_warn("not the same recordings: %zu are in the first "
		    "system's predictions only, %zu in the other's only",
		    o->only_first, o->only_other);
	if (o->undrawn > 0)
		cli_warn("%zu of the other's %zu rows have no %s: they are in "
		    "the scores, but not in the intervals", o->undrawn,
		    o->set.n, s->ask.group);
	if (o->regrouped > 0)
		cli_warn("%zu of the other's %zu rows have another %s than the "
		    "first system's row of the same key, which is used",
		    o->regrouped, o->set.n, s->ask.group);
	if (o->set.seeds != s->set.seeds)
		cli_warn("%zu seed%s against %zu of the other: seeds are not "
		    "paired, each system is averaged over its own",
		    s->set.seeds, s->set.seeds == 1 ? "" : "s", o->set.seeds);
}

/* ---- output ---- */

static void
put(writer *w, const struct scoretable *s, const char *path)
{
	struct atomfile f = ATOMFILE_INIT;
	struct fault why;

	cli_check(atomfile_open(&f, path, &why), &why);
	cli_check(w(s, &f, &why), &why);
	cli_check(atomfile_commit(&f, &why), &why);
}

static void
write_all(const struct scoretable *s, const struct options *o)
{
	size_t i;

	if (!o->quiet)
		put(scoretable_text, s, NULL);
	if (o->summary != NULL)
		put(scoretable_summary, s, o->summary);
	if (o->confusion != NULL)
		put(scoretable_confusion, s, o->confusion);
	for (i = 0; i < o->plots; i++)
		if (o->plot[i].opt == 'r')
			draw_reliability(s, o->title, o->plot[i].path);
		else
			draw_matrix(s, o->title, o->plot[i].path);
}

/* -r needs probabilities. */
static void
check_calibrated(const struct scoretable *s, const struct options *o)
{
	size_t i;

	for (i = 0; i < o->plots && !s->calibrated; i++)
		if (o->plot[i].opt == 'r')
			cli_die(EXIT_DATA, "-r %s: %zu of %zu rows have no "
			    "probabilities of the classes that add up to 1",
			    o->plot[i].path, s->table->unsure, s->table->n);
}

/* Exit because of the content of the tables, naming the table. */
static void
reject(struct fault *why, const char *path)
{
	if (path != NULL)
		(void)fault_prefix(why, "%s", infile_name(path));
	cli_fail(why);
}

int
main(int argc, char *argv[])
{
	struct options o = { .ask = { "speaker", 2000, 1 }, .title = "" };
	struct predictions p = PREDICTIONS_INIT, other = PREDICTIONS_INIT;
	struct scoretable s = SCORETABLE_INIT;
	struct fault why;
	int n;

	parse(&o, argc, argv);
	n = argc - optind;
	check_outputs(&o, n, argv + optind);
	read_tables(&p, &o, n, argv + optind);
	if (o.other != NULL)
		read_table(&other, &o, o.other);
	if (scoretable_make(&s, &p, &o.ask, &why) != ST_OK)
		reject(&why, n == 0 ? "-" : n == 1 ? argv[optind] : NULL);
	if (o.other != NULL && scoretable_compare(&s, &other, &why) != ST_OK)
		reject(&why, o.other);
	check_calibrated(&s, &o);
	warn_rows(&p);
	warn_protocols(&p, &other);
	warn_units(&s, o.ungrouped);
	warn_other(&s);
	write_all(&s, &o);
	scoretable_free(&s);
	predictions_free(&p);
	predictions_free(&other);
	cli_close_stdout();
	return 0;
}
