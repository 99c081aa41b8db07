# Runs that stay: what is listed, compared and deleted, how much room a run takes, and
# that none is lost whatever happens.

# What make takes for names has no blanks.
T=$M

OUT=$T/out

run() {
	make --no-print-directory BUILD="$MAKEBUILD" OUT="$OUT" JOBS=2 "$@"
}

# What is done with a few runs of a small corpus, which are made once: two rates of a
# network, a linear model in both protocols, a model for use.  Each step begins with
# them as they were.
test_runs_that_are_there() {
	local step
	set -- SCALE=0.05 FOLDS=2
	run experiment "$@" EPOCHS=1 BATCH=16 RATE=1e-3 LENGTH=60 SCORE=heldout
	run experiment "$@" EPOCHS=1 BATCH=16 RATE=1e-2 LENGTH=60 SCORE=heldout
	run experiment "$@" RECIPE=prosody COPIES= 'LINEAR=-C 1e-4'
	run experiment "$@" RECIPE=prosody COPIES= 'LINEAR=-C 1e-4' ADAPT=speaker
	run model "$@" RECIPE=seed EPOCHS=1 BATCH=16 LENGTH=60
	mv "$OUT" "$T/made"
	for step in listed recorded compared not_compared deleted half_deleted counted best_of_each; do
		echo "step $step"
		rm -rf "$OUT"
		cp -a "$T/made" "$OUT"
		$step
	done
}

