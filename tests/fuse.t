# fuse: combined predictions.

# table FILE SEED STRENGTH [COLUMNS]: predictions of 120 made-up recordings by a
# made-up model; COLUMNS "fold", "seed=1,2" or both, separated by a blank.
table() {
	/usr/bin/python3 - "$@" >"$T/$1" <<'END'
import math, random, sys
name, start, strength = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
more = sys.argv[4].split() if len(sys.argv) > 4 else []
seeds = next((m[5:].split(",") for m in more if m.startswith("seed=")), [None])
classes = ["angry", "happy", "neutral", "sad"]
truth = random.Random(5)
labels = [truth.choices(classes, [1, 3, 4, 2])[0] for i in range(120)]
draw = random.Random(start)
print("# key", "label", "predicted", *classes, "speaker", *(m.split("=")[0] for m in more), sep="\t")
for seed in seeds:
    for i, label in enumerate(labels):
        e = [math.exp(draw.gauss(0, 1) + (strength if c == label else 0)) for c in classes]
        p = [f"{x / sum(e):.7g}" for x in e]
        best = classes[max(range(4), key=lambda j: float(p[j]))]
        extra = [seed if m.startswith("seed") else i % 3 + 1 for m in more]
        print(f"k{i}", label, best, *p, f"s{i % 12}", *extra, sep="\t")
print("# rows", 120 * len(seeds))
END
}

# uar TABLE...
uar() {
	confmat -q -b 100 -S "$T/uar" "$@"
	awk -F '\t' '$1 == "uar_pooled" { print $2 }' "$T/uar"
}

# attr FUSION NAME
attr() {
	py 'for attrs, x in read(sys.argv[1]): print(attrs[sys.argv[2]])' "$1" "$2"
}

test_options() {
	common_options fuse
	says 'only one of -m and -w' 2 fuse -m x -w 1 </dev/null
	says 'no -m, -w or --live' 2 fuse --fit -w 1 </dev/null
	says 'bias needs --fit' 2 fuse --bias </dev/null
	says 'cannot be combined' 2 fuse --live -o "$T/x" </dev/null
	says 'want pair, each or mean' 2 fuse --seeds some </dev/null
	says 'must be a file' 2 fuse -m - </dev/null
	says 'standard input can be one table only' 2 fuse - - </dev/null
	says 'either all tables have a name or none' 2 fuse a=x y </dev/null
	says 'two tables have the same name' 2 fuse a=x a=y </dev/null
	table a 1 1
	says 'more weights than the 1 tables' 2 fuse -w 1,2 "$T/a"
	says '1 weights for 2 tables' 2 fuse -w 1 "$T/a" "$T/a"
	says 'all weights are 0' 2 fuse -w 0,0 "$T/a" "$T/a"
	says "'-1' is not\|too small" 2 fuse -w -1,1 "$T/a" "$T/a"
	full fuse "$T/a"
}

# The formula, in other code.
test_combines_log_probabilities() {
	table a 1 1
	table b 2 0.5
	fuse "$T/a" "$T/b" >"$T/equal"
	fuse -w 2,0.5 "$T/a" "$T/b" >"$T/weighted"
	/usr/bin/python3 - "$T" <<'END'
import math, sys
def read(name):
    lines = [l.rstrip("\n").split("\t") for l in open(sys.argv[1] + "/" + name)]
    assert lines[-1] == ["# rows 120"], lines[-1]
    return lines[0], lines[1:-1]
head, a = read("a")
_, b = read("b")
for name, w in (("equal", (0.5, 0.5)), ("weighted", (2, 0.5))):
    h, out = read(name)
    assert h == head and len(out) == 120
    for x, y, z in zip(a, b, out):
        s = [math.exp(w[0] * math.log(float(p)) + w[1] * math.log(float(q))) for p, q in zip(x[3:7], y[3:7])]
        want = [v / sum(s) for v in s]
        assert z[:2] == x[:2] and z[7] == x[7]
        assert all(abs(float(g) - v) < 2e-6 for g, v in zip(z[3:7], want)), (z, want)
        assert z[2] == head[3 + max(range(4), key=lambda c: want[c])]
END
	# one table, weight 1: itself, but for the last digit
	fuse "$T/a" >"$T/one"
	paste "$T/a" "$T/one" | awk -F '\t' 'NF == 16 && NR > 1 { for (i = 4; i < 8; i++)
	    if (($i - $(i + 8)) ^ 2 > 1e-12) exit 1; n++ } END { exit n != 120 }'
	fuse <"$T/a" | cmp - "$T/one"
	# a probability of 0 is no veto
	printf 'key\tlabel\tpredicted\ta\tb\tspeaker\n1\ta\ta\t0\t1\tx\n' >"$T/zero"
	fuse -w 0.1,1 "$T/zero" "$T/zero" | awk -F '\t' 'NR == 2 { exit !($4 > 0 && $4 < 1e-9) }'
}

