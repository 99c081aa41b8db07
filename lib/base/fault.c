#include "base/fault.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* The text of errno, and the limit if one was exceeded. */
static void
add_reason(int error, char *at, size_t room)
{
	struct rlimit most;

	if (error == EFBIG && getrlimit(RLIMIT_FSIZE, &most) == 0 &&
	    most.rlim_cur != RLIM_INFINITY)
		(void)snprintf(at, room, ": %s; the limit on the size of files "
		    "(ulimit -f) is %llu kB", strerror(error),
		    (unsigned long long)most.rlim_cur >> 10);
	else
		(void)snprintf(at, room, ": %s", strerror(error));
}

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
	int error = errno;
	va_list ap;
	size_t n;

	if (why == NULL)
		return;
	why->status = s;
	va_start(ap, fmt);
	(void)vsnprintf(why->text, sizeof why->text, fmt, ap);
	va_end(ap);
	n = strlen(why->text);
	add_reason(error, why->text + n, sizeof why->text - n);
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
