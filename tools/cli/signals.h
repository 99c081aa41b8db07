/*
 * signals.h - signals that end a program which must first save its state.
 */
#ifndef TONFALL_SIGNALS_H
#define TONFALL_SIGNALS_H

#include <sys/types.h>

/*
 * SIGINT, SIGTERM and SIGHUP remove the file before they end the program,
 * unless they are ignored; its name must stay valid.  NULL: no longer.  Call it
 * before cli_stop_catch, which cli_stop_release then ends.
 */
void cli_stop_remove(const char *path);

/*
 * From now on SIGINT, SIGTERM and SIGHUP are only noted, also a second time:
 * when a process group is killed in which make runs the program, the program
 * gets the signal twice, since make passes it on.  A signal that was ignored
 * (nohup) remains ignored.
 */
void cli_stop_catch(void);

/* From now on a signal that is noted also ends this child, by SIGTERM; and a
 * second one, some seconds after the first, this program. */
void cli_stop_child(pid_t pid);

/* As if this signal had come: another process that works with this one has had
 * it. */
void cli_stop_note(int sig);

/* The signal that was noted, or 0. */
int cli_stopped(void);

/* Restore what the signals did before cli_stop_catch. */
void cli_stop_release(void);

/* End the program by the signal that was noted, so that a shell sees it. */
void cli_stop_die(void) __attribute__((noreturn));

#endif