# At the minimum the derivative is 0, or not below it for a weight of 0.
test_fits_the_minimum() {
	local bias
	table a 1 1.5
	table b 2 0.7
	table c 3 -0.3
	for bias in '' --bias; do
		fuse --fit $bias -o "$T/f" "$T/a" "$T/b" "$T/c"
		py '
folder, bias = sys.argv[1], sys.argv[2] != ""
def load(name):
    rows = [l.rstrip("\n").split("\t") for l in open(folder + "/" + name)][1:-1]
    return [[float(v) for v in r[3:7]] for r in rows], [r[1] for r in rows]
P, labels = zip(*(load(n) for n in "abc"))
x = np.log(np.array(P, float)).transpose(1, 0, 2)
classes = ["angry", "happy", "neutral", "sad"]
y = np.array([classes.index(l) for l in labels[0]])
(attrs, v), = read(folder + "/f")
v = np.asarray(v, float)
w, b = v[:3], v[3:]
n, M, C = x.shape
a = np.array([n / (C * (y == c).sum()) for c in range(C)])[y]
s = np.einsum("nmc,m->nc", x, w) + b
e = np.exp(s - s.max(1, keepdims=True))
p = e / e.sum(1, keepdims=True)
d = a[:, None] * (p - np.eye(C)[y])
gw = np.einsum("nc,nmc->m", d, x) + w - 1 / 3
gb = d.sum(0) + b
assert (w >= 0).all() and w[2] == 0 and gw[2] > 0, (w, gw)
assert np.abs(gw[:2]).max() < 1e-3, gw
assert np.abs(gb).max() < 1e-3 if bias else (b == 0).all(), (gb, b)
loss = (a * -np.log(p[np.arange(n), y])).mean()
assert abs(float(attrs["loss"]) - loss) < 1e-3 * loss
assert float(attrs["loss"]) < float(attrs["loss-before"])
assert abs(float(attrs["temperature"]) * w.sum() - 1) < 1e-3
assert attrs["models"] == "a\tb\tc" and attrs["labels"] == "\t".join(classes)
assert attrs["rows"] == "120" and attrs["protocol"] == "-"
' "$T" "$bias"
	done
	# better than equal weights, of which a third goes to a bad model
	fuse -m "$T/f" "$T/a" "$T/b" "$T/c" | uar - >"$T/fitted"
	fuse "$T/a" "$T/b" "$T/c" | uar - >"$T/equal"
	paste "$T/fitted" "$T/equal" | awk '{ exit !($1 > $2) }'
}

# Every row right: the weights stay finite.
test_fits_separable() {
	table a 1 30
	fuse --fit --bias -o "$T/f" "$T/a"
	attr "$T/f" temperature >"$T/t"
	awk '{ exit !($1 > 0.01 && $1 < 100) }' "$T/t"
}

test_temperature_of_one_table() {
	table a 1 1.5
	# four times too sure; the prior takes a little of that
	fuse -w 4 "$T/a" >"$T/sure"
	fuse --fit -o "$T/f" "$T/a"
	fuse --fit -o "$T/g" "$T/sure"
	paste <(attr "$T/f" temperature) <(attr "$T/g" temperature) |
	    awk '{ r = $2 / $1; exit !(r > 3.7 && r < 4.1) }'
	# the class stays
	fuse -m "$T/g" "$T/sure" | cut -f 1-3 | sed '$d' | cmp - <(cut -f 1-3 "$T/a" | sed '$d')
}

