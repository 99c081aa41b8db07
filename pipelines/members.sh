# Sourced for has_members and MEMBER.
# shellcheck shell=bash

# The end of an archive's name and the colon behind it, as in lib/base/memberpath.c, in
# small letters.
export MEMBER='\.(tar|zip|tgz|tbz2|txz|tzst|tar\.(gz|bz2|xz|zst)):'

# has_members [FILE]: may a path of it, or of standard input, be that of a member of
# an archive, ARCHIVE:MEMBER?  Paths end in a newline or NUL.  All are read, so that
# whatever writes them is not killed by SIGPIPE.
has_members() {
	local n
	n=$(grep -aciE "$MEMBER" "$@") || [ $? -eq 1 ]
	[ "$n" -gt 0 ]
}
