/*
 * labeljoin - add attributes from a table.
 *
 * in   any records with a key; a TSV with a column key
 * out  the records that the table names, with its other columns as
 *      attributes, in the stream's order
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/infile.h"
#include "data/join.h"
#include "cli.h"
#include "samefile.h"

static const struct cli_tool tool = {
	"labeljoin", "[-o file] table.tsv [stream]",
	"  -o FILE  write to FILE\n",
	"o:", NULL
};

/* Take over the row of the recording that t is a part of, if t has the
 * attribute name and its key ends in mark and a number; key loses that. */
static enum status
add_whole(struct join *table, struct tensor *t, char *key, const char *name,
    char mark, struct fault *why)
{
	char *end = strrchr(key, mark);

	if (tensor_attr(t, name) == NULL || end == NULL)
		return ST_END;
	*end = '\0';
	return join_apply(table, key, &t->attr, why);
}

/* Add the attributes of t's row; without one, a copy has its original's, a
 * window or channel that of its recording. */
static enum status
add_row(struct join *table, struct tensor *t, struct fault *why)
{
	const char *original = tensor_attr(t, "original");
	char *key = strdup(tensor_key(t));
	enum status s;

	if (key == NULL)
		return fault_nomem(why);
	s = join_apply(table, key, &t->attr, why);
	if (s == ST_END && original != NULL)
		s = join_apply(table, original, &t->attr, why);
	if (s == ST_END)
		s = add_whole(table, t, key, "start", '#', why);
	if (s == ST_END)
		s = add_whole(table, t, key, "channel", ':', why);
	free(key);
	return s;
}

/* Copy the records that the table names; returns the number of others. */
static size_t
filter(struct tensor_reader *in, struct join *table, struct tensor_writer *w)
{
	struct tensor t = TENSOR_INIT;
	struct fault why;
	size_t dropped = 0;
	enum status s;

	while ((s = tensor_read(in, &t, &why)) == ST_OK) {
		if (tensor_attr(&t, "key") == NULL)
			cli_die_record(in, &t,
			    "has no key, by which rows are found");
		s = add_row(table, &t, &why);
		if (s == ST_END) {
			dropped++;
			continue;
		}
		if (s != ST_OK)
			cli_die_record(in, &t, "%s", why.text);
		cli_check(tensor_write(w, &t, &why), &why);
	}
	if (s != ST_END)
		cli_fail(&why);
	tensor_free(&t);
	return dropped;
}

int
main(int argc, char *argv[])
{
	const char *output = NULL, *path, *stream, *name, *note;
	struct tensor_reader *in;
	struct tensor_writer *w;
	struct join *table;
	struct fault why;
	size_t dropped, unmet;
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		if (c == 'o')
			output = optarg;
	if (argc - optind < 1 || argc - optind > 2)
		cli_usage(&tool, "want a table and at most one stream");
	path = argv[optind];
	stream = optind + 1 < argc ? argv[optind + 1] : "-";
	name = infile_name(path);
	if (strcmp(path, "-") == 0 && strcmp(stream, "-") == 0)
		cli_usage(&tool, "standard input cannot be both table and "
		    "stream");
	cli_keep_input(&tool, 'o', output, path);

	cli_check(join_open(&table, path, &why), &why);
	while ((note = join_note(table)) != NULL)
		cli_warn("%s", note);
	cli_check(tensor_open(&in, stream, 0, &why), &why);
	cli_check(tensor_create(&w, output, &why), &why);
	dropped = filter(in, table, w);
	cli_check(tensor_finish(w, &why), &why);
	unmet = join_rows(table) - join_met(table);
	if (dropped > 0)
		cli_warn("%s: %zu records are not in %s and were dropped",
		    tensor_name(in), dropped, name);
	if (unmet > 0)
		cli_warn("%s: %zu of %zu keys are not in %s", name,
		    unmet, join_rows(table), tensor_name(in));
	tensor_close(in);
	join_close(table);
	return EXIT_SUCCESS;
}
