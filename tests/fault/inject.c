/*
 * inject - run a program again and again, each time with another call failing.
 *
 * usage: inject [-s] [-k] [-i STDIN] [-p] [-m MODES] [-C CLASSES] [-n
 * MICROSECONDS]
 *               [-o FILE]... [-x N] SHIM FOLDER NAME PROGRAM [ARG...]
 *
 * In the empty FOLDER, with TMPDIR FOLDER/../tmp, the program runs once
 * undisturbed; then for each class and mode with n = 1, 2, ... until the n-th
 * call is never reached.  Each run must end with
 *   0, and then stdout, stderr and the FILEs (-o, in FOLDER) are those of the
 *	undisturbed run;
 *   1, one more line on stderr, "PROGRAM: ...", at most the beginning of the
 *	output on stdout, and each FILE as it was before (once there was one,
 *	once there was none) or complete;
 * and leaves nothing else in FOLDER and TMPDIR.
 *   -s  not every n: 1, 2, 3, then about a quarter more each time
 *   -k  it may also end with 0, one more line and another output (wav2fbank -k)
 *   -p  STDIN comes through a pipe, of which it must not be more than fits in
 *   -x  at most N lines more on stderr, where one fault costs several files
 *   -m  of: fail from short eintr slow alarm (fail,from); the last four in
 *	turn once each, and then output must be that of the undisturbed run
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shim.h"

#define MAXOUT	8
#define SECONDS	"30"

static const char before[] = "what was there before\n";
static const char *const disk[] = { "alloc", "start", "read", "write", "open",
    "name", "sync", "close", "size", "stat", "map", "talk", NULL };

struct bytes {
	char *p;
	size_t n;
};

struct job {
	char **argv;
	const char *prog, *name, *shim, *folder, *in, *out[MAXOUT];
	char tmp[4096], stdio[2][4096], state[4096];
	size_t outs;
	bool some, going_on, pipe;
	unsigned lines;
	const char *pause;
	struct fault_state *st;
	struct bytes good[MAXOUT], text, said;	/* of the undisturbed run */
	/* counts, and of the run under way: */
	unsigned long runs, refused, harmless, findings;
	const char *class, *mode;
	unsigned long n;
};

static void __attribute__((noreturn, format(printf, 1, 2)))
die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	va_end(ap);
	(void)fprintf(stderr, ": %s\n", strerror(errno));
	exit(2);
}

static void __attribute__((format(printf, 3, 4)))
finding(struct job *j, const struct bytes *said, const char *fmt, ...)
{
	va_list ap;

	j->findings++;
	(void)printf(
	    "FINDING %s: %s %s %lu: ", j->name, j->class, j->mode, j->n);
	va_start(ap, fmt);
	(void)vprintf(fmt, ap);
	va_end(ap);
	(void)printf("\n%.*s", said->n > 4000 ? 4000 : (int)said->n, said->p);
}

/* The contents; p is NULL where there is no such file. */
static struct bytes
slurp(const char *path)
{
	struct bytes b = { NULL, 0 };
	struct stat st;
	ssize_t n;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return b;
	if (fstat(fd, &st) != 0 ||
	    (b.p = malloc((size_t)st.st_size + 1)) == NULL)
		die("%s", path);
	while ((n = read(fd, b.p + b.n, (size_t)st.st_size + 1 - b.n)) > 0)
		b.n += (size_t)n;
	(void)close(fd);
	return b;
}

static bool
equal(const struct bytes *a, const struct bytes *b)
{
	return a->p != NULL && b->p != NULL && a->n == b->n &&
	    memcmp(a->p, b->p, a->n) == 0;
}

static void
spill(const char *path, const char *text, size_t n)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd < 0 || write(fd, text, n) != (ssize_t)n || close(fd) != 0)
		die("%s", path);
}

