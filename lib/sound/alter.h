/*
 * alter.h - change the sound of a recording: what a copy of it is made with.
 *
 * A change is written as NAME=VALUE, and several are joined by `+', in the
 * order in which they are applied: "speed=0.9+band=telephone".
 *
 *	speed=F		F times as fast: as if it had been recorded at F times
 *			its sample rate, so pitch and formants change too (SoX's
 *			`speed'); 0.5 to 2
 *	gain=DB		louder by so many dB, without clipping; -90 to 60
 *	noise=SNR	add white noise; the power of the recording, pauses
 *			included, is SNR dB above that of the noise; -20 to 100
 *	pink=SNR	the same, with 3 dB less per octave
 *	babble=SNR	the same, with people who talk, see babble.h
 *	band=g711	resampled to 8000 Hz, each sample as 8 bits of G.711
 *			mu-law, and back again
 *	band=telephone	the same, with only 300 to 3400 Hz of it
 *	pad=S		S seconds of zeros before and after it; 0 to 60
 *	room=SEED	in a small room, see room.h
 *	vtln=F		no change of the sound: the front end's vtln-warp is
 *			multiplied by F; 0.5 to 2
 *
 * speed, if it comes first, is applied to the samples of the file, all others
 * at the rate of the front end.  All but speed and pad keep the number of
 * samples.  Noise is a function of the record's key and its place in the
 * signal, so it is the same in any run.  Memory does not depend on the length
 * of the signal: noise keeps it in a temporary file, see samples.h.
 */
#ifndef TONFALL_ALTER_H
#define TONFALL_ALTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"
#include "feature/front.h"

#define ALTER_MOST	8	/* changes joined */
#define ALTER_MAXTEXT	128
#define ALTER_MOSTCOPIES 64

struct alter_kind;

struct alter {
	char text[ALTER_MAXTEXT];	/* as given */
	char name[ALTER_MAXTEXT];	/* without `=': "speed0.9" */
	size_t n;
	struct alter_change {
		const struct alter_kind *kind;
		double value;
	} change[ALTER_MOST];
};

/* Parse one text.  ST_BAD with a text that lists what there is. */
enum status alter_parse(struct alter *a, const char *text, struct fault *why)
    FAULT_CHECK;

/*
 * Parse several, separated by commas, to list (ALTER_MOSTCOPIES); *n is their
 * number.  ST_BAD also if two have the same name.
 */
enum status alter_parse_list(struct alter *list, size_t *n, const char *text,
    struct fault *why) FAULT_CHECK;

/*
 * Apply to p what the changes do to the front end (vtln).  ST_BAD if that kind
 * of features has no such parameter, or not that value.
 */
enum status alter_front(const struct alter *a, struct front *p,
    struct fault *why) FAULT_CHECK;

/* Where in the changed sound that is which was at this second: later by what is
 * put before it, sooner by the speed. */
double alter_time(const struct alter *a, double seconds);

/* Is the result the recording as it was: speed=1, gain=0, pad=0, vtln=1? */
bool alter_is_nothing(const struct alter *a);

/* Does it depend on the key of the record? */
bool alter_is_keyed(const struct alter *a);

/* Does it want the samples of the file at the file's own rate? */
bool alter_wants_source(const struct alter *a);

/* Where the changed samples go, in pieces valid only during the call. */
typedef enum status alter_sink(void *ctx, const float *x, size_t n,
    struct fault *why);

/* One signal at a time, one thread at a time. */
struct alter_stream;

/* a, or NULL for a change of the sample rate alone, is copied. */
enum status alter_new(struct alter_stream **s, const struct alter *a,
    struct fault *why) FAULT_CHECK;
void alter_free(struct alter_stream *s);

/*
 * Begin a signal of samples at rate `from' that is wanted at rate `to', both in
 * Hz, of the record with this key.  ST_BAD if that is not possible, ST_NOMEM.
 */
enum status alter_begin(struct alter_stream *s, double from, double to,
    const char *key, alter_sink *sink, void *ctx, struct fault *why)
    FAULT_CHECK;

/* Take the next n samples; or end the signal.  Faults are ST_NOMEM, ST_IO (a
 * temporary file), and the sink's. */
enum status alter_push(struct alter_stream *s, const float *x, size_t n,
    struct fault *why) FAULT_CHECK;
enum status alter_finish(struct alter_stream *s, struct fault *why)
    FAULT_CHECK;

#endif
