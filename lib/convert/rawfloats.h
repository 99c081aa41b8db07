/*
 * rawfloats.h - the binary numbers in other programs' files.
 */
#ifndef TONFALL_RAWFLOATS_H
#define TONFALL_RAWFLOATS_H

#include <stdint.h>
#include <stdio.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "tensor/tensor.h"

enum floats { FLOATS_F4LE, FLOATS_F4BE, FLOATS_F8LE };

/*
 * Read a tensor of this shape from fp into t's own buffer, which grows only as
 * data arrives: a header that promises too much costs no memory.  Doubles are
 * rounded to the nearest float.  ST_OK, ST_BAD (a shape that tensor.h does not
 * allow, the input ends early, a double beyond float's range), ST_IO, ST_NOMEM.
 * Attributes are kept.
 */
enum status rawfloats_read(FILE *fp, enum floats type, struct tensor *t,
    unsigned rank, const uint64_t dim[], struct fault *why) FAULT_CHECK;

/* Write x (n) as type, which is not FLOATS_F8LE. */
enum status rawfloats_write(struct atomfile *f, enum floats type,
    const float *x, size_t n, struct fault *why) FAULT_CHECK;

/* Read exactly n bytes: ST_OK, ST_BAD "cut short ...", ST_IO. */
enum status rawfloats_bytes(FILE *fp, void *buf, size_t n, struct fault *why)
    FAULT_CHECK;

/* ST_OK if fp is at its end, ST_BAD if not, ST_IO. */
enum status rawfloats_at_end(FILE *fp, struct fault *why) FAULT_CHECK;

#endif
