# Training on synthetic streams: what is learnt, what is written, what is
# refused.

tab=$(printf '\t')

# net LINE...: the network file $T/net.
net() { printf '%s\n' "$@" >"$T/net"; }

small() { net 'conv 8 3 stride 2' relu 'maxpool 2' 'dropout 0.2' 'dense classes'; }

# corpus SEED N [T [B]]: N records of four classes, noise about a mean that
# each class has for each bin.
corpus() {
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$@" <<-'END'
		import sys, subprocess, numpy
		seed, n, T, B = (list(map(int, sys.argv[1:])) + [20, 5])[:4] if len(sys.argv) < 5 else map(int, sys.argv[1:5])
		draw = numpy.random.default_rng(seed)
		means = numpy.random.default_rng(0).standard_normal((4, B))
		args = []
		for i in range(n):
		    y = i % 4
		    x = (draw.standard_normal((T, B)) + means[y]).ravel()
		    label = ["sad", "angry", "happy", "neutral"][y]
		    args.append(f"key=r{i};label={label};activation={1 + y};front=f 1;norm=all 0 1;rate=100;shape={T},{B}|" + " ".join(f"{v:.9g}" for v in x))
		subprocess.run(["tests/tools/mktensor", *args], check=True)
	END
}

# attr NAME MODEL: an attribute of the description.
attr() {
	tests/tools/tensors.py "$2" | awk -v n="$1" '/^shape/ { past = 1 }
	    !past && $1 == n { sub(/^[^ ]* ?/, ""); print }'
}

train() { cnntrain -q -a "$T/net" "$@"; }

test_options() {
	common_options cnntrain
	small
	corpus 1 8 >"$T/in"
	for wrong in '' "-a $T/net -e 0" "-a $T/net -B 0" "-a $T/net -l x" \
	    "-a $T/net -t mood" "-a $T/net -O rms" "-a $T/net --shuffle never" \
	    "-a $T/net --momentum 2" "-a $T/net -O sgd --momentum 2" "-a $T/net --schedule once" \
	    "-a $T/net -O adamw:decay=-1" "-a $T/net -j 0" "-a $T/net a b"; do
		# shellcheck disable=SC2086
		says '^cnntrain: ' 2 cnntrain $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
	says '^cnntrain: --momentum: momentum: 2 is too large' 2 train --momentum 2 -O sgd "$T/in"
	says "^cnntrain: --momentum: adam has no 'momentum'" 2 train --momentum 0.5 "$T/in"
	says "^cnntrain: -O: 'rms' is not an optimiser: adam, " 2 train -O rms "$T/in"
	says "^cnntrain: -O: adamw has no 'dekay'; it has beta1, beta2, eps, decay" 2 train -O adamw:dekay=1 "$T/in"
	says "^cnntrain: --schedule: 'often' is not a schedule: constant" 2 train --schedule often "$T/in"
	says "^cnntrain: --schedule: warmup: 2 is too large, at most 0.9" 2 train --schedule cosine:warmup=2 "$T/in"
	says "^cnntrain: --smooth: 1 is too large, at most 0.9" 2 train --smooth 1 "$T/in"
	says "^cnntrain: --mixup: 'much' is not a number" 2 train --mixup much "$T/in"
	says "^cnntrain: --average: -1 is too small, at least 0" 2 train --average -1 "$T/in"
	says "^cnntrain: --average: 1 is too large, at most 0.999999" 2 train --average 1 "$T/in"
	says "^cnntrain: -t: 'mood' is not a target" 2 train -t mood "$T/in"
	full cnntrain -q -e 1 -a "$T/net" "$T/in"
	says 'No space left' 1 train -e 1 -L /dev/full -o "$T/m" "$T/in"
	[ ! -e "$T/m" ]
}

# Before the data is read: what is wrong with the other files.
test_mistakes_are_told_before_the_work() {
	small
	# nobody will ever write to this input
	mkfifo "$T/never"
	exec 3<>"$T/never"
	says 'no/net: .*No such file' 1 timeout 10 cnntrain -a no/net -o "$T/m" "$T/never"
	echo 'conv 3 3 pad 1 pad 2' >"$T/wrong"
	says "wrong: line 1: .*'pad' is given twice" 1 timeout 10 cnntrain -a "$T/wrong" -o "$T/m" <&3
	mkdir "$T/d"
	: >"$T/old"
	ln -s ../old "$T/d/link"
	for pair in m:m "m:./m" "m:d/../m" old:old old:d/link; do
		(cd "$T"; says '^cnntrain: -o and -L are one file' 2 timeout 10 \
		    cnntrain -a net -o "${pair%:*}" -L "${pair#*:}" never)
	done
	(cd "$T"; says '^cnntrain: -o and -L are one file' 2 timeout 10 cnntrain -a net -L - never >out)
	(cd "$T"; says '^cnntrain: -o and -L are one file' 2 timeout 10 cnntrain -a net -L out never >out)
	exec 3>&-
	corpus 1 8 >"$T/in"
	for pair in m:d/m m:log /dev/null:/dev/null; do
		(cd "$T"; cnntrain -q -a net -e 1 -o "${pair%:*}" -L "${pair#*:}" in)
	done
	(cd "$T"; cnntrain -q -a net -e 1 -L log in | cmp - m)
}

