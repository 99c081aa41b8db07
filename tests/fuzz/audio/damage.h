/*
 * damage.h - damaged audio files, each made from its number alone.
 */
#ifndef TONFALL_DAMAGE_H
#define TONFALL_DAMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAMAGE_MOST	(1 << 16)	/* bytes of a file */

struct damage_seed {
	uint8_t *data;		/* of DAMAGE_MOST bytes, the caller's */
	size_t n;
	uint64_t sum;		/* of the samples of a good one */
	const char *name;
};

struct damage_from {
	struct damage_seed *seed;	/* good ones, then those found before */
	size_t good, found;
	uint64_t number;		/* sets the generator */
};

struct damage {
	uint8_t data[DAMAGE_MOST];
	size_t n;
	const struct damage_seed *from;
	bool changed;		/* false: a good file, as it is */
};

/*
 * File number run.  Those found come first, as they are; every 16th thereafter
 * is a good one as it is; others are made from a good one or, in half of the
 * cases, one found, by some changes: bits, bytes, numbers that hurt, sizes of
 * chunks, pieces that are missing, doubled, random, or another file's.
 */
void damage(const struct damage_from *all, uint64_t run, struct damage *f);

#endif
