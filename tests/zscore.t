# Normalisation against numpy, and against itself.

# python TEXT...: a script that may read streams with tensors.read.
python() {
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$@"
}

# near FILE FILE [TOLERANCE]: the same records but for norm; values within
# the tolerance relative to the largest of each record (1e-6).
near() {
	python "$@" <<-'END'
		import sys, numpy, tensors
		a, b = tensors.read(sys.argv[1]), tensors.read(sys.argv[2])
		tol = float(sys.argv[3]) if len(sys.argv) > 3 else 1e-6
		assert len(a) == len(b) > 0, (len(a), len(b))
		for (p, x), (q, y) in zip(a, b):
		    p.pop("norm", 0), q.pop("norm", 0)
		    assert p == q and x.shape == y.shape, (p, q)
		    d = abs(x.astype(float) - y).max()
		    assert d <= tol * abs(x).max(), (p["key"], d)
	END
}

# Four records, two speakers, one bin far from zero, some padding.
corpus() {
	tests/tools/mktensor 'key=a;speaker=1;front=f;shape=40,3|#1' \
	    'key=b;speaker=2;front=f;shape=7,3|#2' \
	    'key=c;speaker=1;front=f;shape=20,3;frames=15;label=sad|#3' \
	    'key=d;speaker=2;front=f;shape=1,3|1000 1001 1002'
}

test_options() {
	common_options zscore
	corpus >"$T/in"
	zscore -n -o "$T/s" <"$T/in"
	for wrong in '-g all -s s' '-s s -m m' '-g all -m m' '-g' '-g all,bin' \
	    '-g Speaker' '-g speaker,' '-g bin,bin' '-n' '-s s -o x' '-s -' \
	    '-m -' 'file file'; do
		# shellcheck disable=SC2086
		says '^usage: zscore' 2 zscore $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
}

# Every grouping by numpy's mean and std, in the order of zscore's own rule.
test_groupings_are_numpys() {
	corpus >"$T/in"
	for g in all bin speaker key speaker,bin key,bin; do
		zscore -g "$g" <"$T/in" >"$T/got"
		python "$T/in" "$T/got" "$g" <<-'END'
			import sys, numpy, tensors
			a, z = tensors.read(sys.argv[1]), tensors.read(sys.argv[2])
			g = sys.argv[3]
			attr = g.split(",")[0]
			def group(r): return r[0][attr] if attr not in ("all", "bin") else ""
			def real(r): return r[1][:int(r[0].get("frames", len(r[1])))].astype(float)
			for r, (p, y) in zip(a, z):
			    x = numpy.concatenate([real(o) for o in a if group(o) == group(r)])
			    axis = 0 if "bin" in g else None
			    m = numpy.atleast_1d(x.mean(axis).astype("f4"))
			    s = numpy.atleast_1d((x.std(axis) + 1e-7).astype("f4"))
			    norm = p["norm"].split()
			    assert norm[0] == g and len(norm) == 1 + 2 * len(m)
			    pairs = numpy.array(norm[1:], "f4").reshape(-1, 2)
			    assert numpy.allclose(pairs, numpy.stack([m, s], 1), 2e-7, 1e-9), (pairs, m, s)
			    n = len(real(r))
			    want = (real(r) - pairs[:, 0].astype(float)) / pairs[:, 1].astype(float)
			    assert (want.astype("f4") == y[:n]).all()
			    assert (y[n:] == r[1][n:]).all()
			    q = dict(r[0], norm=p["norm"])
			    assert p == q, (p, q)
		END
	done
}

test_values_by_hand() {
	tests/tools/mktensor 'key=a;shape=2,2;norm=all 2.5 1.11803412|-1.34164071 -0.44721356 0.44721356 1.34164071' >"$T/want"
	tests/tools/mktensor 'key=a;shape=2,2|1 2 3 4' | zscore >"$T/got"
	near "$T/got" "$T/want"
	tests/tools/tensors.py "$T/got" | grep -x 'norm all 2.5 1.118034[0-9]*'
}

test_constant_becomes_zero() {
	tests/tools/mktensor 'key=a;shape=300,1|*0.1' 'key=b;shape=70,1|*0.1' >"$T/in"
	tests/tools/mktensor 'key=a;shape=300,1|*0' 'key=b;shape=70,1|*0' >"$T/want"
	zscore <"$T/in" >"$T/got"
	near "$T/got" "$T/want" 0
	tests/tools/tensors.py "$T/got" | grep -x 'norm all 0.100000001 1.00000001e-07'
}