# What is read is not replaced, by any name or option.
test_inputs_stay() {
	local f o
	small
	corpus 1 8 >"$T/in"
	corpus 2 8 >"$T/dev"
	mkdir "$T/d"
	ln -s ../in "$T/d/link"
	cp "$T/in" "$T/data"
	for o in o L c; do
		for f in in net dev d/link d/../dev; do
			(cd "$T"; says "^cnntrain: -$o $f: is an input as well" 2 cnntrain -q -e 1 -a net -d dev -$o $f in >out)
		done
		(cd "$T"; says "^cnntrain: -$o in: is an input as well" 2 cnntrain -q -e 1 -a net -$o in <in >out)
	done
	cmp "$T/in" "$T/data"
	says '^zscore: -o .*in: is an input as well' 2 zscore -n -o "$T/in" <"$T/in"
	says '^padcut: -o .*in: is an input as well' 2 padcut -p -o "$T/in" <"$T/in"
	cmp "$T/in" "$T/data"
	# A stream in the place of a stream is whole, as by sort -o.
	padcut -n 7 <"$T/in" >"$T/want"
	padcut -n 7 -o "$T/in" <"$T/in"
	cmp "$T/want" "$T/in"
}

test_learns() {
	small
	corpus 1 80 >"$T/train"
	corpus 2 40 >"$T/dev"
	train -e 30 -B 16 -l 1e-2 -d "$T/dev" -L "$T/log" -o "$T/m" "$T/train"
	head -n 1 "$T/log" | has -x "epoch${tab}train_loss${tab}train_accuracy${tab}dev_loss${tab}dev_accuracy${tab}dev_uar"
	[ "$(wc -l <"$T/log")" -eq 31 ]
	awk -F'\t' 'END { exit !($1 == 30 && $2 < 0.3 && $3 > 0.9 && $4 < 0.2 && $5 > 0.95 && $6 > 0.95) }' "$T/log"
	# and the model says the same of the stream as the log does
	cnneval -m "$T/m" <"$T/dev" >"$T/table"
	awk -F'\t' '!/^#/ { n++; right += $2 == $3 } END { print right / n }' "$T/table" >"$T/right"
	[ "$(awk -F'\t' 'END { print $5 }' "$T/log")" = "$(cat "$T/right")" ]
}

# Blocks of two convolutions and what they began with.
residual() {
	net 'conv 12 3' batchnorm relu \
	    'conv 12 3 pad 1' batchnorm relu 'conv 12 3 pad 1' batchnorm 'add 3' relu \
	    'conv 12 3 pad 1' batchnorm relu 'conv 12 3 pad 1' batchnorm 'add 10' relu \
	    statpool 'dense 8' relu 'dropout 0.2' 'dense classes'
}

test_residual_network() {
	residual
	corpus 1 80 >"$T/train"
	corpus 2 40 >"$T/dev"
	train -e 15 -B 16 -l 1e-2 -d "$T/dev" -L "$T/log" -o "$T/m" "$T/train"
	awk -F'\t' 'END { exit !($1 == 15 && $2 < 0.3 && $5 > 0.95) }' "$T/log" || { cat "$T/log"; return 1; }
	cnneval -m "$T/m" <"$T/dev" >"$T/table"
	awk -F'\t' '!/^#/ { n++; right += $2 == $3 } END { print right / n }' "$T/table" >"$T/right"
	[ "$(awk -F'\t' 'END { print $5 }' "$T/log")" = "$(cat "$T/right")" ]
	for j in 1 3; do
		train -e 15 -B 16 -l 1e-2 -j "$j" -d "$T/dev" -o "$T/m$j" "$T/train"
		cmp "$T/m" "$T/m$j"
	done
	# The branches are seen: the same records, but for one number in the text.
	sed 's/^add 10$/add 7/' "$T/net" >"$T/other"
	cnntrain -q -a "$T/other" -e 15 -B 16 -l 1e-2 -o "$T/m2" "$T/train"
	exits 1 cmp -s "$T/m" "$T/m2"
}

# Numbers of this program when its gradients had been checked against PyTorch
# and against differences; the tolerance outlives another instruction set.
test_losses_are_those_of_before() {
	net 'conv 8 3 stride 2' batchnorm relu 'dropout 0.5' statpool 'dense 6' relu 'dense classes'
	corpus 1 80 >"$T/train"
	corpus 2 40 >"$T/dev"
	train -s 7 -e 3 -B 32 -l 1e-2 -d "$T/dev" -L "$T/log" -o "$T/m" "$T/train"
	cut -f 2,4 "$T/log" | tail -n 3 >"$T/got"
	printf '%s\t%s\n' 1.37448 1.314 1.22803 1.21113 1.10882 1.09033 >"$T/want"
	paste "$T/got" "$T/want" | awk '
	    { for (i = 1; i <= 2; i++) if (($i - $(i + 2)) ^ 2 > (1e-3 * $(i + 2)) ^ 2) bad = 1 }
	    END { exit bad || NR != 3 }' || { cat "$T/got"; return 1; }
}

test_same_bytes() {
	net 'conv 8 3' batchnorm relu 'maxpool 2' 'dropout 0.5' 'dense 6' 'dense classes'
	corpus 1 70 >"$T/in"
	cp "$T/in" "$T/dev"
	train -e 3 -B 50 -j 1 -d "$T/dev" -L "$T/log1" -o "$T/m1" "$T/in"
	for j in 2 3; do
		train -e 3 -B 50 -j "$j" -d "$T/dev" -L "$T/log" -o "$T/m" "$T/in"
		cmp "$T/m1" "$T/m"
		cmp "$T/log1" "$T/log"
	done
	# shellcheck disable=SC2002 # a pipe is the point
	cat "$T/in" | train -e 3 -B 50 | cmp - "$T/m1"
	train -e 3 -B 50 - <"$T/in" | cmp - "$T/m1"
	for j in 1 3; do
		train -e 3 -B 50 -j $j --mixup 0.4 --smooth 0.1 --average 0.9 -o "$T/x$j" "$T/in"
	done
	cmp "$T/x1" "$T/x3"
	for other in '-s 2' '-e 2' '-B 49' '-l 1e-3' '-O sgd' '--shuffle once' '--mixup 0.4' '--smooth 0.1' \
	    '--average 0.9' '--schedule onecycle'; do
		# shellcheck disable=SC2086
		train -e 3 -B 50 $other -o "$T/m" "$T/in"
		exits 1 cmp -s "$T/m1" "$T/m"
	done
}

