#include "predtable.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "score/probtable.h"
#include "cli.h"

#define BLOCK	65536	/* bytes of rows written at a time, unless live */

bool
predtable_live(const char *path, const char *out)
{
	struct stat st;

	return out == NULL && (strcmp(path, "-") == 0 ?
	    fstat(STDIN_FILENO, &st) : stat(path, &st)) == 0 &&
	    !S_ISREG(st.st_mode);
}

static void
flush(struct predtable *t)
{
	struct fault why;

	if (fflush(t->rows) != 0 || ferror(t->rows))
		cli_die(EXIT_DATA, "out of memory");
	cli_check(atomfile_write(&t->file, t->text, t->len, &why), &why);
	rewind(t->rows);
}

static void
end_row(struct predtable *t)
{
	(void)fputc('\n', t->rows);
	if (t->live || ftell(t->rows) >= BLOCK)
		flush(t);
}

/* A field, or several; none if text is NULL. */
static void
put(struct predtable *t, const char *text)
{
	if (text != NULL)
		(void)fprintf(t->rows, "\t%s", text);
}

void
predtable_open(struct predtable *t, const char *out)
{
	struct fault why;
	size_t i;

	t->file = (struct atomfile)ATOMFILE_INIT;
	t->count = 0;
	t->counted = out != NULL || isatty(STDOUT_FILENO) != 1;
	if ((t->rows = open_memstream(&t->text, &t->len)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
	cli_check(atomfile_open(&t->file, out, &why), &why);
	(void)fprintf(t->rows, "# key");
	put(t, t->more);
	put(t, t->numbers);
	if (t->classes > 0)
		(void)fprintf(t->rows, "\tlabel\tpredicted");
	for (i = 0; i < t->classes; i++)
		(void)fprintf(t->rows, "\t%s", t->class[i]);
	(void)fprintf(t->rows, "\tspeaker%s%s", t->fold ? "\tfold" : "",
	    t->seed ? "\tseed" : "");
	end_row(t);
}

void
predtable_row(struct predtable *t, const struct predrow *row)
{
	size_t i, best = 0;

	for (i = 1; i < t->classes; i++)
		if (row->p[i] > row->p[best])
			best = i;
	(void)fprintf(t->rows, "%s", row->key);
	put(t, t->more != NULL ? row->more : NULL);
	put(t, t->numbers != NULL ? row->numbers : NULL);
	if (t->classes > 0)
		(void)fprintf(t->rows, "\t%s\t%s", row->label,
		    row->nothing ? "-" : t->class[best]);
	for (i = 0; i < t->classes; i++)
		(void)fprintf(t->rows, "\t" PROBTABLE_VALUE, row->p[i]);
	(void)fprintf(t->rows, "\t%s", row->speaker);
	if (t->fold)
		(void)fprintf(t->rows, "\t%s", row->fold);
	if (t->seed)
		(void)fprintf(t->rows, "\t%s", row->seed);
	t->count++;
	end_row(t);
}

void
predtable_close(struct predtable *t, char protocol)
{
	struct fault why;

	if (t->counted && protocol != 0)
		(void)fprintf(t->rows, "# protocol %c\n", protocol);
	if (t->counted)
		(void)fprintf(t->rows, "# rows %zu\n", t->count);
	flush(t);
	(void)fclose(t->rows);
	free(t->text);
	cli_check(atomfile_commit(&t->file, &why), &why);
}
