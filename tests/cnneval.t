# Predictions of small models that mktensor writes, against numpy.

tab=$(printf '\t')

# python ARGUMENT...: a script that may read streams with tensors.read.
python() {
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$@"
}

# model SEED ATTRIBUTES [CLASS...]: three layers for 12 frames of 3 bins.
model() {
	local seed=$1 attrs=$2 n labels
	shift 2
	[ $# -gt 0 ] || set -- angry happy sad
	n=$# labels=$(IFS=$tab; echo "$*")
	case $attrs in *target=*) ;; *) attrs="$attrs;target=label" ;; esac
	tests/tools/mktensor "key=model;frames=12;bins=3;labels=$labels;$attrs;shape=$n;network=conv 4 3 stride 2\\; relu\\; maxpool 2\\; dense classes|*5" \
	    "key=1.conv.weight;shape=3,3,4|#$seed" "key=1.conv.bias;shape=4|#1$seed" \
	    "key=4.dense.weight;shape=8,$n|#2$seed" "key=4.dense.bias;shape=$n|#3$seed"
}

# Long and short records, two speakers, one without label, one cut already.
corpus() {
	tests/tools/mktensor 'key=a;speaker=1;label=sad;front=f;shape=40,3|#1' \
	    'key=b;speaker=2;label=joy;front=f;shape=7,3|#2' \
	    'key=c;speaker=1;front=f;shape=20,3;frames=9|#3' \
	    'key=d;label=happy;front=f;shape=12,3|#4' \
	    'key=e;speaker=1;front=f;shape=1,3|8 9 10'
}

# close TABLE TABLE [TOLERANCE]: the same text, numbers within 1e-5.
close() {
	python "$@" <<-'END'
		import sys
		tol = float(sys.argv[3]) if len(sys.argv) > 3 else 1e-5
		a, b = ([l for l in open(f).read().splitlines() if l[:3] != "# r" and l[:3] != "# p"]
		        for f in sys.argv[1:3])
		assert len(a) == len(b) > 1, (len(a), len(b))
		for p, q in zip(a, b):
		    p, q = p.split("\t"), q.split("\t")
		    assert len(p) == len(q), (p, q)
		    for i, (x, y) in enumerate(zip(p, q)):
		        if a.index("\t".join(p)) == 0 or i < 3 or i == len(p) - 1:
		            assert x == y, (p, q)
		        else:
		            assert abs(float(x) - float(y)) <= tol, (p, q)
	END
}

# expect NORM STREAM MODEL...: the table by numpy, of records not normalised,
# NORM being "M S".
expect() {
	python "$@" <<-'END'
		import sys, numpy, tensors
		m, s = map(float, sys.argv[1].split())
		models = [tensors.read(f) for f in sys.argv[3:]]
		names = models[0][0][0]["labels"].split("\t")
		print("# key", "label", "predicted", *names, "speaker", sep="\t")
		for attrs, x in tensors.read(sys.argv[2]):
		    n = int(attrs.get("frames", len(x)))
		    x = x.astype(float)
		    x[:n] = (x[:n] - m) / s
		    x = numpy.concatenate([x, numpy.zeros((12, 3))])[:12]
		    prob = 0
		    for (_, _), (_, w), (_, b), (_, v), (_, c) in models:
		        h = numpy.array([(x[t:t + 3, :, None] * w).sum((0, 1)) + b for t in range(0, 10, 2)])
		        h = numpy.maximum(h, 0)[:4].reshape(2, 2, 4).max(1).ravel() @ v + c
		        e = numpy.exp(h - h.max())
		        prob = prob + e / e.sum() / len(models)
		    print(attrs.get("key"), attrs.get("label", "-"), names[prob.argmax()],
		          *(f"{p:.7g}" for p in prob), attrs.get("speaker", "-"), sep="\t")
	END
}

test_options() {
	common_options cnneval
	model 1 'front=f' >"$T/m"
	corpus >"$T/in"
	for wrong in '' '-m' '-m -' '-j 0 -m x' '-j 2x -m x' '--live -o x -m x' \
	    '-m x file file'; do
		# shellcheck disable=SC2086
		says '^cnneval: ' 2 cnneval $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
}

test_is_numpys() {
	corpus >"$T/in"
	model 1 'front=f;norm=all 0.25 1.5' >"$T/m"
	cnneval -m "$T/m" <"$T/in" >"$T/got"
	expect '0.25 1.5' "$T/in" "$T/m" >"$T/want"
	close "$T/got" "$T/want" 1e-6
	model 2 'front=f' >"$T/m"
	cnneval -m "$T/m" <"$T/in" >"$T/got"
	expect '0 1' "$T/in" "$T/m" >"$T/want"
	close "$T/got" "$T/want" 1e-6
	grep -q "^e$tab-$tab" "$T/got"
}

