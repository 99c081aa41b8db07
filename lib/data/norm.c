#include "data/norm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "data/frames.h"

static bool
is_name(const char *s, size_t n)
{
	if (n == 0 || n > ATTR_MAXNAME || s[0] < 'a' || s[0] > 'z')
		return false;
	return strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_.-") >= n;
}

enum status
norm_group_parse(const char *text, struct norm_group *g, struct fault *why)
{
	size_t n = strcspn(text, ",");
	bool all = strcmp(text, "all") == 0, bin = strcmp(text, "bin") == 0;
	bool reserved = (n == 3 && strncmp(text, "all", 3) == 0) ||
	    (n == 3 && strncmp(text, "bin", 3) == 0);

	if (!all && !bin && (reserved || !is_name(text, n) ||
	    (text[n] != '\0' && strcmp(text + n, ",bin") != 0)))
		return fault_set(why, ST_BAD, "'%.60s' is not a grouping; "
		    "that is all, bin, an attribute such as speaker, "
		    "or ATTRIBUTE,bin", text);
	(void)snprintf(g->text, sizeof g->text, "%s", text);
	(void)snprintf(g->attr, sizeof g->attr, "%.*s",
	    all || bin ? 0 : (int)n, text);
	g->bin = bin || text[n] == ',';
	return ST_OK;
}

char
norm_protocol(const struct norm_group *g)
{
	if (g->attr[0] == '\0' || strcmp(g->attr, "key") == 0)
		return 'T';
	return strcmp(g->attr, "corpus") == 0 ? 'C' : 'S';
}

void
norm_free(struct norm *n)
{
	free(n->pair);
	*n = (struct norm)NORM_INIT;
}

enum status
norm_alloc(struct norm *n, const struct norm_group *g, size_t npairs,
    struct fault *why)
{
	const struct norm_group group = *g;	/* may be n's own */

	norm_free(n);
	n->group = group;
	if (npairs == 0)
		return ST_OK;
	n->pair = calloc(npairs, 2 * sizeof *n->pair);
	if (n->pair == NULL) {
		norm_free(n);
		return fault_nomem(why);
	}
	n->n = npairs;
	return ST_OK;
}

static enum status
read_float(const char *word, bool positive, float *out, struct fault *why)
{
	double v;
	enum status s;

	/* 3.40282347e+38, the largest float printed, rounds to it. */
	s = number_real(word, positive ? 0 : -3.40282347e+38, 3.40282347e+38,
	    &v, why);
	if (s != ST_OK)
		return s;
	*out = (float)v;
	if (positive && !(*out > 0))
		return fault_set(why, ST_BAD,
		    "standard deviation %.40s is not above 0", word);
	return ST_OK;
}

static enum status
check_count(const struct norm_group *g, size_t numbers, struct fault *why)
{
	if (numbers % 2 != 0)
		return fault_set(why, ST_BAD, "%zu numbers are not pairs of "
		    "mean and standard deviation", numbers);
	if (numbers == 0 && g->attr[0] == '\0')
		return fault_set(why, ST_BAD, "grouping '%s' needs the mean "
		    "and deviation it used", g->text);
	if (numbers > 2 && !g->bin)
		return fault_set(why, ST_BAD, "%zu pairs, but grouping '%s' "
		    "has one", numbers / 2, g->text);
	return ST_OK;
}

/* Number of blank-separated words; turns the blanks into NULs. */
static size_t
split(char *line)
{
	size_t n = 0;
	char *rest, *word;

	for (word = strtok_r(line, " ", &rest); word != NULL;
	    word = strtok_r(NULL, " ", &rest))
		n++;
	return n;
}

static const char *
next_word(const char *word)
{
	word += strlen(word) + 1;
	return word + strspn(word, " ");
}

static enum status
parse(struct norm *n, char *line, struct fault *why)
{
	const char *word = line += strspn(line, " ");
	struct norm_group g;
	size_t i, words = split(line);
	enum status s;

	if ((s = norm_group_parse(word, &g, why)) != ST_OK ||
	    (s = check_count(&g, words - 1, why)) != ST_OK ||
	    (s = norm_alloc(n, &g, (words - 1) / 2, why)) != ST_OK)
		return s;
	for (i = 0; i < 2 * n->n && s == ST_OK; i++) {
		word = next_word(word);
		s = read_float(word, i % 2 == 1, &n->pair[i], why);
	}
	return s;
}

