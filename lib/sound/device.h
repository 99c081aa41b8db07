/*
 * device.h - sound from a microphone, by libsox's drivers for ALSA and
 * PulseAudio (Debian: libsox-fmt-alsa, libsox-fmt-pulse), as a WAV stream.
 *
 * For a process of its own, which only copies: a driver may wait for ever,
 * libsox has global state, and neither can be confined as a decoder is.
 */
#ifndef TONFALL_DEVICE_H
#define TONFALL_DEVICE_H

#include <stdint.h>

#include "base/fault.h"

struct device;

/*
 * Open "alsa:NAME", "pulse:NAME" or NAME, which is ALSA's ("hw:1,0"); without
 * NAME, or if it is "default", the one that its system has as default; NULL:
 * PulseAudio's default if it runs, else ALSA's.  rate (Hz) and channels are
 * what is asked for; what the device gives is told by device_rate and
 * device_channels.  ST_IO: it cannot be opened; ST_NOMEM.
 */
enum status device_open(struct device **d, const char *name, double rate,
    unsigned channels, struct fault *why) FAULT_CHECK;
void device_close(struct device *d);	/* d may be NULL */

/* The name with its system, "alsa:hw:1,0". */
const char *device_name(const struct device *d);
double device_rate(const struct device *d);
unsigned device_channels(const struct device *d);

/*
 * Write what it hears to the descriptor `to', as a WAV file of float32 without
 * an end: each 10 ms at once.  ST_END: nobody reads it any more; ST_IO: the
 * device stopped.
 */
enum status device_copy(struct device *d, int to, struct fault *why)
    FAULT_CHECK;

/* How often sound has been lost, because it was not fetched in time. */
uint64_t device_lost(const struct device *d);

/* Takes a device that could be opened, and a description, which may be "". */
typedef void device_take(void *ctx, const char *name, const char *about);

/*
 * Tell those of ALSA that can record, by its library, which is loaded for
 * that.  ST_IO: it cannot be; ST_NOMEM.
 */
enum status device_list(device_take *take, void *ctx, struct fault *why)
    FAULT_CHECK;

#endif
