/*
 * layer.h - what a kind of layer must provide: the interface between net.c,
 * pass.c and the layer_*.c, one file per kind, with forward and backward.
 *
 * A batch is divided into micro-batches, see pass.h; one of them on its way
 * through a layer is a struct piece.
 *
 * Axes: N samples of a micro-batch, T frames, C channels; (T, C) and (T', C')
 * are the layer's input and output, always row-major.
 */
#ifndef TONFALL_LAYER_H
#define TONFALL_LAYER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "nn/net.h"
#include "nn/pass.h"

#define LAYER_MAXTEXT	128
#define LAYER_MAXGROUP	4	/* layers */
#define LAYER_MAXPARAMS	8
#define LAYER_MAXLEN	((size_t)1 << 30)	/* values */

/*
 * A micro-batch on its way through one layer.
 * Forward reads x and writes y; backward reads dy and what forward saved, and
 * writes dx.  What backward needs of y must be kept in save: the next layer
 * may have changed y in place.  A layer with a branch also reads side and
 * writes dside.  In backward, x is unchanged since forward, except that x == y
 * and dx == dy if in_place is set.
 */
struct piece {
	size_t n;		/* N, at most PASS_PIECE */
	size_t first;		/* index of sample 0 in the batch */
	bool train;		/* else: no dropout, running statistics */
	const struct pass_place *place;	/* of the batch; with train */
	const float *w;		/* parameters (net.total) */
	float *grad; /* (net.summed) sums of this micro-batch; add to them */
	const float *x;		/* (N, T, C) */
	float *y;		/* (N, T', C') */
	const float *dy;	/* (N, T', C') */
	float *dx;		/* (N, T, C); NULL for the first layer with
				 * parameters to train: it is not needed */
	const size_t *vx;	/* (N) frames of x that are not padding */
	const size_t *vy;	/* (N) the same of y */
	const float *side;	/* (N, side.t, side.c) output of layer from */
	float *dside;		/* its gradient through this layer; or NULL */
	void *save;		/* (N, layer.save bytes); with train */
	float *scratch;		/* (layer.scratch) of this thread */
	double *part;		/* (layer.parts) of this micro-batch */
	float *whole;		/* (layer.wholes) of this layer */
};

/* The whole batch, for layers that need all of it at once. */
struct batch {
	size_t n, pieces;
	float *w;		/* (net.total); PARAM_STATEs may be changed */
	float *grad;		/* (net.trained) */
	/* (n, T, C); of the T * C values of a sample those that the block needs
	 * (see span) are there: value c of sample i is
	 * x[i * stride + c - from]. */
	const float *x;
	size_t stride, from;
	const float *dy;	/* (n, T', C') */
	const double *part;	/* (pieces, layer.parts) */
	float *whole;		/* (layer.wholes) */
};

/* What a block reads and writes. */
struct block_span {
	size_t value, values;	/* of each sample of x; 0: none */
	size_t off, n;		/* of grad, and so of w */
};

struct layer_kind {
	const char *name;	/* the word in a network file */
	const char *usage;	/* the words after it */
	size_t settings;	/* bytes of l->set, the kind's own struct */
	bool in_place;		/* y may be x, dx may be dy */
	bool valid_only;	/* forward never reads padding frames */
	bool stops_at_zero;	/* where y is 0, so is dx */
	bool keeps_zeros;	/* if dx is not needed where x is 0, dy is not
				 * needed where y is 0 */

	/* Parse the words after the name, word (n), into l->set.  ST_OK or
	 * ST_BAD.  NULL: the kind takes none. */
	enum status (*parse)(struct layer *l, size_t n, char *const word[],
	    struct fault *why);

	/*
	 * Set l->out, l->save, l->scratch, l->parts, l->wholes and the
	 * parameters from l->in.  ST_OK or ST_BAD.
	 */
	enum status (*shape)(struct layer *l, size_t classes,
	    struct fault *why);

	/* Number of frames of the output that are not padding, 1..T', if v of
	 * the input are (or of side, if it has fewer).  NULL: v. */
	size_t (*valid)(const struct layer *l, size_t v);

	/* Number of frames of the input (and of side), n or more, on which the
	 * first n of the output depend, besides all that are not padding.
	 * NULL: n if in_place, else unknown. */
	size_t (*needs)(const struct layer *l, size_t n);

