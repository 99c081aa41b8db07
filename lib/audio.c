#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audio.h"
#include "decoder.h"

struct audio {
	struct audio_pool *pool;
	int sock;		/* to the decoder; -1: there is none */
	pid_t pid;
	int memory;		/* the shared blocks, and where they are mapped */
	float *shared;
	bool busy;		/* the decoder is at work on a file */
	bool held;		/* the caller reads the last block */
};

struct audio_pool {
	pid_t nursery;
	int control;		/* to it, */
	pthread_mutex_t lock;	/* one question at a time */
	unsigned n;
	struct audio reader[];
};

/* ---- the process that starts decoders ---- */

/* Nothing of the parent's may be kept open by a child: no pipe, no file. */
static void
let_go(int control)
{
	int null = open("/dev/null", O_RDWR), fd;

	for (fd = 0; fd <= 2; fd++)
		(void)dup2(null, fd);
	if (control > 3)
		(void)close_range(3, (unsigned)control - 1, 0);
	(void)close_range((unsigned)control + 1, ~0U, 0);
}

static void
be_nursery(int control, pid_t parent)
{
	/* A terminal's ^C goes to all: the parent decides what it means. */
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGQUIT, SIG_IGN);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
	let_go(control);
	decoder_nursery(control);
}

static enum status
start_nursery(struct audio_pool *p, struct fault *why)
{
	pid_t self = getpid();
	int s[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, s) == -1)
		return fault_errno(why, ST_IO, "cannot make a socket");
	p->nursery = fork();
	if (p->nursery == 0)
		be_nursery(s[1], self);
	(void)close(s[1]);
	p->control = s[0];
	if (p->nursery == -1)
		return fault_errno(why, ST_IO, "cannot start a process");
	return ST_OK;
}

/* Ask the nursery; 1 when m holds its answer. */
static int
ask(struct audio_pool *p, struct decoder_msg *m, const int *fd, size_t nfd)
{
	int rc;

	(void)pthread_mutex_lock(&p->lock);
	rc = decoder_send(p->control, m, fd, nfd);
	if (rc == 1)
		rc = decoder_recv(p->control, m, NULL, 0);
	(void)pthread_mutex_unlock(&p->lock);
	return rc;
}

/* ---- the pool ---- */

static enum status
share_memory(struct audio *a, struct fault *why)
{
	void *at;

	a->memory = memfd_create("tonfall-samples", MFD_CLOEXEC);
	if (a->memory == -1 ||
	    ftruncate(a->memory, (off_t)DECODER_SHARED) == -1)
		return fault_errno(why, ST_IO, "cannot share memory");
	at = mmap(NULL, DECODER_SHARED, PROT_READ, MAP_SHARED, a->memory, 0);
	if (at == MAP_FAILED)
		return fault_errno(why, ST_NOMEM, "cannot map memory");
	a->shared = at;
	return ST_OK;
}

struct audio *
audio_reader(struct audio_pool *p, unsigned i)
{
	return &p->reader[i];
}

static void
close_fd(int *fd)
{
	if (*fd != -1)
		(void)close(*fd);
	*fd = -1;
}

/* End the decoder; its wait status, or -1. */
static int
dismiss(struct audio *a)
{
	struct decoder_msg m = { .op = DECODER_BURY, .pid = a->pid };
	bool known = ask(a->pool, &m, NULL, 0) == 1;

	close_fd(&a->sock);
	a->busy = a->held = false;
	return known ? m.status : -1;
}

void
audio_stop(struct audio_pool *p)
{
	struct audio *a;
	unsigned i;

	if (p == NULL)
		return;
	for (i = 0; i < p->n; i++) {
		a = &p->reader[i];
		if (a->sock != -1)
			(void)dismiss(a);
		close_fd(&a->memory);
		if (a->shared != NULL)
			(void)munmap(a->shared, DECODER_SHARED);
	}
	/* The nursery ends at that, and its children with it. */
	close_fd(&p->control);
	if (p->nursery > 0)
		while (waitpid(p->nursery, NULL, 0) == -1 && errno == EINTR)
			continue;
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}

/* ---- one decoder ---- */

static enum status
hire(struct audio *a, struct fault *why)
{
	struct decoder_msg m = { .op = DECODER_SPAWN };
	int s[2], fd[2], rc;

	if (a->sock != -1)
		return ST_OK;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, s) == -1)
		return fault_errno(why, ST_IO, "cannot make a socket");
	fd[0] = s[1];
	fd[1] = a->memory;
	rc = ask(a->pool, &m, fd, 2);
	(void)close(s[1]);
	if (rc == 1 && m.pid > 0) {
		a->sock = s[0];
		a->pid = m.pid;
		return ST_OK;
	}
	(void)close(s[0]);
	return fault_set(why, ST_IO, "no decoder process could be started");
}

