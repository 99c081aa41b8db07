/*
 * dct.h - the cosine transform that makes cepstra of log mel bands.
 */
#ifndef TONFALL_DCT_H
#define TONFALL_DCT_H

#include <stddef.h>

/*
 * Fill m (cepstra, bins), cepstra <= bins, with the first rows of the
 * orthonormal transform of type II, as in Kaldi (ComputeDctMatrix) and
 * torchaudio:
 *
 *	m[0][b] = sqrt(1/B),  m[k][b] = sqrt(2/B) cos(pi/B (b + 1/2) k)
 */
void dct_matrix(float *m, size_t cepstra, size_t bins);

#endif
