#include "plot.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/atomfile.h"
#include "base/tempfile.h"

/* Start gnuplot with these as its standard input and output; an errno or 0. */
static int
start(pid_t *pid, int in, int out)
{
	/* -d: without the user's own settings, so that pictures are alike */
	char *argv[] = { (char *)"gnuplot", (char *)"-d", (char *)"-", NULL };
	posix_spawn_file_actions_t fds;
	int err;

	/* names may be UTF-8, numbers have a point, whatever the user's locale
	 */
	if (setenv("LC_ALL", "C.UTF-8", 1) != 0)
		return errno;
	if ((err = posix_spawn_file_actions_init(&fds)) != 0)
		return err;
	if ((err = posix_spawn_file_actions_adddup2(&fds, in, 0)) == 0 &&
	    (err = posix_spawn_file_actions_adddup2(&fds, out, 1)) == 0)
		err = posix_spawnp(pid, argv[0], &fds, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&fds);
	return err;
}

/* The script in a file without a name, to be read from its start; or -1. */
static int
keep(const char *script)
{
	int fd = tempfile_open();

	if (fd >= 0 && tempfile_write(fd, script, strlen(script)) == 0 &&
	    lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd >= 0)
		(void)close(fd);
	return -1;
}

/* The picture goes through this process, as gnuplot does not notice when what
 * it writes is lost. */
static enum status
copy(int fd, struct atomfile *f, size_t *all, struct fault *why)
{
	enum status s = ST_OK;
	char buf[65536];
	ssize_t n;

	while (s == ST_OK && (n = read(fd, buf, sizeof buf)) != 0) {
		if (n > 0) {
			s = atomfile_write(f, buf, (size_t)n, why);
			*all += (size_t)n;
		} else if (errno != EINTR)
			s = fault_errno(why, ST_IO, "%s: cannot read what "
			    "gnuplot draws", atomfile_name(f));
	}
	return s;
}

static enum status
finish(pid_t pid, const char *path, struct fault *why)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return fault_errno(why, ST_IO, "gnuplot");
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return ST_OK;
	if (WIFEXITED(status))
		return fault_set(why, ST_IO,
		    "%s: gnuplot failed with status %d", path,
		    WEXITSTATUS(status));
	return fault_set(why, ST_IO, "%s: gnuplot was killed by signal %d",
	    path, WTERMSIG(status));
}

static enum status
run(int script, struct atomfile *f, struct fault *why)
{
	const char *path = atomfile_name(f);
	enum status s, ended;
	struct fault end;
	size_t all = 0;
	int fd[2], err;
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC) != 0)
		return fault_errno(why, ST_IO, "%s: pipe", path);
	err = start(&pid, script, fd[1]);
	(void)close(fd[1]);
	if (err != 0) {
		(void)close(fd[0]);
		errno = err;
		return err != ENOENT ? fault_errno(why, ST_IO,
		    "%s: cannot start gnuplot", path) : fault_set(why, ST_IO,
		    "%s: gnuplot is not installed: install the package "
		    "gnuplot-nox, or gnuplot", path);
	}
	s = copy(fd[0], f, &all, why);
	(void)close(fd[0]);
	ended = finish(pid, path, &end);
	if (s == ST_OK && ended != ST_OK)
		*why = end;
	else if (s == ST_OK && all == 0)
		return fault_set(why, ST_IO, "%s: gnuplot drew nothing", path);
	return s != ST_OK ? s : ended;
}

enum status
plot_file(const char *path, const char *script, struct fault *why)
{
	struct atomfile f = ATOMFILE_INIT;
	enum status s;
	int fd;

	if ((s = atomfile_open(&f, path, why)) != ST_OK)
		return s;
	if ((fd = keep(script)) >= 0) {
		s = run(fd, &f, why);
		(void)close(fd);
	} else
		s = fault_errno(why, ST_IO, "%s: cannot keep gnuplot's script "
		    "in a temporary file (TMPDIR)", path);
	if (s == ST_OK)
		return atomfile_commit(&f, why);
	atomfile_abandon(&f);
	return s;
}
