/*
 * audio - damaged audio files through the whole path: audio_open, a confined
 * decoder, audio_read.
 *
 * usage: audio [-n RUNS] [-s NUMBER] [-j READERS] [-d FOLDER] SEED-FILE...
 *        audio -w RUN [-s NUMBER] SEED-FILE... >FILE
 *
 * Run i takes a seed file and changes it, by a generator that is set by
 * NUMBER and i alone; -w writes that file.  Every 16th is left as it is.
 * Prints, as a table, how many files were decoded, refused, ended their
 * decoder (by signal), and took too long; files that ended one are kept in
 * FOLDER, the first hundred.  Status 1 where something escaped: a
 * good file that was not decoded, or not to the same samples; a sample that is
 * no number or beyond full scale; an error that is not the file's; descriptors
 * or memory that this process did not give back.
 */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "audio.h"
#include "number.h"
#include "rng.h"

#define MOST	(1 << 16)	/* bytes of a file */
#define AHEAD	6
#define EACH	64		/* runs that a reader takes at a time */
#define GOOD	16		/* every so many is not changed */
#define SAVED	100
/* Seconds for a file, of which a good one takes a hundredth. */
#if defined(__SANITIZE_ADDRESS__)
#define CPU	1
#else
#define CPU	0.1
#endif
#define LEAK	((long)32 << 20)	/* bytes */

struct seed {
	uint8_t *data;
	size_t n;
	uint64_t sum;		/* of its samples */
	const char *name;
};

struct count {
	uint64_t runs, decoded, refused, slow, signal[65], ended, good;
	uint64_t findings;
	double sound;		/* seconds */
};

static struct seed *seed;
static size_t seeds;
static uint64_t number, runs = 1000, begun;
static const char *folder;
static struct audio_pool *pool;
static struct count total;
static unsigned saved;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void __attribute__((noreturn))
die(const char *what)
{
	(void)fprintf(stderr, "audio: %s: %s\n", what, strerror(errno));
	exit(2);
}

/* ---- damage ---- */

/* Random numbers of one run. */
struct dice {
	uint32_t ctr[4], word[4];
	unsigned used;
};

static uint32_t
roll(struct dice *d, uint32_t n)
{
	uint32_t key[2] = { (uint32_t)number, (uint32_t)(number >> 32) };

	if (d->used == 4) {
		rng_philox(d->ctr, key, 1, d->word);
		d->ctr[0]++;
		d->used = 0;
	}
	return d->word[d->used++] % n;
}

struct file {
	uint8_t data[MOST];
	size_t n;
	const struct seed *from;
	bool changed;
};

static void
patch(struct file *f, size_t at, const uint8_t *p, size_t n, size_t over)
{
	if (over > f->n - at)
		over = f->n - at;
	if (n > MOST - (f->n - over))
		n = MOST - (f->n - over);
	(void)memmove(f->data + at + n, f->data + at + over, f->n - at - over);
	if (n > 0)
		(void)memmove(f->data + at, p, n);
	f->n = f->n - over + n;
}

/* Most of what can be got wrong stands in the first bytes. */
static size_t
place(struct dice *d, size_t n)
{
	if (n == 0)
		return 0;
	return roll(d, 3) == 0 || n < 64 ? roll(d, (uint32_t)n) :
	    roll(d, 2) == 0 ? roll(d, 64) :
	    roll(d, (uint32_t)(n < 512 ? n : 512));
}

/* A number of 2 or 4 bytes, in either order, of those that hurt. */
static void
number_at(struct dice *d, struct file *f, size_t at)
{
	static const uint32_t hard[] = { 0, 1, 2, 3, 7, 8, 0x10, 0x7f, 0x80,
	    0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0xffffff, 0x1000000,
	    0x7ffffff0, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff };
	uint32_t v = hard[roll(d, sizeof hard / sizeof hard[0])];
	size_t width = roll(d, 2) == 0 ? 2 : 4, i;
	bool big = roll(d, 2) == 0;

	if (roll(d, 4) == 0)
		v += roll(d, 64) - 32;
	for (i = 0; i < width && at + i < f->n; i++)
		f->data[at + i] = (uint8_t)(v >> 8 *
		    (big ? width - 1 - i : i));
}

