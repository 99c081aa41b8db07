/*
 * drawmatrix.h - the picture of a confusion matrix.
 */
#ifndef TONFALL_DRAWMATRIX_H
#define TONFALL_DRAWMATRIX_H

#include "score/scoretable.h"

/*
 * Draw s with this title to path, in the format of its suffix (heatmap_format);
 * does nothing for another suffix.  A warning names classes with characters
 * that no installed font has; every failure ends the program.
 */
void draw_matrix(const struct scoretable *s, const char *title,
    const char *path);

#endif
