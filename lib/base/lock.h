/*
 * lock.h - one process at a time to a name of a file.
 *
 * What is locked is the name in its folder, whether or not there is a file,
 * which may be replaced meanwhile.  The kernel keeps it (unix(7), abstract
 * addresses): nothing lies anywhere, and it ends with the process, however that
 * ends.  It holds between processes of one machine and network namespace.
 */
#ifndef TONFALL_LOCK_H
#define TONFALL_LOCK_H

#include <sys/types.h>

#include "base/fault.h"

/*
 * ST_OK: locked until *fd is closed; path is no symbolic link
 * (atomfile_target).  Where the system has no such addresses *fd is -1 and
 * nothing is locked.  ST_END: by another process, which *holder becomes if it
 * is 0, and stays so if that cannot be known.  ST_IO: there is no such folder.
 */
enum status lock_take(int *fd, pid_t *holder, const char *path,
    struct fault *why) FAULT_CHECK;

#endif
