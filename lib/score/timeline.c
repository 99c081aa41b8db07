#include "score/timeline.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "score/timecolumns.h"

/* Pixels of the picture, from the upper left corner. */
#define WIDTH	900.0
#define LEFT	70.0
#define RIGHT	760.0	/* then the key */
#define TOP	66.0	/* titles */
#define NOTE	10.0	/* more, if a line under the title is followed by that
			 * of a channel */
#define PLOT	210.0	/* the lines of a panel */
#define STRIP	26.0	/* what is predicted */
#define SHARES	52.0	/* the same, of columns */
#define APART	4.0	/* from one plot of a panel to the other */
#define APARTER	16.0	/* the same, of columns: both have labels */
#define TIMES	36.0	/* the labels of the axis of time */
#define NEXT	16.0	/* more, to the title of the next panel */
#define FOOT	20.0	/* the axis of time */

#define POINTS	150	/* parts of a channel up to which each is a point */
#define OUTLINE	4.0	/* pixels of a box whose outline leaves room for what
			 * fills it */
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

/* How the timeline is drawn. */
struct view {
	const struct timeline *t;
	double column;		/* seconds; 0: each part by itself */
	bool points;		/* on the lines */
	double top;		/* pixels: of the first panel */
	double apart, strip;	/* between its plots, of the lower one */
	double most;		/* that a column's shares add up to */
	struct plotscript_size size;
};

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

/* A block for a channel, with an empty line where a part that is predicted
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

static void
put_run(FILE *f, const struct timeline *t, double from, double to, int class)
{
	const char *name;

	if (class < 0 || (size_t)class >= t->C || to <= from)
		return;
	name = t->name[class];
	(void)fprintf(f, "%.4f %.4f %d %d ", from, to, class,
	    (to - from) / t->end * (RIGHT - LEFT) >= OUTLINE);
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
		timecolumns_part(t, i, &from, &to);
		if (t->part[i].predicted != class || from > end + 0.01) {
			put_run(f, t, first, end, class);
			first = from;
			class = t->part[i].predicted;
		}
		end = to;
	}
	put_run(f, t, first, end, class);
	if (is_empty(t, channel, t->C))
		put_outside(f, 4);
	(void)fputs("EOD\n", f);
}

/* ---- data: columns ---- */

static void
put_means(FILE *f, const struct timecolumns *x, unsigned channel)
{
	bool empty = true, joined = true;
	const double *mean;
	double from, to;
	size_t k, c;

	(void)fprintf(f, "$lines%u << EOD\n", channel);
	for (k = 0; k < x->n; k++) {
		mean = x->mean + k * x->C;
		if (isnan(mean[0])) {
			joined = empty;
			continue;
		}
		timecolumns_place(x, k, &from, &to);
		(void)fprintf(f, "%s%.4f", joined ? "" : "\n",
		    (from + to) / 2);
		for (c = 0; c < x->C; c++)
			(void)fprintf(f, " %.3f", 100 * mean[c]);
		(void)fputs("\n", f);
		joined = true;
		empty = false;
	}
	if (empty)
		put_outside(f, 1 + x->C);
	(void)fputs("EOD\n", f);
}

/* Rectangles, from the last class, at the bottom, to the first, which is the
 * uppermost in the key as well.  How high they are at most. */
static double
put_shares(FILE *f, const struct timecolumns *x, unsigned channel)
{
	double from, to, low, share, most = 0;
	size_t k, c;

	(void)fprintf(f, "$strip%u << EOD\n", channel);
	for (k = 0; k < x->n; k++) {
		timecolumns_place(x, k, &from, &to);
		low = 0;
		for (c = x->C; c-- > 0; ) {
			share = x->share[k * x->C + c];
			if (share <= 0)
				continue;
			(void)fprintf(f, "%.4f %.4f %zu %.4f %.4f\n", from,
			    to, c, low, low + share);
			low += share;
		}
		most = fmax(most, low);
	}
	if (most <= 0)
		put_outside(f, 5);
	(void)fputs("EOD\n", f);
	return most;
}

