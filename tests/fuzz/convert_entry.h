/*
 * convert_entry.h - a file of another program, read as tensorconv -f reads
 * it, written and read again.
 */
#ifndef TONFALL_CONVERT_ENTRY_H
#define TONFALL_CONVERT_ENTRY_H

#include <stdlib.h>
#include <string.h>

#include "convert/format.h"
#include "fuzz.h"

/* The record as this format, read again: the same values and, where the
 * format has one, the same key. */
static void
again(const struct format *kind, const struct tensor *t)
{
	struct tensor back = TENSOR_INIT;
	struct convert_writer *w;
	struct convert_reader *r;
	const uint8_t *bytes;
	struct fault why;
	enum status s;
	size_t n;

	s = convert_create(&w, kind, fuzz_sink(), &why);
	HOLDS(s == ST_OK);
	s = convert_write(w, t, &why);
	fuzz_told(s, &why);
	if (s == ST_OK)
		HOLDS(convert_finish(w, &why) == ST_OK);
	else
		convert_abandon(w);
	bytes = fuzz_written(&n);
	/* A pipe holds so much, and what is longer blocks: kept short. */
	if (s != ST_OK)
		return;
	HOLDS(convert_open(&r, kind, fuzz_pipe(bytes, n), &why) == ST_OK);
	HOLDS(convert_read(r, &back, &why) == ST_OK);
	HOLDS(tensor_len(&back) == tensor_len(t));
	HOLDS(kind == &csv_format || memcmp(back.data, t->data,
	    tensor_len(t) * sizeof *t->data) == 0);
	HOLDS(kind->single ||
	    strcmp(tensor_key(&back), tensor_key(t)) == 0);
	HOLDS(convert_read(r, &back, &why) == ST_END);
	convert_close(r);
	fuzz_pipe_end();
	tensor_free(&back);
}

/* All records of path; one of them, a small one, is written as `as`. */
static void
read_all(const struct format *kind, const struct format *as, const char *path,
    bool write)
{
	struct tensor t = TENSOR_INIT;
	struct convert_reader *r;
	struct fault why;
	enum status s = convert_open(&r, kind, path, &why);

	if (s == ST_OK) {
		while ((s = convert_read(r, &t, &why)) == ST_OK) {
			HOLDS(tensor_len(&t) > 0);
			if (write && tensor_len(&t) < 2048)
				again(as, &t);
			write = false;
		}
		convert_close(r);
	}
	fuzz_told(s, &why);
	tensor_free(&t);
}

#endif