# One epoch sees the data in one order either way; a second one does not.
test_shuffle() {
	small
	corpus 1 40 >"$T/in"
	train -e 1 -B 8 -o "$T/every" "$T/in"
	train -e 1 -B 8 --shuffle once -o "$T/once" "$T/in"
	tests/tools/tensors.py "$T/every" | grep -v '^shuffle' >"$T/a"
	tests/tools/tensors.py "$T/once" | grep -v '^shuffle' | diff - "$T/a"
}

test_description() {
	small
	corpus 1 8 >"$T/in"
	train -s 5 -e 2 -B 4 -l 0.001 -o "$T/m" "$T/in"
	for want in 'network=conv 8 3 stride 2; relu; maxpool 2; dropout 0.2; dense classes' \
	    'target=label' "labels=angry${tab}happy${tab}neutral${tab}sad" 'front=f 1' \
	    'norm=all 0 1' 'rate=100' 'frames=20' 'bins=5' 'seed=5' 'epochs=2' 'batch=4' \
	    'optimiser=adam rate 0.001 betas 0.9 0.999 eps 1e-08' 'weights=balanced' 'shuffle=every'; do
		[ "$(attr "${want%%=*}" "$T/m")" = "${want#*=}" ]
	done
	attr version "$T/m" | has '^[0-9]'
	tests/tools/tensors.py "$T/m" | grep '^key' | tr '\n' ' ' |
	    grep -x 'key model key 1.conv.weight key 1.conv.bias key 5.dense.weight key 5.dense.bias '
	tests/tools/tensors.py "$T/m" | grep -x 'shape 3 5 8'
	train -e 1 --no-weights -O sgd --momentum 0.5 -o "$T/m" "$T/in"
	[ "$(attr weights "$T/m")" = none ]
	[ "$(attr optimiser "$T/m")" = 'sgd rate 0.0001 momentum 0.5' ]
	[ -z "$(attr schedule "$T/m")" ]
	train -e 1 --no-weights -O sgd:momentum=0.5 --schedule constant -o "$T/same" "$T/in"
	cmp "$T/m" "$T/same"
	train -e 1 --no-weights --momentum 0.5 -O sgd -o "$T/same" "$T/in"
	cmp "$T/m" "$T/same"
	train -e 3 -l 0.01 -O adamw:decay=0.1 --schedule cosine:warmup=0.2 -o "$T/m" "$T/in"
	[ "$(attr optimiser "$T/m")" = 'adamw rate 0.01 betas 0.9 0.999 eps 1e-08 decay 0.1' ]
	[ "$(attr schedule "$T/m")" = 'cosine warmup 0.2 epochs 3' ]
}

# A whole batch, one step of SGD, no dropout: dense alone is a softmax
# regression, worked out here by numpy.
test_one_step_by_numpy() {
	net 'dense classes'
	corpus 1 7 4 3 >"$T/in"
	train -e 1 -O sgd -l 1e-30 -o "$T/m0" "$T/in"
	train -e 1 -O sgd -l 0.1 -o "$T/m1" -L "$T/log" "$T/in"
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$T" <<-'END'
		import sys, numpy, tensors
		d = sys.argv[1]
		start, (_, w1), (_, b1) = tensors.read(d + "/m0")[0], *tensors.read(d + "/m1")[1:]
		w0, b0 = (x.astype(float) for _, x in tensors.read(d + "/m0")[1:])
		names = start[0]["labels"].split("\t")
		data = tensors.read(d + "/in")
		x = numpy.array([a.ravel() for _, a in data], float)
		y = numpy.array([names.index(a["label"]) for a, _ in data])
		count = numpy.bincount(y)
		assert (start[1] == count).all()
		cw = len(y) / (len(count) * count)[y]
		z = x @ w0 + b0
		p = numpy.exp(z) / numpy.exp(z).sum(1, keepdims=True)
		loss = (cw * -numpy.log(p[range(len(y)), y])).sum() / cw.sum()
		g = (p - numpy.eye(len(count))[y]) * (cw / cw.sum())[:, None]
		assert numpy.abs(w1 - (w0 - 0.1 * x.T @ g)).max() < 1e-6
		assert numpy.abs(b1 - (b0 - 0.1 * g.sum(0))).max() < 1e-6
		assert abs(float(open(d + "/log").read().split()[4]) - loss) < 1e-5 * loss
	END
}

# AdamW along a cosine: 10 steps, 2 of which rise; by the formulas in optim.h.
test_adamw_and_cosine_by_numpy() {
	net 'dense classes'
	corpus 1 7 4 3 >"$T/in"
	train -e 1 -O sgd -l 1e-30 -o "$T/m0" "$T/in"
	train -e 10 -O adamw:decay=0.5 --schedule cosine:warmup=0.2 -l 0.1 -o "$T/m1" "$T/in"
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$T" <<-'END'
		import sys, numpy, tensors
		d = sys.argv[1]
		start, *first = tensors.read(d + "/m0")
		names = start[0]["labels"].split("\t")
		data = tensors.read(d + "/in")
		x = numpy.array([a.ravel() for _, a in data], float)
		y = numpy.array([names.index(a["label"]) for a, _ in data])
		cw = len(y) / (len(names) * numpy.bincount(y))[y]
		w = [a.astype(float) for _, a in first]
		m = [0 * a for a in w]
		v = [0 * a for a in w]
		for t in range(10):
		    rate = 0.1 * ((t + 1) / 2 if t < 2 else (1 + numpy.cos(numpy.pi * (t - 2) / 8)) / 2)
		    z = x @ w[0] + w[1]
		    p = numpy.exp(z) / numpy.exp(z).sum(1, keepdims=True)
		    e = (p - numpy.eye(len(names))[y]) * (cw / cw.sum())[:, None]
		    for i, g in enumerate((x.T @ e, e.sum(0))):
		        m[i] = 0.9 * m[i] + 0.1 * g
		        v[i] = 0.999 * v[i] + 0.001 * g * g
		        w[i] -= rate * 0.5 * w[i]
		        w[i] -= rate * (m[i] / (1 - 0.9 ** (t + 1))) / (numpy.sqrt(v[i] / (1 - 0.999 ** (t + 1))) + 1e-8)
		for (_, have), want in zip(tensors.read(d + "/m1")[1:], w):
		    assert numpy.abs(have - want).max() < 1e-5, numpy.abs(have - want).max()
		    assert numpy.abs(have).max() > 0.1
	END
}

