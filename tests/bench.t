# The benchmarks run at all, and their tables say what was measured.

table() { printf '%s\t%s\t%s\t%s\t%s\n' "$@"; }

judge() {	# OURS PEER REACH: columns of the line
	awk -f tests/bench/compare.awk -v row=r -v what=w -v ours="$1" -v peer="$2" \
	    -v reach="$3" -v when=today "$T/raw"
}

test_smoke() {
	for p in sox espeak-ng taskset gnuplot; do
		command -v $p >/dev/null || skip "needs $p"
	done
	SMOKE=1 BENCHOUT=$T/out tests/bench/run >"$T/log" 2>&1 || { cat "$T/log"; return 1; }
	for row in fbank pitch prosody files train deep clip memory growth hardening confine plan; do
		has "^$row	.*	[0-9.]*	" <"$T/out/bench.tsv"
	done
	# The filters are those of the recipe.
	filters=$(sed -n 's/^FILTERS *= *\(.*\)\$(call by-adapt.*/\1/p' pipelines/recipes/prosody.mk)
	has "^prosody	wav2prosody, ${filters// |/,}, of them, .*	[0-9.]*	x real time" <"$T/out/bench.tsv"
	for model in prosody best; do
		has "^clip	.*tonfall -m $model, .*	[0-9.]*	ms" <"$T/out/bench.tsv"
	done
	# Every line has all columns, and no peer was measured.
	awk -F '\t' 'NF != 14 { exit 1 }' "$T/out/bench.tsv"
	exits 1 grep -q 'PyTorch	[0-9]' "$T/out/bench.tsv"
	grep -q '^- processor: ' "$T/out/bench.md"
	grep -q '<svg' "$T/out/growth.svg"
	grep -q '<svg' "$T/out/plan.svg"
}

test_compare_rates() {
	{
		table us 1 speed 100 x; table them 1 speed 10 x
		table us 2 speed 300 x; table them 2 speed 10 x
		table us 3 speed 200 x; table them 3 speed 100 x
	} >"$T/raw"
	# Medians, and the median of the ratios 10, 30 and 2.
	[ "$(judge us:speed them:speed 'ratio >= 10')" = \
	    "r	w	200	x	them	10	10	100	300	10	100	ratio >= 10	yes	today" ]
	judge us:speed them:speed 'ratio >= 11' | has '	no	today$'
	judge us:speed them:speed 'value >= 201' | has '	no	today$'
	judge us:speed them:speed 'value >= 200' | has '	yes	today$'
}

test_compare_times() {
	{
		table us 1 wall 2 s; table them 1 wall 8 s
	} >"$T/raw"
	# Less time is better, so the ratio is theirs by ours.
	judge us:wall them:wall 'ratio >= 4' | has '	4	2	2	8	8	ratio >= 4	yes'
	judge us:wall them:wall 'value <= 1.9' | has '	no	'
}

test_compare_absent() {
	table us 1 speed 100 x >"$T/raw"
	judge us:speed them:speed 'ratio >= 2' | has 'ratio >= 2	not measured	'
	judge us:speed them:speed 'value >= 2' | has 'value >= 2	yes	'
	: >"$T/raw"
	judge us:speed them:speed 'value >= 2' | has '^r	w	-	-	them	-	-	-	-	-	-	value >= 2	not measured	'
}

test_readme_table() {
	printf 'row\twhat\tours\tunit\tpeer\tpeer_value\tratio\tol\toh\tpl\tph\treach\tmet\tdate\n' >"$T/b.tsv"
	printf 'a\tb\t5\ts\tp\t10\t2\t4\t6\t10\t10\tvalue <= 9\tyes\td\n' >>"$T/b.tsv"
	printf 'above\n<!-- bench -->\nold\n<!-- /bench -->\nbelow\n' >"$T/README"
	tests/bench/table -r "$T/README" "$T/b.tsv"
	cp "$T/README" "$T/once"
	tests/bench/table -r "$T/README" "$T/b.tsv"
	cmp "$T/once" "$T/README"
	[ "$(sed -n '1p;5p;$p' "$T/README")" = "above
| a: b | 5 (4 to 6) s | p | 10 | 2 | value <= 9 | yes |
below" ]
	exits 1 grep old "$T/README"
	echo nothing >"$T/README"
	says 'no lines' 1 tests/bench/table -r "$T/README" "$T/b.tsv"
}

test_five_rows_for_newcomers() {
	{
		printf 'row\twhat\tours\tunit\tpeer\tpeer_value\tratio\tol\toh\tpl\tph\treach\tmet\tdate\n'
		printf 'fbank\tw\t10\tx real time\tFFTW\t5\t2\t-\t-\t-\t-\t-\t-\td\n'
		printf 'fbank\tw\t20\tx real time\tkaldi-native-fbank\t2\t10\t-\t-\t-\t-\t-\t-\td\n'
		printf 'clip\tw\t7\tms\tPyTorch\t70\t10\t-\t-\t-\t-\t-\t-\td\n'
		printf 'clip\tmemory\t7\tMiB\tPyTorch\t70\t10\t-\t-\t-\t-\t-\t-\td\n'
	} >"$T/b.tsv"
	printf '<!-- bench -->\n<!-- /bench -->\n' >"$T/README"
	tests/bench/table -s "$T/README" "$T/b.tsv"
	[ "$(sed -n '4,5p' "$T/README")" = '| Filter bank features, one core | 20 x real time | kaldi-native-fbank: 2 | 10 |
| One clip of 4 s to a class, cold start | 7 ms | PyTorch: 70 | 10 |' ]
	[ "$(wc -l <"$T/README")" -eq 6 ]
}

test_corpora_of_make() {
	make -n bench BUILD="$MAKEBUILD" RAVDESS='/my $x' NEMO=/y ROWS=none >"$T/log"
	has "RAVDESS='/my \$x' NEMO='/y' tests/bench/run none\$" <"$T/log"
}

test_no_such_row() {
	says "no row 'quick'" 2 tests/bench/run quick
}
