/*
 * probtable.h - read a table of predictions row by row, with the probabilities
 * of all classes.  For scores of whole tables see predictions.h, whose rules
 * say which columns are the classes.
 */
#ifndef TONFALL_PROBTABLE_H
#define TONFALL_PROBTABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

/* How programs print a probability. */
#define PROBTABLE_VALUE	"%.7g"

struct probtable;

/* A row; a text that the table lacks or leaves empty is "-". */
struct probrow {
	const char *key, *label, *speaker, *fold, *seed;
	const char *more;	/* fields between key and label, with tabs */
	const double *p;	/* (classes) in the order of the first table */
	bool nothing;		/* predicted is "-": there was no speech */
	unsigned long line;	/* of the file */
};

/*
 * Only open the table at path ("-": standard input).  Open all tables before
 * the first is read: the programs that write them may wait for each other.
 * ST_OK; ST_IO, ST_NOMEM and *t is NULL.
 */
enum status probtable_open(struct probtable **t, const char *path,
    struct fault *why) FAULT_CHECK;

/*
 * Read its header and first row, before anything below.  It must have a key, a
 * label, which may be "-", and a probability for each class.  like NULL: the
 * order of the classes is that of the table; otherwise it must have the classes
 * of like, in any order, and they are put into the order of like.
 */
enum status probtable_start(struct probtable *t, const struct probtable *like,
    struct fault *why) FAULT_CHECK;

/*
 * The next row: ST_OK, valid until the next call; ST_END after the last one of
 * a whole table.  ST_BAD "FILE: line N: ..." if something is wrong in the row,
 * and at the end if the table was cut: its first row begins with "#" and it has
 * no line "# rows N" (see tsv.h).
 */
enum status probtable_next(struct probtable *t, struct probrow *row,
    struct fault *why) FAULT_CHECK;

size_t probtable_classes(const struct probtable *t);
const char *probtable_class(const struct probtable *t, size_t i);

/* Whether it has these columns. */
bool probtable_has_fold(const struct probtable *t);
bool probtable_has_seed(const struct probtable *t);

/* Names of the columns between key and label, separated by tabs, or NULL; but
 * not predicted_NAME, a number that the models of this table alone predict. */
const char *probtable_more(const struct probtable *t);

/* As tsv_protocol, after ST_END. */
char probtable_protocol(const struct probtable *t);

/* The file, for messages. */
const char *probtable_name(const struct probtable *t);

/* t may be NULL. */
void probtable_close(struct probtable *t);

#endif
