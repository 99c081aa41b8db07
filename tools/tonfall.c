/*
 * tonfall - recognise emotion in recordings of speech, or in what is heard now.
 *
 * in   audio files, folders, the rows of a table, or a microphone
 * out  a row for each recording, window or segment: the class that is heard,
 *      and the probabilities of all
 *
 * What the filters do in a pipe, in one process.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "score/plotscript.h"
#include "help.h"
#include "listdevices.h"
#include "listfiles.h"
#include "recognise_output.h"
#include "recognise_run.h"
#include "vad.h"

#define LONGEST	86400	/* seconds of sound in a file: a day */
#define WINDOW	3	/* seconds, of a picture or live */
#define HOP	0.5

enum { OPT_ADAPT = 0x100, OPT_CHANNEL, OPT_CLASSES, OPT_DEVICES, OPT_FILES,
    OPT_LIVE,
    OPT_PICTURE, OPT_RESUME, OPT_SEGMENTS, OPT_SPEECH, OPT_TYPE,
    OPT_VAD /* and its number */ };

/* Then those of vad.h. */
#define PLAIN	12
static struct option longopts[PLAIN + VAD_OPTIONS + 1] = {
	{ "adapt", required_argument, NULL, OPT_ADAPT },
	{ "channel", required_argument, NULL, OPT_CHANNEL },
	{ "classes", required_argument, NULL, OPT_CLASSES },
	{ "list-devices", no_argument, NULL, OPT_DEVICES },
	{ "list-files", no_argument, NULL, OPT_FILES },
	{ "live", no_argument, NULL, OPT_LIVE },
	{ "picture", required_argument, NULL, OPT_PICTURE },
	{ "resume", no_argument, NULL, OPT_RESUME },
	{ "segments", required_argument, NULL, OPT_SEGMENTS },
	{ "speech", required_argument, NULL, OPT_SPEECH },
	{ "type", required_argument, NULL, OPT_TYPE },
	{ "utterances", no_argument, NULL, 'v' }
};

static const struct {
	const char *option, *help;
} lines[] = {
	{ "-l LIST", "recordings in the column path of a table, whose columns "
	    "all stay" },
	{ "-w SECONDS", "cut recordings into windows: emotion over time" },
	{ "-s SECONDS", "from one window to the next (default: -w)" },
	{ "-v, --utterances", "cut them into utterances, found by voice "
	    "activity" },
	{ "--segments FILE", "recognise the segments in this RTTM file or "
	    "table" },
	{ "--live", "recognise what a microphone hears: the operand is a "
	    "device, or - for samples on a pipe" },
	{ "--list-devices", "list the devices for --live" },
	{ "--list-files", "list the recordings with their sizes, and recognise "
	    "none" },
	{ "--channel WHICH", "mix, the mean of all, the default; each; or the "
	    "number of one" },
	{ "-m MODEL", "a file, or the name of an installed model (best)" },
	{ "-o FILE", "write to FILE instead of standard output" },
	{ "-f FORMAT", "text, tsv, csv or json; default: by the suffix of -o; "
	    "text on a terminal, else tsv" },
	{ "--picture FILE", "draw the probabilities over time; png, svg or "
	    "pdf" },
	{ "-t PROBABILITY", "below it, unknown is predicted" },
	{ "--classes LIST", "other classes, such as angry,other or "
	    "bad=angry+sad,happy" },
	{ "--speech SECONDS", "predict nothing (-) where there is less speech "
	    "(0.1)" },
	{ "--adapt GROUP", "whose statistics the sound is normalised by: "
	    "auto, recording, folder, a column of the list, or none, which "
	    "turns that off" },
	{ "--resume", "keep what the file of -o has, and do the rest" },
	{ "-j N", "recordings at the same time (default: all cores)" },
	{ "-x SECONDS", "refuse files with more sound than this (86400); 0: "
	    "no limit" },
	{ "--type TYPE", "SoX's name of the files' type" },
	{ "-q", "no progress, and no line about the model" }
};

static char help[4096];

static struct cli_tool
describe(void)
{
	size_t i;

	*help = '\0';
	for (i = 0; i < sizeof lines / sizeof lines[0]; i++)
		cli_help_line(help, sizeof help, lines[i].option,
		    lines[i].help);
	for (i = 0; i < VAD_OPTIONS; i++) {
		cli_help_line(help, sizeof help, vad_option[i].usage,
		    vad_option[i].help);
		longopts[PLAIN + i] = (struct option){ vad_option[i].name,
		    required_argument, NULL, OPT_VAD + (int)i };
	}
	return (struct cli_tool){ "tonfall",
	    "[-q] [-f format] [-j threads] [-m model] [-o file [--resume]] "
	    "[-t probability] [-w seconds [-s seconds] | -v [--vad-...] | "
	    "--segments file] [-x seconds] "
	    "[--adapt group] [--channel which] [--classes list] "
	    "[--picture file] [--speech seconds] [--type type] "
	    "file ... | -l list | --live [device | -] | --list-devices | "
	    "--list-files ...",
	    help, "f:j:l:m:o:qs:t:vw:x:", longopts };
}

