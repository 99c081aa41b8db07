# make experiment, on a small demo corpus.

# What make takes for names, and the expansions below for words, has no blanks.
T=$M

run() {
	case " $* " in *" CORPUS="[!d]*) ;; *) set -- SCALE=0.1 "$@" ;; esac
	make --no-print-directory BUILD="$MAKEBUILD" experiment OUT="$T/out" \
	    EPOCHS=2 BATCH=16 JOBS=2 "$@"
}

# stamps DIR: name and time of every file below it.
stamps() {
	(cd "$1" && find . -type f -printf '%p %T@\n' | sort)
}

# remade DIR: names of the files whose stamp changed since $T/before.
remade() {
	stamps "$1" | comm -13 "$T/before" - | sed 's/ .*//'
}

test_from_nothing_to_report_and_again() {
	local dir=$T/out/demo/last first
	run >"$T/log"
	grep -q 'UAR' "$T/log"
	first=$(readlink "$dir")
	grep -qx "report: $T/out/demo/$first/report.html" "$T/log"
	[[ $first =~ ^seed-[0-9a-f]{8}$ ]]

	# Every program of the contract left its file.
	for f in summary.tsv predictions.tsv confusion.tsv confusion.png \
	    confusion.svg training.tsv training.svg folds.tsv report.html run.tsv \
	    fold-1/stats.tensor fold-6/seed-1/model; do
		[ -s "$dir/$f" ] || { echo "no $f"; return 1; }
	done
	[ "$(head -n 1 "$dir/summary.tsv")" = "$(printf 'metric\tmean\tlow\thigh')" ]
	for m in accuracy uar f1_macro f1_weighted accuracy_pooled uar_pooled \
	    f1_macro_pooled f1_weighted_pooled; do
		cut -f 1 "$dir/summary.tsv" | has -x $m
	done

	# Half of all utterances is scored, each once; with SCORE=heldout all.
	n=$(($(wc -l <"$T/out/demo/tables/last/corpus.tsv") - 1))
	scored=$(grep -vc '^#' "$dir/predictions.tsv")
	[ $((2 * scored)) -ge $((n - 24)) ]
	[ $((2 * scored)) -le $((n + 24)) ]
	[ "$(cut -f 1 "$dir/predictions.tsv" | sort | uniq -d | wc -l)" -eq 0 ]
	# Rows say what the table does of the recording.
	head -n 1 "$dir/predictions.tsv" | has -x '# key	session	gender	activation	valence	label	predicted	.*	speaker	fold	seed'

	# A second run does nothing, even without the features.
	stamps "$T/out" >"$T/before"
	run >/dev/null
	[ -z "$(remade "$T/out")" ] || { remade "$T/out"; return 1; }
	rm -r "$T"/out/demo/features/*
	run >/dev/null
	[ -z "$(remade "$T/out")" ] || { remade "$T/out"; return 1; }
	run EPOCHS=1 SCORE=heldout >/dev/null
	[ "$(grep -vc '^#' "$dir/predictions.tsv")" -eq "$n" ]

	# The rate decides the models, not the features; what was there stays.
	stamps "$T/out" >"$T/before"
	run RATE=1e-3 >/dev/null
	remade "$T/out" >"$T/list"
	grep -q fold-3/seed-1/model "$T/list"
	exits 1 grep -e fbank.tensor -e "/$first/" "$T/list"
	stamps "$T/out" | comm -23 "$T/before" - >"$T/list"
	[ ! -s "$T/list" ] || { cat "$T/list"; return 1; }

	# Another front end makes features and what follows, not the speech.
	stamps "$T/out" >"$T/before"
	run EPOCHS=1 FRONT='--bins 30' >/dev/null
	remade "$T/out" >"$T/list"
	grep -q fbank.tensor "$T/list"
	exits 1 grep -e '\.wav$' -e "/$first/" "$T/list"

	# A changed sound is noticed.
	stamps "$T/out" >"$T/before"
	touch "$(find "$T/out/demo/speech" -name '*.wav' | head -n 1)"
	run EPOCHS=1 FRONT='--bins 30' >/dev/null
	remade "$T/out" | has fbank.tensor
}

test_the_same_bytes_for_any_number_of_jobs() {
	local first
	run >/dev/null
	first=$(readlink "$T/out/demo/last")
	mv "$T/out/demo" "$T/first"
	mkdir "$T/out/demo"
	mv "$T/first/speech" "$T/out/demo"
	run JOBS=1 >/dev/null
	[ "$(readlink "$T/out/demo/last")" = "$first" ]
	cmp "$T"/first/features/*/fbank.tensor "$T"/out/demo/features/*/fbank.tensor
	for f in fold-2/seed-1/model predictions.tsv summary.tsv; do
		cmp "$T/first/$first/$f" "$T/out/demo/$first/$f"
	done
}

test_ratings_are_targets_too() {
	local dir=$T/out/demo/last
	run EPOCHS=1 TARGET=activation >/dev/null
	head -n 1 "$dir/predictions.tsv" | has 'low.*medium.*high'
	run EPOCHS=1 TARGET=valence >/dev/null
	[ -s "$dir/report.html" ]
	run EPOCHS=1 TARGET=activation=1:5:2,3,4 >/dev/null
	head -n 1 "$dir/predictions.tsv" | has '1\.\.2.*2\.\.3.*3\.\.4.*4\.\.5'
	grep -q 'Which class of activation, rated from 1 to 5, is it' "$dir/report.html"
	grep -q 'TARGET=activation=1:5:2,3,4' "$dir/report.html"
	[ "$(ls -d "$T"/out/demo/seed-* | wc -l)" -eq 3 ]
	for bad in activation=1:5 dominance 'x=1:5:$(shell echo 2)' x=1:5:; do
		says 'TARGET=.*NAME=LO:HI:CUT' 2 run TARGET="$bad"
	done
}

test_numbers_are_targets() {
	local dir=$T/out/demo/last tab
	tab=$(printf '\t')
	run EPOCHS=1 FOLDS=2 TARGET=label+activation:value+valence:value TRAIN='--weights 1,0.5,0.5' >"$T/log"
	grep -q "^report: .*/report.html" "$T/log"
	head -n 1 "$dir/predictions.tsv" | has "${tab}activation${tab}predicted_activation${tab}valence${tab}predicted_valence${tab}label${tab}predicted${tab}"
	tail -n 1 "$dir/predictions.tsv" | has '^# rows '
	grep -q "^uar_pooled$tab" "$dir/summary.tsv"
	for name in activation valence; do
		grep -q "^ccc_pooled$tab" "$dir/summary-$name.tsv"
		[ -s "$dir/scores-$name.txt" ]
		[ -s "$dir/scatter-$name.svg" ]
		[ -s "$dir/scatter-$name.png" ]
	done
	grep -q 'UAR and CCC of the dev half' "$dir/training.svg"
	head -n 1 "$dir/training.tsv" | has "dev_ccc_activation${tab}dev_ccc_valence"
	# Of a number alone there is nothing about classes.
	run EPOCHS=1 FOLDS=2 TARGET=activation:value >"$T/log"
	grep -q "^report: .*/report.html" "$T/log"
	grep -q "^ccc_pooled$tab" "$dir/summary.tsv"
	[ -s "$dir/scatter-activation.svg" ]
	[ ! -e "$dir/confusion.tsv" ]
	head -n 1 "$dir/folds.tsv" | has "activation=q1${tab}activation=q2"
	# Rows with one of the targets are in, and only they.
	awk -F'\t' -v OFS='\t' 'NR > 1 { if (NR % 4 == 0) $7 = "-"; if (NR % 6 == 0) $3 = "" } { print }' "$(ls "$T"/out/demo/tables/*/corpus.tsv | head -n 1)" >"$T/some.tsv"
	[ "$(pipelines/corpora/groups "$T/some.tsv" key activation:value)" -lt "$(pipelines/corpora/groups "$T/some.tsv" key label+activation:value)" ]
	[ "$(pipelines/corpora/columns "$T/some.tsv" activation:value)" = session,gender,valence ]
	[ "$(pipelines/corpora/columns "$T/some.tsv" label)" = session,gender,activation,valence ]
}