/* The number behind the name of a chunk: four letters. */
static void
chunk_size(struct dice *d, struct file *f)
{
	size_t at = place(d, f->n), i;

	for (i = 0; i < f->n; i++, at++) {
		at = at + 8 > f->n ? 0 : at;
		if (f->n >= 8 && isalpha(f->data[at]) &&
		    isalpha(f->data[at + 1]) && isalnum(f->data[at + 2]))
			break;
	}
	number_at(d, f, at + 4 < f->n ? at + 4 : at);
}

static void
change(struct dice *d, struct file *f)
{
	size_t at = place(d, f->n), n = 1 + roll(d, roll(d, 2) == 0 ? 8 : 600);
	const struct seed *other = &seed[roll(d, (uint32_t)seeds)];
	uint8_t some[600];
	size_t from = place(d, f->n), i;

	if (f->n == 0)
		return;
	if (n > f->n - from)
		n = f->n - from;
	switch (roll(d, 11)) {
	case 0: case 1: f->data[at] ^= (uint8_t)(1 << roll(d, 8)); break;
	case 2: f->data[at] = (uint8_t)roll(d, 256); break;
	case 3: number_at(d, f, at); break;
	case 4: case 5: chunk_size(d, f); break;
	case 6: f->n = place(d, f->n); break;
	case 7: patch(f, at, NULL, 0, n); break;
	case 8:
		(void)memcpy(some, f->data + from, n);
		patch(f, at, some, n, roll(d, 2) == 0 ? 0 : n);
		break;
	case 9:
		for (i = 0; i < n; i++)
			some[i] = (uint8_t)roll(d, 256);
		patch(f, at, some, n, roll(d, 2) == 0 ? 0 : n);
		break;
	default:
		from = place(d, other->n);
		n = roll(d, 2) == 0 ? other->n - from : n;
		if (n > other->n - from)
			n = other->n - from;
		patch(f, at, other->data + from, n,
		    roll(d, 2) == 0 ? 0 : f->n);
	}
}

static void
make(uint64_t run, struct file *f)
{
	struct dice d = { { 0, (uint32_t)run, (uint32_t)(run >> 32), 0 },
	    { 0 }, 4 };
	uint32_t changes;

	f->from = &seed[roll(&d, (uint32_t)seeds)];
	(void)memcpy(f->data, f->from->data, f->n = f->from->n);
	f->changed = run % GOOD != 0;
	if (!f->changed)
		return;
	changes = 1 + roll(&d, roll(&d, 2) == 0 ? 2 : 8);
	while (changes-- > 0)
		change(&d, f);
}

/* ---- one run ---- */

struct slot {
	struct file file;
	char path[32];
	int fd;
	uint64_t run;
};

static void
fill(struct slot *s, uint64_t run)
{
	s->run = run;
	make(run, &s->file);
	if (ftruncate(s->fd, 0) == -1 || pwrite(s->fd, s->file.data, s->file.n,
	    0) != (ssize_t)s->file.n)
		die("a file in memory");
}

static void
keep(const struct slot *s, const char *what)
{
	char path[4096];
	FILE *f;

	if (folder == NULL || saved >= SAVED)
		return;
	(void)snprintf(path, sizeof path, "%s/%llu-%s-%s", folder,
	    (unsigned long long)s->run, what, s->file.from->name);
	if ((f = fopen(path, "wb")) == NULL ||
	    fwrite(s->file.data, 1, s->file.n, f) != s->file.n ||
	    fclose(f) != 0)
		die(path);
	saved++;
}

static void
finding(const struct slot *s, const char *what, const char *text)
{
	(void)printf("FINDING run %llu (%s): %s%s\n",
	    (unsigned long long)s->run, s->file.from->name, what, text);
	total.findings++;
}

/* ST_END where all of it was read; its samples' checksum. */
static enum status
decode(struct audio *a, const char *path, uint64_t *sum, double *sound,
    bool *sane, struct fault *why)
{
	const float *x;
	enum status s;
	double rate;
	size_t n, i;

	*sum = 0;
	*sane = true;
	if ((s = audio_open(a, path, 16000, NULL, &rate, why)) != ST_OK)
		return s;
	while ((s = audio_read(a, &x, &n, why)) == ST_OK) {
		for (i = 0; i < n; i++)
			*sane = *sane && fabsf(x[i]) <= 2 * AUDIO_MAXLEVEL;
		*sum = XXH3_64bits_withSeed(x, n * sizeof *x, *sum);
		*sound += (double)n / 16000;
	}
	audio_close(a);
	return s;
}

