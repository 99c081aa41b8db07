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

# speakers N VALUES: N records of one frame of so many values for each of three
# speakers, whose means differ; every third has mood=calm.
speakers() {
	local i s args=()
	for s in 1 2 3; do
		for ((i = 1; i <= $1; i++)); do
			args+=("key=s$s-$i;speaker=$s$([ $((i % 3)) -ne 1 ] || echo ";mood=calm");shape=1,$2|#$s$i")
		done
	done
	tests/tools/mktensor "${args[@]}"
}

# leaning IN OUT GROUPING N [ATTR=VALUE]: OUT is IN by the formula of the page.
leaning() {
	python "$@" <<-'END'
		import sys, numpy, tensors
		a, z = tensors.read(sys.argv[1]), tensors.read(sys.argv[2])
		g, N = sys.argv[3], float(sys.argv[4])
		only = sys.argv[5].split("=") if len(sys.argv) > 5 else None
		attr, axis = g.split(",")[0], 0 if "bin" in g else None
		def real(r): return r[1][:int(r[0].get("frames", len(r[1])))].astype(float)
		def chosen(rs):
		    rs = [r for r in rs if "original" not in r[0]]
		    c = [r for r in rs if only and r[0].get(only[0]) == only[1]]
		    return c or rs
		def stats(rs): x = numpy.concatenate([real(r) for r in rs]); return x.mean(axis), x.var(axis)
		m, v = stats(chosen(a))
		assert len(a) == len(z) > 0
		for r, (p, y) in zip(a, z):
		    rs = chosen([o for o in a if o[0][attr] == r[0][attr]])
		    n = len(rs)
		    mg, vg = stats(rs)
		    M = (n * mg + N * m) / (n + N)
		    V = (n * (vg + (mg - M) ** 2) + N * (v + (m - M) ** 2)) / (n + N)
		    k = len(real(r))
		    want = (real(r) - M) / (numpy.sqrt(V) + 1e-7)
		    assert numpy.allclose(y[:k], want, 1e-5, 1e-5), (r[0]["key"], abs(y[:k] - want).max())
	END
}

test_a_prior_is_that_many_records_more() {
	local g n
	corpus >"$T/in"
	speakers 4 5 >"$T/one"
	for g in speaker speaker,bin; do
		for n in 1 2.5 100; do
			zscore -g $g --prior $n "$T/in" >"$T/out"
			leaning "$T/in" "$T/out" $g $n
			zscore -g $g --prior $n "$T/one" >"$T/out"
			leaning "$T/one" "$T/out" $g $n
		done
	done
	zscore -g speaker,bin --prior 0 "$T/in" >"$T/out"
	zscore -g speaker,bin "$T/in" | cmp - "$T/out"
	# Kept and applied like all statistics.
	zscore -g speaker,bin --prior 3 -o "$T/stats" "$T/in" >"$T/out"
	zscore -s "$T/stats" "$T/in" | cmp - "$T/out"
}

test_a_prior_of_other_data() {
	corpus >"$T/in"
	tests/tools/mktensor 'key=o;front=f;shape=30,3|#9' >"$T/other"
	for g in speaker speaker,bin; do
		[ $g = speaker ] && by=all || by=bin
		zscore -n -g $by -o "$T/stats" "$T/other"
		zscore -g $g --prior 4 --prior-from "$T/stats" "$T/in" >"$T/out"
		python "$T/in" "$T/out" "$T/other" $g <<-'END'
			import sys, numpy, tensors
			a, z, o = (tensors.read(p) for p in sys.argv[1:4])
			axis = 0 if "bin" in sys.argv[4] else None
			m, v = o[0][1].astype(float).mean(axis), o[0][1].astype(float).var(axis)
			real = lambda r: r[1][:int(r[0].get("frames", len(r[1])))].astype(float)
			for r, (p, y) in zip(a, z):
			    x = numpy.concatenate([real(q) for q in a if q[0]["speaker"] == r[0]["speaker"]])
			    mg, vg, n, N = x.mean(axis), x.var(axis), 2, 4
			    M = (n * mg + N * m) / (n + N)
			    V = (n * (vg + (mg - M) ** 2) + N * (v + (m - M) ** 2)) / (n + N)
			    k = len(real(r))
			    assert numpy.allclose(y[:k], (real(r) - M) / numpy.sqrt(V), 1e-5, 1e-5)
		END
	done
	# One new speaker leans on the others, not on itself.
	tests/tools/mktensor 'key=n;speaker=new;front=f;shape=1,3|5 5 5' >"$T/new"
	zscore -n -g bin -o "$T/stats" "$T/in"
	zscore -g speaker,bin --prior 10 --prior-from "$T/stats" "$T/new" >"$T/out"
	py 'assert (abs(read(sys.argv[1])[0][1]) > 0.01).all()' "$T/out"
	says "$T/stats: statistics by 'bin', but a prior of 'speaker' is made by 'all'" 1 \
	    zscore -g speaker --prior 3 --prior-from "$T/stats" "$T/in" >/dev/null
	zscore -n -g speaker,bin -o "$T/groups" "$T/in"
	says "statistics by 'speaker,bin', but a prior" 1 zscore -g speaker,bin --prior 3 --prior-from "$T/groups" "$T/in" >/dev/null
	tests/tools/mktensor 'key=a;speaker=1;front=g;shape=4,3|#1' >"$T/g"
	says "record 'a': prior: front end differs" 1 zscore -g speaker,bin --prior 3 --prior-from "$T/stats" "$T/g" >/dev/null
	tests/tools/mktensor 'key=a;speaker=1;front=f;shape=4,2|#1' >"$T/g"
	says "record 'a': prior: 2 bins" 1 zscore -g speaker,bin --prior 3 --prior-from "$T/stats" "$T/g" >/dev/null
}