test_models_average() {
	corpus >"$T/in"
	for i in 1 2 3; do model $i 'front=f;norm=all 0.25 1.5' >"$T/m$i"; done
	cnneval -m "$T/m1" -m "$T/m2" -m "$T/m3" <"$T/in" >"$T/got"
	expect '0.25 1.5' "$T/in" "$T/m1" "$T/m2" "$T/m3" >"$T/want"
	close "$T/got" "$T/want" 1e-6
	cnneval -m "$T/m2" <"$T/in" >"$T/one"
	cnneval -m "$T/m2" -m "$T/m2" <"$T/in" | cmp - "$T/one"
}

# Each model has its own normalisation.
test_models_normalise_each() {
	corpus >"$T/in"
	model 1 'front=f;norm=all 0.25 1.5' >"$T/m1"
	model 2 'front=f;norm=bin 0 1 1 2 2 3' >"$T/m2"
	cnneval -m "$T/m1" <"$T/in" >"$T/1"
	cnneval -m "$T/m2" <"$T/in" >"$T/2"
	cnneval -m "$T/m1" -m "$T/m2" <"$T/in" >"$T/got"
	python "$T/1" "$T/2" "$T/got" <<-'END'
		import sys
		rows = [[l.split("\t")[3:6] for l in open(f)][1:] for f in sys.argv[1:]]
		for a, b, c in zip(*rows):
		    for x, y, z in zip(a, b, c):
		        assert abs((float(x) + float(y)) / 2 - float(z)) < 1e-6
	END
}

# What a model makes of a record does not depend on the pipe before it.
test_any_normalisation_gives_the_same() {
	corpus >"$T/in"
	for norm in 'all 0.25 1.5' 'bin 0 1 1 2 0.5 0.75'; do
		model 1 "front=f;norm=$norm" >"$T/m"
		cnneval -m "$T/m" <"$T/in" >"$T/want"
		zscore -m "$T/m" <"$T/in" | cnneval -m "$T/m" >"$T/got"
		cmp "$T/got" "$T/want"
		zscore -m "$T/m" <"$T/in" | padcut -n 12 | cnneval -m "$T/m" | cmp - "$T/want"
		for g in all bin key; do
			zscore -g $g <"$T/in" | cnneval -m "$T/m" >"$T/got"
			close "$T/got" "$T/want"
		done
		padcut -n 12 <"$T/in" | cnneval -m "$T/m" | cmp - "$T/want"
	done
	model 1 'front=f' >"$T/m"
	cnneval -m "$T/m" <"$T/in" >"$T/want"
	zscore <"$T/in" | cnneval -m "$T/m" >"$T/got"
	close "$T/got" "$T/want"
}

test_model_of_groups() {
	tests/tools/mktensor 'key=a;speaker=1;front=f;shape=40,3|#1' \
	    'key=b;speaker=2;front=f;shape=9,3|#2' >"$T/in"
	model 1 'front=f;norm=speaker' >"$T/m"
	says "record 'a': norm '(none)' is not 'speaker' of the model.*zscore -g speaker" \
	    1 cnneval -m "$T/m" <"$T/in" >/dev/null
	zscore <"$T/in" | fed says "record 'a': norm 'all' is not 'speaker'" \
	    1 cnneval -m "$T/m" >/dev/null
	zscore -m "$T/m" <"$T/in" | cnneval -m "$T/m" >"$T/want"
	zscore -g speaker <"$T/in" | cnneval -m "$T/m" | cmp - "$T/want"
	# Each record is its own group, whether or not zscore knew it.
	model 1 'front=f;norm=key' >"$T/m"
	sed -i 's/^# protocol S$/# protocol T/' "$T/want"
	cnneval -m "$T/m" <"$T/in" | cmp - "$T/want"
	zscore -g key <"$T/in" | cnneval -m "$T/m" | cmp - "$T/want"
	zscore -g bin <"$T/in" | cnneval -m "$T/m" >"$T/got"
	close "$T/got" "$T/want"
}

test_neighbours_and_threads_do_not_matter() {
	corpus >"$T/in"
	for i in 1 2 3; do model $i 'front=f;norm=all 0 1' >"$T/m$i"; done
	set -- -m "$T/m1" -m "$T/m2" -m "$T/m3"
	cnneval -j 1 "$@" <"$T/in" >"$T/want"
	cnneval -j 3 "$@" <"$T/in" | cmp - "$T/want"
	cat "$T/in" | cnneval "$@" | cmp - "$T/want"
	cat "$T/in" "$T/in" | cnneval "$@" >"$T/two"
	{ grep -v '^# [pr]' "$T/want"; sed -n '2,6p' "$T/want"; echo '# protocol T'; echo '# rows 10'; } | cmp - "$T/two"
	tests/tools/mktensor 'key=d;label=happy;front=f;shape=12,3|#4' | cnneval "$@" |
	    sed -n 2p | diff - <(sed -n 5p "$T/want")
}

