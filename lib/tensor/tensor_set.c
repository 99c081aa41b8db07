/* The part of tensor.h about a whole stream at once. */
#include <stdlib.h>

#include "tensor/tensor_format.h"

enum status
tensor_load(struct tensor_set *set, const char *path, struct fault *why)
{
	size_t cap = 0;
	struct tensor *p;
	enum status s;

	*set = (struct tensor_set)TENSOR_SET_INIT;
	s = tensor_open(&set->reader, path, TENSOR_KEEP, why);
	while (s == ST_OK) {
		if (set->n == cap) {
			cap = cap ? 2 * cap : 256;
			p = realloc(set->t, cap * sizeof *p);
			if (p == NULL) {
				s = fault_nomem(why);
				break;
			}
			set->t = p;
		}
		set->t[set->n] = (struct tensor)TENSOR_INIT;
		s = tensor_read(set->reader, &set->t[set->n], why);
		if (s == ST_OK) {
			set->n++;
			set->sum = format_sum_chain(set->sum,
			    tensor_sum(set->reader));
		} else
			tensor_free(&set->t[set->n]);
	}
	if (s == ST_END)
		return ST_OK;
	tensor_unload(set);
	return s;
}

void
tensor_unload(struct tensor_set *set)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		tensor_free(&set->t[i]);
	free(set->t);
	tensor_close(set->reader);
	*set = (struct tensor_set)TENSOR_SET_INIT;
}
