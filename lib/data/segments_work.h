/*
 * segments_work.h - the parts of segments.c; private to it.
 */
#ifndef TONFALL_SEGMENTS_WORK_H
#define TONFALL_SEGMENTS_WORK_H

#include "data/segments.h"

struct segments {
	char *path;
	bool path_keys;
	bool keyed;
	struct textset key;	/* of recordings, */
	struct segment_list *list;	/* (key.n) which have these, in room
					 * for cap */
	size_t cap, last;		/* last: to which one was added */
	bool rttm;
};

/* A new segment of the recording with this key, in *out; its list is the one
 * with the number s->last.  ST_NOMEM. */
enum status segments_add(struct segments *s, const char *key, uint64_t line,
    struct segment **out, struct fault *why) FAULT_CHECK;

/* Read s->path; see segments_open. */
enum status segments_read(struct segments *s, void (*note)(const char *text),
    struct fault *why) FAULT_CHECK;

#endif