/* Into the table; under lock. */
static void
tell(const struct slot *s, enum status st, uint64_t sum, const char *why)
{
	const char *p = strstr(why, "ended by signal ");
	unsigned long sig = p != NULL ? strtoul(p + 16, NULL, 10) : 0;
	char what[32];

	total.runs++;
	total.good += !s->file.changed;
	if (!s->file.changed && (st != ST_END || sum != s->file.from->sum))
		finding(s, "a good file: ", st == ST_END ? "wrong samples" : why);
	if (st == ST_END)
		total.decoded++;
	else if (sig > 0 && sig <= 64) {
		total.signal[sig]++;
		(void)snprintf(what, sizeof what, "signal%lu", sig);
		keep(s, what);
	} else if (strstr(why, "silent for too long") != NULL ||
	    strstr(why, "more processor time") != NULL) {
		total.slow++;
		keep(s, "slow");
	} else if (strstr(why, "its decoder ended") != NULL) {
		total.ended++;
		keep(s, "ended");
	} else
		total.refused++;
	if (st != ST_END && (st != ST_BAD || why[0] == '\0' ||
	    strstr(why, "answer that is none") != NULL))
		finding(s, "an error that is not the file's: ", why);
}

static void
run_one(struct audio *a, const struct slot *s)
{
	struct fault why = { ST_OK, "" };
	double sound = 0;
	uint64_t sum;
	bool sane;
	enum status st = decode(a, s->path, &sum, &sound, &sane, &why);

	(void)pthread_mutex_lock(&lock);
	tell(s, st, sum, st == ST_END ? "" : why.text);
	if (!sane)
		finding(s, "samples beyond all bounds", "");
	total.sound += sound;
	(void)pthread_mutex_unlock(&lock);
}

static uint64_t
take_runs(void)
{
	uint64_t first;

	(void)pthread_mutex_lock(&lock);
	first = begun;
	begun += EACH;
	(void)pthread_mutex_unlock(&lock);
	return first;
}

static void *
worker(void *arg)
{
	struct audio *a = arg;
	struct slot *slot = calloc(AHEAD, sizeof *slot);
	uint64_t run, end, ahead;
	unsigned i;

	if (slot == NULL)
		die("memory");
	for (i = 0; i < AHEAD; i++) {
		if ((slot[i].fd = memfd_create("run", MFD_CLOEXEC)) == -1)
			die("memory");
		(void)snprintf(slot[i].path, sizeof slot[i].path,
		    "/proc/self/fd/%d", slot[i].fd);
	}
	while ((run = take_runs()) < runs) {
		end = run + EACH < runs ? run + EACH : runs;
		for (ahead = run; run < end; run++) {
			for (; ahead < end && ahead < run + AHEAD; ahead++) {
				fill(&slot[ahead % AHEAD], ahead);
				if (!audio_ahead(a, slot[ahead % AHEAD].path,
				    16000, NULL))
					die("reading ahead");
			}
			run_one(a, &slot[run % AHEAD]);
		}
	}
	for (i = 0; i < AHEAD; i++)
		(void)close(slot[i].fd);
	free(slot);
	return NULL;
}

/* ---- all of them ---- */

static void
run_all(unsigned readers, uint64_t n)
{
	pthread_t *id = calloc(readers, sizeof *id);
	unsigned i;

	runs = n;
	begun = 0;
	for (i = 0; i < readers; i++)
		if (pthread_create(&id[i], NULL, worker,
		    audio_reader(pool, i)) != 0)
			die("threads");
	for (i = 0; i < readers; i++)
		(void)pthread_join(id[i], NULL);
	free(id);
}

static void
read_seed(struct seed *s, const char *path)
{
	FILE *f = fopen(path, "rb");

	s->name = strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1;
	s->data = malloc(MOST);
	if (f == NULL || s->data == NULL ||
	    (s->n = fread(s->data, 1, MOST, f)) == 0)
		die(path);
	(void)fclose(f);
}

static void
decode_seed(struct seed *s, const char *path)
{
	struct fault why;
	double sound = 0;
	bool sane;

	if (decode(audio_reader(pool, 0), path, &s->sum, &sound, &sane,
	    &why) != ST_END || !sane) {
		(void)fprintf(stderr, "audio: %s: %s\n", path, why.text);
		exit(2);
	}
}

