# foldsplit: folds of whole groups, halves, leaks.

# corpus SESSIONS: in each 3 angry, 2 happy, 2 sad of 2 speakers.
corpus() {
	local s i label args=()
	for ((s = 1; s <= $1; s++)); do
		i=0
		for label in angry angry angry happy happy sad sad; do
			i=$((i + 1))
			args+=("key=s$s-$i;shape=2,3;label=$label;speaker=p$s-$((i % 2));gender=$((i % 2));session=f$s;norm=all 1 2|#$s$i")
		done
	done
	tests/tools/mktensor "${args[@]}"
}

keys() {
	tensorinfo "$@" | tail -n +2 | cut -f 1
}

test_common() {
	common_options foldsplit
	corpus 3 >"$T/in"
	full foldsplit -f 1 -p train "$T/in"
	full foldsplit -l "$T/in"
	says 'are needed' 2 foldsplit "$T/in"
	says 'are needed' 2 foldsplit -f 1 "$T/in"
	says 'does not go with' 2 foldsplit -l -f 1 "$T/in"
	says 'not a part: train' 2 foldsplit -f 1 -p all "$T/in"
	says 'is not a target' 2 foldsplit -f 1 -p train -t mood "$T/in"
	says '0 is too small' 2 foldsplit -f 0 -p train "$T/in"
	says '1 is too small' 2 foldsplit -k 1 -f 1 -p train "$T/in"
	says 'more than one' 2 foldsplit -f 1 -p train "$T/in" "$T/in"
}

test_parts_fit_together() {
	corpus 4 >"$T/in"
	keys "$T/in" | sort >"$T/all"
	for f in 1 2 3 4; do
		for p in train heldout dev test; do
			foldsplit -f $f -p $p "$T/in" >"$T/$p"
			keys "$T/$p" | sort >"$T/$p.keys"
		done
		sort "$T/train.keys" "$T/heldout.keys" | diff "$T/all" -
		sort "$T/dev.keys" "$T/test.keys" | diff "$T/heldout.keys" -
		[ "$(tensorinfo -a session "$T/heldout" | tail -n +2 | cut -f 6 | sort -u)" = "f$f" ]
		grep -c . "$T/dev.keys" | has -x 3
		tensorinfo -a label "$T/dev" | tail -n +2 | cut -f 6 | sort | uniq -c |
		    awk '{ print $1, $2 }' | tr '\n' ' ' | has -x '1 angry 1 happy 1 sad '
	done
}

# All parts together are the input: nothing was lost on the way but order.
test_records_are_kept_as_they_are() {
	corpus 3 >"$T/in"
	tests/tools/mktensor >"$T/none"
	for part in train dev test; do
		foldsplit -f 2 -p $part "$T/in" >"$T/$part"
	done
	tensorinfo -d "$T/in" | sort >"$T/want"
	tensorinfo -d "$T/train" "$T/dev" "$T/test" | sort | diff "$T/want" -
	tensorinfo "$T/in" | sort >"$T/want"
	tensorinfo "$T/train" "$T/dev" "$T/test" | sort | diff "$T/want" -
	# Training of a fold that holds the first or last group is a piece.
	corpus 2 >"$T/two"
	foldsplit -f 3 -p train "$T/in" | cmp - "$T/two"
}

test_natural_order() {
	corpus 11 >"$T/in"
	foldsplit -l "$T/in" | cut -f 1,2 | tail -n +2 >"$T/out"
	for ((f = 1; f <= 11; f++)); do printf '%s\tf%s\n' $f $f; done | diff - "$T/out"
}

