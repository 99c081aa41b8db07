#include "score/reliability.h"

#include <math.h>
#include <string.h>

/* Pixels of the picture, from the upper left corner. */
#define WIDTH	860.0
#define HEIGHT	470.0
#define TOP	70.0
#define FLOOR	410.0	/* of the lower axes */
#define SPLIT	300.0	/* between diagram and histogram */

static void
put_data(FILE *f, const struct calibration *c)
{
	const struct calibration_bin *b = c->bin;
	size_t i;

	(void)fputs("$bins << EOD\n", f);
	for (i = 0; i < CALIBRATION_BINS; i++)
		if (b[i].n > 0)
			(void)fprintf(f, "%.4f %.4f %.4f %.0f\n",
			    100 * ((double)i + 0.5) / CALIBRATION_BINS,
			    100 * b[i].confidence, 100 * b[i].right, b[i].n);
	(void)fputs("EOD\n$kept << EOD\n", f);
	for (i = 0; i < CALIBRATION_CURVE; i++)
		if (!isnan(c->uar[i]))
			(void)fprintf(f, "%.4f %.4f\n", 100 -
			    100 * (double)i / CALIBRATION_CURVE,
			    100 * c->uar[i]);
	(void)fputs("EOD\n", f);
}

/* The edges of the next plot. */
static void
place(FILE *f, double left, double right, double top, double bottom)
{
	(void)fprintf(f, "set lmargin at screen %.4f\n"
	    "set rmargin at screen %.4f\nset tmargin at screen %.4f\n"
	    "set bmargin at screen %.4f\n", left / WIDTH, right / WIDTH,
	    1 - top / HEIGHT, 1 - bottom / HEIGHT);
}

static double
largest(const struct calibration *c)
{
	double n = 0;
	size_t i;

	for (i = 0; i < CALIBRATION_BINS; i++)
		n = fmax(n, c->bin[i].n);
	return n;
}

static void
diagram(FILE *f, const struct calibration *c)
{
	place(f, 70, 410, TOP, SPLIT);
	(void)fputs("set xrange [0:100]\nset yrange [0:100]\n"
	    "set xtics 20 format ''\nset ytics 20\n"
	    "set ylabel 'right, %' font 'sans-serif,12'\n"
	    "plot $bins using 1:3:(100.0 / 15) with boxes "
	    "fillcolor rgb '#c6dbef' fillstyle solid border lc rgb '#6baed6' "
	    "lw 1 notitle, x with lines lc rgb '#666666' dt 2 lw 1 notitle, "
	    "$bins using 2:3 with points pt 7 ps 0.7 lc rgb '#0072b2' "
	    "notitle\n", f);
	place(f, 70, 410, SPLIT + 14, FLOOR);
	(void)fprintf(f, "unset label\nset yrange [0:%.0f]\n"
	    "set ytics (0, %.0f)\n", 1.05 * largest(c), largest(c));
	(void)fputs("set xtics 20 format '%g'\n"
	    "set xlabel 'probability of the class predicted, %' "
	    "font 'sans-serif,12'\n"
	    "set ylabel 'predictions' font 'sans-serif,12'\n"
	    "plot $bins using 1:4:(100.0 / 15) with boxes "
	    "fillcolor rgb '#d9d9d9' fillstyle solid border lc rgb '#969696' "
	    "lw 1 notitle\n", f);
}

/* From all of them, on the left, to the surest. */
static void
coverage(FILE *f)
{
	place(f, 500, 840, TOP, FLOOR);
	(void)fputs("set xrange [100:0]\nset yrange [0:100]\nset ytics 20\n"
	    "set xlabel 'surest predictions kept, %' font 'sans-serif,12'\n"
	    "set ylabel 'UAR, %' font 'sans-serif,12'\n"
	    "plot $kept using 1:2 with linespoints pt 7 ps 0.5 lw 2 "
	    "lc rgb '#d55e00' notitle\n", f);
}

static void
titles(FILE *f, const struct plotscript_size *l, const struct calibration *c,
    const char *title)
{
	const double *v = c->value.metric, *low = c->low.metric;
	char note[128];

	(void)snprintf(note, sizeof note, "expected calibration error %.1f %% "
	    "(95 %% interval %.1f to %.1f)", 100 * v[CALIBRATION_ECE],
	    100 * low[CALIBRATION_ECE],
	    100 * c->high.metric[CALIBRATION_ECE]);
	plotscript_text(f, l, WIDTH / 2, 24, title,
	    "center font 'sans-serif,17'");
	plotscript_text(f, l, WIDTH / 2, *title != '\0' ? 48 : 30, note,
	    "center font 'sans-serif,13' textcolor rgb '#444444'");
}

enum status
reliability_script(const struct calibration *c, const char *title,
    enum plotscript_format format, char **script, struct fault *why)
{
	const struct plotscript_size l = { WIDTH, HEIGHT, 1 };
	size_t size;
	FILE *f;

	*script = NULL;
	if ((f = open_memstream(script, &size)) == NULL)
		return fault_nomem(why);
	plotscript_terminal(f, &l, format);
	put_data(f, c);
	(void)fputs("set multiplot\nset border 3 lc rgb '#666666'\n"
	    "set tics nomirror\nset grid lc rgb '#e0e0e0'\n", f);
	titles(f, &l, c, title);
	diagram(f, c);
	coverage(f);
	(void)fputs("unset multiplot\n", f);
	return plotscript_end(f, script, why);
}
