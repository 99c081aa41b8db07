# Numbers gone wrong: what is no finite number stops a program, with the key of
# its record or the place in the training, and never gets into a model.

tab=$(printf '\t')

# data VALUES...: two classes, the record 'b' with these three values.
data() {
	tests/tools/mktensor 'key=a;label=x;front=f 1;norm=all 0 1;shape=1,3|1 2 3' \
	    "key=b;label=y;front=f 1;norm=all 0 1;shape=1,3|$*"
}

# large SCALE: forty records of two classes, of values about so large.
large() {
	/usr/bin/python3 - "$1" <<-'END'
		import subprocess, sys, numpy
		draw = numpy.random.default_rng(3)
		args = []
		for i in range(40):
		    x = (draw.standard_normal(12) + i % 2) * float(sys.argv[1])
		    args.append(f"key=r{i};label=c{i % 2};shape=4,3|" + " ".join(f"{v:.9g}" for v in x))
		subprocess.run(["tests/tools/mktensor", *args], check=True)
	END
}

train() { cnntrain -q -a "$T/net" -B 8 -o "$T/m" "$@"; }

# breaks MESSAGE [OPTION...]: the training on $T/in ends so, and without a model,
# whatever had been saved.
breaks() {
	local message=$1
	shift
	rm -f "$T/ck"
	says "^cnntrain: epoch [0-9]*, batch [0-9]*: $message" 1 train "$@" -c "$T/ck" --every 0 "$T/in"
	[ ! -e "$T/m" ]
	[ ! -e "$T/ck" ] || tensorinfo -c "$T/ck" | awk -F "$tab" 'NR == 2 { exit $4 != 0 }'
	# and from its checkpoint it comes to the same end
	cp "$T/stderr" "$T/first"
	says "$message" 1 train "$@" -c "$T/ck" "$T/in"
	cmp "$T/first" "$T/stderr"
}

test_in_the_input() {
	local v where
	echo 'dense classes' >"$T/net"
	data 4 1 2 >"$T/good"
	train -e 1 "$T/good"
	mv "$T/m" "$T/model"
	for v in nan inf -inf; do
		for where in "$v 1 2" "1 2 $v"; do
			data $where >"$T/in"
			says "^cnntrain: $T/in: record 'b': value [02] of frame 0 is -\?$v" 1 train "$T/in"
			says "^cnntrain: $T/in: record 'b': value [02] of frame 0 is -\?$v" 1 train -d "$T/in" "$T/good"
			[ ! -e "$T/m" ]
			says "^cnneval: <stdin>: record 'b': .*frame 0, bin [02] is -\?$v" 1 cnneval -m "$T/model" <"$T/in" >"$T/out"
			exits 1 grep -q '^b' "$T/out"
			for g in all bin label key; do
				says "^zscore: <stdin>: record 'b': .*frame 0, bin [02] is -\?$v" 1 zscore -g $g <"$T/in" >"$T/out"
				exits 1 tensorinfo -c "$T/out" >/dev/null 2>"$T/err"
			done
		done
	done
}

# Of a rate that throws the weights far beyond all that can be multiplied.
test_rate_without_measure() {
	large 1 >"$T/in"
	printf '%s\n' 'conv 6 2' relu 'dense 5' 'dense classes' >"$T/net"
	for o in adam sgd; do
		for rate in 1e30 3e38; do
			breaks '.*; a lower learning rate may help' -O $o -l $rate
		done
	done
	says '^cnntrain: -l: .*too large' 2 train -l 1e39 "$T/in"
}

# The loss is fine, the square of a gradient is not.
test_gradient() {
	large 1e25 >"$T/in"
	echo 'dense classes' >"$T/net"
	breaks 'a weight or its gradient is not a finite number' -O adam
}

test_running_statistics() {
	large 1e25 >"$T/in"
	printf '%s\n' batchnorm 'dense classes' >"$T/net"
	breaks 'a weight or its gradient is not a finite number' -O sgd
}

test_loss() {
	large 3e37 >"$T/in"
	echo 'dense classes' >"$T/net"
	breaks 'the loss is ' -O sgd -l 1
}

test_loss_of_dev() {
	large 1 >"$T/in"
	large 3e37 >"$T/dev"
	echo 'dense classes' >"$T/net"
	says '^cnntrain: epoch 1: the loss of dev is ' 1 train -l 100 -d "$T/dev" "$T/in"
	[ ! -e "$T/m" ]
}

# A model that is fine, and values that it cannot carry.
test_evaluation() {
	large 1 >"$T/in"
	printf '%s\n' 'dense 50' 'dense 50' 'dense classes' >"$T/net"
	train -l 1e-2 "$T/in"
	cnneval -m "$T/m" <"$T/in" >"$T/out"
	[ "$(grep -vc '^#' "$T/out")" -eq 40 ]
	tests/tools/mktensor 'key=fine;shape=4,3|*1' 'key=huge;shape=4,3|3e38 -3e38 3e38 3e38 3e38 -3e38 3e38 -3e38 3e38 3e38 3e38 3e38' \
	    'key=last;shape=4,3|*1' >"$T/in"
	says "^cnneval: <stdin>: record 'huge': .*too large for the model" 1 cnneval -m "$T/m" <"$T/in" >"$T/out"
	exits 1 grep -q -e nan -e inf "$T/out"
}

# What is finite, and is not when it is normalised.
test_normalising() {
	tests/tools/mktensor 'key=a;shape=2,1|0 0' 'key=b;shape=2,1|1e-30 -1e-30' >"$T/in"
	zscore -o "$T/stats" <"$T/in" >"$T/out"
	tests/tools/mktensor 'key=big;shape=2,1|1 3e38' >"$T/in"
	says "^zscore: <stdin>: record 'big': .*frame 1, bin 0 is inf" 1 zscore -s "$T/stats" <"$T/in" >"$T/out"
	exits 1 tensorinfo -c "$T/out" >/dev/null 2>"$T/err"
}
