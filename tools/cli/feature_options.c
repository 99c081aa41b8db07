#include "feature_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "tensor/chain.h"
#include "feature/kind.h"
#include "model/description.h"
#include "help.h"
#include "samefile.h"
#include "vad.h"

#define LONGEST 86400	/* seconds of sound in a file: a day */

/* ---- what getopt and --help are told ---- */

enum { KEY = 256, FRONT, COPIES, AS, CHANNEL, SEGMENTS, UTTERANCES, VAD,
	PARAM = VAD + VAD_OPTIONS /* and its number */ };
#define MOSTPARAMS 48
#define GENERAL	(PARAM - KEY)	/* long options before those of parameters */

#define OPTS "j:kl:m:o:qs:t:vw:x:"

/* Those of vad.h follow. */
static const struct option longopts[GENERAL - VAD_OPTIONS] = {
	{ "key", required_argument, NULL, KEY },
	{ "front", required_argument, NULL, FRONT },
	{ "copies", required_argument, NULL, COPIES },
	{ "as", required_argument, NULL, AS },
	{ "channel", required_argument, NULL, CHANNEL },
	{ "segments", required_argument, NULL, SEGMENTS },
	{ "utterances", no_argument, NULL, UTTERANCES }
};

/* Options that are not parameters. */
static const struct {
	const char *option, *help;
} general[] = {
	{ "-l LIST", "files in the column path of a table, whose other columns "
	    "become attributes" },
	{ "-m MODEL", "the front end of this model, instead of the parameters "
	    "below" },
	{ "-o FILE", "write to FILE instead of standard output" },
	{ "-j N", "number of threads (default: all cores)" },
	{ "-k", "skip files that cannot be used and continue" },
	{ "-q", "no progress" },
	{ "--key path", "make keys from whole paths; --key name, the default, "
	    "from their last part" },
	{ "-t TYPE", "SoX's name of the files' type, if it is not detected by "
	    "their contents" },
	{ "-x SECONDS", "refuse files with more sound than this (86400); 0: "
	    "no limit" },
	{ "--copies LIST", "after each record, copies of it with the sound "
	    "changed: speed=0.9,speed=1.1,noise=20+band=telephone; changes "
	    "are speed, gain, noise, pink, babble, band, pad, room and, in "
	    "wav2fbank, vtln" },
	{ "--as COPY", "the changed sound in place of the record's own" },
	{ "--front LINE", "all parameters, as in an attribute `front'; later "
	    "options change it" },
	{ "-w SECONDS", "records of windows this long instead of whole files: "
	    "KEY#1, KEY#2, ... with start and stop" },
	{ "-s SECONDS", "from the start of one window to that of the next "
	    "(the length of a window)" },
	{ "--channel mix", "the mean of all channels, the default; a number: "
	    "that channel; each: a record for each, KEY:1, KEY:2, ..." },
	{ "--segments FILE", "records of the segments in FILE: RTTM, or a "
	    "table with the columns start and end or duration" },
	{ "-v, --utterances", "records of utterances, found by voice "
	    "activity" }
};
#define NGENERAL (sizeof general / sizeof general[0])

/* The parts of the command line, made from the kind's parameters. */
struct command {
	struct cli_tool tool;
	const struct feature_kind *kind;
	char name[32], opts[64], help[8192];
	struct option longopts[MOSTPARAMS + GENERAL + 1];
	const char *parameter;	/* the last one on the line, or NULL */
	const char *model;	/* -m, or NULL */
	const char *vad;	/* the last --vad-... on the line, or NULL */
	bool window, hop, utterances;	/* -w, -s, -v */
};

/* "-r, --rate HZ" and its help, with the default. */
static void
help_param(struct command *c, const struct front *p,
    const struct front_param *q)
{
	char option[64], text[512], value[FRONT_MAXTEXT];
	const char *arg = q->arg != NULL ? q->arg : "";
	size_t i, n;

	if (q->letter != 0)
		(void)snprintf(option, sizeof option, "-%c, --%s %s",
		    q->letter, q->option, arg);
	else
		(void)snprintf(option, sizeof option, "--%s %s", q->option,
		    arg);
	n = (size_t)snprintf(text, sizeof text, "%s", q->help);
	for (i = 0; q->type != FRONT_YESNO && q->names != NULL &&
	    q->names[i] != NULL; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
		    i == 0 ? ": " : ", ", q->names[i]);
	if (q->type != FRONT_YESNO) {
		front_text(p, q, value);
		(void)snprintf(text + n, sizeof text - n, " (%s)", value);
	}
	cli_help_line(c->help, sizeof c->help, option, text);
}

