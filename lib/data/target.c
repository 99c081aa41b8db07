#include "data/target.h"

#include <string.h>

#include "base/number.h"

static const char *const names[] = { "label", "activation", "valence" };

enum status
target_parse(const char *name, enum target *out, struct fault *why)
{
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0) {
			*out = (enum target)i;
			return ST_OK;
		}
	return fault_set(why, ST_BAD, "'%.40s' is no target: "
	    "label, activation or valence", name);
}

const char *
target_name(enum target g)
{
	return names[g];
}

const char *const *
target_classes(enum target g)
{
	static const char *const classes[][4] = {
		{ NULL },
		{ "low", "medium", "high", NULL },
		{ "negative", "neutral", "positive", NULL },
	};

	return classes[g];
}

enum status
target_class(const struct tensor *t, enum target g, const char **class,
    struct fault *why)
{
	const char *value = attrs_known(&t->attr, names[g]);
	double rating;

	if (value == NULL)
		return ST_END;
	if (g == TARGET_LABEL) {
		*class = value;
		return ST_OK;
	}
	if (number_real(value, 1, 5, &rating, why) != ST_OK)
		return fault_prefix(why, "%s", names[g]);
	*class = target_classes(g)[rating <= 2.5 ? 0 : rating < 3.5 ? 1 : 2];
	return ST_OK;
}
