# lib/README.md says which room may include which; the files must agree.

# a-z has another meaning elsewhere; lists of files are words.
export LC_ALL=C
T=$M

# rooms FILE: "room allowed..." of each row of its first table.
rooms() {
	awk -F '|' '/^\| room / { on = 1; next } !/^\|/ { on = 0 }
	    on && $2 !~ /-/ { print $2, $4 }' "$1"
}

# against_order FOLDER ROOMS: includes that ROOMS does not allow.
against_order() {
	(cd "$1" && grep -rn '^#include "' --include='*.[ch]' .) | awk -v rooms="$2" '
		BEGIN {
			while ((getline line <rooms) > 0) {
				n = split(line, word, " ")
				known[word[1]]
				for (i = 1; i <= n; i++)
					allowed[word[1], word[i]]
			}
		}
		{
			split($0, at, "\"")
			split(at[2], to, "/")
			split($0, from, "/")
			if (!(from[2] in known) || !((from[2], to[1]) in allowed))
				print
		}'
}

test_includes_follow_the_order_of_the_rooms() {
	rooms lib/README.md >"$T/rooms"
	[ "$(wc -l <"$T/rooms")" -ge 10 ]
	against_order lib "$T/rooms" >"$T/found"
	[ ! -s "$T/found" ] || { cat "$T/found"; return 1; }
}

test_an_include_against_the_order_is_found() {
	rooms lib/README.md >"$T/rooms"
	mkdir -p "$T/lib/base" "$T/lib/nn"
	printf '#include <x.h>\n#include "base/fault.h"\n' >"$T/lib/base/a.c"
	printf '#include "math/rng.h"\n' >"$T/lib/base/b.c"
	printf '#include "base/fault.h"\n#include "model/model.h"\n' >"$T/lib/nn/c.c"
	printf '#include "flat.h"\n' >"$T/lib/nn/d.c"
	against_order "$T/lib" "$T/rooms" | sort >"$T/found"
	cut -d: -f1 "$T/found" | tr '\n' ' ' | has -x './base/b.c ./nn/c.c ./nn/d.c '
}

test_every_room_is_in_the_table() {
	rooms lib/README.md | cut -d' ' -f2 | sort >"$T/table"
	find lib -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | diff - "$T/table"
	[ -z "$(find lib -maxdepth 1 -name '*.[ch]')" ]
}

# ---- programs ----

# programs FILE: "program room..." for each in its second table.
programs() {
	awk -F '|' '/^\| program / { on = 1; next } !/^\|/ { on = 0 }
	    on && $2 !~ /-/ {
		n = split($2, name, /[ ,]+/)
		for (i = 1; i <= n; i++)
			if (name[i] != "")
				print name[i], $3
	    }' "$1" | tr -s ',;()' ' '
}

# needed FOLDER PROGRAM: rooms that it includes from, itself and by what of cli/
# it includes, and that by more of cli/.
needed() {
	local new="$1/$2.c" all='' f
	while [ -n "$new" ]; do
		all="$all $new"
		# shellcheck disable=SC2086 # a word a file
		new=$(sed -n 's/^#include "\([a-z0-9_]*\)\.h"$/\1/p' $new | sort -u | while read -r f; do
			for f in "$1/cli/$f.c" "$1/cli/$f.h"; do
				[ ! -e "$f" ] || echo "$f"
			done
		done | while read -r f; do
			case " $all " in *" $f "*) ;; *) echo "$f" ;; esac
		done | tr '\n' ' ')
	done
	# shellcheck disable=SC2086
	sed -n 's|^#include "\([a-z0-9_]*\)/.*|\1|p' $all | sort -u
}

# wrong FOLDER README: where the second table and the includes disagree: a room
# that is needed and not listed (base, math and tensor are for all), or listed
# and neither needed nor included by one that is.
wrong() {
	local name words room rooms
	rooms "$2" >"$T/rooms"
	programs "$2" >"$T/programs"
	while read -r name words; do
		needed "$1" "$name" >"$T/needed"
		while read -r room; do
			case " base math tensor $words " in
			*" $room "*) ;;
			*) echo "$name includes from $room" ;;
			esac
		done <"$T/needed"
		rooms=$(cut -d' ' -f2 "$T/rooms")
		for room in $rooms; do
			case " $words " in *" $room "*) ;; *) continue ;; esac
			# itself, or as one that a needed room may include
			awk -v room="$room" '
				NR == FNR { needed[$1]; next }
				$1 in needed && index(" " $0 " ", " " room " ") { ok = 1 }
				END { exit !ok }' "$T/needed" "$T/rooms" ||
			    echo "$name does not need $room"
		done
	done <"$T/programs"
}

test_programs_need_the_rooms_that_are_listed() {
	wrong tools lib/README.md >"$T/wrong"
	[ ! -s "$T/wrong" ] || { cat "$T/wrong"; return 1; }
	programs lib/README.md | cut -d' ' -f1 | sort |
	    diff - <(ls tools/*.c | sed 's|.*/||; s|\.c$||' | sort)
}

test_a_program_that_needs_more_is_found() {
	mkdir -p "$T/tools/cli"
	cat >"$T/README" <<-'END'
	| room | holds | may include |
	| --- | --- | --- |
	| base | b | |
	| tensor | t | base |
	| nn | n | base |
	| model | m | base nn |

	| program | rooms it needs |
	| --- | --- |
	| one, two | tensor |
	| three | model, nn |
	| four | tensor, nn |
	END
	printf '#include "base/fault.h"\n#include "shared.h"\n' >"$T/tools/one.c"
	printf '#include "tensor/tensor.h"\n' >"$T/tools/two.c"
	printf '#include "model/model.h"\n' >"$T/tools/three.c"
	printf '#include "base/fault.h"\n' >"$T/tools/four.c"
	printf '#include "further.h"\n' >"$T/tools/cli/shared.c"
	printf '#include "model/model.h"\n#include "shared.h"\n' >"$T/tools/cli/further.c"
	wrong "$T/tools" "$T/README" >"$T/wrong"
	printf '%s\n' 'one includes from model' 'one does not need tensor' \
	    'four does not need tensor' 'four does not need nn' | diff "$T/wrong" -
}
