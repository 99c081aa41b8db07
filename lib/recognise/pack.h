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
 *	prior		the weight of the statistics, in records (--prior of
 *			zscore)
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
#include "data/target.h"
#include "model/model.h"
#include "recognise/graph.h"
#include "score/combine.h"

/* Models whose probabilities are averaged: the same recipe, several seeds. */
struct pack_member {
	char *name;
	size_t n;
	struct model **model;	/* (n) */
	char **file;		/* (n) what messages call them */
	size_t *to;		/* (classes) class i of the models is class
				 * to[i] of the pack */
	size_t node;		/* of the graph: what makes their records */
	struct tensor stats;	/* of the training data; rank 0: none */
};

struct pack_group {
	size_t n;
	struct pack_member *member;	/* (n) */
	struct tensor fusion;	/* its record; rank 0: none */
	struct combine k;	/* its weights and biases in the order of the
				 * members and of the pack's classes; without
				 * one, weights 1/n */
};

/* The first is for everybody; the second for a speaker of whom there are
 * several records. */
enum { PACK_MAIN, PACK_ADAPTED, PACK_GROUPS };

/*
 * After loading it does not change, so any number of threads may use it at the
 * same time.
 */
struct pack {
	struct attrs attr;	/* the description */
	struct target target;
	size_t classes;
	char **label;		/* (classes) those of the first model */
	struct pack_group group[PACK_GROUPS];	/* the first has a member */
	struct graph graph;	/* of all members' front ends */
	double prior;		/* records */
	size_t enough;		/* records */
	bool silent;		/* not for sound, see pack_load_models */
};

#define PACK_PRIOR	3	/* the default of `prior' */
#define PACK_ENOUGH	5	/* of `enough' */

/*
 * Load the file at path ("-": standard input); from descriptor fd, which stays
 * open; from bytes in memory, which are not used afterwards.  name is for
 * messages.  ST_OK, or ST_BAD/ST_IO/ST_NOMEM with "FILE: ..."; ST_BAD also if
 * the models do not go together (pack_seal).
 */
enum status pack_load(struct pack **p, const char *path, struct fault *why)
    FAULT_CHECK;
enum status pack_load_fd(struct pack **p, int fd, const char *name,
    struct fault *why) FAULT_CHECK;
enum status pack_load_memory(struct pack **p, const void *bytes, size_t size,
    const char *name, struct fault *why) FAULT_CHECK;

/*
 * As pack_load, for who has features instead of sound: the front ends need not
 * be known, and a model of the first group may have been trained with the
 * statistics of speakers.  The graph stays empty.
 */
enum status pack_load_models(struct pack **p, const char *path,
    struct fault *why) FAULT_CHECK;

/* p may be NULL. */
void pack_free(struct pack *p);

/* An attribute of the description or, in a file of a single model, of that;
 * NULL if there is none. */
const char *pack_attr(const struct pack *p, const char *name);

/*
 * The sample rate, in Hz, of all front ends; 0 if they differ, or take sound at
 * any rate.  Sound of that rate need not be converted.
 */
double pack_rate(const struct pack *p);

/* Seconds at the start of a record, of sound or after trim of speech, beyond
 * which some member ignores the rest; INFINITY if none does. */
double pack_hears(const struct pack *p);

/* Do the probabilities of this group's members need to be combined? */
bool pack_combines(const struct pack_group *g);

/* ---- making one ---- */

/* Empty; then add, set, and seal. */
enum status pack_new(struct pack **p, struct fault *why) FAULT_CHECK;

/* The model in file path, as one more of the member of that name. */
enum status pack_add(struct pack *p, unsigned group, const char *name,
    const char *path, struct fault *why) FAULT_CHECK;

/* The fusion in file path.  ST_BAD if the group has one. */
enum status pack_fusion(struct pack *p, unsigned group, const char *path,
    struct fault *why) FAULT_CHECK;

/* The statistics in file path for a member of the second group that was added.
 */
enum status pack_stats(struct pack *p, const char *name, const char *path,
    struct fault *why) FAULT_CHECK;

/* An attribute of the description; ST_BAD if the name is not valid, or is one
 * of those above. */
enum status pack_set(struct pack *p, const char *name, const char *value,
    struct fault *why) FAULT_CHECK;

/*
 * Check that everything goes together, and complete the description, which has
 * the licences of the models, besides one that was set, and what they were
 * trained on, unless that was set.  ST_BAD if there is no model, the models
 * have other classes or another target, a front end is not known or cannot be
 * made by this version, the fusion is of other models or classes, a model needs
 * the statistics of speakers in the first group, or needs none in the second.
 */
enum status pack_seal(struct pack *p, struct fault *why) FAULT_CHECK;

/* Let each model say, for when it is alone, the pack's licence and what it was
 * trained on. */
enum status pack_mark(struct pack *p, struct fault *why) FAULT_CHECK;

/* Write it to path, NULL for standard output. */
enum status pack_write(const struct pack *p, const char *path,
    struct fault *why) FAULT_CHECK;

#endif
