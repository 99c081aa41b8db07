/*
 * clock.h - what every driver needs: time, and a line of output a value,
 * name, value and unit with tabs between.
 */
#ifndef TONFALL_BENCH_CLOCK_H
#define TONFALL_BENCH_CLOCK_H

#include <stdio.h>
#include <time.h>

static inline double
clock_read(clockid_t id)
{
	struct timespec ts;

	(void)clock_gettime(id, &ts);
	return (double)ts.tv_sec + 1e-9 * (double)ts.tv_nsec;
}

static inline double
clock_wall(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

/* Of this process, all threads. */
static inline double
clock_cpu(void)
{
	return clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

static inline void
put(const char *name, double value, const char *unit)
{
	(void)printf("%s\t%.6g\t%s\n", name, value, unit);
}

#endif
