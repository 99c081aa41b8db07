/*
 * filelist_claims.h - which file each key belongs to; private to filelist.c and
 * filelist_claims.c.
 */
#ifndef TONFALL_FILELIST_CLAIMS_H
#define TONFALL_FILELIST_CLAIMS_H

#include <stdint.h>

#include "base/fault.h"
#include "base/textset.h"
#include "filelist.h"

/* Start from zeros. */
struct filelist_claims {
	struct textset key;	/* those claimed, and */
	uint64_t *place;	/* (key.n) by which file, in room for cap */
	size_t cap;
};

/* What filelist_claim promises.  ST_BAD, ST_NOMEM. */
enum status filelist_claims_add(struct filelist_claims *c,
    const struct filelist_spec *spec, const struct filelist_file *f,
    const char *key, struct fault *why) FAULT_CHECK;

void filelist_claims_free(struct filelist_claims *c);

/* What filelist_blame does. */
void filelist_blame_line(const struct filelist_spec *spec,
    const struct filelist_file *f, struct fault *why);

#endif
