/*
 * cli.h - what every program does the same way: options, messages, exit
 * status, progress.  Programs call it; the library does not.
 */
#ifndef TONFALL_CLI_H
#define TONFALL_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "tensor/tensor.h"

enum { EXIT_DATA = 1, EXIT_USAGE = 2 };	/* exit statuses, see man pages */

struct option;

struct cli_tool {
	const char *name;
	const char *synopsis;	/* after the name, one line */
	const char *help;	/* one line an option, each with a newline */
	const char *opts;	/* for getopt, without the leading ':' */
	const struct option
	    *longopts; /* beyond --help and --version; or NULL */
};

/*
 * As getopt_long(3), but --help and --version are answered and a wrong option
 * ends the program with status 2.  The first call also sets the program's
 * name for messages, checks that file descriptors 0 to 2 are open and that
 * there is room for the stack (stack.h), and sees to it that a mapped file that
 * is shortened gives a message (sigbus.h), and a write beyond the limit on the
 * size of files (ulimit -f) an error.
 */
int cli_getopt(const struct cli_tool *tool, int argc, char *argv[]);

/*
 * Print "tool: message" on stderr and exit with the status.  This and all that
 * follow print what is in the message as printable.h says; it is one line.
 */
void cli_die(int status, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* Exit because of why: status 2 for ST_USAGE, else 1. */
void cli_fail(const struct fault *why) __attribute__((noreturn));

/* Return if s is ST_OK, else cli_fail(why). */
void cli_check(enum status s, const struct fault *why);

/* Exit with status 1 and "tool: FILE: record 'KEY': message". */
void cli_die_record(const struct tensor_reader *r, const struct tensor *t,
    const char *fmt, ...) __attribute__((noreturn, format(printf, 3, 4)));

/* Print "tool: message" on stderr and continue; any thread may. */
void cli_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Exit with status 2: the message, then the usage line. */
void cli_usage(const struct cli_tool *tool, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* The one stream of a filter, its only operand or "-" (standard input); exit 2
 * if there are more. */
const char *cli_stream(const struct cli_tool *tool, int argc, char *argv[]);

/* The argument of option -opt, or exit 2 saying what was wanted. */
uint64_t cli_size(int opt, const char *arg, uint64_t lo, uint64_t hi);
double cli_real(int opt, const char *arg, double lo, double hi);

/*
 * Would two outputs (NULL or "-": standard output) end up in one file?  A
 * character device such as /dev/null takes any number of them.
 */
bool cli_same_output(const char *a, const char *b);

/* Number of processors this process may use: the default of -j. */
unsigned cli_cores(void);

/* Flush and close stdout (text output); exit 1 if anything was lost. */
void cli_close_stdout(void);

/*
 * Progress on stderr, where it is a terminal and quiet is false: at most ten
 * times a second, with rate and time left (total 0: not known).
 * cli_progress_end wipes the line; every message of this module does as well.
 */
struct cli_progress {
	bool on;
	const char *unit;	/* "files", "records" */
	double start, shown;
};
void cli_progress_begin(struct cli_progress *p, const char *unit, bool quiet);
void cli_progress(struct cli_progress *p, uint64_t done, uint64_t total);
void cli_progress_end(struct cli_progress *p);

#endif
