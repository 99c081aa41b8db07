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
#include "plot.h"
#include "samefile.h"

#define MAXPLOTS	16

static const struct cli_tool tool = { .name = "confmat",
	.synopsis = "[-q] [-b replicates] [-C confusion.tsv] [-c other.tsv] "
		    "[-g column] [-o plot.png|.svg|.pdf]... [-S summary.tsv] "
		    "[-s seed] [-T title] [table.tsv ...]",
	.help = "  -b N       bootstrap replicates, default 2000\n"
		"  -C FILE    write the counts as a table\n"
		"  -c FILE    compare with the predictions of another system\n"
		"  -g COLUMN  resample by this column, default speaker; key: "
		"by utterance\n"
		"  -o FILE    draw the matrix; png, svg or pdf; may be given "
		"again\n"
		"  -q         no table on standard output\n"
		"  -S FILE    write the scores as a table\n"
		"  -s SEED    of the bootstrap, default 1\n"
		"  -T TITLE   above the picture\n",
	.opts = "b:C:c:g:o:qS:s:T:" };

struct options {
	struct scoretable_request ask;
	const char *confusion, *summary, *other, *title;
	const char *plot[MAXPLOTS];
	size_t plots;
	bool quiet, grouped;
};

typedef enum status writer(const struct scoretable *s, struct atomfile *f,
    struct fault *why);

static void
add_plot(struct options *o, const char *path)
{
	enum heatmap_format f;

	if (!heatmap_format(path, &f))
		cli_usage(&tool, "-o %s: does not end in .png, .svg or .pdf",
		    path);
	if (o->plots == MAXPLOTS)
		cli_usage(&tool, "more than %d times -o", MAXPLOTS);
	o->plot[o->plots++] = path;
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
		case 'o': add_plot(o, optarg); break;
		case 'q': o->quiet = true; break;
		case 'S': o->summary = optarg; break;
		case 's':
			o->ask.seed = cli_size(c, optarg, 0, UINT64_MAX);
			break;
		case 'T': o->title = optarg; break;
		}
	}
	o->ask.compare = o->other != NULL;
}

/* No output replaces another one, or a table that is read. */
static void
check_outputs(const struct options *o, int n, char *path[])
{
	const char *out[2 + MAXPLOTS] = { o->summary, o->confusion };
	static const char letter[2] = { 'S', 'C' };
	size_t i, j, outs = 2 + o->plots;
	int k;

	for (i = 0; i < o->plots; i++)
		out[2 + i] = o->plot[i];
	for (i = 0; i < outs; i++) {
		if (out[i] == NULL)
			continue;
		for (j = 0; j < i; j++)
			if (out[j] != NULL && cli_same_output(out[i], out[j]))
				cli_usage(&tool, "%.200s: is two outputs in "
				    "one, of which one would be lost", out[i]);
		if (n == 0)
			cli_keep_input(&tool, i < 2 ? letter[i] : 'o', out[i],
			    "-");
		for (k = 0; k < n; k++)
			cli_keep_input(&tool, i < 2 ? letter[i] : 'o', out[i],
			    path[k]);
		cli_keep_input(&tool, i < 2 ? letter[i] : 'o', out[i],
		    o->other);
	}
}

/* The tables into p, the other system's last; returns the rows before those. */
static size_t
read_all(struct predictions *p, const struct options *o, int n, char *path[])
{
	const char *group = strcmp(o->ask.group, "key") ? o->ask.group : NULL;
	struct fault why;
	size_t rows;
	int i;

	if (!n)
		cli_check(predictions_read(p, "-", group, &why), &why);
	for (i = 0; i < n; i++)
		cli_check(predictions_read(p, path[i], group, &why), &why);
	rows = p->n;
	if (o->other)
		cli_check(predictions_read(p, o->other, group, &why), &why);
	if (o->grouped && group && !p->has_group)
		cli_die(EXIT_DATA, "no column '%s' in every table, as -g asks",
		    group);
	return rows;
}

/* What a reader of the scores ought to know. */
static void
warn(const struct scoretable *s)
{
	const struct predictions *p = s->table;
	size_t repeated, i;
	struct fault why;

	cli_check(predictions_repeated(p, &repeated, &why), &why);
	if (repeated && !s->ask.compare)
		cli_warn("%zu rows repeat the key, fold and seed of another: "
			 "a table read twice, or keys that are not unique",
		    repeated);
	if (p->unlabelled)
		cli_warn(
		    "%zu rows without a label are left out", p->unlabelled);
	if (p->ungrouped && p->has_group)
		cli_warn("%zu rows without a %s: resampled by %s", p->ungrouped,
		    s->ask.group, scoretable_unit(s));
	else if (p->groups.n == 1)
		cli_warn("only one %s: resampled by %s, so the intervals say "
		    "nothing about others", s->ask.group, scoretable_unit(s));
	for (i = p->model_classes; p->model_classes && i < p->classes.n; i++)
		cli_warn("'%s' is none of the model's classes, which the "
		    "columns behind 'predicted' name", p->classes.text[i]);
}

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
draw(const struct scoretable *s, const struct options *o, const char *path)
{
	char line[SCOREFILE_LINE], *script;
	struct heatmap h = { s->conf, s->set.classes, s->label,
	    o->title, scoretable_line(s, line) };
	enum heatmap_format f;
	struct fault why;

	if (!heatmap_format(path, &f))
		return;
	cli_check(heatmap_script(&h, f, &script, &why), &why);
	cli_check(plot_file(path, script, &why), &why);
	free(script);
}

int
main(int argc, char *argv[])
{
	struct options o = { .ask = { "speaker", 2000, 1, false },
		.title = "" };
	struct predictions p = PREDICTIONS_INIT;
	struct scoretable s = SCOREFILE_INIT;
	struct fault why;
	size_t i, n;

	parse(&o, argc, argv);
	check_outputs(&o, argc - optind, argv + optind);
	n = read_all(&p, &o, argc - optind, argv + optind);
	if (scoretable_make(&s, &p, n, &o.ask, &why) != ST_OK) {
		if (argc - optind < 2)
			fault_prefix(&why, "%s", infile_name(argc > optind ?
			    argv[optind] : "-"));
		cli_fail(&why);
	}
	warn(&s);
	if (!o.quiet)
		put(scoretable_text, &s, NULL);
	if (o.summary)
		put(scoretable_summary, &s, o.summary);
	if (o.confusion)
		put(scoretable_confusion, &s, o.confusion);
	for (i = 0; i < o.plots; i++)
		draw(&s, &o, o.plot[i]);
	scoretable_free(&s);
	predictions_free(&p);
	cli_close_stdout();
	return 0;
}
