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
	# the headline is of all folds together
	grep -q '<div class="big">UAR 60.0 %</div>' "$T/page"
	grep -q '<div>95 % interval 53.0 to 70.0 %, all folds together</div>' "$T/page"
	grep -q 'answering &ldquo;sad&rdquo; gives 50.0 %, which is chance' "$T/page"
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

test_report_of_groups() {
	experiment
	pipelines/report "$T/out" >"$T/page"
	grep -q '<h3>By gender</h3>' "$T/page"
	grep -q '<tr><th scope="row">fe&lt;male</th><td class="n">10</td><td class="n">50.0</td><td class="n">40.0 to 60.0</td>' "$T/page"
	grep -q 'male minus fe&lt;male: +20.0 points of UAR (95 % interval 5.0 to 30.0). The interval excludes 0: the groups differ' "$T/page"
	grep -q '<h4>Fairness by gender</h4>' "$T/page"
	grep -q 'Few speakers prove little.</strong> A difference between groups of 12 speakers' "$T/page"
	grep -q '<tr><th scope="row">sad</th><td class="n">75.0</td><td class="n">60.0 to 90.0</td><td class="n">50.0</td><td class="n">40.0 to 60.0</td><td class="n">25.0</td><td class="n">10.0 to 40.0</td><td class="n">10.0</td></tr>' "$T/page"
	grep -q 'differ by 25.0 points (p 0.021), the shares by 10.0 (p &lt; 0.001); the UAR by 20.0 (p 0.500)' "$T/page"
	# A fold has what it is above all others, which is no group of its own.
	grep -q '<tr><th scope="row">1</th><td class="n">&ndash;</td><td class="n">50.0</td><td class="n">40.0 to 90.0</td><td class="n">&ndash;</td><td class="n">-20.0</td>' "$T/page"
	exits 1 grep ':diff' "$T/page"
	sed -i 's/^uar_pooled@gender:diff.*/uar_pooled@gender:diff\t0.2\t-0.05\t0.3/' "$T/out/summary.tsv"
	pipelines/report "$T/out" >"$T/page"
	grep -q 'includes 0: a difference is not shown' "$T/page"
	# A hundred speakers, of whom one had to be drawn by recordings.
	for ((i = 1; i <= 100; i++)); do
		printf 'uar_pooled@speaker=s%03d\t0.%02d\t-\t-\ndrawn_by_key@speaker=s%03d\t9\t-\t-\n' $i $((100 - i)) $i
	done >>"$T/out/summary.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'the 10 best and the 10 worst of 100; the intervals are about other recordings of the same speaker' "$T/page"
	grep -q '>80 more<' "$T/page"
	[ "$(grep -c '<th scope="row">s[0-9]' "$T/page")" -eq 20 ]
}

test_groupings() {
	printf '# key\tsession\tgender\tage\troom\tnone\tcode\tlabel\tpredicted\tgender\tx\tspeaker\tfold\tseed\n' >"$T/p"
	awk 'BEGIN { OFS = "\t"; for (i = 0; i < 100; i++)
		print "k" i, i % 3, i % 2 ? "f" : "m", 20 + i % 5, i < 50 ? "a b" : "-", "same", "c" i, "u", "v", 0.5, 0.5, "s" i % 7, i % 4, 1 }' >>"$T/p"
	printf '# protocol T\n# rows 100\n' >>"$T/p"
	[ "$(pipelines/groupings "$T/p")" = fold,gender,speaker ]
	printf 'key\tlabel\tpredicted\n1\ta\tb\n2\tb\tb\n' >"$T/p"
	[ -z "$(pipelines/groupings "$T/p")" ]
	says 'usage: groupings' 2 pipelines/groupings
}

