/*
 * bytes.h - numbers of 32 bits in the headers of files; private to lib/sound.
 */
#ifndef TONFALL_BYTES_H
#define TONFALL_BYTES_H

#include <stdint.h>

/* The first of the 4 bytes is the highest. */
static inline uint32_t
bytes_big(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

/* The first of the 4 bytes is the lowest. */
static inline uint32_t
bytes_little(const unsigned char *p)
{
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[1] << 8 | p[0];
}

/* Write the n <= 4 lowest bytes of x, the lowest first. */
static inline void
bytes_put_little(unsigned char *p, uint32_t x, unsigned n)
{
	for (; n > 0; n--, x >>= 8)
		*p++ = (unsigned char)x;
}

#endif
