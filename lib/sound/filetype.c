#include "sound/filetype.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sound/mp3.h"

#define NAMES	"WAV, FLAC, AIFF, AU, Ogg Vorbis or MP3"

static bool
is(const unsigned char *p, size_t n, size_t at, const char *want)
{
	size_t len = strlen(want);

	return n >= at + len && memcmp(p + at, want, len) == 0;
}

/* Two frames in a row, as far as p goes: a single one is too likely
 * by chance. */
static bool
is_mp3(const unsigned char *p, size_t n)
{
	size_t size = n < 4 ? 0 : mp3_frame(p);

	return size > 0 && (n < size + 4 || mp3_frame(p + size) > 0);
}

const char *
filetype(const unsigned char *p, size_t n)
{
	if ((is(p, n, 0, "RIFF") || is(p, n, 0, "RIFX") ||
	    is(p, n, 0, "RF64")) && is(p, n, 8, "WAVE"))
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
	if ((is(p, n, 0, "ID3") && n > 3 && p[3] < 0xff) || is_mp3(p, n))
		return "mp3";
	return NULL;
}

const char *
filetype_name(const char *type)
{
	static const char *const name[][2] = {
		{ "wav", "wav" }, { "wavpcm", "wav" }, { "amb", "wav" },
		{ "aiff", "aiff" }, { "aif", "aiff" },
		{ "aifc", "aifc" }, { "aiffc", "aifc" },
		{ "au", "au" }, { "snd", "au" }, { "flac", "flac" },
		{ "ogg", "ogg" }, { "vorbis", "ogg" },
		{ "mp3", "mp3" }, { "audio/mpeg", "mp3" }, { "mp2", "mp2" }
	};
	size_t n = strcspn(type, ";"), i;

	for (i = 0; i < sizeof name / sizeof name[0]; i++)
		if (strlen(name[i][0]) == n &&
		    strncasecmp(type, name[i][0], n) == 0)
			return name[i][1];
	return type;
}

bool
filetype_built_in(const char *type)
{
	static const char *const name[] = { "wav", "aiff", "aifc", "au" };
	size_t i;

	for (i = 0; i < sizeof name / sizeof name[0]; i++)
		if (strcmp(type, name[i]) == 0)
			return true;
	return false;
}

/* ---- what is not read ---- */

const char *
filetype_reader(void)
{
	return program_invocation_short_name;
}

/*
 * Files that begin with these bytes and have further ones at this offset; what
 * they are; and SoX's name of the type, or what the user can do.
 */
struct kind {
	const char *bytes, *more;
	unsigned at;
	const char *what, *help;
};

/* Sound, with or without pictures, that FFmpeg reads. */
static const struct kind media[] = {
	{ "", "ftypM4A", 4, "M4A (MPEG-4 audio)", NULL },
	{ "", "ftypM4B", 4, "M4B (MPEG-4 audio)", NULL },
	{ "", "ftyp3g", 4, "3GP (a mobile phone's audio or video)", NULL },
	{ "", "ftypqt", 4, "QuickTime", NULL },
	{ "", "ftyp", 4, "MP4 (MPEG-4 audio or video)", NULL },
	{ "", "moov", 4, "QuickTime", NULL },
	{ "", "mdat", 4, "QuickTime", NULL },
	{ "\032\105\337\243", "", 0, "WebM or Matroska", NULL },
	{ "OggS", "OpusHead", 28, "Opus", NULL },
	{ "OggS", "Speex   ", 28, "Speex", NULL },
	{ "OggS", "\177FLAC", 28, "FLAC in Ogg", NULL },
	{ "OggS", "", 0, "Ogg of another kind than Vorbis", NULL },
	{ "\060\046\262\165\216\146\317\021", "", 0,
	    "WMA (Windows Media audio or video)", NULL },
	{ "RIFF", "AVI ", 8, "AVI (video)", NULL },
	{ "FLV\001", "", 0, "FLV (Flash video)", NULL },
	{ "ADIF", "", 0, "AAC (MPEG-4 audio)", NULL },
	{ ".RMF", "", 0, "RealMedia", NULL },
	{ ".ra\375", "", 0, "RealAudio", NULL },
	{ "MAC ", "", 0, "Monkey's Audio (APE)", NULL },
	{ "TTA1", "", 0, "TTA", NULL },
	{ "MPCK", "", 0, "Musepack", NULL },
	{ "MP+", "", 0, "Musepack", NULL },
	{ "DSD ", "", 0, "DSF (DSD audio)", NULL },
	{ "FRM8", "", 0, "DSDIFF (DSD audio)", NULL },
	{ "\013\167", "", 0, "AC-3 (Dolby Digital)", NULL },
	{ "#!AMR-WB\n", "", 0, "AMR-WB", NULL },
	{ "#!AMR\n", "", 0, "AMR", "amr-nb" },
	{ "NIST_1A\n", "", 0, "NIST SPHERE", "sph" },
	{ "caff", "", 0, "CAF (Core Audio)", "caf" },
	{ "riff\056\221\317\021", "", 0, "Wave64", "w64" },
	{ "FORM", "8SVX", 8, "8SVX (Amiga)", "8svx" },
	{ "wvpk", "", 0, "WavPack", "wv" },
	{ "2BIT", "", 0, "AVR", "avr" },
	{ " paf", "", 0, "PAF (Ensoniq)", "paf" },
	{ "SOUND SAMPLE DATA ", "", 0, "SampleVision", "smp" },
	{ "Creative Voice File", "", 0, "VOC (Sound Blaster)", "voc" }
};

