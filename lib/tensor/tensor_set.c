/* The part of tensor.h about a whole stream at once. */
#include <stdlib.h>

#include "tensor/tensor_format.h"

enum status
tensor_set_open(struct tensor_set *set, const char *path, struct fault *why)
{
	*set = (struct tensor_set)TENSOR_SET_INIT;
	return tensor_open(&set->reader, path, TENSOR_KEEP, why);
}

enum status
tensor_set_next(struct tensor_set *set, struct tensor *t, struct fault *why)
{
	enum status s = tensor_read(set->reader, t, why);

	if (s == ST_OK) {
		set->n++;
		set->sum = format_sum_chain(set->sum, tensor_sum(set->reader));
	}
	return s;
}

enum status
tensor_load(struct tensor_set *set, const char *path, struct fault *why)
{
	size_t cap = 0, i;
	struct tensor *p;
	enum status s;

	s = tensor_set_open(set, path, why);
	while (s == ST_OK) {
		i = set->n;
		if (i == cap) {
			cap = cap ? 2 * cap : 256;
			p = realloc(set->t, cap * sizeof *p);
			if (p == NULL) {
				s = fault_nomem(why);
				break;
			}
			set->t = p;
		}
		set->t[i] = (struct tensor)TENSOR_INIT;
		s = tensor_set_next(set, &set->t[i], why);
		if (s != ST_OK)
			tensor_free(&set->t[i]);
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

	for (i = 0; set->t != NULL && i < set->n; i++)
		tensor_free(&set->t[i]);
	free(set->t);
	tensor_close(set->reader);
	*set = (struct tensor_set)TENSOR_SET_INIT;
}
