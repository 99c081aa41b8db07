#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"

void
fault_fill(struct fault *why, enum status s, const char *fmt, ...)
{
	va_list ap;

	if (why == NULL)
		return;
	why->status = s;
	va_start(ap, fmt);
	(void)vsnprintf(why->text, sizeof why->text, fmt, ap);
	va_end(ap);
}

void
fault_fill_errno(struct fault *why, enum status s, const char *fmt, ...)
{
	const char *reason = strerror(errno);
	va_list ap;
	size_t n;

	if (why == NULL)
		return;
	why->status = s;
	va_start(ap, fmt);
	(void)vsnprintf(why->text, sizeof why->text, fmt, ap);
	va_end(ap);
	n = strlen(why->text);
	(void)snprintf(why->text + n, sizeof why->text - n, ": %s", reason);
}

enum status
fault_prefix(struct fault *why, const char *fmt, ...)
{
	char old[sizeof why->text];
	va_list ap;
	size_t n;

	(void)memcpy(old, why->text, sizeof old);
	va_start(ap, fmt);
	(void)vsnprintf(why->text, sizeof why->text, fmt, ap);
	va_end(ap);
	n = strlen(why->text);
	(void)snprintf(why->text + n, sizeof why->text - n, ": %s", old);
	return why->status;
}
