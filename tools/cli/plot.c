#include "plot.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "atomfile.h"

extern char **environ;

/* Start gnuplot with these as its standard input and output; an errno or 0. */
static int
start(pid_t *pid, int in, int out)
{
	/* -d: without the user's own settings, so that pictures are alike */
	char *argv[] = { (char *)"gnuplot", (char *)"-d", (char *)"-", NULL };
	posix_spawn_file_actions_t fds;
	int err;

	/* names may be UTF-8, numbers have a point, whatever the user's locale */
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

/* Write the script, even where gnuplot has died: its status tells more. */
static void
feed(int fd, const char *script)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	size_t left = strlen(script);

	sigaction(SIGPIPE, &ignore, &before);
	while (left) {
		ssize_t n = write(fd, script, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		script += n;
		left -= (size_t)n;
	}
	sigaction(SIGPIPE, &before, NULL);
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
run(int out, const char *path, const char *script, struct fault *why)
{
	int fd[2], err;
	pid_t pid;

	if (pipe2(fd, O_CLOEXEC) != 0)
		return fault_errno(why, ST_IO, "pipe");
	err = start(&pid, fd[0], out);
	close(fd[0]);
	if (!err)
		feed(fd[1], script);
	close(fd[1]);
	if (err == ENOENT)
		return fault_set(why, ST_IO, "%s: gnuplot is not installed: "
		    "install the package gnuplot-nox, or gnuplot", path);
	if (err) {
		errno = err;
		return fault_errno(why, ST_IO, "%s: cannot start gnuplot", path);
	}
	return finish(pid, path, why);
}

enum status
plot_file(const char *path, const char *script, struct fault *why)
{
	struct atomfile f = ATOMFILE_INIT;
	enum status st;

	if ((st = atomfile_open(&f, path, why)) != ST_OK)
		return st;
	if ((st = run(f.fd, path, script, why)) != ST_OK) {
		atomfile_abandon(&f);
		return st;
	}
	return atomfile_commit(&f, why);
}
