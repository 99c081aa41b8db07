/*
 * frontdiff.h - check whether two records were made by the same front end, and
 * name the stage and the parameters that differ.
 *
 * Compares two values of the attribute `front', chains of stages "NAME
 * name=value name=value ..." (tensor/chain.h), as text, so those of later
 * versions can be compared, too.
 */
#ifndef TONFALL_FRONTDIFF_H
#define TONFALL_FRONTDIFF_H

#include "base/fault.h"

/*
 * ST_OK if the chains are equal or both NULL (no attribute front); else ST_BAD
 * with "front end differs: bins=40, but OWNER bins=23", up to three parameters
 * of the first stage that differs and the number of further ones.  owner says
 * whose `want' is, such as "the model has".  option, or NULL, is an option with
 * which the programs of want's stages make such features, "-m MODEL"; the
 * message then ends with them.
 */
enum status frontdiff(const char *have, const char *want, const char *owner,
    const char *option, struct fault *why) FAULT_CHECK;

#endif
