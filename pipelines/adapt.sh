# Sourced for adapt_of.
# shellcheck shell=bash

# adapt_of OPTIONS: the argument of --adapt in options of tonfall(1), which may be
# abbreviated; empty for auto.  In REPLY.
adapt_of() {
	local word before=''
	REPLY=''
	set -f
	for word in $1; do
		case $before in
		--a*=*)	;;
		--a*)	REPLY=$word ;;
		esac
		before=$word
		case $word in
		--a*=*)	REPLY=${word#*=} ;;
		esac
	done
	set +f
	[ "$REPLY" != auto ] || REPLY=''
}
