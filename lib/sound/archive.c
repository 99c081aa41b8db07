#include "sound/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memberpath.h"
#include "base/textset.h"
#include "sound/inorder.h"
#include "sound/unpack.h"
#include "sound/zipheader.h"

/* What is known of a member besides its name. */
struct entry {
	uint64_t number, at, size;
	uint8_t is;
};

struct archive {
	struct archive *next;
	char *path;
	int fd;
	struct stat st;		/* as it was when it was read through */
	bool plain, zip;	/* members are read by themselves; */
	pthread_mutex_t lock;	/* of others, one at a time by */
	struct inorder turn;
	struct textset name;
	struct entry *entry;	/* (name.n) in room for cap */
	size_t cap;
	char *damage;
	bool ready;		/* it has been read through */
	enum status s;		/* and how that went */
	struct fault why;
	unsigned users;
	uint64_t used;		/* when it was, in calls */
};

struct archives {
	pthread_mutex_t lock;
	pthread_cond_t done;	/* one has become ready */
	struct archive *first;
	uint64_t calls;
};

/* ---- one archive ---- */

static void
discard(struct archive *a)
{
	inorder_free(&a->turn);
	(void)pthread_mutex_destroy(&a->lock);
	if (a->fd != -1)
		(void)close(a->fd);
	textset_free(&a->name);
	free(a->entry);
	free(a->damage);
	free(a->path);
	free(a);
}

