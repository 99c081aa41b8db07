#include "fonts.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "child.h"

static enum status
add(struct fonts *f, unsigned long from, unsigned long to, struct fault *why)
{
	size_t cap = f->cap == 0 ? 256 : 2 * f->cap;
	struct fonts_range *r;

	if (f->n == f->cap) {
		if ((r = reallocarray(f->range, cap, sizeof *r)) == NULL)
			return fault_nomem(why);
		f->range = r;
		f->cap = cap;
	}
	f->range[f->n++] = (struct fonts_range){ from, to };
	return ST_OK;
}

/* A line of ranges in hexadecimal, "20-7e a0 1fa-1ff"; anything else
 * ends it. */
static enum status
take_line(struct fonts *f, const char *s, struct fault *why)
{
	unsigned long from, to;
	enum status status;
	char *end;

	for (;; s = end) {
		from = to = strtoul(s, &end, 16);
		if (end == s)
			return ST_OK;
		if (*end == '-')
			to = strtoul(end + 1, &end, 16);
		if ((status = add(f, from, to, why)) != ST_OK)
			return status;
	}
}

static enum status
take_lines(struct fonts *f, FILE *in, struct fault *why)
{
	enum status s = ST_OK;
	char *line = NULL;
	size_t cap = 0;

	while (s == ST_OK && getline(&line, &cap, in) != -1)
		s = take_line(f, line, why);
	free(line);
	if (s == ST_OK && ferror(in))
		s = fault_errno(why, ST_IO, "cannot read what fc-list says");
	return s;
}

static enum status
ask(struct fonts *f, struct child *c, struct fault *why)
{
	int fd = dup(c->out);
	FILE *in = fd == -1 ? NULL : fdopen(fd, "r");
	struct fault end;
	enum status s, ended;

	if (in == NULL) {
		s = fault_errno(why, ST_IO, "fc-list");
		if (fd != -1)
			(void)close(fd);
	} else {
		s = take_lines(f, in, why);
		(void)fclose(in);
	}
	ended = child_end(c, &end);
	if (s == ST_OK && ended != ST_OK)
		*why = end;
	return s != ST_OK ? s : ended;
}

static int
by_start(const void *a, const void *b)
{
	const struct fonts_range *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* Merge overlapping ranges, so that a character is in at most one. */
static void
merge(struct fonts *f)
{
	size_t i, n = 0;

	if (f->n > 0)
		qsort(f->range, f->n, sizeof *f->range, by_start);
	for (i = 0; i < f->n; i++)
		if (n == 0 || f->range[i].from > f->range[n - 1].to)
			f->range[n++] = f->range[i];
		else if (f->range[i].to > f->range[n - 1].to)
			f->range[n - 1].to = f->range[i].to;
	f->n = n;
}

static enum status
query(struct fonts *f, struct fault *why)
{
	char *argv[] = { (char *)"fc-list", (char *)"-f",
	    (char *)"%{charset}\n", (char *)":scalable=true", NULL };
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	struct child c;
	enum status s;

	if (nothing == -1)
		return fault_errno(why, ST_IO, "/dev/null");
	if ((s = child_start(&c, argv, nothing, why)) == ST_OK)
		s = ask(f, &c, why);
	(void)close(nothing);
	return s;
}

enum status
fonts_load(struct fonts *f, struct fault *why)
{
	enum status s;

	*f = (struct fonts)FONTS_INIT;
	if ((s = query(f, why)) == ST_IO) {
		fonts_free(f);
		return add(f, ' ', 0x52f, why);
	}
	merge(f);
	if (s == ST_OK && (!fonts_can(f, 'a') || !fonts_can(f, '0')))
		s = fault_set(why, ST_IO, "fc-list knows no font with letters: "
		    "install the package fonts-dejavu-core, or another font");
	if (s != ST_OK)
		fonts_free(f);
	return s;
}

bool
fonts_can(void *fonts, unsigned long c)
{
	const struct fonts *f = fonts;
	size_t low = 0, high = f->n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (c > f->range[mid].to)
			low = mid + 1;
		else if (c < f->range[mid].from)
			high = mid;
		else
			return true;
	}
	return false;
}

void
fonts_free(struct fonts *f)
{
	free(f->range);
	*f = (struct fonts)FONTS_INIT;
}
