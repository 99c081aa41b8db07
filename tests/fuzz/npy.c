/* An npy file, read and written. */
#include "foreign_entry.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_all(FOREIGN_NPY, FOREIGN_NPY, fuzz_file(data, size),
	    fuzz_choice(data, size, 4) == 0);
	return 0;
}
