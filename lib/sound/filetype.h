/*
 * filetype.h - what kind of audio file is this, by its first bytes?
 *
 * SoX reads some seventy types, and hardly anybody looks at the parsers of
 * most of them.  Only those that speech comes in are recognised: a file of
 * another type must be named as one.
 */
#ifndef TONFALL_FILETYPE_H
#define TONFALL_FILETYPE_H

#include <stdbool.h>
#include <stddef.h>

#define FILETYPE_LEAST	64	/* bytes that are enough for all but MP3 */
#define FILETYPE_NAMES	"WAV, FLAC, AIFF, AU, Ogg Vorbis or MP3"

/*
 * SoX's name of the type of the file that begins with p (n bytes): wav, flac,
 * aiff, aifc, au, ogg, mp3; or NULL.
 */
const char *filetype(const unsigned char *p, size_t n);

/* Is the type's reader a part of libsox itself, not a plug-in of its own? */
bool filetype_built_in(const char *type);

#endif
