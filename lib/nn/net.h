/*
 * net.h - a network: its layers, their shapes, and the table of parameters.
 *
 * Axes: N samples, T frames, C channels (bins at the input); activations are
 * (N, T, C), row-major, channels last.  The text of a network is network(5):
 *
 *	net_parse   text -> layers
 *	net_shape   layers, input (T, B), classes -> shapes, table of parameters
 *
 * All parameters lie in one flat array of net.total floats; net.param[]
 * names the parts.  Gradients and moments are arrays of the same layout, of
 * net.trained floats.  The order of the flat array:
 *
 *	0 .. summed	gradients are summed over a batch's micro-batches
 *	   .. trained	gradients are computed over the whole batch at once
 *	   .. total	not trained (running statistics)
 *
 * Every part begins at a multiple of 16 floats; the gaps are 0.
 */
#ifndef TONFALL_NET_H
#define TONFALL_NET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "math/rng.h"

#define NET_MAXLAYERS	64
#define NET_MAXVALUES ((size_t)1 << 25) /* of a record, in all layers */
#define NET_MAXTEXT	4096		/* bytes of net_text */

struct layer;

struct shape {
	size_t t;		/* frames */
	size_t c;		/* channels */
};

/* One named part of the flat array. */
struct param {
	char name[40]; /* "1.conv.weight": position of the layer, kind, part */
	unsigned rank;
	size_t dim[3];		/* slowest axis first */
	size_t len;		/* product of dim */
	size_t off;		/* in the flat array */
	enum param_role {
		PARAM_SUMMED, PARAM_BATCH, PARAM_STATE
	} role;			/* see the order above */
	float bound;		/* starts uniform in [-bound, bound]; if 0: */
	float start;		/* starts with this value */
	float least;		/* smaller values are invalid */
};

/* Start from NET_INIT. */
struct net {
	char *name;			/* for messages */
	size_t layers;
	struct layer *layer;		/* see layer.h */
	struct shape in;		/* (T, B) */
	size_t classes;			/* values of the last layer */
	size_t params;
	struct param *param;		/* in the order of the layers */
	size_t summed, trained, total;	/* floats, see above */
};

#define NET_INIT { NULL, 0, NULL, { 0, 0 }, 0, 0, NULL, 0, 0, 0 }

/*
 * Parse the text of a network.  name is for messages ("seed.net"): a fault
 * says "seed.net: line 3: maxpool 0: what is wrong".  ST_OK, ST_BAD, ST_NOMEM.
 */
enum status net_parse(struct net *net, const char *text, const char *name,
    struct fault *why) FAULT_CHECK;

/* The same from a file; ST_IO if it cannot be read. */
enum status net_read(struct net *net, const char *path, struct fault *why)
    FAULT_CHECK;

/*
 * Compute all shapes for input (frames, bins) and lay out the parameters.
 * The output of the last layer must be (1, classes).  May be called again for
 * another input.  ST_BAD names line, layer and shapes.
 */
enum status net_shape(struct net *net, size_t frames, size_t bins,
    size_t classes, struct fault *why) FAULT_CHECK;

/*
 * The number of frames, v..in.t, that suffices for a sample of which v frames
 * are not padding: shaped for that many, the network gives the same bits as for
 * in.t.  Less than in.t only if a layer such as statpool ignores padding.
 */
size_t net_frames(const struct net *net, size_t v);

/*
 * Freeze the layers of list, numbers from 1 with commas, "1-8,10": in training
 * their parameters stay as they are, and a batchnorm among them normalises by
 * its running statistics, as in evaluation mode.  Dropout goes on as before.
 * After net_shape and before net_fuse.  ST_BAD if list is none, if no layer in
 * it has parameters, or if nothing is left to train.
 */
enum status net_freeze(struct net *net, const char *list, struct fault *why)
    FAULT_CHECK;

/* The network on one line, "conv 128 10 stride 3; relu; ..."; returns buf. */
const char *net_text(const struct net *net, char buf[NET_MAXTEXT]);

/* Shape of the output of layer i. */
struct shape net_out(const struct net *net, size_t i);

/*
 * Set the initial w (net.total), drawn from r in the order of the table.
 * Weights and biases of conv and dense are initialised as by PyTorch 1.13:
 * uniform in +-1/sqrt(fan in) (kaiming_uniform_ with a = sqrt(5)).
 */
void net_init(const struct net *net, float *w, struct rng *r);

void net_free(struct net *net);

#endif
