# Recipes of make experiment beyond the seed, and what is done with their models, on
# a small demo corpus.

# What make takes for names, and the expansions below for words, has no blanks.
T=$M

# run GOAL RECIPE [NAME=VALUE...]
run() {
	make --no-print-directory BUILD="$MAKEBUILD" "$1" OUT="$T/out" SCALE=0.1 JOBS=2 RECIPE="$2" "${@:3}"
}

# stamps DIR: name and time of every file below it.
stamps() {
	(cd "$1" && find . -type f -printf '%p %T@\n' | sort)
}

# remade DIR: names of the files whose stamp changed since $T/before.
remade() {
	stamps "$1" | comm -13 "$T/before" - | sed 's/ .*//'
}

# labels FILE: key and label of each row of a table of predictions.
labels() {
	awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } !/^#/ { print $1, $at["label"] }' "$1" | sort
}

# rows FILE: of a table of predictions.
rows() {
	grep -vc '^#' "$1"
}

# features DIR: those of a run.
features() {
	echo "$T/out/demo/$(grep ^features "$1/uses")"/*.tensor
}

# The functionals and their linear model: no seeds, copies in training only.
test_the_recipe_prosody() {
	local dir=$T/out/demo/last n f
	lin() { run "$1" prosody "${@:2}"; }
	lin experiment >"$T/log"
	has "report: $T/out/demo/$(readlink "$dir")/report.html" <"$T/log"
	n=$(($(wc -l <"$T/out/demo/tables/last/corpus.tsv") - 1))
	[ "$(rows "$dir/predictions.tsv")" -eq "$n" ]
	exits 1 grep '~' "$dir/predictions.tsv"
	tensorinfo -a copy "$(features "$dir")" | has 'speed=0.9'
	[ ! -e "$dir/training.tsv" ]
	exits 1 grep 'epochs' "$dir/report.html"
	stamps "$T/out" >"$T/before"
	lin experiment >/dev/null
	[ -z "$(remade "$T/out")" ] || { remade "$T/out"; return 1; }

	# The same bytes by one job; other copies make other features.
	cp -r "$dir/" "$T/first"
	rm -r "$T"/out/demo/{prosody-*,features}
	lin experiment JOBS=1 >/dev/null
	for f in predictions.tsv summary.tsv fold-6/seed-1/model; do
		cmp "$T/first/$f" "$dir/$f"
	done
	lin experiment COPIES= >/dev/null 2>&1
	exits 1 cmp -s "$T/first/predictions.tsv" "$dir/predictions.tsv"

	# A model, and the pipe that is printed.
	lin model COPIES= >"$T/log"
	f=$(find "$T/out/demo/speech" -name '*.wav' | sort | sed -n 1p)
	sh -c "$(sed -n "s|^use: \(wav2.*\)call.wav\(.*\)|\1 $f\2|p" "$T/log")" >"$T/rows"
	[ "$(rows "$T/rows")" -eq 1 ]
	sh -c "$(sed -n "s|^use: \(tonfall.*\) call.wav|\1 -q -f tsv $f|p" "$T/log")" >"$T/row"
	[ "$(sed -n 2p "$T/row" | cut -f 7-)" = "$(sed -n 2p "$T/rows" | cut -f 4-7)" ]
	lin model COPIES= ADAPT=speaker >"$T/log"
	exits 1 has 'use: tonfall' <"$T/log"

	# Each speaker by what was judged neutral: a table of the same recordings.
	lin experiment COPIES= ADAPT=speaker FOLDS=2 >"$T/log"
	speaker=$(sed -n 's/^report: \(.*\)\/report.html$/\1/p' "$T/log")
	lin experiment COPIES= FOLDS=2 >"$T/log"
	none=$(sed -n 's/^report: \(.*\)\/report.html$/\1/p' "$T/log")
	pipelines/neutral "$none" "$speaker" 5 >"$T/neutral"
	cut -f 1 "$T/neutral" | grep -v '^#' | sort | cmp - <(cut -f 1 "$none/predictions.tsv" | grep -v '^#' | sort)
	exits 1 cmp -s "$T/neutral" "$speaker/predictions.tsv"
	confmat -q -S "$T/scores" "$T/neutral"
}

# A table without speakers, and one with a speaker in two sessions: neither claims
# that nobody was in training and held out.
test_speakers_who_may_be_known() {
	local mine=$T/out/mine/last
	pipelines/corpora/demo "$T/speech" 0.05 >"$T/plan"
	cut -f 1,3,4 "$T/plan" >"$T/mine.tsv"
	run_mine() { make --no-print-directory BUILD="$MAKEBUILD" "$1" OUT="$T/out" JOBS=2 RECIPE=prosody COPIES= CORPUS=mine TABLE="$T/mine.tsv" "${@:2}"; }
	run_mine experiment >/dev/null
	for f in scores.txt methods.txt report.html; do
		grep 'The table has no speakers, so it was not checked that nobody is both' "$mine/$f"
	done
	exits 1 grep -i 'nothing \(is\|was\) known' "$mine"/{scores,methods}.txt "$mine/report.html"
	run_mine model >/dev/null
	# Once each has one, speakers are what inner folds divide.
	run_mine model V=1 LINEAR='-C 0.01 -k 0' >"$T/log" 2>&1
	grep 'lineartrain .*-b key' "$T/log"
	awk -F '\t' -v OFS='\t' '{ print $1, $3, NR == 1 ? $4 : NR % 3, $5 }' "$T/plan" >"$T/mine.tsv"
	run_mine experiment V=1 LINEAR='-C 0.01 -k 0' SPLIT=--allow-leak >"$T/log" 2>&1
	exits 1 grep 'lineartrain .*-b key' "$T/log"
	for f in scores.txt methods.txt report.html; do
		grep 'speakers, such as [A-Z0-9]*, were both in training and held out (SPLIT=--allow-leak)' "$mine/$f"
	done
	exits 1 grep 'nothing was known' "$mine/scores.txt"
	says 'usage: unnamed' 2 pipelines/unnamed
}

# Each recording by itself: protocol T, of features of its own, in which as much
# is said.
test_statistics_of_the_recording() {
	local dir=$T/out/demo/last
	run experiment prosody COPIES= ADAPT=recording 'LINEAR=-C 1e-4' >"$T/log"
	has "report: $T/out/demo/$(readlink "$dir")/report.html" <"$T/log"
	tail -n 2 "$dir/predictions.tsv" | has '^# protocol T$'
	tensorinfo -a front "$(features "$dir")" | has ' mean=voiced '
	tensorinfo -a speech "$(features "$dir")" | cut -f 1,6 >"$T/speech"
	has 'standardised by .* the training recordings, after the mean of each contour over the voiced frames of each recording was subtracted' \
	    <"$dir/methods.txt"
	run experiment prosody COPIES= 'LINEAR=-C 1e-4' >"$T/log"
	tensorinfo -a speech "$(features "$dir")" | cut -f 1,6 | diff - "$T/speech"
	awk '$2 > 0.1 { n++ } END { exit n == 0 }' "$T/speech"
	exits 1 grep 'was subtracted' "$dir/methods.txt"
}

# Of a speaker's own statistics the folder says so; without speakers they are
# refused before any work.
test_speakers_statistics() {
	local dir=$T/out/demo/last
	set -- BUILD="$MAKEBUILD" experiment OUT="$T/out" JOBS=2 RECIPE=prosody COPIES= ADAPT=speaker
	make --no-print-directory "$@" SCALE=0.1 >"$T/log"
	[ -s "$dir/report.html" ]
	[[ $(readlink "$dir") = prosody-speaker-* ]]
	tail -n 2 "$dir/predictions.tsv" | has '^# protocol S$'
	# What they lean on makes other models of the same features.
	cp "$dir/predictions.tsv" "$T/first"
	stamps "$T/out" >"$T/before"
	make --no-print-directory "$@" SCALE=0.1 PRIOR=20 >"$T/log" 2>&1
	exits 1 cmp -s "$dir/predictions.tsv" "$T/first"
	remade "$T/out" >"$T/list"
	grep -q fold-1/seed-1/model "$T/list"
	exits 1 grep prosody.tensor "$T/list"
	[ "$(ls "$T/out/demo/features" | wc -l)" -eq 1 ]
	pipelines/corpora/demo "$T/speech" 0.05 >"$T/demo.tsv"
	cut -f 1-4 "$T/demo.tsv" >"$T/mine.tsv"
	says 'ADAPT=speaker: the table has no column speaker; it has: path' 2 \
	    make --no-print-directory "$@" CORPUS=mine TABLE="$T/mine.tsv"
	awk -F '\t' -v OFS='\t' 'NR == 3 { $5 = "-" } 1' "$T/demo.tsv" >"$T/mine.tsv"
	says 'ADAPT=speaker: row 2 of the table has no speaker' 2 \
	    make --no-print-directory "$@" CORPUS=mine TABLE="$T/mine.tsv"
	[ -z "$(find "$T/out/mine" -name '*.tensor')" ]
}

# What a recipe has no use for is an error, whatever comes of it otherwise.
test_settings_of_other_recipes() {
	local word
	says 'EPOCHS=3: RECIPE=prosody has no network' 2 pipelines/check 'RECIPE EPOCHS' RECIPE=prosody EPOCHS=3
	says 'SEEDS=2: RECIPE=prosody uses no random numbers' 2 pipelines/check 'RECIPE SEEDS' RECIPE=prosody SEEDS=2
	says 'LINEAR=-C: RECIPE=seed has no linear model' 2 pipelines/check 'LINEAR' 'LINEAR=-C 1'
	says 'NORM=all or ADAPT=speaker, not both' 2 pipelines/check 'NORM ADAPT' NORM=all ADAPT=speaker
	says 'ADAPT=foo: none, speaker' 2 pipelines/check ADAPT ADAPT=foo
	says 'FILTERS=rm x: there is no program rm' 2 pipelines/check FILTERS 'FILTERS=rm x'
	says 'FILTERS=zscore -o x: the experiment gives -o itself' 2 pipelines/check FILTERS 'FILTERS=zscore -o x'
	says 'FILTERS=deltas |: programs' 2 pipelines/check FILTERS 'FILTERS=deltas |'
	says 'COPIES=.x: copies with commas' 2 pipelines/check COPIES 'COPIES=$x'
	says 'INNER=1: at least 2' 2 pipelines/check INNER INNER=1
	for word in prosody cnn rbf; do
		says "INNER=3: RECIPE=$word has no such inner folds except in make choose and make search; recipes that join others have: best" 2 pipelines/check 'RECIPE INNER' RECIPE=$word INNER=3
		GOAL=search pipelines/check 'RECIPE INNER' RECIPE=$word INNER=3
		GOAL=inner pipelines/check 'RECIPE INNER' RECIPE=$word INNER=3
	done
	pipelines/check 'RECIPE INNER' RECIPE=best INNER=3
	says 'INNER=3: RECIPE=seed has no such inner folds' 2 make --no-print-directory -s experiment OUT="$T/out" INNER=3
	says "COPIES=speed=0.9,speed=1: wav2prosody: --copies: 'speed=1' changes nothing" 2 make --no-print-directory -s \
	    BUILD="$MAKEBUILD" experiment OUT="$T/out" SCALE=0.05 RECIPE=prosody COPIES=speed=0.9,speed=1
	# quotes or a | that were forgotten
	says "LINEAR=0.01: options begin with -; a value with blanks in it needs quotes around it" 2 \
	    pipelines/check 'RECIPE LINEAR' RECIPE=prosody LINEAR=0.01
	says 'FRONT=bins 80: options begin with -' 2 pipelines/check 'FRONT' 'FRONT=bins 80'
	says 'SPLIT=b: options begin with -' 2 pipelines/check SPLIT SPLIT=b
	pipelines/check 'FRONT TRAIN' 'FRONT= --bins 80' TRAIN=
	says 'FILTERS=deltas --order 1 functionals: deltas | functionals, with | between programs' 2 \
	    pipelines/check FILTERS 'FILTERS=deltas --order 1 functionals'
	# which it would do nothing for
	for word in RECIPE=prosody RECIPE=best 'RECIPE=rbf ADAPT=recording'; do
		set -- $word
		says 'PRIOR=3 needs ADAPT=speaker or corpus: RECIPE=[a-z]* has no' 2 pipelines/check 'RECIPE ADAPT PRIOR' "$@" PRIOR=3
		pipelines/check 'RECIPE ADAPT PRIOR' "$@" PRIOR= ADAPT=speaker
	done
	pipelines/check 'RECIPE PRIOR' RECIPE=cnn PRIOR=3
	says 'CHANGES=.x: changes' 2 pipelines/check CHANGES 'CHANGES=$x'
	pipelines/check 'RECIPE ADAPT LINEAR FILTERS COPIES PRIOR' RECIPE=prosody ADAPT=speaker 'LINEAR=-C 1e-4' \
	    'FILTERS=deltas --order 2 | functionals' COPIES=speed=0.9+noise=20 PRIOR=5
}

# A model with a kernel, of the features of another recipe.
test_the_recipe_rbf() {
	local dir=$T/out/demo/last
	set -- ADAPT=speaker COPIES= FOLDS=2
	run experiment rbf "$@" >"$T/log" 2>"$T/err" || { tail "$T/err"; return 1; }
	has "report: $T/out/demo/$(readlink "$dir")/report.html" <"$T/log"
	grep -q 'kernel <code>rbf</code>; options <code>-C 1 -k 3</code>' "$dir/report.html"
	tensorinfo -a network "$dir/fold-1/seed-1/model" | has 'rbf [0-9]* 0.25; dense classes'
	stamps "$T/out/demo/features" >"$T/before"
	run experiment prosody "$@" 'LINEAR=-C 1e-4' >/dev/null 2>"$T/err" || { tail "$T/err"; return 1; }
	[ -z "$(remade "$T/out/demo/features")" ] || { remade "$T/out"; return 1; }
}

# Two recipes joined; the weights of a fold know nothing of what it holds out.
test_the_recipe_best() {
	local dir=$T/out/demo/last f n
	set -- best EPOCHS=1 COPIES= FOLDS=3 'LINEAR=-C 1e-4'
	run experiment "$@" SEEDS=2 >"$T/log" 2>"$T/err" || { tail "$T/err"; return 1; }
	has "report: $T/out/demo/$(readlink "$dir")/report.html" <"$T/log"
	exits 1 grep 'warning' "$T/err"
	n=$(($(wc -l <"$T/out/demo/tables/last/corpus.tsv") - 1))
	[ "$(rows "$dir/predictions.tsv")" -eq $((2 * n)) ]
	for f in 1 2 3; do
		sed 1d "$dir/fold-$f/seed-1/predictions.tsv" | grep -v '^#' | cut -f 1 | sort >"$T/held"
		for m in prosody-noise cnn-noise; do
			sed 1d "$dir/members/$m/fold-$f/inner/predictions.tsv" | grep -v '^#' | cut -f 1 |
			    sort >"$T/within"
			[ -z "$(comm -12 "$T/held" "$T/within")" ]
			[ $(($(wc -l <"$T/held") + $(wc -l <"$T/within"))) -eq "$n" ]
		done
		# Nobody predicted there was in the training of that model.
		foldsplit -q -b session -k 3 -f $f -p train "$(features "$dir/members/prosody-noise")" |
		    foldsplit -q -b speaker -k 3 -f 2 -p train | tensorinfo -a speaker | sed 1d |
		    awk '{ print $NF }' | sort -u >"$T/trained"
		awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		    !/^#/ { print $at["speaker"] }' "$dir/members/prosody-noise/fold-$f/inner/fold-2/seed-1/predictions.tsv" | sort -u >"$T/predicted"
		[ -s "$T/trained" ]
		[ -s "$T/predicted" ]
		[ -z "$(comm -12 "$T/trained" "$T/predicted")" ]
	done
	grep -q 'nothing is fitted on what is scored' "$dir/report.html"
	stamps "$T/out" >"$T/before"
	run experiment "$@" SEEDS=2 >/dev/null
	[ -z "$(remade "$T/out")" ] || { remade "$T/out"; return 1; }

	# In one folder, with the program that is printed.
	run model "$@" >"$T/log"
	has "model: $T/out/demo/$(readlink "$dir")/model" <"$T/log"
	f=$(find "$T/out/demo/speech" -name '*.wav' | sort | sed -n 1p)
	cp -r "$dir/model" "$T/moved"
	"$T/moved/recognise" "$f" >"$T/rows"
	[ "$(rows "$T/rows")" -eq 1 ]
	# and in one file for tonfall, with the same numbers
	has "use: tonfall -m $T/out/demo/$(readlink "$dir")/model/tonfall.model call.wav" <"$T/log"
	says 'recipe best, corpus demo' 0 tonfall --speech 0 -m "$T/moved/tonfall.model" "$f" >"$T/packed"
	awk -F '\t' 'NR == 2 { for (i = 6; i <= NF; i++) print $i }' "$T/packed" >"$T/want"
	awk -F '\t' -v n="$(wc -l <"$T/want")" '!/^#/ { for (i = 3; i < 3 + n; i++) print $i }' "$T/rows" | diff "$T/want" -
	"$T/moved/recognise" -l "$T/out/demo/tables/last/corpus.tsv" >"$T/rows"
	[ "$(rows "$T/rows")" -eq "$n" ]
	says 'usage: recognise SOUND' 2 "$T/moved/recognise"
	exits 1 "$T/moved/recognise" "$T/none.wav" 2>/dev/null >&2
	says 'each model reads the sounds, so they must be files' 2 "$T/moved/recognise" - <"$f"
}

test_speakers_for_weights() {
	pipelines/corpora/demo "$T/speech" 0.05 >"$T/demo.tsv"
	cut -f 1-4 "$T/demo.tsv" >"$T/mine.tsv"
	says 'RECIPE=best: the table has no column speaker' 2 \
	    make --no-print-directory BUILD="$MAKEBUILD" experiment OUT="$T/out" RECIPE=best CORPUS=mine TABLE="$T/mine.tsv"
	says 'experiment: TRAIN=--nothing: cnntrain' 2 \
	    make --no-print-directory BUILD="$MAKEBUILD" experiment OUT="$T/out" RECIPE=best CORPUS=mine TABLE="$T/demo.tsv" \
	    TRAIN=--nothing
	[ -z "$(find "$T/out/mine" -name '*.tensor')" ]
}

# Changed sounds are those that were held out, recognised by the same models.
test_changed_sounds() {
	local dir=$T/out/demo/last n
	set -- robust prosody COPIES= FOLDS=2 'LINEAR=-C 1e-4' 'CHANGES=gain=-6 pink=0'
	run "$@" >"$T/log"
	n=$(rows "$dir/predictions.tsv")
	[ "$(rows "$dir/robust/gain-6/predictions.tsv")" -eq "$n" ]
	[ "$(rows "$dir/robust/pink-0/predictions.tsv")" -eq "$n" ]
	[ "$(cut -f 1 "$dir/robust/table.tsv" | tr -d ' ' | tr '\n' ,)" = '#sounds,astheyare,gain=-6,pink=0,' ]
	tail -n 4 "$T/log" | cmp - "$dir/robust/table.tsv"
	labels "$dir/predictions.tsv" >"$T/clean"
	labels "$dir/robust/pink-0/predictions.tsv" | cmp - "$T/clean"
	exits 1 cmp -s "$dir/predictions.tsv" "$dir/robust/pink-0/predictions.tsv"
	stamps "$T/out" >"$T/before"
	run "$@" >/dev/null
	[ -z "$(remade "$T/out")" ] || { remade "$T/out"; return 1; }
	# Fewer changes: the table is of these.
	run robust prosody COPIES= FOLDS=2 'LINEAR=-C 1e-4' CHANGES=pink=0 >"$T/log"
	[ "$(cut -f 1 "$dir/robust/table.tsv" | tr -d ' ' | tr '\n' ,)" = '#sounds,astheyare,pink=0,' ]
	says 'CHANGES=x=.y: changes of sounds' 2 run robust prosody 'CHANGES=x=$y'
}

# A star for the best candidate of each fold; what is there is not made again.
test_choice_within_training_parts() {
	local n
	choice() {
		make -s --no-print-directory BUILD="$MAKEBUILD" choose OUT="$T/out" SCALE=0.1 JOBS=2 \
		    FOLDS=2 COPIES= 'LINEAR=-C 1' CANDIDATES="$T/list"
	}
	printf '# recipe\twhat\tsettings\nprosody\tC\tLINEAR=-C 1e-6\nprosody\tC\tLINEAR=-C 1e-3\nseed\tRATE\tRATE=1\n' >"$T/list"
	printf 'prosody/speaker\tprior\tPRIOR=5\n' >>"$T/list"	# of the other protocol
	choice >"$T/table"
	[ "$(grep -c '^| `LINEAR=-C 1e-' "$T/table")" -eq 2 ]
	exits 1 grep PRIOR "$T/table"
	n=$(grep -o ' \*' "$T/table" | wc -l)
	[ "$n" -ge 2 ]
	[ "$n" -le 4 ]
	[ -z "$(find "$T/out" -name report.html)" ]
	stamps "$T/out" >"$T/before"
	choice | cmp - "$T/table"
	[ -z "$(remade "$T/out")" ] || { remade "$T/out"; return 1; }
	: >"$T/list"
	exits 2 choice 2>"$T/err"
	grep '^choose: .*/list has no candidates for the recipe prosody' "$T/err"
}

