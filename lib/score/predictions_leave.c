/* The part of predictions.h that leaves out rows that were read. */
#include <stdbool.h>
#include <stdlib.h>

#include "score/predictions.h"

/* ---- rows ---- */

static bool
has_key(const struct textset *keys, const struct predictions *p, size_t i)
{
	return p->key[i] != PREDICTIONS_NONE &&
	    textset_find(keys, p->keys.text[p->key[i]]) != TEXTSET_NONE;
}

/* Row i becomes row n, which is not after it. */
static void
move(struct predictions *p, size_t i, size_t n)
{
	size_t k;

	p->item[n] = p->item[i];
	p->group[n] = p->group[i];
	p->key[n] = p->key[i];
	for (k = 0; k < p->bys; k++)
		p->by[k].of[n] = p->by[k].of[i];
	if (!p->numbers) {
		p->sure[n] = p->sure[i];
		return;
	}
	p->truth[n] = p->truth[i];
	p->said[n] = p->said[i];
}

/* Leave out the rows whose key is among those of a or b. */
static void
drop(struct predictions *p, const struct textset *a, const struct textset *b)
{
	size_t i, n = 0;

	p->ungrouped = p->unkeyed = p->unsure = 0;
	for (i = 0; i < p->n; i++) {
		if (has_key(a, p, i) || has_key(b, p, i))
			continue;
		move(p, i, n);
		p->ungrouped += p->group[n] == PREDICTIONS_NONE;
		p->unkeyed += p->key[n] == PREDICTIONS_NONE;
		p->unsure += !p->numbers && p->sure[n].confidence < 0;
		n++;
	}
	p->unpaired += p->n - n;
	p->n = n;
}

/* ---- names ---- */

/* Numbers of the names in set, one in each row of an array. */
struct numbers {
	struct textset *set;
	size_t keep;		/* the first names stay in any case */
	uint32_t *first[2];	/* in row 0; NULL: only one */
	size_t row;		/* of this many numbers */
};

/* The place of number k of row i; NULL: there is none. */
static uint32_t *
place(const struct numbers *c, size_t k, size_t i)
{
	uint32_t *at = c->first[k] == NULL ? NULL : c->first[k] + i * c->row;

	return at == NULL || *at == PREDICTIONS_NONE ? NULL : at;
}

/* Leave only names that occur in the n rows, and number these anew; to has
 * room for the numbers. */
static enum status
number_again(const struct numbers *c, size_t n, size_t *to, struct fault *why)
{
	struct textset left = TEXTSET_INIT;
	enum status s = ST_OK;
	uint32_t *at;
	size_t i, k;

	for (i = 0; i < c->set->n; i++)
		to[i] = i < c->keep;
	for (i = 0; i < 2 * n; i++)
		if ((at = place(c, i % 2, i / 2)) != NULL)
			to[*at] = 1;
	for (i = 0; s == ST_OK && i < c->set->n; i++)
		if (to[i] == 1)
			s = textset_add(&left, c->set->text[i], &to[i], why);
	for (i = 0; s == ST_OK && i < n; i++)
		for (k = 0; k < 2; k++)
			if ((at = place(c, k, i)) != NULL)
				*at = (uint32_t)to[*at];
	textset_free(s == ST_OK ? c->set : &left);
	if (s == ST_OK)
		*c->set = left;
	return s;
}

static enum status
shrink(const struct numbers *c, size_t n, struct fault *why)
{
	size_t *to = calloc(c->set->n + 1, sizeof *to);
	enum status s = to == NULL ? fault_nomem(why) :
	    number_again(c, n, to, why);

	free(to);
	return s;
}

static enum status
shrink_all(struct predictions *p, struct fault *why)
{
	const size_t row = sizeof *p->item / sizeof(uint32_t);
	const struct numbers c[] = {
		{ &p->classes, p->model_classes,
		    { &p->item->label, &p->item->predicted }, row },
		{ &p->folds, 0, { &p->item->fold, NULL }, row },
		{ &p->seeds, 0, { &p->item->seed, NULL }, row },
		{ &p->groups, 0, { p->group, NULL }, 1 },
		{ &p->keys, 0, { p->key, NULL }, 1 }
	};
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < sizeof c / sizeof c[0]; i++)
		s = shrink(&c[i], p->n, why);
	for (i = 0; s == ST_OK && i < p->bys; i++)
		s = shrink(&(struct numbers){ &p->by[i].values, 0,
		    { p->by[i].of, NULL }, 1 }, p->n, why);
	return s;
}

/* Leave them out of one of the two. */
static enum status
leave(struct predictions *p, const struct predictions *other,
    struct fault *why)
{
	size_t n = p->n;

	if (n == 0)
		return ST_OK;
	drop(p, &p->nothing, &other->nothing);
	return p->n < n ? shrink_all(p, why) : ST_OK;
}

enum status
predictions_leave_unpaired(struct predictions *a, struct predictions *b,
    struct fault *why)
{
	enum status s;

	if (a->nothing.n == 0 && b->nothing.n == 0)
		return ST_OK;
	if ((s = leave(a, b, why)) != ST_OK)
		return s;
	return leave(b, a, why);
}
