/*
 * modelpack - put trained models that belong together into one file.
 *
 * in   models, and perhaps the weights that combine them
 * out  a pack: a description, then these files unchanged (recognise/pack.h)
 *
 * -x writes the files of a pack again, and the pipe of filters that uses them.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "recognise/pack.h"
#include "cli.h"
#include "samefile.h"
#include "unpack.h"

enum { OPT_ADAPTED = 0x100, OPT_ADAPTED_FUSION, OPT_ENOUGH, OPT_FUSION,
    OPT_PRIOR, OPT_SET, OPT_STATS };

static const struct option longopts[] = {
	{ "adapted", required_argument, NULL, OPT_ADAPTED },
	{ "adapted-fusion", required_argument, NULL, OPT_ADAPTED_FUSION },
	{ "enough", required_argument, NULL, OPT_ENOUGH },
	{ "fusion", required_argument, NULL, OPT_FUSION },
	{ "prior", required_argument, NULL, OPT_PRIOR },
	{ "set", required_argument, NULL, OPT_SET },
	{ "stats", required_argument, NULL, OPT_STATS },
	{ NULL, 0, NULL, 0 }
};

static const struct cli_tool tool = {
	"modelpack",
	"[-o file] [--fusion fusion] [--adapted name=model ...] "
	"[--adapted-fusion fusion] [--stats name=stats ...] [--prior n] "
	"[--enough n] [--set name=value ...] [name=]model ..., or "
	"modelpack -x folder pack",
	"  -o FILE      write to FILE instead of standard output\n"
	"  -x FOLDER    take the pack apart, into FOLDER\n"
	"  --fusion FUSION\n"
	"               the weights of the models, of fuse --fit\n"
	"  --adapted NAME=MODEL\n"
	"               a model for speakers' own statistics\n"
	"  --adapted-fusion FUSION\n"
	"               the weights of those\n"
	"  --stats NAME=STATS\n"
	"               what the speakers' statistics lean on, of zscore "
	"-g bin -o\n"
	"  --prior N    as much as N records of theirs (3)\n"
	"  --enough N   records of a speaker from which on they are used (5)\n"
	"  --set NAME=VALUE\n"
	"               describe the pack: about, corpus, licence, ...\n",
	"o:x:", longopts
};

/* An option that is applied in a fixed order, whatever that on the line. */
struct given {
	int option;
	char *name;		/* before the "=", or NULL */
	const char *value;
};

struct options {
	const char *out, *folder;
	double prior;		/* or -1 */
	size_t enough;		/* or 0 */
	struct given *given;	/* (n) */
	size_t n;
};

/* ---- the command line ---- */

static char *
copy(const char *text, size_t n)
{
	char *p = strndup(text, n);

	if (p == NULL)
		cli_die(EXIT_DATA, "out of memory");
	return p;
}

static void
keep_whole(struct options *o, int option)
{
	o->given[o->n++] = (struct given){ option, NULL, optarg };
}

/* NAME=VALUE */
static void
keep_pair(struct options *o, int option, const char *what)
{
	const char *eq = strchr(optarg, '=');

	if (eq == NULL || eq == optarg)
		cli_usage(&tool, "%s: '%.80s' is not NAME=%s", what, optarg,
		    option == OPT_SET ? "VALUE" : "FILE");
	o->given[o->n++] = (struct given){ option,
	    copy(optarg, (size_t)(eq - optarg)), eq + 1 };
}

static double
read_prior(void)
{
	struct fault why;
	double n;

	if (number_real(optarg, 0, 1e9, &n, &why) != ST_OK)
		cli_usage(&tool, "--prior: %s", why.text);
	return n;
}

static size_t
read_enough(void)
{
	struct fault why;
	uint64_t n;

	if (number_size(optarg, 1, (uint64_t)1 << 30, &n, &why) != ST_OK)
		cli_usage(&tool, "--enough: %s", why.text);
	return (size_t)n;
}