test_wrong_numbers() {
	wrong() {
		says "^experiment: TARGET=.*$2" 2 pipelines/check "TARGET RECIPE" "TARGET=$1" RECIPE="${3-seed}"
	}
	for bad in label+ +label label++activation:value activation:val activation: :value activation:value:value 'x:value y:value'; do
		wrong "$bad" 'NAME:value for a number'
	done
	wrong label+speaker:value 'speaker: that column says which recording it is'
	wrong label+valence 'only one of several targets can be in classes'
	wrong label+valence:value 'RECIPE=prosody has one target' prosody
	wrong valence:value 'RECIPE=best joins probabilities of classes' best
	pipelines/check 'TARGET RECIPE' TARGET=x=1:1e+3:5+y:value RECIPE=cnn
	set -- GROUP=session NORM=all LENGTH=auto NETWORK=pipelines/networks/seed.net \
	    BATCH=128 RATE=1e-4 FRONT= SPLIT= TRAIN= FOLDS= TABLE=mine.tsv
	printf 'path\tlabel\tsession\tmood\n' >"$T/mine"
	printf '/a/%s.wav\t%s\t%s\t%s\n' 1 x 1 1.5 2 y 1 2 3 x 2 - 4 y 2 3 5 x 2 5 >>"$T/mine"
	pipelines/trial "$@" TARGET=label+mood:value <"$T/mine"
	pipelines/trial "$@" TARGET=mood:value <"$T/mine"
	pipelines/trial "$@" TARGET=mood:value KIND=prosody FILTERS='deltas | functionals' TRAINER=linear LINEAR='-C auto' <"$T/mine"
	says 'TARGET=label+joy:value: the table has no column joy; it has: path label session mood' 2 \
	    pipelines/trial "$@" TARGET=label+joy:value <"$T/mine"
	says 'NORM=mood: that would normalise' 2 pipelines/trial "$@" TARGET=label+mood:value NORM=mood <"$T/mine"
	sed 's/	3$/	high/' "$T/mine" | fed says 'TARGET=mood:value: row 4 of the table has mood "high", which is not a number' 2 \
	    pipelines/trial "$@" TARGET=mood:value
	sed 's/	[0-9.]*$/	2/' "$T/mine" | fed says 'TARGET=mood:value: the column mood has 1 value, at least 2' 2 \
	    pipelines/trial "$@" TARGET=mood:value
}

