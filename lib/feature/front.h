/*
 * front.h - the front end: every parameter that decides how samples become
 * features, and the one line of text that states them all.
 *
 * Each parameter is one row of a table: the table in front.c if several kinds
 * of features have it, else the table of its kind (kind.h).  The row has all
 * that is known of it, for the line and for the command line alike.
 *
 * Names, meaning and defaults are those of torchaudio.compliance.kaldi.fbank
 * and .spectrogram (0.13) with dither off and, for fbank, of Kaldi's
 * compute-fbank-feats, which torchaudio follows.  The line travels as the
 * attribute `front':
 *
 *	fbank rate=16000 scale=1 frame-length=25 frame-shift=10 ...
 *
 * Two streams were made alike exactly when their lines are equal.
 */
#ifndef TONFALL_FRONT_H
#define TONFALL_FRONT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

struct feature_kind;

enum front_window {
	FRONT_POVEY,		/* hanning to the power of 0.85 */
	FRONT_HANNING,
	FRONT_HAMMING,
	FRONT_RECTANGULAR,
	FRONT_BLACKMAN
};

/* The most parameters that a kind has for itself. */
#define FRONT_MOSTOWN	24

/*
 * All parameters are doubles, so that one table can set and print them: a
 * yes/no parameter is 0 or 1, a choice is the index of its name.
 */
struct front {
	const struct feature_kind *kind;
	double rate;		/* of the samples, Hz; 0: as the file has it */
	double scale; /* of the samples: 1, or 32768 as Kaldi has it */
	double frame_length;	/* ms */
	double frame_shift;	/* ms */
	double snip; /* only whole frames; else reflect at both ends */
	double mean;		/* subtract each column's mean over the file */
	/* from here on of kinds that transform the frame (stft.h) */
	double window;		/* enum front_window */
	double blackman;	/* its coefficient */
	double preemphasis;	/* x[i] -= preemphasis * x[i-1] */
	double dc;		/* subtract each frame's mean */
	double pow2;		/* zeros up to a power of two before the FFT */
	double raw_energy;	/* energy before preemphasis and window */
	double energy_floor; /* of the energy, not of its logarithm; 0: none */
	/* of the kind alone, by its own numbering */
	double own[FRONT_MOSTOWN];
};

/* The floor under every logarithm: float32's epsilon, as torchaudio has it. */
#define FRONT_EPSILON	1.1920928955078125e-07f

enum front_type {
	FRONT_REAL,	/* lo..hi */
	FRONT_WHOLE,	/* the same, a whole number */
	FRONT_YESNO,	/* 0 or 1; its option sets what is not the default */
	FRONT_CHOICE	/* one of `names' */
};

struct front_param {
	const char *name;	/* in the line; at most 16 bytes */
	const char *option;	/* on the command line, after "--" */
	char letter;		/* the same as a short option, or 0; not one
				 * of feature_options.c's own */
	enum front_type type;
	size_t at;		/* FRONT_AT(field) or FRONT_OWN(number) */
	double lo, hi;		/* what can be computed */
	double initial;		/* the default */
	const char *arg;	/* the option's argument in --help, or NULL */
	const char *help;	/* without the default, which is added */
	const char *const *names;	/* of a choice, ended by NULL */
	bool spectral;		/* only of kinds that transform the frame */
};

#define FRONT_AT(field)	offsetof(struct front, field)
#define FRONT_OWN(i)	(offsetof(struct front, own) + (i) * sizeof(double))

/*
 * The i-th parameter of the kind, in the order of the line, or NULL after the
 * last one.
 */
const struct front_param *front_param(const struct feature_kind *k, size_t i);

/* The defaults of the kind's program: 16 kHz, 25 and 10 ms, povey ... */
void front_init(struct front *p, const struct feature_kind *k);

/*
 * Set the parameter with this name ("frame-length", "bins", "window", ...)
 * from text; yes/no parameters take 0 or 1.  ST_BAD: no such parameter (of
 * this kind), or no such value.
 */
enum status front_set(struct front *p, const char *name, const char *value,
    struct fault *why) FAULT_CHECK;

/* Room for the text of a value, and for any line. */
#define FRONT_MAXTEXT	32
#define FRONT_MAXLINE	2048

/* The value of parameter q as front_set reads it. */
void front_text(const struct front *p, const struct front_param *q,
    char text[FRONT_MAXTEXT]);

/* The line: the kind, then every parameter of it in a fixed order. */
void front_line(const struct front *p, char line[FRONT_MAXLINE]);

/*
 * Read such a line back; what it does not name keeps its default.  ST_BAD, also
 * if it names something twice.
 */
enum status front_parse(struct front *p, const char *line, struct fault *why)
    FAULT_CHECK;

#endif