static enum status
put_channel(FILE *f, struct view *v, unsigned channel, struct fault *why)
{
	struct timecolumns x;
	enum status s;

	if (v->column <= 0) {
		put_lines(f, v->t, channel);
		put_strip(f, v->t, channel);
		return ST_OK;
	}
	s = timecolumns_fill(&x, v->t, v->column, channel, why);
	if (s == ST_OK) {
		put_means(f, &x, channel);
		v->most = fmax(v->most, put_shares(f, &x, channel));
	}
	timecolumns_free(&x);
	return s;
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
draw_lines(FILE *f, const struct view *v, unsigned channel)
{
	const struct timeline *t = v->t;
	char points[40] = "";
	size_t c;

	(void)fputs("set yrange [0:100]\nset ytics nomirror 20\n"
	    "set xtics format ''\n"
	    "set ylabel 'probability, %' font 'sans-serif,12'\n"
	    "set grid x y lc rgb '#e0e0e0'\nplot ", f);
	for (c = 0; c < t->C; c++) {
		if (v->points)
			(void)snprintf(points, sizeof points,
			    "points pt %zu ps 0.5", 4 + c);
		(void)fprintf(f, "%s$lines%u using 1:%zu with lines%s lw 2 "
		    "dt %zu lc rgb '%s' notitle", c > 0 ? ", " : "", channel,
		    c + 2, points, c % 5 + 1, colour[colour_of(c)]);
	}
	(void)fputs("\n", f);
}

/* The height of the strip: of little speech in much time, less than all. */
static double
share_shown(double most)
{
	static const double round[] = { 0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
		0.1, 0.2, 0.5 };
	size_t i;

	for (i = 0; i < sizeof round / sizeof round[0]; i++)
		if (most > 0 && most <= round[i])
			return round[i];
	return 1;
}

/* Boxes of the whole height and their names.  Without an outline, which would
 * hide what is within, narrow boxes are darker. */
static void
draw_runs(FILE *f, const struct timeline *t, unsigned channel)
{
	static const char *const style[] = { "0.6 noborder",
		"0.25 border lw 1" };
	size_t c;
	int wide;

	(void)fputs("plot ", f);
	for (c = 0; c < t->C; c++)
		for (wide = 0; wide < 2; wide++)
			(void)fprintf(f, "$strip%u using ($3 == %zu && "
			    "$4 == %d ? $1 : 1/0):(0):1:2:(0):(1) with "
			    "boxxyerror fillcolor rgb '%s' fillstyle solid "
			    "%s notitle, ", channel, c, wide,
			    colour[colour_of(c)], style[wide]);
	(void)fprintf(f, "$strip%u using (($1 + $2) / 2):(0.5):5 with labels "
	    "noenhanced center font 'sans-serif,11' notitle\n", channel);
}

static void
draw_shares(FILE *f, const struct view *v, unsigned channel)
{
	const struct timeline *t = v->t;
	double high = share_shown(v->most);
	size_t c;

	(void)fprintf(f, "set yrange [0:%g]\nset ytics nomirror ('0' 0, "
	    "'%g %%%%' %g)\nplot ", high, 100 * high, high);
	for (c = 0; c < t->C; c++)
		(void)fprintf(f, "%s$strip%u using ($3 == %zu ? $1 : 1/0):4:"
		    "1:2:4:5 with boxxyerror fillcolor rgb '%s' fillstyle "
		    "solid 0.6 noborder notitle", c > 0 ? ", " : "", channel,
		    c, colour[colour_of(c)]);
	(void)fputs("\n", f);
}

static void
draw_strip(FILE *f, const struct view *v, unsigned channel)
{
	(void)fprintf(f, "unset label\nset yrange [0:1]\nunset ytics\n"
	    "unset ylabel\nunset grid\nset xtics time format '%s'\n",
	    v->t->end < 3600 ? "%tM:%tS" : "%tH:%tM:%tS");
	if (v->column > 0)
		draw_shares(f, v, channel);
	else
		draw_runs(f, v->t, channel);
}

/* Beside the panel: the line and the box of each class. */
static void
draw_key(FILE *f, const struct view *v, double top)
{
	const struct plotscript_size *l = &v->size;
	const struct timeline *t = v->t;
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
draw_panel(FILE *f, const struct view *v, unsigned channel, double top)
{
	const struct plotscript_size *l = &v->size;
	double strip = top + PLOT + v->apart;
	char text[32];

	if (channel > 0) {
		(void)snprintf(text, sizeof text, "channel %u", channel);
		plotscript_text(f, l, LEFT, top - 10, text,
		    "left font 'sans-serif,12'");
	}
	draw_key(f, v, top);
	place(f, l->height, top, top + PLOT);
	draw_lines(f, v, channel);
	(void)fputs("unset arrow\n", f);
	place(f, l->height, strip, strip + v->strip);
	draw_strip(f, v, channel);
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
titles(FILE *f, const struct view *v)
{
	const struct plotscript_size *l = &v->size;
	char width[32], note[160];

	plotscript_text(f, l, WIDTH / 2, 20, v->t->title,
	    "center font 'sans-serif,16'");
	if (v->column > 0) {
		timecolumns_name(v->column, width, sizeof width);
		(void)snprintf(note, sizeof note, "columns of %s: above mean "
		    "probabilities, below the share of the time that each "
		    "class is predicted", width);
		plotscript_text(f, l, WIDTH / 2, 42, note,
		    "center font 'sans-serif,12' textcolor rgb '#444444'");
	}
	plotscript_text(f, l, (LEFT + RIGHT) / 2, l->height - 12,
	    v->t->end < 3600 ? "time, minutes:seconds" :
	    "time, hours:minutes:seconds", "center font 'sans-serif,12'");
}

/* For n channels: if one needs columns, all have them. */
static struct view
view_of(const struct timeline *t, const unsigned channel[], size_t n)
{
	struct view v = { .t = t, .top = TOP, .apart = APART,
	    .strip = STRIP };
	size_t i, panels = n > 0 ? n : 1, most = 0, parts;

	for (i = 0; i < n; i++) {
		parts = timecolumns_parts(t, channel[i]);
		most = parts > most ? parts : most;
	}
	if (most > TIMECOLUMNS_PARTS) {
		v.column = timecolumns_width(t->end);
		v.apart = APARTER;
		v.strip = SHARES;
		v.top += channel[0] > 0 ? NOTE : 0;
	}
	v.points = v.column > 0 || most <= POINTS;
	v.size = (struct plotscript_size){ WIDTH, v.top + (double)panels *
	    (PLOT + v.apart + v.strip + TIMES) + (double)(panels - 1) * NEXT +
	    FOOT, 1 };
	return v;
}

static enum status
draw(FILE *f, struct view *v, const unsigned channel[], size_t n,
    struct fault *why)
{
	const struct timeline *t = v->t;
	enum status s = ST_OK;
	size_t i;

	for (i = 0; i < n && s == ST_OK; i++)
		s = put_channel(f, v, channel[i], why);
	(void)fprintf(f, "set multiplot\nset border 3 lc rgb '#666666'\n"
	    "set tics nomirror\nset xtics time%s\nset xrange [0:%.4f]\n",
	    t->end <= SHORT ? " 1" : "", fmax(t->end, 0.001));
	titles(f, v);
	for (i = 0; i < n; i++)
		draw_panel(f, v, channel[i], v->top + (double)i *
		    (PLOT + v->apart + v->strip + TIMES + NEXT));
	(void)fputs("unset multiplot\n", f);
	return s;
}

enum status
timeline_script(const struct timeline *t, enum plotscript_format format,
    char **script, struct fault *why)
{
	unsigned channel[TIMELINE_PANELS] = { 0 };
	size_t size, n = find_channels(t, channel);
	struct view v = view_of(t, channel, n);
	enum status s;
	FILE *f;

	*script = NULL;
	if ((f = open_memstream(script, &size)) == NULL)
		return fault_nomem(why);
	plotscript_terminal(f, &v.size, format);
	if ((s = draw(f, &v, channel, n, why)) == ST_OK)
		return plotscript_end(f, script, why);
	(void)fclose(f);
	free(*script);
	*script = NULL;
	return s;
}