test_any_corpus_by_its_table_and_several_seeds() {
	pipelines/corpora/demo "$T/speech" 0.05 >"$T/demo.tsv"
	# Paths relative to the table, no other columns than the three.
	awk -F '\t' -v d="$T/" 'BEGIN { OFS = "\t" }
	    NR > 1 { sub(d, "", $1) } { print $1, $3, $4 }' "$T/demo.tsv" >"$T/mine.tsv"
	run CORPUS=mine TABLE="$T/mine.tsv" SEEDS=2 FOLDS=3 >"$T/log"
	[ "$(cut -f 2- "$T/out/mine/last/training.tsv" | wc -l)" -eq 13 ]
	ls "$T"/out/mine/last/fold-3/seed-2/model
	exits 2 ls "$T"/out/mine/last/fold-4 2>/dev/null
}

# The model of the fold that holds it out does not know it.
test_a_class_of_one_session_only() {
	local dir=$T/out/mine/last
	pipelines/corpora/demo "$T/speech" 0.05 >"$T/demo.tsv"
	awk -F '\t' 'BEGIN { OFS = "\t" } $4 == 2 && $3 == "neutral" { $3 = "bored" } 1' \
	    "$T/demo.tsv" >"$T/mine.tsv"
	n=$(grep -c bored "$T/mine.tsv")
	[ "$n" -ge 2 ]
	run CORPUS=mine TABLE="$T/mine.tsv" FOLDS=3 SCORE=heldout >"$T/log" 2>"$T/err"
	grep 'records have a label that the training data lacks.*bored' "$T/err"
	grep 'gather: fold .: its training data has no bored' "$T/err"
	head -n 1 "$dir/predictions.tsv" | has 'predicted	angry	bored	happy	neutral'
	[ "$(awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	    $at["label"] == "bored" && $at["bored"] == 0 { n++ } END { print n }' "$dir/predictions.tsv")" = "$n" ]
	awk -F '\t' '$1 == "bored" { exit !($3 == 0 && $2 + $4 + $5 + $6 == '"$n"') }' "$dir/confusion.tsv"
	grep -q bored "$dir/report.html"
}

test_a_failed_step_leaves_no_target() {
	pipelines/corpora/demo "$T/speech" 0.05 >"$T/mine.tsv"
	head -c 1000 /dev/urandom >"$(sed -n 5p "$T/mine.tsv" | cut -f 1)"
	exits 2 run CORPUS=mine TABLE="$T/mine.tsv" >"$T/log" 2>&1
	grep -q 'wav2fbank: .*\.wav' "$T/log"
	[ -z "$(find "$T/out/mine" -name fbank.tensor -o -name report.html -o -name last -path '*/mine/last')" ]
	exits 2 run CORPUS=mine TABLE="$T/no-such.tsv" 2>/dev/null >&2
	[ -z "$(find "$T/out/mine" -name '*.tmp.*')" ]
	exits 2 run CORPUS=nobody DATA="$T" 2>"$T/err" >&2
	exits 2 run RECIPE=nobody 2>"$T/err" >&2
	grep -q 'nobody' "$T/err"
}

