#include "sound/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/number.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static void
limit(__rlimit_resource_t what, size_t max)
{
	struct rlimit l;

	if (getrlimit(what, &l) == -1)
		return;
	if (l.rlim_max == RLIM_INFINITY || l.rlim_max > max)
		l.rlim_max = max;
	if (l.rlim_cur == RLIM_INFINITY || l.rlim_cur > l.rlim_max)
		l.rlim_cur = l.rlim_max;
	(void)setrlimit(what, &l);
}

#ifdef NO_SANDBOX /* only to measure what it costs, \
		     tests/bench/rows/confine.sh */

void
sandbox_limits(void)
{
	limit(RLIMIT_CORE, 0);
}

int
sandbox_calls(int sock)
{
	(void)sock;
	return 0;
}

#else

/* Bytes of all mappings; 0: not known. */
static size_t
mapped(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	char line[128] = "";	/* pages mapped, resident, shared, ... */
	struct fault why;
	uint64_t pages = 0;

	if (f == NULL)
		return 0;
	if (fgets(line, sizeof line, f) != NULL)
		line[strcspn(line, " ")] = '\0';
	(void)fclose(f);
	if (number_size(line, 1, SIZE_MAX / 65536, &pages, &why) != ST_OK)
		return 0;
	return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/*
 * RLIMIT_DATA counts what is private, writable and no stack.  What grows
 * otherwise (a stack that is moved, pages that are written and then protected)
 * stays below the same measure, on top of the libraries and the samples.
 */
static void
limit_memory(void)
{
	size_t all = mapped();

	limit(RLIMIT_DATA, SANDBOX_DATA);
	if (all > 0)
		limit(RLIMIT_AS, all + SANDBOX_DATA);
}

void
sandbox_limits(void)
{
	/* A sanitizer's shadow alone is terabytes of it. */
	if (!SANITIZED)
		limit_memory();
	limit(RLIMIT_NOFILE, SANDBOX_FDS);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NPROC, 0);
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* Calls that give access to nothing new. */
static const int harmless[] = {
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(lseek),
	SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(munmap), SCMP_SYS(mremap),
	SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(exit),
	SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(getpid),
	SCMP_SYS(restart_syscall), SCMP_SYS(rt_sigprocmask), SCMP_SYS(gettid),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
	SCMP_SYS(sysinfo), SCMP_SYS(sched_yield),
#if SANITIZED	/* address sanitizer, before a function that never returns */
	SCMP_SYS(sigaltstack)
#endif
};

/* EDOM: this architecture has no such call. */
static bool
allow(scmp_filter_ctx ctx, int call, unsigned n,
    const struct scmp_arg_cmp *arg)
{
	int rc = seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, call, n, arg);

	return rc == 0 || rc == -EDOM;
}

/* Allow a call whose argument `which', as far as mask goes, is value. */
static bool
allow_if(scmp_filter_ctx ctx, int call, unsigned which, scmp_datum_t mask,
    scmp_datum_t value)
{
	struct scmp_arg_cmp arg = SCMP_CMP(which, SCMP_CMP_MASKED_EQ, mask,
	    value);

	return allow(ctx, call, 1, &arg);
}

/*
 * Only anonymous memory that can never be executed and, once it is writable,
 * always counts towards RLIMIT_DATA.  No advice that declares memory broken,
 * which root may give.
 */
static bool
allow_memory(scmp_filter_ctx ctx)
{
	const struct scmp_arg_cmp advice = SCMP_A2(SCMP_CMP_LT,
	    MADV_HWPOISON, 0);

#if defined(__s390x__)
	/* There its arguments are in memory, which filters cannot see. */
	if (!allow(ctx, SCMP_SYS(mmap), 0, NULL))
		return false;
#else
	struct scmp_arg_cmp arg[2] = {
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
		SCMP_A3(SCMP_CMP_MASKED_EQ,
		    ~(scmp_datum_t)(MAP_FIXED | MAP_NORESERVE | MAP_STACK),
		    MAP_PRIVATE | MAP_ANONYMOUS)
	};

	if (!allow(ctx, SCMP_SYS(mmap), 2, arg))
		return false;
#endif
	return allow(ctx, SCMP_SYS(madvise), 1, &advice) &&
	    allow_if(ctx, SCMP_SYS(mprotect), 2, ~(scmp_datum_t)0,
	    PROT_READ | PROT_WRITE);
}

static bool
allow_some(scmp_filter_ctx ctx, int sock)
{
	const scmp_datum_t all = 0xffffffff;

	return allow_memory(ctx) &&
	    allow_if(ctx, SCMP_SYS(recvmsg), 0, all, (scmp_datum_t)sock) &&
	    allow_if(ctx, SCMP_SYS(sendmsg), 0, all, (scmp_datum_t)sock) &&
	    allow_if(ctx, SCMP_SYS(newfstatat), 3, all, AT_EMPTY_PATH) &&
	    allow_if(ctx, SCMP_SYS(fcntl), 1, all, F_GETFD) &&
	    allow_if(ctx, SCMP_SYS(fcntl), 1, all, F_GETFL) &&
	    allow_if(ctx, SCMP_SYS(ioctl), 1, all, FIONREAD) &&
	    allow_if(ctx, SCMP_SYS(dup2), 1, all, STDIN_FILENO) &&
	    allow_if(ctx, SCMP_SYS(dup3), 1, all, STDIN_FILENO) &&
	    allow_if(ctx, SCMP_SYS(write), 0, all, STDERR_FILENO) &&
	    allow_if(ctx, SCMP_SYS(writev), 0, all, STDERR_FILENO) &&
	    allow_if(ctx, SCMP_SYS(tgkill), 0, all, (scmp_datum_t)getpid());
}

int
sandbox_calls(int sock)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	size_t i, n = sizeof harmless / sizeof harmless[0];
	int rc = -1;

	for (i = 0; ctx != NULL && i < n; i++)
		if (!allow(ctx, harmless[i], 0, NULL))
			break;
	if (ctx != NULL && i == n && allow_some(ctx, sock))
		rc = seccomp_load(ctx);
	seccomp_release(ctx);
	if (rc == 0)
		return 0;
	errno = rc == -1 ? ENOSYS : -rc;
	return -1;
}

#endif
