#include "sound/member.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "base/tempfile.h"

#define PIECE	((size_t)1 << 17)	/* bytes copied at a time */

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
		[MEMBER_PART] = "continues in another volume of the archive; "
		    "pack it without tar -M",
		[MEMBER_OTHER] = "is neither a file nor a folder",
		[MEMBER_ENCRYPTED] = "is encrypted; pack it without a password",
		[MEMBER_METHOD] = "is compressed in a way that is not read "
		    "here; zip -0 stores and zip -6 deflates"
	};

	if (m->is == MEMBER_FILE)
		return ST_OK;
	if (m->is == MEMBER_CUT)
		return fault_set(why, ST_BAD, "is cut short: the archive ends "
		    "before its %llu bytes do", (unsigned long long)m->size);
	return fault_set(why, ST_BAD, "%s", what[m->is]);
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
	if (size > MEMBER_STORE)
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

ssize_t
member_read(int fd, void *buf, size_t n, int64_t at)
{
	char *p = buf;
	size_t have = 0;
	ssize_t k = 1;

	while (have < n && k != 0) {
		k = at < 0 ? read(fd, p + have, n - have) :
		    pread(fd, p + have, n - have, (off_t)(at + (int64_t)have));
		if (k < 0 && errno != EINTR)
			return -1;
		have += k > 0 ? (size_t)k : 0;
	}
	return (ssize_t)have;
}

enum status
member_copy(int to, int fd, int64_t at, uint64_t size, uint32_t *crc,
    struct fault *why)
{
	unsigned char buf[PIECE];
	uLong sum = crc32(0, NULL, 0);
	uint64_t left = size;
	ssize_t k;

	while (left > 0) {
		k = member_read(fd, buf, left < PIECE ? (size_t)left : PIECE,
		    at < 0 ? -1 : at + (int64_t)(size - left));
		if (k < 0)
			return fault_errno(why, ST_BAD, "cannot be read");
		if (k == 0)
			return fault_set(why, ST_BAD, "is cut short: the "
			    "archive ends after %llu of its %llu bytes",
			    (unsigned long long)(size - left),
			    (unsigned long long)size);
		if (tempfile_write(to, buf, (size_t)k) == -1)
			return member_unheld(why);
		if (crc != NULL)
			sum = crc32(sum, buf, (uInt)k);
		left -= (uint64_t)k;
	}
	if (crc != NULL)
		*crc = (uint32_t)sum;
	return ST_OK;
}
