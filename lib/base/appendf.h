/*
 * appendf.h - build a text piece by piece.
 */
#ifndef TONFALL_APPENDF_H
#define TONFALL_APPENDF_H

#include <stddef.h>

/* Append to text, which has room for size bytes; what does not fit is left
 * out, and there is always a NUL. */
void appendf(char *text, size_t size, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif
