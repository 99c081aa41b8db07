/*
 * A library for LD_PRELOAD that makes system calls, allocations and starts of
 * threads and processes fail; shim.h has its settings.
 *
 * System calls are caught in the kernel, by a seccomp filter that turns those
 * of the C library into SIGSYS: so the ones that stdio makes are seen as well.
 * The filter knows the C library by its place in memory; a program that is
 * started later has it elsewhere and is not concerned.  Only for x86-64.
 *
 * Counted is what happens after the libraries have been initialised.  Not
 * counted are writes to standard error, and what FFTW and the
 * dynamic linker allocate and start, which end the process in their own ways.
 *
 * While it is at work no other seccomp filter can be installed.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#include "shim.h"

#ifndef __x86_64__
#error "registers of another processor"
#endif

enum mode { FAIL, FROM, SHORT, EINTR_STORM, SLOW, ALARM, STOP, MODES };
static const char *const modes[MODES] = {
	"fail", "from", "short", "eintr", "slow", "alarm", "stop"
};

enum { ALLOC = -1, START = -2 };	/* classes that are no system calls */
#define MOST 12

static const struct class {
	const char *name;
	int error;
	int call[MOST];		/* ending in -1, or a class from above */
} classes[] = {
	{ "alloc", ENOMEM, { ALLOC } },
	{ "start", EAGAIN, { START } },
	{ "read", EIO, { SYS_read, SYS_pread64, SYS_readv, -1 } },
	{ "write", ENOSPC, { SYS_write, SYS_pwrite64, SYS_writev, -1 } },
	{ "open", EMFILE, { SYS_open, SYS_openat, SYS_memfd_create, SYS_pipe2,
	    SYS_socketpair, SYS_fcntl, SYS_dup, -1 } },
	{ "name", EIO, { SYS_rename, SYS_renameat, SYS_renameat2, SYS_link,
	    SYS_linkat, SYS_unlink, SYS_unlinkat, -1 } },
	{ "sync", EIO, { SYS_fsync, SYS_fdatasync, -1 } },
	{ "close", EIO, { SYS_close, -1 } },
	{ "size", EFBIG, { SYS_ftruncate, SYS_fallocate, SYS_lseek, -1 } },
	{ "stat", EIO, { SYS_fstat, SYS_newfstatat, -1 } },
	{ "map", ENOMEM, { SYS_mmap, -1 } },
	{ "talk", ENOBUFS, { SYS_sendmsg, SYS_recvmsg, -1 } },
	/* what a signal may interrupt */
	{ "waits", EINTR, { SYS_read, SYS_pread64, SYS_readv, SYS_write,
	    SYS_pwrite64, SYS_writev, SYS_sendmsg, SYS_recvmsg, SYS_wait4,
	    SYS_poll, -1 } },
};

static const struct class *class;
static enum mode mode;
static unsigned long turn;
static struct fault_state *state;
static pid_t self;
static bool named;	/* FAULT_NAMED */
static bool opens;	/* the class has open(2) */

/* ---- when ---- */

/* A call of the class: is it to be disturbed? */
static bool
hit(void)
{
	unsigned long n = atomic_fetch_add(&state->calls, 1) + 1;
	bool yes;

	yes = mode == FAIL || mode == STOP ? n == turn
	    : mode == FROM		   ? turn > 0 && n >= turn
	    : mode == EINTR_STORM	   ? n % 2 == 1
					   : mode == SHORT;
	if (yes)
		atomic_fetch_add(&state->fired, 1);
	return yes;
}

/* ---- system calls ---- */

static long
raw(long nr, const long a[6])
{
	register long r10 __asm__("r10") = a[3];
	register long r8 __asm__("r8") = a[4];
	register long r9 __asm__("r9") = a[5];
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "0"(nr), "D"(a[0]), "S"(a[1]),
	    "d"(a[2]), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
	return ret;
}

/* One byte instead of all. */
static long
one_byte(long nr, const long a[6])
{
	long b[6];
	const struct iovec *iov;
	long i;

	(void)memcpy(b, a, sizeof b);
	if (nr == SYS_readv || nr == SYS_writev) {
		iov = (const struct iovec *)a[1];
		for (i = 0; i < a[2] && iov[i].iov_len == 0; i++)
			;
		if (i < a[2]) {
			b[1] = (long)iov[i].iov_base;
			b[2] = 1;
			nr = nr == SYS_readv ? SYS_read : SYS_write;
		}
	} else if (a[2] > 1)
		b[2] = 1;
	return raw(nr, b);
}

