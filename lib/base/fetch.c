#include "base/fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define THREADS 2	/* a disk is faster with the next request at hand */

struct fetch {
	int fd;			/* through the page cache */
	int direct;		/* around it; -1: not possible */
	pthread_mutex_t lock;
	pthread_cond_t asked, done;
	/* Under lock: */
	struct fetch_part *first, *last;	/* asked for, not begun */
	bool stop;
	unsigned started;
	pthread_t id[THREADS];
};

/* ---- reading ---- */

static uint64_t
down(uint64_t at)
{
	return at / FETCH_ALIGN * FETCH_ALIGN;
}

size_t
fetch_room(uint64_t from, uint64_t to)
{
	return (size_t)(down(to + FETCH_ALIGN - 1) - down(from));
}

/* Fill room of p as far as need be; 0, errno, or -1 at the end of the file. */
static int
fill(int fd, const struct fetch_part *p)
{
	uint64_t at = down(p->from);
	size_t n = fetch_room(p->from, p->to), got = 0;
	ssize_t k;

	while (at + got < p->to) {
		k = pread(fd, p->room + got, n - got, (off_t)(at + got));
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return k < 0 ? errno : -1;
		got += (size_t)k;
	}
	return 0;
}

static int
read_part(const struct fetch *f, const struct fetch_part *p)
{
	int error = EINVAL;

	if (f->direct >= 0)
		error = fill(f->direct, p);
	/* Some file systems want another alignment. */
	return error == EINVAL ? fill(f->fd, p) : error;
}

/* ---- threads ---- */

static struct fetch_part *
take(struct fetch *f)
{
	struct fetch_part *p = f->first;

	f->first = p->next;
	if (f->first == NULL)
		f->last = NULL;
	return p;
}

static void *
reader(void *arg)
{
	struct fetch *f = arg;
	struct fetch_part *p;
	int error;

	(void)pthread_mutex_lock(&f->lock);
	for (;;) {
		while (!f->stop && f->first == NULL)
			(void)pthread_cond_wait(&f->asked, &f->lock);
		if (f->stop)
			break;
		p = take(f);
		(void)pthread_mutex_unlock(&f->lock);
		error = read_part(f, p);
		(void)pthread_mutex_lock(&f->lock);
		p->error = error;
		p->done = true;
		(void)pthread_cond_broadcast(&f->done);
	}
	(void)pthread_mutex_unlock(&f->lock);
	return NULL;
}

/* The same file again, around the page cache. */
static int
open_direct(int fd)
{
	char path[40];

	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	return open(path, O_RDONLY | O_CLOEXEC | O_DIRECT);
}

enum status
fetch_new(struct fetch **out, int fd, struct fault *why)
{
	struct fetch *f = calloc(1, sizeof *f);

	*out = NULL;
	if (f == NULL)
		return fault_nomem(why);
	(void)pthread_mutex_init(&f->lock, NULL);
	(void)pthread_cond_init(&f->asked, NULL);
	(void)pthread_cond_init(&f->done, NULL);
	f->direct = -1;
	f->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	if (f->fd < 0) {
		fetch_free(f);
		return fault_errno(why, ST_IO, "cannot read ahead");
	}
	f->direct = open_direct(f->fd);
	for (; f->started < THREADS; f->started++)
		if (pthread_create(&f->id[f->started], NULL, reader, f) != 0) {
			fetch_free(f);
			return fault_set(why, ST_IO, "cannot start a thread "
			    "that reads ahead");
		}
	*out = f;
	return ST_OK;
}

void
fetch_ask(struct fetch *f, struct fetch_part *p)
{
	p->at = p->room + (p->from - down(p->from));
	p->done = false;
	p->next = NULL;
	(void)pthread_mutex_lock(&f->lock);
	if (f->last != NULL)
		f->last->next = p;
	else
		f->first = p;
	f->last = p;
	(void)pthread_cond_signal(&f->asked);
	(void)pthread_mutex_unlock(&f->lock);
}

enum status
fetch_wait(struct fetch *f, struct fetch_part *p, struct fault *why)
{
	(void)pthread_mutex_lock(&f->lock);
	while (!p->done)
		(void)pthread_cond_wait(&f->done, &f->lock);
	(void)pthread_mutex_unlock(&f->lock);
	if (p->error == 0)
		return ST_OK;
	if (p->error < 0)
		return fault_set(why, ST_IO, "became shorter while it was "
		    "read");
	errno = p->error;
	return fault_errno(why, ST_IO, "cannot read");
}

void
fetch_free(struct fetch *f)
{
	unsigned i;

	if (f == NULL)
		return;
	(void)pthread_mutex_lock(&f->lock);
	f->stop = true;
	(void)pthread_cond_broadcast(&f->asked);
	(void)pthread_mutex_unlock(&f->lock);
	for (i = 0; i < f->started; i++)
		(void)pthread_join(f->id[i], NULL);
	(void)pthread_cond_destroy(&f->done);
	(void)pthread_cond_destroy(&f->asked);
	(void)pthread_mutex_destroy(&f->lock);
	if (f->direct >= 0)
		(void)close(f->direct);
	if (f->fd >= 0)
		(void)close(f->fd);
	free(f);
}