test_table() {
	corpus 2 >"$T/in"
	foldsplit -l "$T/in" >"$T/out"
	{
		printf 'fold\tsession\trecords\tdev\ttest\tspeakers\tlabel=angry\tlabel=happy\tlabel=sad\tgender=0\tgender=1\n'
		printf '1\tf1\t7\t3\t4\t2\t3\t2\t2\t3\t4\n'
		printf '2\tf2\t7\t3\t4\t2\t3\t2\t2\t3\t4\n'
	} | diff - "$T/out"
	foldsplit -l -o "$T/file" "$T/in"
	diff "$T/out" "$T/file"
	foldsplit -l -b speaker -k 2 "$T/in" | tail -n +2 | cut -f 2,3 >"$T/out"
	[ "$(cut -f 2 "$T/out" | paste -sd+)" = 7+7 ] || { cat "$T/out"; false; }
}

# Shuffled records, another way of reading: the same parts, record by record.
test_order_does_not_matter() {
	corpus 5 >"$T/in"
	/usr/bin/python3 - "$T/in" >"$T/mixed" <<-'END'
	import random, re, sys
	data = open(sys.argv[1], "rb").read()
	at = [m.start() for m in re.finditer(b"tensor 1 ", data)]
	pieces = [data[a:b] for a, b in zip(at, at[1:])]
	random.Random(1).shuffle(pieces)
	sys.stdout.buffer.write(b"".join(pieces) + data[at[-1]:])
	END
	for k in 5 3 2; do
		for p in train dev test; do
			foldsplit -k $k -f 2 -p $p "$T/in" | keys | sort >"$T/want"
			foldsplit -k $k -f 2 -p $p <"$T/mixed" | keys | sort | diff "$T/want" -
			cat "$T/mixed" | foldsplit -k $k -f 2 -p $p | keys | sort | diff "$T/want" -
		done
	done
}

test_seed_decides_the_halves() {
	corpus 2 >"$T/in"
	foldsplit -f 1 -p dev "$T/in" >"$T/default"
	foldsplit -s 1 -f 1 -p dev "$T/in" | cmp - "$T/default"
	different=0
	for s in 2 3 4 5; do
		foldsplit -s $s -f 1 -p dev "$T/in" >"$T/dev"
		cmp -s "$T/dev" "$T/default" || different=$((different + 1))
		foldsplit -s $s -f 1 -p train "$T/in" >"$T/train"
		foldsplit -f 1 -p train "$T/in" | cmp - "$T/train"
	done
	[ $different -ge 2 ]
}

# Nor with fewer folds than groups: another seed would hold out what it has
# trained on.
test_seed_leaves_the_folds() {
	local s
	corpus 6 >"$T/in"
	foldsplit -q -k 3 -l "$T/in" | cut -f 1-3 >"$T/folds"
	for s in 2 3 4 5 6 7; do
		foldsplit -q -k 3 -s $s -l "$T/in" | cut -f 1-3 | cmp - "$T/folds"
	done
}

test_leak_is_refused() {
	tests/tools/mktensor 'key=a;shape=1;session=1;speaker=ann;label=x|1' \
	    'key=b;shape=1;session=2;speaker=ann;label=x|1' \
	    'key=c;shape=1;session=3;speaker=bob;label=x|1' >"$T/in"
	says "fold 1: speaker 'ann' is held out in '1' and in training in '2'" 1 \
	    foldsplit -f 1 -p train "$T/in" >"$T/out"
	[ ! -s "$T/out" ]
	says "speaker 'ann'" 1 foldsplit -f 2 -p test "$T/in"
	says "; -b speaker .*--allow-leak " 1 foldsplit -q -f 1 -p train "$T/in"
	foldsplit -f 3 -p train "$T/in" | keys | paste -sd, | has -x a,b
	foldsplit -f 1 -p train --allow-leak "$T/in" 2>"$T/err" | keys | paste -sd, | has -x b,c
	[ ! -s "$T/err" ]
	foldsplit -b speaker -f 1 -p heldout "$T/in" | keys | paste -sd, | has -x a,b
	foldsplit -l "$T/in" 2>"$T/err" | grep -c . | has -x 4
	grep -c ann "$T/err" | has -x 2
}

