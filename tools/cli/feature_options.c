#include "feature_options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LONGEST 86400	/* seconds of sound in a file: a day */

#define KEY  256	/* --key */
#define LONG 257	/* other long options: LONG + index into setting[] */

/* What a long option sets, and to what where it takes no argument. */
static const struct setting {
	const char *param, *value;
} setting[] = {
	{ "rate", NULL }, { "front", NULL }, { "scale", NULL },
	{ "frame-length", NULL }, { "frame-shift", NULL },
	{ "window", NULL }, { "blackman", NULL }, { "preemphasis", NULL },
	{ "dc", "0" }, { "snip", "0" }, { "pow2", "0" },
	{ "raw-energy", "0" }, { "energy-floor", NULL }, { "mean", "1" },
	{ "bins", NULL }, { "low", NULL }, { "high", NULL },
	{ "power", "0" }, { "log", "0" }, { "energy", "1" }, { "htk", "1" },
	{ "vtln-warp", NULL }, { "vtln-low", NULL }, { "vtln-high", NULL }
};

enum { OPT_RATE, OPT_FRONT, OPT_SCALE };

#define COMMON								\
	{ "key", required_argument, NULL, KEY },			\
	{ "rate", required_argument, NULL, LONG + OPT_RATE },		\
	{ "front", required_argument, NULL, LONG + OPT_FRONT },		\
	{ "scale", required_argument, NULL, LONG + OPT_SCALE },		\
	{ "frame-length", required_argument, NULL, LONG + 3 },		\
	{ "frame-shift", required_argument, NULL, LONG + 4 },		\
	{ "window", required_argument, NULL, LONG + 5 },		\
	{ "blackman", required_argument, NULL, LONG + 6 },		\
	{ "preemphasis", required_argument, NULL, LONG + 7 },		\
	{ "no-dc", no_argument, NULL, LONG + 8 },			\
	{ "no-snip", no_argument, NULL, LONG + 9 },			\
	{ "no-pow2", no_argument, NULL, LONG + 10 },			\
	{ "no-raw-energy", no_argument, NULL, LONG + 11 },		\
	{ "energy-floor", required_argument, NULL, LONG + 12 },		\
	{ "subtract-mean", no_argument, NULL, LONG + 13 }

const struct option feature_spec_options[] = {
	COMMON, { NULL, 0, NULL, 0 }
};

const struct option feature_fbank_options[] = {
	COMMON,
	{ "bins", required_argument, NULL, LONG + 14 },
	{ "low", required_argument, NULL, LONG + 15 },
	{ "high", required_argument, NULL, LONG + 16 },
	{ "no-power", no_argument, NULL, LONG + 17 },
	{ "no-log", no_argument, NULL, LONG + 18 },
	{ "energy", no_argument, NULL, LONG + 19 },
	{ "htk", no_argument, NULL, LONG + 20 },
	{ "vtln-warp", required_argument, NULL, LONG + 21 },
	{ "vtln-low", required_argument, NULL, LONG + 22 },
	{ "vtln-high", required_argument, NULL, LONG + 23 },
	{ NULL, 0, NULL, 0 }
};

static void
set_line(const struct cli_tool *tool, struct front *p, const char *line)
{
	enum front_kind kind = p->kind;
	struct fault why;

	if (front_parse(p, line, &why) != ST_OK)
		cli_usage(tool, "--front: %s", why.text);
	if (p->kind != kind)
		cli_usage(tool, "--front: '%.20s...' is not made by this "
		    "program", line);
}

static void
set_param(const struct cli_tool *tool, struct front *p, int opt)
{
	const struct setting *s = &setting[opt];
	const char *value = s->value != NULL ? s->value : optarg;
	struct fault why;

	if (opt == OPT_SCALE && strcmp(value, "int16") == 0)
		value = "32768";
	if (opt == OPT_FRONT)
		set_line(tool, p, value);
	else if (front_set(p, s->param, value, &why) != ST_OK)
		cli_usage(tool, "%s%s: %s", opt == OPT_RATE ? "-r or --" : "--",
		    s->param, why.text);
}

static void
set_own(const struct cli_tool *tool, struct feature_options *fe, int c)
{
	switch (c) {
	case 'j': fe->threads = (unsigned)cli_size(c, optarg, 1, 1024); break;
	case 'k': fe->in.keep_going = true; break;
	case 'l': fe->in.list = optarg; break;
	case 'o': fe->output = fe->in.output = optarg; break;
	case 'q': fe->quiet = true; break;
	case 'r': set_param(tool, &fe->front, OPT_RATE); break;
	case 't':
		if (optarg[0] == '\0' || strlen(optarg) > 15)
			cli_usage(tool, "-t: '%.40s' is no type of SoX's",
			    optarg);
		fe->type = optarg;
		break;
	case 'x': fe->limits.longest = cli_real(c, optarg, 0, 1e9); break;
	case KEY:
		fe->in.path_keys = strcmp(optarg, "path") == 0;
		if (!fe->in.path_keys && strcmp(optarg, "name") != 0)
			cli_usage(tool, "--key: '%.40s' is neither path nor "
			    "name", optarg);
		break;
	default: set_param(tool, &fe->front, c - LONG); break;
	}
}

void
feature_options(const struct cli_tool *tool, enum front_kind kind, int argc,
    char *argv[], struct feature_options *fe)
{
	const char *allowed = getenv("TONFALL_UNCONFINED");
	int c;

	*fe = (struct feature_options){ .threads = cli_cores(),
	    .limits = AUDIO_LIMITS };
	fe->limits.longest = LONGEST;
	fe->limits.unconfined = allowed != NULL && strcmp(allowed, "1") == 0;
	front_init(&fe->front, kind);
	while ((c = cli_getopt(tool, argc, argv)) != -1)
		set_own(tool, fe, c);
	fe->in.operands = argv + optind;
	if (fe->in.list != NULL && argv[optind] != NULL)
		cli_usage(tool, "'%s': with -l, files stand in the list",
		    argv[optind]);
	if (fe->in.list == NULL && argv[optind] == NULL)
		cli_usage(tool, "no audio file; '-' is standard input");
}