test_clips() {
	printf 'path\tkey\tlabel\n/s/a.wav\tA\tx\nsub/b.wav\tB\ty\n/s/c.wav\tC\ty\n' >"$T/corpus.tsv"
	tests/tools/mktensor 'key=A;rate=100;shape=250,2|*1' 'key=A~p;original=A;rate=100;shape=20,2|*1' 'key=B;rate=50;shape=10,2|*1' >"$T/f"
	printf 'key\tpath\tseconds\nA\t/s/a.wav\t2.500\nB\t%s/sub/b.wav\t0.200\nC\t/s/c.wav\t-\n' "$(cd -P "$T" && pwd -P)" >"$T/want"
	pipelines/clips "$T/corpus.tsv" "$T/f" | diff "$T/want" -
	# a name that awk would take for an assignment, no keys
	mkdir "$T/a=b"
	printf '# label\tpath\nx\t/s/a.wav\n' >"$T/a=b/corpus.tsv"
	tests/tools/mktensor 'key=a;speech=1.25;shape=1,2|*1' >"$T/f"
	(p=$PWD && cd "$T" && "$p/pipelines/clips" a=b/corpus.tsv f) >"$T/got"
	printf 'key\tpath\tspeech\na\t/s/a.wav\t1.25\n' | diff - "$T/got"
	says 'usage: clips' 2 pipelines/clips
	says 'f2' 1 pipelines/clips "$T/corpus.tsv" "$T/f2"
}

test_report_of_curves() {
	experiment
	pipelines/report "$T/out" >"$T/page"
	grep -q 'No fold overfits' "$T/page"
	[ "$(grep -c '<div class="panel">' "$T/page")" -eq 2 ]
	# one epoch
	awk '$1 == "epoch" || $1 == 1' "$T/out/training.tsv" >"$T/l" && mv "$T/l" "$T/out/training.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	# The dev loss of fold 2 climbs after epoch 10, while the training loss falls.
	overfitting 2 >"$T/out/training.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q '<strong>Fold 2 overfits.</strong>' "$T/page"
	grep -q 'EPOCHS=10' "$T/page"
	grep -q 'ends more than 5 % above its lowest value' "$T/page"
	overfitting 1 2 >"$T/out/training.tsv"
	pipelines/report "$T/out" | grep >/dev/null 'All folds overfit.'
	# So small a rise may be noise; and it is no overfitting if the training loss climbs as well.
	overfitting 2 | awk 'BEGIN { FS = OFS = "\t" } NR > 1 && $3 > 1 { $3 = 1 + ($3 - 1) / 10 } 1' >"$T/out/training.tsv"
	pipelines/report "$T/out" | grep >/dev/null 'No fold overfits'
	overfitting 2 | awk 'BEGIN { FS = OFS = "\t" } NR > 1 { $2 = $3 } 1' >"$T/out/training.tsv"
	pipelines/report "$T/out" | grep >/dev/null 'No fold overfits'
	# Two classes: guessing costs ln 2.
	awk 'BEGIN { OFS = "\t"; print "epoch", "train_loss", "dev_loss", "dev_uar", "fold", "seed"
		for (e = 1; e <= 5; e++) print e, 0.69, 0.69, 0.5, 1, 1 }' >"$T/out/training.tsv"
	pipelines/report "$T/out" | grep >/dev/null 'training loss hardly fell in any fold'
	# Without a dev stream; what was not computed is "-".
	awk 'BEGIN { OFS = "\t"; print "epoch", "train_loss", "dev_loss", "dev_uar", "fold", "seed"
		for (e = 1; e <= 5; e++) print e, 0.5 / e, "-", "-", 1, 1 }' >"$T/out/training.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	exits 1 grep -e 'dev UAR, %' -e 'No fold overfits' "$T/page"
}

