# report.html in headless Chromium, at three widths, light and dark, and in print:
# make test-report.  check.js says what is wrong, with the rules of axe-core if make
# deps-ci could fetch the package that has it.

. tests/tools/report.sh

chromium=$(command -v chromium || command -v chromium-browser || :)

# browser OPTION... URL: with a home of its own.
browser() {
	[ -n "$chromium" ] || skip "no chromium (make deps-ci)"
	HOME=$T timeout 120 "$chromium" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
	    --user-data-dir="$T/profile" "$@" 2>"$T/browser.log"
}

# axe: the path of axe-core's script; nothing if it is not there.
axe() {
	local f
	for f in "$BUILD"/axe/lib/python3*/site-packages/axe_playwright_python/axe.min.js; do
		[ ! -f "$f" ] || echo "$f"
	done
}

# looked PAGE: nothing is wrong with it.
looked() {
	local mode with
	[ -n "$chromium" ] || skip "no chromium (make deps-ci)"
	with=$(axe)
	mkdir -p "$T/site"
	cp tests/browser/around.html "$T/site/"
	{
		sed 's/<\/body>.*//; /^<\/html>/d' "$1"
		for s in ${with:+"$with"} tests/browser/check.js; do
			echo '<script>'
			sed 's/<\/script>/<\\\/script>/g' "$s"
			echo '</script>'
		done
		echo '</body></html>'
	} >"$T/site/page.html"
	for mode in 1 0; do
		browser --blink-settings=preferredColorScheme=$mode --window-size=1500,1000 \
		    --virtual-time-budget=30000 --dump-dom "file://$T/site/around.html" >"$T/seen"
		grep -o -e '^.*width [0-9].*' "$T/seen" | sed 's/.*<pre>//' >"$T/widths"
		cat "$T/seen"
		[ "$(grep -c ' 0 faults' "$T/widths")" -eq 3 ]
		[ "$(grep -c '^width \(360\|800\|1400\)' "$T/widths")" -eq 3 ]
		[ $mode -eq 1 ] || [ "$(grep -c ' dark' "$T/widths")" -eq 3 ]
		[ -z "$with" ] || [ "$(grep -c ': [1-9][0-9] rules' "$T/widths")" -eq 3 ]
	done
}

# pdf PAGE: as it is printed.
pdf() {
	browser --no-pdf-header-footer --print-to-pdf="$T/page.pdf" "file://$1" >"$T/log"
	[ "$(head -c 5 "$T/page.pdf")" = %PDF- ]
}

test_page() {
	experiment
	pipelines/report "$T/out" >"$T/page.html"
	looked "$T/page.html"
}

# Long names, many classes, folds, seeds and speakers, and a fold that overfits.
test_page_of_much() {
	much
	pipelines/report "$T/out" >"$T/page.html"
	grep -q 'overfits' "$T/page.html"
	[ "$(wc -c <"$T/page.html")" -lt 2000000 ]
	looked "$T/page.html"
}

test_page_of_a_demo() {
	make -s experiment RECIPE=prosody SCALE=0.05 OUT="$M/o" >"$T/log" 2>&1 || { cat "$T/log"; return 1; }
	looked "$(sed -n 's/^report: //p' "$T/log")"
}

# On paper nothing is missing but what plays, and no figure is cut in two: a page ends
# before it.
test_page_in_print() {
	command -v pdftotext >/dev/null || skip "no pdftotext (make deps-ci)"
	much
	pipelines/report "$T/out" >"$T/page.html"
	pdf "$T/page.html"
	# Nothing is beyond the edge of the paper.
	pdftotext -bbox "$T/page.pdf" "$T/words"
	/usr/bin/python3 - "$T/words" <<-'END'
		import re, sys
		words = 0
		for line in open(sys.argv[1], encoding="utf-8"):
		    if "<page" in line:
		        width, height = map(float, re.findall(r'"([0-9.]+)"', line))
		    elif "<word" in line:
		        x, y, right, bottom = map(float, re.findall(r'="([0-9.-]+)"', line))
		        assert 20 < x and right < width - 20 and 20 < y and bottom < height - 20, (line, width, height)
		        words += 1
		assert words > 500, words
	END
	pdftotext -layout "$T/page.pdf" - | tr -d "\f" >"$T/text"
	grep -o '<h2[^>]*>[^<]*' "$T/page.html" | sed 's/.*>//' >"$T/headings"
	[ "$(wc -l <"$T/headings")" -gt 8 ]
	while read -r heading; do
		grep -q "^ *$heading" "$T/text" || { echo "not printed: $heading"; return 1; }
	done <"$T/headings"
}