test_unknown_speakers_are_told() {
	tests/tools/mktensor 'key=a;shape=1;session=1;label=x|1' \
	    'key=b;shape=1;session=2;speaker=-;label=x|1' \
	    'key=c;shape=1;session=2;speaker=bob;label=x|1' >"$T/in"
	says '2 of 3 records have no speaker' 0 foldsplit -f 1 -p train "$T/in" >"$T/out"
	keys "$T/out" | paste -sd, | has -x b,c
	says '2 of 3 records have no speaker' 0 foldsplit -l "$T/in" >/dev/null
	# The other parts of the fold would say the same, -q nothing.
	for quiet in '-p dev' '-p test' '-p heldout' '-q -p train' '--allow-leak -p train'; do
		# shellcheck disable=SC2086
		foldsplit -f 1 $quiet "$T/in" 2>"$T/err" >/dev/null
		[ ! -s "$T/err" ]
	done
	foldsplit -q -l "$T/in" 2>"$T/err" >/dev/null
	[ ! -s "$T/err" ]
}

test_records_without_a_class() {
	tests/tools/mktensor 'key=a;shape=1;session=1;valence=1;speaker=1|1' \
	    'key=b;shape=1;session=1;label=x;valence=5;speaker=1|1' \
	    'key=c;shape=1;session=2;label=x;speaker=2|1' \
	    'key=d;shape=1;session=2;label=-;valence=2.6;speaker=2|1' >"$T/in"
	foldsplit -f 1 -p heldout "$T/in" | keys | has -x b
	says '2 of 4 records have no label' 0 foldsplit -f 2 -p train "$T/in" >"$T/out"
	keys "$T/out" | has -x b
	says '1 of 4 records have no valence' 0 foldsplit -t valence -f 1 -p train "$T/in" >"$T/out"
	keys "$T/out" | has -x d
	foldsplit -t valence -l "$T/in" 2>/dev/null | sed -n 1p |
	    has 'valence=negative	valence=neutral	valence=positive'
	says 'no record has the attribute activation' 1 foldsplit -t activation -l "$T/in"
	tests/tools/mktensor 'key=a;shape=1;session=1;valence=6|1' >"$T/in"
	says "record 'a': valence" 1 foldsplit -t valence -l "$T/in"
}

test_ratings_on_a_scale_of_their_own() {
	tests/tools/mktensor 'key=a;shape=1;session=1;dominance=3;speaker=1|1' \
	    'key=b;shape=1;session=1;dominance=3.1;speaker=1|1' \
	    'key=c;shape=1;session=2;dominance=7;speaker=2|1' \
	    'key=d;shape=1;session=2;speaker=2|1' >"$T/in"
	foldsplit -q -t dominance=1:7:3,5 -l "$T/in" | cut -f 7- >"$T/out"
	printf 'dominance=%s\tdominance=%s\tdominance=%s\n0\t1\t1\n1\t0\t0\n' \
	    high low medium | diff - "$T/out"
	says '1 of 4 records have no dominance' 0 foldsplit -t dominance=1:7:4 -l "$T/in" >"$T/out"
	says "record 'c': dominance: 7 is too large, at most 5" 1 foldsplit -t dominance=1:5:3 -l "$T/in"
	says "^foldsplit: -t: 'dominance' is not a target: label, activation, valence, NAME=LO" 2 \
	    foldsplit -t dominance -l "$T/in"
	says '^foldsplit: -t: dominance: 3 is not greater than 5' 2 foldsplit -t dominance=1:7:5,3 -l "$T/in"
}

