#include "capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sound/device.h"

/* What the process tells: that it is open, and how it ended. */
struct report {
	enum status s;
	struct fault why;
	char name[256];
	double rate;
	uint64_t lost;
	unsigned channels;
};

/* ---- the other process ---- */

static void
stop(int sig)
{
	(void)sig;
	_exit(0);
}

static void
settle(pid_t parent)
{
	struct sigaction act = { .sa_handler = stop };
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction was;
	size_t i;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)prctl(PR_SET_NAME, "tonfall-capture");
	if (getppid() != parent)
		_exit(0);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigemptyset(&act.sa_mask);
	for (i = 0; i < sizeof signals / sizeof signals[0]; i++)
		if (sigaction(signals[i], NULL, &was) == 0 &&
		    was.sa_handler != SIG_IGN)
			(void)sigaction(signals[i], &act, NULL);
	/* The parent says so in any case. */
	(void)sigaction(SIGTERM, &act, NULL);
}

static void
tell(int to, struct report *r)
{
	if (write(to, r, sizeof *r) != (ssize_t)sizeof *r)
		_exit(1);
}

static bool
put(int to, const char *p, ssize_t n)
{
	ssize_t done;

	for (; n > 0; n -= done, p += done)
		if ((done = write(to, p, (size_t)n)) == -1)
			return false;
	return true;
}

static void
copy_input(int to, struct report *r)
{
	char buf[16384];
	ssize_t n;

	while ((n = read(STDIN_FILENO, buf, sizeof buf)) > 0)
		if (!put(to, buf, n))
			return;
	if (n == -1)
		r->s = fault_errno(&r->why, ST_IO, "standard input");
}

static void
copy_device(const struct capture_spec *spec, int to, int report,
    struct report *r)
{
	int null = open("/dev/null", O_WRONLY);
	struct device *d;

	/* The libraries of ALSA and PulseAudio print messages of their own. */
	if (null != -1)
		(void)dup2(null, STDERR_FILENO);
	r->s = device_open(&d, spec->device, spec->rate, spec->channels,
	    &r->why);
	if (r->s != ST_OK)
		return;
	(void)strncpy(r->name, device_name(d), sizeof r->name - 1);
	r->rate = device_rate(d);
	r->channels = device_channels(d);
	tell(report, r);
	r->s = device_copy(d, to, &r->why);
	r->lost = device_lost(d);
}

static void
be_capture(const struct capture_spec *spec, int to, int report)
{
	static struct report r;

	if (spec->input)
		copy_input(to, &r);
	else
		copy_device(spec, to, report, &r);
	/* First the report, which is waited for after the end of the pipe. */
	tell(report, &r);
	_exit(0);
}

/* ---- this one ---- */

/* False: it was stopped. */
static bool
hear_of(const struct capture *c, struct report *r)
{
	ssize_t n;

	do
		n = read(c->report, r, sizeof *r);
	while (n == -1 && errno == EINTR);
	return n == (ssize_t)sizeof *r;
}

static enum status
await_device(struct capture *c, struct fault *why)
{
	static struct report r;

	if (!hear_of(c, &r))
		return fault_set(why, ST_IO, "the process that opens the "
		    "device ended");
	*why = r.why;
	(void)memcpy(c->name, r.name, sizeof c->name);
	c->rate = r.rate;
	c->channels = r.channels;
	return r.s;
}

enum status
capture_start(struct capture *c, const struct capture_spec *spec,
    struct fault *why)
{
	int sound[2], report[2];
	pid_t self = getpid();

	*c = (struct capture){ .name = "-" };
	if (pipe2(sound, O_CLOEXEC) == -1 || pipe2(report, O_CLOEXEC) == -1)
		return fault_errno(why, ST_IO, "pipe");
	if ((c->pid = fork()) == -1)
		return fault_errno(why, ST_IO, "fork");
	if (c->pid == 0) {
		settle(self);
		(void)close(sound[0]);
		(void)close(report[0]);
		be_capture(spec, sound[1], report[1]);
	}
	(void)close(sound[1]);
	(void)close(report[1]);
	c->report = report[0];
	if (dup2(sound[0], STDIN_FILENO) == -1)
		return fault_errno(why, ST_IO, "dup2");
	(void)close(sound[0]);
	return spec->input ? ST_OK : await_device(c, why);
}

enum status
capture_end(struct capture *c, uint64_t *lost, struct fault *why)
{
	struct pollfd p = { .fd = c->report, .events = POLLIN };
	static struct report r;
	bool told, ours = false;
	int status = 0;

	/* It reports before the pipe ends.  Otherwise it is the sound that is
	 * wanted no more. */
	if (poll(&p, 1, 0) <= 0) {
		ours = true;
		(void)kill(c->pid, SIGTERM);
	}
	told = hear_of(c, &r);
	(void)close(c->report);
	while (waitpid(c->pid, &status, 0) == -1 && errno == EINTR)
		;
	*lost = told ? r.lost : 0;
	if (!ours && WIFSIGNALED(status))
		return fault_set(why, ST_IO, "the process that hears %s was "
		    "ended by signal %d", strcmp(c->name, "-") == 0 ?
		    "standard input" : c->name, WTERMSIG(status));
	if (!told || r.s == ST_OK || r.s == ST_END)
		return ST_OK;
	*why = r.why;
	return r.s;
}
