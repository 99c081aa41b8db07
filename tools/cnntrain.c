/*
 * cnntrain - fit a network to a stream of labelled records.
 *
 * in   (T, B)  one shape for all; label, activation or valence by -t
 * out  model   see network(5)
 *
 * Records without the attribute are left out and counted.
 */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "atomfile.h"
#include "cli.h"
#include "gemm.h"
#include "number.h"
#include "train.h"

enum { OPT_MOMENTUM = 256, OPT_NO_WEIGHTS, OPT_SHUFFLE };

static const struct option longopts[] = {
	{ "momentum", required_argument, NULL, OPT_MOMENTUM },
	{ "no-weights", no_argument, NULL, OPT_NO_WEIGHTS },
	{ "shuffle", required_argument, NULL, OPT_SHUFFLE },
	{ NULL, 0, NULL, 0 }
};

static const struct cli_tool tool = {
	"cnntrain",
	"-a network [-t target] [-d dev] [-e epochs] [-B batch] [-l rate]\n"
	"       [-s seed] [-O adam|sgd] [-L log] [-j threads] [-q] [-o model]"
	" [train]",
	"  -a network       file with one layer a line, see network(5)\n"
	"  -t target        label, activation or valence (label)\n"
	"  -d dev           stream to score after each epoch\n"
	"  -e epochs        passes over the training data (20)\n"
	"  -B batch         samples a step (128)\n"
	"  -l rate          learning rate (1e-4)\n"
	"  -s seed          decides start weights, order and dropout (1)\n"
	"  -O adam|sgd      optimiser (adam)\n"
	"  --momentum m     of sgd (0.9)\n"
	"  --shuffle when   every epoch, or once before the first (every)\n"
	"  --no-weights     do not balance the classes in the loss\n"
	"  -L log           write a row of scores an epoch to this file\n"
	"  -j threads       (all cores)\n"
	"  -q               no line an epoch on standard error\n"
	"  -o model         write to file instead of standard output\n",
	"a:B:d:e:j:l:L:o:O:qs:t:", longopts
};

struct options {
	struct train_config train;
	uint32_t epochs;
	const char *log, *out;
	bool quiet;
};

/* What a name stands for is the library's to say; here it is an option. */
static void
name_option(const char *option, enum status s, const struct fault *why)
{
	if (s != ST_OK)
		cli_usage(&tool, "%s: %s", option, why->text);
}

static void
read_option(int c, struct options *o)
{
	struct train_config *t = &o->train;
	struct fault why;

	switch (c) {
	case 'a': t->network = optarg; break;
	case 'B': t->batch = cli_size(c, optarg, 1, 1 << 20); break;
	case 'd': t->dev = optarg; break;
	case 'e': o->epochs = (uint32_t)cli_size(c, optarg, 1, 1 << 24); break;
	case 'j': t->threads = (unsigned)cli_size(c, optarg, 1, 1024); break;
	case 'l': t->rate = cli_real(c, optarg, 0, 1000); break;
	case 'L': o->log = optarg; break;
	case 'o': o->out = optarg; break;
	case 'O': name_option("-O", optim_parse(optarg, &t->optim, &why),
	    &why); break;
	case 'q': o->quiet = true; break;
	case 's': t->seed = cli_size(c, optarg, 0, UINT64_MAX); break;
	case 't': name_option("-t", target_parse(optarg, &t->target, &why),
	    &why); break;
	case OPT_MOMENTUM:
		name_option("--momentum", number_real(optarg, 0, 1,
		    &t->momentum, &why), &why);
		break;
	case OPT_NO_WEIGHTS: t->weights = false; break;
	case OPT_SHUFFLE:
		t->shuffle_once = strcmp(optarg, "once") == 0;
		if (!t->shuffle_once && strcmp(optarg, "every") != 0)
			cli_usage(&tool, "--shuffle: '%s' is neither every "
			    "nor once", optarg);
		break;
	}
}

static void
read_options(int argc, char *argv[], struct options *o)
{
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		read_option(c, o);
	if (o->train.network == NULL)
		cli_usage(&tool, "which network? -a");
	if (argc - optind > 1)
		cli_usage(&tool, "'%s': one training stream, please",
		    argv[optind + 1]);
	if (o->log != NULL && cli_same_output(o->log, o->out))
		cli_usage(&tool, "-o and -L are one file; the model would "
		    "replace the log");
	if (optind < argc)
		o->train.data = argv[optind];
	if (o->train.threads == 0)
		o->train.threads = cli_cores();
}

