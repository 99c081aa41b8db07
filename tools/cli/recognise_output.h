/*
 * recognise_output.h - where the rows of tonfall(1) go: standard output, a file
 * that appears when it is complete, or one that grows (resume.h); and the
 * picture.  All functions end the program if writing fails.
 */
#ifndef TONFALL_RECOGNISE_OUTPUT_H
#define TONFALL_RECOGNISE_OUTPUT_H

#include <stdbool.h>

#include "recognise/pack.h"
#include "score/classchoice.h"
#include "listener.h"
#include "recognise_run.h"
#include "recordings.h"

struct output;

/* Ends the program with status 2 if this input would be replaced. */
void output_spare(const struct recognise_options *o, const char *input);

/* All must outlive it; extra are names of segments' attributes. */
struct output *output_open(const struct recognise_options *o,
    const struct recordings *in, const struct textset *extra,
    const struct pack *pack, const struct classchoice *choice);

/*
 * Tell it of a recording that will come, before all others: is it the one whose
 * rows may be incomplete, which must come first?  Ends the program with status
 * 2 if it is the output.
 */
bool output_expect(struct output *out, const struct recordings *in,
    const struct recording *rec);

/* All are known; ends the program if the file that grows is about others. */
void output_begin(struct output *out);

/* Is it not done yet? */
bool output_wants(struct output *out, const struct recording *rec);

/* Recordings that were done before. */
uint64_t output_before(const struct output *out);

void output_row(struct output *out, const struct recording *rec,
    const struct answer *a);

/* The recording has no more rows; or it cannot be used. */
void output_recording(struct output *out);
void output_failed(struct output *out, const struct recording *rec);

/* Give the file its name, unless it has no row and something failed; draw the
 * picture, and free. */
void output_close(struct output *out, bool failed);

#endif