# A file is read some records ahead: the same rows, up to a bad record.
test_many_records() {
	model 1 'front=f;norm=all 0.25 1.5' >"$T/m1"
	model 2 'front=f' >"$T/m2"
	corpus >"$T/in"
	for _ in $(seq 12); do cat "$T/in"; done >"$T/many"
	for models in "-m $M/m1" "-m $M/m1 -m $M/m2"; do
		# shellcheck disable=SC2086
		{
			cat "$T/many" | cnneval $models >"$T/want"
			[ "$(wc -l <"$T/want")" = 63 ]
			tail -n 1 "$T/want" | has -x '# rows 60'
			for j in 1 2 3 5; do
				cnneval -j $j $models <"$T/many" | cmp - "$T/want"
				cat "$T/many" | cnneval -j $j $models -o "$T/got"
				cmp "$T/got" "$T/want"
			done
		}
	done
	tests/tools/mktensor 'key=x;front=g;shape=12,3|#1' >"$T/bad"
	cat "$T/in" "$T/bad" "$T/in" >"$T/some"
	for j in 1 4; do
		says "record 'x': front end differs: g, but the model has f" 1 cnneval -j $j -m "$T/m1" <"$T/some" >/dev/null
	done
	says "record 'x'" 1 cnneval --live -m "$T/m1" <"$T/some" >"$T/got"
	head -n 6 "$T/want" | cut -f 1 | cmp - <(cut -f 1 "$T/got")
	head -c -9 "$T/many" >"$T/cut"
	says 'cut short' 1 cnneval -j 2 -m "$T/m1" <"$T/cut" >/dev/null
}

test_empty_stream() {
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor | cnneval -m "$T/m" >"$T/got"
	printf '# key\tlabel\tpredicted\tangry\thappy\tsad\tspeaker\n# protocol T\n# rows 0\n' | cmp - "$T/got"
}

# The stream is standard input or an operand, a file or something that grows.
test_operand() {
	model 1 'front=f' >"$T/m"
	corpus >"$T/in"
	cnneval -m "$T/m" <"$T/in" >"$T/want"
	for j in 1 3; do
		cnneval -j $j -m "$T/m" "$T/in" | cmp - "$T/want"
		cnneval -j $j -m "$T/m" "$T/in" </dev/null | cmp - "$T/want"
		cnneval -j $j -m "$T/m" - <"$T/in" | cmp - "$T/want"
		cnneval -j $j -m "$T/m" <(cat "$T/in") | cmp - "$T/want"
		cnneval -j $j -m "$T/m" -o "$T/out" "$T/in"
		cmp "$T/out" "$T/want"
	done
	says "^cnneval: $T/none: cannot open" 1 cnneval -m "$T/m" "$T/none" >/dev/null
	cp "$T/in" "$T/in2"
	says "$T/in" 2 cnneval -m "$T/m" -o "$T/in" "$T/in"
	cmp "$T/in" "$T/in2"
	tests/tools/mktensor 'key=x;front=g;shape=12,3|#1' >"$T/bad"
	says "^cnneval: $T/bad: record 'x': front" 1 cnneval -m "$T/m" "$T/bad" >/dev/null
}

