/*
 * tensorinfo - list the contents of a tensor stream as a table.
 *
 * in   any records
 * out  TSV, a row per record: key, shape, min, mean, max, attributes
 *      -d: a row per frame (an index of the slowest axis): key, frame, values
 *      -c: a row per file: file, records, values, odd
 * A file that fails is reported and the next one is taken; the status is 1.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tensor/values.h"
#include "cli.h"
#include "samefile.h"
#include "text.h"

static const struct cli_tool tool = {
	"tensorinfo", "[-cd] [-a names] [-o file] [file ...]",
	"  -a NAMES  one column for each of these attributes\n"
	"  -c        only check and count: one row per file\n"
	"  -d        the values: one row per frame\n"
	"  -o FILE   write the table to FILE\n",
	"a:cdo:", NULL
};

static char **chosen;		/* -a */
static size_t nchosen;
static enum { RECORDS, COUNTS, VALUES } mode = RECORDS;
static struct cli_text out;

/* Add the names of a list, separated by commas, to chosen. */
static void
choose(char *list)
{
	char *name;

	while ((name = strsep(&list, ",")) != NULL) {
		chosen = realloc(chosen, (nchosen + 1) * sizeof *chosen);
		if (chosen == NULL)
			cli_die(EXIT_DATA, "out of memory");
		if (*name == '\0')
			cli_usage(&tool, "-a: a name is missing");
		chosen[nchosen++] = name;
	}
}

static void
set_mode(int letter)
{
	if (mode != RECORDS)
		cli_usage(&tool, "-c and -d do not go together");
	mode = letter == 'c' ? COUNTS : VALUES;
}

static void
print_header(void)
{
	size_t i;

	if (mode == COUNTS)
		(void)fputs("file\trecords\tvalues\todd", out.fp);
	else if (mode == VALUES)
		(void)fputs("key\tframe\tvalues", out.fp);
	else
		(void)fputs("key\tshape\tmin\tmean\tmax", out.fp);
	if (mode == RECORDS && nchosen == 0)
		(void)fputs("\tattributes", out.fp);
	for (i = 0; mode == RECORDS && i < nchosen; i++) {
		(void)putc('\t', out.fp);
		cli_text_field(&out, chosen[i]);
	}
	(void)putc('\n', out.fp);
}

static void
print_shape(const struct tensor *t)
{
	unsigned i;

	for (i = 0; i < t->rank; i++)
		(void)fprintf(out.fp, "%s%llu", i > 0 ? "x" : "",
		    (unsigned long long)t->dim[i]);
}

/* "name=value; name=value" of all attributes except key. */
static void
print_attributes(const struct tensor *t)
{
	const char *name, *value, *between = "";
	size_t pos = 0;

	while (attrs_each(&t->attr, &pos, &name, &value)) {
		if (strcmp(name, "key") == 0)
			continue;
		(void)fprintf(out.fp, "%s%s=", between, name);
		cli_text_field(&out, value);
		between = "; ";
	}
}

static void
print_record(const struct tensor *t, const struct summary *sum)
{
	const char *value;
	size_t i;

	cli_text_field(&out, tensor_key(t));
	(void)putc('\t', out.fp);
	print_shape(t);
	(void)putc('\t', out.fp);
	cli_text_float(&out, sum->min);
	(void)fprintf(out.fp, "\t%.6g\t", sum->mean);
	cli_text_float(&out, sum->max);
	if (nchosen == 0) {
		(void)putc('\t', out.fp);
		print_attributes(t);
	}
	for (i = 0; i < nchosen; i++) {
		value = tensor_attr(t, chosen[i]);
		(void)putc('\t', out.fp);
		cli_text_field(&out, value != NULL ? value : "-");
	}
	(void)putc('\n', out.fp);
}

static void
print_values(const struct tensor *t)
{
	size_t frame, i, width = tensor_len(t) / t->dim[0];

	for (frame = 0; frame < t->dim[0]; frame++) {
		cli_text_field(&out, tensor_key(t));
		(void)fprintf(out.fp, "\t%zu", frame);
		for (i = 0; i < width; i++) {
			(void)putc(i > 0 ? ' ' : '\t', out.fp);
			cli_text_float(&out, t->data[frame * width + i]);
		}
		(void)putc('\n', out.fp);
	}
}

/* Prints a message and returns false if the stream is not complete. */
static bool
show(const char *path)
{
	unsigned long long records = 0, values = 0, odd = 0;
	struct tensor t = TENSOR_INIT;
	struct tensor_reader *in;
	struct summary sum;
	struct fault why;
	enum status s;

	if (tensor_open(&in, path, 0, &why) != ST_OK) {
		cli_warn("%s", why.text);
		return false;
	}
	while ((s = tensor_read(in, &t, &why)) == ST_OK) {
		sum = values_summary(t.data, tensor_len(&t));
		if (mode == RECORDS)
			print_record(&t, &sum);
		else if (mode == VALUES)
			print_values(&t);
		records++;
		values += tensor_len(&t);
		odd += sum.odd;
	}
	if (s != ST_END)
		cli_warn("%s", why.text);
	else if (mode == COUNTS) {
		cli_text_field(&out, tensor_name(in));
		(void)fprintf(out.fp, "\t%llu\t%llu\t%llu\n", records, values,
		    odd);
	}
	tensor_free(&t);
	tensor_close(in);
	return s == ST_END;
}

int
main(int argc, char *argv[])
{
	const char *path = NULL;
	bool good = true;
	int c;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		switch (c) {
		case 'a': choose(optarg); break;
		case 'c':
		case 'd': set_mode(c); break;
		case 'o': path = optarg; break;
		}
	if (nchosen > 0 && mode != RECORDS)
		cli_usage(&tool, "-a does not go with -c or -d");
	if (optind == argc)
		cli_keep_input(&tool, 'o', path, "-");
	for (c = optind; c < argc; c++)
		cli_keep_input(&tool, 'o', path, argv[c]);
	cli_text_open(&out, path);
	print_header();
	if (optind == argc)
		good = show("-");
	for (; optind < argc; optind++)
		good &= show(argv[optind]);
	free(chosen);
	if (!good) {
		cli_text_abandon(&out);
		return EXIT_DATA;
	}
	cli_text_close(&out);
	return EXIT_SUCCESS;
}
