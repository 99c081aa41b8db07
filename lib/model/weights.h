/*
 * weights.h - arrays laid out like the parameters of a network, as records of
 * a stream: one for each parameter, in the order of the table.
 */
#ifndef TONFALL_WEIGHTS_H
#define TONFALL_WEIGHTS_H

#include "tensor/tensor.h"
#include "nn/net.h"

/* ST_BAD unless all values v (p->len) are finite and none is below least. */
enum status weights_check(const struct param *p, float least, const float *v,
    struct fault *why) FAULT_CHECK;

/*
 * Read the next record into v (p->len): it must have the key p->name followed
 * by part ("" or ".m"), p's shape, and values that pass weights_check.  The
 * text of a fault begins with the name of the stream.
 */
enum status weights_read(struct tensor_reader *r, struct tensor *t,
    const struct param *p, const char *part, float least, float *v,
    struct fault *why) FAULT_CHECK;

/* Write such a record. */
enum status weights_write(struct tensor_writer *w, const struct param *p,
    const char *part, const float *v, struct fault *why) FAULT_CHECK;

/* ST_BAD if there is another record. */
enum status weights_end(struct tensor_reader *r, struct tensor *t,
    struct fault *why) FAULT_CHECK;

#endif
