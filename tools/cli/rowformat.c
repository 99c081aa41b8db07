#include "rowformat.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/printable.h"

#define NUMBER	32	/* bytes of a number as text */

bool
rowformat_named(const char *name, enum rowformat *out)
{
	static const struct {
		const char *name;
		enum rowformat is;
	} known[] = { { "text", ROWFORMAT_TEXT }, { "txt", ROWFORMAT_TEXT },
		{ "tsv", ROWFORMAT_TSV }, { "csv", ROWFORMAT_CSV },
		{ "json", ROWFORMAT_JSON }, { "jsonl", ROWFORMAT_JSON },
		{ "ndjson", ROWFORMAT_JSON } };
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (strcasecmp(name, known[i].name) == 0) {
			*out = known[i].is;
			return true;
		}
	return false;
}

bool
rowformat_suffix(const char *path, enum rowformat *out)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL && strchr(dot, '/') == NULL &&
	    rowformat_named(dot + 1, out);
}

/* ---- numbers ---- */

/* At most this many decimals, and no zeros at their end. */
static void
decimals(double x, int most, char text[NUMBER])
{
	char *end;

	(void)snprintf(text, NUMBER, "%.*f", most, x);
	end = text + strlen(text) - 1;
	while (*end == '0')
		*end-- = '\0';
	if (*end == '.')
		*end = '\0';
}

static void
number(enum rowkind kind, double x, char text[NUMBER])
{
	*text = '\0';
	if (isnan(x))
		return;
	switch (kind) {
	case ROW_SECONDS: decimals(x, 4, text); break;
	case ROW_SHARE: decimals(x, 3, text); break;
	case ROW_WHOLE: (void)snprintf(text, NUMBER, "%.0f", x); break;
	default: (void)snprintf(text, NUMBER, "%.7g", x); break;
	}
}

void
rowformat_clock(double seconds, char *text, size_t size)
{
	double tenths = round(seconds * 10), s = fmod(tenths, 600) / 10;
	unsigned long minutes = (unsigned long)(tenths / 600);

	if (minutes < 60)
		(void)snprintf(text, size, "%lu:%04.1f", minutes, s);
	else
		(void)snprintf(text, size, "%lu:%02lu:%04.1f", minutes / 60,
		    minutes % 60, s);
}

/* ---- texts ---- */

static void
put_printable(FILE *f, const char *text)
{
	char one[PRINTABLE_MOST];

	while (*text != '\0') {
		text = printable_next(text, one);
		(void)fputs(one, f);
	}
}

static void
put_csv(FILE *f, const char *text)
{
	bool quoted = strpbrk(text, ",\"") != NULL;
	char one[PRINTABLE_MOST];

	if (quoted)
		(void)putc('"', f);
	while (*text != '\0') {
		text = printable_next(text, one);
		(void)fputs(strcmp(one, "\"") == 0 ? "\"\"" : one, f);
	}
	if (quoted)
		(void)putc('"', f);
}

static void
put_json(FILE *f, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	char one[PRINTABLE_MOST];

	(void)putc('"', f);
	while (*s != '\0') {
		text = printable_next((const char *)s, one);
		if (*s == '"' || *s == '\\')
			(void)fprintf(f, "\\%c", *s);
		else if (strncmp(one, "\\x", 2) != 0)
			(void)fputs(one, f);
		else if (*s < 0x80)
			(void)fprintf(f, "\\u%04x", *s);
		else if (*s == 0xc2 && s[1] >= 0x80 && s[1] < 0xa0) {
			(void)fprintf(f, "\\u%04x", s[1]);
			text = (const char *)s + 2;
		} else
			(void)fprintf(f, "\\udc%02x", *s);
		s = (const unsigned char *)text;
	}
	(void)putc('"', f);
}

/* ---- for people ---- */

static int
width(const struct rowcolumn *c)
{
	int n = (int)strlen(c->name);

	if (c->width > 0)
		return n > c->width ? n : c->width;
	if (c->kind == ROW_TEXT)
		return n;
	return n < 5 ? 5 : n;
}

static void
clock_or_number(const struct rowcolumn *c, double x, char text[NUMBER])
{
	*text = '\0';
	if (isnan(x))
		return;
	if (c->kind == ROW_SECONDS)
		rowformat_clock(x, text, NUMBER);
	else if (c->kind == ROW_SHARE)
		(void)snprintf(text, NUMBER, "%.0f %%", 100 * x);
	else if (c->kind == ROW_WHOLE)
		number(c->kind, x, text);
	else
		(void)snprintf(text, NUMBER, "%.2f", x);
}

