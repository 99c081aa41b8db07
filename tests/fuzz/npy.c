/* An npy file, read and written. */
#include "convert_entry.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_all(&npy_format, &npy_format, fuzz_file(data, size),
	    fuzz_choice(data, size, 4) == 0);
	return 0;
}
