# Frames filled up and cut, against records written by mktensor.

a='key=a;shape=2,3;label=sad|1 2 3 4 5 6'
b='key=b;shape=1,3|7 8 9'

test_options() {
	common_options padcut
	tests/tools/mktensor "$a" >"$T/in"
	for wrong in '' '-n 0' '-n 4x' '-n -1' '-n 2 -a' '-n 2 -p' '-a -f x' \
	    '-n 2 -f inf' '-n 2 file file'; do
		# shellcheck disable=SC2086
		says '^padcut: ' 2 padcut $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
}

# A model's number of frames.
test_length_of_a_model() {
	tests/tools/mktensor 'key=model;frames=5;bins=3;shape=1|0' 'key=p;shape=1|1' >"$T/m"
	tests/tools/mktensor "$a" "$b" >"$T/in"
	padcut -n 5 -f 2 <"$T/in" >"$T/want"
	padcut -m "$T/m" -f 2 <"$T/in" | cmp - "$T/want"
	padcut -f 2 -m <(cat "$T/m") -o "$T/x" <"$T/in"
	cmp "$T/x" "$T/want"
}

test_model_that_does_not_suit() {
	tests/tools/mktensor "$a" >"$T/in"
	tests/tools/mktensor 'key=model;frames=5;shape=1|0' >"$T/m"
	cp "$T/m" "$T/copy"
	says '^padcut: -m gives the frames, -a and -p' 2 padcut -a -m "$T/m" <"$T/in"
	says '^padcut: -m gives the frames, -a and -p' 2 padcut -p -m "$T/m" <"$T/in"
	says '^padcut: both -n and -m' 2 padcut -n 5 -m "$T/m" <"$T/in"
	says '^padcut: -m -: standard input is the stream' 2 padcut -m - <"$T/in"
	says '^padcut: ' 2 padcut -m "$T/m" -o "$T/m" <"$T/in"
	cmp "$T/m" "$T/copy"
	says "^padcut: $T/in: the first record is 'a', not 'model': this is not a model" \
	    1 padcut -m "$T/in" -o "$T/new" <"$T/in"
	tests/tools/mktensor 'key=model;shape=1|0' >"$T/m"
	says "^padcut: $T/m: the model has no attribute 'frames'" 1 padcut -m "$T/m" -o "$T/new" <"$T/in"
	for f in 0 five -1 4294967296; do
		tests/tools/mktensor "key=model;frames=$f;shape=1|0" >"$T/m"
		says "^padcut: $T/m: frames: .*$f" 1 padcut -m "$T/m" -o "$T/new" <"$T/in"
	done
	[ ! -e "$T/new" ]
}

test_grows_with_fill() {
	tests/tools/mktensor 'key=a;shape=3,3;label=sad;frames=2|1 2 3 4 5 6 2 2 2' \
	    'key=b;shape=3,3;frames=1|7 8 9 2 2 2 2 2 2' >"$T/want"
	tests/tools/mktensor "$a" "$b" | padcut -n 3 -f 2 | cmp - "$T/want"
}

test_the_stream_is_an_operand_or_standard_input() {
	tests/tools/mktensor 'key=a;shape=3,2|#1' 'key=b;shape=6,2|#2' >"$T/in"
	padcut -n 4 <"$T/in" >"$T/want"
	padcut -n 4 "$T/in" | cmp - "$T/want"
	padcut -n 4 - <"$T/in" | cmp - "$T/want"
	padcut -a "$T/in" | cmp - <(padcut -a <"$T/in")
	tests/tools/mktensor 'key=model;frames=4;network=x;shape=1|0' >"$T/model"
	padcut -m - "$T/in" <"$T/model" | cmp - "$T/want"
	[ "$(padcut -p "$T/in")" = "$(padcut -p <"$T/in")" ]
	says 'more than one stream; cat(1) joins them' 2 padcut -n 4 "$T/in" "$T/in"
	says 'No such file' 1 padcut -n 4 "$T/absent" >"$T/out"
	says "$T/in: is an input as well" 2 padcut -p -o "$T/in" "$T/in"
	cp "$T/in" "$T/own"
	padcut -n 4 -o "$T/own" "$T/own"
	cmp "$T/own" "$T/want"
}

