#include "base/names.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* Compare the numbers at *a and *b, of any length, and pass them. */
static int
compare_numbers(const char **a, const char **b)
{
	const char *x = *a + strspn(*a, "0"), *y = *b + strspn(*b, "0");
	size_t m = digits(x), n = digits(y);

	*a = x + m;
	*b = y + n;
	if (m != n)
		return m < n ? -1 : 1;
	return strncmp(x, y, n);
}

int
names_compare(const char *a, const char *b)
{
	const char *p = a, *q = b;
	int order;

	while (*p != '\0' && *q != '\0') {
		if (digits(p) > 0 && digits(q) > 0) {
			if ((order = compare_numbers(&p, &q)) != 0)
				return order;
		} else if (*p != *q)
			break;
		else {
			p++;
			q++;
		}
	}
	if (*p != *q)
		return (unsigned char)*p < (unsigned char)*q ? -1 : 1;
	return strcmp(a, b);
}

static int
compare_texts(const void *a, const void *b, void *context)
{
	const char *const *text = context;

	return names_compare(text[*(const size_t *)a],
	    text[*(const size_t *)b]);
}

enum status
names_find(struct names *s, const char *const text[], size_t n,
    struct fault *why)
{
	size_t i, used = 0, *order = calloc(n + 1, sizeof *order);

	*s = (struct names){ 0, calloc(n + 1, sizeof *s->name),
	    calloc(n + 1, sizeof *s->of) };
	if (order == NULL || s->name == NULL || s->of == NULL) {
		free(order);
		names_free(s);
		return fault_nomem(why);
	}
	for (i = 0; i < n; i++) {
		s->of[i] = NAMES_NONE;
		if (text[i] != NULL)
			order[used++] = i;
	}
	qsort_r(order, used, sizeof *order, compare_texts,
	    (void *)(uintptr_t)text);
	for (i = 0; i < used; i++) {
		if (i == 0 || strcmp(text[order[i]], text[order[i - 1]]) != 0)
			s->name[s->count++] = text[order[i]];
		s->of[order[i]] = s->count - 1;
	}
	free(order);
	return ST_OK;
}

void
names_free(struct names *s)
{
	free(s->name);
	free(s->of);
	*s = (struct names)NAMES_INIT;
}
