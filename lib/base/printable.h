/*
 * printable.h - text of strangers (keys, labels, paths) for people: what could
 * make a terminal or a page do anything but show it is written as "\x1b", a
 * byte each.
 *
 * These are control characters, of ASCII (tab and newline too) and those that
 * Unicode has beside them, U+0080 to U+009F, and bytes that are no UTF-8 as
 * RFC 3629 defines it.  All else stays, a backslash too.  A handler of signals
 * may call the first two.
 */
#ifndef TONFALL_PRINTABLE_H
#define TONFALL_PRINTABLE_H

#include <stddef.h>

#define PRINTABLE_MOST	5	/* bytes of one character, and a NUL */

/* The character at s (not at its end) to out, as it is or as above; returns
 * what follows it. */
const char *printable_next(const char *s, char out[PRINTABLE_MOST]);

/* As much of s as fits to out, with a NUL; size > 0. */
void printable(char *out, size_t size, const char *s);

/* All of s in memory for the caller to free; NULL: out of memory. */
char *printable_copy(const char *s);

#endif
