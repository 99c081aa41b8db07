/*
 * ark.h - Kaldi's archives of binary float matrices and vectors: what the
 * formats ark and scp share.
 *
 * Source: Kaldi's documentation "Kaldi I/O mechanisms" and the layout that
 * kaldi-matrix.cc writes.  An entry is the key, a space, "\0B", a token with
 * a space after it ("FM" float matrix, "DM" double matrix, "FV" and "DV"
 * vectors), each dimension as the byte 4 and an int32, the values; all
 * little-endian, rows first.
 */
#ifndef TONFALL_ARK_H
#define TONFALL_ARK_H

#include <stdint.h>
#include <stdio.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "tensor/tensor.h"

/* Read shape and values, which follow key and space; attributes are kept. */
enum status ark_read_value(FILE *fp, struct tensor *t, struct fault *why)
    FAULT_CHECK;

/*
 * Write t, of rank 1 or 2, as a vector or matrix.  *at is the number of bytes
 * written so far and is updated; *value becomes the offset after the key, to
 * which a script file points.  ST_BAD for other ranks, and for a key that is
 * empty or has blanks.
 */
enum status ark_put(struct atomfile *f, const struct tensor *t, uint64_t *at,
    uint64_t *value, struct fault *why) FAULT_CHECK;

#endif
