#include "stage_filter.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const help[][2] = {
	{ "-j N", "number of threads (1)" },
	{ NULL, NULL }
};

static void
set_threads(void *ctx, int option)
{
	*(unsigned *)ctx = (unsigned)cli_size(option, optarg, 1, 1024);
}

int
stage_main(const struct stage_filter *f, int argc, char *argv[])
{
	static struct stage_options o;
	struct stage_tool tool = f->tool;
	struct tensor_reader *r;
	struct tensor_writer *w;
	struct fault why;
	const char *in;
	unsigned n = 1, i;
	void **ctx;

	tool.opts = "j:";
	tool.help = help;
	stage_options(&tool, argc, argv, &o, set_threads, &n);
	in = cli_stream(&o.tool, argc, argv);
	if ((ctx = calloc(n, sizeof *ctx)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < n; i++)
		if (f->new(&ctx[i], o.v, &why) != ST_OK)
			cli_die(why.status == ST_BAD ? EXIT_USAGE : EXIT_DATA,
			    "%s", why.text);
	cli_check(tensor_open(&r, in, 0, &why), &why);
	cli_check(tensor_create(&w, o.out, &why), &why);
	cli_filter_threads(r, w, f->change, ctx, n);
	tensor_close(r);
	for (i = 0; i < n; i++)
		f->free(ctx[i]);
	free(ctx);
	return 0;
}
