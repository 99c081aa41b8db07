/*
 * ark.h - Kaldi's archives of binary float matrices and vectors.
 *
 * Source: Kaldi's documentation "Kaldi I/O mechanisms" and the layout that
 * kaldi-matrix.cc writes.  An entry is the key, a space, "\0B", a token with
 * a space behind it ("FM" float matrix, "DM" double matrix, "FV" and "DV"
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

#define ARK_MAXKEY	4096

/*
 * Read the next entry: shape, values and the attribute key; others are
 * removed.  ST_OK, ST_END, ST_BAD (text, compressed, cut short ...; the text
 * begins with the record), ST_IO, ST_NOMEM.
 */
enum status ark_read(FILE *fp, struct tensor *t, struct fault *why)
    FAULT_CHECK;

/* Read what stands behind key and space; the attributes stay. */
enum status ark_read_value(FILE *fp, struct tensor *t, struct fault *why)
    FAULT_CHECK;

/*
 * Write t, of rank 1 or 2, as a vector or matrix.  *at is the number of bytes
 * written so far and grows; *value becomes the place behind the key, to which
 * a script file points.  ST_BAD for a key that is empty or has blanks and for
 * other ranks.
 */
enum status ark_write(struct atomfile *f, const struct tensor *t,
    uint64_t *at, uint64_t *value, struct fault *why) FAULT_CHECK;

/* ---- script files: lines "KEY FILE:OFFSET" or "KEY FILE" ---- */

struct scp;

/* Use the lines of fp, which stays the caller's. */
enum status scp_new(struct scp **s, FILE *fp, struct fault *why) FAULT_CHECK;

/*
 * Read the next entry from the file that its line names.  As ark_read; ST_BAD
 * for a command ("... |") or a part ("...[0:9]") in place of a file: neither
 * is run or cut.
 */
enum status scp_read(struct scp *s, struct tensor *t, struct fault *why)
    FAULT_CHECK;

void scp_free(struct scp *s);

#endif
