/*
 * lock.h - exclusive use of a file by one process.  The file may be replaced
 * meanwhile, or not exist.
 *
 * The lock (flock(2)) is on a small file next to it, FILE.lock.  It ends with
 * the process, however that ends; lock_release removes FILE.lock, and if it is
 * left, the next process takes it over.  It holds between all processes that
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
