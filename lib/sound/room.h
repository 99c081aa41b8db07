/*
 * room.h - the impulse response of a small rectangular room.
 *
 * By images of the source (Allen and Berkley, "Image method for efficiently
 * simulating small-room acoustics", 1979): each image at distance d, behind n
 * walls, adds beta^n / d at d / c, c = 343 m/s, as a sinc under a Hann window
 * of 8 ms (Peterson 1986).  The same beta for all walls, from Eyring's formula:
 *
 *	beta^2 = exp(-0.161 V / (S T60))
 *
 * with volume V and surface S.  The number of the room decides, each uniformly:
 * length 3 to 6 m, width 2.5 to 5 m, height 2.4 to 3.2 m, T60 0.2 to 0.5 s, the
 * place of the source, 0.5 m or more from every wall, and the microphone's, as
 * far from the walls and 0.5 to 2 m from the source.
 */
#ifndef TONFALL_ROOM_H
#define TONFALL_ROOM_H

#include <stddef.h>
#include <stdint.h>

#include "base/fault.h"

/*
 * Make *h (*taps), the caller's, for this sample rate: images up to the time
 * when the room has decayed by 40 dB, through a high-pass filter of first order
 * at 80 Hz (images all have the same sign, so they add up at low frequencies),
 * with a sum of squares of 1.  The direct sound is at *delay.  ST_NOMEM.
 */
enum status room_response(uint32_t number, double rate, float **h,
    size_t *taps, size_t *delay, struct fault *why) FAULT_CHECK;

#endif
