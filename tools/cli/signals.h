/*
 * signals.h - a program that is asked to end, and has something to save first.
 */
#ifndef TONFALL_CLI_STOP_H
#define TONFALL_CLI_STOP_H

/*
 * From now on SIGINT, SIGTERM and SIGHUP are only noted.  A second one too:
 * whoever kills a group in which make runs the program kills it twice, as make
 * hands the signal on.  One that was ignored (nohup) stays so.
 */
void cli_stop_catch(void);

/* The signal that was noted, or 0. */
int cli_stopped(void);

/* Signals do again what they did before cli_stop_catch. */
void cli_stop_release(void);

/* End the program by the signal that was noted, so that a shell sees it. */
void cli_stop_die(void) __attribute__((noreturn));

#endif
