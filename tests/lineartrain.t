# Linear models on made records of one row: what is learned, what is chosen,
# what is refused.

tab=$(printf '\t')

# rows [N [F [SPEAKERS [NOISE]]]]: N records of four classes, F columns of
# different scales, the last constant; with a shift for each speaker.
rows() {
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$@" <<-'END'
		import sys, subprocess, numpy
		n, F, S, noise = [float(v) for v in sys.argv[1:]] + [96, 20, 8, 1.5][len(sys.argv) - 1:]
		n, F, S = int(n), int(F), int(S)
		draw = numpy.random.default_rng(7)
		means = draw.standard_normal((4, F))
		voice = draw.standard_normal((S, F)) * 0.5
		scale = 10.0 ** draw.integers(-3, 4, F)
		args = []
		for i in range(n):
		    y, s = i % 4, i // 4 % S
		    x = (means[y] + voice[s] + noise * draw.standard_normal(F)) * scale + 3 * scale
		    x[-1] = 5
		    label = ["sad", "angry", "happy", "neutral"][y]
		    args.append(f"key=r{i};label={label};valence={1 + y};speaker=s{s};front=f 1;shape=1,{F}|" + " ".join(f"{v:.9g}" for v in x))
		subprocess.run(["tests/tools/mktensor", *args], check=True)
	END
}

# attr NAME MODEL: an attribute of the description.
attr() {
	tests/tools/tensors.py "$2" | awk -v n="$1" '/^shape/ { past = 1 }
	    !past && $1 == n { sub(/^[^ ]* ?/, ""); print }'
}

# right MODEL STREAM: the share of records that cnneval gives their label.
right() {
	cnneval -m "$1" <"$2" | awk -F'\t' '!/^#/ { n++; k += $2 == $3 } END { print k / n }'
}

test_options() {
	common_options lineartrain
	rows 16 >"$T/in"
	for wrong in '-C 0' '-C x' '-C 1,,x' '-C ,' '-k 1' '-k x' '-b Speaker' '-t mood' \
	    '--clip 0' '--kernel x' \
	    '--kernel linear:gamma=1' '--kernel rbf:gamma=0' '--kernel rbf:records=20000' '--kernel rbf:records=64.5' '--kernel rbf:components=1.5' '--kernel rbf --emphasis 1' '-j 0' 'a b' '-k 0' '-k 0 -C 1,2' "-k 0 -C 1 -L $T/log"; do
		# shellcheck disable=SC2086
		says '^lineartrain: ' 2 lineartrain $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
	says "^lineartrain: -C: more than 32 values" 2 lineartrain -C "$(seq -s, 33)" "$T/in"
	says '^lineartrain: -o and -L are one file' 2 lineartrain -o "$T/m" -L "$T/./m" "$T/in"
	says '^lineartrain: -o .*in: is an input as well' 2 lineartrain -o "$T/in" "$T/in"
	says '^lineartrain: -L .*in: is an input as well' 2 lineartrain -L "$T/in" "$T/in"
	full lineartrain -q "$T/in"
	says 'No space left' 1 lineartrain -q -L /dev/full -o "$T/m" "$T/in"
	[ ! -e "$T/m" ]
}

test_learns() {
	rows >"$T/in"
	lineartrain -o "$T/m" -L "$T/log" "$T/in" 2>"$T/err"
	grep -x 'lineartrain: 96 records, 0 of them copies; C [0-9.]*; UAR [0-9.]* % on 5 inner folds by speaker' "$T/err"
	[ "$(attr network "$T/m")" = 'standardize; clip 8; dense classes' ]
	[ "$(attr labels "$T/m")" = "angry${tab}happy${tab}neutral${tab}sad" ]
	[ "$(attr front "$T/m")" = 'f 1' ]
	[ "$(attr inner "$T/m")" = '5 folds by speaker' ]
	right "$T/m" "$T/in" | awk '{ exit !($1 > 0.85) }'
	# The log: five rows, growing C, the best is the chosen.
	head -n 1 "$T/log" | has -x "# c${tab}uar${tab}accuracy${tab}nll${tab}factor${tab}products${tab}chosen"
	awk -F'\t' '!/^#/ { n++; if ($1 <= last) bad = 1; last = $1; if ($2 > best) best = $2
	    if ($7 == "yes") { chosen = $2; yes++ } }
	    END { exit !(n == 5 && !bad && yes == 1 && chosen == best && best > 0.5) }' "$T/log"
	# From a pipe, and for any number of threads, the same bytes.
	for j in 1 3; do
		cat "$T/in" | lineartrain -q -j "$j" | cmp - "$T/m"
	done
}

