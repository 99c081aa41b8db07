/*
 * feature_options.h - what wav2fbank and wav2spec share: options, and the run
 * from audio files to a stream.
 */
#ifndef TONFALL_FEATURE_OPTIONS_H
#define TONFALL_FEATURE_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>

#include "feature/front.h"
#include "sound/audio.h"
#include "cli.h"
#include "filelist.h"

struct feature_options {
	struct front front;
	struct filelist_spec in;	/* operands, -l, --key, -k */
	const char *output;	/* -o, or NULL */
	const char *type;	/* -t, or NULL */
	struct audio_limits limits;	/* -x, TONFALL_UNCONFINED */
	bool quiet;
	unsigned threads;
};

/* For struct cli_tool: the options themselves, and their help. */
#define FEATURE_OPTS	"j:kl:o:qr:t:x:"
extern const struct option feature_fbank_options[];
extern const struct option feature_spec_options[];

#define FEATURE_HELP \
	"  -l LIST          files in the column path of a table, whose " \
	"other\n" \
	"                   columns become attributes\n" \
	"  -o FILE          write there instead of to standard output\n" \
	"  -j N             threads (default: all cores)\n" \
	"  -k               keep going past files that cannot be used\n" \
	"  -q               no progress\n" \
	"  -r, --rate HZ    resample to this rate (16000); 0 keeps each " \
	"file's\n" \
	"  --key path       make keys from whole paths, instead of name: " \
	"the\n" \
	"                   last part of each\n" \
	"  -t TYPE          SoX's name of the files' type, if they are not " \
	"WAV,\n" \
	"                   FLAC, AIFF, AU, Ogg Vorbis or MP3\n" \
	"  -x SECONDS       refuse files with more sound than that (86400); " \
	"0\n" \
	"                   takes any\n" \
	"  --front LINE     all parameters as in an attribute `front'\n" \
	"  --scale X        factor for samples in [-1, 1): 1, or int16 = " \
	"32768\n" \
	"  --frame-length MS, --frame-shift MS   25, 10\n" \
	"  --window NAME    povey, hanning, hamming, rectangular, blackman\n" \
	"  --blackman X     coefficient of that window (0.42)\n" \
	"  --preemphasis X  0.97; 0 for none\n" \
	"  --no-dc          leave each frame's mean in\n" \
	"  --no-snip        frames over the ends, with reflected samples\n" \
	"  --no-pow2        FFT of the frame's own length\n" \
	"  --no-raw-energy  energy after preemphasis and window\n" \
	"  --energy-floor X floor under the energy (1); 0 for none\n" \
	"  --subtract-mean  subtract each column's mean over the file\n"

/* Read the command line of a tool with this kind of features. */
void feature_options(const struct cli_tool *tool, enum front_kind kind,
    int argc, char *argv[], struct feature_options *fe);

/* Do the work; returns the exit status, or exits. */
int feature_run(const struct feature_options *fe);

#endif
