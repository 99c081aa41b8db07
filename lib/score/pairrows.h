/*
 * pairrows.h - the rows of several tables of predictions side by side, by key
 * and, in tables that have these columns, by fold and seed.
 *
 * As long as all tables have the same rows in the same order they are read
 * together, one row of each at a time, so that the tables may come from
 * programs that are running, and only their keys are kept, since a key that is
 * there again is an error.  At the first difference the rest of all tables is
 * read and joined; the rows then follow in the order of the table that has most
 * of the columns fold and seed, the first of them.
 *
 * Every table must have every row, once.
 */
#ifndef TONFALL_PAIRROWS_H
#define TONFALL_PAIRROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "score/probtable.h"

enum pairrows_seeds {
	PAIRROWS_PAIR,	/* the same seed in each table that has a column seed */
	PAIRROWS_EACH,	/* and a table with one seed goes with all seeds of the
			 * others */
	PAIRROWS_MEAN	/* the mean of a table's probabilities over its seeds;
			 * the rows have no seed */
};

struct pairrows;

struct pairrow {
	const char *key, *label, *speaker;	/* "-": in no table */
	const char *fold, *seed;
	const char *more;	/* those of the columns pairrows_more */
	const double *const *p;		/* (tables) each (classes) */
	bool nothing;			/* predicted in some table */
};

/* The tables (n), which have the same classes, remain the caller's. */
enum status pairrows_new(struct pairrows **p, struct probtable *const *table,
    size_t n, enum pairrows_seeds seeds, struct fault *why) FAULT_CHECK;

/* Whether the rows have a fold, a seed. */
bool pairrows_has_fold(const struct pairrows *p);
bool pairrows_has_seed(const struct pairrows *p);

/* Names of the columns between key and label, with tabs, of the first table
 * that has some; or NULL. */
const char *pairrows_more(const struct pairrows *p);

/*
 * The next row: ST_OK, valid until the next call, or ST_END.  ST_BAD, with the
 * names of the tables: one lacks a row, a row is there twice (the message says
 * in which line), a key has different labels, or as probtable_next.
 */
enum status pairrows_next(struct pairrows *p, struct pairrow *row,
    struct fault *why) FAULT_CHECK;

/* p may be NULL. */
void pairrows_free(struct pairrows *p);

#endif
