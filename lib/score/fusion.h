/*
 * fusion.h - the file of a fitted fusion: what combine.h fitted, and of which
 * models and classes.
 *
 * A tensor(5) stream of one record, key `fusion`, shape (M + C): the weights of
 * the M models, then the biases of the C classes.  Attributes:
 *
 *	models       the M names, separated by tabs
 *	labels       the C classes, separated by tabs, as in a model
 *	protocol     T, S or C, of the tables; "-" if they do not say
 *	rows         how many it was fitted on
 *	weights      the weights divided by their sum, as text for people
 *	temperature  1 / the sum of the weights, as text
 *	loss         mean logarithmic loss of the rows it was fitted on,
 *	             averaged over the classes; loss-before: with equal weights
 *	version      of the program
 */
#ifndef TONFALL_FUSION_H
#define TONFALL_FUSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "base/textset.h"
#include "tensor/tensor.h"
#include "score/combine.h"

/* Start from FUSION_INIT. */
struct fusion {
	struct combine k;
	struct textset models;	/* in the order of the weights */
	struct textset labels;	/* in the order of the biases */
	char protocol;		/* 'T', 'S', 'C', or 0: unknown */
	size_t rows;
	struct combine_fitted fitted;
};

#define FUSION_INIT { COMBINE_INIT, TEXTSET_INIT, TEXTSET_INIT, 0, 0, \
    { 0, 0, 0 } }

/* Read the file.  ST_OK, or ST_BAD/ST_IO/ST_NOMEM with "FILE: ...". */
enum status fusion_read(struct fusion *f, const char *path, struct fault *why)
    FAULT_CHECK;

/* The same from its record. */
enum status fusion_take(struct fusion *f, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/* Write it to path, NULL for standard output. */
enum status fusion_write(const struct fusion *f, const char *path,
    struct fault *why) FAULT_CHECK;

/*
 * Which of the models each of n tables belongs to: slot[i] for name[i].  given:
 * the user named the tables, so each must be a model.  Otherwise the names are
 * those of files: if they are the models' names they decide, and if none of
 * them is, the order does.  ST_BAD if the names do not fit, or their number.
 */
enum status fusion_slots(const struct fusion *f, char *const *name, size_t n,
    bool given, size_t *slot, struct fault *why) FAULT_CHECK;

/* ST_BAD unless the n classes are those of the fusion; to[i] is the place in
 * it of class i. */
enum status fusion_classes(const struct fusion *f, const char *const *class,
    size_t n, size_t *to, struct fault *why) FAULT_CHECK;

void fusion_free(struct fusion *f);

#endif
