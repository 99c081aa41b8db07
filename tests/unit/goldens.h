/* goldens.h - read the values that other programs made, for unit tests. */
#ifndef TONFALL_UNIT_GOLDENS_H
#define TONFALL_UNIT_GOLDENS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

static char dir[4096];		/* where they are */

/* The values of NAME.npy, n of 4 bytes each; the caller frees. */
static inline void *
npy(const char *name, size_t n)
{
	unsigned char head[10];
	char path[sizeof dir + 64];
	size_t skip, got = 0;
	void *data = malloc(n * 4);
	FILE *fp;

	(void)snprintf(path, sizeof path, "%s/%s.npy", dir, name);
	fp = fopen(path, "rb");
	if (fp != NULL && fread(head, 1, 10, fp) == 10 &&
	    memcmp(head, "\x93NUMPY\x01", 7) == 0) {
		skip = head[8] + 256u * head[9];
		if (fseek(fp, (long)(10 + skip), SEEK_SET) == 0)
			got = fread(data, 4, n, fp);
	}
	if (got != n || fgetc(fp) != EOF) {
		printf("FAIL %s: cannot read %zu values\n", path, n);
		exit(1);
	}
	(void)fclose(fp);
	unit_little(data, n * 4, 4);
	return data;
}

#endif
