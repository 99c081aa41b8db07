#include <stdlib.h>
#include <string.h>

#include "extract.h"
#include "fbank.h"

struct extract {
	struct front p;		/* rate: of f */
	bool native;		/* keep each file's rate */
	struct audio *audio;
	const char *type;
	struct fbank *f;	/* NULL until a rate is known */
};

/* Have x->f ready for samples of this rate. */
static enum status
prepare(struct extract *x, double rate, struct fault *why)
{
	if (x->f != NULL && rate == x->p.rate)
		return ST_OK;
	fbank_free(x->f);
	x->p.rate = rate;
	return fbank_new(&x->f, &x->p, why);
}

enum status
extract_new(struct extract **out, const struct front *p, struct audio *a,
    const char *type, struct fault *why)
{
	struct extract *x = calloc(1, sizeof *x);
	enum status s = ST_OK;

	*out = NULL;
	if (x == NULL)
		return fault_nomem(why);
	x->p = *p;
	x->native = p->rate == 0;
	x->audio = a;
	x->type = type;
	if (!x->native)
		s = prepare(x, p->rate, why);
	if (s != ST_OK) {
		free(x);
		return s;
	}
	*out = x;
	return ST_OK;
}

void
extract_free(struct extract *x)
{
	if (x == NULL)
		return;
	fbank_free(x->f);
	free(x);
}

/* Room in t for `more' frames after the first `have'. */
static enum status
make_room(struct tensor *t, size_t have, size_t more, size_t columns,
    struct fault *why)
{
	uint64_t dim[2] = { have + more, columns };

	if (t->rank == 2 && t->dim[1] == columns && t->dim[0] >= dim[0])
		return ST_OK;
	if (have > 0)
		dim[0] += have;
	return tensor_reshape(t, 2, dim, why);
}

/* All frames of the open file; *samples and *frames count. */
static enum status
collect(struct extract *x, struct tensor *t, uint64_t *samples,
    size_t *frames, struct fault *why)
{
	size_t n, columns = fbank_columns(x->f);
	const float *block;
	enum status s, room = ST_OK;

	while ((s = audio_read(x->audio, &block, &n, why)) == ST_OK) {
		room = make_room(t, *frames, fbank_most(x->f, n), columns, why);
		if (room != ST_OK)
			return room;
		*frames += fbank_push(x->f, block, n,
		    t->data + *frames * columns);
		*samples += n;
	}
	if (s != ST_END)
		return s;
	room = make_room(t, *frames, fbank_most(x->f, 0), columns, why);
	if (room == ST_OK)
		*frames += fbank_finish(x->f, t->data + *frames * columns);
	return room;
}

static enum status
complete(struct extract *x, struct tensor *t, uint64_t samples,
    size_t frames, struct fault *why)
{
	uint64_t dim[2] = { frames, fbank_columns(x->f) };
	char line[FRONT_MAXLINE];
	enum status s;

	if (frames == 0)
		return fault_set(why, ST_BAD, "has %llu samples at %g Hz, "
		    "a frame needs %zu", (unsigned long long)samples,
		    x->p.rate, fbank_window(x->f));
	if ((s = tensor_reshape(t, 2, dim, why)) != ST_OK)
		return s;
	if (x->p.mean)
		fbank_center(t->data, frames, (size_t)dim[1]);
	front_line(&x->p, line);
	s = attrs_setf(&t->attr, why, "rate", "%.9g", fbank_rate(x->f));
	if (s == ST_OK)
		s = attrs_set(&t->attr, "front", line, why);
	return s;
}

enum status
extract_file(struct extract *x, const char *path, struct tensor *t,
    struct fault *why)
{
	double rate = x->native ? 0 : x->p.rate;
	uint64_t samples = 0;
	size_t frames = 0;
	enum status s;

	s = audio_open(x->audio, path, rate, x->type, &rate, why);
	if (s == ST_OK && (s = prepare(x, rate, why)) == ST_OK) {
		s = collect(x, t, &samples, &frames, why);
		audio_close(x->audio);
		if (s == ST_OK)
			s = complete(x, t, samples, frames, why);
		fbank_reset(x->f);
	}
	if (s != ST_OK)
		(void)fault_prefix(why, "%s",
		    strcmp(path, "-") == 0 ? "<stdin>" : path);
	return s;
}
