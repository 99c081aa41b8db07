#include "sound/filetype.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sound/avlib.h"
#include "sound/mp3.h"
#include "sound/riff.h"

#define NAMES	"WAV, FLAC, AIFF, AU, Ogg Vorbis or MP3"
#define MORE	"WAV, FLAC, AIFF, AU, Ogg, MP3, SPHERE, MP4, Matroska, WMA, "  \
		"AAC, AMR, CAF, Wave64, AVI or FLV"

static bool
is(const unsigned char *p, size_t n, size_t at, const char *want)
{
	size_t len = strlen(want);

	return n >= at + len && memcmp(p + at, want, len) == 0;
}

/* ---- what there is ---- */

/*
 * Files that begin with these bytes and have further ones at this offset; what
 * they are; SoX's name of the type, or what the user can do; and the name of
 * the type if FFmpeg's libraries read it.
 */
struct kind {
	const char *bytes, *more;
	unsigned at;
	const char *what, *help, *av;
};

#define UNPACK	"unpack it first", NULL
#define WANTED	"audio files are wanted", NULL

/* Files that begin as some of the next do, but hold nothing to be heard. */
static const struct kind lookalikes[] = {
	{ "", "ftypheic", 4, "a picture (HEIC)", WANTED },
	{ "", "ftypmif1", 4, "a picture (HEIF)", WANTED },
	{ "", "ftypavif", 4, "a picture (AVIF)", WANTED },
	{ "", "ftypcrx ", 4, "a picture (CR3)", WANTED },
	{ "", "ftypaax", 4, "an encrypted audio book (AAX)",
	    "files without encryption are wanted", NULL }
};

#define FOREIGN	"WAV in an encoding that SoX does not read"

/* Sound, with or without pictures. */
static const struct kind media[] = {
	{ "", "ftypM4A", 4, "M4A (MPEG-4 audio)", NULL, "mp4" },
	{ "", "ftypM4B", 4, "M4B (MPEG-4 audio)", NULL, "mp4" },
	{ "", "ftyp3g", 4, "3GP (a mobile phone's audio or video)", NULL,
	    "mp4" },
	{ "", "ftypqt", 4, "QuickTime", NULL, "mp4" },
	{ "", "ftyp", 4, "MP4 (MPEG-4 audio or video)", NULL, "mp4" },
	{ "", "moov", 4, "QuickTime", NULL, "mp4" },
	{ "", "mdat", 4, "QuickTime", NULL, "mp4" },
	{ "", "wide", 4, "QuickTime", NULL, "mp4" },
	{ "\032\105\337\243", "", 0, "WebM or Matroska", NULL, "mkv" },
	{ "OggS", "OpusHead", 28, "Opus", NULL, "oga" },
	{ "OggS", "Speex   ", 28, "Speex", NULL, "oga" },
	{ "OggS", "\177FLAC", 28, "FLAC in Ogg", NULL, "oga" },
	{ "OggS", "", 0, "Ogg of another kind than Vorbis", NULL, "oga" },
	{ "\060\046\262\165\216\146\317\021", "", 0,
	    "WMA (Windows Media audio or video)", NULL, "wma" },
	{ "RIFF", "AVI ", 8, "AVI (video)", NULL, "avi" },
	{ "RIFF", "WAVE", 8, FOREIGN, NULL, "riff" },
	{ "RF64", "WAVE", 8, FOREIGN, NULL, "riff" },
	{ "FLV\001", "", 0, "FLV (Flash video)", NULL, "flv" },
	{ "ADIF", "", 0, "AAC (MPEG-4 audio)", NULL, NULL },
	{ ".RMF", "", 0, "RealMedia", NULL, NULL },
	{ ".ra\375", "", 0, "RealAudio", NULL, NULL },
	{ "MAC ", "", 0, "Monkey's Audio (APE)", NULL, NULL },
	{ "TTA1", "", 0, "TTA", NULL, NULL },
	{ "MPCK", "", 0, "Musepack", NULL, NULL },
	{ "MP+", "", 0, "Musepack", NULL, NULL },
	{ "DSD ", "", 0, "DSF (DSD audio)", NULL, NULL },
	{ "FRM8", "", 0, "DSDIFF (DSD audio)", NULL, NULL },
	{ "\013\167", "", 0, "AC-3 (Dolby Digital)", NULL, NULL },
	{ "#!AMR-WB\n", "", 0, "AMR-WB", "amr-wb", "amr" },
	{ "#!AMR\n", "", 0, "AMR", "amr-nb", "amr" },
	{ "caff", "", 0, "CAF (Core Audio)", "caf", "caf" },
	{ "riff\056\221\317\021", "", 0, "Wave64", "w64", "w64" },
	{ "FORM", "8SVX", 8, "8SVX (Amiga)", "8svx", NULL },
	{ "wvpk", "", 0, "WavPack", "wv", NULL },
	{ "2BIT", "", 0, "AVR", "avr", NULL },
	{ " paf", "", 0, "PAF (Ensoniq)", "paf", NULL },
	{ "SOUND SAMPLE DATA ", "", 0, "SampleVision", "smp", NULL },
	{ "Creative Voice File", "", 0, "VOC (Sound Blaster)", "voc", NULL }
};

