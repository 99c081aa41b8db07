/*
 * Decoders that misbehave.  What soxfile.h declares is defined here, so the
 * whole path from audio_open to a confined child runs, but in place of a file
 * SoX gets there is a line that says what to do: what a decoder would that a
 * file has taken over.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sound/audio.h"
#include "sound/reader.h"
#include "sound/sandbox.h"
#include "sound/decoder.h"
#include "sound/soxfile.h"
#include "unit.h"

#define RATE	16000

/* ---- the decoder's side ---- */

static struct message job_now;

void
soxfile_init(void)
{
}

void
soxfile_load(void)
{
}

static int
the_socket(void)
{
	struct stat st;
	int fd;

	for (fd = 0; fd < SANDBOX_FDS; fd++)
		if (fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode))
			return fd;
	return -1;
}

/* Answer what is no answer: other files, blocks and lengths than there are. */
static void
lie(const char *how)
{
	struct message m[DECODER_BATCH + 1];
	int i, file = 0, sock = the_socket();

	(void)memset(m, 0, sizeof m);
	for (i = 0; i < DECODER_BATCH; i++) {
		m[i].op = MESSAGE_BLOCK;
		m[i].file = job_now.file;
		m[i].count = DECODER_PIECE;
		m[i].rate = strcmp(how, "rate-0") == 0 ? 1e-300 :
		    strcmp(how, "rate-1") == 0 ? INFINITY :
		    strcmp(how, "rate-2") == 0 ? -RATE : RATE;
	}
	if (strcmp(how, "file") == 0)
		m[0].file++;
	else if (strcmp(how, "later") == 0)
		m[1].file--;
	else if (strcmp(how, "block") == 0)
		m[0].block = DECODER_BLOCKS;
	else if (strcmp(how, "count") == 0)
		m[0].count = DECODER_LEN + 1;
	else if (strcmp(how, "tiny") == 0)
		m[0].count = 1;
	else if (strcmp(how, "empty") == 0)
		m[0].count = 0;
	else if (strcmp(how, "last") == 0)
		m[0].last = 2;
	else if (strcmp(how, "rate") == 0)
		m[0].rate = NAN;
	else if (strcmp(how, "rate-3") == 0)
		m[1].rate = RATE + 1;
	else if (strcmp(how, "rate-4") == 0)	/* than that asked for */
		m[0].rate = job_now.rate + 1;
	else if (strcmp(how, "ready") == 0)
		m[0].op = MESSAGE_READY;
	else if (strcmp(how, "mute") == 0)
		m[0].op = MESSAGE_BAD;
	else if (strcmp(how, "op") == 0)
		m[0].op = MESSAGE_SPAWN;
	else if (strcmp(how, "text") == 0) {
		m[0].op = MESSAGE_BAD;
		(void)memset(m[0].text, '\033', sizeof m[0].text);
	}
	if (strcmp(how, "short") == 0)
		(void)send(sock, m, 7, 0);
	else if (strcmp(how, "nothing") == 0)
		(void)send(sock, m, 0, 0);
	else if (strcmp(how, "long") == 0)
		(void)send(sock, m, sizeof m, 0);
	else if (strcmp(how, "gift") == 0)
		(void)message_send(sock, m, 1, &file, 1);
	else
		for (i = 0; i < 2000; i++)
			(void)message_send(sock, m, DECODER_BATCH, NULL, 0);
}

/* Memory that no limit of data counts, in 64 MB; or another call about some. */
static void
grab(const char *how)
{
	const size_t n = (size_t)64 << 20;
	const int own = MAP_PRIVATE | MAP_ANONYMOUS,
		  rw = PROT_READ | PROT_WRITE;

	if (strcmp(how, "shared") == 0)
		(void)mmap(NULL, n, rw, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	else if (strcmp(how, "validate") == 0)
		(void)mmap(
		    NULL, n, rw, MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1, 0);
	else if (strcmp(how, "grows") == 0)
		(void)mmap(NULL, n, rw, own | MAP_GROWSDOWN, -1, 0);
	else if (strcmp(how, "huge") == 0)
		(void)mmap(NULL, n, rw, own | MAP_HUGETLB, -1, 0);
	else if (strcmp(how, "locked") == 0)
		(void)mmap(NULL, n, rw, own | MAP_LOCKED, -1, 0);
	else if (strcmp(how, "file") == 0)
		(void)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 0, 0);
	else if (strcmp(how, "hide") == 0)
		(void)mprotect(mmap(NULL, n, rw, own, -1, 0), n, PROT_READ);
	else if (strcmp(how, "poison") == 0)
		(void)madvise(
		    mmap(NULL, n, rw, own, -1, 0), 4096, MADV_HWPOISON);
	else if (strcmp(how, "allowed") == 0)
		(void)mprotect(mmap(NULL, n, PROT_NONE, own | MAP_NORESERVE, -1,
		    0), n, rw);
}