# The order of rows, of classes and of tables does not matter.
test_any_order() {
	table a 1 1
	table b 2 0.5
	fuse -w 1,0.5 "$T/a" "$T/b" >"$T/want"
	{ head -n 1 "$T/b"; grep -v '^#' "$T/b" | tac; tail -n 1 "$T/b"; } >"$T/r"
	fuse -w 1,0.5 "$T/a" "$T/r" | cmp - "$T/want"
	# only the last rows
	{ head -n 40 "$T/b"; sed -n '41,121p' "$T/b" | tac; tail -n 1 "$T/b"; } >"$T/r"
	fuse -w 1,0.5 "$T/a" "$T/r" | cmp - "$T/want"
	awk -F '\t' -v OFS='\t' 'NF > 1 { t = $4; $4 = $6; $6 = t } 1' "$T/b" >"$T/r"
	fuse -w 1,0.5 "$T/a" "$T/r" | cmp - "$T/want"
	fuse -w 0.5,1 "$T/r" "$T/a" | awk -F '\t' -v OFS='\t' 'NF > 1 { t = $4; $4 = $6; $6 = t } 1' | cmp - "$T/want"
	# a fusion knows its models by name, and its classes
	fuse --fit --bias -o "$T/f" "$T/a" "$T/b"
	fuse -m "$T/f" "$T/a" "$T/b" >"$T/want"
	fuse -m "$T/f" "$T/b" "$T/a" | cmp - "$T/want"
	fuse -m "$T/f" b="$T/r" a="$T/a" | awk -F '\t' -v OFS='\t' 'NF > 1 { t = $4; $4 = $6; $6 = t } 1' | cmp - "$T/want"
	cp "$T/a" "$T/x"
	cp "$T/b" "$T/y"
	fuse -m "$T/f" "$T/x" "$T/y" | cmp - "$T/want"
	says "'x' is not one of the fusion's models: a, b" 1 fuse -m "$T/f" "$T/x" "$T/b" >"$T/out"
	says "'x' is not one of the fusion's models: a, b" 1 fuse -m "$T/f" x="$T/x" y="$T/y" >"$T/out"
	says '1 table, but the fusion is of 2 models: a, b' 1 fuse -m "$T/f" "$T/a" >"$T/out"
	# the same names: numbers
	mkdir "$T/1" "$T/2"
	cp "$T/a" "$T/1/p.tsv"
	cp "$T/b" "$T/2/p.tsv"
	fuse --fit -o "$T/g" "$T/1/p.tsv" "$T/2/p.tsv"
	[ "$(attr "$T/g" models)" = '1	2' ]
}

test_tables_that_do_not_fit() {
	table a 1 1
	table b 2 0.5
	sed '5d; s/^# rows .*/# rows 119/' "$T/b" >"$T/x"
	says "$T/x: no further row for 'k3', which $T/a has$" 1 fuse -o "$T/out" "$T/a" "$T/x"
	says "$T/x: no further row for 'k3', which $T/a has$" 1 fuse -o "$T/out" "$T/x" "$T/a"
	sed '5,9d; s/^# rows .*/# rows 115/' "$T/b" >"$T/x"
	says "$T/x: no further row for 'k3', which $T/a has, nor for 4 more" 1 fuse -o "$T/out" "$T/a" "$T/x"
	sed '5p; s/^# rows .*/# rows 121/' "$T/b" >"$T/x"
	says "$T/x: line 6: 'k3' has several rows" 1 fuse -o "$T/out" "$T/a" "$T/x"
	sed '5p; s/^# rows .*/# rows 121/' "$T/a" >"$T/y"
	sed '2d; s/^# rows .*/# rows 119/' "$T/b" >"$T/z"
	says "$T/y: line 6: 'k3' has several rows" 1 fuse -o "$T/out" "$T/y" "$T/z"
	sed '5s/^k3/-/' "$T/b" >"$T/x"
	says "$T/x: line 5: no key" 1 fuse -o "$T/out" "$T/a" "$T/x"
	awk -F '\t' -v OFS='\t' 'NR == 5 { $2 = $2 == "sad" ? "happy" : "sad" } 1' "$T/b" >"$T/x"
	says "$T/x: 'k3' has the label '[a-z]*', but '[a-z]*' in $T/a" 1 fuse -o "$T/out" "$T/a" "$T/x"
	{ head -n 1 "$T/x"; grep -v '^#' "$T/x" | tac; tail -n 1 "$T/x"; } >"$T/y"
	says "$T/y: 'k3' has the label" 1 fuse -o "$T/out" "$T/a" "$T/y"
	sed '1s/sad/bored/' "$T/b" >"$T/x"
	says "$T/x: class 'bored' is not in $T/a" 1 fuse -o "$T/out" "$T/a" "$T/x"
	cut -f 1-6,8 "$T/b" >"$T/x"
	says "$T/x: 3 classes, but $T/a has 4" 1 fuse -o "$T/out" "$T/a" "$T/x"
	cut -f 1-3,8 "$T/b" >"$T/x"
	says "$T/x: no probabilities after the column 'predicted'" 1 fuse -o "$T/out" "$T/x"
	cut -f 2- "$T/b" >"$T/x"
	says "$T/x: no column 'key'" 1 fuse -o "$T/out" "$T/x"
	awk -F '\t' -v OFS='\t' 'NR == 5 { $4 += 0.1 } 1' "$T/b" >"$T/x"
	says "$T/x: line 5: the probabilities add up to 1.1, not to 1" 1 fuse -o "$T/out" "$T/a" "$T/x"
	awk -F '\t' -v OFS='\t' 'NR == 5 { $4 = "nan" } 1' "$T/b" >"$T/x"
	says "$T/x: line 5: 'nan' is not a number" 1 fuse -o "$T/out" "$T/a" "$T/x"
	sed '$d' "$T/b" >"$T/x"
	says "$T/x: does not end in a line '# rows N'" 1 fuse -o "$T/out" "$T/a" "$T/x"
	sed '50d' "$T/b" >"$T/x"
	says "$T/x: line 121: counts 120 rows, but 119 are above it" 1 fuse -o "$T/out" "$T/x"
	says 'no-such: ' 1 fuse "$T/a" "$T/no-such"
	says 'empty' 1 fuse "$T/a" /dev/null
	[ ! -e "$T/out" ]
	# a table of others needs no count, and may lack labels
	sed '$d; s/^# //' "$T/b" | awk -F '\t' -v OFS='\t' 'NR > 1 { $2 = "-" } 1' >"$T/x"
	fuse "$T/a" "$T/x" | cmp - <(fuse "$T/a" "$T/b")
	fuse "$T/x" "$T/a" | cut -f 1-2 | cmp - <(cut -f 1-2 "$T/a")
}

