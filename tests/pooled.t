# Several corpora in one experiment: pipelines/pool and its maps, CORPUS=a+b, TEST,
# FROM, make matrix; tables with segments and with a sound in several rows.

tab=$(printf '\t')

# What make takes for names has no blanks.
O=$M

# run GOAL SETTING...: quietly; the folder of its run is then $run.
run() {
	timeout 120 make -s --no-print-directory BUILD="$MAKEBUILD" "$1" RECIPE=prosody COPIES= 'LINEAR=-C 1e-4' \
	    OUT="$O/out" JOBS=2 "${@:2}" >"$T/log" 2>"$T/err" || { local s=$?; cat "$T/err"; return $s; }
	run=$(sed -n 's/^report: \(.*\)\/report.html$/\1/p' "$T/log")
}

# speech: 39 utterances of the demo corpus, in two tables whose speakers have the same
# names; b calls its classes otherwise.
speech() {
	pipelines/corpora/demo "$T/speech" 0.05 >"$T/demo.tsv"
	awk -F '\t' -v OFS='\t' 'NR == 1 || NR % 2' "$T/demo.tsv" | cut -f 1-6 >"$T/a.tsv"
	awk -F '\t' -v OFS='\t' 'NR == 1 || NR % 2 == 0' "$T/demo.tsv" | cut -f 1,3-7 |
	    sed 's/	happy	/	joy	/; s/	sad	/	bored	/' >"$T/b.tsv"
}

# keys TABLE: of its rows.
keys() { grep -v '^#' "$1" | cut -f 1; }

rows() { grep -vc '^#' "$1"; }

# ---- the table

test_labels_are_mapped() {
	printf 'path\tkey\tlabel\tsession\tspeaker\n/a/1\tx\thappy\t1\tanna\n/a/2\ty\tsad\t2\t-\n/a/3\tz\tcalm\t2\t-\n' >"$T/a"
	printf 'label\tspeaker\tpath\tsession\nsadness\tanna\t/b/1.wav\t1\nfear\tanna\t/b/2.wav\t1\nhappy\tanna\t/b/3.x.wav\t1\n' >"$T/b"
	pipelines/pool -m pipelines/maps/four -c a="$T/a" b-c="$T/b" >"$T/out" 2>"$T/err"
	{
		printf 'path\tkey\tlabel\tsession\tspeaker\tcorpus\n'
		printf '/a/1\ta-x\thappy\ta-1\ta-anna\ta\n/a/2\ta-y\tsad\ta-2\t-\ta\n'
		printf '/b/1.wav\tb-c-1\tsad\tb-c-1\tb-c-anna\tb-c\n/b/3.x.wav\tb-c-3.x\thappy\tb-c-1\tb-c-anna\tb-c\n'
	} | diff - "$T/out"
	printf '%s\n' 'pool: corpus a: happy 1, sad 1; left out: calm 1' \
	    'pool: corpus b-c: happy 1, sad 1; left out: fear 1' | diff - "$T/err"
	# A line about one corpus counts more than one about all; blanks, tabs, CR.
	printf '# mine\r\n\n*  calm -> neutral\na\tcalm  ->  very  calm \r\n* sadness -> sad\n* sad -> sad\n* happy -> happy\n* fear -> -\n' >"$T/m"
	pipelines/pool -m "$T/m" a="$T/a" b="$T/b" 2>"$T/err" | cut -f 3 | tr '\n' , | has -x 'label,happy,sad,very  calm,sad,happy,'
	# One corpus alone is not renamed.
	pipelines/pool -m pipelines/maps/four a="$T/a" 2>/dev/null >"$T/out"
	printf 'path\tkey\tlabel\tsession\tspeaker\n/a/1\tx\thappy\t1\tanna\n/a/2\ty\tsad\t2\t-\n' | diff - "$T/out"
}