/* The argument of --option. */
static double
real(const struct recognise_options *o, const char *option, double lo,
    double hi)
{
	struct fault why;
	double x;

	if (number_real(optarg, lo, hi, &x, &why) != ST_OK)
		cli_usage(&o->tool, "--%s: %s", option, why.text);
	return x;
}

static void
set_channel(struct recognise_options *o)
{
	struct fault why;
	uint64_t n;

	if (strcmp(optarg, "mix") == 0)
		o->channel = AUDIO_MIX;
	else if (strcmp(optarg, "each") == 0)
		o->channel = AUDIO_EACH;
	else if (number_size(optarg, 1, AUDIO_CHANNELS, &n, &why) == ST_OK)
		o->channel = (int)n;
	else
		cli_usage(&o->tool, "--channel: '%.40s' is neither mix nor "
		    "each nor a number from 1 to %d", optarg, AUDIO_CHANNELS);
}

static void
set_picture(struct recognise_options *o)
{
	enum plotscript_format f;

	if (!plotscript_format(optarg, &f))
		cli_usage(&o->tool, "--picture %s: does not end in .png, .svg "
		    "or .pdf", optarg);
	o->picture = optarg;
}

static void
set_long(struct recognise_options *o, int opt)
{
	struct fault why;

	switch (opt) {
	case OPT_ADAPT: o->adapt = optarg; break;
	case OPT_CHANNEL: set_channel(o); break;
	case OPT_CLASSES: o->classes = optarg; break;
	case OPT_DEVICES: o->devices = true; break;
	case OPT_FILES: o->files = true; break;
	case OPT_LIVE: o->live = true; break;
	case OPT_PICTURE: set_picture(o); break;
	case OPT_RESUME: o->resume = true; break;
	case OPT_SEGMENTS: o->segments = optarg; break;
	case OPT_SPEECH: o->speech = real(o, "speech", 0, 1e9); break;
	case OPT_TYPE: o->type = optarg; break;
	default:
		o->vad = vad_option[opt - OPT_VAD].name;
		if (vad_set(&o->utterance, opt - OPT_VAD, optarg, &why) !=
		    ST_OK)
			cli_usage(&o->tool, "%s", why.text);
	}
}

static void
set(struct recognise_options *o, int opt, const char **format)
{
	switch (opt) {
	case 'f': *format = optarg; break;
	case 'j': o->threads = (unsigned)cli_size(opt, optarg, 1, 1024);
		o->recorded = "-j";
		break;
	case 'l': o->in.list = optarg; break;
	case 'm': o->model = optarg; break;
	case 'o': o->output = optarg; break;
	case 'q': o->quiet = true; break;
	case 's': o->hop = cli_real(opt, optarg, 0.01, 3600); break;
	case 't': o->threshold = cli_real(opt, optarg, 0, 1); break;
	case 'v': o->utterances = true; break;
	case 'w': o->window = cli_real(opt, optarg, 0.05, 3600); break;
	case 'x': o->limits.longest = cli_real(opt, optarg, 0, 1e9);
		o->recorded = "-x";
		break;
	default: set_long(o, opt);
	}
}

static void
choose_format(struct recognise_options *o, const char *format)
{
	bool terminal = o->output == NULL && isatty(STDOUT_FILENO) == 1;

	o->format = format != NULL;
	o->as = terminal ? ROWFORMAT_TEXT : ROWFORMAT_TSV;
	if (format != NULL && !rowformat_named(format, &o->as))
		cli_usage(&o->tool, "-f: '%.40s' is neither text nor tsv, csv "
		    "or json", format);
	if (format == NULL && o->output != NULL)
		(void)rowformat_suffix(o->output, &o->as);
}

/* "-" or the name of a device, or nothing. */
static void
check_source(const struct cli_tool *t, char *argv[])
{
	bool input = *argv != NULL && strcmp(*argv, "-") == 0;

	if (*argv != NULL && argv[1] != NULL)
		cli_usage(t, "'%s': --live hears one device, and '%s' was "
		    "given already", argv[1], *argv);
	if (*argv != NULL && !input && (access(*argv, F_OK) == 0 ||
	    strchr(*argv, '/') != NULL))
		cli_usage(t, "'%s' is no device but a file or folder, which is "
		    "recognised without --live; of a pipe: tonfall --live - "
		    "<PIPE", *argv);
	if (input && isatty(STDIN_FILENO) == 1)
		cli_usage(t, "-: standard input is a terminal; want sound: "
		    "arecord ... | tonfall --live -");
}

