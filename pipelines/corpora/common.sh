# What the importers share; sourced by each, which exports FACTS (common.awk says
# what they are) and then calls import.  tonfall-hacking(7) shows one.
# shellcheck shell=sh
. "$(dirname -- "$0")/../clean.sh"
here=$(cd -P -- "$(dirname -- "$0")" && pwd -P) || exit 1
NAME=${0##*/}
export NAME

say() {
	printf '%s: %s\n' "$NAME" "$*" | awk "$(cat "$here/../text.awk")"'{ print shown($0) }' >&2
}

# facts MODE [PROGRAM]: run common.awk, and PROGRAM after it.
facts() {
	MODE=$1 awk "$(cat "$here/../text.awk" "$here/common.awk")
${2:-$no_program}"
}
no_program='function clip(key) { }'	# mawk wants to know it

bad_usage() {
	say "$*"
	facts usage >&2
	exit 2
}

# files NAME: the files below $DIR whose names are like NAME, sorted, one a line.
files() {
	find "$follow" "$DIR" -type f -name "$1" ! -name '.*' 2>/dev/null | sort
}

# lacking TEXT: a file that the corpus comes with is not there.
lacking() {
	say "$given: $*"
	exit 1
}

# import PROGRAM ARGUMENT...: print the table of the folder that is named.
#
# PROGRAM is awk, and understands a sound: see common.awk.  With --clips the sounds
# are on standard input, as pipelines/corpora/sounds prints them, and no link is
# followed in a search for anything else.
import() {
	program=$1 follow=-L clips=''
	shift
	case ${1-} in
	--help | --layout)
		[ $# -eq 1 ] || bad_usage "$1 takes no argument"
		facts "${1#--}"
		exit ;;
	--clips)
		follow=-P clips=stdin
		shift ;;
	-?*)	bad_usage "no option '$1'" ;;
	esac
	[ $# -eq 1 ] && [ -n "$1" ] || bad_usage "want one folder, got $#"
	facts check || exit
	given=$1
	[ -d "$given" ] || { say "$given: no such folder"; exit 1; }
	DIR=$(cd -P -- "$given" && pwd -P) || exit 1
	case $DIR in *"	"* | *"
"*)	say "$given: a tab or a line break in the folder's path"; exit 1 ;;
	esac
	export DIR
	labels
	kinds=$(facts kinds)
	if [ -n "$clips" ]; then
		sounds=$(sort)
	else
		# shellcheck disable=SC2086 # a list
		sounds=$("$here/sounds" "$DIR" wav flac $kinds) || exit 1
	fi
	# Where there is a sound of a film, it is the one that counts.
	[ -z "$kinds" ] || sounds=$(printf '%s' "$sounds" | awk '
	tolower($0) ~ /[.](wav|flac)$/ { print; next }
	{ rest[++n] = $0 }
	END { for (i = 1; i <= n; i++) print rest[i] }')
	[ -n "$sounds" ] || { say "$given: no sounds; $(facts expected)"; exit 1; }
	table=$(printf '%s\n' "$sounds" | facts table "$program") || exit
	printf '%s\n' "$table" | cat	# which says why where it cannot write
	exit
}

# An importer that has files of labels looks for them here.
labels() { :; }
