#include "liveline.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/appendf.h"
#include "rowformat.h"

#define PER_SECOND	10
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

	if (wide > 0)
		appendf(text, size, "%.*s%*s", full, "##########",
		    wide - full, "");
}

/* The line, with bars of these widths; its length. */
static size_t
compose(const struct liveline *l, double rate, int level, int classes,
    char *text, size_t size)
{
	double db = 10 * log10(l->square / (double)(l->samples - l->drawn) +
	    1e-12);
	bool speech = l->label[0] != '\0' && strcmp(l->label, "-") != 0;
	char clock[32];
	size_t i;

	*text = '\0';
	rowformat_clock((double)l->samples / rate, clock, sizeof clock);
	appendf(text, size, "%9s", clock);
	if (level > 0) {
		appendf(text, size, " %4.0f dB [", db);
		bar(text, size, 1 - db / QUIET, level);
		appendf(text, size, "]");
	}
	appendf(text, size, " %-9s", l->label[0] == '\0' ? "" : speech ?
	    l->label : "no speech");
	for (i = 0; speech && classes >= 0 && i < l->n; i++) {
		appendf(text, size, "  %.12s %.2f", l->name[i], l->p[i]);
		if (classes > 0)
			appendf(text, size, " ");
		bar(text, size, l->p[i], classes);
	}
	return strlen(text);
}

/* With as much as there is room for: a line that wraps could not be written
 * over. */
static void
draw(struct liveline *l, double rate)
{
	static const struct {
		int level, classes;
	} width[] = { { 10, 5 }, { 10, 3 }, { 5, 3 }, { 5, 0 }, { 0, 0 },
	    { 5, -1 }, { 0, -1 } };
	size_t i, n = sizeof width / sizeof width[0], wide = columns(l);
	char text[1024];

	for (i = 0; i < n; i++)
		if (compose(l, rate, width[i].level, width[i].classes, text,
		    sizeof text) < wide)
			break;
	if (i == n)
		text[wide - 1 < sizeof text ? wide - 1 : sizeof text - 1] =
		    '\0';
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
