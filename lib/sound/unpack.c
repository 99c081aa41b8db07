#include "sound/unpack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/tempfile.h"
#include "sound/arclib.h"

#if ARCLIB

#define LARGE	((size_t)1 << 17)	/* bytes read at a time, */
#define SMALL	((size_t)1 << 12)	/* after others were passed over */

struct unpack {
	const struct arclib *lib;
	struct archive *in;
	int fd;
	uint64_t from, at, end;
	size_t next, room;	/* bytes to be read next, at most */
	int error;		/* errno of reading */
	bool plain, part;	/* a tar, a ZIP, of which a header is first */
	uint64_t header;	/* where the last one is, in a tar */
	uint64_t members;	/* of which the headers were read */
	unsigned char buf[];	/* (room) */
};

/* ---- the file ---- */

static la_ssize_t
read_some(struct archive *in, void *of, const void **buf)
{
	struct unpack *u = of;
	size_t n = u->next;
	ssize_t k;

	(void)in;
	*buf = u->buf;
	if (u->at >= u->end)
		return 0;
	if (n > u->end - u->at)
		n = (size_t)(u->end - u->at);
	do
		k = pread(u->fd, u->buf, n, (off_t)u->at);
	while (k < 0 && errno == EINTR);
	if (k < 0) {
		u->error = errno;
		return -1;
	}
	u->at += (uint64_t)k;
	u->next = 2 * u->next < u->room ? 2 * u->next : u->room;
	return k;
}

static la_int64_t
skip(struct archive *in, void *of, la_int64_t n)
{
	struct unpack *u = of;
	uint64_t left = u->at < u->end ? u->end - u->at : 0;

	(void)in;
	if ((uint64_t)n > left)
		n = (la_int64_t)left;
	u->at += (uint64_t)n;
	u->next = SMALL;
	return n;
}

static la_int64_t
seek(struct archive *in, void *of, la_int64_t offset, int whence)
{
	struct unpack *u = of;
	int64_t base = whence == SEEK_SET ? 0 :
	    (int64_t)(whence == SEEK_CUR ? u->at : u->end), to;

	(void)in;
	if (__builtin_add_overflow(base, offset, &to) || to < 0)
		return ARCHIVE_FATAL;
	u->at = (uint64_t)to;
	u->next = SMALL;
	return to;
}

/* ---- opening ---- */

/* Some of libarchive's filters run a program if it was built without their
 * library, so these are not enabled then. */
static void
enable_all(struct unpack *u)
{
	const struct arclib *lib = u->lib;

	(void)lib->archive_read_support_format_zip_seekable(u->in);
	if (lib->archive_zlib_version() != NULL)
		(void)lib->archive_read_support_filter_gzip(u->in);
	if (lib->archive_bzlib_version() != NULL)
		(void)lib->archive_read_support_filter_bzip2(u->in);
	if (lib->archive_liblzma_version() != NULL)
		(void)lib->archive_read_support_filter_xz(u->in);
	if (lib->archive_libzstd_version() != NULL)
		(void)lib->archive_read_support_filter_zstd(u->in);
	(void)lib->archive_read_set_seek_callback(u->in, seek);
}

static enum status
start(struct unpack **out, const struct unpack *with, struct fault *why)
{
	const char *lacks = arclib_load();
	struct unpack *u;

	*out = NULL;
	if (lacks != NULL)
		return fault_set(why, ST_BAD, "archives need libarchive, which "
		    "%s", lacks);
	if ((u = malloc(sizeof *u + with->room)) == NULL)
		return fault_nomem(why);
	*u = *with;
	u->lib = arclib();
	if ((u->in = u->lib->archive_read_new()) == NULL) {
		free(u);
		return fault_nomem(why);
	}
	if (u->part)
		(void)u->lib->archive_read_support_format_zip_streamable(u->in);
	else
		(void)u->lib->archive_read_support_format_tar(u->in);
	if (!u->plain && !u->part)
		enable_all(u);
	(void)u->lib->archive_read_set_read_callback(u->in, read_some);
	(void)u->lib->archive_read_set_skip_callback(u->in, skip);
	(void)u->lib->archive_read_set_callback_data(u->in, u);
	*out = u;
	return ST_OK;
}

void
unpack_close(struct unpack *u)
{
	if (u == NULL)
		return;
	(void)u->lib->archive_read_free(u->in);
	free(u);
}

enum status
unpack_open(struct unpack **u, int fd, uint64_t end, struct fault *why)
{
	struct unpack with = { .fd = fd, .end = end, .next = SMALL,
	    .room = LARGE };

	return start(u, &with, why);
}