/* Files that are not sound. */
static const struct kind others[] = {
	{ "version https://git-lfs", "", 0, "a Git LFS pointer",
	    "git lfs pull fetches the file itself" },
	{ "/annex/objects/", "", 0, "a git-annex pointer",
	    "git annex get fetches the file itself" },
	{ "PK\003\004", "", 0, "a ZIP archive", "unpack it first" },
	{ "\037\213", "", 0, "compressed by gzip", "gunzip it first" },
	{ "BZh", "", 0, "compressed by bzip2", "bunzip2 it first" },
	{ "\3757zXZ", "", 0, "compressed by xz", "unxz it first" },
	{ "\050\265\057\375", "", 0, "compressed by zstd", "unzstd it first" },
	{ "7z\274\257\047\034", "", 0, "a 7z archive", "unpack it first" },
	{ "Rar!", "", 0, "a RAR archive", "unpack it first" },
	{ "", "ustar", 257, "a tar archive", "unpack it first" },
	{ "MThd", "", 0, "MIDI, which is notes, not sound",
	    "a synthesiser plays it" },
	{ "tensor 1", "", 0, "a stream of features already",
	    "audio files are wanted" },
	{ "\223NUMPY", "", 0, "an array of NumPy", "audio files are wanted" },
	{ "\211PNG", "", 0, "a picture (PNG)", "audio files are wanted" },
	{ "\377\330\377", "", 0, "a picture (JPEG)", "audio files are wanted" },
	{ "GIF8", "", 0, "a picture (GIF)", "audio files are wanted" },
	{ "%PDF", "", 0, "a PDF document", "audio files are wanted" },
	{ "\177ELF", "", 0, "a program", "audio files are wanted" }
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
	static const struct kind aac = { .what = "AAC (MPEG audio)" },
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

static void
explain_media(const struct kind *k, char *text, size_t room)
{
	if (k->help == NULL)
		(void)snprintf(text, room, "is %s, which SoX does not read; "
		    "convert it: " FILETYPE_FFMPEG, k->what,
		    filetype_reader());
	else
		(void)snprintf(text, room, "is %s, which is read with -t %s "
		    "alone; or convert it: " FILETYPE_FFMPEG, k->what, k->help,
		    filetype_reader());
}

void
filetype_explain(const unsigned char *p, size_t n, char *text, size_t room)
{
	const struct kind *k = find_kind(media,
	    sizeof media / sizeof media[0], p, n);
	const char *what;

	if (k == NULL)
		k = find_mpeg(p, n);
	if (k != NULL)
		explain_media(k, text, room);
	else if ((k = find_kind(others, sizeof others / sizeof others[0], p,
	    n)) != NULL)
		(void)snprintf(text, room, "is %s; %s", k->what, k->help);
	else if (n == 0)
		(void)snprintf(text, room, "is empty, want audio");
	else if (is_zero(p, n))
		(void)snprintf(text, room, "begins with %zu zero bytes; was it "
		    "copied or recorded to its end?", n);
	else if ((what = find_text(p, n)) != NULL)
		(void)snprintf(text, room, "is %s, want audio", what);
	else
		(void)snprintf(text, room, "its contents are not those of "
		    NAMES "; -t TYPE names another type of SoX's, and FFmpeg "
		    "may read it: " FILETYPE_FFMPEG, filetype_reader());
}
