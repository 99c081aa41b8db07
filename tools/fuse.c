/*
 * fuse - join tables of predictions and combine their probabilities.
 *
 * in   tables of predictions of the same recordings, as cnneval writes them
 * out  such a table; with --fit, the weights of the tables for later ones
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/textset.h"
#include "score/combine.h"
#include "score/fusion.h"
#include "score/pairrows.h"
#include "score/probtable.h"
#include "cli.h"
#include "predtable.h"
#include "samefile.h"

enum { OPT_BIAS = 0x100, OPT_FIT, OPT_LIVE, OPT_SEEDS };

static const struct option longopts[] = {
	{ "bias", no_argument, NULL, OPT_BIAS },
	{ "fit", no_argument, NULL, OPT_FIT },
	{ "live", no_argument, NULL, OPT_LIVE },
	{ "seeds", required_argument, NULL, OPT_SEEDS },
	{ NULL, 0, NULL, 0 }
};

static const struct cli_tool tool = { "fuse",
	"[-m fusion | -w weights] [--seeds how] [--live | -o file] "
	"[[name=]table.tsv ...], or "
	"fuse --fit [--bias] [--seeds how] [-o fusion] [name=]table.tsv ...",
	"  -m FUSION    combine as --fit has found\n"
	"  -o FILE      write to FILE instead of standard output\n"
	"  -w WEIGHTS   of the tables, separated by commas; default equal, "
	"with sum 1\n"
	"  --bias       with --fit: a bias for each class, too\n"
	"  --fit        find the weights for labelled tables\n"
	"  --live       write every row at once, even if all tables are files\n"
	"  --seeds HOW  pair: the same seed of each table (the default); each: "
	"a table\n"
	"               with one seed goes with all; mean: average over them "
	"first\n",
	"m:o:w:", longopts };

struct options {
	const char *fusion, *weights, *out;
	enum pairrows_seeds seeds;
	bool fit, bias, live;
};

/* The tables in the order of the command line. */
struct inputs {
	size_t n;
	const char **path;	/* (n) */
	char **name;		/* (n) own */
	bool named;		/* by the user */
	struct probtable **table;
};

/* ---- the command line ---- */

static enum pairrows_seeds
parse_seeds(const char *text)
{
	static const char *const how[] = { "pair", "each", "mean" };
	size_t i;

	for (i = 0; i < 3; i++)
		if (strcmp(text, how[i]) == 0)
			return (enum pairrows_seeds)i;
	cli_usage(&tool, "--seeds %s: want pair, each or mean", text);
}

static void
read_options(int argc, char *argv[], struct options *o)
{
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		switch (c) {
		case 'm': o->fusion = optarg; break;
		case 'o': o->out = optarg; break;
		case 'w': o->weights = optarg; break;
		case OPT_BIAS: o->bias = true; break;
		case OPT_FIT: o->fit = true; break;
		case OPT_LIVE: o->live = true; break;
		case OPT_SEEDS: o->seeds = parse_seeds(optarg); break;
		}
	if (o->fusion != NULL && o->weights != NULL)
		cli_usage(&tool, "only one of -m and -w");
	if (o->fit && (o->fusion != NULL || o->weights != NULL || o->live))
		cli_usage(&tool, "--fit finds the weights: no -m, -w or "
		    "--live");
	if (o->bias && !o->fit)
		cli_usage(&tool, "--bias needs --fit");
	if (o->live && o->out != NULL)
		cli_usage(&tool, "--live and -o cannot be combined");
	if (o->fusion != NULL && strcmp(o->fusion, "-") == 0)
		cli_usage(&tool, "-m -: a fusion must be a file");
}

/* The length of NAME in "NAME=FILE", or 0. */
static size_t
given_name(const char *operand)
{
	size_t n = strcspn(operand, "=/");

	return operand[n] == '=' ? n : 0;
}

/* "b" of "a/b.tsv". */
static char *
file_name(const char *path)
{
	const char *base = strrchr(path, '/'), *dot;

	base = base == NULL ? path : base + 1;
	dot = strrchr(base, '.');
	return dot == NULL || dot == base ? strdup(base) :
	    strndup(base, (size_t)(dot - base));
}

static void
take_operand(struct inputs *in, size_t i, const char *operand)
{
	size_t n = given_name(operand);

	if (i > 0 && in->named != (n > 0))
		cli_usage(&tool, "%s: either all tables have a name or none",
		    operand);
	in->named = n > 0;
	in->path[i] = n > 0 ? operand + n + 1 : operand;
	in->name[i] = n > 0 ? strndup(operand, n) : file_name(operand);
	if (in->name[i] == NULL)
		cli_die(EXIT_DATA, "out of memory");
}

