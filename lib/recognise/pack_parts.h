/*
 * pack_parts.h - the steps of making a pack, private to pack*.c.
 */
#ifndef TONFALL_PACK_PARTS_H
#define TONFALL_PACK_PARTS_H

#include "recognise/pack.h"

/*
 * The member of this name in the group, or NULL; the place for one more model
 * of it, a new member if need be: *m is empty, and file is what messages call
 * it.
 */
struct pack_member *pack_member(const struct pack_group *g, const char *name);
enum status pack_place(struct pack_group *g, const char *name,
    const char *file, struct model **m, struct fault *why) FAULT_CHECK;

/* Keep a copy of record t as the fusion, or as statistics. */
enum status pack_keep(struct tensor *to, const struct tensor *t,
    struct fault *why) FAULT_CHECK;

/* pack_seal without the description, which was read or is yet to be made. */
enum status pack_check(struct pack *p, struct fault *why) FAULT_CHECK;

#endif
