#include "recognise/answers.h"

#include <stdio.h>
#include <stdlib.h>

#include "model/ensemble.h"
#include "score/probtable.h"

struct answers {
	const struct pack_group *g;
	size_t classes;
	struct ensemble **e;	/* (members) */
	double *p;		/* (members, classes) in the pack's order */
	const double **row;	/* (members) of p */
	double *work;		/* (classes) in that of a model */
};

static enum status
fill(struct answers *a, struct fault *why)
{
	const struct pack_member *m;
	size_t i, n = a->g->n;
	enum status s = ST_OK;

	a->e = calloc(n, sizeof *a->e);
	a->p = calloc(n * a->classes, sizeof *a->p);
	a->row = calloc(n, sizeof *a->row);
	a->work = calloc(a->classes, sizeof *a->work);
	if (a->e == NULL || a->p == NULL || a->row == NULL || a->work == NULL)
		return fault_nomem(why);
	for (i = 0; s == ST_OK && i < n; i++) {
		m = &a->g->member[i];
		a->row[i] = a->p + i * a->classes;
		s = ensemble_of(&a->e[i], (const struct model *const *)m->model,
		    (const char *const *)m->file, m->n, 1, why);
	}
	return s;
}

enum status
answers_new(struct answers **out, const struct pack *p, unsigned group,
    struct fault *why)
{
	struct answers *a = *out = calloc(1, sizeof *a);
	enum status s;

	if (a == NULL)
		return fault_nomem(why);
	a->g = &p->group[group];
	a->classes = p->classes;
	if ((s = fill(a, why)) != ST_OK) {
		answers_free(a);
		*out = NULL;
	}
	return s;
}

void
answers_free(struct answers *a)
{
	size_t i;

	if (a == NULL)
		return;
	for (i = 0; a->e != NULL && i < a->g->n; i++)
		ensemble_free(a->e[i]);
	free(a->e);
	free(a->p);
	free(a->row);
	free(a->work);
	free(a);
}

enum status
answers_member(struct answers *a, size_t i, const struct tensor *t,
    struct fault *why)
{
	const struct pack_member *m = &a->g->member[i];
	double *p = a->p + i * a->classes;
	size_t done, k;

	if (ensemble_predict(a->e[i], 1, t, a->work, &done, why) != ST_OK)
		return fault_prefix(why, "%s", m->name);
	for (k = 0; k < a->classes; k++)
		p[m->to[k]] = a->work[k];
	return ST_OK;
}

/* x as a table has it. */
static double
printed(double x)
{
	char text[32];

	(void)snprintf(text, sizeof text, PROBTABLE_VALUE, x);
	return strtod(text, NULL);
}

void
answers_combine(struct answers *a, double *p)
{
	size_t i;

	if (!pack_combines(a->g)) {
		for (i = 0; i < a->classes; i++)
			p[i] = a->p[i];
		return;
	}
	for (i = 0; i < a->g->n * a->classes; i++)
		a->p[i] = printed(a->p[i]);
	combine_row(&a->g->k, a->row, p);
}
