/*
 * child.h - another program, run without a shell.
 */
#ifndef TONFALL_CHILD_H
#define TONFALL_CHILD_H

#include <sys/types.h>

#include "base/fault.h"

struct child {
	const char *name;	/* of the program */
	pid_t pid;
	int out;		/* its standard output, to be read */
};

/*
 * Start argv[0], found by PATH, in the locale C.UTF-8, with the descriptor in
 * as its standard input; its messages go to stderr.  ST_IO with errno set.
 */
enum status child_start(struct child *c, char *const argv[], int in,
    struct fault *why) FAULT_CHECK;

/* Close out and wait for its end.  ST_IO if it failed or was killed. */
enum status child_end(struct child *c, struct fault *why) FAULT_CHECK;

#endif
