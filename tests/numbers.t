# Numbers as targets, and several targets at once: what is learnt, what the tables
# and models hold, what other programs make of them, what is refused.

tab=$(printf '\t')

# corpus SEED N [WITHOUT]: N records of four classes whose mean is in the first bin,
# with two numbers: mood, about 100 and told by the second bin, and calm; every
# WITHOUT-th lacks mood, and every WITHOUT+1-th the label.
corpus() {
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$@" <<-'END'
		import os, sys, subprocess, numpy
		seed, n, without = (list(map(int, sys.argv[1:])) + [10 ** 6])[:3]
		draw = numpy.random.default_rng(seed)
		args = []
		for i in range(n):
		    y, mood = i % 4, draw.normal()
		    x = draw.standard_normal((12, 4)) * 0.5
		    x[:, 0] += y
		    x[:, 1] += mood
		    has = f"mood={100 + 3 * mood:.4f};" if i % without != without - 1 else ""
		    has += f"label={['sad', 'angry', 'happy', 'neutral'][y]};" if i % (without + 1) != without else ""
		    args.append(f"key=r{i};{has}calm={i % 7};session={i % 3};speaker=s{i % 6};front={os.environ.get('FRONT', 'f 1')};norm=all 0 1;shape=12,4|" + " ".join(f"{v:.9g}" for v in x.ravel()))
		subprocess.run(["tests/tools/mktensor", *args], check=True)
	END
}

# rows N F: records of one row, with the number y of them, and a copy of each third.
rows() {
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$@" <<-'END'
		import sys, subprocess, numpy
		n, F = map(int, sys.argv[1:])
		draw = numpy.random.default_rng(4)
		w = draw.standard_normal(F)
		args = []
		for i in range(n):
		    x = draw.standard_normal(F)
		    y = 20 + 2 * x @ w + 3 * draw.normal()
		    args.append(f"key=r{i};y={y:.9g};speaker=s{i % 6};front=f 1;shape=1,{F}|" + " ".join(f"{v:.9g}" for v in x * 5 + 7))
		    if i % 3 == 0:
		        args.append(f"key=r{i}~speed0.9;original=r{i};y={y:.9g};speaker=s{i % 6};front=f 1;shape=1,{F}|" + " ".join(f"{v:.9g}" for v in x * 5 + 7.1))
		subprocess.run(["tests/tools/mktensor", *args], check=True)
	END
}

attr() {
	tests/tools/tensors.py "$2" | awk -v n="$1" '/^shape/ { past = 1 }
	    !past && $1 == n { sub(/^[^ ]* ?/, ""); print }'
}

net() { printf '%s\n' 'conv 8 3 stride 2' relu 'dropout 0.1' 'dense classes' >"$T/net"; }
train() { cnntrain -q -a "$T/net" -e 12 -B 48 -l 1e-2 "$@"; }

# last COLUMN LOG: its value in the last row.
last() {
	awk -F'\t' -v c="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { v = $at[c] } END { print v }' "$2"
}

