# Sourced for what is put aside in TMPDIR.
# shellcheck shell=bash

# no_tmpdir WHO: says that nothing can be, and ends the script.
no_tmpdir() {
	echo "$1: TMPDIR=${TMPDIR:-/tmp}: no file can be written there, as it is full or missing; another folder: TMPDIR=/var/tmp make ..." >&2
	exit 1
}

# has_room FOLDER: can a little be written in it?
has_room() {
	{ head -c 65536 /dev/zero >"$1/room"; } 2>/dev/null || return 1
	rm -f -- "$1/room"
}
