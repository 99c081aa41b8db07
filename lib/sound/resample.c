#include "sound/resample.h"

#include <soxr.h>
#include <stdlib.h>

#define PIECE	4096	/* samples passed on at a time */

struct resample {
	soxr_t soxr;
	float y[PIECE];
};

enum status
resample_new(struct resample **out, double from, double to, struct fault *why)
{
	const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
	struct resample *r = calloc(1, sizeof *r);
	soxr_error_t bad = NULL;

	*out = NULL;
	if (r == NULL)
		return fault_nomem(why);
	r->soxr = soxr_create(from, to, 1, &bad, NULL, &quality, NULL);
	if (bad != NULL) {
		resample_free(r);
		return fault_set(why, ST_BAD, "cannot be converted from %g Hz "
		    "to %g Hz: %s", from, to, bad);
	}
	*out = r;
	return ST_OK;
}

void
resample_free(struct resample *r)
{
	if (r == NULL)
		return;
	soxr_delete(r->soxr);
	free(r);
}

enum status
resample_push(struct resample *r, const float *x, size_t n,
    resample_sink *sink, void *ctx, struct fault *why)
{
	size_t taken = 0, made, left = n;
	soxr_error_t bad;
	enum status s;

	do {
		bad = soxr_process(r->soxr, x, x == NULL ? 0 : left, &taken,
		    r->y, PIECE, &made);
		if (bad != NULL)
			return fault_set(why, ST_NOMEM, "the sample rate "
			    "cannot be converted: %s", bad);
		if (made > 0 && (s = sink(ctx, r->y, made, why)) != ST_OK)
			return s;
		if (x != NULL) {
			x += taken;
			left -= taken;
		}
	} while (made == PIECE || (x != NULL && left > 0));
	return ST_OK;
}
