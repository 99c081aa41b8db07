/*
 * speech.h - how much speech there is in a record: the attribute `speech', in
 * seconds.  Silence, noise and tones have none, so a recogniser of emotions
 * can say that there is nothing to recognise.
 */
#ifndef TONFALL_SPEECH_H
#define TONFALL_SPEECH_H

#include "base/fault.h"
#include "tensor/tensor.h"
#include "data/activity.h"
#include "data/contours.h"

/*
 * Seconds of speech in t, whose energies and frames that count are in a: the
 * voiced ones of these or, without a column `voicing', all.  0 if the voice
 * does not move as speech does: over a twentieth of a second, between two
 * voiced frames, its energy changes by less than 1 dB in the mean, or its pitch
 * (column f0, semitones) by less than 0.15; or its pitch stays, within 0.05, in
 * more than half of those pairs, as that of an instrument does.  Without
 * `voicing', only the energy of all frames is looked at, which must change by
 * 1.25 dB.
 *
 * In 1,440 clips of RAVDESS and 135 of nEMO these changes are at least 2.2 dB,
 * 0.37 semitones and 3.7 dB; with white noise at 10 dB, 1.1 dB, 0.29 and 1.9.
 * A melody of plucked strings has 1.0 dB, white noise 0.5 dB.  Pitch stays in
 * at most 18 % of the pairs in 288 clips of RAVDESS, 15 % in 101 of nEMO and
 * 19 % in 260 of espeak-ng; in 60 melodies of plucked strings, sine and square
 * waves in at least 71 %.
 */
double speech_seconds(const struct tensor *t, const struct contours *c,
    const struct activity *a, double rate);

/* Set the attribute from that. */
enum status speech_set(struct attrs *to, const struct tensor *t,
    const struct contours *c, const struct activity *a, double rate,
    struct fault *why) FAULT_CHECK;

/*
 * What the attribute of t says; INFINITY without it, since nobody has looked.
 * ST_BAD "speech: ..." if it is not such a number.
 */
enum status speech_said(const struct tensor *t, double *seconds,
    struct fault *why) FAULT_CHECK;

#endif