# field NAME TABLE ROW: of a table with a header.
field() {
	NAME=$1 ROW=$3 awk -F '\t' '
	NR == 1 { sub(/^# /, ""); for (i = 1; i <= NF; i++) at[$i] = i; next }
	$0 ~ ENVIRON["ROW"] { print $at[ENVIRON["NAME"]] }' "$2"
}

listed() {
	local dir=$OUT/demo fast slow s t
	slow=$(basename "$(grep -lx 'RATE = 1e-3' "$dir"/seed-*/settings | xargs dirname)")
	fast=$(basename "$(grep -lx 'RATE = 1e-2' "$dir"/seed-*/settings | xargs dirname)")
	run runs >"$T/list"
	[ "$(wc -l <"$T/list")" -eq 7 ]
	grep "^$slow  *UAR [0-9.]* ([0-9.]* to [0-9.]*)  20[0-9-]* [0-9:]*  *[0-9]*:[0-9][0-9]  [0-9a-f]*[^ ]*  .* MB  RECIPE=seed ADAPT=none SCORE=heldout RATE=1e-3$" "$T/list"
	grep "^$fast .*  RECIPE=seed ADAPT=none SCORE=heldout RATE=1e-2$" "$T/list"
	grep '^prosody-speaker-.*  RECIPE=prosody ADAPT=speaker SCORE=heldout ' "$T/list"
	grep '^seed-[0-9a-f]* *(model) .*SCORE=test RATE=1e-4$' "$T/list"
	# Settings that are the same, or of another recipe, are not there.
	exits 1 grep -e EPOCHS -e LINEAR -e NETWORK "$T/list"
	run runs RUNS="${slow%????} $fast" >"$T/list"
	[ "$(wc -l <"$T/list")" -eq 4 ]
	grep "^$fast .* MB  RATE=1e-2$" "$T/list"
	# Of two protocols, and of two recipes.
	s=$(basename "$dir"/prosody-speaker-*)
	t=$(basename "$(grep -Lx 'ADAPT = speaker' "$dir"/prosody-*/settings | xargs dirname)")
	sed -i 's/^LINEAR = .*/LINEAR = -C 1e-3/' "$dir/$s/settings"
	run runs RUNS="$t $s" >"$T/list"
	grep "^$t .* MB  ADAPT=none .*LINEAR='-C 1e-4'$" "$T/list"
	grep "^$s .* MB  ADAPT=speaker .*LINEAR='-C 1e-3' PRIOR=2$" "$T/list"
	run runs RUNS="$t $fast" >"$T/list"
	grep "^$t .* MB  RECIPE=prosody$" "$T/list"
	grep "^$fast .* MB  RECIPE=seed$" "$T/list"
	# For programs.
	run runs FORMAT=tsv CORPUS=demo >"$T/tsv"
	uar=$(awk -F '\t' '$1 == "uar_pooled" { print $2 }' "$dir/$slow/summary.tsv")
	[ "$(field mean "$T/tsv" "$slow")" = "$uar" ]
	[ "$(field state "$T/tsv" "$slow")" = whole ]
	[ "$(field seconds "$T/tsv" "$slow")" = "$(sed -n 's/^seconds\t//p' "$dir/$slow/run.tsv")" ]
	[ "$(awk -F '\t' '{ print NF }' "$T/tsv" | sort -u)" = 12 ]
	# One that was interrupted; what looks like none of ours.
	rm "$dir/$fast/run.tsv"
	mkdir "$dir/my-01234567" "$dir/seed-0123456g"
	ln -s "$dir/$slow" "$dir/link-01234567"
	run runs >"$T/list"
	[ "$(wc -l <"$T/list")" -eq 7 ]
	grep "^$fast  *unfinished " "$T/list"
	says 'CORPUS=nix: no runs in' 2 run runs CORPUS=nix
	says 'FORMAT=csv: text or tsv' 2 run runs FORMAT=csv
	says 'there is no variable CORPS; make runs has: OUT CORPUS RUNS FORMAT\.' 2 run runs CORPS=x
	says 'make clean-runs has: OUT CORPUS KEEP FORCE\.' 2 run clean-runs CORPS=x
	says 'OUT=.*nix: no such folder' 2 run runs OUT="$T/nix"
}

# What is recorded is so.
recorded() {
	local dir table features
	dir=$(echo "$OUT"/demo/prosody-speaker-*)
	[ "$(sed -n 's/^version\t//p' "$dir/run.tsv")" = "$(sed -n 's/^VERSION *= *//p' Makefile)" ]
	table=$(sed -n 's/^tables/&/p' "$dir/uses")
	features=$(sed -n 's/^features/&/p' "$dir/uses")
	[ "$(sed -n 's/^sum-table\t//p' "$dir/run.tsv")" = "$(sha256sum <"$OUT/demo/$table/corpus.tsv" | cut -c 1-16)" ]
	[ "$(sed -n 's/^sum-features\t//p' "$dir/run.tsv")" = "$(sha256sum <"$OUT/demo/$features/prosody.tensor" | cut -c 1-16)" ]
	[ "$(sed -n 's/^sum-models\t//p' "$dir/run.tsv")" = "$(cat "$dir"/fold-[12]/seed-1/model | sha256sum | cut -c 1-16)" ]
	[ "$(date -u -d "$(sed -n 's/^date\t//p' "$dir/run.tsv")" +%s)" -ge "$(stat -c %Y "$dir/predictions.tsv")" ]
	grep -qx 'command	make experiment .*ADAPT=speaker.*' "$dir/run.tsv"
	grep -qx 'setting ADAPT	speaker	command line' "$dir/run.tsv"
	grep -qx 'setting KIND	prosody	recipe' "$dir/run.tsv"
	grep -qx 'setting GROUP	session	default' "$dir/run.tsv"
	[ -s "$(dirname "$(grep -lx 'RATE = 1e-4' "$OUT"/demo/seed-*/settings)")/model.tsv" ]
}

# Paired differences: those of confmat, with Holm's correction.
compared() {
	local dir=$OUT/demo a b c
	a=$(basename "$(grep -lx 'RATE = 1e-3' "$dir"/seed-*/settings | xargs dirname)")
	b=$(basename "$(grep -lx 'RATE = 1e-2' "$dir"/seed-*/settings | xargs dirname)")
	c=$(basename "$(grep -Lx 'ADAPT = speaker' "$dir"/prosody-*/settings | xargs dirname)")
	# By name, the beginning of a sum, and folder.
	run compare RUNS="$a ${b##*-} $dir/$c/" >"$T/said" 2>"$T/err" || { cat "$T/err"; return 1; }
	table=$(sed -n 's/^table: //p' "$T/said")
	[ "$(wc -l <"$table")" -eq 4 ]
	confmat -q -c "$dir/$a/predictions.tsv" -S "$T/s" "$dir/$c/predictions.tsv"
	[ "$(field difference "$table" "^$c	$a	")" = "$(awk '$1 == "uar_pooled_diff" { print $2 }' "$T/s")" ]
	[ "$(field p "$table" "^$c	$a	")" = "$(awk '$1 == "uar_pooled_diff_p" { print $2 }' "$T/s")" ]
	grep -q "^$a *UAR .*)  RECIPE=seed RATE=1e-3$" "$T/said"
	# p of three pairs, sorted: times 3, 2, 1, and never falling.
	sed 1d "$table" | cut -f 6,7 | sort -g | awk -F '\t' '
	{ h = $1 * (4 - NR); if (h < last) h = last; if (h > 1) h = 1; last = h }
	(h - $2) ^ 2 > 1e-10 { print NR, $1, $2, h; bad = 1 }
	END { exit NR != 3 || bad }'
	[ "$(grep -c 'minus.* p .* Holm' "$T/said")" -eq 3 ]
	for f in $(sed -n 's/^plot: //p' "$T/said"); do
		[ -s "$f" ]
	done
	head -c 4 "${table%.tsv}.png" | has -a PNG
	grep -q "$c minus $a" "${table%.tsv}.svg"
	# Numbers: by their concordance.
	for word in 'LINEAR=-C 1e-4' 'LINEAR=-C 1e-2'; do
		run experiment SCALE=0.05 FOLDS=2 RECIPE=prosody COPIES= TARGET=valence:value "$word" >"$T/log" 2>&1
		readlink "$dir/last"
	done >"$T/numbers"
	run compare RUNS="$(tr '\n' ' ' <"$T/numbers")" >"$T/said"
	table=$(sed -n 's/^table: //p' "$T/said")
	regscore -q -c "$dir/$(sed -n 1p "$T/numbers")/predictions.tsv" -S "$T/s" "$dir/$(sed -n 2p "$T/numbers")/predictions.tsv"
	[ "$(field difference "$table" .)" = "$(awk '$1 == "ccc_pooled_diff" { print $2 }' "$T/s")" ]
	run runs FORMAT=tsv RUNS=last >"$T/tsv"
	[ "$(field metric "$T/tsv" .)" = CCC ]
	says 'have different targets: ' 2 run compare RUNS="$a last"
	# Two have nothing to correct.
	run compare RUNS="$a $b" >"$T/said"
	exits 1 grep Holm "$T/said"
}

not_compared() {
	local dir=$OUT/demo t s m
	s=$(basename "$dir"/prosody-speaker-*)
	t=$(basename "$(grep -Lx 'ADAPT = speaker' "$dir"/prosody-*/settings | xargs dirname)")
	m=$(basename "$(dirname "$dir"/seed-*/model.tsv)")
	says "$t and $s are of different protocols, T and S" 2 run compare RUNS="$t $s"
	says "$m: unfinished, or a model only" 2 run compare RUNS="$t $m"
	says 'at least two runs' 2 run compare RUNS="$t"
	says 'at least two runs' 2 run compare
	says 'nix: no such run' 2 run compare RUNS="$t nix"
	says "prosody: .*begin like that" 2 run compare RUNS="$t prosody"
	says 'is there twice' 2 run compare RUNS="$t $t"
	# Half of the recordings, another target, other labels.
	cp -r "$dir/$t" "$dir/prosody-00000001"
	awk -F '\t' 'NR == 1 || /^#/ && !/rows/ { print; next } /^# rows/ { print "# rows " n; next } NR % 2 { print; n++ }' \
	    "$dir/$t/predictions.tsv" >"$dir/prosody-00000001/predictions.tsv"
	sed -i 's/^SCORE = .*/SCORE = test/' "$dir/prosody-00000001/settings"
	says 'have scored different recordings, 39 and .*; SCORE is heldout and test' 2 run compare RUNS="$t prosody-00000001"
	sed -i 's/^TARGET = .*/TARGET = valence/' "$dir/prosody-00000001/settings"
	says 'have different targets: label and valence' 2 run compare RUNS="$t prosody-00000001"
	sed -i 's/^TARGET = .*/TARGET = label/' "$dir/prosody-00000001/settings"
	sed 's/	happy	/	merry	/' "$dir/$t/predictions.tsv" >"$dir/prosody-00000001/predictions.tsv"
	says 'have other labels for the same recordings' 2 run compare RUNS="$t prosody-00000001"
	[ ! -e "$dir/compare" ]
}

deleted() {
	local dir=$OUT/demo t s m f n
	s=$(basename "$dir"/prosody-speaker-*)
	t=$(basename "$(grep -Lx 'ADAPT = speaker' "$dir"/prosody-*/settings | xargs dirname)")
	m=$(basename "$(dirname "$dir"/seed-*/model.tsv)")
	find "$OUT" | sort >"$T/before"
	# Nothing without KEEP or FORCE, of names that are not there, or by -n.
	says "nothing was deleted: KEEP=" 2 run clean-runs
	says 'nix: no such run' 2 run clean-runs KEEP="last nix"
	says 'KEEP=last and FORCE=1: one of them' 2 run clean-runs KEEP=last FORCE=1
	says 'FORCE=no: 1' 2 run clean-runs FORCE=no
	says 'FORCE=yes: 1' 2 run -n clean-runs FORCE=yes
	says 'KEEP=0: no run of that stays' 2 pipelines/clean-runs OUT="$OUT" KEEP=0
	says 'KEEP=newest:00: no run of that stays' 2 run clean-runs KEEP='best newest:00'
	says 'KEEP=newest:4a: no number' 2 run clean-runs KEEP=newest:4a
	says 'KEEP: nothing but blanks' 2 pipelines/clean-runs OUT="$OUT" KEEP=' '
	run -n clean-runs KEEP=last >"$T/said"
	find "$OUT" | sort | diff "$T/before" -
	grep -c "^clean-runs: $dir/[a-z-]*-[0-9a-f]*" "$T/said" | has -x 4
	[ "$(grep -c "$m" "$T/said")" -eq 0 ]

	# A note of one's own and what others call so stays; a link is not followed.
	mkdir "$T/elsewhere" "$dir/seed-0123456x"
	cp -r "$dir/$t" "$T/elsewhere/prosody-89abcdef"
	ln -s "$T/elsewhere/prosody-89abcdef" "$dir/prosody-89abcdef"
	ln -s "$T/elsewhere" "$dir/features/01234567"
	: >"$dir/notes"
	ln -s "$T/elsewhere" "$dir/$s/elsewhere"
	run clean-runs KEEP="${t##*-} newest:1" >"$T/said"
	grep -q "3 of 5 runs, .* features and tables that no other run uses: .* MB" "$T/said"
	[ "$(cd "$dir" && echo prosody-*[0-9a-f] seed-*)" = "$(printf '%s\n' prosody-89abcdef "$t" | sort | tr '\n' ' ')$(printf '%s\n' "$m" seed-0123456x | sort | tr '\n' ' ' | sed 's/ $//')" ]
	[ -s "$T/elsewhere/prosody-89abcdef/report.html" ]
	[ -e "$dir/notes" ]
	# Features and tables that are in use stay, others are gone.
	for f in $(cat "$dir/$t/uses" "$dir/$m/uses"); do
		[ -d "$dir/$f" ]
	done
	[ "$(find "$dir/features" -mindepth 1 -maxdepth 1 -type d | wc -l)" -eq 2 ]
	[ -d "$dir/last/" ]
	run runs >"$T/list"
	[ "$(wc -l <"$T/list")" -eq 4 ]
	# What stays is whole: nothing is made again.
	find "$dir/$t" -type f -exec cksum {} + | sort >"$T/sums"
	run experiment SCALE=0.05 FOLDS=2 RECIPE=prosody COPIES= 'LINEAR=-C 1e-4' >"$T/log"
	exits 1 grep -e '^wav2' -e lineartrain "$T/log"
	[ "$(readlink "$dir/last")" = "$t" ]
	find "$dir/$t" -type f -exec cksum {} + | sort | diff "$T/sums" -

	# best is the highest of its target and protocol; a folder behind a link is refused.
	run clean-runs KEEP=best >"$T/said"
	[ -d "$dir/$t" ]
	[ ! -d "$dir/$m" ]
	mv "$dir/features" "$T/moved"
	ln -s "$T/moved" "$dir/features"
	says 'features is a link, and nothing behind a link is deleted' 2 run clean-runs FORCE=1
	[ -d "$dir/$t" ]
	rm "$dir/features"
	mv "$T/moved" "$dir/features"
	run clean-runs FORCE=1 >"$T/said"
	[ -z "$(find "$dir" -maxdepth 1 -type d -name '[ps]*-*[0-9a-f]')" ]
	[ ! -h "$dir/last" ]
	[ ! -h "$dir/tables/last" ]
	says 'no runs in' 2 run runs
}

# A number is so many runs or the beginning of a sum, and which are the newest does not
# depend on the times of files.
counted() {
	local dir=$OUT/demo t run a b
	t=$(basename "$(grep -Lx 'ADAPT = speaker' "$dir"/prosody-*/settings | xargs dirname)")
	for run in $(cd "$dir" && echo *-????????); do
		[ "$run" = "$t" ] || rm -r "${dir:?}/$run"
	done
	a=prosody-498b7d9d b=prosody-0a11fade
	cp -r "$dir/$t" "$dir/$a"
	cp -r "$dir/$t" "$dir/$b"
	# Made one after the other, and copied in another order.
	dated "$a" 2001-01-01T00:00:00Z 202001010000
	dated "$b" 2001-01-03T00:00:00Z 201801010000
	dated "$t" 2001-01-02T00:00:00Z 202101010000
	says "KEEP=4: so many of the newest runs, or $a? newest:4 or $a says which" 2 run clean-runs KEEP=4
	says "KEEP=498: so many of the newest runs, or $a" 2 run clean-runs KEEP='best 498'
	says "KEEP=0: no run of that stays, and $b needs more of its sum; FORCE=1 deletes all" 2 run clean-runs KEEP=0
	stay KEEP="498b7d9d" "$a"
	run runs FORMAT=tsv | cut -f 2 | sed 1d | tr '\n' ' ' | has -x "$a $t $b "
	stay KEEP=newest:1 "$b"
	stay KEEP=newest:2 "$b" "$t"
	stay KEEP=newest:4 "$a" "$b" "$t"
	mv "$dir/$a" "$dir/prosody-a98b7d9d"
	case ${t##*-} in
	4*) ;;
	*)	run clean-runs KEEP=4 >"$T/said"
		[ -d "$dir/prosody-a98b7d9d" ] ;;
	esac
	# The link leads to the newest of what is left.
	rm "$dir/last"
	ln -s prosody-a98b7d9d "$dir/last"
	run clean-runs KEEP="$b $t" >"$T/said"
	[ "$(readlink "$dir/last")" = "$b" ]
	# In a folder with a blank, to which it was moved.
	mv "$OUT" "$T/my out"
	pipelines/clean-runs OUT="$T/my out" KEEP="${t##*-}" >"$T/said"
	ls "$T/my out/demo" | grep '^prosody' | has -x "$t"
	mv "$T/my out" "$OUT"
}

# dated RUN DATE TIME: as if it had ended then, with files of that time.
dated() {
	sed -i "s/^date	.*/date	$2/" "$OUT/demo/$1/run.tsv"
	touch -t "$3" "$OUT/demo/$1"/*
}

# stay KEEP=WHICH RUN...: these would stay, others go.
stay() {
	local keep=$1 run
	shift
	run -n clean-runs "$keep" >"$T/said"
	sed -n 's|^clean-runs: .*/demo/\([a-z]*-[0-9a-f]*\)$|\1|p' "$T/said" >"$T/goes"
	for run in $(cd "$OUT/demo" && echo *-????????); do
		case " $* " in
		*" $run "*) exits 1 grep -qx "$run" "$T/goes" ;;
		*)	grep -qx "$run" "$T/goes" ;;
		esac
	done
}

