/* A list of audio files, as wav2fbank -l takes it; no file is opened. */
#include <string.h>

#include "fuzz.h"
#include "inputs.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inputs_spec spec = { .list = fuzz_file(data, size),
	    .keep_going = fuzz_choice(data, size, 2) == 1 };
	struct attrs a = ATTRS_INIT;
	const char *path = NULL;
	struct inputs *in;
	struct fault why;
	uint64_t n, rows = 0;
	enum status s = inputs_check(&spec, &n, &why), again;

	fuzz_told(s, &why);
	if (inputs_open(&in, &spec, &why) != ST_OK) {
		HOLDS(s != ST_OK || fuzz_instead != NULL);
		return 0;
	}
	while ((again = inputs_next(in, &path, &a, &why)) == ST_OK) {
		rows++;
		HOLDS(path == NULL || attrs_get(&a, "key") != NULL);
	}
	fuzz_told(again, &why);
	HOLDS(again == (s == ST_OK ? ST_END : s) && n == rows);
	attrs_free(&a);
	inputs_close(in);
	return 0;
}
