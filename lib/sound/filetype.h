/*
 * filetype.h - detect the type of a file from its first bytes.
 *
 * SoX reads some seventy types, and most of their parsers are hardly reviewed.
 * Only types in common use for speech are detected; others must be named by the
 * user.  For files that are not read, a message can say what they are and how
 * to convert them.
 */
#ifndef TONFALL_FILETYPE_H
#define TONFALL_FILETYPE_H

#include <stdbool.h>
#include <stddef.h>

#define FILETYPE_MIN	64	/* bytes that suffice for all except MP3 */

/*
 * The command that converts what SoX does not read, as a format whose argument
 * is filetype_reader(): the running program, which reads WAV from standard
 * input, by the name with which its messages begin.
 */
#define FILETYPE_FFMPEG	"ffmpeg -i FILE -f wav - | %s -"
const char *filetype_reader(void);

/*
 * SoX's name of the type of the file that begins with p (n bytes): wav, flac,
 * aiff, aifc, au, ogg, mp3; or NULL.
 */
const char *filetype(const unsigned char *p, size_t n);

/*
 * The name that filetype() or this room uses for the type, which the user has
 * given: SoX ignores case, has further names for some types, and ends one at a
 * semicolon.  Types that are not detected keep their name; "mp2" is "mp2".
 */
const char *filetype_name(const char *type);

/*
 * Write what a file that filetype() does not know is, and what helps, as the
 * text of a fault.
 */
void filetype_explain(const unsigned char *p, size_t n, char *text,
    size_t room);

/* Is the type's reader part of libsox itself, not a plug-in? */
bool filetype_built_in(const char *type);

#endif