static enum status
died(struct audio *a, struct fault *why)
{
	int status = dismiss(a);

	if (status != -1 && WIFSIGNALED(status))
		return fault_set(why, ST_BAD, "its decoder was ended by signal "
		    "%d (%s); the file may be damaged", WTERMSIG(status),
		    strsignal(WTERMSIG(status)));
	return fault_set(why, ST_BAD, "its decoder ended unexpectedly; the "
	    "file may be damaged");
}

/* The decoder's next message, whose contents are not to be trusted. */
static enum status
hear(struct audio *a, struct decoder_msg *m, struct fault *why)
{
	char *p;

	if (decoder_recv(a->sock, m, NULL, 0) != 1)
		return died(a, why);
	if (m->op == DECODER_BAD) {
		a->busy = false;
		for (p = m->text; *p != '\0'; p++)
			if (!isprint((unsigned char)*p))
				*p = '?';
		return fault_set(why, ST_BAD, "%s", m->text);
	}
	return ST_OK;
}

/* ---- starting ---- */

enum status
audio_start(struct audio_pool **out, unsigned n, struct fault *why)
{
	struct audio_pool *p = calloc(1, sizeof *p + n * sizeof p->reader[0]);
	enum status s;
	unsigned i;

	*out = NULL;
	if (p == NULL)
		return fault_nomem(why);
	(void)pthread_mutex_init(&p->lock, NULL);
	p->n = n;
	p->control = -1;
	for (i = 0; i < n; i++)
		p->reader[i] = (struct audio){ .pool = p, .sock = -1,
		    .memory = -1 };
	s = start_nursery(p, why);
	for (i = 0; s == ST_OK && i < n; i++)
		s = share_memory(&p->reader[i], why);
	/* The first decoder starts while the caller prepares its own part. */
	if (s == ST_OK && n > 0)
		s = hire(&p->reader[0], why);
	if (s != ST_OK) {
		audio_stop(p);
		return s;
	}
	*out = p;
	return ST_OK;
}

/* ---- one file ---- */

static enum status
open_input(const char *path, int *fd, struct fault *why)
{
	struct stat st;

	if (strcmp(path, "-") == 0)
		*fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
	else
		*fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (*fd == -1 || fstat(*fd, &st) == -1)
		return fault_errno(why, ST_IO, "cannot be opened");
	if (S_ISDIR(st.st_mode))
		return fault_set(why, ST_IO,
		    "is a directory, want an audio file");
	if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode) &&
	    !S_ISSOCK(st.st_mode))
		return fault_set(why, ST_IO, "is neither a file nor a pipe");
	if (S_ISREG(st.st_mode) && st.st_size == 0)
		return fault_set(why, ST_BAD, "is empty, want audio");
	return ST_OK;
}

static void
set_types(struct decoder_msg *m, const char *path, const char *type)
{
	const char *base = strrchr(path, '/');
	const char *dot = strrchr(base == NULL ? path : base, '.');

	if (type != NULL)
		(void)strncpy(m->type, type, sizeof m->type - 1);
	if (dot != NULL && strlen(dot + 1) < sizeof m->guess)
		(void)strcpy(m->guess, dot + 1);
}

enum status
audio_open(struct audio *a, const char *path, double rate, const char *type,
    double *is, struct fault *why)
{
	struct decoder_msg m = { .op = DECODER_DECODE, .rate = rate };
	enum status s;
	int fd = -1;

	if (a->busy)	/* a file was left without audio_close */
		(void)dismiss(a);
	set_types(&m, path, type);
	if ((s = open_input(path, &fd, why)) == ST_OK &&
	    (s = hire(a, why)) == ST_OK) {
		a->busy = true;
		s = decoder_send(a->sock, &m, &fd, 1) == 1 ? ST_OK :
		    died(a, why);
	}
	close_fd(&fd);
	if (s == ST_OK && (s = hear(a, &m, why)) == ST_OK &&
	    (m.op != DECODER_OPENED || !(m.rate > 0)))
		s = died(a, why);
	*is = m.rate;
	return s;
}

enum status
audio_read(struct audio *a, const float **x, size_t *n, struct fault *why)
{
	struct decoder_msg m = { .op = DECODER_TAKEN };
	enum status s;

	if (a->held && decoder_send(a->sock, &m, NULL, 0) != 1)
		return died(a, why);
	a->held = false;
	if ((s = hear(a, &m, why)) != ST_OK)
		return s;
	if (m.op == DECODER_END) {
		a->busy = false;
		return ST_END;
	}
	if (m.op != DECODER_BLOCK || m.block >= DECODER_BLOCKS ||
	    m.count < 1 || m.count > DECODER_LEN)
		return died(a, why);
	a->held = true;
	*x = a->shared + m.block * DECODER_LEN;
	*n = m.count;
	return ST_OK;
}

void
audio_close(struct audio *a)
{
	/* A decoder in the middle of a file may never come to its end. */
	if (a->busy)
		(void)dismiss(a);
	a->held = false;
}
