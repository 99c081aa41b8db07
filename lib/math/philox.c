#include "math/philox.h"

#include "math/simd.h"

#define AHEAD 16

/* Philox for AHEAD counters at a time, c[k] (AHEAD) being word k of each: the
 * inner loop becomes vector code.  Multipliers from Salmon et al. 2011,
 * table 2, steps of the key from section 4.3. */
CLONES static void
philox(uint32_t c[restrict 4][AHEAD], uint32_t k0, uint32_t k1)
{
	uint32_t a0, a1, b0, b1;
	int round, i;

	for (round = 0; round < 10; round++) {
		for (i = 0; i < AHEAD; i++) {
			a0 = 0xd2511f53 * c[0][i];
			a1 = (uint32_t)((uint64_t)0xd2511f53 * c[0][i] >> 32);
			b0 = 0xcd9e8d57 * c[2][i];
			b1 = (uint32_t)((uint64_t)0xcd9e8d57 * c[2][i] >> 32);
			c[0][i] = b1 ^ c[1][i] ^ k0;
			c[1][i] = b0;
			c[2][i] = a1 ^ c[3][i] ^ k1;
			c[3][i] = a0;
		}
		k0 += 0x9e3779b9;	/* golden ratio */
		k1 += 0xbb67ae85;	/* sqrt(3) - 1 */
	}
}

void
philox_fill(const uint32_t ctr[4], const uint32_t key[2], size_t n,
    uint32_t *out)
{
	uint32_t c[4][AHEAD];
	size_t at, i, k;

	for (at = 0; at < n; at += AHEAD) {
		for (i = 0; i < AHEAD; i++) {
			c[0][i] = ctr[0] + (uint32_t)(at + i);
			for (k = 1; k < 4; k++)
				c[k][i] = ctr[k];
		}
		philox(c, key[0], key[1]);
		for (i = 0; i < AHEAD && at + i < n; i++)
			for (k = 0; k < 4; k++)
				*out++ = c[k][i];
	}
}
