#include "base/hash.h"

#include <stddef.h>
#include <string.h>
#include <xxhash.h>

uint64_t
hash_bytes(const void *p, size_t n)
{
	return XXH3_64bits(p, n);
}

uint64_t
hash_text(uint64_t seed, const char *text)
{
	return XXH3_64bits_withSeed(text, strlen(text), seed);
}

/* ---- SipHash-2-4, with the names of the paper's section 2 ---- */

static uint64_t
rotate(uint64_t x, unsigned int bits)
{
	return x << bits | x >> (64 - bits);
}

static void
sip_round(uint64_t v[4])
{
	v[0] += v[1];
	v[2] += v[3];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] = rotate(v[0], 32);
	v[2] += v[1];
	v[0] += v[3];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] = rotate(v[2], 32);
}

static void
compress(uint64_t v[4], uint64_t m)
{
	v[3] ^= m;
	sip_round(v);
	sip_round(v);
	v[0] ^= m;
}

/* n of up to 8 bytes, little-endian. */
static uint64_t
word(const unsigned char *p, size_t n)
{
	uint64_t m = 0;

	while (n-- > 0)
		m = m << 8 | p[n];
	return m;
}

uint64_t
hash_keyed(const unsigned char key[16], const char *text)
{
	const unsigned char *p = (const unsigned char *)text;
	uint64_t k0 = word(key, 8), k1 = word(key + 8, 8);
	uint64_t v[4] = { k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d,
	    k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573 };
	size_t n = strlen(text), left;
	int i;

	for (left = n; left >= 8; left -= 8, p += 8)
		compress(v, word(p, 8));
	compress(v, (uint64_t)n << 56 | word(p, left));
	v[2] ^= 0xff;
	for (i = 0; i < 4; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}
