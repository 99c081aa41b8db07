/*
 * cepstra.h - mel frequency cepstral coefficients (MFCC) of log mel bands.
 *
 * As Kaldi's compute-mfcc-feats and torchaudio.compliance.kaldi.mfcc, from the
 * bands that wav2fbank wrote: the first rows of the cosine transform
 * (math/dct.h), coefficient k times 1 + L/2 sin(pi k / L) with a lifter L > 0.
 */
#ifndef TONFALL_CEPSTRA_H
#define TONFALL_CEPSTRA_H

#include "base/fault.h"
#include "tensor/settings.h"
#include "tensor/tensor.h"

enum { CEPSTRA_COUNT, CEPSTRA_LIFTER, CEPSTRA_ENERGY, CEPSTRA_ROWS };

extern const struct setting cepstra_settings[CEPSTRA_ROWS + 1];

/* For one thread at a time. */
struct cepstra;

/* v (CEPSTRA_ROWS) is copied.  ST_OK or ST_NOMEM. */
enum status cepstra_new(struct cepstra **c, const double v[],
    struct fault *why) FAULT_CHECK;

/* c may be NULL. */
void cepstra_free(struct cepstra *c);

/*
 * Set out to in's record (T, B) of log mel bands, with the coefficients instead
 * (T, ceps): c0, c1, ..., or energy, c1, ...  out's buffer is reused and grows;
 * it must not be in.  ST_BAD if the attribute front does not say that the
 * columns are logarithms of mel bands, at least as many as coefficients, and
 * the energy if it is wanted, or if in was normalised; ST_NOMEM.
 */
enum status cepstra_record(struct cepstra *c, const struct tensor *in,
    struct tensor *out, struct fault *why) FAULT_CHECK;

#endif
