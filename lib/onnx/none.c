/* Instead of the other files, where there is no protobuf. */
#include "onnx/onnx.h"

enum status
onnx_export(const struct pack *p, const char *path, struct fault *why)
{
	(void)p, (void)path;
	return fault_set(why, ST_BAD, "onnx: this tonfall was built without "
	    "it; install libprotobuf-c-dev, protobuf-c-compiler and "
	    "libonnx-dev (make deps) and build it again");
}
