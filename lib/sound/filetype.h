/*
 * filetype.h - detect the type of a file from its first bytes, and tell which
 * library decodes it.
 *
 * SoX reads some seventy types and FFmpeg hundreds, and most of their parsers
 * are hardly reviewed.  Only types in common use for speech are detected; other
 * types of SoX's must be named by the user, and others of FFmpeg's are not
 * read.  For files that are not read, a message can say what they are and how
 * to convert them.
 */
#ifndef TONFALL_FILETYPE_H
#define TONFALL_FILETYPE_H

#include <stdbool.h>
#include <stddef.h>

#define FILETYPE_MIN	64	/* bytes that suffice for most files */

/*
 * The command that converts what is not read here, as a format whose argument
 * is filetype_reader(): the running program, which reads WAV from standard
 * input, by the name with which its messages begin.
 */
#define FILETYPE_FFMPEG	"ffmpeg -i FILE -f wav - | %s -"
const char *filetype_reader(void);

/* The option of that program which names a file's type. */
const char *filetype_option(void);

/*
 * The name of the type of the file that begins with p (n bytes), or NULL.
 * SoX's: wav, flac, aiff, aifc, au, ogg (Vorbis), mp3, sph.  With FFmpeg's
 * libraries, see avlib.h, also
 *
 *	mp4	MP4, M4A, QuickTime, 3GP, with or without pictures
 *	mkv	Matroska and WebM, with or without pictures
 *	oga	Ogg of another kind than Vorbis: Opus, Speex, FLAC
 *	wma	ASF: Windows Media, with or without pictures
 *	aac	frames of AAC (ADTS)
 *	amr	AMR, narrow or wide
 *	caf	Core Audio
 *	w64	Sony's Wave64
 *	avi, flv
 *	riff	WAV in an encoding that SoX does not read: MP3, G.726, ...
 *	shorten	SPHERE whose samples are compressed by shorten
 */
const char *filetype(const unsigned char *p, size_t n);

/*
 * The name that filetype() or this room uses for the type, which the user has
 * given: SoX ignores case, has further names for some types, and ends one at a
 * semicolon; files of FFmpeg's types have further suffixes.  Types that are not
 * detected keep their name; "mp2" is "mp2".
 */
const char *filetype_name(const char *type);

/*
 * Write what a file that filetype() does not know is, and what helps, as the
 * text of a fault.
 */
void filetype_explain(const unsigned char *p, size_t n, char *text,
    size_t room);

/* What a decoder of the type must have loaded, a mask: SoX's plug-ins, or
 * FFmpeg's libraries, which then decode it in place of SoX; or both, for AMR,
 * see whole_pauses. */
#define FILETYPE_PLUGINS 1U
#define FILETYPE_AV	2U
unsigned filetype_needs(const char *type);

/* FFmpeg's name of the demuxer of such a type; NULL if it is none. */
const char *filetype_demuxer(const char *type);

/* Must the type be read from a file, since its reader seeks or only a check of
 * the whole file finds damage? */
bool filetype_wants_file(const char *type);

#endif