static void
live_defaults(struct recognise_options *o)
{
	if (o->window == 0 && !o->utterances)
		o->window = WINDOW;
	if (o->window > 0 && o->hop == 0)
		o->hop = o->window < HOP ? o->window : HOP;
	o->limits.longest = 0;
	o->limits.live = true;
}

/* What there is no sense in, or what would have to wait for an end. */
static void
check_live(struct recognise_options *o, char *argv[])
{
	const struct cli_tool *t = &o->tool;
	const char *wrong = o->in.list != NULL ? "-l" :
	    o->recorded != NULL ? o->recorded :
	    o->segments != NULL ? "--segments" :
	    o->picture != NULL ? "--picture" :
	    o->resume ? "--resume" :
	    o->files ? "--list-files" : NULL;

	if (wrong != NULL)
		cli_usage(t, "%s is for recordings, not for --live", wrong);
	check_source(t, argv);
	if (o->channel == AUDIO_EACH)
		cli_usage(t, "--channel each: what is live is read only once; "
		    "choose a channel by its number");
	if (strcmp(o->adapt, "auto") != 0 && strcmp(o->adapt, "none") != 0 &&
	    strcmp(o->adapt, "recording") != 0)
		cli_usage(t, "--adapt %.80s: with --live it is auto, recording "
		    "or none", o->adapt);
	live_defaults(o);
}

static void
check_output(const struct recognise_options *o)
{
	const struct cli_tool *t = &o->tool;
	enum plotscript_format f;

	if (o->output != NULL && *o->output == '\0')
		cli_usage(t, "-o: a file without a name");
	if (o->output != NULL && plotscript_format(o->output, &f))
		cli_usage(t, "-o %s: rows are no picture; --picture draws one",
		    o->output);
	if (o->resume && (o->output == NULL || strcmp(o->output, "-") == 0))
		cli_usage(t, "--resume needs a file (-o)");
	if (o->resume && o->as == ROWFORMAT_TEXT)
		cli_usage(t, "--resume needs another format than text (-f)");
	output_spare(o, o->in.list);
	output_spare(o, o->segments);
}

static void
check(struct recognise_options *o, char *argv[])
{
	const struct cli_tool *t = &o->tool;

	check_output(o);
	if (o->live)
		check_live(o, argv);
	if (o->in.list != NULL && *argv != NULL)
		cli_usage(t, "'%s': with -l, the recordings are those of the "
		    "list", *argv);
	if (o->in.list == NULL && *argv == NULL && !o->live)
		cli_usage(t, "no recording; '-' is standard input");
	if ((o->segments != NULL) + (o->window > 0) + o->utterances > 1)
		cli_usage(t, "-w, -v and --segments: give one of the three");
	if (o->vad != NULL && !o->utterances)
		cli_usage(t, "--%s: is for utterances, -v", o->vad);
	o->parts = o->window > 0 ? "-w" : o->utterances ? "-v" : NULL;
	if (o->picture != NULL && o->window == 0 && o->segments == NULL &&
	    !o->utterances) {
		o->window = WINDOW;
		if (o->hop == 0)
			o->hop = HOP;
	}
	if (o->hop > 0 && o->window == 0)
		cli_usage(t, "-s is from one window to the next, and needs -w");
	if (o->segments != NULL && recordings_are_read_once(&o->in))
		cli_usage(t, "--segments needs a list that can be read twice");
	if (o->resume && recordings_are_read_once(&o->in))
		cli_usage(t, "--resume needs a list that can be read twice");
	if (o->model != NULL && strcmp(o->model, "-") == 0)
		cli_usage(t, "-m -: a model must be a file");
	o->in.operands = argv;
}

int
main(int argc, char *argv[])
{
	const char *allowed = getenv("TONFALL_UNCONFINED"), *format = NULL;
	static struct recognise_options o;
	int opt;

	o = (struct recognise_options){ .tool = describe(),
	    .threads = cli_cores(), .speech = 0.1, .adapt = "auto",
	    .utterance = UTTERANCES_RULE, .limits = AUDIO_LIMITS };
	o.limits.longest = LONGEST;
	o.limits.unconfined = allowed != NULL && strcmp(allowed, "1") == 0;
	while ((opt = cli_getopt(&o.tool, argc, argv)) != -1)
		set(&o, opt, &format);
	if (o.devices && argc > 2)
		cli_usage(&o.tool, "--list-devices stands alone");
	if (o.devices)
		listdevices();
	if (o.files && format != NULL && strcmp(format, "tsv") != 0)
		cli_usage(&o.tool, "--list-files writes tsv alone");
	choose_format(&o, format);
	check(&o, argv + optind);
	if (o.files)
		return listfiles(&o.tool, &o.in, o.output);
	return o.live ? recognise_live(&o) : recognise_run(&o);
}
