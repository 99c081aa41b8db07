/*
 * predtable.h - write a table of predictions: key, perhaps further attributes,
 * numbers, label, predicted, a probability for each class, speaker, and perhaps
 * fold and seed; below the rows, "# protocol P" and "# rows N" (see tsv.h).
 */
#ifndef TONFALL_PREDTABLE_H
#define TONFALL_PREDTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/atomfile.h"

struct predtable {
	struct atomfile file;
	FILE *rows;		/* collected in memory */
	char *text;
	size_t len, count;
	bool counted;		/* the last line says how many rows they are */
	bool live;		/* every row is written at once */
	bool fold, seed;	/* there are these columns */
	const char *more;	/* names of columns after key, separated by
				 * tabs; or NULL */
	const char *numbers;	/* the same of those before label, or NULL */
	size_t classes;		/* 0: neither label nor predicted */
	const char *const *class;	/* (classes) the caller's */
};

/* A row; a text that is not known is "-". */
struct predrow {
	const char *key, *label, *speaker, *fold, *seed;
	const char *more;	/* the fields of those columns, with tabs */
	const double *p;	/* (classes); the first of the highest is
				 * what is predicted, */
	bool nothing;		/* unless nothing is: "-" */
	const char *numbers;	/* as more */
};

/*
 * Might somebody be waiting for the next row?  If the output is standard output
 * and the input at path ("-": standard input) is not a regular file.
 */
bool predtable_live(const char *path, const char *out);

/*
 * Start the table at out, NULL for standard output, from the members live,
 * fold, seed, more, numbers, classes and class, which the caller has set, and
 * write its first row.  This and the following functions end the program with a
 * message if the table cannot be written.
 */
void predtable_open(struct predtable *t, const char *out);

void predtable_row(struct predtable *t, const struct predrow *row);

/* End the table; protocol is 'T', 'S', or 0 if it is not known. */
void predtable_close(struct predtable *t, char protocol);

#endif