/* All that can be had, in steps of 64 MB, by ways that are no filter's. */
static size_t
have_all(const char *how)
{
	const size_t step = (size_t)64 << 20;
	size_t n, page = (size_t)sysconf(_SC_PAGESIZE);
	char room[1 << 20], *stack = room + page - (uintptr_t)room % page, *p;

	explicit_bzero(room, sizeof room);
	for (n = 0; n < 15; n++) {
		if (strcmp(how, "stack") == 0)	/* counted as no data */
			p = mremap(stack, page, step, MREMAP_MAYMOVE);
		else
			p = mmap(NULL, step, strcmp(how, "read") == 0 ?
			    PROT_READ : PROT_READ | PROT_WRITE, MAP_PRIVATE |
			    MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (p == MAP_FAILED)
			break;
		stack += page;
	}
	return n * step;
}

/* Go on answering, as one may, with little sound and after
 * a while each time. */
static void
drag_on(int blocks, bool work)
{
	struct message m = { .op = MESSAGE_BLOCK, .file = job_now.file,
	    .count = DECODER_PIECE, .rate = 768000 };
	const struct timespec pause = { 0, 600000000 };
	struct timespec t;
	int word = 0;
	double end;

	for (; blocks > 0; blocks--) {
		(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
		end = (double)t.tv_sec + (double)t.tv_nsec / 1e9 + 0.015;
		if (!work)
			(void)syscall(SYS_futex, &word, FUTEX_WAIT, 0, &pause,
			    NULL, 0);
		while (work && (double)t.tv_sec + (double)t.tv_nsec / 1e9 < end)
			(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
		(void)message_send(the_socket(), &m, 1, NULL, 0);
	}
}

static void
spoil(const char *what)
{
	char *argv[] = { NULL };
	int word = 0;
	void *p;

	if (strncmp(what, "grab-", 5) == 0)
		grab(what + 5);
	else if (strcmp(what, "open") == 0)
		(void)open("/dev/null", O_RDONLY);
	else if (strcmp(what, "write") == 0)
		(void)syscall(SYS_write, 0, "x", 1);
	else if (strcmp(what, "socket") == 0)
		(void)socket(AF_INET, SOCK_STREAM, 0);
	else if (strcmp(what, "execve") == 0)
		(void)execve("/bin/true", argv, argv);
	else if (strcmp(what, "fork") == 0)
		(void)fork();
	else if (strcmp(what, "kill") == 0)
		(void)kill(getppid(), SIGKILL);
	else if (strcmp(what, "ptrace") == 0)
		(void)syscall(SYS_ptrace, 16, 1, 0, 0);
	else if (strcmp(what, "map-code") == 0)
		(void)mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	else if (strcmp(what, "protect-code") == 0) {
		p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
		    -1, 0);
		(void)mprotect(p, 4096, PROT_READ | PROT_EXEC);
	} else if (strcmp(what, "limit") == 0)
		(void)setrlimit(RLIMIT_CPU, &(struct rlimit){ 9, 9 });
	else if (strcmp(what, "dup") == 0)
		(void)dup2(0, 2);
	else if (strcmp(what, "ioctl") == 0)
		(void)ioctl(0, TIOCGWINSZ, &word);
	else if (strcmp(what, "segv") == 0)
		(void)raise(SIGSEGV);
	else if (strcmp(what, "abort") == 0)
		abort();
	else if (strcmp(what, "loose") == 0)
		_exit(DECODER_UNCONFINED);
	else if (strcmp(what, "exit") == 0)
		_exit(0);
	else if (strcmp(what, "spin") == 0)
		for (;;)
			__asm__ volatile("");
	else if (strcmp(what, "work") == 0)
		drag_on(200, true);
	else if (strcmp(what, "trickle") == 0)
		drag_on(20, false);
	else if (strcmp(what, "hang") == 0)
		for (;;)
			(void)syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL,
			    NULL, 0);
	else if (job_now.type[0] != '\0')
		lie(what);
}

static void
open_line(struct source *s, const struct message *job)
{
	struct soxfile *src = (struct soxfile *)s;
	char line[64] = "";

	job_now = *job;
	s->rate = RATE;
	s->channels = 1;
	if (pread(s->fd, line, sizeof line - 1, 64) == -1)
		source_fail(s, "cannot be read");
	else if (sscanf(line, "good %zu", &src->width) == 1)
		s->promised = src->width < 100000 ? src->width : 0;
	else if (strcmp(line, "memory") == 0) {
		/* Else the compiler knows that nobody needs it. */
		void *volatile p = malloc(2 * SANDBOX_DATA);

		source_fail(s, p == NULL ? "none left" : "all I want");
	} else if (strncmp(line, "all-", 4) == 0)
		source_fail(s, have_all(line + 4) <= SANDBOX_DATA ?
		    "not more" : "more than there should be");
	else
		spoil(line);
}

static size_t
read_line(struct source *s, float *mono, size_t n)
{
	struct soxfile *src = (struct soxfile *)s;
	size_t i;

	if (n > src->width - src->got)
		n = src->width - (size_t)src->got;
	for (i = 0; i < n; i++)
		mono[i] = (float)(src->got + i);
	src->got += n;
	return n;
}

static size_t
never_ready(const struct source *s)
{
	(void)s;
	return 0;
}

static void
judge_line(struct source *s)
{
	struct soxfile *src = (struct soxfile *)s;

	/* Crash with all samples but the last ones delivered. */
	if (src->width == 400001)
		spoil("segv");
}

static void
close_line(struct source *s)
{
	(void)close(s->fd);
}

const struct source_kind soxfile_kind = {
	open_line, read_line, never_ready, judge_line, close_line
};

/* ---- the parent's side ---- */

static struct audio_pool *pool;
static struct audio_limits limits = AUDIO_LIMITS;
static double asked;		/* rate */
static struct fault why;
static char folder[] = "/tmp/tonfall.XXXXXX";

/* A file that passes for AU and says what to do, by its path. */
static const char *
file(const char *what)
{
	static char path[32][128];
	static int next;
	char *p = path[next++ % 32];
	FILE *f;

	(void)snprintf(p, 128, "%s/%s", folder, what);
	if ((f = fopen(p, "w")) == NULL)
		return "-";
	(void)fprintf(f, ".snd%60s%s", "", what);
	(void)fclose(f);
	return p;
}

static void
clean(void)
{
	char command[64];

	(void)snprintf(command, sizeof command, "rm -rf %s", folder);
	if (system(command) != 0)
		printf("%s stays\n", folder);
}

static enum status
take(const char *path, size_t *total)
{
	struct audio *a = audio_reader(pool, 0);
	const float *x;
	enum status s;
	double rate;
	size_t n, i;

	*total = 0;
	if ((s = audio_open(a, path, asked, NULL, &rate, &why)) != ST_OK)
		return s;
	while ((s = audio_read(a, &x, &n, &why)) == ST_OK)
		for (i = 0; i < n; i++, ++*total)
			CHECK(strstr(path, "/good ") == NULL ||
			    x[i] == (float)*total);
	audio_close(a);
	return s;
}

static void
good(size_t n)
{
	char what[32];
	size_t got;

	(void)snprintf(what, sizeof what, "good %zu", n);
	if (take(file(what), &got) != ST_END && !unit_bad++)
		printf("FAIL %s: %s: %s\n", unit_name, what, why.text);
	CHECK(got == n);
}

/* It fails with this in its text, and the next file does not. */
static void
bad(const char *what, const char *text)
{
	size_t got;

	CHECK(take(file(what), &got) == ST_BAD);
	if (strstr(why.text, text) == NULL && !unit_bad++)
		printf("FAIL %s: %s: %s\n", unit_name, what, why.text);
	good(1000);
}

static void
start(void)
{
	audio_stop(pool);
	CHECK(audio_start(&pool, 1, &limits, &why) == ST_OK);
}

static void
samples_arrive(void)
{
	size_t n[] = { 1, 16384, 65536, 99999, 100000, 262144, 262145,
		2000000 };
	size_t i;

	start();
	for (i = 0; i < sizeof n / sizeof n[0]; i++)
		good(n[i]);
	good(0);
}

static void
calls_are_refused(void)
{
	static const char *const call[] = { "open", "write", "socket", "execve",
	    "fork", "kill", "ptrace", "map-code", "protect-code", "limit",
	    "dup", "ioctl", "grab-shared", "grab-validate", "grab-grows",
	    "grab-huge", "grab-locked", "grab-file", "grab-hide",
	    "grab-poison" };
	size_t i, got;

	start();
	for (i = 0; i < sizeof call / sizeof call[0]; i++)
		bad(call[i], "signal 31 (Bad system call), because it tried");
	CHECK(take(file("grab-allowed"), &got) == ST_END);
}

static void
crashes_are_reported(void)
{
	start();
	bad("segv", "ended by signal");	/* sanitizers have their own */
	bad("abort", "ended by signal 6");
	bad("exit", "ended unexpectedly");
	bad("good 400001", "ended by signal");
}

static void
memory_ends(void)
{
	start();
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	bad("memory", "none left");
	bad("all-data", "not more");
	bad("all-read", "not more");
	bad("all-stack", "not more");
#endif
}

static void
time_ends(void)
{
	limits.cpu = 0.5;
	limits.patience = 60;
	start();
	bad("spin", "more processor time");
	limits.cpu = 0.1;
	start();
	bad("work", "more processor time");
	limits.cpu = 10;
	limits.patience = 1;
	start();
	bad("hang", "silent for too long");
	bad("trickle", "silent for too long");
	bad("spin", "silent for too long");
	limits.patience = 60;
}

static void
lies_are_found(void)
{
	static const char *const lies[] = { "file", "later", "block", "count",
	    "tiny", "empty", "last", "rate", "rate-0", "rate-1", "rate-2",
	    "rate-3", "op", "ready", "mute" };
	static const char *const packets[] = { "short", "nothing", "long",
	    "gift" };
	size_t i;

	start();
	for (i = 0; i < sizeof lies / sizeof lies[0]; i++)
		bad(lies[i], "sent an invalid answer");
	for (i = 0; i < sizeof packets / sizeof packets[0]; i++)
		bad(packets[i], "ended");
	asked = RATE;
	bad("rate-4", "sent an invalid answer");
	asked = 0;
	/* Not what it sends to a terminal, nor beyond the text's end. */
	bad("text", "\\x1b\\x1b");
	CHECK(strchr(why.text, '\033') == NULL);
}

/* As much sound as is allowed, whatever the decoder thinks of it. */
static void
length_ends(void)
{
	limits.longest = 200;
	start();
	bad("more", "more sound than it may (-x)");
	bad("good 3300000", "longer than 200 s");
	good(3200000);
	limits.longest = 0;
}

/* Of files read ahead, only those that are bad are said to be. */
static void
the_guilty_one_is_found(void)
{
	static const char *const what[] = { "good 500", "segv", "good 90000",
	    "good 300000", "open", "abort", "good 7", "good 400001", "good 8",
	    "file", "later", "good 9", "exit", "good 100" };
	const char *path[14];
	struct audio *a;
	size_t i, ahead = 0, got;
	enum status s;

	start();
	a = audio_reader(pool, 0);
	for (i = 0; i < 14; i++)
		path[i] = file(what[i]);
	for (i = 0; i < 14; i++) {
		while (ahead < 14 && audio_ahead(a, path[ahead], 0, NULL))
			ahead++;
		CHECK(ahead == 14 || ahead - i == DECODER_AHEAD);
		s = take(path[i], &got);
		CHECK((s == ST_END) == (strncmp(what[i], "good", 4) == 0 &&
		    strcmp(what[i], "good 400001") != 0));
		CHECK(s != ST_END || got == strtoul(what[i] + 5, NULL, 10));
	}
	/* Another file than was said: what was read ahead is dropped. */
	CHECK(audio_ahead(a, path[0], 0, NULL));
	CHECK(audio_ahead(a, path[1], 0, NULL));
	good(5);
	/* One that cannot be opened is told in its turn. */
	CHECK(audio_ahead(a, path[0], 0, NULL));
	CHECK(!audio_ahead(a, "/nonexistent", 0, NULL));
	CHECK(!audio_ahead(a, "-", 0, NULL));
	CHECK(take(path[0], &got) == ST_END);
	CHECK(take("/nonexistent", &got) == ST_BAD);
}

/* Without the process that starts decoders nothing is wrong with a file. */
static void
no_file_is_to_blame_for_the_system(void)
{
	size_t got;

	start();
	good(10);
	CHECK(kill(pool->server, SIGKILL) == 0);
	while (take(file("good 10"), &got) == ST_END)
		continue;
	CHECK(why.status == ST_IO && strstr(why.text, "forksrv") != NULL);
	CHECK(take(file("good 10"), &got) == ST_IO);
	start();
	/* A decoder's exit status alone does not say that it is loose. */
	bad("loose", "ended unexpectedly");
}

/* To do without is for a kernel that has none, and switches nothing off. */
static void
what_can_be_confined_is(void)
{
	limits.unconfined = true;
	start();
	bad("socket", "signal 31 (Bad system call), because it tried");
	good(10);
	limits.unconfined = false;
}

/* A spoilt decoder does not spoil what comes after. */
static void
later_files_are_none_the_worse(void)
{
	size_t got;
	int i;

	start();
	for (i = 0; i < 3; i++) {
		(void)take(file("text"), &got);
		good(1000);
		good(90000);
	}
}

/* A kernel without filters: files are refused, not decoded all the same. */
static void
no_filters(void)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	const struct scmp_arg_cmp set = { .arg = 0, .op = SCMP_CMP_EQ,
	    .datum_a = PR_SET_SECCOMP };
	size_t got;

	limits.unconfined = false;
	CHECK(ctx != NULL && seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS),
	    SCMP_SYS(seccomp), 0) == 0);
	CHECK(seccomp_rule_add_array(ctx, SCMP_ACT_ERRNO(EINVAL),
	    SCMP_SYS(prctl), 1, &set) == 0);
	CHECK(seccomp_load(ctx) == 0);
	seccomp_release(ctx);
	CHECK(audio_start(&pool, 1, &limits, &why) == ST_OK);
	CHECK(take(file("good 10"), &got) == ST_IO);
	CHECK(strstr(why.text, "cannot be confined") != NULL);
	limits.unconfined = true;
	start();
	CHECK(take(file("socket"), &got) == ST_END);
	good(10);
	audio_stop(pool);
}

