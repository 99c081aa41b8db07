/*
 * What a decoder does with a file, in this process, with nothing that confines
 * it: SoX's readers are built with the fuzzer's eyes, see run.  A crash is
 * SoX's, and what a confined decoder is there for; our own part must hold.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sound/audio.h"
#include "sound/probe.h"
#include "sound/soxfile.h"
#include "../fuzz.h"

#define MOST	(1 << 20)	/* samples of a file */

static void
decode(struct probe *in)
{
	static float mono[SOXFILE_PIECE];
	static struct soxfile src;
	struct message job = { .op = MESSAGE_DECODE,
	    .endless = in->endless, .frames = in->frames };
	size_t n = 1, got, i;

	(void)snprintf(job.type, sizeof job.type, "%s", in->type);
	if (soxfile_open(&src, in->fd, &job)) {
		for (got = 0; got < MOST && n > 0; got += n) {
			n = soxfile_read(&src, mono, SOXFILE_PIECE);
			HOLDS(n <= SOXFILE_PIECE);
			for (i = 0; i < n; i++)
				HOLDS(fabsf(mono[i]) <= AUDIO_MAXLEVEL);
		}
		if (n == 0)
			soxfile_judge(&src);
	}
	HOLDS(memchr(src.why, '\0', sizeof src.why) != NULL);
	soxfile_close(&src);
	in->fd = -1;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool begun;
	struct probe in;
	struct fault why;

	if (!begun)
		soxfile_init();
	begun = true;
	if (probe_open(&in, fuzz_file(data, size), NULL, &why) != ST_OK)
		return 0;
	decode(&in);
	return 0;
}
