/*
 * mfcc - cepstral coefficients of log mel bands.
 *
 * in   (T, B)  what wav2fbank wrote
 * out  (T, N)  coefficients c0, c1, ...; or the energy, then c1, ...
 *
 * The values are those of torchaudio.compliance.kaldi.mfcc.
 */
#include "data/cepstra.h"
#include "stage_filter.h"

static enum status
new(void **ctx, const double v[], struct fault *why)
{
	struct cepstra *p = NULL;
	enum status s = cepstra_new(&p, v, why);

	*ctx = p;
	return s;
}

static enum status
change(void *ctx, const struct tensor *in, struct tensor *out,
    struct fault *why)
{
	return cepstra_record(ctx, in, out, why);
}

static void
release(void *ctx)
{
	cepstra_free(ctx);
}

int
main(int argc, char *argv[])
{
	static const struct stage_filter filter = {
		.tool = { .name = "mfcc", .operands = "[-j threads] [stream]",
		    .settings = cepstra_settings },
		.new = new, .change = change, .free = release
	};

	return stage_main(&filter, argc, argv);
}