test_all_labels_of_importers_are_in_the_map() {
	local label
	sed -n 's/^classes  *[0-9]* //p' pipelines/corpora/* | tr ' =+' '\n' | sort -u >"$T/labels"
	[ "$(grep -c . "$T/labels")" -gt 8 ]
	while read -r label; do
		grep -Eq "^\* $label -> ." pipelines/maps/four || { echo "$label"; return 1; }
	done <"$T/labels"
}

# What is wrong with a map, or goes with none, is said by line or by label.
test_wrong_maps() {
	printf 'path\tlabel\tsession\n/a/1\thappy\t1\n/a/2\tsad\t2\n/a/3\tsad\t2\n' >"$T/a"
	printf 'path\tlabel\tsession\n/b/1\tfröhlich\t1\n/b/2\tsad\t2\n' >"$T/b"
	local bad
	for bad in 'a happy' 'a happy ->' 'a happy -> ' 'happy -> joy' 'a -> b' 'a happy->joy' '-> x'; do
		printf '# x\n%s\n' "$bad" >"$T/m"
		says "pool: $T/m: line 2: want CORPUS LABEL -> CLASS, or - for CLASS" 1 pipelines/pool -m "$T/m" a="$T/a" b="$T/b"
	done
	printf 'a sad -> x\n\na sad -> y\n' >"$T/m"
	says "pool: $T/m: line 3: 'a sad' is x in line 1 already" 1 pipelines/pool -m "$T/m" a="$T/a"
	: >"$T/m"
	says "pool: $T/m: is empty" 1 pipelines/pool -m "$T/m" a="$T/a"
	says "pool: $T/none: no such file" 1 pipelines/pool -m "$T/none" a="$T/a"
	printf '* sad -> sad\n' >"$T/m"
	says "pool: $T/m: corpus b: no line for the label 'fröhlich' (1 row); add 'b fröhlich -> CLASS', or - for CLASS" 1 \
	    pipelines/pool -m "$T/m" a="$T/a" b="$T/b"
	grep -q "corpus a: no line for the label 'happy' (1 row)" "$T/stderr"
	grep -q 'MAP=FILE names a map of your own' "$T/stderr"
	# Classes that do not meet.
	says 'pool: these corpora have only one class in common, at least 2 are needed' 1 pipelines/pool -c a="$T/a" b="$T/b"
	grep -q '^pool: corpus a has: happy 1, sad 2$' "$T/stderr"
	sed 's/sad/traurig/' "$T/b" >"$T/c"
	says 'pool: these corpora have no class in common' 1 pipelines/pool -c a="$T/a" c="$T/c"
	# The same key twice in a corpus: keys are those of the files where there are none.
	printf 'path\tlabel\tsession\n/b/1.wav\tsad\t1\n/c/1.wav\tsad\t2\n' >"$T/c"
	says "pool: corpus c: row 2: the key '1' belongs to row 1 already; a column key" 1 pipelines/pool a="$T/a" c="$T/c"
}

# Tables with segments and without, with ends and lengths.
test_segments_of_several_corpora() {
	printf 'path\tlabel\tsession\tstart\tend\n/a/1.wav\tx\t1\t0\t1.5\n/a/1.wav\ty\t1\t1\t2\n' >"$T/a"
	printf 'path\tlabel\tsession\tstart\tduration\n/b/1.wav\tx\t1\t0.5\t.25\n' >"$T/b"
	pipelines/pool a="$T/a" b="$T/b" | sed 1d | cut -f 4-7 | tr '\t\n' ' ,' >"$T/out"
	echo "0 1.5  a-1#1,1 2  a-1#2,0.5 0.75  b-1#1," | diff - <(cat "$T/out"; echo)
}

# ---- rows of one sound

test_tables_of_segments() {
	local h='path\tkey\tlabel\tsession\tstart\tend\n' bad
	table() { printf "$1" >"$T/x.tsv"; pipelines/corpora/table "$T/x.tsv" >"$T/out"; }
	table "${h}a\tk\tx\t1\t0\t1\na\tl\ty\t1\t0.5\t2e0\n"
	printf "${h}$T/a\tk\tx\t1\t0\t1\n$T/a\tl\ty\t1\t0.5\t2e0\n" | cmp - "$T/out"
	for bad in "a\tk\tx\t1\t0\t1\nb\tk\ty\t1\t0\t1|line 3: the key 'k' is that of line 2 already" \
	    'a\tk\tx\t1\t2\t1|line 2: a segment from 2 to 1 s: it must end after its start' \
	    'a\tk\tx\t1\t1\t1|line 2: a segment from 1 to 1 s: it must end' \
	    "a\tk\tx\t1\t-1\t1|line 2: start '-1': want seconds" \
	    "a\tk\tx\t1\t0\t|line 2: end '': want seconds" \
	    "a\tk\tx\t1\t\t1|line 2: start '': want seconds" \
	    "a\tk\tx\t1\t.\t1|line 2: start '.': want seconds" \
	    "a\tk\tx\t1\t0\tnan|line 2: end 'nan': want seconds"; do
		says "table: $T/x.tsv: ${bad#*|}" 1 table "$h${bad%|*}\n"
	done
	h='path\tlabel\tsession'
	says 'it has the column start of segments, so it needs' 1 table "$h\tstart\na\tx\t1\t0\n"
	says 'it has the column end of segments, so it needs' 1 table "$h\tend\na\tx\t1\t0\n"
	says 'it has the column start of segments, so it needs' 1 table "$h\tstart\tend\tduration\na\tx\t1\t0\t1\t1\n"
	says 'line 2: a segment from 2 to 2 s' 1 table "$h\tstart\tduration\na\tx\t1\t2\t0\n"
	# A duration alone is a column like others.
	table "$h\tduration\na\tx\t1\tlong\n"
}

# A table in which sounds are cut, and one in which they have several labels.
test_one_sound_in_several_rows() {
	local table
	speech
	awk -F '\t' -v OFS='\t' '
	NR == 1 { print $1, $3, $4, $5, "start", "duration"; next }
	{ print $1, $3, $4, $5, 0.1, 0.8; print $1, $3, $4, $5, 0.5, 0.9 }' "$T/demo.tsv" >"$T/cut.tsv"
	run experiment CORPUS=cut TABLE="$T/cut.tsv" FOLDS=2 COPIES=speed=0.9
	keys "$run/predictions.tsv" | sort >"$T/have"
	cut -f 2 "$T/demo.tsv" | sed 1d | sed 'p;s/$/#2/;t;' | sed '/#2$/!s/$/#1/' | sort | diff - "$T/have"
	# The label of another person in a row of its own.
	awk -F '\t' -v OFS='\t' '{ print; if (NR % 5 == 3) { $2 = $2 "-b"; $3 = "happy"; print } }' "$T/demo.tsv" >"$T/said.tsv"
	run experiment CORPUS=said TABLE="$T/said.tsv" FOLDS=2
	[ "$(rows "$run/predictions.tsv")" -eq $(($(wc -l <"$T/said.tsv") - 1)) ]
	# A sound is never in training and held out.
	exits 2 run experiment CORPUS=said TABLE="$T/said.tsv" GROUP=key FOLDS=2
	grep '^experiment: GROUP=key: rows 2 and 3 of the table are of the same sound, but in different groups' "$T/err"
	awk -F '\t' -v OFS='\t' '$2 ~ /-b$/ { $4 = $4 % 6 + 1 } 1' "$T/said.tsv" >"$T/bad.tsv"
	exits 2 run experiment CORPUS=said TABLE="$T/bad.tsv"
	grep '^experiment: GROUP=session: rows 2 and 3 of the table are of the same sound' "$T/err"
	cut -f 1,3- "$T/said.tsv" >"$T/bad.tsv"
	exits 2 run experiment CORPUS=said TABLE="$T/bad.tsv"
	grep "^experiment: TABLE=$T/bad.tsv: rows 2 and 3 would have the same key 'F01-0002'" "$T/err"
}

# Nor is one that is tested, whatever the corpora are called.
test_no_sound_is_trained_and_tested() {
	speech
	awk 'NR == 1 || NR > 9' "$T/a.tsv" >"$T/half.tsv"
	n=$(($(wc -l <"$T/half.tsv") - 1))
	for more in SPLIT= SPLIT=--allow-leak; do
		exits 2 run experiment CORPUS=a TABLE="$T/a.tsv" TEST=half TESTTABLE="$T/half.tsv" "$more"
		grep "^experiment: TEST=half: $n of its $n sounds are in training as well, such as $T/speech/.*wav; the model" "$T/err"
	done
	set -- CORPUS=a+b TABLE="a=$T/a.tsv b=$T/b.tsv half=$T/half.tsv" MAP=none POOL=all
	exits 2 run experiment "$@" FROM=a TEST=half
	grep "^experiment: TEST=half: $n of its $n sounds" "$T/err"
	exits 2 run cross "$@" TEST=half+b
	# Those of a corpus that is in neither do not count.
	run experiment "$@" FROM=b TEST=half
}

# ---- settings

test_settings_about_several_corpora() {
	local known
	known=$(sed -n '/^SETTINGS  =/,/[^\\]$/{s/.*= //;s/\\$//;p}' Makefile | tr -d '\n')
	check() { pipelines/check "$known" "$@"; }
	wrong() { says "^experiment: $1" 2 check "${@:2}"; }
	printf 'path\tlabel\tsession\n' >"$T/a b.tsv"
	mkdir "$T/n e"
	wrong 'CORPUS=a++b: several corpora' CORPUS=a++b
	wrong 'CORPUS=a+b+a: a is in it twice' CORPUS=a+b+a
	wrong "TABLE=/x: which of them is that? Write TABLE='a=... b=...'" CORPUS=a+b TABLE=/x
	wrong 'CORPUS=a+b: no importer pipelines/corpora/a; .* TABLE=a=FILE.tsv' CORPUS=a+b
	wrong 'CORPUS=nemo+ravdess: which folder is ravdess in? DATA=ravdess=FOLDER' CORPUS=nemo+ravdess DATA="nemo=$T"
	wrong "DATA=nemo=$T/nix: no such" CORPUS=nemo+ravdess DATA="nemo=$T/nix ravdess=$T"
	wrong 'DATA=b=/x: which of them' CORPUS=nemo+ravdess DATA="b=/x nemo=$T ravdess=$T"
	wrong 'CORPUS=nemo+b: an importer is called nemo' CORPUS=nemo+b TABLE="nemo=$T/a b.tsv b=$T/a b.tsv"
	check CORPUS=nemo+b DATA="nemo=$T/n e" TABLE="b=$T/a b.tsv"
	check CORPUS=nemo+demo DATA="nemo=$T/n e" SCALE=0.1
	wrong 'SCALE=1: only CORPUS=demo' CORPUS=nemo+ravdess DATA="nemo=$T ravdess=$T" SCALE=1
	wrong 'CLASSES=4: MAP says' CORPUS=nemo+ravdess DATA="nemo=$T ravdess=$T" CLASSES=4
	check CORPUS=nemo DATA="$T" TEST=b TESTTABLE="$T/a b.tsv" CLASSES=4
	check CORPUS=nemo DATA="$T" TEST=b TABLE="b=$T/a b.tsv"
	wrong 'TEST=b: no importer' CORPUS=nemo DATA="$T" TEST=b
	wrong 'TEST=ravdess: which folder is it in? TESTDATA=FOLDER' CORPUS=nemo DATA="$T" TEST=ravdess
	wrong "TESTDATA=$T needs TEST=NAME" CORPUS=nemo DATA="$T" TESTDATA="$T"
	wrong 'TEST=nemo: nothing would be left to train on' CORPUS=nemo DATA="$T" TEST=nemo
	wrong 'TEST=a/b: the name of a corpus' TEST=a/b
	set -- CORPUS=nemo+ravdess DATA="nemo=$T ravdess=$T"
	wrong 'TEST=nemo+ravdess: nothing would be left' "$@" TEST=nemo+ravdess
	wrong 'FROM=nemo TEST=nemo+ravdess: nemo is in both' "$@" FROM=nemo TEST=nemo+ravdess
	wrong 'FROM=x: x is none of CORPUS=' "$@" FROM=x
	wrong 'FROM=nemo+ravdess TEST=nemo: nemo is in both' "$@" FROM=nemo+ravdess TEST=nemo
	wrong 'FOLDS=2: TEST=nemo is held out as a whole' "$@" TEST=nemo FOLDS=2
	wrong 'GROUP=speaker: TEST=nemo is what is held out' "$@" TEST=nemo GROUP=speaker
	check "$@" FROM=nemo TEST=nemo FOLDS=2
	check "$@" FROM=nemo TEST=ravdess
	wrong 'FROM=demo: CORPUS=demo is one corpus' FROM=demo
	wrong 'POOL=common: CORPUS=demo is one corpus' POOL=common
	wrong 'POOL=none: common' "$@" POOL=none
	wrong 'MAP=nix: no such file; there are: four,' "$@" MAP=nix
	check "$@" MAP=none
	check "$@" MAP=pipelines/maps/four
	check MAP=four
}

test_goals_that_do_not_go_with_it() {
	exits 2 run cross
	grep '^experiment: make cross: TEST=NAME' "$T/err"
	printf 'path\tlabel\tsession\n' >"$T/b.tsv"
	exits 2 run model TEST=b TESTTABLE="$T/b.tsv"
	grep '^experiment: make model trains on the whole of CORPUS' "$T/err"
	exits 2 run model CORPUS=a+b TABLE="a=$T/b.tsv b=$T/b.tsv" BALANCE=corpus
	grep '^experiment: make model trains on the whole of CORPUS' "$T/err"
	exits 2 run matrix CORPORA=demo
	grep "^matrix: CORPORA='a b c': two corpora or more" "$T/err"
	[ ! -e "$O/out" ]
}

# ---- experiments

test_pooled_tested_and_crossed() {
	local table
	speech
	set -- CORPUS=a+b TABLE="a=$T/a.tsv b=$T/b.tsv" MAP=four
	# Speakers of the same name are two; sessions are those of their corpus.
	run experiment "$@" FOLDS=2
	table=$(find "$O/out/a+b/tables" -name corpus.tsv)
	[ "$(sed 1d "$table" | cut -f 5 | sort -u | grep -c 'a-F01\|b-F01')" -eq 2 ]
	grep -q 'pool: corpus b: .*left out: bored' "$T/err"
	[ "$(rows "$run/predictions.tsv")" -eq $(($(wc -l <"$table") - 1)) ]
	grep -q '^MAP = four' "$run/settings"
	head -n 1 "$run/predictions.tsv" | has -w corpus
	# Normalised by corpus, one of them left out: a protocol of its own.
	run experiment "$@" GROUP=corpus ADAPT=corpus BALANCE=corpus
	tail -n 2 "$run/predictions.tsv" | has -x '# protocol C'
	[ "$(cut -f 2 "$run/folds.tsv" | tr '\n' ' ')" = 'corpus a b ' ]
	grep -q '^BALANCE = corpus' "$run/settings"
	grep -q 'The corpora a and b have .* In training, recordings of smaller corpora were repeated' "$run/methods.txt"
	grep -q 'protocol C, 2 folds' "$run/report.html"
	# Trained on one, tested on the other.
	run experiment "$@" TEST=b
	keys "$run/predictions.tsv" | sort >"$T/have"
	awk -F '\t' '$NF == "b" { print $2 }' "$table" | sort >"$T/want"
	cut -f 2 "$table" | has '^a-'
	sed 1d "$table" | grep "b$" | wc -l | has -x "$(wc -l <"$T/have")"
	has -v '^b-' <"$T/have" && return 1
	grep -q 'TEST=b' "$run/settings"
	grep -q '<h1>Emotion from speech: a, tested on b</h1>' "$run/report.html"
	grep -q 'Models were trained on the corpus a and tested on another one. The test corpus b has ' "$run/methods.txt"
	awk -F '\t' '/^b-/ { s += $3; n++ } END { printf "%.1f s of speech in all\n", s; exit n < 5 }' "$run/clips.tsv" >"$T/said"
	grep -qF "$(cat "$T/said")" "$run/methods.txt"
	grep -qF "$(sed 's/ s of.*/ s in all/' "$T/said")" "$run/report.html"
	exits 1 grep -q 'no speaker was in both' "$run/methods.txt"
	[ -s "$run/confusion.png" ]
	# By make cross, of two that are named apart: the same scores.
	cp "$run/scores.txt" "$T/scores"
	run cross CORPUS=a TABLE="$T/a.tsv" TEST=b TESTTABLE="$T/b.tsv" MAP=four
	cmp "$T/scores" "$run/scores.txt"
	case $run in "$O/out/a/"*) ;; *) return 1 ;; esac
	# Every pair at once; what is there is not made again.
	run matrix "$@" FOLDS=2
	[ "$(sed -n 's/^matrix: //p' "$T/log")" = "$(echo "$O"/out/a+b/matrix-prosody-*/matrix.png)" ]
	set -- "$O"/out/a+b/matrix-prosody-*
	[ "$(cut -f 1,2 "$1/matrix.tsv" | tr '\t\n' ' ,')" = 'from test,a a,a b,b a,b b,' ]
	[ -s "$1/matrix.png" ]
	grep -q '^| b | [0-9.]* ([0-9.]* to [0-9.]*) | [0-9.]* (' "$1/matrix.md"
	awk -F '\t' '$1 == "a" && $2 == "b" { printf "%.1f\n", 100 * $3 }' "$1/matrix.tsv" >"$T/uar"
	grep -q ">$(cat "$T/uar")<" "$1/matrix.svg"
	grep -q "^UAR .* $(cat "$T/uar") " "$T/scores"
	# On the diagonal no row of another corpus.
	keys "$O/out/a+b/$(awk -F '\t' '$1 == "a" && $2 == "a" { print $NF }' "$1/matrix.tsv")/predictions.tsv" >"$T/have"
	has '^a-' <"$T/have"
	exits 1 grep -v '^a-' "$T/have"
	find "$O/out" -type f -printf '%p %T@\n' | grep -v -e lock -e /matrix- -e /tables/ | sort >"$T/before"
	run matrix CORPORA='a b' TABLE="a=$T/a.tsv b=$T/b.tsv" MAP=four FOLDS=2
	find "$O/out" -type f -printf '%p %T@\n' | grep -v -e lock -e /matrix- -e /tables/ | sort | diff "$T/before" -
	[ "$(find "$O/out/a+b" -maxdepth 1 -name 'matrix-*' | wc -l)" -eq 1 ]
	# By steps that are jobs.
	printf '#!/bin/bash\necho "$1" >>%s\nexec "$@"\n' "$O/placed" >"$O/job"
	chmod +x "$O/job"
	rm -r "$O/out/a+b"/prosody-*
	cp "$1/matrix.tsv" "$T/matrix.tsv"
	run matrix CORPORA='a b' TABLE="a=$T/a.tsv b=$T/b.tsv" MAP=four FOLDS=2 RUN="$O/job"
	cmp "$T/matrix.tsv" "$1/matrix.tsv"
	[ "$(wc -l <"$O/placed")" -gt 10 ]
}
