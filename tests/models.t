# The models that come with tonfall, how they are made, and experiments that start
# from a model.

tab=$(printf '\t')

run() { make -s --no-print-directory BUILD="$MAKEBUILD" JOBS=2 SCALE=0.1 FOLDS=2 RECIPE=cnn EPOCHS=2 "$@"; }

# A network of the same layers that is quick, of the sounds alone.
small() {
	echo 'conv 8 5; batchnorm; relu; maxpool 2; conv 8 5; batchnorm; relu; statpool; dense classes' >"$M/net"
	run NETWORK="$M/net" COPIES= "$@"
}

test_pool() {
	printf 'path\tkey\tlabel\tsession\tspeaker\n/a/1\tx\thappy\t1\tanna\n/a/2\ty\tsad\t2\t-\n' >"$T/a"
	printf '# label\tspeaker\tpath\tmore\tsession\tkey\nsad\tanna\t/b/1\tm\t1\tx\n' >"$T/b"
	pipelines/pool one="$T/a" two_2="$T/b" >"$T/both"
	printf 'path\tkey\tlabel\tsession\tspeaker\tmore\tcorpus\n/a/1\tone-x\thappy\tone-1\tone-anna\t-\tone\n' >"$T/want"
	printf '/a/2\tone-y\tsad\tone-2\t-\t-\tone\n/b/1\ttwo_2-x\tsad\ttwo_2-1\ttwo_2-anna\tm\ttwo_2\n' >>"$T/want"
	cmp "$T/want" "$T/both"
	for wrong in '' x =x x= -x=y 'a b=c' "a:b=$T/a"; do
		# shellcheck disable=SC2086
		exits 2 pipelines/pool ${wrong:+"$wrong"} 2>"$T/err"
	done
	says "pool: $T/none: no such file" 1 pipelines/pool a="$T/none"
	says 'pool: two corpora are called a' 1 pipelines/pool a="$T/a" a="$T/b"
	printf 'path\tlabel\na\tx\n' >"$T/c"
	says "pool: $T/c: line 2: the path 'a' is not absolute" 1 pipelines/pool c="$T/c"
	printf 'path\tlabel\n' >"$T/c"
	says "pool: $T/c: no rows below the header" 1 pipelines/pool c="$T/c"
	printf 'label\tkey\nx\ty\n' >"$T/c"
	says "pool: $T/c: no column path" 1 pipelines/pool c="$T/c"
	says "pool: $T/both: has a column corpus already" 1 pipelines/pool a="$T/a" both="$T/both"
}

test_insert() {
	printf 'a\n.\\" card\nold\n.\\" /card\nb\n' >"$T/x.7"
	printf 'new\n.It & \\e\n' | pipelines/insert card "$T/x.7"
	printf 'a\n.\\" card\nnew\n.It & \\e\n.\\" /card\nb\n' | cmp - "$T/x.7"
	printf 'a\n<!-- card -->\n<!-- /card -->\n' >"$T/x.md"
	echo new | pipelines/insert card "$T/x.md"
	printf 'a\n<!-- card -->\nnew\n<!-- /card -->\n' | cmp - "$T/x.md"
	says "insert: $T/x.7: no lines '.\\\\\" none'" 1 pipelines/insert none "$T/x.7" </dev/null
}

