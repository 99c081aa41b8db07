# The manual: every program has a page, pages are clean, the tour runs.

# a-z has another meaning elsewhere, and a month another name.
export LC_ALL=C

test_pages_are_clean() {
	mandoc -T lint -W warning man/*.[1357]
}

# man(1) on most systems is groff, which reads the same pages otherwise: a
# page must say in it what it says in mandoc, to the last section.
test_pages_are_clean_in_groff() {
	local p
	command -v groff >/dev/null || skip "no groff"
	for p in man/*.[1357]; do
		groff -mandoc -Tutf8 -wall "$p" >"$T/out" 2>"$T/err" || echo "exit $?" >>"$T/err"
		[ ! -s "$T/err" ] || { echo "$p:"; cat "$T/err"; return 1; }
		sed 's/\x1b\[[0-9;]*m//g; s/.\x08//g' "$T/out" | grep -E '^[A-Z][A-Z -]+$' >"$T/sections"
		sed -n 's/^\.Sh //p' "$p" | diff - "$T/sections"
	done
}

# A macro's name that was printed is a macro that was not called.
test_no_macro_is_printed() {
	local p
	for p in man/*.[1357]; do
		mandoc -T ascii "$p" | sed 's/.\x08//g' >"$T/out"
		exits 1 grep -nE '(^|[ (])(Ar|Cm|Dl|Dq|Ev|Fl|Li|Nm|Ns|Op|Oc|Oo|Pa|Pc|Po|Pq|Ql|Sq|Va|Xr) [A-Za-z]' "$T/out" ||
		    { echo "in $p"; return 1; }
	done
}

test_the_formula_of_zscore() {
	mandoc -T ascii man/zscore.1 | sed 's/.\x08//g' | has '^ *(x - M) / S$'
}

# The page of cnntrain-mpi names what differs from that of cnntrain.
test_every_program_has_a_page_and_says_the_same() {
	local t name
	for t in tools/*.c; do
		name=$(basename "$t" .c)
		mandoc -T ascii "man/$name.1" | sed 's/.\x08//g' >"$T/page"
		grep -q '^EXIT STATUS' "$T/page"
		grep -q '^EXAMPLES' "$T/page"
		# Every option that --help lists stands in the page.
		"$name" --help | sed -n 's/^  \(-[^ ,]*\).*/\1/p' | sort -u |
		    grep -v -e '^--help' -e '^--version' >"$T/options"
		while read -r option; do
			grep -q -e "^ *$option\b" -e "[[ ,]$option\b" "$T/page" ||
			    { echo "$name: $option is not in its page"; return 1; }
		done <"$T/options"
	done
}

# options PAGE: those that have an entry of their own.
options() {
	sed -n 's/^\.It \(Fl .*\)/\1/p' "$1" | tr ',' '\n' |
	    sed -nE 's/^ *Fl Fl ([a-z0-9-]+).*/--\1/p; t; s/^ *Fl ([a-zA-Z0-9-]+).*/-\1/p' | sort -u
}

test_every_option_of_a_page_is_in_the_help() {
	local t name option
	for t in tools/*.c; do
		name=$(basename "$t" .c)
		options "man/$name.1" >"$T/options"
		[ -s "$T/options" ]
		"$name" --help >"$T/help"
		while read -r option; do
			grep -qE -e "(^|[ ,])$option\b" "$T/help" ||
			    { echo "$name: $option of its page is not in its help"; return 1; }
		done <"$T/options"
	done
}

# outdated PAGE...: pages that were changed after the day that they give, in
# the git repository of the current folder.
outdated() {
	local p given changed
	for p; do
		given=$(date -d "$(sed -n 's/^\.Dd //p' "$p")" +%F)
		changed=$(git log -1 --format=%as -- "$p")
		git diff --quiet HEAD -- "$p" || changed=$(date +%F)
		[[ ! $given < ${changed:-$(date +%F)} ]] ||
		    echo "$p: changed on $changed, but its .Dd is $given"
	done
}

test_dates_follow_changes() {
	command -v git >/dev/null || skip 'no git'
	[ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$PWD" ] || skip 'not a git clone'
	[ "$(git rev-parse --is-shallow-repository)" = false ] || skip 'a clone without its history'
	outdated man/*.[1357] >"$T/outdated"
	[ ! -s "$T/outdated" ] || { cat "$T/outdated"; return 1; }
}

test_an_old_date_is_found() {
	command -v git >/dev/null || skip 'no git'
	export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a
	export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
	cd "$T"
	git init -q .
	echo '.Dd March 9, 2024' >good.1
	echo '.Dd February 28, 2024' >old.1
	echo '.Dd March 10, 2024' >changed.1
	git add ./*.1
	git commit -q -m pages --date '2024-03-09 12:00'
	echo 'and more' >>changed.1
	echo ".Dd $(date '+%B %-d, %Y')" >new.1
	echo '.Dd January 1, 2024' >unknown.1
	outdated good.1 old.1 changed.1 new.1 unknown.1 | cut -d: -f1 | tr '\n' ' ' | grep -x 'old.1 changed.1 unknown.1 '
}

test_the_tour_can_be_typed() {
	# Literal blocks of the section, as they are printed.
	mandoc -T man man/tonfall.7 >/dev/null
	awk '/^\.Sh /{ on = /A TOUR/ } on && /^\.Bd/ { lit = 1; next }
	    /^\.Ed/ { lit = 0 } /^\.Ss/ { on = 0 } on && lit' man/tonfall.7 |
	    sed 's/\\e/\\/g' >"$T/tour.sh"
	[ "$(wc -l <"$T/tour.sh")" -gt 20 ]
	cd "$T"
	bash -eu -o pipefail tour.sh >out 2>err || { cat out err; return 1; }
	grep -q 'tense3' out
	grep -qi 'uar' out
}
