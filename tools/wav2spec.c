/*
 * wav2spec - log power spectra of audio files.
 *
 * in   audio of any common type, rate and number of channels
 * out  (T, N/2 + 1)  a record a file, in the order of the files: T frames of
 *                    25 ms, one every 10 ms, N the FFT's size, 512; column 0
 *                    holds the frame's log energy, as Kaldi has it
 *
 * The values are those of torchaudio.compliance.kaldi.spectrogram.
 */
#include "feature_options.h"

static const struct cli_tool tool = {
	"wav2spec",
	"[-kq] [-j threads] [-o out] [-r rate] [-t type] [-x seconds] "
	"[--key name|path] [--PARAMETER ...] file ... | -l list",
	FEATURE_HELP, FEATURE_OPTS, feature_spec_options
};

int
main(int argc, char *argv[])
{
	struct feature_options fe;

	feature_options(&tool, FRONT_SPEC, argc, argv, &fe);
	return feature_run(&fe);
}
