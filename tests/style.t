# tests/analyze/style, which "make check-style" runs, on a tree of its own: each
# thing that it looks for, and what looks like it.

# tree: an empty one, with the checker.
tree() {
	rm -rf "$T/tree"
	mkdir -p "$T/tree/tests/analyze" "$T/tree/lib/room"
	cp tests/analyze/style "$T/tree/tests/analyze/"
}

# source FILE: standard input becomes that file of the tree.
source_file() { cat >"$T/tree/$1"; }

# differs PATTERN: the one thing that is found.
differs() {
	exits 1 "$T/tree/tests/analyze/style" >"$T/out" 2>"$T/err"
	[ "$(wc -l <"$T/out")" -eq 1 ] && grep -q "^$1" "$T/out" || { echo "want $1:"; cat "$T/out" "$T/err"; return 1; }
}

passes() { "$T/tree/tests/analyze/style" || return 1; }

test_text() {
	tree
	printf 'a\tb\n' | source_file README.md
	passes
	printf 'one\ntwo' | source_file README.md
	differs 'README.md:2: no newline at the end'
	printf 'one\n\n' | source_file README.md
	differs 'README.md:2: an empty line at the end'
	printf 'one\ntwo \n' | source_file README.md
	differs 'README.md:2: blanks at the end'
	printf 'one\r\ntwo\n' | source_file README.md
	differs 'README.md:1: a carriage return'
	printf '\t \tone\n' | source_file README.md
	differs 'README.md:1: a blank before a tab'
}

test_joined_tests() {
	tree
	printf '\t%s\n' '[ -e a ] && [ -e b ] || return 1' 'if [ -e a ] && [ -e b ]; then' '[ -e a ]' |
	    source_file tests/a.t
	passes
	printf '\t\t[ -e a ] && [ -e b ]\n' | source_file tests/a.t
	differs 'tests/a.t:1: bash -e ignores'
}

test_columns() {
	tree
	printf '\tint x;%66s\n' '/* x */' | source_file lib/room/a.c
	passes
	printf '\tint x;%67s\n' '/* x */' | source_file lib/room/a.c
	differs 'lib/room/a.c:1: 81 columns'
	printf '        int x;\n' | source_file lib/room/a.c
	differs 'lib/room/a.c:1: indented by blanks'
}

test_functions_and_headers() {
	tree
	printf 'int f(void);\n' | source_file lib/room/a.h
	printf '%s\n' '#include "room/a.h"' '' '#include <stdio.h>' '' 'int' 'f(void)' '{' '}' |
	    source_file lib/room/a.c
	passes
	printf '%s\n' '#include <stdio.h>' '' '#include "room/a.h"' | source_file lib/room/a.c
	differs 'lib/room/a.c:1: its own header'
	printf '%s\n' '#include "room/a.h"' '' 'static int *f(int x,' '    int y)' '{' '}' |
	    source_file lib/room/a.c
	differs 'lib/room/a.c:3: the type of a function'
}

# pointers LINE: a function with that line.
pointers() {
	printf '%s\n' 'struct s {' '	char *name, *text;' '	unsigned count;' '};' '' \
	    'static int' 'f(struct s *a, bool deep, const char *path)' '{' \
	    '	FILE *fp = NULL;' '	bool ok;' '' "	$1" '}' | source_file lib/room/a.c
}

test_pointers() {
	local line
	tree
	for line in 'if (a == NULL || a->name != NULL) return 1;' 'while (!ok && !a->count)' \
	    'return deep && f(a);' 'if (f(a) && *path)' 'return !a[1] || !strcmp(path, "!fp");' \
	    'if (fp != NULL) /* !fp */'; do
		pointers "$line"
		passes || { echo "$line"; return 1; }
	done
	for line in 'if (!a) return;' 'if (a->name)' 'while (ok && fp)' 'return !a->text;' \
	    'if (ok || path)' 'x = !fp ? 1 : 2;'; do
		pointers "$line"
		differs 'lib/room/a.c:12: .*NULL' || { echo "$line"; return 1; }
	done
}
