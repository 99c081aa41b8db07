/*
 * formants.h - the resonances of the vocal tract, frame by frame, by linear
 * prediction.
 *
 * The prediction is that of the sound below a ceiling, found from that part of
 * its power spectrum (J. Makhoul, "Spectral linear prediction: properties and
 * applications", IEEE Trans. ASSP 23, 1975) after a preemphasis of 6 dB per
 * octave from 50 Hz.  Its order is 2 for each 1100 Hz, as in Praat's "To
 * Formant (burg)" with five formants up to 5500 Hz; formants are the complex
 * roots of the prediction polynomial in the order of their frequency, without
 * those within 50 Hz of 0 and of the ceiling.
 */
#ifndef TONFALL_FORMANTS_H
#define TONFALL_FORMANTS_H

#include <stddef.h>

#include "base/fault.h"
#include "feature/framer.h"

#define FORMANTS 3

struct formant {
	float hz;		/* NaN: there is none */
	float bandwidth;	/* Hz */
	float density;		/* of the smooth spectrum there */
};

struct formants;

/*
 * For spectra of so many powers, from 0 Hz, `width' Hz apart.  ceiling: Hz,
 * 2000 to 10000; lowered to that of the spectra.  ST_NOMEM.
 */
enum status formants_new(struct formants **f, size_t powers, double width,
    double ceiling, struct fault *why) FAULT_CHECK;

/* f may be NULL. */
void formants_free(struct formants *f);

/* Take a batch: power (powers, FRAMER_BATCH), all above 0. */
void formants_run(struct formants *f, const float *power);

/* Those (FORMANTS) of frame i of the batch. */
const struct formant *formants_of(const struct formants *f, size_t i);

#endif
