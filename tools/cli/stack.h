/*
 * stack.h - make sure that there is room for the stack, whatever its limit
 * (ulimit -s): a program that runs out of it would die of SIGSEGV without a
 * message.
 */
#ifndef TONFALL_STACK_H
#define TONFALL_STACK_H

/*
 * Raise the limit on this process's stack as far as allowed, or exit with
 * status 1 and a message if that is too little; and give threads that are
 * started later enough.
 */
void cli_stack_check(const char *tool);

#endif
