/*
 * zscore - subtract a mean and divide by a standard deviation.
 *
 * in   (T, B)  the stream is read twice where its own statistics are used
 * out  (T, B)  (x - M) / S, with M and S in the attribute norm; what a norm
 *              did to the record before is undone first, padding is kept
 *
 * -o keeps the statistics as a stream: one record per group, (pairs, 2).
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "data/frames.h"
#include "data/normstats.h"
#include "cli.h"
#include "filter.h"
#include "samefile.h"

enum { OPT_PRIOR = 0x100, OPT_PRIOR_FROM, OPT_FROM, OPT_SPEECH };

static const struct option longopts[] = {
	{ "prior", required_argument, NULL, OPT_PRIOR },
	{ "prior-from", required_argument, NULL, OPT_PRIOR_FROM },
	{ "from", required_argument, NULL, OPT_FROM },
	{ "speech", required_argument, NULL, OPT_SPEECH },
	{ NULL, 0, NULL, 0 }
};

static const struct cli_tool tool = {
	"zscore",
	"[-n] [-g grouping | -s stats | -m model] [-o stats] [--prior n] "
	    "[--prior-from stats] [--from attribute=value | --speech seconds] "
	    "[stream]",
	"  -g grouping  values that share mean and standard deviation: all\n"
	"               (the default), bin, an attribute such as speaker or\n"
	"               key, or ATTRIBUTE,bin\n"
	"  -s stats     use the statistics that -o wrote\n"
	"  -m model     normalise like the model's training data\n"
	"  -o stats     write the statistics to this file\n"
	"  -n           no stream on standard output, only -o\n"
	"  --prior n    statistics of each group as if there were n more\n"
	"               records like all records together\n"
	"  --prior-from stats\n"
	"               like those of other data instead, written by -o\n"
	"  --from attribute=value\n"
	"               statistics of records with that value alone, in each\n"
	"               group that has some\n"
	"  --speech seconds\n"
	"               the same of records with so much speech\n",
	"g:m:no:s:", longopts
};

struct options {
	struct norm_group group;
	const char *stats, *model, *keep, *in;
	const char *lean;	/* --prior-from */
	double prior;		/* 0: none */
	char *only, *value;	/* --from */
	double speech;		/* --speech; 0: not given */
	bool quiet;		/* no stream */
};

