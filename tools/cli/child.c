#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* An errno or 0. */
static int
start(pid_t *pid, char *const argv[], int in, int out)
{
	posix_spawn_file_actions_t fds;
	int err;

	/* names may be UTF-8, numbers have a decimal point, in any locale */
	if (setenv("LC_ALL", "C.UTF-8", 1) != 0)
		return errno;
	if ((err = posix_spawn_file_actions_init(&fds)) != 0)
		return err;
	if ((err = posix_spawn_file_actions_adddup2(&fds, in, 0)) == 0 &&
	    (err = posix_spawn_file_actions_adddup2(&fds, out, 1)) == 0)
		err = posix_spawnp(pid, argv[0], &fds, NULL, argv, environ);
	(void)posix_spawn_file_actions_destroy(&fds);
	return err;
}

enum status
child_start(struct child *c, char *const argv[], int in, struct fault *why)
{
	int fd[2], err;

	c->name = argv[0];
	if (pipe2(fd, O_CLOEXEC) != 0)
		return fault_errno(why, ST_IO, "pipe");
	err = start(&c->pid, argv, in, fd[1]);
	(void)close(fd[1]);
	c->out = fd[0];
	if (err == 0)
		return ST_OK;
	(void)close(fd[0]);
	errno = err;
	(void)fault_errno(why, ST_IO, "cannot start %s", c->name);
	errno = err;
	return ST_IO;
}

enum status
child_end(struct child *c, struct fault *why)
{
	int status;

	(void)close(c->out);
	while (waitpid(c->pid, &status, 0) < 0)
		if (errno != EINTR)
			return fault_errno(why, ST_IO, "%s", c->name);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return ST_OK;
	if (WIFEXITED(status))
		return fault_set(why, ST_IO, "%s failed with status %d",
		    c->name, WEXITSTATUS(status));
	return fault_set(why, ST_IO, "%s was killed by signal %d", c->name,
	    WTERMSIG(status));
}
