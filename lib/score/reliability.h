/*
 * reliability.h - how far the probabilities can be believed, as a picture: the
 * script for gnuplot(1).
 *
 * Left, the reliability diagram (DeGroot & Fienberg 1983, "The comparison and
 * evaluation of forecasters", The Statistician 32): for the predictions in each
 * bin of confidence, the share that is right against the mean confidence, with
 * the diagonal, on which they would be equal; below it, how many predictions
 * each bin has.  Right, the UAR of the surest predictions against the share
 * that is kept.
 */
#ifndef TONFALL_RELIABILITY_H
#define TONFALL_RELIABILITY_H

#include "base/fault.h"
#include "score/calibration.h"
#include "score/plotscript.h"

/*
 * The script that makes gnuplot write the picture to its standard output, with
 * this title, or "".  The caller frees *script.  ST_OK or ST_NOMEM.
 */
enum status reliability_script(const struct calibration *c, const char *title,
    enum plotscript_format format, char **script, struct fault *why)
    FAULT_CHECK;

#endif
