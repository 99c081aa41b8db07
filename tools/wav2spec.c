/*
 * wav2spec - log power spectra of audio files.
 *
 * in   audio of any common type, rate and number of channels
 * out  (T, N/2 + 1)  a record per file, in the order of the files: T frames of
 *                    25 ms, one every 10 ms, N the FFT's size, 512; column 0
 *                    holds the frame's log energy, as in Kaldi
 *
 * The values are those of torchaudio.compliance.kaldi.spectrogram.
 */
#include "feature/kind.h"
#include "feature_options.h"

int
main(int argc, char *argv[])
{
	return feature_main(&feature_spec, argc, argv);
}
