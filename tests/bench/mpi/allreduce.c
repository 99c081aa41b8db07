/*
 * bench/allreduce - what the exact order of sums costs in cnntrain-mpi,
 * compared with MPI_Allreduce.  To be run under mpirun.
 *
 * usage: allreduce [seed | deep]
 *
 * Both sides do the same steps of the same network, with a share of the batch
 * for each process.  Exact: as cnntrain-mpi does them.  Plain: each process has
 * the gradient of its own samples, MPI_Allreduce sums them, in whatever order,
 * and every process updates all parameters; a batchnorm sees its own samples
 * alone.  Rank 0 prints lines "name<TAB>value<TAB>unit":
 *
 *	exact-NET, plain-NET		samples/s, the best of ROUNDS
 *	exact-NET-bytes, plain-NET-bytes
 *		MiB that the busiest process sends in a step; of plain, what a
 *		ring needs: twice the gradient times (P - 1) / P
 */
#include <mpi.h>

#include "transport.h"
#include "../clock.h"
#include "../job.h"

#define ROUNDS	5
#define SECONDS	0.3

struct side {
	struct job job;
	struct team *team;	/* exact, or NULL */
	double best;		/* steps a second */
	uint64_t steps;
};

static void
hold_others(struct job *job)
{
	struct fault why;
	size_t i, at, n;

	for (i = 0; pass_others(job->run, i, &at, &n); i++)
		if (n > 0)
			check(optim_hold(&job->optim, at, n, &why), &why);
}

static void
step(struct side *s)
{
	struct job *job = &s->job;
	double part[64] = { 0 };	/* as many micro-batches, at most */

	job->place.epoch++;
	pass_step(job->run, job->w, job->batch, fill, NULL, loss, job,
	    &job->place, job->logits, job->grad);
	if (s->team == NULL)
		(void)MPI_Allreduce(MPI_IN_PLACE, job->grad,
		    (int)job->net.trained, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
	else
		pass_exchange(job->run, job->batch, part, sizeof *part);
	(void)optim_step(&job->optim, job->pool, job->w, job->grad);
	if (s->team != NULL) {
		pass_gather(job->run, job->w);
		(void)team_any(s->team, 0);
		s->team->wait(s->team);
		(void)team_any(s->team, 0);
	}
	s->steps++;
}

/* Steps until rank 0 says that the time is over, which all learn every 8. */
static void
measure(struct side *s)
{
	double begin, t;
	unsigned i, n = 0;

	step(s);
	(void)MPI_Barrier(MPI_COMM_WORLD);
	begin = clock_wall();
	do {
		for (i = 0; i < 8; i++)
			step(s);
		n += 8;
		t = clock_wall() - begin;
		(void)MPI_Bcast(&t, 1, MPI_DOUBLE, 0, MPI_COMM_WORLD);
	} while (t < SECONDS);
	s->best = n / t > s->best ? n / t : s->best;
}

static void
show(const struct workload *load, const char *side, const char *what,
    double value, const char *unit)
{
	char name[80];

	(void)snprintf(name, sizeof name, "%s-%s%s", side, load->name, what);
	put(name, value, unit);
}

static void
compare(const struct workload *load, struct team *team)
{
	struct side exact = { .team = team }, plain = { .team = NULL };
	uint64_t sent = transport_sent(team), most;
	double ring;
	int i;

	open_job(&exact.job, load, 1, team, load->batch);
	open_job(&plain.job, load, 1, NULL, load->batch / team->count);
	hold_others(&exact.job);
	for (i = 0; i < ROUNDS; i++) {
		measure(&exact);
		measure(&plain);
	}
	sent = transport_sent(team) - sent;
	(void)MPI_Reduce(&sent, &most, 1, MPI_UINT64_T, MPI_MAX, 0,
	    MPI_COMM_WORLD);
	ring = 2.0 * (double)plain.job.net.trained * sizeof(float) *
	    (team->count - 1) / team->count;
	if (team->rank == 0) {
		show(load, "exact", "", exact.best * (double)load->batch,
		    "samples/s");
		show(load, "plain", "", plain.best * (double)load->batch,
		    "samples/s");
		show(load, "exact", "-bytes", (double)most / 0x1p20 /
		    (double)exact.steps, "MiB");
		show(load, "plain", "-bytes", ring / 0x1p20, "MiB");
	}
	close_job(&exact.job);
	close_job(&plain.job);
}

int
main(int argc, char *argv[])
{
	struct team team = { .host = "" };
	int rank, count;
	size_t i;

	(void)MPI_Init(&argc, &argv);
	(void)MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	(void)MPI_Comm_size(MPI_COMM_WORLD, &count);
	team.rank = (unsigned)rank;
	team.count = (unsigned)count;
	transport_open(&team, MPI_COMM_WORLD);
	for (i = 0; i < sizeof loads / sizeof loads[0]; i++)
		if (argc < 2 || strcmp(argv[1], loads[i].name) == 0)
			compare(&loads[i], &team);
	transport_close(&team);
	(void)MPI_Finalize();
	return 0;
}
