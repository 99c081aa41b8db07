/*
 * avfile_work.h - the parts of avfile.c; private to it.
 */
#ifndef TONFALL_AVFILE_WORK_H
#define TONFALL_AVFILE_WORK_H

#include <stdbool.h>
#include <stddef.h>

#include "sound/avfile.h"

/* What is known of error number n of the libraries: the first message about the
 * file, or the number's meaning, in text (room). */
const char *avfile_explain(int n, char *text, size_t room);

/* The sound so far. */
double avfile_seconds(const struct avfile *f);

/* Open the demuxer of the type, and the decoder of the stream that is chosen;
 * is.why is set if that fails. */
void avfile_open_format(struct avfile *f, const char *type);
void avfile_open_codec(struct avfile *f);

/* Get the next frame that has samples; false at the end or on error. */
bool avfile_next_frame(struct avfile *f);

/* As read of struct source_kind. */
size_t avfile_read(struct source *s, float *mono, size_t n);

#endif
