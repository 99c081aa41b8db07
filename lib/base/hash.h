/*
 * hash.h - a number from a text.
 */
#ifndef TONFALL_HASH_H
#define TONFALL_HASH_H

#include <stdint.h>

/* A 64-bit number from a seed and a text (XXH3): order by it to shuffle keys
 * the same way whatever order they come in. */
uint64_t hash_text(uint64_t seed, const char *text);

#endif
