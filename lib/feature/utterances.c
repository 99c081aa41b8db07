#include "feature/utterances.h"

#include <math.h>
#include <stdlib.h>

#include "feature/feature.h"
#include "feature/front.h"

#define FRONT	"prosody contours=f0,energy"

/* Columns of that front end. */
#define VOICING	1
#define ENERGY	3

#define DB	0.23025850929940457	/* ln(10) / 10 */
#define PAST	10.0	/* seconds that noise and voice are of, */
#define FUTURE	0.3
#define SMOOTH	0.2
#define QUIETEST (-75 * DB)
#define ABOVE_NOISE (9 * DB)
#define LEAST	(5 * DB)	/* above it in any case */
#define NEAREST	(12 * DB)	/* from the voice, */
#define FARTHEST (40 * DB)
#define VOICED	(3 * DB)	/* less in a voiced frame */
#define VOICE	(6 * DB)	/* from the noise to a voice */
#define WIDTH	(2 * DB)
#define RELEASE	0.15	/* of the probability, */
#define ENDS	0.01	/* down to this */
#define PAUSE	0.098	/* seconds; speech that is too long is cut there */
#define SHARE	0.1	/* of speech that is voiced */

struct frame {
	float energy, smooth;
	bool voiced;
};

struct utterances {
	struct feature *f;
	float *rows;		/* (cap, columns) of one push */
	size_t cap;
	size_t shift;		/* H */
	uint64_t samples;

	/* In frames: */
	size_t past, future, smooth;
	uint64_t min_speech, min_silence, min_pause, longest;
	uint64_t pad;		/* samples */
	double threshold;

	struct frame *frame;	/* (ring) frame t is in place t % ring */
	size_t ring;
	uint64_t frames;	/* so far */
	uint64_t decided;	/* frames whose speech is known */

	/* Speech that has begun, in frames: */
	bool begun;
	uint64_t start, voiced;	/* and how many are voiced */
	/* Its present silence, and its last pause: where they begin, where
	 * speech went on, and how many frames were voiced until then. */
	struct gap {
		bool is;
		uint64_t from, to, voiced;
	} quiet, pause;

	/* Speech that has ended, but not yet so long ago that all of its
	 * padding is in silence. */
	bool waits;
	struct utterance last;
	uint64_t ended;		/* sample at which the one before it ended */

	struct utterance *queue;	/* (queued), from `given' on */
	size_t queued, given, room;
};

/* ---- life ---- */

static size_t
in_frames(const struct utterances *u, double seconds)
{
	return (size_t)(seconds * feature_rate(u->f) + 0.5);
}

static enum status
make(struct utterances *u, double rate, const struct utterances_rule *rule,
    struct fault *why)
{
	struct front p;
	enum status s;

	if ((s = front_parse(&p, FRONT, why)) != ST_OK)
		return s;
	p.rate = rate;
	if ((s = feature_new(&u->f, &p, why)) != ST_OK)
		return s;
	u->shift = (size_t)(rate / feature_rate(u->f) + 0.5);
	u->past = in_frames(u, PAST);
	u->future = in_frames(u, FUTURE);
	u->smooth = in_frames(u, SMOOTH);
	u->min_speech = in_frames(u, rule->min_speech);
	u->min_silence = in_frames(u, rule->min_silence);
	u->longest = in_frames(u, rule->longest);
	u->min_pause = in_frames(u, PAUSE);
	u->pad = (uint64_t)(rule->pad * rate + 0.5);
	u->threshold = rule->threshold;
	u->ring = u->past + u->future + 1;
	u->frame = calloc(u->ring, sizeof *u->frame);
	return u->frame == NULL ? fault_nomem(why) : ST_OK;
}

enum status
utterances_new(struct utterances **out, double rate,
    const struct utterances_rule *rule, struct fault *why)
{
	struct utterances *u = calloc(1, sizeof *u);
	enum status s;

	*out = NULL;
	if (u == NULL)
		return fault_nomem(why);
	if ((s = make(u, rate, rule, why)) != ST_OK) {
		utterances_free(u);
		return s;
	}
	*out = u;
	return ST_OK;
}