static void
add_param(struct command *c, size_t i)
{
	const struct front_param *q = front_param(c->kind, i);
	size_t n = strlen(c->opts);

	if (i >= MOSTPARAMS)
		abort();
	c->longopts[GENERAL + i] = (struct option){ q->option,
	    q->type == FRONT_YESNO ? no_argument : required_argument, NULL,
	    PARAM + (int)i };
	if (q->letter != 0)
		(void)snprintf(c->opts + n, sizeof c->opts - n, "%c%s",
		    q->letter, q->type == FRONT_YESNO ? "" : ":");
}

static void
describe(struct command *c, const struct feature_kind *kind)
{
	size_t i;

	*c = (struct command){ .kind = kind, .opts = OPTS };
	(void)snprintf(c->name, sizeof c->name, "wav2%s", kind->name);
	(void)memcpy(c->longopts, longopts, sizeof longopts);
	for (i = 0; i < VAD_OPTIONS; i++)
		c->longopts[GENERAL - VAD_OPTIONS + i] = (struct option){
		    vad_option[i].name, required_argument, NULL,
		    VAD + (int)i };
	for (i = 0; front_param(kind, i) != NULL; i++)
		add_param(c, i);
	c->tool = (struct cli_tool){ c->name,
	    "[-kq] [-j threads] [-m model] [-o out] [-r rate] [-t type] "
	    "[-x seconds] [--channel mix|each|number] [--key name|path] "
	    "[--copies list | --as copy] "
	    "[-w seconds [-s seconds] | "
	    "--segments file | -v [--vad-...]] "
	    "[--front line] [--PARAMETER ...] "
	    "file ... | -l list", c->help, c->opts, c->longopts };
}

/* The text of --help, if that is asked for: 5 % of the instructions of a short
 * run. */
static void
add_help(struct command *c, int argc, char *argv[])
{
	struct front p;
	bool asked = false;
	size_t i;

	for (i = 1; i < (size_t)argc; i++)	/* may be abbreviated */
		asked |= strncmp(argv[i], "--h", 3) == 0;
	if (!asked)
		return;
	for (i = 0; i < NGENERAL; i++)
		cli_help_line(c->help, sizeof c->help, general[i].option,
		    general[i].help);
	for (i = 0; i < VAD_OPTIONS; i++)
		cli_help_line(c->help, sizeof c->help, vad_option[i].usage,
		    vad_option[i].help);
	front_init(&p, c->kind);
	for (i = 0; front_param(c->kind, i) != NULL; i++)
		help_param(c, &p, front_param(c->kind, i));
}

/* ---- reading ---- */

/* The text of this value of a yes/no parameter. */
static const char *
no_or_yes(const struct front_param *q, bool yes)
{
	return q->names != NULL ? q->names[yes] : yes ? "1" : "0";
}

static void
set_param(struct command *c, struct front *p, const struct front_param *q)
{
	const char *value = optarg;
	struct fault why;

	c->parameter = q->option;
	if (q->type == FRONT_YESNO)
		value = no_or_yes(q, q->initial == 0);
	else if (strcmp(q->name, "scale") == 0 && strcmp(value, "int16") == 0)
		value = "32768";
	if (front_set(p, q->name, value, &why) == ST_OK)
		return;
	if (q->letter != 0)
		cli_usage(&c->tool, "-%c or --%s: %s", q->letter, q->option,
		    why.text);
	cli_usage(&c->tool, "--%s: %s", q->option, why.text);
}