# golden CASE OPTION...: the weights are scikit-learn's.
golden() {
	local name=$1
	shift
	lineartrain -q -k 0 "$@" -o "$T/m" "$T/golden"
	py '
folder, name, model = sys.argv[1:]
(_, mean), (_, deviation), (_, weight), (_, bias) = read(model)[1:]
x = np.load(folder + "/x.npy")
assert np.allclose(mean, x.mean(0, dtype="f8"), rtol=1e-6)
assert np.allclose(deviation, x.std(0, dtype="f8"), rtol=1e-6) and deviation[5] == 0
for have, part in (weight, "weight"), (bias, "bias"):
    want = np.load(f"{folder}/{name}.{part}.npy")
    far = abs(have - want).max() / abs(want).max()
    assert far < 2e-3, (name, part, far)
' tests/golden/linear "$name" "$T/m"
}

# made CODE ARG...: a stream of the records that CODE appends to the list
# `records`, each as text for mktensor.
made() {
	local code=$1
	shift
	py "import subprocess
records, row = [], lambda x: ' '.join(f'{v:.9g}' for v in x)
$code
subprocess.run(['tests/tools/mktensor', *records], check=True)" "$@"
}

test_golden() {
	made '
x, y = np.load(sys.argv[1] + "/x.npy"), np.load(sys.argv[1] + "/y.npy")
for i in range(len(x)):
    records.append(f"key={i};label=c{int(y[i])};shape=1,7|" + row(x[i]))
' tests/golden/linear >"$T/golden"
	golden balanced -C 0.05
	golden plain -C 1 --no-weights
	golden clipped -C 0.3 --clip 1.5
}

# kernel_optimum MODEL STREAM C GAMMA: the coefficients meet the conditions of the
# optimum (math/svm.h), on kernel values that are computed here.
kernel_optimum() {
	py '
model, stream, c, gamma = sys.argv[1:3] + [float(v) for v in sys.argv[3:]]
head, (_, m), (_, d), (_, down), (_, none), (_, centre), (_, a), (_, b) = read(model)
records = read(stream)
label = head[0]["labels"].split("\t")
y = np.array([label.index(r[0]["label"]) for r in records])
x = np.array([r[1][0] for r in records], "f8")
x = np.clip((x - m) / np.where(d > 0, d, np.inf), -8, 8)
z = x @ down.astype("f8")
assert not none.any() and abs((z ** 2).sum(1).mean() - 1) < 1e-4
if z.shape[1] == (d > 0).sum():	# nothing is lost: distances are as in x
    far = lambda v: ((v[:, None] - v[None]) ** 2).sum(2)
    assert np.allclose(far(z) * (x ** 2).sum(1).mean(), far(x), rtol=1e-3, atol=1e-3)
G = np.exp(-gamma * ((z[:, None] - centre[None]) ** 2).sum(2))
s = G @ a + b
weight = len(y) / (len(label) * np.bincount(y))[y]
at = np.array([np.argmin(((z - k) ** 2).sum(1)) for k in centre])
assert len(set(at)) == len(at)
full = np.zeros((len(y), len(label)))
full[at] = a
for k in range(len(label)):
    sign = np.where(y == k, 1, -1)
    off = full[:, k] * sign / (2 * c * weight) - np.maximum(0, 1 - sign * s[:, k])
    assert abs(off).max() < 5e-3, (k, abs(off).max())
    assert abs(full[:, k].sum() - b[k]) < 1e-3
' "$@"
}

