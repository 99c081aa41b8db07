/*
 * front.h - the front end: every parameter that decides how samples become
 * features, and the one line of text that states them all.
 *
 * Names, meaning and defaults are those of torchaudio.compliance.kaldi.fbank
 * and .spectrogram (0.13) with dither off and, for fbank, of Kaldi's
 * compute-fbank-feats behind it.  The line travels as the attribute `front':
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

enum front_kind { FRONT_FBANK, FRONT_SPEC };

enum front_window {
	FRONT_POVEY,		/* hanning to the power of 0.85 */
	FRONT_HANNING,
	FRONT_HAMMING,
	FRONT_RECTANGULAR,
	FRONT_BLACKMAN
};

struct front {
	enum front_kind kind;
	double rate;		/* of the samples, Hz; 0: as the file has it */
	double scale; /* of the samples: 1, or 32768 as Kaldi has it */
	double frame_length;	/* ms */
	double frame_shift;	/* ms */
	enum front_window window;
	double blackman;	/* its coefficient */
	double preemphasis;	/* x[i] -= preemphasis * x[i-1] */
	bool dc;		/* subtract each frame's mean */
	bool snip; /* only whole frames; else reflect at both ends */
	bool pow2;		/* zeros up to a power of two before the FFT */
	bool raw_energy;	/* energy before preemphasis and window */
	double energy_floor; /* of the energy, not of its logarithm; 0: none */
	bool mean;		/* subtract each column's mean over the file */
	/* from here on fbank only */
	double bins;		/* mel bins, a whole number */
	double low, high;	/* Hz; high <= 0 counts from half the rate */
	bool power;		/* |X|^2; else |X| */
	bool log;		/* natural, of at least FRONT_EPSILON */
	bool energy;		/* a further column with the log energy */
	bool htk;		/* that column is the last, not the first */
	double vtln_warp, vtln_low, vtln_high;	/* 1, 100, -500: no warping */
};

/* The floor under every logarithm: float32's epsilon, as torchaudio has it. */
#define FRONT_EPSILON	1.1920928955078125e-07f

/* The defaults of wav2fbank and wav2spec: 16 kHz, 25 and 10 ms, povey. */
void front_init(struct front *p, enum front_kind kind);

/*
 * Set the parameter with this name ("frame-length", "bins", "window", ...)
 * from text; yes/no parameters take 0 or 1.  ST_BAD: no such parameter (for
 * this kind), or no such value.
 */
enum status front_set(struct front *p, const char *name, const char *value,
    struct fault *why) FAULT_CHECK;

/* Room for any line that front_line makes. */
#define FRONT_MAXLINE	1024

/* The line: the kind, then every parameter of it in a fixed order. */
void front_line(const struct front *p, char line[FRONT_MAXLINE]);

/*
 * Read such a line back; what it does not name keeps its default.  ST_BAD, also
 * where it names something twice.
 */
enum status front_parse(struct front *p, const char *line, struct fault *why)
    FAULT_CHECK;

#endif