/* Two tables may be called alike only in different folders. */
static void
check_names(struct inputs *in)
{
	size_t i, j, stdins = 0;
	bool alike = false;

	for (i = 0; i < in->n; i++) {
		stdins += strcmp(in->path[i], "-") == 0;
		for (j = 0; j < i; j++)
			alike = alike ||
			    strcmp(in->name[i], in->name[j]) == 0;
	}
	if (stdins > 1)
		cli_usage(&tool, "standard input can be one table only");
	if (alike && in->named)
		cli_usage(&tool, "two tables have the same name");
	for (i = 0; alike && i < in->n; i++) {
		free(in->name[i]);
		if (asprintf(&in->name[i], "%zu", i + 1) < 0)
			cli_die(EXIT_DATA, "out of memory");
	}
}

static void
read_operands(struct inputs *in, int argc, char *argv[])
{
	static const char *const standard[] = { "-" };
	const char *const *operand =
	    argc == 0 ? standard : (const char *const *)argv;
	size_t i;

	in->n = argc == 0 ? 1 : (size_t)argc;
	in->path = calloc(in->n, sizeof *in->path);
	in->name = calloc(in->n, sizeof *in->name);
	in->table = calloc(in->n, sizeof *in->table);
	if (in->path == NULL || in->name == NULL || in->table == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < in->n; i++)
		take_operand(in, i, operand[i]);
	check_names(in);
}

static void
check_output(const struct inputs *in, const struct options *o)
{
	size_t i;

	cli_keep_input(&tool, 'o', o->out, o->fusion);
	for (i = 0; i < in->n; i++)
		cli_keep_input(&tool, 'o', o->out, in->path[i]);
}

static void
open_tables(struct inputs *in)
{
	struct fault why;
	size_t i;

	for (i = 0; i < in->n; i++)
		cli_check(probtable_open(&in->table[i], in->path[i], &why),
		    &why);
	for (i = 0; i < in->n; i++)
		cli_check(probtable_start(in->table[i],
		    i == 0 ? NULL : in->table[0], &why), &why);
}

/* ---- the protocol ---- */

/* That of all tables, which have been read; one that does not say has any. */
static char
protocol(const struct inputs *in)
{
	size_t i, from = 0;
	char p, all = 0;

	for (i = 0; i < in->n; i++) {
		p = probtable_protocol(in->table[i]);
		if (p != 0 && all != 0 && p != all)
			cli_die(EXIT_DATA, "%s: protocol %c, but %s has %c: "
			    "with and without the speakers' own statistics are "
			    "two problems", probtable_name(in->table[i]), p,
			    probtable_name(in->table[from]), all);
		if (all == 0) {
			all = p;
			from = i;
		}
	}
	return all;
}

static char
same_protocol(const struct inputs *in, const struct fusion *f,
    const char *path)
{
	char p = protocol(in);

	if (f->protocol != 0 && p != 0 && f->protocol != p)
		cli_die(EXIT_DATA, "%s: fitted in protocol %c, but the tables "
		    "are of %c", path, f->protocol, p);
	return p;
}

/* ---- weights ---- */

/* -w W1,W2,... */
static void
set_weights(struct combine *k, const char *text)
{
	char *copy = strdup(text), *rest = copy, *one;
	double sum = 0;
	size_t m = 0;

	if (copy == NULL)
		cli_die(EXIT_DATA, "out of memory");
	while ((one = strsep(&rest, ",")) != NULL) {
		if (m == k->models)
			cli_usage(&tool, "-w %s: more weights than the %zu "
			    "tables", text, k->models);
		k->weight[m] = cli_real('w', one, 0, 1e6);
		sum += k->weight[m++];
	}
	if (m < k->models)
		cli_usage(&tool, "-w %s: %zu weights for %zu tables", text, m,
		    k->models);
	if (sum <= 0)
		cli_usage(&tool, "-w %s: all weights are 0", text);
	free(copy);
}

/* The weights and biases of the fusion in the order of the tables. */
static void
arrange(struct combine *k, const struct fusion *f, const struct options *o,
    const struct inputs *in, const char *const *class)
{
	size_t *slot = calloc(k->models, sizeof *slot), i;
	size_t *to = calloc(k->classes, sizeof *to);
	struct fault why;

	if (slot == NULL || to == NULL)
		cli_die(EXIT_DATA, "out of memory");
	if (fusion_slots(f, in->name, in->n, in->named, slot, &why) != ST_OK)
		cli_die(EXIT_DATA, "%s: %s", o->fusion, why.text);
	if (fusion_classes(f, class, k->classes, to, &why) != ST_OK)
		cli_die(EXIT_DATA, "%s: %s", o->fusion, why.text);
	for (i = 0; i < k->models; i++)
		k->weight[i] = f->k.weight[slot[i]];
	for (i = 0; i < k->classes; i++)
		k->bias[i] = f->k.bias[to[i]];
	free(slot);
	free(to);
}

/* ---- the work ---- */

static const char **
class_names(const struct probtable *t)
{
	size_t i, n = probtable_classes(t);
	const char **class = calloc(n, sizeof *class);

	if (class == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < n; i++)
		class[i] = probtable_class(t, i);
	return class;
}

static void
put_rows(struct pairrows *rows, const struct combine *k,
    struct predtable *out)
{
	double *p = calloc(k->classes, sizeof *p);
	struct pairrow r;
	struct fault why;
	enum status s;