# Which row of the other table belongs to a key that is there twice?  All tables
# may have it so, and in another order.
test_repeated_keys() {
	local how b
	{
		printf '# key\tlabel\tpredicted\ta\tb\tspeaker\n'
		printf 'k1\ta\ta\t0.9\t0.1\ts\nk1\ta\ta\t0.5\t0.5\ts\nk2\tb\tb\t0.2\t0.8\ts\n# rows 3\n'
	} >"$T/d1"
	sed -n '1p; 3p; 2p; 4,$p' "$T/d1" >"$T/d4"
	says "$T/d1: line 3: 'k1' has several rows" 1 fuse --fit -o "$T/out" "$T/d1"
	for how in pair each mean; do
		for b in d1 d4; do
			says "$T/d1: line 3: 'k1' has several rows" 1 fuse --seeds $how -o "$T/out" "$T/d1" "$T/$b"
			says "$T/d1: line 3: 'k1' has several rows" 1 fuse --fit --seeds $how -o "$T/out" "$T/d1" "$T/$b"
		done
	done
	# a fusion that was fitted; and one table alone
	sed '3s/k1/k3/' "$T/d1" >"$T/a"
	fuse --fit -o "$T/f" a="$T/a" b="$T/a"
	says "$T/d1: line 3: 'k1' has several rows" 1 fuse -m "$T/f" -o "$T/out" a="$T/d1" b="$T/d4"
	says "$T/d1: line 3: 'k1' has several rows" 1 fuse -o "$T/out" "$T/d1"
	# again after the first difference, when the first is no longer there
	{ sed -n 1,2p "$T/a"; printf 'k2\tb\tb\t0.2\t0.8\ts\nk3\ta\ta\t0.5\t0.5\ts\n'; sed -n 2p "$T/a"; } >"$T/x"
	{ sed -n 1,4p "$T/a"; sed -n 2p "$T/a"; } >"$T/y"
	sed -i '1s/^# //' "$T/x" "$T/y"
	says "$T/x: line 5: 'k1' has several rows" 1 fuse -o "$T/out" "$T/x" "$T/y"
	[ ! -e "$T/out" ]
	# the fold and the seed are part of the place, as the number of a window is
	sed 's/$/\t1/; 1s/1$/fold/; 3s/1$/2/' "$T/d1" | sed '$d; 1s/^# //' >"$T/folds"
	fuse "$T/folds" "$T/folds" | grep -c '^k' | has -x 3
	sed '1s/fold$/seed/' "$T/folds" >"$T/seeds"
	fuse "$T/seeds" "$T/seeds" | grep -c '^k' | has -x 3
	fuse --seeds mean "$T/seeds" "$T/seeds" | grep -c '^k' | has -x 2
	sed '2s/k1/k1#1/; 3s/k1/k1#2/' "$T/d1" >"$T/windows"
	sed -n '1p; 3p; 2p; 4,$p' "$T/windows" | fuse "$T/windows" - | grep -c '^k' | has -x 3
	sed '2,3s/$/\t1/; 1s/$/\tfold/; 4s/$/\t1/' "$T/d1" >"$T/x"
	says "$T/x: line 3: 'k1' (fold 1) has several rows" 1 fuse -o "$T/out" "$T/x" "$T/x"
}

