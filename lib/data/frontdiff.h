/*
 * frontdiff.h - check whether two records were made by the same front end, and
 * name the parameters that differ.
 *
 * Compares two lines of the attribute `front' (feature/front.h), "KIND
 * name=value name=value ...", as text, so lines of later versions can be
 * compared, too.
 */
#ifndef TONFALL_FRONTDIFF_H
#define TONFALL_FRONTDIFF_H

#include "base/fault.h"

/*
 * ST_OK if the lines are equal or both NULL (no attribute front); else ST_BAD
 * with "front end differs: bins=40, but OWNER bins=23", up to three parameters
 * and the number of further ones.  owner says whose `want' is, such as "the
 * model has".  option, or NULL, is an option with which the program of want's
 * kind makes such features, "-m MODEL"; the message then ends with it.
 */
enum status frontdiff(const char *have, const char *want, const char *owner,
    const char *option, struct fault *why) FAULT_CHECK;

#endif
