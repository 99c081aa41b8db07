/*
 * foldsplit - one part of a cross-validation split.
 *
 * in   any records with a key, a group (-b), a class or number (-t)
 * out  the records of the part, unchanged and in their order; with -l a
 *      table of the folds instead
 * The input is read twice, with a number three times; only names and numbers
 * stay in memory.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "data/fold.h"
#include "data/ranges.h"
#include "data/target.h"
#include "cli.h"
#include "foldprint.h"
#include "samefile.h"

enum { OPT_LEAK = 0x2000, OPT_ONLY, OPT_HOLD, OPT_EVEN };

static const struct option longopts[] = {
	{ "allow-leak", no_argument, NULL, OPT_LEAK },
	{ "even", required_argument, NULL, OPT_EVEN },
	{ "only", required_argument, NULL, OPT_ONLY },
	{ "hold", required_argument, NULL, OPT_HOLD },
	{ NULL, 0, NULL, 0 }
};

static const struct cli_tool tool = {
	"foldsplit", "[-q] [-b group] [-k folds | --hold values] [-s seed] "
	    "[-t target] [-o file] [--allow-leak] "
	    "[--even attribute] [--only attribute=values] "
	    "-f fold -p part | -l [stream]",
	"  -b NAME       attribute whose values stay together (session)\n"
	"  -f FOLD       the fold that is held out, from 1\n"
	"  -k FOLDS      number of folds (as many as groups)\n"
	"  -l            print the table of folds\n"
	"  -o FILE       write to FILE\n"
	"  -p PART       train, dev, test or heldout\n"
	"  -q            no notes about records without class or speaker\n"
	"  -s SEED       seed of the halves dev and test (1)\n"
	"  -t TARGET     class: label, activation, valence,\n"
	"                ATTRIBUTE=LO:HI:CUT,... or ATTRIBUTE:value;\n"
	"                several with + between them (label)\n"
	"  --allow-leak  allow speakers both in training and held out\n"
	"  --even NAME   in train, within each class as many records of each\n"
	"                value of this attribute as of that with the most\n"
	"  --hold VALUES one fold, which holds out these groups\n"
	"  --only ATTRIBUTE=VALUES\n"
	"                leave out records with other values\n",
	"b:f:k:lo:p:qs:t:", longopts
};

static struct {
	const char *group, *input, *output;
	size_t fold, folds;	/* 0: not given */
	uint64_t seed;
	enum fold_part part;
	bool have_part, list, leak, quiet;
	struct targets targets;
	const struct target *target;	/* that counts: the one in classes, or
					 * the first */
	struct ranges ranges;		/* of its numbers */
	struct textset held;	/* --hold */
	char only[ATTR_MAXNAME + 1];	/* --only: this attribute, or "", */
	struct textset values;	/* with one of these values */
	const char *even;	/* --even, or NULL */
} opt = { .group = "session", .seed = 1, .targets = TARGETS_LABEL };

/* Texts with commas between them. */
static void
add_texts(struct textset *set, int c, const char *list)
{
	char *copy = strdup(list), *rest = copy, *text;
	struct fault why;
	size_t number;

	if (copy == NULL)
		cli_die(EXIT_DATA, "out of memory");
	while ((text = strsep(&rest, ",")) != NULL) {
		if (text[0] == '\0')
			cli_usage(&tool, "--%s: '%s': want texts with commas "
			    "between them", c == OPT_HOLD ? "hold" : "only",
			    list);
		cli_check(textset_add(set, text, &number, &why), &why);
	}
	free(copy);
}

static void
parse_only(const char *text)
{
	size_t n = strcspn(text, "=");

	if (opt.only[0] != '\0')
		cli_usage(&tool, "--only is given twice");
	if (n == 0 || n >= sizeof opt.only || text[n] == '\0')
		cli_usage(&tool, "--only: '%s': want ATTRIBUTE=VALUE, such as "
		    "corpus=a,b", text);
	(void)memcpy(opt.only, text, n);
	add_texts(&opt.values, OPT_ONLY, text + n + 1);
}