# Where a model found no speech, nothing is predicted.
test_nothing_predicted() {
	local how
	table a 1 1
	table b 2 0.5
	awk -F '\t' -v OFS='\t' '$1 == "k3" || $1 == "k7" { $3 = "-" } 1' "$T/b" >"$T/x"
	{ head -n 1 "$T/x"; grep -v '^#' "$T/x" | tac; tail -n 1 "$T/x"; } >"$T/r"
	for how in pair mean; do
		fuse --seeds $how "$T/a" "$T/x" >"$T/out"
		fuse --seeds $how "$T/a" "$T/b" | awk -F '\t' -v OFS='\t' '$1 == "k3" || $1 == "k7" { $3 = "-" } 1' | cmp - "$T/out"
		fuse --seeds $how "$T/a" "$T/r" | cmp - "$T/out"
	done
	fuse --fit -o "$T/f" "$T/a" "$T/x" 2>"$T/err"
	has '2 rows without a label or a prediction are left out' <"$T/err"
	[ "$(attr "$T/f" rows)" = 118 ]
}

test_protocols() {
	table a 1 1
	table b 2 0.5
	sed 's/^# rows/# protocol T\n&/' "$T/a" >"$T/at"
	sed 's/^# rows/# protocol T\n&/' "$T/b" >"$T/bt"
	sed 's/^# rows/# protocol S\n&/' "$T/b" >"$T/bs"
	fuse "$T/at" "$T/bt" | tail -n 2 | head -n 1 | has -x '# protocol T'
	fuse "$T/a" "$T/bs" | tail -n 2 | head -n 1 | has -x '# protocol S'
	fuse "$T/a" "$T/b" >"$T/out"
	exits 1 grep -q protocol "$T/out"
	says "$T/bs: protocol S, but $T/at has T" 1 fuse -o "$T/no" "$T/at" "$T/bs"
	says "$T/bs: protocol S, but $T/at has T" 1 fuse --fit -o "$T/no" "$T/at" "$T/bs"
	fuse --fit -o "$T/f" a="$T/at" b="$T/bt"
	[ "$(attr "$T/f" protocol)" = T ]
	fuse -m "$T/f" a="$T/at" b="$T/bt" >"$T/out"
	says "$T/f: fitted in protocol T, but the tables are of S" 1 fuse -o "$T/no" -m "$T/f" a="$T/a" b="$T/bs"
	[ ! -e "$T/no" ]
}

test_seeds_and_folds() {
	table a 1 1 'fold seed=1,2'
	table b 2 0.5 'fold seed=1,2'
	fuse "$T/a" "$T/b" >"$T/want"
	head -n 1 "$T/want" | cmp - <(head -n 1 "$T/a")
	[ "$(wc -l <"$T/want")" = 242 ]
	{ head -n 1 "$T/b"; grep -v '^#' "$T/b" | tac; tail -n 1 "$T/b"; } >"$T/r"
	fuse "$T/a" "$T/r" | cmp - "$T/want"
	# without seeds: with each seed of the other; first or second
	table c 3 0.8
	fuse "$T/a" "$T/c" >"$T/both"
	[ "$(wc -l <"$T/both")" = 242 ]
	fuse "$T/c" "$T/a" | cmp - "$T/both"
	awk -F '\t' -v OFS='\t' '/^# rows/ { next } { print $0, NR == 1 ? "seed" : 2 }' "$T/c" | sed '1s/^# //' >"$T/c2"
	fuse --seeds each "$T/a" "$T/c2" | cmp - "$T/both"
	says "$T/c2: no row for 'k0' (fold 1, seed 1), which $T/a has, nor for 119 more" 1 fuse "$T/a" "$T/c2" >"$T/out"
	# the mean over seeds
	fuse --seeds mean "$T/a" "$T/c" >"$T/mean"
	head -n 1 "$T/mean" | has 'speaker	fold$'
	[ "$(wc -l <"$T/mean")" = 122 ]
	/usr/bin/python3 - "$T" <<'END'
import math, sys
def read(name):
    return [l.rstrip("\n").split("\t") for l in open(sys.argv[1] + "/" + name) if not l.startswith("#")]
a, c, out = read("a"), read("c"), read("mean")
for i in range(120):
    p = [(float(x) + float(y)) / 2 for x, y in zip(a[i][3:7], a[120 + i][3:7])]
    s = [math.sqrt(x * float(y)) for x, y in zip(p, c[i][3:7])]
    assert out[i][0] == a[i][0] and out[i][8] == a[i][8]
    assert all(abs(float(g) - v / sum(s)) < 2e-6 for g, v in zip(out[i][3:7], s))
END
	{ head -n 1 "$T/a"; grep -v '^#' "$T/a" | tac; tail -n 1 "$T/a"; } >"$T/r"
	fuse --seeds mean "$T/r" "$T/c" | sort | cmp - <(sort "$T/mean")
	# a seed that is there twice
	sed '5p; s/^# rows .*/# rows 241/' "$T/a" >"$T/x"
	says "$T/x: line 6: 'k3' (fold 1, seed 1) has several rows" 1 fuse --seeds mean "$T/x" "$T/c" >"$T/out"
	# one has folds only, one seeds only
	cut -f 1-9 "$T/a" | sed '122,241d; s/^# rows.*/# rows 120/' >"$T/f"
	cut -f 1-8,10 "$T/b" >"$T/s"
	says 'no table has both' 1 fuse "$T/f" "$T/s" >"$T/out"
	confmat -q "$T/want"
	confmat -q "$T/mean"
}

