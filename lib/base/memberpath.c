#include "base/memberpath.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool
memberpath_archive(const char *path, size_t n)
{
	static const char *const suffix[] = { ".tar", ".zip", ".tar.gz",
	    ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz", ".tar.zst",
	    ".tzst" };
	size_t i, k;

	for (i = 0; i < sizeof suffix / sizeof suffix[0]; i++) {
		k = strlen(suffix[i]);
		if (n > k && strncasecmp(path + n - k, suffix[i], k) == 0)
			return true;
	}
	return false;
}

const char *
memberpath_base(const char *path)
{
	const char *base = strrchr(path, '/'), *p;
	size_t n;

	base = base == NULL ? path : base + 1;
	for (p = base; (p = strchr(p, ':')) != NULL; p++) {
		n = (size_t)(p - base);
		if (p[1] != '\0' && memberpath_archive(base, n))
			return p + 1;
	}
	return base;
}

/* stat(2) of the first n bytes. */
static int
stat_part(const char *path, size_t n, struct stat *st)
{
	char *part = strndup(path, n);
	int rc = part == NULL ? -1 : stat(part, st), err = errno;

	free(part);
	errno = err;
	return rc;
}

size_t
memberpath_split(const char *path)
{
	size_t n = strlen(path);
	struct stat st;

	while (n-- > 1)
		if (path[n] == ':' && path[n + 1] != '\0' &&
		    stat_part(path, n, &st) == 0 && S_ISREG(st.st_mode))
			return n;
	return 0;
}

bool
memberpath_possible(const char *path, int error)
{
	return (error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG) &&
	    memberpath_split(path) > 0;
}

int
memberpath_stat(const char *path, struct stat *st)
{
	size_t n;

	if (stat(path, st) == 0)
		return 0;
	if (!memberpath_possible(path, errno) ||
	    (n = memberpath_split(path)) == 0)
		return -1;
	return stat_part(path, n, st);
}