test_length_is_a_setting_like_the_others() {
	local dir=$T/out/demo/last first
	run >/dev/null
	first=$(readlink "$dir")
	auto=$(cat "$dir/frames")
	run LENGTH=60 >"$T/log"
	[ "$(readlink "$dir")" != "$first" ]
	[ "$(cat "$dir/frames")" = 60 ]
	grep -q 'cut to 60 frames' "$dir/report.html"
	tensorinfo -a frames "$dir/fold-1/seed-1/model" | sed -n 2p | has '	60$'
	run >/dev/null
	[ "$(readlink "$dir")" = "$first" ]
	[ "$(cat "$dir/frames")" = "$auto" ]
}

test_whatever_is_deleted_is_made_again() {
	local dir f
	run >/dev/null
	dir=$(echo "$T"/out/demo/seed-*)
	for f in scores.txt summary.tsv predictions.tsv confusion.png training.png \
	    frames folds.tsv report.html fold-2/seed-1/model; do
		mv "$dir/$f" "$T/old"
		run >/dev/null
		case $f in
		*.html | *.png) [ -s "$dir/$f" ] ;;
		*) cmp "$T/old" "$dir/$f" ;;
		esac
	done
}

# Killed at random moments, with one to three jobs, and begun anew: the files are
# those of a run that was never killed.  KILLS=100 for more.
test_killed_and_run_again() {
	local dir=$T/out/demo pid i whole=0 ms rc
	run >/dev/null
	mkdir "$T/whole"
	mv "$dir"/{features,seed-*,last} "$T/whole"
	ms=$(date +%s%N)
	run JOBS=1 >/dev/null
	ms=$((($(date +%s%N) - ms) / 1000000))
	rm -r "$dir"/{features,seed-*}
	for i in $(seq "${KILLS:-5}"); do
		setsid bash -c 'exec make --no-print-directory BUILD="$MAKEBUILD" experiment \
		    OUT="$T/out" SCALE=0.1 EPOCHS=2 BATCH=16 JOBS=$1' bash $((RANDOM % 3 + 1)) \
		    >/dev/null 2>"$T/err" &
		pid=$!
		sleep "$(awk -v r=$RANDOM -v ms=$ms 'BEGIN { print r / 32768 * ms / 1000 }')"
		kill -KILL -- -$pid 2>/dev/null || :
		rc=0
		wait $pid 2>/dev/null || rc=$?
		if [ $rc -eq 0 ]; then
			same_experiment
			rm -r "$dir"/{features,seed-*}
			whole=$((whole + 1))
		elif [ $rc -ne 137 ]; then
			cat "$T/err"
			return 1
		fi
	done
	run >/dev/null
	same_experiment
	[ -s "$dir/last/report.html" ]
	[ "$(ls -d "$dir"/seed-*)" = "$dir/$(readlink "$T/whole/last")" ]
	echo "figure experiment/kills $((i - whole))"
	echo "figure experiment/complete-runs $((whole + 1))"
}

same_experiment() {
	local f
	cmp "$T"/whole/features/*/fbank.tensor "$T"/out/demo/features/*/fbank.tensor
	for f in fold-{1,2,6}/seed-1/model fold-4/stats.tensor predictions.tsv summary.tsv folds.tsv training.tsv scores.txt; do
		cmp "$T/whole/last/$f" "$T/out/demo/last/$f"
	done
}

# trains N [NAME=VALUE...]: run with many epochs, in the background as $pid, until
# it is at work inside N folds.
trains() {
	local n=$1
	shift
	setsid make --no-print-directory BUILD="$MAKEBUILD" experiment OUT="$T/out" SCALE=0.1 \
	    EPOCHS=60 BATCH=16 JOBS=2 "$@" >"$T/trains" 2>&1 &
	pid=$!
	until [ "$(find "$T/out" -name checkpoint | wc -l)" -ge "$n" ] || ! kill -0 $pid; do
		sleep 0.02
	done
}

# Inside the training of a fold: it goes on from its checkpoint.
test_killed_in_training() {
	local dir at f
	set -- EPOCHS=60 'TRAIN=--every 0.02'
	run "$@" >/dev/null
	dir=$(echo "$T"/out/demo/seed-*)
	[ -z "$(find "$T/out" -name '*checkpoint*')" ]
	cp -r "$dir" "$T/whole"
	rm "$dir"/fold-*/seed-1/model
	for at in 0.05 0.1 0.2; do
		trains 1 "$@"
		sleep $at
		kill -KILL -- -$pid 2>/dev/null || :
		wait $pid 2>/dev/null || :
	done
	f=$(find "$dir" -name checkpoint | head -n 1)
	[ -s "$f" ]
	# It is what the next run begins with.
	cp "$f" "$T/good"
	head -c 1000 "$T/good" >"$f"
	exits 2 run "$@" >/dev/null 2>"$T/err"
	grep "cnntrain: $f: .*; remove the file to begin anew" "$T/err"
	cp "$T/good" "$f"
	run "$@" >/dev/null
	for f in fold-2/seed-1/model predictions.tsv summary.tsv training.tsv scores.txt; do
		cmp "$T/whole/$f" "$dir/$f"
	done
	[ -z "$(find "$dir" -name checkpoint)" ]
}

