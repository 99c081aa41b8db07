#include "sound/filetype.h"

#include <string.h>

#include "sound/mp3.h"

static bool
is(const unsigned char *p, size_t n, size_t at, const char *want)
{
	size_t len = strlen(want);

	return n >= at + len && memcmp(p + at, want, len) == 0;
}

/* Two frames in a row, as far as p goes: one is too easily met by chance. */
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
