#include "sound/avlib.h"

#include <dlfcn.h>
#include <stdio.h>

bool
avlib_built(void)
{
	return AVLIB;
}

#if AVLIB

#define NAME	"libavformat.so." AV_STRINGIFY(LIBAVFORMAT_VERSION_MAJOR)

static struct avlib calls;
static bool tried;
static char lacks[200];

/* Functions of the libraries that it is linked with are found, too. */
static bool
find(void *library, const char *name, void *pointer)
{
	void *found = dlsym(library, name);

	*(void **)pointer = found;
	if (found == NULL && lacks[0] == '\0')
		(void)snprintf(lacks, sizeof lacks, "%s has no %s", NAME, name);
	return found != NULL;
}

#define FIND(name) find(library, #name, &calls.name);

void
avlib_load(void)
{
	void *library;
	const char *why;

	if (tried)
		return;
	tried = true;
	library = dlopen(NAME, RTLD_LAZY | RTLD_LOCAL);
	if (library == NULL) {
		why = dlerror();
		(void)snprintf(lacks, sizeof lacks, "%s",
		    why == NULL ? NAME : why);
		return;
	}
	AVLIB_CALLS(FIND)
}

const char *
avlib_lacks(void)
{
	if (!tried)
		return NAME " has not been loaded";
	return lacks[0] == '\0' ? NULL : lacks;
}

const struct avlib *
avlib(void)
{
	return &calls;
}

#else

void
avlib_load(void)
{
}

const char *
avlib_lacks(void)
{
	return "this program was built without them";
}

#endif