# The same predictions of a network, whose recipe has other makefiles: each training
# part once, and none of the records held out.
test_a_network_within_training_parts() {
	local dir f n
	make -s --no-print-directory BUILD="$MAKEBUILD" inner RECIPE=cnn OUT="$T/out" SCALE=0.05 JOBS=2 FOLDS=2 \
	    EPOCHS=1 BATCH=16 >"$T/made"
	[ "$(grep -c '^inner: ' "$T/made")" -eq 2 ]
	dir=$(echo "$T"/out/demo/cnn-*)
	for f in 1 2; do
		n=$(grep -v '^#' "$dir/fold-$f/inner/predictions.tsv" | cut -f 1 | sort -u | wc -l)
		[ "$n" -eq "$(grep -vc '^#' "$dir/fold-$f/inner/predictions.tsv")" ]
		[ "$n" -gt 0 ]
		[ "$n" -lt $(($(wc -l <"$T/out/demo/tables/last/corpus.tsv") - 1)) ]
	done
	# What one fold trains on is what the other holds out.
	cat "$dir"/fold-[12]/inner/predictions.tsv | grep -v '^#' | cut -f 1 | sort | uniq -d >"$T/twice"
	[ ! -s "$T/twice" ]
}

# parts RECIPE FILE: the table of its parts, those of the file.
parts() {
	make -s --no-print-directory BUILD="$MAKEBUILD" ablation RECIPE="$1" PARTS="$2" OUT="$T/out" SCALE=0.1 JOBS=2 \
	    FOLDS=2 "${@:3}"
}

