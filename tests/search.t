# make search: spaces of settings, trials that are drawn from them, and the choice by
# inner folds.

# What make takes for names has no blanks.
T=$M

# space LINE...: the file $T/a.space.
space() { printf '%s\n' "$@" >"$T/a.space"; }

# drawn [TRIALS [SEED]]: what is drawn from it.
drawn() { pipelines/search-space "$T/a.space" "${1:-10}" "${2:-1}"; }

# wrong PATTERN LINE...: drawing from a space of these lines fails with that message.
wrong() {
	local pattern=$1
	shift
	space "$@"
	says "^search: $T/a.space: $pattern" 2 drawn >/dev/null
}

test_errors_of_a_space() {
	wrong 'line 1: there is no setting EPOCH to search; did you mean EPOCHS?' 'EPOCH int 1 9'
	wrong 'line 2: there is no setting SHOE to search; there are: RECIPE ' '' 'SHOE of 1'
	wrong 'line 1: SCORE decides what is scored' 'SCORE of test heldout'
	wrong 'line 1: ADAPT decides' 'ADAPT of none speaker'
	wrong 'line 1: no range' 'RATE'
	wrong "line 1: 'uniform': of, int, real, log or log-int" 'RATE uniform 1 2'
	wrong 'line 1: RATE of: no values' 'RATE of'
	wrong 'line 1: RATE of: no values' 'RATE of if A=1'
	wrong "line 1: the value '1' twice" 'RATE of 1 2 1'
	wrong 'line 1: RATE log: two numbers' 'RATE log 1e-4'
	wrong 'line 1: RATE log: two numbers' 'RATE log 1e-4 fast'
	wrong 'line 1: RATE log 1e-2 1e-4: the lowest number comes first' 'RATE log 1e-2 1e-4'
	wrong 'line 1: RATE real 1 1: the lowest' 'RATE real 1 1'
	wrong 'line 1: RATE log 0: above 0' 'RATE log 0 1'
	wrong 'line 1: EPOCHS int: whole numbers' 'EPOCHS int 1 2.5'
	wrong 'line 1: EPOCHS int: too wide' 'EPOCHS int 1 99999999999'
	wrong 'line 3: a quote that is not closed' '# x' '' "TRAIN of '-O adam"
	wrong "line 1: '9': only 'if NAME=VALUE' may follow" 'EPOCHS int 1 2 9'
	wrong "line 1: 'or': only" 'EPOCHS int 1 2 or RECIPE=cnn'
	wrong 'line 1: if: NAME=VALUE comes after it' 'EPOCHS int 1 2 if'
	wrong 'line 1: if: NAME=VALUE comes after it' 'EPOCHS int 1 2 if cnn'
	wrong 'line 1: if RECIPE=cnn: no earlier line has RECIPE' 'EPOCHS int 1 2 if RECIPE=cnn' 'RECIPE of cnn seed'
	wrong "line 2: if RECIPE=cn: RECIPE is never 'cn'" 'RECIPE of cnn seed' 'EPOCHS int 1 2 if RECIPE=cn'
	wrong 'line 2: line 1 sets RATE in any case' 'RATE of 1 2' 'RATE of 3 4'
	wrong 'line 1: {c}: no earlier line' "LINEAR of '-C {c}'"
	wrong 'line 1: {: no earlier line' "LINEAR of '-C {'"
	wrong 'line 2: {EPOCHS}: no earlier line' 'EPOCHS int 1 2' "TRAIN of '--x {EPOCHS}'"
	wrong 'line 1: c: {c} is in no later value' 'c log 1 2' 'RATE of 1'
	wrong 'line 3: {c} has no value in a trial' 'RECIPE of cnn prosody' 'c log 1 2 if RECIPE=cnn' "LINEAR of '-C {c}'"
	wrong 'line 1: NORM of speaker,bin: statistics of the test speakers' 'NORM of bin speaker,bin'
	wrong 'has no line with a setting' '# nothing'
	wrong 'line 1: a control character' "$(printf 'RATE of 1 \033')"
	rm "$T/a.space"
	says 'a.space: no such file' 2 drawn
	# What is given cannot be searched as well.
	space 'RATE of 1 2'
	says 'line 1: RATE is given on the command line' 2 pipelines/search-space "$T/a.space" 3 1 'CORPUS RATE'
}

