#include "filter.h"

#include "cli.h"

void
cli_filter(struct tensor_reader *r, struct tensor_writer *w,
    cli_change *change, void *ctx)
{
	struct tensor in = TENSOR_INIT, out = TENSOR_INIT;
	struct fault why;
	enum status s;

	while ((s = tensor_read(r, &in, &why)) == ST_OK) {
		if (change(ctx, &in, &out, &why) != ST_OK)
			cli_die_record(r, &in, "%s", why.text);
		cli_check(tensor_write(w, &out, &why), &why);
	}
	if (s != ST_END)
		cli_fail(&why);
	cli_check(tensor_finish(w, &why), &why);
	tensor_free(&in);
	tensor_free(&out);
}
