/*
 * chain.h - the attribute `front` as a chain of stages: how a record was made,
 * from the samples to its columns.
 *
 *	fbank rate=16000 bins=40 ... | delta order=2 window=2 | functionals ...
 *
 * Stages are joined by " | ".  The first is that of a kind of features
 * (feature/front.h); each filter that changes what the columns mean, or which
 * frames there are, appends its own.  A stage is a word, the name of what did
 * it, and its settings NAME=VALUE, all of them, separated by single blanks;
 * none contains '|', '{' or '}'.  A stage that joins several streams begins
 * with their chains in braces:
 *
 *	{ fbank ... | mfcc ... } { prosody ... } | tensorpaste tolerance=0
 */
#ifndef TONFALL_CHAIN_H
#define TONFALL_CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "tensor/attrs.h"

/* Bytes for the text of any stage without braces, and the NUL. */
#define CHAIN_MAXSTAGE	2048

/* A piece of a chain; not terminated. */
struct chain_stage {
	const char *at;
	size_t len;
	unsigned depth;		/* of braces around it */
};

/*
 * Walk through all stages in the order of the text, also those in braces; the
 * braces themselves are skipped.  Start with *rest = the chain and s all zeros;
 * false after the last one.  Any text is a chain of some stages.
 */
bool chain_next(const char **rest, struct chain_stage *s);

/* Is the first word of stage s this name? */
bool chain_is(const struct chain_stage *s, const char *name);

/*
 * Copy the stage with this name, also one in braces, to text.  ST_BAD if the
 * chain has none or has several that differ; the text says which there are.
 */
enum status chain_find(const char *chain, const char *name,
    char text[CHAIN_MAXSTAGE], struct fault *why) FAULT_CHECK;

/* The value of this setting in the text of a stage, up to a blank, or NULL. */
const char *chain_setting(const char *stage, const char *name);

/*
 * Append the stage to the attribute `front` of a record; without that
 * attribute it is the whole chain.  ST_BAD if that becomes too long.
 */
enum status chain_append(struct attrs *a, const char *stage,
    struct fault *why) FAULT_CHECK;

/*
 * Set the attribute `front` of a to "{ FRONT1 } { FRONT2 } ... | STAGE", of the
 * chains of n streams; NULL is one that has no such attribute, "{ }".
 */
enum status chain_join(struct attrs *a, const char *const front[], size_t n,
    const char *stage, struct fault *why) FAULT_CHECK;

#endif