# A deviation of 1 on a mean of 1e6 keeps its digits.
test_large_mean() {
	set --
	for i in 1 2 3 4 5; do set -- "$@" "key=$i;shape=2,1|1000001 999999"; done
	tests/tools/mktensor "$@" | zscore -n -o "$T/s"
	tests/tools/tensors.py "$T/s" | grep -x 'norm all 1000000 1.0000001[0-9]*'
}

test_pipe_is_file() {
	corpus >"$T/in"
	zscore -g bin <"$T/in" >"$T/want"
	cat "$T/in" | zscore -g bin | cmp - "$T/want"
}

test_kept_statistics_do_the_same() {
	corpus >"$T/in"
	for g in all bin speaker speaker,bin key; do
		zscore -g "$g" -o "$T/stats" <"$T/in" >"$T/want"
		zscore -s "$T/stats" <"$T/in" | cmp - "$T/want"
		cat "$T/in" | zscore -s "$T/stats" | cmp - "$T/want"
		cat "$T/in" | zscore -n -g "$g" -o "$T/only" >"$T/out"
		cmp "$T/only" "$T/stats"
		[ ! -s "$T/out" ]
	done
}

test_statistics_file() {
	corpus | zscore -n -g speaker -o "$T/stats"
	tests/tools/tensors.py "$T/stats" | grep -v '^norm\|^[0-9-]' >"$T/got"
	printf '%s\n' 'count 55' 'front f' 'key 1' 'speaker 1' 'shape 1 2' \
	    'count 8' 'front f' 'key 2' 'speaker 2' 'shape 1 2' >"$T/want"
	diff "$T/got" "$T/want"
	corpus | zscore -n -g bin -o "$T/stats"
	tests/tools/tensors.py "$T/stats" | grep -v '^norm\|^[0-9-]' >"$T/got"
	printf '%s\n' 'count 63' 'front f' 'key zscore' 'shape 3 2' >"$T/want"
	diff "$T/got" "$T/want"
	[ "$(tests/tools/tensors.py "$T/stats" | sed -n 's/^norm bin //p')" = \
	    "$(tests/tools/tensors.py "$T/stats" | tail -n 1)" ]
}

test_twice_is_once() {
	corpus >"$T/in"
	for g in all bin speaker key,bin; do
		zscore -g "$g" <"$T/in" >"$T/once"
		zscore -g "$g" <"$T/once" >"$T/twice"
		near "$T/twice" "$T/once"
		zscore -g key <"$T/in" | zscore -g "$g" >"$T/other"
		near "$T/other" "$T/once"
		zscore -g "$g" <"$T/in" | zscore -g key | zscore -g "$g" >"$T/back"
		near "$T/back" "$T/once"
	done
}

# x = y * S + M with what norm says, by numpy.
test_norm_undoes() {
	corpus >"$T/in"
	for g in all bin speaker,bin; do
		zscore -g "$g" <"$T/in" >"$T/z"
		python "$T/in" "$T/z" <<-'END'
			import sys, numpy, tensors
			for (p, x), (q, y) in zip(tensors.read(sys.argv[1]), tensors.read(sys.argv[2])):
			    n = int(p.get("frames", len(x)))
			    pair = numpy.array(q["norm"].split()[1:], float).reshape(-1, 2)
			    back = y[:n] * pair[:, 1] + pair[:, 0]
			    assert abs(back - x[:n]).max() <= 1e-5 * abs(x).max()
		END
	done
}

# Scaling and shifting the input by powers of two does not show.
test_affine_input_gives_the_same() {
	corpus >"$T/in"
	tests/tools/mktensor 'key=a;shape=50,4|#5' >"$T/x"
	python "$T/x" <<-'END' >"$T/args"
		import sys, tensors
		x = tensors.read(sys.argv[1])[0][1].astype(float)
		print("key=a;shape=50,4|", *(x.ravel() * 4 - 8))
	END
	tests/tools/mktensor "$(cat "$T/args")" | zscore >"$T/moved"
	zscore <"$T/x" >"$T/plain"
	near "$T/moved" "$T/plain" 1e-5
}

test_padding_does_not_count() {
	tests/tools/mktensor 'key=a;shape=9,3|#4' 'key=b;shape=30,3|#6' >"$T/in"
	zscore -g bin <"$T/in" | padcut -n 60 -f 7 >"$T/want"
	padcut -n 60 -f 7 <"$T/in" | zscore -g bin >"$T/got"
	near "$T/got" "$T/want" 0
}