/* v NULL: its name. */
static void
put_cell(FILE *f, const struct rowcolumn *c, const struct rowfield *v)
{
	char text[NUMBER];

	if (c->kind != ROW_TEXT) {
		if (v != NULL)
			clock_or_number(c, v->x, text);
		(void)fprintf(f, "%*s  ", width(c), v != NULL ? text : c->name);
		return;
	}
	if (v == NULL || v->text == NULL) {
		(void)fprintf(f, "%-*s  ", width(c), v == NULL ? c->name : "");
		return;
	}
	put_printable(f, v->text);
	(void)fprintf(f, "%*s  ", (int)strlen(v->text) < width(c) ?
	    width(c) - (int)strlen(v->text) : 0, "");
}

static void
people(FILE *f, const struct rowcolumn *c, const struct rowfield *v, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!c[i].hidden && !c[i].last)
			put_cell(f, &c[i], v != NULL ? &v[i] : NULL);
	for (i = 0; i < n; i++)
		if (c[i].last)
			put_printable(f, v == NULL ? c[i].name :
			    v[i].text != NULL ? v[i].text : "");
	(void)putc('\n', f);
}

/* ---- for programs ---- */

static void
put_text(FILE *f, enum rowformat as, const char *text, bool given)
{
	if (as == ROWFORMAT_CSV)
		put_csv(f, text);
	else if (given)
		(void)fputs(text, f);
	else
		put_printable(f, text);
}

void
rowformat_header(FILE *f, enum rowformat as, const struct rowcolumn *c,
    size_t n)
{
	size_t i;

	if (as == ROWFORMAT_TEXT)
		people(f, c, NULL, n);
	if (as == ROWFORMAT_TEXT || as == ROWFORMAT_JSON)
		return;
	for (i = 0; i < n; i++) {
		if (i > 0)
			(void)putc(as == ROWFORMAT_CSV ? ',' : '\t', f);
		put_text(f, as, c[i].name, c[i].given);
	}
	(void)putc('\n', f);
}

static void
separated(FILE *f, enum rowformat as, const struct rowcolumn *c,
    const struct rowfield *v, size_t n)
{
	char text[NUMBER];
	size_t i;

	for (i = 0; i < n; i++) {
		if (i > 0)
			(void)putc(as == ROWFORMAT_CSV ? ',' : '\t', f);
		if (c[i].kind == ROW_TEXT) {
			if (v[i].text != NULL)
				put_text(f, as, v[i].text, c[i].given);
			continue;
		}
		number(c[i].kind, v[i].x, text);
		(void)fputs(text, f);
	}
	(void)putc('\n', f);
}

static void
json_value(FILE *f, const struct rowcolumn *c, const struct rowfield *v)
{
	char text[NUMBER];

	if (c->kind == ROW_TEXT && v->text != NULL) {
		put_json(f, v->text);
		return;
	}
	*text = '\0';
	if (c->kind != ROW_TEXT)
		number(c->kind, v->x, text);
	(void)fputs(*text != '\0' ? text : "null", f);
}

static void
json(FILE *f, const struct rowcolumn *c, const struct rowfield *v, size_t n)
{
	bool inside = false;
	size_t i;

	(void)putc('{', f);
	for (i = 0; i < n; i++) {
		if (inside && c[i].kind != ROW_CLASS) {
			(void)putc('}', f);
			inside = false;
		}
		if (i > 0)
			(void)fputs(", ", f);
		if (!inside && c[i].kind == ROW_CLASS) {
			put_json(f, c[i].object);
			(void)fputs(": {", f);
			inside = true;
		}
		put_json(f, c[i].name);
		(void)fputs(": ", f);
		json_value(f, &c[i], &v[i]);
	}
	(void)fputs(inside ? "}}\n" : "}\n", f);
}

void
rowformat_row(FILE *f, enum rowformat as, const struct rowcolumn *c,
    const struct rowfield *v, size_t n)
{
	if (as == ROWFORMAT_TEXT)
		people(f, c, v, n);
	else if (as == ROWFORMAT_JSON)
		json(f, c, v, n);
	else
		separated(f, as, c, v, n);
}

size_t
rowformat_prefix(const char *line, enum rowformat as, size_t n)
{
	char separator = as == ROWFORMAT_TSV ? '\t' : ',';
	bool quoted = false;
	const char *s;

	for (s = line; *s != '\0'; s++) {
		if (as == ROWFORMAT_JSON && quoted && *s == '\\' &&
		    s[1] != '\0')
			s++;
		else if (as != ROWFORMAT_TSV && *s == '"')
			quoted = !quoted;
		else if (*s == separator && !quoted && --n == 0)
			return (size_t)(s - line) + 1;
	}
	return 0;
}
