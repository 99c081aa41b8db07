/*
 * sigbus.h - a message for SIGBUS, which ends the reader of a mapped file that
 * becomes shorter or that the disk cannot read.
 */
#ifndef TONFALL_SIGBUS_H
#define TONFALL_SIGBUS_H

/*
 * From now on SIGBUS in this process, in any thread, prints what happened
 * (without the name of the input, which is not known) and exits with status 1;
 * files being written have no name yet and disappear.  A process forked from it
 * dies of the signal.
 */
void cli_sigbus_catch(const char *tool);

#endif
