/* features.h - make features of samples in memory, for unit tests. */
#ifndef TONFALL_UNIT_FEATURES_H
#define TONFALL_UNIT_FEATURES_H

#include <stdio.h>
#include <stdlib.h>

#include "feature/feature.h"
#include "unit.h"

/* As feature_new, which must succeed. */
static struct feature *
make(const struct front *p)
{
	struct fault why = { ST_OK, "" };
	struct feature *f;

	if (feature_new(&f, p, &why) != ST_OK) {
		printf("FAIL %s: %s\n", unit_name, why.text);
		exit(EXIT_FAILURE);
	}
	return f;
}

/*
 * All frames of x (n) in calls of `step' samples, in room for so many values;
 * their number.
 */
static size_t
run(struct feature *f, const float *x, size_t n, size_t step, float *out,
    size_t room)
{
	size_t at, take, done = 0, B = feature_columns(f);

	for (at = 0; at < n; at += take) {
		take = n - at < step ? n - at : step;
		CHECK((done + feature_most(f, take)) * B <= room);
		done += feature_push(f, x + at, take, out + done * B);
	}
	CHECK((done + feature_most(f, 0)) * B <= room);
	return done + feature_finish(f, out + done * B);
}

#endif
