/* combine, fusion: predictions of several models as one. */
#include <stdbool.h>
#include <string.h>

#include "score/calibration.h"
#include "score/combine.h"
#include "score/fusion.h"
#include "unit.h"

#define N 30
#define M 3
#define C 3

static void
by_hand(void)
{
	const double a[2] = { 0.8, 0.2 }, b[2] = { 0.5, 0.5 };
	const double none[2] = { 0, 1 };
	const double *p[2] = { a, b };
	struct combine k;
	double out[2];

	CHECK(combine_init(&k, 2, 2, NULL) == ST_OK);
	combine_row(&k, p, out);
	CHECK_NEAR(out[0], 2.0 / 3, 1e-12);	/* sqrt 4 to 1 */
	k.weight[0] = 2;
	k.weight[1] = 0;
	k.bias[1] = log(4);
	combine_row(&k, p, out);
	CHECK_NEAR(out[0], 0.8, 1e-12);		/* 16 to 4 */
	CHECK_NEAR(out[0] + out[1], 1, 1e-12);
	/* a probability of 0 counts as COMBINE_FLOOR */
	p[0] = none;
	k.weight[0] = 0.1;
	k.bias[1] = 0;
	combine_row(&k, p, out);
	CHECK_NEAR(out[0], 1 / 11.0, 1e-12);
	combine_free(&k);
}

/* The rows of tests/golden/combine.py. */
static void
fill(struct combine_set *d)
{
	static const double more[M] = { 9, 3, -0.5 };
	double p[M][C], sum;
	const double *row[M];
	size_t i, m, c, y;

	*d = (struct combine_set){ .models = M, .classes = C };
	for (i = 0; i < N; i++) {
		y = (i * i + i / 3) % C;
		for (m = 0; m < M; m++) {
			row[m] = p[m];
			sum = 0;
			for (c = 0; c < C; c++) {
				p[m][c] = 1 + (double)((7 * i + 5 * m + 3 * c)
				    % 11) + (c == y ? more[m] : 0);
				sum += p[m][c];
			}
			for (c = 0; c < C; c++)
				p[m][c] /= sum;
		}
		CHECK(combine_add(d, row, (uint32_t)y, NULL) == ST_OK);
	}
}

static void
fits_as_scipy(void)
{
	static const double want[2][M + C + 1] = {
		{ 2.598680, 1.466536, 0, 0, 0, 0, 0.143164 },
		{ 2.597735, 1.470471, 0, 0.011320, 0.011853, -0.023173,
		    0.143020 }
	};
	struct combine_fitted fitted;
	struct combine_set d;
	struct combine k;
	size_t i;
	int bias;

	fill(&d);
	for (bias = 0; bias < 2; bias++) {
		CHECK(combine_init(&k, M, C, NULL) == ST_OK);
		CHECK(combine_fit(&k, &d, bias, &fitted, NULL) == ST_OK);
		for (i = 0; i < M + C; i++)
			CHECK_NEAR(i < M ? k.weight[i] : k.bias[i - M],
			    want[bias][i], 1e-4);
		CHECK_NEAR(fitted.loss, want[bias][M + C], 1e-5);
		CHECK(fitted.loss < fitted.before && fitted.steps < 20);
		combine_free(&k);
	}
	combine_set_free(&d);
}