# The best is that of each set of recordings, each table, TEST and FROM.
best_of_each() {
	local dir=$OUT/demo t run
	t=$(basename "$(grep -Lx 'ADAPT = speaker' "$dir"/prosody-*/settings | xargs dirname)")
	for run in $(cd "$dir" && echo *-????????); do
		[ "$run" = "$t" ] || rm -r "${dir:?}/$run"
	done
	for run in worse other-test other-from other-table half; do
		cp -r "$dir/$t" "$dir/$run-00000001"
		sed -i 's/^\(uar_pooled\)	[^	]*/\1	0.01/' "$dir/$run-00000001/summary.tsv"
	done
	echo 'TEST = b' >>"$dir/other-test-00000001/settings"
	echo 'FROM = b' >>"$dir/other-from-00000001/settings"
	sed -i 's/^tables.*/tables\/01234567/' "$dir/other-table-00000001/uses"
	awk 'NR % 2' "$dir/$t/predictions.tsv" >"$dir/half-00000001/predictions.tsv"
	run clean-runs KEEP=best >"$T/said"
	(cd "$dir" && echo *-????????) | tr ' ' '\n' | sort >"$T/left"
	printf '%s\n' half-00000001 other-from-00000001 other-table-00000001 other-test-00000001 "$t" | sort | diff - "$T/left"
}

