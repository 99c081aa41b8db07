#include "score/scatter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Pixels of the picture, from the upper left corner. */
#define WIDTH	560.0
#define HEIGHT	580.0
#define LEFT	84.0
#define RIGHT	536.0
#define TOP	64.0
#define FLOOR	516.0

#define BINS	10	/* of the line of means */
#define SQUARES	50	/* on either side of a picture of many */

/* ---- points ---- */

struct point {
	double x, y, n;
};

/* One for each key, or for each row if some have none; *n is their number.  The
 * caller frees them; NULL: out of memory. */
static struct point *
collect(const struct predictions *p, size_t *n)
{
	bool keyed = p->unkeyed == 0;
	size_t i, at, all = keyed ? p->keys.n : p->n;
	struct point *to = calloc(all + 1, sizeof *to);

	*n = 0;
	for (i = 0; to != NULL && i < p->n; i++) {
		at = keyed ? p->key[i] : i;
		to[at].x += p->truth[i];
		to[at].y += p->said[i];
		to[at].n++;
	}
	for (i = 0; to != NULL && i < all; i++)
		if (to[i].n > 0)
			to[(*n)++] = (struct point){ to[i].x / to[i].n,
			    to[i].y / to[i].n, 1 };
	return to;
}

/* The range of both axes, with room around. */
static void
range(const struct point *p, size_t n, double *low, double *high)
{
	double room;
	size_t i;

	*low = *high = p[0].x;
	for (i = 0; i < n; i++) {
		*low = fmin(*low, fmin(p[i].x, p[i].y));
		*high = fmax(*high, fmax(p[i].x, p[i].y));
	}
	room = *high > *low ? 0.04 * (*high - *low) : 0.5;
	*low -= room;
	*high += room;
}

static int
by_truth(const void *a, const void *b)
{
	const struct point *x = a, *y = b;

	if (x->x < y->x || x->x > y->x)
		return x->x < y->x ? -1 : 1;
	return (x->y > y->y) - (x->y < y->y);
}

/* Lines "x y": the means of bins of points (n), sorted; points of the same
 * truth stay in one bin. */
static void
put_means(FILE *f, const struct point *p, size_t n)
{
	size_t i, begin = 0, bin = 1;
	double x = 0, y = 0;

	(void)fputs("$means << EOD\n", f);
	for (i = 0; i < n; i++) {
		x += p[i].x;
		y += p[i].y;
		if (i + 1 < n && (p[i + 1].x <= p[i].x ||
		    (i + 1) * BINS < bin * n))
			continue;
		(void)fprintf(f, "%.9g %.9g\n", x / (double)(i + 1 - begin),
		    y / (double)(i + 1 - begin));
		begin = i + 1;
		bin = (i + 1) * BINS / n + 1;
		x = y = 0;
	}
	(void)fputs("EOD\n", f);
}

static void
put_points(FILE *f, const struct point *p, size_t n)
{
	size_t i;

	(void)fputs("$points << EOD\n", f);
	for (i = 0; i < n; i++)
		(void)fprintf(f, "%.9g %.9g\n", p[i].x, p[i].y);
	(void)fputs("EOD\n", f);
}

static size_t
square(double x, double low, double high)
{
	double at = (x - low) / (high - low) * SQUARES;

	return at < 0 ? 0 : at >= SQUARES ? SQUARES - 1 : (size_t)at;
}

/* Lines "x y left right bottom top colour" of the squares with a point. */
static void
put_squares(FILE *f, const struct point *p, size_t n, double low, double high)
{
	static const double side = 1.0 / SQUARES;
	size_t count[SQUARES][SQUARES] = { { 0 } }, i, j, most = 1;
	double x, y, w = (high - low) * side, share;

	for (i = 0; i < n; i++) {
		j = ++count[square(p[i].y, low, high)][square(p[i].x, low,
		    high)];
		most = j > most ? j : most;
	}
	(void)fputs("$squares << EOD\n", f);
	for (i = 0; i < SQUARES; i++)
		for (j = 0; j < SQUARES; j++) {
			if (count[i][j] == 0)
				continue;
			x = low + (double)j * w;
			y = low + (double)i * w;
			share = 0.15 + 0.85 * log((double)count[i][j]) /
			    fmax(log((double)most), 1e-9);
			(void)fprintf(f, "%.9g %.9g %.9g %.9g %.9g %.9g %u\n",
			    x, y, x, x + w, y, y + w,
			    plotscript_shade(fmin(share, 1)));
		}
	(void)fputs("EOD\n", f);
}

