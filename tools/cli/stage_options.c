#include "stage_options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/description.h"
#include "help.h"
#include "samefile.h"

enum { SETTING = 256 /* and the number of the row */ };

/* What getopt and --help are told. */
struct command {
	char synopsis[256], opts[64], help[8192];
	struct option longopts[SETTINGS_MOST + 1];
	const char *set;	/* the last setting on the line, or NULL */
};

static void
describe_setting(struct command *c, const struct setting *q, size_t i)
{
	char option[64], text[CHAIN_MAXSTAGE], value[CHAIN_MAXSTAGE];
	size_t n, k;

	c->longopts[i] = (struct option){ q->name, required_argument, NULL,
	    SETTING + (int)i };
	(void)snprintf(option, sizeof option, "--%s %s", q->name, q->arg);
	n = (size_t)snprintf(text, sizeof text, "%s", q->help);
	for (k = 0; q->type == SETTING_SET && q->names[k] != NULL; k++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
		    k == 0 ? ": " : ", ", q->names[k]);
	settings_text(q, q->initial, value);
	if (strlen(value) < 40)
		(void)snprintf(text + n, sizeof text - n, " (%s)", value);
	cli_help_line(c->help, sizeof c->help, option, text);
}

static void
describe(struct command *c, const struct stage_tool *t,
    struct stage_options *o)
{
	size_t i;

	(void)snprintf(c->synopsis, sizeof c->synopsis,
	    "[-m model] [-o file] [--setting value ...] %s", t->operands);
	(void)snprintf(c->opts, sizeof c->opts, "m:o:%s",
	    t->opts == NULL ? "" : t->opts);
	cli_help_line(c->help, sizeof c->help, "-m MODEL",
	    "the settings of this model's front end, instead of those below");
	cli_help_line(c->help, sizeof c->help, "-o FILE",
	    "write to FILE instead of standard output");
	for (i = 0; t->help != NULL && t->help[i][0] != NULL; i++)
		cli_help_line(c->help, sizeof c->help, t->help[i][0],
		    t->help[i][1]);
	for (i = 0; t->settings[i].name != NULL; i++)
		describe_setting(c, &t->settings[i], i);
	o->tool = (struct cli_tool){ t->name, c->synopsis, c->help, c->opts,
	    c->longopts };
}

/* Option --NAME of the i-th setting. */
static void
set(struct command *c, const struct setting *q, double *v)
{
	struct fault why;

	c->set = q->name;
	if (settings_read(q, optarg, v, &why) != ST_OK)
		cli_die(EXIT_USAGE, "--%s: %s", q->name, why.text);
}

/* The settings of the stage in the model's front end. */
static void
set_model(const struct command *c, const struct stage_tool *t,
    struct stage_options *o)
{
	struct attrs a = ATTRS_INIT;
	char stage[CHAIN_MAXSTAGE];
	const char *chain;
	struct fault why;

	if (c->set != NULL)
		cli_usage(&o->tool, "-m takes all settings from the model, "
		    "--%s sets one too: give one of the two", c->set);
	if (strcmp(o->model, "-") == 0)
		cli_usage(&o->tool, "-m -: a model cannot be standard input");
	cli_keep_input(&o->tool, 'o', o->out, o->model);
	cli_check(description_read(&a, o->model, &why), &why);
	cli_check(description_need(&a, o->model, "front", &chain, &why), &why);
	if (chain_find(chain, t->name, stage, &why) != ST_OK ||
	    settings_parse(t->settings, stage, o->v, &why) != ST_OK)
		cli_die(EXIT_DATA, "%s: %s", o->model, why.text);
	attrs_free(&a);
}

void
stage_options(const struct stage_tool *t, int argc, char *argv[],
    struct stage_options *o, void (*other)(void *ctx, int option), void *ctx)
{
	static struct command c;	/* cli.c keeps its texts */
	int opt;

	describe(&c, t, o);
	settings_init(t->settings, o->v);
	while ((opt = cli_getopt(&o->tool, argc, argv)) != -1)
		switch (opt) {
		case 'm': o->model = optarg; break;
		case 'o': o->out = optarg; break;
		default:
			if (opt >= SETTING)
				set(&c, &t->settings[opt - SETTING],
				    &o->v[opt - SETTING]);
			else
				other(ctx, opt);
		}
	if (o->model != NULL)
		set_model(&c, t, o);
}
