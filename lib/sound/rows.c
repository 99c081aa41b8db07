#include "sound/rows.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/tempfile.h"
#include "feature/center.h"

struct rows {
	struct front p;		/* rate: of f */
	struct front record;	/* for the attribute front */
	size_t keep;		/* bytes */
	struct feature *f;	/* NULL until a rate is known */
	/* The current signal: */
	struct tensor *t;	/* frames that are in memory */
	size_t held;
	uint64_t frames, samples;	/* all */
	int spill;		/* frames before those; -1: none */
	struct center center;	/* zeros without p.mean */
};

/* Prepare r->f for samples of this rate. */
static enum status
prepare(struct rows *r, double rate, struct fault *why)
{
	enum status s;

	if (r->f != NULL && rate == r->p.rate)
		return ST_OK;
	feature_free(r->f);
	r->p.rate = rate;
	if ((s = feature_new(&r->f, &r->p, why)) != ST_OK ||
	    r->p.mean == 0 ||
	    (s = center_open(&r->center, r->f, why)) == ST_OK)
		return s;
	feature_free(r->f);
	r->f = NULL;
	return s;
}

enum status
rows_new(struct rows **out, const struct front *p, const struct front *record,
    size_t keep, struct fault *why)
{
	struct rows *r = calloc(1, sizeof *r);
	enum status s = ST_OK;

	*out = NULL;
	if (r == NULL)
		return fault_nomem(why);
	r->p = *p;
	r->record = *record;
	r->keep = keep;
	r->spill = -1;
	if (p->rate != 0)
		s = prepare(r, p->rate, why);
	if (s != ST_OK) {
		rows_free(r);
		return s;
	}
	*out = r;
	return ST_OK;
}

void
rows_free(struct rows *r)
{
	if (r == NULL)
		return;
	feature_free(r->f);
	center_free(&r->center);
	free(r);
}

enum status
rows_begin(struct rows *r, double rate, struct tensor *t, struct fault *why)
{
	enum status s = prepare(r, rate, why);

	r->t = t;
	r->held = 0;
	r->frames = r->samples = 0;
	center_reset(&r->center);
	return s;
}

/* Move the frames in memory to the temporary file. */
static enum status
spill(struct rows *r, struct fault *why)
{
	size_t bytes = r->held * feature_columns(r->f) * sizeof(float);

	if (r->spill == -1)
		r->spill = tempfile_open();
	if (r->spill == -1 || tempfile_write(r->spill, r->t->data, bytes) != 0)
		return fault_errno(why, ST_IO, "cannot keep its features in a "
		    "temporary file (TMPDIR)");
	r->held = 0;
	return ST_OK;
}

/* Make room for `more' frames; if there are too many, move them to the file. */
static enum status
make_room(struct rows *r, size_t more, struct fault *why)
{
	size_t columns = feature_columns(r->f);
	uint64_t dim[2] = { r->held + more, columns };
	enum status s;

	if (dim[0] * columns * sizeof(float) > r->keep && r->held > 0) {
		if ((s = spill(r, why)) != ST_OK)
			return s;
		dim[0] = more;
	}
	if (r->t->data == r->t->own && r->t->cap >= dim[0] * columns)
		return ST_OK;
	if (2 * dim[0] * columns * sizeof(float) <= r->keep)
		dim[0] *= 2;
	return tensor_reshape(r->t, 2, dim, why);
}

/* The place of the next frame. */
static float *
place(struct rows *r)
{
	return r->t->data + r->held * feature_columns(r->f);
}

static void
add(struct rows *r, size_t n)
{
	if (r->p.mean != 0)
		center_add(&r->center, place(r), n);
	r->held += n;
	r->frames += n;
}

enum status
rows_push(struct rows *r, const float *x, size_t n, struct fault *why)
{
	size_t take, row = feature_columns(r->f) * sizeof(float);
	enum status s;

	for (; n > 0; n -= take, x += take) {
		for (take = n; take > 1; take /= 2)
			if (feature_most(r->f, take) * row <= r->keep)
				break;
		s = make_room(r, feature_most(r->f, take), why);
		if (s != ST_OK)
			return s;
		add(r, feature_push(r->f, x, take, place(r)));
		r->samples += take;
	}
	return ST_OK;
}

/* Subtract the means of the columns, also from frames in the file. */
static enum status
center(struct rows *r, struct fault *why)
{
	size_t n, columns = feature_columns(r->f);
	size_t row = columns * sizeof(float);
	uint64_t at, end = r->frames * row;

	if (r->spill == -1) {
		center_subtract(&r->center, r->t->data, r->held);
		return ST_OK;
	}
	for (at = 0; at < end; at += n * row) {
		n = r->t->cap / columns;
		if (n > (end - at) / row)
			n = (size_t)((end - at) / row);
		if (tempfile_pread(r->spill, r->t->data, n * row, at) != 0)
			break;
		center_subtract(&r->center, r->t->data, n);
		if (tempfile_pwrite(r->spill, r->t->data, n * row, at) != 0)
			break;
	}
	return at == end ? ST_OK : fault_errno(why, ST_IO,
	    "cannot keep its features in a temporary file (TMPDIR)");
}

enum status
rows_describe(const struct feature *f, const struct front *record, double rate,
    struct attrs *a, struct fault *why)
{
	const struct feature_text *q = feature_texts(f);
	struct front p = *record;
	char line[FRONT_MAXLINE];
	enum status s;

	p.rate = rate;
	front_line(&p, line);
	s = attrs_setf(a, why, "rate", "%.9g", feature_rate(f));
	if (s == ST_OK)
		s = attrs_set(a, "front", line, why);
	for (; s == ST_OK && q->name != NULL; q++)
		s = attrs_set(a, q->name, q->value, why);
	return s;
}

static enum status
complete(struct rows *r, struct fault *why)
{
	uint64_t dim[2] = { r->frames, feature_columns(r->f) };
	enum status s = ST_OK;

	if (r->frames == 0)
		return fault_set(why, ST_BAD, "has %llu samples at %g Hz, "
		    "a frame needs %zu", (unsigned long long)r->samples,
		    r->p.rate, feature_window(r->f));
	if (r->spill != -1)
		s = spill(r, why);
	if (s == ST_OK && r->p.mean != 0)
		s = center(r, why);
	if (s == ST_OK && r->spill == -1)
		s = tensor_reshape(r->t, 2, dim, why);
	r->t->rank = 2;
	(void)memcpy(r->t->dim, dim, sizeof dim);
	return s == ST_OK ? rows_describe(r->f, &r->record, r->p.rate,
	    &r->t->attr, why) : s;
}

enum status
rows_finish(struct rows *r, int *out, struct fault *why)
{
	enum status s = make_room(r, feature_most(r->f, 0), why);

	if (s != ST_OK)
		return s;
	add(r, feature_finish(r->f, place(r)));
	if ((s = complete(r, why)) != ST_OK)
		return s;
	*out = r->spill;
	r->spill = -1;
	return ST_OK;
}

void
rows_reset(struct rows *r)
{
	if (r->spill != -1)
		(void)close(r->spill);
	r->spill = -1;
	if (r->f != NULL)
		feature_reset(r->f);
}