enum status
unpack_open_at(struct unpack **u, int fd, bool zip, uint64_t from,
    uint64_t end, uint64_t size, struct fault *why)
{
	size_t room = size < LARGE - SMALL ? (size_t)size + SMALL : LARGE;
	struct unpack with = { .fd = fd, .from = from, .at = from, .end = end,
	    .next = room, .room = room, .plain = !zip, .part = zip };

	return start(u, &with, why);
}

/* ---- faults ---- */

bool
unpack_is_zip(const struct unpack *u)
{
	return (u->lib->archive_format(u->in) & ARCHIVE_FORMAT_BASE_MASK) ==
	    ARCHIVE_FORMAT_ZIP;
}

/* What libarchive says, without the newline that some of its texts end in. */
static void
reason(const struct unpack *u, char text[200])
{
	const char *said = u->lib->archive_error_string(u->in);
	size_t n;

	(void)snprintf(text, 200, "%s", said == NULL ? "no reason given" :
	    said);
	for (n = strlen(text); n > 0 && text[n - 1] == '\n'; n--)
		text[n - 1] = '\0';
}

/* `where' is part of the text: " at byte 5". */
static enum status
broken(const struct unpack *u, const char *where, struct fault *why)
{
	const char *what = "damaged";
	char text[200];

	if (u->error != 0) {
		errno = u->error;
		return fault_errno(why, ST_IO, "read failed");
	}
	if (u->lib->archive_errno(u->in) == ENOMEM)
		return fault_nomem(why);
	reason(u, text);
	if (strncasecmp(text, "truncated", 9) == 0)
		what = "cut short";
	else if (strncmp(text, "Unsupported", 11) == 0)
		what = "compressed in a way that is not read here";
	return fault_set(why, ST_BAD, "is %s%s (libarchive: %s)", what, where,
	    text);
}

/* Where a header should be but is not: in a ZIP they are at no certain
 * place. */
static enum status
no_header(const struct unpack *u, struct fault *why)
{
	char where[64];

	if (u->members == 0 && u->error == 0 &&
	    u->lib->archive_format(u->in) == 0 && unpack_filter(u) == NULL &&
	    u->lib->archive_errno(u->in) != ENOMEM)
		return fault_set(why, ST_BAD, "is not an archive, or damaged "
		    "at its beginning: neither tar, compressed or not, nor "
		    "ZIP");
	if (unpack_is_zip(u))
		(void)snprintf(where, sizeof where, " after %llu members",
		    (unsigned long long)u->members);
	else
		(void)snprintf(where, sizeof where, " at byte %llu",
		    (unsigned long long)u->header);
	return broken(u, where, why);
}

/* Two blocks of zeros end a tar, one at least. */
static enum status
check_end(const struct unpack *u, struct fault *why)
{
	if (unpack_is_zip(u) || u->from + unpack_passed(u) > u->header)
		return ST_END;
	return fault_set(why, ST_BAD, "is cut short: the next member, or its "
	    "end, should be at byte %llu", (unsigned long long)u->header);
}

/* ---- members ---- */

/* Does a warning make the header worthless?  Not if it is about names, which
 * are then as they are. */
static bool
contradicts(const struct unpack *u)
{
	const char *text = u->lib->archive_error_string(u->in);

	if (text == NULL || strstr(text, "converted from") != NULL)
		return false;
	return unpack_is_zip(u) || strstr(text, "malformed pax") != NULL;
}

static enum member_is
kind_of(const struct unpack *u, struct archive_entry *e, bool warned)
{
	const struct arclib *lib = u->lib;
	const char *name = lib->archive_entry_pathname(e);
	size_t n = name == NULL ? 0 : strlen(name);
	unsigned type = lib->archive_entry_filetype(e);

	if (n == 0 || (warned && contradicts(u)))
		return MEMBER_DAMAGED;
	if (type == AE_IFDIR || name[n - 1] == '/')
		return MEMBER_FOLDER;
	if (type == AE_IFLNK || lib->archive_entry_hardlink(e) != NULL)
		return MEMBER_LINK;
	if (type != AE_IFREG)
		return MEMBER_OTHER;
	if (lib->archive_entry_is_encrypted(e))
		return MEMBER_ENCRYPTED;
	if (lib->archive_entry_sparse_count(e) > 0)
		return MEMBER_SPARSE;
	return u->part || lib->archive_entry_size_is_set(e) ? MEMBER_FILE :
	    MEMBER_DAMAGED;
}

static void
describe(struct unpack *u, struct archive_entry *e, bool warned,
    struct member *m)
{
	const char *name = u->lib->archive_entry_pathname(e);
	int64_t size = u->lib->archive_entry_size(e);
	uint64_t start = u->from + unpack_passed(u);

