#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/infile.h"
#include "base/tempfile.h"
#include "tensor/tensor_format.h"
#include "tensor/tensor_reader.h"

enum status
reader_fill(struct tensor_reader *r, void *buf, size_t n, size_t *got,
    struct fault *why)
{
	ssize_t k;

	for (*got = 0; *got < n; *got += (size_t)k) {
		k = read(r->fd, (char *)buf + *got, n - *got);
		if (k < 0 && errno == EINTR) {
			k = 0;
			continue;
		}
		if (k < 0)
			return fault_errno(why, ST_IO, "%s: cannot read",
			    r->name);
		if (k == 0)
			break;
	}
	return ST_OK;
}

/* Copy a pipe to a file that can be mapped. */
static enum status
spool(struct tensor_reader *r, struct fault *why)
{
	size_t got = READER_STEP;
	enum status s = ST_OK;
	char *buf;
	int fd;

	if ((fd = tempfile_open()) < 0)
		return tempfile_fault(why, r->name);
	if ((buf = malloc(READER_STEP)) == NULL)
		s = fault_nomem(why);
	while (s == ST_OK && got == READER_STEP) {
		s = reader_fill(r, buf, READER_STEP, &got, why);
		if (s == ST_OK && tempfile_write(fd, buf, got) != 0)
			s = tempfile_fault(why, r->name);
	}
	free(buf);
	if (s != ST_OK) {
		(void)close(fd);
		return s;
	}
	(void)close(r->fd);
	r->fd = fd;
	return ST_OK;
}

/* Why the map failed.  Of memory it needs little, so it is most likely a limit
 * of address space, as schedulers set for a limit of memory. */
static enum status
map_fault(const struct tensor_reader *r, struct fault *why)
{
	int error = errno;
	struct rlimit most;

	if (error == ENOMEM && getrlimit(RLIMIT_AS, &most) == 0 &&
	    most.rlim_cur != RLIM_INFINITY)
		return fault_set(why, ST_IO, "%s: cannot map its %zu MiB: "
		    "address space is limited to %llu MiB (ulimit -v), which "
		    "must be more than the file has, whatever memory is used",
		    r->name, r->size >> 20,
		    (unsigned long long)most.rlim_cur >> 20);
	errno = error;
	return fault_errno(why, ST_IO, "%s: cannot map", r->name);
}

static enum status
map_file(struct tensor_reader *r, off_t start, const struct stat *st,
    struct fault *why)
{
	r->mapped = true;
	r->changed = st->st_mtim;
	r->size = (size_t)st->st_size;
	r->start = r->pos = r->passed = (size_t)start;
	if (st->st_size == start)
		return ST_OK;
	/* Private and writable: filters change records in place.  Few pages
	 * are, so none is reserved: the file may be larger than memory. */
	r->map = mmap(NULL, r->size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_NORESERVE, r->fd, 0);
	if (r->map == MAP_FAILED) {
		r->map = NULL;
		return map_fault(r, why);
	}
	return ST_OK;
}

static enum status
take_input(struct tensor_reader *r, int fd, struct fault *why)
{
	off_t at;
	struct stat st;
	enum status s;

	r->fd = fd;
	if (r->fd < 0)
		return fault_errno(why, ST_IO, "%s: cannot open", r->name);
	if (fstat(r->fd, &st) != 0)
		return fault_errno(why, ST_IO, "%s", r->name);
	if (S_ISDIR(st.st_mode))
		return fault_set(why, ST_IO,
		    "%s: is a directory, not a tensor stream", r->name);
	at = lseek(r->fd, 0, SEEK_CUR);
	if (S_ISREG(st.st_mode) && at >= 0 && at % FORMAT_ALIGN == 0 &&
	    at <= st.st_size)
		return map_file(r, at, &st, why);
	if ((r->flags & TENSOR_WHOLE) == 0)
		return ST_OK;
	if ((s = spool(r, why)) != ST_OK)
		return s;
	if (fstat(r->fd, &st) != 0)
		return fault_errno(why, ST_IO, "%s", r->name);
	return map_file(r, 0, &st, why);
}

/* A reader without an input; name is what messages call it. */
static enum status
new_reader(struct tensor_reader **out, const char *name, int flags,
    struct fault *why)
{
	struct tensor_reader *r = calloc(1, sizeof *r);

	*out = r;
	if (r == NULL)
		return fault_nomem(why);
	r->fd = -1;
	r->flags = flags;
	r->limit = TENSOR_MAXPAYLOAD;
	r->name = strdup(name);
	return r->name == NULL ? fault_nomem(why) : ST_OK;
}

/* What an opening function returns: r, or nothing if it failed. */
static enum status
opened(struct tensor_reader **out, struct tensor_reader *r, enum status s)
{
	if (s != ST_OK) {
		tensor_close(r);
		r = NULL;
	}
	*out = r;
	return s;
}

enum status
tensor_open(struct tensor_reader **out, const char *path, int flags,
    struct fault *why)
{
	struct tensor_reader *r;
	enum status s = new_reader(&r, infile_name(path), flags, why);

	if (s == ST_OK)
		s = take_input(r, strcmp(path, "-") == 0 ?
		    fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) :
		    open(path, O_RDONLY | O_CLOEXEC), why);
	return opened(out, r, s);
}

enum status
tensor_open_fd(struct tensor_reader **out, int fd, const char *name,
    int flags, struct fault *why)
{
	struct tensor_reader *r;
	enum status s = new_reader(&r, name, flags, why);

	if (s == ST_OK)
		s = take_input(r, fcntl(fd, F_DUPFD_CLOEXEC, 3), why);
	return opened(out, r, s);
}

enum status
tensor_open_memory(struct tensor_reader **out, const void *bytes, size_t size,
    const char *name, struct fault *why)
{
	struct tensor_reader *r;
	enum status s = new_reader(&r, name, TENSOR_KEEP, why);

	if (s == ST_OK) {
		r->mapped = r->memory = true;
		r->size = size;
		r->map = alloc_raw(size, 1);
		if (r->map == NULL)
			s = fault_nomem(why);
		else if (size > 0)
			(void)memcpy(r->map, bytes, size);
	}
	return opened(out, r, s);
}

void
tensor_close(struct tensor_reader *r)
{
	if (r == NULL)
		return;
	if (r->memory)
		free(r->map);
	else if (r->map != NULL)
		(void)munmap(r->map, r->size);
	if (r->fd >= 0)
		(void)close(r->fd);
	free(r->head);
	free(r->name);
	free(r);
}
