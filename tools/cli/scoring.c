#include "scoring.h"

#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "samefile.h"

/* ---- options ---- */

void
scoring_plot(struct scoring *o, int opt, const char *path)
{
	enum plotscript_format f;

	if (!plotscript_format(path, &f))
		cli_usage(o->tool, "-%c %s: does not end in .png, .svg or .pdf",
		    opt, path);
	if (o->plots == SCORING_PLOTS)
		cli_usage(o->tool, "more than %d pictures", SCORING_PLOTS);
	o->plot[o->plots++] = (struct scoring_plot){ opt, path };
}

bool
scoring_option(struct scoring *o, int c)
{
	switch (c) {
	case 'b': o->ask.replicates = cli_size(c, optarg, 100, 1000000); break;
	case 'c': o->other = optarg; break;
	case 'g': o->ask.group = optarg; o->grouped = true; break;
	case 'o': scoring_plot(o, c, optarg); break;
	case 'q': o->quiet = true; break;
	case 'S': o->summary = optarg; break;
	case 's': o->ask.seed = cli_size(c, optarg, 0, UINT64_MAX); break;
	case 'T': o->title = optarg; break;
	case SCORING_BY: o->by = optarg; break;
	case SCORING_TABLE: o->table = optarg; break;
	default: return false;
	}
	return true;
}

/* The output of option opt must not replace a table that is read. */
static void
keep_tables(const struct scoring *o, const struct scoring_plot *out, int n,
    char *path[])
{
	int k;

	if (n == 0)
		cli_keep_input(o->tool, out->opt, out->path, "-");
	for (k = 0; k < n; k++)
		cli_keep_input(o->tool, out->opt, out->path, path[k]);
	cli_keep_input(o->tool, out->opt, out->path, o->other);
	cli_keep_input(o->tool, out->opt, out->path, o->table);
}

void
scoring_outputs(const struct scoring *o, const struct scoring_plot *more,
    size_t mores, int n, char *path[])
{
	struct scoring_plot out[2 * SCORING_PLOTS] = { { 'S', o->summary } };
	size_t i, j, outs = 1;

	for (i = 0; i < mores; i++)
		out[outs++] = more[i];
	for (i = 0; i < o->plots; i++)
		out[outs++] = o->plot[i];
	for (i = 0; i < outs; i++) {
		if (out[i].path == NULL)
			continue;
		for (j = 0; j < i; j++)
			if (out[j].path != NULL &&
			    cli_same_output(out[i].path, out[j].path))
				cli_usage(o->tool, "%.200s: two outputs go to "
				    "this file, and one would be lost",
				    out[i].path);
		keep_tables(o, &out[i], n, path);
	}
}

