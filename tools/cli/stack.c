#include "stack.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cli.h"

#define WANTED	((rlim_t)8 << 20)	/* the usual limit */
#define NEEDED	((rlim_t)256 << 10)	/* about twice what was seen */
#define THREAD	((size_t)1 << 20)

void
cli_stack_check(const char *tool)
{
	struct rlimit limit;
	pthread_attr_t attr;

	if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < WANTED) {
		limit.rlim_cur = limit.rlim_max < WANTED ? limit.rlim_max :
		    WANTED;
		(void)setrlimit(RLIMIT_STACK, &limit);
		if (limit.rlim_cur < NEEDED) {
			(void)dprintf(STDERR_FILENO, "%s: the limit on the "
			    "stack is %llu kB, and %llu are needed; raise it "
			    "(ulimit -s)\n", tool,
			    (unsigned long long)limit.rlim_cur >> 10,
			    (unsigned long long)NEEDED >> 10);
			exit(EXIT_DATA);
		}
	}
	/* Their default is that limit. */
	if (pthread_attr_init(&attr) == 0) {
		if (pthread_attr_setstacksize(&attr, THREAD) == 0)
			(void)pthread_setattr_default_np(&attr);
		(void)pthread_attr_destroy(&attr);
	}
}
