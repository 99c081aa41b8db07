/*
 * help.h - the text of --help, for options that come from a table.
 */
#ifndef TONFALL_HELP_H
#define TONFALL_HELP_H

#include <stddef.h>

/*
 * Append the lines for an option, such as "-o FILE", to help, a string in an
 * array of this size; words are wrapped at the edge of the terminal.
 */
void cli_help_line(char *help, size_t size, const char *option,
    const char *text);

#endif
