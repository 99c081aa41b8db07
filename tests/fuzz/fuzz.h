/*
 * fuzz.h - what the fuzz entries share.
 *
 * An entry, NAME.c, has LLVMFuzzerTestOneInput: libFuzzer calls it with what
 * it makes up, replay.c with the files of corpus/NAME.  It must return from
 * any input without a leak, and abort() where a property does not hold.
 */
#ifndef TONFALL_FUZZ_H
#define TONFALL_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "tensor/tensor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
    unsigned seed);
/* libFuzzer's own. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

/* Ends the program, and so the campaign, where cond is false. */
#define HOLDS(cond) fuzz_holds((cond), #cond, __FILE__, __LINE__)
void fuzz_holds(bool cond, const char *what, const char *file, int line);

/*
 * What replay makes of a property that does not hold while it lets allocations
 * fail: back to it, as nothing else was to be expected.  NULL: none fails.
 */
extern void (*fuzz_excuse)(void);

/* A status with a text that says why, unless it is ST_OK or ST_END. */
void fuzz_told(enum status s, const struct fault *why);

/* The name of a file with these bytes, good until the next call. */
const char *fuzz_file(const uint8_t *data, size_t size);

/* If not NULL, what fuzz_file returns: something that cannot be read. */
extern const char *fuzz_instead;

/* The same in a file of its own, good until the program ends. */
const char *fuzz_keep(const uint8_t *data, size_t size);

/*
 * The name of a pipe with these bytes, at most 64 KiB, behind which it ends;
 * to be given to fuzz_pipe_end.
 */
const char *fuzz_pipe(const uint8_t *data, size_t size);
void fuzz_pipe_end(void);

/*
 * The name of something to write to, at most 64 KiB; then its bytes, good
 * until the next call.
 */
const char *fuzz_sink(void);
const uint8_t *fuzz_written(size_t *size);

/*
 * Which of n ways to go with these bytes, where going all of them would be
 * slow: it depends on all of the bytes.  replay goes through the ways with
 * fuzz_turn, 0 at first; fuzz_ways is the most that were asked for.
 */
extern unsigned fuzz_turn, fuzz_ways;
#define FUZZ_TURNS 16
unsigned fuzz_choice(const uint8_t *data, size_t size, unsigned n);

/* The same record, values compared as bytes?  key_only: other attributes may
 * differ. */
bool fuzz_same(const struct tensor *a, const struct tensor *b, bool key_only);

/*
 * LLVMFuzzerCustomMutator for tensor streams: mostly changes lines and values
 * and then mends sizes, sums and padding, which nothing else gets past.
 */
size_t fuzz_stream_mutate(uint8_t *data, size_t size, size_t max,
    unsigned seed);

/*
 * Edit a stream as the bytes of `edits` say, each edit being a place, how many
 * bytes to leave out there and which to put in, and mend it: so inputs stay of
 * use where the stream itself changes with every version.  Good until the
 * next call.
 */
const uint8_t *fuzz_stream_edit(const uint8_t *stream, size_t n,
    const uint8_t *edits, size_t size, size_t *edited);

#endif