static void
parse(int argc, char *argv[])
{
	struct fault why;
	size_t k;
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		switch (c) {
		case 'b': opt.group = optarg; break;
		case 'f': opt.fold = cli_size(c, optarg, 1, UINT32_MAX); break;
		case 'k': opt.folds = cli_size(c, optarg, 2, UINT32_MAX); break;
		case 'l': opt.list = true; break;
		case 'o': opt.output = optarg; break;
		case 'p':
			if (fold_part_parse(optarg, &opt.part, &why) != ST_OK)
				cli_usage(&tool, "-p: %s", why.text);
			opt.have_part = true;
			break;
		case 'q': opt.quiet = true; break;
		case 's': opt.seed = cli_size(c, optarg, 0, UINT64_MAX); break;
		case 't':
			if (targets_parse(optarg, &opt.targets, &why) != ST_OK)
				cli_usage(&tool, "-t: %s", why.text);
			break;
		case OPT_LEAK: opt.leak = true; break;
		case OPT_EVEN: opt.even = optarg; break;
		case OPT_ONLY: parse_only(optarg); break;
		case OPT_HOLD: add_texts(&opt.held, c, optarg); break;
		}
	if (opt.held.n > 0 && opt.folds > 0)
		cli_usage(&tool, "--hold makes one fold, so it does not go "
		    "with -k");
	k = targets_classes(&opt.targets);
	opt.target = &opt.targets.of[k < opt.targets.n ? k : 0];
	if (opt.list && (opt.have_part || opt.fold > 0))
		cli_usage(&tool, "-l does not go with -f or -p");
	if (!opt.list && (!opt.have_part || opt.fold == 0))
		cli_usage(&tool, "-f and -p are needed, or -l");
	opt.input = cli_stream(&tool, argc, argv);
	if (opt.list)
		cli_keep_input(&tool, 'o', opt.output, opt.input);
}

/* Has t a target other than the one that counts? */
static bool
has_other(const struct tensor *t)
{
	size_t k;

	for (k = 0; k < opt.targets.n; k++)
		if (&opt.targets.of[k] != opt.target &&
		    attrs_known(&t->attr, opt.targets.of[k].name) != NULL)
			return true;
	return false;
}

/* The number of t; false if it has none. */
static bool
number_of(const struct tensor_reader *in, const struct tensor *t, double *x)
{
	struct fault why;
	enum status s = target_number(t, opt.target, x, &why);

	if (s != ST_OK && s != ST_END)
		cli_die_record(in, t, "%s", why.text);
	return s == ST_OK;
}

/* The class of t, or NULL if it has no target. */
static const char *
class_of(const struct tensor_reader *in, const struct tensor *t)
{
	const char *none = has_other(t) ? "-" : NULL, *class = NULL;
	struct fault why;
	enum status s;
	double x;

	if (opt.target->number)
		return number_of(in, t, &x) ? ranges_name(&opt.ranges, x) :
		    none;
	s = target_class(t, opt.target, &class, &why);
	if (s != ST_OK && s != ST_END)
		cli_die_record(in, t, "%s", why.text);
	return s == ST_OK ? class : none;
}

/* By --only: is it in any part? */
static bool
is_wanted(const struct tensor *t)
{
	const char *value;

	if (opt.only[0] == '\0')
		return true;
	value = attrs_known(&t->attr, opt.only);
	return value != NULL &&
	    textset_find(&opt.values, value) != TEXTSET_NONE;
}

/* The next record that counts. */
static enum status
next(struct tensor_reader *in, struct tensor *t, struct fault *why)
{
	enum status s;

	while ((s = tensor_read(in, t, why)) == ST_OK && !is_wanted(t))
		continue;
	return s;
}

/* The values of --even. */
static struct {
	struct textset names;
	size_t *of, cap;	/* (records) the number of its value */
} evens;