test_kernel() {
	rows 120 20 >"$T/in"
	lineartrain -q -k 0 -C 2 --kernel rbf -o "$T/m" "$T/in"
	attr network "$T/m" | grep -x 'standardize; clip 8; dense 20; rbf 1[0-9]* 0.25; dense classes'
	lineartrain -q -k 0 -C 2 --kernel rbf:components=19,gamma=0.4 -o "$T/m" "$T/in"
	kernel_optimum "$T/m" "$T/in" 2 0.4
	lineartrain -q -k 0 -C 0.5 --kernel rbf:components=6,gamma=1.5 -o "$T/m" "$T/in"
	kernel_optimum "$T/m" "$T/in" 0.5 1.5
	# Of two classes that are easy to tell apart few records are needed.
	rows 120 20 8 0.2 >"$T/easy"
	lineartrain -q -k 0 -C 500 --kernel rbf:gamma=0.01 -o "$T/easy.m" "$T/easy"
	attr network "$T/easy.m" | awk '{ exit !($8 < 100) }'
	right "$T/easy.m" "$T/easy" | grep -x 1
	for kernel in linear rbf; do
		says '^lineartrain: C 1e+06 is too large: ' 1 lineartrain -k 0 -C 1e6 --kernel $kernel -o "$T/none" "$T/easy"
		[ ! -e "$T/none" ]
	done
	# cnneval computes the same; the factor is chosen; any number of threads.
	lineartrain -q --kernel rbf -L "$T/log" -o "$T/m" "$T/in"
	grep -c -v '^#' "$T/log" | grep -x 5
	right "$T/m" "$T/in" | awk '{ exit !($1 > 0.9) }'
	for j in 1 3; do
		lineartrain -q -j "$j" --kernel rbf <"$T/in" | cmp - "$T/m"
	done
	cnneval -m "$T/m" -o "$T/p" "$T/in"
	py '
head, *w = read(sys.argv[1])
m, d, down, none, centre, a, b = [v[1] for v in w]
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[3]) if line[0] != "#"]
for (_, x), row in zip(read(sys.argv[2]), rows):
    z = np.clip((x[0] - m) / np.where(d > 0, d, np.inf), -8, 8) @ down
    s = np.exp(-0.25 * ((z - centre) ** 2).sum(1)) @ a + b
    p = np.exp(s - s.max())
    assert np.allclose(p / p.sum(), [float(v) for v in row[3:3 + len(p)]], atol=1e-4)
' "$T/m" "$T/in" "$T/p"
}

# What a linear model cannot learn: inside or outside.
test_kernel_bends() {
	made '
draw = np.random.default_rng(8)
for i in range(120):
    x = draw.standard_normal(2)
    x *= (0.5 if i % 2 else 2) / np.hypot(*x)
    records.append(f"key=k{i};label=c{i % 2};speaker=s{i // 20};shape=1,2|" + row(x))
' >"$T/in"
	lineartrain -q -o "$T/m" -L "$T/log" "$T/in"
	awk -F'\t' '$7 == "yes" { exit !($2 < 0.75) }' "$T/log"
	lineartrain -q --kernel rbf:gamma=1 -o "$T/m" -L "$T/log" "$T/in"
	awk -F'\t' '$7 == "yes" { exit !($2 == 1) }' "$T/log"
}

# More records than the kernel takes: a part, copies with their originals.
test_kernel_of_many() {
	rows 600 4 >"$T/in"
	says '^lineartrain: left out [0-9]* records: the kernel learns from 200 at most' 0 \
	    lineartrain --kernel rbf:records=200 -o "$T/m" "$T/in"
	made '
draw = np.random.default_rng(3)
for i in range(100):
    for c in "", "a", "b":
        key = f"k{i}" if c == "" else f"k{i}~{c};original=k{i}"
        records.append(f"key={key};label=c{i % 2};speaker=s{i // 10};shape=1,3|" + row(draw.standard_normal(3) + i % 2))
' >"$T/in"
	lineartrain --kernel rbf:records=100 -o "$T/m" "$T/in" 2>"$T/err"
	sed -n 's/.* \([0-9]*\) records, \([0-9]*\) of.*/\1 \2/p' "$T/err" |
	    awk '{ n++; exit !($1 <= 100 && $1 > 40 && $2 * 3 == $1 * 2) } END { if (!n) exit 1 }'
}