# Smoothed targets, one cycle of the rate and the running average: 10 steps by the
# formulas in network(5) and cnntrain(1).
test_smoothing_cycle_and_average_by_numpy() {
	net 'dense classes'
	corpus 1 7 4 3 >"$T/in"
	train -e 1 -O sgd -l 1e-30 -o "$T/m0" "$T/in"
	train -e 10 -O sgd:momentum=0 --schedule onecycle:start=4,end=10 -l 2 --smooth 0.2 --average 0.4 \
	    -L "$T/log" -d "$T/in" -o "$T/m1" "$T/in"
	[ "$(attr smooth "$T/m1") $(attr average "$T/m1") $(attr mixup "$T/m1")" = '0.2 0.4 ' ]
	[ "$(attr schedule "$T/m1")" = 'onecycle warmup 0.3 start 4 end 10 epochs 10' ]
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$T" <<-'END'
		import sys, numpy, tensors
		d = sys.argv[1]
		start, *first = tensors.read(d + "/m0")
		names = start[0]["labels"].split("\t")
		K = len(names)
		data = tensors.read(d + "/in")
		x = numpy.array([a.ravel() for _, a in data], float)
		y = numpy.array([names.index(a["label"]) for a, _ in data])
		weight = len(y) / (K * numpy.bincount(y))
		target = weight * (0.8 * numpy.eye(K)[y] + 0.2 / K)
		total = weight[y].sum()
		w = [a.astype(float) for _, a in first]
		mean = [a.copy() for a in w]
		wave = lambda a, b, at: b + (a - b) * (1 + numpy.cos(numpy.pi * at)) / 2
		for t in range(10):
		    rate = 2 * (wave(1 / 4, 1, t / 2) if t < 2 else wave(1, 1 / 40, (t - 2) / 7))
		    z = x @ w[0] + w[1]
		    p = numpy.exp(z) / numpy.exp(z).sum(1, keepdims=True)
		    loss = -(target * numpy.log(p)).sum() / total
		    e = (p * target.sum(1, keepdims=True) - target) / total
		    w[0] -= rate * x.T @ e
		    w[1] -= rate * e.sum(0)
		    keep = min(0.4, (2 + t) / (11 + t))
		    mean = [keep * a + (1 - keep) * b for a, b in zip(mean, w)]
		for (_, have), want, last in zip(tensors.read(d + "/m1")[1:], mean, w):
		    assert numpy.abs(have - want).max() < 1e-5, numpy.abs(have - want).max()
		    assert numpy.abs(have - last).max() > 1e-3
		log = open(d + "/log").read().split("\n")[10].split("\t")
		assert abs(float(log[1]) - loss) < 1e-5
		# dev is scored by the averaged weights, without smoothing
		z = x @ mean[0] + mean[1]
		p = numpy.exp(z) / numpy.exp(z).sum(1, keepdims=True)
		dev = -(weight[y] * numpy.log(p[range(len(y)), y])).sum() / total
		assert abs(float(log[3]) - dev) < 1e-5, (log, dev)
	END
}

test_ratings_have_three_classes() {
	net 'dense classes'
	tests/tools/mktensor 'key=a;valence=1;shape=1,2|1 2' 'key=b;valence=2.5;shape=1,2|1 1' \
	    'key=c;valence=5;shape=1,2|3 2' >"$T/in"
	train -e 1 -t valence -o "$T/m" "$T/in"
	[ "$(attr labels "$T/m")" = "negative${tab}neutral${tab}positive" ]
	[ "$(attr target "$T/m")" = valence ]
	tests/tools/tensors.py "$T/m" | grep -x '2 0 1'	# of each class
	tests/tools/mktensor 'key=a;valence=6;shape=1,2|1 2' >"$T/in"
	says "in: record 'a': valence: 6 is too large" 1 train -t valence -o "$T/m" "$T/in"
}