/* Of record i, which has that value, or NULL. */
static void
add_even(size_t i, const char *value)
{
	struct fault why;

	if (i == evens.cap) {
		evens.cap = i == 0 ? 256 : 2 * i;
		evens.of = reallocarray(evens.of, evens.cap,
		    sizeof *evens.of);
		if (evens.of == NULL)
			cli_die(EXIT_DATA, "out of memory");
	}
	evens.of[i] = NAMES_NONE;
	if (value != NULL)
		cli_check(textset_add(&evens.names, value, &evens.of[i],
		    &why), &why);
}

/* Is it a copy of another record? */
static bool
is_copy(const struct tensor *t)
{
	return tensor_attr(t, "original") != NULL;
}

static void
add(struct fold_data *d, const struct tensor_reader *in,
    const struct tensor *t, const char *class)
{
	const char *group = attrs_known(&t->attr, opt.group);
	struct fault why;

	if (tensor_attr(t, "key") == NULL)
		cli_die_record(in, t, "has no key, by which records are split");
	if (is_copy(t)) {
		cli_check(fold_add_copy(d, tensor_key(t), tensor_attr(t,
		    "original"), class, &why), &why);
		return;
	}
	if (group == NULL)
		cli_die_record(in, t, "has no attribute %s; labeljoin(1) adds "
		    "attributes, -b takes another one", opt.group);
	if (opt.even != NULL)
		add_even(d->n, attrs_known(&t->attr, opt.even));
	cli_check(fold_add(d, tensor_key(t), group, class,
	    attrs_known(&t->attr, "speaker"), attrs_known(&t->attr, "gender"),
	    &why), &why);
}

/*
 * Notes for the user, for one part only: the parts of a fold are often made at
 * the same time, and all would print the same.
 */
static void
note(const struct fold_data *d, const struct tensor_reader *in, size_t all,
    size_t silent)
{
	char names[TARGETS_NAMES];

	if (opt.quiet || (!opt.list && opt.part != FOLD_TRAIN))
		return;
	if (d->n + d->copies < all)
		cli_warn("%s: %zu of %zu records have no %s and are in no part",
		    tensor_name(in), all - d->n - d->copies, all,
		    targets_names(&opt.targets, names));
	if (silent > 0 && !opt.leak)
		cli_warn("%s: %zu of %zu records have no speaker, so it is "
		    "not known whether one is both in training and held out",
		    tensor_name(in), silent, d->n);
}

/* Before the first pass: the numbers of all originals. */
static void
collect_numbers(struct tensor_reader *in)
{
	struct tensor t = TENSOR_INIT;
	struct fault why;
	enum status s;
	double x;

	while ((s = next(in, &t, &why)) == ST_OK)
		if (!is_copy(&t) && number_of(in, &t, &x))
			cli_check(ranges_add(&opt.ranges, x, &why), &why);
	if (s != ST_END)
		cli_fail(&why);
	tensor_free(&t);
	tensor_rewind(in);
	ranges_sort(&opt.ranges);
}

/* First pass: collect the data of each record that has a class. */
static void
gather(struct fold_data *d, struct tensor_reader *in)
{
	size_t all = 0, silent = 0;
	char names[TARGETS_NAMES];
	struct tensor t = TENSOR_INIT;
	const char *class;
	struct fault why;
	enum status s;

	for (; (s = next(in, &t, &why)) == ST_OK; all++) {
		if ((class = class_of(in, &t)) == NULL)
			continue;
		add(d, in, &t, class);
		silent += !is_copy(&t) &&
		    attrs_known(&t.attr, "speaker") == NULL;
	}
	if (s != ST_END)
		cli_fail(&why);
	tensor_free(&t);
	if (all == 0 && opt.only[0] != '\0')
		cli_die(EXIT_DATA, "%s: no record has the %s that --only wants",
		    tensor_name(in), opt.only);
	if (all > 0 && d->n + d->copies == 0)
		cli_die(EXIT_DATA, "%s: no record has the attribute %s, so "
		    "there is nothing to split; see -t", tensor_name(in),
		    targets_names(&opt.targets, names));
	note(d, in, all, silent);
}

