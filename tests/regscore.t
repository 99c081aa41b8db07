# regscore: scores of predicted numbers.

# score FILE METRIC [COLUMN]: a value of a summary.
score() {
	awk -F '\t' -v m="$2" -v c="${3:-2}" '$1 == m { print $c; n++ }
	    END { exit n != 1 }' "$1"
}

# A made-up experiment: 12 speakers, of whom each second one is a woman, in 4
# folds.  experiment SEEDS NOISE RANDOMSEED
experiment() {
	/usr/bin/python3 - "$@" <<'END'
import random, sys
seeds, noise, start = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
draw = random.Random(start)
rows = 0
print("# key", "gender", "style", "activation", "predicted_activation", "speaker", "fold", "seed", sep="\t")
for seed in range(1, seeds + 1):
    for s in range(12):
        for n in range(10):
            x = round(random.Random(100 * s + n).gauss(3 + s / 10, 1), 3)
            y = 3 + 0.6 * (x - 3) + draw.gauss(0.02 * s, noise)
            print(f"{s}-{n}", "fm"[s % 2], "ab"[n % 2], x, f"{y:.7g}", f"s{s}", s // 3 + 1, seed, sep="\t")
            rows += 1
print("# protocol T")
print("# rows", rows)
END
}

# numbers X Y...: a table of such pairs.
numbers() {
	printf 'x\tpredicted_x\n'
	printf '%s\t%s\n' "$@"
}

test_options() {
	common_options regscore
	says 'does not end in .png, .svg or .pdf' 2 regscore -o x.jpg </dev/null
	says 'too small' 2 regscore -b 1 </dev/null
	says 'want names of columns' 2 regscore --by a,,b </dev/null
	numbers 1 2 2 1 >"$T/in"
	full regscore "$T/in"
	says 'in: is an input as well' 2 regscore -S "$T/in" "$T/in"
	says 'two outputs go to this file' 2 regscore -S "$T/x.svg" -o "$T/x.svg" "$T/in"
}

# x 1 2 3 4, y 2 2 3 5: s_xy 1.25, s_x^2 1.25, s_y^2 1.5, means 2.5 and 3.
test_by_hand() {
	numbers 1 2 2 2 3 3 4 5 | regscore -S "$T/s" >"$T/out"
	[ "$(score "$T/s" ccc)" = 0.833333 ]
	[ "$(score "$T/s" pearson)" = 0.912871 ]
	[ "$(score "$T/s" mae) $(score "$T/s" rmse)" = '0.5 0.7071068' ]
	[ "$(score "$T/s" mae_baseline) $(score "$T/s" n) $(score "$T/s" resampled_by_row)" = '1 4 4' ]
	[ "$(score "$T/s" truth_mean) $(score "$T/s" predicted_mean)" = '2.5 3' ]
	has '^CCC  *0.833  (' <"$T/out"
	has -x '4 predictions, 1 fold, 1 seed' <"$T/out"
	# a large mean does not cost digits
	numbers 100000001 100000002 100000002 100000002 100000003 100000003 100000004 100000005 | regscore -q -S "$T/s"
	[ "$(score "$T/s" ccc) $(score "$T/s" pearson)" = '0.833333 0.912871' ]
}

test_constants() {
	# 0.1 is not a binary fraction, 0.7 / 3 even less
	numbers 1 0.1 2 0.1 4 0.1 | regscore -S "$T/s" >"$T/out"
	[ "$(score "$T/s" ccc) $(score "$T/s" pearson)" = '0.000000 -' ]
	has '^Pearson  *-' <"$T/out"
	numbers 1 0.1 1 0.2 1 0.4 | regscore -q -S "$T/s"
	[ "$(score "$T/s" ccc) $(score "$T/s" pearson)" = '0.000000 -' ]
	numbers 1 1 1 1 | regscore -q -S "$T/s"
	[ "$(score "$T/s" ccc) $(score "$T/s" mae)" = '- 0' ]
	numbers 1 1 2 2 3 3 | regscore -q -S "$T/s"
	[ "$(score "$T/s" ccc) $(score "$T/s" pearson) $(score "$T/s" rmse)" = '1.000000 1.000000 0' ]
	# constant in one fold only: that fold has no correlation
	printf 'x\tpredicted_x\tfold\n1\t1\t1\n2\t2\t1\n1\t0.3\t2\n2\t0.3\t2\n' | regscore -q -S "$T/s"
	[ "$(score "$T/s" pearson) $(score "$T/s" ccc)" = '1.000000 0.500000' ]
}

test_what_is_refused() {
	local m
	numbers 1 nan | fed says "<stdin>: line 2: column 'predicted_x': 'nan' is not a number" 1 regscore
	numbers 1 1 inf 1 | fed says "<stdin>: line 3: column 'x': 'inf'" 1 regscore
	numbers 1 high | fed says "column 'predicted_x': 'high'" 1 regscore
	numbers 1 - | fed says "^regscore: <stdin>: nothing was predicted in any of 1 rows: nothing to score$" 1 regscore
	numbers - 1 '' 2 | fed says 'no prediction has a x, of 2: nothing to score' 1 regscore
	printf 'key\tlabel\tpredicted\na\tx\tx\n' | fed says "no number was predicted: no column 'predicted_NAME' besides one called NAME" 1 regscore
	printf 'x\tpredicted_x\ty\tpredicted_y\n1\t2\t3\t4\n' >"$T/two"
	says "several numbers were predicted, such as 'x' and 'y': choose one with -t$" 1 regscore "$T/two"
	says "no column 'z'" 1 regscore -t z "$T/two"
	regscore -q -t y -S "$T/s" "$T/two"
	[ "$(score "$T/s" mae)" = 1 ]
	says "no column 'gender'; --table adds it" 1 regscore --by gender "$T/two" -t x
	numbers 1 2 3 4 >"$T/nokeys"
	says 'every row needs a key' 1 regscore -c "$T/nokeys" "$T/nokeys"
	# one recording has a score, but no interval
	printf 'x\tpredicted_x\tg\n1\t2\tu\n1\t3\tv\n2\t2\tv\n' | regscore -q --by g -S "$T/s"
	[ "$(score "$T/s" mae_pooled@g=u) $(score "$T/s" mae_pooled@g=u 3) $(score "$T/s" mae_pooled@g=v 3)" = '1 - 0' ]
	# missing truth is left out, and said
	numbers 1 2 - 3 4 4 | regscore -S "$T/s" 2>"$T/err" >"$T/out"
	has -x 'regscore: 1 row without a x is left out' <"$T/err"
	has '; 1 more without a x$' <"$T/out"
	[ "$(score "$T/s" n) $(score "$T/s" unlabelled)" = '2 1' ]
	numbers 1 2 2 - 4 4 - - 5 '' | regscore -S "$T/s" 2>"$T/err" >"$T/out"
	has -x 'regscore: 2 rows without a prediction are left out' <"$T/err"
	has '; 1 more without a x, 2 more without a prediction$' <"$T/out"
	[ "$(score "$T/s" n) $(score "$T/s" unlabelled) $(score "$T/s" unpredicted)" = '2 1 2' ]
	# and of two systems, from both
	experiment 1 0.5 1 >"$T/a"
	experiment 1 0.4 2 >"$T/b"
	sed 's/^\(3-1\t.\t.\t[^\t]*\)\t[^\t]*/\1\t-/' "$T/a" >"$T/x"
	sed 's/^\(4-[0-9]\t.\t.\t[^\t]*\)\t[^\t]*/\1\t-/' "$T/b" >"$T/y"
	for m in a b; do
		sed '/^3-1\t/d; /^4-/d; /^# rows/d; 1s/^# //' "$T/$m" >"$T/only-$m"
	done
	regscore --by gender,speaker -S "$T/s" -c "$T/y" "$T/x" 2>"$T/err" >"$T/out"
	regscore --by gender,speaker -S "$T/want" -c "$T/only-b" "$T/only-a" >"$T/wanted"
	grep -v '^un' "$T/s" | diff <(grep -v '^un' "$T/want") -
	sed 's/; [0-9]* more.*//' "$T/out" | diff "$T/wanted" -
	[ "$(score "$T/s" unpredicted) $(score "$T/s" unpaired)" = '1 10' ]
	[ "$(score "$T/s" unpredicted_other) $(score "$T/s" unpaired_other)" = '10 1' ]
	has -x "regscore: 10 rows are left out: one of the systems has no prediction for these recordings" <"$T/err"
	has -x "regscore: 1 of the other's rows is left out: one of the systems has no prediction for this recording" <"$T/err"
	# cut, and of two protocols
	experiment 1 0.5 1 >"$T/in"
	sed '$d' "$T/in" | regscore -q 2>"$T/err"
	has 'may have been cut' <"$T/err"
	sed 's/protocol T/protocol S/' "$T/in" >"$T/s-table"
	says 'protocol S, but a table before it has T' 1 regscore "$T/in" "$T/s-table"
	sed 's/^\(3-1\t.\t.\)\t[^\t]*/\1\t9/' "$T/in" >"$T/else"
	says "1 of 120 recordings that are in both tables have another activation in the first system's: '3-1' is 9 here" 1 \
	    regscore -c "$T/else" "$T/in"
}

# A table with classes and numbers: each program takes what is its own.
test_classes_and_numbers() {
	printf '# key\tactivation\tpredicted_activation\tlabel\tpredicted\tactivation2\tcalm\tspeaker\n' >"$T/in"
	printf '1\t0.2\t0.3\tcalm\tcalm\t0.1\t0.9\tx\n2\t0.8\t0.6\tcalm\tactivation2\t0.9\t0.1\ty\n# rows 2\n' >>"$T/in"
	regscore -q -S "$T/s" "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	[ "$(score "$T/s" mae) $(score "$T/s" n)" = '0.15 2' ]
	confmat -q -S "$T/s" "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	[ "$(score "$T/s" classes) $(score "$T/s" accuracy)" = '2 0.500000' ]
	# numbers after the probabilities are no classes either
	printf 'label\tpredicted\ta\tb\tx\tpredicted_x\na\ta\t1\t0\t0.1\t0.2\n' | confmat -q -S "$T/s"
	[ "$(score "$T/s" classes)" = 2 ]
}

# Scores, standard deviations, intervals and exact p values in numpy, which
# knows neither sums nor units.
test_by_other_code() {
	experiment 2 0.6 1 >"$T/a"
	experiment 2 0.5 2 >"$T/b"
	regscore -S "$T/s" -c "$T/b" --by gender,style,speaker "$T/a" >"$T/out"
	/usr/bin/python3 - "$T/a" "$T/b" "$T/s" <<'END'
import sys
import numpy as np
def read(path):
    rows = [line.rstrip("\n").split("\t") for line in open(path)]
    return [r for r in rows[1:] if len(r) > 1]
a, b = read(sys.argv[1]), read(sys.argv[2])
got = {r[0]: [float(x) if x != "-" else np.nan for x in r[1:]]
       for r in (line.rstrip("\n").split("\t") for line in list(open(sys.argv[3]))[1:])}
names = "ccc", "pearson", "mae", "rmse"
def scores(rows):
    x, y = np.array([[float(r[3]), float(r[4])] for r in rows]).T
    cov = ((x - x.mean()) * (y - y.mean())).mean()
    return np.array([2 * cov / (x.var() + y.var() + (x.mean() - y.mean()) ** 2),
                     np.corrcoef(x, y)[0, 1], abs(x - y).mean(), np.sqrt(((x - y) ** 2).mean())])
def seeds(rows, by_fold):
    out = []
    for seed in "12":
        mine = [r for r in rows if r[7] == seed]
        parts = [[r for r in mine if r[6] == f] for f in "1234"] if by_fold else [mine]
        out.append(np.mean([scores(p) for p in parts if p], 0))
    return np.array(out)
for by_fold, suffix in (True, ""), (False, "_pooled"):
    va, vb = seeds(a, by_fold), seeds(b, by_fold)
    for i, n in enumerate(names):
        assert abs(got[n + suffix][0] - va.mean(0)[i]) < 2e-6, n
        assert abs(got[n + suffix + "_sd"][0] - va.std(0, ddof=1)[i]) < 2e-6, n
        assert abs(got[n + suffix + "_diff"][0] - (va - vb).mean(0)[i]) < 2e-6, n
for value, place in ("f", 1), ("m", 1), ("a", 2), ("b", 2), ("s3", 5):
    want = seeds([r for r in a if r[place] == value], False).mean(0)
    column = {1: "gender", 2: "style", 5: "speaker"}[place]
    for i, n in enumerate(names):
        assert abs(got[f"{n}_pooled@{column}={value}"][0] - want[i]) < 2e-6, (n, value)
# sums of each speaker for fast exchanges and draws: n x y xx yy xy |d| dd
def sums(rows):
    out = np.zeros((2, 12, 8))
    for r in rows:
        x, y = float(r[3]), float(r[4])
        out[int(r[7]) - 1, int(r[5][1:])] += (1, x, y, x * x, y * y, x * y, abs(x - y), (x - y) ** 2)
    return out
def pooled(s):              # (..., 2, 8) to (..., 4)
    n, x, y, xx, yy, xy, d, dd = np.moveaxis(s, -1, 0)
    x, y = x / n, y / n
    vx, vy, c = xx / n - x * x, yy / n - y * y, xy / n - x * y
    return np.stack([2 * c / (vx + vy + (x - y) ** 2), c / np.sqrt(vx * vy), d / n, np.sqrt(dd / n)], -1).mean(-2)
sa, sb = sums(a), sums(b)
bits = (np.arange(4096)[:, None] >> np.arange(12)) & 1
swapped = lambda p, q: pooled(np.einsum("ku,suw->ksw", 1 - bits, p) + np.einsum("ku,suw->ksw", bits, q))
d = swapped(sa, sb) - swapped(sb, sa)
p = (abs(d) >= abs(d[0]) - 1e-9).mean(0)
for i, n in enumerate(names):
    assert abs(got[n + "_pooled_diff_p"][0] - p[i]) < 1e-6, (n, got[n + "_pooled_diff_p"], p[i])
assert got["patterns_diff"][0] == 4096
# intervals: 12 speakers; of 6 women and 6 men drawn apart; of 12 in both styles
draw = np.random.default_rng(1)
tail = lambda t: 0.5 * (1 + np.vectorize(__import__("math").erf)(t / np.sqrt(2)))
def near(row, reps, low):
    for k, q in (1, low), (2, 1 - low):
        for i, n in enumerate(names):
            want = np.quantile(reps[:, i], q)
            width = np.quantile(reps[:, i], 0.9) - np.quantile(reps[:, i], 0.1)
            assert abs(got[n + row][k] - want) < 0.25 * width, (n, row, k, got[n + row], want)
few = tail(-2.570582 * np.sqrt(6 / 5))      # Student's t of 5 and of 11 at 2.5 %
all12 = tail(-2.200985 * np.sqrt(12 / 11))
times = draw.multinomial(12, np.ones(12) / 12, 4000)
near("_pooled", pooled(np.einsum("ku,suw->ksw", times, sa)), all12)
near("_pooled_diff", pooled(np.einsum("ku,suw->ksw", times, sa)) - pooled(np.einsum("ku,suw->ksw", times, sb)), all12)
women, men = sa[:, ::2], sa[:, 1::2]
t, u = (draw.multinomial(6, np.ones(6) / 6, 4000) for _ in "ab")
near("_pooled@gender=f", pooled(np.einsum("ku,suw->ksw", t, women)), few)
near("_pooled@gender:diff", pooled(np.einsum("ku,suw->ksw", t, women)) - pooled(np.einsum("ku,suw->ksw", u, men)), few)
one, two = (sums([r for r in a if r[2] == s]) for s in "ab")
near("_pooled@style:diff", pooled(np.einsum("ku,suw->ksw", times, one)) - pooled(np.einsum("ku,suw->ksw", times, two)), all12)
END
	has '^by gender  *recordings  speakers  CCC  *Pearson  *MAE  *RMSE$' <"$T/out"
	# speakers: the best first
	[ "$(sed -n '/^by speaker/,/^an interval/p' "$T/out" | awk '/^s/ { print $3 }' | sort -c -r -g && echo sorted)" = sorted ]
	[ "$(score "$T/s" drawn_by_key@speaker=s3) $(score "$T/s" n@speaker=s3)" = '10 10' ]
}

# The same seed and the same rows, in any order, in one table or two.
test_order_does_not_matter() {
	experiment 2 0.6 1 >"$T/in"
	regscore -S "$T/s1" --by gender "$T/in" >"$T/out1"
	{ head -n 1 "$T/in"; grep -v '^#' "$T/in" | sort -r; } | sed 's/^# //' >"$T/other"
	regscore -S "$T/s2" --by gender "$T/other" >"$T/out2"
	grep -v protocol "$T/s1" | cmp - "$T/s2"
	grep -v '^#' "$T/in" >"$T/rows"
	for n in 1 2; do { head -n 1 "$T/in" | sed 's/# //'; awk -F '\t' -v n=$n '$8 == n' "$T/rows"; } >"$T/$n"; done
	regscore -q -S "$T/s3" --by gender "$T/2" "$T/1"
	cmp "$T/s2" "$T/s3"
	regscore -q -s 2 -S "$T/s4" --by gender "$T/other"
	if cmp -s "$T/s2" "$T/s4"; then return 1; fi
	# columns from the corpus's table
	cut -f 1,4- "$T/other" >"$T/bare"
	{ printf 'path\tgender\tspeaker\n'; awk -F '\t' 'NR > 1 && $8 == 1 { printf "a b/%s.wav\t%s\t%s\n", $1, $2, $6 }' "$T/other"; } >"$T/corpus"
	regscore -q -S "$T/s5" --by gender --table "$T/corpus" "$T/bare" 2>"$T/err"
	[ ! -s "$T/err" ]
	cmp "$T/s2" "$T/s5"
	# also the speakers
	cut -f 1-3,5- "$T/bare" >"$T/barer"
	regscore -q -S "$T/s6" --by gender --table "$T/corpus" "$T/barer"
	cmp "$T/s2" "$T/s6"
}

test_compare() {
	experiment 2 0.9 1 >"$T/a"
	experiment 2 0.3 2 >"$T/b"
	experiment 1 0.3 2 >"$T/one"
	regscore -S "$T/s" -c "$T/a" "$T/b" >"$T/out" 2>"$T/err"
	[ ! -s "$T/err" ]
	awk -v l="$(score "$T/s" ccc_diff 3)" -v p="$(score "$T/s" ccc_diff_p)" 'BEGIN { exit !(l > 0 && p < 0.01) }'
	has '^p of no difference (predictions exchanged by speaker, all 4096 patterns): CCC 0[.]' <"$T/out"
	# itself
	regscore -q -S "$T/s" -c "$T/a" "$T/a"
	[ "$(score "$T/s" ccc_diff) $(score "$T/s" ccc_diff 3) $(score "$T/s" ccc_diff_p) $(score "$T/s" rmse_pooled_diff_p)" = \
	    '0.000000 0.000000 1.000000 1.000000' ]
	# seeds that cannot be exchanged
	regscore -S "$T/s" -c "$T/a" "$T/one" >"$T/out" 2>"$T/err"
	has '^regscore: 1 seed against 2 of the other' <"$T/err"
	has -x 'seeds are not paired: each system is averaged over its own, and there are no p values' <"$T/out"
	if grep '_p	\|patterns' "$T/s"; then return 1; fi
	score "$T/s" ccc_diff >"$T/x"
	# recordings that only one has: p is of the others
	for f in a b; do grep -v '^3-\|^#.* rows\|^# p' "$T/$f" | sed 's/# //' >"$T/$f.part"; done
	regscore -S "$T/s1" -c "$T/a.part" "$T/b" >"$T/out" 2>"$T/err"
	has 'not the same recordings: 10 are in the first' <"$T/err"
	has 'of the recordings that both have predicted' <"$T/out"
	regscore -q -S "$T/s2" -c "$T/a.part" "$T/b.part"
	[ "$(score "$T/s1" ccc_pooled_diff_p)" = "$(score "$T/s2" ccc_pooled_diff_p)" ]
}

test_pictures() {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	experiment 2 0.6 1 | sed "s/activation/{x}'s \$y/g" >"$T/in"
	regscore -q -b 100 -T "a^b 'c'" -o "$T/x.svg" -o "$T/x.png" -o "$T/x.pdf" "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	[ "$(head -c 4 "$T/x.png" | tail -c 3)" = PNG ]
	[ "$(head -c 4 "$T/x.pdf")" = %PDF ]
	for text in "{x}&apos;s \$y" 'predicted (mean over 2 seeds)' "a^b &apos;c&apos;"; do
		sed "s/'/\&apos;/g; s/&#39;/\&apos;/g" "$T/x.svg" | has -F -e "$text"
	done
	# a point for each recording, not for each prediction
	[ "$(grep -c "xlink:href='#gpPt6'" "$T/x.svg")" -ge 120 ]
	[ "$(grep -c "xlink:href='#gpPt6'" "$T/x.svg")" -lt 150 ]
	# many: squares
	awk 'BEGIN { print "x\tpredicted_x"; for (i = 0; i < 4000; i++) printf "%d\t%d\n", i % 83, i % 71 }' >"$T/many"
	regscore -q -b 100 -o "$T/y.svg" "$T/many"
	[ "$(grep -c "xlink:href='#gpPt6'" "$T/y.svg")" -lt 30 ]
	# one value only
	numbers 1 1 | regscore -q -b 100 -o "$T/z.svg"
	[ -s "$T/z.svg" ]
}
