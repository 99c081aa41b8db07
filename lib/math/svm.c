#include "math/svm.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "math/gemm.h"
#include "math/simd.h"

#define MOST	24	/* problems that one thread solves together */
#define CYCLES	500	/* of conjugate gradients in one step */

/* One problem at work.  Vectors (N); resid and z are 0 where in is 0. */
struct state {
	struct svm_problem *p;
	float *a, *s;		/* coefficients and scores */
	float *a0, *s0;		/* before the step */
	float *d, *in;		/* D; 1 for samples of the equations, else 0 */
	float *resid, *z;
	double *chol;		/* (rank, rank) of the preconditioner */
	double rz, near;	/* resid.z; where conjugate gradients stop */
	unsigned cycles;
};

/* What one thread works on. */
struct group {
	const struct gram *g;
	const size_t *y;
	size_t n;		/* problems */
	struct state state[MOST];
	/* Rows of dir and prod belong to the problems row[0..left). */
	size_t left, row[MOST];
	float *dir, *prod;	/* (n, N); prod = dir G */
	float *scaled;		/* (N, rank) */
	float *square;		/* (rank, rank) */
	float *scratch;		/* of gram_product */
};

/* What the score should be. */
static float
goal(const struct group *g, const struct state *t, size_t i)
{
	return t->p->value != NULL ? t->p->value[i] :
	    g->y[i] == t->p->class ? 1 : -1;
}

static double
dot(size_t n, const float *a, const float *b)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < n; i++)
		sum += (double)a[i] * (double)b[i];
	return sum;
}

/* ---- the preconditioner ---- */

/* scaled (n, r) = low / sqrt(d) for the samples of the equations, else 0 */
CLONES static void
scale(size_t n, size_t r, const float *restrict low, const float *restrict d,
    const float *restrict in, float *restrict scaled)
{
	size_t i, k;
	float by;

	for (i = 0; i < n; i++, low += r, scaled += r) {
		by = in[i] > 0 ? 1 / sqrtf(d[i]) : 0;
		for (k = 0; k < r; k++)
			scaled[k] = low[k] * by;
	}
}

/* low low^T + D of the samples of the equations, by Woodbury's formula:
 * the factor of I + low^T D^-1 low. */
static void
precondition(struct group *g, struct state *t)
{
	size_t i, r = g->g->rank;

	scale(g->g->n, r, g->g->low, t->d, t->in, g->scaled);
	gemm_tn(r, r, g->g->n, g->scaled, r, g->scaled, r, 0, g->square, r);
	for (i = 0; i < r * r; i++)
		t->chol[i] = (double)g->square[i] + (i % (r + 1) == 0);
	gram_cholesky(r, t->chol);
}

/* Solve l l^T u = u without the rows whose pivot is 0, see gram_cholesky. */
static void
substitute(size_t r, const double *l, double *u)
{
	size_t i, k;

	for (i = 0; i < r; i++) {
		for (k = 0; k < i; k++)
			u[i] -= l[i * r + k] * u[k];
		u[i] = l[i * r + i] > 0 ? u[i] / l[i * r + i] : 0;
	}
	for (i = r; i-- > 0;) {
		for (k = i + 1; k < r; k++)
			u[i] -= l[k * r + i] * u[k];
		u[i] = l[i * r + i] > 0 ? u[i] / l[i * r + i] : 0;
	}
}

/* sum (r) of v[i] / d[i] * low[i] over the samples of the equations */
CLONES static void
gather(size_t n, size_t r, const float *restrict low, const float *restrict d,
    const float *restrict in, const float *restrict v, float *restrict sum)
{
	size_t i, k;
	float by;

	(void)memset(sum, 0, r * sizeof *sum);
	for (i = 0; i < n; i++, low += r) {
		if (!(in[i] > 0))
			continue;
		by = v[i] / d[i];
		for (k = 0; k < r; k++)
			sum[k] += by * low[k];
	}
}

