# pipelines/report and pipelines/plot-training.

. tests/tools/report.sh

# Elements closed in order, ids once each, references to what is there.
well_formed() {
	/usr/bin/python3 - "$1" <<'END'
import html.parser, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
class Parser(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []
    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "hr", "link"):
            self.open.append(tag)
    def handle_startendtag(self, tag, attrs):
        pass
    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open, self.getpos())
        self.open.pop()
parser = Parser()
parser.feed(page)
assert not parser.open, parser.open
ids = re.findall(r"""\bid=['"]([^'"]+)""", page)
assert len(ids) == len(set(ids)), ids
for ref in re.findall(r"""href=['"]#([^'"]+)""", page):
    assert ref in ids, ref
assert "<script" not in page
# Nothing is fetched from elsewhere; sounds are played only when asked for.
outside = re.findall(r"""(?:src|href)=['"](?!#)([^'"]*)""", page)
for name in outside:
    assert re.fullmatch(r"(file:///)?[A-Za-z0-9/._~%-]+", name), name
assert page.count("<audio") == page.count('preload="none"')
assert "url(" not in page and "@import" not in page
levels = [int(n) for n in re.findall(r"<h([1-6])", page)]
assert levels[0] == 1 and levels.count(1) == 1, levels
assert all(b <= a + 1 for a, b in zip(levels, levels[1:])), levels
assert re.search(r'<html lang="en">', page)
for tag in re.findall(r"<th\b[^>]*>", page):
    assert "scope=" in tag, tag
for tag in re.findall(r"<svg[^>]*>", page):
    assert "aria-labelledby=" in tag or 'aria-hidden="true"' in tag, tag
for ref in re.findall(r'aria-labelledby="([^"]+)"', page):
    assert ref in ids, ref
assert len(page) < 2 << 20
END
}

test_report() {
	experiment
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'UAR 61.2 %' "$T/page"
	grep -q 'interval 55.1 to 66.8 %' "$T/page"
	grep -q 'answering &ldquo;sad&rdquo; gives 52.0 %' "$T/page"
	grep -q 'whole interval is above chance' "$T/page"
	grep -q '<h2 id="confusion-matrix">Confusion matrix' "$T/page"
	grep -q '35.0 % of &ldquo;sad&rdquo; were recognised as &ldquo;angry' "$T/page"
	grep -q 'about other speakers like those' "$T/page"
	# Two seeds predict each of 20 recordings: 13 and 7 of the 40 are 6.5 and 3.5.
	grep -q '<dt>Scored</dt><dd>20 recordings, with each seed' "$T/page"
	grep -q '>65.0&nbsp;%<small>6.5</small></td>.*<td class="n">10</td></tr>' "$T/page"
	grep -q '<tr><th scope="row">sad</th><td class="n">10</td><td class="n">65.0</td><td class="n">40.0 to 90.0</td><td class="n">65.0</td>' "$T/page"
	grep -q '<tr><th scope="row">angry</th><td class="n">10</td><td class="n">&ndash;</td><td class="n">&ndash;</td>' "$T/page"
	exits 1 grep 'not in the intervals' "$T/page"
	grep -q '41 recordings of 12 speakers: 18 angry, 23 sad' "$T/page"
	grep -q 'conv 128 10' "$T/page"
	grep -q "TABLE='a &amp; b.tsv'" "$T/page"
	grep -q '9.8.7' "$T/page"
	grep -q '<td class="n">3.5</td>' "$T/page"
	if grep -q synthetic "$T/page"; then return 1; fi
	exits 1 grep -q 'How sure it is' "$T/page"
	pipelines/report "$T/out" | cmp - "$T/page"
}

test_report_of_calibration() {
	local n
	experiment
	printf 'ece\t0.0812\t0.0501\t0.1102\nbrier\t0.5\t0.4\t0.6\nlog_loss\t1\t0.9\t1.1\n' >>"$T/out/summary.tsv"
	for n in 100 90 80 50; do
		printf 'uar_coverage_%s\t0.%s2\t0.5%s\t0.9%s\naccuracy_coverage_%s\t0.7\t0.6\t0.8\n' $n $((110 - n)) $((n % 7)) $((n % 7)) $n
	done >>"$T/out/summary.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'differs by 8.1 percentage points (95 % interval 5.0 to 11.0)' "$T/page"
	grep -q 'Do not take the probabilities at their word' "$T/page"
	grep -q '<th scope="row">50</th><td class="n">60.2</td><td class="n">51.0 to 91.0</td><td class="n">70.0</td>' "$T/page"
	# 35 of 40 predictions are between 0.8 and 0.9, the others between 0.7 and 0.8.
	grep -q '>17.5</text>' "$T/page"
	grep -q '>2.5</text>' "$T/page"
	sed -i 's/^ece.*/ece\t0.03\t0.01\t0.05/' "$T/out/summary.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'can be taken as they are' "$T/page"
}

