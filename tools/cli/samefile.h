/*
 * samefile.h - refuse an output that would replace an input.
 */
#ifndef TONFALL_SAMEFILE_H
#define TONFALL_SAMEFILE_H

#include "cli.h"

/*
 * Exit with status 2 if the output of option -opt, or of that option, is the
 * same regular file as input, compared by device and inode, so also through
 * links.  NULL means no file, "-" a standard stream.
 */
void cli_keep_input(const struct cli_tool *tool, int opt, const char *output,
    const char *input);
void cli_keep_input_of(const struct cli_tool *tool, const char *option,
    const char *output, const char *input);

#endif
