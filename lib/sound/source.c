#include "sound/source.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include "sound/audio.h"

void
source_fail(struct source *s, const char *fmt, ...)
{
	va_list ap;

	if (s->why[0] != '\0')
		return;
	va_start(ap, fmt);
	(void)vsnprintf(s->why, sizeof s->why, fmt, ap);
	va_end(ap);
}

void
source_check(struct source *s)
{
	if (s->channels < 1 || s->channels > SOURCE_CHANNELS)
		source_fail(s, "%u channels, want 1 to %d", s->channels,
		    SOURCE_CHANNELS);
	else if (!(s->rate >= DECODER_MINRATE && s->rate <= DECODER_MAXRATE))
		source_fail(s, "a sample rate of %g Hz, want %g to %g",
		    s->rate, DECODER_MINRATE, DECODER_MAXRATE);
}

void
source_check_level(struct source *s, double x, uint64_t n)
{
	if (!(fabs(x) <= AUDIO_MAXLEVEL))
		source_fail(s, isfinite(x) ?
		    "sample %llu is %g, want at most 4 times full scale, 1" :
		    "sample %llu is %g, not finite", (unsigned long long)n, x);
}

size_t
source_waiting(const struct source *s)
{
	int n;

	return ioctl(s->fd, FIONREAD, &n) == 0 && n > 0 ? (size_t)n : 0;
}
