#include "sigbus.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static char message[160];
static pid_t owner;
static atomic_flag told = ATOMIC_FLAG_INIT;

static void
on_bus(int sig)
{
	static const char clear[] = "\r\033[K";	/* a line of progress */

	if (getpid() != owner) {
		(void)signal(sig, SIG_DFL);
		return;
	}
	while (atomic_flag_test_and_set(&told))	/* another thread is here */
		(void)pause();
	if (isatty(STDERR_FILENO) != 1 ||
	    write(STDERR_FILENO, clear, sizeof clear - 1) > 0)
		(void)!write(STDERR_FILENO, message, strlen(message));
	_exit(EXIT_DATA);
}

void
cli_sigbus_catch(const char *tool)
{
	struct sigaction sa = { .sa_handler = on_bus, .sa_flags = SA_NODEFER };

	(void)snprintf(message, sizeof message, "%s: an input became shorter "
	    "while it was read, or its disk failed\n", tool);
	owner = getpid();
	(void)sigaction(SIGBUS, &sa, NULL);
}
