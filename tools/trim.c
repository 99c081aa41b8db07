/*
 * trim - drop the frames of silence at the ends and in long gaps.
 *
 * in   (T, B)  with a column energy, or what wav2fbank or wav2spec wrote
 * out  (N, B)  the N frames that count (data/activity.h)
 */
#include "data/trim.h"
#include "stage_filter.h"

static enum status
new(void **ctx, const double v[], struct fault *why)
{
	struct trim *p = NULL;
	enum status s = trim_new(&p, v, why);

	*ctx = p;
	return s;
}

static enum status
change(void *ctx, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	return trim_record(ctx, in, out, why);
}

static void
release(void *ctx)
{
	trim_free(ctx);
}

int
main(int argc, char *argv[])
{
	static const struct stage_filter filter = {
		.tool = { .name = "trim", .operands = "[-j threads] [stream]",
		    .settings = trim_settings },
		.new = new, .change = change, .free = release
	};

	return stage_main(&filter, argc, argv);
}