# Two speakers whose columns have the same mean and deviation, so that those of
# both are those of either: then each inner model is one that was trained on a
# speaker alone, and the table and the factor follow from the two.
test_inner_folds() {
	local who
	for who in a b ab; do
		made '
draw = np.random.default_rng(2)
means = draw.standard_normal((3, 9))
for s in "ab":
    y = np.arange(45) % 3
    x = means[y] + 2 * draw.standard_normal((45, 9))
    x = (x - x.mean(0)) / x.std(0)
    for i in range(45 if s in sys.argv[1] else 0):
        records.append(f"key={s}{i};label=c{y[i]};speaker={s};shape=1,9|" + row(x[i]))
' $who >"$T/$who"
	done
	lineartrain -q -C 0.2,0.02,2 -L "$T/log" -o "$T/m" "$T/ab"
	for c in 0.02 0.2 2; do
		for who in a b ab; do
			lineartrain -q -k 0 -C $c -o "$T/m.$who.$c" "$T/$who"
		done
	done
	py '
T = sys.argv[1]
table = [line.rstrip().split("\t") for line in open(T + "/log") if line[0] != "#"]
def score(model, stream):
    (_, m), (_, d), (_, w), (_, b) = read(model)[1:]
    return np.array([(x[0] - m) / d @ w + b for _, x in read(stream)], "f8")
def nll(s, y, factor):
    z = factor * s
    return np.mean(np.log(np.exp(z).sum(1)) - z[np.arange(len(y)), y])
y = np.arange(90) % 3
for c, uar, accuracy, loss, factor, _, chosen in table:
    s = np.concatenate([score(f"{T}/m.b.{c}", T + "/a"), score(f"{T}/m.a.{c}", T + "/b")])
    right = np.mean([(s.argmax(1) == k)[y == k].mean() for k in range(3)])
    assert abs(float(uar) - right) < 1e-4 and abs(float(accuracy) - right) < 1e-4
    best = min((nll(s, y, f), f) for f in np.geomspace(0.1, 100, 2000))
    assert abs(float(loss) - best[0]) < 1e-3, (loss, best)
    assert abs(float(factor) / best[1] - 1) < 0.03, (factor, best)
    if chosen == "yes":
        top = c, float(factor)
assert [r[0] for r in table] == ["0.02", "0.2", "2"]
assert float([r for r in table if r[6] == "yes"][0][1]) == max(float(r[1]) for r in table)
# The factor multiplies what the same C gives without it.
with_, without = read(T + "/m"), read(f"{T}/m.ab.{top[0]}")
assert np.allclose(with_[3][1], top[1] * without[3][1], rtol=2e-3)
assert float(with_[0][0]["c"]) == float(top[0])
' "$T"
}

# Copies count as samples, are in the fold of their original, and have no part
# in the statistics.
test_copies() {
	for kind in plain copies; do
		made '
draw = np.random.default_rng(4)
for i in range(64):
    x = draw.standard_normal(6) + (i % 2)
    far = 100 + draw.standard_normal(6)
    records.append(f"key=k{i};label=c{i % 2};speaker=s{i // 8};shape=1,6|" + row(x))
    if sys.argv[1] == "copies":
        records.append(f"key=k{i}~far;label=c{i % 2};speaker=s{i // 8};original=k{i};copy=far;shape=1,6|" + row(far))
' $kind >"$T/$kind"
		lineartrain -C 0.01 -L "$T/$kind.log" -o "$T/$kind.m" "$T/$kind" 2>"$T/err"
		grep " $([ $kind = plain ] && echo 64 records, 0 || echo 128 records, 64) of them copies" "$T/err" ||
		    { cat "$T/err"; return 1; }
	done
	py '
a, b = read(sys.argv[1]), read(sys.argv[2])
assert (a[1][1] == b[1][1]).all() and (a[2][1] == b[2][1]).all()
assert abs(a[3][1] - b[3][1]).max() > 1e-3
assert list(a[0][1]) == [32, 32] and list(b[0][1]) == [64, 64]
' "$T/plain.m" "$T/copies.m"
	# Groups of one record each: a copy of a record that is held out, with
	# its answer, is held out too.
	made '
draw = np.random.default_rng(5)
for i in range(40):
    x = draw.standard_normal(60)
    records.append(f"key=k{i};label=c{draw.integers(2)};shape=1,60|" + row(x))
    for c in "abc":
        records.append(records[-1 if c == "a" else 4 * i].replace(f"key=k{i};", f"key=k{i}~{c};original=k{i};"))
' >"$T/noise"
	lineartrain -q -b key -k 40 -C 1 -L "$T/log" -o "$T/m" "$T/noise"
	awk -F'\t' '!/^#/ { exit !($2 < 0.75) }' "$T/log" || { cat "$T/log"; return 1; }
}

