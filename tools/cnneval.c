/*
 * cnneval - predict the classes or numbers of every record with one or more
 * trained models.
 *
 * in   (T, B)  any number of frames, normalised in any way or not at all
 * out  a table: key, numbers and what is predicted for them, label, predicted,
 *      a probability for each class, speaker
 *
 * Normalising, padding and cutting are those of the model's training data.
 */
#include <float.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/textset.h"
#include "data/frames.h"
#include "data/speech.h"
#include "model/ensemble.h"
#include "score/probtable.h"
#include "cli.h"
#include "explain.h"
#include "predtable.h"
#include "samefile.h"

enum { OPT_EXPLAIN = 0x100, OPT_LIVE, OPT_SPEECH };
#define LITTLE	0.1	/* seconds of speech: a record with less is named */
#define DETAILS	5	/* records that are named */

static const struct option longopts[] = {
	{ "explain", required_argument, NULL, OPT_EXPLAIN },
	{ "live", no_argument, NULL, OPT_LIVE },
	{ "speech", required_argument, NULL, OPT_SPEECH },
	{ NULL, 0, NULL, 0 }
};

static const struct cli_tool tool = { "cnneval",
	"-m model [-m model]... [-a names] [-j threads] [--live | -o file] "
	"[--speech seconds] [--explain key] [stream]",
	"  -a names    these attributes as columns after the key: start,stop\n"
	"  -m model    a trained network; probabilities of several are "
	"averaged\n"
	"  -j threads  number of threads (all cores)\n"
	"  -o file     write to file instead of standard output\n"
	"  --explain key\n"
	"              which parts of that record decided, instead\n"
	"  --live      write every row at once, also where the input is a "
	"file\n"
	"  --speech seconds\n"
	"              predict nothing (-) for records with less speech\n",
	"a:j:m:o:", longopts };

struct options {
	const char **model;	/* (models) */
	size_t models;
	unsigned threads;
	const char *in, *out;
	char *names;		/* of -a, separated by tabs, or NULL */
	const char *explain;	/* key, or NULL */
	bool live;
	double speech;		/* seconds a record needs to be classified */
};

/* Records with more frames than a model takes. */
struct cuts {
	size_t models;
	size_t frames;		/* that all models take */
	size_t records;
};

