/*
 * front.h - the front end: all parameters that determine how samples become
 * features, and the line of text that contains them all.
 *
 * Each parameter is a row of a table: of the table in front.c if several kinds
 * of features have it, otherwise of the table of its kind (kind.h).  The row
 * serves both the line and the command line.
 *
 * Names, meaning and defaults are those of torchaudio.compliance.kaldi.fbank
 * and .spectrogram (0.13) with dither off and, for fbank, of Kaldi's
 * compute-fbank-feats, which torchaudio follows.  Records have the line as
 * their attribute `front':
 *
 *	fbank rate=16000 scale=1 frame-length=25 frame-shift=10 ...
 *
 * Two streams were made in the same way if and only if their lines are equal.
 */
#ifndef TONFALL_FRONT_H
#define TONFALL_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

struct feature_kind;

enum front_window {
	FRONT_POVEY,		/* hanning to the power of 0.85 */
	FRONT_HANNING,
	FRONT_HAMMING,
	FRONT_RECTANGULAR,
	FRONT_BLACKMAN
};

/* The maximum number of parameters that only one kind has. */
#define FRONT_MOSTOWN	24

/*
 * All parameters are doubles, so that one table can set and print them: a
 * yes/no parameter is 0 or 1, a choice is the index of its name, a set the sum
 * of 2^index of its names.
 */
struct front {
	const struct feature_kind *kind;
	double rate;		/* of the samples, Hz; 0: that of the file */
	double scale; /* of the samples: 1, or Kaldi's 32768 */
	double frame_length;	/* ms */
	double frame_shift;	/* ms */
	double snip; /* only whole frames; else reflect at both ends */
	double mean;		/* subtract each column's mean (center.h) */
	/* the following are for kinds that transform the frame (stft.h) */
	double window;		/* enum front_window */
	double blackman;	/* its coefficient */
	double preemphasis;	/* x[i] -= preemphasis * x[i-1] */
	double dc;		/* subtract each frame's mean */
	double pow2;		/* zeros up to a power of two before the FFT */
	double raw_energy;	/* energy before preemphasis and window */
	double energy_floor; /* of the energy, not of its logarithm; 0: none */
	/* parameters that only this kind has, numbered by the kind */
	double own[FRONT_MOSTOWN];
};

/* The minimum of every logarithm's argument: as in torchaudio, FLT_EPSILON. */
#define FRONT_EPSILON	1.1920928955078125e-07f

enum front_type {
	FRONT_REAL,	/* lo..hi */
	FRONT_WHOLE,	/* the same, a whole number */
	FRONT_YESNO,	/* 0 or 1, or the first or second of `names' if there
			 * are any; its option inverts the default */
	FRONT_CHOICE,	/* one of `names' */
	FRONT_SET	/* some of `names', separated by commas */
};

struct front_param {
	const char *name;	/* in the line; at most 16 bytes */
	const char *option;	/* on the command line, after "--" */
	char letter;		/* its short option, or 0; must differ from
				 * those of feature_options.c */
	enum front_type type;
	size_t at;		/* FRONT_AT(field) or FRONT_OWN(number) */
	double lo, hi;		/* valid range */
	double initial;		/* the default */
	const char *arg;	/* the option's argument in --help, or NULL */
	const char *help;	/* the default is appended */
	const char *const *names;	/* of a choice or set, or of no and yes;
					 * ending with NULL */
	bool spectral;		/* only for kinds that transform the frame */
};

/* Whether the set v contains its name number i. */
#define FRONT_HAS(v, i)	(((uint32_t)(v) >> (i) & 1) != 0)

#define FRONT_AT(field)	offsetof(struct front, field)
#define FRONT_OWN(i)	(offsetof(struct front, own) + (i) * sizeof(double))

/*
 * The i-th parameter of the kind, in the order of the line, or NULL after the
 * last one.  A row of the kind's own table replaces the row of several kinds
 * that has the same name.
 */
const struct front_param *front_param(const struct feature_kind *k, size_t i);

/* The defaults of the kind's program: 16 kHz, 25 and 10 ms, povey ... */
void front_init(struct front *p, const struct feature_kind *k);

/*
 * Set the parameter with this name ("frame-length", "bins", "window", ...)
 * from text; yes/no parameters take 0 or 1, or their names.  ST_BAD if this
 * kind has no such parameter, or the value is invalid.
 */
enum status front_set(struct front *p, const char *name, const char *value,
    struct fault *why) FAULT_CHECK;

/* Bytes for the text of a value, and for any line. */
#define FRONT_MAXTEXT	128
#define FRONT_MAXLINE	2048

/* Write the value of parameter q as front_set reads it. */
void front_text(const struct front *p, const struct front_param *q,
    char text[FRONT_MAXTEXT]);

/* Write the line: the kind, then all of its parameters in a fixed order. */
void front_line(const struct front *p, char line[FRONT_MAXLINE]);

/*
 * Parse such a line; parameters that it does not name get their defaults.
 * ST_BAD, also if it names one twice.
 */
enum status front_parse(struct front *p, const char *line, struct fault *why)
    FAULT_CHECK;

#endif