test_refusals() {
	rows 16 >"$T/good"
	mk() { tests/tools/mktensor "$@" >"$T/in"; }
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=x;speaker=2;shape=1,2|3 4'
	says "^lineartrain: .*in: every label is 'x', but training needs at least two classes" 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2'
	says 'at least two classes' 1 lineartrain "$T/in"
	mk
	says 'no record' 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;shape=2,2|1 2 3 4' 'key=b;label=y;speaker=2;shape=2,2|3 4 5 6'
	says "record 'a': shape is (2, 2); a linear model needs records of one row, which functionals makes" 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=2;shape=1,3|3 4 5'
	says "record 'b': has 3 columns, the others have 2: all must be made by the same front end and filters" 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;front=f 1;shape=1,2|1 2' 'key=b;label=y;speaker=2;front=f 2;shape=1,3|3 4 5'
	says "record 'b': front end differs" 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=2;shape=2,2|3 4 5 6'
	says "record 'b': shape is (2, 2), the others' is (1, 2): functionals makes one row of each, padcut as many frames" 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=2;shape=1,2|3 nan'
	says "record 'b': value 1 of frame 0 is nan" 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=2;shape=1,2|inf 4'
	says "record 'b': value 0 of frame 0 is inf" 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=2;shape=1,2|1 2'
	says 'no column varies' 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;shape=1,2|-3e38 2' 'key=b;label=y;speaker=2;shape=1,2|3e38 2'
	lineartrain -q "$T/in" >"$T/m"
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=1;shape=1,2|3 2'
	says "the speaker of all records is '1': no inner folds can be made; -b names another attribute, -k 0 makes none" 1 lineartrain "$T/in"
	lineartrain -q -k 0 -C 1 "$T/in" >"$T/m"
	says "record 'a': no attribute 'session', by which the inner folds are made; -b names another, -k 0 makes none" 1 \
	    lineartrain -b session "$T/in"
	mk 'key=a;label=x;shape=1,2|1 2' 'key=a;label=y;shape=1,2|3 2'
	says "record 'a': an earlier record has the same key" 1 lineartrain -b key "$T/in"
	lineartrain -q -k 0 -C 1 "$T/in" >"$T/m"
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=2;shape=1,2|3 4' \
	    'key=c~fast;original=c;label=y;speaker=2;shape=1,2|3 4'
	says "record 'c~fast': is a copy of 'c', which is not among the records" 1 lineartrain "$T/in"
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=2;shape=1,2|3 4' \
	    'key=b~fast;original=b;label=x;speaker=2;shape=1,2|3 4'
	says "record 'b~fast': is 'x', but a copy of 'b', which is 'y'" 1 lineartrain "$T/in"
	mk 'key=a~x;original=a;label=x;shape=1,2|1 2' 'key=b~x;original=b;label=y;shape=1,2|3 4'
	says 'in: all records are copies; statistics need the originals' 1 lineartrain -k 0 -C 1 "$T/in"
	mk 'key=a;label=x;speaker=1;front=f 1;shape=1,2|1 2' 'key=b;label=y;speaker=2;front=f 2;shape=1,2|3 4'
	says "record 'b': front end differs" 1 lineartrain "$T/in"
	for command in 'lineartrain -o' 'lineartrain -q -L /dev/null -o'; do
		exits 1 $command "$T/none" "$T/in" 2>"$T/err"
		[ ! -e "$T/none" ]
	done
	mk 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=2;shape=1,2|3 4' 'key=c;speaker=2;shape=1,2|3 4'
	says '^lineartrain: left out 1 records without label' 0 lineartrain -o "$T/m" "$T/in"
	head -c 3000 "$T/good" >"$T/cut"
	says 'cut short' 1 lineartrain "$T/cut"
}

# The network says the numbers that the model was trained with.
test_numbers_of_the_network() {
	rows 40 3 >"$T/in"
	lineartrain -q --clip 1.23456789 -o "$T/m" "$T/in"
	[ "$(attr network "$T/m")" = 'standardize; clip 1.23456789; dense classes' ]
	lineartrain -q --clip 1.23456789 --kernel rbf:gamma=0.123456789 -o "$T/m" "$T/in"
	attr network "$T/m" | grep -x 'standardize; clip 1.23456789; dense 3; rbf [0-9]* 0.123456789; dense classes'
}

