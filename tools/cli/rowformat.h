/*
 * rowformat.h - rows of a table as text: for people, separated by tabs or by
 * commas (RFC 4180), or as JSON, an object on each line.
 *
 * Whatever a text contains, a row is one line.  Control characters and bytes
 * that are not UTF-8 are written as printable.h does, or in JSON as \u001b and,
 * for a byte that is not UTF-8, \udc00 + byte (Python's surrogateescape).
 */
#ifndef TONFALL_ROWFORMAT_H
#define TONFALL_ROWFORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum rowformat { ROWFORMAT_TEXT, ROWFORMAT_TSV, ROWFORMAT_CSV,
    ROWFORMAT_JSON };

enum rowkind {
	ROW_TEXT,
	ROW_WHOLE,		/* a whole number */
	ROW_SECONDS,		/* to four decimals */
	ROW_SHARE,		/* 0 to 1, to three */
	ROW_PROBABILITY,	/* to seven digits */
	ROW_CLASS		/* the same; in JSON a member of an object;
				 * such columns are adjacent */
};

struct rowcolumn {
	const char *name;
	enum rowkind kind;
	bool given;		/* a field of the user's own table: unchanged
				 * where tabs separate */
	bool hidden;		/* not in the text for people */
	bool last;		/* the last one there, of any length */
	int width;		/* there; 0: that of its name or of a number */
	const char *object;	/* ROW_CLASS: the name of that object */
};

/* NULL or NAN: empty. */
struct rowfield {
	const char *text;	/* ROW_TEXT */
	double x;		/* the others */
};

/* The format of this name, or of the suffix of this path, in letters of any
 * case; false: there is none. */
bool rowformat_named(const char *name, enum rowformat *out);
bool rowformat_suffix(const char *path, enum rowformat *out);

/* Write the header row of n columns; nothing in JSON. */
void rowformat_header(FILE *f, enum rowformat as, const struct rowcolumn *c,
    size_t n);

void rowformat_row(FILE *f, enum rowformat as, const struct rowcolumn *c,
    const struct rowfield *v, size_t n);

/* The bytes of a line, not for people, that its first n columns and the
 * separator after them take; 0: there are no more than n columns. */
size_t rowformat_prefix(const char *line, enum rowformat as, size_t n);

/* Seconds as "0:03.5" or "1:02:03.5". */
void rowformat_clock(double seconds, char *text, size_t size);

#endif
