#include "sound/forkserver.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sound/avfile.h"
#include "sound/decoder.h"
#include "sound/filetype.h"
#include "sound/message.h"
#include "sound/sandbox.h"
#include "sound/soxfile.h"

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
be_decoder(int sock, int memory, pid_t parent, bool unconfined)
{
	void *shared;

	die_with(parent);
	(void)prctl(PR_SET_NAME, "tonfall-decoder");
	shared = mmap(NULL, DECODER_SHARED, PROT_READ | PROT_WRITE, MAP_SHARED,
	    memory, 0);
	(void)close(memory);
	if (shared == MAP_FAILED)
		_exit(1);
	/* The next file needs what the last one did: no page is returned. */
	(void)mallopt(M_MMAP_THRESHOLD, KEPT);
	(void)mallopt(M_TRIM_THRESHOLD, KEPT);
	decoder_prepare();
	sandbox_limits();
	if (sandbox_calls(sock) == -1 && !unconfined)
		_exit(DECODER_UNCONFINED);
	decoder_run(sock, shared);
}

static void
spawn(int control, struct message *m, const int fd[2])
{
	pid_t self = getpid(), pid;

	/* A decoder can no longer load anything. */
	if ((m->needs & FILETYPE_PLUGINS) != 0)
		soxfile_load();
	if ((m->needs & FILETYPE_AV) != 0)
		avfile_load();
	pid = fork();
	if (pid == 0) {
		(void)close(control);
		be_decoder(fd[0], fd[1], self, m->unconfined != 0);
	}
	m->pid = pid;
	m->status = pid == -1 ? errno : 0;
}

static void
end(struct message *m)
{
	if (m->pid <= 0)
		return;
	(void)kill(m->pid, SIGKILL);
	while (waitpid(m->pid, &m->status, 0) == -1 && errno == EINTR)
		continue;
}

void
forkserver_run(int control)
{
	struct message m;
	int fd[2];

	(void)prctl(PR_SET_NAME, "tonfall-forksrv");
	soxfile_init();
	while (message_recv(control, &m, 1, fd, 2) == 1) {
		if (m.op == MESSAGE_SPAWN && fd[0] != -1 && fd[1] != -1)
			spawn(control, &m, fd);
		else if (m.op == MESSAGE_END)
			end(&m);
		if (fd[0] != -1)
			(void)close(fd[0]);
		if (fd[1] != -1)
			(void)close(fd[1]);
		if (message_send(control, &m, 1, NULL, 0) != 1)
			break;
	}
	_exit(0);
}
