#include "groups.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memberpath.h"
#include "base/textset.h"
#include "base/threads.h"
#include "cli.h"

/* A recording, or a segment of one. */
struct entry {
	size_t path;		/* in paths */
	struct recogniser_segment part;
	bool segment;
};

struct group {
	struct entry *entry;	/* (n) */
	size_t n, cap;
	struct speaker *speaker;
};

struct groups {
	const struct pack *pack;
	int column;
	bool single;
	struct textset names, paths;
	struct group *group;	/* (names.n) in room for cap */
	size_t cap;

	/* While they are counted: */
	struct listener *const *listener;
	pthread_mutex_t lock;	/* of all that follows */
	struct cli_progress progress;
	uint64_t done, total;
	enum status s;		/* the first fault */
	struct fault why;
};

enum status
groups_new(struct groups **out, const struct pack *pack, int column,
    bool single, struct fault *why)
{
	struct groups *g = calloc(1, sizeof *g);

	*out = g;
	if (g == NULL)
		return fault_nomem(why);
	*g = (struct groups){ .pack = pack, .column = column,
	    .single = single, .names = TEXTSET_INIT, .paths = TEXTSET_INIT };
	(void)pthread_mutex_init(&g->lock, NULL);
	return ST_OK;
}

void
groups_free(struct groups *g)
{
	size_t i;

	if (g == NULL)
		return;
	for (i = 0; i < g->names.n; i++) {
		speaker_free(g->group[i].speaker);
		free(g->group[i].entry);
	}
	free(g->group);
	textset_free(&g->names);
	textset_free(&g->paths);
	(void)pthread_mutex_destroy(&g->lock);
	free(g);
}

/* ---- who belongs together ---- */

/* The folder of path, from / on, without "." and "//": the same for all names
 * of a file but those with ".." or links.  For the caller to free, or NULL. */
static char *
folder_of(const char *path)
{
	char *name, *to, *here = *path != '/' ? getcwd(NULL, 0) : NULL;
	size_t n;

	name = malloc((here != NULL ? strlen(here) : 0) + strlen(path) + 2);
	if (name == NULL) {
		free(here);
		return NULL;
	}
	to = stpcpy(name, here != NULL && strcmp(here, "/") != 0 ? here : "");
	free(here);
	for (; strchr(path, '/') != NULL; path += n + 1) {
		n = strcspn(path, "/");
		if (n == 0 || (n == 1 && *path == '.'))
			continue;
		*to++ = '/';
		to = mempcpy(to, path, n);
	}
	*to = '\0';
	return name;
}

/* The name of the group of a row, for the caller to free; NULL and ST_OK: it
 * has none. */
static enum status
name_of(const struct groups *g, const struct recording *rec,
    const struct recording_row *row, char **name, struct fault *why)
{
	*name = NULL;
	if (g->column == GROUPS_FOLDER)
		*name = folder_of(rec->path);
	else if (*row->field[g->column] == '\0')
		return ST_OK;
	else
		*name = strdup(row->field[g->column]);
	return *name != NULL ? ST_OK : fault_nomem(why);
}

static enum status
find_group(struct groups *g, const char *name, struct group **out,
    struct fault *why)
{
	size_t id, known = g->names.n, cap = g->cap == 0 ? 64 : 2 * g->cap;
	struct group *more;
	enum status s;

