#include "inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memberpath.h"
#include "walk.h"

struct inside {
	struct archives *all;
	struct archive *archive;
	const char *name;
	char *path;		/* of the last one */
	size_t next;
	uint64_t given, others;
	bool told;		/* what is wrong with it */
};

bool
inside_is(const char *path)
{
	struct stat st;

	return memberpath_archive(path, strlen(path)) &&
	    stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

enum status
inside_open(struct inside **out, struct archives *s, const char *path,
    struct fault *why)
{
	struct inside *in = calloc(1, sizeof *in);
	enum status st;

	*out = NULL;
	if (in == NULL)
		return fault_nomem(why);
	in->all = s;
	in->name = path;
	if ((st = archive_hold(s, path, &in->archive, why)) != ST_OK) {
		inside_close(in);
		return fault_prefix(why, "%.600s", path);
	}
	*out = in;
	return st;
}

void
inside_close(struct inside *in)
{
	if (in == NULL)
		return;
	if (in->archive != NULL)
		archive_release(in->all, in->archive);
	free(in->path);
	free(in);
}

uint64_t
inside_others(const struct inside *in)
{
	return in->others;
}

/* Is a folder of its path, or it itself, hidden? */
static bool
is_hidden(const char *name)
{
	for (; name != NULL; name = strchr(name, '/')) {
		name += *name == '/';
		if (*name == '.')
			return true;
	}
	return false;
}

static enum status
last_words(struct inside *in, struct fault *why)
{
	const char *damage = archive_damage(in->archive);

	if (in->told || (in->given > 0 && damage == NULL))
		return ST_END;
	in->told = true;
	if (damage != NULL)
		return fault_set(why, ST_BAD, "%.600s: %s", in->name, damage);
	return fault_set(why, ST_BAD, "%.600s: has no member that is named "
	    "like sound", in->name);
}

enum status
inside_next(struct inside *in, const char **path, struct fault *why)
{
	const char *name;
	bool file;

	free(in->path);
	in->path = NULL;
	for (;;) {
		name = archive_member(in->archive, in->next++, &file);
		if (name == NULL) {
			in->next--;
			return last_words(in, why);
		}
		if (!file || is_hidden(name))
			continue;
		if (walk_named_like_sound(name))
			break;
		in->others++;
	}
	if (asprintf(&in->path, "%s:%s", in->name, name) == -1) {
		in->path = NULL;
		return fault_nomem(why);
	}
	in->given++;
	*path = in->path;
	return ST_OK;
}
