# Deltas, by numpy and by Kaldi's definition.

test_options() {
	common_options deltas
	tests/tools/mktensor 'key=a;shape=3,2|#1' >"$T/in"
	for wrong in '--order 0' '--order 5' '--order x' '--order' '--window 0' '--window 1001' 'file file'; do
		# shellcheck disable=SC2086
		says '^deltas: ' 2 deltas $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
}

# What Kaldi's DeltaFeatures computes, and for the first order torchaudio's
# compute_deltas: each order is one filter over the original frames.
reference='
def deltas(x, order, window):
    w = np.ones(1)
    out = [x]
    for n in range(order):
        j = np.arange(-window, window + 1)
        w = np.convolve(w, j / (j * j).sum())
        k = len(w) // 2
        p = np.pad(x.astype("f8"), ((k, k), (0, 0)), "edge")
        out.append(sum(w[i] * p[i:i + len(x)] for i in range(len(w))))
    return np.hstack(out)
'

test_values_are_those_of_numpy() {
	local order window
	tests/tools/mktensor 'key=a;shape=40,3|#1' 'key=b;shape=1,3|#2' 'key=c;shape=2,3|#3' 'key=d;shape=200,17|#4' >"$T/in"
	for order in 1 2 4; do
		for window in 1 2 3 30; do
			deltas --order "$order" --window "$window" "$T/in" >"$T/out"
			py "$reference"'
order, window = map(int, sys.argv[3:])
for (a, x), (b, y) in zip(read(sys.argv[1]), read(sys.argv[2])):
    want = deltas(x, order, window)
    assert y.shape == want.shape and abs(y - want).max() < 1e-6, (b, abs(y - want).max())
    assert (y[:, :x.shape[1]] == x).all()' "$T/in" "$T/out" "$order" "$window"
		done
	done
	deltas "$T/in" | cmp - <(deltas --order 2 --window 2 "$T/in")
}

# By hand: 1 4 9 16 25, and the ends continue.
test_values_by_hand() {
	tests/tools/mktensor 'key=a;shape=5,1|1 4 9 16 25' | deltas --order 1 --window 1 >"$T/out"
	py 'assert read(sys.argv[1])[0][1].tolist() == [[1, 1.5], [4, 4], [9, 6], [16, 8], [25, 4.5]]' "$T/out"
	tests/tools/mktensor 'key=a;shape=9,2|*0.1' | deltas --order 4 >"$T/out"
	py 'x = read(sys.argv[1])[0][1]
assert (x[:, 2:] == 0).all() and (x[:, :2] == np.float32(0.1)).all()' "$T/out"
}

# A frame alone has no neighbours: it is passed on, and the stream's end says so.
test_records_of_one_frame() {
	tests/tools/mktensor 'key=a;shape=1,2|1 2' 'key=b;shape=3,2|#1' 'key=c;frames=1;shape=3,2|#2' >"$T/in"
	for j in 1 3; do
		deltas -j $j "$T/in" >"$T/out" 2>"$T/err"
		grep -qx 'deltas: 2 records have one frame, so their deltas are 0' "$T/err"
		[ "$(wc -l <"$T/err")" -eq 1 ]
		py 'r = read(sys.argv[1])
assert r[0][1].tolist() == [[1, 2, 0, 0, 0, 0]] and (r[2][1][:, 2:] == 0).all(), r' "$T/out"
	done
	tests/tools/mktensor 'key=b;shape=2,2|#1' | deltas 2>"$T/err" >"$T/out"
	[ ! -s "$T/err" ]
	tests/tools/mktensor 'key=a;rate=100;columns=x y;shape=9,2|#1' | functionals --active 0 >"$T/rows"
	says "record 'a': is a row of functionals" 1 deltas "$T/rows" -o "$T/new"
}

test_attributes() {
	tests/tools/mktensor 'key=a;front=f x=1;columns=e f0;voiced=f0;level=e*0.5;frames=2;rate=100;label=sad;shape=3,2|1 2 3 4 9 9' |
	    deltas >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert a == {"key": "a", "front": "f x=1 | deltas order=2 window=2", "columns": "e f0 d_e d_f0 dd_e dd_f0",
    "voiced": "f0 d_f0 dd_f0", "level": "e*0.5", "rate": "100", "label": "sad"}, a
assert x.shape == (2, 6), x.shape
assert abs(x[:, 2:4] - 0.6).max() < 1e-6, x' "$T/out"
	tests/tools/mktensor 'key=a;shape=3,2|#1' | deltas --order 1 >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert a == {"key": "a", "front": "deltas order=1 window=2"}, a' "$T/out"
}

test_settings_of_a_model() {
	tests/tools/mktensor 'key=a;shape=9,2|#1' >"$T/in"
	tests/tools/mktensor 'key=model;front=fbank rate=1 | deltas order=1 window=3 | functionals;shape=1|0' >"$T/m"
	deltas -m "$T/m" "$T/in" | cmp - <(deltas --order 1 --window 3 "$T/in")
	tests/tools/mktensor 'key=model;front=fbank rate=1 | deltas order=9;shape=1|0' >"$T/m"
	says "^deltas: $T/m: front end: deltas: order: 9 is too large, at most 4" 1 deltas -m "$T/m" "$T/in" -o "$T/new"
	tests/tools/mktensor 'key=model;front=deltas order=1 | deltas order=2;shape=1|0' >"$T/m"
	says "^deltas: $T/m: the front end has several stages 'deltas' with different" 1 deltas -m "$T/m" "$T/in" -o "$T/new"
	[ ! -e "$T/new" ]
}

test_bad_records() {
	refuses() {
		tests/tools/mktensor 'key=good;shape=3,2|#1' "$2" >"$T/in"
		says "^deltas: $T/in: record 'bad': $1" 1 deltas "$T/in" -o "$T/new"
		[ ! -e "$T/new" ]
	}
	refuses 'the shape is (6), it must be' 'key=bad;shape=6|#1'
	refuses 'was normalised by zscore' 'key=bad;norm=all 0 1;shape=3,2|#1'
	refuses 'attribute columns has 3 names, but there are 2' 'key=bad;columns=a b c;shape=3,2|#1'
	refuses 'is a row of functionals, which has no neighbours; deltas come before that' 'key=bad;functionals=mean;shape=1,2|#1'
	refuses "there are two columns 'd_a'" 'key=bad;columns=a d_a;shape=3,2|#1'
	refuses 'frames: 4 is too large' 'key=bad;frames=4;shape=3,2|#1'
	refuses 'the value of attribute columns is longer than 16384' \
	    "key=bad;columns=$(seq -f 'a_name_of_some_length_%g' 300 | tr '\n' ' ');shape=2,300|#1"
}

test_input_that_is_cut_short() {
	tests/tools/mktensor 'key=a;shape=90,20|#1' 'key=b;shape=90,20|#1' >"$T/in"
	head -c 9000 "$T/in" >"$T/cut"
	says "^deltas: $T/cut: " 1 deltas "$T/cut" -o "$T/new"
	[ ! -e "$T/new" ]
	tests/tools/mktensor | deltas | cmp - <(tests/tools/mktensor)
	full deltas "$T/in"
}