static long
descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	long n = 0;

	while (d != NULL && readdir(d) != NULL)
		n++;
	if (d != NULL)
		(void)closedir(d);
	return n;
}

static long
resident(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long all, pages = 0;

	if (f != NULL && fscanf(f, "%ld %ld", &all, &pages) != 2)
		pages = 0;
	if (f != NULL)
		(void)fclose(f);
	return pages * sysconf(_SC_PAGESIZE);
}

static void
print(double seconds, long fds, long bytes)
{
	unsigned i;

	(void)printf("runs\t%llu\ndecoded\t%llu\nof them unchanged\t%llu\n"
	    "refused\t%llu\ntoo slow\t%llu\nended without a signal\t%llu\n",
	    (unsigned long long)total.runs, (unsigned long long)total.decoded,
	    (unsigned long long)total.good, (unsigned long long)total.refused,
	    (unsigned long long)total.slow, (unsigned long long)total.ended);
	for (i = 1; i <= 64; i++)
		if (total.signal[i] > 0)
			(void)printf("ended by %s\t%llu\n", strsignal((int)i),
			    (unsigned long long)total.signal[i]);
	(void)printf("seconds of sound\t%.0f\nseconds\t%.1f\nmore descriptors"
	    "\t%ld\nmore memory, KiB\t%ld\nfindings\t%llu\n", total.sound,
	    seconds, fds, bytes / 1024, (unsigned long long)total.findings);
}

/* A number of the command line. */
static uint64_t
count_of(const char *text)
{
	struct fault why;
	uint64_t n;

	if (number_size(text, 0, UINT64_MAX, &n, &why) != ST_OK) {
		(void)fprintf(stderr, "audio: '%s': %s\n", text, why.text);
		exit(2);
	}
	return n;
}

static void
campaign(unsigned readers, char *path[])
{
	struct audio_limits limits = { 60, CPU, 10, false };
	struct timespec from, to;
	struct fault why;
	uint64_t all = runs;
	long fds, bytes;
	size_t i;

	if (audio_start(&pool, readers, &limits, &why) != ST_OK) {
		(void)fprintf(stderr, "audio: %s\n", why.text);
		exit(2);
	}
	for (i = 0; i < seeds; i++)
		decode_seed(&seed[i], path[i]);
	/* Once through everything before anything is counted. */
	run_all(readers, all < 20 * EACH ? EACH : 10 * EACH);
	total = (struct count){ .findings = total.findings };
	fds = descriptors();
	bytes = resident();
	(void)clock_gettime(CLOCK_MONOTONIC, &from);
	run_all(readers, all);
	(void)clock_gettime(CLOCK_MONOTONIC, &to);
	fds = descriptors() - fds;
	bytes = resident() - bytes;
	/* A reader whose decoder has just ended has one less. */
	if (fds > (long)readers || bytes > LEAK)
		total.findings++;
	print((double)(to.tv_sec - from.tv_sec) +
	    (double)(to.tv_nsec - from.tv_nsec) / 1e9, fds, bytes);
	audio_stop(pool);
}

int
main(int argc, char *argv[])
{
	static struct file one;
	uint64_t write_run = UINT64_MAX;
	unsigned readers = 2;
	int c;

	while ((c = getopt(argc, argv, "d:j:n:s:w:")) != -1)
		switch (c) {
		case 'd': folder = optarg; break;
		case 'j': readers = (unsigned)count_of(optarg); break;
		case 'n': runs = count_of(optarg); break;
		case 's': number = count_of(optarg); break;
		case 'w': write_run = count_of(optarg); break;
		default: return 2;
		}
	for (; optind < argc; optind++, seeds++) {
		seed = realloc(seed, (seeds + 1) * sizeof *seed);
		if (seed == NULL)
			die("memory");
		read_seed(&seed[seeds], argv[optind]);
	}
	if (seeds == 0)
		return 2;
	if (write_run != UINT64_MAX) {
		make(write_run, &one);
		return fwrite(one.data, 1, one.n, stdout) == one.n ? 0 : 1;
	}
	campaign(readers, argv + argc - seeds);
	return total.findings > 0;
}
