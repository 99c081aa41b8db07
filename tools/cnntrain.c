/*
 * cnntrain - train a network on a stream of labelled records.
 *
 * in   (T, B)  one shape for all, with the attribute of -t
 * out  model   see network(5)
 *
 * Records without the attribute are left out and counted.
 */
#include <float.h>
#include <getopt.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/number.h"
#include "nn/layer.h"
#include "nn/pass.h"
#include "nn/schedule.h"
#include "model/together.h"
#include "cli.h"
#include "samefile.h"
#include "teamwork.h"
#include "training.h"

enum {
	OPT_MOMENTUM = 256, OPT_SCHEDULE, OPT_NO_WEIGHTS, OPT_SHUFFLE,
	OPT_EVERY, OPT_KEEP, OPT_SMOOTH, OPT_MIXUP, OPT_AVERAGE,
	OPT_FREEZE, OPT_LOSS, OPT_WEIGHTS
};

static const struct option longopts[] = {
	{ "momentum", required_argument, NULL, OPT_MOMENTUM },
	{ "schedule", required_argument, NULL, OPT_SCHEDULE },
	{ "smooth", required_argument, NULL, OPT_SMOOTH },
	{ "mixup", required_argument, NULL, OPT_MIXUP },
	{ "average", required_argument, NULL, OPT_AVERAGE },
	{ "freeze", required_argument, NULL, OPT_FREEZE },
	{ "no-weights", no_argument, NULL, OPT_NO_WEIGHTS },
	{ "loss", required_argument, NULL, OPT_LOSS },
	{ "weights", required_argument, NULL, OPT_WEIGHTS },
	{ "shuffle", required_argument, NULL, OPT_SHUFFLE },
	{ "every", required_argument, NULL, OPT_EVERY },
	{ "keep", no_argument, NULL, OPT_KEEP },
	{ NULL, 0, NULL, 0 }
};

static struct cli_tool tool = {
	"cnntrain",	/* or as cli_team_join says */
	"-a network [-t target[+target]...] [-d dev] [-e epochs] [-B batch]\n"
	"       [-l rate] [-s seed] [-i model] [-O optimiser] [-c checkpoint]\n"
	"       [-L log] [-j threads] [-q] [-o model] [train]",
	"  -a network       file with one layer per line, see network(5)\n"
	"  -t target        label, activation, valence,\n"
	"                   ATTRIBUTE=LO:HI:CUT,... or ATTRIBUTE:value;\n"
	"                   several with + between them (label)\n"
	"  -d dev           stream to score after each epoch\n"
	"  -e epochs        passes over the training data (20)\n"
	"  -B batch         samples per step (128)\n"
	"  -l rate          learning rate (1e-4)\n"
	"  -s seed          of initial weights, shuffling and dropout (1)\n"
	"  -i model         start from its parameters\n"
	"  --freeze layers  that keep them, as in 1-8,10\n"
	"  -O optimiser     and settings, as in adamw:decay=0.05 (adam)\n"
	"  --momentum m     the same as -O sgd:momentum=m (0.9)\n"
	"  --schedule name  of the rate, as in cosine:warmup=0.1 (constant)\n"
	"  --smooth share   of a target that is spread over all classes (0)\n"
	"  --mixup alpha    mix each sample with another (0, no mixing)\n"
	"  --average decay  average the weights over the steps (0: do not)\n"
	"  --shuffle how    every epoch; once; or, for streams larger than\n"
	"                   memory, blocks:block=N,window=W (every)\n"
	"  --no-weights     do not balance the classes in the loss\n"
	"  --loss name      of numbers: ccc or mse (ccc)\n"
	"  --weights list   of the targets' losses, as in 1,0.5 (1 each)\n"
	"  -c checkpoint    save the state in this file, and resume from it\n"
	"  --every seconds  minimum time between two checkpoints (10)\n"
	"  --keep           keep the checkpoint, for more epochs later\n"
	"  -L log           write a row of scores per epoch to this file\n"
	"  -j threads       number of threads (all cores)\n"
	"  -q               no line per epoch on standard error\n"
	"  -o model         write to file instead of standard output\n",
	"a:B:c:d:e:i:j:l:L:o:O:qs:t:", longopts
};

