/*
 * drawmatrix.h - the picture of a confusion matrix.
 */
#ifndef TONFALL_DRAWMATRIX_H
#define TONFALL_DRAWMATRIX_H

#include "score/scoretable.h"

/*
 * Draw s under title into path, in the format of its ending (heatmap_format);
 * nothing for another ending.  A warning names what no font of this machine can
 * draw; every failure ends the program.
 */
void draw_matrix(const struct scoretable *s, const char *title,
    const char *path);

#endif
