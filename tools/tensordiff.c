/*
 * tensordiff - compare two streams.
 *
 * in   two streams, compared record by record in their order
 * out  a line for each of the first records that differ, then a summary;
 *      nothing if they are equal
 */
#include <float.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tensor/values.h"
#include "cli.h"
#include "samefile.h"
#include "text.h"

enum { MOST_LINES = 10 };	/* of records that differ */

static const struct cli_tool tool = {
	"tensordiff", "[-aq] [-e tolerance] [-r relative] [-o file] a b",
	"  -a            compare attributes as well\n"
	"  -e TOLERANCE  values may differ by this much (0)\n"
	"  -o FILE       write the differences to FILE\n"
	"  -q            print nothing, only exit with 0 or 1\n"
	"  -r RELATIVE   or by this fraction of the larger one (0)\n",
	"ae:o:qr:", NULL
};

static bool attributes, quiet;		/* -a, -q */
static double absolute, relative;	/* -e, -r */
static struct cli_text out;

static struct {
	size_t records, differ, values, values_differ;
	double most;
	char worst_key[256], worst_at[128];
} total;

/* Start a line about the record, or NULL if there have been enough. */
static FILE *
line(const struct tensor *t)
{
	if (quiet || total.differ > MOST_LINES)
		return NULL;
	(void)fputs("record '", out.fp);
	cli_text_field(&out, tensor_key(t));
	(void)fputs("': ", out.fp);
	return out.fp;
}

/* "[12,3]" */
static void
name_place(const struct tensor *t, size_t index, char *buf, size_t size)
{
	size_t at[TENSOR_MAXRANK], n = 0;
	unsigned k;

	values_place(t->rank, t->dim, index, at);
	for (k = 0; k < t->rank; k++)
		n += (size_t)snprintf(buf + n, size - n, "%c%zu",
		    k == 0 ? '[' : ',', at[k]);
	(void)snprintf(buf + n, size - n, "]");
}

static void
report_values(const struct tensor *a, const struct tensor *b,
    const struct difference *d)
{
	char at[128];
	FILE *fp;

	if (d->most > total.most) {
		total.most = d->most;
		(void)snprintf(total.worst_key, sizeof total.worst_key,
		    "%.200s", tensor_key(a));
		name_place(a, d->largest, total.worst_at,
		    sizeof total.worst_at);
	}
	total.values_differ += d->count;
	if ((fp = line(a)) == NULL)
		return;
	name_place(a, d->first, at, sizeof at);
	(void)fprintf(fp, "at %s: ", at);
	cli_text_float(&out, a->data[d->first]);
	(void)fputs(" and ", fp);
	cli_text_float(&out, b->data[d->first]);
	(void)fprintf(fp, "; %zu of %zu values differ, most by %.6g\n",
	    d->count, tensor_len(a), d->most);
}

/* The first attribute of a that b lacks or has with another value; false if
 * none. */
static bool
attribute_differs(const struct tensor *a, const struct tensor *b,
    const char **name)
{
	const char *value, *other;
	size_t pos = 0;

	while (attrs_each(&a->attr, &pos, name, &value)) {
		other = tensor_attr(b, *name);
		if (other == NULL || strcmp(value, other) != 0)
			return true;
	}
	return false;
}

static void
print_value(const struct tensor *t, const char *name)
{
	const char *value = tensor_attr(t, name);

	if (value == NULL) {
		(void)fputs("none", out.fp);
		return;
	}
	(void)putc('\'', out.fp);
	cli_text_field(&out, value);
	(void)putc('\'', out.fp);
}

static void
report_attribute(const struct tensor *a, const struct tensor *b,
    const char *name)
{
	FILE *fp = line(a);

	if (fp == NULL)
		return;
	(void)fprintf(fp, "%s is ", name);
	print_value(a, name);
	(void)fputs(" and ", fp);
	print_value(b, name);
	(void)putc('\n', fp);
}

static void
report_shape(const struct tensor *a, const struct tensor *b)
{
	char one[TENSOR_SHAPEBUF], two[TENSOR_SHAPEBUF];
	FILE *fp = line(a);

	if (fp != NULL)
		(void)fprintf(fp, "shape is %s and %s\n",
		    tensor_shape(a, one), tensor_shape(b, two));
}

