#include "findmodel.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Relative to the folder of this program: installed; in a source tree, with
 * BUILD=build and BUILD=build/asan. */
static const char *const place[] = { "../share/tonfall",
	"../../pipelines/models", "../../../pipelines/models" };
#define PLACES	(sizeof place / sizeof place[0])

/* The folder of this program; "." if the system does not say. */
static void
own_folder(char folder[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", folder, PATH_MAX - 1);
	char *end;

	folder[n > 0 ? n : 0] = '\0';
	if ((end = strrchr(folder, '/')) == NULL)
		(void)strcpy(folder, ".");
	else
		*end = '\0';
}

static enum status
give(char **file, const char *path, struct fault *why)
{
	*file = strdup(path);
	return *file != NULL ? ST_OK : fault_nomem(why);
}

enum status
findmodel(char **file, const char *name, struct fault *why)
{
	const char *set = getenv("TONFALL_MODEL");
	char folder[PATH_MAX], path[2 * PATH_MAX];
	size_t i;

	*file = NULL;
	if (name == NULL)
		name = set != NULL && *set != '\0' ? set : FINDMODEL_DEFAULT;
	if (strchr(name, '/') != NULL || access(name, F_OK) == 0)
		return give(file, name, why);
	own_folder(folder);
	for (i = 0; i < PLACES; i++) {
		(void)snprintf(path, sizeof path, "%s/%s/%s.model", folder,
		    place[i], name);
		if (access(path, F_OK) == 0)
			return give(file, path, why);
	}
	(void)snprintf(path, sizeof path, "%s/%s", folder, place[0]);
	return fault_set(why, ST_BAD, "no model '%.80s': there is neither a "
	    "file of that name nor %.300s/%.80s.model; -m or TONFALL_MODEL "
	    "names another one", name, path, name);
}
