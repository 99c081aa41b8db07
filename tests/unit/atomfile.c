/* atomfile: what becomes of symbolic links. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomfile.h"
#include "unit.h"

static struct fault why;
static char dir[] = "/tmp/atomfile.XXXXXX";

static enum status
put(const char *path, const char *text)
{
	struct atomfile f;
	enum status s;

	if ((s = atomfile_open(&f, path, &why)) != ST_OK)
		return s;
	if ((s = atomfile_printf(&f, &why, "%s", text)) == ST_OK)
		return atomfile_commit(&f, &why);
	atomfile_abandon(&f);
	return s;
}

static bool
holds(const char *path, const char *text)
{
	char got[64] = "";
	FILE *fp = fopen(path, "r");
	size_t n;

	if (fp == NULL)
		return false;
	n = fread(got, 1, sizeof got - 1, fp);
	(void)fclose(fp);
	return n == strlen(text) && strcmp(got, text) == 0;
}

static bool
leads_to(const char *link, const char *to)
{
	char text[PATH_MAX];
	ssize_t n = readlink(link, text, sizeof text);

	return n >= 0 && (size_t)n == strlen(to) &&
	    memcmp(text, to, (size_t)n) == 0;
}

/* Two links, one behind the other, relative to their own folders. */
static void
of_a_file(void)
{
	CHECK(put("a/file", "old") == ST_OK);
	CHECK(symlink("../a/file", "b/link") == 0);
	CHECK(symlink("b/link", "link") == 0);
	CHECK(put("link", "new") == ST_OK);
	CHECK(leads_to("link", "b/link") && leads_to("b/link", "../a/file"));
	CHECK(holds("a/file", "new"));
}

/* Nothing there yet; then its folder must be. */
static void
of_nothing(void)
{
	CHECK(symlink("../a/made", "b/dangling") == 0);
	CHECK(put("b/dangling", "here") == ST_OK);
	CHECK(leads_to("b/dangling", "../a/made") && holds("a/made", "here"));
	CHECK(symlink("no/folder", "b/lost") == 0);
	CHECK(put("b/lost", "x") == ST_IO);
	CHECK(leads_to("b/lost", "no/folder"));
}

static void
in_a_circle(void)
{
	CHECK(symlink("round", "b/about") == 0);
	CHECK(symlink("about", "b/round") == 0);
	CHECK(put("b/about", "x") == ST_IO);
	CHECK(strstr(why.text, strerror(ELOOP)) != NULL);
	CHECK(leads_to("b/about", "round") && leads_to("b/round", "about"));
}

/* The link changes while the file is written: it goes where it was opened. */
static void
that_changes(void)
{
	struct atomfile f;

	CHECK(symlink("a/one", "turn") == 0);
	CHECK(atomfile_open(&f, "turn", &why) == ST_OK);
	CHECK(unlink("turn") == 0 && symlink("a/two", "turn") == 0);
	CHECK(atomfile_printf(&f, &why, "1") == ST_OK);
	CHECK(atomfile_commit(&f, &why) == ST_OK);
	CHECK(holds("a/one", "1") && access("a/two", F_OK) != 0);
}

/* A device behind a link is written, and one that is a link stays. */
static void
to_a_device(void)
{
	char *name = NULL;

	CHECK(symlink("/dev/null", "null") == 0);
	CHECK(put("null", "x") == ST_OK);
	CHECK(leads_to("null", "/dev/null"));
	CHECK(symlink("/dev/stdout", "out") == 0);
	CHECK(atomfile_target(&name, "out", &why) == ST_OK);
	CHECK(name != NULL && strcmp(name, "/dev/stdout") == 0);
	free(name);
}

static void
clean(void)
{
	static const char *const made[] = { "a/file", "a/made", "a/one",
	    "b/link", "b/dangling", "b/lost", "b/about", "b/round", "link",
	    "turn", "null", "out" };
	size_t i;

	for (i = 0; i < sizeof made / sizeof made[0]; i++)
		(void)unlink(made[i]);
	/* No temporary file is left in them. */
	CHECK(rmdir("a") == 0 && rmdir("b") == 0);
	CHECK(chdir("/") == 0 && rmdir(dir) == 0);
}

int
main(void)
{
	if (mkdtemp(dir) == NULL || chdir(dir) != 0 || mkdir("a", 0777) != 0 ||
	    mkdir("b", 0777) != 0) {
		perror(dir);
		return EXIT_FAILURE;
	}
	UNIT_CASE(of_a_file);
	UNIT_CASE(of_nothing);
	UNIT_CASE(in_a_circle);
	UNIT_CASE(that_changes);
	UNIT_CASE(to_a_device);
	UNIT_CASE(clean);
	UNIT_END();
}
