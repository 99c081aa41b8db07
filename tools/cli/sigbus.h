/*
 * sigbus.h - a mapped file that becomes shorter, or that the disk cannot give,
 * ends its reader by SIGBUS: here with a message.
 */
#ifndef TONFALL_CLI_SIGBUS_H
#define TONFALL_CLI_SIGBUS_H

/*
 * From now on SIGBUS in this process, in any thread, prints what happened
 * (which input it was is not known) and exits with status 1; files that are
 * being written have no name yet and leave nothing.  Another process that is
 * forked from it dies of the signal.
 */
void cli_sigbus_catch(const char *tool);

#endif
