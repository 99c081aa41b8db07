#include "math/winograd.h"

#include "math/simd.h"

#define POINTS	WINOGRAD_POINTS

/* G: powers of a point over the product of its distances to the other finite
 * points; infinity takes the last tap. */
float
winograd_tap(size_t point, size_t k, size_t K)
{
	static const double at[] = { 0, 1, -1, 2, -2, 0.5, -0.5 };
	static const double over[] = { -1, -4.5, -4.5, 90, 90, 45 / 32.0,
	    45 / 32.0 };
	double x;

	if (point == POINTS - 1)
		return k == K - 1;
	for (x = 1 / over[point]; k > 0; k--)
		x *= at[point];
	return (float)x;
}

/* Row j of B^T holds the coefficients of the product of x - a over all finite
 * points a but the j-th; at infinity over all. */
CLONES void
winograd_input(size_t C, const float *restrict d, float *restrict v,
    size_t step)
{
	const float *d1 = d + C, *d2 = d1 + C, *d3 = d2 + C, *d4 = d3 + C;
	const float *d5 = d4 + C, *d6 = d5 + C, *d7 = d6 + C;
	float *v1 = v + step, *v2 = v1 + step, *v3 = v2 + step;
	float *v4 = v3 + step, *v5 = v4 + step, *v6 = v5 + step;
	float *v7 = v6 + step, even, odd;
	size_t c;

	APART
	for (c = 0; c < C; c++) {
		v[c] = d6[c] - d[c] + 5.25f * (d2[c] - d4[c]);
		even = d2[c] + d6[c] - 4.25f * d4[c];
		odd = d1[c] + d5[c] - 4.25f * d3[c];
		v1[c] = even + odd;
		v2[c] = even - odd;
		even = 0.25f * d2[c] + d6[c] - 1.25f * d4[c];
		odd = 0.5f * d1[c] + 2 * d5[c] - 2.5f * d3[c];
		v3[c] = even + odd;
		v4[c] = even - odd;
		even = 4 * d2[c] + d6[c] - 5 * d4[c];
		odd = 2 * d1[c] + 0.5f * d5[c] - 2.5f * d3[c];
		v5[c] = even + odd;
		v6[c] = even - odd;
		v7[c] = d7[c] - d1[c] + 5.25f * (d3[c] - d5[c]);
	}
}

/* What is inlined with a constant m becomes straight code. */
#define inline_always static inline __attribute__((always_inline))

inline_always void
input_backward_m(size_t m, size_t C, const float *restrict v, size_t step,
    float *restrict d)
{
	const float *v1 = v + step, *v2 = v1 + step, *v3 = v2 + step;
	const float *v4 = v3 + step, *v5 = v4 + step, *v6 = v5 + step;
	const float *v7 = v6 + step;
	float x[POINTS], even1, even2, even3, odd1, odd2, odd3;
	size_t c, k;

	APART
	for (c = 0; c < C; c++) {
		even1 = v1[c] + v2[c];
		odd1 = v1[c] - v2[c];
		even2 = v3[c] + v4[c];
		odd2 = 2 * (v3[c] - v4[c]);
		even3 = v5[c] + v6[c];
		odd3 = 0.5f * (v5[c] - v6[c]);
		x[0] = -v[c];
		x[1] = odd1 + 0.25f * odd2 + 4 * odd3 - v7[c];
		x[2] = even1 + 0.25f * even2 + 4 * even3 + 5.25f * v[c];
		x[3] = 5.25f * v7[c] - 4.25f * odd1 - 1.25f * odd2 - 5 * odd3;
		x[4] = -5.25f * v[c] - 4.25f * even1 - 1.25f * even2 -
		    5 * even3;
		x[5] = odd1 + odd2 + odd3 - 5.25f * v7[c];
		x[6] = even1 + even2 + even3 + v[c];
		x[7] = v7[c];
		for (k = 0; k < POINTS - m; k++)
			d[k * C + c] += x[k];
		for (; k < POINTS; k++)
			d[k * C + c] = x[k];
	}
}

/* Row i of A^T holds the i-th powers of the points, infinity counts for the
 * last one alone. */
inline_always void
output_forward_m(size_t m, size_t O, const float *restrict z, size_t step,
    const float *restrict bias, float *restrict y)
{
	const float *z1 = z + step, *z2 = z1 + step, *z3 = z2 + step;
	const float *z4 = z3 + step, *z5 = z4 + step, *z6 = z5 + step;
	const float *z7 = z6 + step;
	float even1, odd1, even2, odd2, even3, odd3, x[6];
	size_t o, i;

	APART
	for (o = 0; o < O; o++) {
		even1 = z1[o] + z2[o];
		odd1 = z1[o] - z2[o];
		even2 = z3[o] + z4[o];
		odd2 = z3[o] - z4[o];
		even3 = z5[o] + z6[o];
		odd3 = z5[o] - z6[o];
		x[0] = z[o] + even1 + even2 + even3;
		x[1] = odd1 + 2 * odd2 + 0.5f * odd3;
		x[2] = even1 + 4 * even2 + 0.25f * even3;
		x[3] = odd1 + 8 * odd2 + 0.125f * odd3;
		x[4] = even1 + 16 * even2 + 0.0625f * even3;
		x[5] = odd1 + 32 * odd2 + 0.03125f * odd3;
		x[m - 1] += z7[o];
		for (i = 0; i < m; i++)
			y[i * O + o] = x[i] + bias[o];
	}
}

inline_always void
output_backward_m(size_t m, size_t O, const float *restrict dy,
    float *restrict z, size_t step)
{
	float *z1 = z + step, *z2 = z1 + step, *z3 = z2 + step;
	float *z4 = z3 + step, *z5 = z4 + step, *z6 = z5 + step;
	float *z7 = z6 + step, y[6], even, odd;
	size_t o, i;

	APART
	for (o = 0; o < O; o++) {
		for (i = 0; i < 6; i++)
			y[i] = i < m ? dy[i * O + o] : 0;
		z[o] = y[0];
		even = y[0] + y[2] + y[4];
		odd = y[1] + y[3] + y[5];
		z1[o] = even + odd;
		z2[o] = even - odd;
		even = y[0] + 4 * y[2] + 16 * y[4];
		odd = 2 * y[1] + 8 * y[3] + 32 * y[5];
		z3[o] = even + odd;
		z4[o] = even - odd;
		even = y[0] + 0.25f * y[2] + 0.0625f * y[4];
		odd = 0.5f * y[1] + 0.125f * y[3] + 0.03125f * y[5];
		z5[o] = even + odd;
		z6[o] = even - odd;
		z7[o] = y[m - 1];
	}
}

/* FOR_M(f, ...) calls f(m, ...), m being a constant there. */
#define FOR_M(f, m, ...) do { \
	switch (m) { \
	case 2: f(2, __VA_ARGS__); break; \
	case 3: f(3, __VA_ARGS__); break; \
	case 4: f(4, __VA_ARGS__); break; \
	case 5: f(5, __VA_ARGS__); break; \
	case 6: f(6, __VA_ARGS__); break; \
	} \
} while (0)

CLONES void
winograd_input_back(size_t m, size_t C, const float *v, size_t step,
    float *d)
{
	FOR_M(input_backward_m, m, C, v, step, d);
}

CLONES void
winograd_output(size_t m, size_t O, const float *z, size_t step,
    const float *bias, float *y)
{
	FOR_M(output_forward_m, m, O, z, step, bias, y);
}

CLONES void
winograd_output_back(size_t m, size_t O, const float *dy, float *z,
    size_t step)
{
	FOR_M(output_backward_m, m, O, dy, z, step);
}
