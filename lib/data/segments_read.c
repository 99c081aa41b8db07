#include "data/segments_work.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/infile.h"
#include "base/number.h"
#include "data/columns.h"

#define MAXLINE	65536	/* bytes of a line of RTTM */
#define RTTM_FIELDS 10	/* of a line; the first NEEDED are looked at */
#define NEEDED	8

/* ---- times ---- */

static enum status
time_of(const char *what, const char *text, double *seconds,
    struct fault *why)
{
	if (number_real(text, 0, 1e9, seconds, why) == ST_OK)
		return ST_OK;
	return fault_prefix(why, "%s", what);
}

static enum status
check_times(double start, double end, struct fault *why)
{
	if (!(end > start))
		return fault_set(why, ST_BAD, "a segment from %.10g to %.10g "
		    "s: it must end after its start", start, end);
	if (end - start > SEGMENTS_LONGEST)
		return fault_set(why, ST_BAD, "a segment from %.10g to %.10g "
		    "s: it may have at most %g s", start, end,
		    SEGMENTS_LONGEST);
	return ST_OK;
}

enum status
segment_columns_find(struct segment_columns *c, const struct tsv *t,
    bool optional, struct fault *why)
{
	int stop = tsv_find(t, "stop");
	size_t col;

	c->start = tsv_find(t, "start");
	c->end = tsv_find(t, "end");
	c->duration = tsv_find(t, "duration");
	if (optional && c->start == -1 && c->end == -1 && stop == -1) {
		c->duration = -1;
		return ST_OK;
	}
	if (c->end != -1 && stop != -1)
		return fault_set(why, ST_BAD, "%s: has both the column end "
		    "and the column stop", tsv_name(t));
	c->end = c->end == -1 ? stop : c->end;
	if (c->start == -1)
		return tsv_need(t, "start", &col, why);
	if (c->end == -1 && c->duration == -1)
		return fault_set(why, ST_BAD, "%s: has the column start, so it "
		    "needs one of end and duration, too", tsv_name(t));
	return ST_OK;
}

enum status
segment_columns_read(const struct segment_columns *c, char *const *field,
    double *start, double *end, struct fault *why)
{
	enum status s;
	double length;

	if (*field[c->start] == '\0' &&
	    *field[c->end != -1 ? c->end : c->duration] == '\0') {
		*start = 0;
		*end = INFINITY;
		return ST_OK;
	}
	s = time_of("start", field[c->start], start, why);
	if (s == ST_OK && c->end != -1)
		s = time_of("end", field[c->end], end, why);
	else if (s == ST_OK) {
		s = time_of("duration", field[c->duration], &length, why);
		*end = s == ST_OK ? *start + length : 0;
	}
	return s == ST_OK ? check_times(*start, *end, why) : s;
}

/* ---- RTTM ---- */

/* The words of a line, in place; returns their number, at most n. */
static size_t
split(char *line, char **word, size_t n)
{
	static const char *const blank = " \t";
	char *rest;
	size_t i;

	word[0] = strtok_r(line, blank, &rest);
	for (i = 0; i < n && word[i] != NULL; )
		if (++i < n)
			word[i] = strtok_r(NULL, blank, &rest);
	return i;
}

static enum status
take_line(struct segments *s, const struct textline *l, struct fault *why)
{
	char *word[RTTM_FIELDS + 1];
	size_t n = split(l->text, word, RTTM_FIELDS + 1);
	struct segment *one;
	double start, length;
	enum status st;

	if (n == 0 || strcmp(word[0], "SPEAKER") != 0)
		return ST_OK;
	if (n < NEEDED)
		return fault_set(why, ST_BAD, "%zu fields, want SPEAKER file "
		    "channel start duration <NA> <NA> speaker ...", n);
	if (n > RTTM_FIELDS)
		return fault_set(why, ST_BAD, "more than %d fields; a blank in "
		    "the name of a file or speaker is written as _",
		    RTTM_FIELDS);
	if ((st = time_of("start", word[3], &start, why)) != ST_OK ||
	    (st = time_of("duration", word[4], &length, why)) != ST_OK ||
	    (st = check_times(start, start + length, why)) != ST_OK ||
	    (st = segments_add(s, word[1], l->number, &one, why)) != ST_OK)
		return st;
	one->start = start;
	one->end = start + length;
	return strcmp(word[7], "<NA>") == 0 ? ST_OK :
	    attrs_set(&one->attr, "speaker", word[7], why);
}

static enum status
read_rttm(struct segments *s, FILE *fp, struct fault *why)
{
	struct textline l = TEXTLINE_INIT;
	enum status st;

	s->keyed = s->rttm = true;
	while ((st = infile_textline(fp, &l, MAXLINE, why)) == ST_OK)
		if ((st = take_line(s, &l, why)) != ST_OK) {
			(void)fault_prefix(why, "line %lu", l.number);
			break;
		}
	free(l.text);
	return st == ST_END ? ST_OK :
	    fault_prefix(why, "%s", infile_name(s->path));
}

static bool
names_rttm(const char *path)
{
	size_t n = strlen(path);

	return n > 5 && strcasecmp(path + n - 5, ".rttm") == 0;
}