/* Compare two records of the same key. */
static void
compare(const struct tensor *a, const struct tensor *b)
{
	bool shape = a->rank == b->rank &&
	    memcmp(a->dim, b->dim, a->rank * sizeof a->dim[0]) == 0;
	struct difference d = { 0, 0, 0, 0 };
	const char *name = NULL;
	bool attr = attributes && (attribute_differs(a, b, &name) ||
	    attribute_differs(b, a, &name));

	if (shape)
		d = values_compare(a->data, b->data, tensor_len(a), absolute,
		    relative);
	total.records++;
	total.values += tensor_len(a);
	total.differ += !shape || d.count > 0 || attr;
	if (!shape)
		report_shape(a, b);
	if (d.count > 0)
		report_values(a, b, &d);
	if (attr)
		report_attribute(a, b, name);
}

/* Of two records that should be the same, one is missing or has another key. */
static void
part_ways(struct tensor_reader *const in[2], const struct tensor t[2],
    const enum status s[2])
{
	int i;

	total.differ++;
	if (quiet)
		return;
	for (i = 0; i < 2; i++) {
		(void)fputs(i > 0 ? ", but " : "", out.fp);
		cli_text_field(&out, tensor_name(in[i]));
		if (s[i] == ST_END)
			(void)fputs(" ends", out.fp);
		else {
			(void)fputs(" continues with record '", out.fp);
			cli_text_field(&out, tensor_key(&t[i]));
			(void)putc('\'', out.fp);
		}
	}
	(void)fputs("; not compared from here\n", out.fp);
}

static void
compare_streams(struct tensor_reader *in[2])
{
	struct tensor t[2] = { TENSOR_INIT, TENSOR_INIT };
	enum status s[2];
	struct fault why;
	int i;

	for (;;) {
		for (i = 0; i < 2; i++) {
			s[i] = tensor_read(in[i], &t[i], &why);
			if (s[i] == ST_OK || s[i] == ST_END)
				continue;
			cli_text_abandon(&out);
			cli_fail(&why);
		}
		if (s[0] != s[1] || (s[0] == ST_OK &&
		    strcmp(tensor_key(&t[0]), tensor_key(&t[1])) != 0))
			part_ways(in, t, s);
		else if (s[0] == ST_OK) {
			compare(&t[0], &t[1]);
			continue;
		}
		break;
	}
	tensor_free(&t[0]);
	tensor_free(&t[1]);
}

static void
summary(void)
{
	if (quiet || total.differ == 0)
		return;
	(void)fprintf(out.fp, "%zu of %zu values in %zu records differ",
	    total.values_differ, total.values, total.records);
	if (total.values_differ > 0) {
		(void)fprintf(out.fp, ", most by %.6g in record '",
		    total.most);
		cli_text_field(&out, total.worst_key);
		(void)fprintf(out.fp, "' at %s", total.worst_at);
	}
	(void)putc('\n', out.fp);
}

int
main(int argc, char *argv[])
{
	struct tensor_reader *in[2];
	const char *output = NULL;
	struct fault why;
	int c, i;

	while ((c = cli_getopt(&tool, argc, argv)) != -1)
		switch (c) {
		case 'a': attributes = true; break;
		case 'e': absolute = cli_real(c, optarg, 0, FLT_MAX); break;
		case 'o': output = optarg; break;
		case 'q': quiet = true; break;
		case 'r': relative = cli_real(c, optarg, 0, 1); break;
		}
	if (argc - optind != 2)
		cli_usage(&tool, "want two streams");
	if (strcmp(argv[optind], "-") == 0 &&
	    strcmp(argv[optind + 1], "-") == 0)
		cli_usage(&tool, "standard input cannot be both streams");
	for (i = 0; i < 2; i++) {
		cli_keep_input(&tool, 'o', output, argv[optind + i]);
		cli_check(tensor_open(&in[i], argv[optind + i], 0, &why), &why);
	}
	cli_text_open(&out, output);
	compare_streams(in);
	summary();
	cli_text_close(&out);
	tensor_close(in[0]);
	tensor_close(in[1]);
	return total.differ > 0 ? EXIT_DATA : EXIT_SUCCESS;
}
