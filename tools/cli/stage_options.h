/*
 * stage_options.h - the command line of filters that append a stage to the
 * front end: an option for each setting (tensor/settings.h), -m to take them
 * from a model, -o for the output.
 */
#ifndef TONFALL_STAGE_OPTIONS_H
#define TONFALL_STAGE_OPTIONS_H

#include "tensor/settings.h"
#include "cli.h"

struct stage_tool {
	const char *name;	/* of the program and of its stage */
	const char *operands;	/* "[stream]" in the usage line */
	const struct setting *settings;
	const char *opts;	/* further short options, as for getopt */
	const char *const (*help)[2];	/* option and text; ends with NULL */
};

struct stage_options {
	double v[SETTINGS_MOST];	/* the settings */
	const char *model;	/* -m, or NULL */
	const char *out;	/* -o, or NULL */
	struct cli_tool tool;	/* for cli_usage and cli_stream */
};

/*
 * Read the command line; call other(ctx, option) for each further short option,
 * whose argument is optarg; then take the settings from the model of -m, if
 * any.  Operands begin at argv[optind].  o must be static: messages need it.
 * Exits with status 2 if the command line is wrong, 1 if the model is.
 */
void stage_options(const struct stage_tool *t, int argc, char *argv[],
    struct stage_options *o, void (*other)(void *ctx, int option), void *ctx);

#endif
