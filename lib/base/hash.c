#include "base/hash.h"

#include <string.h>
#include <xxhash.h>

uint64_t
hash_text(uint64_t seed, const char *text)
{
	return XXH3_64bits_withSeed(text, strlen(text), seed);
}