	if (known == g->cap) {
		more = realloc(g->group, cap * sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		g->group = more;
		g->cap = cap;
	}
	if ((s = textset_add(&g->names, name, &id, why)) != ST_OK)
		return s;
	if (id == known)
		g->group[id] = (struct group){ .entry = NULL };
	*out = &g->group[id];
	return ST_OK;
}

static enum status
append(struct group *g, const struct entry *e, struct fault *why)
{
	size_t cap = g->cap == 0 ? 8 : 2 * g->cap;
	struct entry *more;

	if (g->n == g->cap) {
		more = realloc(g->entry, cap * sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		g->entry = more;
		g->cap = cap;
	}
	g->entry[g->n++] = *e;
	return ST_OK;
}

enum status
groups_add(struct groups *g, const struct recording *rec, bool segments,
    struct fault *why)
{
	struct entry e = { .segment = segments };
	enum status s = textset_add(&g->paths, rec->path, &e.path, why);
	struct group *to;
	char *name;
	size_t i;

	for (i = 0; s == ST_OK && i < rec->rows; i++) {
		e.part = (struct recogniser_segment){ rec->row[i].start,
		    rec->row[i].end, NULL };
		s = name_of(g, rec, &rec->row[i], &name, why);
		if (s != ST_OK || name == NULL)
			continue;
		if ((s = find_group(g, name, &to, why)) == ST_OK)
			s = append(to, &e, why);
		free(name);
	}
	return s;
}

struct speaker *
groups_of(const struct groups *g, const struct recording *rec,
    const struct recording_row *row)
{
	struct fault why;
	size_t id;
	char *name;

	if (name_of(g, rec, row, &name, &why) != ST_OK || name == NULL)
		return NULL;
	id = textset_find(&g->names, name);
	free(name);
	return id != TEXTSET_NONE ? g->group[id].speaker : NULL;
}

/* ---- counting ---- */

static enum status
ignore(void *ctx, const struct answer *a, struct fault *why)
{
	(void)ctx;
	(void)a;
	(void)why;
	return ST_OK;
}

static bool
can_be_read_twice(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && memberpath_stat(path, &st) == 0 &&
	    S_ISREG(st.st_mode);
}

/* The entries of the same recording that follow the first. */
static size_t
together(const struct group *g, size_t first)
{
	size_t n = 1;

	while (first + n < g->n && g->entry[first].segment &&
	    g->entry[first + n].path == g->entry[first].path)
		n++;
	return n;
}

/* Listen to n entries of one recording. */
static enum status
hear(const struct groups *g, const struct group *of, size_t first, size_t n,
    struct listener *l, struct fault *why)
{
	struct recogniser_segment *part = calloc(n, sizeof *part);
	struct listener_job job = { .path =
	    g->paths.text[of->entry[first].path], .segment = part,
	    .speaker = of->speaker, .use = SPEAKER_COUNT };
	enum status s = ST_OK;
	size_t i;

	if (part == NULL)
		return fault_nomem(why);
	if (of->entry[first].segment)
		job.segments = n;
	for (i = 0; i < n; i++)
		part[i] = of->entry[first + i].part;
	if (can_be_read_twice(job.path))
		s = listener_hear(l, &job, ignore, NULL, why);
	free(part);
	return s == ST_BAD ? ST_OK : s;
}

static enum status
count(struct groups *g, struct group *of, struct listener *l,
    struct fault *why)
{
	enum status s = speaker_new(&of->speaker, g->pack, why);
	size_t i, n;

	for (i = 0; s == ST_OK && i < of->n; i += n) {
		n = together(of, i);
		s = hear(g, of, i, n, l, why);
		(void)pthread_mutex_lock(&g->lock);
		g->done += n;
		cli_progress(&g->progress, g->done, g->total);
		(void)pthread_mutex_unlock(&g->lock);
	}
	return s == ST_OK ? speaker_settle(of->speaker, why) : s;
}

/* Can there be enough records for its own statistics? */
static bool
is_worth(const struct groups *g, const struct group *of)
{
	return !g->single || of->n >= g->pack->enough;
}

static void
work(void *ctx, size_t i, unsigned thread)
{
	struct groups *g = ctx;
	struct fault why;
	enum status s;

	if (!is_worth(g, &g->group[i]))
		return;
	if ((s = count(g, &g->group[i], g->listener[thread], &why)) == ST_OK)
		return;
	(void)pthread_mutex_lock(&g->lock);
	if (g->s == ST_OK) {
		g->s = s;
		g->why = why;
	}
	(void)pthread_mutex_unlock(&g->lock);
}

enum status
groups_count(struct groups *g, struct listener *const l[], unsigned threads,
    bool quiet, struct fault *why)
{
	struct threads *pool;
	enum status s = threads_new(&pool, threads, why);
	size_t i;

	if (s != ST_OK)
		return s;
	g->listener = l;
	for (i = 0; i < g->names.n; i++)
		if (is_worth(g, &g->group[i]))
			g->total += g->group[i].n;
	cli_progress_begin(&g->progress, "recordings for statistics", quiet);
	threads_run(pool, g->names.n, work, g);
	cli_progress_hide();
	threads_free(pool);
	if (g->s != ST_OK)
		*why = g->why;
	return g->s;
}
