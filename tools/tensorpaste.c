/*
 * tensorpaste - join streams side by side: the columns of their records with
 * the same key in one.
 *
 * in   (T, B1), (T, B2), ...
 * out  (T, B1 + B2 + ...)  in the order of the first stream
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "data/keyed.h"
#include "data/paste.h"
#include "cli.h"
#include "samefile.h"
#include "stage_options.h"

static const char *const help[][2] = {
	{ "-s", "skip records that are not in all streams, and count them" },
	{ NULL, NULL }
};
static const struct stage_tool tool = {
	"tensorpaste", "[-s] stream stream ...", paste_settings, "s", help
};

struct work {
	struct tensor_reader *first;
	struct textset keys;	/* of its records so far */
	struct keyed **other;	/* (n - 1) */
	size_t n;		/* streams */
	const struct tensor **record;	/* (n) with one key */
	bool skip;
	size_t lacking;		/* records of the first that were skipped */
};

static void
set_skip(void *ctx, int option)
{
	(void)option;
	((struct work *)ctx)->skip = true;
}

static void
open_all(struct work *w, const struct stage_options *o, char *const path[])
{
	struct fault why;
	size_t i, standard = 0;

	for (w->n = 0; path[w->n] != NULL; w->n++)
		standard += strcmp(path[w->n], "-") == 0;
	if (w->n < 2)
		cli_usage(&o->tool, "want two streams or more");
	if (standard > 1)
		cli_usage(&o->tool, "standard input can be only one of the "
		    "streams");
	for (i = 1; i < w->n; i++)
		cli_keep_input(&o->tool, 'o', o->out, path[i]);
	w->other = calloc(w->n, sizeof *w->other);
	w->record = calloc(w->n, sizeof *w->record);
	if (w->other == NULL || w->record == NULL)
		cli_die(EXIT_DATA, "out of memory");
	cli_check(tensor_open(&w->first, path[0], 0, &why), &why);
	for (i = 1; i < w->n; i++)
		cli_check(keyed_open(&w->other[i - 1], path[i], &why), &why);
}

/* Find the records of the other streams; false if one has none. */
static bool
find(struct work *w, const struct tensor *t)
{
	struct fault why;
	enum status s;
	bool all = true;
	size_t i;

	if (tensor_attr(t, "key") == NULL)
		cli_die_record(w->first, t, "has no key, by which the others "
		    "are found");
	cli_check(keyed_once(&w->keys, w->first, t, &why), &why);
	w->record[0] = t;
	for (i = 1; i < w->n; i++) {
		s = keyed_find(w->other[i - 1], tensor_key(t), &w->record[i],
		    &why);
		if (s == ST_END && !w->skip)
			cli_die_record(w->first, t, "is not in %s; -s skips "
			    "such records", keyed_name(w->other[i - 1]));
		if (s != ST_OK && s != ST_END)
			cli_fail(&why);
		all = all && s == ST_OK;
	}
	return all;
}

static void
paste(struct work *w, const double v[], struct tensor_writer *out)
{
	struct tensor t = TENSOR_INIT, joined = TENSOR_INIT;
	struct fault why;
	enum status s;

	while ((s = tensor_read(w->first, &t, &why)) == ST_OK) {
		if (!find(w, &t)) {
			w->lacking++;
			continue;
		}
		if (paste_records(w->record, w->n, v, &joined, &why) != ST_OK)
			cli_die_record(w->first, &t, "%s", why.text);
		cli_check(tensor_write(out, &joined, &why), &why);
	}
	if (s != ST_END)
		cli_fail(&why);
	tensor_free(&t);
	tensor_free(&joined);
}

/* What the other streams have and the first does not. */
static void
check_rest(struct work *w)
{
	const char *key = "";
	struct fault why;
	size_t i, n = 0;

	if (w->lacking > 0)
		cli_warn("%s: %zu records are not in all other streams and "
		    "were skipped", tensor_name(w->first), w->lacking);
	for (i = 0; i + 1 < w->n; i++) {
		cli_check(keyed_rest(w->other[i], &n, &key, &why), &why);
		if (n > 0 && !w->skip)
			cli_die(EXIT_DATA, "%s: record '%s' is not in %s; -s "
			    "skips such records", keyed_name(w->other[i]), key,
			    tensor_name(w->first));
		if (n > 0)
			cli_warn("%s: %zu records were not used",
			    keyed_name(w->other[i]), n);
	}
}

int
main(int argc, char *argv[])
{
	static struct stage_options o;
	struct work w = { .keys = TEXTSET_INIT };
	struct tensor_writer *out;
	struct fault why;
	size_t i;

	stage_options(&tool, argc, argv, &o, set_skip, &w);
	open_all(&w, &o, argv + optind);
	cli_check(tensor_create(&out, o.out, &why), &why);
	paste(&w, o.v, out);
	check_rest(&w);
	cli_check(tensor_finish(out, &why), &why);
	tensor_close(w.first);
	textset_free(&w.keys);
	for (i = 0; i + 1 < w.n; i++)
		keyed_close(w.other[i]);
	free(w.other);
	free(w.record);
	return 0;
}
