/*
 * sigbus.h - a mapped file that becomes shorter, or that the disk cannot give,
 * ends its reader by SIGBUS: here with a message.
 */
#ifndef TONFALL_CLI_BUS_H
#define TONFALL_CLI_BUS_H

/*
 * From now on SIGBUS in this process, in any thread, prints "TOOL: FILE: what
 * is wrong" and exits with status 1; files that are being written have no name
 * yet and leave nothing.  Another process that is forked from it dies of the
 * signal.  tool must stay valid.
 */
void cli_sigbus_catch(const char *tool);

#endif