void
utterances_free(struct utterances *u)
{
	if (u == NULL)
		return;
	feature_free(u->f);
	free(u->rows);
	free(u->frame);
	free(u->queue);
	free(u);
}

void
utterances_reset(struct utterances *u)
{
	feature_reset(u->f);
	u->samples = u->frames = u->decided = u->ended = 0;
	u->begun = u->waits = false;
	u->queued = u->given = 0;
}

/* ---- frames ---- */

static struct frame *
at(const struct utterances *u, uint64_t t)
{
	return &u->frame[t % u->ring];
}

/* Mean energy of frame t and those before it. */
static float
smoothed(const struct utterances *u, uint64_t t)
{
	uint64_t i, from = t < u->smooth ? 0 : t + 1 - u->smooth;
	float sum = 0;

	for (i = from; i <= t; i++)
		sum += at(u, i)->energy;
	return sum / (float)(t + 1 - from);
}

static void
add_frame(struct utterances *u, const float *row)
{
	struct frame *f = at(u, u->frames);

	f->energy = row[ENERGY];
	f->voiced = row[VOICING] >= 0.5f;
	f->smooth = smoothed(u, u->frames);
	u->frames++;
}

/* The energy at which frame t is speech with a probability of 1/2. */
static double
middle(const struct utterances *u, uint64_t t)
{
	uint64_t from = t > u->past ? t - u->past : 0, i;
	double noise = HUGE_VAL, voice = -HUGE_VAL, m;
	const struct frame *f;

	for (i = from; i < u->frames; i++)
		noise = fmin(noise, (double)at(u, i)->smooth);
	noise = fmax(noise, QUIETEST);
	for (i = from; i < u->frames; i++) {
		f = at(u, i);
		if (f->voiced && (double)f->energy > noise + VOICE)
			voice = fmax(voice, (double)f->energy);
	}
	m = noise + ABOVE_NOISE;
	if (voice > noise)
		m = fmax(fmin(m, voice - NEAREST), voice - FARTHEST);
	m = fmax(m, noise + LEAST);
	return at(u, t)->voiced ? m - VOICED : m;
}

/* ---- speech ---- */

static enum status
enqueue(struct utterances *u, struct utterance one, struct fault *why)
{
	size_t room = 2 * u->queued + 4;
	struct utterance *more;

	if (u->queued == u->room) {
		more = reallocarray(u->queue, room, sizeof *more);
		if (more == NULL)
			return fault_nomem(why);
		u->queue = more;
		u->room = room;
	}
	u->queue[u->queued++] = one;
	u->ended = one.end;
	return ST_OK;
}

/* The silence after the last speech lasts until this sample at least; `over':
 * it ends there. */
static enum status
settle(struct utterances *u, uint64_t until, bool over, struct fault *why)
{
	uint64_t gap = until - u->last.end;

	if (!u->waits || (!over && gap < 2 * u->pad))
		return ST_OK;
	u->last.end += gap < 2 * u->pad ? gap / 2 : u->pad;
	u->waits = false;
	return enqueue(u, u->last, why);
}

/* Speech ended before frame `end'. */
static enum status
finish_speech(struct utterances *u, uint64_t end, uint64_t voiced,
    struct fault *why)
{
	uint64_t n = end - u->start, from = u->start * u->shift;
	enum status s = settle(u, from, true, why);

	if (s != ST_OK || n == 0 || n < u->min_speech ||
	    (double)voiced < SHARE * (double)n)
		return s;
	u->last.start = from - u->ended > u->pad ? from - u->pad : u->ended;
	u->last.end = end * u->shift;
	u->waits = true;
	return ST_OK;
}

static void
start_speech(struct utterances *u, uint64_t t, uint64_t voiced)
{
	u->begun = true;
	u->start = t;
	u->voiced = voiced;
	u->quiet.is = u->pause.is = false;
}

