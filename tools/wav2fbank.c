/*
 * wav2fbank - log mel filter bank energies of audio files.
 *
 * in   audio of any common type, rate and number of channels
 * out  (T, B)  a record a file, in the order of the files: T frames of 25 ms,
 *              one every 10 ms, B = 23 mel bins; only whole frames, and a
 *              file shorter than a frame is an error
 *
 * The values are those of torchaudio.compliance.kaldi.fbank.
 */
#include "feature_options.h"

static const struct cli_tool tool = { "wav2fbank",
	"[-kq] [-j threads] [-o out] [-r rate] [-t type] [-x seconds] "
	"[--key name|path] [--bins B] [--PARAMETER ...] file ... | -l list",
	FEATURE_HELP
	"  --bins N         mel bins (23)\n"
	"  --low HZ         lower end of the mel bins (20)\n"
	"  --high HZ        upper end; 0 or less counts from half the rate "
	"(0)\n"
	"  --no-power       magnitudes instead of powers\n"
	"  --no-log         no logarithm\n"
	"  --energy         a further column: the log energy; first, or\n"
	"  --htk            last\n"
	"  --vtln-warp X    vocal tract length: warping factor (1)\n"
	"  --vtln-low HZ, --vtln-high HZ   its cutoffs (100, -500)\n",
	FEATURE_OPTS, feature_fbank_options };

int
main(int argc, char *argv[])
{
	struct feature_options fe;

	feature_options(&tool, FRONT_FBANK, argc, argv, &fe);
	return feature_run(&fe);
}