/* May the decoder run on these processors, and no others? */
static bool
runs_on(const cpu_set_t *where)
{
	cpu_set_t is;

	return sched_getaffinity(audio_reader(pool, 0)->pid, sizeof is,
	    &is) == 0 && CPU_EQUAL(&is, where);
}

/* The one that is there, and the one that takes its place. */
static void
decoders_stay_near(void)
{
	cpu_set_t all, one;
	int cpu = 0;

	CHECK(sched_getaffinity(0, sizeof all, &all) == 0);
	while (!CPU_ISSET(cpu, &all))
		cpu++;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	start();
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	CHECK(runs_on(&all));
	audio_near(audio_reader(pool, 0));
	CHECK(runs_on(&one));
	CHECK(sched_setaffinity(0, sizeof all, &all) == 0);
	audio_near(audio_reader(pool, 0));
	CHECK(runs_on(&all));
	bad("abort", "ended by signal 6");
	CHECK(sched_setaffinity(0, sizeof one, &one) == 0);
	bad("abort", "ended by signal 6");
	CHECK(runs_on(&one));
	CHECK(sched_setaffinity(0, sizeof all, &all) == 0);
}

/* In a process of its own, since there is no way back. */
static void
without_filters_files_are_refused(void)
{
	int status;
	pid_t pid;

	audio_stop(pool);
	pool = NULL;
	if ((pid = fork()) == 0) {
		no_filters();
		(void)fflush(stdout);
		_exit(unit_bad);
	}
	CHECK(waitpid(pid, &status, 0) == pid && status == 0);
}