test_ratings_on_a_scale_of_their_own() {
	net 'dense classes'
	tests/tools/mktensor 'key=a;dominance=1;shape=1,2|1 2' 'key=b;dominance=4;shape=1,2|1 1' \
	    'key=c;dominance=7;shape=1,2|3 2' 'key=d;dominance=6;shape=1,2|3 2' >"$T/in"
	train -e 1 -t dominance=1:7:2,4,6 -d "$T/in" -o "$T/m" "$T/in"
	[ "$(attr labels "$T/m")" = "1..2${tab}2..4${tab}4..6${tab}6..7" ]
	[ "$(attr target "$T/m")" = dominance=1:7:2,4,6 ]
	tests/tools/tensors.py "$T/m" | grep -x '1 0 1 2'	# of each class
	cnneval -m "$T/m" <"$T/in" | cut -s -f 1,2,4-8 | sed 's/\t0[^\t]*//g' >"$T/out"
	printf '%s\n' "# key${tab}label${tab}1..2${tab}2..4${tab}4..6${tab}6..7${tab}speaker" \
	    "a${tab}1..2" "b${tab}4..6" "c${tab}6..7" "d${tab}6..7" | diff - <(sed 's/\t-$//' "$T/out")
	cnneval -m "$T/m" <"$T/in" | confmat -q -b 100 -C "$T/c"
	cut -f 1 "$T/c" | paste -sd ' ' | has '1\.\.2 2\.\.4 4\.\.6 6\.\.7'
	train -e 1 -t dominance=1:7:2,4 -o "$T/other" "$T/in"
	says "target 'dominance=1:7:2,4' is not 'dominance=1:7:2,4,6' of" 1 \
	    cnneval -m "$T/m" -m "$T/other" <"$T/in" >"$T/out"
	says "record 'c': dominance: 7 is too large, at most 6" 1 train -t dominance=1:6:3 -o "$T/n" "$T/in"
	says "^cnntrain: -t: 'dominance' is not a target" 2 train -t dominance -o "$T/n" "$T/in"
	says '^cnntrain: -t: dominance: 3 is not greater than 5' 2 train -t dominance=1:7:5,3 -o "$T/n" "$T/in"
	[ ! -e "$T/n" ]
}

test_records_without_a_class() {
	net 'dense classes'
	tests/tools/mktensor 'key=a;label=x;shape=1,2|1 2' 'key=b;shape=9,9|*1' \
	    'key=c;label=-;shape=1,2|1 2' 'key=d;label=y;shape=1,2|4 1' >"$T/in"
	says '^cnntrain: left out 2 records without label$' 0 train -e 1 -o "$T/m" "$T/in"
	tests/tools/mktensor 'key=a;label=x;shape=1,2|1 2' 'key=d;label=y;shape=1,2|4 1' >"$T/in"
	cp "$T/m" "$T/m1"
	train -e 1 -o "$T/m" "$T/in"
	cmp "$T/m" "$T/m1"
}

# What the training data lacks is always wrong: each such record in the
# accuracy, each such class with a recall of 0, and the loss without them.
test_dev_classes_that_training_lacks() {
	net 'dense classes'
	tests/tools/mktensor 'key=a;label=x;shape=1,2|1 2' 'key=b;label=y;shape=1,2|4 1' >"$T/in"
	set -- 'key=c;label=x;shape=1,2|1 2' 'key=d;label=y;shape=1,2|4 1' \
	    'key=e;label=y;shape=1,2|4 1'
	tests/tools/mktensor "$@" >"$T/known"
	tests/tools/mktensor 'key=i;label=p;shape=1,2|4 1' "$1" 'key=f;label=z;shape=1,2|1 2' \
	    "$2" 'key=g;label=z;shape=1,2|4 1' "$3" >"$T/dev"
	train -e 9 -l 0.3 -d "$T/known" -L "$T/log1" -o "$T/m1" "$T/in"
	says "^cnntrain: $T/dev: 3 of 6 records have a label that the training data lacks, such as 'p': errors" 0 \
	    train -e 9 -l 0.3 -d "$T/dev" -L "$T/log2" -o "$T/m2" "$T/in"
	cmp "$T/m1" "$T/m2"	# dev decides nothing
	paste "$T/log1" "$T/log2" | awk -F '\t' '
	    NR > 1 && ($4 != $10 || ($5 / 2 - $11) ^ 2 > 1e-10 || ($6 / 2 - $12) ^ 2 > 1e-10) { bad = 1 }
	    END { exit bad || $5 != 1 || $6 != 1 }'
	tests/tools/mktensor 'key=f;label=z;shape=1,2|1 2' >"$T/dev"
	train -e 1 -d "$T/dev" -L "$T/log" -o "$T/m" "$T/in" 2>"$T/err"
	tail -n 1 "$T/log" | cut -f 4-6 | has -x -e "-${tab}0${tab}0"
	# The same of what cnneval and confmat make of it.
	tests/tools/mktensor 'key=c;label=x;shape=1,2|1 2' 'key=f;label=z;shape=1,2|1 2' >"$T/dev"
	train -e 9 -l 0.3 -d "$T/dev" -L "$T/log" -o "$T/m" "$T/in" 2>"$T/err"
	cnneval -m "$T/m" <"$T/dev" | confmat -q -S "$T/s" 2>"$T/err"
	grep "'z' is not one of the model's classes" "$T/err"
	awk -F '\t' '$1 == "uar" { print $2 + 0 }' "$T/s" | has -x "$(tail -n 1 "$T/log" | cut -f 6)"
}

# refuses MESSAGE [RECORD...]: a stream of two good records and these.
refuses() {
	local message=$1
	shift
	tests/tools/mktensor 'key=a;label=x;front=f 1;norm=all 0 1;shape=3,2|#1' \
	    'key=b;label=y;front=f 1;norm=all 0 1;shape=3,2|#2' "$@" >"$T/in"
	says "$message" 1 train -e 1 -o "$T/m" "$T/in"
	[ ! -e "$T/m" ]
	head -c "$(stat -c %s "$T/in")" "$T/in" >"$T/dev"
	tests/tools/mktensor 'key=a;label=x;front=f 1;norm=all 0 1;shape=3,2|#1' \
	    'key=b;label=y;front=f 1;norm=all 0 1;shape=3,2|#2' >"$T/in"
	says "dev: ${message#*in: }" 1 train -e 1 -d "$T/dev" -o "$T/m" "$T/in"
	[ ! -e "$T/m" ]
}

