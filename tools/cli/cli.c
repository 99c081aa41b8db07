#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "base/printable.h"
#include "sigbus.h"
#include "stack.h"

enum { OPT_HELP = 0x1000, OPT_VERSION };
#define MAXLONG	64
#define MAXMESSAGE	8192	/* a path and a fault, and some more */

static const char *progname;	/* NULL before the first option is read */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool line_shown;	/* a progress line is on the terminal */

static const struct cli_others *others;

static void vmessage(const char *who, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

/* In one write, since stderr is not buffered. */
static void
vmessage(const char *who, const char *fmt, va_list ap)
{
	char raw[MAXMESSAGE], shown[4 * MAXMESSAGE];
	int n;

	n = snprintf(raw, sizeof raw, "%s: %s", progname != NULL ? progname :
	    program_invocation_short_name, who);
	if (n >= 0 && (size_t)n < sizeof raw)
		(void)vsnprintf(raw + n, sizeof raw - (size_t)n, fmt, ap);
	printable(shown, sizeof shown, raw);
	(void)pthread_mutex_lock(&lock);
	(void)fprintf(stderr, "%s%s\n", line_shown ? "\r\033[K" : "", shown);
	line_shown = false;
	(void)pthread_mutex_unlock(&lock);
}

void
cli_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vmessage("", fmt, ap);
	va_end(ap);
}

void
cli_with_others(const struct cli_others *o)
{
	others = o;
}

static const char *
speak(int status)
{
	return others == NULL ? "" : others->speak(status);
}

static void __attribute__((noreturn))
end(int status)
{
	if (others != NULL)
		others->end(status);
	exit(status);
}

void
cli_die(int status, const char *fmt, ...)
{
	const char *who = speak(status);
	va_list ap;

	va_start(ap, fmt);
	if (who != NULL)
		vmessage(who, fmt, ap);
	va_end(ap);
	end(status);
}

void
cli_fail(const struct fault *why)
{
	cli_die(why->status == ST_USAGE ? EXIT_USAGE : EXIT_DATA, "%s",
	    why->text);
}

void
cli_check(enum status s, const struct fault *why)
{
	if (s != ST_OK)
		cli_fail(why);
}

void
cli_die_record(const struct tensor_reader *r, const struct tensor *t,
    const char *fmt, ...)
{
	char text[sizeof ((struct fault *)0)->text];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	cli_die(EXIT_DATA, "%s: record '%s': %s", tensor_name(r),
	    tensor_key(t), text);
}

void
cli_usage(const struct cli_tool *tool, const char *fmt, ...)
{
	const char *who = speak(EXIT_USAGE);
	va_list ap;

	va_start(ap, fmt);
	if (who != NULL) {
		vmessage(who, fmt, ap);
		(void)fprintf(stderr, "usage: %s %s\n", tool->name,
		    tool->synopsis);
	}
	va_end(ap);
	end(EXIT_USAGE);
}

static void
help(const struct cli_tool *tool)
{
	(void)printf("usage: %s %s\n\n%s", tool->name, tool->synopsis,
	    tool->help);
	(void)printf("  --help     this text\n"
	    "  --version  name and version\n\nSee %s(1).\n", tool->name);
	cli_close_stdout();
	exit(EXIT_SUCCESS);
}

static void
version(const struct cli_tool *tool)
{
	(void)printf("%s (tonfall) %s\n", tool->name, TONFALL_VERSION);
	cli_close_stdout();
	exit(EXIT_SUCCESS);
}

