# Sourced by tests/run before a .t file.  Data for a test is made by printf or
# by another program than the one under test.

# exits N command...: succeed only if the command exits with status N.
# ("! command" is useless here: bash -e ignores a negated pipeline.)
exits() {
	local want=$1 got=0
	shift
	"$@" || got=$?
	[ "$got" -eq "$want" ] || { echo "$*: exit $got, want $want"; return 1; }
}

# fed command...: the command, at the end of a pipe of which it may leave some
# unread.  That is read then, or the program that writes could be killed by SIGPIPE,
# for which pipefail fails the test.
fed() {
	local rc=0
	"$@" || rc=$?
	cat >/dev/null
	return "$rc"
}

# says PATTERN N command...: it exits with N and its stderr matches PATTERN.
says() {
	local pattern=$1
	shift
	exits "$@" 2>"$T/stderr" || { cat "$T/stderr"; return 1; }
	grep -q -e "$pattern" "$T/stderr" || {
		echo "stderr does not match '$pattern':"; cat "$T/stderr"; return 1
	}
}

# has [option] PATTERN: a line of standard input matches.  Unlike grep -q it
# reads all of it, so the program that writes is not killed by SIGPIPE.
has() {
	grep "$@" >"$T/has"
}

# full command...: it fails with status 1 when its standard output is full.
full() {
	[ -w /dev/full ] || skip "no /dev/full"
	says 'No space left' 1 "$@" >/dev/full
}

# The usual for every program: --help, --version, a wrong option.
common_options() {
	"$1" --help >"$T/help"
	grep -q "^usage: $1" "$T/help"
	"$1" --version | has "^$1 (tonfall) [0-9]"
	says 'usage: ' 2 "$1" --no-such-option </dev/null
	says 'No space left' 1 "$1" --help >/dev/full
}

# preloadable FILE: a name of it for LD_PRELOAD, where a blank ends a name.
preloadable() {
	ln -sf "$1" "$M/${1##*/}"
	echo "$M/${1##*/}"
}

skip() {
	echo "$*"
	exit 77
}

# needs FILE...: skip the test where one is absent.
needs() {
	for _f; do [ -e "$_f" ] || skip "needs ${_f#"$SHARED/"}"; done
}

# py CODE ARG...: python with numpy, the reader of streams and ARG in sys.argv.
py() {
	local code=$1
	shift
	/usr/bin/python3 -c "import sys, numpy as np
sys.path.insert(0, 'tests/tools')
from tensors import read
$code" "$@"
}