test_a_number() {
	net
	corpus 1 96 >"$T/in"
	corpus 2 48 >"$T/dev"
	train -t mood:value -d "$T/dev" -L "$T/log" -o "$T/m" "$T/in"
	head -n 1 "$T/log" | has -x "epoch${tab}train_loss${tab}train_ccc_mood${tab}dev_loss${tab}dev_ccc_mood${tab}dev_mae_mood"
	last dev_ccc_mood "$T/log" | awk '{ exit !($1 > 0.8) }'
	last dev_mae_mood "$T/log" | awk '{ exit !($1 < 2) }'
	# The loss is 1 - CCC of the whole dev stream.
	awk -F'\t' 'NR > 1 { d = $4 + $5 - 1; if (d * d > 1e-10) exit 1 }' "$T/log"
	[ "$(attr target "$T/m")" = mood:value ]
	[ "$(attr labels "$T/m")" = mood ]
	[ "$(attr criterion "$T/m")" = ccc ]
	attr scale "$T/m" | awk '{ exit !(NF == 2 && $1 > 99 && $1 < 101 && $2 > 2 && $2 < 4) }'
	[ -z "$(attr outputs "$T/m")" ]
	# What cnneval predicts is on the scale of the attribute, and as the log says.
	cnneval -m "$T/m" "$T/dev" >"$T/out"
	head -n 1 "$T/out" | has -x "# key${tab}mood${tab}predicted_mood${tab}speaker"
	awk -F'\t' -v log_mae="$(last dev_mae_mood "$T/log")" '!/^#/ { n++; d = $2 - $3; sum += d < 0 ? -d : d }
	    END { d = sum / n - log_mae; exit !(n == 48 && d * d < 1e-8) }' "$T/out"
	tail -n 2 "$T/out" | tr '\n' ' ' | has -x '# protocol T # rows 48 '
	# Of several models, the mean.
	train -s 2 -t mood:value -o "$T/m2" "$T/in"
	cnneval -m "$T/m2" "$T/dev" >"$T/out2"
	cnneval -m "$T/m" -m "$T/m2" "$T/dev" | paste - "$T/out" "$T/out2" | awk -F'\t' '!/^#/ { n++
	    d = $3 - ($7 + $11) / 2; if (d * d > 1e-8) exit 1 } END { exit n != 48 }'
	# The squared error is another model.
	train -t mood:value --loss mse -o "$T/mse" "$T/in"
	[ "$(attr criterion "$T/mse")" = mse ]
	exits 1 cmp -s "$T/m" "$T/mse"
	# There is nothing to smooth.
	train -t mood:value --smooth 0.1 "$T/in" | cmp - <(train -t mood:value "$T/in")
}

test_several_targets() {
	net
	corpus 1 96 8 >"$T/in"
	corpus 2 48 >"$T/dev"
	target=label+mood:value+calm:value
	train -t $target -d "$T/dev" -L "$T/log" --weights 1,0.5,0.25 -o "$T/m" "$T/in" 2>"$T/err"
	grep -qx 'cnntrain: 10 of 96 records have no label, and do not count for it' "$T/err"
	grep -qx 'cnntrain: 12 of 96 records have no mood, and do not count for it' "$T/err"
	[ "$(wc -l <"$T/err")" -eq 2 ]
	head -n 1 "$T/log" | tr '\t' ' ' | has -x 'epoch train_loss train_accuracy train_ccc_mood train_ccc_calm dev_loss dev_accuracy dev_uar dev_ccc_mood dev_ccc_calm dev_mae_mood dev_mae_calm'
	last dev_uar "$T/log" | awk '{ exit !($1 > 0.4) }'
	last dev_ccc_mood "$T/log" | awk '{ exit !($1 > 0.7) }'
	[ "$(attr target "$T/m")" = $target ]
	[ "$(attr outputs "$T/m")" = '4 1 1' ]
	[ "$(attr loss-weights "$T/m")" = '1 0.5 0.25' ]
	[ "$(attr labels "$T/m")" = "angry${tab}happy${tab}neutral${tab}sad${tab}mood${tab}calm" ]
	cnneval -a session -m "$T/m" "$T/in" >"$T/out"
	head -n 1 "$T/out" | tr '\t' ' ' | has -x '# key session mood predicted_mood calm predicted_calm label predicted angry happy neutral sad speaker'
	# As the record has it, or "-".
	awk -F'\t' '$1 == "r7" { if ($3 != "-" || $4 == "-" || $7 == "-") exit 1; n++ }
	    $1 == "r8" { if ($7 != "-" || $8 == "-") exit 1; n++ }
	    !/^#/ { s = $9 + $10 + $11 + $12 - 1; if (s * s > 1e-8) exit 1 } END { exit n != 2 }' "$T/out"
	# The order of the targets is that of the outputs, and the same for any number of
	# threads, from a pipe, and resumed.
	for j in 1 3; do
		cat "$T/in" | train -t $target -d "$T/dev" --weights 1,0.5,0.25 -j $j -L "$T/log2" 2>/dev/null | cmp - "$T/m"
		cmp "$T/log" "$T/log2"
	done
	train -e 5 -c "$T/ck" --keep -t $target -d "$T/dev" --weights 1,0.5,0.25 -o "$T/m5" "$T/in" 2>/dev/null
	train -c "$T/ck" -t $target -d "$T/dev" --weights 1,0.5,0.25 -L "$T/log2" "$T/in" 2>/dev/null | cmp - "$T/m"
	cmp "$T/log" "$T/log2"
	train -e 5 -c "$T/ck" --keep -t $target -o "$T/m5" "$T/in" 2>/dev/null
	says "of another training: loss-weights is '1 1 1', here it is '1 2 1'" 1 train -c "$T/ck" -t $target --weights 1,2,1 -o "$T/m5" "$T/in"
	# A dev stream may lack a target.
	corpus 2 24 1 >"$T/some"
	cnntrain -a "$T/net" -e 1 -t $target -d "$T/some" -L "$T/log2" -o "$T/m5" "$T/in" 2>"$T/err"
	[ "$(last dev_ccc_mood "$T/log2") $(last dev_mae_mood "$T/log2")" = '- -' ]
	last dev_ccc_calm "$T/log2" | has '^-*0[.]'
	grep -q 'dev: loss [0-9.]*, accuracy [0-9.]* %, UAR [0-9.]* %, CCC of calm -*0[.][0-9]*; ' "$T/err"
	# Records without any target are left out.
	train -e 1 -t mood:value -o "$T/m5" "$T/in" 2>"$T/err"
	grep -qx 'cnntrain: left out 12 records without mood' "$T/err"
}

