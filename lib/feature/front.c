#include "feature/front.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "feature/kind.h"

static const char *const windows[] = {
	[FRONT_POVEY] = "povey", [FRONT_HANNING] = "hanning",
	[FRONT_HAMMING] = "hamming", [FRONT_RECTANGULAR] = "rectangular",
	[FRONT_BLACKMAN] = "blackman", NULL
};

/* Parameters of several kinds, in the order of the line. */
static const struct front_param shared[] = {
	{ .name = "rate", .option = "rate", .letter = 'r',
	    .type = FRONT_REAL, .at = FRONT_AT(rate), .hi = 768000,
	    .initial = 16000, .arg = "HZ",
	    .help = "resample to this rate; 0 keeps each file's" },
	{ .name = "scale", .option = "scale", .type = FRONT_REAL,
	    .at = FRONT_AT(scale), .lo = 1e-6, .hi = 1e6, .initial = 1,
	    .arg = "X",
	    .help = "factor for samples in [-1, 1); int16 is 32768" },
	{ .name = "frame-length", .option = "frame-length", .type = FRONT_REAL,
	    .at = FRONT_AT(frame_length), .lo = 0.001, .hi = 2000,
	    .initial = 25, .arg = "MS", .help = "length of a frame" },
	{ .name = "frame-shift", .option = "frame-shift", .type = FRONT_REAL,
	    .at = FRONT_AT(frame_shift), .lo = 0.001, .hi = 2000,
	    .initial = 10, .arg = "MS",
	    .help = "from the start of one frame to the next" },
	{ .name = "window", .option = "window", .type = FRONT_CHOICE,
	    .at = FRONT_AT(window), .names = windows, .initial = FRONT_POVEY,
	    .arg = "NAME", .spectral = true, .help = "window function" },
	{ .name = "blackman", .option = "blackman", .type = FRONT_REAL,
	    .at = FRONT_AT(blackman), .hi = 1, .initial = 0.42, .arg = "X",
	    .spectral = true, .help = "coefficient of the Blackman window" },
	{ .name = "preemphasis", .option = "preemphasis", .type = FRONT_REAL,
	    .at = FRONT_AT(preemphasis), .hi = 1, .initial = 0.97, .arg = "X",
	    .spectral = true, .help = "fraction of the previous sample to "
	    "subtract; 0 for none" },
	{ .name = "dc", .option = "no-dc", .type = FRONT_YESNO,
	    .at = FRONT_AT(dc), .initial = 1, .spectral = true,
	    .help = "do not subtract each frame's mean" },
	{ .name = "snip", .option = "no-snip", .type = FRONT_YESNO,
	    .at = FRONT_AT(snip), .initial = 1,
	    .help = "also frames beyond the ends, with mirrored samples" },
	{ .name = "pow2", .option = "no-pow2", .type = FRONT_YESNO,
	    .at = FRONT_AT(pow2), .initial = 1, .spectral = true,
	    .help = "FFT of the frame without padding" },
	{ .name = "raw-energy", .option = "no-raw-energy", .type = FRONT_YESNO,
	    .at = FRONT_AT(raw_energy), .initial = 1, .spectral = true,
	    .help = "energy after preemphasis and windowing" },
	{ .name = "energy-floor", .option = "energy-floor", .type = FRONT_REAL,
	    .at = FRONT_AT(energy_floor), .hi = 1e30, .initial = 1, .arg = "X",
	    .spectral = true, .help = "minimum of the energy; 0 for none" },
	{ .name = "mean", .option = "subtract-mean", .type = FRONT_YESNO,
	    .at = FRONT_AT(mean),
	    .help = "subtract each column's mean over the file" }
};
#define NSHARED (sizeof shared / sizeof shared[0])
#define MOST (NSHARED + FRONT_MOSTOWN)

static bool
has_own(const struct feature_kind *k, const char *name)
{
	const struct front_param *q;

	for (q = k->own; q->name != NULL; q++)
		if (strcmp(q->name, name) == 0)
			return true;
	return false;
}

const struct front_param *
front_param(const struct feature_kind *k, size_t i)
{
	const struct front_param *q;

	for (q = shared; q < shared + NSHARED; q++)
		if ((!q->spectral || k->spectral) && !has_own(k, q->name) &&
		    i-- == 0)
			return q;
	for (q = k->own; q->name != NULL; q++)
		if (i-- == 0)
			return q;
	return NULL;
}

static double *
value_of(struct front *p, const struct front_param *q)
{
	return (double *)(void *)((char *)p + q->at);
}

void
front_init(struct front *p, const struct feature_kind *k)
{
	const struct front_param *q;
	size_t i;

	*p = (struct front){ .kind = k };
	for (i = 0; (q = front_param(k, i)) != NULL; i++)
		*value_of(p, q) = q->initial;
	if (k->frame_length != 0)
		p->frame_length = k->frame_length;
}

/* The number of the name, the first n bytes of text, in *at. */
static enum status
find_name(size_t *at, const struct front_param *q, const char *text, size_t n,
    struct fault *why)
{
	char list[256];
	size_t i, len = 0;

	for (i = 0; q->names[i] != NULL; i++) {
		if (strncmp(text, q->names[i], n) == 0 &&
		    q->names[i][n] == '\0') {
			*at = i;
			return ST_OK;
		}
		if (len < sizeof list)
			len += (size_t)snprintf(list + len, sizeof list - len,
			    "%s%s", i == 0 ? "" : ", ", q->names[i]);
	}
	return fault_set(why, ST_BAD, "'%.*s' is not %s%s; there are %s",
	    n < 40 ? (int)n : 40, text, q->type == FRONT_SET ? "one of " :
	    "a ", q->name, list);
}

