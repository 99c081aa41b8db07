# tensorinfo: the table, values, counts; damage is in tensor.t.

two() {
	tests/tools/mktensor 'key=a;shape=2,3;label=sad;speaker=01|1 2 3 4 5 6.1' \
	    'key=b;shape=3;speaker=02|-1 0 0.25'
}

test_common() {
	common_options tensorinfo
	two >"$T/in"
	full tensorinfo "$T/in"
	says 'do not go together' 2 tensorinfo -c -d "$T/in"
	says 'does not go with' 2 tensorinfo -a label -d "$T/in"
	says 'name is missing' 2 tensorinfo -a label, "$T/in"
	says 'No such file' 1 tensorinfo "$T/absent"
	says 'is a directory' 1 tensorinfo "$T"
}

test_table() {
	two | tensorinfo >"$T/out"
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' key shape min mean max attributes \
	    a 2x3 1 3.51667 6.1 'label=sad; speaker=01' \
	    b 3 -1 -0.25 0.25 speaker=02 | diff - "$T/out"
}

test_chosen_attributes() {
	two | tensorinfo -a speaker,label >"$T/out"
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' key shape min mean max speaker label \
	    a 2x3 1 3.51667 6.1 01 sad b 3 -1 -0.25 0.25 02 - | diff - "$T/out"
	two | tensorinfo -a speaker -a label | diff - "$T/out"
}

test_values() {
	two | tensorinfo -d >"$T/out"
	printf '%s\t%s\t%s\n' key frame values a 0 '1 2 3' a 1 '4 5 6.1' \
	    b 0 -1 b 1 0 b 2 0.25 | diff - "$T/out"
}

test_values_read_back_to_the_same_float() {
	tests/tools/mktensor 'key=a;shape=500|#1' >"$T/in"
	tensorinfo -d "$T/in" | tail -n +2 | cut -f 3 >"$T/values"
	/usr/bin/python3 - "$T/in" "$T/values" <<-'END'
	import sys, numpy
	stored = numpy.frombuffer(open(sys.argv[1], "rb").read(), "<f4")
	shown = numpy.loadtxt(sys.argv[2], "f4")
	assert len(shown) == 500
	assert shown.tobytes() in stored.tobytes()
	END
}

test_odd_values() {
	tests/tools/mktensor 'key=x;shape=3|nan 1 inf' 'key=y;shape=2|nan nan' >"$T/in"
	tensorinfo "$T/in" | cut -f 1-5 >"$T/out"
	printf '%s\t%s\t%s\t%s\t%s\n' key shape min mean max x 3 1 nan inf \
	    y 2 nan nan nan | diff - "$T/out"
	tensorinfo -c "$T/in" | diff <(printf '%s\t%s\t%s\t%s\n' \
	    file records values odd "$T/in" 2 5 4) -
}

test_control_characters_do_not_break_the_table() {
	tests/tools/mktensor "$(printf 'key=a\tb;shape=1;x=\033[1m;y=a\\b|1')" |
	    tensorinfo >"$T/out"
	awk -F '\t' 'NF != 6 { exit 1 }' "$T/out"
	grep -qF 'a\x09b' "$T/out"
	grep -qF 'x=\x1b[1m; y=a\\b' "$T/out"
}

test_several_files_go_on_past_a_bad_one() {
	two >"$T/a"
	head -c 100 "$T/a" >"$T/cut"
	says "cut.*record 1.*cut short" 1 \
	    tensorinfo -c "$T/cut" "$T/a" >"$T/out"
	printf '%s\t%s\t%s\t%s\n' file records values odd "$T/a" 2 9 0 |
	    diff - "$T/out"
}

test_output_file_only_when_whole() {
	two >"$T/a"
	tensorinfo -o "$T/out" "$T/a"
	tensorinfo "$T/a" | diff - "$T/out"
	head -c 200 "$T/a" >"$T/cut"
	says 'cut short' 1 tensorinfo -o "$T/new" "$T/cut"
	[ ! -e "$T/new" ]
}

# Of several files the good ones are listed, before and behind a bad one.
test_goes_on_past_a_damaged_file() {
	two >"$T/good"
	{ head -c 200 "$T/good"; printf x; tail -c +202 "$T/good"; } >"$T/bad"
	says "^tensorinfo: $T/bad: record " 1 tensorinfo "$T/good" "$T/bad" "$T/absent" "$T/good" >"$T/out"
	grep -c 'absent: .*No such file' "$T/stderr" | has -x 1
	tensorinfo "$T/good" >"$T/rows"
	# all rows, the one before the damage, all rows
	{ cat "$T/rows"; sed -n '2p;2,$p' "$T/rows"; } | diff - "$T/out"
	says 'bad: ' 1 tensorinfo -o "$T/new" "$T/good" "$T/bad"
	[ ! -e "$T/new" ]
}
