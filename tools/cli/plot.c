#include "plot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/atomfile.h"
#include "base/tempfile.h"
#include "child.h"

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

/* The picture passes through this process, because gnuplot does not notice if
 * its output cannot be written. */
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
start(struct child *c, int script, struct fault *why)
{
	/* -d: without the user's own settings, so that pictures are alike;
	 * GNUTERM may name a window, which gnuplot-nox does not know */
	char *argv[] = { (char *)"gnuplot", (char *)"-d", (char *)"-", NULL };
	enum status s;

	(void)unsetenv("GNUTERM");
	s = child_start(c, argv, script, why);
	if (s == ST_IO && errno == ENOENT)
		return fault_set(why, ST_IO, "gnuplot is not installed: "
		    "install the package gnuplot-nox, or gnuplot");
	return s;
}

static enum status
run(int script, struct atomfile *f, struct fault *why)
{
	const char *path = atomfile_name(f);
	enum status s, ended;
	struct fault end;
	struct child c;
	size_t all = 0;

	if (start(&c, script, why) != ST_OK)
		return fault_prefix(why, "%s", path);
	s = copy(c.out, f, &all, why);
	ended = child_end(&c, &end);
	if (s == ST_OK && ended != ST_OK) {
		*why = end;
		return fault_prefix(why, "%s", path);
	}
	if (s == ST_OK && all == 0)
		return fault_set(why, ST_IO, "%s: gnuplot drew nothing", path);
	return s;
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
