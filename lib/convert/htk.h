/*
 * htk.h - HTK parameter files.
 *
 * Source: The HTK Book, "Storage of Parameter Files".  12 bytes of header,
 * big-endian: number of frames (int32), frame period in units of 100 ns
 * (int32), bytes in a frame (int16), kind of parameter (int16); then the
 * frames as big-endian float32.
 */
#ifndef TONFALL_HTK_H
#define TONFALL_HTK_H

#include <stdio.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "tensor/tensor.h"

/*
 * Read the file that is all of fp as (T, B), with the attribute rate from its
 * period; other attributes stay.  ST_OK, ST_BAD (samples or other integers,
 * compressed, with a checksum, a size that is not the header's), ST_IO,
 * ST_NOMEM.
 */
enum status htk_read(FILE *fp, struct tensor *t, struct fault *why)
    FAULT_CHECK;

/*
 * Write t (T, B), B at most 8191, as kind USER; the period is that of the
 * attribute rate, or 10 ms.  ST_OK, ST_BAD, ST_IO.
 */
enum status htk_write(struct atomfile *f, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

#endif
