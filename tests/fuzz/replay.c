/*
 * replay - run the files of a corpus through a fuzz entry.
 *
 * usage: replay [-m] FILE...
 *
 * With -m also with each single allocation and read(2) of the library failing,
 * and with input that cannot be opened or read.  Ends by a signal, or a
 * sanitizer's report, at the first that fails; the name of each is printed
 * before.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

/* An entry with a mutator of its own links, but nobody calls it here. */
size_t
LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
	(void)data;
	(void)max;
	return size;
}

/* ---- allocations that fail: the linker's --wrap ---- */

static unsigned long until;	/* so many succeed; 0: all */
static bool failed;
static jmp_buf escape;

static bool
fails(void)
{
	if (until == 0 || --until > 0)
		return false;
	failed = true;
	return true;
}

#define WRAP(type, name, params, args)					\
	extern type __real_##name params;				\
	extern type __wrap_##name params;				\
	type __wrap_##name params					\
	{								\
		return fails() ? NULL : __real_##name args;		\
	}

WRAP(void *, malloc, (size_t n), (n))
WRAP(void *, calloc, (size_t n, size_t m), (n, m))
WRAP(void *, realloc, (void *p, size_t n), (p, n))
WRAP(void *, reallocarray, (void *p, size_t n, size_t m), (p, n, m))
WRAP(void *, aligned_alloc, (size_t a, size_t n), (a, n))
WRAP(char *, strdup, (const char *s), (s))
WRAP(char *, strndup, (const char *s, size_t n), (s, n))
WRAP(FILE *, open_memstream, (char **p, size_t *n), (p, n))
WRAP(FILE *, fopencookie, (void *c, const char *m, cookie_io_functions_t f),
    (c, m, f))

extern int __wrap_vasprintf(char **p, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
extern int __wrap_asprintf(char **p, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
extern int __real_vasprintf(char **p, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

int
__wrap_vasprintf(char **p, const char *fmt, va_list ap)
{
	return fails() ? -1 : __real_vasprintf(p, fmt, ap);
}

int
__wrap_asprintf(char **p, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = __wrap_vasprintf(p, fmt, ap);
	va_end(ap);
	return n;
}

extern ssize_t __real_read(int fd, void *buf, size_t n);
extern ssize_t __wrap_read(int fd, void *buf, size_t n);

/* While something is to fail, every other read is interrupted first. */
ssize_t
__wrap_read(int fd, void *buf, size_t n)
{
	static bool interrupt;

	if (until == 0)
		return __real_read(fd, buf, n);
	errno = EINTR;
	if ((interrupt = !interrupt))
		return -1;
	errno = EIO;
	return fails() ? -1 : __real_read(fd, buf, n);
}

static void
excuse(void)
{
	if (failed)
		longjmp(escape, 1);
}

/* Descriptors of an entry that was left in the middle: those that were not
 * open before, of the first so many. */
enum { DESCRIPTORS = 64 };

static bool
is_open(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0;
}

static void
close_others(const bool before[DESCRIPTORS])
{
	int fd;

	for (fd = 0; fd < DESCRIPTORS; fd++)
		if (!before[fd])
			(void)close(fd);
}

/* With the first, the second, ... allocation failing, until there are no more
 * or so many have. */
static void
fail_each(const uint8_t *data, size_t n)
{
	static volatile unsigned long at;
	static bool before[DESCRIPTORS];
	int fd;

	for (fd = 0; fd < DESCRIPTORS; fd++)
		before[fd] = is_open(fd);
	fuzz_excuse = excuse;
	for (at = 1; ; at++) {
		until = at;
		failed = false;
		if (setjmp(escape) == 0)
			(void)LLVMFuzzerTestOneInput(data, n);
		until = 0;
		if (!failed)
			break;
		close_others(before);
	}
	fuzz_excuse = NULL;
}

/* ---- files ---- */

static void
try(const uint8_t *data, size_t n, bool memory)
{
	fuzz_ways = 1;
	for (fuzz_turn = 0; fuzz_turn < fuzz_ways; fuzz_turn++) {
		(void)LLVMFuzzerTestOneInput(data, n);
		if (memory)
			fail_each(data, n);
	}
}

static int
replay(const char *path, bool memory)
{
	static uint8_t buf[1 << 20];
	uint8_t *exact;
	FILE *fp;
	size_t n;

	if ((fp = fopen(path, "rb")) == NULL) {
		perror(path);
		return 1;
	}
	n = fread(buf, 1, sizeof buf, fp);
	(void)fclose(fp);
	/* As long as the input, so that a sanitizer sees a byte too many. */
	if ((exact = malloc(n > 0 ? n : 1)) == NULL)
		return 1;
	(void)memcpy(exact, buf, n);
	(void)printf("%s\n", path);
	(void)fflush(stdout);
	try(exact, n, memory);
	free(exact);
	return 0;
}

static void
unreadable(void)
{
	fuzz_instead = "/";
	try((const uint8_t *)"", 0, false);
	fuzz_instead = "/no/such/file";
	try((const uint8_t *)"", 0, false);
	fuzz_instead = NULL;
	/* nowhere to keep a copy of a pipe */
	(void)setenv("TMPDIR", "/no/such/folder", 1);
	try((const uint8_t *)"", 0, false);
}

int
main(int argc, char *argv[])
{
	bool memory = argc > 1 && strcmp(argv[1], "-m") == 0;
	int i = memory ? 2 : 1, bad = i >= argc;

	for (; i < argc; i++)
		bad |= replay(argv[i], memory);
	if (memory)
		unreadable();
	return bad;
}
