#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <xxhash.h>

#include "fuzz.h"

enum { MOST = 1 << 16 };	/* bytes that a pipe takes at once */

static struct {
	int fd;			/* of fuzz_file; 0 before the first call */
	size_t size;
	char name[64];
} file;

static struct {
	int fd[2];
	char name[64];
} in, out;

static uint8_t written[MOST];

unsigned fuzz_turn, fuzz_ways = 1;
void (*fuzz_excuse)(void);
const char *fuzz_instead;

void
fuzz_holds(bool cond, const char *what, const char *path, int line)
{
	if (cond)
		return;
	if (fuzz_excuse != NULL)
		fuzz_excuse();
	(void)fprintf(stderr, "%s:%d: does not hold: %s\n", path, line, what);
	abort();
}

void
fuzz_told(enum status s, const struct fault *why)
{
	size_t n;

	if (s == ST_OK || s == ST_END)
		return;
	n = strnlen(why->text, sizeof why->text);
	HOLDS(why->status == s && n > 0 && n < sizeof why->text);
}

static void
name_fd(char name[64], int fd)
{
	(void)snprintf(name, 64, "/proc/self/fd/%d", fd);
}

const char *
fuzz_file(const uint8_t *data, size_t size)
{
	if (file.fd == 0) {
		HOLDS((file.fd = memfd_create("fuzz", 0)) > 0);
		name_fd(file.name, file.fd);
	}
	HOLDS(pwrite(file.fd, data, size, 0) == (ssize_t)size);
	if (size != file.size)
		HOLDS(ftruncate(file.fd, (off_t)size) == 0);
	file.size = size;
	return fuzz_instead != NULL ? fuzz_instead : file.name;
}

const char *
fuzz_keep(const uint8_t *data, size_t size)
{
	int fd = memfd_create("kept", 0);
	char name[64], *copy;

	HOLDS(fd > 0 && write(fd, data, size) == (ssize_t)size);
	name_fd(name, fd);
	HOLDS((copy = strdup(name)) != NULL);
	return copy;
}

const char *
fuzz_pipe(const uint8_t *data, size_t size)
{
	size = size < MOST ? size : MOST;
	HOLDS(pipe(in.fd) == 0);
	HOLDS(write(in.fd[1], data, size) == (ssize_t)size);
	(void)close(in.fd[1]);
	name_fd(in.name, in.fd[0]);
	return in.name;
}

void
fuzz_pipe_end(void)
{
	(void)close(in.fd[0]);
}

const char *
fuzz_sink(void)
{
	HOLDS(pipe(out.fd) == 0);
	name_fd(out.name, out.fd[1]);
	return out.name;
}

const uint8_t *
fuzz_written(size_t *size)
{
	ssize_t n;

	(void)close(out.fd[1]);
	for (*size = 0; *size < MOST; *size += (size_t)n) {
		while ((n = read(out.fd[0], written + *size, MOST - *size)) <
		    0 && errno == EINTR)
			continue;
		HOLDS(n >= 0);
		if (n == 0)
			break;
	}
	(void)close(out.fd[0]);
	return written;
}

unsigned
fuzz_choice(const uint8_t *data, size_t size, unsigned n)
{
	fuzz_ways = n > fuzz_ways ? n : fuzz_ways;
	return (unsigned)((XXH3_64bits(data, size) + fuzz_turn) % n);
}

bool
fuzz_same(const struct tensor *a, const struct tensor *b, bool key_only)
{
	size_t pa = 0, pb = 0;
	const char *na, *va, *nb, *vb;

	if (a->rank != b->rank ||
	    memcmp(a->dim, b->dim, a->rank * sizeof a->dim[0]) != 0 ||
	    memcmp(a->data, b->data, tensor_len(a) * sizeof *a->data) != 0)
		return false;
	if (key_only)
		return strcmp(tensor_key(a), tensor_key(b)) == 0;
	if (a->attr.count != b->attr.count)
		return false;
	/* The writer puts the key first, so the order may be another. */
	while (attrs_each(&a->attr, &pa, &na, &va))
		if ((vb = tensor_attr(b, na)) == NULL || strcmp(va, vb) != 0)
			return false;
	while (attrs_each(&b->attr, &pb, &nb, &vb))
		if (tensor_attr(a, nb) == NULL)
			return false;
	return true;
}