# What a stranger calls a class does nothing to a terminal or a browser; names
# in other alphabets stay.
test_report_of_hostile_names() {
	local awk
	experiment
	printf 'label\t\033[31msad\tz\303\274\302\233\377<b>\nx\t13\t7\ny\t5\t15\n' >"$T/out/confusion.tsv"
	printf 'NOTE = a\bb\rc \346\202\262 \360\237\230\200 \355\240\200\177\n' >>"$T/out/settings"
	for awk in '' mawk gawk 'gawk --posix' 'busybox awk' original-awk; do
		[ -z "$awk" ] || command -v ${awk%% *} >/dev/null || continue
		mkdir -p "$T/bin"
		[ -z "$awk" ] || printf '#!/bin/sh\nexec %s "$@"\n' "$awk" >"$T/bin/awk"
		[ -z "$awk" ] || chmod +x "$T/bin/awk"
		PATH=$T/bin:$PATH pipelines/report "$T/out" >"$T/page"
		well_formed "$T/page"
		py 'page = open(sys.argv[1], encoding="utf-8").read()
bad = [c for c in page if c != "\n" and c != "\t" and (c < " " or "\x7f" <= c <= "\x9f")]
assert not bad, bad
assert "\\x1b[31msad" in page and "z\u00fc\\xc2\\x9b\\xff&lt;b&gt;" in page
assert "a\\x08b\\x0dc \u60b2 \U0001f600 \\xed\\xa0\\x80\\x7f" in page' "$T/page"
	done
}

# What a terminal was told is in the report as well.
test_report_of_warnings() {
	experiment
	pipelines/report "$T/out" >"$T/page"
	exits 1 grep -e 'no speakers' -e 'holds out all' -e 'were skipped' -e 'no class of' "$T/page"
	mkdir -p "$T/c/r/l"
	mv "$T/out"/* "$T/c/r/l/"
	sed -i '/^speakers/d; s/resampled_by_speaker/resampled_by_key/' "$T/c/r/l/summary.tsv"
	printf 'fold\tsession\trecords\tlabel=angry\tlabel=s.d<\n1\ta\t20\t8\t12\n2\tb\t21\t21\t0\n' >"$T/c/r/l/folds.tsv"
	# one more that cannot be read, and four without a class
	printf 'r42\t/r42.wav\t1.0\nr43\t/r43.wav\t1.0\nr44\t/r44.wav\t1.0\nr45\t/r45.wav\t1.0\nr46\t/r46.wav\t-\n' >>"$T/c/r/l/clips.tsv"
	pipelines/report "$T/c/r/l" >"$T/page"
	well_formed "$T/page"
	grep 'The table has no speakers, so it was not checked' "$T/page"
	grep 'Fold 1 holds out all recordings of &ldquo;s.d&lt;&rdquo;' "$T/page"
	[ "$(grep -c 'holds out all' "$T/page")" -eq 1 ]
	grep '1 file of the table, of 46, was skipped' "$T/page"
	grep '4 recordings of 46 have no class of this target' "$T/page"
}

test_report_of_the_demo() {
	experiment
	sed -i 's/^CORPUS = .*/CORPUS = demo/' "$T/out/settings"
	pipelines/report "$T/out" >"$T/page"
	grep -q 'This speech is synthetic' "$T/page"
	grep -q 'nothing about people' "$T/page"
	# before the result
	awk '/synthetic/ && !s { s = NR } /UAR 61.2/ && !u { u = NR } END { exit !(s < u) }' "$T/page"
}

test_report_says_what_the_interval_says() {
	experiment
	sed -i 's/^uar_pooled\t.*/uar_pooled\t0.51\t0.49\t0.58/' "$T/out/summary.tsv"
	pipelines/report "$T/out" | grep >/dev/null 'cannot be distinguished from guessing'
	experiment
	sed -i 's/^uar\t.*/uar\t0.51\t0.45\t0.58/' "$T/out/summary.tsv"
	pipelines/report "$T/out" | grep >/dev/null 'cannot be distinguished from guessing'
	sed -i 's/^uar\t.*/uar\t0.41\t0.35\t0.48/' "$T/out/summary.tsv"
	pipelines/report "$T/out" | grep >/dev/null 'something is wrong'
	# one recording without a speaker
	printf 'without_speaker\t1\t-\t-\n' >>"$T/out/summary.tsv"
	pipelines/report "$T/out" | grep >/dev/null '1 prediction without a speaker counted in the scores, but not in the intervals'
	# resampled by recording
	sed -i 's/^resampled_by_speaker\t12/resampled_by_key\t40/' "$T/out/summary.tsv"
	pipelines/report "$T/out" >"$T/page"
	grep -q 'draws 40 recordings with replacement' "$T/page"
	grep -q 'interval is about other recordings like those' "$T/page"
	exits 1 grep 'about other speakers' "$T/page"
}

