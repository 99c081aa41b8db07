# confmat: scores of predictions.

# rows LABEL PREDICTED COUNT...: a table of such rows, as cnneval might write.
rows() {
	printf 'label\tpredicted\n'
	while [ $# -gt 0 ]; do
		yes -- "$1	$2" | head -n "$3" || [ $? -eq 141 ]
		shift 3
	done
}

# score FILE METRIC [COLUMN]: a value of a summary.
score() {
	awk -F '\t' -v m="$2" -v c="${3:-2}" '$1 == m { print $c; n++ }
	    END { exit n != 1 }' "$1"
}

# near A B [TOLERANCE]
near() {
	awk -v a="$1" -v b="$2" -v t="${3:-0.000001}" \
	    'BEGIN { d = a - b; exit !(d <= t && -d <= t) }' ||
	    { echo "$1 is not $2"; return 1; }
}

# A made-up experiment: 12 speakers in 6 folds, seeds as asked.
# experiment SEEDS ACCURACY RANDOMSEED
experiment() {
	/usr/bin/python3 - "$@" <<'END'
import random, sys
seeds, accuracy, start = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
classes = ["angry", "happy", "neutral", "sad"]
draw = random.Random(start)
print("key", "label", "predicted", *classes, "speaker", "fold", "seed", sep="\t")
for seed in range(seeds):
    for speaker in range(12):
        for n in range(15):
            label = random.Random(100 * speaker + n).choices(classes, [1, 3, 4, 1])[0]
            said = label if draw.random() < accuracy else draw.choice(classes)
            p = ["0.7" if c == said else "0.1" for c in classes]
            print(f"{speaker}-{n}", label, said, *p, speaker, speaker // 2 + 1, seed, sep="\t")
END
}

test_options() {
	common_options confmat
	says 'does not end in .png, .svg or .pdf' 2 confmat -o x.jpg </dev/null
	says 'too small' 2 confmat -b 1 </dev/null
	rows a a 3 >"$T/in"
	full confmat "$T/in"
}

test_by_hand() {
	rows a a 3 a b 1 b a 2 b b 4 | confmat -S "$T/s" >"$T/out"
	near "$(score "$T/s" accuracy)" 0.7
	near "$(score "$T/s" uar)" 0.708333
	near "$(score "$T/s" f1_macro)" 0.696970
	near "$(score "$T/s" f1_weighted)" 0.703030
	near "$(score "$T/s" uar_pooled)" 0.708333
	[ "$(score "$T/s" n)" = 10 ]
	[ "$(score "$T/s" resampled_by_row)" = 10 ]
	grep -q '^accuracy *70.0 ' "$T/out"
	grep -q '^always b: accuracy 60.0, UAR 50.0, macro F1 37.5, weighted F1 45.0$' "$T/out"
	grep -q '75.0% *25.0%' "$T/out"
}

# Examples in scikit-learn's documentation of f1_score and
# balanced_accuracy_score.
test_scikit_learn() {
	rows 0 0 2 1 2 1 2 1 2 1 0 1 | confmat -q -S "$T/s"
	near "$(score "$T/s" f1_macro)" 0.266667
	near "$(score "$T/s" f1_weighted)" 0.266667
	near "$(score "$T/s" accuracy)" 0.333333
	rows 0 0 3 0 1 1 1 1 1 1 0 1 | confmat -q -S "$T/s"
	near "$(score "$T/s" uar)" 0.625
}

# Published matrices of the same experiment on MSP-IMPROV, with accuracy and
# UAR: recalls 43.75 53.42 38.06 50.00 %, and of activation and valence.
test_published() {
	rows A A 28 A H 36 H H 117 H N 102 N N 110 N A 179 S S 36 S A 36 |
	    confmat -q -S "$T/s"
	near "$(score "$T/s" uar)" 0.463 0.0005
	near "$(score "$T/s" accuracy)" 0.452 0.0005
	rows L L 52 L M 20 M M 83 M L 145 H H 248 H M 99 | confmat -q -S "$T/s"
	near "$(score "$T/s" uar)" 0.600 0.0005
	near "$(score "$T/s" accuracy)" 0.592 0.0005
	rows N N 80 N U 85 U U 106 U P 156 P P 128 P N 91 | confmat -q -S "$T/s"
	near "$(score "$T/s" uar)" 0.491 0.0005
	near "$(score "$T/s" accuracy)" 0.486 0.0005
}

# The same from the definitions, for folds and seeds, in other code.
test_folds_and_seeds() {
	experiment 3 0.4 5 >"$T/p"
	# a fold without one of the classes, and a seed without one of the folds
	awk -F '\t' 'NR == 1 || !($9 == 2 && $2 == "sad") && !($9 == 3 && $10 == 1)' \
	    "$T/p" >"$T/in"
	confmat -q -S "$T/s" "$T/in"
	/usr/bin/python3 - "$T/in" "$T/s" <<'END'
import sys
from statistics import mean, stdev
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])][1:]
got = {r[0]: r[1:] for r in (line.rstrip("\n").split("\t") for line in open(sys.argv[2]))}
def scores(rows):
    pairs = [(r[1], r[2]) for r in rows]
    there = {l for l, _ in pairs}
    hit = lambda c: sum(l == p == c for l, p in pairs)
    f1 = lambda c: 2 * hit(c) / (sum(l == c for l, _ in pairs) + sum(p == c for _, p in pairs))
    return {"accuracy": mean(l == p for l, p in pairs),
            "uar": mean(hit(c) / sum(l == c for l, _ in pairs) for c in there),
            "f1_macro": mean(f1(c) for c in there | {p for _, p in pairs}),
            "f1_weighted": mean(f1(l) for l, _ in pairs)}
for name in "accuracy", "uar", "f1_macro", "f1_weighted":
    folds, pooled = [], []
    for seed in "012":
        mine = [r for r in rows if r[9] == seed]
        parts = [[r for r in mine if r[8] == f] for f in "123456"]
        folds.append(mean(scores(p)[name] for p in parts if p))
        pooled.append(scores(mine)[name])
    for row, want in ((name, mean(folds)), (name + "_pooled", mean(pooled)),
                      (name + "_sd", stdev(folds)), (name + "_pooled_sd", stdev(pooled))):
        assert abs(float(got[row][0]) - want) < 1e-6, (row, got[row], want)
    always = [scores([r[:2] + ["neutral"] for r in rows if r[9] == s and r[8] == f])[name]
              for s in "012" for f in "123456" if (s, f) != ("1", "3")]
    # the mean over seeds of the means over folds, five in seed 1
    parts = always[:6], always[6:11], always[11:]
    assert abs(float(got[name + "_baseline"][0]) - mean(mean(p) for p in parts)) < 1e-6
    low, high = map(float, got[name][1:])
    assert low < mean(folds) < high, name
END
	[ "$(score "$T/s" folds) $(score "$T/s" seeds)" = "6 3" ]
	[ "$(score "$T/s" resampled_by_speaker)" = 12 ]
}

# Recall, precision and F1 of each class from the definitions, and their
# intervals by another bootstrap over the twelve speakers; t of 11 degrees of
# freedom at 2.5 % is -2.200985.
test_classes_by_other_code() {
	experiment 2 0.5 7 >"$T/in"
	confmat -S "$T/s" "$T/in" >"$T/out"
	/usr/bin/python3 - "$T/in" "$T/s" <<'END'
import random, sys
from math import sqrt
from statistics import NormalDist, mean
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])][1:]
got = {r[0]: r[1:] for r in (line.rstrip("\n").split("\t") for line in open(sys.argv[2]))}
classes = ["angry", "happy", "neutral", "sad"]
count = {}
for r in rows:
    count.setdefault((r[7], r[9]), []).append((classes.index(r[1]), classes.index(r[2])))
def values(speakers):
    out = []
    for c in range(4):
        each = []
        for seed in "01":
            pairs = [p for s in speakers for p in count[s, seed]]
            hit = sum(l == p == c for l, p in pairs)
            label = sum(l == c for l, _ in pairs)
            said = sum(p == c for _, p in pairs)
            each.append((hit / label, hit / said, 2 * hit / (label + said)))
        out.append([mean(v) for v in zip(*each)])
    return out
speakers = [str(i) for i in range(12)]
want = values(speakers)
draw = random.Random(3)
reps = [values(draw.choices(speakers, k=12)) for _ in range(1000)]
tail = NormalDist().cdf(sqrt(12 / 11) * -2.200985)
for c, name in enumerate(classes):
    for m, metric in enumerate(("recall", "precision", "f1")):
        value, low, high = map(float, got[f"{metric}:{name}"])
        assert abs(value - want[c][m]) < 1e-6, (metric, name)
        x = sorted(r[c][m] for r in reps)
        assert abs(low - x[round(tail * 999)]) < 0.04, (metric, name, low, x[round(tail * 999)])
        assert abs(high - x[round((1 - tail) * 999)]) < 0.04, (metric, name, high)
recalls = mean(float(got["recall:" + c][0]) for c in classes)
assert abs(recalls - float(got["uar_pooled"][0])) < 1e-6
END
	# the same in the table for people
	grep -A 4 '^percent .* recall  *precision  *F1$' "$T/out" | tail -n 1 | has "^sad  *$(awk -F '\t' '
	    $1 == "recall:sad" { printf "%.1f  (%.1f to %.1f)", 100 * $2, 100 * $3, 100 * $4 }' "$T/s") "
}

test_classes_by_hand() {
	rows a a 3 a b 1 b a 2 b b 4 | confmat -q -S "$T/s"
	near "$(score "$T/s" recall:a)" 0.75
	near "$(score "$T/s" precision:a)" 0.6
	near "$(score "$T/s" f1:a)" 0.666667
	near "$(score "$T/s" recall:b)" 0.666667
	near "$(score "$T/s" precision:b)" 0.8
	near "$(score "$T/s" f1:b)" 0.727273
	# never said; never there; neither
	printf 'label\tpredicted\ta\tb\tc\td\na\ta\t1\t0\t0\t0\nb\tc\t0\t0\t1\t0\n' | confmat -S "$T/s" >"$T/out"
	[ "$(score "$T/s" precision:b) $(score "$T/s" f1:b)" = '0.000000 0.000000' ]
	[ "$(score "$T/s" recall:c) $(score "$T/s" recall:c 3)" = '- -' ]
	[ "$(score "$T/s" precision:c) $(score "$T/s" f1:d)" = '0.000000 -' ]
	grep -qx 'd  *-  *-  *-' "$T/out"
	# too many replicates for so many classes
	{ printf 'label\tpredicted\n'; for i in {1..20}; do printf '%s\t%s\n' $i $i; done; } >"$T/in"
	confmat -q -b 1000000 -S "$T/s" "$T/in" 2>"$T/err"
	grep -q '20 classes are too many for intervals of each with 1000000 replicates' "$T/err"
	[ "$(score "$T/s" recall:7) $(score "$T/s" recall:7 3)" = '1.000000 -' ]
}

