/*
 * wav2fbank - log mel filter bank energies of audio files.
 *
 * in   audio of any common type, rate and number of channels
 * out  (T, B)  a record per file, in the order of the files: T frames of 25 ms,
 *              one every 10 ms, B = 23 mel bins; only whole frames, and a
 *              file shorter than a frame is an error
 *
 * The values are those of torchaudio.compliance.kaldi.fbank.
 */
#include "feature/kind.h"
#include "feature_options.h"

int
main(int argc, char *argv[])
{
	return feature_main(&feature_fbank, argc, argv);
}
