/*
 * explain.h - cnneval --explain: which parts of a record decided.
 */
#ifndef TONFALL_EXPLAIN_H
#define TONFALL_EXPLAIN_H

/*
 * Find the record with that key in the stream at path in, and write what its
 * parts gave to the class predicted by the model, against the record's own
 * class or, if that is what was predicted, the second best: cnneval(1) has the
 * table.  It goes to the file `to', or to standard output if that is NULL.
 * Ends the program with a message if the record is not there or does not fit.
 */
void explain(const char *model, const char *in, const char *key,
    const char *to, unsigned threads);

#endif
