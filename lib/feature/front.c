#include "feature/front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"

enum type { REAL, WHOLE, YESNO, WINDOW };

static const char *const window_name[] = {
	[FRONT_POVEY] = "povey", [FRONT_HANNING] = "hanning",
	[FRONT_HAMMING] = "hamming", [FRONT_RECTANGULAR] = "rectangular",
	[FRONT_BLACKMAN] = "blackman"
};
#define NWINDOWS (sizeof window_name / sizeof window_name[0])

static const char *const kind_name[] = {
	[FRONT_FBANK] = "fbank", [FRONT_SPEC] = "spec"
};

/* The order here is the order in the line.  Ranges: what can be computed. */
static const struct param {
	const char *name;
	enum type type;
	size_t at;
	double lo, hi;
	bool fbank_only;
} table[] = {
#define AT(field) offsetof(struct front, field)
	{ "rate", REAL, AT(rate), 0, 768000, false },
	{ "scale", REAL, AT(scale), 1e-6, 1e6, false },
	{ "frame-length", REAL, AT(frame_length), 0.001, 2000, false },
	{ "frame-shift", REAL, AT(frame_shift), 0.001, 2000, false },
	{ "window", WINDOW, AT(window), 0, 0, false },
	{ "blackman", REAL, AT(blackman), 0, 1, false },
	{ "preemphasis", REAL, AT(preemphasis), 0, 1, false },
	{ "dc", YESNO, AT(dc), 0, 1, false },
	{ "snip", YESNO, AT(snip), 0, 1, false },
	{ "pow2", YESNO, AT(pow2), 0, 1, false },
	{ "raw-energy", YESNO, AT(raw_energy), 0, 1, false },
	{ "energy-floor", REAL, AT(energy_floor), 0, 1e30, false },
	{ "mean", YESNO, AT(mean), 0, 1, false },
	{ "bins", WHOLE, AT(bins), 4, 4096, true },
	{ "low", REAL, AT(low), 0, 384000, true },
	{ "high", REAL, AT(high), -384000, 384000, true },
	{ "power", YESNO, AT(power), 0, 1, true },
	{ "log", YESNO, AT(log), 0, 1, true },
	{ "energy", YESNO, AT(energy), 0, 1, true },
	{ "htk", YESNO, AT(htk), 0, 1, true },
	{ "vtln-warp", REAL, AT(vtln_warp), 0.1, 10, true },
	{ "vtln-low", REAL, AT(vtln_low), 0, 384000, true },
	{ "vtln-high", REAL, AT(vtln_high), -384000, 384000, true }
#undef AT
};
#define NPARAMS (sizeof table / sizeof table[0])

void
front_init(struct front *p, enum front_kind kind)
{
	*p = (struct front){
		.kind = kind, .rate = 16000, .scale = 1,
		.frame_length = 25, .frame_shift = 10,
		.window = FRONT_POVEY, .blackman = 0.42, .preemphasis = 0.97,
		.dc = true, .snip = true, .pow2 = true,
		.raw_energy = true, .energy_floor = 1,
		.bins = 23, .low = 20, .high = 0, .power = true, .log = true,
		.vtln_warp = 1, .vtln_low = 100, .vtln_high = -500
	};
}

static enum status
set_window(enum front_window *w, const char *value, struct fault *why)
{
	size_t i;

	for (i = 0; i < NWINDOWS; i++)
		if (strcmp(value, window_name[i]) == 0) {
			*w = (enum front_window)i;
			return ST_OK;
		}
	return fault_set(why, ST_BAD, "'%.40s' is not a window; there are "
	    "povey, hanning, hamming, rectangular and blackman", value);
}

static enum status
set_param(struct front *p, const struct param *q, const char *value,
    struct fault *why)
{
	void *at = (char *)p + q->at;
	uint64_t n = 0;
	enum status s;

	if (q->type == WINDOW)
		return set_window(at, value, why);
	if (q->type == REAL)
		return number_real(value, q->lo, q->hi, at, why);
	s = number_size(value, (uint64_t)q->lo, (uint64_t)q->hi, &n, why);
	if (s != ST_OK)
		return s;
	if (q->type == WHOLE)
		*(double *)at = (double)n;
	else
		*(bool *)at = n != 0;
	return ST_OK;
}

/* Its number in the table; NPARAMS: it has none. */
static size_t
find_param(const struct front *p, const char *name)
{
	size_t i;

	for (i = 0; i < NPARAMS; i++)
		if (strcmp(name, table[i].name) == 0)
			return table[i].fbank_only && p->kind != FRONT_FBANK ?
			    NPARAMS : i;
	return NPARAMS;
}

enum status
front_set(struct front *p, const char *name, const char *value,
    struct fault *why)
{
	size_t i = find_param(p, name);

	if (i < NPARAMS)
		return set_param(p, &table[i], value, why);
	return fault_set(why, ST_BAD, "%s has no parameter '%.40s'",
	    kind_name[p->kind], name);
}

static int
print_param(const struct front *p, const struct param *q, char *to, size_t room)
{
	const void *at = (const char *)p + q->at;

	switch (q->type) {
	case WINDOW:
		return snprintf(to, room, " %s=%s", q->name,
		    window_name[*(const enum front_window *)at]);
	case YESNO:
		return snprintf(to, room, " %s=%d", q->name, *(const bool *)at);
	default:
		return snprintf(to, room, " %s=%.9g", q->name,
		    *(const double *)at);
	}
}

void
front_line(const struct front *p, char line[FRONT_MAXLINE])
{
	size_t i, n;

	n = (size_t)snprintf(line, FRONT_MAXLINE, "%s", kind_name[p->kind]);
	for (i = 0; i < NPARAMS; i++)
		if (p->kind == FRONT_FBANK || !table[i].fbank_only)
			n += (size_t)print_param(p, &table[i], line + n,
			    FRONT_MAXLINE - n);
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
		return fault_set(why, ST_BAD, "front end: '%s' stands there "
		    "twice", pair);
	seen[i] = true;
	return ST_OK;
}

enum status
front_parse(struct front *p, const char *line, struct fault *why)
{
	char copy[FRONT_MAXLINE], *rest, *word;
	bool seen[NPARAMS] = { false };
	enum status s = ST_OK;

	if (strlen(line) >= sizeof copy)
		return fault_set(
		    why, ST_BAD, "front end: the line is too long");
	(void)strcpy(copy, line);
	word = strtok_r(copy, " ", &rest);
	if (word != NULL && strcmp(word, kind_name[FRONT_FBANK]) == 0)
		front_init(p, FRONT_FBANK);
	else if (word != NULL && strcmp(word, kind_name[FRONT_SPEC]) == 0)
		front_init(p, FRONT_SPEC);
	else
		return fault_set(why, ST_BAD, "front end: '%.40s' is not one; "
		    "the line begins with fbank or spec", line);
	while (s == ST_OK && (word = strtok_r(NULL, " ", &rest)) != NULL)
		s = parse_pair(p, word, seen, why);
	return s;
}
