# The manual: every program has a page, pages are clean, the tour runs.

test_pages_are_clean() {
	mandoc -T lint -W warning man/*.[157]
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