	if (p == NULL)
		cli_die(EXIT_DATA, "out of memory");
	while ((s = pairrows_next(rows, &r, &why)) == ST_OK) {
		combine_row(k, r.p, p);
		predtable_row(out, &(struct predrow){ .key = r.key,
		    .label = r.label, .speaker = r.speaker, .fold = r.fold,
		    .seed = r.seed, .more = r.more, .p = p,
		    .nothing = r.nothing });
	}
	if (s != ST_END)
		cli_fail(&why);
	free(p);
}

/* Are all rows to be written at once? */
static bool
is_live(const struct inputs *in, const struct options *o)
{
	size_t i;

	for (i = 0; i < in->n; i++)
		if (predtable_live(in->path[i], o->out))
			return true;
	return o->live;
}

static void
apply(const struct inputs *in, const struct options *o)
{
	const char **class = class_names(in->table[0]);
	size_t classes = probtable_classes(in->table[0]);
	struct fusion f = FUSION_INIT;
	struct pairrows *rows;
	struct predtable out;
	struct combine k;
	struct fault why;

	cli_check(combine_init(&k, in->n, classes, &why), &why);
	if (o->weights != NULL)
		set_weights(&k, o->weights);
	if (o->fusion != NULL) {
		cli_check(fusion_read(&f, o->fusion, &why), &why);
		arrange(&k, &f, o, in, class);
	}
	cli_check(pairrows_new(&rows, in->table, in->n, o->seeds, &why), &why);
	out = (struct predtable){ .live = is_live(in, o),
	    .fold = pairrows_has_fold(rows), .seed = pairrows_has_seed(rows),
	    .more = pairrows_more(rows), .classes = classes, .class = class };
	predtable_open(&out, o->out);
	put_rows(rows, &k, &out);
	predtable_close(&out, same_protocol(in, &f, o->fusion));
	pairrows_free(rows);
	combine_free(&k);
	fusion_free(&f);
	free(class);
}

/* Read all rows with a label; returns the number of those without, or in which
 * nothing was predicted. */
static size_t
load(struct pairrows *rows, const struct textset *labels,
    struct combine_set *d)
{
	size_t label, unlabelled = 0;
	struct pairrow r;
	struct fault why;
	enum status s;

	while ((s = pairrows_next(rows, &r, &why)) == ST_OK) {
		if (strcmp(r.label, "-") == 0 || r.nothing) {
			unlabelled++;
			continue;
		}
		label = textset_find(labels, r.label);
		if (label == TEXTSET_NONE)
			cli_die(EXIT_DATA, "'%s' has the label '%s', which is "
			    "not one of the classes", r.key, r.label);
		cli_check(combine_add(d, r.p, (uint32_t)label, &why), &why);
	}
	if (s != ST_END)
		cli_fail(&why);
	return unlabelled;
}

static void
name_fusion(struct fusion *f, const struct inputs *in)
{
	struct fault why;
	size_t i, number;

	for (i = 0; i < in->n; i++)
		cli_check(textset_add(&f->models, in->name[i], &number, &why),
		    &why);
	for (i = 0; i < probtable_classes(in->table[0]); i++)
		cli_check(textset_add(&f->labels,
		    probtable_class(in->table[0], i), &number, &why), &why);
}

static void
fit(const struct inputs *in, const struct options *o)
{
	struct combine_set d = COMBINE_SET_INIT;
	struct fusion f = FUSION_INIT;
	struct pairrows *rows;
	struct fault why;
	size_t unlabelled;

	name_fusion(&f, in);
	d.models = f.models.n;
	d.classes = f.labels.n;
	cli_check(combine_init(&f.k, d.models, d.classes, &why), &why);
	cli_check(pairrows_new(&rows, in->table, in->n, o->seeds, &why), &why);
	unlabelled = load(rows, &f.labels, &d);
	pairrows_free(rows);
	f.protocol = protocol(in);
	f.rows = d.n;
	if (d.n == 0)
		cli_die(EXIT_DATA, "%s: no row with a label, nothing to fit "
		    "to", probtable_name(in->table[0]));
	if (unlabelled > 0)
		cli_warn("%zu row%s without a label or a prediction %s left "
		    "out", unlabelled,
		    unlabelled == 1 ? "" : "s", unlabelled == 1 ? "is" : "are");
	cli_check(combine_fit(&f.k, &d, o->bias, &f.fitted, &why), &why);
	cli_check(fusion_write(&f, o->out, &why), &why);
	combine_set_free(&d);
	fusion_free(&f);
}

int
main(int argc, char *argv[])
{
	struct options o = { .seeds = PAIRROWS_PAIR };
	struct inputs in = { .n = 0 };
	size_t i;

	read_options(argc, argv, &o);
	read_operands(&in, argc - optind, argv + optind);
	check_output(&in, &o);
	open_tables(&in);
	if (o.fit)
		fit(&in, &o);
	else
		apply(&in, &o);
	for (i = 0; i < in.n; i++) {
		probtable_close(in.table[i]);
		free(in.name[i]);
	}
	free(in.path);
	free(in.name);
	free(in.table);
	return 0;
}