test_what_others_make_of_it() {
	net
	wav2fbank -q --bins 4 tests/golden/fbank/voice16k.wav >"$T/voice"
	FRONT=$(attr front "$T/voice") corpus 1 48 >"$T/in"
	train -e 2 -t mood:value -o "$T/number" "$T/in"
	train -e 2 -t mood:value+label -o "$T/both" "$T/in"
	# The part of the label, with the same probabilities.
	modelpack -o "$T/pack" "$T/both"
	modelpack -x "$T/parts" "$T/pack"
	label=$(find "$T/parts" -name '*both*' -type f)
	[ "$(attr target "$label")" = label ]
	[ -z "$(attr outputs "$label")$(attr scale "$label")$(attr loss-weights "$label")$(attr criterion "$label")" ]
	cnneval -m "$label" "$T/in" >"$T/a"
	cnneval -m "$T/both" "$T/in" | cut -f 1,4- | cmp - "$T/a"
	refused() { says 'number: predicts mood:value, a number; what is needed here is a model of classes' 1 "$@"; }
	refused modelpack -o "$T/x" "$T/number"
	refused tensorconv -t onnx -o "$T/x" "$T/number"
	refused tonfall -m "$T/number" tests/golden/fbank/voice16k.wav
	refused cnneval --explain r0 -m "$T/number" "$T/in"
	cnneval --explain r0 -m "$T/both" "$T/in" | cmp - <(cnneval --explain r0 -m "$label" "$T/in")
	# fuse joins probabilities; predictions of numbers would be those of one table.
	cnneval -a session -m "$T/both" "$T/in" >"$T/b"
	fuse "$T/b" "$T/b" | sed -n 1p | tr '\t' ' ' | has -x '# key session mood label predicted angry happy neutral sad speaker'
	cnneval -m "$T/number" "$T/in" >"$T/c"
	says "no column 'label'" 1 fuse "$T/c" "$T/c"
	says "target 'mood:value' is not 'mood:value+label'" 1 cnneval -m "$T/both" -m "$T/number" "$T/in"
	says "^cnneval: -a: there is a column 'mood' anyway" 2 cnneval -a session,mood -m "$T/number" "$T/in"
	# With too little speech nothing is predicted.
	PYTHONPATH=tests/tools tests/tools/mktensor "key=a;speech=0.2;mood=1;front=$(attr front "$T/voice");norm=all 0 1;shape=12,4|$(yes 1 | head -n 48 | tr '\n' ' ')" >"$T/quiet"
	cnneval --speech 1 -m "$T/number" "$T/quiet" | has -x "a${tab}1${tab}-${tab}-"
}

