# pipelines/report and pipelines/plot-training.

# An experiment's folder, $T/out, made by hand.
experiment() {
	mkdir -p "$T/out"
	cat >"$T/out/settings" <<'END'
VERSION = 9.8.7
COMMAND = make experiment CORPUS=mine TABLE='a & b.tsv'
CORPUS = mine <script>alert(1)</script>
RECIPE = seed
TARGET = label
SEEDS = 2
SCORE = test
FOLDS = 2
FRONT = --bins 23
NORM = all
LENGTH = auto
NETWORK = pipelines/networks/seed.net
EPOCHS = 3
BATCH = 16
RATE = 1e-4
TRAIN =
END
	{
		printf 'metric\tmean\tlow\thigh\n'
		for m in accuracy uar f1_macro f1_weighted; do
			printf '%s\t0.6123\t0.5511\t0.6677\n' $m
			printf '%s_pooled\t0.6\t0.53\t0.7\n%s_pooled_baseline\t0.5\t-\t-\n%s_sd\t0.0345\t-\t-\n%s_baseline\t0.52\t-\t-\n' $m $m $m $m
		done
		printf '%s\t%s\t-\t-\n' speakers 12 n 20 predictions 40 unlabelled 0 classes 2 folds 2 seeds 2 \
		    resampled_by_speaker 12 replicates 2000
		printf '%s:sad\t0.65\t0.4\t0.9\n%s:angry\t-\t-\t-\n' recall recall precision precision f1 f1
	} >"$T/out/summary.tsv"
	printf 'label\tsad\tangry\nsad\t6.5\t3.5\nangry\t2.5\t7.5\n' >"$T/out/confusion.tsv"
	printf 'fold\tsession\trecords\tdev\ttest\tspeakers\tlabel=angry\tlabel=sad\n' >"$T/out/folds.tsv"
	printf '1\ta\t20\t10\t10\t6\t8\t12\n2\tb\t21\t10\t11\t6\t10\t11\n' >>"$T/out/folds.tsv"
	for f in confusion training; do
		printf '<?xml version="1.0"?>\n<svg \n viewBox="0 0 9 9">\n<title>Gnuplot</title>\n<defs><g id="gp"/></defs><use href="#gp"/>\n<text>the %s plot</text></svg>\n' $f >"$T/out/$f.svg"
	done
}

# log: a training log of 2 folds and 2 seeds.
log() {
	printf 'epoch\ttrain_loss\ttrain_accuracy\tdev_loss\tdev_accuracy\tdev_uar\tfold\tseed\n'
	for f in 1 2; do
		for s in 1 2; do
			for e in 1 2 3; do
				printf '%d\t%d.5\t0.5\t%d.25\t0.4\t0.%d5\t%d\t%d\n' $e $((5 - e)) $((5 - e)) $e $f $s
			done
		done
	done
}

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
outside = re.findall(r"""(?:src|href)=['"](?!#)[^'"]*""", page)
assert not outside, outside
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
	grep -q '<h2>Confusion matrix' "$T/page"
	grep -q '35.0 % of &ldquo;sad&rdquo; were recognised as &ldquo;angry' "$T/page"
	grep -q 'about other speakers like those' "$T/page"
	# Two seeds predict each of 20 recordings: 13 and 7 of the 40 are 6.5 and 3.5.
	grep -q '<dt>Scored</dt><dd>20 recordings, with each seed' "$T/page"
	grep -q '<td class="n">6.5 <span' "$T/page"
	grep -q '<td class="n">10</td></tr>' "$T/page"
	grep -q '<tr><th>sad</th><td class="n">65.0</td><td class="n">40.0 to 90.0</td><td class="n">65.0</td>' "$T/page"
	grep -q '<tr><th>angry</th><td class="n">&ndash;</td><td class="n">&ndash;</td>' "$T/page"
	exits 1 grep 'not in the intervals' "$T/page"
	# Options do not break after their hyphens.
	grep -q 'code { white-space: nowrap }' "$T/page"
	grep -q '41 recordings of 12 speakers: 18 angry, 23 sad' "$T/page"
	grep -q 'the confusion plot' "$T/page"
	grep -q 'the training plot' "$T/page"
	grep -q 'id="confusion-gp"' "$T/page"
	grep -q 'conv 128 10' "$T/page"
	grep -q "TABLE='a &amp; b.tsv'" "$T/page"
	grep -q '9.8.7' "$T/page"
	grep -q '3.5</td>' "$T/page"
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
	grep -q '<td class="n">50</td><td class="n">60.2</td><td class="n">51.0 to 91.0</td><td class="n">70.0</td>' "$T/page"
	exits 1 grep -q 'Left: for predictions' "$T/page"
	sed 's/confusion plot/calibration plot/' "$T/out/confusion.svg" >"$T/out/calibration.svg"
	sed -i 's/^ece.*/ece\t0.03\t0.01\t0.05/' "$T/out/summary.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'the calibration plot' "$T/page"
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
	exits 1 grep -e 'no speakers' -e 'holds out all' -e 'of the table' "$T/page"
	mkdir -p "$T/c/r/l"
	mv "$T/out"/* "$T/c/r/l/"
	sed -i '/^speakers/d; s/resampled_by_speaker/resampled_by_key/' "$T/c/r/l/summary.tsv"
	printf 'fold\tsession\trecords\tlabel=angry\tlabel=s.d<\n1\ta\t20\t8\t12\n2\tb\t21\t21\t0\n' >"$T/c/r/l/folds.tsv"
	sed -i 's/^FRONT = .*/FRONT = --bins 23 -k/' "$T/c/r/l/settings"
	seq 46 >"$T/c/corpus.tsv"
	pipelines/report "$T/c/r/l" >"$T/page"
	well_formed "$T/page"
	grep 'The table has no speakers, so it was not checked' "$T/page"
	grep 'Fold 1 holds out all recordings of &ldquo;s.d&lt;&rdquo;' "$T/page"
	[ "$(grep -c 'holds out all' "$T/page")" -eq 1 ]
	grep '4 rows of the table, of 45: the file was skipped' "$T/page"
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

test_report_without_pictures() {
	experiment
	rm "$T/out/training.svg" "$T/out/confusion.svg" "$T/out/folds.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'No picture was drawn' "$T/page"
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
