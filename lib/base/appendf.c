#include "base/appendf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
appendf(char *text, size_t size, const char *fmt, ...)
{
	size_t n = strlen(text);
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text + n, size - n, fmt, ap);
	va_end(ap);
}
