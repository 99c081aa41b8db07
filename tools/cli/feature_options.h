/*
 * feature_options.h - the options of the programs that make features of audio
 * files, and their run from audio files to a stream.
 */
#ifndef TONFALL_FEATURE_OPTIONS_H
#define TONFALL_FEATURE_OPTIONS_H

#include <stdbool.h>

#include "feature/front.h"
#include "feature/slices.h"
#include "sound/alter.h"
#include "sound/audio.h"
#include "cli.h"
#include "filelist.h"

struct feature_options {
	struct front front;
	struct filelist_spec in;	/* operands, -l, --key, -k */
	const char *output;	/* -o, or NULL */
	const char *type;	/* -t, or NULL */
	struct audio_limits limits;	/* -x, TONFALL_UNCONFINED */
	struct alter copy[ALTER_MOSTCOPIES];	/* --copies, (copies); or */
	size_t copies;
	bool only;		/* --as: the one copy alone */
	bool parts;		/* -w, -v, --segments: records of parts, */
	const char *segments;	/* of these, or by the rule */
	struct slices_rule rule;
	int channel;		/* --channel: as in audio.h */
	bool quiet;
	unsigned threads;
};

/*
 * The whole program wav2X for the kind X: read the command line, whose options
 * are those of all such programs and one for each parameter of the kind, then
 * run.  Returns the exit status, or exits.
 */
int feature_main(const struct feature_kind *kind, int argc, char *argv[]);

/* Read the command line of that program, or exit. */
void feature_options(const struct feature_kind *kind, int argc, char *argv[],
    struct feature_options *fe);

/* Do the work; returns the exit status, or exits. */
int feature_run(const struct feature_options *fe);

#endif
