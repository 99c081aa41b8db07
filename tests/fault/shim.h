/*
 * shim.h - what the library that injects faults and its caller share: the
 * environment (FAULT_*) and a file of counters, mapped by both.
 *
 * FAULT_PROG   name of the program to be hit; others go on undisturbed
 * FAULT_STATE  the file with a struct fault_state
 * FAULT_CLASS  calls to be counted, by name, see classes[] in shim.c
 * FAULT_MODE   fail   the FAULT_N-th call fails; FAULT_N=0 only counts
 *              from   that one and all later ones fail
 *              short  every read and write moves one byte
 *              eintr  every other call is interrupted
 *              slow   every call waits FAULT_N microseconds
 *              alarm  a timer interrupts the program every FAULT_N
 *                     microseconds; FAULT_RESTART=1: with SA_RESTART
 *              stop   the program stops (SIGSTOP) behind the FAULT_N-th;
 *                     of class map those count that map a file
 * FAULT_NAMED  O_TMPFILE is refused, as by a file system that lacks it
 */
#ifndef TONFALL_FAULT_SHIM_H
#define TONFALL_FAULT_SHIM_H

#include <stdatomic.h>

struct fault_state {
	atomic_ulong calls;	/* of the class, in all processes */
	atomic_ulong fired;	/* of them failed, interrupted, shortened */
	atomic_ulong started;	/* programs in which the library is at work */
};

#endif