test_report_of_few_files() {
	experiment
	rm "$T"/out/{folds,predictions,training,clips,run}.tsv
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'There is no training log' "$T/page"
	exits 1 grep -e 'Surest mistakes' -e Durations "$T/page"
}

# Settings that a folder of another version lacks.
test_report_of_few_settings() {
	local name
	experiment
	cp "$T/out/settings" "$T/all"
	for name in $(cut -d ' ' -f 1 "$T/all"); do
		grep -v "^$name = " "$T/all" >"$T/out/settings" || :
		pipelines/report "$T/out" >"$T/r.html" 2>"$T/err" || { echo "$name"; cat "$T/err"; return 1; }
		well_formed "$T/r.html"
		[ ! -s "$T/err" ]
	done
	: >"$T/out/settings"
	pipelines/report "$T/out" >"$T/r.html"
	well_formed "$T/r.html"
}

test_report_fails_well() {
	says 'usage: report' 2 pipelines/report
	experiment
	rm "$T/out/summary.tsv"
	says 'summary.tsv: no such file' 1 pipelines/report "$T/out"
	printf 'metric\tmean\tlow\thigh\n' >"$T/out/summary.tsv"
	says 'no scores' 1 pipelines/report "$T/out"
}

test_plot_training() {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	log >"$T/log"
	pipelines/plot-training "$T/log" "$T/x.svg" "$T/x.png" 2>"$T/err"
	[ ! -s "$T/err" ]
	[ "$(ls "$T" | grep -c '^x')" = 2 ]
	[ "$(head -c 4 "$T/x.png" | tail -c 3)" = PNG ]
	grep -q 'Mean of 4 runs (2 folds, 2 seeds)' "$T/x.svg"
	grep -q 'dev half' "$T/x.svg"
	grep -q 'UAR in percent' "$T/x.svg"
	# without a dev stream
	cut -f 1-3,7,8 "$T/log" >"$T/log2"
	pipelines/plot-training "$T/log2" "$T/y.svg" 2>"$T/err"
	[ ! -s "$T/err" ]
	if grep -q -e 'dev half' -e UAR "$T/y.svg"; then return 1; fi
	# one epoch
	awk '$1 == "epoch" || $1 == 1' "$T/log" >"$T/log3"
	pipelines/plot-training "$T/log3" "$T/z.svg" 2>"$T/err"
	[ ! -s "$T/err" ]
}

# A dot for each epoch, but not so many that they merge.
test_plot_training_of_many_epochs() {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	for n in 50 51 400; do
		awk -v n=$n 'BEGIN {
			print "epoch\ttrain_loss\tfold\tseed"
			for (e = 1; e <= n; e++)
				print e "\t" 1 / e "\t1\t1"
		}' >"$T/log"
		pipelines/plot-training "$T/log" "$T/$n.svg" 2>"$T/err"
		[ ! -s "$T/err" ]
		grep -c "href='#gpPt6'" "$T/$n.svg" >"$T/dots" || [ $? -eq 1 ]
		echo "$n $(($(cat "$T/dots") >= n))"
	done >"$T/got"
	printf '50 1\n51 0\n400 0\n' | diff - "$T/got"
}

test_plot_training_fails_well() {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	says 'usage: plot-training' 2 pipelines/plot-training "$T/log"
	log | cut -f 1-6 >"$T/log"
	says 'no column fold' 1 pipelines/plot-training "$T/log" "$T/x.svg"
	log | sed -n 1p >"$T/log"
	says 'no epochs' 1 pipelines/plot-training "$T/log" "$T/x.svg"
	says 'nothing: no such file' 1 pipelines/plot-training "$T/nothing" "$T/x.svg"
	log >"$T/log"
	says 'does not end in .svg or .png' 2 pipelines/plot-training "$T/log" "$T/x.gif"
	log >"$T/log"
	(	# the process that exec leaves has the same number
		ln -s /dev/full "$T/x.svg.tmp.$BASHPID"
		exec pipelines/plot-training "$T/log" "$T/x.svg" 2>"$T/err"
	) && return 1
	grep 'No space left' "$T/err"
	[ ! -e "$T/x.svg" ]
	if ls "$T" | grep -q '^x'; then return 1; fi
}
