# Sourced: a line on the terminal that is rewritten in place, and times in words.
# Without a terminal draw does nothing.  After $quiet is set, "" or not:
#
#	on_terminal		once: sets $tty, "" if there is none to draw on
#	draw TEXT, say TEXT	in place of the last one; a line that stays
#	now			sets $clock, milliseconds
#	left S, took S		set $REPLY
#	rest ALL DONE MS	sets $REPLY: seconds that the rest takes, if what is done
#				took MS milliseconds
#
# shellcheck shell=bash
tty='' drawn='' width=80

on_terminal() {
	# shellcheck disable=SC2154 # of the script
	[ -n "$quiet" ] || [ ! -t 2 ] || case ${TERM:-dumb} in dumb) ;; *) tty=yes ;; esac
	[ -z "$tty" ] || { terminal_width; trap terminal_width WINCH; }
}

terminal_width() {
	local columns
	columns=$(stty size <&2 2>/dev/null) || columns=
	columns=${columns#* }
	case $columns in '' | *[!0-9]* | 0) columns=80 ;; esac
	width=$((columns > 200 ? 200 : columns))
}

clear_line() {
	[ -z "$drawn" ] || printf '\r\033[K' >&2
	drawn=''
}

# No longer than the terminal is wide.
draw() {
	[ -n "$tty" ] || return 0
	printf '\r%s\033[K' "${1:0:width-1}" >&2
	drawn=yes
}

say() {
	clear_line
	printf '%s\n' "$1" >&2
}

# The point of EPOCHREALTIME depends on the locale, which is C.
now() { clock=${EPOCHREALTIME/./}; clock=${clock%???}; }

# Of each no more than 31 bits, lest the product be too large.
rest() {
	local more=$(($1 - $2)) done=$2
	while ((more > 0x7fffffff)); do
		more=$((more >> 8)) done=$((done >> 8))
	done
	REPLY=$((more * $3 / (done > 0 ? done : 1) / 1000))
}

# left SECONDS: in words that claim no more than is known.
left() {
	if [ "$1" -lt 8 ]; then REPLY='a few seconds left'
	elif [ "$1" -lt 55 ]; then REPLY="about $((($1 + 5) / 10 * 10)) s left"
	elif [ "$1" -lt 5400 ]; then REPLY="about $((($1 + 30) / 60)) min left"
	else REPLY="about $((($1 + 1800) / 3600)) h left"
	fi
}

took() {
	if [ "$1" -lt 100 ]; then REPLY="$1 s"; else REPLY="$((($1 + 30) / 60)) min"; fi
}
