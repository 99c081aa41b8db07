#include "liveline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/appendf.h"
#include "rowformat.h"

#define PER_SECOND	10
#define WIDE		10	/* characters of the level's bar */
#define QUIET		(-60.0)	/* dB of full scale: a bar of 0 */
#define COLUMNS		80	/* if the terminal does not say */
#define ANSWER		40	/* bytes kept of a label */

struct liveline {
	const char *const *name;	/* (n) */
	double *p;			/* (n) */
	size_t n;
	FILE *to;
	uint64_t samples, drawn;
	double square;			/* sum since it was drawn */
	char label[ANSWER];
};

struct liveline *
liveline_new(const char *const *name, size_t n)
{
	FILE *to = isatty(STDERR_FILENO) == 1 ? stderr :
	    isatty(STDOUT_FILENO) == 1 ? stdout : NULL;
	struct liveline *l = to == NULL ? NULL : calloc(1, sizeof *l);

	if (l == NULL)
		return NULL;
	*l = (struct liveline){ .name = name, .n = n, .to = to,
	    .p = calloc(n + 1, sizeof(double)) };
	if (l->p == NULL) {
		free(l);
		return NULL;
	}
	return l;
}

void
liveline_free(struct liveline *l)
{
	if (l == NULL)
		return;
	free(l->p);
	free(l);
}

static size_t
columns(const struct liveline *l)
{
	struct winsize w;

	if (ioctl(fileno(l->to), TIOCGWINSZ, &w) == -1 || w.ws_col == 0)
		return COLUMNS;
	return w.ws_col;
}

/* A share of `wide' characters. */
static void
bar(char *text, size_t size, double share, int wide)
{
	int full = (int)(fmin(fmax(share, 0), 1) * wide + 0.5);

	appendf(text, size, "%.*s%*s", full, "##########", wide - full, "");
}

static void
draw(struct liveline *l, double rate)
{
	double level = 10 * log10(l->square /
	    (double)(l->samples - l->drawn) + 1e-12);
	char text[1024] = "", clock[32];
	size_t i, wide = columns(l);
	bool speech = l->label[0] != '\0' && strcmp(l->label, "-") != 0;

	rowformat_clock((double)l->samples / rate, clock, sizeof clock);
	appendf(text, sizeof text, "%9s %4.0f dB [", clock, level);
	bar(text, sizeof text, 1 - level / QUIET, WIDE);
	appendf(text, sizeof text, "] %-9s", l->label[0] == '\0' ? "" :
	    speech ? l->label : "no speech");
	for (i = 0; speech && i < l->n; i++) {
		appendf(text, sizeof text, "  %.12s %.2f ", l->name[i],
		    l->p[i]);
		bar(text, sizeof text, l->p[i], WIDE / 2);
	}
	/* A line that wraps could not be written over. */
	text[wide - 1 < sizeof text ? wide - 1 : sizeof text - 1] = '\0';
	(void)fprintf(l->to, "\r%s\033[K", text);
	(void)fflush(l->to);
	l->drawn = l->samples;
	l->square = 0;
}

void
liveline_sound(struct liveline *l, const float *x, size_t n, double rate)
{
	size_t i;

	if (l == NULL)
		return;
	for (i = 0; i < n; i++)
		l->square += (double)x[i] * (double)x[i];
	l->samples += n;
	if ((double)(l->samples - l->drawn) * PER_SECOND >= rate)
		draw(l, rate);
}

void
liveline_answer(struct liveline *l, const double *p, const char *label)
{
	if (l == NULL)
		return;
	(void)memcpy(l->p, p, l->n * sizeof *p);
	(void)snprintf(l->label, sizeof l->label, "%s", label);
}

void
liveline_erase(const struct liveline *l)
{
	if (l == NULL)
		return;
	(void)fputs("\r\033[K", l->to);
	(void)fflush(l->to);
}
