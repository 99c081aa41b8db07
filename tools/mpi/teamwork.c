/* teamwork.h by MPI. */
#include "teamwork.h"

#include <fcntl.h>
#include <mpi.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "sigbus.h"
#include "transport.h"

static struct team team;
static char host[MPI_MAX_PROCESSOR_NAME];
static char who[sizeof host + 40];	/* "rank 1 (node7): " */
static char named[sizeof who + 40];	/* and the program before it */
static unsigned cores;

static enum state { APART, TOGETHER, DONE } state;
static int abort_status;	/* of all, once exit(3) has done the rest */

/* ---- faults ---- */

/* Each rank's status, once all are here; whose is the first fault. */
static const char *
meet(int own, int *status)
{
	int *all = calloc(team.count, sizeof *all);
	unsigned i, first = 0, failed = 0;

	if (all == NULL)
		abort();
	(void)MPI_Allgather(&own, 1, MPI_INT, all, 1, MPI_INT,
	    MPI_COMM_WORLD);
	for (i = team.count; i-- > 0; )
		if (all[i] != 0) {
			first = i;
			failed++;
		}
	*status = all[first];
	free(all);
	if (failed == 0 || first != team.rank)
		return NULL;
	return failed == team.count || team.rank == 0 ? "" : who;
}

static const char *
speak(int status)
{
	int all = 0;

	if (state == APART) {
		state = DONE;
		return meet(status, &all);
	}
	if (state == DONE)	/* the same fault for all */
		return team.rank == 0 ? "" : NULL;
	abort_status = status;
	return team.rank == 0 ? "" : who;
}

static void __attribute__((noreturn))
end(int status)
{
	exit(status);
}

static const struct cli_others others = { speak, end, named };

/* The last thing that exit(3) does, after locks and files of others. */
static void
finish(void)
{
	int over = 0;

	(void)MPI_Finalized(&over);
	if (over)
		return;
	if (abort_status != 0)
		(void)MPI_Abort(MPI_COMM_WORLD, abort_status);
	(void)MPI_Finalize();
}

void
cli_team_part(void)
{
	state = APART;
}

void
cli_team_meet(void)
{
	int status = 0;

	if (team.count == 0)
		return;
	(void)meet(0, &status);
	if (status != 0)
		exit(status);
	state = TOGETHER;
}

void
cli_team_check(enum status s, const struct fault *why)
{
	if (s == ST_OK)
		return;
	state = DONE;
	cli_fail(why);
}

void
cli_team_leave(void)
{
	if (team.count == 0)
		return;
	transport_close(&team);
	(void)MPI_Finalize();
}

/* ---- start ---- */

/* The number of processes that variables of a launcher tell of, or 0. */
static unsigned long
launched(const char *const *names)
{
	const char *text;

	for (; *names != NULL; names++)
		if ((text = getenv(*names)) != NULL && *text != '\0')
			return strtoul(text, NULL, 10);
	return 0;
}

/*
 * Open MPI's mpirun sets the first variables, srun the last ones, with or
 * without a plugin for MPI.  Without a plugin, each process would train alone,
 * and write the same file.
 */
static void
check_launch(bool single)
{
	static const char *const names[] = { "OMPI_COMM_WORLD_SIZE",
	    "PMI_SIZE", "SLURM_STEP_NUM_TASKS", NULL };
	unsigned long n = launched(names);

	if (single && n > 1)
		cli_die(EXIT_USAGE, "started as %lu processes that do not "
		    "know of each other; use the mpirun of Open MPI, or srun "
		    "--mpi=pmix", n);
}

static bool
started_by_mpi(void)
{
	return getenv("OMPI_COMM_WORLD_SIZE") != NULL ||
	    getenv("PMIX_RANK") != NULL || getenv("PMI_RANK") != NULL;
}

/* What others than rank 0 print is what rank 0 prints. */
static void
hush(void)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
		(void)close(fd);
}

/* Of this process, which may share them with others. */
static unsigned
count_cores(void)
{
	cpu_set_t own, *all;
	int i, ranks = 1, n, same = 0;
	MPI_Comm node;

	if (sched_getaffinity(0, sizeof own, &own) != 0)
		CPU_ZERO(&own);
	(void)MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0,
	    MPI_INFO_NULL, &node);
	(void)MPI_Comm_size(node, &ranks);
	all = calloc((size_t)ranks, sizeof *all);
	if (all == NULL)
		abort();
	(void)MPI_Allgather(&own, (int)sizeof own, MPI_BYTE, all,
	    (int)sizeof own, MPI_BYTE, node);
	for (i = 0; i < ranks; i++)
		same += CPU_EQUAL(&own, &all[i]) != 0;
	free(all);
	(void)MPI_Comm_free(&node);
	n = CPU_COUNT(&own) / (same > 0 ? same : 1);
	return n > 0 ? (unsigned)n : 1;
}

struct team *
cli_team_join(int *argc, char ***argv, const char **name)
{
	int given, rank = 0, count = 1, n = 0;

	*name = "cnntrain-mpi";
	if (!started_by_mpi()) {
		check_launch(true);
		return NULL;
	}
	(void)MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &given);
	(void)MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	(void)MPI_Comm_size(MPI_COMM_WORLD, &count);
	(void)MPI_Get_processor_name(host, &n);
	(void)atexit(finish);
	check_launch(count == 1);
	team.rank = (unsigned)rank;
	team.count = (unsigned)count;
	team.host = host;
	(void)snprintf(who, sizeof who, "rank %d (%s): ", rank, host);
	(void)snprintf(named, sizeof named, "%s: rank %d (%s)", *name, rank,
	    host);
	cores = count_cores();
	transport_open(&team, MPI_COMM_WORLD);
	cli_with_others(&others);
	if (rank > 0)
		hush();
	return &team;
}

unsigned
cli_team_cores(void)
{
	return team.count > 1 ? cores : cli_cores();
}
