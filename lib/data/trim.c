#include "data/trim.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/chain.h"
#include "data/activity.h"
#include "data/contours.h"
#include "data/filterkind.h"
#include "data/frames.h"
#include "data/speech.h"

const struct setting trim_settings[TRIM_ROWS + 1] = {
	ACTIVITY_SETTINGS,
	{ .name = NULL }
};

struct trim {
	struct activity_rule rule;
	struct activity activity;
	struct contours columns;
	double rate;		/* of the record */
	char stage[CHAIN_MAXSTAGE];
};

enum status
trim_new(struct trim **tp, const double v[], struct fault *why)
{
	struct trim *t = calloc(1, sizeof *t);

	*tp = t;
	if (t == NULL)
		return fault_nomem(why);
	t->columns = (struct contours)CONTOURS_INIT;
	t->rule = (struct activity_rule){ v[TRIM_ACTIVE], v[TRIM_GAP] };
	settings_stage("trim", trim_settings, v, t->stage);
	return ST_OK;
}

void
trim_free(struct trim *t)
{
	if (t == NULL)
		return;
	activity_free(&t->activity);
	contours_free(&t->columns);
	free(t);
}

/* Find the frames of in that count. */
static enum status
find(struct trim *t, const struct tensor *in, struct fault *why)
{
	uint64_t T = 0;
	enum status s;

	if (tensor_attr(in, "norm") != NULL)
		return fault_set(why, ST_BAD, "was normalised by zscore, "
		    "which hides the level; trim comes before that");
	if ((s = frames_real(in, &T, why)) != ST_OK ||
	    (s = frames_rate(in, &t->rate, why)) != ST_OK ||
	    (s = contours_read(&t->columns, in, why)) != ST_OK ||
	    (s = activity_energy(&t->activity, in, (size_t)T, &t->columns,
	    why)) != ST_OK)
		return s;
	activity_find(&t->activity, &t->rule, t->rate);
	return ST_OK;
}

enum status
trim_record(struct trim *t, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	enum status s = find(t, in, why);
	uint64_t dim[2];
	size_t B, i, n = 0;

	if (s != ST_OK)
		return s;
	dim[0] = t->activity.count;
	dim[1] = in->dim[1];
	B = (size_t)in->dim[1];
	if ((s = tensor_reshape(out, 2, dim, why)) != ST_OK ||
	    (s = attrs_copy(&out->attr, &in->attr, why)) != ST_OK)
		return s;
	for (i = 0; i < t->activity.T; i++)
		if (t->activity.on[i])
			(void)memcpy(out->data + n++ * B, in->data + i * B,
			    B * sizeof *out->data);
	attrs_del(&out->attr, "frames");
	if ((s = speech_set(&out->attr, in, &t->columns, &t->activity, t->rate,
	    why)) != ST_OK)
		return s;
	return chain_append(&out->attr, t->stage, why);
}

FILTER_DEFINE(trim, trim);
