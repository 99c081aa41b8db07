#include "math/quadratics.h"

#include <math.h>
#include <stdint.h>

#include "math/simd.h"

#define STARTS	3
#define STEPS(n) (12 + (n) / 2)	/* of each, for degree n */
#define LONGEST	0.5	/* change of a coefficient in a step */
#define CLOSE	1e-5	/* change that ends the search; the error left is
			 * about its square */
#define TINY	1e-30

/* A number of each polynomial, and whether something holds: all bits, or 0. */
typedef double lane __attribute__((vector_size(64), aligned(8), may_alias));
typedef int64_t mask __attribute__((vector_size(64), aligned(8), may_alias));

#define ALL(x) ((lane){ (x), (x), (x), (x), (x), (x), (x), (x) })
#define SELECT(m, a, b) ((lane)(((m) & (mask)(a)) | (~(m) & (mask)(b))))
#define ABS(a) SELECT((a) < 0, -(a), (a))
#define MAX(a, b) SELECT((a) > (b), (a), (b))
#define MIN(a, b) SELECT((a) < (b), (a), (b))

struct search {
	size_t n;		/* degree */
	const lane *a;		/* (n + 1) */
	lane *p, *q;		/* (n/2) */
	mask open;		/* those not yet found */
	lane change;		/* the largest of this step */
};

/* The remainder r1 z + r0 of the polynomial divided by factor j. */
static inline __attribute__((always_inline)) void
remainder_of(const struct search *s, size_t j, lane *r1, lane *r0)
{
	lane p = s->p[j], q = s->q[j], older = s->a[0], last, next;
	size_t k;

	last = s->a[1] - p * older;
	for (k = 2; k < s->n; k++) {
		next = s->a[k] - p * last - q * older;
		older = last;
		last = next;
	}
	*r1 = last;
	*r0 = s->a[s->n] - q * older;
}

/* The product m1 z + m0 of the other factors, reduced by factor j. */
static inline __attribute__((always_inline)) void
product_of_others(const struct search *s, size_t j, lane *m1, lane *m0)
{
	lane p = s->p[j], q = s->q[j], one = ALL(0.0), none = ALL(1.0);
	lane b1, b0, high;
	size_t i;

	for (i = 0; i < s->n / 2; i++) {
		if (i == j)
			continue;
		b1 = s->p[i] - p;
		b0 = s->q[i] - q;
		high = one * b1;
		one = one * b0 + none * b1 - p * high;
		none = none * b0 - q * high;
	}
	*m1 = one;
	*m0 = none;
}

/* Change factor j, within what roots in the unit circle allow. */
static inline __attribute__((always_inline)) void
improve(struct search *s, size_t j)
{
	lane p = s->p[j], q = s->q[j], r1, r0, m1, m0, det, d1, d0, most;
	mask stuck;		/* two factors are the same */

	remainder_of(s, j, &r1, &r0);
	product_of_others(s, j, &m1, &m0);
	det = m0 * m0 - p * m0 * m1 + q * m1 * m1;
	stuck = ABS(det) < TINY;
	det = SELECT(stuck, ALL(TINY), det);
	d1 = (r1 * m0 - r0 * m1) / det;
	d0 = ((m0 - p * m1) * r0 + q * m1 * r1) / det;
	most = MAX(ABS(d1), ABS(d0));
	s->change = SELECT(stuck, ALL(1.0), MAX(s->change, most));
	most = MAX(most * ALL(1 / LONGEST), ALL(1.0));
	q += d0 / most;
	q = MAX(MIN(q, ALL(1.0)), ALL(-1.0));
	p += d1 / most;
	p = MAX(MIN(p, ALL(1.0) + q), -ALL(1.0) - q);
	s->p[j] = SELECT(s->open, p, s->p[j]);
	s->q[j] = SELECT(s->open, q, s->q[j]);
}

/* Roots spread over half a circle; for the second start on two circles, for the
 * third on a small one. */
static void
start(struct search *s, int which)
{
	size_t j, half = s->n / 2;
	double r, angle;

	for (j = 0; j < half; j++) {
		angle = M_PI * ((double)j + (which == 2 ? 0.3 : 0.5)) /
		    (double)half;
		r = which == 0 ? 0.93 : which == 2 ? 0.6 :
		    j % 2 == 0 ? 0.97 : 0.5;
		s->p[j] = SELECT(s->open, ALL(-2 * r * cos(angle)), s->p[j]);
		s->q[j] = SELECT(s->open, ALL(r * r), s->q[j]);
	}
}

static inline __attribute__((always_inline)) unsigned
bits(const mask *m)
{
	unsigned f, set = 0;

	for (f = 0; f < QUADRATICS_LANES; f++)
		set |= (unsigned)((*m)[f] != 0) << f;
	return set;
}

CLONES static void
descend(struct search *s)
{
	size_t i, j;

	for (i = 0; i < STEPS(s->n) && bits(&s->open) != 0; i++) {
		s->change = ALL(0.0);
		for (j = 0; j < s->n / 2; j++)
			improve(s, j);
		/* A NaN is not close to anything. */
		s->open &= ~(s->change < CLOSE);
	}
}

unsigned
quadratics_find(const double *a, size_t n, double *p, double *q)
{
	struct search s = { .n = n, .a = (const lane *)a, .p = (lane *)p,
	    .q = (lane *)q };
	int i;

	s.open = ~(mask){ 0 };
	for (i = 0; i < STARTS && bits(&s.open) != 0; i++) {
		start(&s, i);
		descend(&s);
	}
	return ~bits(&s.open) & ((1u << QUADRATICS_LANES) - 1);
}
