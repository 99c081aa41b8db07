/*
 * prosody.h - what the parts of the kind prosody share: its parameters, the
 * spectra of a batch of frames, the names of columns, and families of columns.
 *
 * A family is one file, prosody_NAME.c, that defines a struct prosody_family,
 * and one line of the table below.
 *
 * The contours of the spectrum see the middle of a frame, L samples, weighted
 * by a Hann window and transformed with N points, a power of two.  Everything
 * is relative to the energy of the frame, so nothing but the columns that say
 * so depends on the level of the sound, down to where the floor of a frame is
 * that of silence: with 50 dB, from 70 dB below full scale on.
 */
#ifndef TONFALL_PROSODY_H
#define TONFALL_PROSODY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "math/simd.h"
#include "feature/formants.h"
#include "feature/framer.h"
#include "feature/front.h"
#include "feature/mel.h"

/* The parameters, by number (front.own). */
enum {
	PROSODY_CONTOURS, PROSODY_SPECTRUM, PROSODY_FLOOR, PROSODY_BINS,
	PROSODY_LOW, PROSODY_HIGH, PROSODY_CEPSTRA, PROSODY_PITCH_LOW,
	PROSODY_PITCH_HIGH, PROSODY_CEILING
};

/* The minimum of the sample rate, Hz: bands end at 4 kHz. */
#define PROSODY_LEASTRATE 8000

/*
 * The power of a frame, mean square of samples in [-1, 1), that counts as
 * silence: 20 dB below the rounding of 16-bit sound.
 */
#define PROSODY_SILENCE	1e-12

/* ---- columns ---- */

#define PROSODY_MOSTCOLUMNS 320
#define PROSODY_MAXNAMES 4096	/* bytes of an attribute */

/* The names so far, as attributes, and what is filled into unvoiced frames. */
struct prosody_columns {
	size_t n;
	char names[PROSODY_MAXNAMES];
	char voiced[PROSODY_MAXNAMES];
	char level[PROSODY_MAXNAMES];
	bool is_voiced[PROSODY_MOSTCOLUMNS];
	float start[PROSODY_MOSTCOLUMNS];
};

struct prosody_column {
	const char *name;
	/* By how much sound of e times the power shifts it. */
	double level;
	/* It means something only in voiced frames; in others, or if it is NaN,
	 * it is as in the last voiced one, before the first one it is start. */
	bool voiced;
	float start;
};

/* Append one column.  n then says how many there should be: if it is over
 * PROSODY_MOSTCOLUMNS, some were left out. */
void prosody_add(struct prosody_columns *c, const struct prosody_column *one);

/* ---- spectra ---- */

/*
 * Values of a batch are interleaved: that of frame f at [...][f].  The powers
 * are scaled so that their sum is the mean square of the windowed samples.
 */
struct prosody_spectra {
	double rate;
	size_t shift;		/* H */
	size_t length, offset;	/* L, and where it begins in a frame */
	size_t half;		/* K = N/2 */
	double width;		/* Hz, from one power to the next */
	double floor;		/* relative to the power of the frame */
	double silence;		/* PROSODY_SILENCE, scaled as the samples */
	struct mel mel;
	struct spectrum *fft;
	struct formants *formants;	/* NULL: no family needs them */
	float *window;		/* (L) */
	float *windowed;	/* (FRAMER_BATCH, L) */
	/* Of the current batch: */
	float *power;	/* (K + 1 + MEL_STEP, FRAMER_BATCH), floor included */
	float *log_power;	/* (K + 1, FRAMER_BATCH), natural logarithm */
	float *band;		/* (bins, FRAMER_BATCH), logarithms, too */
	float total[FRAMER_BATCH];	/* the sum of powers 1 to K */
	float crossings[FRAMER_BATCH];	/* of 0, per sample */
};

/* Prepare for p.  ST_BAD, ST_NOMEM; s may be freed even then. */
enum status prosody_spectra_make(struct prosody_spectra *s,
    const struct front *p, const struct framer *f, struct fault *why)
    FAULT_CHECK;
void prosody_spectra_free(struct prosody_spectra *s);

/* From now on formants are found, too, up to p's ceiling.  ST_NOMEM. */
enum status prosody_need_formants(struct prosody_spectra *s,
    const struct front *p, struct fault *why) FAULT_CHECK;

/* Take n frames; the arguments are those of framer_take. */
void prosody_spectra_run(struct prosody_spectra *s, const float *x,
    size_t place, size_t n);

/* The powers whose frequency is at least lo and less than hi, Hz. */
struct prosody_range {
	size_t first, end;	/* at least one */
};
struct prosody_range prosody_range(const struct prosody_spectra *s, double lo,
    double hi);

/* Their sum, for all frames. */
static inline void
prosody_sum(const float *power, struct prosody_range r, lanes8 *sum)
{
	const lanes8 *p = (const lanes8 *)power;
	lanes8 s = { 0 };
	size_t k;

	for (k = r.first; k < r.end; k++)
		s += p[k];
	*sum = s;
}

/* ---- families ---- */

/* What is known of a voiced frame when its pitch is decided. */
struct prosody_voice {
	double f0;		/* Hz */
	double h1, h2;		/* power of the first and second harmonic,
				 * scaled as struct prosody_spectra's */
};

struct prosody_family {
	const char *name;

	/* Prepare, and append the columns.  *f may be set even on failure, and
	 * will be freed with free(). */
	enum status (*new)(void **f, const struct front *p,
	    struct prosody_spectra *s, struct prosody_columns *c,
	    struct fault *why);

	/*
	 * Write the columns of the batch to out (columns, FRAMER_BATCH).  Only
	 * frames place to place + n - 1 are new, and only their columns count.
	 */
	void (*run)(void *f, const struct prosody_spectra *s, size_t place,
	    size_t n, float *out);

	/* Complete the family's columns of a voiced frame; may be NULL. */
	void (*voiced)(const void *f, const struct prosody_voice *v,
	    float *columns);

	/* Forget earlier frames; may be NULL. */
	void (*reset)(void *f);
};

/* All of them, in the order of the columns. */
#define PROSODY_FAMILIES(FAMILY)					\
	FAMILY(energy)							\
	FAMILY(mel)							\
	FAMILY(mfcc)							\
	FAMILY(shape)							\
	FAMILY(formants)						\
	FAMILY(source)

#define PROSODY_FAMILY(name) extern const struct prosody_family prosody_##name;
PROSODY_FAMILIES(PROSODY_FAMILY)
#undef PROSODY_FAMILY

#endif
