#include "score/tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum status
tally_init(struct tally_work *w, const struct tally *t, struct fault *why)
{
	*w = (struct tally_work){
	    calloc(t->seeds, t->width * sizeof *w->sum),
	    calloc(t->values, sizeof *w->one),
	    calloc(t->values, sizeof *w->in),
	    calloc(t->seeds, sizeof *w->rows) };
	if (w->sum != NULL && w->one != NULL && w->in != NULL &&
	    w->rows != NULL)
		return ST_OK;
	tally_free(w);
	return fault_nomem(why);
}

void
tally_free(struct tally_work *w)
{
	free(w->sum);
	free(w->one);
	free(w->in);
	free(w->rows);
	(void)memset(w, 0, sizeof *w);
}

static void
add_rows(struct tally_work *w, const struct tally *t,
    const struct tally_rows *r, const uint32_t *times)
{
	size_t i, seed;
	double m;

	(void)memset(w->sum, 0, t->seeds * t->width * sizeof *w->sum);
	(void)memset(w->rows, 0, t->seeds * sizeof *w->rows);
	for (i = 0; i < r->n; i++) {
		m = times == NULL ? 1 : r->unit[i] == SCORE_NOUNIT ? 0 :
		    times[r->unit[i]];
		if (m <= 0)
			continue;
		seed = t->item[r->row[i]].seed;
		t->add(t, r->row[i], m, w->sum + seed * t->width);
		w->rows[seed] += m;
	}
}

bool
tally_values(struct tally_work *w, const struct tally *t,
    const struct tally_rows *r, const uint32_t *times, double *out)
{
	bool any = false;
	size_t s, v;

	add_rows(w, t, r, times);
	for (v = 0; v < t->values; v++)
		out[v] = w->in[v] = 0;
	for (s = 0; s < t->seeds; s++) {
		if (w->rows[s] <= 0)
			continue;
		any = true;
		t->finish(t, w->sum + s * t->width, w->one);
		for (v = 0; v < t->values; v++)
			if (!isnan(w->one[v])) {
				out[v] += w->one[v];
				w->in[v]++;
			}
	}
	for (v = 0; v < t->values; v++)
		out[v] = w->in[v] > 0 ? out[v] / w->in[v] : (double)NAN;
	return any;
}

/* ---- classes ---- */

const struct tally_metric tally_class_metric[2] = {
	{ "uar_pooled", "UAR", TALLY_PERCENT },
	{ "accuracy_pooled", "accuracy", TALLY_PERCENT }
};

static void
add_class(const struct tally *t, size_t row, double times, double *sum)
{
	const struct score_item *it = &t->item[row];

	sum[it->label * TALLY_COUNTS + TALLY_LABEL] += times;
	sum[it->predicted * TALLY_COUNTS + TALLY_SAID] += times;
	if (it->label == it->predicted)
		sum[it->label * TALLY_COUNTS + TALLY_HIT] += times;
}

static void
finish_classes(const struct tally *t, const double *sum, double *out)
{
	double all = 0, hits = 0, recalls = 0, labelled = 0;
	size_t i;

	for (i = 0; i < t->width; i += TALLY_COUNTS) {
		all += sum[i + TALLY_LABEL];
		hits += sum[i + TALLY_HIT];
		if (sum[i + TALLY_LABEL] > 0) {
			recalls += sum[i + TALLY_HIT] / sum[i + TALLY_LABEL];
			labelled++;
		}
	}
	out[0] = recalls / labelled;
	out[1] = hits / all;
}

struct tally
tally_classes(const struct score_set *s)
{
	return (struct tally){ s->classes * TALLY_COUNTS, 2,
	    tally_class_metric, s->item, s->seeds, add_class, finish_classes,
	    NULL };
}
