/* The part of rng.h that needs no state, and so no GSL. */
#include <string.h>
#include <xxhash.h>

#include "rng.h"

uint64_t
rng_hash(uint64_t seed, const char *text)
{
	return XXH3_64bits_withSeed(text, strlen(text), seed);
}

/* One of ten rounds; multipliers from Salmon et al. 2011, table 2. */
static void
philox_round(uint32_t c[4], uint32_t k0, uint32_t k1)
{
	uint64_t a = (uint64_t)0xd2511f53 * c[0];
	uint64_t b = (uint64_t)0xcd9e8d57 * c[2];
	uint32_t c1 = c[1], c3 = c[3];

	c[0] = (uint32_t)(b >> 32) ^ c1 ^ k0;
	c[1] = (uint32_t)b;
	c[2] = (uint32_t)(a >> 32) ^ c3 ^ k1;
	c[3] = (uint32_t)a;
}

void
rng_philox(const uint32_t ctr[4], const uint32_t key[2], uint32_t out[4])
{
	uint32_t k0 = key[0], k1 = key[1];
	int i;

	(void)memmove(out, ctr, 4 * sizeof *out);
	for (i = 0; i < 10; i++) {
		philox_round(out, k0, k1);
		k0 += 0x9e3779b9;	/* golden ratio */
		k1 += 0xbb67ae85;	/* sqrt(3) - 1 */
	}
}
