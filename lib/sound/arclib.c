#include "sound/arclib.h"

#if ARCLIB

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

/* That of all versions 3. */
#define NAME	"libarchive.so.13"

static struct arclib calls;
static char lacks[200];

static void
find(void *library, const char *name, void *pointer)
{
	void *found = dlsym(library, name);

	*(void **)pointer = found;
	if (found == NULL && lacks[0] == '\0')
		(void)snprintf(lacks, sizeof lacks, "cannot be loaded (%s has "
		    "no %s)", NAME, name);
}

#define FIND(name) find(library, #name, &calls.name);

static void
load(void)
{
	void *library = dlopen(NAME, RTLD_LAZY | RTLD_LOCAL);
	const char *why;

	if (library == NULL) {
		why = dlerror();
		(void)snprintf(lacks, sizeof lacks, "cannot be loaded (%s): "
		    "install libarchive13", why == NULL ? NAME : why);
		return;
	}
	ARCLIB_CALLS(FIND)
	calls.utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
}

const char *
arclib_load(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, load);
	return lacks[0] == '\0' ? NULL : lacks;
}

const struct arclib *
arclib(void)
{
	return &calls;
}

#else

#include <stddef.h>

const char *
arclib_load(void)
{
	return "this program was built without: install libarchive-dev, and "
	    "build it again";
}

#endif
