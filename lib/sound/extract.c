#include "sound/extract.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/infile.h"
#include "base/tempfile.h"
#include "feature/feature.h"

struct extract {
	struct front p;		/* rate: of f */
	bool native;		/* keep each file's rate */
	struct audio *audio;
	const char *type;
	size_t keep;		/* bytes */
	struct feature *f;	/* NULL until a rate is known */
	/* The current file: */
	struct tensor *t;	/* frames that are in memory */
	size_t held;
	uint64_t frames, samples;	/* all */
	int spill;		/* frames before those; -1: none */
	double *sum;		/* (B) with p.mean, else NULL */
};

/* Prepare x->f for samples of this rate. */
static enum status
prepare(struct extract *x, double rate, struct fault *why)
{
	enum status s;

	if (x->f != NULL && rate == x->p.rate)
		return ST_OK;
	feature_free(x->f);
	x->p.rate = rate;
	free(x->sum);
	x->sum = NULL;
	if ((s = feature_new(&x->f, &x->p, why)) != ST_OK ||
	    x->p.mean == 0)
		return s;
	x->sum = calloc(feature_columns(x->f), sizeof *x->sum);
	if (x->sum != NULL)
		return ST_OK;
	feature_free(x->f);
	x->f = NULL;
	return fault_nomem(why);
}

enum status
extract_new(struct extract **out, const struct front *p, struct audio *a,
    const char *type, size_t keep, struct fault *why)
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
	x->keep = keep < EXTRACT_LEAST ? EXTRACT_LEAST : keep;
	if (!x->native)
		s = prepare(x, p->rate, why);
	if (s != ST_OK) {
		extract_free(x);
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
	feature_free(x->f);
	free(x->sum);
	free(x);
}

/* Move the frames in memory to the temporary file. */
static enum status
spill(struct extract *x, struct fault *why)
{
	size_t bytes = x->held * feature_columns(x->f) * sizeof(float);

	if (x->spill == -1)
		x->spill = tempfile_open();
	if (x->spill == -1 || tempfile_write(x->spill, x->t->data, bytes) != 0)
		return fault_errno(why, ST_IO, "cannot keep its features in a "
		    "temporary file (TMPDIR)");
	x->held = 0;
	return ST_OK;
}

/* Make room for `more' frames; if there are too many, move them to the file. */
static enum status
make_room(struct extract *x, size_t more, struct fault *why)
{
	size_t columns = feature_columns(x->f);
	uint64_t dim[2] = { x->held + more, columns };
	enum status s;

	if (dim[0] * columns * sizeof(float) > x->keep && x->held > 0) {
		if ((s = spill(x, why)) != ST_OK)
			return s;
		dim[0] = more;
	}
	if (x->t->data == x->t->own && x->t->cap >= dim[0] * columns)
		return ST_OK;
	if (2 * dim[0] * columns * sizeof(float) <= x->keep)
		dim[0] *= 2;
	return tensor_reshape(x->t, 2, dim, why);
}

/* The place of the next frame. */
static float *
place(struct extract *x)
{
	return x->t->data + x->held * feature_columns(x->f);
}

static void
add(struct extract *x, size_t n)
{
	if (x->sum != NULL)
		feature_sum(place(x), n, feature_columns(x->f), x->sum);
	x->held += n;
	x->frames += n;
}

static enum status
push(struct extract *x, const float *block, size_t n, struct fault *why)
{
	size_t take, row = feature_columns(x->f) * sizeof(float);
	enum status s;

	for (; n > 0; n -= take, block += take) {
		for (take = n; take > 1; take /= 2)
			if (feature_most(x->f, take) * row <= x->keep)
				break;
		s = make_room(x, feature_most(x->f, take), why);
		if (s != ST_OK)
			return s;
		add(x, feature_push(x->f, block, take, place(x)));
		x->samples += take;
	}
	return ST_OK;
}

