/*
 * plot.h - pictures drawn by gnuplot(1).
 */
#ifndef TONFALL_PLOT_H
#define TONFALL_PLOT_H

#include "base/fault.h"

/*
 * Run gnuplot on script, which writes one picture to its standard output, and
 * name that path once it is complete (see atomfile.h).  Uses no shell, and no
 * file name in the script.  gnuplot's own messages go to stderr.  ST_IO if
 * gnuplot is not installed (the text names the package) or fails.
 */
enum status plot_file(const char *path, const char *script,
    struct fault *why) FAULT_CHECK;

#endif
