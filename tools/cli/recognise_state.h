/*
 * recognise_state.h - the state of a run of tonfall(1); private to
 * recognise_run.c, recognise_live.c and recognise_setup.c.
 */
#ifndef TONFALL_RECOGNISE_STATE_H
#define TONFALL_RECOGNISE_STATE_H

#include "base/textset.h"
#include "score/classchoice.h"
#include "recognise/pack.h"
#include "recognise/recogniser.h"
#include "cli.h"
#include "conveyor.h"
#include "groups.h"
#include "listener.h"
#include "recognise_output.h"
#include "recognise_run.h"
#include "recordings.h"

struct run {
	const struct recognise_options *o;
	struct pack *pack;
	char *name;		/* of the model's file */
	struct classchoice choice;
	struct recogniser_rule rule;
	struct recordings_spec spec;
	struct recordings *in;
	struct textset extra;	/* names of segments' attributes */
	struct output *out;
	struct audio_pool *audio;
	struct listener **listener;	/* (threads) */
	bool own;		/* a recording's windows are normalised by
				 * their own statistics, */
	const char *whose;	/* of segments: by those of the same value of
				 * this attribute; or */
	struct groups *groups;	/* by those of a group */
	struct conveyor *conveyor;
	unsigned threads;
	double hears;		/* seconds */

	struct recording tail;	/* to be done first, if it has a path */
	struct cli_progress progress;
	uint64_t total, done, failed, empty, cut, rows, owned;
	bool unread;		/* a folder could not be read */
};

/* ---- recognise_setup.c; all end the program if they fail ---- */

/* Find and load the model of -m; print which it is. */
void setup_model(struct run *r);
void setup_introduce(const struct run *r);

/* What --classes and --segments ask for; the latter once all recordings are
 * known. */
void setup_classes(struct run *r);
void setup_segments(struct run *r);
void setup_check_list(const struct run *r);
void setup_check_segments(const struct run *r);

/* Whose statistics records are normalised by: --adapt. */
void setup_statistics(struct run *r);

#endif
