#include "data/segments.h"

#include <math.h>
#include <errno.h>
#include <float.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/infile.h"
#include "base/number.h"
#include "base/textset.h"
#include "data/columns.h"

#define MAXLINE	65536	/* bytes of a line of RTTM */
#define RTTM_FIELDS 8	/* that are looked at */

struct segments {
	char *path;
	bool path_keys;
	bool keyed;
	struct textset key;	/* of recordings, */
	struct segment_list *list;	/* (key.n) which have these, in room
					 * for cap */
	size_t cap;
};

/* ---- lists ---- */

struct segment *
segment_list_add(struct segment_list *l)
{
	size_t cap = l->cap == 0 ? 8 : 2 * l->cap;
	struct segment *more;

	if (l->n == l->cap) {
		more = reallocarray(l->at, cap, sizeof *more);
		if (more == NULL)
			return NULL;
		l->at = more;
		l->cap = cap;
	}
	l->at[l->n] = (struct segment){ .attr = ATTRS_INIT };
	return &l->at[l->n++];
}

void
segment_list_free(struct segment_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		attrs_free(&l->at[i].attr);
	free(l->at);
	*l = (struct segment_list){ NULL, 0, 0, false };
}

/* A new segment of the recording with this key. */
static enum status
add(struct segments *s, const char *key, uint64_t line, struct segment **out,
    struct fault *why)
{
	size_t number, cap = s->cap == 0 ? 16 : 2 * s->cap, known = s->key.n;
	enum status st = textset_add(&s->key, key, &number, why);
	struct segment_list *more;

	if (st != ST_OK)
		return st;
	if (number == s->cap) {
		more = reallocarray(s->list, cap, sizeof *more);
		if (more == NULL) {
			s->key.n--;
			return fault_nomem(why);
		}
		s->list = more;
		s->cap = cap;
	}
	if (number == known)
		s->list[number] = (struct segment_list){ NULL, 0, 0, false };
	*out = segment_list_add(&s->list[number]);
	if (*out == NULL)
		return fault_nomem(why);
	(*out)->number = s->list[number].n;
	(*out)->line = line;
	return ST_OK;
}

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
	char *word[RTTM_FIELDS];
	size_t n = split(l->text, word, RTTM_FIELDS);
	struct segment *one;
	double start, length;
	enum status st;

	if (n == 0 || strcmp(word[0], "SPEAKER") != 0)
		return ST_OK;
	if (n < RTTM_FIELDS)
		return fault_set(why, ST_BAD, "%zu fields, want SPEAKER file "
		    "channel start duration <NA> <NA> speaker ...", n);
	if ((st = time_of("start", word[3], &start, why)) != ST_OK ||
	    (st = time_of("duration", word[4], &length, why)) != ST_OK ||
	    (st = check_times(start, start + length, why)) != ST_OK ||
	    (st = add(s, word[1], l->number, &one, why)) != ST_OK)
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

	s->keyed = true;
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

	return n > 5 && strcmp(path + n - 5, ".rttm") == 0;
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
	st = add(s, text, tsv_line(t), &one, why);
	free(text);
	if (st != ST_OK)
		return st;
	one->start = start;
	one->end = end;
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

static enum status
read_file(struct segments *s, void (*note)(const char *text),
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

enum status
segments_open(struct segments **out, const char *path, bool path_keys,
    void (*note)(const char *text), struct fault *why)
{
	struct segments *s = calloc(1, sizeof *s);
	enum status st;

	*out = NULL;
	if (s == NULL)
		return fault_nomem(why);
	s->path_keys = path_keys;
	if ((s->path = strdup(path)) == NULL)
		st = fault_nomem(why);
	else
		st = read_file(s, note, why);
	if (st != ST_OK) {
		segments_close(s);
		return st;
	}
	*out = s;
	return ST_OK;
}

void
segments_close(struct segments *s)
{
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->key.n; i++)
		segment_list_free(&s->list[i]);
	free(s->list);
	textset_free(&s->key);
	free(s->path);
	free(s);
}

bool
segments_keyed(const struct segments *s)
{
	return s->keyed;
}

const struct segment_list *
segments_find(struct segments *s, const char *key)
{
	size_t i = textset_find(&s->key, s->keyed ? key : "");

	if (i == TEXTSET_NONE)
		return NULL;
	s->list[i].asked = true;
	return &s->list[i];
}

static enum status
add_names(const struct attrs *a, struct textset *names, struct fault *why)
{
	const char *name, *value;
	enum status st = ST_OK;
	size_t pos = 0, id;

	while (st == ST_OK && attrs_each(a, &pos, &name, &value))
		st = textset_add(names, name, &id, why);
	return st;
}

enum status
segments_names(const struct segments *s, struct textset *names,
    struct fault *why)
{
	enum status st = ST_OK;
	size_t i, k;

	for (i = 0; i < s->key.n; i++)
		for (k = 0; k < s->list[i].n && st == ST_OK; k++)
			st = add_names(&s->list[i].at[k].attr, names, why);
	return st;
}

const char *
segments_unused(const struct segments *s, size_t *n)
{
	const char *first = NULL;
	size_t i;

	for (i = *n = 0; i < s->key.n; i++)
		if (!s->list[i].asked && (*n)++ == 0)
			first = s->key.text[i];
	return first;
}

const char *
segments_example(const struct segments *s)
{
	return s->key.n > 0 && s->keyed ? s->key.text[0] : NULL;
}