test_statistics_of_chosen_records() {
	local g
	speakers 5 4 >"$T/in"
	# A fourth speaker without one: all of his count.
	tests/tools/mktensor 'key=x;speaker=4;shape=1,4|#41' 'key=y;speaker=4;mood=-;shape=1,4|#42' >"$T/more"
	cat "$T/more" "$T/in" >"$T/all"
	for g in speaker speaker,bin; do
		zscore -g $g --from mood=calm "$T/all" >"$T/out"
		leaning "$T/all" "$T/out" $g 0 mood=calm
		zscore -g $g --from mood=calm --prior 2 "$T/all" >"$T/out"
		leaning "$T/all" "$T/out" $g 2 mood=calm
	done
	# For the other groupings and with -o.
	zscore -g bin --from mood=calm -o "$T/stats" "$T/in" >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert a["count"] == "6", a' "$T/stats"
	says "^zscore: $T/in: no record has mood=none: the statistics are those of all records" 0 \
	    zscore -g bin --from mood=none "$T/in" >"$T/out"
	zscore -g bin "$T/in" | cmp - "$T/out"
}

test_copies_do_not_count_but_are_normalised() {
	corpus >"$T/in"
	tests/tools/mktensor 'key=a~g;original=a;speaker=1;front=f;shape=9,3|#7' >"$T/copy"
	cat "$T/copy" "$T/in" >"$T/both"
	for g in all bin speaker speaker,bin; do
		zscore -g $g -o "$T/stats" "$T/in" >"$T/want"
		zscore -g $g -o "$T/got" "$T/both" >"$T/out"
		cmp "$T/stats" "$T/got"
		zscore -s "$T/stats" "$T/both" | cmp - "$T/out"
	done
	zscore -g speaker,bin --prior 2 "$T/both" >"$T/out"
	leaning "$T/both" "$T/out" speaker,bin 2
	# By itself.
	zscore -g key "$T/copy" >"$T/out"
	py 'assert abs(read(sys.argv[1])[0][1].mean()) < 1e-6' "$T/out"
	says "record 'a~g': speaker '1' is not in the statistics, which are those of originals, and this is a copy" 1 \
	    zscore -g speaker "$T/copy" >/dev/null
	says "record 'a~g': no record is in the statistics, which are those of originals" 1 zscore "$T/copy" >/dev/null
}

# More columns than norm can hold: 6200 as of functionals.
test_wide_records() {
	speakers 3 6200 >"$T/in"
	zscore -g speaker,bin -o "$T/stats" "$T/in" >"$T/out"
	leaning "$T/in" "$T/out" speaker,bin 0
	py 'assert {a["norm"] for a, x in read(sys.argv[1])} == {"speaker,bin"}' "$T/out"
	py 'r = read(sys.argv[1])
assert [a["norm"] for a, x in r] == ["speaker,bin"] * 3 and r[0][1].shape == (6200, 2)' "$T/stats"
	zscore -s "$T/stats" "$T/in" | cmp - "$T/out"
	zscore -g speaker,bin --prior 5 "$T/in" >"$T/lean"
	leaning "$T/in" "$T/lean" speaker,bin 5
	zscore -n -g bin -o "$T/bin" "$T/in"
	zscore -g speaker,bin --prior 5 --prior-from "$T/bin" "$T/in" >"$T/other"
	leaning "$T/in" "$T/other" speaker,bin 5
	# It cannot be undone, and says so.
	for o in '-g speaker,bin' '-g all' "-s $T/stats"; do
		# shellcheck disable=SC2086
		says "record 's1-1': was normalised by 'speaker,bin', and the numbers for 6200 bins do not fit" 1 \
		    zscore $o "$T/out" >/dev/null
	done
	says 'do not fit into an attribute; .* one by an attribute and bin leaves them out' 1 zscore -g bin "$T/in" >/dev/null
}

test_wide_statistics_that_are_damaged() {
	speakers 2 600 >"$T/in"
	zscore -g speaker,bin -n -o "$T/stats" "$T/in"
	for v in 0 -1 nan inf; do
		tests/tools/mktensor "key=1;speaker=1;norm=speaker,bin;shape=600,2|*$v" >"$T/s"
		says "record '1': .* of pair 0 is not valid" 1 zscore -s "$T/s" "$T/in" >/dev/null
	done
	# Without pairs it is not statistics.
	tests/tools/mktensor "key=1;speaker=1;norm=speaker,bin;shape=600,3|*1" >"$T/s"
	says "no statistics in it" 1 zscore -s "$T/s" "$T/in" >/dev/null
}

