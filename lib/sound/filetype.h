/*
 * filetype.h - what kind of file is this, by its first bytes?
 *
 * SoX reads some seventy types, and hardly anybody looks at the parsers of
 * most of them.  Only those that speech comes in are recognised: a file of
 * another type must be named as one.  Of what is not read, what it is and what
 * makes it readable can be told.
 */
#ifndef TONFALL_FILETYPE_H
#define TONFALL_FILETYPE_H

#include <stdbool.h>
#include <stddef.h>

#define FILETYPE_MIN	64	/* bytes that are enough for all but MP3 */

/* The command that makes WAV of what SoX does not read. */
#define FILETYPE_FFMPEG	"ffmpeg -i FILE -f wav - | wav2fbank -"

/*
 * SoX's name of the type of the file that begins with p (n bytes): wav, flac,
 * aiff, aifc, au, ogg, mp3; or NULL.
 */
const char *filetype(const unsigned char *p, size_t n);

/*
 * Of a file that filetype() does not know: what it is, and what helps, as the
 * text of a fault.
 */
void filetype_explain(const unsigned char *p, size_t n, char *text,
    size_t room);

/* Is the type's reader a part of libsox itself, not a plug-in of its own? */
bool filetype_built_in(const char *type);

#endif