# Ranges, conditions, values with blanks and braces; the same by the same seed.
test_trials_are_drawn() {
	space 'RECIPE of prosody cnn # two' "c log 1e-5 1e-2 if RECIPE=prosody" \
	    "LINEAR of '-C {c}' '-C {c} -k 3' if RECIPE=prosody" 'EPOCHS log-int 1 8 if RECIPE=cnn' \
	    'BATCH int 16 17 if RECIPE=cnn' 'RATE real 0.5 0.6 if RECIPE=cnn if BATCH=16' "COPIES of '' speed=0.9"
	drawn 200 >"$T/a"
	drawn 200 | cmp - "$T/a"
	drawn 200 2 >"$T/b"
	exits 1 cmp -s "$T/a" "$T/b"
	drawn 20 | grep '^trial' | cmp - <(grep '^trial' "$T/a" | head -n 20)
	[ "$(grep -c '^trial' "$T/a")" -eq 200 ]
	grep -qx 'trial	1' "$T/a"
	[ -z "$(grep '^trial' "$T/a" | cut -f 3- | sort | uniq -d)" ]
	grep '^trial' "$T/a" | sed 1d | awk -F '\t' '
	{
		delete v
		for (i = 3; i <= NF; i++) {
			split($i, f, /[:=]/)
			v[f[2]] = substr($i, index($i, "=") + 1)
		}
		cnn = v["RECIPE"] == "cnn"
		if (cnn != ("EPOCHS" in v) || cnn == ("LINEAR" in v) || !("COPIES" in v) || "c" in v) exit 1
		if ((cnn && v["BATCH"] == 16) != ("RATE" in v)) exit 2
		if (cnn && (v["EPOCHS"] !~ /^[1-8]$/ || v["BATCH"] !~ /^1[67]$/)) exit 3
		if ("RATE" in v && (v["RATE"] < 0.5 || v["RATE"] > 0.6)) exit 4
		if (!cnn && (split(v["LINEAR"], w, " ") < 2 || w[2] < 1e-5 || w[2] > 1e-2)) exit 5
		low += !cnn && w[2] < 3.2e-4
		epochs += cnn && v["EPOCHS"] <= 2
		networks += cnn
		lines += !cnn
	}
	END { exit !(networks > 60 && lines > 60 && low / lines > 0.35 && low / lines < 0.65 && epochs / networks > 0.35) }'

	# A small space ends; what comes to the same settings counts once.
	space 'EPOCHS int 1 3' 'x of a b if EPOCHS=2' "TRAIN of '--x {x}' if EPOCHS=2"
	drawn 50 >"$T/a"
	grep -qx 'size	4' "$T/a"
	[ "$(grep -c '^trial' "$T/a")" -eq 5 ]
}

# Settings of the search, and those of trials, with the line that set them.
test_settings_are_checked() {
	search() { BUILD=$BUILD JOBS=1 SETTINGS='RECIPE OUT SCORE RATE EPOCHS LINEAR' pipelines/search "$@" OUT="$T/out"; }
	space 'RECIPE of prosody seed' 'RATE of 1e-3 fast if RECIPE=seed'
	says '^search: which settings? SPACE=FILE' 2 search
	says '^search: SPACE=nowhere: no such file' 2 search SPACE=nowhere
	says '^search: METHOD=grid: random or halving' 2 search SPACE="$T/a.space" METHOD=grid
	says '^search: CHOICE=x: nested' 2 search SPACE="$T/a.space" CHOICE=x
	says '^search: SEARCHSEED=-1: a whole number' 2 search SPACE="$T/a.space" SEARCHSEED=-1
	for budget in 0 1 x 1.5 0h -3h 99999; do
		says '^search: BUDGET=' 2 search SPACE="$T/a.space" BUDGET="$budget"
	done
	says 'BUDGET=1h: METHOD=halving needs the number' 2 search SPACE="$T/a.space" BUDGET=1h METHOD=halving
	says "^search: $T/a.space: line 2: RATE=fast: a number above 0" 2 search SPACE="$T/a.space"
	space 'RECIPE of prosody best'
	says "^search: $T/a.space: line 1: RECIPE=best: joins" 2 search SPACE="$T/a.space"
	space 'RECIPE of prosody seed' 'RATE of 1 2'
	says "^search: $T/a.space: line 2: RATE=[12]: RECIPE=prosody has no network" 2 search SPACE="$T/a.space"
	says "there is no setting BUDGE; did you mean BUDGET?" 2 make -s BUILD="$MAKEBUILD" search BUDGE=3
	[ ! -e "$T/out" ]
}

