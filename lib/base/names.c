#include "base/names.h"

#include <stdlib.h>
#include <string.h>

static size_t
digits(const char *s)
{
	return strspn(s, "0123456789");
}

/* Compare the numbers at *a and *b, of any length, and advance past them. */
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

enum status
names_find(struct names *s, const char *const text[], size_t n,
    struct fault *why)
{
	size_t i, *to = NULL;
	enum status status = ST_OK;

	*s = (struct names){ TEXTSET_INIT, calloc(n + 1, sizeof *s->of) };
	if (s->of == NULL)
		return fault_nomem(why);
	for (i = 0; status == ST_OK && i < n; i++)
		if (text[i] == NULL)
			s->of[i] = NAMES_NONE;
		else
			status = textset_add(&s->set, text[i], &s->of[i], why);
	if (status == ST_OK)
		status = textset_sort(&s->set, 0, names_compare, &to, why);
	for (i = 0; status == ST_OK && i < n; i++)
		if (s->of[i] != NAMES_NONE)
			s->of[i] = to[s->of[i]];
	free(to);
	if (status != ST_OK)
		names_free(s);
	return status;
}

void
names_free(struct names *s)
{
	textset_free(&s->set);
	free(s->of);
	*s = (struct names)NAMES_INIT;
}