static void
read_options(int argc, char *argv[], struct options *o)
{
	int c;

	if ((o->given = calloc((size_t)argc, sizeof *o->given)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		switch (c) {
		case 'o': o->out = optarg; break;
		case 'x': o->folder = optarg; break;
		case OPT_ADAPTED: keep_pair(o, c, "--adapted"); break;
		case OPT_ADAPTED_FUSION: keep_whole(o, c); break;
		case OPT_ENOUGH: o->enough = read_enough(); break;
		case OPT_FUSION: keep_whole(o, c); break;
		case OPT_PRIOR: o->prior = read_prior(); break;
		case OPT_SET: keep_pair(o, c, "--set"); break;
		case OPT_STATS: keep_pair(o, c, "--stats"); break;
		}
}

/* "cnn" of "a/cnn-1.model", a file without a name of its own. */
static char *
file_name(const char *path)
{
	const char *base = strrchr(path, '/'), *end, *digits;
	size_t n;

	base = base == NULL ? path : base + 1;
	n = strlen(base);
	if (n > 6 && strcmp(base + n - 6, ".model") == 0)
		n -= 6;
	for (end = digits = base + n; digits > base && digits[-1] >= '0' &&
	    digits[-1] <= '9'; digits--)
		continue;
	if (digits < end && digits - base > 1 && digits[-1] == '-')
		n = (size_t)(digits - 1 - base);
	return copy(base, n);
}

/* A NAME= in front of an operand has no slash in it. */
static void
add_operand(struct pack *p, const char *operand)
{
	size_t n = strcspn(operand, "=/");
	bool named = operand[n] == '=' && n > 0;
	const char *path = named ? operand + n + 1 : operand;
	char *name = named ? copy(operand, n) : file_name(operand);
	struct fault why;

	if (strcmp(path, "-") == 0)
		cli_usage(&tool, "%s: a model must be a file", operand);
	cli_check(pack_add(p, PACK_MAIN, name, path, &why), &why);
	free(name);
}

/* ---- a pack from files ---- */

static enum status
apply(struct pack *p, const struct given *g, struct fault *why)
{
	switch (g->option) {
	case OPT_ADAPTED:
		return pack_add(p, PACK_ADAPTED, g->name, g->value, why);
	case OPT_ADAPTED_FUSION:
		return pack_fusion(p, PACK_ADAPTED, g->value, why);
	case OPT_FUSION:
		return pack_fusion(p, PACK_MAIN, g->value, why);
	case OPT_STATS:
		return pack_stats(p, g->name, g->value, why);
	default:
		return pack_set(p, g->name, g->value, why);
	}
}

/* Statistics belong to a model, which has to be there. */
static void
apply_all(struct pack *p, const struct options *o)
{
	struct fault why;
	size_t i;
	int late;

	for (late = 0; late < 2; late++)
		for (i = 0; i < o->n; i++)
			if ((o->given[i].option == OPT_STATS) == (late == 1))
				cli_check(apply(p, &o->given[i], &why), &why);
}

static void
check_output(const struct options *o, char *const operand[])
{
	size_t i;

	for (i = 0; i < o->n; i++)
		if (o->given[i].option != OPT_SET)
			cli_keep_input(&tool, 'o', o->out, o->given[i].value);
	for (; *operand != NULL; operand++)
		cli_keep_input(&tool, 'o', o->out,
		    strchr(*operand, '=') == NULL ? *operand :
		    strchr(*operand, '=') + 1);
}

static void
make(const struct options *o, char *const operand[])
{
	struct pack *p;
	struct fault why;

	if (*operand == NULL)
		cli_usage(&tool, "no model given");
	check_output(o, operand);
	cli_check(pack_new(&p, &why), &why);
	for (; *operand != NULL; operand++)
		add_operand(p, *operand);
	apply_all(p, o);
	if (o->prior >= 0)
		p->prior = o->prior;
	if (o->enough > 0)
		p->enough = o->enough;
	cli_check(pack_seal(p, &why), &why);
	cli_check(pack_write(p, o->out, &why), &why);
	pack_free(p);
}

/* ---- files from a pack ---- */

static void
take_apart(const struct options *o, char *const operand[])
{
	struct pack *p;
	struct fault why;

	if (o->out != NULL || o->n > 0 || o->prior >= 0 || o->enough > 0)
		cli_usage(&tool, "-x goes with no other option");
	if (operand[0] == NULL || operand[1] != NULL)
		cli_usage(&tool, "-x takes one pack apart");
	cli_check(pack_load(&p, operand[0], &why), &why);
	cli_check(pack_mark(p, &why), &why);
	unpack(p, o->folder);
	pack_free(p);
}

int
main(int argc, char *argv[])
{
	struct options o = { .prior = -1 };
	size_t i;

	read_options(argc, argv, &o);
	if (o.folder != NULL)
		take_apart(&o, argv + optind);
	else
		make(&o, argv + optind);
	for (i = 0; i < o.n; i++)
		free(o.given[i].name);
	free(o.given);
	return 0;
}
