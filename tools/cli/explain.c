#include "explain.h"

#include <stdbool.h>
#include <string.h>

#include "data/frames.h"
#include "data/functionals.h"
#include "data/target.h"
#include "model/occlude.h"
#include "cli.h"
#include "text.h"

#define MOST	50	/* runs of frames that a record is divided into */

static size_t
best(const float *logit, size_t n, size_t but)
{
	size_t i, b = n;

	for (i = 0; i < n; i++)
		if (i != but && (b == n || logit[i] > logit[b]))
			b = i;
	return b;
}

/* The class that the one predicted won against. */
static size_t
rival(const struct model *m, const struct tensor *t, const struct occlude *o,
    size_t predicted)
{
	const char *label;
	struct fault why;
	size_t i;

	if (target_class(t, &m->targets.of[0], &label, &why) == ST_OK)
		for (i = 0; i < m->classes; i++)
			if (i != predicted && strcmp(m->label[i], label) == 0)
				return i;
	return best(o->logit, m->classes, predicted);
}

/* What part i gave to class a against b. */
static double
gave(const struct occlude *o, size_t classes, size_t i, size_t a, size_t b)
{
	const float *w = o->without + i * classes;

	return ((double)o->logit[a] - o->logit[b]) - ((double)w[a] - w[b]);
}

static void
print_part(struct cli_text *out, const struct tensor *t,
    const struct occlude *o, size_t i, double rate)
{
	char name[128];
	size_t end = (i + 1) * o->step;

	if (o->step > 0) {
		end = end < o->frames ? end : o->frames;
		(void)fprintf(out->fp, "%.3f\t%.3f", (double)(i * o->step) /
		    rate, (double)end / rate);
		return;
	}
	functionals_name(&t->attr, i, name, sizeof name);
	cli_text_field(out, name);
	(void)putc('\t', out->fp);
	cli_text_float(out, t->data[i]);
	if (o->z == NULL)
		(void)fputs("\t-", out->fp);
	else
		(void)fprintf(out->fp, "\t%.3f", (double)o->z[i]);
}

static void
print(struct cli_text *out, const struct model *m, const struct tensor *t,
    const struct occlude *o)
{
	size_t i, a = best(o->logit, m->classes, m->classes);
	size_t b = rival(m, t, o, a);
	struct fault why;
	double rate;

	if (frames_rate(t, &rate, &why) != ST_OK)
		rate = 1;	/* then it is frames that are counted */
	(void)fputs(o->step > 0 ? "# start\tstop\tchange\n" :
	    "# column\tvalue\tdeviations\tchange\n", out->fp);
	for (i = 0; i < o->parts; i++) {
		print_part(out, t, o, i, rate);
		(void)fprintf(out->fp, "\t%.6g\n",
		    gave(o, m->classes, i, a, b));
	}
	(void)fputs("# key\t", out->fp);
	cli_text_field(out, tensor_key(t));
	(void)fputs("\n# predicted\t", out->fp);
	cli_text_field(out, m->label[a]);
	(void)fputs("\n# against\t", out->fp);
	cli_text_field(out, m->label[b]);
	(void)fprintf(out->fp, "\n# margin\t%.6g\n",
	    (double)o->logit[a] - o->logit[b]);
}

void
explain(const char *path, const char *in, const char *key, const char *to,
    unsigned threads)
{
	struct occlude o = OCCLUDE_INIT;
	struct model m = MODEL_INIT;
	struct tensor t = TENSOR_INIT;
	struct tensor_reader *r;
	struct cli_text out;
	struct fault why;
	bool found = false;
	enum status s;

	cli_check(model_load(&m, path, &why), &why);
	if (model_only_classes(&m, &why) != ST_OK)
		cli_die(EXIT_DATA, "%s: %s", path, why.text);
	if (m.classes < 2)
		cli_die(EXIT_DATA, "%s: it has one class, so nothing is "
		    "decided", path);
	cli_check(tensor_open(&r, in, 0, &why), &why);
	cli_text_open(&out, to);
	while ((s = tensor_read(r, &t, &why)) == ST_OK) {
		if (found || strcmp(tensor_key(&t), key) != 0)
			continue;
		if (occlude(&o, &m, &t, MOST, threads, &why) != ST_OK)
			cli_die_record(r, &t, "%s", why.text);
		print(&out, &m, &t, &o);
		found = true;
	}
	if (s != ST_END)
		cli_fail(&why);
	if (!found)
		cli_die(EXIT_DATA, "%s: no record '%s'", tensor_name(r), key);
	cli_text_close(&out);
	occlude_free(&o);
	tensor_free(&t);
	tensor_close(r);
	model_free(&m);
}