# A row of the result as soon as there is one of each table.
test_live() {
	table a 1 1
	table b 2 0.5
	mkfifo "$T/p" "$T/q" "$T/r"
	fuse "$T/p" "$T/q" >"$T/r" &
	exec 7<"$T/r" 5>"$T/p" 6>"$T/q"
	head -n 3 "$T/a" >&5
	head -n 2 "$T/b" >&6
	read -r -t 20 line <&7
	has '^# key' <<<"$line"
	read -r -t 20 line <&7
	has '^k0' <<<"$line"
	sed -n 3p "$T/b" >&6
	read -r -t 20 line <&7
	has '^k1' <<<"$line"
	tail -n +4 "$T/a" >&5
	exec 5>&-
	tail -n +4 "$T/b" >&6
	exec 6>&-
	cat <&7 >"$T/rest"
	[ "$(wc -l <"$T/rest")" = 119 ]
	fuse "$T/a" "$T/b" | tail -n 119 | cmp - "$T/rest"
	wait
}

test_fit_needs_labels() {
	table a 1 1
	awk -F '\t' -v OFS='\t' 'NR > 1 && NF > 1 { $2 = "-" } 1' "$T/a" >"$T/x"
	says 'no row with a label' 1 fuse --fit -o "$T/f" "$T/x"
	[ ! -e "$T/f" ]
	awk -F '\t' -v OFS='\t' 'NR == 5 { $2 = "-" } 1' "$T/a" >"$T/x"
	fuse --fit -o "$T/f" "$T/x" 2>"$T/err"
	has -x 'fuse: 1 row without a label or a prediction is left out' <"$T/err"
	[ "$(attr "$T/f" rows)" = 119 ]
	awk -F '\t' -v OFS='\t' 'NR == 5 { $2 = "bored" } 1' "$T/a" >"$T/x"
	says "'k3' has the label 'bored', which is not one of the classes" 1 fuse --fit -o "$T/g" "$T/x"
	# the same bytes again, and from a table in another order
	fuse --fit --bias -o "$T/f" "$T/a"
	fuse --fit --bias "$T/a" | cmp - "$T/f"
}

test_damaged_fusion() {
	table a 1 1
	fuse --fit -o "$T/f" "$T/a"
	head -c 200 "$T/f" >"$T/x"
	says "$T/x: " 1 fuse -m "$T/x" "$T/a" >"$T/out"
	cat "$T/f" "$T/f" >"$T/x"
	says "$T/x: " 1 fuse -m "$T/x" "$T/a" >"$T/out"
	sed 's/^/x/' "$T/a" >"$T/x"
	says "$T/x: " 1 fuse -m "$T/x" "$T/a" >"$T/out"
	says "no-such" 1 fuse -m "$T/no-such" "$T/a" >"$T/out"
	says 'is an input as well' 2 fuse -o "$T/f" -m "$T/f" "$T/a"
	says 'is an input as well' 2 fuse -o "$T/a" "$T/a"
}