enum status
norm_parse(struct norm *n, const char *value, struct fault *why)
{
	char *line;
	enum status s;

	norm_free(n);
	if (value == NULL)
		return ST_OK;
	if ((line = strdup(value)) == NULL)
		return fault_nomem(why);
	s = parse(n, line, why);
	free(line);
	if (s != ST_OK) {
		norm_free(n);
		(void)fault_prefix(why, "norm");
	}
	return s;
}

enum status
norm_pairs(struct norm *n, const char *grouping, const float *pairs,
    size_t npairs, struct fault *why)
{
	struct norm_group g;
	enum status s;
	size_t i;

	if ((s = norm_group_parse(grouping, &g, why)) != ST_OK ||
	    (s = norm_alloc(n, &g, npairs, why)) != ST_OK)
		return s;
	for (i = 0; i < 2 * npairs; i++) {
		if (!isfinite(pairs[i]) || (i % 2 == 1 && !(pairs[i] > 0)))
			return fault_set(why, ST_BAD, "%s %g of pair %zu is "
			    "not valid", i % 2 == 1 ? "standard deviation" :
			    "mean", (double)pairs[i], i / 2);
		n->pair[i] = pairs[i];
	}
	return ST_OK;
}

/* ST_BAD unless n can be used on frames of B bins. */
static enum status
check_bins(const struct norm *n, size_t B, struct fault *why)
{
	if (n->n == 0 && B > NORM_MOSTPAIRS)
		return fault_set(why, ST_BAD, "was normalised by '%s', and the "
		    "numbers for %zu bins do not fit into its norm: it cannot "
		    "be undone; take the record as it was before zscore",
		    n->group.text, B);
	if (n->n == 0)
		return fault_set(why, ST_BAD, "norm '%s' has no mean and "
		    "deviation", n->group.text);
	if (n->group.bin && n->n != B)
		return fault_set(why, ST_BAD, "norm '%s' is for %zu bins, "
		    "not for %zu", n->group.text, n->n, B);
	return ST_OK;
}

static bool
is_set(const struct norm *n)
{
	return n != NULL && n->group.text[0] != '\0';
}

enum status
norm_of(struct norm *n, const struct tensor *t, struct fault *why)
{
	enum status s;

	if ((s = frames_matrix(t, why)) != ST_OK ||
	    (s = norm_parse(n, tensor_attr(t, "norm"), why)) != ST_OK)
		return s;
	if (is_set(n) && !(n->n == 0 && n->group.bin &&
	    t->dim[1] > NORM_MOSTPAIRS) &&
	    (s = check_bins(n, (size_t)t->dim[1], why)) != ST_OK)
		norm_free(n);
	return s;
}

enum status
norm_set(struct attrs *a, const struct norm *n, struct fault *why)
{
	char text[ATTR_MAXVALUE + 1];
	size_t i, len;

	if (!is_set(n)) {
		attrs_del(a, "norm");
		return ST_OK;
	}
	if (n->n > NORM_MOSTPAIRS && n->group.attr[0] != '\0')
		return attrs_set(a, "norm", n->group.text, why);
	len = (size_t)snprintf(text, sizeof text, "%s", n->group.text);
	for (i = 0; i < 2 * n->n && len < sizeof text; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
		    " %.9g", (double)n->pair[i]);
	if (len >= sizeof text)
		return fault_set(why, ST_BAD, "the mean and deviation of %zu "
		    "bins do not fit into an attribute; a grouping without "
		    "'bin' has one pair, one by an attribute and bin leaves "
		    "them out", n->n);
	return attrs_set(a, "norm", text, why);
}

bool
norm_same(const struct norm *a, const struct norm *b)
{
	size_t i;

	if (strcmp(a->group.text, b->group.text) != 0 || a->n != b->n)
		return false;
	for (i = 0; i < 2 * a->n; i++)
		if (a->pair[i] != b->pair[i])
			return false;
	return true;
}

static enum status
not_finite(size_t i, size_t B, float v, struct fault *why)
{
	return fault_set(why, ST_BAD, "the value at frame %zu, bin %zu is "
	    "%g, not a finite number", i / B, i % B, (double)v);
}

/* The pair of a side that is not normalised: x * 1 + 0, (x - 0) / 1. */
static const float identity[2] = { 0, 1 };

struct side {
	const float *pair;
	size_t step;	/* floats from one bin's pair to the next */
};

