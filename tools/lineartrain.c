/*
 * lineartrain - train a support vector machine, or ridge regression, on records
 * of one row.
 *
 * in   (1, F)  with the attribute of -t
 * out  model   see network(5)
 *
 * Records without the attribute are left out and counted.
 */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "math/gram.h"
#include "nn/choice.h"
#include "model/linear.h"
#include "cli.h"
#include "samefile.h"
#include "text.h"

enum { OPT_CLIP = 256, OPT_EMPHASIS, OPT_KERNEL, OPT_LOSS, OPT_NO_WEIGHTS };

static const struct option longopts[] = {
	{ "clip", required_argument, NULL, OPT_CLIP },
	{ "emphasis", required_argument, NULL, OPT_EMPHASIS },
	{ "kernel", required_argument, NULL, OPT_KERNEL },
	{ "loss", required_argument, NULL, OPT_LOSS },
	{ "no-weights", no_argument, NULL, OPT_NO_WEIGHTS },
	{ NULL, 0, NULL, 0 }
};

static const struct cli_tool tool = {
	"lineartrain",
	"[-t target] [-C values] [-b attribute] [-k folds] [-i model] "
	"[-L log]\n"
	"       [-j threads] [-q] [-o model] [train]",
	"  -t target      label, activation, valence,\n"
	"                 ATTRIBUTE=LO:HI:CUT,... or ATTRIBUTE:value (label)\n"
	"  -C values      of C, the weight of the errors, with commas; the\n"
	"                 best on inner folds is taken (auto: five values)\n"
	"  -b attribute   whose values inner folds do not divide (speaker)\n"
	"  -k folds       inner folds; 0: none, and one value of C (5)\n"
	"  -i model       start from this one: stay near its weights\n"
	"  --clip limit   of the inputs, in standard deviations (8)\n"
	"  --emphasis p   power of the columns' weights (0)\n"
	"  --kernel k     linear, or rbf, with the settings gamma=0.25,\n"
	"                 components=200 and records=16384 (linear)\n"
	"  --loss name    of a number, by which C and a factor are chosen:\n"
	"                 ccc, or mse, without a factor (ccc)\n"
	"  --no-weights   do not balance the classes\n"
	"  -L log         write a row for each C that was tried to this file\n"
	"  -j threads     number of threads (all cores)\n"
	"  -q             no line of the result on standard error\n"
	"  -o model       write to file instead of standard output\n",
	"b:C:i:j:k:L:o:qt:", longopts
};

struct options {
	struct linear_config train;
	const char *log, *out;
	bool loss;		/* is given */
	bool quiet;
};