# Ended by a signal it has saved the state; with other settings it is another run.
test_ended_in_training() {
	local dir=$T/out/demo/last i
	trains 2 EPOCHS=50000 'TRAIN=--every 0.5'
	kill -TERM -- -$pid
	wait $pid || :
	# Both of them, though each got the signal twice, from here and from make;
	# they may end after make, whose shells do not wait.
	for i in $(seq 200); do
		[ "$(grep -c '^cnntrain: stopped in epoch .* of 50000' "$T/trains")" -lt 2 ] || break
		sleep 0.1
	done
	[ "$i" -lt 200 ]
	run >/dev/null
	[ "$(find "$T/out" -name checkpoint | wc -l)" -eq 2 ]
	[ -z "$(find "$dir/" -name checkpoint)" ]
	[ "$(tail -n 1 "$dir/fold-1/seed-1/training.tsv" | cut -f 1)" = 2 ]
}

test_settings_are_checked() {
	local word
	for word in SCORE=foo TARGET=mood TARGET=speaker=0:4:1,3 TARGET=session=0:4:2 TARGET=key=0:4:2 SEEDS=0 SEEDS=x SEEDS= FOLDS=1 EPOCHS=2x EPOCHS=99999999 \
	    LENGTH=-1 LENGTH=99999999 BATCH=2000000 JOBS=all SCALE=x CLASSES=x \
	    RECIPE=nix CORPUS=nix CORPUS=ravdess NETWORK=nix EPOCH=3 epochs=3 seed=3 Rate=1 foo=1 \
	    'OUT=a b' OUT=-x TABLE=x.tsv DATA="$T" RATE=fast RATE=0 RATE=-1 RATE=1e-4x NORM=Foo \
	    NORM=label NORM= GROUP=label 'GROUP=a b' 'TRAIN=-e 3' 'TRAIN=-qs3' 'SPLIT=-s 3' 'FRONT=-l x' \
	    FRONT=\'x\' 'TRAIN=$(shell)'; do
		exits 2 run "$word" >/dev/null 2>"$T/err"
		grep -q "^experiment: .*${word%%=*}" "$T/err" || { echo "$word"; cat "$T/err"; return 1; }
	done
	grep -q 'there are: CORPUS' <(run nonsense=1 2>&1)
	[ ! -e "$T/out" ]
}

