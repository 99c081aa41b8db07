/*
 * The kind prosody: contours of pitch, energy and spectrum, frame by frame.
 *
 * Pitch is decided some frames later (pitch.h), so rows wait in a ring, and
 * with them the low part of their spectrum, in which the first two harmonics
 * are.  When its frame is decided, a row gets the columns of pitch and of what
 * depends on it; in an unvoiced frame, those that need voice repeat the last
 * voiced one.
 */
#include "feature/prosody.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "feature/feature.h"
#include "feature/kind.h"
#include "feature/pitch.h"
#include "feature/stft.h"

/* What can be chosen: the family of pitch, which is here, those of the table,
 * in its order, and that of periods, which is here too. */
static const char *const families[] = {
	"f0", "energy", "mel", "mfcc", "shape", "formants", "source",
	"periods", NULL
};
#define F0	0
#define PERIODS	(1 + NFAMILIES)
#define USUAL	127		/* the default: all but periods */

/* Of the parameter mean.  Until it was over voiced frames, and left voicing as
 * it is, the word for yes was 1, so a model of those features is refused. */
static const char *const means[] = { "0", "voiced", NULL };

/* In the order of the line. */
static const struct front_param own[] = {
	{ .name = "mean", .option = "subtract-mean", .type = FRONT_YESNO,
	    .at = FRONT_AT(mean), .names = means,
	    .help = "subtract each column's mean over the voiced frames of "
	    "the file" },
	{ .name = "snip", .option = "snip", .type = FRONT_YESNO,
	    .at = FRONT_AT(snip),
	    .help = "only whole frames, none beyond the ends" },
	{ .name = "contours", .option = "contours", .type = FRONT_SET,
	    .at = FRONT_OWN(PROSODY_CONTOURS), .names = families,
	    .initial = USUAL, .arg = "LIST", .help = "families of columns" },
	{ .name = "spectrum", .option = "spectrum", .type = FRONT_REAL,
	    .at = FRONT_OWN(PROSODY_SPECTRUM), .lo = 5, .hi = 200,
	    .initial = 25, .arg = "MS",
	    .help = "middle part of a frame that spectra are of" },
	{ .name = "floor", .option = "floor", .type = FRONT_REAL,
	    .at = FRONT_OWN(PROSODY_FLOOR), .lo = 20, .hi = 90,
	    .initial = 50, .arg = "DB",
	    .help = "white noise that is added to a spectrum: so far below the "
	    "power of the frame" },
	{ .name = "bins", .option = "bins", .type = FRONT_WHOLE,
	    .at = FRONT_OWN(PROSODY_BINS), .lo = 4, .hi = 128,
	    .initial = 40, .arg = "N", .help = "mel bins" },
	{ .name = "low", .option = "low", .type = FRONT_REAL,
	    .at = FRONT_OWN(PROSODY_LOW), .hi = 384000, .initial = 20,
	    .arg = "HZ", .help = "lower end of the lowest bin" },
	{ .name = "high", .option = "high", .type = FRONT_REAL,
	    .at = FRONT_OWN(PROSODY_HIGH), .lo = -384000, .hi = 384000,
	    .arg = "HZ", .help = "upper end of the highest; up to 0 is "
	    "relative to half the rate" },
	{ .name = "cepstra", .option = "cepstra", .type = FRONT_WHOLE,
	    .at = FRONT_OWN(PROSODY_CEPSTRA), .lo = 1, .hi = 128,
	    .initial = 20, .arg = "N", .help = "cosine coefficients of the "
	    "mel bins" },
	{ .name = "pitch-low", .option = "pitch-low", .type = FRONT_REAL,
	    .at = FRONT_OWN(PROSODY_PITCH_LOW), .lo = 10, .hi = 2000,
	    .initial = 60, .arg = "HZ", .help = "lowest pitch" },
	{ .name = "pitch-high", .option = "pitch-high", .type = FRONT_REAL,
	    .at = FRONT_OWN(PROSODY_PITCH_HIGH), .lo = 20, .hi = 4000,
	    .initial = 600, .arg = "HZ", .help = "highest pitch" },
	{ .name = "formant-ceiling", .option = "formant-ceiling",
	    .type = FRONT_REAL, .at = FRONT_OWN(PROSODY_CEILING), .lo = 2000,
	    .hi = 10000, .initial = 5500, .arg = "HZ",
	    .help = "formants are sought below this" },
	{ .name = NULL }
};

