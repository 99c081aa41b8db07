/*
 * fault.h - how every function of the library reports what went wrong.
 *
 * A function that can fail returns an enum status and takes, as its last
 * argument, a struct fault of the caller's that it fills when the status is
 * not ST_OK (and not ST_END).  The text is a whole sentence fragment for the
 * user: what is wrong, and what would be right; no newline, no program name.
 */
#ifndef TONFALL_FAULT_H
#define TONFALL_FAULT_H

enum status {
	ST_OK = 0,	/* done; a record, a line, a block was transferred */
	ST_END,		/* the input ended where it may end */
	ST_BAD,		/* the data is cut short, damaged or does not fit */
	ST_IO,		/* a system call failed */
	ST_NOMEM,	/* an allocation failed */
	ST_USAGE	/* the command line asks for something impossible */
};

struct fault {
	enum status status;
	char text[1024];
};

#define FAULT_CHECK __attribute__((warn_unused_result))

/*
 * fault_set(why, s, fmt, ...): fill why (which may be NULL) and return s.
 * fault_errno: the same, followed by ": " and the text of errno; for EFBIG
 * also by the limit on the size of files.
 *
 * Macros, so that the compiler and the analyzer see in the caller that s is
 * returned and not perhaps ST_OK.  s is evaluated twice.
 */
#define fault_set(why, s, ...)						\
	(fault_fill((why), (s), __VA_ARGS__), (s))
#define fault_errno(why, s, ...)					\
	(fault_fill_errno((why), (s), __VA_ARGS__), (s))

void fault_fill(struct fault *why, enum status s, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void fault_fill_errno(struct fault *why, enum status s, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "PREFIX: " in front of the text of why; returns why->status. */
enum status fault_prefix(struct fault *why, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* ST_NOMEM with the text "out of memory". */
#define fault_nomem(why) fault_set((why), ST_NOMEM, "out of memory")

#endif