/* Files that are not sound. */
static const struct kind others[] = {
	{ "version https://git-lfs", "", 0, "a Git LFS pointer",
	    "git lfs pull fetches the file itself", NULL },
	{ "/annex/objects/", "", 0, "a git-annex pointer",
	    "git annex get fetches the file itself", NULL },
	{ "PK\003\004", "", 0, "a ZIP archive", UNPACK },
	{ "\037\213", "", 0, "compressed by gzip", "gunzip it first", NULL },
	{ "BZh", "", 0, "compressed by bzip2", "bunzip2 it first", NULL },
	{ "\3757zXZ", "", 0, "compressed by xz", "unxz it first", NULL },
	{ "\050\265\057\375", "", 0, "compressed by zstd", "unzstd it first",
	    NULL },
	{ "7z\274\257\047\034", "", 0, "a 7z archive", UNPACK },
	{ "Rar!", "", 0, "a RAR archive", UNPACK },
	{ "", "ustar", 257, "a tar archive", UNPACK },
	{ "MThd", "", 0, "MIDI, which is notes, not sound",
	    "a synthesiser plays it", NULL },
	{ "tensor 1", "", 0, "a stream of features already",
	    WANTED },
	{ "\223NUMPY", "", 0, "an array of NumPy", WANTED },
	{ "\211PNG", "", 0, "a picture (PNG)", WANTED },
	{ "\377\330\377", "", 0, "a picture (JPEG)", WANTED },
	{ "GIF8", "", 0, "a picture (GIF)", WANTED },
	{ "%PDF", "", 0, "a PDF document", WANTED },
	{ "\177ELF", "", 0, "a program", WANTED }
};

static const struct kind *
find_kind(const struct kind *k, size_t kinds, const unsigned char *p, size_t n)
{
	for (; kinds > 0; k++, kinds--)
		if (is(p, n, 0, k->bytes) && is(p, n, k->at, k->more))
			return k;
	return NULL;
}

/* MPEG without a signature at its beginning: AAC frames, layer II, a stream. */
static const struct kind *
find_mpeg(const unsigned char *p, size_t n)
{
	static const struct kind aac = { .what = "AAC (MPEG audio)",
		    .av = "aac" },
		layer2 = { .what = "MPEG audio of layer II", .help = "mp2" },
		stream = { .what = "an MPEG stream (video)" };

	if (n < 4)
		return NULL;
	if (p[0] == 0xff && (p[1] & 0xf6) == 0xf0)
		return &aac;
	if (p[0] == 0xff && (p[1] & 0xf6) == 0xf4 && p[2] >> 4 != 15 &&
	    (p[2] >> 2 & 3) != 3)
		return &layer2;
	if ((p[0] == 0 && p[1] == 0 && p[2] == 1 && p[3] >= 0xb3) ||
	    (n > 188 && p[0] == 0x47 && p[188] == 0x47))
		return &stream;
	return NULL;
}

static const struct kind *
find_media(const unsigned char *p, size_t n)
{
	const struct kind *k = find_kind(media,
	    sizeof media / sizeof media[0], p, n);

	return k != NULL ? k : find_mpeg(p, n);
}

static const struct kind *
find_other(const unsigned char *p, size_t n)
{
	const struct kind *k = find_kind(lookalikes,
	    sizeof lookalikes / sizeof lookalikes[0], p, n);

	return k != NULL ? k : find_kind(others,
	    sizeof others / sizeof others[0], p, n);
}

/* ---- what is read ---- */

/* Two frames in a row, as far as p goes: a single one is too likely
 * by chance. */
static bool
is_mp3(const unsigned char *p, size_t n)
{
	size_t size = n < 4 ? 0 : mp3_frame(p);

	return size > 0 && (n < size + 4 || mp3_frame(p + size) > 0);
}

/* SPHERE, whose header of 1024 bytes or more names the compression; or NULL. */
static const char *
find_sphere(const unsigned char *p, size_t n)
{
	if (!is(p, n, 0, "NIST_1A\n"))
		return NULL;
	return avlib_built() && memmem(p, n < 1024 ? n : 1024,
	    "embedded-shorten", 16) != NULL ? "shorten" : "sph";
}