# A table for each protocol, with a row for each part that it has.
test_parts_left_out() {
	printf '# recipe\twhat\tsettings\nprosody\tmel\tFRONT=--contours f0,energy\n' >"$T/list"
	printf 'prosody/speaker\tlevels\tFILTERS=functionals;LINEAR=-C 1e-3\nseed\trate\tRATE=1\n' >>"$T/list"
	parts prosody "$T/list" COPIES= >"$T/table"
	cut -d '|' -f 2 "$T/table" | grep . | sed 's/^ *//; s/ *$//' >"$T/rows"
	printf '%s\n' 'demo, RECIPE=prosody ADAPT=none' --- 'the whole recipe' mel \
	    'demo, RECIPE=prosody ADAPT=speaker' --- 'the whole recipe' mel levels | diff - "$T/rows"
	grep -c '^| mel | [0-9.]* ([0-9. to]*) | [+-][0-9.]* (' "$T/table" | has -x 2
	grep -q 'FILTERS = functionals$' "$T"/out/ablation/demo/prosody-speaker-*/settings
	stamps "$T/out" >"$T/before"
	parts prosody "$T/list" COPIES= | cmp - "$T/table"
	[ -z "$(remade "$T/out")" ] || { remade "$T/out"; return 1; }
	parts prosody "$T/list" COPIES= ADAPT=speaker | cmp - <(sed -n '/ADAPT=none/,/^$/d; p' "$T/table" | sed '1{/./s/^/\n/}')
}

