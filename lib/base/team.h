/*
 * team.h - processes that do one piece of work together, each a share of it.
 *
 * The work is written as if each process had done all of it: what the others
 * computed is exchanged, byte for byte, and no function here adds two numbers.
 * How bytes travel is the business of whoever fills a struct team (MPI, or
 * threads in a test); a team that is NULL is one process.
 *
 * All ranks make the same calls in the same order.  A call cannot fail: if a
 * process is lost, the transport ends the others.
 */
#ifndef TONFALL_TEAM_H
#define TONFALL_TEAM_H

#include <stddef.h>

#include "base/fault.h"

struct team;

/* Add one's share to floats at..at+n-1 of the sum that team.fold is about. */
typedef void team_add(void *ctx, size_t at, size_t n);

struct team {
	unsigned rank, count;	/* from 0; how many */
	const char *host;	/* where this rank runs, for messages */

	/*
	 * buf has a part for each rank, in their order: that of rank r is the
	 * bytes at[r]..at[r+1]-1.  Each comes with its own and leaves with all.
	 * It begins here and ends with wait; until then buf belongs to it, and
	 * at is not needed any more.
	 */
	void (*gather)(struct team *t, void *buf, const size_t *at);

	/*
	 * Rank r gets the bytes to[r]..to[r+1]-1 of out, and what rank r sends
	 * to this one arrives at from[r]..from[r+1]-1 of in, without its own
	 * part.  Begins and ends as gather.
	 */
	void (*swap)(struct team *t, const void *out, const size_t *to,
	    void *in, const size_t *from);

	/* All that began has ended. */
	void (*wait)(struct team *t);

	/* The bits that any rank has set; what began may be under way. */
	unsigned (*any)(struct team *t, unsigned bits);

	/*
	 * Sum n floats over the ranks in their order, as one process would:
	 * sum travels from rank 0 to the last, in parts, and each calls add
	 * for each part as soon as it has come, rank 0 at once.  Then all have
	 * the sum.  Nothing else is under way.
	 */
	void (*fold)(struct team *t, float *sum, size_t n, team_add *add,
	    void *ctx);

	void *ctx;		/* of whoever fills this */
};

/* Ranks, 1 for NULL, and the number of this one. */
unsigned team_count(const struct team *t);
unsigned team_rank(const struct team *t);

/* The first of n things that are rank r's; r may be team_count. */
size_t team_first(const struct team *t, size_t n, unsigned r);

/* The bits that any rank has set. */
unsigned team_any(struct team *t, unsigned bits);

/* Gather, and wait for it.  Nothing for NULL. */
void team_gather(struct team *t, void *buf, const size_t *at);

/* The n bytes of rank 0, for all.  ST_NOMEM. */
enum status team_share(struct team *t, void *buf, size_t n, struct fault *why)
    FAULT_CHECK;

/*
 * Has any rank failed?  Each comes with its own status (and why), and all leave
 * with that of the first that failed.  If not all have the same text, it begins
 * with whose it is: "rank 1 (node7): ".
 */
enum status team_agree(struct team *t, enum status s, struct fault *why)
    FAULT_CHECK;

#endif
