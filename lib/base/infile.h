/*
 * infile.h - input files that are read with stdio.
 */
#ifndef TONFALL_INFILE_H
#define TONFALL_INFILE_H

#include <stdio.h>
#include <sys/types.h>

/*
 * Open path to be read; "-" is standard input.  Unlike a stream of fopen(3) it
 * goes on where a signal interrupts read(2).  To be closed with fclose(3),
 * which leaves standard input open.  NULL and errno on failure.
 *
 * getline(3) returns what it has of a line when a read fails: ferror(3) is to
 * be asked behind each line.
 */
FILE *infile_open(const char *path);

/* What messages call it: path itself, or "<stdin>". */
const char *infile_name(const char *path);

/*
 * As getline(3), but of a line longer than `most` bytes only the first most + 1
 * are read: what never ends is found out before it fills the memory.
 */
ssize_t infile_line(FILE *fp, char **line, size_t *cap, size_t most);

#endif
