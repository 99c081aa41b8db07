/*
 * answers.h - the probabilities of a group of a pack: those of each member,
 * then combined.
 */
#ifndef TONFALL_ANSWERS_H
#define TONFALL_ANSWERS_H

#include "base/fault.h"
#include "tensor/tensor.h"
#include "recognise/pack.h"

/* One thread at a time. */
struct answers;

/* p must outlive a; the group must have a member. */
enum status answers_new(struct answers **a, const struct pack *p,
    unsigned group, struct fault *why) FAULT_CHECK;

/* a may be NULL. */
void answers_free(struct answers *a);

/* The probabilities of member i for record t, which has that member's front
 * end.  Faults as ensemble_predict, after the member's name. */
enum status answers_member(struct answers *a, size_t i,
    const struct tensor *t, struct fault *why) FAULT_CHECK;

/*
 * Those of all members combined, p (classes) of the pack.  As the programs
 * write and read tables, probabilities that are combined have seven digits.
 */
void answers_combine(struct answers *a, double *p);

#endif
