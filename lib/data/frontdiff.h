/*
 * frontdiff.h - whether two records were made by the same front end, and if
 * not, which parameters differ.
 *
 * Compares two lines of the attribute `front' (feature/front.h), "KIND
 * name=value name=value ...", as text: a line that a later version wrote is
 * understood as well.
 */
#ifndef TONFALL_FRONTDIFF_H
#define TONFALL_FRONTDIFF_H

#include "base/fault.h"

/*
 * ST_OK if the lines are equal or both NULL (no attribute front); else ST_BAD
 * with "front end differs: bins=40, but OWNER bins=23", up to three parameters
 * and the number of further ones.  owner says whose `want' is, as "the model
 * has".  option, or NULL, is what makes the same features if the program of
 * want's kind is given it, as "-m MODEL"; the message then ends with that.
 */
enum status frontdiff(const char *have, const char *want, const char *owner,
    const char *option, struct fault *why) FAULT_CHECK;

#endif