/* z[i] = (v[i] - low[i].u) / d[i], or 0; in lanes, which add up in order */
CLONES static void
spread(size_t n, size_t r, const float *restrict low, const float *restrict d,
    const float *restrict in, const float *restrict v, const float *restrict u,
    float *restrict z)
{
	lanes8 lane;
	size_t i, k;
	float sum;

	for (i = 0; i < n; i++, low += r) {
		lane = ALL8(0);
		for (k = 0; k + 8 <= r; k += 8)
			lane += *(const lanes8 *)(low + k) *
			    *(const lanes8 *)(u + k);
		for (sum = 0; k < r; k++)
			sum += low[k] * u[k];
		for (k = 0; k < 8; k++)
			sum += lane[k];
		z[i] = in[i] > 0 ? (v[i] - sum) / d[i] : 0;
	}
}

/* z = (low low^T + D)^-1 resid */
static void
apply(const struct group *g, struct state *t)
{
	size_t i, r = g->g->rank;
	float u[GRAM_RANK];
	double v[GRAM_RANK];

	gather(g->g->n, r, g->g->low, t->d, t->in, t->resid, u);
	for (i = 0; i < r; i++)
		v[i] = (double)u[i];
	substitute(r, t->chol, v);
	for (i = 0; i < r; i++)
		u[i] = (float)v[i];
	spread(g->g->n, r, g->g->low, t->d, t->in, t->resid, u, t->z);
}

/* ---- conjugate gradients ---- */

/* The largest |x| (n). */
static double
largest(size_t n, const float *x)
{
	float most = 0;
	size_t i;

	for (i = 0; i < n; i++)
		most = fabsf(x[i]) > most ? fabsf(x[i]) : most;
	return (double)most;
}

/* The products of dir with G. */
static void
multiply(struct group *g)
{
	size_t i;

	gram_product(g->g, g->left, g->dir, g->prod, g->scratch);
	for (i = 0; i < g->left; i++)
		g->state[g->row[i]].p->products++;
}

/* s (n) = x + offset, which may be NULL. */
static void
add_offset(size_t n, const float *x, const float *offset, float *s)
{
	size_t i;

	for (i = 0; i < n; i++)
		s[i] = x[i] + (offset != NULL ? offset[i] : 0);
}

/* Scores of the coefficients of all problems in row. */
static void
rescore(struct group *g)
{
	size_t i, n = g->g->n;

	for (i = 0; i < g->left; i++)
		(void)memcpy(g->dir + i * n, g->state[g->row[i]].a,
		    n * sizeof *g->dir);
	multiply(g);
	for (i = 0; i < g->left; i++)
		add_offset(n, g->prod + i * n,
		    g->state[g->row[i]].p->offset, g->state[g->row[i]].s);
}

/* The equations of a step: what is left of them, and the first direction. */
static void
begin(struct group *g, struct state *t, double fine, float *dir)
{
	size_t i, n = g->g->n;

	for (i = 0; i < n; i++)
		t->resid[i] = t->in[i] > 0 ? goal(g, t, i) - t->s[i] -
		    t->d[i] * t->a[i] : 0;
	precondition(g, t);
	apply(g, t);
	(void)memcpy(dir, t->z, n * sizeof *dir);
	t->rz = dot(n, t->resid, t->z);
	t->near = fmax(0.5 * fine, 0.03 * t->p->worst);
	t->cycles = 0;
}

/* a += by dir, s += by prod, resid -= by (prod + D dir) */
CLONES static void
advance(size_t n, float by, const float *restrict dir,
    const float *restrict prod, const float *restrict d,
    const float *restrict in, float *restrict a, float *restrict s,
    float *restrict resid)
{
	size_t i;

	for (i = 0; i < n; i++) {
		a[i] += by * dir[i];
		s[i] += by * prod[i];
		resid[i] -= in[i] * (by * (prod[i] + d[i] * dir[i]));
	}
}

/* One cycle of problem t.  Returns whether it is near enough. */
static bool
cycle(struct group *g, struct state *t, float *dir, const float *prod)
{
	size_t i, n = g->g->n;
	double curve = 0, rz;

	for (i = 0; i < n; i++)
		curve += (double)dir[i] * ((double)prod[i] +
		    (double)t->d[i] * (double)dir[i]);
	if (!(curve > 0))
		return true;
	advance(n, (float)(t->rz / curve), dir, prod, t->d, t->in, t->a, t->s,
	    t->resid);
	if (largest(n, t->resid) <= t->near || ++t->cycles == CYCLES)
		return true;
	apply(g, t);
	rz = dot(n, t->resid, t->z);
	for (i = 0; i < n; i++)
		dir[i] = t->z[i] + (float)(rz / t->rz) * dir[i];
	t->rz = rz;
	return false;
}

