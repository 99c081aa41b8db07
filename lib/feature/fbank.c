/*
 * The kind fbank: log mel filter bank energies.
 *
 * The powers of stft.h, or their square roots, are summed under mel triangles
 * (mel.h), in float64; the natural logarithm is taken, of at least
 * FRONT_EPSILON.  An optional column has the frame's log energy.
 */
#include "feature/kind.h"

#include <math.h>
#include <stdlib.h>

#include "math/veclog.h"
#include "feature/mel.h"
#include "feature/stft.h"

enum { BINS, LOW, HIGH, POWER, LOG, ENERGY, HTK, WARP, WARP_LOW, WARP_HIGH };

/* In the order of the line. */
static const struct front_param own[] = {
	{ .name = "bins", .option = "bins", .type = FRONT_WHOLE,
	    .at = FRONT_OWN(BINS), .lo = 4, .hi = 4096, .initial = 23,
	    .arg = "N", .help = "mel bins" },
	{ .name = "low", .option = "low", .type = FRONT_REAL,
	    .at = FRONT_OWN(LOW), .hi = 384000, .initial = 20, .arg = "HZ",
	    .help = "lower end of the lowest bin" },
	{ .name = "high", .option = "high", .type = FRONT_REAL,
	    .at = FRONT_OWN(HIGH), .lo = -384000, .hi = 384000, .arg = "HZ",
	    .help = "upper end of the highest; up to 0 is relative to half the "
	    "rate" },
	{ .name = "power", .option = "no-power", .type = FRONT_YESNO,
	    .at = FRONT_OWN(POWER), .initial = 1,
	    .help = "magnitudes instead of powers" },
	{ .name = "log", .option = "no-log", .type = FRONT_YESNO,
	    .at = FRONT_OWN(LOG), .initial = 1, .help = "no logarithm" },
	{ .name = "energy", .option = "energy", .type = FRONT_YESNO,
	    .at = FRONT_OWN(ENERGY),
	    .help = "add a column: the log energy, before the bins" },
	{ .name = "htk", .option = "htk", .type = FRONT_YESNO,
	    .at = FRONT_OWN(HTK), .help = "put that column after the bins" },
	{ .name = "vtln-warp", .option = "vtln-warp", .type = FRONT_REAL,
	    .at = FRONT_OWN(WARP), .lo = 0.1, .hi = 10, .initial = 1,
	    .arg = "X", .help = "vocal tract length: warping factor" },
	{ .name = "vtln-low", .option = "vtln-low", .type = FRONT_REAL,
	    .at = FRONT_OWN(WARP_LOW), .hi = 384000, .initial = 100,
	    .arg = "HZ", .help = "lower inflection of the warping" },
	{ .name = "vtln-high", .option = "vtln-high", .type = FRONT_REAL,
	    .at = FRONT_OWN(WARP_HIGH), .lo = -384000, .hi = 384000,
	    .initial = -500, .arg = "HZ",
	    .help = "upper inflection; below 0 is relative to half the "
	    "rate" },
	{ .name = NULL }
};

struct fbank {
	bool power, log, energy, htk;
	size_t columns;		/* B: bins, and one more with energy */
	struct stft *stft;
	struct mel mel;
	float *band;		/* (bins, FRAMER_BATCH) */
};

_Static_assert(MEL_STEP <= STFT_SPARE, "mel_apply reads beyond the powers");

static void
fbank_free(void *k)
{
	struct fbank *f = k;

	if (f == NULL)
		return;
	stft_free(f->stft);
	mel_free(&f->mel);
	free(f->band);
	free(f);
}

static enum status
fbank_new(void **k, const struct front *p, const struct framer *framer,
    struct fault *why)
{
	const double *v = p->own;
	const struct mel_range range = { p->rate, v[BINS], v[LOW],
	    v[HIGH], v[WARP], v[WARP_LOW], v[WARP_HIGH] };
	struct fbank *f = *k = calloc(1, sizeof *f);
	enum status s;

	if (f == NULL)
		return fault_nomem(why);
	f->power = v[POWER] != 0;
	f->log = v[LOG] != 0;
	f->energy = v[ENERGY] != 0;
	f->htk = v[HTK] != 0;
	if ((s = stft_new(&f->stft, p, framer, f->energy, why)) != ST_OK ||
	    (s = mel_make(&f->mel, &range, stft_points(f->stft), why))
	    != ST_OK)
		return s;
	f->columns = f->mel.bins + f->energy;
	f->band = calloc((f->mel.bins + 1) * FRAMER_BATCH, sizeof *f->band);
	return f->band == NULL ? fault_nomem(why) : ST_OK;
}

static size_t
fbank_columns(const void *k)
{
	return ((const struct fbank *)k)->columns;
}

static void
magnitudes(struct fbank *f, float *power)
{
	size_t i, n = stft_powers(f->stft) * FRAMER_BATCH;

	for (i = 0; i < n; i++)
		power[i] = sqrtf(power[i]);
}

static size_t
fbank_rows(void *k, const float *x, size_t place, size_t n, float *out)
{
	struct fbank *f = k;
	float *power = stft_run(f->stft, x, place, n);
	size_t i, column = f->htk ? f->mel.bins : 0;

	if (!f->power)
		magnitudes(f, power);
	mel_apply(&f->mel, power, f->band);
	stft_rows(f->band, f->mel.bins, place, n,
	    out + (f->energy && !f->htk), f->columns);
	for (i = 0; f->energy && i < n; i++)
		out[i * f->columns + column] = 1;
	if (f->log)
		veclog_floored(out, n * f->columns, FRONT_EPSILON);
	for (i = 0; f->energy && i < n; i++)
		out[i * f->columns + column] = stft_energy(f->stft)[place + i];
	return n;
}

const struct feature_kind feature_fbank = {
	.name = "fbank", .spectral = true, .own = own,
	.new = fbank_new, .free = fbank_free, .columns = fbank_columns,
	.rows = fbank_rows
};
