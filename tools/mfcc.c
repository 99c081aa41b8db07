/*
 * mfcc - cepstral coefficients of log mel bands.
 *
 * in   (T, B)  what wav2fbank wrote
 * out  (T, N)  coefficients c0, c1, ...; or the energy, then c1, ...
 *
 * The values are those of torchaudio.compliance.kaldi.mfcc.
 */
#include "data/cepstra.h"
#include "cli.h"
#include "filter.h"
#include "stage_options.h"

static const struct stage_tool tool = {
	"mfcc", "[stream]", cepstra_settings, NULL, NULL
};

static enum status
change(void *ctx, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	return cepstra_record(ctx, in, out, why);
}

int
main(int argc, char *argv[])
{
	static struct stage_options o;
	struct tensor_reader *r;
	struct tensor_writer *w;
	struct cepstra *c;
	struct fault why;
	const char *in;

	stage_options(&tool, argc, argv, &o, NULL, NULL);
	in = cli_stream(&o.tool, argc, argv);
	cli_check(cepstra_new(&c, o.v, &why), &why);
	cli_check(tensor_open(&r, in, 0, &why), &why);
	cli_check(tensor_create(&w, o.out, &why), &why);
	cli_filter(r, w, change, c);
	tensor_close(r);
	cepstra_free(c);
	return 0;
}
