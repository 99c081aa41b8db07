/*
 * vad.h - the options that say what an utterance is, named as whisper.cpp's.
 */
#ifndef TONFALL_VAD_H
#define TONFALL_VAD_H

#include "base/fault.h"
#include "feature/utterances.h"

#define VAD_OPTIONS	5

/* Option i, without its dashes, and the lines of --help. */
extern const struct vad_option {
	const char *name, *usage, *help;
} vad_option[VAD_OPTIONS];

/* Set it from its argument; ST_BAD names the option. */
enum status vad_set(struct utterances_rule *u, int option, const char *value,
    struct fault *why) FAULT_CHECK;

#endif