static const struct prosody_family *const table[] = {
#define ENTRY(name) &prosody_##name,
	PROSODY_FAMILIES(ENTRY)
#undef ENTRY
};
#define NFAMILIES (sizeof table / sizeof table[0])

_Static_assert(NFAMILIES + 3 == sizeof families / sizeof families[0],
    "each family can be chosen");

/* Columns of pitch; semitones from that of the lowest A of a piano. */
enum { SEMITONES, VOICING, HNR, PITCH_COLUMNS };
#define PIANO_A	27.5

static const struct prosody_column pitch_columns[PITCH_COLUMNS] = {
	{ .name = "f0", .voiced = true },
	{ .name = "voicing" },
	{ .name = "hnr", .voiced = true }
};

/* Columns of periods: natural logarithms, of at least LEAST. */
enum { JITTER, SHIMMER, PERIOD_COLUMNS };
#define LEAST	0.001f

static const struct prosody_column period_columns[PERIOD_COLUMNS] = {
	{ .name = "jitter", .voiced = true },
	{ .name = "shimmer", .voiced = true }
};

#define RING	(PITCH_MOSTHELD + FRAMER_BATCH)

struct prosody {
	struct prosody_spectra spectra;
	struct prosody_columns columns;
	struct feature_text text[4];
	struct {
		const struct prosody_family *family;
		void *own;
		size_t at;	/* its first column */
	} chosen[NFAMILIES];
	size_t nchosen;
	bool has_f0;		/* the columns of pitch are the first */
	bool has_periods;
	size_t periods;		/* the first of their columns */
	bool has_voice;		/* a family has columns that depend on it */
	struct pitch *pitch;	/* NULL: no column needs it */
	struct pitch_spectrum spectrum;
	size_t low;		/* powers kept of it */
	float *batch;		/* (B, FRAMER_BATCH) */
	float *ring;		/* (RING, B) rows that wait for their pitch */
	float *harmonics;	/* (RING, low) their powers */
	size_t first, held;
	float *last;		/* (B) the last voiced row */
};

/* ---- preparing ---- */

static void
add_f0(struct prosody *r, const struct front *p)
{
	struct prosody_column f0 = pitch_columns[SEMITONES];
	double low = p->own[PROSODY_PITCH_LOW],
	    high = p->own[PROSODY_PITCH_HIGH];
	size_t i;

	f0.start = (float)(12 * log2(sqrt(low * high) / PIANO_A));
	r->has_f0 = true;
	prosody_add(&r->columns, &f0);
	for (i = SEMITONES + 1; i < PITCH_COLUMNS; i++)
		prosody_add(&r->columns, &pitch_columns[i]);
}

static void
add_periods(struct prosody *r)
{
	struct prosody_column c;
	size_t i;

	r->has_periods = true;
	r->periods = r->columns.n;
	for (i = 0; i < PERIOD_COLUMNS; i++) {
		c = period_columns[i];
		c.start = logf(LEAST);
		prosody_add(&r->columns, &c);
	}
}

static enum status
add_families(struct prosody *r, const struct front *p, struct fault *why)
{
	double set = p->own[PROSODY_CONTOURS];
	enum status s = ST_OK;
	size_t i, n;

	if (FRONT_HAS(set, F0))
		add_f0(r, p);
	for (i = 0; s == ST_OK && i < NFAMILIES; i++) {
		if (!FRONT_HAS(set, 1 + i))
			continue;
		n = r->nchosen++;
		r->chosen[n].family = table[i];
		r->chosen[n].at = r->columns.n;
		r->has_voice |= table[i]->voiced != NULL;
		s = table[i]->new(&r->chosen[n].own, p, &r->spectra,
		    &r->columns, why);
	}
	if (FRONT_HAS(set, PERIODS))
		add_periods(r);
	if (s == ST_OK && r->columns.n > PROSODY_MOSTCOLUMNS)
		return fault_set(why, ST_BAD, "%zu columns, at most %d",
		    r->columns.n, PROSODY_MOSTCOLUMNS);
	return s;
}

/* The pitch tracker, and how much of its spectra has the second harmonic. */
static enum status
add_pitch(struct prosody *r, const struct front *p, const struct framer *f,
    struct fault *why)
{
	const struct pitch_range range = { p->rate, framer_window(f),
	    framer_shift(f), p->own[PROSODY_PITCH_LOW],
	    p->own[PROSODY_PITCH_HIGH], r->has_periods };
	enum status s;

