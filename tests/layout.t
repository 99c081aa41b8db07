# lib/README.md says which room may include which; the files must agree.

# rooms FILE: "room allowed..." for each row of its first table.
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
	cut -d: -f1 "$T/found" | tr '\n' ' ' | grep -qx './base/b.c ./nn/c.c ./nn/d.c '
}

test_every_room_is_in_the_table() {
	rooms lib/README.md | cut -d' ' -f2 | sort >"$T/table"
	find lib -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort | diff - "$T/table"
	[ -z "$(find lib -maxdepth 1 -name '*.[ch]')" ]
}
