/*
 * What is looked at in a file of sound before its decoder gets it, in a process
 * that nothing confines: its type, and what its header says of its length; and
 * our own parsers in the decoder, which go through Ogg, MP3 and the containers
 * that libavformat reads.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sound/probe.h"
#include "sound/mp3.h"
#include "sound/ogg.h"
#include "sound/filetype.h"
#include "sound/whole.h"
#include "fuzz.h"

static void
look(const char *path, const char *type, bool file, size_t size)
{
	struct probe in;
	struct fault why;
	enum status s = probe_open(&in, NULL, path, type, false, &why);

	fuzz_told(s, &why);
	if (s == ST_OK) {
		HOLDS(in.fd != -1 && in.type[0] != '\0');
		HOLDS(type != NULL || strcmp(in.type, "wav") == 0 ||
		    strcmp(in.type, "riff") == 0 ||
		    strncmp(in.type, "aif", 3) == 0 || !in.endless);
		HOLDS(type != NULL || strncmp(in.type, "aif", 3) == 0 ||
		    in.frames == 0);
		HOLDS(!in.file || in.size == size);
		HOLDS(in.file || !file);
		(void)filetype_needs(in.type);
	}
	probe_close(&in);
	HOLDS(in.fd == -1);
}

/* What is no sound at all, whatever it holds. */
static void
refuse(const char *path)
{
	struct probe in;
	struct fault why;
	enum status s = probe_open(&in, NULL, path, NULL, false, &why);

	fuzz_told(s, &why);
	HOLDS(s == ST_BAD && in.fd == -1);
}

/* The same bytes as standard input, which is a file then. */
static void
standard_input(const char *path, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd != -1) {
		HOLDS(dup2(fd, STDIN_FILENO) == STDIN_FILENO);
		HOLDS(close(fd) == 0);
	}
	look("-", NULL, false, size);
	refuse("/dev/null");
	refuse("/");
}

/* What libmad gets: the file, and 8 zeros. */
static void
read_padded(const char *path, const uint8_t *data, size_t size)
{
	static char buf[1 << 16];
	FILE *fp = fopen(path, "re"), *f;
	size_t n;

	if (fp == NULL)
		return;
	if (size < sizeof buf - 8 && (f = mp3_padded(fp)) != NULL) {
		n = fread(buf, 1, sizeof buf, f);
		HOLDS(n == size + 8 || fuzz_instead != NULL || ferror(f));
		HOLDS(n < size || memcmp(buf, data, size) == 0);
		HOLDS(n < size + 8 ||
		    memcmp(buf + size, "\0\0\0\0\0\0\0", 8) == 0);
		HOLDS(fclose(f) == 0);
	}
	HOLDS(fclose(fp) == 0);
}

/* Does Ogg, or MP3, or what FFmpeg will read, hang together? */
static void
go_through(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct mp3_info info;
	float mono[4000] = { 0 };
	static const char *const type[] = { "mp4", "mkv", "wma", "caf", "w64",
	    "avi", "flv", "aac", "amr", "riff" };
	char text[160] = "";
	const char *what;
	size_t i;

	if (fd == -1)
		return;
	what = ogg_check(fd, text, sizeof text);
	HOLDS(what == NULL || what[0] != '\0');
	what = mp3_check(fd, &info, text, sizeof text);
	HOLDS(what == NULL || what[0] != '\0');
	for (i = 0; i < sizeof type / sizeof type[0]; i++) {
		what = whole_check(fd, type[i], text, sizeof text);
		HOLDS(what == NULL || what[0] != '\0');
	}
	HOLDS(mp3_cut(&info, 0, mono, 4000) <= 4000);
	HOLDS(mp3_cut(&info, info.to / 2, mono, 4000) <= 4000);
	HOLDS(lseek(fd, 0, SEEK_CUR) == 0);
	HOLDS(close(fd) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned way = fuzz_choice(data, size, 8);

	if (way < 2) {
		look(fuzz_pipe(data, size), NULL, false, size);
		fuzz_pipe_end();
	} else if (way == 2)
		standard_input(fuzz_file(data, size), size);
	else if (way == 3)
		look(fuzz_file(data, size), "ogg", true, size);
	else if (way == 4)
		look(fuzz_file(data, size), NULL, true, size);
	else if (way == 5)
		read_padded(fuzz_file(data, size), data, size);
	else
		go_through(fuzz_file(data, size));
	return 0;
}