test_streams_concatenate() {
	tests/tools/mktensor 'key=a;front=f;shape=9,3|#4' >"$T/a"
	tests/tools/mktensor 'key=b;front=f;shape=9,3|#7' >"$T/b"
	cat "$T/a" "$T/b" | zscore >"$T/got"
	tests/tools/mktensor 'key=a;front=f;shape=9,3|#4' 'key=b;front=f;shape=9,3|#7' |
	    zscore | cmp - "$T/got"
	zscore -g key -o "$T/s" <"$T/a" >"$T/za"
	zscore -g key -n -o "$T/s2" <"$T/b"
	cat "$T/s" "$T/s2" >"$T/s3"
	cat "$T/a" "$T/b" | zscore -s "$T/s3" | cmp - <(cat "$T/a" "$T/b" | zscore -g key)
}

test_empty_stream() {
	tests/tools/mktensor >"$T/empty"
	zscore <"$T/empty" | cmp - "$T/empty"
	says 'no records, so no statistics' 1 zscore -n -o "$T/s" <"$T/empty"
	[ ! -e "$T/s" ]
}

test_the_stream_is_an_operand_or_standard_input() {
	corpus >"$T/in"
	zscore -g bin -o "$T/stats" <"$T/in" >"$T/want"
	zscore -g bin "$T/in" | cmp - "$T/want"
	zscore -g bin - <"$T/in" | cmp - "$T/want"
	zscore -s "$T/stats" "$T/in" | cmp - "$T/want"
	zscore -s - "$T/in" <"$T/stats" | cmp - "$T/want"
	zscore -g bin -n -o "$T/s" "$T/in"
	cmp "$T/s" "$T/stats"
	says 'more than one stream; cat(1) joins them' 2 zscore "$T/in" "$T/in"
	says 'No such file' 1 zscore "$T/absent"
	says "$T/in: is an input as well" 2 zscore -o "$T/in" "$T/in" >"$T/out"
	says 'standard input is the stream' 2 zscore -s - <"$T/stats"
	head -c 300 "$T/in" >"$T/cut"
	says "$T/cut: .*cut short" 1 zscore "$T/cut" >"$T/out"
}

# A model begins with its description; of the parameters zscore needs only
# that they are whole.
test_model() {
	corpus >"$T/in"
	zscore -g bin -o "$T/stats" <"$T/in" >"$T/want"
	norm=$(tests/tools/tensors.py "$T/stats" | sed -n 's/^norm //p')
	tests/tools/mktensor "key=model;front=f;norm=$norm;shape=1|0" \
	    'key=1.conv.weight;shape=2|1 2' >"$T/model"
	zscore -m "$T/model" <"$T/in" | cmp - "$T/want"
	tests/tools/mktensor 'key=model;front=f;norm=speaker,bin;shape=1|0' 'key=p;shape=1|1' >"$T/model"
	cat "$T/in" | zscore -m "$T/model" | cmp - <(zscore -g speaker,bin <"$T/in")
	tests/tools/mktensor 'key=model;front=g;norm=speaker;network=relu;shape=1|0' 'key=p;shape=1|1' >"$T/model"
	says "record 'a': front end differs: f, but the model has g$" 1 zscore -m "$T/model" \
	    <"$T/in" >/dev/null
	says "'zscore': not a model" 1 zscore -m "$T/stats" <"$T/in" >/dev/null
	tests/tools/mktensor 'key=model;front=f;shape=1|0' >"$T/model"
	says "'model': no attribute norm" 1 zscore -m "$T/model" <"$T/in" >/dev/null
}

# cut anywhere, one bit flipped, its parameters lost, two joined
test_model_is_read_whole() {
	local n size
	corpus >"$T/in"
	tests/tools/mktensor 'key=model;front=f;norm=all 0 1;shape=1|0' \
	    'key=1.conv.weight;shape=20|#1' 'key=1.conv.bias;shape=20|#2' >"$T/model"
	size=$(stat -c %s "$T/model")
	for n in 0 100 256 300 448 700 $((size - 128)) $((size - 1)); do
		head -c "$n" "$T/model" >"$T/cut"
		says "^zscore: $T/cut: " 1 zscore -m "$T/cut" <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
	for n in 300 520 $((size - 100)); do
		{ head -c "$n" "$T/model"; printf '\1'; tail -c +$((n + 2)) "$T/model"; } >"$T/bad"
		says "^zscore: $T/bad: " 1 zscore -m "$T/bad" <"$T/in" >/dev/null
	done
	tests/tools/mktensor 'key=model;front=f;norm=all 0 1;shape=1|0' >"$T/bare"
	says "^zscore: $T/bare: this model has no parameters" 1 \
	    zscore -m "$T/bare" <"$T/in" >/dev/null
	cat "$T/model" "$T/model" >"$T/two"
	says "two: record 'model': a second model" 1 zscore -m "$T/two" <"$T/in" >/dev/null
	zscore -m "$T/model" <"$T/in" >"$T/out"
	tests/tools/tensors.py "$T/out" >/dev/null
}