# overfitting FOLD...: of folds 1 and 2, with the lowest dev loss in epoch 10 of 20.
overfitting() {
	awk -v which=" $* " 'BEGIN { OFS = "\t"
		print "epoch", "train_loss", "dev_loss", "dev_uar", "fold", "seed"
		for (f = 1; f <= 2; f++) for (s = 1; s <= 2; s++) for (e = 1; e <= 20; e++)
			print e, 0.4 - e / 100, (e <= 10 ? 1.5 - e / 20 : index(which, " " f " ") ? 1 + (e - 10) / 20 : 1), 0.5, f, s }'
}

test_report_of_mistakes() {
	experiment
	# sounds in the folder of the results, and elsewhere with any name
	printf 'key\tpath\tspeech\nr01\t%s/speech/a b.wav\t1\nr02\t/x/p#1?q"%%<z>.wav\t2\nr03\t-\t-\n' "$(cd -P "$T" && pwd -P)" >"$T/out/clips.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q '6 recordings of 20 were taken for another class by the mean over the seeds' "$T/page"
	grep -o '<tr><th scope="row"><a href=.*' "$T/page" >"$T/rows"
	sed -n 1p "$T/rows" | grep 'href="../speech/a%20b.wav">r01</a></th><td>s1</td><td>sad</td><td>angry</td><td class="n">89.0</td><td class="p"><audio controls preload="none" src="../speech/a%20b.wav" aria-label="r01">'
	sed -n 2p "$T/rows" | grep 'href="file:///x/p%231%3Fq%22%25%3Cz%3E.wav">r02'
	grep -q '<tr><th scope="row">r03</th>' "$T/page"
	grep -q 'Only the speech in the recordings was measured' "$T/page"
	[ "$(pipelines/report --surest "$T/out")" = "r01	2	1" ]
	# Nothing was mistaken: the surest of all is explained.
	awk 'BEGIN { FS = OFS = "\t" } /^r/ { $3 = $2; $4 = $2 == "angry" ? 0.9 : 0.1; $5 = 1 - $4 } /^r07/ { $4 = 0.05; $5 = 0.95 } 1' "$T/out/predictions.tsv" >"$T/p"
	mv "$T/p" "$T/out/predictions.tsv"
	[ "$(pipelines/report --surest "$T/out")" = "r07	2	1" ]
	pipelines/report "$T/out" >"$T/page"
	exits 1 grep 'Surest mistakes' "$T/page"
}

test_report_explains() {
	experiment
	printf '# column\tvalue\tdeviations\tchange\nf0.<mean>\t210.5\t1.5\t0.75\nx\t1\t-\t-0.25\ny\t1\t0\t0\n# key\tr01\n# predicted\tangry\n# against\tsad\n# margin\t1.25\n' >"$T/out/explained.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'r01 was recognised as &ldquo;angry&rdquo;, but its label is &ldquo;sad&rdquo;' "$T/page"
	grep -q '<code>f0.&lt;mean&gt;</code></th><td class="n">210</td><td class="n">+1.5</td><td class="n">+0.750</td>' "$T/page"
	grep -q '<code>x</code></th><td class="n">1</td><td class="n">&ndash;</td><td class="n">-0.250</td>' "$T/page"
	exits 1 grep 'weight times value' "$T/page"
	sed -i 's/^TRAIN =.*/TRAINER = linear/' "$T/out/settings"
	pipelines/report "$T/out" | grep >/dev/null 'weight times value, as the model is linear'
	printf '# start\tstop\tchange\n0.000\t0.500\t0.2\n0.500\t0.700\t-0.1\n# key\tr01\n# predicted\tangry\n# against\tsad\n# margin\t0.1\n' >"$T/out/explained.tsv"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'mean of the recording&rsquo;s frames' "$T/page"
	grep -q '>0.70</text>' "$T/page"
	: >"$T/out/explained.tsv"
	pipelines/report "$T/out" >"$T/page"
	exits 1 grep 'What decided' "$T/page"
}

