/*
 * damage - a program must find every cut and every flipped bit of its input.
 *
 * usage: damage [-s STRIDE] [-f NAME] [-i INPUT] [-o OUT] FILE PROGRAM [ARG...]
 *
 * For every STRIDE-th of the cuts of FILE (to 0, 1, ... bytes) and of its bits
 * the program is run; "@" among the arguments stands for the damaged file,
 * which is called NAME or has no name in a folder, and standard input is
 * INPUT; without "@" it is the damaged file, as a file and as a pipe by turns.
 * Each time the program must exit with 1 and say one line on standard error
 * that begins with its name; what it wrote to standard output must not end in
 * an end record, and OUT must not exist.  With the whole file it must exit
 * with 0.  Prints how many were tried, and each that was not found.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST = 1 << 16, ALIGN = 64 };

static struct {
	char good[MOST], bad[MOST];
	size_t size;		/* of the undamaged file */
	int file, out, err;	/* in memory: damaged, what the program says */
	const char *name, *input, *output;
	char **argv;
	bool by_name;		/* "@" is among argv */
	size_t tried, missed;
} h;

extern char **environ;

static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(2);
}

static void
empty(int fd)
{
	must(ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0,
	    "memory file");
}

static size_t
contents(int fd, char buf[MOST])
{
	ssize_t n = pread(fd, buf, MOST - 1, 0);

	must(n >= 0, "memory file");
	buf[n] = '\0';
	return (size_t)n;
}

/* A descriptor from which the damaged n bytes are read. */
static int
input(size_t n, bool pipes)
{
	int fd[2];

	FILE *fp;

	if (h.name != NULL) {
		must((fp = fopen(h.name, "wb")) != NULL, h.name);
		must(fwrite(h.bad, 1, n, fp) == n && fclose(fp) == 0, h.name);
	}
	empty(h.file);
	must(write(h.file, h.bad, n) == (ssize_t)n, "memory file");
	must(lseek(h.file, 0, SEEK_SET) == 0, "memory file");
	if (!pipes)
		return h.file;
	must(pipe2(fd, O_CLOEXEC) == 0, "pipe");
	must(write(fd[1], h.bad, n) == (ssize_t)n, "pipe");
	(void)close(fd[1]);
	return fd[0];
}

/* Run the program; its wait status. */
static int
run(int in)
{
	posix_spawn_file_actions_t io;
	int status, rc;
	pid_t pid;

	empty(h.out);
	empty(h.err);
	(void)posix_spawn_file_actions_init(&io);
	if (h.by_name)
		(void)posix_spawn_file_actions_addopen(&io, 0, h.input,
		    O_RDONLY, 0);
	else
		(void)posix_spawn_file_actions_adddup2(&io, in, 0);
	(void)posix_spawn_file_actions_adddup2(&io, h.out, 1);
	(void)posix_spawn_file_actions_adddup2(&io, h.err, 2);
	rc = posix_spawnp(&pid, h.argv[0], &io, NULL, h.argv, environ);
	if (rc != 0) {
		errno = rc;
		must(false, h.argv[0]);
	}
	(void)posix_spawn_file_actions_destroy(&io);
	while (waitpid(pid, &status, 0) < 0)
		must(errno == EINTR, "wait");
	return status;
}

/* What is wrong with how it failed; NULL if nothing. */
static const char *
complaint(int status)
{
	static char text[MOST];
	size_t n = contents(h.out, text), name = strlen(h.argv[0]);
	const char *end = n >= ALIGN ? text + n - ALIGN : "";

	if (!WIFEXITED(status) || WEXITSTATUS(status) != 1)
		return "the status is not 1";
	if (strncmp(end, "tensor 1 ", 9) == 0 && strstr(end, "\nend ") != NULL)
		return "the output has an end record";
	n = contents(h.err, text);
	if (n == 0 || strchr(text, '\n') != text + n - 1)
		return "not one line on standard error";
	if (strncmp(text, h.argv[0], name) != 0 || text[name] != ':')
		return "the line does not begin with its name";
	if (h.output != NULL && access(h.output, F_OK) == 0)
		return "the output file exists";
	return NULL;
}

static void
try(size_t n, const char *what, size_t at)
{
	int in = input(n, h.tried++ % 2 == 1 && !h.by_name);
	int status = run(in);
	const char *wrong = complaint(status);

	if (in != h.file)
		(void)close(in);
	if (wrong == NULL)
		return;
	h.missed++;
	(void)printf("%s: %s %zu: %s (wait status %#x)\n", h.argv[0], what,
	    at, wrong, (unsigned)status);
}

static void
all(size_t stride)
{
	size_t i, at, bits = 8 * h.size;

	for (i = 0; i < h.size + bits; i += stride) {
		(void)memcpy(h.bad, h.good, h.size);
		if (i < h.size) {
			try(i, "cut to", i);
			continue;
		}
		at = i - h.size;
		h.bad[at / 8] = (char)(h.bad[at / 8] ^ 1 << at % 8);
		try(h.size, "bit", at);
	}
}

/* Undamaged it must be taken, or all of this would show nothing. */
static void
whole(void)
{
	(void)memcpy(h.bad, h.good, h.size);
	if (run(input(h.size, false)) != 0) {
		(void)printf("%s: fails with the whole file\n", h.argv[0]);
		exit(1);
	}
	if (h.output != NULL)
		(void)unlink(h.output);
}

static void
load(const char *path)
{
	FILE *fp = fopen(path, "rb");

	must(fp != NULL, path);
	h.size = fread(h.good, 1, sizeof h.good, fp);
	(void)fclose(fp);
	must(h.size > 0 && h.size < sizeof h.good, path);
	h.file = memfd_create("damaged", MFD_CLOEXEC);
	h.out = memfd_create("out", MFD_CLOEXEC);
	h.err = memfd_create("err", MFD_CLOEXEC);
	must(h.file > 2 && h.out > 2 && h.err > 2, "memory file");
}

/* "@" becomes a name by which the program reaches the damaged file. */
static void
name_input(char *argv[])
{
	static char name[4096];

	if (h.name != NULL)
		(void)snprintf(name, sizeof name, "%s", h.name);
	else
		(void)snprintf(name, sizeof name, "/proc/%ld/fd/%d",
		    (long)getpid(), h.file);
	h.argv = argv;
	for (; *argv != NULL; argv++)
		if (strcmp(*argv, "@") == 0) {
			*argv = name;
			h.by_name = true;
		}
}

int
main(int argc, char *argv[])
{
	size_t stride = 1;
	int c;

	h.input = "/dev/null";
	while ((c = getopt(argc, argv, "+f:i:o:s:")) != -1)
		if (c == 'f')
			h.name = optarg;
		else if (c == 'i')
			h.input = optarg;
		else if (c == 'o')
			h.output = optarg;
		else if (c == 's')
			stride = strtoul(optarg, NULL, 10);
		else
			return 2;
	if (argc - optind < 2 || stride == 0)
		return 2;
	load(argv[optind]);
	name_input(argv + optind + 1);
	whole();
	all(stride);
	(void)printf("%s: %zu tried, %zu missed\n", h.argv[0], h.tried,
	    h.missed);
	return h.missed > 0;
}