	void (*forward)(const struct layer *l, const struct piece *p);
	void (*backward)(const struct layer *l, const struct piece *p);

	/*
	 * For a kind that needs sums over the batch before forward or backward:
	 * each micro-batch leaves its sums in p->part, then one thread adds
	 * them up in the order of the micro-batches and leaves what forward or
	 * backward needs in b->whole.  In training only, and not if the layer
	 * is frozen.  NULL: none.
	 */
	void (*gather)(const struct layer *l, const struct piece *p);
	void (*combine)(const struct layer *l, const struct batch *b);
	void (*gather_back)(const struct layer *l, const struct piece *p);
	void (*combine_back)(const struct layer *l, const struct batch *b);

	/*
	 * For parameters whose gradient is better computed over the whole
	 * batch at once, in blocks() blocks: compute block i, a part of b->grad
	 * that no other block touches.  Blocks that read x are first, in the
	 * order of what they read, which is that of what they write.  NULL:
	 * none.
	 */
	size_t (*blocks)(const struct layer *l);
	struct block_span (*span)(const struct layer *l, size_t i);
	void (*block)(const struct layer *l, const struct batch *b, size_t i);
};

/*
 * A faster way to train one layer or several consecutive ones: forward and
 * backward get the first layer, its x, dx, save and scratch, and y and dy of
 * the last one.  fuse.c has the table.
 */
struct layer_group {
	const struct layer_kind *kind[LAYER_MAXGROUP];	/* else NULL */

	/* Is it faster for these layers?  If so, adds the memory it needs to
	 * l->save and l->scratch. */
	bool (*takes)(struct layer *l);

	void (*forward)(const struct layer *l, const struct piece *p);
	void (*backward)(const struct layer *l, const struct piece *p);

	/* Replace those of the first layer, if it has them. */
	void (*gather_back)(const struct layer *l, const struct piece *p);
	void (*block)(const struct layer *l, const struct batch *b, size_t i);
};

struct layer {
	const struct layer_kind *kind;
	const struct layer_group *group;	/* that starts here, or NULL */
	size_t taken;			/* layers of the group, else 1 */
	char text[LAYER_MAXTEXT];	/* as net_text prints it */
	size_t line;			/* in the text, from 1 */
	uint32_t pos;			/* among the layers, from 1 */
	size_t from; /* pos of an earlier layer whose output it also reads, or
		      * 0; set by parse, see layer_earlier */
	bool read;			/* a later layer does so */
	struct shape in, out;
	struct shape side;		/* out of layer from */
	size_t save; /* bytes per sample, forward to backward */
	size_t scratch;			/* floats per thread */
	size_t parts;			/* doubles, of a micro-batch */
	size_t wholes;			/* floats, see gather */
	bool in_place;			/* here; never for the first layer */
	bool frozen;			/* by net_freeze */
	double kept;			/* share of x that dropout has not set
					 * to 0 in training; if below 1, dx is
					 * not needed where x is 0 */

	unsigned params;
	struct layer_param {
		const char *part;	/* "weight" */
		enum param_role role;
		unsigned rank;
		size_t dim[3];
		float bound, start, least;	/* as in struct param */
		size_t off;		/* set by net_shape */
	} param[LAYER_MAXPARAMS];

	void *set;			/* settings, the kind's own struct */
};

/* All kinds, ending with NULL: layers.c. */
extern const struct layer_kind *const layer_kinds[];

extern const struct layer_group fused_dropconv, fused_batchnorm;

/* A layer_kind.needs for kinds that map frame to frame: n. */
size_t layer_framewise(const struct layer *l, size_t n);

/* Append a parameter of rank 1 that may have any value; the caller fills in
 * dim, bound, start and whatever differs from this. */
struct layer_param *layer_param(struct layer *l, const char *part,
    enum param_role role);

/* Parse a number, lo..hi, among a layer's words; the fault calls it `what`. */
enum status layer_size(const char *what, const char *word, size_t lo,
    size_t hi, size_t *out, struct fault *why) FAULT_CHECK;

/* Set l->from to the position of an earlier layer, given by word. */
enum status layer_earlier(struct layer *l, const char *word,
    struct fault *why) FAULT_CHECK;

/* ST_BAD unless the layer has the wanted number of words. */
enum status layer_words(const struct layer *l, size_t n, size_t want,
    struct fault *why) FAULT_CHECK;

#endif
