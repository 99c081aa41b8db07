/*
 * filterkind.h - what defines a filter that makes one record of each and
 * appends its stage to the front end (tensor/chain.h): its name, its settings,
 * and what it does.
 *
 * A kind is one file that defines a struct filter_kind, and one line of the
 * table below.  Its program (tools/cli/stage_filter.h) and its place in the
 * front ends of models that are used without programs (recognise/) follow from
 * the struct.
 */
#ifndef TONFALL_FILTERKIND_H
#define TONFALL_FILTERKIND_H

#include <stdint.h>

#include "base/fault.h"
#include "tensor/settings.h"
#include "tensor/tensor.h"

struct filter_kind {
	const char *name;	/* of the program and of its stage */
	const struct setting *settings;

	/*
	 * A context for one thread, from the values of the settings.  ST_BAD if
	 * they do not go together, ST_NOMEM; *ctx may be set even then, and
	 * will be freed.
	 */
	enum status (*new)(void **ctx, const double v[], struct fault *why);
	void (*free)(void *ctx);	/* ctx may be NULL */

	/* Make out from in.  A fault's text need not name in. */
	enum status (*record)(void *ctx, const struct tensor *in,
	    struct tensor *out, struct fault *why);

	/* NULL, or the number of records so far that it made, but that a user
	 * may not expect to be as `idle_text' says: "N records <text>". */
	uint64_t (*idle)(const void *ctx);
	const char *idle_text;
};

/*
 * Define filter_NAME by the functions and settings that a module of records
 * has, whose names begin with its struct's:
 *
 *	enum status MODULE_new(struct MODULE **, const double [],
 *	    struct fault *)
 *	enum status MODULE_record(struct MODULE *, const struct tensor *,
 *	    struct tensor *, struct fault *)
 *	void MODULE_free(struct MODULE *)
 */
#define FILTER_DEFINE(NAME, MODULE)					\
	FILTER_DEFINE_WITH(NAME, MODULE, .idle = NULL)

/* The same with further members, initialised by the rest of the arguments. */
#define FILTER_DEFINE_WITH(NAME, MODULE, ...)				\
	static enum status						\
	filter_new(void **ctx, const double v[], struct fault *why)	\
	{								\
		struct MODULE *p = NULL;				\
		enum status s = MODULE##_new(&p, v, why);		\
									\
		*ctx = p;						\
		return s;						\
	}								\
									\
	static enum status						\
	filter_record(void *ctx, const struct tensor *in,		\
	    struct tensor *out, struct fault *why)			\
	{								\
		return MODULE##_record(ctx, in, out, why);		\
	}								\
									\
	static void							\
	filter_free(void *ctx)						\
	{								\
		MODULE##_free(ctx);					\
	}								\
									\
	const struct filter_kind filter_##NAME = {			\
		.name = #NAME, .settings = MODULE##_settings,		\
		.new = filter_new, .free = filter_free,			\
		.record = filter_record, __VA_ARGS__			\
	}

/* All kinds: one line each. */
#define FILTER_KINDS(KIND)						\
	KIND(deltas)							\
	KIND(functionals)						\
	KIND(mfcc)							\
	KIND(trim)

#define FILTER_KIND(name) extern const struct filter_kind filter_##name;
FILTER_KINDS(FILTER_KIND)
#undef FILTER_KIND

/* The kind with this name, or NULL. */
const struct filter_kind *filter_kind(const char *name);

#endif
