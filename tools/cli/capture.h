/*
 * capture.h - sound that is still being made, as standard input: a process of
 * its own copies a device (sound/device.h), or what was standard input, to a
 * pipe.
 *
 * The process ends at once by SIGINT, SIGTERM or SIGHUP, and the pipe with it,
 * so whoever reads the pipe comes to an orderly end, even if nothing arrives.
 */
#ifndef TONFALL_CAPTURE_H
#define TONFALL_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/fault.h"

struct capture_spec {
	bool input;		/* standard input; else */
	const char *device;	/* this one, NULL: the default */
	double rate;		/* asked of it, Hz, */
	unsigned channels;
};

struct capture {
	pid_t pid;
	int report;
	char name[256];		/* of the device, as it was opened */
	double rate;		/* that it gives */
	unsigned channels;
};

/* Start it, before the first thread; a device is open then.  ST_IO. */
enum status capture_start(struct capture *c, const struct capture_spec *spec,
    struct fault *why) FAULT_CHECK;

/* End it, or wait for its end where the pipe has ended: ST_OK, or ST_IO if the
 * device failed.  *lost: how often sound was not fetched in time. */
enum status capture_end(struct capture *c, uint64_t *lost, struct fault *why)
    FAULT_CHECK;

#endif
