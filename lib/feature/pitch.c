#include "feature/pitch.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "math/simd.h"
#include "feature/autocorr.h"
#include "feature/pitch_peaks.h"

/*
 * The strength of being unvoiced; the level relative to the loudest frame below
 * which it grows; the cost of a change of voicing and of a jump by an octave,
 * per 10 ms.  Praat's defaults, except that Praat compares peaks (0.03).
 */
#define VOICING		0.45f
#define SILENCE		0.04f
#define CHANGE		0.14f
#define JUMP		0.35f

/* How much of what the autocorrelation loses from one period to its multiples
 * counts for being unvoiced. */
#define FLEETING	0.4f

#define HALF_LIFE	10	/* seconds, of the level of the loudest frame */
#define SLOPE		5	/* of the probability: per unit of strength */

#define STATES		(PITCH_PEAKS + 1)	/* 0 is unvoiced */
#define HELD		(PITCH_MOSTHELD + FRAMER_BATCH)
#define NEVER		(-1e30f)

_Static_assert(POWER_FRAMES == FRAMER_BATCH, "a batch is transformed at once");

/* The candidates of a frame.  A state that does not exist has NEVER. */
struct column {
	size_t states;
	float level;
	float fleeting;		/* what r loses */
	float hz[STATES], octave[STATES], r[STATES];
	float strength[STATES];
	float best[STATES];	/* of the paths that end here */
	float rest[STATES];	/* of the paths that begin here, without it */
};

struct pitch {
	double rate;
	struct autocorr *autocorr;
	struct pitch_peaks *peaks;
	size_t window, shift;
	size_t margin;		/* samples of a frame before those analysed */
	float initial;		/* Hz */
	float change, jump, fading;

	float loudest;		/* level */
	float last;		/* Hz, of the last voiced frame, */
	struct period_value period;	/* and its periods */
	struct column before;	/* the last one decided */
	bool started;		/* whether there is one */
	struct column held[HELD];
	size_t n;
	/* Of the frames held; NULL if periods are not wanted. */
	float *frames;		/* (HELD, W), used in turn */
	size_t first;		/* where the frame of held[0] is */
};

/* ---- preparing ---- */

static enum status
check_range(const struct pitch_range *g, size_t n, struct fault *why)
{
	if (!(g->low > 0 && g->low <= g->rate / 32 && g->low < g->high &&
	    g->high <= g->rate / 4))
		return fault_set(why, ST_BAD, "a pitch from %g to %g Hz: the "
		    "first must be above 0, at most %g and below the second, "
		    "which may be %g", g->low, g->high, g->rate / 32,
		    g->rate / 4);
	if (g->window < n)
		return fault_set(why, ST_BAD, "a frame of %zu samples has "
		    "less than three periods of a pitch of %g Hz, which are "
		    "%zu", g->window, g->low, n);
	return ST_OK;
}

enum status
pitch_new(struct pitch **out, const struct pitch_range *g, struct fault *why)
{
	struct pitch *p;
	size_t n = (size_t)(3 * g->rate / g->low);
	enum status s;

	*out = NULL;
	if ((s = check_range(g, n, why)) != ST_OK)
		return s;
	if ((p = calloc(1, sizeof *p)) == NULL)
		return fault_nomem(why);
	if ((s = pitch_peaks_new(&p->peaks, g->rate, g->low, g->high,
	    VOICING / 2, why)) != ST_OK ||
	    (s = autocorr_new(&p->autocorr, n, pitch_peaks_lags(p->peaks) +
	    PITCH_SPARE, why)) != ST_OK) {
		pitch_free(p);
		return s;
	}
	if (g->periods && (p->frames = calloc(HELD * g->window + PERIODS_SPARE,
	    sizeof *p->frames)) == NULL) {
		pitch_free(p);
		return fault_nomem(why);
	}
	p->rate = g->rate;
	p->window = g->window;
	p->shift = g->shift;
	p->margin = (g->window - n) / 2;
	p->initial = (float)sqrt(g->low * g->high);
	p->change = (float)(0.01 * g->rate / (double)g->shift) * CHANGE;
	p->jump = (float)(0.01 * g->rate / (double)g->shift) * JUMP;
	p->fading = exp2f((float)(-(double)g->shift / g->rate / HALF_LIFE));
	pitch_reset(p);
	*out = p;
	return ST_OK;
}