# Those that want the table or the programs: before speech, features or training.
test_settings_are_tried() {
	local word
	printf 'conx 3\ndense classes\n' >"$T/bad.net"
	printf 'conv 8 10\nrelu\nstatpool\ndense 3\n' >"$T/three.net"
	for word in NORM=foo NORM=speaker,foo GROUP=foo SPLIT=--leak 'FRONT=--bins 9000' \
	    FRONT=--nothing 'FRONT=--low 9000' FOLDS=7 TRAIN=--nothing FILTERS=zscore CHANGES=nix PRIOR=3 SCALE=0 'TRAIN=-O magic' LENGTH=3 \
	    "NETWORK=$T/bad.net" "NETWORK=$T/three.net"; do
		exits 2 run "$word" >/dev/null 2>"$T/err"
		case $word in LENGTH=3) word=NETWORK ;; SCALE=0) word='the table has no recordings, SCALE' ;; esac
		grep -q "^experiment: ${word%%=*}=" "$T/err" || { echo "$word"; cat "$T/err"; return 1; }
		[ "$(grep -vc '^make' "$T/err")" -eq 1 ] || { cat "$T/err"; return 1; }
		[ -z "$(find "$T/out" -name '*.wav' -o -name '*.tensor')" ]
	done
	# and are not wrong of what works
	pipelines/corpora/demo -l "$T/speech" 0.05 >"$T/plan"
	printf 'conv 8 10\nrelu\nstatpool\ndense 4\n' >"$T/four.net"
	for word in NORM=key NORM=speaker,bin 'FRONT=-k --bins 40 -x 1' 'FRONT=-t mp3' 'FRONT=-r 0 --key path' \
	    'FRONT=--frame-length 200' GROUP=speaker SPLIT=--allow-leak 'TRAIN=-O sgd --momentum 0.8' \
	    'TRAIN=--every 5 --keep' "NETWORK=$T/four.net" LENGTH=60 BATCH=1 TARGET=valence FOLDS=2; do
		set -- TARGET=label GROUP=session NORM=all LENGTH=auto NETWORK=pipelines/networks/seed.net \
		    BATCH=128 RATE=1e-4 FRONT= SPLIT= TRAIN= FOLDS=
		TMPDIR=$T pipelines/trial "$@" "$word" <"$T/plan" || { echo "$word"; return 1; }
	done
	TMPDIR=$T pipelines/trial "$@" GROUP=key FOLDS=4 SPLIT=--allow-leak <"$T/plan"
	# Classes that are called like the columns of a table of predictions.
	for word in key label predicted speaker fold seed; do
		sed "s/	sad	/	$word	/" "$T/plan" >"$T/mine"
		pipelines/trial "$@" <"$T/mine"
	done
	sed 's/	\(angry\|happy\|neutral\)	/	sad	/' "$T/plan" >"$T/mine"
	says 'TARGET=label: the column has 1 value,' 2 pipelines/trial "$@" <"$T/mine"
	cut -f 1-5 "$T/plan" >"$T/mine"
	says 'TARGET=valence: the table has no such column; it has: path key label session speaker' 2 \
	    pipelines/trial "$@" TARGET=valence <"$T/mine"
	sed 's/activation/dominance/' "$T/plan" >"$T/mine"
	pipelines/trial "$@" TARGET=dominance=1:5:2,3,4 NETWORK="$T/four.net" <"$T/mine"
	says 'NORM=dominance: that would normalise' 2 \
	    pipelines/trial "$@" TARGET=dominance=1:5:2,3,4 NORM=dominance <"$T/mine"
	says 'GROUP=dominance: that is what is to be predicted' 2 \
	    pipelines/trial "$@" TARGET=dominance=1:5:2,3,4 GROUP=dominance <"$T/mine"
	exits 1 ls -d "$T"/tmp.* 2>/dev/null || exits 2 ls -d "$T"/tmp.* 2>/dev/null
}

# The table itself: what foldsplit would refuse is found before any features, and
# a message is one line that names the setting, the table and the sound.
test_the_table_is_tried() {
	local word
	pipelines/corpora/demo -l "$T/speech" 0.05 >"$T/plan"
	set -- TARGET=label GROUP=session NORM=all LENGTH=auto NETWORK=pipelines/networks/seed.net \
	    BATCH=128 RATE=1e-4 FRONT= SPLIT= TRAIN= FOLDS= TABLE=mine.tsv
	refused() {
		says "$1" 2 pipelines/trial "${@:2}" <"$T/mine"
		[ "$(wc -l <"$T/stderr")" -eq 1 ] || { cat "$T/stderr"; return 1; }
	}
	# edit PROGRAM: rows of the plan, columns by name.
	edit() {
		awk -F '\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next }
		    { '"$1"' } 1' "$T/plan" >"$T/mine"
	}
	edit 'if (NR == 4) $at["session"] = "-"'
	refused "^experiment: GROUP=session: foldsplit: mine.tsv: record '$(sed -n 4p "$T/plan" | cut -f 1)': has no attribute session; GROUP can" "$@"
	pipelines/trial "$@" GROUP=speaker <"$T/mine"
	edit 'if (NR == 4) $at["session"] = $at["label"] = "-"'
	pipelines/trial "$@" <"$T/mine"
	edit 'if (NR > 2) next'
	sed 's/\t[a-z]*\t/\tother\t/; 1d' "$T/mine" >>"$T/mine"
	refused '^experiment: GROUP=session: foldsplit: mine.tsv: there is only one group' "$@"
	# A speaker in the last two sessions, not in the first fold.
	edit 'if ($at["session"] == 6 && !done++) $at["speaker"] = last; if ($at["session"] == 5) last = $at["speaker"]'
	refused "^experiment: GROUP=session: foldsplit: mine.tsv: fold 5: speaker '.*GROUP=speaker keeps.*SPLIT=--allow-leak takes" "$@"
	pipelines/trial "$@" SPLIT=--allow-leak <"$T/mine"
	edit 'if (NR == 5) $at["valence"] = 7'
	refused '^experiment: TARGET=valence: foldsplit: mine.tsv: record .*7' "$@" TARGET=valence
	pipelines/trial "$@" <"$T/mine"
	refused '^experiment: FOLDS=7: foldsplit: mine.tsv: 7 folds of 6 groups' "$@" FOLDS=7
	refused '^experiment: TARGET=valence=5:1:3: foldsplit: -t: ' "$@" TARGET=valence=5:1:3
	edit ''
	refused '^experiment: GROUP=key: fold 1 has only one recording' "$@" GROUP=key SPLIT=--allow-leak
	# One session, or none: enough for a model.
	edit '$at["session"] = "a"'
	refused '^experiment: GROUP=session: .*only one group' "$@"
	pipelines/trial "$@" GOAL=model <"$T/mine"
	cut -f 1,2,4,5 "$T/plan" >"$T/mine"
	refused '^experiment: TARGET=label: the table has no such column' "$@" GOAL=model
	cut -f 1-3,5 "$T/plan" >"$T/mine"
	refused '^experiment: GROUP=session: the table has no such column' "$@"
	pipelines/trial "$@" GOAL=model <"$T/mine"
}

