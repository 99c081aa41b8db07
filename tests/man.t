# The manual: every program has a page, pages are clean, the tour runs.

test_pages_are_clean() {
	mandoc -T lint -W warning man/*.[157]
}

# man(1) on most systems is groff, which reads the same pages otherwise: a
# page must say in it what it says in mandoc, to the last section.
test_pages_are_clean_in_groff() {
	local p
	command -v groff >/dev/null || skip "no groff"
	for p in man/*.[157]; do
		groff -mandoc -Tutf8 -wall "$p" >"$T/out" 2>"$T/err" || echo "exit $?" >>"$T/err"
		[ ! -s "$T/err" ] || { echo "$p:"; cat "$T/err"; return 1; }
		sed 's/\x1b\[[0-9;]*m//g; s/.\x08//g' "$T/out" | grep -E '^[A-Z][A-Z -]+$' >"$T/sections"
		sed -n 's/^\.Sh //p' "$p" | diff - "$T/sections"
	done
}

# A macro's name that was printed is a macro that was not called.
test_no_macro_is_printed() {
	local p
	for p in man/*.[157]; do
		mandoc -T ascii "$p" | sed 's/.\x08//g' >"$T/out"
		exits 1 grep -nE '(^|[ (])(Ar|Cm|Dl|Dq|Ev|Fl|Li|Nm|Ns|Op|Oc|Oo|Pa|Pc|Po|Pq|Ql|Sq|Va|Xr) [A-Za-z]' "$T/out" ||
		    { echo "in $p"; return 1; }
	done
}

test_the_formula_of_zscore() {
	mandoc -T ascii man/zscore.1 | sed 's/.\x08//g' | has '^ *(x - M) / S$'
}

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
