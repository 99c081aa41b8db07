/*
 * plot.h - pictures through gnuplot(1).
 */
#ifndef TONFALL_PLOT_H
#define TONFALL_PLOT_H

#include "base/fault.h"

/*
 * Run gnuplot on script, which writes one picture to its standard output, and
 * give that the name path once it is whole (see atomfile.h).  No shell, and no
 * file name in the script.  gnuplot's own messages go to stderr.  ST_IO if
 * gnuplot is absent (the text names the package) or fails.
 */
enum status plot_file(const char *path, const char *script,
    struct fault *why) FAULT_CHECK;

#endif
