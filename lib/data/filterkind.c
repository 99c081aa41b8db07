#include "data/filterkind.h"

#include <string.h>

#define FILTER_KIND(name) &filter_##name,
static const struct filter_kind *const kinds[] = {
	FILTER_KINDS(FILTER_KIND)
	NULL
};

const struct filter_kind *
filter_kind(const char *name)
{
	size_t i;

	for (i = 0; kinds[i] != NULL; i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}
