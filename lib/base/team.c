#include "base/team.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned
team_count(const struct team *t)
{
	return t == NULL ? 1 : t->count;
}

unsigned
team_rank(const struct team *t)
{
	return t == NULL ? 0 : t->rank;
}

size_t
team_first(const struct team *t, size_t n, unsigned r)
{
	size_t count = team_count(t);

	return n / count * r + n % count * r / count;
}

unsigned
team_any(struct team *t, unsigned bits)
{
	return t == NULL ? bits : t->any(t, bits);
}

void
team_gather(struct team *t, void *buf, const size_t *at)
{
	if (t == NULL)
		return;
	t->gather(t, buf, at);
	t->wait(t);
}

/* at[r]: the offset of rank r's part, of n bytes if own(r). */
static size_t *
offsets(const struct team *t, size_t n, bool first_only)
{
	size_t *at = calloc((size_t)t->count + 1, sizeof *at);
	unsigned r;

	for (r = 0; at != NULL && r < t->count; r++)
		at[r + 1] = at[r] + (r == 0 || !first_only ? n : 0);
	return at;
}

enum status
team_share(struct team *t, void *buf, size_t n, struct fault *why)
{
	size_t *at;

	if (t == NULL || n == 0)
		return ST_OK;
	if ((at = offsets(t, n, true)) == NULL)
		return fault_nomem(why);
	team_gather(t, buf, at);
	free(at);
	return ST_OK;
}

/* ---- agreement ---- */

/* What a rank says: its status, and of a fault where it is and the text. */
struct word {
	uint32_t status;
	char host[64];
	char text[sizeof ((struct fault *)0)->text];
};

static void
describe(struct fault *why, const struct word *all, unsigned count,
    unsigned failed)
{
	const struct word *w = &all[failed];
	bool common = true;
	unsigned r;

	for (r = 0; r < count; r++)
		common = common && all[r].status == w->status &&
		    strcmp(all[r].text, w->text) == 0;
	why->status = (enum status)w->status;
	(void)snprintf(why->text, sizeof why->text, "%s", w->text);
	if (!common)
		(void)fault_prefix(why, "rank %u (%s)", failed, w->host);
}

enum status
team_agree(struct team *t, enum status s, struct fault *why)
{
	static const struct word silent;
	struct word *all;
	size_t *at;
	unsigned r;

	if (t == NULL)
		return s;
	at = offsets(t, sizeof *all, false);
	all = calloc((size_t)t->count + 1, sizeof *all);
	if (at == NULL || all == NULL) {
		free(at);
		free(all);
		return fault_nomem(why);
	}
	all[t->rank] = silent;
	all[t->rank].status = (uint32_t)s;
	(void)snprintf(all[t->rank].host, sizeof all->host, "%s", t->host);
	if (s != ST_OK)
		(void)snprintf(all[t->rank].text, sizeof all->text, "%s",
		    why->text);
	team_gather(t, all, at);
	for (r = 0; r < t->count && all[r].status == ST_OK; r++)
		;
	s = ST_OK;
	if (r < t->count) {
		describe(why, all, t->count, r);
		s = why->status;
	}
	free(at);
	free(all);
	return s;
}
