/*
 * training.h - run the epochs of a training: a line for each on standard error,
 * the log, checkpoints, signals.  In a team (t->config.team), rank 0 has these,
 * and a signal to any rank stops all.
 */
#ifndef TONFALL_TRAINING_H
#define TONFALL_TRAINING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/train.h"

struct cli_training {
	uint32_t epochs;	/* at the end */
	const char *log;	/* file for the log, or NULL */
	bool quiet;
	const char *checkpoint;	/* file, or NULL */
	char *file;		/* links resolved, by cli_training_check */
	double every;		/* minimum seconds between two checkpoints */
	bool keep;		/* the checkpoint at the end */
};

/*
 * For rank 0.  Exit if c->checkpoint cannot be one, before there is any work to
 * lose, or if another training uses it and still does so some seconds later.
 */
void cli_training_check(struct cli_training *c);

/*
 * Train t, fresh from train_open, or resume from the checkpoint, up to
 * c->epochs, and commit the log.  Exits if something fails, and on SIGINT,
 * SIGTERM or SIGHUP after writing the checkpoint, if there is one.
 */
void cli_training_run(const struct cli_training *c, struct train *t);

/* For rank 0.  The model has been written: remove the checkpoint unless
 * c->keep. */
void cli_training_done(struct cli_training *c);

#endif