static void
read_values(const char *arg, struct linear_config *t)
{
	char *copy = strdup(arg), *rest, *word;
	struct fault why;

	t->n = 0;
	if (strcmp(arg, "auto") == 0) {
		free(copy);
		return;
	}
	if (copy == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (word = strtok_r(copy, ",", &rest); word != NULL;
	    word = strtok_r(NULL, ",", &rest)) {
		if (t->n == LINEAR_MAXC)
			cli_usage(&tool, "-C: more than %d values",
			    LINEAR_MAXC);
		if (number_real(word, 1e-12, 1e12, &t->c[t->n++], &why) !=
		    ST_OK)
			cli_usage(&tool, "-C: %s", why.text);
	}
	if (t->n == 0)
		cli_usage(&tool, "-C: no value");
	free(copy);
}

static const struct choice linear = { "linear", { { NULL, NULL, 0, 0, 0 } } };
static const struct choice rbf = { "rbf", {
	{ "gamma", "gamma", 0.25, 1e-6, 1e6 },
	{ "components", "components", 200, 1, 4096 },
	{ "records", "records", GRAM_MOST, 64, GRAM_MOST },
	{ NULL, NULL, 0, 0, 0 }
} };
static const struct choice *const kernels[] = { &linear, &rbf, NULL };

static size_t
whole(const char *name, double v)
{
	if (v > floor(v))
		cli_usage(&tool, "--kernel: %s: %g is not a whole number",
		    name, v);
	return (size_t)v;
}

static void
read_kernel(const char *arg, struct linear_config *t)
{
	struct chosen k;
	struct fault why;

	if (choice_parse(&k, arg, "a kernel", kernels, &why) != ST_OK)
		cli_usage(&tool, "--kernel: %s", why.text);
	t->gamma = 0;
	if (k.choice == &linear)
		return;
	t->gamma = k.value[0];
	t->components = whole("components", k.value[1]);
	t->most = whole("records", k.value[2]);
}

static void
read_option(int c, struct options *o)
{
	struct linear_config *t = &o->train;
	struct fault why;

	switch (c) {
	case 'b':
		if (!attrs_name_ok(optarg))
			cli_usage(&tool, "-b: '%s' is not the name of an "
			    "attribute", optarg);
		t->by = optarg;
		break;
	case 'C': read_values(optarg, t); break;
	case 'i': t->initial = optarg; break;
	case 'j': t->threads = (unsigned)cli_size(c, optarg, 1, 1024); break;
	case 'k': t->folds = cli_size(c, optarg, 0, 1000); break;
	case 'L': o->log = optarg; break;
	case 'o': o->out = optarg; break;
	case 'q': o->quiet = true; break;
	case 't':
		if (targets_parse(optarg, &t->targets, &why) != ST_OK)
			cli_usage(&tool, "-t: %s", why.text);
		break;
	case OPT_CLIP:
		if (number_real(optarg, 0.1, 1e6, &t->clip, &why) != ST_OK)
			cli_usage(&tool, "--clip: %s", why.text);
		break;
	case OPT_EMPHASIS:
		if (number_real(optarg, 0, 4, &t->emphasis, &why) != ST_OK)
			cli_usage(&tool, "--emphasis: %s", why.text);
		break;
	case OPT_KERNEL: read_kernel(optarg, t); break;
	case OPT_LOSS:
		if (!regress_named(optarg, &t->loss))
			cli_usage(&tool, "--loss: '%s' is neither ccc nor mse",
			    optarg);
		o->loss = true;
		break;
	case OPT_NO_WEIGHTS: t->weights = false; break;
	}
}

static void
read_options(int argc, char *argv[], struct options *o)
{
	struct linear_config *t = &o->train;
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		read_option(c, o);
	if (t->initial != NULL && strcmp(t->initial, "-") == 0)
		cli_usage(&tool, "-i -: standard input is for the records");
	if (t->initial != NULL && t->gamma > 0)
		cli_usage(&tool, "-i: only a linear model can be started from "
		    "another one, not --kernel rbf");
	t->data = cli_stream(&tool, argc, argv);
	if (t->folds == 1)
		cli_usage(&tool, "-k: one fold leaves nothing to train on; at "
		    "least 2, or 0");
	if (t->folds == 0 && t->n != 1)
		cli_usage(&tool, "-k 0: nothing to choose C by; -C gives one");
	if (t->gamma > 0 && t->emphasis > 0)
		cli_usage(&tool, "--emphasis is of columns, which the kernel "
		    "does not see one by one");
	if (t->targets.n > 1)
		cli_usage(&tool, "-t %s: a linear model has one target; a "
		    "model for each is the same", t->targets.text);
	if (t->targets.of[0].number && t->emphasis > 0)
		cli_usage(&tool, "--emphasis: is by classes, and -t %s has "
		    "none", t->targets.text);
	if (o->loss && !t->targets.of[0].number)
		cli_usage(&tool, "--loss: is of numbers, as -t NAME:value");
	if (o->log != NULL && t->folds == 0)
		cli_usage(&tool, "-L: with -k 0 nothing is tried");
	if (o->log != NULL && cli_same_output(o->log, o->out))
		cli_usage(&tool, "-o and -L are one file; the model would "
		    "replace the log");
	cli_keep_input(&tool, 'o', o->out, t->data);
	cli_keep_input(&tool, 'o', o->out, t->initial);
	cli_keep_input(&tool, 'L', o->log, t->initial);
	cli_keep_input(&tool, 'L', o->log, t->data);
	if (t->threads == 0)
		t->threads = cli_cores();
}

static void
write_number_log(struct cli_text *f, const struct linear *l)
{
	const struct linear_tried *t;
	size_t i;

	(void)fprintf(f->fp, "# c\tccc\tpearson\tmae\trmse\tfactor\t"
	    "products\tchosen\n");
	for (i = 0; i < l->tried; i++) {
		t = &l->try[i];
		(void)fprintf(f->fp, "%.4g\t%.4f\t%.4f\t%.6g\t%.6g\t%.4g\t"
		    "%u\t%s\n", t->c, t->ccc, t->pearson, t->mae,
		    sqrt(t->mse), t->factor, t->products,
		    i == l->best ? "yes" : "no");
	}
	(void)fprintf(f->fp, "# rows %zu\n", l->tried);
}

static void
write_log(struct cli_text *f, const struct linear *l)
{
	const struct linear_tried *t;
	size_t i;

	(void)fprintf(f->fp, "# c\tuar\taccuracy\tnll\tfactor\tproducts\t"
	    "chosen\n");
	for (i = 0; i < l->tried; i++) {
		t = &l->try[i];
		(void)fprintf(f->fp, "%.4g\t%.4f\t%.4f\t%.4f\t%.4g\t%u\t%s\n",
		    t->c, t->uar, t->accuracy, t->nll, t->factor, t->products,
		    i == l->best ? "yes" : "no");
	}
	(void)fprintf(f->fp, "# rows %zu\n", l->tried);
}

/* What a user may not expect, and the result. */
static void
report(const struct linear *l, const struct options *o)
{
	const struct linear_tried *t = &l->try[l->best];

	if (l->skipped > 0)
		cli_warn("left out %zu records without %s", l->skipped,
		    o->train.targets.of[0].name);
	if (o->train.initial != NULL && l->known < l->model.classes)
		cli_warn("%s: lacks %zu of %zu classes: these begin anew",
		    o->train.initial, l->model.classes - l->known,
		    l->model.classes);
	if (l->thinned > 0)
		cli_warn("left out %zu records: the kernel learns from %zu at "
		    "most", l->thinned, o->train.most);
	if (l->unjudged[0] != '\0')
		cli_warn("inner folds cannot judge the records of %s: their "
		    "models have not seen that class; %s", l->unjudged,
		    l->folds > 0 ? "C and factor are chosen by the others" :
		    "too few classes are left, so C is the middle one, and "
		    "the factor is 1");
	if (l->worst > LINEAR_FINE)
		cli_warn("C %.4g: after %u steps the margins are exact to "
		    "%.2g only; a smaller C converges faster", t->c,
		    l->steps, l->worst);
	if (o->quiet)
		return;
	if (l->folds > 0 && l->config.targets.of[0].number)
		cli_warn("%zu records, %zu of them copies; C %.4g; CCC %.3f "
		    "on %zu inner folds by %s", l->samples, l->copies, t->c,
		    t->ccc, l->folds, o->train.by);
	else if (l->folds > 0)
		cli_warn("%zu records, %zu of them copies; C %.4g; UAR %.1f %% "
		    "on %zu inner folds by %s", l->samples, l->copies, t->c,
		    100 * t->uar, l->folds, o->train.by);
	else
		cli_warn("%zu records, %zu of them copies; C %.4g", l->samples,
		    l->copies, t->c);
}

int
main(int argc, char *argv[])
{
	/* Large for a small stack. */
	static struct options o = { .train = { .targets = TARGETS_LABEL,
	    .by = "speaker", .folds = 5, .weights = true, .clip = 8 } };
	struct tensor_writer *w;
	struct cli_text log;
	static struct linear l;
	struct fault why;

	read_options(argc, argv, &o);
	/* Check the outputs before the work, not after it. */
	cli_check(tensor_create(&w, o.out, &why), &why);
	if (o.log != NULL)
		cli_text_open(&log, o.log);
	cli_check(linear_train(&l, &o.train, &why), &why);
	report(&l, &o);
	cli_check(model_write(&l.model, w, &why), &why);
	if (o.log != NULL) {
		if (l.config.targets.of[0].number)
			write_number_log(&log, &l);
		else
			write_log(&log, &l);
		cli_text_close(&log);
	}
	cli_check(tensor_finish(w, &why), &why);
	linear_free(&l);
	return 0;
}
