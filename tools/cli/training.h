/*
 * training.h - the epochs of a training as a program runs them: a line each
 * on standard error, the log, checkpoints, signals.
 */
#ifndef TONFALL_CLI_TRAINING_H
#define TONFALL_CLI_TRAINING_H

#include <stdbool.h>
#include <stdint.h>

#include "model/train.h"

struct cli_training {
	uint32_t epochs;	/* at the end */
	const char *log;	/* file for the log, or NULL */
	bool quiet;
	const char *checkpoint;	/* file, or NULL */
	char *file;		/* the same behind links; cli_training_check */
	double every;		/* seconds between two checkpoints at least */
	bool keep;		/* the checkpoint at the end */
};

/*
 * Exit if c->checkpoint cannot be one, before there is any work to lose; also
 * if another training is at work on it, and still some seconds later.
 */
void cli_training_check(struct cli_training *c);

/*
 * From t, fresh from train_open, or from the checkpoint, up to c->epochs, and
 * commit the log.  Exits when something fails, and by SIGINT, SIGTERM or
 * SIGHUP, which with a checkpoint is written first.
 */
void cli_training_run(const struct cli_training *c, struct train *t);

/* The model stands: the checkpoint has done its work. */
void cli_training_done(struct cli_training *c);

#endif