# Every pair of colours, in both modes: 4.5 to 1, as WCAG AA wants it of text.
test_report_has_contrast() {
	experiment
	pipelines/report "$T/out" >"$T/page"
	py 'import re
page = open(sys.argv[1]).read()
modes = [dict(re.findall(r"--(\w+): (#[0-9a-f]+)", block)) for block in re.findall(r":root \{([^}]*)\}", page)]
assert len(modes) == 3
def light(colour):
    h = colour[1:] if len(colour) == 7 else "".join(c + c for c in colour[1:])
    v = [int(h[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    v = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in v]
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]
for m in modes:
    for a, b in (("ink", "paper"), ("soft", "paper"), ("accent", "paper"), ("second", "paper"), ("ink", "heat"), ("warnink", "warn")):
        x, y = sorted((light(m[a]), light(m[b])))
        assert (y + 0.05) / (x + 0.05) >= 4.5, (a, b, m, (y + 0.05) / (x + 0.05))' "$T/page"
}

test_report_for_latex() {
	experiment
	sed -i 's/^CORPUS = .*/CORPUS = a_b \\ 50% #1 {x} ~^ \$5 <\&>/' "$T/out/settings"
	printf 'label\t\346\202\262_z\303\274\tangry\nx&y\t6.5\t3.5\nangry\t2.5\t7.5\n' >"$T/out/confusion.tsv"
	pipelines/report --tex "$T/out" >"$T/r.tex"
	grep -qF 'The corpus a\_b \textbackslash{} 50\% \#1 \{x\} \textasciitilde{}\textasciicircum{} \$5 \textless{}\&\textgreater{} has 41 recordings of 12 speakers' "$T/r.tex"
	grep -qF 'UAR & 61.2 & 55.1--66.8 & 3.5 & 60.0 & 53.0--70.0 \\' "$T/r.tex"
	grep -q 'DeclareUnicodeCharacter{60B2}' "$T/r.tex"
	[ "$(grep -c '^.begin{table}' "$T/r.tex")" -eq "$(grep -c '^.end{table}' "$T/r.tex")" ]
	grep -qF 'male & 10 & 70.0 & 60.0--80.0 \\' "$T/r.tex"
	command -v pdflatex >/dev/null && [ -n "$(kpsewhich booktabs.sty)" ] || skip "no pdflatex with booktabs (make deps-ci)"
	(cd "$T" && HOME=$T pdflatex -interaction=nonstopmode -halt-on-error r.tex </dev/null) >"$T/log" || { tail -n 30 "$T/log"; return 1; }
	[ -s "$T/r.pdf" ]
	exits 1 grep -e 'Overfull .hbox (1[0-9][0-9]' -e undefined "$T/log"
}

# The paragraph has no gap, whatever the numbers.
test_report_in_words() {
	experiment
	echo 'KIND = fbank' >>"$T/out/settings"
	pipelines/report --methods "$T/out" >"$T/m"
	grep -q 'log mel filter bank energies in 23 bins, normalised by the mean and standard deviation of the training recordings' "$T/m"
	grep -q 'of 12 speakers (23 sad and 18 angry), ' "$T/m"
	grep -q '(n = 20), all folds together, averaged over 2 seeds\.' "$T/m"
	grep -q '(UAR) was 60.0 % (95 % interval 53.0 to 70.0 %; standard deviation over seeds 3.5 %' "$T/m"
	# one of everything
	sed -i -e '/_sd/d' -e 's/^seeds\t2/seeds\t1/; s/^folds\t2/folds\t1/; s/^speakers\t12/speakers\t1/; s/^n\t20/n\t1/; s/^predictions.*/predictions\t1\t-\t-/; s/^resampled_by_speaker\t12/resampled_by_speaker\t1/' "$T/out/summary.tsv"
	sed -i 's/^EPOCHS = .*/EPOCHS = 1/' "$T/out/settings"
	pipelines/report --methods "$T/out" >"$T/m"
	grep -q 'for 1 epoch with' "$T/m"
	grep -q 'a cross-validation of 1 fold, ' "$T/m"
	grep -q 'with 1 seed\.' "$T/m"
	grep -q 'over 1 speaker\.' "$T/m"
	exits 1 grep -e '  ' -e ' [,.;)]' -e '( ' -e '\b1 [a-z][a-z]*s\b' -e '()' "$T/m"
	# trained on one corpus, tested on another
	cp "$T/out/settings" "$T/settings"
	sed -i 's/^CORPUS = .*/CORPUS = a\nTEST = b/' "$T/out/settings"
	pipelines/report --methods "$T/out" >"$T/m"
	grep -q 'Models were trained on the corpus a and tested on another one\. The test corpus b has 41 recordings' "$T/m"
	exits 1 grep -e cross-validation -e 'alert' -e 'folds together' "$T/m"
	pipelines/report "$T/out" | grep >/dev/null '<h1>Emotion from speech: a, tested on b</h1>'
	mv "$T/settings" "$T/out/settings"
	# the other kinds of recipe
	sed -i -e 's/^TRAIN =.*/TRAINER = linear/' -e 's/^RECIPE = .*/RECIPE = prosody/' -e '/^NORM/d' -e 's/^KIND.*/KIND = prosody/' "$T/out/settings"
	printf 'FILTERS = deltas | functionals\nCOPIES = speed=0.9\nLINEAR = -C auto\n' >>"$T/out/settings"
	pipelines/report --methods "$T/out" >"$T/m"
	grep -q 'Features were functionals of contours of pitch, energy, spectral shape and voice source, standardised' "$T/m"
	grep -q 'a support vector machine, linear, one class against the rest, with balanced classes; its constant was chosen on' "$T/m"
	sed 's/^LINEAR = .*/LINEAR = -C 1e-4 --no-weights/' "$T/out/settings" >"$T/s"
	cp "$T/out/settings" "$T/settings"
	mv "$T/s" "$T/out/settings"
	pipelines/report --methods "$T/out" | grep >/dev/null 'its constant was 1e-4\.'
	mv "$T/settings" "$T/out/settings"
	exits 1 grep -e seed -e '  ' -e ' [,.;)]' "$T/m"
	sed -i 's/^TRAINER = .*/TRAINER = fusion/; s/^RECIPE = .*/RECIPE = best/' "$T/out/settings"
	printf 'MEMBERS = prosody cnn\nADAPT = speaker\n' >>"$T/out/settings"
	pipelines/report --methods "$T/out" >"$T/m"
	grep -q 'The predictions of 2 models (prosody and cnn) were joined by weights' "$T/m"
	grep -q 'own recordings, without their labels, were used (protocol S)' "$T/m"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
}

# Numbers alone: the page is about the first, with a section for each.
test_report_of_numbers() {
	experiment
	numbers
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'v1: CCC 0.500' "$T/page"
	grep -q 'The whole interval is above 0' "$T/page"
	grep -q '<tr><th scope="row">mean absolute error</th><td class="n">0.576</td><td class="n">0.448 to 0.751</td>' "$T/page"
	grep -q '<h2 id="predicted-numbers-v-">Predicted numbers: v1' "$T/page"
	grep -q 'Predicted numbers: v2' "$T/page"
	[ "$(grep -c '<circle cx="[0-9]*" cy' "$T/page")" -eq 40 ]
	grep -q '<tr><th scope="row">gender f&lt;</th><td class="n">9</td><td class="n">0.400</td>' "$T/page"
	# r07 is farthest off: 1.5 in the mean over the seeds.
	grep -o '<tr><th scope="row"><a href=[^>]*>r07</a></th><td class="n">7</td><td class="n">8.5</td>' "$T/page"
	grep -q 'How large is each of these numbers: v1, v2?' "$T/page"
	grep -q 'dev CCC</text>' "$T/page"
	exits 1 grep -e 'UAR' -e 'Confusion matrix' -e 'cross-entropy' "$T/page"
	pipelines/report --methods "$T/out" >"$T/m"
	grep -q '^Numbers of recordings (v1, v2) were predicted' "$T/m"
	grep -q 'as the loss, 1 - CCC of the numbers' "$T/m"
	grep -q 'Of v1 the concordance correlation coefficient (CCC) was 0.500 (95 % interval 0.400 to 0.600)' "$T/m"
	exits 1 grep -e '  ' -e ' [,.;)]' "$T/m"
	pipelines/report --tex "$T/out" >"$T/r.tex"
	grep -qF 'v1 & 0.500 & 0.400--0.600 & 0.500 & 0.400--0.600 & 0.500 & 0.400--0.600 \\' "$T/r.tex"
	[ -z "$(pipelines/report --surest "$T/out")" ]
	# With a class as well.
	experiment
	numbers
	mv "$T/out/summary.tsv" "$T/out/summary-v1.tsv"
	cp "$T/classes.tsv" "$T/out/summary.tsv"
	mv "$T/confusion.tsv" "$T/out/"
	sed -i 's/^TARGET = .*/TARGET = v1:value+label+v2:value/' "$T/out/settings"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	grep -q 'UAR 60.0 %' "$T/page"
	grep -q 'Predicted numbers: v1' "$T/page"
	grep -q 'Which emotion is it' "$T/page"
}

# numbers: make the experiment one of v1 and v2; what was about classes is in $T.
numbers() {
	mv "$T/out/summary.tsv" "$T/classes.tsv"
	mv "$T/out/confusion.tsv" "$T/"
	sed -i 's/^TARGET = .*/TARGET = v1:value+v2:value/' "$T/out/settings"
	{
		printf 'metric\tmean\tlow\thigh\nccc\t0.5366\t0.368\t0.6745\npearson\t0.612\t0.4497\t0.7692\nmae\t0.576\t0.4478\t0.7508\nrmse\t0.75\t0.6\t0.9\n'
		printf '%s_pooled\t0.5\t0.4\t0.6\n' ccc pearson mae rmse
		printf '%s\t%s\t-\t-\n' mae_baseline 0.58 rmse_baseline 0.71 speakers 12 n 20 predictions 40 folds 2 seeds 2 resampled_by_speaker 12 replicates 2000
		printf 'ccc_pooled@gender=f<\t0.4\t0.3\t0.5\nn@gender=f<\t9\t-\t-\n'
	} >"$T/out/summary.tsv"
	sed 's/^ccc\t0.5366/ccc\t0.1/' "$T/out/summary.tsv" >"$T/out/summary-v2.tsv"
	awk 'BEGIN { OFS = "\t"
		print "# key", "v1", "predicted_v1", "v2", "predicted_v2", "speaker", "fold", "seed"
		for (s = 1; s <= 2; s++) for (i = 1; i <= 20; i++)
			print sprintf("r%02d", i), i, i + (i == 7) * s, -i, 0.1 * i, "s" i % 12, 1 + i % 2, s
		print "# rows 40" }' >"$T/out/predictions.tsv"
	sed -i '1s/dev_accuracy\tdev_uar/dev_ccc_v1\tdev_ccc_v2/' "$T/out/training.tsv"
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

# Where it is not sure that nothing was known of the speakers, that is not said.
test_doubts() {
	experiment
	[ -z "$(pipelines/doubts "$T/out")" ]
	printf 'a\nprotocol T: nothing was known of the speakers\nb\n' >"$T/scores"
	pipelines/doubts -s "$T/out" <"$T/scores" | diff "$T/scores" -
	pipelines/report --methods "$T/out" | has 'Nothing was known of the tested speakers (protocol T)\.'
	# 12 speakers, six in each of two folds; then two of them in both.
	echo 'SPLIT = --allow-leak' >>"$T/out/settings"
	pipelines/doubts "$T/out" | has -x 'Speakers could be both in training and held out (SPLIT=--allow-leak)\.'
	awk -F '\t' -v OFS='\t' '$1 ~ /^r0[12]$/ { $6 = "s9\033" } $1 == "r04" { $6 = "s5" } 1' "$T/out/predictions.tsv" >"$T/p"
	mv "$T/p" "$T/out/predictions.tsv"
	echo 'INIT = x/model' >>"$T/out/settings"
	{
		echo 'Training began with the model x/model; whom that was trained on is not known, so it may know the tested speakers.'
		echo '2 speakers, such as s9\x1b, were both in training and held out (SPLIT=--allow-leak).'
	} >"$T/want"
	pipelines/doubts "$T/out" | diff "$T/want" -
	pipelines/doubts -s "$T/out" <"$T/scores" | diff <(
		printf 'a\nprotocol T: no statistics of the speakers were used\n'; cat "$T/want"; echo b) -
	sed 's/T: .*/S: statistics/' "$T/scores" | pipelines/doubts -s "$T/out" | diff <(
		printf 'a\nprotocol S: statistics\n'; cat "$T/want"; echo b) -
	echo a | pipelines/doubts -s "$T/out" | diff <(printf 'a\n\n'; cat "$T/want") -
	pipelines/report --methods "$T/out" >"$T/m"
	grep -F "No statistics of the tested speakers were used (protocol T). $(paste -sd ' ' "$T/want") Scores" "$T/m"
	pipelines/report "$T/out" >"$T/page"
	well_formed "$T/page"
	exits 1 grep -i -e 'nothing \(is\|was\) known of' -e 'from scratch' -e 'no speaker was in both' "$T/page" "$T/m"
	[ "$(grep -cF -f "$T/want" <(grep '^<li>' "$T/page"))" -eq 2 ]
	# Some without a speaker, and all.
	sed -i '/^INIT/d; /^SPLIT/d' "$T/out/settings"
	awk -F '\t' -v OFS='\t' '$1 == "r07" { $6 = "-" } 1' "$T/out/predictions.tsv" >"$T/p"
	mv "$T/p" "$T/out/predictions.tsv"
	pipelines/doubts "$T/out" | has '^2 of 40 predictions are of recordings without a speaker, so'
	cut -f 1-5,7- "$T/out/predictions.tsv" >"$T/p"
	mv "$T/p" "$T/out/predictions.tsv"
	pipelines/doubts "$T/out" | has -x 'The table has no speakers, so it was not checked that nobody is both in training and held out\.'
	says 'usage: doubts' 2 pipelines/doubts
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
	awk '/synthetic/ && !s { s = NR } /UAR 60.0/ && !u { u = NR } END { exit !(s < u) }' "$T/page"
}

test_report_says_what_the_interval_says() {
	experiment
	sed -i 's/^uar_pooled\t.*/uar_pooled\t0.51\t0.49\t0.58/' "$T/out/summary.tsv"
	pipelines/report "$T/out" | grep >/dev/null 'cannot be distinguished from guessing'
	experiment
	sed -i 's/^uar\t.*/uar\t0.51\t0.45\t0.58/' "$T/out/summary.tsv"
	pipelines/report "$T/out" | grep >/dev/null 'above chance, but that of the mean of the folds is not'
	sed -i 's/^uar_pooled\t.*/uar_pooled\t0.41\t0.35\t0.48/' "$T/out/summary.tsv"
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
	exits 1 grep chance "$T/x.svg"
	# what it is of, any text, and the UAR of guessing
	pipelines/plot-training -T 'my_corpus {x} "q" `ls` \\@1' -c 0.25 "$T/log" "$T/w.svg" 2>"$T/err"
	[ ! -s "$T/err" ]
	grep -q 'my_corpus {x} q ls @1: mean of 4 runs' "$T/w.svg"
	grep -q '>chance' "$T/w.svg"
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
	if ls "$T" | has '^x'; then return 1; fi
}
