#include "samefile.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memberpath.h"

static bool
look(const char *path, int std, struct stat *st)
{
	return path != NULL && (strcmp(path, "-") == 0 ? fstat(std, st) :
	    memberpath_stat(path, st)) == 0 && S_ISREG(st->st_mode);
}

void
cli_keep_input(const struct cli_tool *tool, int opt, const char *output,
    const char *input)
{
	const char option[] = { '-', (char)opt, '\0' };

	cli_keep_input_of(tool, option, output, input);
}

void
cli_keep_input_of(const struct cli_tool *tool, const char *option,
    const char *output, const char *input)
{
	struct stat out, in;

	if (look(output, STDOUT_FILENO, &out) &&
	    look(input, STDIN_FILENO, &in) && out.st_dev == in.st_dev &&
	    out.st_ino == in.st_ino)
		cli_usage(tool, "%s %.200s: is an input as well, which would "
		    "be replaced", option, output);
}