# Rows without a target count for no fold: a session that has no others is none,
# and with GROUP=key each recording that has one is a group, with a column key or
# without.
test_folds_are_counted_as_they_are_made() {
	local dir=$T/out/mine/last
	pipelines/corpora/demo "$T/speech" 0.05 >"$T/plan"
	awk -F '\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print; next }
	    $at["session"] == 2 { $at["label"] = "-" } $at["session"] <= 3' "$T/plan" >"$T/mine.tsv"
	run EPOCHS=1 CORPUS=mine TABLE="$T/mine.tsv" >/dev/null
	[ "$(cut -f 2 "$dir/folds.tsv" | tr '\n' ' ')" = 'session 1 3 ' ]
	pipelines/corpora/groups "$T/mine.tsv" session label | has -x 2
	pipelines/corpora/groups "$T/mine.tsv" session valence=1:5:3 | has -x 3
	[ "$(pipelines/corpora/groups "$T/mine.tsv" key label)" -eq \
	    "$(awk -F '\t' 'NR > 1 && $0 !~ /\t-\t/' "$T/mine.tsv" | wc -l)" ]
	cut -f 1,3-5 "$T/mine.tsv" >"$T/few.tsv"
	run EPOCHS=1 CORPUS=few TABLE="$T/few.tsv" GROUP=key FOLDS=3 SPLIT=--allow-leak >/dev/null
	[ "$(wc -l <"$T/out/few/last/folds.tsv")" -eq 4 ]
	# A model wants no session at all.
	awk -F '\t' -v OFS='\t' 'NR > 1 { sub(/\t[0-9]+\t/, "\tone\t") } 1' "$T/few.tsv" >"$T/one.tsv"
	make --no-print-directory BUILD="$MAKEBUILD" model RECIPE=seed OUT="$T/out" CORPUS=one TABLE="$T/one.tsv" \
	    EPOCHS=1 BATCH=16 >"$T/log"
	has "model: $T/out/one/seed-[0-9a-f]*/model-1" <"$T/log"
	exits 2 run CORPUS=one TABLE="$T/one.tsv" >"$T/log" 2>"$T/err"
	grep "^experiment: GROUP=session: foldsplit: $T/one.tsv: there is only one group" "$T/err"
}

test_awkward_names() {
	local dir="$T/it's ü=\$x"
	mkdir "$dir"
	pipelines/corpora/demo "$dir/speech" 0.05 >"$dir/mine.tsv"
	(cd "$dir" && printf '\357\273\277' >bom.tsv && sed 's/$/\r/' mine.tsv >>bom.tsv)
	run CORPUS=mine TABLE="$dir/bom.tsv" FOLDS=2 >/dev/null
	[ -s "$T/out/mine/last/report.html" ]
	# A missing sound is named, with its table.
	rm "$(sed -n 4p "$dir/mine.tsv" | cut -f 1)"
	exits 2 run CORPUS=mine TABLE="$dir/mine.tsv" >/dev/null 2>"$T/err"
	grep -q "files: $dir/mine.tsv: line 4: no such file as .*wav" "$T/err"
}

test_a_model_of_the_whole_corpus() {
	make --no-print-directory BUILD="$MAKEBUILD" model RECIPE=seed OUT="$T/out" SCALE=0.05 EPOCHS=1 \
	    BATCH=16 SEEDS=2 | has "model: .*model-1 .*model-2"
	wav=$(find "$T/out/demo/speech" -name '*.wav' | head -n 1)
	wav2fbank "$wav" | cnneval -m "$T/out/demo/last/model-1" \
	    -m "$T/out/demo/last/model-2" >"$T/rows"
	[ "$(grep -vc '^#' "$T/rows")" -eq 1 ]
}

