/*
 * liveline.h - one line of a terminal that is written again and again: how loud
 * it is, whether somebody speaks, and bars for the probabilities.
 */
#ifndef TONFALL_LIVELINE_H
#define TONFALL_LIVELINE_H

#include <stddef.h>
#include <stdint.h>

struct liveline;

/* On standard error if that is a terminal, else on standard output if that is
 * one, else NULL, with which the other functions do nothing.  The names (n)
 * must outlive it; NULL also if there is no memory. */
struct liveline *liveline_new(const char *const *name, size_t n);
void liveline_free(struct liveline *l);

/* The sound that was heard, at this rate; draws ten times in a second of it. */
void liveline_sound(struct liveline *l, const float *x, size_t n,
    double rate);

/* The last window: p (n), the label, "-" if nobody speaks. */
void liveline_answer(struct liveline *l, const double *p, const char *label);

/* Erase it; the next call draws it again. */
void liveline_erase(const struct liveline *l);

#endif