# The demo corpus alone: a row a recipe, both protocols with intervals; what is there
# is not run again; the rows take the place of others in a file.
test_the_table_of_results() {
	OUT=$T/out BUILD=$MAKEBUILD pipelines/results '' '' SCALE=0.1 FOLDS=2 JOBS=2 >"$T/table"
	head -n 1 "$T/table" | has '^| corpus | recipe | T: .* | S: '
	sed 1,2d "$T/table" | cut -d '|' -f 3 | tr -d ' ' | tr '\n' ' ' | has -x 'seed prosody '
	[ "$(sed 1,2d "$T/table" | grep -cE '^\| demo \(synthetic\) \| [a-z]+( \| [0-9.]+ \([0-9.]+ to [0-9.]+\)){2} \| `make')" -eq 2 ]
	confmat -q -S "$T/scores" "$T"/out/results/demo/prosody-speaker-*/predictions.tsv
	uar=$(awk '$1 == "uar_pooled" { printf "%.1f", 100 * $2 }' "$T/scores")
	awk -F '|' 'NR == 4 { print $5 }' "$T/table" | has "^ $uar ("
	stamps "$T/out/results" >"$T/before"
	OUT=$T/out BUILD=$MAKEBUILD pipelines/results '' '' SCALE=0.1 FOLDS=2 JOBS=2 | cmp - "$T/table"
	remade "$T/out/results" | grep -v '\.log$' >"$T/again" || :
	[ ! -s "$T/again" ] || { cat "$T/again"; return 1; }
	printf 'before\n<!-- results -->\nold\n<!-- /results -->\nafter\n' >"$T/page.md"
	pipelines/insert results "$T/page.md" <"$T/table"
	{ printf 'before\n<!-- results -->\n'; cat "$T/table"; printf '<!-- /results -->\nafter\n'; } | cmp - "$T/page.md"
	# an experiment that fails says so, and there is no table
	says '^experiment: FOLDS=x: ' 1 env OUT="$T/bad" BUILD="$MAKEBUILD" pipelines/results '' '' FOLDS=x >"$T/none"
	[ "$(wc -l <"$T/none")" -eq 2 ]
}