test_bad_streams() {
	net 'dense classes'
	same='label=x;front=f 1;norm=all 0 1'
	refuses "in: record 'c': shape is (4, 2), the others' is (3, 2): padcut" "key=c;$same;shape=4,2|#3"
	refuses "in: record 'c': has 3 columns, the others have 2: all must be made by" "key=c;$same;shape=3,3|#3"
	refuses "in: record 'c': .*shape.* (6)" "key=c;$same;shape=6|#3"
	refuses "in: record 'c': front end differs: 2, but the other records have 1" 'key=c;label=x;front=f 2;norm=all 0 1;shape=3,2|#3'
	refuses "in: record 'c': front end differs: there is no attribute front, but the other records have 'f 1'" 'key=c;label=x;norm=all 0 1;shape=3,2|#3'
	refuses "in: record 'c': norm 'all' has other numbers" 'key=c;label=x;front=f 1;norm=all 0 2;shape=3,2|#3'
	refuses "in: record 'c': value 1 of frame 2 is nan" "key=c;$same;shape=3,2|1 2 3 4 5 nan"
	refuses "in: record 'c': value 0 of frame 0 is -inf" "key=c;$same;shape=3,2|-inf 2 3 4 5 6"
	refuses "in: record 'c': .*frames" "key=c;$same;frames=4;shape=3,2|#3"
	refuses "in: record 3: value 0" "$same;shape=3,2|nan 2 3 4 5 6"
}

test_bad_corpora() {
	net 'dense classes'
	tests/tools/mktensor >"$T/in"
	says "in: no record has the attribute 'label'" 1 train -o "$T/m" "$T/in"
	tests/tools/mktensor 'key=a;label=x;shape=1,1|1' 'key=b;label=x;shape=1,1|2' >"$T/in"
	says "in: every label is 'x'" 1 train -o "$T/m" "$T/in"
	says "in: no record has the attribute 'valence'" 1 train -t valence -o "$T/m" "$T/in"
	tests/tools/mktensor 'key=a;label=x;shape=1,1|1' 'key=b;label=y;shape=1,1|2' >"$T/in"
	for n in 1 64 200 "$(($(stat -c %s "$T/in") - 1))"; do
		head -c "$n" "$T/in" >"$T/short"
		says 'cnntrain: <stdin>: ' 1 train -o "$T/m" <"$T/short"
	done
	says 'no/file: .*No such file' 1 train -o "$T/m" no/file
	says 'No such file' 1 train -o no/folder/m "$T/in"
	[ ! -e "$T/m" ]
}

# Groups may differ in their numbers, and the model remembers the grouping.
test_grouped_norm() {
	net 'dense classes'
	tests/tools/mktensor 'key=a;label=x;speaker=1;norm=speaker 0 1;shape=3,2|#1' \
	    'key=b;label=y;speaker=2;norm=speaker 3 2;shape=3,2|#2' >"$T/in"
	train -e 1 -o "$T/m" "$T/in"
	[ "$(attr norm "$T/m")" = speaker ]
}

test_bad_networks() {
	corpus 1 8 >"$T/in"
	net 'conv 8 3' '' 'maxpool 19' 'dense classes'
	says "^cnntrain: $T/net: line 3: maxpool 19: input (T=18, C=8) is shorter than the pool$" 1 train -o "$T/m" "$T/in"
	net 'conv 8 3' 'dens classes'
	says "net: line 2: 'dens' is not a layer; the layers are conv, relu" 1 train -o "$T/m" "$T/in"
	net 'conv 8 3' relu 'add 3' 'dense classes'
	says "net: line 3: add 3: layer: 3 is too large, at most 2$" 1 train -o "$T/m" "$T/in"
	net 'conv 8 3' 'conv 8 3' 'add 1' 'dense classes'
	says "net: line 3: add 1: input (T=16, C=8) and the output of layer 1 (T=18, C=8) should have one shape$" 1 train -o "$T/m" "$T/in"
	net 'dense 3'
	says "net: line 1: dense 3: output (T=1, C=3) is not one value for each of the 4 classes" 1 train -o "$T/m" "$T/in"
	printf 'relu\0' >"$T/net"
	says 'net: is not a network file' 1 train -o "$T/m" "$T/in"
	says 'no/net: .*No such file' 1 cnntrain -a no/net -o "$T/m" "$T/in"
	[ ! -e "$T/m" ]
}

# As an editor or a spreadsheet writes it.
test_network_with_a_byte_order_mark() {
	corpus 1 8 >"$T/in"
	net 'dense classes'
	train -e 1 -o "$T/plain" "$T/in"
	printf '\357\273\277dense classes\r\n' >"$T/net"
	train -e 1 -o "$T/marked" "$T/in"
	cmp "$T/plain" "$T/marked"
}

# A training that runs away ends with an error and no model.
test_diverging() {
	net 'dense 8' 'dense 8' 'dense classes'
	corpus 1 40 >"$T/in"
	says 'epoch [0-9]*, batch [0-9]*: the loss is .*lower learning rate' 1 \
	    train -O sgd -l 1000 -e 50 -B 8 -o "$T/m" "$T/in"
	[ ! -e "$T/m" ]
}

test_progress() {
	small
	corpus 1 8 >"$T/in"
	cnntrain -a "$T/net" -e 3 -d "$T/in" -o "$T/m" "$T/in" 2>"$T/err"
	[ "$(grep -c '^epoch [123]/3: loss .*; dev: loss .*, UAR ' "$T/err")" -eq 3 ]
	train -e 3 -o "$T/m" "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
}

