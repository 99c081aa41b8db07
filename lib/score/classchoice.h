/*
 * classchoice.h - other classes than a model's, made of them: several in one,
 * or some left out.
 */
#ifndef TONFALL_CLASSCHOICE_H
#define TONFALL_CLASSCHOICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

#define CLASSCHOICE_OUT		((size_t)-1)
#define CLASSCHOICE_OTHER	"other"	/* all that are not named */

/* Start from CLASSCHOICE_INIT. */
struct classchoice {
	size_t n;		/* classes of the result */
	char **name;		/* (n) */
	size_t from;		/* classes of the model */
	size_t *to;		/* (from) class i becomes to[i]; or _OUT */
	bool renormal;		/* some are left out */
};

#define CLASSCHOICE_INIT	{ 0, NULL, 0, NULL, false }

/*
 * Read a list such as "angry,other" or "bad=angry+sad,happy": entries separated
 * by commas, each a class, NAME=CLASS+CLASS, or `other', which is all that no
 * entry names unless the model has a class of that name.  NULL: the model's
 * own.  ST_BAD: an unknown class, one that is named twice, two results with
 * one name, an `other' of nothing; ST_NOMEM.
 */
enum status classchoice_parse(struct classchoice *c, const char *list,
    const char *const class[], size_t classes, struct fault *why) FAULT_CHECK;

void classchoice_free(struct classchoice *c);

/*
 * From the probabilities p (from) to q (n): each the sum of its classes,
 * divided by the sum of all q if some are left out.  If that is 0, all are 1/n.
 */
void classchoice_apply(const struct classchoice *c, const double *p,
    double *q);

#endif