/* Solve the equations of all problems in row; one that is near enough gives its
 * place to the last. */
static void
solve_equations(struct group *g)
{
	size_t i, n = g->g->n;

	while (g->left > 0) {
		multiply(g);
		for (i = g->left; i-- > 0;) {
			if (!cycle(g, &g->state[g->row[i]], g->dir + i * n,
			    g->prod + i * n))
				continue;
			g->left--;
			g->row[i] = g->row[g->left];
			(void)memmove(g->dir + i * n, g->dir + g->left * n,
			    n * sizeof *g->dir);
		}
	}
}

/* ---- Newton's steps ---- */

/* The slope of the objective at a share `by` of the step. */
static double
slope(const struct group *g, const struct state *t, double by)
{
	const float *o = t->p->offset;
	double sum = 0, y, da, ds, s;
	size_t i;

	for (i = 0; i < g->g->n; i++) {
		da = (double)t->a[i] - (double)t->a0[i];
		ds = (double)t->s[i] - (double)t->s0[i];
		s = (double)t->s0[i] + by * ds;
		sum += da * (s - (o != NULL ? (double)o[i] : 0));
		y = (double)goal(g, t, i);
		if (t->d[i] > 0 && (t->p->value != NULL || y * s < 1))
			sum -= ds * (y - s) / (double)t->d[i];
	}
	return sum;
}

/* Shorten a step that goes far beyond the minimum.  Near the solution the
 * slopes are rounding errors, and the step is taken. */
static void
shorten(const struct group *g, struct state *t)
{
	double lo = 0, hi = 1, by, first = slope(g, t, 0);
	size_t i;
	int k;

	if (first >= 0 || slope(g, t, 1) <= -0.1 * first)
		return;
	for (k = 0; k < 20; k++) {
		by = (lo + hi) / 2;
		if (slope(g, t, by) > 0)
			hi = by;
		else
			lo = by;
	}
	by = hi;
	for (i = 0; i < g->g->n; i++) {
		t->a[i] = t->a0[i] + (float)by * (t->a[i] - t->a0[i]);
		t->s[i] = t->s0[i] + (float)by * (t->s[i] - t->s0[i]);
	}
}

/* The largest violation; and which samples are of the next equations. */
static void
look(const struct group *g, struct state *t)
{
	bool numbers = t->p->value != NULL;
	double far = 0, y, gap, off;
	size_t i;

	for (i = 0; i < g->g->n; i++) {
		if (!(t->d[i] > 0))
			continue;
		y = (double)goal(g, t, i);
		gap = numbers ? y - (double)t->s[i] : 1 - y * (double)t->s[i];
		off = numbers ? (double)t->d[i] * (double)t->a[i] - gap :
		    y * (double)t->d[i] * (double)t->a[i] - fmax(gap, 0);
		far = isnan(off) ? INFINITY : fmax(far, fabs(off));
		t->in[i] = numbers || gap > 0;
	}
	t->p->worst = far;
}

/* Start from here, but with the coefficients of samples that are out at 0. */
static void
drop(const struct group *g, struct state *t)
{
	size_t i, n = g->g->n;

	(void)memcpy(t->a0, t->a, n * sizeof *t->a);
	(void)memcpy(t->s0, t->s, n * sizeof *t->s);
	for (i = 0; i < n; i++)
		t->a[i] = t->in[i] > 0 ? t->a[i] : 0;
}

/* Fill row with the problems that are not done. */
static void
list_open(struct group *g, double fine)
{
	size_t i;

	g->left = 0;
	for (i = 0; i < g->n; i++)
		if (g->state[i].p->worst > fine &&
		    g->state[i].p->steps < SVM_STEPS)
			g->row[g->left++] = i;
}

