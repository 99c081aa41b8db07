#include "data/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

/* ---- groups to folds ---- */

/* Work space of the assignment. */
struct balance {
	size_t G, K, C;
	const struct names *group;
	uint64_t *hash;		/* (G) of the name */
	size_t *order;		/* (G) largest group first */
	size_t *size;		/* (G) records */
	size_t *total;		/* (C) records of a class in all */
	size_t *in_group;	/* (G, C) */
	size_t *in_fold;	/* (K, C) */
	size_t *filled;		/* (K) records */
};

static void
balance_free(struct balance *b)
{
	free(b->hash);
	free(b->order);
	free(b->size);
	free(b->total);
	free(b->in_group);
	free(b->in_fold);
	free(b->filled);
}

bool
fold_fits(size_t a, size_t b, size_t n)
{
	size_t most = n > (1 << 20) / 64 ? 64 * n : 1 << 20;

	return b == 0 || a <= most / b;
}

static enum status
balance_new(struct balance *b, const struct fold_plan *p,
    const struct names *class, struct fault *why)
{
	size_t i, g, c, G = p->group.set.n, C = class->set.n;

	*b = (struct balance){ 0 };
	if (!fold_fits(G, C, p->data->n))
		return fault_set(why, ST_BAD, "%zu groups and %zu classes are "
		    "too many for %zu records", G, C, p->data->n);
	*b = (struct balance){ G, p->k, C, &p->group,
	    calloc(G, sizeof *b->hash), calloc(G, sizeof *b->order),
	    calloc(G, sizeof *b->size), calloc(C, sizeof *b->total),
	    calloc(G, C * sizeof *b->in_group),
	    calloc(p->k, C * sizeof *b->in_fold),
	    calloc(p->k, sizeof *b->filled) };
	if (b->hash == NULL || b->order == NULL || b->size == NULL ||
	    b->total == NULL || b->in_group == NULL || b->in_fold == NULL ||
	    b->filled == NULL)
		return fault_nomem(why);
	for (g = 0; g < G; g++) {
		b->order[g] = g;
		b->hash[g] = hash_text(1, p->group.set.text[g]);
	}
	for (i = 0; i < p->data->n; i++) {
		g = p->group.of[i];
		c = class->of[i];
		b->size[g]++;
		b->total[c]++;
		b->in_group[g * C + c]++;
	}
	return ST_OK;
}

static int
compare_groups(const void *x, const void *y, void *context)
{
	const struct balance *b = context;
	size_t g = *(const size_t *)x, h = *(const size_t *)y;

	if (b->size[g] != b->size[h])
		return b->size[g] > b->size[h] ? -1 : 1;
	if (b->hash[g] != b->hash[h])
		return b->hash[g] < b->hash[h] ? -1 : 1;
	return g < h ? -1 : g > h;
}

/* By how much the sum in fold.h grows if group g is added to fold f. */
static double
cost(const struct balance *b, size_t g, size_t f)
{
	double n, have, sum = 0;
	size_t c;

	for (c = 0; c < b->C; c++) {
		n = (double)b->in_group[g * b->C + c];
		have = (double)b->in_fold[f * b->C + c] -
		    (double)b->total[c] / (double)b->K;
		sum += n * (n + 2 * have) / (double)b->total[c];
	}
	return sum;
}

/* The fold for group g; in a tie the smallest, so none stays empty. */
static size_t
cheapest(const struct balance *b, size_t g)
{
	double least = 0, x;
	size_t f, best = 0;

	for (f = 0; f < b->K; f++) {
		x = cost(b, g, f);
		if (f == 0 || x < least ||
		    (x <= least && b->filled[f] < b->filled[best])) {
			least = x;
			best = f;
		}
	}
	return best;
}

static void
assign(struct balance *b, size_t fold[])
{
	size_t i, g, c;

	qsort_r(b->order, b->G, sizeof *b->order, compare_groups, b);
	for (i = 0; i < b->G; i++) {
		g = b->order[i];
		fold[g] = cheapest(b, g);
		b->filled[fold[g]] += b->size[g];
		for (c = 0; c < b->C; c++)
			b->in_fold[fold[g] * b->C + c] +=
			    b->in_group[g * b->C + c];
	}
}

/* Number the folds by their first group; place (K) is work space. */
static void
renumber(size_t fold[], size_t G, size_t place[], size_t K)
{
	size_t g, f, next = 0;

	for (f = 0; f < K; f++)
		place[f] = NAMES_NONE;
	for (g = 0; g < G; g++) {
		if (place[fold[g]] == NAMES_NONE)
			place[fold[g]] = next++;
		fold[g] = place[fold[g]];
	}
}

