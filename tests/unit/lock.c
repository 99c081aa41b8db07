/* lock: one process at a time, while the file comes and goes. */
#include "base/lock.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

enum { PROCESSES = 4, ROUNDS = 400 };

static char dir[] = "/tmp/tonfall-lock.XXXXXX";
static char path[64], lockfile[80], inside[64];

static bool
exists(const char *name)
{
	struct stat st;

	return lstat(name, &st) == 0;
}

static void
taken_and_released(void)
{
	struct lock a = LOCK_INIT, b = LOCK_INIT;
	struct fault why;
	char want[32];

	(void)snprintf(want, sizeof want, "process %ld on ", (long)getpid());
	CHECK(lock_take(&a, path, &why) == ST_OK && a.fd >= 0);
	CHECK(exists(lockfile) && !exists(path));
	CHECK(lock_take(&b, path, &why) == ST_END && b.fd < 0);
	CHECK(strncmp(why.text, want, strlen(want)) == 0);
	CHECK(lock_release(&b, &why) == ST_OK && exists(lockfile));
	CHECK(lock_release(&a, &why) == ST_OK && !exists(lockfile));
	CHECK(lock_release(&a, &why) == ST_OK);
	CHECK(lock_take(&b, path, &why) == ST_OK);
	CHECK(lock_release(&b, &why) == ST_OK);
}

/* What took the name of the lock meanwhile is not removed. */
static void
another_file(void)
{
	struct lock a = LOCK_INIT;
	struct fault why;

	CHECK(lock_take(&a, path, &why) == ST_OK);
	CHECK(unlink(lockfile) == 0 && mkdir(lockfile, 0700) == 0);
	CHECK(lock_release(&a, &why) == ST_OK && exists(lockfile));
	CHECK(lock_take(&a, path, &why) == ST_IO && a.fd < 0);
	CHECK(lock_release(&a, &why) == ST_OK);
	CHECK(rmdir(lockfile) == 0);
}

/* Every round, alone inside; the lock file is removed each time, so others
 * hold it open when it is no longer the one that counts. */
static int
contend(void)
{
	struct lock l = LOCK_INIT;
	struct fault why;
	enum status s;
	int i, fd;

	for (i = 0; i < ROUNDS; i++) {
		while ((s = lock_take(&l, path, &why)) == ST_END)
			;
		fd = open(inside, O_CREAT | O_EXCL | O_WRONLY, 0600);
		if (s != ST_OK || l.fd < 0 || fd < 0)
			return 1;
		(void)close(fd);
		if (unlink(inside) != 0 || lock_release(&l, &why) != ST_OK)
			return 1;
	}
	return 0;
}

static void
many_processes(void)
{
	pid_t pid[PROCESSES];
	int i, status;

	for (i = 0; i < PROCESSES; i++)
		if ((pid[i] = fork()) == 0)
			_exit(contend());
	for (i = 0; i < PROCESSES; i++) {
		CHECK(pid[i] > 0 && waitpid(pid[i], &status, 0) == pid[i]);
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	CHECK(!exists(lockfile));
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return EXIT_FAILURE;
	(void)snprintf(path, sizeof path, "%s/file", dir);
	(void)snprintf(lockfile, sizeof lockfile, "%s.lock", path);
	(void)snprintf(inside, sizeof inside, "%s/inside", dir);
	UNIT_CASE(taken_and_released);
	UNIT_CASE(another_file);
	UNIT_CASE(many_processes);
	(void)rmdir(dir);
	UNIT_END();
}
