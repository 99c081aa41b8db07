/*
 * memberpath.h - paths of members of archives, ARCHIVE:MEMBER, where the name
 * of the archive ends in .tar, .zip, or .tar.gz and its like, in any case.
 *
 * A file of that whole name has precedence; otherwise the longest name of a
 * file before a colon is the archive.  Reading is in sound/archive.h.
 */
#ifndef TONFALL_MEMBERPATH_H
#define TONFALL_MEMBERPATH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* Do the first n bytes of path end as the name of an archive does? */
bool memberpath_archive(const char *path, size_t n);

/* The last part of path, without folders, and without the archive of a member:
 * "m.wav" of "a/b.tar:c/m.wav" and of "b.tar:m.wav".  No file is looked at. */
const char *memberpath_base(const char *path);

/*
 * The bytes of path before the colon, if they are the name of a file that is
 * there and something follows; else 0.  Only for a path that is not a file's
 * itself.
 */
size_t memberpath_split(const char *path);

/* Could path, of which opening or stat(2) failed with this error, be a
 * member? */
bool memberpath_possible(const char *path, int error);

/* stat(2), of a member that of its archive. */
int memberpath_stat(const char *path, struct stat *st);

#endif
