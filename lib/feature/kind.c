#include "feature/kind.h"

#include <stdio.h>
#include <string.h>

static const struct feature_kind *const table[] = {
#define ENTRY(name) &feature_##name,
	FEATURE_KINDS(ENTRY)
#undef ENTRY
};
#define NKINDS (sizeof table / sizeof table[0])

const struct feature_kind *
feature_kind(const char *name)
{
	size_t i;

	for (i = 0; i < NKINDS; i++)
		if (strcmp(name, table[i]->name) == 0)
			return table[i];
	return NULL;
}

void
feature_kinds(char text[FEATURE_MAXNAMES])
{
	size_t i, n = 0;

	for (i = 0; i < NKINDS && n < FEATURE_MAXNAMES; i++)
		n += (size_t)snprintf(text + n, FEATURE_MAXNAMES - n, "%s%s",
		    i == 0 ? "" : ", ", table[i]->name);
}
