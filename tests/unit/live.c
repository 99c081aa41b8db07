/* Sound that comes through a pipe as it is spoken: what has come is given. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sound/audio.h"
#include "unit.h"

#define SAMPLES	1600	/* a tenth of a second at 16 kHz */
#define STEP	160	/* that a block is a multiple of */
#define LIMIT	20	/* seconds after which nothing will come any more */

static struct audio_pool *pool;
static int into;		/* the pipe that is standard input */

/* A header of WAV, 16 bits, mono, as arecord writes it: of unknown length. */
static void
send_header(uint32_t rate)
{
	uint32_t word[] = { 0x80000024, 16, rate, 2 * rate, 0x80000000 };
	uint16_t half[] = { 1, 1, 2, 16 };
	unsigned char h[44] = "RIFF    WAVEfmt ";

	unit_little(word, 5, 4);
	unit_little(half, 4, 2);
	(void)memcpy(h + 4, &word[0], 4);
	(void)memcpy(h + 16, &word[1], 4);
	(void)memcpy(h + 20, half, 4);
	(void)memcpy(h + 24, &word[2], 8);
	(void)memcpy(h + 32, half + 2, 4);
	(void)memcpy(h + 36, "data", 4);
	(void)memcpy(h + 40, &word[4], 4);
	CHECK(write(into, h, sizeof h) == sizeof h);
}

/* n samples, each of the value that is its number, from start. */
static void
send_sound(unsigned start, unsigned n)
{
	static int16_t x[30000];
	unsigned i;

	for (i = 0; i < n; i++)
		x[i] = (int16_t)(start + i);
	unit_little(x, n, 2);
	CHECK(write(into, x, n * sizeof x[0]) == (ssize_t)(n * sizeof x[0]));
}

static void
new_pipe(void)
{
	int fd[2];

	CHECK(pipe(fd) == 0 && dup2(fd[0], STDIN_FILENO) == STDIN_FILENO);
	(void)close(fd[0]);
	into = fd[1];
	(void)alarm(LIMIT);
}

/* The next n samples come, in whole steps unless they are the last; the first
 * one of them is number start. */
static void
expect(unsigned start, size_t n)
{
	struct fault why;
	const float *x;
	size_t got, i, all = 0;

	while (all < n) {
		CHECK(audio_read(audio_reader(pool, 0), &x, &got, &why) ==
		    ST_OK);
		CHECK(got > 0 && all + got <= n);
		CHECK(got % STEP == 0 || all + got == n);
		for (i = 0; i < got; i++, all++)
			CHECK(x[i] == (float)(start + all) / 32768);
	}
}

/* Each tenth of a second is there before the next one is sent. */
static void
tenths_come_as_they_are_sent(void)
{
	struct audio *a = audio_reader(pool, 0);
	struct fault why;
	const float *x;
	double rate;
	unsigned i;
	size_t n;

	new_pipe();
	send_header(16000);
	send_sound(0, SAMPLES);
	CHECK(audio_open(a, "-", 0, NULL, &rate, &why) == ST_OK);
	CHECK(rate == 16000);
	expect(0, SAMPLES);
	for (i = 1; i < 12; i++) {
		send_sound(i * SAMPLES, SAMPLES);
		expect(i * SAMPLES, SAMPLES);
	}
	/* What is not a whole one waits for more, or for the end. */
	send_sound(i * SAMPLES, 100);
	(void)close(into);
	expect(i * SAMPLES, 100);
	CHECK(audio_read(a, &x, &n, &why) == ST_END);
	audio_close(a);
}

/* Much that is there at once does not come in little pieces. */
static void
much_comes_together(void)
{
	struct audio *a = audio_reader(pool, 0);
	struct fault why;
	const float *x;
	double rate;
	size_t n = 0, all = 0;
	unsigned blocks = 0;

	new_pipe();
	send_header(16000);
	send_sound(0, 30000);
	(void)close(into);
	CHECK(audio_open(a, "-", 0, NULL, &rate, &why) == ST_OK);
	for (; audio_read(a, &x, &n, &why) == ST_OK; blocks++)
		all += n;
	CHECK(all == 30000 && blocks <= 6);
	audio_close(a);
}

/* The same at another rate: the filter holds some back. */
static void
resampled_sound_comes_too(void)
{
	struct audio *a = audio_reader(pool, 0);
	struct fault why;
	const float *x;
	double rate;
	unsigned i;
	size_t n = 0, all = 0;

	new_pipe();
	send_header(8000);
	for (i = 0; i < 5; i++)
		send_sound(i * 800, 800);
	CHECK(audio_open(a, "-", 16000, NULL, &rate, &why) == ST_OK);
	CHECK(rate == 16000);
	while (all < SAMPLES && audio_read(a, &x, &n, &why) == ST_OK)
		all += n;
	CHECK(all >= SAMPLES);
	(void)close(into);
	while (audio_read(a, &x, &n, &why) == ST_OK)
		all += n;
	CHECK(all == 8000);
	audio_close(a);
}

int
main(void)
{
	struct audio_limits limits = AUDIO_LIMITS;
	struct fault why;

	limits.unconfined = true;
	if (audio_start(&pool, 1, &limits, &why) != ST_OK) {
		printf("FAIL live: %s\n", why.text);
		return EXIT_FAILURE;
	}
	UNIT_CASE(tenths_come_as_they_are_sent);
	UNIT_CASE(much_comes_together);
	UNIT_CASE(resampled_sound_comes_too);
	audio_stop(pool);
	UNIT_END();
}
