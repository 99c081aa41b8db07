/* A list of audio files, as wav2fbank -l takes it; no file is opened. */
#include <string.h>

#include "filelist.h"
#include "fuzz.h"

/* The next one, and its key. */
static enum status
take(struct filelist *in, struct filelist_file *f, struct attrs *a,
    struct fault *why)
{
	enum status s = filelist_next(in, f, a, why);

	if (s != ST_OK || f->path == NULL)
		return s;
	HOLDS(attrs_get(a, "key") != NULL);
	return filelist_claim(in, f, attrs_get(a, "key"), why);
}

/* The lines as operands, in place of a table. */
static void
operands(const uint8_t *data, size_t size, bool path_keys)
{
	char text[4096], *operand[64], *rest = text;
	struct filelist_spec spec = { .operands = operand,
	    .path_keys = path_keys, .keep_going = size % 2 == 0 };
	struct attrs a = ATTRS_INIT;
	struct filelist_file f;
	struct filelist *in;
	struct fault why;
	enum status s;
	size_t n;

	size = size < sizeof text - 1 ? size : sizeof text - 1;
	(void)memcpy(text, data, size);
	text[size] = '\0';
	for (n = 0; n < 63 && rest != NULL; n++)
		operand[n] = strsep(&rest, "\n");
	operand[n] = NULL;
	HOLDS(filelist_open(&in, &spec, &why) == ST_OK);
	while ((s = take(in, &f, &a, &why)) == ST_OK)
		continue;
	fuzz_told(s, &why);
	attrs_free(&a);
	filelist_close(in);
}

/* The rows of a table. */
static void
table(const uint8_t *data, size_t size)
{
	struct filelist_spec spec = { .list = fuzz_file(data, size),
	    .keep_going = fuzz_choice(data, size, 2) == 1 };
	struct attrs a = ATTRS_INIT;
	struct filelist_file f;
	struct filelist *in;
	struct fault why;
	uint64_t n, rows = 0;
	enum status s = filelist_check(&spec, &n, &why), again;

	fuzz_told(s, &why);
	if (filelist_open(&in, &spec, &why) != ST_OK) {
		HOLDS(s != ST_OK || fuzz_instead != NULL);
		return;
	}
	while ((again = spec.keep_going ? filelist_next(in, &f, &a, &why) :
	    take(in, &f, &a, &why)) == ST_OK) {
		rows++;
		HOLDS(f.path != NULL);
	}
	fuzz_told(again, &why);
	HOLDS(again == (s == ST_OK ? ST_END : s) && n >= rows);
	attrs_free(&a);
	filelist_close(in);
}

/* Outputs that are inputs as well: the list, and a file that it may name. */
static void
clobber(const uint8_t *data, size_t size)
{
	const char *list = fuzz_file(data, size);
	struct filelist_spec spec = { .list = list, .output = list };
	struct fault why;
	uint64_t n;
	enum status s = filelist_check(&spec, &n, &why);

	fuzz_told(s, &why);
	HOLDS(s == ST_USAGE || fuzz_instead != NULL);
	spec.output = "/proc/self/exe";
	fuzz_told(filelist_check(&spec, &n, &why), &why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned way = fuzz_choice(data, size, 8);

	if (way < 2)
		operands(data, size, way == 1);
	else if (way == 2)
		clobber(data, size);
	else
		table(data, size);
	return 0;
}
