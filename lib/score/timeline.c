#include "score/timeline.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Pixels of the picture, from the upper left corner. */
#define WIDTH	900.0
#define LEFT	70.0
#define RIGHT	760.0	/* then the key */
#define TOP	66.0	/* titles */
#define PLOT	210.0	/* the lines of a panel */
#define STRIP	26.0	/* what is predicted */
#define PANEL	(PLOT + STRIP + 36)
#define FOOT	24.0	/* the axis of time */

#define POINTS	150	/* parts up to which each is a point */
#define SHORT	10.0	/* seconds up to which each is a tic; gnuplot's own
			 * would be closer, and labels are whole seconds */

/* Okabe and Ito's colours, readable by colour-blind people. */
static const char *const colour[] = { "#d55e00", "#0072b2", "#000000",
	"#009e73", "#cc79a7", "#e69f00", "#56b4e9" };
#define COLOURS	(sizeof colour / sizeof colour[0])

static size_t
colour_of(size_t class)
{
	return class % COLOURS;
}

/* ---- data ---- */

/* Is nothing below this number predicted in the channel? */
static bool
is_empty(const struct timeline *t, unsigned channel, size_t below)
{
	const struct timeline_part *a;
	size_t i;

	for (i = 0; i < t->n; i++) {
		a = &t->part[i];
		if (a->channel == channel && a->predicted >= 0 &&
		    (size_t)a->predicted < below)
			return false;
	}
	return true;
}

/* A line of n numbers to the left of the picture, because gnuplot complains of
 * a block without lines. */
static void
put_outside(FILE *f, size_t n)
{
	while (n-- > 0)
		(void)fputs("-1 ", f);
	(void)fputs("\"\"\n", f);
}

/* A block for each channel, with an empty line where a part that is predicted
 * does not follow another. */
static void
put_lines(FILE *f, const struct timeline *t, unsigned channel)
{
	const struct timeline_part *a;
	bool joined = true;
	double end = 0;
	size_t i, c;

	(void)fprintf(f, "$lines%u << EOD\n", channel);
	for (i = 0; i < t->n; i++) {
		a = &t->part[i];
		if (a->channel != channel)
			continue;
		joined = joined && a->predicted >= 0 && a->start < end + 0.01;
		end = a->end;
		if (a->predicted < 0)
			continue;
		(void)fprintf(f, "%s%.4f", joined ? "" : "\n",
		    (a->start + a->end) / 2);
		for (c = 0; c < t->C; c++)
			(void)fprintf(f, " %.3f", 100 * a->p[c]);
		(void)fputs("\n", f);
		joined = true;
	}
	if (is_empty(t, channel, t->C + 1))
		put_outside(f, 1 + t->C);
	(void)fputs("EOD\n", f);
}

/* Where the strip of part i is: parts that overlap share what is common. */
static void
strip_of(const struct timeline *t, size_t i, double *from, double *to)
{
	const struct timeline_part *a = &t->part[i];
	size_t k;

	*from = a->start;
	*to = a->end;
	for (k = i; k-- > 0; )
		if (t->part[k].channel == a->channel)
			break;
	if (k < i && t->part[k].end > a->start)
		*from = (t->part[k].end + a->start) / 2;
	for (k = i + 1; k < t->n && t->part[k].channel != a->channel; k++)
		continue;
	if (k < t->n && t->part[k].start < a->end)
		*to = (t->part[k].start + a->end) / 2;
}

static void
put_run(FILE *f, const struct timeline *t, double from, double to, int class)
{
	const char *name;

	if (class < 0 || (size_t)class >= t->C || to <= from)
		return;
	name = t->name[class];
	(void)fprintf(f, "%.4f %.4f %d ", from, to, class);
	/* Its name, if there is room. */
	if ((to - from) / t->end * (RIGHT - LEFT) <
	    plotscript_room(name, 12))
		name = "";
	plotscript_quote(f, name);
	(void)fputs("\n", f);
}

/* Rectangles of the strip: a run of equal predictions is one. */
static void
put_strip(FILE *f, const struct timeline *t, unsigned channel)
{
	double from, to, first = 0, end = 0;
	int class = -1;
	size_t i;

	(void)fprintf(f, "$strip%u << EOD\n", channel);
	for (i = 0; i < t->n; i++) {
		if (t->part[i].channel != channel)
			continue;
		strip_of(t, i, &from, &to);
		if (t->part[i].predicted != class || from > end + 0.01) {
			put_run(f, t, first, end, class);
			first = from;
			class = t->part[i].predicted;
		}
		end = to;
	}
	put_run(f, t, first, end, class);
	if (is_empty(t, channel, t->C))
		put_outside(f, 3);
	(void)fputs("EOD\n", f);
}

/* ---- panels ---- */

/* The edges of the next plot. */
static void
place(FILE *f, double height, double top, double bottom)
{
	(void)fprintf(f, "set lmargin at screen %.4f\n"
	    "set rmargin at screen %.4f\nset tmargin at screen %.4f\n"
	    "set bmargin at screen %.4f\n", LEFT / WIDTH, RIGHT / WIDTH,
	    1 - top / height, 1 - bottom / height);
}

