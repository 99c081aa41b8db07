/*
 * The kind spec: log power spectra.
 *
 * (T, N/2 + 1): the natural logarithm of the powers of stft.h, at least
 * FRONT_EPSILON; column 0 holds the frame's log energy instead, as in Kaldi.
 */
#include "feature/kind.h"

#include "math/veclog.h"
#include "feature/stft.h"

static const struct front_param own[] = { { .name = NULL } };

static void
spec_free(void *k)
{
	stft_free(k);
}

static enum status
spec_new(void **k, const struct front *p, const struct framer *framer,
    struct fault *why)
{
	struct stft *s = NULL;
	enum status st = stft_new(&s, p, framer, true, why);

	*k = s;
	return st;
}

static size_t
spec_columns(const void *k)
{
	return stft_powers(k);
}

static size_t
spec_rows(void *k, const float *x, size_t place, size_t n, float *out)
{
	size_t columns = stft_powers(k), i;

	stft_rows(stft_run(k, x, place, n), columns, place, n, out, columns);
	for (i = 0; i < n; i++)
		out[i * columns] = 1;
	veclog_floored(out, n * columns, FRONT_EPSILON);
	for (i = 0; i < n; i++)
		out[i * columns] = stft_energy(k)[place + i];
	return n;
}

const struct feature_kind feature_spec = {
	.name = "spec", .spectral = true, .own = own,
	.new = spec_new, .free = spec_free, .columns = spec_columns,
	.rows = spec_rows
};
