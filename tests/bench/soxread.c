/*
 * soxread - libsox reading files to their ends and nothing else.
 *
 * usage: soxread <paths
 *
 * Prints the seconds of sound read and the processor time for it.
 */
#include <sox.h>
#include <string.h>

#include "clock.h"

static sox_sample_t buf[65536];

static double
read_all(const char *path)
{
	sox_format_t *f = sox_open_read(path, NULL, NULL, NULL);
	double rate, samples = 0;
	size_t n;

	if (f == NULL)
		return -1;
	rate = f->signal.rate * f->signal.channels;
	while ((n = sox_read(f, buf, sizeof(buf) / sizeof(*buf))) > 0)
		samples += (double)n;
	(void)sox_close(f);
	return samples / rate;
}

int
main(void)
{
	char path[4096];
	double sound = 0, one, start = clock_cpu();

	if (sox_init() != SOX_SUCCESS)
		return 1;
	while (fgets(path, sizeof(path), stdin) != NULL) {
		path[strcspn(path, "\n")] = '\0';
		if ((one = read_all(path)) < 0)
			return 1;
		sound += one;
	}
	put("sound", sound, "s");
	put("cpu", clock_cpu() - start, "s");
	put("speed", sound / (clock_cpu() - start), "x real time");
	return 0;
}
