/*
 * layer.h - what a kind of layer must provide; between net.c, pass.c and the
 * layer_*.c, one file a kind, forward beside backward.
 *
 * Axes: N samples of a piece, T frames, C channels; (T, C) and (T', C') are
 * the layer's input and output, always row-major.
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
 * Some samples of a batch on their way through one layer.
 * Forward reads x and writes y; backward reads dy and what forward left, and
 * writes dx.  What backward needs of y must go to save: the next layer may
 * have changed y in place.  A layer with a branch reads side as well, and
 * writes dside.  x is as forward saw it, but where in_place is set
 * x == y and dx == dy.
 */
struct piece {
	size_t n;		/* N, at most PASS_PIECE */
	size_t first;		/* index of sample 0 in the batch */
	bool train;		/* else: no dropout, running statistics */
	const struct pass_place *place;	/* of the batch; with train */
	const float *w;		/* parameters (net.total) */
	float *grad; /* (net.summed) sums of this piece, to be added to */
	const float *x;		/* (N, T, C) */
	float *y;		/* (N, T', C') */
	const float *dy;	/* (N, T', C') */
	float *dx;		/* (N, T, C); NULL for the first layer with
				 * parameters to train, where nobody wants it */
	const size_t *vx;	/* (N) frames of x that are no padding */
	const size_t *vy;	/* (N) the same of y */
	const float *side;	/* (N, side.t, side.c) output of layer from */
	float *dside;		/* its gradient by way of this layer; or NULL */
	void *save;		/* (N, layer.save bytes); with train */
	float *scratch;		/* (layer.scratch) of this thread */
	double *part;		/* (layer.parts) of this piece */
	float *whole;		/* (layer.wholes) of this layer */
};

/* The whole batch, where a layer has to see all of it. */
struct batch {
	size_t n, pieces;
	float *w;		/* (net.total); its states may be changed */
	float *grad;		/* (net.trained) */
	const float *x;		/* (n, T, C) */
	const float *dy;	/* (n, T', C') */
	const double *part;	/* (pieces, layer.parts) */
	float *whole;		/* (layer.wholes) */
};

struct layer_kind {
	const char *name;	/* the word in a network file */
	const char *usage;	/* the words after it */
	size_t settings;	/* bytes of l->set, the kind's own struct */
	bool in_place;		/* y may be x, dx may be dy */
	bool valid_only;	/* forward reads frames that are no padding,
				 * and no others */
	bool stops_at_zero;	/* where y is 0, so is dx */
	bool keeps_zeros;	/* if nobody wants dx where x is 0, nobody
				 * wants dy where y is 0 */

	/* Read the words after the name, word (n), to l->set.  ST_OK or
	 * ST_BAD.  NULL: the kind takes none. */
	enum status (*parse)(struct layer *l, size_t n, char *const word[],
	    struct fault *why);

	/*
	 * From l->in, set l->out, l->save, l->scratch, l->parts, l->wholes
	 * and the parameters.  ST_OK or ST_BAD.
	 */
	enum status (*shape)(struct layer *l, size_t classes,
	    struct fault *why);

	/* Frames of the output that are no padding, 1..T', v being those of
	 * the input, or the fewer ones of side; NULL: all of v. */
	size_t (*valid)(const struct layer *l, size_t v);

	/* At least n: frames of the input (and of side) that decide every bit
	 * of the first n of the output.  NULL: n if in_place, else unknown. */
	size_t (*needs)(const struct layer *l, size_t n);

	void (*forward)(const struct layer *l, const struct piece *p);
	void (*backward)(const struct layer *l, const struct piece *p);

	/*
	 * For a kind that needs sums over the batch before it can go on, both
	 * ways: each piece leaves its sums in p->part, then one thread adds
	 * them up in the order of the pieces and leaves what forward or
	 * backward need in b->whole.  With train only.  NULL: none.
	 */
	void (*gather)(const struct layer *l, const struct piece *p);
	void (*combine)(const struct layer *l, const struct batch *b);
	void (*gather_back)(const struct layer *l, const struct piece *p);
	void (*combine_back)(const struct layer *l, const struct batch *b);

	/*
	 * For parameters whose gradient is better computed over the whole
	 * batch at once: block i of blocks(), each a part of b->grad that no
	 * other block touches.  NULL: none.
	 */
	size_t (*blocks)(const struct layer *l);
	void (*block)(const struct layer *l, const struct batch *b, size_t i);
};

/*
 * A faster way to train one layer or several in a row: forward and backward get
 * the first layer, x and dx of it, y and dy of the last one, and save and
 * scratch of the first one.  fuse.c has the table.
 */
struct layer_group {
	const struct layer_kind *kind[LAYER_MAXGROUP];	/* else NULL */

	/* Whether it is faster for these layers; if so, adds what it needs to
	 * l->save and l->scratch. */
	bool (*takes)(struct layer *l);

	void (*forward)(const struct layer *l, const struct piece *p);
	void (*backward)(const struct layer *l, const struct piece *p);

	/* Instead of the first layer's, if that has them. */
	void (*gather_back)(const struct layer *l, const struct piece *p);
	void (*block)(const struct layer *l, const struct batch *b, size_t i);
};

struct layer {
	const struct layer_kind *kind;
	const struct layer_group *group;	/* that begins here, or NULL */
	size_t taken;			/* layers of the group, else 1 */
	char text[LAYER_MAXTEXT];	/* as net_text prints it */
	size_t line;			/* in the text, from 1 */
	uint32_t pos;			/* among the layers, from 1 */
	size_t from; /* pos of an earlier layer whose output it reads too, 0:
		      * none; set by parse, see layer_earlier */
	bool read;			/* by such a later layer */
	struct shape in, out;
	struct shape side;		/* out of layer from */
	size_t save; /* bytes a sample, forward to backward */
	size_t scratch;			/* floats per thread */
	size_t parts;			/* doubles a piece, see gather */
	size_t wholes;			/* floats, see gather */
	bool in_place;			/* here; not the first layer */
	double kept;			/* share of x that no dropout has set
					 * to 0 in training; if below 1, where
					 * x is 0 nobody wants dx */

	unsigned params;
	struct layer_param {
		const char *part;	/* "weight" */
		enum param_role role;
		unsigned rank;
		size_t dim[3];
		float bound, start, least;	/* as in struct param */
		size_t off;		/* set by net_shape */
	} param[LAYER_MAXPARAMS];

	void *set;			/* settings, as the kind has them */
};

/* All kinds, ended by NULL: layers.c. */
extern const struct layer_kind *const layer_kinds[];

extern const struct layer_group fused_dropconv, fused_batchnorm;

/* For layer_kind.needs, where each frame of y is that of x: n. */
size_t layer_framewise(const struct layer *l, size_t n);

/* Append a parameter; the caller fills in dim, bound, start, and what else
 * differs from rank 1 and any value. */
struct layer_param *layer_param(struct layer *l, const char *part,
    enum param_role role);

/* A count among a layer's words; `what` is its name in the fault. */
enum status layer_size(const char *what, const char *word, size_t lo,
    size_t hi, size_t *out, struct fault *why) FAULT_CHECK;

/* l->from, the position of a layer before l, from its word. */
enum status layer_earlier(struct layer *l, const char *word,
    struct fault *why) FAULT_CHECK;

/* ST_BAD where a layer takes no words but has some, or the wrong number. */
enum status layer_words(const struct layer *l, size_t n, size_t want,
    struct fault *why) FAULT_CHECK;

#endif
