/* An archive, tar or ZIP, and its members as files. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sound/archive.h"
#include "fuzz.h"

/* A member's bytes as a file of its own, as large as the archive says. */
static void
take(struct archives *s, const char *path, int *store)
{
	enum status st;
	struct fault why;
	struct stat is;
	uint64_t size;
	int fd;

	st = archive_size(s, path, &size, &why);
	fuzz_told(st, &why);
	/* Deflate makes at most 1032 bytes of one. */
	if (st != ST_OK || size > (uint64_t)1 << 20)
		return;
	st = archive_open(s, path, store, &fd, &why);
	fuzz_told(st, &why);
	HOLDS((st == ST_OK) == (fd != -1));
	if (st != ST_OK)
		return;
	HOLDS(fstat(fd, &is) == 0 && (uint64_t)is.st_size == size);
	if (fd != *store)
		(void)close(fd);
}

static void
all_members(struct archives *s, const char *archive)
{
	struct fault why;
	struct archive *a;
	enum status st = archive_hold(s, archive, &a, &why);
	const char *name;
	char path[512];
	int store = -1;
	size_t i;
	bool file;

	fuzz_told(st, &why);
	if (st != ST_OK)
		return;
	for (i = 0; (name = archive_member(a, i, &file)) != NULL; i++) {
		HOLDS(strncmp(name, "./", 2) != 0);
		if (i >= 64 || *name == '\0' || strlen(name) > 400)
			continue;
		(void)snprintf(path, sizeof path, "%s:%s", archive, name);
		take(s, path, &store);
	}
	HOLDS(archive_damage(a) == NULL || *archive_damage(a) != '\0');
	archive_release(s, a);
	if (store != -1)
		(void)close(store);
}

/* A link to the file, since its name says that it is an archive. */
static void
as_file(const uint8_t *data, size_t size, const char *suffix)
{
	struct archives *s;
	struct fault why;
	char name[64];

	(void)snprintf(name, sizeof name, "/tmp/fuzz-%d%s", (int)getpid(),
	    suffix);
	(void)unlink(name);
	HOLDS(symlink(fuzz_file(data, size), name) == 0);
	if (archives_new(&s, &why) == ST_OK) {
		all_members(s, name);
		archives_free(s);
	}
	(void)unlink(name);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	as_file(data, size, fuzz_choice(data, size, 2) == 0 ? ".tar" : ".zip");
	return 0;
}