static void
set_line(struct command *c, struct front *p)
{
	struct fault why;

	if (c->parameter != NULL && strcmp(c->parameter, "front") != 0)
		cli_usage(&c->tool, "--front sets all parameters, so it must "
		    "come before --%s", c->parameter);
	if (front_parse(p, optarg, &why) != ST_OK)
		cli_usage(&c->tool, "--front: %s", why.text);
	if (p->kind != c->kind)
		cli_usage(&c->tool, "--front: '%.20s...' is made by wav2%s",
		    optarg, p->kind->name);
	c->parameter = "front";
}

static void
set_key(const struct command *c, struct feature_options *fe)
{
	fe->in.path_keys = strcmp(optarg, "path") == 0;
	if (!fe->in.path_keys && strcmp(optarg, "name") != 0)
		cli_usage(&c->tool, "--key: '%.40s' is neither path nor name",
		    optarg);
}

static void
set_copies(const struct command *c, struct feature_options *fe, bool only)
{
	const char *option = only ? "--as" : "--copies";
	struct fault why;
	size_t i;

	if (fe->copies > 0)
		cli_usage(&c->tool, "%s: only one --copies or --as", option);
	if (alter_parse_list(fe->copy, &fe->copies, optarg, &why) != ST_OK)
		cli_usage(&c->tool, "%s: %s", option, why.text);
	if (only && fe->copies > 1)
		cli_usage(&c->tool, "--as: '%.40s' is a list; only one change "
		    "of the sound can take the place of a record, and + joins "
		    "several to one", optarg);
	for (i = 0; !only && i < fe->copies; i++)
		if (alter_is_nothing(&fe->copy[i]))
			cli_usage(&c->tool, "--copies: '%s' changes nothing: "
			    "the copy would be the original once more",
			    fe->copy[i].text);
	fe->only = only;
}

/* A number, the argument of a long option. */
static void
set_channel(const struct command *c, struct feature_options *fe)
{
	uint64_t n;

	if (strcmp(optarg, "mix") == 0)
		fe->channel = AUDIO_MIX;
	else if (strcmp(optarg, "each") == 0)
		fe->channel = AUDIO_EACH;
	else if (number_size(optarg, 1, AUDIO_CHANNELS, &n, NULL) == ST_OK)
		fe->channel = (int)n;
	else
		cli_usage(&c->tool, "--channel: '%.40s' is neither mix nor "
		    "each nor a number from 1 to %d", optarg, AUDIO_CHANNELS);
}

static void
set_vad(struct command *c, struct feature_options *fe, int number)
{
	struct fault why;

	c->vad = vad_option[number].name;
	if (vad_set(&fe->rule.utterances, number, optarg, &why) != ST_OK)
		cli_usage(&c->tool, "%s", why.text);
}

/* What the options of parts make together. */
static void
check_parts(const struct command *c, struct feature_options *fe)
{
	fe->parts = c->window || c->utterances || fe->segments != NULL;
	fe->rule.type = c->utterances ? SLICES_UTTERANCES :
	    fe->segments != NULL ? SLICES_SEGMENTS : SLICES_WINDOWS;
	if (c->hop && !c->window)
		cli_usage(&c->tool, "-s: windows need a length, -w");
	if (c->window + c->utterances + (fe->segments != NULL) > 1)
		cli_usage(&c->tool, "only one of -w, -v and --segments");
	if (c->vad != NULL && !c->utterances)
		cli_usage(&c->tool, "--%s: is for utterances, -v", c->vad);
	if (fe->copies > 0 && !fe->only && (c->window || c->utterances))
		cli_usage(&c->tool, "--copies and %s cannot be combined",
		    c->window ? "-w" : "-v");
	if (fe->copies > 0 && !fe->only && fe->channel == AUDIO_EACH)
		cli_usage(&c->tool, "--copies and --channel each cannot be "
		    "combined");
	cli_keep_input(&c->tool, 'o', fe->output, fe->segments);
}

static void
set_letter(struct command *c, struct feature_options *fe, int letter)
{
	const struct front_param *q;
	size_t i;

	for (i = 0; (q = front_param(c->kind, i)) != NULL; i++)
		if (q->letter == letter)
			set_param(c, &fe->front, q);
}

