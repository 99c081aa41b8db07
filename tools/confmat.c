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

#include "drawmatrix.h"
#include "scoring.h"

enum { OPT_FAIR = SCORING_OTHERS };

static const struct option longopts[] = {
	SCORING_LONGOPTS,
	{ "fair", required_argument, NULL, OPT_FAIR },
	{ NULL, 0, NULL, 0 }
};

static const struct cli_tool tool = { .name = "confmat",
	.synopsis = "[-q] [-b replicates] [-C confusion.tsv] [-c other.tsv] "
		    "[-g column] [-o plot.png|.svg|.pdf]... [-r plot]... "
		    "[-S summary.tsv] [-s seed] [-T title] [--by columns] "
		    "[--fair columns] [--table corpus.tsv] [table.tsv ...]",
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
		"  -T TITLE   above the picture\n"
		"  --by COLUMN,...\n"
		"             scores for each value of the column\n"
		"  --fair COLUMN,...\n"
		"             the same, and how fair it is to these groups\n"
		"  --table FILE\n"
		"             add columns from the corpus's table, by key\n",
	.opts = SCORING_OPTS "C:r:", .longopts = longopts };

struct options {
	struct scoring all;
	const char *confusion, *fair;
};

static void
parse(struct options *o, int argc, char *argv[])
{
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1) {
		if (scoring_option(&o->all, c))
			continue;
		switch (c) {
		case 'C': o->confusion = optarg; break;
		case 'r': scoring_plot(&o->all, c, optarg); break;
		case OPT_FAIR: o->fair = optarg; break;
		}
	}
}

/* ---- what a reader of the scores ought to know ---- */

static void
warn_rows(const struct predictions *p)
{
	size_t i;

	scoring_warn_rows(p);
	if (p->unsure > 0 && p->unsure < p->n)
		cli_warn("%zu of %zu rows have no probabilities that add up "
		    "to 1: no calibration and coverage", p->unsure, p->n);
	for (i = p->model_classes; p->model_classes > 0 && i < p->classes.n;
	    i++)
		cli_warn("'%.200s' is not one of the model's classes, which "
		    "the columns after 'predicted' name", p->classes.text[i]);
}

static void
warn(const struct scoretable *s, const struct options *o,
    const struct predictions *other)
{
	const struct scoretable_other *pair = &s->other;

	warn_rows(s->table);
	scoring_warn_unpredicted(s->table, other);
	scoring_warn_protocols(s->table, other);
	scoring_warn_units(&o->all, s->table, other, s->unit);
	if (s->class_interval.low == NULL)
		cli_warn("%zu classes are too many for intervals of each with "
		    "%zu replicates", s->set.classes, s->ask.replicates);
	if (pair->table == NULL)
		return;
	warn_rows(other);
	scoring_warn_pair(&o->all, &s->set, &pair->set, &pair->pair);
}

/* ---- output ---- */

/* The writers of a struct scoretable. */
static enum status
text(const void *s, struct atomfile *f, struct fault *why)
{
	return scoretable_text(s, f, why);
}

static enum status
summary(const void *s, struct atomfile *f, struct fault *why)
{
	return scoretable_summary(s, f, why);
}

static enum status
confusion(const void *s, struct atomfile *f, struct fault *why)
{
	return scoretable_confusion(s, f, why);
}

static void
write_all(const struct scoretable *s, const struct options *o)
{
	const struct scoring *all = &o->all;
	size_t i;

	if (!all->quiet)
		scoring_put(text, s, NULL);
	if (all->summary != NULL)
		scoring_put(summary, s, all->summary);
	if (o->confusion != NULL)
		scoring_put(confusion, s, o->confusion);
	for (i = 0; i < all->plots; i++)
		if (all->plot[i].opt == 'r')
			draw_reliability(s, all->title, all->plot[i].path);
		else
			draw_matrix(s, all->title, all->plot[i].path);
}

/* -r needs probabilities. */
static void
check_calibrated(const struct scoretable *s, const struct scoring *o)
{
	size_t i;

	for (i = 0; i < o->plots && !s->calibrated; i++)
		if (o->plot[i].opt == 'r')
			cli_die(EXIT_DATA, "-r %s: %zu of %zu rows have no "
			    "probabilities of the classes that add up to 1",
			    o->plot[i].path, s->table->unsure, s->table->n);
}

/* ---- scores of subsets ---- */

static void
score_subsets(struct scoretable *s, struct predictions *p,
    const struct options *o)
{
	const char *list = o->fair;
	struct fault why;
	size_t at;
	char *name;

	for (at = 0; at < p->bys; at++)
		cli_check(scoretable_by(s, at, &why), &why);
	while ((name = scoring_name(&o->all, OPT_FAIR, &list)) != NULL) {
		cli_check(predictions_want(p, name, &at, &why), &why);
		if (s->subsets[at].n < 2)
			cli_warn("column '%.80s' has one value: fairness "
			    "compares groups", name);
		else
			cli_check(scoretable_fair(s, at, &why), &why);
		free(name);
	}
}

static void
score(struct scoretable *s, struct predictions *p, struct predictions *other,
    const struct scoring *o, int n, char *path[])
{
	struct fault why;

	if (scoretable_make(s, p, &o->ask, &why) != ST_OK)
		scoring_reject(&why, n == 0 ? "-" : n == 1 ? path[0] : NULL);
	if (o->other != NULL && scoretable_compare(s, other, &why) != ST_OK)
		scoring_reject(&why, o->other);
	check_calibrated(s, o);
}

int
main(int argc, char *argv[])
{
	struct options o = { .all = SCORING_INIT(&tool) };
	struct predictions p = PREDICTIONS_INIT, other = PREDICTIONS_INIT;
	struct scoretable s = SCORETABLE_INIT;
	struct scoring_plot matrix;
	int n;

	parse(&o, argc, argv);
	n = argc - optind;
	matrix = (struct scoring_plot){ 'C', o.confusion };
	scoring_outputs(&o.all, &matrix, 1, n, argv + optind);
	scoring_want(&o.all, &p, SCORING_BY, o.all.by);
	scoring_want(&o.all, &p, OPT_FAIR, o.fair);
	scoring_read(&o.all, &p, n, argv + optind);
	scoring_read_other(&o.all, &p, &other);
	score(&s, &p, &other, &o.all, n, argv + optind);
	warn(&s, &o, &other);
	score_subsets(&s, &p, &o);
	write_all(&s, &o);
	scoretable_free(&s);
	predictions_free(&p);
	predictions_free(&other);
	cli_close_stdout();
	return 0;
}