test_groups_of_one_value_are_said() {
	speakers 1 4 >"$T/in"
	says "^zscore: $T/in: 3 of 3 groups have a single value for each mean and become 0; --prior" 0 \
	    zscore -g speaker,bin "$T/in" >/dev/null
	says "3 of 3 groups" 0 zscore -g key,bin "$T/in" >/dev/null
	for o in '-g speaker,bin --prior 1' '-g speaker' '-g bin'; do
		# shellcheck disable=SC2086
		zscore $o "$T/in" 2>"$T/err" >/dev/null
		[ ! -s "$T/err" ]
	done
}

test_options_of_groups() {
	speakers 2 3 >"$T/in"
	zscore -n -g bin -o "$T/stats" "$T/in"
	says '^zscore: --prior is for groups, such as -g speaker' 2 zscore --prior 3 "$T/in" >"$T/out"
	says '^zscore: --prior is for groups' 2 zscore -g bin --prior 3 "$T/in" >"$T/out"
	says '^zscore: --prior-from needs --prior' 2 zscore -g speaker --prior-from "$T/stats" "$T/in" >"$T/out"
	says '^zscore: --prior: ' 2 zscore -g speaker --prior -1 "$T/in" >"$T/out"
	says "^zscore: --from: 'mood' is not ATTRIBUTE=VALUE" 2 zscore -g speaker --from mood "$T/in" >"$T/out"
	says "^zscore: --from: 'mood=' is not ATTRIBUTE=VALUE" 2 zscore -g speaker --from mood= "$T/in" >"$T/out"
	says "^zscore: --from: 'My Mood=x' is not ATTRIBUTE=VALUE" 2 zscore -g speaker --from 'My Mood=x' "$T/in" >"$T/out"
	says '^zscore: --prior, --from and --speech are about statistics of the input' 2 zscore -s "$T/stats" --prior 3 "$T/in" >"$T/out"
	says '^zscore: --prior, --from and --speech are about' 2 zscore -s "$T/stats" --from a=b "$T/in" >"$T/out"
	says '^zscore: standard input is the stream' 2 zscore -g speaker --prior 3 --prior-from - <"$T/in" >"$T/out"
	tests/tools/mktensor 'key=model;network=dense 2;norm=bin 0 1 0 1 0 1;shape=1|0' 'key=p;shape=1|1' >"$T/m"
	says "$T/m: the model has statistics of its own" 2 zscore -m "$T/m" --prior 3 "$T/in" >"$T/out"
	tests/tools/mktensor 'key=model;network=dense 2;norm=speaker,bin;shape=1|0' 'key=p;shape=1|1' >"$T/m"
	zscore -m "$T/m" --prior 3 "$T/in" >"$T/out"
	zscore -g speaker,bin --prior 3 "$T/in" | cmp - "$T/out"
}

# Silence does not count where there is something else.
test_statistics_of_speech() {
	tests/tools/mktensor 'key=a;speaker=s;speech=0.500;shape=1,2|1 10' 'key=b;speaker=s;speech=0.499;shape=1,2|100 100' \
	    'key=c;speaker=s;speech=1.5;shape=1,2|3 14' 'key=d;speaker=t;speech=0.1;shape=1,2|5 6' \
	    'key=e;speaker=t;speech=0;shape=1,2|7 10' >"$T/in"
	zscore -g speaker,bin --speech 0.5 -o "$T/stats" "$T/in" >"$T/out"
	py 'x = [v.ravel() for a, v in read(sys.argv[1])]
assert np.allclose(x[0], [2, 1, 12, 2]) and np.allclose(x[1], [6, 1, 8, 2]), x' "$T/stats"
	# All of them, without a limit.
	zscore -g speaker,bin --speech 0 "$T/in" >"$T/all"
	zscore -g speaker,bin "$T/in" | cmp - "$T/all"
	exits 1 cmp -s "$T/out" "$T/all"
	# One that does not say counts.
	tests/tools/mktensor 'key=a;speaker=s;shape=1,1|1' 'key=b;speaker=s;shape=1,1|3' >"$T/in"
	zscore -g speaker,bin --speech 9 "$T/in" >"$T/out"
	zscore -g speaker,bin "$T/in" | cmp - "$T/out"
	tests/tools/mktensor 'key=a;speaker=s;speech=much;shape=1,1|1' >"$T/in"
	says "record 'a': speech: 'much'" 1 zscore -g speaker --speech 1 "$T/in" >"$T/out"
	says '^zscore: --speech: ' 2 zscore -g speaker --speech -1 "$T/in" >"$T/out"
	says '^zscore: only one of --from and --speech' 2 zscore -g speaker --speech 1 --from a=b "$T/in" >"$T/out"
	says '^zscore: --prior, --from and --speech are about' 2 zscore -s "$T/stats" --speech 1 "$T/in" >"$T/out"
}