/* WAV in one of SoX's encodings, or in one that is not known: 1 PCM, 2 and 0x11
 * ADPCM of Microsoft and IMA, 3 float, 6 A-law, 7 u-law, 0x31 GSM 6.10. */
static bool
is_wav(const unsigned char *p, size_t n)
{
	static const unsigned sox[] = { 0, 1, 2, 3, 6, 7, 0x11, 0x31 };
	unsigned tag = riff_tag(p, n);
	size_t i;

	if ((!is(p, n, 0, "RIFF") && !is(p, n, 0, "RIFX") &&
	    !is(p, n, 0, "RF64")) || !is(p, n, 8, "WAVE"))
		return false;
	for (i = 0; i < sizeof sox / sizeof sox[0]; i++)
		if (tag == sox[i])
			return true;
	return false;
}

/* The types that SoX reads, except MP3. */
static const char *
find_sox(const unsigned char *p, size_t n)
{
	if (is_wav(p, n))
		return "wav";
	if (is(p, n, 0, "FORM") && is(p, n, 8, "AIFF"))
		return "aiff";
	if (is(p, n, 0, "FORM") && is(p, n, 8, "AIFC"))
		return "aifc";
	if (is(p, n, 0, "fLaC"))
		return "flac";
	if (is(p, n, 0, ".snd") || is(p, n, 0, "dns."))
		return "au";
	if (is(p, n, 0, "OggS") && is(p, n, 28, "\001vorbis"))
		return "ogg";
	return find_sphere(p, n);
}

const char *
filetype(const unsigned char *p, size_t n)
{
	const struct kind *k;
	const char *type = find_sox(p, n);

	if (type != NULL)
		return type;
	if ((is(p, n, 0, "ID3") && n > 3 && p[3] < 0xff) || is_mp3(p, n))
		return "mp3";
	if (find_other(p, n) != NULL || (k = find_media(p, n)) == NULL)
		return NULL;
	return avlib_built() ? k->av : NULL;
}

/* A name of a type, and what it is called here. */
struct name {
	const char *given, *type;
};

static const char *
find_name(const struct name *name, size_t names, const char *type)
{
	size_t n = strcspn(type, ";");

	for (; names > 0; name++, names--)
		if (strlen(name->given) == n &&
		    strncasecmp(type, name->given, n) == 0)
			return name->type;
	return NULL;
}

const char *
filetype_name(const char *type)
{
	static const struct name sox[] = {
		{ "wav", "wav" }, { "wavpcm", "wav" }, { "amb", "wav" },
		{ "aiff", "aiff" }, { "aif", "aiff" },
		{ "aifc", "aifc" }, { "aiffc", "aifc" },
		{ "au", "au" }, { "snd", "au" }, { "flac", "flac" },
		{ "ogg", "ogg" }, { "vorbis", "ogg" },
		{ "mp3", "mp3" }, { "audio/mpeg", "mp3" }, { "mp2", "mp2" },
		{ "sph", "sph" }, { "nist", "sph" }
	}, av[] = {
		{ "mp4", "mp4" }, { "m4a", "mp4" }, { "m4b", "mp4" },
		{ "m4v", "mp4" }, { "mov", "mp4" }, { "qt", "mp4" },
		{ "3gp", "mp4" }, { "3g2", "mp4" },
		{ "mkv", "mkv" }, { "mka", "mkv" }, { "webm", "mkv" },
		{ "weba", "mkv" }, { "matroska", "mkv" },
		{ "oga", "oga" }, { "opus", "oga" }, { "spx", "oga" },
		{ "wma", "wma" }, { "asf", "wma" }, { "wmv", "wma" },
		{ "aac", "aac" }, { "adts", "aac" },
		{ "amr", "amr" }, { "awb", "amr" }, { "caf", "caf" },
		{ "w64", "w64" }, { "avi", "avi" }, { "flv", "flv" },
		{ "shorten", "shorten" }
	};
	const char *name = find_name(sox, sizeof sox / sizeof sox[0], type);

	if (name == NULL && avlib_built())
		name = find_name(av, sizeof av / sizeof av[0], type);
	return name != NULL ? name : type;
}

const char *
filetype_demuxer(const char *type)
{
	static const struct name name[] = {
		{ "mp4", "mov" }, { "mkv", "matroska" }, { "oga", "ogg" },
		{ "wma", "asf" }, { "aac", "aac" }, { "amr", "amr" },
		{ "caf", "caf" }, { "w64", "w64" }, { "avi", "avi" },
		{ "flv", "flv" }, { "riff", "wav" },
		{ "shorten", "nistsphere" }
	};

	return avlib_built() ?
	    find_name(name, sizeof name / sizeof name[0], type) : NULL;
}