# What tables and picture say of scores made by hand, in which BATCH decides and RATE
# does not.
test_tables_of_a_search() {
	mkdir "$T/s"
	space 'RATE log 1e-4 1e-2' 'BATCH of 8 16' "FILTERS of 'deltas | functionals' 'a<b & c' if BATCH=8" 'NORM of bin'
	pipelines/search-space "$T/a.space" 30 1 >"$T/s/plan"
	printf 'RECIPE=prosody\nCORPUS=my corpus\n' >"$T/s/base"
	printf 'SPACE = a|b.space\nMETHOD = random\nCHOICE = nested\nSEARCHSEED = 1\nROW = uar_pooled\n' >"$T/s/settings"
	awk -F '\t' -v OFS='\t' '$1 == "trial" {
		u = 0.5 + ($0 ~ /BATCH=8/) / 4 + $2 % 5 / 1000
		for (f = 1; f <= 2; f++)
			print $2, f, 3, u + ($2 == 7 && f == 2), u - 0.1, u + 0.1, "t" $2
		print $2, "all", 3, u, u - 0.1, u + 0.1, "t" $2
	}' "$T/s/plan" >"$T/s/scores.tsv"
	printf '1.5\t1\tfeatures of trial 1\n2.25\t1\ttrial 2, 3 inner folds\n4\t1\touter folds of trial 2\n' >"$T/s/cost"
	printf 'metric\tmean\tlow\thigh\nuar_pooled\t0.7\t0.6\t0.8\nuar_pooled_diff\t-0.02\t-0.1\t0.05\n' |
	    tee "$T/s/summary.tsv" >"$T/s/as-it-was.summary.tsv"
	pipelines/search-table winners "$T/s" 3 2 >"$T/winners"
	mv "$T/winners" "$T/s/winners.tsv"
	# The first of equal ones, of fold 1 and of the mean; trial 7 in fold 2.
	awk -F '\t' '$2 == 2 && $4 > best { best = $4; who = $1 } END { print who }' <(awk -F '\t' -v OFS='\t' '{ $2 = $2 == 1 ? 2 : 3 } { print }' "$T/s/scores.tsv") >"$T/want"
	cut -f 1,2 "$T/s/winners.tsv" | cmp - <(printf 'fold\ttrial\n1\t%s\n2\t7\nall\t%s\n' "$(cat "$T/want")" "$(cat "$T/want")")
	pipelines/search-table table.md "$T/s" 3 2 >"$T/table"
	grep -qF 'a\|b.space' "$T/table"
	grep -qF '| difference, paired | -2.0 (-10.0 to +5.0) |' "$T/table"
	grep -q '^| 2 | .* | 2.2 |$' "$T/table"
	exits 1 grep -q '| NORM |' "$T/table"
	sed -n 's/.*setting alone.*: RATE \([0-9]*\) %, BATCH \([0-9]*\) %.*/\1 \2/p' "$T/table" | awk '{ n++; exit !($1 < 30 && $2 > 90) } END { if (!n) exit 1 }'
	grep -q '^Processor time: 8 s; of that features 2 s, outer folds 4 s' "$T/table"
	[ "$(awk -F ' [|] ' '/^\| [0-9]+ \| [0-9.]+ \(/ { print NF }' "$T/table" | sort -u | wc -l)" -le 2 ]
	pipelines/search-table trials.tsv "$T/s" 3 2 | awk -F '\t' 'NR > 1 && $2 + 0 > last { exit 1 } { last = NR > 1 ? $2 : 2 } END { exit NR != 31 }'
	pipelines/search-table result "$T/s" 3 2 | has "make model RECIPE=prosody CORPUS='my corpus' RATE="
	pipelines/search-table parallel.svg "$T/s" 3 2 >"$T/a.svg"
	/usr/bin/python3 - "$T/a.svg" <<-'END'
	import sys, xml.dom.minidom as m
	d = m.parse(sys.argv[1])
	assert len(d.getElementsByTagName('path')) == 30
	assert len(d.getElementsByTagName('line')) == 4
	t = [x.firstChild.data for x in d.getElementsByTagName('text')]
	assert 'a<b & c' in t and 'BATCH' in t and '0.01' in t, t
	END
}

