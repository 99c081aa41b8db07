/*
 * cost - what a command costs: wall time, processor time and peak memory.
 *
 * usage: cost [-n times] [-q] command [argument ...]
 *
 * Prints of the runs the median, least and largest wall time (s), the median
 * processor time of the command and all it waited for (s), and the most
 * memory that any one process had resident (MiB).  -q drops the command's
 * standard output.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

static void
die(const char *what)
{
	(void)fprintf(stderr, "cost: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double
cpu_of_children(void)
{
	struct rusage u;

	(void)getrusage(RUSAGE_CHILDREN, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	    1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static void
run(char *argv[], bool quiet)
{
	pid_t child;
	int status, fd;

	/* Not fork: a copy of this process would count as its memory. */
	if ((child = vfork()) == -1)
		die("vfork");
	if (child == 0) {
		if (quiet && (fd = open("/dev/null", O_WRONLY)) != -1)
			(void)dup2(fd, STDOUT_FILENO);
		(void)execvp(argv[0], argv);
		_exit(127);
	}
	while (waitpid(child, &status, 0) == -1)
		if (errno != EINTR)
			die("waitpid");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		(void)fprintf(stderr, "cost: %s failed\n", argv[0]);
		exit(1);
	}
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char *argv[])
{
	double *wall, *cpu, start, used;
	struct rusage u;
	bool quiet = false;
	long n = 1;
	int c, i;

	while ((c = getopt(argc, argv, "+n:q")) != -1)
		if (c == 'n')
			n = strtol(optarg, NULL, 10);
		else if (c == 'q')
			quiet = true;
		else
			return 2;
	if (n < 1 || n > 100000 || optind == argc)
		return 2;
	wall = calloc((size_t)n, sizeof(*wall));
	cpu = calloc((size_t)n, sizeof(*cpu));
	if (wall == NULL || cpu == NULL)
		die("memory");
	for (i = 0; i < n; i++) {
		used = cpu_of_children();
		start = clock_wall();
		run(argv + optind, quiet);
		wall[i] = clock_wall() - start;
		cpu[i] = cpu_of_children() - used;
	}
	qsort(wall, (size_t)n, sizeof(*wall), by_value);
	qsort(cpu, (size_t)n, sizeof(*cpu), by_value);
	(void)getrusage(RUSAGE_CHILDREN, &u);
	put("wall", wall[n / 2], "s");
	put("wall_low", wall[0], "s");
	put("wall_high", wall[n - 1], "s");
	put("cpu", cpu[n / 2], "s");
	put("memory", (double)u.ru_maxrss / 1024, "MiB");
	free(wall);
	free(cpu);
	return 0;
}
