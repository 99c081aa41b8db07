#include "text.h"

#include <stdlib.h>
#include <string.h>

#include "base/printable.h"
#include "cli.h"

static ssize_t
put(void *cookie, const char *buf, size_t n)
{
	struct cli_text *t = cookie;

	if (t->why.status == ST_OK &&
	    atomfile_write(&t->file, buf, n, &t->why) == ST_OK)
		return (ssize_t)n;
	return 0;	/* what fopencookie(3) wants for a failure */
}

void
cli_text_open(struct cli_text *t, const char *path)
{
	const cookie_io_functions_t io = { .write = put };

	t->why = (struct fault){ ST_OK, "" };
	cli_check(atomfile_open(&t->file, path, &t->why), &t->why);
	if ((t->fp = fopencookie(t, "w", io)) == NULL)
		cli_die(EXIT_DATA, "out of memory");
}

/* Write everything out. */
static void
flush(struct cli_text *t)
{
	FILE *fp = t->fp;
	int bad = ferror(fp);

	t->fp = NULL;
	if (fclose(fp) == 0 && !bad)
		return;
	if (t->why.status == ST_OK)
		(void)fault_set(&t->why, ST_IO, "%s: output was lost",
		    atomfile_name(&t->file));
	atomfile_abandon(&t->file);
	cli_fail(&t->why);
}

void
cli_text_close(struct cli_text *t)
{
	flush(t);
	cli_check(atomfile_commit(&t->file, &t->why), &t->why);
}

void
cli_text_abandon(struct cli_text *t)
{
	if (t->file.path == NULL)
		flush(t);
	else
		(void)fclose(t->fp);
	t->fp = NULL;
	atomfile_abandon(&t->file);
}

void
cli_text_field(struct cli_text *t, const char *value)
{
	char one[PRINTABLE_MOST];

	while (*value != '\0') {
		if (*value == '\\')
			(void)putc('\\', t->fp);
		value = printable_next(value, one);
		(void)fputs(one, t->fp);
	}
}

void
cli_text_float(struct cli_text *t, float x)
{
	char buf[32];
	int digits;

	for (digits = 6; digits < 9; digits++) {
		(void)snprintf(buf, sizeof buf, "%.*g", digits, (double)x);
		if (strtof(buf, NULL) == x)
			break;
	}
	(void)fprintf(t->fp, "%.*g", digits, (double)x);
}