/* Delete all of a folder; how many files there were beside the outputs. */
static unsigned
sweep(const struct job *j, const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	unsigned others = 0;
	size_t i;

	if (d == NULL)
		die("%s", dir);
	while ((e = readdir(d)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		for (i = 0; i < j->outs && strcmp(e->d_name, j->out[i]) != 0;
		     i++)
			;
		others += i == j->outs;
		if (unlinkat(dirfd(d), e->d_name, 0) != 0)
			die("%s/%s", dir, e->d_name);
	}
	(void)closedir(d);
	return others;
}

/* ---- one run ---- */

/* Standard input: the file, or a pipe that holds what is in it. */
static int
input(const struct job *j)
{
	struct bytes all;
	int fd[2];

	if (!j->pipe)
		return open(j->in, O_RDONLY);
	all = slurp(j->in);
	if (pipe(fd) != 0 || fcntl(fd[1], F_SETFL, O_NONBLOCK) != 0 ||
	    write(fd[1], all.p, all.n) != (ssize_t)all.n)
		return -1;
	free(all.p);
	(void)close(fd[1]);
	return fd[0];
}

static void __attribute__((noreturn))
child(const struct job *j)
{
	char number[32];
	int in, out, err;

	(void)snprintf(number, sizeof number, "%lu", j->n);
	(void)setenv("FAULT_CLASS", j->class, 1);
	(void)setenv("FAULT_MODE", j->mode, 1);
	(void)setenv("FAULT_N", strcmp(j->mode, "slow") == 0 ||
	    strcmp(j->mode, "alarm") == 0 ? j->pause : number, 1);
	(void)setenv("FAULT_PROG", j->prog, 1);
	(void)setenv("FAULT_STATE", j->state, 1);
	(void)setenv("TMPDIR", j->tmp, 1);
	in = input(j);
	out = open(j->stdio[0], O_WRONLY | O_CREAT | O_TRUNC, 0666);
	err = open(j->stdio[1], O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (in < 0 || out < 0 || err < 0 || chdir(j->folder) != 0 ||
	    dup2(in, 0) != 0 || dup2(out, 1) != 1 || dup2(err, 2) != 2)
		_exit(126);
	(void)close_range(3, ~0U, 0);
	(void)setenv("LD_PRELOAD", j->shim, 1);
	(void)execvp(j->argv[0], j->argv);
	_exit(127);
}

/* Run it with these settings: its status as of waitpid(2). */
static int
run(struct job *j, const char *class, const char *mode, unsigned long n)
{
	int status, waited;
	pid_t pid;

	j->class = class;
	j->mode = mode;
	j->n = n;
	atomic_store(&j->st->calls, 0);
	atomic_store(&j->st->fired, 0);
	atomic_store(&j->st->started, 0);
	if ((pid = fork()) == 0)
		child(j);
	if (pid < 0)
		die("fork");
	(void)alarm((unsigned)atoi(SECONDS));
	while ((waited = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
		(void)kill(pid, SIGKILL);
	(void)alarm(0);
	if (waited != pid)
		die("waitpid");
	if (atomic_load(&j->st->started) == 0)
		die("the library does not work in %s", j->prog);
	return status;
}

static void
prepare(struct job *j, bool present)
{
	char path[8192];
	size_t i;

	(void)sweep(j, j->folder);
	(void)sweep(j, j->tmp);
	for (i = 0; present && i < j->outs; i++) {
		(void)snprintf(
		    path, sizeof path, "%s/%s", j->folder, j->out[i]);
		spill(path, before, sizeof before - 1);
	}
}

static struct bytes
output(const struct job *j, size_t i)
{
	char path[8192];

	(void)snprintf(path, sizeof path, "%s/%s", j->folder, j->out[i]);
	return slurp(path);
}

/* ---- judging ---- */

/* Lines of said that the undisturbed run did not print; *ours of them are
 * of the program's form. */
static unsigned
complaints(const struct job *j, const struct bytes *said, unsigned *ours)
{
	char *line = said->p, *end;
	unsigned n = 0;
	size_t prog = strlen(j->prog);

	*ours = 0;
	for (; line < said->p + said->n; line = end + 1) {
		end = memchr(line, '\n', (size_t)(said->p + said->n - line));
		if (end == NULL)
			return n + 1;
		if (memmem(j->said.p, j->said.n, line,
		    (size_t)(end + 1 - line)) != NULL)
			continue;
		n++;
		*ours += strncmp(line, j->prog, prog) == 0 &&
		    strncmp(line + prog, ": ", 2) == 0 &&
		    memmem(line, (size_t)(end - line), "Success", 7) == NULL &&
		    memmem(line, (size_t)(end - line), "(null)", 6) == NULL;
	}
	return n;
}

static void
judge_files(struct job *j, const struct bytes *said, bool done, bool present)
{
	const struct bytes old = { (char *)(uintptr_t)before,
	    sizeof before - 1 };
	struct bytes now;
	size_t i;

	for (i = 0; i < j->outs; i++) {
		now = output(j, i);
		if (!equal(&now, &j->good[i]) && !(j->going_on && done) &&
		    (done || (present ? !equal(&now, &old) : now.p != NULL)))
			finding(j, said, "%s is neither the old one nor "
			    "complete", j->out[i]);
		free(now.p);
	}
	/* Where every unlink fails, nobody can clean up. */
	if (sweep(j, j->folder) + sweep(j, j->tmp) > 0 &&
	    (strcmp(j->class, "name") != 0 || strcmp(j->mode, "from") != 0))
		finding(j, said, "it left a file behind");
}

/* Was the last run as it ought to be?  quiet: nothing may have failed. */
static void
judge(struct job *j, int status, bool present, bool quiet)
{
	struct bytes said = slurp(j->stdio[1]), text = slurp(j->stdio[0]);
	unsigned ours, lines = complaints(j, &said, &ours);
	bool done = WIFEXITED(status) && WEXITSTATUS(status) == 0;

	j->runs++;
	j->harmless += done && lines == 0;
	j->refused += !done || lines > 0;
	if (!WIFEXITED(status))
		finding(j, &said, WTERMSIG(status) == SIGKILL ?
		    "took more than " SECONDS " s" : "killed by signal %d",
		    WTERMSIG(status));
	else if (!done && (quiet || WEXITSTATUS(status) != 1))
		finding(j, &said, "exit %d", WEXITSTATUS(status));
	else if (!done && (lines < 1 || ours != lines || lines > j->lines))
		finding(j, &said, "exit 1 with %u messages, %u of them the "
		    "program's", lines, ours);
	else if (done && (lines > 0 || !equal(&text, &j->text)) && !j->going_on)
		finding(j, &said, "exit 0 with another output");
	else if (!done && (text.n > j->text.n ||
	    memcmp(text.p, j->text.p, text.n) != 0) && !j->going_on)
		finding(
		    j, &said, "its output is not the start of the right one");
	judge_files(j, &said, done, present);
	free(said.p);
	free(text.p);
}

/* ---- all runs ---- */

static void
undisturbed(struct job *j)
{
	int status;
	size_t i;

	prepare(j, false);
	status = run(j, "read", "fail", 0);
	j->said = slurp(j->stdio[1]);
	j->text = slurp(j->stdio[0]);
	if (status != 0) {
		(void)printf("%.*s", (int)j->said.n, j->said.p);
		errno = 0;
		die("%s: fails without a fault", j->name);
	}
	for (i = 0; i < j->outs; i++) {
		j->good[i] = output(j, i);
		if (j->good[i].p == NULL)
			die("%s: %s", j->name, j->out[i]);
	}
}

static void
sweep_class(struct job *j, const char *class, const char *mode)
{
	unsigned long n;
	bool present = false;
	int status;

	for (n = 1; ; n += j->some && n > 3 ? 1 + n / 4 : 1) {
		present = !present;
		prepare(j, present);
		status = run(j, class, mode, n);
		if (atomic_load(&j->st->fired) == 0)
			break;
		judge(j, status, present, false);
	}
	if (status != 0)
		finding(j, &j->said, "fails without a fault");
}

static void
all_modes(struct job *j, const char *modes, const char *chosen)
{
	static const char *const gentle[] = { "short", "eintr", "slow",
	    "alarm", NULL };
	const char *mode;
	unsigned disturbed = 0;
	size_t i, k;

	for (i = 0; i < 2; i++) {
		mode = i == 0 ? "fail" : "from";
		if (strstr(modes, mode) == NULL)
			continue;
		for (k = 0; disk[k] != NULL; k++)
			if (chosen == NULL || strstr(chosen, disk[k]) != NULL)
				sweep_class(j, disk[k], mode);
	}
	for (i = 0; gentle[i] != NULL; i++) {
		if (strstr(modes, gentle[i]) == NULL)
			continue;
		prepare(j, true);
		judge(j, run(j, "waits", gentle[i], 1), true, true);
		disturbed += atomic_load(&j->st->fired) > 0;
	}
	if (j->pipe && strstr(modes, "eintr") != NULL && disturbed == 0)
		finding(j, &j->said, "no call was disturbed");
}

static void
make_room(struct job *j)
{
	int fd;

	(void)snprintf(j->tmp, sizeof j->tmp, "%s/../tmp", j->folder);
	(void)snprintf(
	    j->stdio[0], sizeof j->stdio[0], "%s/../stdout", j->folder);
	(void)snprintf(
	    j->stdio[1], sizeof j->stdio[1], "%s/../stderr", j->folder);
	(void)snprintf(j->state, sizeof j->state, "%s/../state", j->folder);
	if (mkdir(j->tmp, 0777) != 0 && errno != EEXIST)
		die("%s", j->tmp);
	fd = open(j->state, O_RDWR | O_CREAT | O_TRUNC, 0666);
	if (fd < 0 || ftruncate(fd, sizeof *j->st) != 0 || (j->st = mmap(NULL,
	    sizeof *j->st, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) ==
	    MAP_FAILED)
		die("%s", j->state);
	(void)close(fd);
}

static void
rang(int sig)
{
	(void)sig;
}

int
main(int argc, char *argv[])
{
	struct job j = { .in = "/dev/null", .lines = 1, .pause = "200" };
	const char *modes = "fail,from", *classes = NULL;
	struct sigaction sa = { .sa_handler = rang };
	int c;

	while ((c = getopt(argc, argv, "+C:i:km:n:o:psx:")) != -1)
		switch (c) {
		case 'C': classes = optarg; break;
		case 'i': j.in = optarg; break;
		case 'k': j.going_on = true; break;
		case 'm': modes = optarg; break;
		case 'n': j.pause = optarg; break;
		case 'o':
			if (j.outs == MAXOUT)
				return 2;
			j.out[j.outs++] = optarg;
			break;
		case 'p': j.pipe = true; break;
		case 's': j.some = true; break;
		case 'x': j.lines = (unsigned)atoi(optarg); break;
		default: return 2;
		}
	if (argc - optind < 4)
		return 2;
	j.shim = argv[optind];
	j.folder = argv[optind + 1];
	j.name = argv[optind + 2];
	j.argv = argv + optind + 3;
	j.prog = strrchr(j.argv[0], '/');
	j.prog = j.prog != NULL ? j.prog + 1 : j.argv[0];
	(void)sigaction(SIGALRM, &sa, NULL);
	make_room(&j);
	undisturbed(&j);
	all_modes(&j, modes, classes);
	(void)printf("%s: %lu faults: %lu refused, %lu without effect, "
		     "%lu findings\n",
	    j.name, j.runs, j.refused, j.harmless, j.findings);
	return j.findings > 0;
}
