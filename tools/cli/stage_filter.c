#include "stage_filter.h"

#include <stdlib.h>
#include <unistd.h>

#include "filter.h"
#include "stage_options.h"

static const char *const help[][2] = {
	{ "-j N", "number of threads (1)" },
	{ NULL, NULL }
};

static void
set_threads(void *ctx, int option)
{
	*(unsigned *)ctx = (unsigned)cli_size(option, optarg, 1, 1024);
}

/* What the contexts (n) say of records that are not as a user may expect. */
static void
note(const struct filter_kind *kind, void *const ctx[], unsigned n)
{
	uint64_t records = 0;
	unsigned i;

	for (i = 0; kind->idle != NULL && i < n; i++)
		records += kind->idle(ctx[i]);
	if (records > 0)
		cli_warn("%llu records %s", (unsigned long long)records,
		    kind->idle_text);
}

int
stage_main(const struct filter_kind *kind, int argc, char *argv[])
{
	static struct stage_options o;
	const struct stage_tool tool = { kind->name, "[-j threads] [stream]",
	    kind->settings, "j:", help };
	struct tensor_reader *r;
	struct tensor_writer *w;
	struct fault why;
	const char *in;
	unsigned n = 1, i;
	void **ctx;

	stage_options(&tool, argc, argv, &o, set_threads, &n);
	in = cli_stream(&o.tool, argc, argv);
	if ((ctx = calloc(n, sizeof *ctx)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < n; i++)
		if (kind->new(&ctx[i], o.v, &why) != ST_OK)
			cli_die(why.status == ST_BAD ? EXIT_USAGE : EXIT_DATA,
			    "%s", why.text);
	cli_check(tensor_open(&r, in, 0, &why), &why);
	cli_check(tensor_create(&w, o.out, &why), &why);
	cli_filter_threads(r, w, kind->record, ctx, n);
	note(kind, ctx, n);
	tensor_close(r);
	for (i = 0; i < n; i++)
		kind->free(ctx[i]);
	free(ctx);
	return 0;
}
