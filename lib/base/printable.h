/*
 * printable.h - untrusted text (keys, labels, paths) for people: any byte that
 * could make a terminal or a page do more than show it is written as "\x1b".
 *
 * These are the control characters of ASCII, including tab and newline, those
 * of Unicode, U+0080 to U+009F, and bytes that are not UTF-8 as defined by
 * RFC 3629.  Everything else is unchanged, including a backslash.  A signal
 * handler may call the first two functions.
 */
#ifndef TONFALL_PRINTABLE_H
#define TONFALL_PRINTABLE_H

#include <stddef.h>

#define PRINTABLE_MOST	5	/* bytes of one character, and a NUL */

/* Write the character at s (not its end) to out, unchanged or as above; returns
 * what follows it. */
const char *printable_next(const char *s, char out[PRINTABLE_MOST]);

/* As much of s as fits in out, with a NUL; size > 0. */
void printable(char *out, size_t size, const char *s);

/* All of s in memory for the caller to free; NULL: out of memory. */
char *printable_copy(const char *s);

#endif
