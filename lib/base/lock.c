#include "base/lock.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/hash.h"

/* Of the name in its folder, by whatever path; the length, 0 and errno. */
static socklen_t
address(struct sockaddr_un *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash == NULL ? strdup(".") :
	    strndup(path, (size_t)(slash - path) + 1);
	struct stat st;
	int n, rc;

	if (dir == NULL)
		return 0;
	rc = stat(dir, &st);
	free(dir);
	if (rc != 0)
		return 0;
	*a = (struct sockaddr_un){ .sun_family = AF_UNIX };
	n = snprintf(a->sun_path + 1, sizeof a->sun_path - 1,
	    "tonfall %jx %jx %016" PRIx64, (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino, hash_text(0, slash == NULL ? path :
	    slash + 1));
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
	    (size_t)n);
}

/* Whoever listens there. */
static pid_t
find_holder(const struct sockaddr_un *a, socklen_t len)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct ucred who = { .pid = 0 };
	socklen_t n = sizeof who;

	if (fd < 0)
		return 0;
	if (connect(fd, (const struct sockaddr *)a, len) != 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0)
		who.pid = 0;
	(void)close(fd);
	return who.pid;
}

enum status
lock_take(int *fd, pid_t *holder, const char *path, struct fault *why)
{
	struct sockaddr_un a;
	socklen_t len = address(&a, path);
	bool taken;

	*fd = -1;
	if (len == 0)
		return fault_errno(why, ST_IO, "%s: cannot look at its folder",
		    path);
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return ST_OK;
	if (bind(*fd, (const struct sockaddr *)&a, len) == 0 &&
	    listen(*fd, SOMAXCONN) == 0)
		return ST_OK;
	taken = errno == EADDRINUSE;
	(void)close(*fd);
	*fd = -1;
	if (!taken)
		return ST_OK;
	/* Nobody takes these connections: no more than needed. */
	if (*holder == 0)
		*holder = find_holder(&a, len);
	return ST_END;
}
