#include "api/tonfall.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/fault.h"
#include "recognise/pack.h"
#include "recognise/recogniser.h"
#include "recognise/speaker.h"

#define PIECE	4096	/* samples of 16 bits converted at a time */

struct tonfall_model {
	struct pack *pack;
	locale_t c;		/* numbers in models have a point, not the
				 * comma of the caller's language */
};

struct tonfall_stream {
	const struct tonfall_model *model;
	struct tonfall_config config;
	struct recogniser *r;
	struct speaker *speaker;	/* or NULL */
	enum { IDLE, OPEN, ENDED, FAILED } state;
	float x[PIECE];
};

const char *
tonfall_version(void)
{
	return TONFALL_VERSION;
}

/* ---- faults ---- */

static int
status(enum status s)
{
	switch (s) {
	case ST_OK:
		return TONFALL_OK;
	case ST_END:
		return TONFALL_NONE;
	case ST_IO:
		return TONFALL_IO;
	case ST_NOMEM:
		return TONFALL_NOMEM;
	case ST_USAGE:
		return TONFALL_USAGE;
	case ST_BAD:
		break;
	}
	return TONFALL_BAD;
}

static int
explain(enum status s, const struct fault *why, char *error)
{
	if (error != NULL)
		(void)snprintf(error, TONFALL_ERROR, "%s",
		    s == ST_OK ? "" : why->text);
	return status(s);
}

static int
misused(const char *what, char *error)
{
	struct fault why;

	return explain(fault_set(&why, ST_USAGE, "%s", what), &why, error);
}

/* ---- models ---- */

/* What a model is loaded from. */
struct from {
	const char *path;	/* or */
	const void *bytes;	/* or NULL */
	size_t size;
	int fd;
};

static enum status
load(struct tonfall_model *m, const struct from *from, struct fault *why)
{
	locale_t before;
	enum status s;

	m->c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (m->c == (locale_t)0)
		return fault_nomem(why);
	before = uselocale(m->c);
	if (from->path != NULL)
		s = pack_load(&m->pack, from->path, why);
	else if (from->bytes != NULL)
		s = pack_load_memory(&m->pack, from->bytes, from->size,
		    "model in memory", why);
	else
		s = pack_load_fd(&m->pack, from->fd, "model", why);
	(void)uselocale(before);
	return s;
}

static int
open_from(struct tonfall_model **out, const struct from *from, char *error)
{
	struct tonfall_model *m;
	struct fault why;
	enum status s;

	if (out == NULL)
		return misused("no place for the model", error);
	*out = NULL;
	if ((m = calloc(1, sizeof *m)) == NULL)
		return explain(fault_nomem(&why), &why, error);
	if ((s = load(m, from, &why)) == ST_OK)
		*out = m;
	else
		tonfall_close(m);
	return explain(s, &why, error);
}

int
tonfall_open(struct tonfall_model **model, const char *path,
    char error[TONFALL_ERROR])
{
	if (path == NULL)
		return misused("no path of a model", error);
	return open_from(model, &(struct from){ .path = path }, error);
}

int
tonfall_open_fd(struct tonfall_model **model, int fd,
    char error[TONFALL_ERROR])
{
	return open_from(model, &(struct from){ .fd = fd }, error);
}

int
tonfall_open_memory(struct tonfall_model **model, const void *bytes,
    size_t size, char error[TONFALL_ERROR])
{
	if (bytes == NULL)
		return misused("no bytes of a model", error);
	return open_from(model, &(struct from){ .bytes = bytes,
	    .size = size }, error);
}

void
tonfall_close(struct tonfall_model *model)
{
	if (model == NULL)
		return;
	pack_free(model->pack);
	if (model->c != (locale_t)0)
		freelocale(model->c);
	free(model);
}

size_t
tonfall_classes(const struct tonfall_model *model)
{
	return model->pack->classes;
}

const char *
tonfall_class(const struct tonfall_model *model, size_t i)
{
	return i < model->pack->classes ? model->pack->label[i] : NULL;
}

const char *
tonfall_about(const struct tonfall_model *model, const char *name)
{
	return pack_attr(model->pack, name);
}

/* ---- streams ---- */

static enum status
open_stream(struct tonfall_stream *q, struct fault *why)
{
	const struct tonfall_config *c = &q->config;
	const struct recogniser_rule rule = { c->window, c->hop, c->speech,
	    NULL };
	const struct pack *p = q->model->pack;
	enum status s = recogniser_new(&q->r, p, &rule, why);

	if (s == ST_OK && c->own != 0 && p->group[PACK_ADAPTED].n > 0 &&
	    (s = speaker_new(&q->speaker, p, why)) == ST_OK)
		recogniser_speaker(q->r, q->speaker, SPEAKER_GROW);
	/* A rate or a window that cannot be is said now. */
	return s == ST_OK ? recogniser_begin(q->r, c->rate, NULL, 0, why) : s;
}

