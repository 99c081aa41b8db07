/*
 * teamwork.h - a program that several processes may run together, as ranks of a
 * team (base/team.h).  One of them, rank 0, writes the outputs and speaks.
 *
 * teamwork.c is for a program that is always alone; tools/mpi has the same
 * functions by MPI, and whoever links that first has a program for mpirun(1).
 *
 * When a rank fails, its message must appear once and the others must end.  So
 * a program is in one of two states.  Apart, each rank opens its own files: all
 * of them then come to cli_team_meet, or fail before it, and what ends is said
 * by the first that failed.  Together, ranks exchange: what only one of them
 * finds wrong ends all at once, and what all find wrong is for cli_team_check.
 */
#ifndef TONFALL_TEAMWORK_H
#define TONFALL_TEAMWORK_H

#include <stdbool.h>

#include "base/fault.h"
#include "base/team.h"

/*
 * The team that this process was started in, apart at first, or NULL: it is
 * alone.  Before cli_getopt; sets the name of the program, the text at *name.
 */
struct team *cli_team_join(int *argc, char ***argv, const char **name);

/* Processors for this rank: those it may use, divided by the ranks that may use
 * the same. */
unsigned cli_team_cores(void);

/* From together to apart, and back. */
void cli_team_part(void);
void cli_team_meet(void);

/* Return if s is ST_OK; it is the same for all ranks, which are together. */
void cli_team_check(enum status s, const struct fault *why);

/* The last call that concerns the others, before a death by a signal. */
void cli_team_leave(void);

#endif
