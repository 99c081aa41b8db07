/*
 * stage_filter.h - a filter that makes one record of each and appends its stage
 * to the front end: the whole program.
 */
#ifndef TONFALL_STAGE_FILTER_H
#define TONFALL_STAGE_FILTER_H

#include "filter.h"
#include "stage_options.h"

struct stage_filter {
	struct stage_tool tool;	/* -j is added to its options */
	/* A context for one thread, from the values of the settings.  ST_BAD
	 * is a fault of the command line. */
	enum status (*new)(void **ctx, const double v[], struct fault *why);
	cli_change *change;
	void (*free)(void *ctx);
};

/* Read the command line, filter the stream; returns the exit status. */
int stage_main(const struct stage_filter *f, int argc, char *argv[]);

#endif