# What a model does not look at is said: the first records one by one.
test_cut_records_are_named() {
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor 'key=a;front=f;rate=100;shape=1000,3|#1' 'key=b;front=f;shape=12,3|#2' \
	    'key=c;front=f;shape=13,3|#3' 'key=d;front=f;frames=12;shape=40,3|#4' >"$T/in"
	cnneval -m "$T/m" "$T/in" >"$T/out" 2>"$T/err"
	[ "$(wc -l <"$T/out")" -eq 7 ]
	cat >"$T/want" <<-END
		cnneval: $T/in: record 'a': only its first 12 of 1000 frames are used (0.12 of 10 s); the model takes no more
		cnneval: $T/in: record 'c': only its first 12 of 13 frames are used; the model takes no more
	END
	cmp "$T/err" "$T/want"
	for i in 1 2 3 4; do cat "$T/in"; done >"$T/many"
	for j in 1 2; do
		cnneval -j $j -m "$T/m" -o "$T/out" "$T/many" 2>"$T/err"
		[ "$(grep -c ': only its first 12 of ' "$T/err")" -eq 5 ]
		tail -n 1 "$T/err" | grep -x "cnneval: $T/many: 8 records in all are longer than the 12 frames of the model; only their beginnings are used"
		[ "$(wc -l <"$T/err")" -eq 6 ]
	done
	# With several models it is said of one of them.
	model 2 'front=f' >"$T/m2"
	cnneval -m "$T/m" -m "$T/m2" "$T/in" 2>"$T/err" >"$T/out"
	grep -q "record 'a': only its first 12 of 1000 frames are used by at least one model (0.12 of 10 s)" "$T/err"
	# Half an hour is not 1.8e+03 s.
	tests/tools/mktensor 'key=a;front=f;rate=1;shape=1800,3|#1' | cnneval -m "$T/m" 2>"$T/err" >"$T/out"
	grep -q 'only its first 12 of 1800 frames are used (12 of 1800 s);' "$T/err"
	# What is left out changes nothing.
	padcut -n 12 <"$T/in" >"$T/cut"
	cnneval -m "$T/m" "$T/cut" 2>"$T/err" >"$T/got"
	[ ! -s "$T/err" ]
	cnneval -m "$T/m" "$T/in" 2>"$T/err" | cmp - "$T/got"
}

# A label that the model cannot say stays, so that it counts as missed.
test_label_that_the_model_lacks() {
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor 'key=a;label=joy;front=f;shape=12,3|#1' \
	    'key=b;label=sad;front=f;shape=12,3|#2' >"$T/in"
	cnneval -m "$T/m" <"$T/in" >"$T/out" 2>"$T/err"
	[ ! -s "$T/err" ]
	cut -s -f 2 "$T/out" | paste -sd, | has -x 'label,joy,sad'
	head -n 1 "$T/out" | cut -f 4-6 | has -x "angry${tab}happy${tab}sad"
	confmat -q -C "$T/c" "$T/out" 2>"$T/err"
	grep -q "'joy' is not one of the model's classes" "$T/err"
	tail -n 1 "$T/c" | awk -F '\t' '{ exit !($1 == "joy" && $2 + $3 + $4 == 1 && $5 == 0) }'
}

# Label is the class of what the model predicts.
test_other_target() {
	tests/tools/mktensor 'key=a;front=f;label=sad;valence=2.5;shape=12,3|#1' \
	    'key=b;front=f;label=sad;shape=12,3|#1' \
	    'key=c;front=f;valence=4;shape=12,3|#1' >"$T/in"
	model 1 'front=f;target=valence' negative neutral positive >"$T/m"
	cnneval -m "$T/m" <"$T/in" | cut -s -f 1,2 >"$T/got"
	printf '# key\tlabel\na\tnegative\nb\t-\nc\tpositive\n' | cmp - "$T/got"
	tests/tools/mktensor 'key=a;front=f;valence=6;shape=12,3|#1' >"$T/in"
	says "record 'a': .*6" 1 cnneval -m "$T/m" <"$T/in" >/dev/null
}

# The first row is there before the second record is.
test_rows_come_at_once() {
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor -n 'key=a;front=f;shape=12,3|#1' >"$T/one"
	tests/tools/mktensor 'key=a;front=f;shape=12,3|#1' >"$T/whole"
	mkfifo "$T/fifo"
	cnneval -m "$T/m" <"$T/fifo" >"$T/got" &
	{
		cat "$T/one"
		for _ in $(seq 200); do
			grep -q "^a$tab" "$T/got" && break
			sleep 0.05
		done
		grep -c "^a$tab" "$T/got" >"$T/seen" || true
		tail -c +$(($(stat -c %s "$T/one") + 1)) "$T/whole"
	} >"$T/fifo"
	wait
	[ "$(cat "$T/seen")" = 1 ]
	cnneval --live -m "$T/m" <"$T/whole" | cmp - "$T/got"
}

test_front_differs() {
	tests/tools/mktensor 'key=x;front=g 1;shape=12,3|#1' >"$T/in"
	model 1 'front=f' >"$T/m"
	says "^cnneval: <stdin>: record 'x': front end differs: g, but the model has f$" \
	    1 cnneval -m "$T/m" <"$T/in" >/dev/null
	model 1 'norm=all 0 1' >"$T/m"
	says "front end differs: 'g 1', but the model has none$" 1 cnneval -m "$T/m" <"$T/in" >/dev/null
}

