#include "data/voicing.h"

#include <math.h>
#include <stdbool.h>

const char *const voicing_names[VOICING_VALUES] = {
	"voiced-share", "voiced-rate", "voiced-mean", "voiced-sd",
	"voiced-max", "unvoiced-mean", "unvoiced-sd", "unvoiced-max"
};

/* Lengths of stretches, in seconds. */
struct stretches {
	size_t n;
	double sum, square, max;
};

static void
count_stretch(struct stretches *s, double seconds)
{
	s->n++;
	s->sum += seconds;
	s->square += seconds * seconds;
	s->max = seconds > s->max ? seconds : s->max;
}

/* Mean, standard deviation, maximum. */
static void
put_stretches(const struct stretches *s, float *row)
{
	double n = s->n > 0 ? (double)s->n : 1, mean = s->sum / n;
	double variance = s->square / n - mean * mean;

	row[0] = (float)mean;
	row[1] = (float)sqrt(variance > 0 ? variance : 0);
	row[2] = (float)s->max;
}

void
voicing_values(const size_t *frame, size_t n, const size_t *voiced,
    size_t voiced_n, double rate, float row[VOICING_VALUES])
{
	struct stretches s[2] = { { 0, 0, 0, 0 }, { 0, 0, 0, 0 } };
	size_t i, j, from;
	bool is, was = false;

	for (i = j = from = 0; i < n; i++, was = is) {
		is = j < voiced_n && voiced[j] == frame[i];
		j += is;
		if (i > 0 && is != was) {
			count_stretch(&s[was], (double)(i - from) / rate);
			from = i;
		}
	}
	count_stretch(&s[was], (double)(n - from) / rate);
	row[0] = (float)((double)voiced_n / (double)n);
	row[1] = (float)((double)s[1].n * rate / (double)n);
	put_stretches(&s[1], row + 2);
	put_stretches(&s[0], row + 5);
}