test_refusals() {
	tests/tools/mktensor 'key=a;shape=1;label=x|1' >"$T/in"
	says "record 'a': has no attribute session" 1 foldsplit -f 1 -p train "$T/in"
	tests/tools/mktensor 'shape=1;label=x;session=1|1' >"$T/in"
	says 'has no key' 1 foldsplit -f 1 -p train "$T/in"
	tests/tools/mktensor 'key=a;shape=1;label=x;session=1|1' 'key=a;shape=1;label=x;session=2|1' >"$T/in"
	says "'a': this key occurs twice" 1 foldsplit -f 1 -p train "$T/in"
	tests/tools/mktensor 'key=a;shape=1;label=x;session=1|1' 'key=b;shape=1;label=x;session=1|1' >"$T/in"
	says "only one group, '1'" 1 foldsplit -f 1 -p train "$T/in"
	tests/tools/mktensor >"$T/in"
	says 'no records' 1 foldsplit -f 1 -p train "$T/in"
	corpus 3 >"$T/in"
	says '4 folds of 3 groups' 1 foldsplit -k 4 -f 1 -p train "$T/in"
	says '3 folds, no fold 4' 1 foldsplit -f 4 -p train "$T/in"
	head -c 1000 "$T/in" >"$T/cut"
	says 'cut short' 1 foldsplit -f 1 -p train "$T/cut" >"$T/out"
	[ ! -s "$T/out" ]
	says 'cut short' 1 foldsplit -f 1 -p train -o "$T/new" <"$T/cut"
	[ ! -e "$T/new" ]
}

# One fold, of groups that are named: held out whatever it is called.
test_held_by_name() {
	corpus 4 >"$T/in"
	foldsplit --hold f3 -f 1 -p heldout "$T/in" | cmp - <(foldsplit -f 3 -p heldout "$T/in")
	foldsplit --hold f3 -f 1 -p train "$T/in" | cmp - <(foldsplit -f 3 -p train "$T/in")
	foldsplit --hold f3 -f 1 -p dev "$T/in" | cmp - <(foldsplit -f 3 -p dev "$T/in")
	foldsplit -l --hold f4,f2 "$T/in" >"$T/out"
	printf '1\tf2,f4\t14\t7\t7\t4\t6\t4\t4\t6\t8\n' | diff - <(tail -n +2 "$T/out")
	keys <(foldsplit --hold f4,f2 -f 1 -p train "$T/in") | cut -c 1-2 | sort -u | tr '\n' ' ' | has -x 's1 s3 '
	says 'in: there is 1 fold, no fold 2' 1 foldsplit --hold f3 -f 2 -p train "$T/in"
	says "no record is of the group 'f9', which is to be held out" 1 foldsplit --hold f9 -f 1 -p train "$T/in"
	says 'all groups are held out: nothing would be left' 1 foldsplit --hold f1,f2,f3,f4 -f 1 -p train "$T/in"
	says '--hold makes one fold, so it does not go with -k' 2 foldsplit -k 2 --hold f1 -f 1 -p train "$T/in"
	says "hold: 'a,,b': want texts" 2 foldsplit --hold a,,b -f 1 -p train "$T/in"
	# A speaker on both sides.
	tests/tools/mktensor 'key=a;shape=1,1;label=x;speaker=p;gender=0;session=f1|1' \
	    'key=b;shape=1,1;label=x;speaker=p;gender=1;session=f2|1' 'key=c;shape=1,1;label=x;gender=2;session=f3|1' >"$T/in"
	says "speaker 'p' is held out in '0' and in training in '1'" 1 \
	    foldsplit -b gender --hold 0 --only session=f1,f2 -f 1 -p train "$T/in"
	foldsplit -q -b gender --hold 0 --only session=f1,f3 -f 1 -p train "$T/in" | keys /dev/stdin | has -x c
}