/* Is the call one that only looks like one of its class? */
static bool
exempt(long nr, const long a[6])
{
	if (nr == SYS_openat)
		return !opens;
	if (mode == STOP && nr == SYS_mmap && (int)a[4] < 0)
		return true;
	if (nr == SYS_write || nr == SYS_writev)
		return a[0] == STDERR_FILENO;
	/* In a process that decodes no signal has a handler, and libsox reads
	 * from a pipe only what is known to have come. */
	if ((mode == EINTR_STORM || mode == SHORT) && getpid() != self)
		return true;
	return nr == SYS_fcntl && a[1] != F_DUPFD && a[1] != F_DUPFD_CLOEXEC;
}

static long
answer(long nr, const long a[6])
{
	const struct timespec pause = { (time_t)(turn / 1000000),
	    (long)(turn % 1000000 * 1000) };
	const long sleep[6] = { (long)&pause };

	const long stop[6] = { self, SIGSTOP };
	long ret;

	if (nr == SYS_openat && named && (a[2] & O_TMPFILE) == O_TMPFILE)
		return -EOPNOTSUPP;
	if (exempt(nr, a) || !hit()) {
		if (mode == SLOW)
			(void)raw(SYS_nanosleep, sleep);
		return raw(nr, a);
	}
	if (mode == STOP) {
		ret = raw(nr, a);
		(void)raw(SYS_kill, stop);
		return ret;
	}
	if (mode == SHORT)
		return nr == SYS_sendmsg || nr == SYS_recvmsg ||
		    nr == SYS_wait4 || nr == SYS_poll ? raw(nr, a) :
		    one_byte(nr, a);
	if (nr == SYS_close)	/* as Linux does: it fails, and is closed */
		(void)raw(nr, a);
	return mode == EINTR_STORM ? -EINTR : -class->error;
}

static void
caught(int sig, siginfo_t *info, void *context)
{
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
	const long a[6] = { r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10],
	    r[REG_R8], r[REG_R9] };

	(void)sig;
	r[REG_RAX] = answer(info->si_syscall, a);
}

/* Where the C library's instructions are. */
struct text {
	const char *name;
	uintptr_t from, to;
};

static int
look(struct dl_phdr_info *o, size_t size, void *ctx)
{
	struct text *t = ctx;
	uintptr_t at;
	int i;

	(void)size;
	if (o->dlpi_name == NULL || strstr(o->dlpi_name, t->name) == NULL)
		return 0;
	for (i = 0; i < o->dlpi_phnum; i++)
		if (o->dlpi_phdr[i].p_type == PT_LOAD &&
		    (o->dlpi_phdr[i].p_flags & PF_X) != 0) {
			at = o->dlpi_addr + o->dlpi_phdr[i].p_vaddr;
			t->from = at;
			t->to = at + o->dlpi_phdr[i].p_memsz;
		}
	return 1;
}

