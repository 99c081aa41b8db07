/*
 * cut.h - parts of a recording as features: samples in, rows of windows or
 * segments out.
 */
#ifndef TONFALL_CUT_H
#define TONFALL_CUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "feature/feature.h"
#include "feature/front.h"

struct cut_rule {
	double window, hop;	/* seconds; window 0: the whole recording */
};

struct cut_span {
	double start, end;
};

enum cut_is { CUT_GOOD, CUT_SHORT, CUT_BEYOND };

struct cut_part {
	enum cut_is is;
	uint64_t number;	/* of a window, from 1; segments: index */
	double start, end;	/* seconds */
	const float *rows;	/* (n, B), valid during the call */
	size_t n;
};

typedef enum status cut_take(void *ctx, const struct cut_part *part,
    struct fault *why);

struct cut;

enum status cut_new(struct cut **s, const struct front *p,
    const struct cut_rule *rule, struct fault *why) FAULT_CHECK;
void cut_free(struct cut *s);
enum status cut_begin(struct cut *s, double rate, const struct cut_span *span,
    size_t n, cut_take *take, void *ctx, struct fault *why) FAULT_CHECK;
enum status cut_push(struct cut *s, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;
enum status cut_finish(struct cut *s, struct fault *why) FAULT_CHECK;
void cut_reset(struct cut *s);
const struct feature *cut_feature(const struct cut *s);
uint64_t cut_samples(const struct cut *s);
double cut_rate(const struct cut *s);

#endif
