/*
 * pack.h - a file of one or more trained models that are used together, and
 * everything needed for that: modelpack(1).
 *
 * The file is sections of a tensor(5) stream, one after another:
 *
 *	the description		one record, key `model', with the attribute
 *				`members' and others below
 *	the fusion		(score/fusion.h), if there are several members
 *	each file of a model	(model/model.h), in the order of `members'
 *
 * and, if it has a second group, for a speaker of whom there are several
 * records (protocol S):
 *
 *	its fusion		if it has several members
 *	each file of a model	in the order of `adapted', and after each the
 *				statistics (data/normstats.h), if it has some,
 *				that those of the speaker lean on
 *
 * Attributes of the description:
 *
 *	members		names of the members, one for each file, separated by
 *			tabs; the same name again: their probabilities are
 *			averaged, as those of several seeds
 *	adapted		the same of the second group
 *	labels, target	as in a model
 *	prior		the weight of the statistics, in records (zscore --prior)
 *	enough		records of a speaker from which on the second group is
 *			used
 *	front		if all members have the same
 *	about, corpus, licence, recipe, ...	what modelpack --set was given
 *
 * A file of a single model is one, too: a pack of one member called `model'.
 */
#ifndef TONFALL_PACK_H
#define TONFALL_PACK_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"
#include "tensor/attrs.h"
#include "data/normstats.h"
#include "model/model.h"
#include "score/combine.h"
#include "score/fusion.h"

/* Models whose probabilities are averaged: the same recipe, several seeds. */
struct pack_member {
	char *name;
	size_t n;
	struct model **model;	/* (n) */
	size_t *to;		/* (classes) class i of the models is class
				 * to[i] of the pack */
	struct tensor stats;	/* of the training data; rank 0: none */
};

struct pack_group {
	size_t n;
	struct pack_member *member;	/* (n) */
	struct fusion fusion;	/* its models are the names of the members */
	bool fused;		/* there is a fusion */
	struct combine k;	/* the fusion's, in the order of the members
				 * and classes; without one, weights 1/n */
};

enum { PACK_MAIN, PACK_ADAPTED, PACK_GROUPS };

/*
 * After loading it does not change, so any number of threads may use it at the
 * same time.
 */
struct pack {
	struct attrs attr;	/* the description */
	struct target target;
	size_t classes;
	char **label;		/* (classes) those of the first model; the
				 * order of everything */
	struct pack_group group[PACK_GROUPS];	/* main.n >= 1 */
	double prior;		/* records */
	size_t enough;		/* records */
};

#define PACK_ENOUGH	5	/* the default of `enough' */
#define PACK_PRIOR	3	/* of `prior' */

/*
 * Load the file at path ("-": standard input); from descriptor fd, which stays
 * open; from bytes in memory, which are not used afterwards.  name is for
 * messages.  ST_OK, or ST_BAD/ST_IO/ST_NOMEM with "FILE: ..."; ST_BAD also if
 * the models do not go together: other classes or another target, a front end
 * that this version cannot make, a protocol that does not fit the group.
 */
enum status pack_load(struct pack **p, const char *path, struct fault *why)
    FAULT_CHECK;
enum status pack_load_fd(struct pack **p, int fd, const char *name,
    struct fault *why) FAULT_CHECK;
enum status pack_load_memory(struct pack **p, const void *bytes, size_t size,
    const char *name, struct fault *why) FAULT_CHECK;

/* p may be NULL. */
void pack_free(struct pack *p);

/* An attribute of the description or, in a file of a single model, of that;
 * NULL if there is none. */
const char *pack_attr(const struct pack *p, const char *name);

#endif