/* Compute all frames of the open file. */
static enum status
collect(struct extract *x, struct fault *why)
{
	const float *block;
	enum status s, pushed;
	size_t n;

	while ((s = audio_read(x->audio, &block, &n, why)) == ST_OK)
		if ((pushed = push(x, block, n, why)) != ST_OK)
			return pushed;
	if (s != ST_END)
		return s;
	if ((s = make_room(x, feature_most(x->f, 0), why)) == ST_OK)
		add(x, feature_finish(x->f, place(x)));
	return s;
}

/* Subtract the means of the columns, also from frames in the file. */
static enum status
center(struct extract *x, struct fault *why)
{
	size_t b, n, columns = feature_columns(x->f),
		     row = columns * sizeof(float);
	uint64_t at, end = x->frames * row;

	for (b = 0; b < columns; b++)
		x->sum[b] /= (double)x->frames;
	if (x->spill == -1) {
		feature_center(x->t->data, x->held, columns, x->sum);
		return ST_OK;
	}
	for (at = 0; at < end; at += n * row) {
		n = x->t->cap / columns;
		if (n > (end - at) / row)
			n = (size_t)((end - at) / row);
		if (tempfile_pread(x->spill, x->t->data, n * row, at) != 0)
			break;
		feature_center(x->t->data, n, columns, x->sum);
		if (tempfile_pwrite(x->spill, x->t->data, n * row, at) != 0)
			break;
	}
	return at == end ? ST_OK : fault_errno(why, ST_IO,
	    "cannot keep its features in a temporary file (TMPDIR)");
}

/* What the features say of themselves. */
static enum status
describe(struct extract *x, struct fault *why)
{
	const struct feature_text *q = feature_texts(x->f);
	char line[FRONT_MAXLINE];
	enum status s;

	front_line(&x->p, line);
	s = attrs_setf(&x->t->attr, why, "rate", "%.9g", feature_rate(x->f));
	if (s == ST_OK)
		s = attrs_set(&x->t->attr, "front", line, why);
	for (; s == ST_OK && q->name != NULL; q++)
		s = attrs_set(&x->t->attr, q->name, q->value, why);
	return s;
}

static enum status
complete(struct extract *x, struct fault *why)
{
	uint64_t dim[2] = { x->frames, feature_columns(x->f) };
	enum status s = ST_OK;

	if (x->frames == 0)
		return fault_set(why, ST_BAD, "has %llu samples at %g Hz, "
		    "a frame needs %zu", (unsigned long long)x->samples,
		    x->p.rate, feature_window(x->f));
	if (x->spill != -1)
		s = spill(x, why);
	if (s == ST_OK && x->sum != NULL)
		s = center(x, why);
	if (s == ST_OK && x->spill == -1)
		s = tensor_reshape(x->t, 2, dim, why);
	x->t->rank = 2;
	(void)memcpy(x->t->dim, dim, sizeof dim);
	return s == ST_OK ? describe(x, why) : s;
}

static void
begin(struct extract *x, struct tensor *t)
{
	size_t b;

	x->t = t;
	x->held = 0;
	x->frames = x->samples = 0;
	for (b = 0; x->sum != NULL && b < feature_columns(x->f); b++)
		x->sum[b] = 0;
}

/* The requested rate; 0 keeps each file's. */
static double
rate_of(const struct extract *x)
{
	return x->native ? 0 : x->p.rate;
}

bool
extract_ahead(struct extract *x, const char *path)
{
	return audio_ahead(x->audio, path, rate_of(x), x->type);
}

enum status
extract_file(struct extract *x, const char *path, struct tensor *t,
    int *out, struct fault *why)
{
	double rate = rate_of(x);
	enum status s;

	x->spill = -1;
	s = audio_open(x->audio, path, rate, x->type, &rate, why);
	if (s == ST_OK) {
		if ((s = prepare(x, rate, why)) == ST_OK) {
			begin(x, t);
			s = collect(x, why);
		}
		audio_close(x->audio);
		if (s == ST_OK)
			s = complete(x, why);
		if (x->f != NULL)
			feature_reset(x->f);
	}
	if (s != ST_OK && x->spill != -1) {
		(void)close(x->spill);
		x->spill = -1;
	}
	*out = x->spill;
	if (s != ST_OK)
		(void)fault_prefix(why, "%s", infile_name(path));
	return s;
}
