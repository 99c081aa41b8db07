/*
 * text.h - text output of a program: standard output, or with -o FILE a file
 * that appears complete or not at all.  All functions end the program if
 * writing fails.
 */
#ifndef TONFALL_TEXT_H
#define TONFALL_TEXT_H

#include <stdio.h>

#include "base/atomfile.h"
#include "base/fault.h"

struct cli_text {
	FILE *fp;		/* print here */
	struct atomfile file;
	struct fault why;	/* of the first write that failed */
};

/* Open path; NULL or "-" is standard output. */
void cli_text_open(struct cli_text *t, const char *path);

/* Flush, check and close; a file gets its name now. */
void cli_text_close(struct cli_text *t);

/* Close without giving the file a name; standard output is flushed. */
void cli_text_abandon(struct cli_text *t);

/*
 * Print value as a field of a table: a backslash as "\\", and the bytes that
 * printable.h escapes as "\x09", so that no value breaks a row or a terminal.
 */
void cli_text_field(struct cli_text *t, const char *value);

/* Print x with the fewest digits, six to nine, that read back as the same
 * float. */
void cli_text_float(struct cli_text *t, float x);

#endif
