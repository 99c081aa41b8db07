# tensordiff: equal within a tolerance, and where not.

make() {
	tests/tools/mktensor "key=a;shape=2,3;label=x|1 2 3 4 5 ${1:-6}" "key=b;shape=1;label=y|${2:-100}"
}

test_common() {
	common_options tensordiff
	make >"$T/a"
	make 7 >"$T/b"
	full tensordiff "$T/a" "$T/b"
	says 'want two' 2 tensordiff "$T/a"
	says 'both streams' 2 tensordiff - - </dev/null
	says '-e: ' 2 tensordiff -e -1 "$T/a" "$T/a"
	says '-r: 2 is too large' 2 tensordiff -r 2 "$T/a" "$T/a"
	says 'No such file' 1 tensordiff "$T/a" "$T/absent"
}

test_equal() {
	make >"$T/a"
	tensordiff "$T/a" "$T/a" >"$T/out"
	tensordiff -a "$T/a" - <"$T/a" >>"$T/out"
	cat "$T/a" | tensordiff - "$T/a" >>"$T/out"
	[ ! -s "$T/out" ]
	# Sections are no difference.
	tests/tools/mktensor 'key=a;shape=1|1' >"$T/1"
	tests/tools/mktensor 'key=b;shape=1|2' >"$T/2"
	tests/tools/mktensor 'key=a;shape=1|1' 'key=b;shape=1|2' >"$T/both"
	cat "$T/1" "$T/2" | tensordiff - "$T/both"
}

test_says_where() {
	make >"$T/a"
	make 6.5 103 >"$T/b"
	exits 1 tensordiff "$T/a" "$T/b" >"$T/out"
	diff - "$T/out" <<-'END'
	record 'a': at [1,2]: 6 and 6.5; 1 of 6 values differ, most by 0.5
	record 'b': at [0]: 100 and 103; 1 of 1 values differ, most by 3
	2 of 7 values in 2 records differ, most by 3 in record 'b' at [0]
	END
	exits 1 tensordiff -o "$T/file" "$T/a" "$T/b"
	diff "$T/out" "$T/file"
	exits 1 tensordiff -q "$T/a" "$T/b" >"$T/out"
	[ ! -s "$T/out" ]
}

test_tolerances() {
	make >"$T/a"
	make 6.5 103 >"$T/b"
	tensordiff -e 3 "$T/a" "$T/b"
	exits 1 tensordiff -e 2.99 "$T/a" "$T/b" >/dev/null
	tensordiff -r 0.08 "$T/a" "$T/b"
	exits 1 tensordiff -r 0.05 "$T/a" "$T/b" >"$T/out"	# 0.5 of 6.5
	head -n 1 "$T/out" | has "record 'a'"
	tensordiff -e 0.5 -r 0.03 "$T/a" "$T/b"		# either will do
	tensordiff -e 0.5 -r 0.03 "$T/b" "$T/a"
	# Of the larger: 3 of 103 is 0.0291, of 100 it would be 0.03.
	tensordiff -e 0.5 -r 0.0295 "$T/a" "$T/b"
	tensordiff -e 0.5 -r 0.0295 "$T/b" "$T/a"
	exits 1 tensordiff -e 0.5 -r 0.029 "$T/a" "$T/b" >/dev/null
}

test_nan_and_infinity() {
	tests/tools/mktensor 'key=a;shape=3|nan inf -inf' >"$T/a"
	tensordiff "$T/a" "$T/a"
	for other in '1 inf -inf' 'nan 1 -inf' 'nan inf inf' 'nan nan -inf'; do
		tests/tools/mktensor "key=a;shape=3|$other" >"$T/b"
		exits 1 tensordiff -e 1e30 -r 1 "$T/a" "$T/b" >"$T/out"
		grep -q 'most by inf' "$T/out"
		exits 1 tensordiff -e 1e30 -r 1 "$T/b" "$T/a" >/dev/null
	done
}

test_shape() {
	tests/tools/mktensor 'key=a;shape=2,3|*1' >"$T/a"
	tests/tools/mktensor 'key=a;shape=3,2|*1' >"$T/b"
	tests/tools/mktensor 'key=a;shape=6|*1' >"$T/c"
	exits 1 tensordiff "$T/a" "$T/b" | has -F "record 'a': shape is (2, 3) and (3, 2)"
	exits 1 tensordiff "$T/a" "$T/c" | has -F "(2, 3) and (6)"
}

test_missing_and_other_records() {
	make >"$T/a"
	tests/tools/mktensor 'key=a;shape=2,3;label=x|1 2 3 4 5 6' >"$T/b"
	exits 1 tensordiff "$T/a" "$T/b" >"$T/out"
	grep -q "a continues with record 'b', but .*b ends" "$T/out"
	exits 1 tensordiff "$T/b" "$T/a" >"$T/out"
	grep -q "b ends, but .*a continues with record 'b'" "$T/out"
	tests/tools/mktensor 'key=b;shape=1|1' >"$T/b"
	exits 1 tensordiff "$T/a" "$T/b" >"$T/out"
	grep -q "a continues with record 'a', but .*b continues with record 'b'" "$T/out"
	tests/tools/mktensor >"$T/none"
	exits 1 tensordiff "$T/none" "$T/b" | has 'none ends'
	tensordiff "$T/none" "$T/none"
}

test_attributes() {
	tests/tools/mktensor 'key=a;shape=1;x=1;y=2|1' >"$T/a"
	tests/tools/mktensor 'key=a;shape=1;y=2;x=1|1' >"$T/same"
	tests/tools/mktensor 'key=a;shape=1;x=1;y=3|1' >"$T/other"
	tests/tools/mktensor 'key=a;shape=1;x=1|1' >"$T/less"
	tensordiff -a "$T/a" "$T/same"
	tensordiff "$T/a" "$T/other"
	exits 1 tensordiff -a "$T/a" "$T/other" | has "record 'a': y is '2' and '3'"
	exits 1 tensordiff -a "$T/a" "$T/less" | has "record 'a': y is '2' and none"
	exits 1 tensordiff -a "$T/less" "$T/a" | has "record 'a': y is none and '2'"
}

test_many_differences_in_few_lines() {
	a=() b=()
	for ((i = 0; i < 30; i++)); do
		a+=("key=$i;shape=1|0")
		b+=("key=$i;shape=1|$i")
	done
	tests/tools/mktensor "${a[@]}" >"$T/a"
	tests/tools/mktensor "${b[@]}" >"$T/b"
	exits 1 tensordiff "$T/a" "$T/b" >"$T/out"
	grep -c . "$T/out" | has -x 11
	tail -n 1 "$T/out" | has -x "29 of 30 values in 30 records differ, most by 29 in record '29' at \[0\]"
}

test_damage_is_no_difference() {
	make >"$T/a"
	head -c 300 "$T/a" >"$T/cut"
	says 'cut short' 1 tensordiff "$T/a" "$T/cut" >"$T/out"
	says 'cut short' 1 tensordiff -q "$T/cut" "$T/a"
}