void
pitch_free(struct pitch *p)
{
	if (p == NULL)
		return;
	autocorr_free(p->autocorr);
	pitch_peaks_free(p->peaks);
	free(p->frames);
	free(p);
}

void
pitch_reset(struct pitch *p)
{
	p->loudest = 0;
	p->last = p->initial;
	p->period = (struct period_value){ 0, 0 };
	p->started = false;
	p->n = p->first = 0;
}

size_t
pitch_held(const struct pitch *p)
{
	return p->n;
}

/* ---- candidates ---- */

static void
new_column(struct pitch *p, size_t i)
{
	struct column *c = &p->held[p->n++];
	struct pitch_peak peak[PITCH_PEAKS];
	float lasting;
	size_t j, n;

	n = pitch_peaks_find(p->peaks, autocorr_r(p->autocorr, i), peak,
	    &lasting);
	c->states = n + 1;
	c->fleeting = 0;
	c->level = sqrtf(autocorr_power(p->autocorr, i));
	p->loudest = fmaxf(p->loudest * p->fading, c->level);
	for (j = 0; j < STATES; j++) {
		c->hz[j] = c->octave[j] = c->r[j] = 0;
		c->strength[j] = NEVER;
	}
	for (j = 0; j < n; j++) {
		c->hz[j + 1] = peak[j].hz;
		c->octave[j + 1] = peak[j].octave;
		c->r[j + 1] = peak[j].r;
		c->strength[j + 1] = peak[j].strength;
		c->fleeting = fmaxf(c->fleeting, peak[j].r - lasting);
	}
}

/* Where the frame of held[i] is. */
static float *
frame_of(const struct pitch *p, size_t i)
{
	return p->frames + (p->first + i) % HELD * p->window;
}

/* Copy the frame x to where that of the next column is, without the mean m. */
CLONES static void
keep_frame(struct pitch *p, const float *restrict x, float m)
{
	float *restrict to = frame_of(p, p->n);
	size_t i, n = p->window;

	for (i = 0; i < n; i++)
		to[i] = x[i] - m;
}

/* ---- paths ---- */

/* The cost of going from state i of one column to each state of another. */
static inline void
costs(const struct pitch *p, const struct column *from, size_t i,
    const struct column *to, float *restrict cost)
{
	size_t j;

	if (i == 0) {
		for (j = 0; j < STATES; j++)
			cost[j] = p->change;
		cost[0] = 0;
		return;
	}
	for (j = 0; j < STATES; j++)
		cost[j] = p->jump * fabsf(from->octave[i] - to->octave[j]);
	cost[0] = p->change;
}

CLONES static void
forward(const struct pitch *p, const struct column *a, struct column *b)
{
	float best[STATES], cost[STATES];
	size_t i, j;

	for (j = 0; j < STATES; j++)
		best[j] = 4 * NEVER;
	for (i = 0; i < a->states; i++) {
		costs(p, a, i, b, cost);
		for (j = 0; j < STATES; j++) {
			float s = a->best[i] - cost[j];

			best[j] = s > best[j] ? s : best[j];
		}
	}
	for (j = 0; j < STATES; j++)
		b->best[j] = best[j] + b->strength[j];
}

CLONES static void
backward(const struct pitch *p, struct column *a, const struct column *b)
{
	float best[STATES], cost[STATES];
	size_t i, j;

	for (j = 0; j < STATES; j++)
		best[j] = 4 * NEVER;
	for (i = 0; i < b->states; i++) {
		costs(p, b, i, a, cost);
		for (j = 0; j < STATES; j++) {
			float s = b->strength[i] + b->rest[i] - cost[j];

			best[j] = s > best[j] ? s : best[j];
		}
	}
	for (j = 0; j < STATES; j++)
		a->rest[j] = best[j];
}

/* The strength of being unvoiced grows where it is quiet, and where nothing
 * repeats for long. */
static float
unvoiced(const struct pitch *p, const struct column *c)
{
	float quiet = 2;

	if (p->loudest > 0)
		quiet -= c->level / p->loudest * (1 + VOICING) / SILENCE;
	return VOICING + fmaxf(quiet, 0) + FLEETING * c->fleeting;
}