# Inner folds cannot judge a class that one speaker alone has: a warning names both,
# and C and the factor are those of the other records; the model has the class.
test_a_class_of_one_speaker() {
	made '
draw = np.random.default_rng(6)
for i in range(60):
    k = 2 if i < 6 else i % 2
    records.append(f"key=k{i};label=c{k};speaker=s{i // 10};shape=1,4|" + row(draw.standard_normal(4) * 0.6 + np.eye(4)[k]))
' >"$T/in"
	lineartrain -q -k 6 -C 1 -L "$T/log" -o "$T/m" "$T/in" 2>"$T/err"
	grep -qx "lineartrain: inner folds cannot judge the records of 'c2' (speaker 's0' alone): their models have not seen that class; C and factor are chosen by the others" "$T/err"
	[ "$(attr labels "$T/m")" = "c0${tab}c1${tab}c2" ]
	py '
records = read(sys.argv[1])
(head, _), (_, mean), (_, dev), _, _ = read(sys.argv[2])
_, uar, accuracy, nll, factor = [float(v) for v in open(sys.argv[3]).read().split("\n")[1].split("\t")[:5]]
y = np.array([int(a["label"][1:]) for a, _ in records])
who = np.array([a["speaker"] for a, _ in records])
z = np.array([np.append((x[0] - mean) / dev, 1) for _, x in records], "f8")
scores = np.zeros((60, 3))
for s in set(who):	# squared hinge loss, by Newton steps
    x, t, held = z[who != s], y[who != s], who == s
    n = np.bincount(t, minlength=3)
    weight = (len(t) / (sum(n > 0) * np.maximum(n, 1)))[t]
    for k in range(3):
        sign, w = np.where(t == k, 1, -1), np.zeros(5)
        for _ in range(50):
            c = 2 * weight * (sign * (x @ w) < 1)
            w = np.linalg.solve(np.eye(5) + (x.T * c) @ x, x.T @ (c * sign))
        scores[held, k] = z[held] @ w
f, t = scores[y < 2], y[y < 2]
right = f.argmax(1) == t
assert abs(uar - (right[t == 0].mean() + right[t == 1].mean()) / 2) < 1e-4, uar
assert abs(accuracy - right.mean()) < 1e-4 and uar < 1
def loss(by):
    return np.mean(np.log(np.exp(by * f).sum(1)) - by * f[np.arange(len(t)), t])
best = min((loss(by), by) for by in np.geomspace(0.1, 100, 2000))
assert abs(nll - best[0]) < 2e-3 and abs(factor / best[1] - 1) < 0.03, (nll, factor, best)
assert abs(float(head["factor"]) / factor - 1) < 1e-3
' "$T/in" "$T/m" "$T/log"
}

# With fewer than two classes that they can judge, any C would seem right, and
# certainly so.
test_inner_folds_that_judge_nothing() {
	tests/tools/mktensor 'key=a;label=x;speaker=1;shape=1,2|1 2' 'key=b;label=y;speaker=2;shape=1,2|3 4' >"$T/in"
	lineartrain -L "$T/log" -o "$T/m" "$T/in" 2>"$T/err"
	grep -qx "lineartrain: inner folds cannot judge the records of 'x' (speaker '1' alone), 'y' (speaker '2' alone): their models have not seen that class; too few classes are left, so C is the middle one, and the factor is 1" "$T/err"
	grep -qx 'lineartrain: 2 records, 0 of them copies; C 0.15' "$T/err"
	[ -z "$(attr inner "$T/m")$(attr factor "$T/m")" ]
	awk -F'\t' '!/^#/ { n++; if ($2 != "nan" || $5 != 1 || ($7 == "yes") != (n == 3)) exit 1 }' "$T/log"
	lineartrain -q -k 0 -C 0.15 -o "$T/same" "$T/in"
	cnneval -m "$T/m" "$T/in" >"$T/a"
	cnneval -m "$T/same" "$T/in" | diff - "$T/a"
	# A class of two speakers who are in one fold, as the other class weighs more.
	made '
for i, labels in enumerate(["x" * 16, "x" * 8 + "y", "x" * 5 + "y"]):
    for j, label in enumerate(labels):
        records.append(f"key={i}.{j};label={label};speaker=s{i};shape=1,2|{3 * i + j} {j * j % 7}")
' >"$T/in"
	lineartrain -q -k 2 -o "$T/m" "$T/in" 2>"$T/err"
	grep -q "cannot judge the records of 'y' (speaker 's1' and others): " "$T/err"
	# Every fold has every class: not a word.
	rows 96 >"$T/in"
	lineartrain -q -o "$T/m" "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
}

# Ratings are targets as for cnntrain.
test_targets() {
	rows >"$T/in"
	lineartrain -q -t valence=1:4:2.5 -o "$T/m" "$T/in"
	[ "$(attr labels "$T/m")" = "low${tab}high" ]
	[ "$(attr target "$T/m")" = valence=1:4:2.5 ]
}

# The network can be trained by cnntrain as well, with the same statistics.
test_network_by_cnntrain() {
	rows >"$T/in"
	lineartrain -q -k 0 -C 0.01 -o "$T/m" "$T/in"
	printf '%s\n' standardize 'clip 8' 'dense classes' >"$T/net"
	cnntrain -q -a "$T/net" -e 60 -B 16 -l 1e-2 -o "$T/m2" "$T/in"
	py '
a, b = read(sys.argv[1]), read(sys.argv[2])
for i in 1, 2:
    assert a[i][0]["key"] == b[i][0]["key"] and (a[i][1] == b[i][1]).all(), i
' "$T/m" "$T/m2"
	[ "$(attr network "$T/m")" = "$(attr network "$T/m2")" ]
	right "$T/m2" "$T/in" | awk '{ exit !($1 > 0.85) }'
}

