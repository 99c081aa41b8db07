#include "nn/layer_hidden.h"

#include <math.h>

#define MAXUNITS ((size_t)1 << 16)

enum status
hidden_parse(struct layer *l, size_t n, char *const word[], struct fault *why)
{
	struct hidden *set = l->set;
	enum status s = layer_words(l, n, 1, why);

	if (s == ST_OK)
		s = layer_size("units", word[0], 1, MAXUNITS, &set->units,
		    why);
	return s;
}

void
hidden_matrix(struct layer *l, const char *part, size_t rows, size_t columns)
{
	struct layer_param *w = layer_param(l, part, PARAM_SUMMED);

	w->rank = 2;
	w->dim[0] = rows;
	w->dim[1] = columns;
	w->bound = (float)(1 / sqrt((double)rows));
}

void
hidden_bias(struct layer *l, const char *part, size_t rows, size_t columns)
{
	struct layer_param *b = layer_param(l, part, PARAM_SUMMED);

	b->dim[0] = columns;
	b->bound = (float)(1 / sqrt((double)rows));
}