static enum status
side_of(const struct norm *n, size_t B, struct side *out, struct fault *why)
{
	*out = (struct side){ identity, 0 };
	if (!is_set(n))
		return ST_OK;
	*out = (struct side){ n->pair, n->n > 1 ? 2 : 0 };
	return check_bins(n, B, why);
}

static enum status
copy(const float *x, size_t n, size_t B, float *y, struct fault *why)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!isfinite(x[i]))
			return not_finite(i, B, x[i], why);
		y[i] = x[i];
	}
	return ST_OK;
}

static bool
equal(const struct norm *a, const struct norm *b)
{
	if (!is_set(a) || !is_set(b))
		return is_set(a) == is_set(b);
	return norm_same(a, b);
}

/* One frame of B values; the pairs' steps are checked only once per frame. */
static void
change_frame(size_t B, const struct side *a, const struct side *b,
    const float *x, float *y)
{
	const float *p = a->pair, *q = b->pair;
	size_t i, pstep = a->step, qstep = b->step;

	for (i = 0; i < B; i++, p += pstep, q += qstep) {
		y[i] = (float)((double)x[i] * p[1] + p[0]);
		y[i] = (float)(((double)y[i] - q[0]) / q[1]);
	}
}

enum status
norm_change(const struct norm *from, const struct norm *to, size_t T,
    size_t B, const float *x, float *y, struct fault *why)
{
	struct side a, b;
	size_t i, t;
	enum status s;

	if (is_set(from) && from->n == 0 && equal(from, to))
		return copy(x, T * B, B, y, why);
	if ((s = side_of(from, B, &a, why)) != ST_OK ||
	    (s = side_of(to, B, &b, why)) != ST_OK)
		return s;
	if (equal(from, to))
		return copy(x, T * B, B, y, why);
	for (t = 0; t < T; t++)
		change_frame(B, &a, &b, x + t * B, y + t * B);
	for (i = 0; i < T * B; i++)
		if (!isfinite(y[i]))
			return not_finite(i, B, y[i], why);
	return ST_OK;
}

static enum status
change_record(const struct tensor *in, const struct norm *from,
    const struct norm *to, struct tensor *out, struct fault *why)
{
	uint64_t frames;
	size_t B = (size_t)in->dim[1], real, len = tensor_len(in);
	enum status s;

	if ((s = frames_real(in, &frames, why)) != ST_OK ||
	    (s = tensor_reshape(out, 2, in->dim, why)) != ST_OK ||
	    (s = attrs_copy(&out->attr, &in->attr, why)) != ST_OK ||
	    (s = norm_set(&out->attr, to, why)) != ST_OK)
		return s;
	real = (size_t)frames * B;
	(void)memcpy(out->data + real, in->data + real,
	    (len - real) * sizeof *out->data);
	return norm_change(from, to, (size_t)frames, B, in->data, out->data,
	    why);
}

enum status
norm_record(const struct tensor *in, const struct norm *to,
    struct tensor *out, struct fault *why)
{
	struct norm own = NORM_INIT;
	enum status s;

	if ((s = norm_of(&own, in, why)) == ST_OK)
		s = change_record(in, &own, to, out, why);
	norm_free(&own);
	return s;
}

enum status
norm_join(struct norm *all, const struct norm *one, bool *first,
    struct fault *why)
{
	const struct norm_group *g = &one->group;
	size_t n = g->attr[0] != '\0' ? 0 : one->n;
	enum status s;

	if (*first) {
		if ((s = norm_alloc(all, g, n, why)) != ST_OK)
			return s;
		if (n > 0)
			(void)memcpy(all->pair, one->pair,
			    2 * n * sizeof *one->pair);
		*first = false;
		return ST_OK;
	}
	if (strcmp(all->group.text, g->text) != 0)
		return fault_set(why, ST_BAD, "norm '%s' differs from '%s' "
		    "of the records before it; all must be normalised alike",
		    g->text, all->group.text);
	if (n > 0 && !norm_same(all, one))
		return fault_set(why, ST_BAD, "norm '%s' has other numbers "
		    "(%.9g %.9g ...) than that of the records before it "
		    "(%.9g %.9g ...); all must be normalised alike", g->text,
		    (double)one->pair[0], (double)one->pair[1],
		    (double)all->pair[0], (double)all->pair[1]);
	return ST_OK;
}
