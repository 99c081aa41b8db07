# Sourced for has_members.
# shellcheck shell=bash

# has_members [FILE]: may a path of it, or of standard input, be that of a member of
# an archive, ARCHIVE:MEMBER?  The names are those of lib/base/memberpath.c.  Paths end
# in a newline or NUL.  All are read, so that whatever writes them is not killed by
# SIGPIPE.
has_members() {
	local n
	n=$(grep -aciE '\.(tar|zip|tgz|tbz2|txz|tzst|tar\.(gz|bz2|xz|zst)):' "$@") || [ $? -eq 1 ]
	[ "$n" -gt 0 ]
}
