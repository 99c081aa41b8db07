/*
 * functionals - describe each contour of a record by a few numbers.
 *
 * in   (T, B)  T frames of B contours, such as pitch and energy
 * out  (1, F)  functionals of each contour over the frames that count
 *              (math/functional.h), and a few values of the whole record
 */
#include "data/functionals.h"
#include "stage_filter.h"

static enum status
new(void **ctx, const double v[], struct fault *why)
{
	struct functionals *p = NULL;
	enum status s = functionals_new(&p, v, why);

	*ctx = p;
	return s;
}

static enum status
change(void *ctx, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	return functionals_record(ctx, in, out, why);
}

static void
release(void *ctx)
{
	functionals_free(ctx);
}

int
main(int argc, char *argv[])
{
	static const struct stage_filter filter = {
		.tool = { .name = "functionals",
		    .operands = "[-j threads] [stream]",
		    .settings = functionals_settings },
		.new = new, .change = change, .free = release
	};

	return stage_main(&filter, argc, argv);
}