static void
all_paths(struct pitch *p)
{
	struct column *c = p->held;
	size_t t;

	for (t = 0; t < p->n; t++)
		c[t].strength[0] = unvoiced(p, &c[t]);
	if (p->started)
		forward(p, &p->before, &c[0]);
	else
		(void)memcpy(c[0].best, c[0].strength, sizeof c[0].best);
	for (t = 1; t < p->n; t++)
		forward(p, &c[t - 1], &c[t]);
	(void)memset(c[p->n - 1].rest, 0, sizeof c[0].rest);
	for (t = p->n - 1; t > 0; t--)
		backward(p, &c[t - 1], &c[t]);
}

/* ---- decisions ---- */

static float
hnr(float r)
{
	r = fminf(fmaxf(r, 1 / 101.0f), 1 - 1 / 10001.0f);
	return 10 * log10f(r / (1 - r));
}

/* By how much the best path through a voiced state of c, *best, is better than
 * the best one that is unvoiced here. */
static float
advantage(const struct column *c, size_t *best)
{
	size_t j;

	*best = 1;
	for (j = 2; j < STATES; j++)
		if (c->best[j] + c->rest[j] > c->best[*best] + c->rest[*best])
			*best = j;
	return c->best[*best] + c->rest[*best] - c->best[0] - c->rest[0];
}

/* The frame held[i]. */
static struct pitch_value
decide(struct pitch *p, size_t i)
{
	const struct column *c = &p->held[i];
	struct pitch_value v;
	size_t best;
	float more = advantage(c, &best);

	v.voicing = 1 / (1 + expf(-SLOPE * more));
	if (more < 0)
		v.voicing = fminf(v.voicing, 0.5f - FLT_EPSILON);
	else
		p->last = c->hz[best];
	if (more >= 0 && p->frames != NULL)
		(void)periods_measure(frame_of(p, i), p->window,
		    p->rate / (double)p->last, &p->period);
	v.f0 = p->last;
	v.period = p->period;
	v.hnr = hnr(c->r[best]);
	return v;
}

/* Values of the first n frames held; n > 0. */
static void
find_values(struct pitch *p, size_t n, struct pitch_value *out)
{
	size_t t;

	all_paths(p);
	for (t = 0; t < n; t++)
		out[t] = decide(p, t);
}

/* Decide the first n frames held; n > 0. */
static size_t
decide_first(struct pitch *p, size_t n, struct pitch_value *out)
{
	size_t j;

	find_values(p, n, out);
	p->before = p->held[n - 1];
	p->started = true;
	/* Only differences matter, and they must not drown. */
	for (j = STATES; j-- > 0;)
		p->before.best[j] -= p->before.best[0];
	p->n -= n;
	p->first = (p->first + n) % HELD;
	(void)memmove(p->held, p->held + n, p->n * sizeof *p->held);
	return n;
}

size_t
pitch_push(struct pitch *p, const float *x, size_t place, size_t n,
    struct pitch_value *out)
{
	size_t i;

	for (i = 0; i < n; i++)
		autocorr_take(p->autocorr, x + i * p->shift + p->margin,
		    place + i);
	autocorr_run(p->autocorr);
	for (i = 0; i < n; i++) {
		if (p->frames != NULL)
			keep_frame(p, x + i * p->shift,
			    autocorr_mean(p->autocorr, place + i));
		new_column(p, place + i);
	}
	if (place + n < FRAMER_BATCH || p->n <= PITCH_LAG)
		return 0;
	return decide_first(p, p->n - PITCH_LAG, out);
}

struct pitch_spectrum
pitch_spectrum(const struct pitch *p)
{
	struct pitch_spectrum s;

	s.power = autocorr_spectrum(p->autocorr, &s.powers, &s.width,
	    &s.scale);
	s.width *= p->rate;
	return s;
}

size_t
pitch_peek(struct pitch *p, struct pitch_value *out)
{
	struct period_value period = p->period;
	float last = p->last;

	if (p->n > 0)
		find_values(p, p->n, out);
	p->period = period;
	p->last = last;
	return p->n;
}

size_t
pitch_finish(struct pitch *p, struct pitch_value *out)
{
	size_t n = p->n == 0 ? 0 : decide_first(p, p->n, out);

	pitch_reset(p);
	return n;
}