unsigned
filetype_needs(const char *type)
{
	static const char *const name[] = { "wav", "aiff", "aifc", "au",
	    "sph" };
	size_t i;

	if (filetype_demuxer(type) != NULL)
		return strcmp(type, "amr") == 0 ?
		    FILETYPE_AV | FILETYPE_PLUGINS : FILETYPE_AV;
	for (i = 0; i < sizeof name / sizeof name[0]; i++)
		if (strcmp(type, name[i]) == 0)
			return 0;
	return FILETYPE_PLUGINS;
}

bool
filetype_wants_file(const char *type)
{
	return strcmp(type, "mp3") == 0 || strcmp(type, "mp2") == 0 ||
	    (filetype_demuxer(type) != NULL && strcmp(type, "mkv") != 0);
}

/* ---- what is not read ---- */

const char *
filetype_reader(void)
{
	return program_invocation_short_name;
}

/* Does text begin like this, after blanks, whatever the case? */
static bool
opens(const unsigned char *p, size_t n, const char *tag)
{
	size_t len = strlen(tag), i = 0;

	while (i < n && (p[i] == ' ' || (p[i] >= '\t' && p[i] <= '\r')))
		i++;
	return n - i >= len &&
	    strncasecmp((const char *)p + i, tag, len) == 0;
}

/* What kind of text is it?  NULL: not text, since it has other bytes. */
static const char *
find_text(const unsigned char *p, size_t n)
{
	size_t i;

	if (is(p, n, 0, "\377\376") || is(p, n, 0, "\376\377"))
		return "text (UTF-16)";
	if (is(p, n, 0, "\357\273\277")) {
		p += 3;
		n -= 3;
	}
	for (i = 0; i < n; i++)
		if (p[i] == 127 || (p[i] < ' ' && (p[i] < '\t' || p[i] > '\r')))
			return NULL;
	return opens(p, n, "<!doctype html") || opens(p, n, "<html") ?
	    "a web page (HTML)" : opens(p, n, "<?xml") ? "text (XML)" : "text";
}

static bool
is_zero(const unsigned char *p, size_t n)
{
	while (n > 0 && *p == 0) {
		p++;
		n--;
	}
	return n == 0;
}

const char *
filetype_option(void)
{
	return strcmp(filetype_reader(), "tonfall") == 0 ? "--type" : "-t";
}

/* What was left out of this build; SoX reads a few of these types, too. */
static void
explain_absent(const struct kind *k, char *text, size_t room)
{
	const char *sox = k->help;

	(void)snprintf(text, room, "is %s, which needs FFmpeg's libraries, and "
	    "this program was built without them (libavformat-dev, "
	    "libavcodec-dev); %s%s%s%s%sconvert it: " FILETYPE_FFMPEG, k->what,
	    sox != NULL ? "SoX may read it with " : "",
	    sox != NULL ? filetype_option() : "", sox != NULL ? " " : "",
	    sox != NULL ? sox : "", sox != NULL ? "; or " : "",
	    filetype_reader());
}

static void
explain_media(const struct kind *k, char *text, size_t room)
{
	if (k->av != NULL)
		explain_absent(k, text, room);
	else if (k->help == NULL)
		(void)snprintf(text, room, "is %s, which is not read here; "
		    "convert it: " FILETYPE_FFMPEG, k->what,
		    filetype_reader());
	else
		(void)snprintf(text, room, "is %s, which is read with %s %s "
		    "alone; or convert it: " FILETYPE_FFMPEG, k->what,
		    filetype_option(), k->help, filetype_reader());
}

void
filetype_explain(const unsigned char *p, size_t n, char *text, size_t room)
{
	const struct kind *k = find_other(p, n);
	const char *what;

	if (k != NULL)
		(void)snprintf(text, room, "is %s; %s", k->what, k->help);
	else if ((k = find_media(p, n)) != NULL)
		explain_media(k, text, room);
	else if (n == 0)
		(void)snprintf(text, room, "is empty, want audio");
	else if (is_zero(p, n))
		(void)snprintf(text, room, "begins with %zu zero bytes; was it "
		    "copied or recorded to its end?", n);
	else if ((what = find_text(p, n)) != NULL)
		(void)snprintf(text, room, "is %s, want audio", what);
	else
		(void)snprintf(text, room, "its contents are not those of %s; "
		    "%s TYPE names another type of SoX's, and FFmpeg may read "
		    "it: " FILETYPE_FFMPEG, avlib_built() ? MORE : NAMES,
		    filetype_option(), filetype_reader());
}