# Outliers of a test record are bounded; so is a column that was constant.
test_outliers() {
	rows >"$T/in"
	lineartrain -q -o "$T/m" "$T/in"
	tests/tools/mktensor "key=a;front=f 1;shape=1,20|*1e30" "key=b;front=f 1;shape=1,20|*3e38" >"$T/far"
	cnneval -m "$T/m" "$T/far" | grep -v '^#' | cut -f2- >"$T/out"
	[ "$(sort -u "$T/out" | wc -l)" -eq 1 ]
}

# Weighted columns: the solution with the weights of Fisher's ratio, which numpy
# computes, satisfies its condition; copies have no part in them.
test_emphasis() {
	made '
draw = np.random.default_rng(8)
means = draw.standard_normal((3, 12)) * np.linspace(0, 2, 12)
for i in range(60):
    k, x = i % 3, means[i % 3] + 1.5 * draw.standard_normal(12)
    x[4] = 7
    records.append(f"key=k{i};label=c{k};speaker=s{i // 10};shape=1,12|" + row(x))
    if i % 2:
        x = 3 * draw.standard_normal(12)
        records.append(f"key=k{i}~n;original=k{i};label=c{k};speaker=s{i // 10};shape=1,12|" + row(x))
' >"$T/in"
	for power in 0 0.5 2; do
		lineartrain -q -k 0 -C 0.05 --emphasis $power --clip 3 -o "$T/m" "$T/in"
		py '
power, records = float(sys.argv[1]), read(sys.argv[3])
_, (_, mean), (_, dev), (_, w), (_, b) = read(sys.argv[2])
x = np.array([x[0] for _, x in records], "f8")
y = np.array([int(a["label"][1:]) for a, _ in records])
first = np.array(["original" not in a for a, _ in records])
z = np.clip((x - mean) / np.where(dev > 0, dev, np.inf), -3, 3)
o, t = z[first], y[first]
between = sum((t == k).sum() * (o[t == k].mean(0) - o.mean(0)) ** 2 for k in range(3)) / 2
within = sum(((o[t == k] - o[t == k].mean(0)) ** 2).sum(0) for k in range(3)) / (len(t) - 3)
varies = dev > 0
e = np.where(varies, (between / np.where(varies, within, 1)) ** power, 0)
e /= np.sqrt((e ** 2).sum() / varies.sum())
c = 0.05 * (len(y) / (3 * np.bincount(y)))[y]
for k in range(3):
    sign = np.where(y == k, 1, -1)
    a = 2 * c * sign * np.maximum(0, 1 - sign * (z @ w[:, k] + b[k]))
    assert np.allclose(w[:, k], e ** 2 * (z.T @ a), atol=2e-3 * abs(w).max()), (power, k)
    assert abs(b[k] - a.sum()) < 2e-3
assert sum(e == 0) == 1
' $power "$T/m" "$T/in"
	done
	# Inner folds have weights of their own: answers of the records that are
	# held out do not show in a thousand columns of noise.
	made '
draw = np.random.default_rng(9)
for i in range(60):
    records.append(f"key=k{i};label=c{draw.integers(2)};speaker=s{i // 10};shape=1,1000|" + row(draw.standard_normal(1000)))
' >"$T/noise"
	lineartrain -q --emphasis 2 -j 2 -L "$T/log" -o "$T/m" "$T/noise"
	awk -F'\t' '!/^#/ && $2 > 0.72 { exit 1 }' "$T/log" || { cat "$T/log"; return 1; }
	lineartrain -q --emphasis 2 -j 1 "$T/noise" | cmp - "$T/m"
	says '^lineartrain: --emphasis: ' 2 lineartrain --emphasis -1 "$T/noise"
}

