/* A tensor stream from a file, from a pipe, kept whole; written and read. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return fuzz_stream_mutate(data, size, max, seed);
}

/* Read all of path; the first status that is not ST_OK. */
static enum status
drain(const char *path, int flags, uint64_t *count, bool twice)
{
	struct tensor t = TENSOR_INIT;
	struct tensor_reader *r;
	struct fault why;
	enum status s, again;
	uint64_t n = 0;

	if ((s = tensor_open(&r, path, flags, &why)) != ST_OK) {
		fuzz_told(s, &why);
		return s;
	}
	if (flags == TENSOR_KEEP)
		tensor_limit(r, 8);
	for (*count = 0; (s = tensor_read(r, &t, &why)) == ST_OK; ++*count)
		HOLDS(tensor_len(&t) > 0 && t.data != NULL);
	fuzz_told(s, &why);
	if (twice) {
		if (s == ST_END)
			HOLDS(tensor_left(r) == 0);
		tensor_rewind(r);
		while ((again = tensor_read(r, &t, &why)) == ST_OK)
			n++;
		HOLDS(again == s && n == *count);
	}
	tensor_free(&t);
	tensor_close(r);
	return s;
}

/* With the payload from a file, or with a view made the record's own. */
static enum status
write_otherwise(struct tensor_writer *w, struct tensor *t, bool file,
    struct fault *why)
{
	size_t size = tensor_len(t) * sizeof *t->data;
	static int fd = -1;

	if (!file) {
		HOLDS(tensor_reshape(t, t->rank, t->dim, why) == ST_OK);
		return tensor_write(w, t, why);
	}
	if (fd < 0)
		HOLDS((fd = memfd_create("payload", 0)) > 0);
	HOLDS(pwrite(fd, t->data, size, 0) == (ssize_t)size);
	return tensor_write_file(w, t, fd, why);
}

/* Copy what can be read of path: the status of reading. */
static enum status
copy(const char *path, struct tensor_set *set, struct tensor_writer *w)
{
	struct fault why;
	enum status s = tensor_load(set, path, &why);
	size_t i;

	fuzz_told(s, &why);
	for (i = 0; s == ST_OK && i < set->n; i++)
		HOLDS(write_otherwise(w, &set->t[i], i % 2 == 0, &why) ==
		    ST_OK);
	return s;
}

/* What was read, written and read again, is the same. */
static void
round_trip(const uint8_t *data, size_t size)
{
	struct tensor_set set, again;
	struct tensor_writer *w;
	const uint8_t *bytes;
	struct fault why;
	enum status s;
	size_t i, n;

	HOLDS(tensor_create(&w, fuzz_sink(), &why) == ST_OK);
	s = copy(fuzz_file(data, size), &set, w);
	if (s != ST_OK) {
		tensor_abandon(w);
		(void)fuzz_written(&n);
		return;
	}
	HOLDS(tensor_finish(w, &why) == ST_OK);
	bytes = fuzz_written(&n);
	HOLDS(tensor_load(&again, fuzz_pipe(bytes, n), &why) == ST_OK);
	fuzz_pipe_end();
	HOLDS(again.n == set.n);
	for (i = 0; i < set.n; i++)
		HOLDS(fuzz_same(&set.t[i], &again.t[i], false));
	tensor_unload(&set);
	tensor_unload(&again);
}

/* Both ways of reading agree. */
static void
both(const uint8_t *data, size_t size, int flags)
{
	uint64_t mapped, piped;
	enum status again, s = drain(fuzz_file(data, size), flags, &mapped,
	    flags != 0);

	if (fuzz_instead != NULL)
		return;
	again = drain(fuzz_pipe(data, size), flags, &piped, flags != 0);
	fuzz_pipe_end();
	if (again == ST_IO)	/* no room for a copy */
		return;
	HOLDS(again == s);
	HOLDS((s != ST_OK && s != ST_END) || mapped == piped);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t n;

	switch (fuzz_choice(data, size, FUZZ_TURNS)) {
	case 0: both(data, size, TENSOR_WHOLE); break;
	case 1: both(data, size, 0); break;
	case 8: both(data, size, TENSOR_KEEP); break;
	case 2:
	case 3: round_trip(data, size); break;
	case 4:
	case 5:
	case 6:
	case 7: (void)drain(fuzz_pipe(data, size), 0, &n, false);
		fuzz_pipe_end();
		break;
	default: (void)drain(fuzz_file(data, size), 0, &n, false);
	}
	return 0;
}