# The message says what to type, and that works.
test_front_end_of_the_model_is_told() {
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 1 pinknoise
	wav2fbank --bins 4 --low 100 "$T/a.wav" >"$T/in"
	tests/tools/mktensor "key=model;frames=12;bins=4;target=label;labels=x${tab}y;front=$(
	    py 'print(read(sys.argv[1])[0][0]["front"])' "$T/in");shape=2;network=dense classes|*5" \
	    'key=1.dense.weight;shape=48,2|#1' 'key=1.dense.bias;shape=2|#2' >"$T/m"
	wav2fbank --bins 5 "$T/a.wav" >"$T/other"
	says "^cnneval: <stdin>: record 'a': front end differs: bins=5, low=20, but the model has bins=4, low=100; use wav2fbank -m MODEL$" \
	    1 cnneval -m "$T/m" <"$T/other" >"$T/out"
	[ "$(wc -l <"$T/out")" -le 1 ]
	says "front end differs: spec, but the model has fbank; use wav2fbank -m MODEL$" \
	    1 cnneval -m "$T/m" >/dev/null < <(wav2spec "$T/a.wav")
	wav2fbank -m "$T/m" "$T/a.wav" | cnneval -m "$T/m" | has "^a$tab"
}

test_models_disagree() {
	corpus >"$T/in"
	model 1 'front=f' >"$T/m"
	model 1 'front=g' >"$T/front"
	model 1 'front=f' angry happy >"$T/two"
	model 1 'front=f' angry sad happy >"$T/order"
	model 1 'front=f;target=valence' >"$T/target"
	two() { says "$1" 1 cnneval -m "$T/m" -m "$T/$2" <"$T/in" >/dev/null; }
	two "$T/front: front end differs: g, but $T/m has f$" front
	two "$T/two: 2 classes, but $T/m has 3" two
	two "$T/order: class 'sad' is not 'happy' of $T/m" order
	two "$T/target: target 'valence' is not 'label' of $T/m" target
	two "$T/none: cannot open" none
}

test_bad_records() {
	model 1 'front=f;norm=all 0 1' >"$T/m"
	bad() {
		tests/tools/mktensor "$2" >"$T/in"
		says "record 'x': $1" 1 cnneval -m "$T/m" <"$T/in" >/dev/null
	}
	bad 'the shape is (12)' 'key=x;front=f;shape=12|#1'
	bad '4 bins, but the model takes 3' 'key=x;front=f;shape=12,4|#1'
	bad 'the value at frame 0, bin 1 is nan' 'key=x;front=f;shape=1,3|1 nan 2'
	bad 'norm: ' 'key=x;front=f;norm=all;shape=1,3|1 2 3'
	bad 'frames: ' 'key=x;front=f;frames=9;shape=1,3|1 2 3'
	bad "speaker '1.x092' contains a tab" "key=x;front=f;speaker=1${tab}2;shape=1,3|1 2 3"
	bad 'the probability of class' 'key=x;front=f;shape=12,3|*3e38'
}

test_no_key() {
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor 'key=;front=f;shape=12,3|#1' | cnneval -m "$T/m" | cut -s -f 1-2 >"$T/got"
	printf '# key\tlabel\n-\t-\n' | cmp - "$T/got"
}

test_bad_models() {
	corpus >"$T/in"
	model 1 'front=f;norm=bin 0 1 0 1' >"$T/m"
	says "$T/m: norm 'bin' is for 2 bins, but the network takes 3" 1 \
	    cnneval -m "$T/m" <"$T/in" >/dev/null
	model 1 'front=f;norm=all' >"$T/m"
	says "$T/m: norm" 1 cnneval -m "$T/m" <"$T/in" >/dev/null
	says 'not a model' 1 cnneval -m "$T/in" <"$T/in" >/dev/null
}

test_cut_short() {
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor -n 'key=x;front=f;shape=12,3|#1' >"$T/in"
	says '<stdin>: cut short' 1 cnneval -m "$T/m" <"$T/in" >/dev/null
	says 'cut short' 1 cnneval -m "$T/m" -o "$T/new" <"$T/in"
	[ ! -e "$T/new" ]
}

test_output() {
	model 1 'front=f' >"$T/m"
	corpus >"$T/in"
	cnneval -m "$T/m" <"$T/in" >"$T/want"
	cnneval -m "$T/m" -o "$T/out" <"$T/in"
	cmp "$T/out" "$T/want"
	full cnneval -m "$T/m" <"$T/in"
	says 'No such file' 1 cnneval -m "$T/m" -o "$T/none/x" <"$T/in"
}

