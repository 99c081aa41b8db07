/*
 * recognise_run.h - what tonfall(1) is asked to do, and the run.
 */
#ifndef TONFALL_RECOGNISE_RUN_H
#define TONFALL_RECOGNISE_RUN_H

#include <stdbool.h>

#include "feature/utterances.h"
#include "sound/audio.h"
#include "cli.h"
#include "recordings.h"
#include "rowformat.h"

struct recognise_options {
	struct cli_tool tool;	/* for cli_usage */
	struct recordings_spec in;
	const char *model;	/* -m, or NULL: the default */
	const char *output;	/* -o, or NULL */
	const char *picture;	/* --picture, or NULL */
	const char *segments;	/* --segments, or NULL */
	const char *classes;	/* --classes, or NULL */
	const char *type;	/* --type, or NULL */
	const char *adapt;	/* --adapt */
	enum rowformat as;
	bool format;		/* it was given by -f */
	bool resume, quiet;
	bool live;		/* operands: none, "-", or a device */
	bool devices;		/* --list-devices */
	bool files;		/* --list-files */
	const char *recorded;	/* the last option that is for recordings alone,
				 * or NULL */
	double threshold;	/* -t; 0: none */
	double window, hop;	/* seconds; 0: the whole recording */
	double speech;		/* seconds */
	const char *parts;	/* -w or -v, whichever was given, or NULL */
	bool utterances;	/* -v, */
	const char *vad;	/* the last option of vad.h, or NULL */
	struct utterances_rule utterance;
	int channel;		/* as in audio.h: AUDIO_MIX, _EACH, a number */
	unsigned threads;
	struct audio_limits limits;
};

/* Recognise all recordings; returns the exit status, or exits. */
int recognise_run(const struct recognise_options *o);

/* Recognise what is being heard, until it ends or a signal ends it
 * (recognise_live.c); the same. */
int recognise_live(const struct recognise_options *o);

#endif
