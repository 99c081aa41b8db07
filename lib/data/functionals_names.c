#include "data/functionals.h"

#include <stdio.h>
#include <string.h>

/* Word i of the list; its length, 0 if there is none. */
static int
word(const char *list, size_t i, const char **at)
{
	for (; list != NULL; list = strchr(list, ' '), i--) {
		list += *list == ' ';
		*at = list;
		if (i == 0)
			return (int)strcspn(list, " ");
	}
	return 0;
}

static size_t
words(const char *list)
{
	size_t n = list != NULL && *list != '\0';

	for (; n > 0 && *list != '\0'; list++)
		n += *list == ' ';
	return n;
}

void
functionals_name(const struct attrs *a, size_t i, char *name, size_t size)
{
	const char *contours = attrs_get(a, "contours");
	const char *list = attrs_get(a, "functionals"), *c = "", *k = "";
	size_t C = words(contours), K = words(list);
	int n = 0, m;

	if (K > 0 && i < C * K) {
		n = word(contours, i / K, &c);
		m = word(list, i % K, &k);
		(void)snprintf(name, size, "%.*s.%.*s", n, c, m, k);
		return;
	}
	if (i >= C * K && (C > 0 || K == 0))
		n = word(attrs_get(a, "extra"), i - C * K, &c);
	if (n > 0)
		(void)snprintf(name, size, "%.*s", n, c);
	else
		(void)snprintf(name, size, "%zu", i);
}
