# Streams side by side, against records written by mktensor.

test_options() {
	common_options tensorpaste
	tests/tools/mktensor 'key=a;shape=2,1|1 2' >"$T/in"
	cp "$T/in" "$T/copy"
	for wrong in "$T/in" '' '- -' "--tolerance -1 $T/in $T/in" "--tolerance x $T/in $T/in" "-o $T/copy $T/in $T/copy"; do
		# shellcheck disable=SC2086
		says '^tensorpaste: ' 2 tensorpaste $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
	cmp "$T/in" "$T/copy"
}

test_columns_side_by_side() {
	tests/tools/mktensor 'key=a;label=sad;shape=2,1|1 2' 'key=b;shape=1,1|9' >"$T/1"
	tests/tools/mktensor 'key=a;shape=2,2|3 4 5 6' 'key=b;shape=1,2|8 7' >"$T/2"
	tests/tools/mktensor 'key=a;label=sad;shape=2,1|-1 -2' 'key=b;shape=1,1|-9' >"$T/3"
	tensorpaste "$T/1" "$T/2" "$T/3" >"$T/out"
	tests/tools/mktensor 'key=a;label=sad;front={ } { } { } | tensorpaste tolerance=0;shape=2,4|1 3 4 -1 2 5 6 -2' \
	    'key=b;front={ } { } { } | tensorpaste tolerance=0;shape=1,4|9 8 7 -9' >"$T/want"
	tests/tools/tensors.py "$T/want" >"$T/w"
	tests/tools/tensors.py "$T/out" | diff - "$T/w"
	tensorpaste - "$T/2" "$T/3" <"$T/1" | cmp - "$T/out"
	tensorpaste -o "$T/o" "$T/1" "$T/2" - <"$T/3"
	cmp "$T/o" "$T/out"
}

# The order is that of the first stream, whatever that of the others.
test_any_order() {
	local i
	for i in 1 2 3 4 5 6; do
		echo "key=$i;shape=1,1|$i"
	done >"$T/forth"
	tac "$T/forth" | sed 's/|/|-/' >"$T/back"
	mapfile -t forth <"$T/forth"
	mapfile -t back <"$T/back"
	tests/tools/mktensor "${forth[@]}" >"$T/1"
	tests/tools/mktensor "${back[@]}" >"$T/2"
	tests/tools/mktensor "${back[3]}" "${back[5]}" "${back[0]}" "${back[1]}" "${back[4]}" "${back[2]}" >"$T/3"
	tensorpaste "$T/1" "$T/2" "$T/3" >"$T/out"
	tensorpaste "$T/1" <(cat "$T/2") <(cat "$T/3") | cmp - "$T/out"
	py 'r = read(sys.argv[1])
assert [a["key"] for a, x in r] == list("123456")
for a, x in r:
    k = int(a["key"])
    assert x.tolist() == [[k, -k, -k]], (a, x)' "$T/out"
}

test_missing_records() {
	tests/tools/mktensor 'key=a;shape=1,1|1' 'key=b;shape=1,1|2' 'key=c;shape=1,1|3' >"$T/1"
	tests/tools/mktensor 'key=c;shape=1,1|4' 'key=a;shape=1,1|5' 'key=d;shape=1,1|6' >"$T/2"
	says "^tensorpaste: $T/1: record 'b': is not in $T/2; -s skips such records" 1 tensorpaste -o "$T/new" "$T/1" "$T/2"
	tests/tools/mktensor 'key=a;shape=1,1|1' 'key=c;shape=1,1|3' >"$T/3"
	says "^tensorpaste: $T/2: record 'd' is not in $T/3; -s skips such records" 1 tensorpaste -o "$T/new" "$T/3" "$T/2"
	[ ! -e "$T/new" ]
	tensorpaste -s "$T/1" "$T/2" >"$T/out" 2>"$T/err"
	py 'r = read(sys.argv[1])
assert [(a["key"], x.tolist()) for a, x in r] == [("a", [[1, 5]]), ("c", [[3, 4]])], r' "$T/out"
	grep -q "$T/1: 1 records are not in all other streams and were skipped" "$T/err"
	grep -q "$T/2: 1 records were not used" "$T/err"
	# Not one in common; and nothing at all.
	tests/tools/mktensor 'key=x;shape=1,1|1' >"$T/4"
	tensorpaste -s "$T/4" "$T/2" 2>/dev/null | cmp - <(tests/tools/mktensor)
	tests/tools/mktensor >"$T/none"
	tensorpaste "$T/none" "$T/none" | cmp - "$T/none"
}

