/*
 * infile.h - input files, read with stdio.
 */
#ifndef TONFALL_INFILE_H
#define TONFALL_INFILE_H

#include <stddef.h>
#include <stdio.h>

#include "base/fault.h"

/*
 * Open path to be read; "-" is standard input.  Unlike a stream of fopen(3) it
 * continues when a signal interrupts read(2).  Close it with fclose(3), which
 * leaves standard input open.  NULL and errno on failure.
 */
FILE *infile_open(const char *path);

/* What messages call it: path itself, or "<stdin>". */
const char *infile_name(const char *path);

/* A line of text; start from TEXTLINE_INIT, free text in the end. */
struct textline {
	char *text;		/* without its end */
	size_t room;		/* bytes allocated for text */
	unsigned long number;	/* from 1 */
};

#define TEXTLINE_INIT	{ NULL, 0, 0 }

/*
 * Read the next line of fp that is not empty.  A byte order mark before the
 * first line and carriage returns at the end of any are dropped.
 * ST_OK, ST_END, ST_IO, ST_NOMEM; ST_BAD "line N: ..." for a line longer than
 * max bytes, of which only the first max + 1 are read, for a NUL, and for
 * UTF-16.
 */
enum status infile_textline(FILE *fp, struct textline *l, size_t max,
    struct fault *why) FAULT_CHECK;

/* The text after the byte order mark (UTF-8) that it may begin with. */
const char *infile_after_mark(const char *text);

#endif
