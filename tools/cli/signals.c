#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
#define SIGNALS	(sizeof signals / sizeof signals[0])

static struct sigaction old[SIGNALS];
static volatile sig_atomic_t noted;
static volatile pid_t child;
static volatile time_t since;	/* of the first signal, seconds */

static const char *volatile to_remove;

static void
remove_file(int sig)
{
	if (to_remove != NULL)
		(void)unlink(to_remove);
	(void)signal(sig, SIG_DFL);
	(void)raise(sig);	/* takes effect when this returns */
}

void
cli_stop_remove(const char *path)
{
	struct sigaction act = { .sa_handler = remove_file }, was;
	size_t i;

	to_remove = path;
	if (path == NULL)
		return;
	(void)sigemptyset(&act.sa_mask);
	for (i = 0; i < SIGNALS; i++)
		if (sigaction(signals[i], NULL, &was) == 0 &&
		    was.sa_handler != SIG_IGN)
			(void)sigaction(signals[i], &act, NULL);
}

static void
note(int sig)
{
	struct timespec now = { 0, 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	/* It may wait for a reader that does not read. */
	if (child > 0 && noted != 0 && now.tv_sec > since + 1)
		_exit(128 + sig);
	if (noted == 0) {
		noted = sig;
		since = now.tv_sec;
	}
	if (child > 0)
		(void)kill(child, SIGTERM);
}

void
cli_stop_child(pid_t pid)
{
	child = pid;
	if (noted != 0)
		(void)kill(pid, SIGTERM);
}

void
cli_stop_catch(void)
{
	/* Reads and writes in progress continue, or they would be cut short. */
	struct sigaction act = { .sa_handler = note,
	    .sa_flags = SA_RESTART };
	size_t i;

	(void)sigemptyset(&act.sa_mask);
	for (i = 0; i < SIGNALS; i++)
		if (sigaction(signals[i], NULL, &old[i]) == 0 &&
		    old[i].sa_handler != SIG_IGN)
			(void)sigaction(signals[i], &act, NULL);
}

void
cli_stop_note(int sig)
{
	noted = sig;
}

int
cli_stopped(void)
{
	return noted;
}

void
cli_stop_release(void)
{
	size_t i;

	for (i = 0; i < SIGNALS; i++)
		(void)sigaction(signals[i], &old[i], NULL);
}

void
cli_stop_die(void)
{
	sigset_t set;

	(void)signal(noted, SIG_DFL);
	(void)sigemptyset(&set);
	(void)sigaddset(&set, noted);
	(void)sigprocmask(SIG_UNBLOCK, &set, NULL);
	(void)raise(noted);
	_exit(128 + noted);
}