# An experiment from a model of other recordings: settings say from which, and other
# parameters in the same file are another experiment.
test_experiment_from_a_model() {
	local init=$M/init dir=$M/out/demo/last
	small model OUT="$M/other" SCALE=0.05 >"$T/log" 2>&1 || { tail -n 5 "$T/log"; return 1; }
	cp "$M/other/demo/last/model-1" "$init"
	small experiment OUT="$M/out" INIT="$init" FREEZE=1-4,6 >"$T/log" 2>&1 || { tail -n 5 "$T/log"; return 1; }
	for model in "$dir"/fold-[12]/seed-1/model; do
		tests/tools/tensors.py "$model" >"$T/text"
		grep -qx 'frozen 1-4,6' "$T/text"
		grep -qx 'initial [0-9a-f]\{16\}' "$T/text"
	done
	grep -qxF "INIT = $init" "$dir/settings"
	grep -qx 'FREEZE = 1-4,6' "$dir/settings"
	grep -q "^MODEL = .* sha256:" "$dir/settings"
	# again: nothing is trained
	small experiment OUT="$M/out" INIT="$init" FREEZE=1-4,6 >"$T/log" 2>&1
	exits 1 grep -q '^exec cnntrain' "$T/log"
	# A model of the whole corpus, from the same.
	small model OUT="$M/out" INIT="$init" FREEZE=1-4,6 >"$T/log" 2>&1 || { tail -n 5 "$T/log"; return 1; }
	tests/tools/tensors.py "$dir/model-1" | has -x 'frozen 1-4,6'
	# Another model under that name.
	small model OUT="$M/other" SCALE=0.05 EPOCHS=3 >"$T/log" 2>&1
	cp "$M/other/demo/last/model-1" "$init"
	small experiment OUT="$M/out" INIT="$init" FREEZE=1-4,6 >"$T/log" 2>&1
	[ "$(ls -d "$M"/out/demo/cnn-* | wc -l)" -eq 2 ]
}

# The linear model, too; one without any of the classes is no model to start from.
test_linear_from_a_model() {
	local dir=$M/out/demo/last
	linear() { make -s --no-print-directory BUILD="$MAKEBUILD" JOBS=2 FOLDS=2 RECIPE=prosody LINEAR='-C 1e-5 -k 2' "$@"; }
	linear model OUT="$M/other" SCALE=0.05 >"$T/log" 2>&1 || { tail -n 5 "$T/log"; return 1; }
	linear experiment OUT="$M/out" SCALE=0.1 INIT="$M/other/demo/last/model-1" >"$T/log" 2>&1 || { tail -n 5 "$T/log"; return 1; }
	tests/tools/tensors.py "$dir/fold-2/seed-1/model" | has -x 'initial [0-9a-f]\{16\}'
	grep -q "^MODEL = .* sha256:" "$dir/settings"
	linear experiment OUT="$M/out" SCALE=0.1 LINEAR='-C 1e-5 -k 2 --clip 3' INIT="$M/other/demo/last/model-1" >"$T/log" 2>&1 && return 1
	grep -q '^experiment: INIT=.*: lineartrain: .*its layers are ' "$T/log"
	# Nobody knows of whom it is.
	grep -A 1 '^protocol T' "$dir/scores.txt" | grep "^Training began with the model $M/other/.*/model-1; whom"
	exits 1 grep -ri 'nothing \(is\|was\) known of' "$dir"/{scores,methods}.txt "$dir/report.html"
	grep 'were used (protocol T). Training began with the model .* may know the tested speakers' "$dir/methods.txt"
	grep '<li>Training began with the model .* may know the tested speakers' "$dir/report.html"
	# The folder that last led to is what the settings have.
	grep -x "INIT = $M/other/demo/$(readlink "$M/other/demo/last")/model-1" "$dir/settings"
	grep "^COMMAND = .* INIT=$M/other/demo/prosody-[0-9a-f]*/model-1" "$dir/settings"
	exits 2 linear experiment OUT="$M/out" SCALE=0.1 INIT="$dir/model-1" >"$T/log" 2>&1
	grep -xF "experiment: INIT=$dir/model-1: no such file; $dir leads to $(readlink "$dir") now" "$T/log"
	# One of the same corpus knows them, unless it is for use.
	for model in fold-2/seed-1/model model-1; do
		[ "$model" != model-1 ] || linear model OUT="$M/out" SCALE=0.1 >"$T/log" 2>&1
		exits 2 linear experiment OUT="$M/out" SCALE=0.1 INIT="$dir/$model" >"$T/log" 2>&1
		grep "^experiment: INIT=.*/$model: that model was trained on the corpus demo and knows" "$T/log"
	done
	linear model OUT="$M/out" SCALE=0.1 INIT="$dir/model-1" >"$T/log" 2>&1
}