#define AT(field) (uint32_t)offsetof(struct seccomp_data, field)
#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define IF(op, k, t, f) \
	BPF_JUMP(BPF_JMP | BPF_##op | BPF_K, (uint32_t)(k), t, f)
#define RETURN(k) BPF_STMT(BPF_RET | BPF_K, k)

/* SIGSYS for the calls of the class from text.  A filter compares 32 bits, so
 * text is looked for in the 4 GiB of its start and in those of its end. */
static bool
install(const struct text *t)
{
	const uintptr_t last = t->to - 1;
	const bool one = t->from >> 32 == last >> 32;
	struct sock_filter f[64] = {
		LOAD(AT(instruction_pointer) + 4),
		IF(JEQ, t->from >> 32, 0, 3),
		LOAD(AT(instruction_pointer)),
		IF(JGE, t->from, 0, 1),
		IF(JGT, one ? last : UINT32_MAX, 0, 6),
		LOAD(AT(instruction_pointer) + 4),
		IF(JEQ, last >> 32, 0, 3),
		LOAD(AT(instruction_pointer)),
		IF(JGE, one ? t->from : 0, 0, 1),
		IF(JGT, last, 0, 1),
		RETURN(SECCOMP_RET_ALLOW),
		LOAD(AT(nr)),
	};
	struct sock_fprog prog = { 12, f };
	struct sigaction sa = { .sa_sigaction = caught,
	    .sa_flags = SA_SIGINFO | SA_NODEFER | SA_RESTART };
	const long privs[6] = { PR_SET_NO_NEW_PRIVS, 1 };
	const long filter[6] = { PR_SET_SECCOMP, SECCOMP_MODE_FILTER,
	    (long)&prog };
	int i;

	opens = class->call[0] == SYS_open;
	if (named && !opens) {
		f[prog.len++] = (struct sock_filter)IF(JEQ, SYS_openat, 0, 1);
		f[prog.len++] = (struct sock_filter)RETURN(SECCOMP_RET_TRAP);
	}
	for (i = 0; class->call[i] >= 0; i++) {
		f[prog.len++] =
		    (struct sock_filter)IF(JEQ, class->call[i], 0, 1);
		f[prog.len++] = (struct sock_filter)RETURN(SECCOMP_RET_TRAP);
	}
	f[prog.len++] = (struct sock_filter)RETURN(SECCOMP_RET_ALLOW);
	return sigaction(SIGSYS, &sa, NULL) == 0 &&
	    raw(SYS_prctl, privs) == 0 && raw(SYS_prctl, filter) == 0;
}

/* Who blocks all signals must not block that one. */
int
pthread_sigmask(int how, const sigset_t *set, sigset_t *old)
{
	int (*next)(int, const sigset_t *, sigset_t *);
	sigset_t less;

	*(void **)&next = dlsym(RTLD_NEXT, "pthread_sigmask");
	if (set == NULL)
		return next(how, set, old);
	less = *set;
	(void)sigdelset(&less, SIGSYS);
	return next(how, &less, old);
}

int
sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	int err = pthread_sigmask(how, set, old);

	if (err != 0)
		errno = err;
	return err == 0 ? 0 : -1;
}

