/*
 * Every cut and every flipped bit of a small stream, read from a file and
 * from a pipe, gives ST_BAD and a text that names the record.
 */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tensor/tensor.h"
#include "unit.h"

static char good[1024];
static size_t size;

/* Write two records to w. */
static void
write_records(struct tensor_writer *w)
{
	const uint64_t dim[][2] = { { 3, 1 }, { 2, 2 } };
	struct tensor t = TENSOR_INIT;
	size_t i, k;

	for (i = 0; i < 2; i++) {
		CHECK(tensor_reshape(&t, 2, dim[i], NULL) == ST_OK);
		for (k = 0; k < tensor_len(&t); k++)
			t.data[k] = (float)(k + 1);
		CHECK(attrs_set(&t.attr, "key", i ? "b" : "a", NULL) == ST_OK);
		CHECK(tensor_write(w, &t, NULL) == ST_OK);
	}
	tensor_free(&t);
}

/* The stream's bytes through a pipe into good. */
static void
make_good(void)
{
	struct tensor_writer *w;
	char path[64];
	ssize_t n;
	int fd[2];

	CHECK(pipe(fd) == 0);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd[1]);
	CHECK(tensor_create(&w, path, NULL) == ST_OK);
	write_records(w);
	CHECK(tensor_finish(w, NULL) == ST_OK);
	n = read(fd[0], good, sizeof good);
	CHECK(n == 2 * 128 + 64);
	size = n > 0 ? (size_t)n : 0;
	(void)close(fd[0]);
	(void)close(fd[1]);
}

/* Read all records of path: the first status that is not ST_OK. */
static enum status
drain(const char *path, struct fault *why)
{
	struct tensor t = TENSOR_INIT;
	struct tensor_reader *r;
	enum status s;

	why->text[0] = '\0';
	if ((s = tensor_open(&r, path, 0, why)) != ST_OK)
		return s;
	while ((s = tensor_read(r, &t, why)) == ST_OK)
		continue;
	tensor_free(&t);
	tensor_close(r);
	return s;
}

static enum status
from_file(const char *buf, size_t n, struct fault *why)
{
	int fd = memfd_create("stream", 0);
	enum status s;
	char path[64];

	CHECK(write(fd, buf, n) == (ssize_t)n);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	s = drain(path, why);
	(void)close(fd);
	return s;
}

static enum status
from_pipe(const char *buf, size_t n, struct fault *why)
{
	enum status s;
	char path[64];
	int fd[2];

	CHECK(pipe(fd) == 0);
	CHECK(write(fd[1], buf, n) == (ssize_t)n);
	(void)close(fd[1]);
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd[0]);
	s = drain(path, why);
	(void)close(fd[0]);
	return s;
}

static void
refused(const char *buf, size_t n)
{
	struct fault why;

	CHECK(from_file(buf, n, &why) == ST_BAD);
	CHECK(strstr(why.text, "record") != NULL);
	CHECK(from_pipe(buf, n, &why) == ST_BAD);
	CHECK(strstr(why.text, "record") != NULL);
}

static void
whole(void)
{
	struct fault why;

	make_good();
	CHECK(from_file(good, size, &why) == ST_END);
	CHECK(from_pipe(good, size, &why) == ST_END);
}

static void
cuts(void)
{
	size_t n;

	for (n = 0; n < size; n++)
		refused(good, n);
}

static void
flips(void)
{
	char bad[sizeof good];
	size_t bit;

	for (bit = 0; bit < 8 * size; bit++) {
		(void)memcpy(bad, good, size);
		bad[bit / 8] = (char)(bad[bit / 8] ^ 1 << bit % 8);
		refused(bad, size);
	}
}

/* Bytes behind the end record that begin no record. */
static void
tails(void)
{
	char more[sizeof good];

	(void)memcpy(more, good, size);
	(void)memset(more + size, ' ', 64);
	refused(more, size + 1);
	refused(more, size + 64);
	(void)memset(more + size, 0, 64);
	refused(more, size + 64);
}

int
main(void)
{
	UNIT_CASE(whole);
	UNIT_CASE(cuts);
	UNIT_CASE(flips);
	UNIT_CASE(tails);
	UNIT_END();
}