test_summary_is_strict() {
	experiment 2 0.5 1 | confmat -q -S "$T/s"
	head -n 1 "$T/s" | has -x 'metric	mean	low	high'
	awk -F '\t' 'NF != 4 { exit 1 }
	    NR > 1 { for (i = 2; i <= 4; i++) if ($i !~ /^([0-9]+([.][0-9]+)?|-)$/) exit 1 }
	    NR > 1 && $3 != "-" && !($3 <= $2 && $2 <= $4) { exit 1 }
	    seen[$1]++ { exit 1 }' "$T/s"
}

test_order_of_rows_does_not_matter() {
	experiment 2 0.5 1 >"$T/in"
	confmat -S "$T/s1" "$T/in" >"$T/out1"
	{ head -n 1 "$T/in"; tail -n +2 "$T/in" | sort -r; } | confmat -S "$T/s2" >"$T/out2"
	cmp "$T/s1" "$T/s2"
	cmp "$T/out1" "$T/out2"
	confmat -q -s 2 -S "$T/s3" "$T/in"
	if cmp -s "$T/s1" "$T/s3"; then return 1; fi
	# as one table or as two, columns in whatever order
	awk -F '\t' 'NR == 1 || $10 == 0' "$T/in" >"$T/a"
	awk -F '\t' -v OFS='\t' '{ sub(/^# /, "") } NR == 1 || $10 == 1 {
	    print $10, $8, $9, $1, $3, $4, $5, $6, $7, $2 }' "$T/in" >"$T/b"
	confmat -q -S "$T/s4" "$T/a" "$T/b"
	cmp "$T/s1" "$T/s4"
}

test_perfect() {
	rows a a 5 b b 5 c c 1 | confmat -S "$T/s" >"$T/out"
	for m in accuracy uar f1_macro f1_weighted; do
		[ "$(grep "^$m	" "$T/s")" = "$m	1.000000	1.000000	1.000000" ]
	done
}

test_classes_of_the_model() {
	# in the model's order, and also the one that never occurs
	printf '%s\n' '# key label predicted sad happy angry speaker note' \
	    'u1 angry sad 0.5 0.2 0.3 x 0.5' 'u2 sad sad 1 0 0 y 1' '# rows 2' |
	    tr ' ' '\t' | sed 's/#./# /; s/rows./rows /' >"$T/in"
	confmat -q -C "$T/c" "$T/in" 2>"$T/err"
	printf 'label\tsad\thappy\tangry\nsad\t1\t0\t0\nhappy\t0\t0\t0\nangry\t1\t0\t0\n' |
	    cmp - "$T/c"
	[ ! -s "$T/err" ]
	# without probabilities: sorted
	rows sad sad 1 angry sad 1 | confmat -q -C "$T/c"
	printf 'label\tangry\tsad\nangry\t0\t1\nsad\t0\t1\n' | cmp - "$T/c"
}