/* Does this text begin as a line of RTTM? */
static bool
is_rttm(const char *text)
{
	static const char *const first[] = { "SPEAKER", "SPKR-INFO", ";;" };
	size_t i, n;

	for (i = 0; i < sizeof first / sizeof first[0]; i++) {
		n = strlen(first[i]);
		if (strncmp(text, first[i], n) == 0 && (text[n] == ' ' ||
		    text[n] == '\t' || *first[i] == ';'))
			return true;
	}
	return false;
}

/* Does the file begin so?  A pipe is not read. */
static bool
begins_as_rttm(FILE *fp)
{
	char text[16];

	if (fseek(fp, 0, SEEK_SET) != 0)
		return false;
	text[fread(text, 1, sizeof text - 1, fp)] = '\0';
	rewind(fp);
	return is_rttm(infile_after_mark(text));
}

/* ---- tables ---- */

/* The key in a row, to text, which the caller frees. */
static enum status
key_of(const struct segments *s, char *const *field, int key, int path,
    char **text, struct fault *why)
{
	struct attrs a = ATTRS_INIT;
	enum status st = ST_OK;
	const char *value = "";

	if (key != -1)
		value = field[key];
	if (*value == '\0' && path != -1) {
		if (field[path][0] == '\0')
			return fault_set(why, ST_BAD, "the path is empty");
		st = attrs_set_key(&a, field[path], s->path_keys, why);
		value = st == ST_OK ? attrs_get(&a, "key") : "";
	}
	if (st == ST_OK && *value == '\0' && s->keyed)
		st = fault_set(why, ST_BAD, "the key is empty");
	*text = st == ST_OK ? strdup(value) : NULL;
	attrs_free(&a);
	return st == ST_OK && *text == NULL ? fault_nomem(why) : st;
}

/* The path in its row; and whether that of its list's first row is another. */
static enum status
note_path(struct segments *s, struct segment *one, const char *path,
    struct fault *why)
{
	struct segment_list *l = &s->list[s->last];

	if ((one->path = strdup(path)) == NULL)
		return fault_nomem(why);
	l->paths |= l->at[0].path != NULL && strcmp(l->at[0].path, path) != 0;
	return ST_OK;
}

static enum status
take_row(struct segments *s, struct tsv *t, const struct segment_columns *c,
    const struct columns *names, char *const *field, struct fault *why)
{
	int key = tsv_find(t, "key"), path = tsv_find(t, "path");
	struct segment *one;
	double start, end;
	enum status st;
	char *text;
	size_t i;

	if ((st = segment_columns_read(c, field, &start, &end, why)) != ST_OK ||
	    (st = key_of(s, field, key, path, &text, why)) != ST_OK)
		return st;
	st = segments_add(s, text, tsv_line(t), &one, why);
	free(text);
	if (st != ST_OK)
		return st;
	one->start = start;
	one->end = end;
	if (path != -1 && field[path][0] != '\0' && (key == -1 ||
	    field[key][0] == '\0'))
		st = note_path(s, one, field[path], why);
	for (i = 0; st == ST_OK && i < tsv_cols(t); i++)
		if (columns_used(names, i) && field[i][0] != '\0')
			st = attrs_set(&one->attr, tsv_col(t, i), field[i],
			    why);
	return st;
}

static enum status
take_rows(struct segments *s, struct tsv *t, const struct segment_columns *c,
    struct columns *names, void (*note)(const char *text), struct fault *why)
{
	char *const *field;
	const char *text;
	enum status st = ST_OK;

	s->keyed = tsv_find(t, "key") != -1 || tsv_find(t, "path") != -1;
	while (st == ST_OK && (st = tsv_row(t, &field, why)) == ST_OK) {
		if ((st = take_row(s, t, c, names, field, why)) == ST_OK)
			st = columns_look(names, field, why);
		else
			(void)fault_prefix(why, "%s", tsv_where(t));
		while ((text = columns_note(names)) != NULL)
			note(text);
	}
	return st == ST_END ? ST_OK : st;
}

static enum status
read_table(struct segments *s, void (*note)(const char *text),
    struct fault *why)
{
	struct columns *names = NULL;
	struct segment_columns c;
	struct tsv *t = NULL;
	enum status st = tsv_open(&t, s->path, why);
	int own[5];

	if (st == ST_OK && is_rttm(tsv_col(t, 0)))
		st = fault_set(why, ST_BAD, "%s: is RTTM, which from a pipe "
		    "is known by the suffix .rttm alone: write it to a file",
		    tsv_name(t));
	if (st == ST_OK)
		st = segment_columns_find(&c, t, false, why);
	if (st == ST_OK) {
		own[0] = tsv_find(t, "key");
		own[1] = tsv_find(t, "path");
		own[2] = c.start;
		own[3] = c.end;
		own[4] = c.duration;
		st = columns_new(&names, t, own, 5, why);
	}
	if (st == ST_OK)
		st = take_rows(s, t, &c, names, note, why);
	columns_free(names);
	tsv_close(t);
	return st;
}

/* ---- the file ---- */

enum status
segments_read(struct segments *s, void (*note)(const char *text),
    struct fault *why)
{
	FILE *fp = infile_open(s->path);
	enum status st;

	if (fp == NULL)
		return fault_errno(why, ST_IO, "%s: cannot open",
		    infile_name(s->path));
	if (names_rttm(s->path) || begins_as_rttm(fp)) {
		st = read_rttm(s, fp, why);
		(void)fclose(fp);
		return st;
	}
	(void)fclose(fp);
	return read_table(s, note, why);
}
