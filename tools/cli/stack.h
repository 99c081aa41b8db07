/*
 * stack.h - room for the stack, whatever limit (ulimit -s) was set: a program
 * that runs out of it would die of SIGSEGV without a word.
 */
#ifndef TONFALL_CLI_STACK_H
#define TONFALL_CLI_STACK_H

/*
 * Raise the limit on this process's stack as far as allowed, or exit with
 * status 1 and a message if that is too little; and give threads that are
 * started later enough.
 */
void cli_stack_check(const char *tool);

#endif