# about SED: a model of a number and two classes, with an edited description.
about() {
	text='key=model;network=dense classes;target=x:value+label;labels=x\ta\tb;outputs=1 2;scale=3 2;frames=1;bins=2;shape=3|1 1 1'
	text=$(printf "$text" | sed "$1")
	tests/tools/mktensor "$text" 'key=1.dense.weight;shape=2,3|1 0 0 0 1 -1' 'key=1.dense.bias;shape=3|0 0 0'
}

test_descriptions() {
	tests/tools/mktensor 'key=r;x=7;label=b;shape=1,2|2 0.5' >"$T/in"
	about '' >"$T/m"
	# 3 + 2 * 2, and softmax of 0.5 and -0.5
	cnneval -m "$T/m" "$T/in" | has -x "r${tab}7${tab}7${tab}b${tab}a${tab}0.7310586${tab}0.2689414${tab}-"
	bad() {
		about "$1" >"$T/m"
		says "^cnneval: $T/m: $2" 1 cnneval -m "$T/m" "$T/in"
	}
	bad 's/outputs=1 2/outputs=2 1/' "record 'model': 2 outputs for the number x"
	bad 's/outputs=1 2/outputs=1 1/' "record 'model': outputs: '1 1' does not divide 3 of them among 2 targets"
	bad 's/outputs=1 2/outputs=1 2 1/' "record 'model': outputs: '1 2 1' does not divide"
	bad 's/outputs=1 2/outputs=1/' "record 'model': outputs: too few numbers"
	bad 's/outputs=1 2/outputs=1 z/' "record 'model': outputs: 'z' is not a number"
	bad 's/outputs=1 2/outputs=1 1.5/' "record 'model': outputs: '1 1.5' does not divide"
	bad 's/outputs=1 2;//' "record 'model' has no attribute 'outputs'"
	bad 's/scale=3 2;//' "record 'model' has no attribute 'scale'"
	bad 's/scale=3 2/scale=3/' "record 'model': scale: too few numbers"
	bad 's/scale=3 2/scale=3 0/' "record 'model': scale: 0 is too small"
	bad 's/scale=3 2/scale=3 -2/' "record 'model': scale: -2 is too small"
	bad 's/scale=3 2/scale=3 2 1/' "record 'model': scale: more numbers than"
	bad 's/x:value+label/x:value/' "record 'model': 3 outputs for the number x"
	bad 's/x:value+label/x:val/' "'x:val' is not a target"
	# Another last layer cannot be divided.
	printf '%s\n' 'dense 3' 'dense classes' relu >"$T/net"
	corpus 1 24 >"$T/c"
	train -e 1 -t label+mood:value -o "$T/m" "$T/c"
	says "its last layer is 'relu'; the outputs of several targets can only be told apart if" 1 modelpack -o "$T/x" "$T/m"
}

test_starts_from_a_model() {
	net
	corpus 1 48 >"$T/in"
	corpus 3 48 >"$T/new"
	train -e 3 -t mood:value+label -o "$T/old" "$T/in"
	# The same targets: all layers, and the scale.
	train -e 1 -l 1e-30 -O sgd:momentum=0 -i "$T/old" -t mood:value+label -o "$T/m" "$T/new" 2>"$T/err"
	[ ! -s "$T/err" ]
	[ "$(attr scale "$T/m")" = "$(attr scale "$T/old")" ]
	cnneval -m "$T/m" "$T/new" | cmp - <(cnneval -m "$T/old" "$T/new")
	# Another one: a new last layer, and the scale of the new records.
	train -e 1 -i "$T/old" -t mood:value -o "$T/m" "$T/new" 2>"$T/err"
	grep -q 'has other classes than these records: layer 4, dense classes, begins anew' "$T/err"
	[ "$(attr scale "$T/m")" != "$(attr scale "$T/old")" ]
}