# Tones, low or high, of six speakers in two sessions, in $T/a.tsv.
tones() {
	local s l k f
	mkdir "$T/sounds"
	printf 'path\tlabel\tsession\tspeaker\n' >"$T/a.tsv"
	for s in 1 2 3 4 5 6; do
		for l in low high; do
			for k in 0 1; do
				f=$T/sounds/$s$l$k.wav
				sox -q -D -n -r 16000 -b 16 "$f" synth 0.3 sine $((20 * s + (${#l} - 2) * 400)) vol 0.$((s + k + 1))
				printf '%s\t%s\t%s\ts%s\n' "$f" $l $((1 + s % 2)) $s >>"$T/a.tsv"
			done
		done
	done
	printf 'conv 4 3\nrelu\nstatpool\ndense classes\n' >"$T/a.net"
}

# try OUT TABLE NAME=VALUE...: a search; its folder is then $found.
try() {
	make --no-print-directory BUILD="$MAKEBUILD" search OUT="$T/$1" CORPUS=mine TABLE="$2" SPACE="$T/a.space" RECIPE=seed \
	    EPOCHS=8 BATCH=4 NETWORK="$T/a.net" INNER=2 "${@:3}" >"$T/log" 2>"$T/err" || { cat "$T/log" "$T/err"; return 1; }
	found=$(sed -n 's|^table: \(.*\)/table.md$|\1|p' "$T/log")
}

# scores FOLDER: what was found of all trials, without how long it took.
scores() {
	awk -F '\t' -v OFS='\t' '
	NR == 1 { for (i = 1; i <= NF; i++) if ($i == "seconds") at = i }
	{ $at = ""; print }' "$1/trials.tsv"
}

# of FOLDER COLUMN: that column of all trials, by their number.
of() {
	awk -F '\t' -v name="$2" '
	NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
	{ print $1, $at }' "$1/trials.tsv" | sort -n
}

# A rate at which something is learned is planted among others, and found; a killed
# search resumes; who is held out takes no part in a choice.
test_a_search() {
	local first pid n
	tones
	space 'RATE of 1e-7 5e-2 1e-4'	# the last is that of the recipe
	try a "$T/a.tsv" JOBS=2
	first=$found
	grep 'the space has only 3 different trials' "$T/err"
	grep '^search: up to 16 trainings of inner folds' "$T/err"
	has '^search: trial [234] comes to the settings of trial 1$' <"$T/err"
	[ "$(find "$first" -path '*/inner/*/predictions.tsv' | wc -l)" -eq 12 ]
	has '^trial [234]: UAR 50.0 % (50.0 to 50.0) in 2 inner folds' <"$T/err"
	grep -q '^took [0-9]* s of processor time in all; this call, [0-9]* s$' "$T/log"
	grep -qx 'for use (trial .*): make model .* RATE=5e-2' "$T/log"
	n=$(awk -F '\t' '$6 == "RATE=5e-2"' "$first/winners.tsv" | wc -l)
	[ "$n" -eq 3 ] || { cat "$first/winners.tsv"; return 1; }
	grep -q '^| each by its choice | ' "$first/table.md"
	grep -q '^uar_pooled_diff	0\.' "$first/summary.tsv"
	grep -qx '# rows 24' "$first/predictions.tsv"
	/usr/bin/python3 -c 'import sys, xml.dom.minidom as m; m.parse(sys.argv[1])' "$first/parallel.svg"

	# Nothing is done twice.
	cp "$first/trials.tsv" "$T/trials.tsv"
	sleep 0.01
	touch "$T/before"
	try a "$T/a.tsv" JOBS=2
	[ "$found" = "$first" ]
	cmp "$T/trials.tsv" "$found/trials.tsv"
	[ -z "$(find "$found"/trial-* -type f -newer "$T/before" ! -name log)" ]

	# What is there counts when there is no time for more.
	try a "$T/a.tsv" BUDGET=0.0001h
	[ "$found" = "$first" ]
	cmp "$T/trials.tsv" "$found/trials.tsv"

	# Killed, and by one job.
	setsid make --no-print-directory BUILD="$MAKEBUILD" search OUT="$T/b" CORPUS=mine TABLE="$T/a.tsv" SPACE="$T/a.space" \
	    RECIPE=seed EPOCHS=8 BATCH=4 NETWORK="$T/a.net" INNER=2 JOBS=1 >/dev/null 2>&1 &
	pid=$!
	for ((n = 0; n < 600; n++)); do
		[ -z "$(find "$T/b" -name 'score-1-2.tsv' 2>/dev/null)" ] || break
		sleep 0.1
	done
	kill -KILL -- "-$pid"
	wait "$pid" || :
	[ -z "$(find "$T/b" -name 'table.md')" ]
	try b "$T/a.tsv" JOBS=1
	[ "${found##*/}" = "${first##*/}" ]
	scores "$first" >"$T/want"
	scores "$found" | cmp - "$T/want"
	cmp "$first/predictions.tsv" "$found/predictions.tsv"
	[ -z "$(cut -f 3 "$found/cost" | sort | uniq -d)" ]

	# Other labels for half of the sounds of those whom fold 1 holds out.
	awk -F '\t' -v OFS='\t' '
	FNR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	FNR == NR { if ($at["fold"] == 1) held[$at["speaker"]]; next }
	$4 in held && $1 ~ /0\.wav$/ { $2 = $2 == "low" ? "high" : "low" }
	{ print }' "$first/predictions.tsv" "$T/a.tsv" >"$T/c.tsv"
	[ "$(diff "$T/a.tsv" "$T/c.tsv" | grep -c '^>')" -eq 6 ]
	try c "$T/c.tsv" JOBS=2
	[ "${found##*/}" != "${first##*/}" ]
	of "$found" fold_1 | cmp - <(of "$first" fold_1)
	grep '^1	' "$found/winners.tsv" | cmp - <(grep '^1	' "$first/winners.tsv")
	exits 1 cmp -s <(of "$found" fold_2) <(of "$first" fold_2)
}

# What only the table shows to be wrong is said before any work.
test_tables_that_cannot_be_searched() {
	tones
	space 'RATE of 1e-7 5e-2'
	exits 1 try a "$T/a.tsv" INNER=4
	has 'INNER=4: fold 1: its training part has 3 speakers' <"$T/err"
	cut -f 1-3 "$T/a.tsv" >"$T/b.tsv"
	exits 1 try a "$T/b.tsv"
	has 'make search: the table has no column speaker' <"$T/err"
	[ ! -e "$T/a/mine/features" ]
}

# Rungs by inner folds, and one choice for all outer folds, which is said to be too high;
# of a number, by CCC.
test_halving_and_one_choice() {
	tones
	space 'RATE of 1e-7 1e-6 5e-2'
	awk -F '\t' -v OFS='\t' '{ print $0, NR == 1 ? "pitch" : ($2 == "low" ? 2 : 4) + NR / 50 }' "$T/a.tsv" >"$T/b.tsv"
	try a "$T/b.tsv" JOBS=2 INNER=3 METHOD=halving CHOICE=once TARGET=pitch:value
	grep '^search: up to 8 trainings of inner folds' "$T/err"
	[ "$(find "$found" -path '*/fold-0/inner/*/predictions.tsv' | wc -l)" -eq 8 ]
	[ "$(find "$found" -name 'score-0-1.tsv' | wc -l)" -eq 4 ]
	[ "$(find "$found" -name 'score-0-3.tsv' | wc -l)" -eq 2 ]
	[ "$(grep -c '\[1\] |' "$found/table.md")" -eq 2 ]
	[ "$(cut -f 6 "$found/winners.tsv" | grep -cx 'RATE=5e-2')" -eq 3 ]
	[ "$(cut -f 3 "$found/winners.tsv" | sed 1d | sort -u | wc -l)" -eq 1 ]
	grep -q '^trial [1-4]: CCC 0\.[0-9]* (' "$T/err"
	head -n 1 "$found/trials.tsv" | has '^trial	ccc	low'
	has '^| each by its choice | 0\.[0-9]* (' <"$found/table.md"
	grep -q '^ccc_pooled_diff	' "$found/summary.tsv"
	grep 'CHOICE=once: speakers that are scored take part' "$T/err"
	grep 'each fold by its choice .* too high' "$T/log"
	head -n 1 "$found/scores.txt" | has 'too high'
	has 'too high by an unknown amount' <"$found/table.md"
}
