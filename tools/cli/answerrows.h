/*
 * answerrows.h - answers as rows of a table: which columns there are, and the
 * text of a row.
 */
#ifndef TONFALL_ANSWERROWS_H
#define TONFALL_ANSWERROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/fault.h"
#include "score/classchoice.h"
#include "recognise/pack.h"
#include "listener.h"
#include "recordings.h"
#include "rowformat.h"

/* What decides about the columns; all must outlive the rows. */
struct answerrows_config {
	enum rowformat as;
	const struct recordings *in;
	const struct textset *extra;	/* further ones of segments */
	bool channel;		/* there is a column for it */
	const struct pack *pack;
	const struct classchoice *choice;
	double threshold;	/* below it, the class is unknown; 0: never */
};

struct answerrows;

/* note: gets a text for each column that has to be called otherwise. */
enum status answerrows_new(struct answerrows **r,
    const struct answerrows_config *c, void (*note)(const char *text),
    struct fault *why) FAULT_CHECK;
void answerrows_free(struct answerrows *r);

/* The number of columns that say which recording or row of the list it is; they
 * come first. */
size_t answerrows_given(const struct answerrows *r);

void answerrows_header(const struct answerrows *r, FILE *f);

/* Write the row of an answer about this row of the input. */
void answerrows_write(struct answerrows *r, FILE *f,
    const struct recording_row *row, const struct answer *a);

/* The same without writing it, for answerrows_probabilities. */
void answerrows_decide(struct answerrows *r, const struct answer *a);

/* Write what all rows of this row of the input begin with. */
void answerrows_prefix(struct answerrows *r, FILE *f,
    const struct recording_row *row);

/* The probabilities of the classes that are shown (choice->n), of the answer
 * that was written last, and what is predicted: a class, choice->n: unknown,
 * -1: nothing. */
const double *answerrows_probabilities(const struct answerrows *r,
    int *predicted);

/* The same as it is written: a class, "unknown", or "-". */
const char *answerrows_predicted(const struct answerrows *r);

#endif