struct options {
	struct train_config train;
	struct cli_training run;
	const char *momentum;
	const char *weights;
	double share[TARGETS_MOST];	/* those of weights */
	bool loss;			/* is given */
	const char *out;
};

/* Exit on a fault of the library, which does not know the option. */
static void
name_option(const char *option, enum status s, const struct fault *why)
{
	if (s != ST_OK)
		cli_usage(&tool, "%s: %s", option, why->text);
}

/* The value of a long option, from 0 to most. */
static double
real(const char *option, double most)
{
	struct fault why;
	double v;

	name_option(option, number_real(optarg, 0, most, &v, &why), &why);
	return v;
}

static void
read_option(int c, struct options *o)
{
	struct train_config *t = &o->train;
	struct fault why;

	switch (c) {
	case 'a': t->network = optarg; break;
	case 'B': t->batch = cli_size(c, optarg, 1, 1 << 20); break;
	case 'c': o->run.checkpoint = optarg; break;
	case 'd': t->dev = optarg; break;
	case 'e': o->run.epochs = (uint32_t)cli_size(c, optarg, 1, 1 << 24);
		break;
	case 'i': t->initial = optarg; break;
	case 'j': t->threads = (unsigned)cli_size(c, optarg, 1, 1024); break;
	case 'l': t->optim.rate = cli_real(c, optarg, 0, FLT_MAX); break;
	case 'L': o->run.log = optarg; break;
	case 'o': o->out = optarg; break;
	case 'O': name_option("-O", optim_parse(&t->optim.rule, optarg, &why),
	    &why); break;
	case 'q': o->run.quiet = true; break;
	case 's': t->seed = cli_size(c, optarg, 0, UINT64_MAX); break;
	case 't': name_option("-t", targets_parse(optarg, &t->targets, &why),
	    &why); break;
	case OPT_MOMENTUM: o->momentum = optarg; break;
	case OPT_SCHEDULE:
		name_option("--schedule", schedule_parse(&t->optim.schedule,
		    optarg, &why), &why);
		break;
	case OPT_EVERY:
		name_option("--every", number_real(optarg, 0, 1e9,
		    &o->run.every, &why), &why);
		break;
	case OPT_SMOOTH: t->smooth = real("--smooth", 0.9); break;
	case OPT_MIXUP: t->mixup = real("--mixup", 1); break;
	case OPT_AVERAGE: t->average = real("--average", 0.999999); break;
	case OPT_FREEZE: t->freeze = optarg; break;
	case OPT_KEEP: o->run.keep = true; break;
	case OPT_NO_WEIGHTS: t->weights = false; break;
	case OPT_WEIGHTS: o->weights = optarg; break;
	case OPT_LOSS:
		if (!regress_named(optarg, &t->loss))
			cli_usage(&tool, "--loss: '%s' is neither ccc nor mse",
			    optarg);
		o->loss = true;
		break;
	case OPT_SHUFFLE:
		name_option("--shuffle", shuffle_parse(&t->shuffle, optarg,
		    &why), &why);
		break;
	}
}

/* Settings of the optimiser of -O, in any order of the options. */
static void
finish_optimiser(struct options *o)
{
	struct fault why;

	if (o->momentum != NULL)
		name_option("--momentum", choice_set(&o->train.optim.rule,
		    "momentum", o->momentum, &why), &why);
	o->train.epochs = o->run.epochs;
}