# A class may be called like any column, as cnneval and gather write it.
test_classes_named_like_columns() {
	local c classes='activation fold gender key label predicted seed session speaker valence'
	local d=$T/fold-1/seed-1
	mkdir -p "$d"
	{
		printf '# key label predicted %s speaker\n' "$classes"
		for c in $classes; do
			printf 'k-%s %s %s' $c $c $c
			for other in $classes; do
				[ $c = $other ] && printf ' 0.91' || printf ' 0.01'
			done
			printf ' s%s\n' $((${#c} % 3))
		done
		printf '# rows 10\n'
	} | sed '/^# rows/!{ s/ /\t/g; s/^#\t/# /; }' >"$d/p"
	confmat -q -S "$T/s" -C "$T/c" "$d/p" 2>"$T/err"
	[ ! -s "$T/err" ]
	[ "$(score "$T/s" uar) $(score "$T/s" classes)" = '1.000000 10' ]
	[ "$(score "$T/s" resampled_by_speaker)" = 3 ]
	[ "$(head -n 1 "$T/c")" = "label	${classes// /	}" ]
	pipelines/gather "$d/p" >"$T/all"
	confmat -q -S "$T/s" "$T/all" 2>"$T/err"
	[ ! -s "$T/err" ]
	[ "$(score "$T/s" uar) $(score "$T/s" folds) $(score "$T/s" classes)" = '1.000000 1 10' ]
	# Two models, one without a class.
	mkdir -p "$T/fold-2/seed-1"
	printf '# key\tlabel\tpredicted\tfold\tspeaker\tspeaker\na\tspeaker\tspeaker\t0.2\t0.8\ts9\n# rows 1\n' >"$T/fold-2/seed-1/p"
	pipelines/gather "$d/p" "$T/fold-2/seed-1/p" >"$T/all" 2>"$T/err"
	confmat -q -S "$T/s" "$T/all"
	[ "$(score "$T/s" uar) $(score "$T/s" folds) $(score "$T/s" n)" = '1.000000 2 11' ]
	# Elsewhere two columns of one name are a mistake, and so are two classes.
	printf 'label\tpredicted\tlabel\na\ta\ta\n' | fed says "^confmat: <stdin>: two columns named 'label'" 1 confmat
	printf 'label\tpredicted\ta\ta\tspeaker\na\ta\t0.5\t0.5\tx\n' | fed says "^confmat: <stdin>: two columns named 'a'" 1 confmat
	# also in a table without rows
	printf 'label\tpredicted\ta\tb\na\ta\t1\t0\n' >"$T/in"
	for c in 'label predicted label' 'label predicted a a' 'key label predicted a b speaker fold fold' 'label predicted a a speaker'; do
		tr ' ' '\t' <<<"$c" >"$T/empty"
		says "^confmat: $T/empty: two columns named '" 1 confmat "$T/in" "$T/empty" >"$T/out" || return
	done
	printf 'key\tlabel\tpredicted\tkey\tlabel\tspeaker\n' >"$T/empty"
	confmat -q "$T/in" "$T/empty"
	# A number after the classes that is none of the probabilities.
	printf 'key\tlabel\tpredicted\ta\tb\tgender\tspeaker\n1\ta\ta\t1\t0\t1\tx\n2\tb\tb\t0\t1\t0\ty\n' >"$T/in"
	confmat -q -S "$T/s" "$T/in"
	[ "$(score "$T/s" classes)" = 2 ]
	confmat -q -g gender -S "$T/s" "$T/in"
	[ "$(score "$T/s" resampled_by_gender)" = 2 ]
}

# A table that was cut at the end of a line, or joined to another.
test_number_of_rows() {
	local d=$T/fold-1/seed-1
	printf '# key\tlabel\tpredicted\ta\tb\tspeaker\n1\ta\ta\t1\t0\tx\n2\tb\tb\t0\t1\ty\n# rows 2\n' >"$T/in"
	confmat -q "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	sed '$d' "$T/in" >"$T/cut"
	confmat -q "$T/cut" 2>"$T/err"
	has "^confmat: $T/cut: does not end in a line '# rows N'.* may have been cut$" <"$T/err"
	# tables of others need none
	sed '$d; s/# //' "$T/in" | confmat -q 2>"$T/err"
	[ ! -s "$T/err" ]
	sed 2d "$T/in" | fed says 'line 3: counts 2 rows, but 1 is above it' 1 confmat
	{ cat "$T/in"; sed -n 3p "$T/in"; } | fed says 'line 5: a row below the line that counts the rows' 1 confmat
	mkdir -p "$d"
	cp "$T/in" "$d/p"
	pipelines/gather "$d/p" | tail -n 1 | has -x '# rows 2'
	cp "$T/cut" "$d/p"
	says "gather: $d/p: does not end in a line \"# rows N\"" 1 pipelines/gather "$d/p" >/dev/null
	sed 2d "$T/in" >"$d/p"
	says "gather: $d/p: has 1 rows, its last line says 2" 1 pipelines/gather "$d/p" >/dev/null
	{ cat "$T/in"; sed -n 3p "$T/in"; } >"$d/p"
	says "gather: $d/p: a row below" 1 pipelines/gather "$d/p" >/dev/null
}

# The line that says what was known of the speakers.
test_protocol_line() {
	printf '# key\tlabel\tpredicted\ta\tb\tspeaker\n1\ta\ta\t1\t0\tx\n2\tb\tb\t0\t1\ty\n# protocol S\n# rows 2\n' >"$T/in"
	confmat -q "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	sed '$d' "$T/in" >"$T/cut"
	confmat -q "$T/cut" 2>"$T/err"
	has 'may have been cut' <"$T/err"
	sed 's/protocol S/protocol X/' "$T/in" | fed says "line 4: protocol 'X' is none of T, S and C" 1 confmat
	sed '4s/$/\n# protocol S/' "$T/in" | fed says 'line 5: a row below the line that names the protocol' 1 confmat
	sed '4s/$/\n3\ta\ta\t1\t0\tx/' "$T/in" | fed says 'line 5: a row below the line that names the protocol' 1 confmat
	# in a table of one column it is a row
	printf 'label\n# protocol S\n' | fed says "no column 'predicted'" 1 confmat
}

# of_protocol P KEY: a table of a speaker, as cnneval writes it; P -: without.
of_protocol() {
	printf '# key\tlabel\tpredicted\ta\tb\tspeaker\n'
	printf '%s1\ta\ta\t1\t0\t%s\n%s2\tb\ta\t1\t0\t%s\n' "$2" "$2" "$2" "$2"
	[ "$1" = - ] || echo "# protocol $1"
	echo '# rows 2'
}

test_protocols_are_shown_and_not_pooled() {
	local p
	for p in T S; do
		of_protocol $p x >"$T/x"
		of_protocol $p y >"$T/y"
		confmat -S "$T/s" "$T/x" "$T/y" >"$T/out" 2>"$T/err"
		[ ! -s "$T/err" ]
		grep -q "^protocol $p: " "$T/out"
		score "$T/s" protocol_$p | has -x 4
	done
	of_protocol T x >"$T/x"
	says "^confmat: $T/y: protocol S, but a table before it has T" 1 confmat -S "$T/new" "$T/x" "$T/y" >"$T/out"
	[ ! -s "$T/out" ]
	[ ! -e "$T/new" ]
	# Not known of all, so not known.
	of_protocol - z >"$T/z"
	confmat -S "$T/s" "$T/z" "$T/x" >"$T/out" 2>"$T/err"
	grep -qx 'confmat: some tables are of protocol T, 1 do not say theirs' "$T/err"
	exits 1 grep -q protocol "$T/out" "$T/s"
	confmat -S "$T/s" "$T/z" >"$T/out" 2>"$T/err"
	exits 1 grep -q protocol "$T/out" "$T/s" "$T/err"
}

test_protocols_can_be_compared() {
	of_protocol T x >"$T/T"
	of_protocol S x >"$T/S"
	confmat -c "$T/T" "$T/S" >"$T/out" 2>"$T/err"
	grep -qx 'confmat: protocol S against T of the other: the difference is also that between the protocols' "$T/err"
	grep -q '^protocol S: ' "$T/out"
	grep -q '^protocol T: ' "$T/out"
	confmat -c "$T/T" "$T/T" >"$T/out" 2>"$T/err"
	exits 1 grep -q against "$T/err"
	grep -c '^protocol' "$T/out" | has -x 1
}

test_label_unknown_to_the_model() {
	printf 'label\tpredicted\tsad\thappy\nsad\tsad\t1\t0\nhappy\thappy\t0\t1\nfear\tsad\t1\t0\n' >"$T/in"
	confmat -q -S "$T/s" -C "$T/c" "$T/in" 2>"$T/err"
	grep -q "'fear' is not one of the model's classes" "$T/err"
	near "$(score "$T/s" uar)" 0.666667
	[ "$(tail -n 1 "$T/c")" = 'fear	1	0	0' ]
}

# A class of one session only: the fold that holds it out has no column for it.
test_gathered_folds_with_other_classes() {
	local f=$T/fold
	mkdir -p "$f-1/seed-1" "$f-2/seed-1" "$f-3/seed-1"
	printf '# key\tlabel\tpredicted\thappy\tsad\tspeaker\na\tangry\tsad\t0.3\t0.7\ts1\nb\tsad\tsad\t0.1\t0.9\ts1\n# rows 2\n' >"$f-1/seed-1/p"
	printf '# key\tlabel\tpredicted\tangry\thappy\tsad\tspeaker\nc\thappy\thappy\t0.1\t0.8\t0.1\ts2\n# rows 1\n' >"$f-2/seed-1/p"
	printf '# key\tlabel\tpredicted\tangry\tsad\tspeaker\nd\tsad\tsad\t0.2\t0.8\ts3\n# rows 1\n' >"$f-3/seed-1/p"
	pipelines/gather "$f"-[123]/seed-1/p >"$T/all" 2>"$T/err"
	diff "$T/all" - <<-END
		# key	label	predicted	angry	happy	sad	speaker	fold	seed
		a	angry	sad	0	0.3	0.7	s1	1	1
		b	sad	sad	0	0.1	0.9	s1	1	1
		c	happy	happy	0.1	0.8	0.1	s2	2	1
		d	sad	sad	0.2	0	0.8	s3	3	1
		# rows 4
	END
	grep -c . "$T/err" | has -x 2
	grep -q '^gather: fold 1: its training data has no angry, so none is recognised$' "$T/err"
	grep -q '^gather: fold 3: .* no happy' "$T/err"
	confmat -q -S "$T/s" -C "$T/c" "$T/all" 2>"$T/err"
	[ ! -s "$T/err" ]
	near "$(score "$T/s" uar)" 0.833333	# (0.5 + 1 + 1) / 3
	sed -n 2p "$T/c" | has -x 'angry	0	0	1'
	# All alike: their order stays, a rating's too.
	sed 's/happy\tsad/low\thigh/' "$f-1/seed-1/p" >"$T/low"
	cp "$T/low" "$f-1/seed-1/p"
	cp "$T/low" "$f-2/seed-1/p"
	pipelines/gather "$f"-[12]/seed-1/p 2>"$T/err" | sed -n 1p | has 'predicted	low	high	speaker'
	[ ! -s "$T/err" ]
	# Other columns must be the same.
	sed 's/key/id/' "$T/low" >"$f-2/seed-1/p"
	says "^gather: $f-2/seed-1/p: its columns differ" 1 pipelines/gather "$f"-[12]/seed-1/p >"$T/out"
	[ ! -s "$T/out" ]
	printf 'epoch\tloss\n1\t2\n' >"$f-1/seed-1/p"
	printf 'epoch\tgain\n1\t2\n' >"$f-2/seed-1/p"
	says 'its columns differ' 1 pipelines/gather "$f"-[12]/seed-1/p
}

test_rows_without_label() {
	rows a a 3 b a 1 - a 4 '' b 2 | confmat -S "$T/s" >"$T/out" 2>"$T/err"
	grep -q '6 rows without a label are left out' "$T/err"
	grep -q '6 more without a label' "$T/out"
	[ "$(score "$T/s" n) $(score "$T/s" unlabelled)" = "4 6" ]
	near "$(score "$T/s" accuracy)" 0.75
	rows - a 4 | fed says 'no.* label' 1 confmat
}

# Where there was no speech, nothing is predicted; where no class is probable
# enough, "unknown" is.
test_rows_without_prediction() {
	rows a a 3 b a 1 a - 4 b '' 2 - - 5 >"$T/in"
	confmat -S "$T/s" "$T/in" >"$T/out" 2>"$T/err"
	has -x 'confmat: 6 rows without a prediction are left out' <"$T/err"
	has -x 'confmat: 5 rows without a label are left out' <"$T/err"
	has '; 5 more without a label, 6 more without a prediction$' <"$T/out"
	[ "$(score "$T/s" predictions) $(score "$T/s" unlabelled) $(score "$T/s" unpredicted)" = "4 5 6" ]
	near "$(score "$T/s" accuracy)" 0.75
	rows a a 3 b a 1 | confmat -q -S "$T/without"
	exits 1 diff "$T/without" "$T/s" >"$T/diff"
	grep -c '^[<>]' "$T/diff" | has -x 4	# the counts alone
	rows a a 3 a - 1 | confmat 2>"$T/err" >"$T/out"
	has -x 'confmat: 1 row without a prediction is left out' <"$T/err"
	rows a a 3 b a 1 | confmat -S "$T/s" 2>"$T/err" >"$T/out"
	[ ! -s "$T/err" ]
	[ "$(score "$T/s" unpredicted)" = 0 ]
	exits 1 grep -q more "$T/out"
	rows a - 4 | fed says '^confmat: <stdin>: nothing was predicted in any of 4 rows: nothing to score$' 1 confmat
	rows a - 4 - a 1 | fed says 'nothing to score: 1 rows without a label, 4 without a prediction$' 1 confmat
	# as cnneval writes it, and as tonfall does, without probabilities, in the first row
	printf 'label\tpredicted\ta\tb\tstatistics\na\t-\t\t\town\na\ta\t0.8\t0.2\town\nb\tb\t0.1\t0.9\town\n' >"$T/in"
	confmat -S "$T/s" "$T/in" 2>"$T/err" >"$T/out"
	has -x 'confmat: 1 row without a prediction is left out' <"$T/err"
	has '^surest' <"$T/out"
	[ "$(score "$T/s" classes)" = 2 ]
	sed '2s/\t\t\t/\t0.5\t0.5\t/' "$T/in" | confmat 2>"$T/err" | cmp - "$T/out"
	sed '2s/-\t\t\t/unknown\t0.5\t0.5\t/' "$T/in" | confmat 2>"$T/err" | cmp - "$T/out"
	has -x 'confmat: 1 row without a prediction is left out' <"$T/err"
	# it may be a class, or nobody knows
	sed '2s/-\t\t\t/unknown\t0.5\t0.5\t/; 1s/\tb\t/\tunknown\t/; s/\tb\t/\tunknown\t/' "$T/in" | confmat -q -S "$T/s" 2>"$T/err"
	[ "$(score "$T/s" predictions) $(score "$T/s" unpredicted)" = '3 0' ]
	rows a unknown 4 a a 1 | confmat -q -S "$T/s"
	[ "$(score "$T/s" predictions) $(score "$T/s" unpredicted)" = '5 0' ]
}

# Of two systems, one predicts nothing for two recordings, the other one for a third
# and for all of a speaker: the comparison is that of tables without these.
test_compares_what_both_predict() {
	local m
	experiment 2 0.5 1 >"$T/a"
	experiment 2 0.4 2 >"$T/b"
	awk -F '\t' '!/^#/ && NR > 1 && !seen[$1]++ { print $1 }' "$T/a" >"$T/keys"
	mapfile -t key < <(sed -n 1,3p "$T/keys"; grep '^3-' "$T/keys")
	# nothing TABLE KEY...: in the first seed alone
	nothing() {
		awk -F '\t' -v OFS='\t' -v keys=" ${*:2} " 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		    index(keys, " " $1 " ") && !done[$1]++ { $at["predicted"] = "-" } 1' "$1"
	}
	nothing "$T/a" "${key[0]}" "${key[1]}" >"$T/x"
	nothing "$T/b" "${key[@]:2}" >"$T/y"
	for m in a b; do
		awk -F '\t' -v keys=" ${key[*]} " '!index(keys, " " $1 " ") && !/^# rows/' "$T/$m" | sed '1s/^# //' >"$T/only-$m"
	done
	confmat --by speaker,fold -S "$T/s" -c "$T/y" "$T/x" >"$T/out" 2>"$T/err"
	confmat --by speaker,fold -S "$T/want" -c "$T/only-b" "$T/only-a" >"$T/wanted"
	grep -v '^un' "$T/s" | diff <(grep -v '^un' "$T/want") -
	sed 's/; [0-9]* more.*//' "$T/out" | diff "$T/wanted" -
	sort "$T/err" | diff - <(sort <<-'END'
		confmat: 2 rows without a prediction are left out
		confmat: 34 rows are left out: one of the systems has no prediction for these recordings
		confmat: 16 of the other's rows without a prediction are left out
		confmat: 20 of the other's rows are left out: one of the systems has no prediction for these recordings
	END
	)
	[ "$(score "$T/s" unpredicted) $(score "$T/s" unpaired)" = '2 34' ]
	[ "$(score "$T/s" unpredicted_other) $(score "$T/s" unpaired_other)" = '16 20' ]
	has '; 2 more without a prediction, 34 more for which one of the systems has none$' <"$T/out"
	has '^the other: .*; 16 more without a prediction, 20 more for which one of the systems has none$' <"$T/out"
	# nothing is left
	awk -F '\t' -v OFS='\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } NR > 1 && NF > 1 { $at["predicted"] = "-" } 1' "$T/b" >"$T/y"
	says "nothing to score: 0 rows without a label, 2 without a prediction, [0-9]* for which one" 1 confmat -c "$T/y" "$T/x"
}

test_wrong_tables() {
	says 'empty' 1 confmat </dev/null
	printf 'label\tpredicted\n' | fed says '<stdin>: no predictions' 1 confmat
	printf 'label\tpredicted\n' | fed says '<stdin>: no predictions' 1 confmat -
	printf 'label\tguess\na\ta\n' | fed says "no column 'predicted'" 1 confmat
	printf 'predicted\na\n' | fed says "no column 'label'" 1 confmat
	printf 'label\tpredicted\na\ta\nb\n' | fed says 'line 3' 1 confmat
	says 'no-such-file' 1 confmat "$T/no-such-file"
	rows a a 3 | fed says "no column 'town'" 1 confmat -g town
}

test_nothing_is_left_of_a_failure() {
	printf 'label\tpredicted\na\ta\nb\n' >"$T/in"
	exits 1 confmat -S "$T/s" -C "$T/c" -o "$T/x.svg" "$T/in" 2>/dev/null
	[ "$(ls "$T")" = in ]
}

test_resampling() {
	experiment 1 0.5 1 >"$T/in"
	confmat -S "$T/s" "$T/in" >"$T/out"
	grep -q 'resampled by speaker' "$T/out"
	confmat -g key -S "$T/k" "$T/in" >"$T/out"
	grep -q 'resampled by key' "$T/out"
	[ "$(score "$T/k" resampled_by_key)" = 180 ]
	confmat -q -g fold -S "$T/f" "$T/in"
	[ "$(score "$T/f" resampled_by_fold)" = 6 ]
	[ "$(score "$T/s" uar)" = "$(score "$T/k" uar)" ]
	# one speaker only
	awk -F '\t' 'NR == 1 || $8 == 3' "$T/in" >"$T/one"
	confmat -q -S "$T/s" "$T/one" 2>"$T/err"
	grep -q 'only one speaker: resampled by key' "$T/err"
	[ "$(score "$T/s" resampled_by_key)" = 15 ]
	# a row without a speaker
	sed '3s/\t0\t1\t0$/\t-\t1\t0/' "$T/in" >"$T/gap"
	confmat -S "$T/s" "$T/gap" >"$T/out" 2>"$T/err"
	grep -q '1 of 180 rows have no speaker: they are in the scores, but not in the intervals' "$T/err"
	grep -q 'resampled by speaker$' "$T/out"
	grep -q '^1 prediction without a speaker is in the scores, but not in the intervals$' "$T/out"
	[ "$(score "$T/s" resampled_by_speaker) $(score "$T/s" without_speaker) $(score "$T/s" n)" = "12 1 180" ]
	# the interval is that of the other rows, the score that of all
	sed 3d "$T/in" | confmat -q -S "$T/rest"
	[ "$(score "$T/s" uar 3) $(score "$T/s" uar 4)" = "$(score "$T/rest" uar 3) $(score "$T/rest" uar 4)" ]
	sed '3s/\t0\t1\t0$/\tx\t1\t0/' "$T/in" | confmat -q -S "$T/whole"
	[ "$(score "$T/s" uar)" = "$(score "$T/whole" uar)" ]
	# most rows without one
	awk -F '\t' -v OFS='\t' 'NR > 1 && NR < 100 { $8 = "" } 1' "$T/in" >"$T/gap"
	confmat -q -S "$T/s" "$T/gap" 2>"$T/err"
	grep -q '98 of 180 rows have no speaker: resampled by key' "$T/err"
	[ "$(score "$T/s" resampled_by_key)" = 180 ]
}

# With all of a speaker's utterances alike, speakers make the interval wider.
test_speakers_widen_the_interval() {
	printf 'key\tlabel\tpredicted\tspeaker\n' >"$T/in"
	for s in 1 2 3 4 5 6 7 8 9 10; do
		for u in 1 2 3 4 5 6 7 8; do
			[ "$s" -le 5 ] && said=a || said=b
			printf '%s-%s\ta\t%s\t%s\n' "$s" "$u" "$said" "$s"
		done
	done >>"$T/in"
	confmat -q -S "$T/s" "$T/in"
	confmat -q -g key -S "$T/k" "$T/in"
	near "$(score "$T/s" accuracy)" 0.5
	awk -v a="$(score "$T/s" accuracy 3)" -v b="$(score "$T/k" accuracy 3)" \
	    'BEGIN { exit !(b - a > 0.15) }'
}

test_repeated_rows() {
	experiment 1 0.5 1 >"$T/in"
	confmat -q "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	confmat -q "$T/in" "$T/in" 2>"$T/err"
	grep -q '180 rows repeat the key' "$T/err"
}

test_compare() {
	experiment 2 0.3 1 >"$T/a"
	experiment 2 0.8 2 >"$T/b"
	confmat -q -c "$T/a" -S "$T/s" "$T/b"
	confmat -q -S "$T/sa" "$T/a"
	confmat -q -S "$T/sb" "$T/b"
	[ "$(score "$T/s" uar)" = "$(score "$T/sb" uar)" ]
	near "$(score "$T/s" uar_diff)" "$(awk -v a="$(score "$T/sa" uar)" \
	    -v b="$(score "$T/sb" uar)" 'BEGIN { print b - a }')" 0.00001
	awk -v l="$(score "$T/s" uar_diff 3)" 'BEGIN { exit !(l > 0) }'
	confmat -q -c "$T/a" -S "$T/s" "$T/a"
	[ "$(grep '^uar_diff	' "$T/s")" = 'uar_diff	0.000000	0.000000	0.000000' ]
	rows a a 2 a b 3 >"$T/nokeys"
	says 'every row needs a key' 1 confmat -c "$T/nokeys" "$T/nokeys"
}

# The same speakers under other names: the pairs are those of the keys.
test_compare_speakers_spelt_differently() {
	experiment 1 0.6 1 >"$T/a"
	experiment 1 0.5 2 >"$T/b"
	confmat -S "$T/want" -c "$T/b" "$T/a" >"$T/out" 2>"$T/err"
	[ ! -s "$T/err" ]
	awk -F '\t' -v OFS='\t' 'NR > 1 { $8 = "Actor_" $8 } 1' "$T/b" >"$T/c"
	confmat -S "$T/s" -c "$T/c" "$T/a" >"$T/out" 2>"$T/err"
	has -x "confmat: 180 of the other's 180 rows have another speaker than the first system's row of the same key, which is used" <"$T/err"
	cmp "$T/s" "$T/want"
	# one recording under another speaker; one that the first does not have
	awk -F '\t' -v OFS='\t' '$1 == "3-4" { $8 = 7 } $1 == "11-0" { $1 = "new" } 1' "$T/b" >"$T/c"
	confmat -q -S "$T/s" -c "$T/c" "$T/a" 2>"$T/err"
	has "^confmat: 1 of the other's 180 rows have another speaker" <"$T/err"
	[ "$(score "$T/s" uar_diff 3)" = "$(score "$T/want" uar_diff 3)" ]
}

test_singular_and_plural() {
	printf 'key\tlabel\tpredicted\n1\ta\ta\n1\ta\ta\n2\t-\ta\n' | confmat >"$T/out" 2>"$T/err"
	has -x 'confmat: 1 row without a label is left out' <"$T/err"
	has '^confmat: 1 row repeats the key' <"$T/err"
	has -x '1 recording, 2 predictions, 1 class, 1 fold, 1 seed; 1 more without a label' <"$T/out"
	printf 'key\tlabel\tpredicted\n1\ta\ta\n' | confmat | has -x '1 recording, 1 class, 1 fold, 1 seed'
	printf 'label\tpredicted\na\ta\n# rows 2\n' | fed says 'counts 2 rows, but 1 is above it' 1 confmat
	printf 'label\tpredicted\na\ta\na\ta\n# rows 1\n' | fed says 'counts 1 row, but 2 are above it' 1 confmat
}

# Calibration and coverage from their definitions, in other code.
test_calibration() {
	/usr/bin/python3 - >"$T/in" <<'END'
import math, random
draw = random.Random(4)
classes = ["angry", "happy", "neutral", "sad"]
print("# key", "label", "predicted", *classes, "speaker", "fold", "seed", sep="\t")
for seed in 1, 2:
    for i in range(240):
        label = random.Random(i).choice(classes)
        e = [round(math.exp(2 * draw.gauss(0, 1) + (2 if c == label else 0)), 1) + 0.1 for c in classes]
        p = [round(x / sum(e), 2) for x in e]
        top = p.index(max(p))
        p[top] = round(p[top] + 1 - sum(p), 2)
        said = classes[max(range(4), key=lambda c: p[c])]
        print(i, label, said, *p, i % 12, i % 3, seed, sep="\t")
print("# rows 480")
END
	confmat -S "$T/s" "$T/in" >"$T/out"
	/usr/bin/python3 - "$T/in" "$T/s" <<'END'
import math, sys
from statistics import mean
rows = [l.rstrip("\n").split("\t") for l in open(sys.argv[1])][1:-1]
got = {r[0]: r[1:] for r in (l.rstrip("\n").split("\t") for l in open(sys.argv[2]))}
classes = ["angry", "happy", "neutral", "sad"]
def values(rows):
    out = {}
    bins = [[] for _ in range(15)]
    brier, loss, items = [], [], []
    for r in rows:
        p = [float(v) for v in r[3:7]]
        y, said = classes.index(r[1]), classes.index(r[2])
        # a hundredth is at an end of a bin at 20, 40, 60, 80 and 100 %
        at = math.ceil(round(15 * p[said], 6)) - 1
        bins[at].append((p[said], y == said))
        brier.append(sum((v - (c == y)) ** 2 for c, v in enumerate(p)))
        loss.append(-math.log(max(p[y], 2.0 ** -52)))
        items.append((p[said], y, said))
    out["ece"] = sum(abs(sum(h for _, h in b) - sum(c for c, _ in b)) for b in bins) / len(rows)
    out["brier"], out["log_loss"] = mean(brier), mean(loss)
    for keep in 100, 90, 80, 50:
        want = keep / 100 * len(items)
        sure = sorted({c for c, _, _ in items}, reverse=True)
        weight, before = {}, 0
        for c in sure:
            n = sum(i[0] == c for i in items)
            weight[c] = min(1, max(0, (want - before) / n))
            before += n
        label = [sum(weight[c] for c, y, _ in items if y == k) for k in range(4)]
        hit = [sum(weight[c] for c, y, s in items if y == k == s) for k in range(4)]
        out[f"uar_coverage_{keep}"] = mean(h / l for h, l in zip(hit, label) if l > 0)
        out[f"accuracy_coverage_{keep}"] = sum(hit) / sum(label)
    return out
one, two = (values([r for r in rows if r[9] == s]) for s in "12")
for name in one:
    value, low, high = map(float, got[name])
    assert abs(value - (one[name] + two[name]) / 2) < 2e-6, (name, value, one[name], two[name])
    assert low < value < high, (name, low, value, high)
assert abs(float(got["uar_coverage_100"][0]) - float(got["uar_pooled"][0])) < 1e-6
assert got["uar_coverage_100"][1:] == got["uar_pooled"][1:]
assert got["accuracy_coverage_100"][1:] == got["accuracy_pooled"][1:]
END
	grep -q "^100 %  *$(awk -F '\t' '$1 == "uar_coverage_100" { printf "%.1f  (%.1f to %.1f)", 100 * $2, 100 * $3, 100 * $4 }' "$T/s") " "$T/out"
	grep -q '^expected calibration error [0-9.]* ([0-9.]* to [0-9.]*), Brier score 0[.][0-9]* ' "$T/out"
	# whatever the order of rows
	{ head -n 1 "$T/in"; tail -n +2 "$T/in" | sort -r | grep -v '^#'; } | sed '1s/^# //' | confmat -q -S "$T/s2"
	cmp "$T/s" "$T/s2"
	# flattened and sharpened it is worse in the loss; the order and so the coverage stay
	fuse -w 5 "$T/in" | confmat -q -S "$T/s2"
	awk -v a="$(score "$T/s" log_loss)" -v b="$(score "$T/s2" log_loss)" 'BEGIN { exit !(b > a) }'
	near "$(score "$T/s2" uar_coverage_100)" "$(score "$T/s" uar_coverage_100)"
	# and calibrated better
	fuse -w 5 "$T/in" >"$T/sure"
	fuse --fit -o "$T/f" "$T/sure"
	fuse -m "$T/f" "$T/sure" | confmat -q -S "$T/s3"
	awk -v a="$(score "$T/s2" ece)" -v b="$(score "$T/s3" ece)" 'BEGIN { exit !(b < a / 2) }'
}

test_calibration_by_hand() {
	# sure and right twice, sure and wrong once, unsure and right once
	printf 'label\tpredicted\ta\tb\na\ta\t1\t0\nb\tb\t0\t1\nb\ta\t1\t0\na\ta\t0.6\t0.4\n' | confmat -q -S "$T/s"
	near "$(score "$T/s" ece)" 0.35			# (|2 - 3| + |1 - 0.6|) / 4
	near "$(score "$T/s" brier)" 0.58		# (0 + 0 + 2 + 0.32) / 4
	near "$(score "$T/s" log_loss)" 9.138620	# (-ln 2^-52 - ln 0.6) / 4
	near "$(score "$T/s" uar_coverage_50)" 0.75	# of three, two thirds each
	near "$(score "$T/s" accuracy_coverage_50)" 0.666667
	near "$(score "$T/s" accuracy_coverage_100)" 0.75
	# no probabilities: no such rows
	rows a a 3 b a 1 | confmat -S "$T/s" >"$T/out"
	exits 1 grep -e ece -e coverage "$T/s"
	exits 1 grep -e surest -e calibration "$T/out"
	rows a a 3 b a 1 | fed says '^confmat: -r .*: 4 of 4 rows have no probabilities' 1 confmat -q -r "$T/x.svg"
	# in one row: a warning
	printf 'label\tpredicted\ta\tb\na\ta\t1\t0\nb\tb\t0\t0.5\n' | confmat -q -S "$T/s" 2>"$T/err"
	has -x 'confmat: 1 of 2 rows have no probabilities that add up to 1: no calibration and coverage' <"$T/err"
	exits 1 grep -e ece -e coverage "$T/s"
	# a label that the model does not know: always wrong
	printf 'label\tpredicted\ta\tb\nc\ta\t1\t0\na\ta\t1\t0\n' | confmat -q -S "$T/s" 2>"$T/err"
	near "$(score "$T/s" brier)" 1
	near "$(score "$T/s" ece)" 0.5
}

test_picture_of_calibration() {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	printf 'key\tlabel\tpredicted\ta\tb\n1\ta\ta\t0.9\t0.1\n2\tb\ta\t0.8\t0.2\n3\tb\tb\t0.3\t0.7\n' >"$T/in"
	confmat -q -r "$T/x.svg" -r "$T/x.png" -r "$T/x.pdf" -o "$T/m.svg" -T "''\`touch run\`{x}" "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	texts "$T/x.svg" >"$T/texts"
	grep -qxF "''\`touch run\`{x}" "$T/texts"
	grep -qx 'expected calibration error 40.0 % (95 % interval .*)' "$T/texts"
	grep -qx 'surest predictions kept, %' "$T/texts"
	[ "$(head -c 4 "$T/x.pdf")" = %PDF ]
	[ -s "$T/x.png" ]
	says '^confmat: -r x.jpg: does not end in' 2 confmat -r x.jpg "$T/in"
	says 'x.svg: two outputs go to this file' 2 confmat -r "$T/x.svg" -o "$T/x.svg" "$T/in"
	says 'is an input as well' 2 confmat -r "$T/x.svg" -c "$T/x.svg" "$T/in"
}

# A table without the column to resample by, where another has it.
test_compare_without_speakers() {
	experiment 1 0.6 1 >"$T/a"
	experiment 1 0.5 2 >"$T/b"
	confmat -q -S "$T/want" -c "$T/b" "$T/a"
	# the other takes the speakers of the first, by key
	cut -f 1-7,9- "$T/b" >"$T/nospeaker"
	confmat -S "$T/s" -c "$T/nospeaker" "$T/a" >"$T/out" 2>"$T/err"
	[ ! -s "$T/err" ]
	cmp "$T/s" "$T/want"
	grep -q 'resampled by speaker$' "$T/out"
	confmat -q -g speaker -S "$T/s" -c "$T/nospeaker" "$T/a"
	cmp "$T/s" "$T/want"
	# also in some rows
	awk -F '\t' -v OFS='\t' 'NR > 1 && NR < 60 { $8 = "-" } 1' "$T/b" >"$T/some"
	confmat -q -S "$T/s" -c "$T/some" "$T/a" 2>"$T/err"
	[ ! -s "$T/err" ]
	cmp "$T/s" "$T/want"
	# rows that no key helps are scored, but not drawn
	awk -F '\t' -v OFS='\t' 'NR == 5 { $1 = "new" } 1' "$T/nospeaker" >"$T/new"
	confmat -q -S "$T/s" -c "$T/new" "$T/a" 2>"$T/err"
	has -x "confmat: 1 of the other's 180 rows have no speaker: they are in the scores, but not in the intervals" <"$T/err"
	sed 5d "$T/b" >"$T/rest"
	confmat -q -S "$T/less" -c "$T/rest" "$T/a" 2>"$T/err"
	[ "$(score "$T/s" uar_pooled_diff 3)" = "$(score "$T/less" uar_pooled_diff 3)" ]
	# too many of them, or no keys: an error
	sed '2,$s/^/new/' "$T/nospeaker" >"$T/new"
	says "^confmat: $T/new: 180 of 180 rows have no speaker, and no key that has one in the first system's table" 1 \
	    confmat -c "$T/new" "$T/a" >"$T/out"
	cut -f 2- "$T/nospeaker" >"$T/new"
	says "$T/new: 180 of 180 rows have no speaker" 1 confmat -c "$T/new" "$T/a" >"$T/out"
	[ ! -s "$T/out" ]
	# the first has none: by key, and the table for people says so
	cut -f 1-7,9- "$T/a" >"$T/first"
	confmat -c "$T/b" "$T/first" >"$T/out" 2>"$T/err"
	has -x "confmat: $T/first: no column 'speaker', which another table has: resampled by key" <"$T/err"
	grep -q 'resampled by key$' "$T/out"
}

# Two tables of one system.
test_a_table_without_speakers() {
	experiment 1 0.6 1 >"$T/in"
	awk -F '\t' 'NR == 1 || $9 < 4' "$T/in" >"$T/a"
	awk -F '\t' 'NR == 1 || $9 >= 4' "$T/in" | cut -f 1-7,9- >"$T/b"
	for order in "$T/a|$T/b" "$T/b|$T/a"; do
		confmat "${order%|*}" "${order#*|}" >"$T/out" 2>"$T/err"
		has -x "confmat: $T/b: no column 'speaker', which another table has: resampled by key" <"$T/err"
		grep -q 'resampled by key$' "$T/out"
	done
	confmat "$T/b" >"$T/out" 2>"$T/err"
	[ ! -s "$T/err" ]
	says "^confmat: $T/b: no column 'speaker', as -g asks" 1 confmat -g speaker "$T/a" "$T/b"
}

test_resampling_by_key_needs_keys() {
	experiment 1 0.6 1 >"$T/in"
	cut -f 2- "$T/in" >"$T/nokey"
	says "^confmat: $T/nokey: no column 'key', as -g asks" 1 confmat -g key "$T/nokey" >"$T/out"
	says "^confmat: $T/nokey: no column 'key', as -g asks" 1 confmat -g key "$T/in" "$T/nokey" >"$T/out"
	[ ! -s "$T/out" ]
	awk -F '\t' -v OFS='\t' 'NR == 5 { $1 = "-" } 1' "$T/in" >"$T/gap"
	confmat -g key "$T/gap" >"$T/out" 2>"$T/err"
	has -x 'confmat: 1 of 180 rows have no key: resampled by row' <"$T/err"
	grep -q 'resampled by row$' "$T/out"
}

# Nothing that both systems predicted: no difference can be told, by speaker or by key.
test_compare_nothing_in_common() {
	experiment 2 0.6 1 >"$T/a"
	awk -F '\t' -v OFS='\t' 'NR > 1 { $1 = "other-" $1 } 1' "$T/a" >"$T/b"
	for by in speaker key; do
		says "^confmat: $T/b: no recording is in both tables: their keys, such as 'other-.*' here and '.*' in the first system's, have nothing in common$" 1 \
		    confmat -g $by -S "$T/s" -c "$T/b" "$T/a" >"$T/out"
		[ ! -s "$T/out" ]
		[ ! -e "$T/s" ]
	done
}

# The same keys with other labels: another target, or other recordings.
test_compare_other_labels() {
	printf '%s\t%s\t%s\n' key label predicted a x x b y y c x x d y x >"$T/a"
	printf '%s\t%s\t%s\n' key label predicted a y x b x y c y x d x x >"$T/b"
	says "^confmat: $T/b: 4 of 4 recordings that are in both tables have another label in the first system's: 'a' is 'y' here, 'x' there" 1 \
	    confmat -S "$T/s" -c "$T/b" "$T/a" >"$T/out"
	[ ! -s "$T/out" ]
	[ ! -e "$T/s" ]
	# one of them; a recording that only one has does not count
	printf '%s\t%s\t%s\n' key label predicted a x y b y y c y x e x x >"$T/b"
	says "1 of 3 recordings .*: 'c' is 'y' here, 'x' there" 1 confmat -c "$T/b" "$T/a"
	# paired by speaker
	experiment 2 0.6 1 >"$T/a"
	awk -F '\t' -v OFS='\t' 'NR > 1 { $2 = $2 ~ /happy/ ? "positive" : "negative" } 1' "$T/a" >"$T/b"
	says "180 of 180 recordings .*: '0-0' is" 1 confmat -c "$T/b" "$T/a"
	# keys that name several recordings cannot be compared
	awk -F '\t' -v OFS='\t' 'NR > 1 { $1 = $8 } 1' "$T/a" >"$T/b"
	confmat -q -c "$T/b" "$T/b" 2>"$T/err"
	if grep 'another label' "$T/err"; then return 1; fi
	# the worse of two is not called better
	experiment 2 0.2 1 >"$T/b"
	confmat -c "$T/a" "$T/b" >"$T/out"
	has -x 'difference to the other' <"$T/out"
}

# Another number of seeds than the other system, and other recordings.
test_compare_unequal() {
	experiment 3 0.6 1 >"$T/a"
	experiment 1 0.5 2 >"$T/b"
	confmat -S "$T/sa" "$T/a" >"$T/out"
	confmat -S "$T/s" -c "$T/a" "$T/b" >"$T/out" 2>"$T/err"
	grep -q '^180 recordings, 4 classes, 6 folds, 1 seed, 12 speakers$' "$T/out"
	grep -q '^the other: 180 recordings, 540 predictions, 6 folds, 3 seeds, 12 speakers$' "$T/out"
	grep -q '^seeds are not paired: each system is averaged over its own$' "$T/out"
	if grep -q 'deviation' "$T/out"; then return 1; fi
	grep -q '^confmat: 1 seed against 3 of the other: seeds are not paired' "$T/err"
	[ "$(score "$T/s" seeds) $(score "$T/s" seeds_other) $(score "$T/s" n_other)" = '1 3 180' ]
	if grep -q _sd "$T/s"; then return 1; fi
	# scores and intervals of the first system are what they are alone
	confmat -q -S "$T/alone" "$T/b"
	grep -v '_diff\|_other' "$T/s" | cmp - "$T/alone"
	near "$(score "$T/s" uar_diff)" "$(awk -v a="$(score "$T/sa" uar)" \
	    -v b="$(score "$T/s" uar)" 'BEGIN { print b - a }')" 0.00001
	confmat -S "$T/s" -c "$T/b" "$T/a" >"$T/out" 2>"$T/err"
	grep -q 'standard deviation over 3 seeds' "$T/out"
	grep -v '_diff\|_other' "$T/s" | cmp - "$T/sa"
	# a speaker whom the other lacks, a class too
	awk -F '\t' 'NR == 1 || $8 != 3 && $2 != "sad"' "$T/b" | cut -f 1-6,8- >"$T/fewer"
	sed 1d "$T/b" | awk -F '\t' '$8 == 3 || $2 == "sad" { n++ } END { print n }' >"$T/lost"
	confmat -q -S "$T/s" -c "$T/fewer" "$T/b" 2>"$T/err"
	has -x "confmat: not the same recordings: $(cat "$T/lost") are in the first system's predictions only, 0 in the other's only" <"$T/err"
	grep -v '_diff\|_other' "$T/s" | cmp - "$T/alone"
	printf 'label\tpredicted\n' >"$T/none"
	says "confmat: $T/none: no predictions" 1 confmat -c "$T/none" "$T/b"
}

# With several seeds the matrix is of recordings, not of seeds times recordings.
test_matrix_of_several_seeds() {
	experiment 3 1 1 >"$T/in"
	awk -F '\t' 'NR == 1 || $10 == 0' "$T/in" >"$T/one"
	confmat -C "$T/c" "$T/in" >"$T/out" 2>"$T/err"
	confmat -C "$T/c1" "$T/one" >"$T/out1"
	head -n 1 "$T/out" | has 'predicted: mean count over 3 seeds$'
	diff <(sed -n 2,9p "$T/out") <(sed -n 2,9p "$T/out1")
	grep -q '^180 recordings, 540 predictions, 4 classes' "$T/out"
	confmat -q -S "$T/s" "$T/in"
	[ "$(score "$T/s" recordings) $(score "$T/s" n) $(score "$T/s" predictions)" = '180 180 540' ]
	cmp "$T/c" "$T/c1"
	# without keys: rows by seeds; a mean that is not whole
	cut -f 2- "$T/in" | awk -F '\t' -v OFS='\t' 'NR == 2 { $2 = $1 == "sad" ? "angry" : "sad" } 1' >"$T/nokeys"
	confmat -q -S "$T/s" -C "$T/c" "$T/nokeys"
	[ "$(score "$T/s" n) $(score "$T/s" predictions)" = '180 540' ]
	grep -q '	0.3' "$T/c"
	[ -z "${NOPLOT-}" ] && command -v gnuplot >/dev/null || return 0
	confmat -q -o "$T/x.svg" "$T/in"
	confmat -q -o "$T/x1.svg" "$T/one"
	grep -o 'n = [0-9.]*' "$T/x.svg" | diff - <(grep -o 'n = [0-9.]*' "$T/x1.svg")
	grep -q 'predicted (mean count over 3 seeds)' "$T/x.svg"
}

# texts SVG: its texts, a line each.
texts() {
	/usr/bin/python3 - "$1" <<'END'
import sys, xml.etree.ElementTree as xml
for t in xml.parse(sys.argv[1]).iter("{http://www.w3.org/2000/svg}text"):
    print("".join(t.itertext()).strip())
END
}

# p values from the definition: the predictions of each speaker exchanged
# between the systems, in all 4096 ways, and the scores computed anew.
test_p_by_other_code() {
	experiment 2 0.42 5 >"$T/a"
	experiment 2 0.5 6 >"$T/b"
	confmat -c "$T/a" -S "$T/s" "$T/b" >"$T/out"
	/usr/bin/python3 - "$T/b" "$T/a" "$T/s" <<'END'
import sys
import numpy as np
classes = ["angry", "happy", "neutral", "sad"]
def counts(path):           # seed, fold, speaker, label, predicted
    n = np.zeros((2, 6, 12, 4, 4))
    for line in list(open(path))[1:]:
        r = line.rstrip("\n").split("\t")
        n[int(r[9]), int(r[8]) - 1, int(r[7]), classes.index(r[1]), classes.index(r[2])] += 1
    return n
def scores(n):              # accuracy and uar by fold, then pooled
    out = []
    for part in (n.sum(2), n.sum((1, 2))[:, None]):
        hit, label = np.einsum("sfcc->sfc", part), part.sum(-1)
        out.append((hit.sum(-1) / label.sum(-1)).mean())
        recall = np.where(label > 0, hit / np.maximum(label, 1), np.nan)
        out.append(np.nanmean(recall, -1).mean())
    return np.array(out)
a, b = counts(sys.argv[1]), counts(sys.argv[2])
seen = scores(a) - scores(b)
beyond = np.zeros(4)
for pattern in range(4096):
    swap = np.array([pattern >> u & 1 for u in range(12)], bool)[None, None, :, None, None]
    d = scores(np.where(swap, b, a)) - scores(np.where(swap, a, b))
    beyond += abs(d) >= abs(seen) - 1e-9
got = {r[0]: r[1] for r in (line.rstrip("\n").split("\t") for line in open(sys.argv[3]))}
names = "accuracy_diff_p", "uar_diff_p", "accuracy_pooled_diff_p", "uar_pooled_diff_p"
for name, want in zip(names, beyond / 4096):
    assert abs(float(got[name]) - want) < 1e-6, (name, got[name], want)
assert got["patterns_diff"] == "4096"
END
	has "^p of no difference (signs flipped by speaker, all 4096 patterns): UAR 0[.]" <"$T/out"
}

# Drawn patterns come close to that; the same ones with the same seed.
test_p_of_many() {
	/usr/bin/python3 - "$T" <<'END'
import random, sys
from math import comb
draw = random.Random(4)
with open(sys.argv[1] + "/a", "w") as a, open(sys.argv[1] + "/b", "w") as b:
    for f in a, b:
        f.write("key\tlabel\tpredicted\n")
    for i in range(300):    # 24 better, 12 worse, the others equal
        said = ("x", "y") if i < 24 else ("y", "x") if i < 36 else ("x", "x")
        a.write(f"{i}\tx\t{said[0]}\n")
        b.write(f"{i}\tx\t{said[1]}\n")
with open(sys.argv[1] + "/want", "w") as f:
    f.write(str(2 * sum(comb(36, k) for k in range(24, 37)) / 2 ** 36))
END
	confmat -c "$T/b" -S "$T/s1" "$T/a" >"$T/out"
	confmat -q -c "$T/b" -S "$T/s2" "$T/a"
	cmp "$T/s1" "$T/s2"
	[ "$(score "$T/s1" patterns_diff)" = 100000 ]
	near "$(score "$T/s1" uar_diff_p)" "$(cat "$T/want")" 0.003
	has 'signs flipped by key, 100000 patterns' <"$T/out"
	# a system against itself: no sign matters
	confmat -q -c "$T/a" -S "$T/s" "$T/a"
	[ "$(score "$T/s" uar_diff_p) $(score "$T/s" accuracy_pooled_diff_p)" = '1.000000 1.000000' ]
	# of the recordings that both have
	sed 20,30d "$T/b" >"$T/part"
	sed 20,30d "$T/a" >"$T/same"
	confmat -c "$T/part" -S "$T/s1" "$T/a" >"$T/out" 2>"$T/err"
	has 'of the recordings that both have predicted' <"$T/out"
	confmat -q -c "$T/part" -S "$T/s2" "$T/same"
	[ "$(score "$T/s1" uar_diff_p)" = "$(score "$T/s2" uar_diff_p)" ]
}

# A made-up experiment of two seeds: 14 speakers in 7 folds, women and men, two
# styles that each has; speaker 13 has no sad ones.  groups RANDOMSEED
groups() {
	/usr/bin/python3 - "$@" <<'END'
import random, sys
classes = ["angry", "happy", "sad"]
draw = random.Random(int(sys.argv[1]))
print("key", "label", "predicted", *classes, "speaker", "gender", "style", "fold", "seed", sep="\t")
for seed in range(2):
    for s in range(14):
        for n in range(12):
            label = classes[n % (2 if s == 13 else 3)]
            right = 0.35 + 0.3 * (s % 2 == 0) + 0.15 * (n % 4 < 2)
            said = label if draw.random() < right else draw.choice(classes)
            p = ["0.8" if c == said else "0.1" for c in classes]
            print(f"{s}-{n}", label, said, *p, s, "fm"[s % 2], "ab"[n % 4 // 2], s // 2 + 1, seed, sep="\t")
END
}

# Scores, intervals and p values of groups and between them in numpy.
test_groups_by_other_code() {
	groups 1 >"$T/in"
	confmat -S "$T/s" --by speaker,fold --fair gender,style "$T/in" >"$T/out" 2>"$T/err"
	[ ! -s "$T/err" ]
	/usr/bin/python3 - "$T/in" "$T/s" <<'END'
import sys
from math import erf
import numpy as np
rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1])][1:]
got = {}
for r in (line.rstrip("\n").split("\t") for line in list(open(sys.argv[2]))[1:]):
    assert r[0] not in got, r[0]
    got[r[0]] = [float(x) if x != "-" else np.nan for x in r[1:]]
classes = ["angry", "happy", "sad"]
# seed, speaker, style, label, predicted
n = np.zeros((2, 14, 2, 3, 3))
for r in rows:
    n[int(r[10]), int(r[6]), "ab".index(r[8]), classes.index(r[1]), classes.index(r[2])] += 1
female, male = n[:, ::2].sum(2), n[:, 1::2].sum(2)          # seed, speaker, label, predicted
one, two = n[:, :, 0], n[:, :, 1]
def recall(m):              # (..., seed, label, predicted) to (..., label)
    return (np.einsum("...cc->...c", m) / m.sum(-1)).mean(-2)
def uar(m):
    with np.errstate(invalid="ignore"):
        return np.nanmean(np.einsum("...cc->...c", m) / m.sum(-1), -1).mean(-1)
def rate(m):
    return (m.sum(-2) / m.sum((-1, -2))[..., None]).mean(-2)
def between(a, b):          # equal opportunity, parity, each mean last; range
    e, p = abs(recall(a) - recall(b)), abs(rate(a) - rate(b))
    return np.concatenate([e, e.mean(-1, keepdims=True), p, p.mean(-1, keepdims=True), abs(uar(a) - uar(b))[..., None]], -1)
for name, m in ("gender=f", female), ("gender=m", male), ("style=a", one), ("style=b", two):
    all_ = m.sum(1)
    assert abs(got["uar_pooled@" + name][0] - uar(all_)) < 1e-6, name
    assert abs(got["accuracy_pooled@" + name][0] - (np.einsum("scc->s", all_) / all_.sum((1, 2))).mean()) < 1e-6
    for c, label in enumerate(classes):
        assert abs(got[f"recall@{name}:{label}"][0] - recall(all_)[c]) < 1e-6
        assert abs(got[f"rate@{name}:{label}"][0] - rate(all_)[c]) < 1e-6
for s in range(14):
    assert abs(got[f"uar_pooled@speaker={s}"][0] - uar(n[:, s].sum(1))) < 1e-6
    assert got[f"drawn_by_key@speaker={s}"][0] == got[f"n@speaker={s}"][0] == 12
assert got["classes@speaker=13"][0] == 2 and got["speakers@fold=3"][0] == got["drawn_by_speaker@fold=3"][0] == 2
for f in range(7):
    inside, outside = n[:, 2 * f:2 * f + 2].sum((1, 2)), np.delete(n, [2 * f, 2 * f + 1], 1).sum((1, 2))
    assert abs(got[f"uar_pooled@fold={f + 1}:diff"][0] - (uar(inside) - uar(outside))) < 1e-6
# intervals: Student's t of 6 and 13 degrees of freedom at 2.5 %
draw = np.random.default_rng(5)
tail = lambda t, units: 0.5 * (1 + erf(-t * np.sqrt(units / (units - 1)) / np.sqrt(2)))
def near(row, value, reps, low, shift=False, p=0):
    ends, width = np.quantile(reps, (low, 1 - low)), np.quantile(reps, 0.9) - np.quantile(reps, 0.1)
    if shift:
        ends = np.maximum(0, ends + value - reps.mean())
        if p >= 0.05:
            ends[0] = 0
    assert abs(got[row][0] - value) < 1e-6, (row, got[row], value)
    assert abs(got[row][1] - ends[0]) < 0.2 * width and abs(got[row][2] - ends[1]) < 0.2 * width, (row, got[row], ends)
pick = lambda t, m: np.einsum("ku,suab->ksab", t, m)
R = 6000
t, u, w = (draw.multinomial(k, np.ones(k) / k, R) for k in (7, 7, 14))
fs, ms = pick(t, female), pick(u, male)
few, many = tail(2.446912, 7), tail(2.160369, 14)
near("uar_pooled@gender=f", uar(female.sum(1)), uar(fs), few)
near("uar_pooled@gender:diff", uar(female.sum(1)) - uar(male.sum(1)), uar(fs) - uar(ms), few)
near("uar_pooled@style:diff", uar(one.sum(1)) - uar(two.sum(1)), uar(pick(w, one)) - uar(pick(w, two)), many)
near("recall@gender=m:sad", recall(male.sum(1))[2], recall(ms)[:, 2], few)
near("rate@gender=m:sad", rate(male.sum(1))[2], rate(ms)[:, 2], few)
names = [f"equal_opportunity@%s:{c}" for c in classes] + ["equal_opportunity@%s"] + \
        [f"parity@%s:{c}" for c in classes] + ["parity@%s", "uar_range@%s"]
# p: speakers dealt out; styles exchanged within each speaker
whole = n.sum(2)
order = np.array([draw.permutation(14) for _ in range(4000)])
part = np.zeros((4000, 14))
np.put_along_axis(part, order[:, :7], 1, 1)
dealt = between(pick(part, whole), pick(1 - part, whole))
swap = draw.integers(0, 2, (4000, 14))
swapped = between(pick(swap, one) + pick(1 - swap, two), pick(1 - swap, one) + pick(swap, two))
for column, a, b, reps, null, low in (
        ("gender", female, male, between(fs, ms), dealt, few),
        ("style", one, two, between(pick(w, one), pick(w, two)), swapped, many)):
    want = between(a.sum(1), b.sum(1))
    p = (null >= want - 1e-9).mean(0)
    for i, name in enumerate(names):
        if abs(p[i] - 0.05) > 0.02:
            near(name % column, want[i], reps[:, i], low, True, p[i])
    for i, name in (3, "equal_opportunity_p"), (7, "parity_p"), (8, "uar_range_p"):
        assert abs(got[f"{name}@{column}"][0] - p[i]) < 0.04, (name, column, got[f"{name}@{column}"], p[i])
END
	# in the table for people
	has '^by gender  *recordings  speakers  UAR  *accuracy$' <"$T/out"
	has "^f - m  *$(score "$T/s" uar_pooled@gender:diff | awk '{ printf "%.1f", 100 * $1 }')  (" <"$T/out"
	has -x 'no speaker is in both sides of a difference (not paired)' <"$T/out"
	has -x 'a speaker that is in both sides of a difference is drawn for both (paired)' <"$T/out"
	has -x '1 of 14 have no recordings of some class: their UAR is that of the classes they have' <"$T/out"
	has -x 'an interval of one speaker is about other recordings of this speaker, not about others' <"$T/out"
	has -x 'warning: few speakers prove little: f (7), m (7) have fewer than 10 speakers, so a single one can make or hide a difference' <"$T/out"
	[ "$(grep -c '^warning' "$T/out")" = 1 ]
	# the best speaker first, folds by number
	sed -n '/^by speaker/,/^an /p' "$T/out" | awk 'NR > 1 && /^[0-9]+ / { print $3 }' | sort -c -g -r
	sed -n '/^by fold/,/ - /p' "$T/out" | awk '/^[0-9]+  / { print $1 }' | sort -c -n
}

# The order of rows and of tables does not matter; columns may come from another
# table, by key or by the file's name.
test_groups_from_the_corpus() {
	groups 2 >"$T/in"
	confmat -S "$T/s" --by fold --fair gender "$T/in" >"$T/out"
	{ head -n 1 "$T/in"; tail -n +2 "$T/in" | sort -r; } >"$T/other"
	confmat -S "$T/s1" --by fold --fair gender "$T/other" | cmp - "$T/out"
	cmp "$T/s" "$T/s1"
	cut -f 1-6,10- "$T/in" >"$T/bare"
	{ printf 'path\tspeaker\tgender\n'; awk -F '\t' 'NR > 1 && $11 == 0 { printf "x y/%s.tar.wav\t%s\t%s\n", $1, $7, $8 }' "$T/in"; } >"$T/corpus"
	sed 's/^\([0-9-]*\)\t/\1.tar\t/' "$T/bare" >"$T/tar"
	confmat -S "$T/s2" --by fold --fair gender --table "$T/corpus" "$T/tar" 2>"$T/err" | cmp - "$T/out"
	[ ! -s "$T/err" ]
	cmp "$T/s" "$T/s2"
	confmat -q -g gender --table "$T/corpus" -S "$T/s3" "$T/tar"
	[ "$(score "$T/s3" resampled_by_gender)" = 2 ]
	# keys of parts, and one that is not there
	{ printf 'key\tgender\tspeaker\n'; awk -F '\t' 'NR > 1 && $11 == 0 { printf "%s\t%s\t%s\n", $1, $8, $7 }' "$T/in"; } >"$T/keys"
	awk -F '\t' -v OFS='\t' 'NR > 1 { $1 = $1 (NR % 2 ? "#1" : ":2") } 1' "$T/in" | cut -f 1-6,10- >"$T/parts"
	confmat -q -S "$T/s4" --by fold --fair gender --table "$T/keys" "$T/parts" 2>"$T/err"
	[ ! -s "$T/err" ]
	[ "$(score "$T/s4" uar_pooled@gender=f)" = "$(score "$T/s" uar_pooled@gender=f)" ]
	sed '/^3-4\t/d' "$T/keys" >"$T/lacks"
	confmat --by gender --table "$T/lacks" "$T/parts" 2>"$T/err" >"$T/out"
	has -x "confmat: $T/lacks: 2 of 336 predictions have no row there" <"$T/err"
	has -x '2 predictions without a gender are left out' <"$T/out"
}

test_groups_that_are_refused() {
	groups 3 >"$T/in"
	says "^confmat: $T/in: no column 'age'; --table adds it from the corpus's table" 1 confmat --by gender,age "$T/in"
	printf 'key\tgender\n0-0\tf\n' >"$T/corpus"
	says "^confmat: $T/corpus: no column 'age'" 1 confmat --by age --table "$T/corpus" "$T/in"
	printf 'name\tage\n0-0\tf\n' >"$T/corpus"
	says "^confmat: $T/corpus: no column 'key'" 1 confmat --by age --table "$T/corpus" "$T/in"
	printf 'key\tage\nother\t7\n' >"$T/corpus"
	says "no row has a value in column 'age'" 1 confmat --by age --table "$T/corpus" "$T/in"
	says "column 'key' has 168 values; fairness compares at most 16 groups" 1 confmat --fair key "$T/in"
	awk -F '\t' 'NR == 1 || $8 == "f"' "$T/in" >"$T/women"
	says "column 'gender' has one value: fairness compares groups" 0 confmat --fair gender -S "$T/s" "$T/women" >"$T/out"
	if grep 'fairness\|_p@' "$T/out" "$T/s"; then return 1; fi
	says 'want names of columns, with commas between' 2 confmat --by gender, "$T/in"
	says 'want names of columns, with commas between' 2 confmat --fair '' "$T/in"
	says "corpus: is an input as well" 2 confmat --table "$T/corpus" -S "$T/corpus" "$T/in"
	# one value alone has no difference; twice is once; no speakers, no keys
	confmat -S "$T/s" --by gender,gender "$T/women" >"$T/out"
	[ "$(grep -c '^by gender' "$T/out")" = 1 ]
	if grep ':diff' "$T/s"; then return 1; fi
	cut -f 2-6,8- "$T/in" | confmat --fair gender -S "$T/s" >"$T/out"
	[ "$(score "$T/s" drawn_by_row@gender=f) $(score "$T/s" n@gender=f)" = '168 84' ]
	has 'p: how often differences are as large if each recording is put into a group' <"$T/out"
	# a group of one speaker: scores, but neither intervals of fairness nor differences
	awk -F '\t' 'NR == 1 || $8 == "f" || $7 == 1' "$T/in" | confmat --fair gender -S "$T/s" >"$T/out"
	has -x 'no intervals: a group has a single speaker' <"$T/out"
	has 'm (1) have fewer than 10 speakers' <"$T/out"
	[ "$(score "$T/s" equal_opportunity@gender 3)" = - ]
	[ "$(score "$T/s" uar_pooled@gender=m 3)" != - ]
	if grep ':diff' "$T/s"; then return 1; fi
}

# gnuplot interprets nothing of a label or a title.
test_pictures_of_any_label() {
	local label labels=("'sad" "it''s" "'" "''" '"x' '"$(touch run)"' '`touch run`' "'; system('touch run'); '"
	    '{/:Bold x}' 'a^2_b@c&d~e' '\' 'a\' '\101' '7 of 12' '%s%d' '@x'
	    '$x' '#' '<b>&amp;' 'fröhlich' 'a "b" c')
	command -v gnuplot >/dev/null || skip "no gnuplot"
	{
		printf 'key\tlabel\tpredicted\n'
		for label in "${labels[@]}"; do printf '%s\t%s\t%s\n' "$label" "$label" "$label"; done
	} >"$T/in"
	(cd "$T" && confmat -q -b 100 -T "''\`touch run\`{x}" -o x.svg -o x.png -o x.pdf in) 2>"$T/err"
	[ ! -s "$T/err" ]
	[ ! -e "$T/run" ]
	texts "$T/x.svg" >"$T/texts"
	for label in "${labels[@]}"; do
		[ "$(grep -cxF -e "$label" "$T/texts")" = 2 ] || { echo "not there: $label"; return 1; }
	done
	grep -qxF "''\`touch run\`{x}" "$T/texts"
	# bytes that are not UTF-8, control characters
	printf 'label\tpredicted\nb\xff\tb\xff\n\001\t\001\n' >"$T/in"
	confmat -q -b 100 -o "$T/x.svg" -o "$T/x.png" "$T/in"
	texts "$T/x.svg" | grep -cxF -e 'b\xff' -e '\x01' | has -x 4
}

# Names of thousands of characters, which differ at their end alone; many
# classes.
test_pictures_of_long_labels() {
	local long=$(printf '%05000d' 0)
	command -v gnuplot >/dev/null || skip "no gnuplot"
	{ echo "label	predicted"; echo "${long}a	${long}a"; echo "${long}b	${long}a"; } >"$T/in"
	confmat -b 100 -o "$T/x.svg" -o "$T/x.png" -o "$T/x.pdf" -S "$T/s" "$T/in" >"$T/out" 2>"$T/err"
	[ ! -s "$T/err" ]
	texts "$T/x.svg" | grep -cx '0\{40\}\.\.\. (1)' | has -x 2
	texts "$T/x.svg" | grep -cx '0\{40\}\.\.\. (2)' | has -x 2
	[ "$(wc -L <"$T/out")" -lt 200 ]
	score "$T/s" "recall:${long}a" | has -x 1.000000
	{ printf 'label\tpredicted\n'; for i in {1..250}; do printf '%s\t%s\n' $i $i; done; } >"$T/in"
	confmat -q -b 100 -o "$T/x.svg" -o "$T/x.png" "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	# no text in cells that are too small for it
	texts "$T/x.svg" >"$T/texts"
	[ "$(wc -l <"$T/texts")" -lt 5 ]
}

# fonts DIR...: these folders hold all the fonts that there are.
fonts() {
	{
		printf '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
		printf '<dir>%s</dir>' "$@"
		printf '<cachedir>%s/cache</cachedir></fontconfig>\n' "$T"
	} >"$T/fonts.conf"
	export FONTCONFIG_FILE=$T/fonts.conf
}

# What no font can draw is spelt out, and there is a word about it.
test_pictures_without_the_font() {
	local dejavu=/usr/share/fonts/truetype/dejavu f
	command -v gnuplot >/dev/null || skip "no gnuplot"
	command -v fc-list >/dev/null || skip "no fc-list"
	[ -e "$dejavu/DejaVuSans.ttf" ] || skip "no DejaVu"
	printf 'key\tlabel\tpredicted\na\t中性\t中性\nb\tEkel für\tEkel für\n' >"$T/in"
	printf 'key\tlabel\tpredicted\na\t%s\t%s\nb\tEkel für\tEkel für\n' '\u4e2d\u6027' '\u4e2d\u6027' >"$T/spelt"
	fonts "$dejavu"
	for f in png pdf; do
		confmat -q -b 100 -o "$T/x.$f" "$T/in" 2>"$T/err"
		has -x "confmat: $T/x.$f: no font has all characters of 1 name; '中性' is drawn as '.u4e2d.u6027': install a font that has them, or draw an .svg" <"$T/err"
		[ -s "$T/x.$f" ]
	done
	# the same picture as that of the name spelt out, with no stroke over it
	confmat -q -b 100 -o "$T/y.png" "$T/spelt" 2>"$T/err"
	[ ! -s "$T/err" ]
	confmat -q -b 100 -o "$T/x.png" "$T/in" 2>"$T/err"
	cmp "$T/x.png" "$T/y.png"
	# a title
	confmat -q -b 100 -T '中 für' -o "$T/x.png" "$T/spelt" 2>"$T/err"
	has -x "confmat: $T/x.png: no font has all characters of the title '中 für', which is drawn as '.u4e2d für': install a font that has them, or draw an .svg" <"$T/err"
	confmat -q -b 100 -T 'für' -o "$T/x.png" "$T/spelt" 2>"$T/err"
	[ ! -s "$T/err" ]
	# SVG keeps the name
	confmat -q -b 100 -T 中 -o "$T/x.svg" "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	texts "$T/x.svg" | grep -cx 中性 | has -x 2
	texts "$T/x.svg" | grep -cx 中 | has -x 1
	# no fonts at all: gnuplot would leave out every text
	mkdir "$T/none"
	fonts "$T/none"
	says 'fc-list knows no font with letters: install the package fonts-dejavu-core' 1 \
	    confmat -q -b 100 -o "$T/z.png" "$T/in"
	[ ! -e "$T/z.png" ]
	# without fc-list: letters of Europe
	mkdir "$T/bin"
	ln -s "$(command -v confmat)" "$(command -v gnuplot)" "$T/bin"
	fonts "$dejavu"
	(PATH=$T/bin confmat -q -b 100 -o "$T/z.png" "$T/in") 2>"$T/err"
	has "'中性' is drawn as" <"$T/err"
}

test_pictures() {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	experiment 1 0.5 1 >"$T/in"
	sed 's/happy/fr\xc3\xb6hlich/g' -i "$T/in"
	confmat -q -T "it's <a> \$title" -o "$T/x.png" -o "$T/x.svg" -o "$T/x.pdf" "$T/in" 2>"$T/err"
	[ ! -s "$T/err" ]
	[ "$(head -c 4 "$T/x.png" | tail -c 3)" = PNG ]
	[ "$(head -c 4 "$T/x.pdf")" = %PDF ]
	texts "$T/x.svg" >"$T/said"
	for want in angry fröhlich predicted label "it's <a> \$title"; do
		grep -qxF -e "$want" "$T/said"
	done
	[ "$(grep -c '%$' "$T/said")" = 16 ]
	[ "$(ls "$T" | grep -c x)" = 3 ]
	confmat -q -T "it's <a> \$title" -o "$T/y.svg" "$T/in"
	cmp "$T/x.svg" "$T/y.svg"
}

test_pictures_fail_well() {
	rows a a 3 a b 1 >"$T/in"
	mkdir "$T/bin"
	ln -s "$(command -v confmat)" "$T/bin/confmat"
	# qemu makes a fork of a spawn, whose failure stays in the child.
	[ -n "${EMULATED-}" ] || says 'gnuplot is not installed: install the package gnuplot' 1 \
	    env PATH="$T/bin" confmat -q -o "$T/x.svg" "$T/in"
	printf '#!/bin/sh\nexit 3\n' >"$T/bin/gnuplot"
	chmod +x "$T/bin/gnuplot"
	(PATH=$T/bin:$PATH; says 'gnuplot failed with status 3' 1 confmat -q -o "$T/x.svg" "$T/in")
	printf '#!/bin/sh\nkill -9 $$\n' >"$T/bin/gnuplot"
	(PATH=$T/bin:$PATH; says 'gnuplot was killed by signal 9' 1 confmat -q -o "$T/x.svg" "$T/in")
	printf '#!/bin/sh\nexit 0\n' >"$T/bin/gnuplot"
	(PATH=$T/bin:$PATH; says 'gnuplot drew nothing' 1 confmat -q -o "$T/x.svg" "$T/in")
	[ ! -e "$T/x.svg" ]
	says 'no-such-folder' 1 confmat -q -o "$T/no-such-folder/x.svg" "$T/in"
}

# gnuplot itself says nothing when its picture is lost.
test_picture_lost() {
	local ending
	command -v gnuplot >/dev/null || skip "no gnuplot"
	rows a a 3 b b 4 >"$T/in"
	for ending in png svg pdf; do
		ln -s /dev/full "$T/x.$ending"
		full confmat -q -o "$T/x.$ending" "$T/in"
	done
}
