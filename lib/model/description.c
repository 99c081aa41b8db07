#include "model/description.h"

#include <string.h>

enum status
description_check(const struct tensor *t, struct fault *why)
{
	if (strcmp(tensor_key(t), "model") == 0)
		return ST_OK;
	return fault_set(why, ST_BAD, "the first record is '%.80s', not "
	    "'model': this is not a model", tensor_key(t));
}

static enum status
first_record(struct attrs *a, struct tensor_reader *r, struct fault *why)
{
	struct tensor t = TENSOR_INIT;
	enum status s = tensor_read(r, &t, why);

	if (s == ST_END)
		s = fault_set(why, ST_BAD, "%s: there is no record in it",
		    tensor_name(r));
	else if (s == ST_OK && ((s = description_check(&t, why)) != ST_OK ||
	    (s = attrs_copy(a, &t.attr, why)) != ST_OK))
		(void)fault_prefix(why, "%s", tensor_name(r));
	tensor_free(&t);
	return s;
}

enum status
description_read(struct attrs *a, const char *path, struct fault *why)
{
	struct tensor_reader *r;
	enum status s = tensor_open(&r, path, 0, why);

	if (s != ST_OK)
		return s;
	s = first_record(a, r, why);
	tensor_close(r);
	return s;
}

enum status
description_lacks(const struct attrs *a, const char *name, struct fault *why)
{
	if (attrs_get(a, "members") != NULL)
		return fault_set(why, ST_BAD, "this is a pack of several "
		    "models, without '%s' of its own: modelpack -x takes it "
		    "apart", name);
	return fault_set(why, ST_BAD, "the model has no attribute '%s'", name);
}

enum status
description_need(const struct attrs *a, const char *path, const char *name,
    const char **value, struct fault *why)
{
	if ((*value = attrs_get(a, name)) != NULL)
		return ST_OK;
	(void)description_lacks(a, name, why);
	return fault_prefix(why, "%s", path);
}