# In training, within a class each value has as many records; not in other parts.
test_even_values_in_training() {
	local i v args=()
	# Class x: 5 of a, 2 of b, one without; y: 1 of a, 3 of b; all again in f2.
	for f in f1 f2; do
		i=0
		for v in x:a x:a x:a x:a x:a x:b x:b x:- y:a y:b y:b y:b; do
			i=$((i + 1))
			args+=("key=$f-$i;shape=1,1;label=${v%:*};corpus=${v#*:};speaker=$f;session=$f|#$i")
		done
	done
	tests/tools/mktensor "${args[@]}" >"$T/in"
	foldsplit --even corpus -f 2 -p train "$T/in" >"$T/train"
	printf '%s\n' '1 x -' '5 x a' '5 x b' '3 y a' '3 y b' | diff - <(tensorinfo -a label,corpus "$T/train" | sed 1d |
	    cut -f 6,7 | sort | uniq -c | awk '{ print $1, $2, $3 }')
	# Others are as without it; what is there again is a copy, with the same values.
	foldsplit --even corpus -f 2 -p heldout "$T/in" | cmp - <(foldsplit -f 2 -p heldout "$T/in")
	foldsplit -f 2 -p train "$T/in" | tensorinfo -d >"$T/plain"
	tensorinfo -d "$T/train" | grep -v '~' | cmp - "$T/plain"
	tensorinfo -a original,copy "$T/train" | sed 1d | awk -F '\t' '
	$1 ~ /~/ { if ($1 !~ "^" $6 "~again[0-9]+$" || $7 != "again") exit 1; n++; next }
	$6 != "-" { exit 1 }
	END { if (n != 5) exit 1 }'
	tensorinfo -d "$T/train" | sed 's/~again[0-9]*//' | sort -u | diff - <(sort -u "$T/plain")
	# The same for any order of records.
	tests/tools/mktensor "${args[@]:12}" "${args[@]:0:12}" >"$T/other"
	foldsplit --even corpus -f 2 -p train "$T/other" | cmp - "$T/train"
	# Copies of sounds come as often as these.
	with_copies 2
	cat "$T/plain" "$T/copies" >"$T/in"
	foldsplit --even gender -f 2 -p train "$T/in" >"$T/train"
	tensorinfo "$T/train" | sed 1d | cut -f 1 | sed 's/~again[0-9]*$//' | sort | uniq -c | awk '
	{ key = $2; sub(/~.*/, "", key); if (key in n && n[key] != $1) exit 1; n[key] = $1; if ($1 > 1) more++ }
	END { if (!more) exit 1 }'
}

# As if other records were not there.
test_only_some_records() {
	corpus 4 >"$T/in"
	corpus 2 >"$T/two"
	for p in train heldout dev test; do
		foldsplit --only session=f2,f1 -f 2 -p $p "$T/in" | cmp - <(foldsplit -f 2 -p $p "$T/two")
	done
	foldsplit --only session=f1,f2 -l "$T/in" | cmp - <(foldsplit -l "$T/two")
	with_copies 2
	cat "$T/plain" "$T/copies" >"$T/two"
	with_copies 3
	cat "$T/plain" "$T/copies" >"$T/in"
	foldsplit --only session=f1,f2 -f 1 -p train "$T/in" | cmp - <(foldsplit -f 1 -p train "$T/two")
	says 'no record has the session that --only wants' 1 foldsplit --only session=f9 -l "$T/in"
	says "only: 'session': want ATTRIBUTE=VALUE" 2 foldsplit --only session -l "$T/in"
	says '--only is given twice' 2 foldsplit --only session=f1 --only session=f2 -l "$T/in"
}

# with_copies SESSIONS: the corpus in plain, and two copies of each record in
# copies.
with_copies() {
	corpus "$1" >"$T/plain"
	py 'r = read(sys.argv[1])
for a, x in r:
	for c in "speed0.9", "noise20":
		b = dict(a, key=a["key"] + "~" + c, original=a["key"], copy=c)
		print(";".join(k + "=" + v for k, v in b.items()) + f";shape=2,3|*{len(c)}")' "$T/plain" >"$T/args"
	mapfile -t args <"$T/args"
	tests/tools/mktensor "${args[@]}" >"$T/copies"
}

test_copies_follow_their_originals_into_training_alone() {
	local p
	with_copies 4
	cat "$T/copies" "$T/plain" >"$T/in"
	for p in heldout dev test; do
		foldsplit -f 2 -p $p "$T/plain" >"$T/want"
		foldsplit -f 2 -p $p "$T/in" | cmp - "$T/want"
	done
	foldsplit -f 2 -p train "$T/plain" | keys >"$T/originals"
	foldsplit -f 2 -p train "$T/in" | keys | sort >"$T/got"
	sed 'p; s/$/~speed0.9/; p; s/speed0.9/noise20/' "$T/originals" | sort | cmp - "$T/got"
	grep -c . "$T/got" | has -x 63
}

