#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sound/confine.h"
#include "sound/decoder.h"
#include "sound/source.h"

#define KEPT	(32 << 20)	/* bytes */

/* Die with the process that forked this one, even if it is gone already. */
static void
die_with(pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
}

static void
be_decoder(int sock, int memory, pid_t parent, bool loose)
{
	void *shared;

	die_with(parent);
	(void)prctl(PR_SET_NAME, "tonfall-decoder");
	shared = mmap(NULL, DECODER_SHARED, PROT_READ | PROT_WRITE, MAP_SHARED,
	    memory, 0);
	(void)close(memory);
	if (shared == MAP_FAILED)
		_exit(1);
	/* What one file needed, the next one does: no page is given back. */
	(void)mallopt(M_MMAP_THRESHOLD, KEPT);
	(void)mallopt(M_TRIM_THRESHOLD, KEPT);
	confine_limits();
	if (confine_calls(sock) == -1 && !loose)
		_exit(DECODER_LOOSE);
	decoder_serve(sock, shared);
}

static void
spawn(int control, struct decoder_msg *m, const int fd[2])
{
	pid_t self = getpid(), pid;

	/* A decoder can load nothing any more. */
	if (m->plugins != 0)
		source_load();
	pid = fork();
	if (pid == 0) {
		(void)close(control);
		be_decoder(fd[0], fd[1], self, m->loose != 0);
	}
	m->pid = pid;
	m->status = pid == -1 ? errno : 0;
}

static void
bury(struct decoder_msg *m)
{
	if (m->pid <= 0)
		return;
	(void)kill(m->pid, SIGKILL);
	while (waitpid(m->pid, &m->status, 0) == -1 && errno == EINTR)
		continue;
}

void
decoder_nursery(int control)
{
	struct decoder_msg m;
	int fd[2];

	(void)prctl(PR_SET_NAME, "tonfall-nursery");
	source_init();
	while (decoder_recv(control, &m, 1, fd, 2) == 1) {
		if (m.op == DECODER_SPAWN && fd[0] != -1 && fd[1] != -1)
			spawn(control, &m, fd);
		else if (m.op == DECODER_BURY)
			bury(&m);
		if (fd[0] != -1)
			(void)close(fd[0]);
		if (fd[1] != -1)
			(void)close(fd[1]);
		if (decoder_send(control, &m, 1, NULL, 0) != 1)
			break;
	}
	_exit(0);
}
