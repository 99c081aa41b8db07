/*
 * deltas - append to each frame how fast its values change.
 *
 * in   (T, B)
 * out  (T, B (order + 1))  the columns, then their slopes over neighbouring
 *                          frames, then the slopes of those, and so on
 *
 * As Kaldi's add-deltas.
 */
#include "data/deltas.h"
#include "stage_filter.h"

static enum status
new(void **ctx, const double v[], struct fault *why)
{
	struct deltas *p = NULL;
	enum status s = deltas_new(&p, v, why);

	*ctx = p;
	return s;
}

static enum status
change(void *ctx, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	return deltas_record(ctx, in, out, why);
}

static void
release(void *ctx)
{
	deltas_free(ctx);
}

int
main(int argc, char *argv[])
{
	static const struct stage_filter filter = {
		.tool = { .name = "deltas", .operands = "[-j threads] [stream]",
		    .settings = deltas_settings },
		.new = new, .change = change, .free = release
	};

	return stage_main(&filter, argc, argv);
}
