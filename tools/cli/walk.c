#include "walk.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "inside.h"

#define DEEP	64	/* folders above an operand that are known again */

struct walk {
	char *const *operand;	/* the next one */
	char *root[2];		/* of tree */
	FTS *tree;		/* the folder that is walked; NULL: none */
	struct stat above[DEEP];	/* (aboves) the folders above it */
	size_t aboves;
	uint64_t others;
	struct archives *archives;
	struct inside *inside;	/* the archive that is read; NULL: none */
};

/* Of files that a decoder may know, and of some that it names as unknown. */
static const char *const suffix[] = { "3g2", "3ga", "3gp", "3gpp", "aac",
	"ac3", "adts", "aif", "aifc", "aiff", "amr", "ape", "au", "avi", "awb",
	"caf", "flac", "flv", "gsm", "m4a", "m4b", "m4r", "m4v", "mka", "mkv",
	"mov", "mp2", "mp3", "mp4", "mp4a", "mpeg", "mpg", "mpga", "mts",
	"nist", "oga", "ogg", "ogv", "opus", "qt", "rf64", "snd", "sph", "spx",
	"ts", "voc", "w64", "wav", "wave", "weba", "webm", "wma", "wmv", "wv"
};

bool
walk_named_like_sound(const char *path)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
	size_t i;

	if (dot == NULL || (slash != NULL && dot < slash))
		return false;
	for (i = 0; i < sizeof suffix / sizeof suffix[0]; i++)
		if (strcasecmp(dot + 1, suffix[i]) == 0)
			return true;
	return false;
}

enum status
walk_open(struct walk **w, char *const *operands, struct archives *archives,
    struct fault *why)
{
	*w = calloc(1, sizeof **w);
	if (*w == NULL)
		return fault_nomem(why);
	(*w)->operand = operands;
	(*w)->archives = archives;
	return ST_OK;
}

void
walk_close(struct walk *w)
{
	if (w == NULL)
		return;
	if (w->tree != NULL)
		(void)fts_close(w->tree);
	inside_close(w->inside);
	free(w->root[0]);
	free(w);
}

uint64_t
walk_others(const struct walk *w)
{
	return w->others;
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* "folder/" and "folder" are one: a slash at the end would be doubled. */
static char *
without_slash(const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return strndup(path, n);
}

/* Links to these would lead out of the folder, and back into it. */
static void
know_above(struct walk *w)
{
	char *path = realpath(w->root[0], NULL), *slash;

	w->aboves = 0;
	while (path != NULL && w->aboves < DEEP &&
	    (slash = strrchr(path, '/')) != NULL && path[1] != '\0') {
		slash[slash == path] = '\0';
		if (stat(path, &w->above[w->aboves]) == 0)
			w->aboves++;
	}
	free(path);
}

static bool
is_above(const struct walk *w, const struct stat *st)
{
	size_t i;

	for (i = 0; i < w->aboves; i++)
		if (st->st_dev == w->above[i].st_dev &&
		    st->st_ino == w->above[i].st_ino)
			return true;
	return false;
}

static enum status
enter(struct walk *w, const char *folder, struct fault *why)
{
	free(w->root[0]);
	if ((w->root[0] = without_slash(folder)) == NULL)
		return fault_nomem(why);
	know_above(w);
	w->tree = fts_open(w->root, FTS_LOGICAL | FTS_NOCHDIR, by_name);
	return w->tree != NULL ? ST_OK : fault_nomem(why);
}

static enum status
unreadable(const FTSENT *e, struct fault *why)
{
	errno = e->fts_errno;
	return fault_errno(why, ST_BAD, "%.600s: cannot read this folder",
	    e->fts_path);
}

/* ST_OK: a file; ST_END: nothing of interest; ST_BAD. */
static enum status
look(struct walk *w, FTSENT *e, struct walk_file *f, struct fault *why)
{
	/* ".." as an operand is not hidden. */
	bool hidden = e->fts_level > 0 && e->fts_name[0] == '.';

	if (e->fts_info == FTS_D && (hidden || (e->fts_level > 0 &&
	    is_above(w, e->fts_statp))))
		(void)fts_set(w->tree, e, FTS_SKIP);
	if (hidden)
		return ST_END;
	switch (e->fts_info) {
	case FTS_DNR:
	case FTS_ERR:
		return unreadable(e, why);
	case FTS_F:
	case FTS_NS:
	case FTS_SLNONE:
		if (walk_named_like_sound(e->fts_name))
			break;
		w->others++;
		return ST_END;
	default:	/* FTS_DC, a link to a folder above: nothing new */
		return ST_END;
	}
	*f = (struct walk_file){ e->fts_path, true };
	return ST_OK;
}

/* ST_END: no more in this folder. */
static enum status
from_tree(struct walk *w, struct walk_file *f, struct fault *why)
{
	enum status s = ST_END;
	FTSENT *e;

	errno = 0;
	while (s == ST_END && (e = fts_read(w->tree)) != NULL)
		s = look(w, e, f, why);
	if (s != ST_END)
		return s;
	if (errno != 0)
		s = errno == ENOMEM ? fault_nomem(why) : fault_errno(why,
		    ST_BAD, "%.600s: cannot read this folder", w->root[0]);
	(void)fts_close(w->tree);
	w->tree = NULL;
	return s;
}

/* ST_END: no more in this archive. */
static enum status
from_archive(struct walk *w, struct walk_file *f, struct fault *why)
{
	enum status s = inside_next(w->inside, &f->path, why);

	f->found = true;
	if (s != ST_END)
		return s;
	w->others += inside_others(w->inside);
	inside_close(w->inside);
	w->inside = NULL;
	return s;
}

enum status
walk_next(struct walk *w, struct walk_file *f, struct fault *why)
{
	struct stat st;
	enum status s;

	for (;;) {
		if (w->tree != NULL &&
		    (s = from_tree(w, f, why)) != ST_END)
			return s;
		if (w->inside != NULL &&
		    (s = from_archive(w, f, why)) != ST_END)
			return s;
		if (*w->operand == NULL)
			return ST_END;
		*f = (struct walk_file){ *w->operand++, false };
		if (w->archives != NULL && inside_is(f->path)) {
			if ((s = inside_open(&w->inside, w->archives, f->path,
			    why)) != ST_OK)
				return s;
			continue;
		}
		if (strcmp(f->path, "-") == 0 || stat(f->path, &st) != 0 ||
		    !S_ISDIR(st.st_mode))
			return ST_OK;
		if ((s = enter(w, f->path, why)) != ST_OK)
			return s;
	}
}
