/*
 * A script of Kaldi: lines up to an empty one, then the archive that they can
 * name, as "a".  No other file can be reached.
 */
#include <stdio.h>
#include <unistd.h>

#include "convert_entry.h"

static char folder[] = "/tmp/fuzz-scp.XXXXXX";

static void
leave(void)
{
	(void)unlink("a");
	(void)rmdir(folder);
}

/* Into an empty folder where "a" is the archive, which is fd. */
static void
enter(int *fd)
{
	FILE *fp;

	HOLDS(mkdtemp(folder) != NULL && chdir(folder) == 0);
	HOLDS((fp = fopen("a", "w+")) != NULL);
	*fd = fileno(fp);
	HOLDS(atexit(leave) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static int fd = -1;
	size_t n;

	if (fd < 0)
		enter(&fd);
	for (n = 0; n < size && (n == 0 || data[n] != '\n' ||
	    data[n - 1] != '\n'); n++)
		if (data[n] == '/')
			return 0;
	if (n < size)
		HOLDS(pwrite(fd, data + n + 1, size - n - 1, 0) >= 0);
	HOLDS(ftruncate(fd, n < size ? (off_t)(size - n - 1) : 0) == 0);
	read_all(&scp_format, &ark_format, fuzz_file(data, n),
	    fuzz_choice(data, size, 4) == 0);
	return 0;
}
