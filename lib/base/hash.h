/*
 * hash.h - hashes of texts.
 */
#ifndef TONFALL_HASH_H
#define TONFALL_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Of n bytes (XXH3). */
uint64_t hash_bytes(const void *p, size_t n);

/* A 64-bit number from a seed and a text (XXH3): order by it to shuffle keys
 * the same way whatever order they come in. */
uint64_t hash_text(uint64_t seed, const char *text);

/*
 * SipHash-2-4 of a text (Aumasson and Bernstein, "SipHash: a fast short-input
 * PRF", 2012): without the key nobody can find texts whose hashes agree even in
 * some bits.  For tables of untrusted texts.
 */
uint64_t hash_keyed(const unsigned char key[16], const char *text);

#endif