	if (!r->has_f0 && !r->has_periods && !r->has_voice)
		return ST_OK;
	if ((s = pitch_new(&r->pitch, &range, why)) != ST_OK ||
	    !r->has_voice)
		return s;
	r->spectrum = pitch_spectrum(r->pitch);
	r->low = 3 + (size_t)(2.5 * range.high / r->spectrum.width);
	if (r->low > r->spectrum.powers)
		r->low = r->spectrum.powers;
	r->harmonics = calloc(RING * r->low, sizeof *r->harmonics);
	return r->harmonics == NULL ? fault_nomem(why) : ST_OK;
}

static void
add_texts(struct prosody *r)
{
	struct feature_text *t = r->text;

	*t++ = (struct feature_text){ "columns", r->columns.names };
	if (r->columns.voiced[0] != '\0')
		*t++ = (struct feature_text){ "voiced", r->columns.voiced };
	if (r->columns.level[0] != '\0')
		*t++ = (struct feature_text){ "level", r->columns.level };
}

static void
prosody_reset(void *k)
{
	struct prosody *r = k;
	size_t i;

	r->first = r->held = 0;
	(void)memcpy(r->last, r->columns.start,
	    r->columns.n * sizeof *r->last);
	if (r->pitch != NULL)
		pitch_reset(r->pitch);
	for (i = 0; i < r->nchosen; i++)
		if (r->chosen[i].family->reset != NULL)
			r->chosen[i].family->reset(r->chosen[i].own);
}

static enum status
prosody_new(void **k, const struct front *p, const struct framer *f,
    struct fault *why)
{
	struct prosody *r = *k = calloc(1, sizeof *r);
	enum status s;
	size_t n;

	if (r == NULL)
		return fault_nomem(why);
	if ((s = prosody_spectra_make(&r->spectra, p, f, why)) != ST_OK ||
	    (s = add_families(r, p, why)) != ST_OK ||
	    (s = add_pitch(r, p, f, why)) != ST_OK)
		return s;
	n = r->columns.n;
	add_texts(r);
	r->batch = calloc(n * FRAMER_BATCH, sizeof *r->batch);
	r->ring = calloc(n * RING, sizeof *r->ring);
	r->last = calloc(n, sizeof *r->last);
	if (r->batch == NULL || r->ring == NULL || r->last == NULL)
		return fault_nomem(why);
	prosody_reset(r);
	return ST_OK;
}

static void
prosody_free(void *k)
{
	struct prosody *r = k;
	size_t i;

	if (r == NULL)
		return;
	for (i = 0; i < r->nchosen; i++)
		free(r->chosen[i].own);
	pitch_free(r->pitch);
	prosody_spectra_free(&r->spectra);
	free(r->batch);
	free(r->ring);
	free(r->harmonics);
	free(r->last);
	free(r);
}

static size_t
prosody_columns(const void *k)
{
	return ((const struct prosody *)k)->columns.n;
}

static size_t
prosody_voicing(const void *k)
{
	const struct prosody *r = k;

	return r->has_f0 ? (size_t)VOICING : FEATURE_NONE;
}

static const struct feature_text *
prosody_texts(const void *k)
{
	return ((const struct prosody *)k)->text;
}

/* ---- rows ---- */

/* Append the rows of n frames to the ring. */
static void
append(struct prosody *r, size_t place, size_t n)
{
	size_t B = r->columns.n, i, at;

	for (i = 0; i < n; i++) {
		at = (r->first + r->held++) % RING;
		stft_rows(r->batch, B, place + i, 1, r->ring + at * B, B);
		if (r->has_voice)
			stft_rows(r->spectrum.power, r->low, place + i, 1,
			    r->harmonics + at * r->low, r->low);
	}
}

/* The power within half of f0 of a harmonic; it is not 0.  Power k is spread
 * from k - 1/2 to k + 1/2, so that the result is continuous in f0. */
static double
harmonic(const struct prosody *r, const float *power, double f0, double number)
{
	double from = (number - 0.5) * f0 / r->spectrum.width + 0.5;
	double to = (number + 0.5) * f0 / r->spectrum.width + 0.5, sum;
	size_t k = (size_t)from, end = (size_t)to;

	if (end > r->low - 1)
		end = r->low - 1;
	sum = -(from - (double)k) * (double)power[k];
	for (; k < end; k++)
		sum += (double)power[k];
	sum += (to - (double)end) * (double)power[end];
	return fmax(sum * r->spectrum.scale, r->spectra.silence);
}

