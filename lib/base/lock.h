/*
 * lock.h - one process at a time to a file, which may be replaced meanwhile,
 * or not exist.
 *
 * What is locked (flock(2)) is a small file beside it, FILE.lock.  The lock ends
 * with the process, however that ends; the file is removed by lock_release, or
 * else taken over by the next process.  It holds between all processes that
 * see the folder, on other machines as well if the file system passes locks
 * on, as NFS does.
 */
#ifndef TONFALL_LOCK_H
#define TONFALL_LOCK_H

#include "base/fault.h"

/* Start from LOCK_INIT; name belongs to it. */
struct lock {
	int fd;		/* -1: not locked */
	char *name;
};

#define LOCK_INIT { -1, NULL }

/*
 * Lock path, which is not a symbolic link (atomfile_target); l is not locked.
 * ST_OK, with fd -1 if the file system has no locks.  ST_END: locked by
 * another process, and why->text says which ("process 71 on host").  ST_BAD:
 * FILE.lock is something else, which is left alone.  ST_IO, ST_NOMEM.
 */
enum status lock_take(struct lock *l, const char *path, struct fault *why)
    FAULT_CHECK;

/* Remove FILE.lock and unlock.  ST_IO if it could not be removed; harmless if
 * nothing is locked. */
enum status lock_release(struct lock *l, struct fault *why) FAULT_CHECK;

#endif