int
prctl(int what, ...)
{
	long a[6] = { what };
	va_list ap;
	long ret;
	int i;

	va_start(ap, what);
	for (i = 1; i < 5; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	if (what == PR_SET_SECCOMP && state != NULL)
		return 0;
	ret = raw(SYS_prctl, a);
	if (ret < 0)
		errno = (int)-ret;
	return ret < 0 ? -1 : (int)ret;
}

long
syscall(long nr, ...)
{
	long a[6], ret;
	va_list ap;
	int i;

	va_start(ap, nr);
	for (i = 0; i < 6; i++)
		a[i] = va_arg(ap, long);
	va_end(ap);
	if (nr == SYS_seccomp && state != NULL)
		return 0;
	ret = raw(nr, a);
	if (ret < 0)
		errno = (int)-ret;
	return ret < 0 ? -1 : ret;
}

/* ---- allocations ---- */

static struct text spared[] = { { "libfftw3", 0, 0 }, { "libsoxr", 0, 0 },
	{ "ld-linux", 0, 0 } };

static _Thread_local bool excused;

/* Is the call that returns to this place to fail, if what is the class? */
static bool
denied(int what, const void *to)
{
	size_t i;

	if (state == NULL || class->call[0] != what || excused)
		return false;
	for (i = 0; i < sizeof spared / sizeof spared[0]; i++)
		if ((uintptr_t)to - spared[i].from <
		    spared[i].to - spared[i].from)
			return false;
	if (!hit())
		return false;
	errno = class->error;
	return true;
}

#define STARVED denied(ALLOC, __builtin_return_address(0))
#define REFUSED denied(START, __builtin_return_address(0))

/* The next definition of a function: C library, or a sanitizer's. */
#define NEXT(type, name, args) \
	static type (*real_##name) args; \
	if (real_##name == NULL) \
		*(void **)&real_##name = dlsym(RTLD_NEXT, #name)

void *
malloc(size_t n)
{
	NEXT(void *, malloc, (size_t));
	return STARVED ? NULL : real_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	NEXT(void *, calloc, (size_t, size_t));
	return STARVED ? NULL : real_calloc(n, size);
}

void *
realloc(void *p, size_t n)
{
	NEXT(void *, realloc, (void *, size_t));
	return STARVED ? NULL : real_realloc(p, n);
}

void *
reallocarray(void *p, size_t n, size_t size)
{
	NEXT(void *, reallocarray, (void *, size_t, size_t));
	return STARVED ? NULL : real_reallocarray(p, n, size);
}

void *
aligned_alloc(size_t align, size_t n)
{
	NEXT(void *, aligned_alloc, (size_t, size_t));
	return STARVED ? NULL : real_aligned_alloc(align, n);
}

void *
memalign(size_t align, size_t n)
{
	NEXT(void *, memalign, (size_t, size_t));
	return STARVED ? NULL : real_memalign(align, n);
}

int
posix_memalign(void **p, size_t align, size_t n)
{
	NEXT(int, posix_memalign, (void **, size_t, size_t));
	return STARVED ? ENOMEM : real_posix_memalign(p, align, n);
}

/* The address sanitizer asks in each new thread, and must have its answer. */
int
pthread_getattr_np(pthread_t id, pthread_attr_t *attr)
{
	int err;
	NEXT(int, pthread_getattr_np, (pthread_t, pthread_attr_t *));

	excused = true;
	err = real_pthread_getattr_np(id, attr);
	excused = false;
	return err;
}

/* ---- threads and processes ---- */

int
pthread_create(pthread_t *id, const pthread_attr_t *attr,
    void *(*fn)(void *), void *arg)
{
	NEXT(int, pthread_create, (pthread_t *, const pthread_attr_t *,
	    void *(*)(void *), void *));
	return REFUSED ? EAGAIN : real_pthread_create(id, attr, fn, arg);
}

pid_t
fork(void)
{
	NEXT(pid_t, fork, (void));
	return REFUSED ? -1 : real_fork();
}

int
posix_spawnp(pid_t *pid, const char *file,
    const posix_spawn_file_actions_t *acts, const posix_spawnattr_t *attr,
    char *const argv[], char *const envp[])
{
	NEXT(int, posix_spawnp, (pid_t *, const char *,
	    const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
	    char *const *, char *const *));
	return REFUSED ? EAGAIN :
	    real_posix_spawnp(pid, file, acts, attr, argv, envp);
}

/* ---- set up ---- */

static void
rang(int sig)
{
	(void)sig;
	atomic_fetch_add(&state->fired, 1);
}

static bool
start_alarm(void)
{
	const struct itimerval every = { { 0, (long)turn }, { 0, (long)turn } };
	struct sigaction sa = { .sa_handler = rang,
	    .sa_flags = getenv("FAULT_RESTART") != NULL ? SA_RESTART : 0 };

	return sigaction(SIGALRM, &sa, NULL) == 0 &&
	    setitimer(ITIMER_REAL, &every, NULL) == 0;
}

static struct fault_state *
map_state(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	void *p;

	p = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *state,
	    PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	(void)close(fd);
	return p == MAP_FAILED ? NULL : p;
}

static bool
settings(void)
{
	const char *c = getenv("FAULT_CLASS"), *m = getenv("FAULT_MODE");
	const char *n = getenv("FAULT_N");
	size_t i;

	for (i = 0; c != NULL && i < sizeof classes / sizeof classes[0]; i++)
		if (strcmp(classes[i].name, c) == 0)
			class = &classes[i];
	for (i = 0; m != NULL && i < MODES; i++)
		if (strcmp(modes[i], m) == 0)
			mode = (enum mode)i;
	named = getenv("FAULT_NAMED") != NULL;
	turn = n != NULL ? strtoul(n, NULL, 10) : 0;
	return class != NULL;
}

static void __attribute__((constructor))
set_up(void)
{
	const char *prog = getenv("FAULT_PROG"), *path = getenv("FAULT_STATE");
	struct text libc = { "libc.so", 0, 0 };
	struct fault_state *s;
	size_t i;

	if (prog == NULL || path == NULL ||
	    strcmp(prog, program_invocation_short_name) != 0)
		return;
	for (i = 0; i < sizeof spared / sizeof spared[0]; i++)
		(void)dl_iterate_phdr(look, &spared[i]);
	(void)dl_iterate_phdr(look, &libc);
	if (!settings() || (s = map_state(path)) == NULL || libc.to == 0)
		_exit(125);
	state = s;
	self = getpid();
	if (mode == ALARM ? !start_alarm() :
	    (class->call[0] >= 0 || named) && !install(&libc))
		_exit(125);
	atomic_fetch_add(&state->started, 1);
}