static enum status
distribute(struct fold_plan *p, const struct names *class, struct fault *why)
{
	struct balance b;
	enum status s;
	size_t g;

	if (p->k == p->group.set.n) {
		for (g = 0; g < p->k; g++)
			p->fold[g] = g;
		return ST_OK;
	}
	if ((s = balance_new(&b, p, class, why)) == ST_OK) {
		assign(&b, p->fold);
		renumber(p->fold, b.G, b.filled, b.K);
	}
	balance_free(&b);
	return s;
}

/* ---- halves ---- */

struct halving {
	const struct fold_plan *p;
	const struct names *class;
	uint64_t *hash;		/* (N) of seed and key */
	size_t *order;		/* (N) by fold, class, hash */
};

static bool
same_cell(const struct halving *h, size_t i, size_t j)
{
	return fold_of(h->p, i) == fold_of(h->p, j) &&
	    h->class->of[i] == h->class->of[j];
}

static int
compare_records(const void *x, const void *y, void *context)
{
	const struct halving *h = context;
	size_t i = *(const size_t *)x, j = *(const size_t *)y;
	size_t f = fold_of(h->p, i), g = fold_of(h->p, j);

	if (f != g)
		return f < g ? -1 : 1;
	if (h->class->of[i] != h->class->of[j])
		return h->class->of[i] < h->class->of[j] ? -1 : 1;
	if (h->hash[i] != h->hash[j])
		return h->hash[i] < h->hash[j] ? -1 : 1;
	return strcmp(h->p->data->key[i], h->p->data->key[j]);
}

static void
deal(const struct halving *h, bool test[])
{
	size_t n = h->p->data->n, from, to, i, dev, fold = NAMES_NONE;
	bool odd_to_dev = false;

	for (from = 0; from < n; from = to) {
		if (fold_of(h->p, h->order[from]) != fold) {
			fold = fold_of(h->p, h->order[from]);
			odd_to_dev = false;
		}
		for (to = from + 1; to < n &&
		    same_cell(h, h->order[from], h->order[to]); to++)
			continue;
		dev = (to - from) / 2;
		if ((to - from) % 2 != 0) {
			dev += odd_to_dev;
			odd_to_dev = !odd_to_dev;
		}
		for (i = from; i < to; i++)
			test[h->order[i]] = i - from >= dev;
	}
}

static enum status
halve(struct fold_plan *p, const struct names *class, uint64_t seed,
    struct fault *why)
{
	size_t i, n = p->data->n;
	struct halving h = { p, class, calloc(n, sizeof *h.hash),
	    calloc(n, sizeof *h.order) };
	enum status s = ST_OK;

	if (h.hash == NULL || h.order == NULL)
		s = fault_nomem(why);
	for (i = 0; s == ST_OK && i < n; i++) {
		h.hash[i] = hash_text(seed, p->data->key[i]);
		h.order[i] = i;
	}
	if (s == ST_OK) {
		qsort_r(h.order, n, sizeof *h.order, compare_records, &h);
		deal(&h, p->test);
	}
	free(h.hash);
	free(h.order);
	return s;
}

/* ---- the plan ---- */

/* Add a key that must be new; its number is that of the record, and copies
 * follow. */
static enum status
add_key(struct textset *keys, const char *key, struct fault *why)
{
	size_t number, known = keys->n;
	enum status s = textset_add(keys, key, &number, why);

	return s == ST_OK && number < known ? fault_set(why, ST_BAD,
	    "record '%.200s': this key occurs twice; folds need keys that "
	    "differ", key) : s;
}

/* Find the record that copy i was made of. */
static enum status
find_origin(struct fold_plan *p, const struct textset *keys, size_t i,
    struct fault *why)
{
	const struct fold_data *d = p->data;
	const struct fold_copy *c = &d->copy[i];
	size_t at = textset_find(keys, c->original);

	if (at == TEXTSET_NONE || at >= d->n)
		return fault_set(why, ST_BAD, "record '%.200s' is a copy of "
		    "'%.200s', which is not in the stream, is a copy itself, "
		    "or has no class; both are needed", c->key, c->original);
	if (strcmp(c->class, d->class[at]) != 0)
		return fault_set(why, ST_BAD, "record '%.200s' is '%.200s', "
		    "but a copy of '%.200s', which is '%.200s'", c->key,
		    c->class, c->original, d->class[at]);
	p->origin[i] = at;
	return ST_OK;
}

static enum status
check_keys(struct fold_plan *p, struct fault *why)
{
	const struct fold_data *d = p->data;
	struct textset keys = TEXTSET_INIT;
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < d->n; i++)
		s = add_key(&keys, d->key[i], why);
	for (i = 0; s == ST_OK && i < d->copies; i++)
		s = add_key(&keys, d->copy[i].key, why);
	for (i = 0; s == ST_OK && i < d->copies; i++)
		s = find_origin(p, &keys, i, why);
	textset_free(&keys);
	return s;
}

