/*
 * hash.h - a number from a text.
 */
#ifndef TONFALL_HASH_H
#define TONFALL_HASH_H

#include <stdint.h>

/* A 64-bit number from a seed and a text (XXH3): order by it to shuffle keys
 * the same way whatever order they come in. */
uint64_t hash_text(uint64_t seed, const char *text);

/*
 * SipHash-2-4 of a text (Aumasson and Bernstein, "SipHash: a fast short-input
 * PRF", 2012): who does not know the key cannot find texts that share even
 * some bits of it.  For tables of what strangers wrote.
 */
uint64_t hash_keyed(const unsigned char key[16], const char *text);

#endif
