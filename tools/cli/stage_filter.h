/*
 * stage_filter.h - the whole program of a kind of filter (data/filterkind.h):
 * it makes one record of each and appends its stage to the front end.
 */
#ifndef TONFALL_STAGE_FILTER_H
#define TONFALL_STAGE_FILTER_H

#include "data/filterkind.h"

/* Read the command line, filter the stream; returns the exit status. */
int stage_main(const struct filter_kind *kind, int argc, char *argv[]);

#endif