/* If 0, 1 or 2 were closed, a file opened later would take its place. */
static void
check_descriptors(void)
{
	int fd;

	for (fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			exit(EXIT_DATA);
}

static void
join_options(const struct cli_tool *tool, struct option all[MAXLONG])
{
	size_t n = 0;

	for (; tool->longopts != NULL && tool->longopts[n].name != NULL; n++) {
		if (n + 3 > MAXLONG)
			abort();
		all[n] = tool->longopts[n];
	}
	all[n++] = (struct option){ "help", no_argument, NULL, OPT_HELP };
	all[n++] = (struct option){ "version", no_argument, NULL, OPT_VERSION };
	all[n] = (struct option){ NULL, 0, NULL, 0 };
}

int
cli_getopt(const struct cli_tool *tool, int argc, char *argv[])
{
	struct option all[MAXLONG];
	char opts[128];
	int c;

	if (progname != tool->name) {
		progname = tool->name;
		check_descriptors();
		cli_stack_check(tool->name);
		cli_sigbus_catch(others != NULL ? others->name : tool->name);
		/* A write beyond ulimit -f must fail, as on a full disk.
		 * Programs started from here inherit this. */
		(void)signal(SIGXFSZ, SIG_IGN);
	}
	join_options(tool, all);
	(void)snprintf(opts, sizeof opts, ":%s", tool->opts);
	c = getopt_long(argc, argv, opts, all, NULL);
	if (c == OPT_HELP)
		help(tool);
	if (c == OPT_VERSION)
		version(tool);
	if (c == ':')
		cli_usage(tool, "option %s needs an argument",
		    argv[optind - 1]);
	if (c == '?' && optopt > 0 && optopt < 256)
		cli_usage(tool, "no option -%c", optopt);
	if (c == '?')
		cli_usage(tool, "no option %s, or one that takes no argument",
		    argv[optind - 1]);
	return c;
}

/* "-n" for a letter; a long option is named by its caller's text. */
static void __attribute__((noreturn))
bad_number(int opt, const struct fault *why)
{
	if (opt > 0 && opt < 256)
		cli_die(EXIT_USAGE, "-%c: %s", opt, why->text);
	cli_die(EXIT_USAGE, "%s", why->text);
}

const char *
cli_stream(const struct cli_tool *tool, int argc, char *argv[])
{
	if (argc - optind > 1)
		cli_usage(tool, "'%s': more than one stream; cat(1) joins them",
		    argv[optind + 1]);
	return optind < argc ? argv[optind] : "-";
}

uint64_t
cli_size(int opt, const char *arg, uint64_t lo, uint64_t hi)
{
	struct fault why;
	uint64_t v;

	if (number_size(arg, lo, hi, &v, &why) != ST_OK)
		bad_number(opt, &why);
	return v;
}

double
cli_real(int opt, const char *arg, double lo, double hi)
{
	struct fault why;
	double v;

	if (number_real(arg, lo, hi, &v, &why) != ST_OK)
		bad_number(opt, &why);
	return v;
}

static int
stat_output(const char *path, struct stat *st)
{
	return path == NULL ? fstat(STDOUT_FILENO, st) : stat(path, st);
}

/* Do the paths name the same entry of the same folder, existing or not? */
static bool
same_name(const char *a, const char *b)
{
	const char *last[2] = { strrchr(a, '/'), strrchr(b, '/') };
	const char *path[2] = { a, b };
	struct stat st[2];
	char dir[4096];
	int i, rc;

	for (i = 0; i < 2; i++) {
		last[i] = last[i] != NULL ? last[i] + 1 : path[i];
		rc = snprintf(dir, sizeof dir, "%.*s.",
		    (int)(last[i] - path[i]), path[i]);
		if (rc >= (int)sizeof dir || stat(dir, &st[i]) != 0)
			return false;
	}
	return st[0].st_dev == st[1].st_dev && st[0].st_ino == st[1].st_ino &&
	    strcmp(last[0], last[1]) == 0;
}

bool
cli_same_output(const char *a, const char *b)
{
	struct stat sa, sb;

	a = a != NULL && strcmp(a, "-") == 0 ? NULL : a;
	b = b != NULL && strcmp(b, "-") == 0 ? NULL : b;
	if (stat_output(a, &sa) != 0 || stat_output(b, &sb) != 0)
		return a != NULL && b != NULL && same_name(a, b);
	return !S_ISCHR(sa.st_mode) && sa.st_dev == sb.st_dev &&
	    sa.st_ino == sb.st_ino;
}

unsigned
cli_cores(void)
{
	cpu_set_t set;
	int n = 0;

	if (sched_getaffinity(0, sizeof set, &set) == 0)
		n = CPU_COUNT(&set);
	return n > 0 ? (unsigned)n : 1;
}

void
cli_close_stdout(void)
{
	bool bad = ferror(stdout) != 0;

	errno = 0;
	if (fclose(stdout) != 0 || bad)
		cli_die(EXIT_DATA, "<stdout>: cannot write: %s",
		    errno != 0 ? strerror(errno) : "output was lost");
}

double
cli_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

void
cli_progress_begin(struct cli_progress *p, const char *unit, bool quiet)
{
	p->on = !quiet && isatty(STDERR_FILENO) == 1;
	p->unit = unit;
	p->start = p->shown = cli_now();
}

void
cli_progress(struct cli_progress *p, uint64_t done, uint64_t total)
{
	double t, rate;

	if (!p->on || (t = cli_now()) < p->shown + 0.1)
		return;
	p->shown = t;
	rate = (double)done / (t - p->start);
	(void)pthread_mutex_lock(&lock);
	(void)fprintf(stderr, "\r\033[K%s: %llu", progname,
	    (unsigned long long)done);
	if (total > 0)
		(void)fprintf(stderr, "/%llu", (unsigned long long)total);
	(void)fprintf(stderr, " %s, %.3g/s", p->unit, rate);
	if (total > done && rate > 0)
		(void)fprintf(stderr, ", %.0f s left",
		    (double)(total - done) / rate);
	(void)fflush(stderr);
	line_shown = true;
	(void)pthread_mutex_unlock(&lock);
}

void
cli_progress_hide(void)
{
	(void)pthread_mutex_lock(&lock);
	if (line_shown)
		(void)fputs("\r\033[K", stderr);
	line_shown = false;
	(void)pthread_mutex_unlock(&lock);
}