# The promise of the tour, through the real programs: whatever zscore fitted,
# the answer is that of the model's own statistics.
test_from_sound_to_class() {
	python "$T" <<-'END'
		import sys, wave, numpy
		r = numpy.random.default_rng(7)
		for i in range(6):
		    n = 16000 + 4000 * i
		    t = numpy.arange(n) / 16000
		    x = (numpy.sin(6.28 * (200 + 90 * i) * t * (1 + t / 3)) + r.normal(0, 0.1 + 0.1 * (i % 2), n)) * (1 + numpy.sin(9 * t))
		    w = wave.open(f"{sys.argv[1]}/{i}.wav", "wb")
		    w.setparams((1, 2, 16000, n, "NONE", ""))
		    w.writeframes((x / abs(x).max() * 30000).astype("<i2").tobytes())
		    w.close()
	END
	printf 'key\tlabel\tspeaker\n' >"$T/table"
	printf '%s\tcalm\t1\n' 0 2 4 >>"$T/table"
	printf '%s\ttense\t2\n' 1 3 5 >>"$T/table"
	printf '%s\n' 'conv 8 10 stride 3' relu 'maxpool 5' 'dense classes' >"$T/net"
	wav2fbank "$T"/?.wav | labeljoin "$T/table" >"$T/in"
	for g in all bin speaker key; do
		zscore -g $g <"$T/in" | padcut -n 120 |
		    cnntrain -q -a "$T/net" -t label -e 3 -B 4 -l 0.001 -s 1 -o "$T/m"
		zscore -m "$T/m" <"$T/in" | padcut -n 120 | cnneval -m "$T/m" >"$T/want"
		[ "$(wc -l <"$T/want")" = 9 ]
		python "$T/want" <<-'END'
			import sys
			rows = [l.split("\t") for l in open(sys.argv[1])][1:-2]
			assert len({r[3] for r in rows}) > 1 and any(0.01 < float(r[3]) < 0.99 for r in rows)
		END
		zscore -g $g <"$T/in" | cnneval -m "$T/m" >"$T/got"
		close "$T/got" "$T/want"
		[ $g = speaker ] && continue
		zscore <"$T/in" | cnneval -m "$T/m" >"$T/got"
		close "$T/got" "$T/want"
		wav2fbank "$T/3.wav" | cnneval -m "$T/m" >"$T/raw"
		wav2fbank "$T/3.wav" | zscore | cnneval -m "$T/m" >"$T/got"
		close "$T/raw" "$T/got"
		awk -v OFS="$tab" -F "$tab" '/^#/ || /^3/ { if (!/^#/) $2 = $NF = "-"; print }' \
		    "$T/want" >"$T/one"
		close "$T/got" "$T/one"
	done
}

# Protocol S: other recordings of the test speaker decide.
test_the_protocol_is_that_of_the_model() {
	local norm want
	corpus >"$T/in"
	while read -r want norm; do
		model 1 "front=f;norm=$norm" >"$T/m"
		tests/tools/mktensor 'key=a;speaker=1;session=1;front=f;shape=12,3|#1' 'key=b;speaker=2;session=1;front=f;shape=12,3|#2' |
		    zscore -g "${norm%% *}" | cnneval -m "$T/m" | tail -n 2 | tr '\n' ' ' | has -x "# protocol $want # rows 2 "
	done <<-'END'
		T all 0.25 1.5
		T bin 0 1 1 2 2 3
		T key
		T key,bin
		S speaker
		S speaker,bin
		S session
	END
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor 'key=a;speaker=1;front=f;shape=12,3|#1' | zscore -g speaker | cnneval -m "$T/m" | has -x '# protocol T'
}

test_models_of_both_protocols_are_not_averaged() {
	corpus >"$T/in"
	model 1 'front=f;norm=all 0 1' >"$T/m1"
	model 2 'front=f;norm=speaker' >"$T/m2"
	says "^cnneval: $T/m2: protocol S (norm 'speaker'), but $T/m1 has T (norm 'all')" 1 \
	    cnneval -m "$T/m1" -m "$T/m2" "$T/in" >"$T/out"
	[ ! -s "$T/out" ]
}

# wide SPEAKER...: two records of one frame of 600 columns for each.
wide() {
	local s args=()
	for s; do
		args+=("key=$s-1;speaker=$s;label=x;front=f;shape=1,600|#1$s" "key=$s-2;speaker=$s;label=y;front=f;shape=1,600|#2$s")
	done
	tests/tools/mktensor "${args[@]}"
}

