#include "sound/device.h"

#include <dlfcn.h>
#include <errno.h>
#include <sox.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sound/bytes.h"

#define BLOCKS		100	/* per second */
#define BUFFER		1024	/* bytes that ALSA's driver reads at a time;
				 * libsox's own 8192 are a quarter of a second
				 * of speech */
#define LATENCY		"20"	/* ms, of PulseAudio's server */
#define HEADER		44	/* bytes */
#define BITS		16	/* of a sample, as asked for */

struct device {
	char name[256];
	sox_format_t *ft;
	sox_sample_t *x;	/* (n) of all channels */
	float *y;		/* (n) */
	size_t n;
};

/* The message handler of libsox has no context argument. */
static char complaint[256];
static uint64_t lost;

static void keep(unsigned level, const char *file, const char *fmt, va_list ap)
    __attribute__((format(printf, 3, 0)));

static void
keep(unsigned level, const char *file, const char *fmt, va_list ap)
{
	(void)file;
	if (level > 2)		/* 1 failures, 2 warnings, then chatter */
		return;
	(void)vsnprintf(complaint, sizeof complaint, fmt, ap);
	lost += strcmp(complaint, "over-run") == 0;
}

/* ---- opening ---- */

static bool
pulse_runs(void)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");
	char path[512];

	if (getenv("PULSE_SERVER") != NULL)
		return true;
	if (folder == NULL)
		return false;
	(void)snprintf(path, sizeof path, "%.480s/pulse/native", folder);
	return access(path, W_OK) == 0;
}

/* The driver that libsox has for it; *name is what follows the prefix. */
static const char *
driver(const char **name)
{
	const char *all = *name;

	if (all == NULL) {
		*name = "default";
		return pulse_runs() ? "pulseaudio" : "alsa";
	}
	if (strncmp(all, "pulse:", 6) == 0) {
		*name = all[6] == '\0' ? "default" : all + 6;
		return "pulseaudio";
	}
	if (strncmp(all, "alsa:", 5) == 0)
		all += 5;
	*name = *all == '\0' ? "default" : all;
	return "alsa";
}

/* Without libsox's "can't open input `NAME': ". */
static const char *
complained(void)
{
	const char *p = strstr(complaint, "': ");

	return p != NULL ? p + 3 : complaint;
}

static enum status
open_driver(struct device *d, const char *type, const char *name, double rate,
    unsigned channels, struct fault *why)
{
	const sox_signalinfo_t want = { .rate = rate, .channels = channels,
	    .precision = BITS };

	(void)sox_init();
	(void)sox_format_init();
	sox_get_globals()->output_message_handler = keep;
	sox_get_globals()->bufsiz = BUFFER;
	(void)setenv("PULSE_LATENCY_MSEC", LATENCY, 0);
	if (sox_find_format(type, sox_false) == NULL)
		return fault_set(why, ST_IO, "SoX has no driver for it here: "
		    "Debian's package is libsox-fmt-%s",
		    strcmp(type, "alsa") == 0 ? type : "pulse");
	complaint[0] = '\0';
	d->ft = sox_open_read(name, &want, NULL, type);
	if (d->ft == NULL)
		return fault_set(why, ST_IO, "cannot be opened: %s; "
		    "'tonfall --list-devices' shows what there is",
		    complained());
	return ST_OK;
}

enum status
device_open(struct device **out, const char *name, double rate,
    unsigned channels, struct fault *why)
{
	struct device *d = *out = calloc(1, sizeof *d);
	const char *type = driver(&name);
	enum status s;

	if (d == NULL)
		return fault_nomem(why);
	(void)snprintf(d->name, sizeof d->name, "%s:%s",
	    strcmp(type, "alsa") == 0 ? type : "pulse", name);
	s = open_driver(d, type, name, rate, channels, why);
	if (s == ST_OK) {
		d->n = (size_t)(d->ft->signal.rate / BLOCKS) *
		    d->ft->signal.channels;
		d->x = calloc(d->n + 1, sizeof *d->x);
		d->y = calloc(d->n + 1, sizeof *d->y);
		if (d->n == 0)
			s = fault_set(why, ST_IO, "gives %g samples per "
			    "second", d->ft->signal.rate);
		else if (d->x == NULL || d->y == NULL)
			s = fault_nomem(why);
	}
	if (s == ST_OK)
		return s;
	(void)fault_prefix(why, "%s", d->name);
	device_close(d);
	*out = NULL;
	return s;
}

void
device_close(struct device *d)
{
	if (d == NULL)
		return;
	if (d->ft != NULL)
		(void)sox_close(d->ft);
	free(d->x);
	free(d->y);
	free(d);
}

const char *
device_name(const struct device *d)
{
	return d->name;
}

