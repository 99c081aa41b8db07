#include "foldprint.h"

#include <stdio.h>

#include "cli.h"
#include "text.h"

static void
print_names(struct cli_text *out, const char *what, const struct names *s)
{
	size_t i;

	for (i = 0; i < s->set.n; i++) {
		(void)fprintf(out->fp, "\t%s=", what);
		cli_text_field(out, s->set.text[i]);
	}
}

/* The names of the groups in fold f, separated by commas. */
static void
print_groups(struct cli_text *out, const struct fold_plan *p, size_t f)
{
	const char *between = "\t";
	size_t g;

	for (g = 0; g < p->group.set.n; g++)
		if (p->fold[g] == f) {
			(void)fputs(between, out->fp);
			cli_text_field(out, p->group.set.text[g]);
			between = ",";
		}
}

void
foldprint(const struct fold_plan *p, const char *group, const char *target,
    const char *output)
{
	struct cli_text out;
	struct fold_table t;
	struct fault why;
	size_t f, i;

	cli_check(fold_table(&t, p, &why), &why);
	cli_text_open(&out, output);
	(void)fprintf(out.fp, "fold\t%s\trecords\tdev\ttest\tspeakers%s",
	    group, p->data->copies > 0 ? "\tcopies" : "");
	print_names(&out, target, &t.class);
	print_names(&out, "gender", &t.gender);
	(void)putc('\n', out.fp);
	for (f = 0; f < p->k; f++) {
		(void)fprintf(out.fp, "%zu", f + 1);
		print_groups(&out, p, f);
		(void)fprintf(out.fp, "\t%zu\t%zu\t%zu\t%zu", t.records[f],
		    t.dev[f], t.test[f], t.speakers[f]);
		if (p->data->copies > 0)
			(void)fprintf(out.fp, "\t%zu", t.copies[f]);
		for (i = 0; i < t.class.set.n; i++)
			(void)fprintf(out.fp, "\t%zu",
			    t.in_class[f * t.class.set.n + i]);
		for (i = 0; i < t.gender.set.n; i++)
			(void)fprintf(out.fp, "\t%zu",
			    t.of_gender[f * t.gender.set.n + i]);
		(void)putc('\n', out.fp);
	}
	cli_text_close(&out);
	fold_table_free(&t);
}
