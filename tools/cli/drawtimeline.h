/*
 * drawtimeline.h - the picture of what is recognised over time.
 */
#ifndef TONFALL_DRAWTIMELINE_H
#define TONFALL_DRAWTIMELINE_H

#include <stddef.h>

/* Parts are collected, then drawn. */
struct drawtimeline;

/* For these classes (C), which must outlive it.  All functions end the program
 * if they fail. */
struct drawtimeline *drawtimeline_new(char *const class[], size_t C);

/* One more part; predicted is a class, C for unknown, -1 for nothing. */
void drawtimeline_add(struct drawtimeline *d, unsigned channel, double start,
    double end, int predicted, const double *p);

/* Draw to path, in the format of its suffix, and free. */
void drawtimeline_draw(struct drawtimeline *d, const char *title,
    const char *path);

#endif
