#include "data/paste.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tensor/chain.h"
#include "data/contours.h"
#include "data/frames.h"

const struct setting paste_settings[PASTE_ROWS + 1] = {
	{ .name = "tolerance", .type = SETTING_WHOLE, .hi = 1e9,
	    .arg = "N", .help = "by how many frames records may differ" },
	{ .name = NULL }
};

/* Attributes that belong to the columns or frames of a record. */
static bool
is_own(const char *name)
{
	static const char *const own[] = { "front", "frames", "columns",
	    "voiced", "level", "contours", "functionals", "extra", "speech" };
	size_t i;

	for (i = 0; i < sizeof own / sizeof own[0]; i++)
		if (strcmp(name, own[i]) == 0)
			return true;
	return false;
}

/* What b, the i-th from 0, says must be what a says. */
static enum status
compare(const struct tensor *a, const struct tensor *b, size_t i,
    struct fault *why)
{
	const char *name, *value, *other;
	size_t pos = 0;

	while (attrs_each(&a->attr, &pos, &name, &value)) {
		other = is_own(name) ? NULL : attrs_get(&b->attr, name);
		if (other != NULL && strcmp(other, value) != 0)
			return fault_set(why, ST_BAD, "%s is '%.80s' in the "
			    "first stream, but '%.80s' in stream %zu", name,
			    value, other, i + 1);
	}
	return ST_OK;
}

/* The frames of the result. */
static enum status
find_frames(const struct tensor *const in[], size_t n, uint64_t tolerance,
    uint64_t *frames, struct fault *why)
{
	uint64_t T = 0, least = UINT64_MAX, most = 0;
	enum status s;
	size_t i;

	for (i = 0; i < n; i++) {
		if (frames_real(in[i], &T, why) != ST_OK)
			return fault_prefix(why, "stream %zu", i + 1);
		if (tensor_attr(in[i], "norm") != NULL)
			return fault_set(why, ST_BAD, "stream %zu: was "
			    "normalised by zscore, which comes after this",
			    i + 1);
		if ((s = compare(in[0], in[i], i, why)) != ST_OK)
			return s;
		least = T < least ? T : least;
		most = T > most ? T : most;
	}
	*frames = least;
	if (most - least <= tolerance)
		return ST_OK;
	return fault_set(why, ST_BAD, "%llu frames in one stream, %llu in "
	    "another: more than --tolerance %llu apart",
	    (unsigned long long)least, (unsigned long long)most,
	    (unsigned long long)tolerance);
}

static void
copy(const struct tensor *in, size_t T, float *out, size_t stride)
{
	size_t B = (size_t)in->dim[1], t;

	for (t = 0; t < T; t++)
		(void)memcpy(out + t * stride, in->data + t * B,
		    B * sizeof *out);
}

/* columns, voiced and level of a, joined. */
static enum status
join_columns(const struct tensor *const in[], size_t n, struct attrs *a,
    struct fault *why)
{
	struct contours *c = calloc(n, sizeof *c), all = CONTOURS_INIT;
	enum status s = c == NULL ? fault_nomem(why) : ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < n; i++) {
		c[i] = (struct contours)CONTOURS_INIT;
		if ((s = contours_read(&c[i], in[i], why)) != ST_OK)
			(void)fault_prefix(why, "stream %zu", i + 1);
	}
	if (s == ST_OK && (s = contours_join(&all, c, n, why)) == ST_OK)
		s = contours_write(&all, a, why);
	for (i = 0; c != NULL && i < n; i++)
		contours_free(&c[i]);
	contours_free(&all);
	free(c);
	return s;
}

static enum status
join_fronts(const struct tensor *const in[], size_t n, const double v[],
    struct attrs *a, struct fault *why)
{
	const char **front = calloc(n, sizeof *front);
	char stage[CHAIN_MAXSTAGE];
	enum status s;
	size_t i;

	if (front == NULL)
		return fault_nomem(why);
	for (i = 0; i < n; i++)
		front[i] = tensor_attr(in[i], "front");
	settings_stage("tensorpaste", paste_settings, v, stage);
	s = chain_join(a, front, n, stage, why);
	free(front);
	return s;
}

static enum status
set_attributes(const struct tensor *const in[], size_t n, const double v[],
    struct attrs *a, struct fault *why)
{
	enum status s;

	if ((s = attrs_copy(a, &in[0]->attr, why)) != ST_OK)
		return s;
	attrs_del(a, "frames");
	attrs_del(a, "contours");
	attrs_del(a, "functionals");
	attrs_del(a, "extra");
	if ((s = join_columns(in, n, a, why)) != ST_OK)
		return s;
	return join_fronts(in, n, v, a, why);
}

enum status
paste_records(const struct tensor *const in[], size_t n, const double v[],
    struct tensor *out, struct fault *why)
{
	uint64_t dim[2] = { 0, 0 };
	enum status s;
	size_t i, at = 0;

	if ((s = find_frames(in, n, (uint64_t)v[PASTE_TOLERANCE], &dim[0],
	    why)) != ST_OK)
		return s;
	for (i = 0; i < n; i++)
		dim[1] += in[i]->dim[1];
	if ((s = tensor_reshape(out, 2, dim, why)) != ST_OK)
		return s;
	for (i = 0; i < n; i++) {
		copy(in[i], (size_t)dim[0], out->data + at, (size_t)dim[1]);
		at += (size_t)in[i]->dim[1];
	}
	return set_attributes(in, n, v, &out->attr, why);
}