# Two at the same time, with everything yet to be made: one waits for the other.
test_two_at_once() {
	local dir=$T/out/demo/last first f i
	run >"$T/a" 2>&1 &
	first=$!
	until [ -e "$T/out/demo/speech" ]; do
		kill -0 $first
	done
	run >"$T/b" 2>&1
	wait $first
	has "^experiment: another make, .* is at work in $T/out/demo: waiting" <"$T/b"
	exits 1 grep cnntrain "$T/b"
	exits 1 grep 'is at work' "$T/a"
	# One after the other with other settings as well, each as if alone.
	cp -r "$dir/" "$T/alone"
	rm -r "$T"/out/demo/{seed-*,features}
	for i in 3 2 4 2; do
		run EPOCHS=$i >"$T/log.$i" 2>&1 &
	done
	for i in 1 2 3 4; do
		wait -n
	done
	run >/dev/null
	for f in summary.tsv predictions.tsv confusion.tsv confusion.png confusion.svg \
	    training.tsv training.svg training.png folds.tsv scores.txt fold-6/seed-1/model; do
		cmp "$T/alone/$f" "$dir/$f"
	done
	[ -z "$(find "$T/out" -name '*.tmp.*')" ]
}

# The lock is held by what is still at work, and by nobody that was killed.
test_the_lock() {
	local d=$T/d pid i
	mkfifo "$T/pipe"
	pipelines/alone "$d" bash -c 'cat "$T/pipe" >"$T/late" & kill -KILL $$' || :
	pipelines/alone "$d" cat "$T/late" >"$T/got" 2>"$T/err" &
	pid=$!
	for i in $(seq 200); do
		[ ! -s "$T/err" ] || break
		sleep 0.02
	done
	[ "$(cat "$T/err")" = "experiment: another make, or what one left running, is at work in $d: waiting for its end" ]
	echo whole >"$T/pipe"
	wait $pid
	[ "$(cat "$T/got")" = whole ]
	set -m
	pipelines/alone "$d" bash -c ': >"$T/up"; sleep 100; :' &
	pid=$!
	set +m
	until [ -e "$T/up" ]; do kill -0 $pid; done
	kill -KILL -- -$pid
	wait $pid || :
	mkdir -p "$d/tables/new"
	: >"$d/tables/new/corpus.tsv.tmp.123"
	: >"$d/mine.tmp"
	timeout 20 pipelines/alone "$d" find "$d" -type f | sort >"$T/got"
	printf '%s\n' "$d/lock" "$d/mine.tmp" | cmp - "$T/got"
	exits 7 pipelines/alone "$d" bash -c 'exit 7'
}

# Ended while a table is made: SIGKILL leaves a file, and so may two SIGTERMs
# within half a millisecond, of the group and of make, which bash dies of before
# its trap on exit has run rm.  The next run removes it.
test_no_litter() {
	local signal pid left
	mkdir "$T/bin"
	printf '#!/bin/sh\n[ "$1" != --version ] || { echo "text-to-speech: 0"; exit; }\nexec sleep 60\n' >"$T/bin/espeak-ng"
	chmod +x "$T/bin/espeak-ng"
	for signal in KILL TERM INT 'TERM of make alone' KILL; do
		set -m
		PATH=$T/bin:$PATH make --no-print-directory BUILD="$MAKEBUILD" experiment \
		    OUT="$T/out" SCALE=0.1 JOBS=2 >/dev/null 2>&1 &
		pid=$!
		set +m
		until [ -n "$(find "$T/out" -path '*/.demo.tmp.*/0.wav' 2>"$T/err")" ]; do
			kill -0 $pid
		done
		[ "$(find "$T/out" -name 'corpus.tsv.tmp.*' | wc -l)" -eq 1 ]
		case $signal in
		*alone) kill -TERM $pid ;;
		*) kill -$signal -- -$pid ;;
		esac
		wait $pid || :
		# What make has not waited for: the importer, if nobody told it to end.
		case $signal in
		*alone) exits 1 flock -n "$T/out/demo/lock" true ;;
		*) timeout 20 flock "$T/out/demo/lock" true ;;
		esac
		left=$(find "$T/out" -name 'corpus.tsv*' | wc -l)
		[ "$left" -le 1 ]
		[ "$signal" != KILL ] || [ "$left" -eq 1 ]
		kill -KILL -- -$pid || :
		rm -rf "$T"/out/demo/speech/.demo.tmp.*
	done
	run EPOCHS=1 >/dev/null
	find "$T/out" -name '*.[0-9]*' >"$T/list"
	[ ! -s "$T/list" ] || { cat "$T/list"; return 1; }
}
