#include "sound/member.h"

#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/tempfile.h"

enum status
member_check(const struct member *m, struct fault *why)
{
	static const char *const what[] = {
		[MEMBER_FOLDER] = "is a folder",
		[MEMBER_LINK] = "is a link, and links within an archive are "
		    "not followed: name the file that it leads to, or pack "
		    "with tar -h --hard-dereference",
		[MEMBER_SPARSE] = "is kept without its zeros (sparse); pack it "
		    "without tar -S",
		[MEMBER_OTHER] = "is neither a file nor a folder",
		[MEMBER_ENCRYPTED] = "is encrypted; pack it without a password",
		[MEMBER_DAMAGED] = "is damaged: what the archive says of it "
		    "contradicts itself"
	};

	if (m->is == MEMBER_FILE)
		return ST_OK;
	if (m->is == MEMBER_CUT)
		return fault_set(why, ST_BAD, "is cut short: the archive ends "
		    "before its %llu bytes do", (unsigned long long)m->size);
	return fault_set(why, ST_BAD, "%s", what[m->is]);
}

enum status
member_changed(struct fault *why)
{
	return fault_set(why, ST_BAD, "the archive has changed since it was "
	    "first read");
}

const char *
member_name(const char *name)
{
	while (name[0] == '.' && name[1] == '/')
		for (name += 2; *name == '/'; name++)
			continue;
	return name;
}

int
member_hold(uint64_t size, int *store)
{
	if (size > MEMBER_HELD)
		return tempfile_open();
	if (size > MEMBER_STORE || store == NULL)
		return memfd_create("tonfall-member", MFD_CLOEXEC);
	if (*store == -1)
		*store = memfd_create("tonfall-member", MFD_CLOEXEC);
	if (*store == -1 || lseek(*store, 0, SEEK_SET) == -1 ||
	    ftruncate(*store, (off_t)size) == -1)
		return -1;
	return *store;
}

enum status
member_unheld(struct fault *why)
{
	return fault_errno(why, ST_IO, "cannot be kept in memory or, if it is "
	    "large, in a temporary file (TMPDIR)");
}