test_refusals() {
	net
	corpus 1 24 >"$T/in"
	says "^cnntrain: -t: label is not a number" 2 train -t label:value "$T/in"
	says "^cnntrain: -t: mood is there twice" 2 train -t mood:value+mood:value "$T/in"
	says "^cnntrain: -t: label and valence: only one of several targets can be in classes" 2 train -t label+valence "$T/in"
	says "^cnntrain: --loss: 'mae' is neither ccc nor mse" 2 train -t mood:value --loss mae "$T/in"
	says '^cnntrain: --loss: is of numbers' 2 train --loss ccc "$T/in"
	for wrong in 1 1,2,3 , 1, ; do
		says '^cnntrain: --weights: ' 2 train -t label+mood:value --weights "$wrong" "$T/in"
	done
	says '^cnntrain: --weights: -1 is too small' 2 train -t label+mood:value --weights 1,-1 "$T/in"
	says '^cnntrain: --weights: all are 0' 2 train -t label+mood:value --weights 0,0 "$T/in"
	says '^cnntrain: --weights: one target needs no weight' 2 train -t mood:value --weights 2 "$T/in"
	says "no record has the attribute 'joy'" 1 train -t joy:value "$T/in"
	says "no record has the attribute 'joy'" 1 train -t label+joy:value "$T/in"
	says "no record has the attribute 'joy or fear'" 1 train -t joy:value+fear:value "$T/in"
	one() { tests/tools/mktensor "key=a;x=$1;shape=12,4|$(yes 1 | head -n 48 | tr '\n' ' ')" "key=b;${3-}x=$2;shape=12,4|$(yes 2 | head -n 48 | tr '\n' ' ')"; }
	one 3 3 >"$T/same"
	says 'every x is 3, but training needs at least two values' 1 train -t x:value "$T/same"
	one 3 high >"$T/word"
	says "record 'b': x: 'high' is not a number" 1 train -t x:value "$T/word"
	one 3 nan >"$T/word"
	says "record 'b': x: 'nan' is not a number" 1 train -t x:value "$T/word"
	# The scale is that of originals.
	one - 4 'original=c;' >"$T/copies"
	says "no record has the attribute 'x', or only copies have" 1 train -t x:value "$T/copies"
	says "^foldsplit: -t: 'mood:val' is not a target" 2 foldsplit -t mood:val -f 1 -p train "$T/in"
}

