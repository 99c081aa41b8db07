/* transport.h - the exchanges of a team by MPI: transport.c; teamwork.c in this
 * folder starts and ends it. */
#ifndef TONFALL_TRANSPORT_H
#define TONFALL_TRANSPORT_H

#include <mpi.h>
#include <stdint.h>

#include "base/team.h"

/* Set the functions of t, whose rank, count and host are there, for the ranks
 * of comm. */
void transport_open(struct team *t, MPI_Comm comm);

/* Bytes that this rank has sent with gather, swap and fold. */
uint64_t transport_sent(const struct team *t);

void transport_close(struct team *t);

#endif