/* ATTRIBUTE=VALUE */
static void
read_from(struct options *o)
{
	if ((o->only = strdup(optarg)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	o->value = strchr(o->only, '=');
	if (o->value != NULL)
		*o->value++ = '\0';
	if (o->value == NULL || *o->value == '\0' || !attrs_name_ok(o->only))
		cli_usage(&tool, "--from: '%.60s' is not ATTRIBUTE=VALUE",
		    optarg);
}

/* Options that do not go together. */
static void
check_options(const struct options *o, int sources)
{
	if ((sources & (sources - 1)) != 0)
		cli_usage(&tool, "only one of -g, -s and -m");
	if (o->keep != NULL && (o->stats != NULL || o->model != NULL))
		cli_usage(&tool, "-o keeps the statistics of the input, "
		    "-s and -m use others");
	cli_keep_input(&tool, 'o', o->keep, o->in);
	if (o->quiet && o->keep == NULL)
		cli_usage(&tool, "-n writes no stream, so it needs -o");
	if (o->only != NULL && o->speech > 0)
		cli_usage(&tool, "only one of --from and --speech");
	if (o->stats != NULL &&
	    (o->prior > 0 || o->only != NULL || o->speech > 0))
		cli_usage(&tool, "--prior, --from and --speech are about "
		    "statistics of the input, -s uses others");
	if (o->lean != NULL && !(o->prior > 0))
		cli_usage(&tool, "--prior-from needs --prior, the number of "
		    "records that these statistics count as");
	if (o->prior > 0 && o->model == NULL && o->group.attr[0] == '\0')
		cli_usage(&tool, "--prior is for groups, such as -g speaker; "
		    "'%s' has one", o->group.text);
	if (strcmp(o->in, "-") == 0 &&
	    ((o->stats != NULL && strcmp(o->stats, "-") == 0) ||
	    (o->lean != NULL && strcmp(o->lean, "-") == 0) ||
	    (o->model != NULL && strcmp(o->model, "-") == 0)))
		cli_usage(&tool, "standard input is the stream, not the "
		    "statistics");
}

static void
read_options(int argc, char *argv[], struct options *o)
{
	struct fault why;
	int c, sources = 0;

	if (norm_group_parse("all", &o->group, &why) != ST_OK)
		cli_fail(&why);
	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		switch (c) {
		case 'g':
			if (norm_group_parse(optarg, &o->group, &why) != ST_OK)
				cli_usage(&tool, "-g: %s", why.text);
			sources |= 1;
			break;
		case 's': o->stats = optarg; sources |= 2; break;
		case 'm': o->model = optarg; sources |= 4; break;
		case 'n': o->quiet = true; break;
		case 'o': o->keep = optarg; break;
		case OPT_PRIOR:
			if (number_real(optarg, 0, 1e9, &o->prior, &why) !=
			    ST_OK)
				cli_usage(&tool, "--prior: %s", why.text);
			break;
		case OPT_PRIOR_FROM: o->lean = optarg; break;
		case OPT_FROM: read_from(o); break;
		case OPT_SPEECH:
			if (number_real(optarg, 0, 1e9, &o->speech, &why) !=
			    ST_OK)
				cli_usage(&tool, "--speech: %s", why.text);
			break;
		}
	o->in = cli_stream(&tool, argc, argv);
	check_options(o, sources);
}

/*
 * Load record t, the n-th from 0, of the statistics into f.  Of a model only
 * the first counts, but all are read to find damage.
 */
static void
load_record(struct normstats **f, const struct tensor_reader *r,
    const struct tensor *t, size_t n, bool model)
{
	bool description = strcmp(tensor_key(t), "model") == 0;
	struct fault why;

	if (model && n == 0 && !description)
		cli_die_record(r, t, "not a model, which would "
		    "begin with the record 'model'");
	if (model && n > 0 && description)
		cli_die_record(r, t, "a second model; -m takes one");
	if ((!model || n == 0) && normstats_load(f, t, &why) != ST_OK)
		cli_die_record(r, t, "%s", why.text);
}

/* Read the statistics from a file of them, or from a model. */
static struct normstats *
load(const char *path, bool model)
{
	struct normstats *f = NULL;
	struct tensor_reader *r;
	struct tensor t = TENSOR_INIT;
	struct fault why;
	enum status s;
	size_t n;

	cli_check(tensor_open(&r, path, 0, &why), &why);
	for (n = 0; (s = tensor_read(r, &t, &why)) == ST_OK; n++)
		load_record(&f, r, &t, n, model);
	if (s != ST_END)
		cli_fail(&why);
	if (f == NULL || (!model && normstats_groups(f) == 0))
		cli_die(EXIT_DATA, "%s: no statistics in it", path);
	if (model && n == 1)
		cli_die(EXIT_DATA, "%s: this model has no parameters", path);
	tensor_free(&t);
	tensor_close(r);
	return f;
}

/* Groups of which nothing would be left. */
static void
note_single(const struct tensor_reader *r, const struct normstats *f)
{
	size_t n = normstats_single(f);

	if (n > 0)
		cli_warn("%s: %zu of %zu groups have a single value for each "
		    "mean and become 0; --prior lets them lean on all records",
		    tensor_name(r), n, normstats_groups(f));
}

/* Does the record have what --from asks for? */
static bool
is_from(const struct options *o, const struct tensor *t)
{
	const char *value = o->only == NULL ? NULL : tensor_attr(t, o->only);

	return value != NULL && strcmp(value, o->value) == 0;
}

static void
fit(struct tensor_reader *r, struct normstats *f, const struct options *o)
{
	struct tensor t = TENSOR_INIT;
	size_t chosen = 0;
	struct fault why;
	enum status s;

	while ((s = tensor_read(r, &t, &why)) == ST_OK) {
		if (normstats_add(f, &t, &why) != ST_OK)
			cli_die_record(r, &t, "%s", why.text);
		chosen += is_from(o, &t);
	}
	if (s != ST_END)
		cli_fail(&why);
	tensor_free(&t);
	note_single(r, f);
	if (o->only != NULL && chosen == 0)
		cli_warn("%s: no record has %s=%s: the statistics are those of "
		    "all records", tensor_name(r), o->only, o->value);
}

static void
keep(struct normstats *f, const char *path)
{
	struct tensor t = TENSOR_INIT;
	struct tensor_writer *w;
	struct fault why;
	size_t i;

	if (normstats_groups(f) == 0)
		cli_die(EXIT_DATA, "%s: no records, so no statistics", path);
	cli_check(tensor_create(&w, path, &why), &why);
	for (i = 0; i < normstats_groups(f); i++) {
		cli_check(normstats_record(f, i, &t, &why), &why);
		cli_check(tensor_write(w, &t, &why), &why);
	}
	cli_check(tensor_finish(w, &why), &why);
	tensor_free(&t);
}

static enum status
change(void *ctx, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	const struct norm *to;
	enum status s = normstats_get(ctx, in, &to, why);

	return s == ST_OK ? norm_record(in, to, out, why) : s;
}

/* What statistics of the input are made with; returns those of the prior. */
static struct normstats *
prepare(struct normstats *f, const struct options *o)
{
	struct normstats *lean = NULL;
	struct fault why;

	if (o->only != NULL)
		cli_check(normstats_only(f, o->only, o->value, &why), &why);
	normstats_speech(f, o->speech);
	if (o->lean != NULL)
		lean = load(o->lean, false);
	if (o->prior > 0 && normstats_lean(f, o->prior, lean, &why) != ST_OK)
		cli_die(EXIT_DATA, "%s: %s", o->lean, why.text);
	return lean;
}

int
main(int argc, char *argv[])
{
	struct options o = { .stats = NULL };
	struct normstats *f, *lean = NULL;
	struct tensor_reader *r;
	struct tensor_writer *w = NULL;
	struct fault why;
	bool learn;

	read_options(argc, argv, &o);
	if (o.stats != NULL || o.model != NULL)
		f = load(o.stats != NULL ? o.stats : o.model, o.model != NULL);
	else
		cli_check(normstats_new(&f, &o.group, &why), &why);
	learn = normstats_groups(f) == 0;
	if (learn)
		lean = prepare(f, &o);
	else if (o.prior > 0 || o.only != NULL || o.speech > 0)
		cli_die(EXIT_USAGE, "%s: the model has statistics of its own, "
		    "not of groups, so --prior, --from and --speech have no "
		    "meaning", o.model);
	cli_check(tensor_open(&r, o.in, learn && !o.quiet ? TENSOR_WHOLE : 0,
	    &why), &why);
	if (!o.quiet)
		cli_check(tensor_create(&w, NULL, &why), &why);
	if (learn) {
		fit(r, f, &o);
		if (!o.quiet)
			tensor_rewind(r);
	}
	if (o.keep != NULL)
		keep(f, o.keep);
	if (!o.quiet)
		cli_filter(r, w, change, f);
	tensor_close(r);
	normstats_free(f);
	normstats_free(lean);
	free(o.only);
	return 0;
}
