#include "tensor/attrs.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memberpath.h"

bool
attrs_name_ok(const char *s)
{
	static const char *const reserved[] = { "shape", "sum", "end",
		"tensor" };
	size_t i, n = strlen(s);

	if (n == 0 || n > ATTR_MAXNAME || s[0] < 'a' || s[0] > 'z' ||
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_.-") != n)
		return false;
	for (i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
		if (strcmp(s, reserved[i]) == 0)
			return false;
	return true;
}

bool
attrs_each(const struct attrs *a, size_t *pos, const char **name,
    const char **value)
{
	if (*pos >= a->len)
		return false;
	*name = a->text + *pos;
	*value = *name + strlen(*name) + 1;
	*pos = (size_t)(*value - a->text) + strlen(*value) + 1;
	return true;
}

const char *
attrs_get(const struct attrs *a, const char *name)
{
	const char *n, *v;
	size_t pos = 0;

	while (attrs_each(a, &pos, &n, &v))
		if (strcmp(n, name) == 0)
			return v;
	return NULL;
}

static enum status
reserve(struct attrs *a, size_t len, struct fault *why)
{
	size_t cap = a->cap ? a->cap : 256;
	char *p;

	while (cap < len)
		cap *= 2;
	if (cap == a->cap)
		return ST_OK;
	if ((p = realloc(a->text, cap)) == NULL)
		return fault_nomem(why);
	a->text = p;
	a->cap = cap;
	return ST_OK;
}

enum status
attrs_set(struct attrs *a, const char *name, const char *value,
    struct fault *why)
{
	size_t nlen = strlen(name) + 1, vlen = strlen(value) + 1, at, oldlen;
	const char *old;
	enum status s;

	if (!attrs_name_ok(name))
		return fault_set(why, ST_BAD, "'%.40s' is not a valid "
		    "attribute name: a-z, then a-z 0-9 _ . -, at most %d "
		    "bytes, not shape, sum, end or tensor", name, ATTR_MAXNAME);
	if (vlen - 1 > ATTR_MAXVALUE || strchr(value, '\n') != NULL)
		return fault_set(why, ST_BAD, "the value of attribute %s is %s",
		    name, vlen - 1 > ATTR_MAXVALUE ?
		    "longer than 16384 bytes" : "more than one line");
	if ((old = attrs_get(a, name)) != NULL) {
		at = (size_t)(old - a->text);
		oldlen = strlen(old) + 1;
		if ((s = reserve(a, a->len - oldlen + vlen, why)) != ST_OK)
			return s;
		(void)memmove(a->text + at + vlen, a->text + at + oldlen,
		    a->len - at - oldlen);
		(void)memcpy(a->text + at, value, vlen);
		a->len = a->len - oldlen + vlen;
		return ST_OK;
	}
	if (a->count == ATTR_MAXCOUNT)
		return fault_set(why, ST_BAD,
		    "more than %d attributes in a record", ATTR_MAXCOUNT);
	if ((s = reserve(a, a->len + nlen + vlen, why)) != ST_OK)
		return s;
	(void)memcpy(a->text + a->len, name, nlen);
	(void)memcpy(a->text + a->len + nlen, value, vlen);
	a->len += nlen + vlen;
	a->count++;
	return ST_OK;
}

enum status
attrs_setf(struct attrs *a, struct fault *why, const char *name,
    const char *fmt, ...)
{
	enum status s;
	va_list ap;
	char *value;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&value, fmt, ap);
	va_end(ap);
	if (n < 0)
		return fault_nomem(why);
	s = attrs_set(a, name, value, why);
	free(value);
	return s;
}

/* Is the text of n bytes one of those in all? */
static bool
among(const char *all, const char *text, size_t n)
{
	const char *end;

	for (; all != NULL; all = end == NULL ? NULL : end + 2) {
		end = strstr(all, "; ");
		if ((end == NULL ? strlen(all) : (size_t)(end - all)) == n &&
		    memcmp(all, text, n) == 0)
			return true;
	}
	return false;
}

enum status
attrs_add(struct attrs *a, const char *name, const char *value,
    struct fault *why)
{
	const char *old, *end;
	char *all;
	enum status s = ST_OK;
	size_t n;

	for (; s == ST_OK && value != NULL;
	    value = end == NULL ? NULL : end + 2) {
		end = strstr(value, "; ");
		n = end == NULL ? strlen(value) : (size_t)(end - value);
		old = attrs_get(a, name);
		if (old != NULL && among(old, value, n))
			continue;
		if (asprintf(&all, "%s%s%.*s", old == NULL ? "" : old,
		    old == NULL || *old == '\0' ? "" : "; ", (int)n, value) < 0)
			return fault_nomem(why);
		s = attrs_set(a, name, all, why);
		free(all);
	}
	return s;
}

const char *
attrs_known(const struct attrs *a, const char *name)
{
	const char *value = attrs_get(a, name);

	return value == NULL || *value == '\0' || strcmp(value, "-") == 0 ?
	    NULL : value;
}

enum status
attrs_set_key(struct attrs *a, const char *path, bool whole,
    struct fault *why)
{
	const char *base = memberpath_base(path), *dot, *start;

	if (strcmp(path, "-") == 0)
		return attrs_set(a, "key", "stdin", why);
	start = whole ? path : base;
	if (strchr(start, '\n') != NULL)
		return fault_set(why, ST_BAD, "a name of more than one line "
		    "cannot be a key: rename the file, or use a list with a "
		    "column 'key'");
	dot = strrchr(base, '.');
	return attrs_setf(a, why, "key", "%.*s", (int)(dot == NULL ||
	    dot == base ? strlen(start) : (size_t)(dot - start)), start);
}

void
attrs_del(struct attrs *a, const char *name)
{
	const char *v = attrs_get(a, name);
	size_t from, to;

	if (v == NULL)
		return;
	from = (size_t)(v - a->text) - strlen(name) - 1;
	to = (size_t)(v - a->text) + strlen(v) + 1;
	(void)memmove(a->text + from, a->text + to, a->len - to);
	a->len -= to - from;
	a->count--;
}

enum status
attrs_copy(struct attrs *dst, const struct attrs *src, struct fault *why)
{
	enum status s;

	if ((s = reserve(dst, src->len, why)) != ST_OK)
		return s;
	if (src->len > 0)
		(void)memcpy(dst->text, src->text, src->len);
	dst->len = src->len;
	dst->count = src->count;
	return ST_OK;
}

void
attrs_clear(struct attrs *a)
{
	a->len = a->count = 0;
}

void
attrs_free(struct attrs *a)
{
	free(a->text);
	*a = (struct attrs)ATTRS_INIT;
}
