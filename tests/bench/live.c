/*
 * live - how long after the last sample of a window its row is there.
 *
 * usage: live SECONDS samples.s16 tonfall --live -q -f tsv ... -
 *
 * Runs the command with sound on its standard input, 16 kHz, mono, as a
 * microphone gives it: 10 ms every 10 ms, the samples of the file again and
 * again.
 * Prints the median and the maximum, in ms, and the number of rows.
 */
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

#define RATE	16000
#define BLOCK	160	/* samples */
#define ROWS	100000
#define END	2	/* the column `end' of a row, from 0 */

extern char **environ;

struct feed {
	int16_t *x;		/* (n) */
	size_t n;
	double *sent;		/* (blocks) when each was written, seconds */
	size_t blocks, done;
	int to, from;
	char text[1 << 16];
	size_t len;
	double late[ROWS];	/* ms */
	size_t rows;
};

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
load(struct feed *f, const char *path)
{
	FILE *in = fopen(path, "rb");
	long size = 0;

	if (in == NULL || fseek(in, 0, SEEK_END) != 0 ||
	    (size = ftell(in)) < 2 * BLOCK || (f->x = malloc((size_t)size)) ==
	    NULL)
		die(path);
	rewind(in);
	f->n = fread(f->x, 2, (size_t)size / 2, in) / BLOCK * BLOCK;
	(void)fclose(in);
}

static pid_t
start(struct feed *f, char *argv[])
{
	posix_spawn_file_actions_t fds;
	int in[2], out[2];
	pid_t pid;

	if (pipe(in) == -1 || pipe(out) == -1 ||
	    posix_spawn_file_actions_init(&fds) != 0)
		die("pipe");
	(void)posix_spawn_file_actions_adddup2(&fds, in[0], 0);
	(void)posix_spawn_file_actions_adddup2(&fds, out[1], 1);
	(void)posix_spawn_file_actions_addclose(&fds, in[1]);
	(void)posix_spawn_file_actions_addclose(&fds, out[0]);
	if (posix_spawnp(&pid, argv[0], &fds, NULL, argv, environ) != 0)
		die(argv[0]);
	(void)close(in[0]);
	(void)close(out[1]);
	f->to = in[1];
	f->from = out[0];
	return pid;
}

static void
write_all(int to, const void *p, size_t n)
{
	if (write(to, p, n) != (ssize_t)n)
		die("write");
}

static void
header(int to)
{
	static const unsigned char h[] = "RIFF\xff\xff\xff\xff" "WAVEfmt "
	    "\x10\0\0\0\x01\0\x01\0\x80\x3e\0\0\0\x7d\0\0\x02\0\x10\0data"
	    "\xff\xff\xff\xff";

	write_all(to, h, sizeof h - 1);
}

/* ---- rows ---- */

static void
row(struct feed *f, char *line, double now)
{
	char *field = line;
	size_t block, i;
	double end;

	for (i = 0; i < END && field != NULL; i++)
		field = (field = strchr(field, '\t')) == NULL ? NULL :
		    field + 1;
	if (field == NULL || (end = strtod(field, NULL)) <= 0 ||
	    f->rows == ROWS)
		return;
	block = (size_t)(end * RATE / BLOCK + 0.999);
	block = block > 0 ? block - 1 : 0;
	if (block < f->done)
		f->late[f->rows++] = 1000 * (now - f->sent[block]);
}

/* Read what there is; false: the end. */
static bool
collect(struct feed *f)
{
	ssize_t n = read(f->from, f->text + f->len,
	    sizeof f->text - 1 - f->len);
	double now = clock_wall();
	char *line = f->text, *next;

	if (n <= 0)
		return false;
	f->len += (size_t)n;
	f->text[f->len] = '\0';
	for (; (next = strchr(line, '\n')) != NULL; line = next + 1) {
		*next = '\0';
		row(f, line, now);
	}
	f->len -= (size_t)(line - f->text);
	memmove(f->text, line, f->len);
	return true;
}

/* Rows until this time. */
static void
wait_until(struct feed *f, double when)
{
	struct pollfd p = { .fd = f->from, .events = POLLIN };
	double left;

	while ((left = when - clock_wall()) > 0) {
		if (poll(&p, 1, (int)(1000 * left)) > 0 && !collect(f))
			return;
		if (left < 0.001)
			(void)usleep((useconds_t)(1e6 * left));
	}
}

static int
rising(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char *argv[])
{
	static struct feed f;
	double began;
	size_t at = 0;

	if (argc < 4) {
		(void)fputs("usage: live SECONDS samples.s16 COMMAND ...\n",
		    stderr);
		return 2;
	}
	load(&f, argv[2]);
	f.blocks = (size_t)(strtod(argv[1], NULL) * RATE / BLOCK);
	if ((f.sent = calloc(f.blocks + 1, sizeof *f.sent)) == NULL)
		die("calloc");
	(void)start(&f, argv + 3);
	header(f.to);
	began = clock_wall();
	for (; f.done < f.blocks; at = (at + BLOCK) % f.n) {
		wait_until(&f, began + (double)(f.done + 1) * BLOCK / RATE);
		write_all(f.to, f.x + at, BLOCK * sizeof *f.x);
		f.sent[f.done++] = clock_wall();
	}
	wait_until(&f, clock_wall() + 0.3);
	if (f.rows == 0) {
		(void)fputs("live: there are no rows\n", stderr);
		return 1;
	}
	qsort(f.late, f.rows, sizeof f.late[0], rising);
	put("latency", f.late[f.rows / 2], "ms");
	put("latency-most", f.late[f.rows - 1], "ms");
	put("rows", (double)f.rows, "-");
	return 0;
}
