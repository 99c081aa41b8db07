/*
 * stop.h - a program that is asked to end, and has something to save first.
 */
#ifndef TONFALL_CLI_STOP_H
#define TONFALL_CLI_STOP_H

/*
 * From now on the first SIGINT, SIGTERM or SIGHUP is only noted; a second one
 * of the same kind ends the program as ever.  One that was ignored (nohup)
 * stays so.
 */
void cli_stop_catch(void);

/* The signal that was noted, or 0. */
int cli_stopped(void);

/* Signals do again what they did before cli_stop_catch. */
void cli_stop_release(void);

/* End the program by the signal that was noted, so that a shell sees it. */
void cli_stop_die(void) __attribute__((noreturn));

#endif
