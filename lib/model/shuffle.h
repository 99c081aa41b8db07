/*
 * shuffle.h - the order of the samples of an epoch.
 *
 * SHUFFLE_BLOCKS: the samples 0..n-1 are divided into blocks of `block', the
 * blocks are put in random order, each `window' of them are a window, and the
 * samples of a window, first in the order of the stream, are put in random
 * order.  So only a window need be in memory, and is read in large pieces.
 *
 * The order depends only on n, the configuration, seed and epoch.
 */
#ifndef TONFALL_SHUFFLE_H
#define TONFALL_SHUFFLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

enum shuffle_how { SHUFFLE_EVERY, SHUFFLE_ONCE, SHUFFLE_BLOCKS };

struct shuffle_config {		/* all 0: before every epoch */
	enum shuffle_how how;
	/* Only with SHUFFLE_BLOCKS: */
	size_t block;		/* samples; 0: shuffle_fit sets it */
	size_t window;		/* blocks */
};

/* Parse `every', `once' or `blocks:block=N,window=W'.  ST_BAD. */
enum status shuffle_parse(struct shuffle_config *c, const char *text,
    struct fault *why) FAULT_CHECK;

/* If c->block is 0 though there are blocks, set it for samples of so many
 * bytes. */
void shuffle_fit(struct shuffle_config *c, uint64_t bytes);

/* As a model has it, "blocks block 29 window 128"; returns buf. */
#define SHUFFLE_TEXT 80
const char *shuffle_text(const struct shuffle_config *c,
    char buf[SHUFFLE_TEXT]);

/* The windows of an epoch; without blocks there is one. */
struct shuffle {
	struct shuffle_config config;
	size_t n;		/* samples */
	size_t windows;
	size_t *begin;		/* (windows + 1) places in the order */
	size_t blocks;		/* 0 without */
	size_t *block;		/* (blocks) by window, in each by number */
};

/* For n >= 1 samples; config.block is set.  ST_NOMEM. */
enum status shuffle_new(struct shuffle *s, const struct shuffle_config *c,
    size_t n, struct fault *why) FAULT_CHECK;

void shuffle_free(struct shuffle *s);

/* Set order (n) and the windows of this epoch, from 0. */
enum status shuffle_draw(struct shuffle *s, size_t *order, uint64_t seed,
    uint32_t epoch, struct fault *why) FAULT_CHECK;

#endif