# What tells other programs' libraries how to multiply or how many threads to start
# changes nothing here.
test_environment_changes_no_byte() {
	small
	corpus 1 20 >"$T/in"
	train -e 2 <"$T/in" >"$T/want"
	for setting in OPENBLAS_CORETYPE=Haswell OPENBLAS_CORETYPE=Prescott \
	    OPENBLAS_NUM_THREADS=4 OMP_NUM_THREADS=3 GSL_RNG_SEED=7; do
		env "$setting" cnntrain -q -a "$T/net" -e 2 <"$T/in" | cmp - "$T/want"
	done
}

# params MODEL LAYERS: the parameters of these layers (a pattern), as text.
params() {
	tests/tools/tensors.py "$1" | awk -v of="^key ($2)[.]" '
	/^key / { on = $0 ~ of }
	on'
}

normed() { net 'conv 6 3' batchnorm relu 'maxpool 2' 'conv 6 3' batchnorm relu statpool 'dropout 0.2' 'dense classes'; }

# Without steps the parameters are the initial ones, whatever the seed.
test_starts_from_a_model() {
	normed
	corpus 1 40 >"$T/in"
	corpus 2 24 >"$T/other"
	train -e 3 -B 8 -l 1e-2 -o "$T/first" "$T/in"
	train -e 1 -l 0 -s 9 -i "$T/first" --freeze 1-8 -o "$T/m" "$T/other"
	params "$T/first" '1|2|5|6|10' >"$T/want"
	params "$T/m" '1|2|5|6|10' | cmp - "$T/want"
	[ -s "$T/want" ]
	attr initial "$T/m" | has -x '[0-9a-f]\{16\}'
	[ "$(attr frozen "$T/m")" = 1-8 ]
	[ -z "$(attr initial "$T/first")" ]
	# by what is in it, not by its name
	cp "$T/first" "$T/renamed"
	train -e 1 -l 0 -s 9 -i "$T/renamed" --freeze 1-8 "$T/other" | cmp - "$T/m"
	train -e 4 -B 8 -l 1e-2 -o "$T/second" "$T/in"
	train -e 1 -l 0 -s 9 -i "$T/second" --freeze 1-8 -o "$T/n" "$T/other"
	[ "$(attr initial "$T/n")" != "$(attr initial "$T/m")" ]
	# and it learns from there
	train -e 1 -B 8 -l 1e-3 -d "$T/in" -L "$T/log" -i "$T/second" -o "$T/n" "$T/in"
	train -e 1 -B 8 -l 1e-3 -d "$T/in" -L "$T/scratch" -o "$T/n" "$T/in"
	[ "$(awk -F'\t' 'END { print int(1e6 * $4) }' "$T/log")" -lt "$(awk -F'\t' 'END { print int(1e6 * $4) }' "$T/scratch")" ]
}

# Steps, decay and averages leave frozen layers alone, and their running
# statistics; all others move; the same for any number of threads.
test_frozen_layers_stay() {
	normed
	corpus 1 40 >"$T/in"
	corpus 2 40 >"$T/other"
	train -e 3 -B 8 -l 1e-2 -o "$T/first" "$T/in"
	for j in 1 2 3; do
		train -j "$j" -e 3 -B 8 -l 1e-2 -O adamw:decay=0.5 --mixup 1 --average 0.9 \
		    -i "$T/first" --freeze 2,5-6 -o "$T/m$j" "$T/other"
	done
	cmp "$T/m1" "$T/m2"
	cmp "$T/m1" "$T/m3"
	params "$T/first" '2|5|6' >"$T/want"
	[ "$(grep -c '^key' "$T/want")" -eq 10 ]
	params "$T/m1" '2|5|6' | cmp - "$T/want"
	for layer in 1 10; do
		params "$T/first" "$layer" >"$T/want"
		[ -s "$T/want" ]
		! params "$T/m1" "$layer" | cmp -s - "$T/want"
	done
}

# A frozen batchnorm trains with what it will be used with, so that the loss of the
# training is that of an evaluation.
test_frozen_batchnorm_uses_its_statistics() {
	net 'conv 6 3' batchnorm relu statpool 'dense classes'
	corpus 1 40 >"$T/in"
	corpus 2 40 >"$T/other"
	train -e 3 -B 8 -l 1e-2 -o "$T/first" "$T/in"
	train -e 1 -l 0 -B 40 --no-weights -d "$T/other" -L "$T/log" -i "$T/first" --freeze 2 -o "$T/m" "$T/other"
	awk -F'\t' 'NR == 2 { d = $2 - $4; exit !(d < 1e-5 && d > -1e-5) }' "$T/log" || { cat "$T/log"; return 1; }
	train -e 1 -l 0 -B 40 --no-weights -d "$T/other" -L "$T/log" -i "$T/first" -o "$T/m" "$T/other"
	awk -F'\t' 'NR == 2 { d = $2 - $4; exit d < 1e-5 && d > -1e-5 }' "$T/log" || { cat "$T/log"; return 1; }
}

# The last layer is new if the classes are others: as without a model to start from.
test_other_classes() {
	normed
	corpus 1 40 >"$T/in"
	train -e 2 -B 8 -l 1e-2 -o "$T/first" "$T/in"
	corpus 2 40 | labeljoin <(awk 'BEGIN { print "key\tlabel"; for (i = 0; i < 40; i++) print "r" i "\tc" i % 3 }') >"$T/other"
	train -e 1 -l 0 --freeze 1-6 -s 5 -i "$T/first" -o "$T/m" "$T/other" 2>"$T/err"
	grep -q "^cnntrain: $T/first: has other classes than these records: layer 10, dense classes, begins anew$" "$T/err"
	train -e 1 -l 0 -s 5 -o "$T/scratch" "$T/other"
	params "$T/first" '1|2|5|6' >"$T/want"
	params "$T/m" '1|2|5|6' | cmp - "$T/want"
	params "$T/scratch" 10 >"$T/want"
	params "$T/m" 10 | cmp - "$T/want"
	says "first: has other classes, so layer 10, dense classes, is new and cannot be frozen" 1 \
	    train -e 1 -i "$T/first" --freeze 10 -o "$T/n" "$T/other"
	# The same names, but of another target.
	train -t activation=1:4:2,3 -e 1 -i "$T/first" -o "$T/n" "$T/in" 2>"$T/err"
	grep -q 'begins anew' "$T/err"
	train -t activation=1:4:2,3 -e 1 -o "$T/first" "$T/in"
	train -t activation=1:4:1.5,3 -e 1 -i "$T/first" -o "$T/n" "$T/in" 2>"$T/err"
	grep -q 'begins anew' "$T/err"
}

