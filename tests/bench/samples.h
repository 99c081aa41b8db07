/*
 * samples.h - a file of float32 samples as one array.
 */
#ifndef TONFALL_BENCH_SAMPLES_H
#define TONFALL_BENCH_SAMPLES_H

#include <stdio.h>
#include <stdlib.h>

/* The samples of the file, *n > 0 of them; exits where it cannot be read. */
static inline float *
samples_read(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	float *x = NULL;
	long size = -1;

	if (f != NULL && fseek(f, 0, SEEK_END) == 0)
		size = ftell(f);
	if (size > 0 && fseek(f, 0, SEEK_SET) == 0)
		x = malloc((size_t)size);
	*n = (size_t)size / sizeof(*x);
	if (x == NULL || fread(x, sizeof(*x), *n, f) != *n) {
		perror(path);
		exit(1);
	}
	(void)fclose(f);
	return x;
}

#endif
