/*
 * mfcc - cepstral coefficients of log mel bands.
 *
 * in   (T, B)  what wav2fbank wrote
 * out  (T, N)  coefficients c0, c1, ...; or the energy, then c1, ...
 *
 * The values are those of torchaudio.compliance.kaldi.mfcc.
 */
#include "stage_filter.h"

int
main(int argc, char *argv[])
{
	return stage_main(&filter_mfcc, argc, argv);
}
