/*
 * unpack.h - the files that a pack was made of, and the pipe of filters that
 * does with them what programs do with the pack.
 */
#ifndef TONFALL_UNPACK_H
#define TONFALL_UNPACK_H

#include "recognise/pack.h"

/*
 * Write the models of p, its fusions and statistics to folder, those of the
 * second group to folder/adapted, and print the pipes, for bash(1), to standard
 * output.  Ends the program with a message if something cannot be written.
 */
void unpack(const struct pack *p, const char *folder);

#endif