# A clean-runs that is killed leaves no half of a run that looks like a whole one, and
# the next removes the rest.
half_deleted() {
	local dir=$OUT/demo
	mkdir "$T/bin"
	printf '#!/bin/sh\ncase $* in *.gone.*) kill -KILL $PPID; exit ;; esac\nexec %s "$@"\n' "$(command -v rm)" >"$T/bin/rm"
	chmod +x "$T/bin/rm"
	(PATH=$T/bin:$PATH run clean-runs FORCE=1) >"$T/said" 2>&1 && return 1
	ls -d "$dir"/.gone.* >"$T/list" || { cat "$T/said"; return 1; }
	run runs >"$T/said"
	[ "$(wc -l <"$T/said")" -eq 6 ]
	run clean-runs KEEP=whole >"$T/said"
	[ -z "$(ls -d "$dir"/.gone.* 2>/dev/null)" ]
}

# However many folds and seeds: beside the models and the features, next to nothing.
test_room_on_the_disk() {
	local dir=$OUT/demo features rest
	run experiment SCALE=0.1 EPOCHS=1 BATCH=16 FOLDS=12 GROUP=speaker SEEDS=2 SCORE=heldout \
	    NETWORK=pipelines/networks/seed.net >"$T/log" 2>&1 || { tail "$T/log"; return 1; }
	features=$(du -sk "$dir/features" | cut -f 1)
	rest=$(du -sk --exclude=model "$dir/last/" | cut -f 1)
	echo "features $features kB, the run without models $rest kB"
	# Of a block of the disk for each small file: 24 trainings of three.
	rest=$((rest - 4 * $(find "$dir/last/" | wc -l)))
	[ $((10 * (features + rest))) -le $((13 * features)) ]
	[ "$(find "$OUT" -name '*.tensor' -size +64k | wc -l)" -eq 1 ]
	# Nor has a model for use a copy of the corpus.
	run model RECIPE=seed SCALE=0.1 EPOCHS=1 BATCH=16 >"$T/log" 2>&1
	[ "$(find "$OUT" -name '*.tensor' -size +64k | wc -l)" -eq 1 ]
	[ -z "$(find "$OUT" -name 'whole.tensor')" ]
}

# KILLS=100 for more.
test_random_commands() {
	tests/tools/random-runs "${KILLS:-5}" "$T" "${SEED:-$RANDOM}"
}