char *
scoring_name(const struct scoring *o, int opt, const char **at)
{
	size_t n;
	char *name;

	if (*at == NULL)
		return NULL;
	n = strcspn(*at, ",");
	if (n == 0)
		cli_usage(o->tool, "--%s: want names of columns, with commas "
		    "between", opt == SCORING_BY ? "by" : "fair");
	if ((name = strndup(*at, n)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	*at = (*at)[n] == ',' ? *at + n + 1 : NULL;
	return name;
}

void
scoring_want(const struct scoring *o, struct predictions *p, int opt,
    const char *list)
{
	struct fault why;
	char *name;
	size_t at;

	while ((name = scoring_name(o, opt, &list)) != NULL) {
		cli_check(predictions_want(p, name, &at, &why), &why);
		free(name);
	}
}

/* ---- reading ---- */

/* The column to resample by; NULL: key. */
static const char *
grouping(const struct scoring *o)
{
	return strcmp(o->ask.group, "key") != 0 ? o->ask.group : NULL;
}

static void
read_table(struct predictions *p, const struct scoring *o, const char *path)
{
	size_t uncounted = p->uncounted;
	struct fault why;

	cli_check(predictions_read(p, path, grouping(o), &why), &why);
	if (p->uncounted > uncounted)
		cli_warn("%s: does not end in a line '# rows N', as cnneval "
		    "writes it: it may have been cut", infile_name(path));
}

/* Add what the corpus's table has. */
static void
join(struct scoring *o, struct predictions *p)
{
	struct fault why;
	size_t unmet;

	cli_check(predictions_join(p, o->table, grouping(o), &unmet, &why),
	    &why);
	if (unmet > 0)
		cli_warn("%s: %zu of %zu predictions have no row there",
		    infile_name(o->table), unmet, p->n);
	if (p->has_group)
		o->ungrouped = NULL;
}

/* Read a table of the system to score, whose rows are the units. */
static void
read_scored(struct predictions *p, struct scoring *o, const char *path)
{
	size_t i;
	bool has;

	read_table(p, o, path);
	for (i = 0; o->table == NULL && i < p->bys; i++)
		if (p->by[i].at < 0)
			cli_die(EXIT_DATA, "%s: no column '%s'; --table adds "
			    "it from the corpus's table", infile_name(path),
			    p->by[i].name);
	has = grouping(o) != NULL ? p->has_group : p->has_key;
	if (!has && o->ungrouped == NULL)
		o->ungrouped = path;
}

void
scoring_read(struct scoring *o, struct predictions *p, int n, char *path[])
{
	int i;

	if (n == 0)
		read_scored(p, o, "-");
	for (i = 0; i < n; i++)
		read_scored(p, o, path[i]);
	if (o->table != NULL)
		join(o, p);
	if (o->grouped && o->ungrouped != NULL)
		cli_die(EXIT_DATA, "%s: no column '%s', as -g asks",
		    infile_name(o->ungrouped), o->ask.group);
}

void
scoring_read_other(struct scoring *o, struct predictions *p,
    struct predictions *other)
{
	struct fault why;

	if (o->other == NULL)
		return;
	read_table(other, o, o->other);
	cli_check(predictions_leave_unpaired(p, other, &why), &why);
}

void
scoring_reject(struct fault *why, const char *path)
{
	if (path != NULL)
		(void)fault_prefix(why, "%s", infile_name(path));
	cli_fail(why);
}

/* ---- what a reader of the scores ought to know ---- */

void
scoring_warn_rows(const struct predictions *p)
{
	size_t repeated;
	struct fault why;

	cli_check(predictions_repeated(p, &repeated, &why), &why);
	if (repeated > 0)
		cli_warn("%zu row%s the key, fold and seed of another: "
		    "a table read twice, or keys that are not unique",
		    repeated, repeated == 1 ? " repeats" : "s repeat");
	if (p->unlabelled > 0)
		cli_warn("%zu row%s without a %s %s left out", p->unlabelled,
		    p->unlabelled == 1 ? "" : "s",
		    p->numbers ? p->target : "label",
		    p->unlabelled == 1 ? "is" : "are");
}

/* "3 rows without a prediction are left out"; of is "" or "of the other's ". */
static void
warn_left_out(const struct predictions *p, const char *of)
{
	size_t n = p->unpredicted, m = p->unpaired;

	if (n > 0)
		cli_warn("%zu %srow%s without a prediction %s left out", n, of,
		    n == 1 && *of == '\0' ? "" : "s", n == 1 ? "is" : "are");
	if (m > 0)
		cli_warn("%zu %srow%s %s left out: one of the systems has no "
		    "prediction for %s", m, of,
		    m == 1 && *of == '\0' ? "" : "s", m == 1 ? "is" : "are",
		    m == 1 ? "this recording" : "these recordings");
}

void
scoring_warn_unpredicted(const struct predictions *p,
    const struct predictions *other)
{
	warn_left_out(p, "");
	warn_left_out(other, "of the other's ");
}

void
scoring_warn_protocols(const struct predictions *p,
    const struct predictions *other)
{
	char a = scorenotes_protocol(p), b = scorenotes_protocol(other);

	if (p->protocol != 0 && p->unsaid > 0)
		cli_warn("some tables are of protocol %c, %zu do not say "
		    "theirs", p->protocol, p->unsaid);
	if (a != 0 && b != 0 && a != b)
		cli_warn("protocol %c against %c of the other: the difference "
		    "is also that between the protocols", a, b);
}

void
scoring_warn_units(const struct scoring *o, const struct predictions *p,
    const struct predictions *other, enum predictions_unit unit)
{
	const char *group = o->ask.group;
	const char *drawn = scorenotes_unit(unit, group);

	/* some rows have the column, or a comparison could use it */
	if (!p->has_group && (p->groups.n > 0 || other->groups.n > 0))
		cli_warn("%s: no column '%s', which another table has: "
		    "resampled by %s", infile_name(o->ungrouped), group,
		    drawn);
	else if (unit == PREDICTIONS_GROUP && p->ungrouped > 0)
		cli_warn("%zu of %zu rows have no %s: they are in the scores, "
		    "but not in the intervals", p->ungrouped, p->n, group);
	else if (p->ungrouped > 0 && p->has_group)
		cli_warn("%zu of %zu rows have no %s: resampled by %s",
		    p->ungrouped, p->n, group, drawn);
	else if (p->groups.n == 1)
		cli_warn("only one %s: resampled by %s, so the intervals say "
		    "nothing about others", group, drawn);
	if (p->has_key && unit == PREDICTIONS_ROW)
		cli_warn("%zu of %zu rows have no key: resampled by row",
		    p->unkeyed, p->n);
}

void
scoring_warn_pair(const struct scoring *o, const struct score_set *set,
    const struct score_set *other, const struct predictions_pair *pair)
{
	if (pair->only_a > 0 || pair->only_b > 0)
		cli_warn("not the same recordings: %zu are in the first "
		    "system's predictions only, %zu in the other's only",
		    pair->only_a, pair->only_b);
	if (pair->ungrouped_b > 0)
		cli_warn("%zu of the other's %zu rows have no %s: they are in "
		    "the scores, but not in the intervals", pair->ungrouped_b,
		    other->n, o->ask.group);
	if (pair->regrouped_b > 0)
		cli_warn("%zu of the other's %zu rows have another %s than the "
		    "first system's row of the same key, which is used",
		    pair->regrouped_b, other->n, o->ask.group);
	if (other->seeds != set->seeds)
		cli_warn("%zu seed%s against %zu of the other: seeds are not "
		    "paired, each system is averaged over its own",
		    set->seeds, set->seeds == 1 ? "" : "s", other->seeds);
}

/* ---- output ---- */

void
scoring_put(scoring_writer *w, const void *s, const char *path)
{
	struct atomfile f = ATOMFILE_INIT;
	struct fault why;

	cli_check(atomfile_open(&f, path, &why), &why);
	cli_check(w(s, &f, &why), &why);
	cli_check(atomfile_commit(&f, &why), &why);
}
