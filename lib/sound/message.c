#include "sound/message.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAXFDS	DECODER_AHEAD

/* Room for the descriptors of one message, aligned as the macros require. */
union control {
	struct cmsghdr head;
	char room[CMSG_SPACE(MAXFDS * sizeof(int))];
};

uint64_t
message_max_samples(double seconds, double rate)
{
	return seconds > 0 && seconds * rate < 1e18 ?
	    (uint64_t)(seconds * rate) + 1 : UINT64_MAX;
}

size_t
message_step(double rate)
{
	size_t n = rate < 200 ? 1 : rate > DECODER_MAXRATE ? DECODER_PIECE :
	    (size_t)(rate / 100);

	return n < DECODER_PIECE ? n : DECODER_PIECE;
}

int
message_send(int sock, const struct message *m, size_t count,
    const int *fd, size_t nfd)
{
	struct iovec iov = { (void *)(uintptr_t)m, count * sizeof *m };
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
	/* The socket has room for all messages that may be in transit; a peer
	 * that does not read must not block us. */
	while ((n = sendmsg(sock, &h, MSG_NOSIGNAL | MSG_DONTWAIT)) == -1 &&
	    errno == EINTR)
		continue;
	if (n == (ssize_t)(count * sizeof *m))
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
message_recv(int sock, struct message *m, size_t count, int *fd,
    size_t nfd)
{
	struct iovec iov = { m, count * sizeof *m };
	union control ctl;
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = nfd > 0 ? ctl.room : NULL,
	    .msg_controllen = nfd > 0 ? sizeof ctl.room : 0 };
	size_t i;
	ssize_t n;

	/* After ECONNRESET, packets sent before can still be read. */
	while ((n = recvmsg(sock, &h, MSG_CMSG_CLOEXEC)) == -1 &&
	    (errno == EINTR || errno == ECONNRESET))
		continue;
	if (n <= 0)
		return (int)n;
	take_fds(&h, fd, nfd);
	if (n % (ssize_t)sizeof *m != 0 || (h.msg_flags & MSG_TRUNC) != 0 ||
	    (nfd == 0 && (h.msg_flags & MSG_CTRUNC) != 0)) {
		errno = EPROTO;
		return -1;
	}
	count = (size_t)n / sizeof *m;
	for (i = 0; i < count; i++) {
		m[i].type[sizeof m[i].type - 1] = '\0';
		m[i].text[sizeof m[i].text - 1] = '\0';
	}
	return (int)count;
}
