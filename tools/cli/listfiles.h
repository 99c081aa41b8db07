/*
 * listfiles.h - which recordings tonfall(1) would recognise, with their sizes.
 */
#ifndef TONFALL_LISTFILES_H
#define TONFALL_LISTFILES_H

#include "cli.h"
#include "recordings.h"

/*
 * Print a row for each, path, bytes, and the time of its last change in seconds
 * since 1970; of a member of an archive that of the archive.  Returns the exit
 * status: EXIT_DATA if one is not there.  Exits if output is one of them.
 */
int listfiles(const struct cli_tool *tool, const struct recordings_spec *in,
    const char *output);

#endif