static enum status
check_count(const struct fold_plan *p, struct fault *why)
{
	if (p->group.set.n < 2)
		return fault_set(why, ST_BAD, "there is only one group, "
		    "'%.200s': nothing would be left to train on",
		    p->group.set.text[0]);
	if (p->k > p->group.set.n)
		return fault_set(why, ST_BAD, "%zu folds of %zu groups: there "
		    "cannot be more folds than groups", p->k,
		    p->group.set.n);
	return ST_OK;
}

static enum status
allocate(struct fold_plan *p, struct fault *why)
{
	const struct fold_data *d = p->data;
	enum status s;

	if ((s = names_find(&p->group, d->group, d->n, why)) != ST_OK ||
	    (s = names_find(&p->speaker, d->speaker, d->n, why)) != ST_OK)
		return s;
	if (p->k == 0)
		p->k = p->group.set.n;
	p->fold = calloc(p->group.set.n, sizeof *p->fold);
	p->test = calloc(d->n, sizeof *p->test);
	p->origin = calloc(d->copies + 1, sizeof *p->origin);
	return p->fold != NULL && p->test != NULL && p->origin != NULL ?
	    ST_OK : fault_nomem(why);
}

/* Fold 0 are the groups of this name, 1 all others. */
static enum status
hold(struct fold_plan *p, const struct textset *held, struct fault *why)
{
	size_t g, i, n = 0;

	for (g = 0; g < p->group.set.n; g++) {
		p->fold[g] = textset_find(held, p->group.set.text[g]) ==
		    TEXTSET_NONE;
		n += p->fold[g] == 0;
	}
	for (i = 0; n < held->n && i < held->n; i++) {
		for (g = 0; g < p->group.set.n &&
		    strcmp(held->text[i], p->group.set.text[g]) != 0; g++)
			continue;
		if (g == p->group.set.n)
			return fault_set(why, ST_BAD, "no record is of the "
			    "group '%.200s', which is to be held out",
			    held->text[i]);
	}
	return n < p->group.set.n ? ST_OK : fault_set(why, ST_BAD, "all "
	    "groups are held out: nothing would be left to train on");
}

/* With held, k is 1. */
static enum status
plan(struct fold_plan *p, const struct fold_data *d, size_t k,
    const struct textset *held, uint64_t seed, struct fault *why)
{
	struct names class = NAMES_INIT;
	enum status s;

	*p = (struct fold_plan){ k, NAMES_INIT, NAMES_INIT, NULL, NULL, NULL,
	    d };
	if (d->n == 0)
		return fault_set(why, ST_BAD, d->copies == 0 ?
		    "there are no records" : "there are only copies");
	if ((s = allocate(p, why)) == ST_OK &&
	    (s = check_keys(p, why)) == ST_OK &&
	    (s = check_count(p, why)) == ST_OK &&
	    (s = names_find(&class, d->class, d->n, why)) == ST_OK &&
	    (s = held != NULL ? hold(p, held, why) :
	    distribute(p, &class, why)) == ST_OK)
		s = halve(p, &class, seed, why);
	names_free(&class);
	if (s != ST_OK)
		fold_plan_free(p);
	return s;
}

enum status
fold_plan(struct fold_plan *p, const struct fold_data *d, size_t k,
    uint64_t seed, struct fault *why)
{
	return plan(p, d, k, NULL, seed, why);
}

enum status
fold_plan_held(struct fold_plan *p, const struct fold_data *d,
    const struct textset *held, uint64_t seed, struct fault *why)
{
	return plan(p, d, 1, held, seed, why);
}

void
fold_plan_free(struct fold_plan *p)
{
	names_free(&p->group);
	names_free(&p->speaker);
	free(p->fold);
	free(p->test);
	free(p->origin);
	p->fold = p->origin = NULL;
	p->test = NULL;
}

enum status
fold_part_parse(const char *name, enum fold_part *part, struct fault *why)
{
	static const char *const names[] = { "train", "heldout", "dev",
		"test" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0) {
			*part = (enum fold_part)i;
			return ST_OK;
		}
	return fault_set(why, ST_BAD,
	    "'%.40s' is not a part: train, dev, test or heldout", name);
}

bool
fold_in(const struct fold_plan *p, size_t i, size_t f, enum fold_part part)
{
	bool held = fold_of(p, i) == f;

	switch (part) {
	case FOLD_TRAIN:
		return !held;
	case FOLD_HELDOUT:
		return held;
	case FOLD_DEV:
		return held && !p->test[i];
	default:
		return held && p->test[i];
	}
}

bool
fold_copy_in(const struct fold_plan *p, size_t i, size_t f,
    enum fold_part part)
{
	return part == FOLD_TRAIN && fold_in(p, p->origin[i], f, part);
}