test_fill_is_zero() {
	tests/tools/mktensor 'key=b;shape=2,3;frames=1|7 8 9 0 0 0' >"$T/want"
	tests/tools/mktensor "$b" | padcut -n 2 | cmp - "$T/want"
}

test_cuts_the_tail() {
	tests/tools/mktensor 'key=a;shape=1,3;label=sad;frames=1|1 2 3' \
	    'key=b;shape=1,3;frames=1|7 8 9' >"$T/want"
	tests/tools/mktensor "$a" "$b" | padcut -n 1 | cmp - "$T/want"
}

test_same_length() {
	tests/tools/mktensor 'key=a;shape=2,3;label=sad;frames=2|1 2 3 4 5 6' >"$T/want"
	tests/tools/mktensor "$a" | padcut -n 2 | cmp - "$T/want"
}

test_frames_of_before_are_kept() {
	tests/tools/mktensor 'key=a;frames=2;shape=3,1|1 2 9' >"$T/in"
	tests/tools/mktensor 'key=a;shape=4,1;frames=2|1 2 9 5' >"$T/more"
	tests/tools/mktensor 'key=a;shape=1,1;frames=1|1' >"$T/less"
	padcut -n 4 -f 5 <"$T/in" >"$T/got"
	tensor_equal "$T/got" "$T/more"
	padcut -n 1 <"$T/in" >"$T/got"
	tensor_equal "$T/got" "$T/less"
}

# The order of header lines is free, so compare what numpy reads.
tensor_equal() {
	tests/tools/tensors.py "$1" >"$T/equal1"
	tests/tools/tensors.py "$2" >"$T/equal2"
	diff "$T/equal1" "$T/equal2"
}

test_twice_is_once() {
	tests/tools/mktensor 'key=a;shape=7,5|#1' 'key=b;shape=20,5|#2' |
	    padcut -n 11 >"$T/once"
	padcut -n 11 <"$T/once" | cmp - "$T/once"
}

test_growing_and_cutting_brings_back() {
	tests/tools/mktensor 'key=a;shape=9,4;frames=9|#3' >"$T/in"
	padcut -n 30 <"$T/in" | padcut -n 9 | cmp - "$T/in"
}

test_streams_concatenate() {
	tests/tools/mktensor "$a" >"$T/a"
	tests/tools/mktensor "$b" >"$T/b"
	cat "$T/a" "$T/b" | padcut -n 4 >"$T/joined"
	tests/tools/mktensor "$a" "$b" | padcut -n 4 | cmp - "$T/joined"
	cat "$T/a" "$T/b" | padcut -a | cmp - <(padcut -n 2 <"$T/joined")
}

test_empty_stream() {
	tests/tools/mktensor >"$T/empty"
	padcut -n 4 <"$T/empty" | cmp - "$T/empty"
	padcut -a <"$T/empty" | cmp - "$T/empty"
	says '<stdin>: no records, so no length' 1 padcut -p <"$T/empty"
}

# int(mean + std) as numpy has it, for lengths drawn by numpy.
test_length_is_numpys() {
	local seed want
	for seed in 1 2 3 4 5 6; do
		/usr/bin/python3 - "$seed" >"$T/lengths" <<-'END'
			import sys, numpy
			r = numpy.random.default_rng(int(sys.argv[1]))
			T = r.integers(1, 900, r.integers(1, 40))
			print(int(T.mean() + T.std()), *T)
		END
		read -r want lengths <"$T/lengths"
		set --
		for n in $lengths; do set -- "$@" "key=$n;shape=$n,1|*1"; done
		tests/tools/mktensor "$@" >"$T/in"
		[ "$(padcut -p <"$T/in")" = "$want" ]
		[ "$(padcut -p <"$T/in" | wc -l)" = 1 ]
		[ "$(cat "$T/in" | padcut -p)" = "$want" ]
		padcut -n "$want" <"$T/in" >"$T/want"
		padcut -a <"$T/in" | cmp - "$T/want"
		cat "$T/in" | padcut -a | cmp - "$T/want"
	done
}