/* The columns of a voiced frame that depend on its pitch; at is its place in
 * the ring. */
static void
add_voice(struct prosody *r, size_t at, float *row, double f0)
{
	const float *power = r->harmonics + at * r->low;
	const struct prosody_voice v = { f0, harmonic(r, power, f0, 1),
	    harmonic(r, power, f0, 2) };
	size_t i;

	for (i = 0; i < r->nchosen; i++)
		if (r->chosen[i].family->voiced != NULL)
			r->chosen[i].family->voiced(r->chosen[i].own, &v,
			    row + r->chosen[i].at);
}

/* Complete a copy of the row at this place of the ring by its pitch; last is
 * the last voiced row. */
static void
complete(struct prosody *r, size_t at, float *row, float *last,
    const struct pitch_value *v)
{
	bool voiced = v->voicing >= FEATURE_VOICED;
	size_t B = r->columns.n, i;

	if (r->has_f0) {
		row[SEMITONES] = 12 * log2f(v->f0 / (float)PIANO_A);
		row[VOICING] = v->voicing;
		row[HNR] = v->hnr;
	}
	if (r->has_periods) {
		row[r->periods + JITTER] = logf(fmaxf(v->period.jitter,
		    LEAST));
		row[r->periods + SHIMMER] = logf(fmaxf(v->period.shimmer,
		    LEAST));
	}
	if (voiced && r->has_voice)
		add_voice(r, at, row, (double)v->f0);
	for (i = 0; i < B; i++) {
		if (!r->columns.is_voiced[i])
			continue;
		if (voiced && !isnan(row[i]))
			last[i] = row[i];
		else
			row[i] = last[i];
	}
}

/* Write the n oldest rows of the ring to out; v is their pitch, last the last
 * voiced row before them. */
static void
copy_rows(struct prosody *r, const struct pitch_value *v, size_t n,
    float *last, float *out)
{
	size_t B = r->columns.n, i, at;

	for (i = 0; i < n; i++, out += B) {
		at = (r->first + i) % RING;
		(void)memcpy(out, r->ring + at * B, B * sizeof *out);
		if (r->pitch != NULL)
			complete(r, at, out, last, &v[i]);
	}
}

/* The same, and remove them. */
static size_t
take(struct prosody *r, const struct pitch_value *v, size_t n, float *out)
{
	copy_rows(r, v, n, r->last, out);
	r->first = (r->first + n) % RING;
	r->held -= n;
	return n;
}

static size_t
prosody_rows(void *k, const float *x, size_t place, size_t n, float *out)
{
	struct pitch_value v[FRAMER_BATCH];
	struct prosody *r = k;
	size_t i, done = n;

	prosody_spectra_run(&r->spectra, x, place, n);
	for (i = 0; i < r->nchosen; i++)
		r->chosen[i].family->run(r->chosen[i].own, &r->spectra, place,
		    n, r->batch + r->chosen[i].at * FRAMER_BATCH);
	if (r->pitch != NULL)
		done = pitch_push(r->pitch, x, place, n, v);
	append(r, place, n);
	return take(r, v, done, out);
}

static size_t
prosody_held(const void *k)
{
	return ((const struct prosody *)k)->held;
}

static void
prosody_peek(void *k, float *out)
{
	struct pitch_value v[PITCH_MOSTHELD];
	float last[PROSODY_MOSTCOLUMNS];
	struct prosody *r = k;
	size_t n = pitch_peek(r->pitch, v);

	(void)memcpy(last, r->last, r->columns.n * sizeof *last);
	copy_rows(r, v, n, last, out);
}

static size_t
prosody_finish(void *k, float *out)
{
	struct pitch_value v[PITCH_MOSTHELD];
	struct prosody *r = k;

	return r->pitch == NULL ? 0 :
	    take(r, v, pitch_finish(r->pitch, v), out);
}

const struct feature_kind feature_prosody = {
	.name = "prosody", .frame_length = 60, .own = own,
	.new = prosody_new, .free = prosody_free, .columns = prosody_columns,
	.voicing = prosody_voicing, .texts = prosody_texts,
	.rows = prosody_rows, .held = prosody_held, .peek = prosody_peek,
	.finish = prosody_finish, .reset = prosody_reset
};