static void
set(struct command *c, struct feature_options *fe, int opt)
{
	switch (opt) {
	case 'j': fe->threads = (unsigned)cli_size(opt, optarg, 1, 1024);
		break;
	case 'm': c->model = optarg; break;
	case 'k': fe->in.keep_going = true; break;
	case 'l': fe->in.list = optarg; break;
	case 'o': fe->output = fe->in.output = optarg; break;
	case 'q': fe->quiet = true; break;
	case 't':
		if (optarg[0] == '\0' || strlen(optarg) > 15)
			cli_usage(&c->tool, "-t: '%.40s' is not a type of SoX",
			    optarg);
		fe->type = optarg;
		break;
	case 's': fe->rule.hop = cli_real(opt, optarg, 0.001, 1e9);
		c->hop = true;
		break;
	case 'w': fe->rule.window = cli_real(opt, optarg, 0.001,
	    SLICES_LONGEST);
		c->window = true;
		break;
	case 'x': fe->limits.longest = cli_real(opt, optarg, 0, 1e9); break;
	case 'v':
	case UTTERANCES: c->utterances = true; break;
	case CHANNEL: set_channel(c, fe); break;
	case SEGMENTS: fe->segments = optarg; break;
	case KEY: set_key(c, fe); break;
	case FRONT: set_line(c, &fe->front); break;
	case COPIES: set_copies(c, fe, false); break;
	case AS: set_copies(c, fe, true); break;
	default:
		if (opt >= VAD && opt < PARAM)
			set_vad(c, fe, opt - VAD);
		else if (opt >= PARAM)
			set_param(c, &fe->front, front_param(c->kind,
			    (size_t)(opt - PARAM)));
		else
			set_letter(c, fe, opt);
	}
}

/* The parameters that the model's training data had. */
static void
set_model(const struct command *c, struct feature_options *fe)
{
	struct attrs a = ATTRS_INIT;
	char line[CHAIN_MAXSTAGE];
	const char *chain;
	struct fault why;

	if (c->parameter != NULL)
		cli_usage(&c->tool, "-m takes all parameters from the model, "
		    "--%s sets them too: give one of the two", c->parameter);
	if (strcmp(c->model, "-") == 0)
		cli_usage(&c->tool, "-m -: a model cannot be standard input");
	cli_keep_input(&c->tool, 'o', fe->output, c->model);
	cli_check(description_read(&a, c->model, &why), &why);
	cli_check(description_need(&a, c->model, "front", &chain, &why), &why);
	if (chain_find(chain, c->kind->name, line, &why) != ST_OK ||
	    front_parse(&fe->front, line, &why) != ST_OK)
		cli_die(EXIT_DATA, "%s: %s", c->model, why.text);
	attrs_free(&a);
}

void
feature_options(const struct feature_kind *kind, int argc, char *argv[],
    struct feature_options *fe)
{
	static struct command c;	/* cli.c keeps the name */
	const char *allowed = getenv("TONFALL_UNCONFINED");
	int opt;

	describe(&c, kind);
	add_help(&c, argc, argv);
	*fe = (struct feature_options){ .threads = cli_cores(),
	    .limits = AUDIO_LIMITS, .rule.utterances = UTTERANCES_RULE };
	fe->limits.longest = LONGEST;
	fe->limits.unconfined = allowed != NULL && strcmp(allowed, "1") == 0;
	front_init(&fe->front, kind);
	while ((opt = cli_getopt(&c.tool, argc, argv)) != -1)
		set(&c, fe, opt);
	fe->in.operands = argv + optind;
	if (fe->in.list != NULL && argv[optind] != NULL)
		cli_usage(&c.tool, "'%s': with -l, the files are those of the "
		    "list", argv[optind]);
	if (fe->in.list == NULL && argv[optind] == NULL)
		cli_usage(&c.tool, "no audio file; '-' is standard input");
	check_parts(&c, fe);
	if (c.model != NULL)
		set_model(&c, fe);
}

int
feature_main(const struct feature_kind *kind, int argc, char *argv[])
{
	struct feature_options fe;

	feature_options(kind, argc, argv, &fe);
	return feature_run(&fe);
}
