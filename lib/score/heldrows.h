/*
 * heldrows.h - a table of predictions in memory, to join it with others.
 */
#ifndef TONFALL_HELDROWS_H
#define TONFALL_HELDROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "base/textset.h"
#include "score/probtable.h"

struct heldrow {
	struct probrow row;	/* key and p own the memory */
	size_t seeds;		/* of how many rows p is the mean */
	bool used;
};

/* Start from { .of = table }. */
struct heldtable {
	const struct probtable *of;
	struct heldrow *row;
	size_t n, cap;
	struct textset id;	/* of the rows, numbered alike */
	bool fold, seed;	/* whether these are part of the id */
	const struct textset *before;	/* of heldrows_once: rows before these,
				 * which were joined; NULL: none */
};

/*
 * Add the key, fold and seed of a row of table t to seen.  ST_BAD "FILE: line
 * N: 'KEY' has several rows" if they are there, or in before (may be NULL).
 */
enum status heldrows_once(struct textset *seen, const struct textset *before,
    const struct probrow *r, const struct probtable *t, struct fault *why)
    FAULT_CHECK;

/* Append a copy of a row that was read from the table.  ST_OK or ST_NOMEM. */
enum status heldrows_add(struct heldtable *h, const struct probrow *r,
    struct fault *why) FAULT_CHECK;

/* Do its rows have different seeds? */
bool heldrows_several_seeds(const struct heldtable *h);

/*
 * Number the rows by their ids.  mean: those of one id are the seeds of one
 * prediction; the first of them gets the mean of their probabilities, the
 * others are dropped.  ST_BAD if a row is there twice (see heldrows_once), or
 * if seeds have different labels.
 */
enum status heldrows_number(struct heldtable *h, bool mean, struct fault *why)
    FAULT_CHECK;

/*
 * For each row i of lead, the number of the row of h that it is found by in
 * match[i * stride].  ST_BAD if either table has a row that the other lacks.
 */
enum status heldrows_match(const struct heldtable *lead, struct heldtable *h,
    uint32_t *match, size_t stride, struct fault *why) FAULT_CHECK;

/* ST_BAD if two rows of a key, of these tables, have different labels. */
enum status heldrows_same_label(const struct probrow *a,
    const struct probtable *in_a, const struct probrow *b,
    const struct probtable *in_b, struct fault *why) FAULT_CHECK;

void heldrows_free(struct heldtable *h);

#endif