# Their norm is the grouping alone, which is what the model demands.
test_wide_records_of_groups() {
	wide 1 2 3 >"$T/in"
	zscore -g speaker,bin "$T/in" >"$T/z"
	echo 'dense classes' >"$T/net"
	cnntrain -q -a "$T/net" -t label -e 2 -s 1 -o "$T/m" "$T/z"
	tensorinfo "$T/m" | has 'norm=speaker,bin;'
	cnneval -m "$T/m" "$T/z" >"$T/out"
	tail -n 2 "$T/out" | head -n 1 | has -x '# protocol S'
	# The network sees what zscore made.
	python "$T/m" "$T/z" "$T/out" <<-'END'
		import sys, numpy, tensors
		m, z = tensors.read(sys.argv[1]), tensors.read(sys.argv[2])
		w, b = m[1][1].astype(float).reshape(600, 2), m[2][1].astype(float)
		rows = [l.split("\t") for l in open(sys.argv[3])][1:-2]
		assert len(rows) == len(z) == 6
		for r, (a, x) in zip(rows, z):
		    h = x.astype(float).ravel() @ w + b
		    e = numpy.exp(h - h.max())
		    assert abs(float(r[3]) - (e / e.sum())[0]) < 1e-5
	END
	says "record '1-1': norm '(none)' is not 'speaker,bin' of the model" 1 cnneval -m "$T/m" "$T/in" >/dev/null
	zscore -m "$T/m" "$T/in" | cmp - "$T/z"
	# A model without groups would have to undo it.
	cnntrain -q -a "$T/net" -t label -e 1 -s 1 -o "$T/t" "$T/in"
	says "record '1-1': was normalised by 'speaker,bin', and the numbers for 600 bins do not fit" 1 \
	    cnneval -m "$T/t" "$T/z" >/dev/null
	cat "$T/z" "$T/in" >"$T/mixed"
	says "norm .* differs from 'speaker,bin' of the records before it" 1 \
	    cnntrain -q -a "$T/net" -t label -e 1 -o "$T/x" "$T/mixed"
}

test_copies_are_said() {
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor 'key=a;front=f;shape=12,3|#1' 'key=a~g;original=a;front=f;shape=12,3|#2' >"$T/in"
	says "^cnneval: $T/in: 1 of 2 records are copies, which are for training$" 0 cnneval -m "$T/m" "$T/in" >"$T/out"
	grep -c '^a' "$T/out" | has -x 2
}

# Silence and noise are not emotions: the attribute speech tells, in seconds.
test_records_without_speech() {
	local i args=()
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor 'key=a;label=sad;front=f;shape=12,3|#1' 'key=b;speech=0;front=f;shape=12,3|#2' \
	    'key=c;speech=0.4;front=f;shape=12,3|#3' 'key=d;speech=1.25;front=f;shape=12,3|#4' >"$T/in"
	cnneval -m "$T/m" "$T/in" >"$T/all" 2>"$T/err"
	echo "cnneval: $T/in: record 'b': 0 s of speech; what is predicted for it means nothing" | cmp - "$T/err"
	cut -f 3 "$T/all" | exits 1 grep -qx -e -
	cnneval --speech 0.5 -m "$T/m" "$T/in" 2>"$T/err" >"$T/some"
	cut -s -f 1,3 "$T/some" | grep -c -e '-$' | has -x 2
	cut -s -f 1,3 "$T/some" | tr '\t\n' '= ' | has 'b=- c=- d=[a-z]'
	cut -s -f 3 --complement "$T/all" | cmp - <(cut -s -f 3 --complement "$T/some")
	for i in 1 2 3 4 5 6 7; do args+=("key=k$i;speech=0.01;front=f;shape=12,3|#$i"); done
	tests/tools/mktensor "${args[@]}" >"$T/in"
	cnneval -m "$T/m" "$T/in" >"$T/out" 2>"$T/err"
	grep -c 's of speech' "$T/err" | has -x 5
	tail -n 1 "$T/err" | has -x "cnneval: $T/in: 7 records in all have next to no speech"
	tests/tools/mktensor 'key=a;speech=much;front=f;shape=12,3|#1' >"$T/in"
	says "record 'a': speech: 'much' is not a number" 1 cnneval -m "$T/m" "$T/in" >"$T/out"
	says '^cnneval: --speech: ' 2 cnneval --speech -1 -m "$T/m" "$T/in" >"$T/out"
}

# What a column gave is weight times standardised value, and what frames gave is
# what predictions without them say.
test_cnneval_explains() {
	tests/tools/mktensor "key=model;frames=1;bins=3;labels=no${tab}yes;target=label;shape=2;network=standardize\\; dense classes|*5" \
	    'key=1.standardize.mean;shape=3|1 2 3' 'key=1.standardize.deviation;shape=3|2 0 4' \
	    'key=2.dense.weight;shape=3,2|0 1 5 5 0.5 -1' 'key=2.dense.bias;shape=2|0 0.25' >"$T/m"
	tests/tools/mktensor 'key=a;label=yes;shape=1,3|1 1 1' \
	    'key=b;label=no;contours=f0 x;functionals=mean;extra=n;shape=1,3|5 9 1' >"$T/in"
	printf '# column\tvalue\tdeviations\tchange\nf0.mean\t5\t2.000\t2\nx.mean\t9\t0.000\t0\nn\t1\t-0.500\t0.75\n# key\tb\n# predicted\tyes\n# against\tno\n# margin\t3\n' >"$T/want"
	cnneval -m "$T/m" --explain b "$T/in" | diff "$T/want" -
	cnneval -m "$T/m" --explain b -o "$T/got" <"$T/in"
	diff "$T/want" "$T/got"
	# Of the class that the record has, against the second best.
	cnneval -m "$T/m" --explain a "$T/in" | tail -n 3 >"$T/got"
	printf '# predicted\tyes\n# against\tno\n# margin\t1\n' | diff - "$T/got"
}

