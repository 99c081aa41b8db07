/*
 * drawmatrix.h - the pictures of a confusion matrix and of its calibration.
 */
#ifndef TONFALL_DRAWMATRIX_H
#define TONFALL_DRAWMATRIX_H

#include "score/scoretable.h"

/*
 * Draw s with this title to path, in the format of its suffix
 * (plotscript_format); does nothing for another suffix.  A warning names
 * classes with characters that no installed font has; every failure ends the
 * program.
 */
void draw_matrix(const struct scoretable *s, const char *title,
    const char *path);

/* The same for how far the probabilities can be believed; s->calibrated. */
void draw_reliability(const struct scoretable *s, const char *title,
    const char *path);

#endif
