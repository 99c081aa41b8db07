/*
 * kind.h - what defines a kind of features: its name, its parameters, and how
 * frames become rows.
 *
 * A kind is one file that defines a struct feature_kind, and one line of the
 * table below.  The program that makes features of kind X is wav2X.  Everything
 * else (cutting frames, the front line, options and their help, the attributes
 * of a record) follows from the struct.
 */
#ifndef TONFALL_KIND_H
#define TONFALL_KIND_H

#include "feature/front.h"

struct feature_text;
struct framer;

struct feature_kind {
	const char *name;	/* first word of the front line */
	bool spectral;		/* also has the parameters of stft.h */
	double frame_length;	/* its default, ms; 0: that of front.c */
	const struct front_param *own;	/* ending with a name of NULL */

	/*
	 * Prepare for p; W and H are f's.  *k is passed to the functions below.
	 * ST_BAD if p cannot be computed, ST_NOMEM; *k may be set even then,
	 * and will be freed.
	 */
	enum status (*new)(void **k, const struct front *p,
	    const struct framer *f, struct fault *why);
	void (*free)(void *k);	/* k may be NULL */

	/* B, the number of columns. */
	size_t (*columns)(const void *k);

	/* As feature_voicing; NULL: FEATURE_NONE. */
	size_t (*voicing)(const void *k);

	/* As feature_texts; NULL: none.  They belong to k. */
	const struct feature_text *(*texts)(const void *k);

	/*
	 * The arguments are those of framer_take.  Write rows (B) to out, one
	 * after another, and return their number: n, plus rows held back by
	 * earlier calls, minus rows held back by this one.
	 */
	size_t (*rows)(void *k, const float *x, size_t place, size_t n,
	    float *out);

	/*
	 * For a kind whose rows depend on later frames; else NULL.  held: the
	 * number of rows held back.  peek: write them as if the stream ended
	 * here, and change nothing.  finish: it has ended, write them.  reset:
	 * forget them.
	 */
	size_t (*held)(const void *k);
	void (*peek)(void *k, float *out);
	size_t (*finish)(void *k, float *out);
	void (*reset)(void *k);
};

/* All kinds: one line each. */
#define FEATURE_KINDS(KIND)						\
	KIND(fbank)							\
	KIND(prosody)							\
	KIND(spec)

#define FEATURE_KIND(name) extern const struct feature_kind feature_##name;
FEATURE_KINDS(FEATURE_KIND)
#undef FEATURE_KIND

/* The kind with this name, or NULL. */
const struct feature_kind *feature_kind(const char *name);

/* Write "fbank, prosody, ..." to text, for messages. */
#define FEATURE_MAXNAMES 256
void feature_kinds(char text[FEATURE_MAXNAMES]);

#endif