double
device_rate(const struct device *d)
{
	return d->ft->signal.rate;
}

unsigned
device_channels(const struct device *d)
{
	return d->ft->signal.channels;
}

uint64_t
device_lost(const struct device *d)
{
	(void)d;
	return lost;
}

/* ---- copying ---- */

/* ST_END: nobody reads it. */
static enum status
put(int to, const void *bytes, size_t n, struct fault *why)
{
	const unsigned char *p = bytes;
	ssize_t done;

	while (n > 0) {
		done = write(to, p, n);
		if (done == -1 && errno == EPIPE)
			return ST_END;
		if (done == -1 && errno != EINTR)
			return fault_errno(why, ST_IO, "its sound cannot be "
			    "passed on");
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return ST_OK;
}

static void
put_name(unsigned char *p, const char *name)
{
	size_t i;

	for (i = 0; name[i] != '\0'; i++)
		p[i] = (unsigned char)name[i];
}

/* Multimedia Programming Interface and Data Specifications 1.0 (1991); lengths
 * as ffmpeg writes them to a pipe. */
static void
header(const struct device *d, unsigned char h[HEADER])
{
	unsigned channels = d->ft->signal.channels,
		 rate = (unsigned)(d->ft->signal.rate + 0.5),
		 frame = channels * (unsigned)sizeof(float);

	put_name(h, "RIFF");
	bytes_put_little(h + 4, 0xffffffff, 4);
	put_name(h + 8, "WAVEfmt ");
	bytes_put_little(h + 16, 16, 4);
	bytes_put_little(h + 20, 3, 2);		/* IEEE float */
	bytes_put_little(h + 22, channels, 2);
	bytes_put_little(h + 24, rate, 4);
	bytes_put_little(h + 28, rate * frame, 4);
	bytes_put_little(h + 32, frame, 2);
	bytes_put_little(h + 34, 8 * sizeof(float), 2);
	put_name(h + 36, "data");
	bytes_put_little(h + 40, 0xffffffff, 4);
}

enum status
device_copy(struct device *d, int to, struct fault *why)
{
	unsigned char h[HEADER];
	enum status s;
	size_t got, i;

	header(d, h);
	s = put(to, h, sizeof h, why);
	while (s == ST_OK) {
		got = sox_read(d->ft, d->x, d->n);
		if (got == 0)
			return fault_set(why, ST_IO, "%s: stopped: %s",
			    d->name, d->ft->sox_errno != SOX_SUCCESS ?
			    d->ft->sox_errstr : "it gives no more sound");
		for (i = 0; i < got; i++)
			d->y[i] = (float)d->x[i] / 2147483648.0F;
		s = put(to, d->y, got * sizeof *d->y, why);
	}
	return s;
}

/* ---- ALSA's list ---- */

/* These three have been in libasound.so.2 since alsa-lib 1.0.14 (2007). */
struct hints {
	int (*get)(int card, const char *iface, void ***hints);
	char *(*text)(const void *hint, const char *id);
	int (*release)(void **hints);
};

static void *
find(void *library, const char *name)
{
	return library == NULL ? NULL : dlsym(library, name);
}

static void
tell(const struct hints *h, const void *hint, device_take *take, void *ctx)
{
	char *name = h->text(hint, "NAME"), *about = h->text(hint, "DESC"),
	     *way = h->text(hint, "IOID"), *p;
	char full[256];

	/* No direction means both. */
	if (name != NULL && (way == NULL || strcmp(way, "Input") == 0)) {
		for (p = about; p != NULL && *p != '\0'; p++)
			if (*p == '\n')
				*p = ' ';
		(void)snprintf(full, sizeof full, "alsa:%s", name);
		take(ctx, full, about == NULL ? "" : about);
	}
	free(name);
	free(about);
	free(way);
}

enum status
device_list(device_take *take, void *ctx, struct fault *why)
{
	void *library = dlopen("libasound.so.2", RTLD_LAZY | RTLD_LOCAL),
	     **all, **one;
	struct hints h = { NULL, NULL, NULL };

	*(void **)&h.get = find(library, "snd_device_name_hint");
	*(void **)&h.text = find(library, "snd_device_name_get_hint");
	*(void **)&h.release = find(library, "snd_device_name_free_hint");
	if (h.get == NULL || h.text == NULL || h.release == NULL)
		return fault_set(why, ST_IO, "there is no libasound.so.2 "
		    "(Debian: libsox-fmt-alsa)");
	if (h.get(-1, "pcm", &all) < 0)
		return fault_set(why, ST_IO, "ALSA cannot list its devices");
	for (one = all; *one != NULL; one++)
		tell(&h, *one, take, ctx);
	(void)h.release(all);
	return ST_OK;
}