# A key twice, in any stream and order, also where both have it twice and with -s.
test_a_key_that_occurs_twice() {
	tests/tools/mktensor 'key=a;shape=1,1|1' 'key=b;shape=1,1|2' >"$T/1"
	for twice in 'a a b' 'a b a' 'b a a' 'b a x x'; do
		set --
		for key in $twice; do
			set -- "$@" "key=$key;shape=1,1|3"
		done
		tests/tools/mktensor "$@" >"$T/2"
		for s in '' -s; do
			for streams in "$T/1 $T/2" "$T/2 $T/1" "$T/2 $T/2"; do
				# shellcheck disable=SC2086
				says "^tensorpaste: $T/2: two records have the key '[ax]'" 1 \
				    tensorpaste $s -o "$T/new" $streams || [ "$s$twice$streams" = "b a x x$T/2 $T/1" ]
				[ ! -e "$T/new" ]
			done
		done
	done
}

test_frames_that_differ() {
	tests/tools/mktensor 'key=a;shape=4,1|1 2 3 4' >"$T/1"
	tests/tools/mktensor 'key=a;shape=5,1;frames=3|5 6 7 8 9' >"$T/2"
	says "^tensorpaste: $T/1: record 'a': 3 frames in one stream, 4 in another: more than --tolerance 0 apart" \
	    1 tensorpaste -o "$T/new" "$T/1" "$T/2"
	says 'more than --tolerance 0' 1 tensorpaste -o "$T/new" "$T/2" "$T/1"
	tensorpaste --tolerance 1 "$T/1" "$T/2" >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert x.tolist() == [[1, 5], [2, 6], [3, 7]] and "frames" not in a, (a, x)' "$T/out"
	tests/tools/mktensor 'key=model;front={ f } { g } | tensorpaste tolerance=1;shape=1|0' >"$T/m"
	tensorpaste -m "$T/m" "$T/1" "$T/2" | cmp - "$T/out"
}

test_attributes() {
	tests/tools/mktensor 'key=a;rate=100;front=f x=1 | g;columns=e f0;voiced=f0;level=e;shape=1,2|1 2' >"$T/1"
	tests/tools/mktensor 'key=a;rate=100;front=h;columns=c0 e;level=c0*2 e;contours=x;shape=1,2|1 2' >"$T/2"
	tests/tools/mktensor 'key=a;label=x;shape=1,2|1 2' >"$T/3"
	tensorpaste "$T/1" "$T/2" "$T/3" >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert a == {"key": "a", "rate": "100", "front": "{ f x=1 | g } { h } { } | tensorpaste tolerance=0",
    "columns": "e f0 c0 e_2 b0 b1", "voiced": "f0", "level": "e c0*2 e_2"}, a' "$T/out"
	# Of rows, the names do not apply any more.
	tensorpaste "$T/2" "$T/3" >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert "contours" not in a, a' "$T/out"
}

test_records_that_do_not_agree() {
	refuses() {
		tests/tools/mktensor "key=a;rate=100;label=sad;shape=2,1|1 2" >"$T/1"
		tests/tools/mktensor "$2" >"$T/2"
		says "^tensorpaste: .*$1" 1 tensorpaste "$T/1" "$T/2" -o "$T/new"
		[ ! -e "$T/new" ]
	}
	refuses "record 'a': rate is '100' in the first stream, but '50' in stream 2" 'key=a;rate=50;shape=2,1|1 2'
	refuses "record 'a': label is 'sad' in the first stream, but 'happy' in stream 2" 'key=a;label=happy;shape=2,1|1 2'
	refuses "record 'a': stream 2: was normalised by zscore" 'key=a;norm=all 0 1;shape=2,1|1 2'
	refuses "record 'a': stream 2: the shape is (2)" 'key=a;shape=2|1 2'
	refuses "record 'a': stream 2: attribute columns has 2 names" 'key=a;columns=x y;shape=2,1|1 2'
	refuses "$T/2: a record has no key" 'shape=2,1|1 2'
	tests/tools/mktensor 'shape=2,1|1 2' >"$T/none"
	says 'has no key, by which' 1 tensorpaste "$T/none" "$T/2" -o "$T/new"
	tests/tools/mktensor 'key=b;shape=1,1|1' 'key=b;shape=1,1|1' 'key=a;shape=2,1|1 2' >"$T/twice"
	says "$T/twice: two records have the key 'b'" 1 tensorpaste "$T/1" "$T/twice" -o "$T/new"
	[ ! -e "$T/new" ]
}

test_input_that_is_cut_short() {
	tests/tools/mktensor 'key=a;shape=90,20|#1' 'key=b;shape=90,20|#1' >"$T/in"
	head -c 9000 "$T/in" >"$T/cut"
	says "^tensorpaste: $T/cut: " 1 tensorpaste "$T/cut" "$T/in" -o "$T/new"
	says "^tensorpaste: $T/cut: " 1 tensorpaste "$T/in" "$T/cut" -o "$T/new"
	# Nor where the records that are wanted are whole.
	tests/tools/mktensor 'key=a;shape=90,20|#1' >"$T/first"
	says "^tensorpaste: $T/cut: " 1 tensorpaste "$T/first" "$T/cut" -o "$T/new"
	[ ! -e "$T/new" ]
	full tensorpaste "$T/in" "$T/in"
}