test_other_front() {
	corpus | zscore -n -o "$T/s"
	tests/tools/mktensor 'key=x;front=g 9;shape=1,3|1 2 3' >"$T/in"
	says "^zscore: <stdin>: record 'x': front end differs: g, but the statistics have f" \
	    1 zscore -s "$T/s" <"$T/in" >/dev/null
	tests/tools/mktensor 'key=x;shape=1,3|1 2 3' >"$T/in"
	says "front end differs: there is no attribute front, but the statistics have 'f'" 1 zscore -s "$T/s" <"$T/in" >/dev/null
	tests/tools/mktensor 'key=x;front=f;shape=1,1|1' 'key=y;shape=1,1|1' >"$T/in"
	says "record 'y': front end differs: there is no attribute front, but the statistics have 'f'" 1 zscore <"$T/in" >/dev/null
}

test_bad_groups() {
	corpus | zscore -n -g speaker -o "$T/s"
	tests/tools/mktensor 'key=x;front=f;speaker=3;shape=1,3|1 2 3' >"$T/in"
	says "record 'x': speaker '3' is not in the statistics" 1 \
	    zscore -s "$T/s" <"$T/in" >/dev/null
	tests/tools/mktensor 'key=x;front=f;shape=1,3|1 2 3' >"$T/in"
	says "record 'x': no attribute 'speaker'" 1 \
	    zscore -s "$T/s" <"$T/in" >/dev/null
	says "record 'x': no attribute 'session'" 1 zscore -g session <"$T/in" >/dev/null
}

test_bins_differ() {
	tests/tools/mktensor 'key=a;shape=1,3|1 2 3' 'key=b;shape=1,4|1 2 3 4' >"$T/in"
	says "record 'b': 4 bins, but the statistics are of 3" 1 \
	    zscore <"$T/in" >"$T/out"
	[ ! -s "$T/out" ]
	tests/tools/mktensor 'key=a;shape=2,3|#1' | zscore -g bin -n -o "$T/s"
	tests/tools/mktensor 'key=b;shape=1,4|1 2 3 4' |
	    says "record 'b': 4 bins" 1 zscore -s "$T/s" >/dev/null
}

test_bad_values() {
	for v in nan inf -inf; do
		tests/tools/mktensor "key=x;shape=2,2|0 1 $v 2" >"$T/in"
		says "record 'x': the value at frame 1, bin 0 is" 1 \
		    zscore <"$T/in" >/dev/null
		tests/tools/mktensor "key=x;shape=2,2;frames=1|0 1 $v 2" >"$T/in"
		zscore <"$T/in" >/dev/null
	done
	tests/tools/mktensor 'key=x;shape=2|0 1' >"$T/in"
	says "record 'x': the shape is (2)" 1 zscore <"$T/in" >/dev/null
}

test_bad_norm() {
	for norm in 'all 1' 'all' 'all 1 2 3 4' 'bin' 'bin 1 2' 'all 1 0' \
	    'all 1 -1' 'all x 1' 'all nan 1' '' 'ALL 1 2' 'speaker' 'all,bin 1 2' \
	    'all 1 1e-60'; do
		tests/tools/mktensor "key=x;norm=$norm;shape=1,2|0 1" >"$T/in"
		says "record 'x': .*norm" 1 zscore <"$T/in" >/dev/null
		says "norm\|statistics" 1 zscore -s "$T/in" <"$T/in" >/dev/null
	done
}

# 900 bins of short numbers still fit into norm, 900 of long ones do not.
test_too_many_bins() {
	tests/tools/mktensor 'key=x;shape=2,900|#1' >"$T/in"
	says 'do not fit' 1 zscore -g bin <"$T/in" >/dev/null
	tests/tools/mktensor 'key=x;shape=2,513|#1' | zscore -g bin >/dev/null
}

test_cut_short() {
	tests/tools/mktensor -n 'key=a;shape=1,3|1 2 3' >"$T/in"
	says '<stdin>: cut short' 1 zscore <"$T/in" >"$T/out"
	[ ! -s "$T/out" ]
	says 'cut short' 1 zscore -n -o "$T/s" <"$T/in"
	[ ! -e "$T/s" ]
	corpus >"$T/ok"
	tests/tools/mktensor -n 'key=zscore;front=f;norm=all 0 1;shape=1,2|0 1' >"$T/in"
	says 'cut short' 1 zscore -s "$T/in" <"$T/ok" >/dev/null
	says 'cannot open' 1 zscore -s "$T/none" <"$T/ok" >/dev/null
}

test_output_is_lost() {
	corpus >"$T/in"
	full zscore <"$T/in"
	says 'No such file' 1 zscore -n -o "$T/none/s" <"$T/in"
}
