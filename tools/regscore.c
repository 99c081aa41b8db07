/*
 * regscore - scores of predictions of a number.
 *
 * in   tables with the columns NAME and predicted_NAME, as cnneval writes them
 * out  a table for people; one for programs with -S; a picture with -o
 */
#include <stdlib.h>

#include "score/numtable.h"
#include "score/scatter.h"
#include "plot.h"
#include "scoring.h"
#include "shown.h"

static const struct option longopts[] = {
	SCORING_LONGOPTS,
	{ NULL, 0, NULL, 0 }
};

static const struct cli_tool tool = { .name = "regscore",
	.synopsis = "[-q] [-b replicates] [-c other.tsv] [-g column] "
		    "[-o plot.png|.svg|.pdf]... [-S summary.tsv] [-s seed] "
		    "[-T title] [-t name] [--by columns] "
		    "[--table corpus.tsv] [table.tsv ...]",
	.help = "  -b N       bootstrap replicates, default 2000\n"
		"  -c FILE    compare with the predictions of another system\n"
		"  -g COLUMN  resample by this column, default speaker; key: "
		"by utterance\n"
		"  -o FILE    draw predicted against true; png, svg or pdf; "
		"may be given again\n"
		"  -q         no table on standard output\n"
		"  -S FILE    write the scores as a table\n"
		"  -s SEED    of the bootstrap, default 1\n"
		"  -T TITLE   above the picture\n"
		"  -t NAME    the number, if several were predicted\n"
		"  --by COLUMN,...\n"
		"             scores for each value of the column\n"
		"  --table FILE\n"
		"             add columns from the corpus's table, by key\n",
	.opts = SCORING_OPTS "t:", .longopts = longopts };

/* ---- output ---- */

static void
draw(const struct numtable *s, const struct scoring *o, const char *path)
{
	enum plotscript_format f;
	char line[NUMTABLE_LINE], *script, *title, **name;
	struct shown as;
	struct fault why;

	if (!plotscript_format(path, &f))
		return;
	shown_begin(&as, path, f);
	title = shown_title(&as, o->title);
	name = shown_names(&as, (char *const []){ s->table->target }, 1);
	cli_check(scatter_script(&(struct scatter){ s->table, *name, title,
	    numtable_line(s, line) }, f, &script, &why), &why);
	cli_check(plot_file(path, script, &why), &why);
	shown_free(name);
	free(title);
	free(script);
	shown_end(&as);
}

/* The writers of a struct numtable. */
static enum status
text(const void *s, struct atomfile *f, struct fault *why)
{
	return numtable_text(s, f, why);
}

static enum status
summary(const void *s, struct atomfile *f, struct fault *why)
{
	return numtable_summary(s, f, why);
}

static void
write_all(const struct numtable *s, const struct scoring *o)
{
	size_t i;

	if (!o->quiet)
		scoring_put(text, s, NULL);
	if (o->summary != NULL)
		scoring_put(summary, s, o->summary);
	for (i = 0; i < o->plots; i++)
		draw(s, o, o->plot[i].path);
}

/* ---- scoring ---- */

static const char *
parse(struct scoring *o, int argc, char *argv[])
{
	const char *target = NULL;
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		if (!scoring_option(o, c) && c == 't')
			target = optarg;
	return target;
}

static void
score(struct numtable *s, struct predictions *p, struct predictions *other,
    const struct scoring *o, int n, char *path[])
{
	struct fault why;
	size_t i;

	if (numtable_make(s, p, &o->ask, &why) != ST_OK)
		scoring_reject(&why, n == 0 ? "-" : n == 1 ? path[0] : NULL);
	if (o->other != NULL && numtable_compare(s, other, &why) != ST_OK)
		scoring_reject(&why, o->other);
	for (i = 0; i < p->bys; i++)
		cli_check(numtable_by(s, i, &why), &why);
}

static void
warn(const struct numtable *s, const struct scoring *o,
    const struct predictions *other)
{
	scoring_warn_rows(s->table);
	scoring_warn_unpredicted(s->table, other);
	scoring_warn_protocols(s->table, other);
	scoring_warn_units(o, s->table, other, s->unit);
	if (s->other.table == NULL)
		return;
	scoring_warn_rows(other);
	scoring_warn_pair(o, &s->set.rows, &s->other.set.rows,
	    &s->other.pair);
}

int
main(int argc, char *argv[])
{
	struct scoring o = SCORING_INIT(&tool);
	struct predictions p = PREDICTIONS_INIT, other = PREDICTIONS_INIT;
	struct numtable s = NUMTABLE_INIT;
	struct fault why;
	const char *target = parse(&o, argc, argv);
	int n = argc - optind;

	scoring_outputs(&o, NULL, 0, n, argv + optind);
	cli_check(predictions_numbers(&p, target, &why), &why);
	scoring_want(&o, &p, SCORING_BY, o.by);
	scoring_read(&o, &p, n, argv + optind);
	cli_check(predictions_numbers(&other, p.target, &why), &why);
	scoring_read_other(&o, &p, &other);
	score(&s, &p, &other, &o, n, argv + optind);
	warn(&s, &o, &other);
	write_all(&s, &o);
	numtable_free(&s);
	predictions_free(&p);
	predictions_free(&other);
	cli_close_stdout();
	return 0;
}