/* A record and, if it is to be there more often, copies of it. */
static void
put(struct tensor_writer *w, struct tensor *t, size_t times)
{
	char *key = NULL, *original = NULL;
	struct fault why;
	size_t i;

	cli_check(tensor_write(w, t, &why), &why);
	if (times < 2)
		return;
	if ((key = strdup(tensor_key(t))) == NULL || (original = strdup(
	    is_copy(t) ? tensor_attr(t, "original") : key)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	cli_check(attrs_set(&t->attr, "original", original, &why), &why);
	if (tensor_attr(t, "copy") == NULL)
		cli_check(attrs_set(&t->attr, "copy", "again", &why), &why);
	for (i = 2; i <= times; i++) {
		cli_check(attrs_setf(&t->attr, &why, "key", "%s~again%zu", key,
		    i), &why);
		cli_check(tensor_write(w, t, &why), &why);
	}
	free(original);
	free(key);
}

/* Second pass: copy the part. */
static void
copy(const struct fold_plan *p, struct tensor_reader *in)
{
	struct tensor t = TENSOR_INIT;
	struct tensor_writer *w;
	struct fault why;
	enum status s;
	size_t i = 0, at, copies = 0, f = opt.fold - 1, *times = NULL;

	if (opt.even != NULL && opt.part == FOLD_TRAIN)
		cli_check(fold_even(p, f, evens.of, &times, &why), &why);
	cli_check(tensor_create(&w, opt.output, &why), &why);
	tensor_rewind(in);
	while ((s = next(in, &t, &why)) == ST_OK) {
		if (class_of(in, &t) == NULL)
			continue;
		at = is_copy(&t) ? p->origin[copies] : i;
		if (is_copy(&t) ? fold_copy_in(p, copies++, f, opt.part) :
		    fold_in(p, i++, f, opt.part))
			put(w, &t, times == NULL ? 1 : times[at]);
	}
	free(times);
	if (s != ST_END)
		cli_fail(&why);
	cli_check(tensor_finish(w, &why), &why);
	tensor_free(&t);
}

/* Refuse a leak; for the table, warn of each. */
static void
check_leaks(const struct fold_plan *p, const char *name)
{
	size_t f = opt.list ? 0 : opt.fold - 1;
	size_t end = opt.list ? p->k : opt.fold;
	struct fault why;
	enum status s;

	for (; !opt.leak && f < end; f++) {
		if ((s = fold_leak(p, f, &why)) == ST_OK)
			continue;
		if (s != ST_BAD)
			cli_fail(&why);
		if (!opt.list)
			cli_die(EXIT_DATA, "%s: %s; -b speaker keeps all of a "
			    "speaker in one fold, --allow-leak takes it as it "
			    "is", name, why.text);
		cli_warn("%s: %s", name, why.text);
	}
}

int
main(int argc, char *argv[])
{
	struct fold_data d = FOLD_DATA_INIT;
	struct tensor_reader *in;
	struct fold_plan p;
	struct fault why;

	parse(argc, argv);
	cli_check(tensor_open(&in, opt.input, TENSOR_WHOLE, &why), &why);
	if (opt.target->number)
		collect_numbers(in);
	gather(&d, in);
	if ((opt.held.n > 0 ?
	    fold_plan_held(&p, &d, &opt.held, opt.seed, &why) :
	    fold_plan(&p, &d, opt.folds, opt.seed, &why)) != ST_OK)
		cli_die(EXIT_DATA, "%s: %s", tensor_name(in), why.text);
	if (!opt.list && opt.fold > p.k)
		cli_die(EXIT_DATA, opt.held.n > 0 ?
		    "%s: there is %zu fold, no fold %zu" :
		    "%s: there are %zu folds, no fold %zu",
		    tensor_name(in), p.k, opt.fold);
	check_leaks(&p, tensor_name(in));
	if (opt.list)
		foldprint(&p, opt.group, opt.target->name, opt.output);
	else
		copy(&p, in);
	fold_plan_free(&p);
	fold_data_free(&d);
	tensor_close(in);
	return EXIT_SUCCESS;
}
