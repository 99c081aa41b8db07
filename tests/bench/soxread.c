/*
 * soxread - what libsox alone takes for files: to read them to their ends and
 * nothing else; or to resample what it has read.
 *
 * usage: soxread [-r rate] <paths
 *
 * -r: `rate -h' to that many Hz, of files of one channel, with nothing in
 * front of it or behind it: the same chain as our decoder's, made anew for each
 * file, in blocks as long as libsox likes them, from samples that are in memory
 * to memory.  Only the chain is timed, from making it to deleting it; reading
 * is not.
 *
 * Prints the seconds of sound read and the processor time.
 */
#include <malloc.h>
#include <sox.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

/* The sound of a file, and what has become of it. */
struct sound {
	sox_sample_t *in, *out;
	size_t n, room, taken, made;
};

struct effect {
	struct sound *s;
};

static sox_sample_t buf[65536];

/* ---- the chain ---- */

static int
source_drain(sox_effect_t *e, sox_sample_t *out, size_t *n)
{
	struct sound *s = ((struct effect *)e->priv)->s;
	size_t left = s->n - s->taken;

	*n = *n < left ? *n : left;
	(void)memcpy(out, s->in + s->taken, *n * sizeof(*out));
	s->taken += *n;
	return *n > 0 ? SOX_SUCCESS : SOX_EOF;
}

static int
sink_flow(sox_effect_t *e, const sox_sample_t *in, sox_sample_t *out,
    size_t *n, size_t *made)
{
	struct sound *s = ((struct effect *)e->priv)->s;

	(void)out;
	*made = 0;
	if (*n > s->room - s->made)
		return SOX_EOF;
	(void)memcpy(s->out + s->made, in, *n * sizeof(*in));
	s->made += *n;
	return SOX_SUCCESS;
}

static const sox_effect_handler_t source_effect = {
	.name = "source", .flags = SOX_EFF_MCHAN, .drain = source_drain,
	.priv_size = sizeof(struct effect)
};

static const sox_effect_handler_t sink_effect = {
	.name = "sink", .flags = SOX_EFF_MCHAN, .flow = sink_flow,
	.priv_size = sizeof(struct effect)
};

static bool
add(sox_effects_chain_t *chain, const sox_effect_handler_t *h,
    struct sound *s, sox_signalinfo_t *in, const sox_signalinfo_t *out)
{
	char quality[] = "-h", *argv[] = { quality };
	sox_effect_t *e = h == NULL ? NULL : sox_create_effect(h);
	bool ok;

	if (e == NULL)
		return false;
	if (h == &source_effect || h == &sink_effect)
		((struct effect *)e->priv)->s = s;
	else if (sox_effect_options(e, 1, argv) != SOX_SUCCESS)
		return false;
	ok = sox_add_effect(chain, e, in, out) == SOX_SUCCESS;
	free(e);
	return ok;
}

static bool
resample(struct sound *s, const sox_encodinginfo_t *enc, double from, double to)
{
	sox_effects_chain_t *chain = sox_create_effects_chain(enc, enc);
	sox_signalinfo_t in = { from, 1, 32, 0, NULL };
	sox_signalinfo_t out = { to, 1, 32, 0, NULL };
	bool ok;

	s->taken = s->made = 0;
	ok = chain != NULL && add(chain, &source_effect, s, &in, &in) &&
	    add(chain, sox_find_effect("rate"), s, &in, &out) &&
	    add(chain, &sink_effect, s, &in, &out) &&
	    sox_flow_effects(chain, NULL, NULL) == SOX_SUCCESS;
	if (chain != NULL)
		sox_delete_effects_chain(chain);
	return ok && s->taken == s->n && s->made > 0;
}

/* ---- a file ---- */

static bool
keep(struct sound *s, size_t n)
{
	sox_sample_t *more;

	if (s->n + n > s->room) {
		s->room = 2 * (s->n + n);
		if ((more = realloc(s->in, s->room * sizeof(*more))) == NULL)
			return false;
		s->in = more;
		if ((more = realloc(s->out, s->room * sizeof(*more))) == NULL)
			return false;
		s->out = more;
	}
	(void)memcpy(s->in + s->n, buf, n * sizeof(*buf));
	s->n += n;
	return true;
}

/* Seconds of sound, -1 failed; *cpu grows by what resampling took. */
static double
one_file(const char *path, double to, struct sound *s, double *cpu)
{
	sox_format_t *f = sox_open_read(path, NULL, NULL, NULL);
	double rate, start, samples = 0;
	bool ok = true;
	size_t n;

	if (f == NULL)
		return -1;
	rate = f->signal.rate * f->signal.channels;
	s->n = 0;
	while (ok && (n = sox_read(f, buf, sizeof(buf) / sizeof(*buf))) > 0) {
		samples += (double)n;
		ok = to == 0 || keep(s, n);
	}
	if (ok && to > 0) {
		start = clock_cpu();
		ok = f->signal.channels == 1 &&
		    resample(s, &f->encoding, rate, to);
		*cpu += clock_cpu() - start;
	}
	(void)sox_close(f);
	return ok ? samples / rate : -1;
}

int
main(int argc, char *argv[])
{
	struct sound s = { 0 };
	char path[4096];
	double to = 0, sound = 0, one, cpu = 0, start = clock_cpu();
	int c;

	while ((c = getopt(argc, argv, "r:")) != -1)
		if (c != 'r' || !((to = strtod(optarg, NULL)) > 0))
			return 2;
	/* As in our decoder: no page is given back, to be asked for again. */
	(void)mallopt(M_MMAP_THRESHOLD, 32 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 32 << 20);
	if (sox_init() != SOX_SUCCESS)
		return 1;
	while (fgets(path, sizeof(path), stdin) != NULL) {
		path[strcspn(path, "\n")] = '\0';
		if ((one = one_file(path, to, &s, &cpu)) < 0)
			return 1;
		sound += one;
	}
	if (to == 0)
		cpu = clock_cpu() - start;
	put("sound", sound, "s");
	put("cpu", cpu, "s");
	put("speed", sound / cpu, "x real time");
	free(s.in);
	free(s.out);
	return 0;
}
