/*
 * keyed.h - records of a stream by their keys, each once.
 *
 * If they are asked for in the order of the stream, one is in memory at a
 * time; otherwise all that were passed by and not yet asked for.  The keys of
 * all that were read remain, to tell two records with the same one.
 */
#ifndef TONFALL_KEYED_H
#define TONFALL_KEYED_H

#include <stddef.h>

#include "base/fault.h"
#include "base/textset.h"
#include "tensor/tensor.h"

struct keyed;

/* Faults as tensor_open. */
enum status keyed_open(struct keyed **k, const char *path, struct fault *why)
    FAULT_CHECK;

/*
 * The record with this key, in *t until the next call.  ST_OK; ST_END if there
 * is none, or it was asked for before; a fault of the stream, also a record
 * without a key, and ST_BAD if two have the same one.
 */
enum status keyed_find(struct keyed *k, const char *key,
    const struct tensor **t, struct fault *why) FAULT_CHECK;

/*
 * Read the stream to its end.  *n is the number of records that were not asked
 * for; *key is the key of one of them, valid until keyed_close.
 */
enum status keyed_rest(struct keyed *k, size_t *n, const char **key,
    struct fault *why) FAULT_CHECK;

/* Add the key of t, which was read from r, to keys; ST_BAD, with a text that
 * names r, if it is there already. */
enum status keyed_once(struct textset *keys, const struct tensor_reader *r,
    const struct tensor *t, struct fault *why) FAULT_CHECK;

/* The name of the stream for messages. */
const char *keyed_name(const struct keyed *k);

/* k may be NULL. */
void keyed_close(struct keyed *k);

#endif