/* ---- around them ---- */

static void
draw_titles(FILE *f, const struct plotscript_size *l, const struct scatter *s)
{
	char text[160];

	plotscript_text(f, l, WIDTH / 2, 24, s->title,
	    "center font 'sans-serif,17'");
	plotscript_text(f, l, WIDTH / 2, *s->title != '\0' ? 46 : 30, s->note,
	    "center font 'sans-serif,13' textcolor rgb '#444444'");
	(void)snprintf(text, sizeof text, "%s", s->name);
	plotscript_text(f, l, (LEFT + RIGHT) / 2, HEIGHT - 18, text,
	    "center font 'sans-serif,13'");
	if (s->table->seeds.n > 1)
		(void)snprintf(text, sizeof text, "predicted (mean over %zu "
		    "seeds)", s->table->seeds.n);
	plotscript_text(f, l, 18, (TOP + FLOOR) / 2,
	    s->table->seeds.n > 1 ? text : "predicted",
	    "center rotate by 90 font 'sans-serif,13'");
}

static void
plot(FILE *f, bool many, double low, double high)
{
	(void)fprintf(f, "set lmargin at screen %.4f\n"
	    "set rmargin at screen %.4f\nset tmargin at screen %.4f\n"
	    "set bmargin at screen %.4f\n", LEFT / WIDTH, RIGHT / WIDTH,
	    1 - TOP / HEIGHT, 1 - FLOOR / HEIGHT);
	(void)fprintf(f, "set border 3 lc rgb '#666666'\nset tics nomirror\n"
	    "set grid lc rgb '#e0e0e0'\nunset key\n"
	    "set xrange [%.9g:%.9g]\nset yrange [%.9g:%.9g]\n", low, high,
	    low, high);
	(void)fputs(many ? "plot $squares using 1:2:3:4:5:6:7 with boxxyerror "
	    "fillcolor rgb variable fillstyle solid noborder notitle, " :
	    "plot $points using 1:2 with points pt 7 ps 0.9 "
	    "lc rgb '#a00072b2' notitle, ", f);
	(void)fputs("x with lines lc rgb '#222222' dt 2 lw 1 notitle, "
	    "$means using 1:2 with linespoints pt 7 ps 0.6 lw 2 "
	    "lc rgb '#d55e00' notitle\n", f);
}

static void
draw(FILE *f, const struct scatter *s, struct point *p, size_t n,
    enum plotscript_format format)
{
	const struct plotscript_size l = { WIDTH, HEIGHT, 1 };
	bool many = n > SCATTER_POINTS;
	double low, high;

	range(p, n, &low, &high);
	qsort(p, n, sizeof *p, by_truth);
	plotscript_terminal(f, &l, format);
	if (many)
		put_squares(f, p, n, low, high);
	else
		put_points(f, p, n);
	put_means(f, p, n);
	draw_titles(f, &l, s);
	plot(f, many, low, high);
}

enum status
scatter_script(const struct scatter *s, enum plotscript_format format,
    char **script, struct fault *why)
{
	size_t size, n;
	struct point *p;
	FILE *f;

	*script = NULL;
	if ((p = collect(s->table, &n)) == NULL)
		return fault_nomem(why);
	if ((f = open_memstream(script, &size)) == NULL) {
		free(p);
		return fault_nomem(why);
	}
	draw(f, s, p, n, format);
	free(p);
	return plotscript_end(f, script, why);
}