# Of several corpora, those of which it knows nothing.
test_models_of_tested_corpora() {
	local plain=(GROUP=session SPLIT= FOLDS= TARGET=label FRONT= KIND=prosody FILTERS=functionals TRAINER=linear 'LINEAR=-C 1e-4' NORM= NETWORK=none)
	mkdir -p "$T/out"/{a,a+b}/{whole,apart}/fold-1
	printf 'TEST = b\nFROM = \n' | tee "$T/out/a/apart/settings" >"$T/out/a+b/apart/settings"
	touch "$T/out"/{a,a+b}/whole/model-1 "$T/out"/{a,a+b}/apart/fold-1/model
	printf 'path\tlabel\tsession\tcorpus\n/1\tx\t1\ta\n/2\ty\t2\ta\n/3\tx\t3\tb\n/4\ty\t4\tb\n' >"$T/table"
	of() { pipelines/trial "${plain[@]}" OUT="$T/out" INIT="$T/out/$1" "${@:2}" <"$T/table" >"$T/log" 2>&1; }
	knows() { exits 2 of "$@"; grep "^experiment: INIT=.*: that model was trained on the corpus [ab] and knows" "$T/log"; }
	does_not() { exits 2 of "$@"; exits 1 grep 'trained on the corpus' "$T/log"; grep '^experiment: INIT=.*: lineartrain: ' "$T/log"; }
	knows a/whole/model-1 CORPUS=a
	knows a+b/whole/model-1 CORPUS=b
	knows a/whole/model-1 CORPUS=a+b FROM=a TEST=a
	knows a/whole/model-1 CORPUS=b TEST=a SELECT='-b corpus --hold a'
	knows a+b/apart/fold-1/model CORPUS=a
	does_not a/whole/model-1 CORPUS=a TEST=b SELECT='-b corpus --hold b'
	does_not a/apart/fold-1/model CORPUS=b
	does_not a+b/apart/fold-1/model CORPUS=b
	does_not a/whole/model-1 CORPUS=b
	does_not a/whole/model-1 CORPUS=a GOAL=model
}

test_wrong_settings() {
	wrong() { says "^experiment: $1" 2 run experiment OUT="$T/out" "${@:2}"; [ ! -e "$T/out" ]; }
	: >"$T/empty"
	wrong 'INIT=no/model: no such file' INIT=no/model
	wrong 'FREEZE=x: layers by number' FREEZE=x
	wrong 'FREEZE=1-3 needs INIT=MODEL' FREEZE=1-3
	says '^experiment: INIT: RECIPE=best joins recipes' 2 make -s --no-print-directory BUILD="$MAKEBUILD" \
	    experiment RECIPE=best INIT="$T/empty" OUT="$T/out"
	says '^experiment: FREEZE=1: RECIPE=prosody has no network' 2 make -s --no-print-directory BUILD="$MAKEBUILD" \
	    experiment RECIPE=prosody INIT="$T/empty" FREEZE=1 OUT="$T/out"
	wrong 'TRAIN=-i x: the experiment gives -i itself' TRAIN='-i x'
	says '^experiment: INIT=.*empty: cnntrain: .*empty: ' 2 run experiment OUT="$T/out" INIT="$T/empty"
}

test_models_need_both_corpora() {
	for goal in models models-card tune; do
		says "^$goal: two corpora are needed: make $goal RAVDESS=FOLDER NEMO=FOLDER" 2 \
		    make -s --no-print-directory BUILD="$MAKEBUILD" $goal RAVDESS="$T"
	done
}

test_models_need_folders_that_are_there() {
	says "^ravdess: $T/none: no such folder" 2 \
	    make -s --no-print-directory BUILD="$MAKEBUILD" models RAVDESS="$T/none" NEMO="$T"
}

# What comes with the sources.
test_shipped() {
	local model
	for model in best prosody; do
		tensorinfo "pipelines/models/$model.model" >"$T/info"
		tests/tools/tensors.py "pipelines/models/$model.model" >"$T/text"
		grep -qx "labels angry${tab}happy${tab}neutral${tab}sad" "$T/text"
		grep -qx 'licence CC BY-NC-SA 4.0' "$T/text"
	done
	[ "$(cat pipelines/models/*.model | wc -c)" -le 2000000 ]
	grep -q 'Livingstone' pipelines/models/LICENSE
	grep -q 'Christop' pipelines/models/LICENSE
	for mark in card tune; do
		awk -v from=".\\\\\" $mark" -v to=".\\\\\" /$mark" '
		$0 == to { on = 0 }
		on { n++ }
		$0 == from { on = 1 }
		END { exit n < 5 }' man/tonfall-models.7
	done
}