int
tonfall_stream_open(struct tonfall_stream **stream,
    const struct tonfall_model *model, const struct tonfall_config *config,
    char error[TONFALL_ERROR])
{
	static const struct tonfall_config standard = TONFALL_CONFIG_INIT;
	struct tonfall_stream *q;
	locale_t before;
	struct fault why;
	enum status s;

	if (stream == NULL || model == NULL)
		return misused("no place for the stream, or no model", error);
	*stream = NULL;
	if ((q = calloc(1, sizeof *q)) == NULL)
		return explain(fault_nomem(&why), &why, error);
	q->model = model;
	q->config = config != NULL ? *config : standard;
	before = uselocale(model->c);
	s = open_stream(q, &why);
	(void)uselocale(before);
	if (s == ST_OK)
		*stream = q;
	else
		tonfall_stream_close(q);
	return explain(s, &why, error);
}

void
tonfall_stream_close(struct tonfall_stream *stream)
{
	if (stream == NULL)
		return;
	recogniser_free(stream->r);
	speaker_free(stream->speaker);
	free(stream);
}

void
tonfall_stream_reset(struct tonfall_stream *stream)
{
	stream->state = IDLE;
	if (stream->speaker != NULL)
		speaker_reset(stream->speaker);
}

static enum status
ready(struct tonfall_stream *q, struct fault *why)
{
	enum status s = ST_OK;

	if (q->state == ENDED || q->state == FAILED)
		return fault_set(why, ST_USAGE, "the stream has %s: "
		    "tonfall_stream_reset begins another",
		    q->state == ENDED ? "ended" : "failed");
	if (q->state == IDLE)
		s = recogniser_begin(q->r, q->config.rate, NULL, 0, why);
	q->state = OPEN;
	return s;
}

/* Samples x, or short ones y. */
static enum status
push(struct tonfall_stream *q, const float *x, const int16_t *y, size_t n,
    struct fault *why)
{
	enum status s = ready(q, why);
	size_t i, take;

	if (y == NULL)
		return s == ST_OK ? recogniser_push(q->r, x, n, why) : s;
	for (; s == ST_OK && n > 0; n -= take, y += take) {
		take = n < PIECE ? n : PIECE;
		for (i = 0; i < take; i++)
			q->x[i] = (float)y[i] / 32768;
		s = recogniser_push(q->r, q->x, take, why);
	}
	return s;
}

/* x and y NULL: the end. */
static int
advance(struct tonfall_stream *q, const float *x, const int16_t *y, size_t n,
    bool end, char *error)
{
	locale_t before = uselocale(q->model->c);
	struct fault why;
	enum status s;

	if (!end)
		s = push(q, x, y, n, &why);
	else if ((s = ready(q, &why)) == ST_OK)
		s = recogniser_finish(q->r, &why);
	(void)uselocale(before);
	if (s != ST_OK)
		q->state = FAILED;
	else if (end)
		q->state = ENDED;
	return explain(s, &why, error);
}

int
tonfall_push(struct tonfall_stream *stream, const float *x, size_t n,
    char error[TONFALL_ERROR])
{
	return advance(stream, x, NULL, n, false, error);
}

int
tonfall_push_s16(struct tonfall_stream *stream, const int16_t *x, size_t n,
    char error[TONFALL_ERROR])
{
	return advance(stream, NULL, x, n, false, error);
}

int
tonfall_finish(struct tonfall_stream *stream, char error[TONFALL_ERROR])
{
	return advance(stream, NULL, NULL, 0, true, error);
}

static int
highest(const double *p, size_t n)
{
	size_t i, best = 0;

	for (i = 1; i < n; i++)
		if (p[i] > p[best])
			best = i;
	return (int)best;
}

int
tonfall_next(struct tonfall_stream *stream, struct tonfall_result *result)
{
	struct recognition q;

	if (stream->state == IDLE || stream->state == FAILED)
		return TONFALL_NONE;
	do
		if (recogniser_next(stream->r, &q) != ST_OK)
			return TONFALL_NONE;
	while (q.is != RECOGNITION_GOOD);
	*result = (struct tonfall_result){ q.start, q.end, q.speech,
	    q.nothing ? -1 : highest(q.p, stream->model->pack->classes),
	    q.own, q.p };
	return TONFALL_OK;
}

/* ---- a buffer ---- */

int
tonfall_recognise(const struct tonfall_model *model, const float *x, size_t n,
    double rate, double *probability, double *speech,
    char error[TONFALL_ERROR])
{
	struct tonfall_config c = TONFALL_CONFIG_INIT;
	struct tonfall_stream *q;
	struct tonfall_result r;
	size_t i;
	int s;

	c.rate = rate;
	if ((s = tonfall_stream_open(&q, model, &c, error)) != TONFALL_OK)
		return s;
	if ((s = tonfall_push(q, x, n, error)) == TONFALL_OK &&
	    (s = tonfall_finish(q, error)) == TONFALL_OK &&
	    (s = tonfall_next(q, &r)) == TONFALL_OK) {
		for (i = 0; i < tonfall_classes(model); i++)
			probability[i] = r.probability[i];
		if (speech != NULL)
			*speech = r.speech;
	}
	tonfall_stream_close(q);
	return s;
}
