/*
 * npy.h - one array in NumPy's .npy format, versions 1.0 and 2.0.
 *
 * Source: the "NPY format" page of NumPy's manual (numpy.lib.format): the
 * magic "\x93NUMPY", two version bytes, the length of the header (16 bits
 * little-endian in 1.0, 32 in 2.0), the header (a Python dictionary of
 * 'descr', 'fortran_order' and 'shape', filled with spaces to a multiple of
 * 64 and ending in a newline), the values.
 */
#ifndef TONFALL_NPY_H
#define TONFALL_NPY_H

#include <stdio.h>

#include "base/atomfile.h"
#include "base/fault.h"
#include "tensor/tensor.h"

#define NPY_MAXHEADER	65536	/* bytes of the dictionary */

/*
 * Read the one array that is all of fp: '<f4' or '<f8', C order, one to four
 * dimensions of at least 1.  t gets shape and values; its attributes stay.
 * ST_OK, ST_BAD (anything else, cut short, bytes behind it), ST_IO, ST_NOMEM.
 */
enum status npy_read(FILE *fp, struct tensor *t, struct fault *why)
    FAULT_CHECK;

/* Write t as version 1.0, '<f4'. */
enum status npy_write(struct atomfile *f, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

#endif