static enum status
set_choice(double *v, const struct front_param *q, const char *value,
    struct fault *why)
{
	size_t at;
	enum status s = find_name(&at, q, value, strlen(value), why);

	if (s == ST_OK)
		*v = (double)at;
	return s;
}

/* Is its value one of its names? */
static bool
has_words(const struct front_param *q)
{
	return q->type == FRONT_CHOICE ||
	    (q->type == FRONT_YESNO && q->names != NULL);
}

static enum status
set_set(double *v, const struct front_param *q, const char *value,
    struct fault *why)
{
	uint32_t set = 0;
	size_t at, n;
	enum status s;

	for (;; value += n + 1) {
		n = strcspn(value, ",");
		if ((s = find_name(&at, q, value, n, why)) != ST_OK)
			return s;
		set |= (uint32_t)1 << at;
		if (value[n] == '\0')
			break;
	}
	*v = set;
	return ST_OK;
}

static enum status
set_param(struct front *p, const struct front_param *q, const char *value,
    struct fault *why)
{
	double *v = value_of(p, q);
	uint64_t n = 0;
	enum status s;

	if (has_words(q))
		return set_choice(v, q, value, why);
	if (q->type == FRONT_SET)
		return set_set(v, q, value, why);
	if (q->type == FRONT_REAL)
		return number_real(value, q->lo, q->hi, v, why);
	s = number_size(value, (uint64_t)q->lo,
	    q->type == FRONT_YESNO ? 1 : (uint64_t)q->hi, &n, why);
	if (s == ST_OK)
		*v = (double)n;
	return s;
}

/* The number of the parameter, or MOST if the kind has none with that name. */
static size_t
find_param(const struct front *p, const char *name)
{
	const struct front_param *q;
	size_t i;

	for (i = 0; (q = front_param(p->kind, i)) != NULL; i++)
		if (strcmp(name, q->name) == 0)
			return i;
	return MOST;
}

enum status
front_set(struct front *p, const char *name, const char *value,
    struct fault *why)
{
	size_t i = find_param(p, name);

	if (i < MOST)
		return set_param(p, front_param(p->kind, i), value, why);
	return fault_set(why, ST_BAD, "%s has no parameter '%.40s'",
	    p->kind->name, name);
}

static void
set_text(double v, const struct front_param *q, char text[FRONT_MAXTEXT])
{
	size_t i, n = 0;

	for (i = 0; q->names[i] != NULL && n < FRONT_MAXTEXT; i++)
		if (FRONT_HAS(v, i))
			n += (size_t)snprintf(text + n, FRONT_MAXTEXT - n,
			    "%s%s", n == 0 ? "" : ",", q->names[i]);
}

void
front_text(const struct front *p, const struct front_param *q,
    char text[FRONT_MAXTEXT])
{
	double v = *(const double *)(const void *)((const char *)p + q->at);

	if (has_words(q))
		(void)snprintf(text, FRONT_MAXTEXT, "%s",
		    q->names[(size_t)v]);
	else if (q->type == FRONT_SET)
		set_text(v, q, text);
	else
		(void)snprintf(text, FRONT_MAXTEXT, "%.9g", v);
}

void
front_line(const struct front *p, char line[FRONT_MAXLINE])
{
	const struct front_param *q;
	char text[FRONT_MAXTEXT];
	size_t i, n;

	n = (size_t)snprintf(line, FRONT_MAXLINE, "%s", p->kind->name);
	for (i = 0; (q = front_param(p->kind, i)) != NULL; i++) {
		front_text(p, q, text);
		if (n < FRONT_MAXLINE)
			n += (size_t)snprintf(line + n, FRONT_MAXLINE - n,
			    " %s=%s", q->name, text);
	}
}

static enum status
parse_pair(struct front *p, char *pair, bool *seen, struct fault *why)
{
	char *value = strchr(pair, '=');
	size_t i;

	if (value == NULL)
		return fault_set(why, ST_BAD,
		    "front end: '%.40s' is not of the form name=value", pair);
	*value++ = '\0';
	if (front_set(p, pair, value, why) != ST_OK)
		return fault_prefix(why, "front end: %.40s", pair);
	if (seen[i = find_param(p, pair)])
		return fault_set(why, ST_BAD, "front end: '%s' is given twice",
		    pair);
	seen[i] = true;
	return ST_OK;
}

static enum status
parse_kind(struct front *p, const char *word, struct fault *why)
{
	const struct feature_kind *k = feature_kind(word);
	char names[FEATURE_MAXNAMES];

	if (k != NULL) {
		front_init(p, k);
		return ST_OK;
	}
	feature_kinds(names);
	return fault_set(why, ST_BAD, "front end: '%.40s' is not a kind of "
	    "features; the line begins with one of %s", word, names);
}

enum status
front_parse(struct front *p, const char *line, struct fault *why)
{
	char copy[FRONT_MAXLINE], *rest, *word;
	bool seen[MOST] = { false };
	enum status s;

	if (strlen(line) >= sizeof copy)
		return fault_set(why, ST_BAD, "front end: the line is too "
		    "long");
	(void)strcpy(copy, line);
	word = strtok_r(copy, " ", &rest);
	s = parse_kind(p, word != NULL ? word : "", why);
	while (s == ST_OK && (word = strtok_r(NULL, " ", &rest)) != NULL)
		s = parse_pair(p, word, seen, why);
	return s;
}
