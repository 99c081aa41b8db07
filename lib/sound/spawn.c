#include "sound/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sound/decoder.h"
#include "sound/filetype.h"
#include "sound/forkserver.h"
#include "sound/message.h"

static void
close_fd(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}

/* ---- shared memory ---- */

/* Sealed, because a decoder that shrinks it would end its parent by SIGBUS. */
enum status
spawn_share(struct audio *a, struct fault *why)
{
	void *at;

	a->memory = memfd_create("tonfall-samples",
	    MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (a->memory == -1 ||
	    ftruncate(a->memory, (off_t)DECODER_SHARED) == -1 ||
	    fcntl(a->memory, F_ADD_SEALS,
	    F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == -1)
		return fault_errno(why, ST_IO, "cannot share %zu kB of memory",
		    DECODER_SHARED >> 10);
	at = mmap(NULL, DECODER_SHARED, PROT_READ, MAP_SHARED, a->memory, 0);
	if (at == MAP_FAILED)
		return fault_errno(why, ST_NOMEM, "cannot map memory");
	a->shared = at;
	return ST_OK;
}

void
spawn_unshare(struct audio *a)
{
	close_fd(&a->memory);
	if (a->shared != NULL)
		(void)munmap(a->shared, DECODER_SHARED);
}

/* ---- the fork server ---- */

/* A descriptor that reads as empty and discards writes; or -1. */
static int
open_null(void)
{
	int null = open("/dev/null", O_RDWR), s[2];

	/* Otherwise one that is at its end and cannot be written. */
	if (null == -1 && pipe(s) == 0) {
		(void)close(s[1]);
		null = s[0];
	}
	return null;
}

/* A child must not keep any pipe or file of the parent open. */
static void
close_all(int control)
{
	int null = open_null(), fd;

	for (fd = 0; fd <= 2; fd++)
		if (null == -1 || dup2(null, fd) == -1)
			_exit(1);
	if (control > 3)
		(void)close_range(3, (unsigned)control - 1, 0);
	(void)close_range((unsigned)control + 1, ~0U, 0);
}

static void
be_forkserver(int control, pid_t parent)
{
	/* A terminal's ^C is sent to all: the parent decides what to do. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	close_all(control);
	forkserver_run(control);
}

enum status
spawn_server(struct audio_pool *p, struct fault *why)
{
	pid_t self = getpid();
	int s[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, s) == -1)
		return fault_errno(why, ST_IO, "cannot make a socket");
	p->server = fork();
	if (p->server == 0)
		be_forkserver(s[1], self);
	(void)close(s[1]);
	p->control = s[0];
	if (p->server == -1)
		return fault_errno(why, ST_IO, "cannot start a process");
	return ST_OK;
}

void
spawn_server_end(struct audio_pool *p)
{
	/* The fork server ends when this closes, and its children with it. */
	close_fd(&p->control);
	if (p->server > 0)
		while (waitpid(p->server, NULL, 0) == -1 && errno == EINTR)
			continue;
}

/* ---- decoders ---- */

/* Send m to the fork server; 1 if m now has its answer. */
static int
ask(struct audio_pool *p, struct message *m, const int *fd, size_t nfd)
{
	int rc;

	(void)pthread_mutex_lock(&p->lock);
	rc = message_send(p->control, m, 1, fd, nfd);
	if (rc == 1)
		rc = message_recv(p->control, m, 1, NULL, 0);
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

enum status
spawn_no_server(struct fault *why)
{
	return fault_set(why, ST_IO, "the process that starts decoders "
	    "(tonfall-forksrv) has ended");
}

enum status
spawn_cause(int status, bool named, struct fault *why)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	char or_type[48] = "";

	if (named)
		(void)snprintf(or_type, sizeof or_type, ", or not of the type "
		    "given with %s", filetype_option());
	if (sig == SIGSYS)
		return fault_set(why, ST_BAD, "its decoder was ended by signal "
		    "%d (%s), because it tried what no decoder may do; "
		    "the file is damaged%s, or an attack", sig, strsignal(sig),
		    or_type);
	if (sig != 0)
		return fault_set(why, ST_BAD, "its decoder was ended by signal "
		    "%d (%s); the file may be damaged%s", sig, strsignal(sig),
		    or_type);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		return fault_set(why, ST_BAD,
		    "its decoder ended with status 2, "
		    "as SoX does if it gets no memory; the file may be "
		    "damaged%s", or_type);
	return fault_set(why, ST_BAD, "its decoder ended unexpectedly; the "
	    "file may be damaged%s", or_type);
}

enum status
spawn_no_start(int status, struct fault *why)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == DECODER_UNCONFINED)
		return fault_set(why, ST_IO,
		    "its decoder cannot be confined: "
		    "this system has no seccomp(2) filters; with "
		    "TONFALL_UNCONFINED=1 in "
		    "the environment files that you trust are read all the "
		    "same");
	return fault_set(why, ST_IO, "its decoder ended before it had a file");
}

int
spawn_end(struct audio *a)
{
	struct message m = { .op = MESSAGE_END, .pid = a->pid };
	bool known = ask(a->pool, &m, NULL, 0) == 1;

	close_fd(&a->sock);
	return known ? m.status : -1;
}

void
spawn_near(const struct audio *a)
{
	cpu_set_t here;

	if (sched_getaffinity(0, sizeof here, &here) == 0)
		(void)sched_setaffinity(a->pid, sizeof here, &here);
}

enum status
spawn_decoder(struct audio *a, unsigned needs, struct fault *why)
{
	struct message m = { .op = MESSAGE_SPAWN, .needs = needs,
	    .unconfined = a->pool->limits.unconfined };
	int s[2], fd[2], rc;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, s) == -1)
		return fault_errno(why, ST_IO, "cannot make a socket");
	fd[0] = s[1];
	fd[1] = a->memory;
	rc = ask(a->pool, &m, fd, 2);
	(void)close(s[1]);
	if (rc == 1 && m.pid > 0) {
		a->sock = s[0];
		a->pid = m.pid;
		a->has = needs;
		a->ready = false;
		a->fed = 0;
		a->taken = 0;
		a->cpu = 0;
		if (a->near)
			spawn_near(a);
		return ST_OK;
	}
	(void)close(s[0]);
	if (rc != 1)
		return spawn_no_server(why);
	errno = m.status;
	return fault_errno(why, ST_IO, "no decoder process could be started");
}