/* The weights of the targets, which are known only now. */
static void
finish_weights(struct options *o)
{
	const struct targets *g = &o->train.targets;
	char *copy, *rest, *word;
	struct fault why;
	double sum = 0;
	size_t n = 0;

	if (o->weights == NULL)
		return;
	if ((copy = rest = strdup(o->weights)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (; (word = strsep(&rest, ",")) != NULL && n < g->n; n++) {
		name_option("--weights", number_real(word, 0, 1000,
		    &o->share[n], &why), &why);
		sum += o->share[n];
	}
	if (n < g->n || word != NULL)
		cli_usage(&tool, "--weights: '%s' is not one weight for each "
		    "of the %zu targets of -t %s", o->weights, g->n, g->text);
	if (!(sum > 0))
		cli_usage(&tool, "--weights: all are 0, so there is nothing "
		    "to learn");
	if (g->n == 1)
		cli_usage(&tool, "--weights: one target needs no weight; the "
		    "learning rate is -l");
	free(copy);
	o->train.share = o->share;
}

/* Options that are not for these targets. */
static void
check_losses(struct options *o)
{
	const struct targets *g = &o->train.targets;
	size_t classes = targets_classes(g);

	if (o->loss && g->n == 1 && classes == 0)
		cli_usage(&tool, "--loss: is of numbers, as -t NAME:value; "
		    "classes have the cross-entropy");
	if (classes == g->n)	/* there is nothing to smooth */
		o->train.smooth = 0;
}

static void
check_outputs(const struct options *o)
{
	const char *ck = o->run.checkpoint, *log = o->run.log;

	if (log != NULL && cli_same_output(log, o->out))
		cli_usage(&tool, "-o and -L are one file; the model would "
		    "replace the log");
	if (ck != NULL && strcmp(ck, "-") == 0)
		cli_usage(&tool, "-c -: a pipe cannot be read again");
	if (ck != NULL && (cli_same_output(ck, o->out) ||
	    (log != NULL && cli_same_output(ck, log))))
		cli_usage(&tool, "-c is one file with -o or -L, which would "
		    "replace the checkpoint");
}

static void
keep_inputs(const struct options *o)
{
	const char *in[] = { o->train.network, o->train.data, o->train.dev,
	    o->train.initial };
	size_t i;

	for (i = 0; i < sizeof in / sizeof in[0]; i++) {
		cli_keep_input(&tool, 'o', o->out, in[i]);
		cli_keep_input(&tool, 'L', o->run.log, in[i]);
		cli_keep_input(&tool, 'c', o->run.checkpoint, in[i]);
	}
}

/* Each rank reads the streams by itself, and what mpirun passes on has gone
 * through a terminal. */
static void
check_team(const struct options *o)
{
	const char *in[] = { o->train.data, o->train.dev };
	struct stat st;
	size_t i;

	if (team_count(o->train.team) == 1)
		return;
	if (o->out == NULL || strcmp(o->out, "-") == 0)
		cli_usage(&tool, "name the file of the model with -o; a "
		    "launcher may change what goes to standard output");
	for (i = 0; i < 2; i++) {
		if (in[i] != NULL && strcmp(in[i], "-") == 0)
			cli_usage(&tool, "standard input comes to one process "
			    "only; name the file with the records");
		if (in[i] != NULL && stat(in[i], &st) == 0 &&
		    !S_ISREG(st.st_mode))
			cli_usage(&tool, "%s: only one process could read it; "
			    "a file is needed", in[i]);
	}
}

static void
read_options(int argc, char *argv[], struct options *o)
{
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		read_option(c, o);
	if (o->train.network == NULL)
		cli_usage(&tool, "no network given (-a)");
	if (o->train.initial != NULL && strcmp(o->train.initial, "-") == 0)
		cli_usage(&tool, "-i -: standard input is for the records");
	if (o->train.freeze != NULL && o->train.initial == NULL)
		cli_usage(&tool, "--freeze: without -i there is nothing to "
		    "keep");
	o->train.data = cli_stream(&tool, argc, argv);
	finish_optimiser(o);
	finish_weights(o);
	check_losses(o);
	check_outputs(o);
	keep_inputs(o);
	if (o->train.threads == 0)
		o->train.threads = cli_team_cores();
	check_team(o);
}

/* What the training starts from, if that is not all of the model. */
static void
note_initial(const struct train *t)
{
	if (t->new_head > 0)
		cli_warn("%s: has other classes than these records: layer %zu, "
		    "%s, begins anew", t->config.initial, t->new_head,
		    t->model.net.layer[t->new_head - 1].text);
}

/* A file in memory, such as the copy of a pipe, is there as a whole. */
static void
note_memory(const struct train *t)
{
	const struct tensor_reader *r = t->data.set.reader;
	struct statfs fs;

	if (t->config.shuffle.how == SHUFFLE_BLOCKS &&
	    fstatfs(tensor_descriptor(r), &fs) == 0 &&
	    (unsigned long)fs.f_type == TMPFS_MAGIC)
		cli_warn("%s: is kept in memory as a whole (tmpfs), whatever "
		    "--shuffle says; a file on a disk is not, and the copy of "
		    "a pipe is in TMPDIR", tensor_name(r));
}

/* Training records that have other targets only. */
static void
note_lacking(const struct train *t, size_t k)
{
	const struct model *m = &t->model;
	double have = 0;
	size_t i;

	for (i = 0; i < m->head[k].n; i++)
		have += (double)m->count[m->head[k].first + i];
	if (have < (double)t->data.n)
		cli_warn("%zu of %zu records have no %s, and do not count for "
		    "it", t->data.n - (size_t)have, t->data.n,
		    m->targets.of[k].name);
}

/* Ranks that no batch has anything for. */
static void
note_idle(const struct train *t)
{
	size_t pieces = (t->config.batch + PASS_PIECE - 1) / PASS_PIECE;

	if (team_count(t->config.team) > pieces)
		cli_warn("a batch of %zu samples has %zu micro-batches of %d: "
		    "more processes than that have little to do",
		    t->config.batch, pieces, PASS_PIECE);
}

/* Notes on data that does not count as a user may expect. */
static void
note(const struct train *t)
{
	const struct targets *g = &t->model.targets;
	size_t classes = targets_classes(g), k;
	char names[TARGETS_NAMES];

	note_idle(t);
	note_initial(t);
	note_memory(t);
	if (t->data.skipped + t->dev.skipped > 0)
		cli_warn("left out %zu records without %s",
		    t->data.skipped + t->dev.skipped, targets_names(g, names));
	for (k = 0; g->n > 1 && k < g->n; k++)
		note_lacking(t, k);
	if (t->dev.unknown > 0)
		cli_warn("%s: %zu of %zu records have a %s that the training "
		    "data lacks, such as '%s': errors in the scores of dev",
		    t->config.dev, t->dev.unknown, t->dev.unknown +
		    t->dev.classed, g->of[classes].name, t->dev.unknown_class);
}

int
main(int argc, char *argv[])
{
	static struct options o = {	/* large for a small stack */
		.train = { .data = "-", .batch = 128, .seed = 1,
		    .weights = true, .targets = TARGETS_LABEL },
		.run = { .epochs = 20, .every = 10 },
	};
	struct tensor_writer *w = NULL;
	static struct train t;
	struct fault why;
	bool leads;

	o.train.team = cli_team_join(&argc, &argv, &tool.name);
	leads = team_rank(o.train.team) == 0;
	optim_usual(&o.train.optim);
	read_options(argc, argv, &o);
	/* Check the outputs before the work, not after it. */
	if (leads) {
		cli_check(tensor_create(&w, o.out, &why), &why);
		cli_training_check(&o.run);
	}
	cli_check(train_open(&t, &o.train, &why), &why);
	cli_team_meet();
	cli_team_check(together_same(&t, &why), &why);
	if (leads)
		note(&t);
	cli_training_run(&o.run, &t);
	cli_team_part();
	if (leads) {
		cli_check(train_write(&t, w, &why), &why);
		cli_check(tensor_finish(w, &why), &why);
		cli_training_done(&o.run);
	}
	cli_team_meet();
	train_close(&t);
	return 0;
}
