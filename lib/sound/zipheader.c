#include "sound/zipheader.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* Bytes: of the header without name and fields, and at most of these. */
enum { HEADER = 30, NAME = 4096, FIELDS = 512 };

/* Is a header at p, with `room' bytes of name and fields? */
static bool
is_header(const unsigned char *p, size_t room)
{
	unsigned name = p[26] | (unsigned)p[27] << 8,
	    fields = p[28] | (unsigned)p[29] << 8;

	return memcmp(p, "PK\3\4", 4) == 0 && name + fields == room;
}

bool
zipheader_find(int fd, const struct member *m, uint64_t *at)
{
	unsigned char p[HEADER + NAME + FIELDS];
	size_t name = strlen(m->name), n = HEADER + name + FIELDS, i;
	unsigned places = 0;

	*at = 0;
	if (n > m->at)
		n = (size_t)m->at;
	if (name > NAME ||
	    pread(fd, p, n, (off_t)(m->at - n)) != (ssize_t)n)
		return false;
	for (i = 0; i + HEADER <= n; i++)
		if (is_header(p + i, n - i - HEADER)) {
			*at = m->at - n + i;
			places++;
		}
	return places == 1;
}