# The weights satisfy the condition of the penalty on the difference from the
# initial model's, matched by the names of the classes.
test_starts_from_a_model() {
	made '
draw = np.random.default_rng(10)
means = draw.standard_normal((4, 9))
for i in range(80):
    records.append(f"key=k{i};label=c{i % 4};speaker=s{i // 10};front=f 1;shape=1,9|" + row(means[i % 4] + draw.standard_normal(9)))
' >"$T/first"
	made '
draw = np.random.default_rng(11)
means = draw.standard_normal((4, 9))
names = ["c9", "c1", "c3"]
for i in range(45):
    records.append(f"key=k{i};label={names[i % 3]};speaker=s{i // 9};front=f 1;shape=1,9|" + row(3 * means[i % 3] + draw.standard_normal(9)))
' >"$T/in"
	lineartrain -q --clip 3 -o "$T/old" "$T/first"
	lineartrain -q -k 0 -C 0.02 --clip 3 -i "$T/old" -o "$T/m" "$T/in" 2>"$T/err"
	grep -qx "lineartrain: $T/old: lacks 1 of 3 classes: these begin anew" "$T/err"
	py '
records = read(sys.argv[3])
(head, _), (_, mean), (_, dev), (_, w), (_, b) = read(sys.argv[1])
(old, _), _, _, (_, w0), (_, b0) = read(sys.argv[2])
classes, before = head["labels"].split("\t"), old["labels"].split("\t")
assert classes == ["c1", "c3", "c9"] and before == ["c0", "c1", "c2", "c3"]
factor = float(old["factor"])
assert abs(factor - 1) > 0.01
x = np.array([x[0] for _, x in records], "f8")
y = np.array([classes.index(a["label"]) for a, _ in records])
assert np.allclose(mean, x.mean(0), rtol=1e-5) and np.allclose(dev, x.std(0), rtol=1e-5)
z = np.clip((x - mean) / dev, -3, 3)
c = 0.02 * (len(y) / (3 * np.bincount(y)))[y]
for k, name in enumerate(classes):
    j = before.index(name) if name in before else None
    from_w, from_b = (0, 0) if j is None else (w0[:, j] / factor, b0[j] / factor)
    sign = np.where(y == k, 1, -1)
    a = 2 * c * sign * np.maximum(0, 1 - sign * (z @ w[:, k] + b[k]))
    assert np.allclose(w[:, k] - from_w, z.T @ a, atol=2e-3), (name, w[:, k] - from_w, z.T @ a)
    assert abs(b[k] - from_b - a.sum()) < 2e-3
' "$T/m" "$T/old" "$T/in"
	attr initial "$T/m" | has -x '[0-9a-f]\{16\}'
	lineartrain -q -j 1 -L "$T/log" --clip 3 -i "$T/old" -o "$T/m1" "$T/in" 2>/dev/null
	lineartrain -q -j 3 --clip 3 -i "$T/old" "$T/in" 2>/dev/null | cmp - "$T/m1"
	[ "$(grep -c '' "$T/log")" -eq 7 ]
	# With hardly any weight on the errors it stays what it was.
	lineartrain -q -k 0 -C 1e-9 --clip 3 -i "$T/old" -o "$T/same" "$T/first" 2>"$T/err"
	[ ! -s "$T/err" ]
	py '
(a, _), _, _, (_, w), _ = read(sys.argv[1])
(b, _), _, _, (_, w0), _ = read(sys.argv[2])
assert np.allclose(w, w0 / float(b["factor"]), atol=1e-5)
' "$T/same" "$T/old"
}

test_wrong_starts() {
	rows >"$T/in"
	lineartrain -q -o "$T/old" "$T/in"
	wrong() { says "$1" 1 lineartrain -q -o "$T/m" -i "$T/old" "${@:2}"; [ ! -e "$T/m" ]; }
	says '^lineartrain: -i -: standard input is for the records' 2 lineartrain -i - "$T/in"
	says '^lineartrain: -i: only a linear model' 2 lineartrain -i "$T/old" --kernel rbf "$T/in"
	says '^lineartrain: -o .*old: is an input as well' 2 lineartrain -i "$T/old" -o "$T/old" "$T/in"
	says '^lineartrain: -L .*old: is an input as well' 2 lineartrain -i "$T/old" -L "$T/old" "$T/in"
	says 'in: the first record is' 1 lineartrain -i "$T/in" -o "$T/m" "$T/in"
	wrong "old: its layers are 'standardize; clip 8; dense classes', here they are 'standardize; clip 3; dense classes'" --clip 3 "$T/in"
	wrong 'old: it was trained for label, this is for valence' -t valence "$T/in"
	rows 96 19 >"$T/narrow"
	wrong 'old: reads records of 20 bins, these have 19' "$T/narrow"
	tests/tools/mktensor 'key=a;label=x;speaker=1;front=f 1;shape=1,20|#1' 'key=b;label=y;speaker=2;front=f 1;shape=1,20|#2' >"$T/names"
	wrong 'old: has none of these classes' -k 0 -C 1 "$T/names"
	tests/tools/mktensor 'key=a;label=sad;speaker=1;front=f 2;shape=1,20|#1' 'key=b;label=happy;speaker=2;front=f 2;shape=1,20|#2' >"$T/front"
	wrong 'old: front end differs: ' -k 0 -C 1 "$T/front"
	lineartrain -q --kernel rbf -o "$T/old" "$T/in"
	wrong "old: its layers are 'standardize; clip 8; dense .*; rbf " "$T/in"
}
