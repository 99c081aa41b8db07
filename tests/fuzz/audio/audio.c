/*
 * audio - damaged audio files through the whole path: audio_open, a confined
 * decoder, audio_read.
 *
 * usage: audio [-n RUNS] [-s NUMBER] [-j READERS] [-d FOLDER] [-f FOUND]...
 *            SEED-FILE...
 *        audio -w RUN [-s NUMBER] [-f FOUND]... SEED-FILE... >FILE
 *
 * The files of the folders FOUND, which may be damaged in any way, come first,
 * as they are.  Run i after them takes a seed file, or in half of the runs one
 * of those, and changes it, by a generator that is set by NUMBER and i alone;
 * -w writes that file.  Every 16th is a seed file as it is.
 * Prints, as a table, how many files were decoded, refused, ended their
 * decoder (by signal), and took too long; files that ended one are kept in
 * FOLDER, the first hundred.  Status 1 where something escaped: a
 * good file that was not decoded, or not to the same samples; a sample that is
 * no number or beyond full scale; an error that is not the file's; descriptors
 * or memory that this process did not give back.
 */
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

#include "base/number.h"
#include "sound/audio.h"
#include "damage.h"

#define AHEAD	6
#define EACH	64		/* runs that a reader takes at a time */
#define SAVED	100
/* Seconds for a file, of which a good one takes a hundredth. */
#if defined(__SANITIZE_ADDRESS__)
#define CPU	1
#else
#define CPU	0.1
#endif
#define LEAK	((long)32 << 20)	/* bytes */

struct count {
	uint64_t runs, decoded, refused, slow, signal[65], ended, good;
	uint64_t findings;
	double sound;		/* seconds */
};

static struct damage_from from;
static uint64_t runs = 1000, begun;
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

/* ---- one run ---- */

struct slot {
	struct damage file;
	char path[32];
	int fd;
	uint64_t run;
};

static void
fill(struct slot *s, uint64_t run)
{
	s->run = run;
	damage(&from, run, &s->file);
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
		finding(
		    s, "a good file: ", st == ST_END ? "wrong samples" : why);
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
	    strstr(why, "sent an invalid answer") != NULL))
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
read_seed(struct damage_seed *s, const char *path)
{
	FILE *f = fopen(path, "rb");

	s->name = strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1;
	s->data = malloc(DAMAGE_MOST);
	if (f == NULL || s->data == NULL)
		die(path);
	s->n = fread(s->data, 1, DAMAGE_MOST, f);
	if (ferror(f))
		die(path);
	(void)fclose(f);
}

static struct damage_seed *
one_more(void)
{
	size_t n = from.good + from.found;

	from.seed = realloc(from.seed, (n + 1) * sizeof *from.seed);
	if (from.seed == NULL)
		die("memory");
	return &from.seed[n];
}

/* In the order of their names, whatever the folder's is. */
static void
read_found(const char *dir)
{
	struct dirent **entry;
	char *path;
	int n = scandir(dir, &entry, NULL, alphasort), i;

	if (n == -1)
		die(dir);
	for (i = 0; i < n; i++) {
		if (asprintf(&path, "%s/%s", dir, entry[i]->d_name) == -1)
			die("memory");
		if (entry[i]->d_name[0] != '.') {
			read_seed(one_more(), strdup(path));
			from.found++;
		}
		free(path);
		free(entry[i]);
	}
	free(entry);
}

static void
decode_seed(struct damage_seed *s, const char *path)
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

	(void)printf(
	    "files found before\t%zu\nruns\t%llu\ndecoded\t%llu\nof them "
	    "unchanged\t%llu\n"
	    "refused\t%llu\ntoo slow\t%llu\nended without a signal\t%llu\n",
	    from.found, (unsigned long long)total.runs,
	    (unsigned long long)total.decoded, (unsigned long long)total.good,
	    (unsigned long long)total.refused, (unsigned long long)total.slow,
	    (unsigned long long)total.ended);
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
	struct audio_limits limits = { 60, CPU, 10, false, false,
	    NULL };
	struct timespec start, end;
	struct fault why;
	uint64_t all = runs;
	long fds, bytes;
	size_t i;

	if (audio_start(&pool, readers, &limits, &why) != ST_OK) {
		(void)fprintf(stderr, "audio: %s\n", why.text);
		exit(2);
	}
	for (i = 0; i < from.good; i++)
		decode_seed(&from.seed[i], path[i]);
	/* Once through everything before anything is counted. */
	run_all(readers, all < 20 * EACH ? EACH : 10 * EACH);
	total = (struct count){ .findings = total.findings };
	fds = descriptors();
	bytes = resident();
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	run_all(readers, all);
	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	fds = descriptors() - fds;
	bytes = resident() - bytes;
	/* A reader whose decoder has just ended has one less. */
	if (fds > (long)readers || bytes > LEAK)
		total.findings++;
	print((double)(end.tv_sec - start.tv_sec) +
	    (double)(end.tv_nsec - start.tv_nsec) / 1e9, fds, bytes);
	audio_stop(pool);
}

int
main(int argc, char *argv[])
{
	static struct damage one;
	uint64_t write_run = UINT64_MAX;
	const char **folders = calloc((size_t)argc, sizeof *folders);
	unsigned readers = 2;
	size_t n = 0, i;
	int c;

	if (folders == NULL)
		die("memory");
	while ((c = getopt(argc, argv, "d:f:j:n:s:w:")) != -1)
		switch (c) {
		case 'd': folder = optarg; break;
		case 'f': folders[n++] = optarg; break;
		case 'j': readers = (unsigned)count_of(optarg); break;
		case 'n': runs = count_of(optarg); break;
		case 's': from.number = count_of(optarg); break;
		case 'w': write_run = count_of(optarg); break;
		default: return 2;
		}
	for (; optind < argc; optind++, from.good++)
		read_seed(one_more(), argv[optind]);
	for (i = 0; i < n; i++)
		read_found(folders[i]);
	free(folders);
	if (from.good == 0)
		return 2;
	if (write_run != UINT64_MAX) {
		damage(&from, write_run, &one);
		return fwrite(one.data, 1, one.n, stdout) == one.n ? 0 : 1;
	}
	campaign(readers, argv + argc - from.good);
	return total.findings > 0;
}