test_ridge_regression() {
	rows 90 12 >"$T/in"
	lineartrain -t y:value -k 0 -C 0.02 -o "$T/m" "$T/in" 2>"$T/err"
	grep -qx 'lineartrain: 120 records, 30 of them copies; C 0.02' "$T/err"
	[ "$(attr loss "$T/m")" = squared ]
	# The closed form, of columns and numbers that are standardised by the originals.
	py '
C = 0.02
records = read(sys.argv[1])
x = np.array([np.ravel(r[1]) for r in records], "f8")
y = np.array([float(r[0]["y"]) for r in records])
first = np.array(["original" not in r[0] for r in records])
z = np.clip((x - x[first].mean(0)) / x[first].std(0), -8, 8)
v = (y - y[first].mean()) / y[first].std()
a = np.c_[z, np.ones(len(z))]
w = np.linalg.solve(a.T @ a + np.eye(a.shape[1]) / (2 * C), a.T @ v)
model = {r[0]["key"]: np.ravel(r[1]) for r in read(sys.argv[2])}
assert abs(model["3.dense.weight"] - w[:-1]).max() < 2e-3, model["3.dense.weight"] - w[:-1]
assert abs(model["3.dense.bias"] - w[-1]).max() < 2e-3
' "$T/in" "$T/m"
	cnneval -m "$T/m" "$T/in" 2>/dev/null | awk -F'\t' '!/^#/ { d = $2 - $3; e += d * d; s += ($2 - 20) ^ 2 } END { exit !(e < 0.7 * s) }'
	# By inner folds: C and the factor for the concordance, or C for the error.
	lineartrain -t y:value -L "$T/log" -o "$T/m" "$T/in" 2>"$T/err"
	grep -qx 'lineartrain: 120 records, 30 of them copies; C [0-9.e-]*; CCC 0[.][0-9]* on 5 inner folds by speaker' "$T/err"
	head -n 1 "$T/log" | tr '\t' ' ' | has -x '# c ccc pearson mae rmse factor products chosen'
	awk -F'\t' '!/^#/ { n++; if ($2 > best) best = $2; if ($2 > $3 + 1e-4) exit 1; if ($8 == "yes") { yes++; mine = $2; factor = $6 } }
	    END { exit !(n == 5 && yes == 1 && mine == best && factor > 1) }' "$T/log"
	for j in 1 3; do
		cat "$T/in" | lineartrain -q -j $j -t y:value | cmp - "$T/m"
	done
	lineartrain -q -t y:value --loss mse -L "$T/log2" -o "$T/m2" "$T/in"
	awk -F'\t' '!/^#/ { if ($6 != 1) exit 1; if (!n++ || $5 < best) best = $5; if ($8 == "yes") mine = $5 } END { exit mine != best }' "$T/log2"
	exits 1 cmp -s "$T/m" "$T/m2"
	# A kernel, and another model to start from, whose scale stays.
	lineartrain -q -t y:value --kernel rbf -o "$T/k" "$T/in"
	cnneval -m "$T/k" "$T/in" 2>/dev/null | sed -n 1p | has -x "# key${tab}y${tab}predicted_y${tab}speaker"
	rows 20 12 >"$T/few"
	lineartrain -q -t y:value -k 0 -C 1e-6 -i "$T/m2" -o "$T/near" "$T/few"
	[ "$(attr scale "$T/near")" = "$(attr scale "$T/m2")" ]
	says '^lineartrain: -t y:value+x:value: a linear model has one target' 2 lineartrain -t y:value+x:value "$T/in"
	says '^lineartrain: --emphasis: is by classes' 2 lineartrain -t y:value --emphasis 1 "$T/in"
	says '^lineartrain: --loss: is of numbers' 2 lineartrain --loss mse "$T/in"
}

test_folds_by_ranges() {
	corpus 1 96 8 >"$T/in"
	foldsplit -q -l -t mood:value "$T/in" >"$T/folds"
	head -n 1 "$T/folds" | tr '\t' ' ' | has '^fold session records dev test speakers mood=q1 mood=q2 mood=q3 mood=q4 mood=q5'
	awk -F'\t' 'NR > 1 { n += $3; for (i = 7; i <= 11; i++) c[i] += $i; if ($4 - $5 > 1 || $5 - $4 > 1) exit 1 }
	    END { for (i = 7; i <= 11; i++) if (c[i] < 16 || c[i] > 17) exit 1; exit n != 84 }' "$T/folds"
	# A half of each range in each half of a fold.
	foldsplit -q -t mood:value -f 2 -p heldout -o "$T/held" "$T/in"
	foldsplit -q -t mood:value -f 2 -p dev -o "$T/dev" "$T/in"
	py '
all = np.sort([float(a["mood"]) for a, _ in read(sys.argv[1]) if "mood" in a])
of = lambda path: np.bincount([min(int(5 * (all < float(a["mood"])).sum() / len(all)), 4) for a, _ in read(path)], minlength=5)
held, dev = of(sys.argv[2]), of(sys.argv[3])
assert held.sum() == 28 and dev.sum() == 14 and (abs(dev - held / 2) <= 0.5).all(), (held, dev)
' "$T/in" "$T/held" "$T/dev"
	# Of several, the one in classes; who lacks it is in a class of its own.
	foldsplit -q -l -t mood:value+label "$T/in" | sed -n 1p | tr '\t' ' ' | has 'speakers label=- label=angry label=happy'
	foldsplit -q -l -t mood:value+calm:value "$T/in" | sed -n 1p | tr '\t' ' ' | has 'speakers mood=- mood=q1'
	# 64 in the other sessions, of which one has neither.
	[ "$(foldsplit -q -t label+mood:value -f 1 -p train "$T/in" | tensorinfo | sed 1d | wc -l)" -eq 63 ]
	foldsplit -l -t mood:value "$T/in" 2>&1 >"$T/out" | has '12 of 96 records have no mood and are in no part'
}
