#include "feature/feature.h"

#include <stdlib.h>

#include "feature/framer.h"
#include "feature/kind.h"

struct feature {
	const struct feature_kind *kind;
	void *k;		/* the kind's own */
	struct framer *framer;
	double sample_rate;
	size_t columns;
	float *out;		/* the place of the next row */
	size_t rows;		/* written by this call */
};

enum status
feature_new(struct feature **out, const struct front *p, struct fault *why)
{
	struct feature *f = calloc(1, sizeof *f);
	enum status s;

	*out = NULL;
	if (f == NULL)
		return fault_nomem(why);
	f->kind = p->kind;
	f->sample_rate = p->rate;
	if ((s = framer_new(&f->framer, p, why)) != ST_OK ||
	    (s = f->kind->new(&f->k, p, f->framer, why)) != ST_OK) {
		feature_free(f);
		return s;
	}
	f->columns = f->kind->columns(f->k);
	*out = f;
	return ST_OK;
}

void
feature_free(struct feature *f)
{
	if (f == NULL)
		return;
	f->kind->free(f->k);
	framer_free(f->framer);
	free(f);
}

static void
take(void *ctx, const float *x, size_t place, size_t n)
{
	struct feature *f = ctx;
	size_t rows = f->kind->rows(f->k, x, place, n, f->out);

	f->out += rows * f->columns;
	f->rows += rows;
}

size_t
feature_push(struct feature *f, const float *x, size_t n, float *out)
{
	f->out = out;
	f->rows = 0;
	framer_push(f->framer, x, n, take, f);
	return f->rows;
}

size_t
feature_finish(struct feature *f, float *out)
{
	f->out = out;
	f->rows = 0;
	framer_finish(f->framer, take, f);
	if (f->kind->finish != NULL)
		f->rows += f->kind->finish(f->k, f->out);
	feature_reset(f);
	return f->rows;
}

size_t
feature_held(const struct feature *f)
{
	return f->kind->held != NULL ? f->kind->held(f->k) : 0;
}

void
feature_peek(struct feature *f, float *out)
{
	if (feature_held(f) > 0)
		f->kind->peek(f->k, out);
}

uint64_t
feature_needs(const struct feature *f, uint64_t t)
{
	return framer_needs(f->framer, t);
}

void
feature_part(const struct feature *f, uint64_t a, uint64_t b, uint64_t *first,
    uint64_t *end)
{
	framer_part(f->framer, a, b, first, end);
}

void
feature_reset(struct feature *f)
{
	framer_reset(f->framer);
	if (f->kind->reset != NULL)
		f->kind->reset(f->k);
}

size_t
feature_columns(const struct feature *f)
{
	return f->columns;
}

const struct feature_text *
feature_texts(const struct feature *f)
{
	static const struct feature_text none = { NULL, NULL };

	return f->kind->texts != NULL ? f->kind->texts(f->k) : &none;
}

size_t
feature_voicing(const struct feature *f)
{
	return f->kind->voicing != NULL ? f->kind->voicing(f->k) :
	    FEATURE_NONE;
}

size_t
feature_window(const struct feature *f)
{
	return framer_window(f->framer);
}

double
feature_rate(const struct feature *f)
{
	return f->sample_rate / (double)framer_shift(f->framer);
}

uint64_t
feature_frames(const struct feature *f, uint64_t samples)
{
	return framer_frames(f->framer, samples);
}

size_t
feature_most(const struct feature *f, size_t n)
{
	return framer_most(f->framer, n) + feature_held(f);
}