static enum status
append(struct archive *a, const struct member *m, struct fault *why)
{
	size_t n = a->name.n, cap = a->cap == 0 ? 64 : 2 * a->cap, number;
	struct entry *more;
	enum status s;

	if (n == a->cap) {
		more = reallocarray(a->entry, cap, sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		a->entry = more;
		a->cap = cap;
	}
	if ((s = textset_add(&a->name, m->name, &number, why)) != ST_OK)
		return s;
	a->entry[number] = (struct entry){ m->number, m->at, m->size,
	    (uint8_t)m->is };
	return ST_OK;
}

/* The members before a part that is damaged can be read. */
static enum status
note_damage(struct archive *a, enum status s, struct fault *why)
{
	if (s == ST_END)
		return ST_OK;
	if (s != ST_BAD || a->name.n == 0)
		return s;
	a->damage = strdup(why->text);
	return a->damage != NULL ? ST_OK : fault_nomem(why);
}

/* A file that begins or is named like a ZIP, but was not found to be one, has
 * no directory at its end. */
static enum status
refuse(const struct archive *a, struct fault *why)
{
	size_t n = strlen(a->path);
	char p[2];

	if ((pread(a->fd, p, 2, 0) == 2 && memcmp(p, "PK", 2) == 0) ||
	    (n > 4 && strcasecmp(a->path + n - 4, ".zip") == 0))
		return fault_set(why, ST_BAD, "is cut short or not a ZIP "
		    "archive: it has no directory at its end");
	return ST_BAD;
}

static enum status
read_headers(struct archive *a, struct unpack *u, struct fault *why)
{
	struct member m;
	enum status s = unpack_next(u, &m, why);

	if (s == ST_BAD && strncmp(why->text, "is not an archive", 17) == 0)
		return refuse(a, why);
	if (s == ST_OK) {
		a->plain = unpack_is_plain(u);
		a->zip = unpack_is_zip(u);
	}
	a->turn.filter = unpack_filter(u);
	while (s == ST_OK && (s = append(a, &m, why)) == ST_OK)
		s = unpack_next(u, &m, why);
	a->turn.all = unpack_passed(u);
	return note_damage(a, s, why);
}

static enum status
read_through(struct archive *a, struct fault *why)
{
	struct unpack *u;
	enum status s;

	a->fd = open(a->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (a->fd == -1 || fstat(a->fd, &a->st) == -1)
		return fault_errno(why, errno == EMFILE || errno == ENFILE ||
		    errno == ENOMEM ? ST_IO : ST_BAD, "cannot be opened");
	if (!S_ISREG(a->st.st_mode))
		return fault_set(why, ST_BAD, "is not a file");
	if (a->st.st_size == 0)
		return fault_set(why, ST_BAD, "is empty, want an archive");
	a->turn.fd = a->fd;
	a->turn.end = (uint64_t)a->st.st_size;
	if ((s = unpack_open(&u, a->fd, a->turn.end, why)) != ST_OK)
		return s;
	s = read_headers(a, u, why);
	unpack_close(u);
	return s;
}

static bool
has_changed(const struct archive *a)
{
	struct stat now;

	return fstat(a->fd, &now) == -1 || now.st_size != a->st.st_size ||
	    now.st_mtim.tv_sec != a->st.st_mtim.tv_sec ||
	    now.st_mtim.tv_nsec != a->st.st_mtim.tv_nsec;
}

/* ---- those that are open ---- */

enum status
archives_new(struct archives **out, struct fault *why)
{
	struct archives *s = calloc(1, sizeof *s);

	*out = s;
	if (s == NULL)
		return fault_nomem(why);
	(void)pthread_mutex_init(&s->lock, NULL);
	(void)pthread_cond_init(&s->done, NULL);
	return ST_OK;
}

void
archives_free(struct archives *s)
{
	struct archive *a;

	if (s == NULL)
		return;
	while ((a = s->first) != NULL) {
		s->first = a->next;
		discard(a);
	}
	(void)pthread_mutex_destroy(&s->lock);
	(void)pthread_cond_destroy(&s->done);
	free(s);
}

/* Close the one that has not been used for longest, if they are many. */
static void
make_room(struct archives *s)
{
	struct archive **at, **oldest = NULL, *a;
	size_t n = 0;

	for (at = &s->first; *at != NULL; at = &(*at)->next)
		if ((*at)->users == 0) {
			n++;
			if (oldest == NULL || (*at)->used < (*oldest)->used)
				oldest = at;
		}
	if (n < ARCHIVE_OPEN)
		return;
	a = *oldest;
	*oldest = a->next;
	discard(a);
}

/* What a shortage of the system has hindered is tried again. */
static struct archive *
find(const struct archives *s, const char *path, size_t n)
{
	struct archive *a;

	for (a = s->first; a != NULL; a = a->next)
		if (!a->ready || a->s == ST_OK || a->s == ST_BAD)
			if (strlen(a->path) == n &&
			    memcmp(a->path, path, n) == 0)
				break;
	return a;
}

/* A new one, which others find but must wait for. */
static struct archive *
insert(struct archives *s, const char *path, size_t n)
{
	struct archive *a = calloc(1, sizeof *a);

	if (a == NULL || (a->path = strndup(path, n)) == NULL) {
		free(a);
		return NULL;
	}
	a->fd = -1;
	(void)pthread_mutex_init(&a->lock, NULL);
	make_room(s);
	a->next = s->first;
	return s->first = a;
}

void
archive_release(struct archives *s, struct archive *a)
{
	(void)pthread_mutex_lock(&s->lock);
	a->users--;
	(void)pthread_mutex_unlock(&s->lock);
}

/* The one whose path is these n bytes, read through. */
static enum status
hold(struct archives *s, const char *path, size_t n, struct archive **out,
    struct fault *why)
{
	struct archive *a;
	enum status st;

	*out = NULL;
	(void)pthread_mutex_lock(&s->lock);
	a = find(s, path, n);
	if (a == NULL && (a = insert(s, path, n)) != NULL) {
		a->users = 1;
		(void)pthread_mutex_unlock(&s->lock);
		a->s = read_through(a, &a->why);
		(void)pthread_mutex_lock(&s->lock);
		a->users--;
		a->ready = true;
		(void)pthread_cond_broadcast(&s->done);
	}
	if (a != NULL) {
		a->users++;
		a->used = ++s->calls;
		while (!a->ready)
			(void)pthread_cond_wait(&s->done, &s->lock);
	}
	(void)pthread_mutex_unlock(&s->lock);
	if (a == NULL)
		return fault_nomem(why);
	if (a->s == ST_OK) {
		*out = a;
		return ST_OK;
	}
	st = a->s;
	*why = a->why;
	archive_release(s, a);
	return st;
}

enum status
archive_hold(struct archives *s, const char *path, struct archive **a,
    struct fault *why)
{
	return hold(s, path, strlen(path), a, why);
}

const char *
archive_member(const struct archive *a, size_t i, bool *file)
{
	if (i >= a->name.n)
		return NULL;
	*file = a->entry[i].is != MEMBER_FOLDER &&
	    a->entry[i].is != MEMBER_OTHER;
	return a->name.text[i];
}

const char *
archive_damage(const struct archive *a)
{
	return a->damage;
}

/* ---- one member ---- */

static enum status
absent(const struct archive *a, struct fault *why)
{
	if (a->damage != NULL)
		return fault_set(why, ST_BAD, "the archive has no such member "
		    "before its end; it %s", a->damage);
	return fault_set(why, ST_BAD, "the archive has no such member");
}

/* Before the colon is a file that is not named like an archive. */
static enum status
other_name(struct fault *why)
{
	return fault_set(why, ST_BAD, "cannot be opened; for a member of an "
	    "archive, the name before the colon ends in .tar, .tar.gz, "
	    ".tar.bz2, .tar.xz, .tar.zst or .zip");
}

/* memberpath_split without a look at the disk, if the archive is open. */
static size_t
part_of(struct archives *s, const char *path)
{
	const char *colon = path;
	bool open = false;
	size_t n = 0;

	(void)pthread_mutex_lock(&s->lock);
	while (!open && (colon = strchr(colon + 1, ':')) != NULL) {
		n = (size_t)(colon - path);
		open = memberpath_archive(path, n) && find(s, path, n) != NULL;
	}
	(void)pthread_mutex_unlock(&s->lock);
	/* A further colon may end the name of another one. */
	return open && strchr(colon + 1, ':') == NULL ? n :
	    memberpath_split(path);
}

/* The member that path names, and its archive, to be released. */
static enum status
look_up(struct archives *s, const char *path, struct archive **a,
    struct member *m, struct fault *why)
{
	size_t n = part_of(s, path), i;
	const struct entry *e;
	enum status st;

	*a = NULL;
	if (n == 0)
		return fault_set(why, ST_BAD, "cannot be opened: %s",
		    strerror(ENOENT));
	if (!memberpath_archive(path, n))
		return other_name(why);
	if ((st = hold(s, path, n, a, why)) != ST_OK) {
		(void)fault_prefix(why, "the archive");
		return st;
	}
	if ((i = textset_find(&(*a)->name, member_name(path + n + 1))) ==
	    TEXTSET_NONE)
		st = absent(*a, why);
	else {
		e = &(*a)->entry[i];
		*m = (struct member){ (*a)->name.text[i],
		    (enum member_is)e->is, e->number, e->at, e->size };
		st = member_check(m, why);
	}
	if (st != ST_OK)
		archive_release(s, *a);
	return st;
}

enum status
archive_size(struct archives *s, const char *path, uint64_t *size,
    struct fault *why)
{
	struct archive *a;
	struct member m;
	enum status st = look_up(s, path, &a, &m, why);

	*size = 0;
	if (st != ST_OK)
		return st;
	*size = m.size;
	archive_release(s, a);
	return ST_OK;
}

/* By a passage that begins at its header.  ST_END: it is not there, or what is
 * there does not say where its bytes end, and they are not right. */
static enum status
open_there(const struct archive *a, const struct member *m, int *store,
    int *fd, struct fault *why)
{
	uint64_t at = m->at;
	struct unpack *u;
	struct member found;
	enum status st;

	if (a->zip && !zipheader_find(a->fd, m, &at))
		return ST_END;
	st = unpack_open_at(&u, a->fd, a->zip, at, a->turn.end, m->size, why);
	if (st != ST_OK)
		return st;
	st = unpack_next(u, &found, why);
	if (st == ST_BAD || (st == ST_OK && (found.is != m->is ||
	    (found.size != m->size && found.size != MEMBER_UNKNOWN) ||
	    strcmp(found.name, m->name) != 0)))
		st = ST_END;
	if (st == ST_OK) {
		*fd = member_hold(m->size, store);
		st = *fd == -1 ? member_unheld(why) :
		    unpack_take(u, m, *fd, why);
		if (st == ST_BAD && found.size == MEMBER_UNKNOWN)
			st = ST_END;
	}
	unpack_close(u);
	return st;
}

static enum status
open_in_turn(struct archive *a, const struct member *m, int *store, int *fd,
    struct fault *why)
{
	enum status st;

	(void)pthread_mutex_lock(&a->lock);
	st = inorder_open(&a->turn, m, store, fd, why);
	(void)pthread_mutex_unlock(&a->lock);
	return st;
}

static void
let_go(int *fd, const int *store)
{
	if (*fd != -1 && *fd != *store)
		(void)close(*fd);
	*fd = -1;
}

enum status
archive_open(struct archives *s, const char *path, int *store, int *fd,
    struct fault *why)
{
	struct archive *a;
	struct member m;
	enum status st = look_up(s, path, &a, &m, why);

	*fd = -1;
	if (st != ST_OK)
		return st;
	st = a->plain || a->zip ? open_there(a, &m, store, fd, why) : ST_END;
	if (st == ST_END && a->plain)
		st = member_changed(why);
	else if (st == ST_END) {
		let_go(fd, store);
		st = open_in_turn(a, &m, store, fd, why);
	}
	if ((st == ST_OK || st == ST_BAD) && has_changed(a))
		st = member_changed(why);
	archive_release(s, a);
	if (st != ST_OK)
		let_go(fd, store);
	return st;
}