/* Frame t would make it too long. */
static enum status
cut(struct utterances *u, uint64_t t, struct fault *why)
{
	struct gap p = u->pause;
	enum status s;

	if (!p.is)
		p = (struct gap){ true, t, t, u->voiced };
	s = finish_speech(u, p.from, p.voiced, why);
	start_speech(u, p.to, u->voiced - p.voiced);
	return s;
}

static enum status
in_speech(struct utterances *u, uint64_t t, double p, struct fault *why)
{
	enum status s = ST_OK;

	if (t - u->start >= u->longest && !u->quiet.is)
		s = cut(u, t, why);
	if (p >= u->threshold && u->quiet.is) {
		u->quiet.to = t;
		if (t - u->quiet.from >= u->min_pause)
			u->pause = u->quiet;
		u->quiet.is = false;
	} else if (p < fmax(u->threshold - RELEASE, ENDS) && !u->quiet.is)
		u->quiet = (struct gap){ true, t, t, u->voiced };
	if (u->quiet.is && t + 1 - u->quiet.from >= u->min_silence) {
		u->begun = false;
		s = s == ST_OK ? finish_speech(u, u->quiet.from,
		    u->quiet.voiced, why) : s;
	}
	u->voiced += at(u, t)->voiced;
	return s;
}

static enum status
decide(struct utterances *u, struct fault *why)
{
	uint64_t t = u->decided++;
	double p = 1 / (1 + exp((middle(u, t) -
	    (double)at(u, t)->energy) / WIDTH));

	if (!u->begun && p >= u->threshold)
		start_speech(u, t, 0);
	if (u->begun)
		return in_speech(u, t, p, why);
	return settle(u, t * u->shift, false, why);
}

/* ---- the stream ---- */

static enum status
take_rows(struct utterances *u, size_t n, struct fault *why)
{
	enum status s = ST_OK;
	size_t i;

	for (i = 0; s == ST_OK && i < n; i++) {
		add_frame(u, u->rows + i * feature_columns(u->f));
		if (u->frames - u->decided > u->future)
			s = decide(u, why);
	}
	return s;
}

static enum status
make_room(struct utterances *u, size_t samples, struct fault *why)
{
	size_t n = feature_most(u->f, samples);
	float *more;

	if (n <= u->cap)
		return ST_OK;
	more = reallocarray(u->rows, n, feature_columns(u->f) * sizeof *more);
	if (more == NULL)
		return fault_nomem(why);
	u->rows = more;
	u->cap = n;
	return ST_OK;
}

enum status
utterances_push(struct utterances *u, const float *x, size_t n,
    struct fault *why)
{
	enum status s = make_room(u, n, why);

	if (s != ST_OK)
		return s;
	u->samples += n;
	return take_rows(u, feature_push(u->f, x, n, u->rows), why);
}

enum status
utterances_finish(struct utterances *u, struct fault *why)
{
	enum status s = make_room(u, 0, why);

	if (s == ST_OK)
		s = take_rows(u, feature_finish(u->f, u->rows), why);
	while (s == ST_OK && u->decided < u->frames)
		s = decide(u, why);
	if (s == ST_OK && u->begun)
		s = u->quiet.is ?
		    finish_speech(u, u->quiet.from, u->quiet.voiced, why) :
		    finish_speech(u, u->decided, u->voiced, why);
	u->begun = false;
	if (u->waits && u->last.end > u->samples)
		u->last.end = u->samples;
	return s == ST_OK ? settle(u, u->samples, true, why) : s;
}

bool
utterances_next(struct utterances *u, struct utterance *one)
{
	if (u->given == u->queued) {
		u->given = u->queued = 0;
		return false;
	}
	*one = u->queue[u->given++];
	return true;
}

uint64_t
utterances_earliest(const struct utterances *u)
{
	uint64_t from = (u->begun ? u->start : u->decided) * u->shift;

	if (u->given < u->queued)
		return u->queue[u->given].start;
	if (u->waits)
		return u->last.start;
	return from - u->ended > u->pad ? from - u->pad : u->ended;
}
