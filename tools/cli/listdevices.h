/*
 * listdevices.h - the names of devices that --live takes.
 */
#ifndef TONFALL_LISTDEVICES_H
#define TONFALL_LISTDEVICES_H

/* Print a row for each, name and description, and end the program: status 1 if
 * there is none. */
void listdevices(void) __attribute__((noreturn));

#endif
