#include "sound/audio.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memberpath.h"
#include "sound/archive.h"
#include "sound/client.h"
#include "sound/spawn.h"

#define SMALL	((uint64_t)1 << 20)	/* bytes of a file read ahead */

/* ---- the pool ---- */

struct audio *
audio_reader(struct audio_pool *p, unsigned i)
{
	return &p->reader[i];
}

void
audio_near(struct audio *a)
{
	a->near = true;
	if (a->sock != -1)
		spawn_near(a);
}

void
audio_stop(struct audio_pool *p)
{
	struct audio *a;
	unsigned i, k;

	if (p == NULL)
		return;
	for (i = 0; i < p->n; i++) {
		a = &p->reader[i];
		client_forget(a);
		for (k = 0; k < DECODER_AHEAD; k++)
			if (a->file[k].store != -1)
				(void)close(a->file[k].store);
		if (a->sock != -1)
			(void)spawn_end(a);
		spawn_unshare(a);
	}
	spawn_server_end(p);
	if (p->own)
		archives_free(p->archives);
	(void)pthread_mutex_destroy(&p->lock);
	free(p);
}

static void
begin_reader(struct audio *a, struct audio_pool *p)
{
	unsigned i;

	*a = (struct audio){ .pool = p, .sock = -1, .memory = -1 };
	for (i = 0; i < DECODER_AHEAD; i++)
		a->file[i].store = -1;
}

enum status
audio_start(struct audio_pool **out, unsigned n,
    const struct audio_limits *limits, struct fault *why)
{
	struct audio_pool *p = calloc(1, sizeof *p + n * sizeof p->reader[0]);
	enum status s;
	unsigned i;

	*out = NULL;
	if (p == NULL)
		return fault_nomem(why);
	(void)pthread_mutex_init(&p->lock, NULL);
	p->n = n;
	p->limits = *limits;
	p->archives = limits->archives;
	p->own = p->archives == NULL;
	p->control = -1;
	for (i = 0; i < n; i++)
		begin_reader(&p->reader[i], p);
	s = spawn_server(p, why);
	if (s == ST_OK && p->own)
		s = archives_new(&p->archives, why);
	for (i = 0; s == ST_OK && i < n; i++)
		s = spawn_share(&p->reader[i], why);
	/* The first decoder starts while the caller prepares other things. */
	if (s == ST_OK && n > 0)
		s = spawn_decoder(&p->reader[0], 0, why);
	if (s != ST_OK) {
		audio_stop(p);
		return s;
	}
	*out = p;
	return ST_OK;
}

/* ---- the files ---- */

/* Is it a file of few bytes? */
static bool
is_small(const struct audio *a, const char *path)
{
	struct fault why;
	struct stat st;
	uint64_t size;

	if (stat(path, &st) == 0)
		return S_ISREG(st.st_mode) && (uint64_t)st.st_size <= SMALL;
	return memberpath_possible(path, errno) &&
	    archive_size(a->pool->archives, path, &size, &why) == ST_OK &&
	    size <= SMALL;
}

bool
audio_ahead(struct audio *a, const char *path, double rate, const char *type)
{
	struct wanted *w;

	if (a->files == DECODER_AHEAD || strcmp(path, "-") == 0 ||
	    !is_small(a, path))
		return false;
	if ((w = client_append(a, path, rate, type)) == NULL)
		return false;
	if (w->s != ST_IO)
		return true;
	/* No descriptor is free; there may be one when it is opened. */
	free(w->path);
	w->path = NULL;
	a->files--;
	return false;
}

void
audio_channel(struct audio *a, unsigned channel)
{
	a->channel = channel;
}

unsigned
audio_channels(const struct audio *a)
{
	return a->channels;
}

bool
audio_again(struct audio *a)
{
	return client_first(a)->in.again;
}

/* Keep the first answer for the first file, for audio_read; set its rate. */
static enum status
begin(struct audio *a, double *is, struct fault *why)
{
	struct message *m;
	enum status s = client_answer(a, &m, why);

	if (s != ST_OK)
		return s;
	if (m->op == MESSAGE_BAD)
		return client_fault(m, why);
	a->begun = true;
	a->next--;
	*is = a->rate = m->rate;
	a->channels = m->channels;
	return ST_OK;
}

enum status
audio_open(struct audio *a, const char *path, double rate, const char *type,
    double *is, struct fault *why)
{
	struct wanted *w = client_first(a);
	enum status s;

	*is = 0;
	if (a->busy || (a->files > 0 && (strcmp(w->path, path) != 0 ||
	    w->rate != rate || w->type != type ||
	    w->channel != a->channel))) {
		(void)client_end_decoder(a);
		client_forget(a);
	}
	if (a->files == 0 && client_append(a, path, rate, type) == NULL)
		return fault_nomem(why);
	w = client_first(a);
	a->busy = true;
	a->begun = a->over = false;
	a->had = 0;
	a->patience = a->pool->limits.patience;
	a->held = -1;
	if ((s = w->s) != ST_OK && why != NULL)
		*why = w->why;
	if (s == ST_OK)
		s = begin(a, is, why);
	if (s != ST_OK) {
		client_drop(a);
		a->busy = false;
	}
	return s;
}

static void
release(struct audio *a)
{
	if (a->held != -1)
		a->taken |= 1U << a->held;
	a->held = -1;
}

enum status
audio_read(struct audio *a, const float **x, size_t *n, struct fault *why)
{
	struct message *m;
	enum status s;

	release(a);
	if (a->over)
		return ST_END;
	if ((s = client_answer(a, &m, why)) != ST_OK) {
		a->over = true;
		return s;
	}
	a->over = m->op == MESSAGE_BAD || m->last == 1;
	if (m->op == MESSAGE_BAD)
		return client_fault(m, why);
	if (m->count == 0)
		return ST_END;
	a->had += m->count;
	a->patience += m->count / m->rate;
	a->cpu += m->count / m->rate / 10;
	a->held = (int)m->block;
	*x = a->shared + (size_t)m->block * DECODER_LEN;
	*n = m->count;
	return ST_OK;
}

void
audio_close(struct audio *a)
{
	if (!a->busy)
		return;
	release(a);
	/* A decoder in the middle of a file may never finish it. */
	if (!a->over)
		(void)client_end_decoder(a);
	client_drop(a);
	a->busy = false;
}
