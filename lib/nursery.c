#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "decoder.h"

#define MAXFDS	2

/* Room for the descriptors of one message, aligned as the macros want it. */
union control {
	struct cmsghdr head;
	char room[CMSG_SPACE(MAXFDS * sizeof(int))];
};

int
decoder_send(int sock, const struct decoder_msg *m, const int *fd, size_t nfd)
{
	struct iovec iov = { (void *)(uintptr_t)m, sizeof *m };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1 };
	union control ctl;
	ssize_t n;

	if (nfd > 0) {
		(void)memset(&ctl, 0, sizeof ctl);
		h.msg_control = ctl.room;
		h.msg_controllen = CMSG_SPACE(nfd * sizeof(int));
		ctl.head.cmsg_level = SOL_SOCKET;
		ctl.head.cmsg_type = SCM_RIGHTS;
		ctl.head.cmsg_len = CMSG_LEN(nfd * sizeof(int));
		(void)memcpy(CMSG_DATA(&ctl.head), fd, nfd * sizeof(int));
	}
	while ((n = sendmsg(sock, &h, MSG_NOSIGNAL)) == -1 && errno == EINTR)
		continue;
	if (n == (ssize_t)sizeof *m)
		return 1;
	return n == -1 && (errno == EPIPE || errno == ECONNRESET) ? 0 : -1;
}

static void
take_fds(struct msghdr *h, int *fd, size_t nfd)
{
	struct cmsghdr *c;
	size_t i, n;
	int got;

	for (i = 0; i < nfd; i++)
		fd[i] = -1;
	for (c = CMSG_FIRSTHDR(h); c != NULL; c = CMSG_NXTHDR(h, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		n = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (i = 0; i < n; i++) {
			(void)memcpy(&got, CMSG_DATA(c) + i * sizeof(int),
			    sizeof got);
			if (i < nfd)
				fd[i] = got;
			else
				(void)close(got);
		}
	}
}

int
decoder_recv(int sock, struct decoder_msg *m, int *fd, size_t nfd)
{
	struct iovec iov = { m, sizeof *m };
	union control ctl;
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl.room, .msg_controllen = sizeof ctl.room };
	ssize_t n;

	while ((n = recvmsg(sock, &h, MSG_CMSG_CLOEXEC)) == -1 &&
	    errno == EINTR)
		continue;
	if (n == 0 || (n == -1 && errno == ECONNRESET))
		return 0;
	if (n == -1)
		return -1;
	take_fds(&h, fd, nfd);
	m->type[sizeof m->type - 1] = m->guess[sizeof m->guess - 1] = '\0';
	m->text[sizeof m->text - 1] = '\0';
	if (n != (ssize_t)sizeof *m) {
		errno = EPROTO;
		return -1;
	}
	return 1;
}

/* Die with the process that forked this one, even if it is gone already. */
static void
die_with(pid_t parent)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
}

static void
be_decoder(int sock, int memory, pid_t parent)
{
	void *shared;

	die_with(parent);
	(void)prctl(PR_SET_NAME, "tonfall-decoder");
	shared = mmap(NULL, DECODER_SHARED, PROT_READ | PROT_WRITE, MAP_SHARED,
	    memory, 0);
	(void)close(memory);
	if (shared == MAP_FAILED)
		_exit(1);
	decoder_serve(sock, shared);
}

static void
spawn(int control, struct decoder_msg *m, const int fd[2])
{
	pid_t self = getpid(), pid = fork();

	if (pid == 0) {
		(void)close(control);
		be_decoder(fd[0], fd[1], self);
	}
	m->pid = pid;
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
	while (decoder_recv(control, &m, fd, 2) == 1) {
		if (m.op == DECODER_SPAWN && fd[0] != -1 && fd[1] != -1)
			spawn(control, &m, fd);
		else if (m.op == DECODER_BURY)
			bury(&m);
		if (fd[0] != -1)
			(void)close(fd[0]);
		if (fd[1] != -1)
			(void)close(fd[1]);
		if (decoder_send(control, &m, NULL, 0) != 1)
			break;
	}
	_exit(0);
}