static void
log_epoch(struct atomfile *f, const struct train *t,
    const struct train_score *s)
{
	struct fault why;

	cli_check(atomfile_printf(f, &why, "%u\t%.6g\t%.6g",
	    (unsigned)t->epoch, s->loss, s->accuracy), &why);
	if (t->config.dev != NULL && isnan(s->dev_loss))
		cli_check(atomfile_printf(f, &why, "\t-"), &why);
	else if (t->config.dev != NULL)
		cli_check(atomfile_printf(f, &why, "\t%.6g", s->dev_loss),
		    &why);
	if (t->config.dev != NULL)
		cli_check(atomfile_printf(f, &why, "\t%.6g\t%.6g",
		    s->dev_accuracy, s->dev_uar), &why);
	cli_check(atomfile_printf(f, &why, "\n"), &why);
}

static double
now(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static void
show_epoch(const struct train *t, const struct train_score *s, uint32_t last,
    double seconds)
{
	(void)fprintf(stderr, "epoch %u/%u: loss %.4f, accuracy %.1f %%",
	    (unsigned)t->epoch, (unsigned)last, s->loss, 100 * s->accuracy);
	if (t->config.dev != NULL)
		(void)fprintf(stderr, "; dev: loss %.4f, accuracy %.1f %%, "
		    "UAR %.1f %%", s->dev_loss, 100 * s->dev_accuracy,
		    100 * s->dev_uar);
	(void)fprintf(stderr, "; %.1f s\n", seconds);
}

static void
run_epochs(struct train *t, const struct options *o)
{
	struct atomfile log = ATOMFILE_INIT;
	struct train_score score;
	struct fault why;
	double start;

	if (o->log != NULL) {
		cli_check(atomfile_open(&log, o->log, &why), &why);
		cli_check(atomfile_printf(&log, &why, "epoch\ttrain_loss\t"
		    "train_accuracy%s\n", t->config.dev != NULL ?
		    "\tdev_loss\tdev_accuracy\tdev_uar" : ""), &why);
	}
	while (t->epoch < o->epochs) {
		start = now();
		cli_check(train_epoch(t, &score, &why), &why);
		if (o->log != NULL)
			log_epoch(&log, t, &score);
		if (!o->quiet)
			show_epoch(t, &score, o->epochs, now() - start);
	}
	if (o->log != NULL)
		cli_check(atomfile_commit(&log, &why), &why);
}

/* Once more from the start, where the matrix library would else go at half
 * its speed: it looks at the environment only when it is loaded. */
static void
restart(char *argv[])
{
	const char *core = gemm_better_core();

	if (core != NULL && setenv("OPENBLAS_CORETYPE", core, 0) == 0)
		(void)execv("/proc/self/exe", argv);
}

/* What of the data counts otherwise than a user may think. */
static void
note(const struct train *t)
{
	const char *target = target_name(t->config.target);

	if (t->data.skipped + t->dev.skipped > 0)
		cli_warn("left out %zu records without %s",
		    t->data.skipped + t->dev.skipped, target);
	if (t->dev.unknown > 0)
		cli_warn("%s: %zu of %zu records have a %s that the training "
		    "data lacks, such as '%s': errors in the scores of dev",
		    t->config.dev, t->dev.unknown, t->dev.unknown + t->dev.n,
		    target, t->dev.unknown_class);
}

int
main(int argc, char *argv[])
{
	struct options o = {
		.train = { .data = "-", .batch = 128, .rate = 1e-4,
		    .momentum = 0.9, .seed = 1, .weights = true },
		.epochs = 20,
	};
	struct tensor_writer *w;
	struct train t;
	struct fault why;

	if (getenv("OPENBLAS_CORETYPE") == NULL)
		restart(argv);
	read_options(argc, argv, &o);
	/* Before the work, not after it, it must be clear where it goes. */
	cli_check(tensor_create(&w, o.out, &why), &why);
	cli_check(train_open(&t, &o.train, &why), &why);
	note(&t);
	run_epochs(&t, &o);
	cli_check(train_write(&t, w, &why), &why);
	cli_check(tensor_finish(w, &why), &why);
	train_close(&t);
	return 0;
}
