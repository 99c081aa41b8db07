#include "sigbus.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/printable.h"
#include "cli.h"

/* Everything below may be called by a handler: system calls, and <string.h>. */

#define MAXLINE	4400	/* of /proc/self/maps: numbers and a path */

static const char *tool;
static pid_t owner;
static atomic_flag told = ATOMIC_FLAG_INIT;

/* A mapped file, and a place in it. */
struct place {
	char name[MAXLINE];
	uint64_t at;
};

static uint64_t
hex(const char **p)
{
	static const char digits[] = "0123456789abcdef";
	const char *d;
	uint64_t n = 0;

	for (; **p != '\0' && (d = strchr(digits, **p)) != NULL; (*p)++)
		n = 16 * n + (uint64_t)(d - digits);
	return n;
}

/* "from-to rw-p offset 08:01 inode   /path": is addr there, and where? */
static bool
take_line(const char *line, uint64_t addr, struct place *out)
{
	uint64_t from, to;
	const char *p = line;

	from = hex(&p);
	if (*p++ != '-')
		return false;
	to = hex(&p);
	if (addr < from || addr >= to || strlen(p) < 7 ||
	    (line = strchr(p, '/')) == NULL)
		return false;
	p += 6;		/* the permissions and their blanks */
	out->at = hex(&p) + (addr - from);
	(void)strcpy(out->name, line);
	return true;
}

/* Which mapped file is at addr? */
static bool
find(uint64_t addr, struct place *out)
{
	char buf[1024], line[MAXLINE];
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	bool found = false;
	ssize_t n, i;

	while (!found && (n = read(fd, buf, sizeof buf)) > 0)
		for (i = 0; !found && i < n; i++) {
			if (len < sizeof line - 1)
				line[len++] = buf[i];
			if (buf[i] != '\n')
				continue;
			line[len - 1] = '\0';
			found = take_line(line, addr, out);
			len = 0;
		}
	(void)close(fd);
	return found;
}

static void
say(const char *text)
{
	if (write(STDERR_FILENO, text, strlen(text)) < 0)
		_exit(EXIT_DATA);
}

static void
on_bus(int sig, siginfo_t *info, void *context)
{
	static struct place place;
	static char shown[4 * MAXLINE];
	struct stat st;

	(void)context;
	if (getpid() != owner) {
		(void)signal(sig, SIG_DFL);
		return;
	}
	while (atomic_flag_test_and_set(&told))	/* another thread speaks */
		(void)pause();
	if (isatty(STDERR_FILENO) == 1)
		say("\r\033[K");
	say(tool);
	say(": ");
	if (find((uint64_t)(uintptr_t)info->si_addr, &place)) {
		printable(shown, sizeof shown, place.name);
		say(shown);
		say(": ");
	}
	if (place.name[0] != '\0' && stat(place.name, &st) == 0 &&
	    (uint64_t)st.st_size > place.at)
		say("cannot read a part of it: Input/output error\n");
	else
		say("became shorter while it was read\n");
	_exit(EXIT_DATA);
}

void
cli_sigbus_catch(const char *name)
{
	struct sigaction sa = { .sa_sigaction = on_bus,
	    .sa_flags = SA_SIGINFO | SA_NODEFER };

	tool = name;
	owner = getpid();
	(void)sigaction(SIGBUS, &sa, NULL);
}