# The layer standardize has the numbers of the new records, or if it is frozen those
# of the model.
test_standardize_of_the_new_records() {
	net standardize 'conv 6 3' relu statpool 'dense classes'
	corpus 1 40 >"$T/in"
	corpus 2 40 >"$T/other"
	train -e 1 -o "$T/first" "$T/in"
	train -e 1 -o "$T/scratch" "$T/other"
	train -e 1 -i "$T/first" -o "$T/m" "$T/other"
	params "$T/scratch" 1 >"$T/want"
	params "$T/m" 1 | cmp - "$T/want"
	train -e 1 -i "$T/first" --freeze 1 -o "$T/m" "$T/other"
	params "$T/first" 1 >"$T/want"
	params "$T/m" 1 | cmp - "$T/want"
}

# As any other training; another start is another training.
test_resumes_from_a_model() {
	normed
	corpus 1 40 >"$T/in"
	train -e 3 -B 8 -l 1e-2 -o "$T/first" "$T/in"
	train -e 2 -B 8 -l 1e-2 -o "$T/second" "$T/in"
	from() { train -B 8 -i "$T/first" --freeze 1-2 "$@" "$T/in"; }
	from -e 4 -o "$T/want"
	from -e 2 -c "$T/ck" --keep -o "$T/m"
	cp "$T/ck" "$T/kept"
	from -e 4 -c "$T/ck" -o "$T/m"
	cmp "$T/want" "$T/m"
	for other in "-i $T/second --freeze 1-2" "-i $T/first --freeze 1" "-i $T/first" ''; do
		cp "$T/kept" "$T/ck"
		# shellcheck disable=SC2086
		train -B 8 $other -e 4 -c "$T/ck" -o "$T/n" "$T/in" 2>"$T/err" && return 1
		grep -q 'of another training: ' "$T/err" || { cat "$T/err"; return 1; }
	done
	[ ! -e "$T/n" ]
}

test_wrong_starts() {
	normed
	corpus 1 40 >"$T/in"
	train -e 1 -o "$T/first" "$T/in"
	wrong() { says "$1" "${@:2}" -e 1 -i "$T/first" -o "$T/m" "$T/in"; [ ! -e "$T/m" ]; }
	says '^cnntrain: -i -: standard input is for the records' 2 train -i - "$T/in"
	says '^cnntrain: --freeze: without -i there is nothing to keep' 2 train --freeze 1 "$T/in"
	says "^cnntrain: -o .*first: is an input as well" 2 train -i "$T/first" -o "$T/first" "$T/in"
	says 'no/model: .*No such file' 1 train -i no/model -o "$T/m" "$T/in"
	says "in: the first record is 'r0', not 'model': this is not a model" 1 train -i "$T/in" -o "$T/m" "$T/in"
	head -c 1000 "$T/first" >"$T/cut"
	says 'cut: ' 1 train -i "$T/cut" -o "$T/m" "$T/in"
	wrong '^cnntrain: frozen layers 11: layer: 11 is too large, at most 10' 2 train --freeze 11
	wrong '^cnntrain: frozen layers 3,4: none of these layers has parameters' 2 train --freeze 3,4
	wrong '^cnntrain: frozen layers 1-10: nothing is left to train' 2 train --freeze 1-10
	net 'conv 6 3' batchnorm relu 'maxpool 2' 'conv 6 4' batchnorm relu statpool 'dropout 0.2' 'dense classes'
	wrong "first: its network differs: layer 5 is 'conv 6 3', in $T/net it is 'conv 6 4'" 1 train
	net 'conv 6 3' batchnorm relu 'maxpool 2' 'conv 6 3' batchnorm relu statpool 'dropout 0.2' 'dense 8' 'dense classes'
	wrong "first: its network differs: layer 10 is 'dense classes', in .*net it is 'dense 8'" 1 train
	net 'conv 6 3' batchnorm relu
	wrong '.' 1 train
	normed
	corpus 1 40 20 4 >"$T/narrow"
	says 'first: reads records of 5 bins, these have 4' 1 train -i "$T/first" -o "$T/m" "$T/narrow"
	same='front=f 2;norm=all 0 1;shape=20,5'
	tests/tools/mktensor "key=a;label=sad;$same|#1" "key=b;label=angry;$same|#2" >"$T/front"
	says 'first: front end differs: ' 1 train -i "$T/first" -o "$T/m" "$T/front"
	zscore -g key <"$T/in" >"$T/own"
	says "first: its records were normalised by 'all', these are by 'key': zscore" 1 train -i "$T/first" -o "$T/m" "$T/own"
	# Any number of frames, if the layers take it.
	padcut -n 30 <"$T/in" >"$T/longer"
	train -e 1 -i "$T/first" -o "$T/m" "$T/longer"
	rm "$T/m"
	net 'dense classes'
	train -e 1 -o "$T/first" "$T/in"
	says '1.dense.weight has another shape: it reads records of 20 frames, these have 30; padcut -n 20' 1 \
	    train -i "$T/first" -o "$T/m" "$T/longer"
	[ ! -e "$T/m" ]
}