	*m = (struct member){ .name = member_name(name == NULL ? "" : name),
	    .is = kind_of(u, e, warned), .number = u->members++,
	    .at = unpack_is_zip(u) ? start : u->header,
	    .size = size > 0 ? (uint64_t)size : 0 };
	if (!u->lib->archive_entry_size_is_set(e))
		m->size = MEMBER_UNKNOWN;
	if (m->is == MEMBER_FILE && unpack_is_plain(u) &&
	    (start > u->end || m->size > u->end - start))
		m->is = MEMBER_CUT;
}

static enum status
next(struct unpack *u, struct member *m, struct fault *why)
{
	struct archive_entry *e = NULL;
	int rc = u->members == 0 ? u->lib->archive_read_open1(u->in) :
	    u->lib->archive_read_data_skip(u->in);

	u->header = u->from + unpack_passed(u);
	if (rc == ARCHIVE_OK)
		rc = u->lib->archive_read_next_header(u->in, &e);
	if (rc == ARCHIVE_EOF)
		return check_end(u, why);
	if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN)
		return no_header(u, why);
	describe(u, e, rc == ARCHIVE_WARN, m);
	return ST_OK;
}

enum status
unpack_next(struct unpack *u, struct member *m, struct fault *why)
{
	locale_t utf8 = u->lib->utf8, before = (locale_t)0;
	enum status s;

	/* Names in UTF-8 are converted to that of the locale. */
	if (utf8 != (locale_t)0)
		before = uselocale(utf8);
	s = next(u, m, why);
	if (utf8 != (locale_t)0)
		(void)uselocale(before);
	return s;
}

bool
unpack_is_plain(const struct unpack *u)
{
	return u->plain || (!unpack_is_zip(u) && unpack_filter(u) == NULL);
}

const char *
unpack_filter(const struct unpack *u)
{
	if (u->lib->archive_filter_code(u->in, 0) == ARCHIVE_FILTER_NONE)
		return NULL;
	return u->lib->archive_filter_name(u->in, 0);
}

uint64_t
unpack_passed(const struct unpack *u)
{
	return (uint64_t)u->lib->archive_filter_bytes(u->in, 0);
}

/* ---- bytes ---- */

enum status
unpack_take(struct unpack *u, const struct member *m, int to,
    struct fault *why)
{
	uint64_t done = 0;
	const void *buf;
	int64_t at = 0;
	size_t n = 0;
	int rc;

	while ((rc = u->lib->archive_read_data_block(u->in, &buf, &n, &at)) ==
	    ARCHIVE_OK) {
		if (n == 0)
			continue;
		if ((uint64_t)at != done || n > m->size - done)
			return fault_set(why, ST_BAD, "has more bytes than "
			    "it says");
		if (tempfile_write(to, buf, n) == -1)
			return member_unheld(why);
		done += n;
	}
	if (rc != ARCHIVE_EOF)
		return broken(u, "", why);
	if (done < m->size)
		return fault_set(why, ST_BAD, "is cut short after %llu of its "
		    "%llu bytes", (unsigned long long)done,
		    (unsigned long long)m->size);
	return ST_OK;
}

#else

enum status
unpack_open(struct unpack **u, int fd, uint64_t end, struct fault *why)
{
	(void)fd;
	(void)end;
	*u = NULL;
	return fault_set(why, ST_BAD, "archives need libarchive, which %s",
	    arclib_load());
}

enum status
unpack_open_at(struct unpack **u, int fd, bool zip, uint64_t from,
    uint64_t end, uint64_t size, struct fault *why)
{
	(void)zip;
	(void)from;
	(void)size;
	return unpack_open(u, fd, end, why);
}

/* Nothing can be open. */
enum status
unpack_next(struct unpack *u, struct member *m, struct fault *why)
{
	(void)u;
	(void)m;
	(void)why;
	return ST_END;
}

bool
unpack_is_zip(const struct unpack *u)
{
	(void)u;
	return false;
}

bool
unpack_is_plain(const struct unpack *u)
{
	(void)u;
	return false;
}

const char *
unpack_filter(const struct unpack *u)
{
	(void)u;
	return NULL;
}

uint64_t
unpack_passed(const struct unpack *u)
{
	(void)u;
	return 0;
}

enum status
unpack_take(struct unpack *u, const struct member *m, int to,
    struct fault *why)
{
	(void)u;
	(void)m;
	(void)to;
	(void)why;
	return ST_OK;
}

void
unpack_close(struct unpack *u)
{
	(void)u;
}

#endif
