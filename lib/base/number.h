/*
 * number.h - the one parser of numbers: options, tables, network files.
 */
#ifndef TONFALL_NUMBER_H
#define TONFALL_NUMBER_H

#include <stdint.h>

#include "base/fault.h"

/*
 * Read all of s as a decimal integer within lo..hi.  No sign, no blanks.
 * ST_OK, or ST_BAD with a text such as "'12x' is not a whole number" or
 * "0 is too small, at least 1".
 */
enum status number_size(const char *s, uint64_t lo, uint64_t hi,
    uint64_t *out, struct fault *why) FAULT_CHECK;

/*
 * Read all of s as a decimal or scientific real number within lo..hi, in the
 * C locale whatever the environment says.  NaN, infinity, hexadecimal and
 * what overflows a double are refused.  ST_OK or ST_BAD as above.
 */
enum status number_real(const char *s, double lo, double hi,
    double *out, struct fault *why) FAULT_CHECK;

#endif