static void
draw_lines(FILE *f, const struct timeline *t, unsigned channel)
{
	char points[40] = "";
	size_t c;

	(void)fputs("set yrange [0:100]\nset ytics nomirror 20\n"
	    "set xtics format ''\n"
	    "set ylabel 'probability, %' font 'sans-serif,12'\n"
	    "set grid x y lc rgb '#e0e0e0'\nplot ", f);
	for (c = 0; c < t->C; c++) {
		if (t->n <= POINTS)
			(void)snprintf(points, sizeof points,
			    "points pt %zu ps 0.5", 4 + c);
		(void)fprintf(f, "%s$lines%u using 1:%zu with lines%s lw 2 "
		    "dt %zu lc rgb '%s' notitle", c > 0 ? ", " : "", channel,
		    c + 2, points, c % 5 + 1, colour[colour_of(c)]);
	}
	(void)fputs("\n", f);
}

static void
draw_strip(FILE *f, const struct timeline *t, unsigned channel)
{
	size_t c;

	(void)fprintf(f, "unset label\nset yrange [0:1]\nunset ytics\n"
	    "unset ylabel\nunset grid\nset xtics time format '%s'\nplot ",
	    t->end < 3600 ? "%tM:%tS" : "%tH:%tM:%tS");
	for (c = 0; c < t->C; c++)
		(void)fprintf(f, "%s$strip%u using ($3 == %zu ? $1 : 1/0):"
		    "(0):1:2:(0):(1) with boxxyerror fillcolor rgb '%s' "
		    "fillstyle solid 0.25 border lw 1 notitle",
		    c > 0 ? ", " : "", channel, c, colour[colour_of(c)]);
	(void)fprintf(f, ", $strip%u using (($1 + $2) / 2):(0.5):4 with labels "
	    "noenhanced center font 'sans-serif,11' notitle\n", channel);
}

/* Beside the panel: the line and the box of each class. */
static void
draw_key(FILE *f, const struct timeline *t, const struct plotscript_size *l,
    double top)
{
	size_t c;
	double y;

	for (c = 0; c < t->C; c++) {
		y = top + 12 + 20 * (double)c;
		if (y > top + PLOT)
			break;
		(void)fprintf(f, "set arrow %zu from screen %.4f, screen %.4f "
		    "to screen %.4f, screen %.4f nohead lw 2 dt %zu "
		    "lc rgb '%s'\n", c + 1, (RIGHT + 10) / l->width,
		    1 - y / l->height, (RIGHT + 44) / l->width,
		    1 - y / l->height, c % 5 + 1, colour[colour_of(c)]);
		plotscript_text(f, l, RIGHT + 50, y, t->name[c],
		    "left font 'sans-serif,12'");
	}
}

static void
draw_panel(FILE *f, const struct timeline *t, const struct plotscript_size *l,
    unsigned channel, double top)
{
	char text[32];

	if (channel > 0) {
		(void)snprintf(text, sizeof text, "channel %u", channel);
		plotscript_text(f, l, LEFT, top - 10, text,
		    "left font 'sans-serif,12'");
	}
	draw_key(f, t, l, top);
	place(f, l->height, top, top + PLOT);
	draw_lines(f, t, channel);
	(void)fputs("unset arrow\n", f);
	place(f, l->height, top + PLOT + 4, top + PLOT + 4 + STRIP);
	draw_strip(f, t, channel);
}

/* ---- the whole ---- */

/* The channels that there are, in their order; how many. */
static size_t
find_channels(const struct timeline *t, unsigned channel[TIMELINE_PANELS])
{
	size_t i, k, n = 0;

	for (i = 0; i < t->n; i++) {
		for (k = 0; k < n && channel[k] != t->part[i].channel; k++)
			continue;
		if (k == n && n < TIMELINE_PANELS)
			channel[n++] = t->part[i].channel;
	}
	return n;
}

static void
titles(FILE *f, const struct timeline *t, const struct plotscript_size *l)
{
	plotscript_text(f, l, WIDTH / 2, 20, t->title,
	    "center font 'sans-serif,16'");
	plotscript_text(f, l, WIDTH / 2, 42, t->note,
	    "center font 'sans-serif,12' textcolor rgb '#444444'");
	plotscript_text(f, l, (LEFT + RIGHT) / 2, l->height - 12,
	    t->end < 3600 ? "time, minutes:seconds" :
	    "time, hours:minutes:seconds", "center font 'sans-serif,12'");
}

enum status
timeline_script(const struct timeline *t, enum plotscript_format format,
    char **script, struct fault *why)
{
	unsigned channel[TIMELINE_PANELS] = { 0 };
	size_t i, size, n = find_channels(t, channel);
	const struct plotscript_size l = { WIDTH,
	    TOP + (double)(n > 0 ? n : 1) * PANEL + FOOT, 1 };
	FILE *f;

	*script = NULL;
	if ((f = open_memstream(script, &size)) == NULL)
		return fault_nomem(why);
	plotscript_terminal(f, &l, format);
	for (i = 0; i < n; i++) {
		put_lines(f, t, channel[i]);
		put_strip(f, t, channel[i]);
	}
	(void)fprintf(f, "set multiplot\nset border 3 lc rgb '#666666'\n"
	    "set tics nomirror\nset xtics time%s\nset xrange [0:%.4f]\n",
	    t->end <= SHORT ? " 1" : "", fmax(t->end, 0.001));
	titles(f, t, &l);
	for (i = 0; i < n; i++)
		draw_panel(f, t, &l, channel[i], TOP + (double)i * PANEL);
	(void)fputs("unset multiplot\n", f);
	return plotscript_end(f, script, why);
}