/* Does this kernel, or emulator, have filters? */
static int
confinable(void)
{
	int status, sock[2];
	pid_t pid;

	(void)socketpair(AF_UNIX, SOCK_SEQPACKET, 0, sock);
	if ((pid = fork()) == 0)
		_exit(sandbox_calls(sock[0]) == 0 ? 0 : 1);
	(void)waitpid(pid, &status, 0);
	return status == 0;
}

int
main(void)
{
	if (!confinable()) {
		printf("skip decoder: no seccomp(2) filters here\n");
		return 0;
	}
	if (mkdtemp(folder) == NULL)
		return EXIT_FAILURE;
	UNIT_CASE(samples_arrive);
	UNIT_CASE(calls_are_refused);
	UNIT_CASE(crashes_are_reported);
	UNIT_CASE(memory_ends);
	UNIT_CASE(time_ends);
	UNIT_CASE(lies_are_found);
	UNIT_CASE(length_ends);
	UNIT_CASE(the_guilty_one_is_found);
	UNIT_CASE(later_files_are_none_the_worse);
	UNIT_CASE(no_file_is_to_blame_for_the_system);
	UNIT_CASE(what_can_be_confined_is);
	UNIT_CASE(decoders_stay_near);
	UNIT_CASE(without_filters_files_are_refused);
	audio_stop(pool);
	clean();
	UNIT_END();
}