/* A class without a row keeps its bias; from any start the same minimum. */
static void
fits_from_anywhere(void)
{
	struct combine_fitted fitted;
	struct combine_set d;
	struct combine k[2];
	size_t i;

	fill(&d);
	for (i = 0; i < d.n; i++)
		d.label[i] %= 2;
	for (i = 0; i < 2; i++)
		CHECK(combine_init(&k[i], M, C, NULL) == ST_OK);
	k[1].weight[0] = 0;
	k[1].weight[1] = 20;
	k[1].weight[2] = 5;
	k[1].bias[0] = -3;
	for (i = 0; i < 2; i++)
		CHECK(combine_fit(&k[i], &d, true, &fitted, NULL) == ST_OK);
	for (i = 0; i < M; i++) {
		CHECK(k[0].weight[i] >= 0);
		CHECK_NEAR(k[0].weight[i], k[1].weight[i], 1e-4);
		CHECK_NEAR(k[0].bias[i], k[1].bias[i], 1e-4);
	}
	CHECK(k[0].bias[2] == 0);
	d.n = 0;
	CHECK(combine_fit(&k[0], &d, true, &fitted, NULL) == ST_BAD);
	combine_free(&k[0]);
	combine_free(&k[1]);
	combine_set_free(&d);
}

static void
slots(void)
{
	char a[] = "a", b[] = "b", x[] = "x";
	char *ab[] = { a, b }, *ba[] = { b, a }, *xx[] = { x, x };
	char *xb[] = { x, b }, *aa[] = { a, a };
	struct fusion f = FUSION_INIT;
	size_t slot[2], number;

	CHECK(textset_add(&f.models, "a", &number, NULL) == ST_OK);
	CHECK(textset_add(&f.models, "b", &number, NULL) == ST_OK);
	CHECK(fusion_slots(&f, ab, 2, true, slot, NULL) == ST_OK);
	CHECK(slot[0] == 0 && slot[1] == 1);
	CHECK(fusion_slots(&f, ba, 2, false, slot, NULL) == ST_OK);
	CHECK(slot[0] == 1 && slot[1] == 0);
	CHECK(fusion_slots(&f, xx, 2, false, slot, NULL) == ST_OK);
	CHECK(slot[0] == 0 && slot[1] == 1);
	CHECK(fusion_slots(&f, xx, 2, true, slot, NULL) == ST_BAD);
	CHECK(fusion_slots(&f, xb, 2, false, slot, NULL) == ST_BAD);
	CHECK(fusion_slots(&f, aa, 2, false, slot, NULL) == ST_BAD);
	CHECK(fusion_slots(&f, ab, 1, false, slot, NULL) == ST_BAD);
	fusion_free(&f);
}

/* Half of six equally sure rows: half of each, whatever their order. */
static void
ties_count_in_part(void)
{
	const struct calibration_row row[6] = {
		{ 0.5, 0.5, 1 }, { 0.5, 0.5, 1 }, { 0.5, 0.5, 1 },
		{ 0.5, 0.5, 1 }, { 0.5, 0.5, 1 }, { 0.5, 0.5, 1 }
	};
	struct score_item item[6];
	const struct score_set set = { item, 6, 2, 1, 1, 6 };
	struct calibration c;
	uint32_t i;

	for (i = 0; i < 6; i++)
		item[i] = (struct score_item){ i % 2, i < 5 ? i % 2 : 0, 0, 0,
		    i };
	CHECK(calibration_make(&c, &set, row, 100, 0.95, 1, NULL) == ST_OK);
	for (i = 0; i < CALIBRATION_LEVELS; i++) {
		CHECK_NEAR(c.value.uar[i], (1 + 2.0 / 3) / 2, 1e-9);
		CHECK_NEAR(c.value.accuracy[i], 5.0 / 6, 1e-9);
	}
	CHECK_NEAR(c.value.metric[CALIBRATION_ECE], 5.0 / 6 - 0.5, 1e-9);
	CHECK(c.bin[7].n == 6);	/* ]7/15, 8/15] */
	for (i = 0; i < 6; i++)
		item[i].unit = SCORE_NOUNIT;
	CHECK(calibration_make(&c, &set, row, 100, 0.95, 1, NULL) == ST_BAD);
}

int
main(void)
{
	UNIT_CASE(by_hand);
	UNIT_CASE(fits_as_scipy);
	UNIT_CASE(fits_from_anywhere);
	UNIT_CASE(slots);
	UNIT_CASE(ties_count_in_part);
	UNIT_END();
}