test_the_table_counts_copies_apart() {
	with_copies 3
	cat "$T/plain" "$T/copies" >"$T/in"
	foldsplit -l "$T/in" >"$T/table"
	foldsplit -l "$T/plain" >"$T/want"
	awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i
	    if (at["copies"] != at["speakers"] + 1) exit 1 } NR > 1 && $(at["copies"]) != 14 { exit 1 }' "$T/table"
	cut -f 7 --complement "$T/table" | cmp - "$T/want"
	exits 1 grep -q copies "$T/want"
}

test_a_copy_without_its_original() {
	local p
	tests/tools/mktensor 'key=s1-1;label=sad;session=f1;shape=1,1|1' 'key=s2-1;label=sad;session=f2;shape=1,1|1' \
	    'key=x~gain1;original=x;label=sad;session=f1;shape=1,1|1' >"$T/in"
	for p in '-l' '-f 1 -p train' '-f 1 -p test'; do
		# shellcheck disable=SC2086
		says "^foldsplit: $T/in: record 'x~gain1' is a copy of 'x', which is not in the stream" 1 \
		    foldsplit $p -o "$T/out" "$T/in"
		[ ! -e "$T/out" ]
	done
	# A copy of a copy, an original without a class, another class, a key twice.
	tests/tools/mktensor 'key=a;label=sad;session=f1;shape=1,1|1' 'key=b;label=sad;session=f2;shape=1,1|1' \
	    'key=a~gain1;original=a;label=sad;session=f1;shape=1,1|1' \
	    'key=a~gain1~gain1;original=a~gain1;label=sad;session=f1;shape=1,1|1' >"$T/in"
	says "record 'a~gain1~gain1' is a copy of 'a~gain1', .* is a copy itself" 1 foldsplit -l "$T/in"
	tests/tools/mktensor 'key=a;label=-;session=f1;shape=1,1|1' 'key=b;label=sad;session=f2;shape=1,1|1' \
	    'key=c;label=sad;session=f1;shape=1,1|1' 'key=a~g;original=a;label=sad;session=f1;shape=1,1|1' >"$T/in"
	says "record 'a~g' is a copy of 'a', .* or has no class" 1 foldsplit -l "$T/in"
	tests/tools/mktensor 'key=a;label=sad;session=f1;shape=1,1|1' 'key=b;label=sad;session=f2;shape=1,1|1' \
	    'key=a~g;original=a;label=happy;session=f1;shape=1,1|1' >"$T/in"
	says "record 'a~g' is 'happy', but a copy of 'a', which is 'sad'" 1 foldsplit -l "$T/in"
	tests/tools/mktensor 'key=a;label=sad;session=f1;shape=1,1|1' 'key=b;label=sad;session=f2;shape=1,1|1' \
	    'key=b;original=a;label=sad;session=f1;shape=1,1|1' >"$T/in"
	says "record 'b': this key occurs twice" 1 foldsplit -l "$T/in"
	tests/tools/mktensor 'key=a~g;original=a;label=sad;session=f1;shape=1,1|1' >"$T/in"
	says 'there are only copies' 1 foldsplit -l "$T/in"
}

test_copies_and_originals_without_a_class_are_in_no_part() {
	tests/tools/mktensor 'key=a;session=f1;shape=1,1|1' 'key=a~g;original=a;session=f1;shape=1,1|1' \
	    'key=b;label=sad;session=f1;speaker=1;shape=1,1|1' 'key=c;label=sad;session=f2;speaker=2;shape=1,1|1' >"$T/in"
	says '2 of 4 records have no label and are in no part' 0 foldsplit -f 2 -p train "$T/in" >"$T/out"
	keys "$T/out" | has -x b
}