test_cnneval_explains_frames() {
	model 1 'front=f' >"$T/m"
	tests/tools/mktensor 'key=z;front=f;shape=1,3|*1' 'key=a;front=f;rate=10;label=sad;frames=7;shape=12,3|#4' >"$T/in"
	cnneval -m "$T/m" -j 3 --explain a "$T/in" >"$T/got"
	python "$T/in" >"$T/records" <<-'END'
		import sys
		from tensors import read
		x = read(sys.argv[1])[1][1].copy()
		for i in range(-1, 7):
		    y = x.copy()
		    if i >= 0:
		        y[i] = x[:7].astype("f8").mean(0)
		    print(f"key=k{i};front=f;frames=7;shape=12,3|" + " ".join(f"{v:.9g}" for v in y.ravel()))
	END
	mapfile -t records <"$T/records"
	tests/tools/mktensor "${records[@]}" | cnneval -m "$T/m" -o "$T/p"
	python "$T/got" "$T/p" <<-'END'
		import sys
		import numpy as np
		rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])]
		said = dict(r for r in rows if len(r) == 2)
		p = [line.rstrip("\n").split("\t") for line in open(sys.argv[2])]
		a, b = p[0].index(said["# predicted"], 3), p[0].index(said["# against"], 3)
		assert p[1][2] == said["# predicted"] != said["# against"]
		margin = [np.log(float(r[a]) / float(r[b])) for r in p[1:9]]
		assert abs(margin[0] - float(said["# margin"])) < 1e-4
		got = [r for r in rows if len(r) == 3][1:]
		assert [r[:2] for r in got] == [[f"{i / 10:.3f}", f"{(i + 1) / 10:.3f}"] for i in range(7)]
		for r, m in zip(got, margin[1:]):
		    assert abs(margin[0] - m - float(r[2])) < 1e-4, (r, margin[0] - m)
		assert max(abs(float(r[2])) for r in got) > 0.01
	END
	# A long record is divided into at most 50 runs of those frames that the model takes.
	tests/tools/mktensor "key=model;frames=120;bins=1;labels=no${tab}yes;target=label;shape=2;network=statpool\\; dense classes|*5" \
	    'key=2.dense.weight;shape=2,2|0 1 5 5' 'key=2.dense.bias;shape=2|0 0.25' >"$T/m"
	tests/tools/mktensor 'key=a;shape=400,1|#3' | cnneval -m "$T/m" --explain a >"$T/got"
	[ "$(grep -vc '^#' "$T/got")" -eq 40 ]
	grep -q "^117.000${tab}120.000$tab" "$T/got"
}

test_cnneval_explains_well_or_not_at_all() {
	model 1 'front=f' >"$T/m"
	corpus >"$T/in"
	says "in: no record 'q'" 1 cnneval -m "$T/m" --explain q -o "$T/out" "$T/in"
	[ ! -e "$T/out" ]
	says 'goes with one -m' 2 cnneval -m "$T/m" -m "$T/m" --explain a "$T/in"
	says 'goes with one -m' 2 cnneval -m "$T/m" -a room --explain a "$T/in"
	says 'goes with one -m' 2 cnneval -m "$T/m" --live --explain a "$T/in"
	tests/tools/mktensor 'key=a;front=g;shape=4,3|*1' | fed says "record 'a': front end differs" 1 cnneval -m "$T/m" --explain a
	tests/tools/mktensor 'key=a;front=f;shape=4,3|*3e38' | fed says "record 'a': .*too large" 1 cnneval -m "$T/m" --explain a
	# A stream that is cut after the record: nothing is written.
	head -c -64 "$T/in" >"$T/cut"
	says 'end record' 1 cnneval -m "$T/m" --explain a -o "$T/out" "$T/cut"
	[ ! -e "$T/out" ]
	model 1 'front=f' one >"$T/m1"
	says 'one class' 1 cnneval -m "$T/m1" --explain a "$T/in"
	full cnneval -m "$T/m" --explain a "$T/in"
}
