#include "sound/inorder.h"

#include <string.h>
#include <unistd.h>

/* ---- those that were passed over ---- */

static void
forget(struct inorder *o, unsigned i)
{
	o->bytes -= o->kept[i].size;
	o->n--;
	(void)memmove(o->kept + i, o->kept + i + 1,
	    (o->n - i) * sizeof *o->kept);
}

static void
make_room(struct inorder *o, uint64_t size)
{
	while (o->n > 0 && (o->n == INORDER_KEPT ||
	    o->bytes + size > INORDER_BYTES)) {
		(void)close(o->kept[0].fd);
		forget(o, 0);
	}
}

/* What cannot be kept is read again if it is wanted, and its faults told. */
static enum status
keep(struct inorder *o, const struct member *m, struct fault *why)
{
	enum status s;
	int fd;

	make_room(o, m->size);
	if ((fd = member_hold(m->size, NULL)) == -1)
		return ST_OK;
	s = unpack_take(o->u, m, fd, why);
	if (s != ST_OK) {
		(void)close(fd);
		return s == ST_NOMEM ? s : ST_OK;
	}
	o->kept[o->n++] = (struct inorder_kept){ m->number, m->size, fd };
	o->bytes += m->size;
	return ST_OK;
}

static bool
was_kept(struct inorder *o, uint64_t number, int *fd)
{
	unsigned i;

	for (i = 0; i < o->n; i++)
		if (o->kept[i].number == number) {
			*fd = o->kept[i].fd;
			forget(o, i);
			return true;
		}
	return false;
}

void
inorder_free(struct inorder *o)
{
	unsigned i;

	for (i = 0; i < o->n; i++)
		(void)close(o->kept[i].fd);
	o->n = 0;
	o->bytes = 0;
	unpack_close(o->u);
	o->u = NULL;
}

/* ---- the passage ---- */

static enum status
begin_again(struct inorder *o, struct fault *why)
{
	uint64_t passed = unpack_passed(o->u);

	if (o->filter != NULL && o->again + passed > INORDER_AGAIN &&
	    (o->again + passed) / INORDER_TIMES > o->all)
		return fault_set(why, ST_BAD, "comes before members that have "
		    "been read, and to reach it the archive would be unpacked "
		    "by %s from its beginning once more, after %llu MB that "
		    "were so already: put the list in the archive's order "
		    "(tonfall --list-files ARCHIVE prints it), or unpack the "
		    "archive to a tar (%s -d)", o->filter,
		    (unsigned long long)(o->again >> 20), o->filter);
	o->again += passed;
	unpack_close(o->u);
	o->u = NULL;
	return ST_OK;
}

static bool
worth_keeping(const struct inorder *o, const struct member *m, uint64_t wanted)
{
	return (o->filter != NULL || o->late) && m->is == MEMBER_FILE &&
	    wanted - m->number <= INORDER_KEPT && m->size <= INORDER_BYTES;
}

static enum status
go_to(struct inorder *o, uint64_t wanted, struct member *m, struct fault *why)
{
	enum status s = ST_OK;

	for (;;) {
		s = unpack_next(o->u, m, why);
		if (s != ST_OK)
			return s;
		o->next = m->number + 1;
		if (m->number == wanted)
			return ST_OK;
		if (worth_keeping(o, m, wanted) &&
		    (s = keep(o, m, why)) != ST_OK)
			return s;
	}
}

static enum status
take(struct inorder *o, const struct member *m, int *store, int *fd,
    struct fault *why)
{
	struct member found;
	enum status s = go_to(o, m->number, &found, why);

	if (s == ST_END)
		return member_changed(why);
	if (s != ST_OK)
		return s;
	if (found.is != m->is || found.size != m->size ||
	    strcmp(found.name, m->name) != 0)
		return member_changed(why);
	if ((*fd = member_hold(m->size, store)) == -1)
		return member_unheld(why);
	if ((s = unpack_take(o->u, m, *fd, why)) == ST_OK)
		return ST_OK;
	if (*fd != *store)
		(void)close(*fd);
	*fd = -1;
	return s;
}

enum status
inorder_open(struct inorder *o, const struct member *m, int *store, int *fd,
    struct fault *why)
{
	enum status s;

	*fd = -1;
	if (was_kept(o, m->number, fd))
		return ST_OK;
	if (o->u != NULL && m->number < o->next) {
		o->late = true;
		if ((s = begin_again(o, why)) != ST_OK)
			return s;
	}
	if (o->u == NULL) {
		o->next = 0;
		if ((s = unpack_open(&o->u, o->fd, o->end, why)) != ST_OK)
			return s;
	}
	return take(o, m, store, fd, why);
}
