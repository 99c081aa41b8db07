/*
 * cli.h - options, messages, exit status and progress, the same for all
 * programs.  The library does not use it.
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
	const char *help;	/* one line per option, each with a newline */
	const char *opts;	/* for getopt, without the leading ':' */
	const struct option
	    *longopts; /* besides --help and --version; or NULL */
};

/*
 * Like getopt_long(3), but handles --help and --version, and exits with status
 * 2 on an invalid option.  The first call also sets the program's name for
 * messages, checks that file descriptors 0 to 2 are open and that there is room
 * for the stack (stack.h), and makes a mapped file that is shortened give a
 * message (sigbus.h) and a write beyond the limit on the size of files
 * (ulimit -f) an error.
 */
int cli_getopt(const struct cli_tool *tool, int argc, char *argv[]);

/*
 * Print "tool: message" on stderr and exit with the status.  This and the
 * following functions print the message as one line, escaped as described in
 * printable.h.
 */
void cli_die(int status, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* Exit with the message of why: status 2 for ST_USAGE, else 1. */
void cli_fail(const struct fault *why) __attribute__((noreturn));

/*
 * For a program that is one of several processes (teamwork.h).  speak is called
 * before the message of a fault, which ends it with this status: it returns
 * what comes before the text, or NULL if another process says it.  end is
 * called instead of exit(3).
 */
struct cli_others {
	const char *(*speak)(int status);
	void (*end)(int status);	/* does not return */
	const char *name;	/* of program and process, for sigbus.h */
};
void cli_with_others(const struct cli_others *o);

/* Return if s is ST_OK, else cli_fail(why). */
void cli_check(enum status s, const struct fault *why);

/* Exit with status 1 and "tool: FILE: record 'KEY': message". */
void cli_die_record(const struct tensor_reader *r, const struct tensor *t,
    const char *fmt, ...) __attribute__((noreturn, format(printf, 3, 4)));

/* Print "tool: message" on stderr and continue; from any thread. */
void cli_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Print the message, then the usage line, and exit with status 2. */
void cli_usage(const struct cli_tool *tool, const char *fmt, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* The input stream of a filter: its operand, or "-" (standard input) without
 * one.  Exits with status 2 if there are several. */
const char *cli_stream(const struct cli_tool *tool, int argc, char *argv[]);

/* The argument of option -opt; exits with status 2, saying what is valid. */
uint64_t cli_size(int opt, const char *arg, uint64_t lo, uint64_t hi);
double cli_real(int opt, const char *arg, double lo, double hi);

/*
 * Would two outputs (NULL or "-": standard output) go to the same file?  A
 * character device such as /dev/null does not count as one.
 */
bool cli_same_output(const char *a, const char *b);

/* Number of processors this process may use: the default of -j. */
unsigned cli_cores(void);

/* Flush and close stdout (text output); exits with status 1 if that fails. */
void cli_close_stdout(void);

/* Seconds of a clock that nobody sets. */
double cli_now(void);

/*
 * Progress on stderr, if it is a terminal and quiet is false: at most ten times
 * per second, with rate and remaining time (total 0: not known).
 * cli_progress_hide erases the line until then, as do all messages of this
 * module: at the end, and before other text for a terminal.
 */
struct cli_progress {
	bool on;
	const char *unit;	/* "files", "records" */
	double start, shown;
};
void cli_progress_begin(struct cli_progress *p, const char *unit, bool quiet);
void cli_progress(struct cli_progress *p, uint64_t done, uint64_t total);
void cli_progress_hide(void);

#endif
