/*
 * functionals - describe each contour of a record by a few numbers.
 *
 * in   (T, B)  T frames of B contours, such as pitch and energy
 * out  (1, F)  functionals of each contour over the frames that count
 *              (math/functional.h), and a few values of the whole record
 */
#include <unistd.h>

#include "data/functionals.h"
#include "cli.h"
#include "filter.h"
#include "stage_options.h"

static const struct stage_tool tool = {
	"functionals", "[stream]", functionals_settings, NULL, NULL
};

static enum status
change(void *ctx, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	return functionals_record(ctx, in, out, why);
}

int
main(int argc, char *argv[])
{
	static struct stage_options o;
	struct tensor_reader *r;
	struct tensor_writer *w;
	struct functionals *f;
	struct fault why;
	const char *in;

	stage_options(&tool, argc, argv, &o, NULL, NULL);
	in = cli_stream(&o.tool, argc, argv);
	if (functionals_new(&f, o.v, &why) != ST_OK)
		cli_die(why.status == ST_BAD ? EXIT_USAGE : EXIT_DATA, "%s",
		    why.text);
	cli_check(tensor_open(&r, in, 0, &why), &why);
	cli_check(tensor_create(&w, o.out, &why), &why);
	cli_filter(r, w, change, f);
	tensor_close(r);
	functionals_free(f);
	return 0;
}
