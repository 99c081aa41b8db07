/*
 * sandbox.h - confine a process so that it can only compute, read descriptors
 * that it holds, and answer on one socket.
 *
 * By seccomp(2): any other system call ends the process with SIGSYS.  The
 * process can still ask whether a path exists, and its stat(2), because
 * fstat(3) uses the same system call.
 */
#ifndef TONFALL_SANDBOX_H
#define TONFALL_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

#define SANDBOX_DATA	((size_t)256 << 20)	/* bytes of memory, of any kind
						 * that a process can get */
#define SANDBOX_FDS	32	/* descriptors */

/*
 * Set limits for this process: SANDBOX_DATA, SANDBOX_FDS, no bytes written to
 * files, no core, no new process or thread.  Errors are ignored: a stricter
 * limit stays in force.
 */
void sandbox_limits(void);

/*
 * No more system calls but those of reading (and of asking how much could be
 * read), memory and ending, and messages on the connected socket sock.  Writing
 * to descriptor 2 is allowed as well, so that a process that finds its heap
 * broken dies of SIGABRT.  0, or -1 and errno if the kernel has no filters.
 */
int sandbox_calls(int sock);

#endif
