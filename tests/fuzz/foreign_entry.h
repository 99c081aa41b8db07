/*
 * foreign_entry.h - a file of another program, read as tensorconv -f reads
 * it, written and read again.
 */
#ifndef TONFALL_FOREIGN_ENTRY_H
#define TONFALL_FOREIGN_ENTRY_H

#include <stdlib.h>
#include <string.h>

#include "convert/foreign.h"
#include "fuzz.h"

/* The record as this format, read again: the same values and, where the
 * format has one, the same key. */
static void
again(enum foreign kind, const struct tensor *t)
{
	struct tensor back = TENSOR_INIT;
	struct foreign_writer *w;
	struct foreign_reader *r;
	const uint8_t *bytes;
	struct fault why;
	enum status s;
	size_t n;

	s = foreign_create(&w, kind, fuzz_sink(), &why);
	HOLDS(s == ST_OK);
	s = foreign_write(w, t, &why);
	fuzz_told(s, &why);
	if (s == ST_OK)
		HOLDS(foreign_finish(w, &why) == ST_OK);
	else
		foreign_abandon(w);
	bytes = fuzz_written(&n);
	/* A pipe holds so much, and what is longer blocks: kept short. */
	if (s != ST_OK)
		return;
	HOLDS(foreign_open(&r, kind, fuzz_pipe(bytes, n), &why) == ST_OK);
	HOLDS(foreign_read(r, &back, &why) == ST_OK);
	HOLDS(tensor_len(&back) == tensor_len(t));
	HOLDS(kind == FOREIGN_CSV || memcmp(back.data, t->data,
	    tensor_len(t) * sizeof *t->data) == 0);
	HOLDS(kind == FOREIGN_NPY || kind == FOREIGN_HTK ||
	    strcmp(tensor_key(&back), tensor_key(t)) == 0);
	HOLDS(foreign_read(r, &back, &why) == ST_END);
	foreign_close(r);
	fuzz_pipe_end();
	tensor_free(&back);
}

/* All records of path; one of them, a small one, is written as `as`. */
static void
read_all(enum foreign kind, enum foreign as, const char *path, bool write)
{
	struct tensor t = TENSOR_INIT;
	struct foreign_reader *r;
	struct fault why;
	enum status s = foreign_open(&r, kind, path, &why);

	if (s == ST_OK) {
		while ((s = foreign_read(r, &t, &why)) == ST_OK) {
			HOLDS(tensor_len(&t) > 0);
			if (write && tensor_len(&t) < 2048)
				again(as, &t);
			write = false;
		}
		foreign_close(r);
	}
	fuzz_told(s, &why);
	tensor_free(&t);
}

#endif
