/*
 * onnx.h - trained models as one ONNX graph, for other runtimes: from features
 * to probabilities.
 *
 * Opset 13.  Axes: N clips, F frames, B bins of the features, K classes.
 *
 * inputs	features	float (N, F, B): records of the front end as it
 *				writes them, not normalised; the rows after a
 *				clip's last frame may hold anything
 *		frames		int64 (N): the frames of each clip; missing if
 *				the models take one frame, as those of
 *				functionals do
 * output	probabilities	float (N, K)
 *
 * Models of a pack whose front ends differ have inputs of their own,
 * `MEMBER.features' and `MEMBER.frames'.  N and F are dynamic.  In the graph:
 * normalising by the training data's statistics or each clip's own, padding
 * and cutting, all layers as in evaluation, the mean of a member's models, and
 * the fusion with its temperature.  A model that was trained on groups of
 * records, such as speakers, wants them normalised by these.
 *
 * metadata_props: the attributes of the description (network(5),
 * modelpack(1)), and for each input of features its front, rate and norm, as
 * `features.front' and so on.
 */
#ifndef TONFALL_ONNX_H
#define TONFALL_ONNX_H

#include "base/fault.h"
#include "recognise/pack.h"

/*
 * Write the first group of p to path, NULL or "-" for standard output.  ST_BAD
 * if this library was built without protobuf, a layer has no counterpart, which
 * names it, or the file would have 2 GiB; ST_IO; ST_NOMEM.
 */
enum status onnx_export(const struct pack *p, const char *path,
    struct fault *why) FAULT_CHECK;

#endif
