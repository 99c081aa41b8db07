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
	static float mono[SOURCE_PIECE];
	static struct soxfile src;
	struct message job = { .op = MESSAGE_DECODE,
	    .endless = in->endless, .frames = in->frames };
	size_t n = 1, got, i;

	(void)snprintf(job.type, sizeof job.type, "%s", in->type);
	(void)memset(&src, 0, sizeof src);
	src.is.kind = &soxfile_kind;
	src.is.fd = in->fd;
	src.is.kind->open(&src.is, &job);
	if (src.is.why[0] == '\0') {
		for (got = 0; got < MOST && n > 0; got += n) {
			n = src.is.kind->read(&src.is, mono, SOURCE_PIECE);
			HOLDS(n <= SOURCE_PIECE);
			for (i = 0; i < n; i++)
				HOLDS(fabsf(mono[i]) <= AUDIO_MAXLEVEL);
		}
		if (n == 0)
			src.is.kind->judge(&src.is);
	}
	HOLDS(memchr(src.is.why, '\0', sizeof src.is.why) != NULL);
	src.is.kind->close(&src.is);
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
	if (probe_open(&in, NULL, fuzz_file(data, size), NULL, false,
	    &why) != ST_OK)
		return 0;
	decode(&in);
	return 0;
}