/* Is this the name of a column that there is anyway? */
static bool
has_column(const char *name)
{
	static const char *const names[] = { "key", "label", "predicted",
	    "speaker", "fold", "seed" };
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void
set_names(struct options *o, const char *text)
{
	struct textset seen = TEXTSET_INIT;
	char *list, *one;
	struct fault why;
	size_t n, known;

	free(o->names);
	list = o->names = strdup(text);
	if (list == NULL)
		cli_die(EXIT_DATA, "out of memory");
	while ((one = strsep(&list, ",")) != NULL) {
		if (!attrs_name_ok(one))
			cli_usage(&tool, "-a: '%s' cannot be the name of an "
			    "attribute", one);
		if (has_column(one))
			cli_usage(&tool, "-a: there is a column '%s' anyway",
			    one);
		known = seen.n;
		cli_check(textset_add(&seen, one, &n, &why), &why);
		if (n < known)
			cli_usage(&tool, "-a: '%s' is named twice", one);
		if (list != NULL)
			list[-1] = '\t';
	}
	textset_free(&seen);
}

static void
read_options(int argc, char *argv[], struct options *o)
{
	struct fault why;
	int c;

	if ((o->model = calloc((size_t)argc, sizeof *o->model)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		switch (c) {
		case 'a': set_names(o, optarg); break;
		case 'j': o->threads = (unsigned)cli_size(c, optarg, 1, 1024);
			break;
		case 'm': o->model[o->models++] = optarg; break;
		case 'o': o->out = optarg; break;
		case OPT_EXPLAIN: o->explain = optarg; break;
		case OPT_LIVE: o->live = true; break;
		case OPT_SPEECH:
			if (number_real(optarg, 0, 1e9, &o->speech, &why) !=
			    ST_OK)
				cli_usage(&tool, "--speech: %s", why.text);
			break;
		}
	o->in = cli_stream(&tool, argc, argv);
	if (o->models == 0)
		cli_usage(&tool, "no model given (-m)");
	if (o->live && o->out != NULL)
		cli_usage(&tool, "--live and -o cannot be combined");
	if (o->explain != NULL && (o->models > 1 || o->live ||
	    o->names != NULL || o->speech > 0))
		cli_usage(&tool, "--explain goes with one -m, -j and -o");
	for (c = 0; c < (int)o->models; c++)
		if (strcmp(o->model[c], "-") == 0)
			cli_usage(&tool, "-m -: a model must be a file");
		else
			cli_keep_input(&tool, 'o', o->out, o->model[c]);
	cli_keep_input(&tool, 'o', o->out, o->in);
}

/* A column of text, "-" if there is none. */
static const char *
column(const struct tensor_reader *r, const struct tensor *t,
    const char *name, const char *text)
{
	if (text == NULL || *text == '\0')
		return "-";
	if (strchr(text, '\t') != NULL)
		cli_die_record(r, t, "%s '%s' contains a tab, which a table "
		    "cannot hold", name, text);
	return text;
}

/* The attributes of -a as columns, for the caller to free. */
static char *
more_columns(const struct tensor_reader *r, const struct tensor *t,
    const char *names)
{
	char *text, name[ATTR_MAXNAME + 1];
	size_t len = 0, n;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (; *names != '\0'; names += n + (names[n] != '\0')) {
		n = strcspn(names, "\t");
		(void)snprintf(name, sizeof name, "%.*s", (int)n, names);
		(void)fprintf(f, "%s%s", column(r, t, name,
		    tensor_attr(t, name)), names[n] == '\0' ? "" : "\t");
	}
	if (fclose(f) != 0)
		cli_die(EXIT_DATA, "out of memory");
	return text;
}

/* Seconds of speech in record t; infinite if it does not say. */
static double
speech_in(const struct tensor_reader *r, const struct tensor *t)
{
	struct fault why;
	double seconds;

	if (speech_said(t, &seconds, &why) != ST_OK)
		cli_die_record(r, t, "%s", why.text);
	return seconds;
}

/* The names of the columns of numbers, for the caller to free; NULL: none. */
static char *
number_names(const struct targets *g)
{
	char *names = calloc(g->n, 2 * ATTR_MAXNAME + 16), *to = names;
	size_t k;

	if (names == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (k = 0; k < g->n; k++)
		if (g->of[k].number)
			to += sprintf(to, "%s%s\tpredicted_%s", to > names ?
			    "\t" : "", g->of[k].name, g->of[k].name);
	if (to > names)
		return names;
	free(names);
	return NULL;
}

/* Their fields: the record's own number as it has it, and the prediction. */
static char *
number_fields(const struct tensor_reader *r, const struct tensor *t,
    const struct ensemble *e, const double *value, bool nothing)
{
	const struct targets *g = ensemble_targets(e);
	const struct head *h = ensemble_heads(e);
	const char *own, *tab = "";
	struct fault why;
	char *text;
	size_t len = 0, k;
	double x;
	enum status s;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (k = 0; k < g->n; k++) {
		if (!g->of[k].number)
			continue;
		s = target_number(t, &g->of[k], &x, &why);
		if (s != ST_OK && s != ST_END)
			cli_die_record(r, t, "%s", why.text);
		own = s == ST_OK ? tensor_attr(t, g->of[k].name) : "-";
		(void)fprintf(f, nothing ? "%s%s\t-" :
		    "%s%s\t" PROBTABLE_VALUE, tab, own, value[h[k].first]);
		tab = "\t";
	}
	if (fclose(f) != 0)
		cli_die(EXIT_DATA, "out of memory");
	return text;
}

/* The record's class according to the corpus, or "-". */
static const char *
own_class(const struct tensor_reader *r, const struct tensor *t,
    const struct target *g)
{
	const char *label = NULL;
	struct fault why;
	enum status s = target_class(t, g, &label, &why);

	if (s != ST_OK && s != ST_END)
		cli_die_record(r, t, "%s", why.text);
	return column(r, t, g->name, s == ST_OK ? label : NULL);
}

static void
row(struct predtable *out, const struct tensor_reader *r,
    const struct tensor *t, const struct ensemble *e, const double *value,
    double speech)
{
	const struct targets *g = ensemble_targets(e);
	size_t k = targets_classes(g);
	char *more = out->more == NULL ? NULL : more_columns(r, t, out->more);
	struct predrow row = { .more = more,
	    .nothing = speech_in(r, t) < speech };
	char *numbers = out->numbers == NULL ? NULL :
	    number_fields(r, t, e, value, row.nothing);

	row.numbers = numbers;
	row.key = column(r, t, "key", tensor_key(t));
	if (k < g->n) {
		row.p = value + ensemble_heads(e)[k].first;
		row.label = own_class(r, t, &g->of[k]);
	}
	row.speaker = column(r, t, "speaker", tensor_attr(t, "speaker"));
	predtable_row(out, &row);
	free(more);
	free(numbers);
}

/* ---- what is left out ---- */

/* Three significant digits, and never 1.8e+03 for 1800. */
static void
plain(double x, char *text, size_t size)
{
	(void)snprintf(text, size, x < 100 || x > 1e12 ? "%.3g" : "%.0f", x);
}

/* " (3.12 of 581 s)"; nothing if the record does not say its rate. */
static void
seconds(const struct tensor *t, size_t used, uint64_t real, char *text,
    size_t size)
{
	const char *value = tensor_attr(t, "rate");
	char part[24], all[24];
	struct fault why;
	double rate;

	*text = '\0';
	if (value == NULL ||
	    number_real(value, DBL_MIN, DBL_MAX, &rate, &why) != ST_OK)
		return;
	plain((double)used / rate, part, sizeof part);
	plain((double)real / rate, all, sizeof all);
	(void)snprintf(text, size, " (%s of %s s)", part, all);
}

static void
note_cut(struct cuts *c, const struct tensor_reader *r, const struct tensor *t)
{
	struct fault why;
	uint64_t real;
	char text[64];

	if (frames_real(t, &real, &why) != ST_OK || real <= c->frames ||
	    c->records++ >= DETAILS)
		return;
	seconds(t, c->frames, real, text, sizeof text);
	cli_warn("%s: record '%s': only its first %zu of %llu frames are "
	    "used%s%s; the model takes no more", tensor_name(r), tensor_key(t),
	    c->frames, (unsigned long long)real,
	    c->models > 1 ? " by at least one model" : "", text);
}

static void
sum_up_cuts(const struct cuts *c, const struct tensor_reader *r)
{
	if (c->records > DETAILS)
		cli_warn("%s: %zu records in all are longer than the %zu "
		    "frames of %s; only their beginnings are used",
		    tensor_name(r), c->records, c->frames,
		    c->models > 1 ? "at least one model" : "the model");
}

/* ---- the work ---- */

/* Read up to n records; how many. */
static size_t
read_block(struct tensor_reader *r, struct tensor *t, size_t n,
    enum status *s, struct fault *why)
{
	size_t i;

	for (i = 0; i < n; i++) {
		*s = tensor_read(r, &t[i], why);
		if (*s != ST_OK)
			break;
	}
	return i;
}

/* There is an answer for noise, too, but it means nothing. */
static void
note_speech(size_t *silent, const struct tensor_reader *r,
    const struct tensor *t)
{
	double seconds = speech_in(r, t);

	if (seconds < LITTLE && (*silent)++ < DETAILS)
		cli_warn("%s: record '%s': %g s of speech; what is predicted "
		    "for it means nothing", tensor_name(r), tensor_key(t),
		    seconds);
}

static void
note_copies(size_t copies, size_t rows, const struct tensor_reader *r)
{
	if (copies > 0)
		cli_warn("%s: %zu of %zu records are copies, which are for "
		    "training", tensor_name(r), copies, rows);
}

static void
evaluate(struct ensemble *e, const struct options *o, struct predtable *out)
{
	struct cuts cuts = { o->models, ensemble_frames(e), 0 };
	size_t i, n, done, copies = 0, silent = 0,
	    classes = ensemble_classes(e);
	size_t block = out->live ? 1 : ensemble_block(e);
	struct tensor_reader *r;
	struct tensor *t = calloc(block, sizeof *t);
	double *prob = calloc(block * classes, sizeof *prob);
	enum status s = ST_OK;
	struct fault why, bad;

	if (t == NULL || prob == NULL)
		cli_die(EXIT_DATA, "out of memory");
	cli_check(tensor_open(&r, o->in, TENSOR_HOLD, &why), &why);
	predtable_open(out, o->out);
	while (s == ST_OK) {
		tensor_release(r);
		n = read_block(r, t, block, &s, &why);
		if (ensemble_predict(e, n, t, prob, &done, &bad) == ST_OK)
			done = n;
		for (i = 0; i < done; i++) {
			note_cut(&cuts, r, &t[i]);
			note_speech(&silent, r, &t[i]);
			row(out, r, &t[i], e, prob + i * classes, o->speech);
			copies += tensor_attr(&t[i], "original") != NULL;
		}
		if (done < n)
			cli_die_record(r, &t[done], "%s", bad.text);
	}
	sum_up_cuts(&cuts, r);
	if (silent > DETAILS)
		cli_warn("%s: %zu records in all have next to no speech",
		    tensor_name(r), silent);
	note_copies(copies, out->count, r);
	if (s != ST_END)
		cli_fail(&why);
	for (i = 0; i < block; i++)
		tensor_free(&t[i]);
	tensor_close(r);
	free(t);
	free(prob);
}

/* The names of the classes, of which there are *n; for the caller to free. */
static const char **
classes(const struct ensemble *e, size_t *n)
{
	const struct targets *g = ensemble_targets(e);
	size_t i, k = targets_classes(g);
	const struct head *h = ensemble_heads(e) + (k < g->n ? k : 0);
	const char **class = calloc(h->n, sizeof *class);

	if (class == NULL)
		cli_die(EXIT_DATA, "out of memory");
	for (i = 0; i < h->n; i++)
		class[i] = ensemble_label(e, h->first + i);
	*n = k < g->n ? h->n : 0;
	return class;
}

/* A column of -a must not be there a second time. */
static void
check_names(const struct options *o, const struct targets *g)
{
	size_t k, n;
	const char *p;

	for (p = o->names; p != NULL && *p != '\0'; p += n + (p[n] != '\0')) {
		n = strcspn(p, "\t");
		for (k = 0; k < g->n; k++)
			if (g->of[k].number && strlen(g->of[k].name) == n &&
			    strncmp(g->of[k].name, p, n) == 0)
				cli_usage(&tool, "-a: there is a column '%s' "
				    "anyway", g->of[k].name);
	}
}

int
main(int argc, char *argv[])
{
	struct options o = { .threads = cli_cores(), .in = "-" };
	struct predtable out = { .live = false };
	struct ensemble *e;
	const char **class;
	char *numbers;
	struct fault why;

	read_options(argc, argv, &o);
	if (o.explain != NULL) {
		explain(o.model[0], o.in, o.explain, o.out, o.threads);
		free(o.model);
		return 0;
	}
	out.live = o.live || predtable_live(o.in, o.out);
	if (out.live && o.threads > o.models)	/* no records to divide */
		o.threads = (unsigned)o.models;
	cli_check(ensemble_new(&e, o.model, o.models, o.threads, &why), &why);
	check_names(&o, ensemble_targets(e));
	class = classes(e, &out.classes);
	numbers = number_names(ensemble_targets(e));
	out.class = class;
	out.more = o.names;
	out.numbers = numbers;
	evaluate(e, &o, &out);
	predtable_close(&out, ensemble_protocol(e));
	ensemble_free(e);
	free(class);
	free(numbers);
	free(o.model);
	free(o.names);
	return 0;
}