static void
solve_group(struct group *g, double fine)
{
	size_t i, open, row[MOST], n = g->g->n;

	for (list_open(g, fine); g->left > 0; list_open(g, fine)) {
		open = g->left;
		(void)memcpy(row, g->row, sizeof row);
		for (i = 0; i < open; i++)
			drop(g, &g->state[row[i]]);
		if (g->state[row[0]].p->steps > 0)
			rescore(g);
		for (i = 0; i < open; i++)
			begin(g, &g->state[row[i]], fine, g->dir + i * n);
		solve_equations(g);
		for (i = 0; i < open; i++) {
			shorten(g, &g->state[row[i]]);
			look(g, &g->state[row[i]]);
			g->state[row[i]].p->steps++;
		}
	}
}

/* ---- on threads ---- */

#define VECTORS	8	/* of a state */

struct job {
	const struct gram *g;
	const size_t *y;
	size_t np, per;
	struct svm_problem *p;
	double fine;
	float *a, *score;
	float *room;		/* (threads, span) */
	double *chol;		/* (threads, per, rank, rank) */
	size_t span;
};

/* No coefficients: without an offset all samples violate the condition by 1. */
static void
start(struct group *g, struct state *t, struct svm_problem *p, float *room)
{
	size_t i, n = g->g->n;

	t->p = p;
	t->a = room, t->s = t->a + n, t->a0 = t->s + n, t->s0 = t->a0 + n;
	t->d = t->s0 + n, t->in = t->d + n;
	t->resid = t->in + n, t->z = t->resid + n;
	(void)memset(room, 0, VECTORS * n * sizeof *room);
	for (i = 0; i < n; i++)
		if (p->weight[i] > 0) {
			t->d[i] = (float)(0.5 / (p->c * (double)p->weight[i]));
			t->in[i] = 1;
		}
	p->steps = p->products = 0;
	if (p->offset != NULL)
		(void)memcpy(t->s, p->offset, n * sizeof *t->s);
	look(g, t);
}

static void
work(void *ctx, size_t piece, unsigned thread)
{
	const struct job *j = ctx;
	size_t i, at = piece * j->per, n = j->g->n, r = j->g->rank;
	struct group g = { .g = j->g, .y = j->y };
	float *room = j->room + thread * j->span;

	g.n = j->np - at < j->per ? j->np - at : j->per;
	for (i = 0; i < g.n; i++, room += VECTORS * n) {
		start(&g, &g.state[i], j->p + at + i, room);
		g.state[i].chol = j->chol + (thread * j->per + i) * r * r;
	}
	g.dir = room;
	g.prod = g.dir + g.n * n;
	g.scaled = g.prod + g.n * n;
	g.square = g.scaled + n * r;
	g.scratch = g.square + r * r;
	solve_group(&g, j->fine);
	for (i = 0; i < g.n; i++) {
		(void)memcpy(j->a + (at + i) * n, g.state[i].a,
		    n * sizeof *j->a);
		if (j->score != NULL)
			(void)memcpy(j->score + (at + i) * n, g.state[i].s,
			    n * sizeof *j->score);
	}
}

enum status
svm_solve(const struct gram *g, const size_t *y, size_t np,
    struct svm_problem *p, double fine, float *a, float *score,
    struct threads *pool, struct fault *why)
{
	struct job j = { .g = g, .y = y, .np = np, .p = p, .fine = fine,
	    .a = a, .score = score };
	size_t threads = threads_count(pool), r = g->rank;
	enum status s = ST_NOMEM;

	j.per = (np + threads - 1) / threads;
	j.per = j.per < MOST ? j.per : MOST;
	j.span = j.per * (VECTORS + 2) * g->n + g->n * r + r * r +
	    gram_scratch(g, j.per);
	j.room = alloc_raw(threads * j.span, sizeof *j.room);
	j.chol = calloc(threads * j.per * r * r + 1, sizeof *j.chol);
	if (j.room != NULL && j.chol != NULL) {
		threads_run(pool, (np + j.per - 1) / j.per, work, &j);
		s = ST_OK;
	}
	free(j.room);
	free(j.chol);
	return s == ST_OK ? s : fault_nomem(why);
}