# The members that the tree's own list names are those of the recipe; without one, the
# others are joined anew.
test_members_left_out() {
	grep ^best pipelines/ablation.txt >"$T/list"
	local dir f
	parts best "$T/list" COPIES= EPOCHS=1 INNER=2 'LINEAR=-C 1e-4' >"$T/table"
	[ "$(grep -c '^| the linear model | ' "$T/table")" -eq 2 ]
	[ "$(grep -c '^| the network | ' "$T/table")" -eq 2 ]
	[ "$(grep -c '^| the kernel | ' "$T/table")" -eq 1 ]
	dir=$(echo "$T"/out/ablation/demo/best-speaker-*)
	for f in 1 2; do
		fuse --fit -o "$T/fusion" prosody="$dir/members/prosody/fold-$f/inner/predictions.tsv" \
		    rbf="$dir/members/rbf/fold-$f/inner/predictions.tsv"
		fuse -m "$T/fusion" prosody="$dir/members/prosody/fold-$f/seed-1/predictions.tsv" \
		    rbf="$dir/members/rbf/fold-$f/seed-1/predictions.tsv" | grep -v '^#' | cut -f 1-12
	done >"$T/want"
	grep -v '^#' "$dir/without/cnn/predictions.tsv" | cut -f 1-12 | diff - "$T/want"
}
