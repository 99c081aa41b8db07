/*
 * replay - run the files of a corpus through a fuzz entry.
 *
 * usage: replay FILE...
 *
 * Ends by a signal, or a sanitizer's report, at the first that fails; the
 * name of each is printed before it is tried.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* An entry with a mutator of its own links, but nobody calls it here. */
size_t
LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max)
{
	(void)data;
	(void)max;
	return size;
}

static int
replay(const char *path)
{
	static uint8_t buf[1 << 20];
	uint8_t *exact;
	FILE *fp;
	size_t n;

	if ((fp = fopen(path, "rb")) == NULL) {
		perror(path);
		return 1;
	}
	n = fread(buf, 1, sizeof buf, fp);
	(void)fclose(fp);
	/* As long as the input, so that a sanitizer sees a byte too many. */
	if ((exact = malloc(n > 0 ? n : 1)) == NULL)
		return 1;
	(void)memcpy(exact, buf, n);
	(void)printf("%s\n", path);
	(void)fflush(stdout);
	for (fuzz_turn = 0; fuzz_turn < FUZZ_TURNS; fuzz_turn++)
		(void)LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 0;
}

int
main(int argc, char *argv[])
{
	int i, bad = argc < 2;

	for (i = 1; i < argc; i++)
		bad |= replay(argv[i]);
	return bad;
}
