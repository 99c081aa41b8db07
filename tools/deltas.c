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
#include "cli.h"
#include "filter.h"
#include "stage_options.h"

static const struct stage_tool tool = {
	"deltas", "[stream]", deltas_settings, NULL, NULL
};

static enum status
change(void *ctx, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	return deltas_record(ctx, in, out, why);
}

int
main(int argc, char *argv[])
{
	static struct stage_options o;
	struct tensor_reader *r;
	struct tensor_writer *w;
	struct deltas *d;
	struct fault why;
	const char *in;

	stage_options(&tool, argc, argv, &o, NULL, NULL);
	in = cli_stream(&o.tool, argc, argv);
	cli_check(deltas_new(&d, o.v, &why), &why);
	cli_check(tensor_open(&r, in, 0, &why), &why);
	cli_check(tensor_create(&w, o.out, &why), &why);
	cli_filter(r, w, change, d);
	tensor_close(r);
	deltas_free(d);
	return 0;
}