# Where mean + deviation is a whole number: 1 and 3 give 2 + 1; nine of 5 and
# one of 20 give 6.5 + 4.5; padding does not count.
test_length_at_a_whole_number() {
	[ "$(tests/tools/mktensor 'key=a;shape=1,2|*0' 'key=b;shape=3,2|*0' | padcut -p)" = 3 ]
	set -- 'key=x;shape=20,1|*0'
	for i in 1 2 3 4 5 6 7 8 9; do set -- "$@" "key=$i;shape=5,1|*0"; done
	[ "$(tests/tools/mktensor "$@" | padcut -p)" = 11 ]
	[ "$(tests/tools/mktensor 'key=a;shape=8,1;frames=4|*0' | padcut -p)" = 4 ]
	tests/tools/mktensor "$@" | padcut -n 50 | padcut -p >"$T/got"
	[ "$(cat "$T/got")" = 11 ]
}

test_values_are_not_looked_at() {
	tests/tools/mktensor 'key=a;shape=1,2;frames=1|nan inf' >"$T/in"
	padcut -n 1 <"$T/in" | cmp - "$T/in"
}

test_bad_records() {
	tests/tools/mktensor "$b" 'key=x;shape=4|1 2 3 4' >"$T/in"
	says "padcut: <stdin>: record 'x': the shape is (4), it must be (frames, bins)" \
	    1 padcut -n 4 <"$T/in" >/dev/null
	says "record 'x': the shape" 1 padcut -a <"$T/in" >/dev/null
	says "record 'x': the shape" 1 padcut -p <"$T/in"
	for f in 0 3 -1 two ''; do
		tests/tools/mktensor "key=x;frames=$f;shape=2,1|1 2" >"$T/in"
		says "record 'x': frames" 1 padcut -n 4 <"$T/in" >/dev/null
		says "record 'x': frames" 1 padcut -p <"$T/in"
	done
}

test_cut_short() {
	tests/tools/mktensor -n "$a" >"$T/noend"
	says '<stdin>' 1 padcut -n 4 <"$T/noend" >/dev/null
	says '<stdin>' 1 padcut -a <"$T/noend" >"$T/out"
	[ ! -s "$T/out" ]
	says '<stdin>' 1 padcut -p <"$T/noend" >"$T/out"
	[ ! -s "$T/out" ]
	head -c 100 "$T/noend" | fed says '<stdin>' 1 padcut -n 4 >/dev/null
}

test_output_is_lost() {
	tests/tools/mktensor "$a" >"$T/in"
	full padcut -n 4 <"$T/in"
	full padcut -p <"$T/in"
}

test_output_file() {
	tests/tools/mktensor "$a" >"$T/in"
	padcut -n 4 <"$T/in" >"$T/want"
	padcut -n 4 -o "$T/out" <"$T/in"
	cmp "$T/out" "$T/want"
	padcut -p -o "$T/n" <"$T/in"
	[ "$(cat "$T/n")" = 2 ]
	tests/tools/mktensor -n "$a" | fed exits 1 padcut -n 4 -o "$T/new" 2>/dev/null
	[ ! -e "$T/new" ]
}

test_too_large() {
	tests/tools/mktensor 'key=x;shape=1,4|1 2 3 4' >"$T/in"
	says 'large' 1 padcut -n 4000000000 <"$T/in" >/dev/null
}
