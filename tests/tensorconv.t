# tensorconv: other formats, made and read by numpy and struct.

stream() {
	tests/tools/mktensor 'key=a;shape=2,3;label=x;rate=50|1 -2 3.5 4 5 6.1' \
	    'key=b;shape=1,3;label=y;rate=50|#5'
}

# refuses FORMAT PATTERN RECORD...: to FORMAT these records cannot go.
refuses() {
	local format=$1 pattern=$2
	shift 2
	tests/tools/mktensor "$@" >"$T/refused"
	says "$pattern" 1 tensorconv -t "$format" -o "$T/%.$format" "$T/refused"
}

# py ARGUMENTS...: run the program on standard input.
py() { /usr/bin/python3 - "$@"; }

test_common() {
	common_options tensorconv
	stream >"$T/in"
	for f in ark csv; do full tensorconv -t $f "$T/in"; done
	tests/tools/mktensor 'key=a;shape=2,3|*1' >"$T/one"
	for f in npy htk; do full tensorconv -t $f "$T/one"; done
	tensorconv -t csv "$T/in" >"$T/csv"
	full tensorconv -f csv "$T/csv"
	says 'is needed' 2 tensorconv "$T/in"
	says '-f or -t' 2 tensorconv -f npy -t npy "$T/in"
	says "'wav' is not a format; there are: npy ark" 2 tensorconv -t wav "$T/in"
	says 'more than one' 2 tensorconv -t npy "$T/in" "$T/in"
	says 'NAME.scp' 2 tensorconv -t scp "$T/in"
	says 'NAME.scp' 2 tensorconv -t scp -o "$T/x.ark" "$T/in"
	says 'No such file' 1 tensorconv -t npy "$T/absent"
	says 'absent: .*No such file' 1 tensorconv -f npy "$T/absent" >"$T/out"
}

# Values and keys survive the way there and back; the shape as well.
test_round_trips() {
	stream >"$T/in"
	for f in ark csv; do
		tensorconv -t $f "$T/in" | tensorconv -f $f >"$T/back"
		tensordiff "$T/in" "$T/back"
		tensorconv -t $f -o "$T/file.$f" "$T/in"
		cat "$T/file.$f" | tensorconv -f $f - | tensordiff "$T/in" -
	done
	for f in npy htk; do
		mkdir "$T/$f"
		tensorconv -t $f -o "$T/$f/%.$f" "$T/in"
		tensorconv -f $f "$T/$f/a.$f" "$T/$f/b.$f" | tensordiff "$T/in" -
	done
	tensorconv -t scp -o "$T/x.scp" "$T/in"
	tensorconv -f scp "$T/x.scp" | tensordiff "$T/in" -
	cmp "$T/x.ark" "$T/file.ark"
	# A NUL hides nothing.
	(printf '\0'; cat "$T/x.scp") | fed says 'line 1: has a NUL' 1 tensorconv -f scp >"$T/x"
	tr '\n' '\0' <"$T/x.scp" | fed says 'line 1: has a NUL' 1 tensorconv -f scp >"$T/x"
	tac "$T/x.scp" | tensorconv -f scp | tensorinfo | tail -n +2 | cut -f 1 |
	    paste -sd, | has -x b,a
	cat "$T/file.ark" "$T/file.ark" | tensorconv -f ark | tensorinfo -c | has '	4	18	0'
}

test_npy_is_what_numpy_reads() {
	stream >"$T/in"
	tensorconv -t npy -o "$T/%.npy" "$T/in"
	tests/tools/mktensor 'key=c;shape=2,1,3,2|#1' | tensorconv -t npy >"$T/c.npy"
	tests/tools/mktensor 'key=d;shape=7|#1' | tensorconv -t npy >"$T/d.npy"
	py "$T" <<-'END'
	import sys, numpy
	a, b, c, d = (numpy.load(f"{sys.argv[1]}/{k}.npy") for k in "abcd")
	assert a.dtype == b.dtype == "<f4" and a.flags.c_contiguous
	assert a.tolist() == numpy.float32([[1, -2, 3.5], [4, 5, 6.1]]).tolist()
	r = lambda seed, n: numpy.random.default_rng(seed).standard_normal(n).astype("f4")
	assert (b == r(5, 3).reshape(1, 3)).all()
	assert c.shape == (2, 1, 3, 2) and (c.ravel() == r(1, 12)).all()
	assert d.shape == (7,) and (d == r(1, 7)).all()
	with open(sys.argv[1] + "/a.npy", "rb") as f:
	    assert f.read(8) == b"\x93NUMPY\x01\x00"
	    assert (int.from_bytes(f.read(2), "little") + 10) % 64 == 0
	END
}

test_npy_that_numpy_wrote() {
	py "$T" <<-'END'
	import sys, numpy
	from numpy.lib import format
	t = sys.argv[1]
	x = numpy.arange(24, dtype="<f4").reshape(2, 3, 4) / 7
	numpy.save(t + "/a.b.npy", x)
	numpy.save(t + "/double.npy", x.astype("<f8"))
	with open(t + "/v2.npy", "wb") as f:
	    format.write_array(f, x, version=(2, 0))
	numpy.save(t + "/flat.npy", x.ravel())
	numpy.save(t + "/fortran.npy", numpy.asfortranarray(x))
	numpy.save(t + "/int.npy", x.astype("i4"))
	numpy.save(t + "/big.npy", x.astype(">f4"))
	numpy.save(t + "/object.npy", numpy.array([{}]), allow_pickle=True)
	numpy.save(t + "/nothing.npy", x[:0])
	numpy.save(t + "/scalar.npy", x[0, 0, 0])
	print(*x.ravel().tolist())
	END
	tensorconv -f npy "$T/a.b.npy" "$T/double.npy" "$T/v2.npy" "$T/flat.npy" >"$T/out"
	tensorinfo "$T/out" | tail -n +2 | cut -f 1,2 | paste -sd ' ' |
	    has -x 'a.b	2x3x4 double	2x3x4 v2	2x3x4 flat	24'
	py "$T/out" <<-'END'
	import re, sys, numpy
	data = open(sys.argv[1], "rb").read()
	x = numpy.arange(24, dtype="<f4") / numpy.float32(7)
	assert data.count(x.tobytes()) == 4
	END
	says 'fortran.npy: .*Fortran order; save numpy.asc' 1 tensorconv -f npy "$T/fortran.npy" >"$T/out"
	says "int.npy: .*type is '<i4'" 1 tensorconv -f npy "$T/int.npy" >"$T/out"
	says "big.npy: .*type is '>f4'" 1 tensorconv -f npy "$T/big.npy" >"$T/out"
	says "type is '|O'" 1 tensorconv -f npy "$T/object.npy" >"$T/out"
	says 'at least 1' 1 tensorconv -f npy "$T/nothing.npy" >"$T/out"
	says '0 dimensions' 1 tensorconv -f npy "$T/scalar.npy" >"$T/out"
	tensorconv -f npy <"$T/flat.npy" | tensorinfo | tail -n 1 | has '^stdin	24'
}

test_failure_leaves_no_end_record() {
	stream >"$T/in"
	tensorconv -t npy -o "$T/%.npy" "$T/in"
	head -c 135 "$T/b.npy" >"$T/c.npy"
	says 'c.npy: cut short' 1 tensorconv -f npy "$T/a.npy" "$T/c.npy" >"$T/out"
	says 'cut short after record 1' 1 tensorinfo "$T/out" >/dev/null
	says 'c.npy: cut short' 1 tensorconv -f npy -o "$T/new" "$T/c.npy"
	[ ! -e "$T/new" ]
	head -c 300 "$T/in" >"$T/cut"
	says 'cut short' 1 tensorconv -t ark -o "$T/new" "$T/cut"
	says 'cut short' 1 tensorconv -t scp -o "$T/new.scp" "$T/cut"
	[ ! -e "$T/new" ]
	[ ! -e "$T/new.scp" ]
	[ ! -e "$T/new.ark" ]
}

test_one_record_or_a_pattern() {
	stream >"$T/in"
	says "record 'b': .*holds one record" 1 tensorconv -t npy -o "$T/x.npy" "$T/in"
	[ ! -e "$T/x.npy" ]
	tests/tools/mktensor >"$T/none"
	says 'no record' 1 tensorconv -t npy -o "$T/x.npy" "$T/none"
	refuses npy 'cannot name a file' 'key=a/b;shape=1|1'
	refuses npy 'cannot name a file' 'key=..;shape=1|1'
	refuses npy 'cannot name a file' 'shape=1|1'
	refuses npy 'occurs twice' 'key=a;shape=1|1' 'key=a;shape=1|2'
	mkdir "$T/a" "$T/b"
	tensorconv -t htk -o "$T/%/%.htk" "$T/in"
	[ -e "$T/a/a.htk" ]
	[ -e "$T/b/b.htk" ]
}

test_kaldi_bytes() {
	tests/tools/mktensor 'key=a;shape=2,3|1 -2 3.5 4 5 6' 'key=v;shape=2|7 8' >"$T/in"
	py >"$T/want" <<-'END'
	import struct, sys
	out = sys.stdout.buffer
	out.write(b"a \0BFM " + struct.pack("<bibi6f", 4, 2, 4, 3, 1, -2, 3.5, 4, 5, 6))
	out.write(b"v \0BFV " + struct.pack("<bi2f", 4, 2, 7, 8))
	END
	tensorconv -t ark "$T/in" | cmp - "$T/want"
	tensorconv -f ark "$T/want" | cmp - "$T/in"
	tensorconv -t scp -o "$T/x.scp" "$T/in"
	printf 'a %s:2\nv %s:43\n' "$T/x.ark" "$T/x.ark" | diff - "$T/x.scp"
	# A file without an offset holds nothing but the matrix.
	tail -c +3 "$T/want" | head -c 39 >"$T/alone"
	printf 'one %s  \n' "$T/alone" | tensorconv -f scp | tensorinfo -d |
	    has -x 'one	1	4 5 6'
	printf 'one touch %s |\n' "$T/ran" | fed says 'names a command' 1 tensorconv -f scp >"$T/out"
	[ ! -e "$T/ran" ]
	refuses ark 'without blanks' 'key=a b;shape=1|1'
	refuses ark 'holds 1 or 2' 'key=a;shape=1,1,1|1'
	printf 'a  [\n 1 2 ]\n' | fed says "<stdin>: record 'a': is not binary" 1 tensorconv -f ark >"$T/out"
}

test_htk_bytes() {
	py >"$T/want" <<-'END'
	import struct, sys
	sys.stdout.buffer.write(struct.pack(">iihh6f", 2, 200000, 12, 9, 1, -2, 3.5, 4, 5, 6))
	END
	tests/tools/mktensor 'key=x;shape=2,3;rate=50|1 -2 3.5 4 5 6' >"$T/in"
	tensorconv -t htk -o "$T/x.htk" "$T/in"
	cmp "$T/x.htk" "$T/want"
	tensorconv -f htk "$T/x.htk" >"$T/out"
	cmp "$T/out" "$T/in"
	tests/tools/mktensor 'key=x;shape=1,1|1' | tensorconv -t htk >"$T/y.htk"
	head -c 8 "$T/y.htk" | tail -c 4 | cmp - <(printf '\0\001\206\240')	# 10 ms
	refuses htk '(T, B)' 'key=x;shape=3|1 2 3'
	refuses htk 8191 'key=x;shape=1,8192|*1'
	refuses htk 'rate: 0 is too small' 'key=x;shape=1,1;rate=0|1'
}

test_csv_text() {
	stream | tensorconv -t csv | sed -n 1,3p >"$T/out"
	printf 'key,0,1,2\na,1,-2,3.5\na,4,5,6.0999999\n' | diff - "$T/out"
	tests/tools/mktensor 'key=a,"b";shape=1,1|nan' 'key= c;shape=1,1|1' 'key=;shape=1,1|1' |
	    tensorconv -t csv >"$T/out"
	printf 'key,0\n"a,""b""",nan\n" c",1\n"",1\n' | diff - "$T/out"
	says 'line 2: .*not a number' 1 tensorconv -f csv "$T/out" >/dev/null
	tests/tools/mktensor | tensorconv -t csv | tensorconv -f csv | tensorinfo -c | has '	0	0	0'
	refuses csv "record 'b': shape is (1, 3), CSV wants" 'key=a;shape=1,2|*1' 'key=b;shape=1,3|*1'
	refuses csv 'shape is (2), CSV' 'key=a;shape=2|*1'
}

# Two bytes a value: of an odd width the size is no multiple of four.
test_htk_compressed() {
	py "$T" <<-'END'
	import struct, sys
	for kind, n in (("even", 26), ("odd", 39)):
	    with open(f"{sys.argv[1]}/{kind}", "wb") as f:
	        f.write(struct.pack(">iihh", 3, 100000, 2 * n, 6 + 0o2000) + bytes(2 * n * 3))
	END
	for f in even odd; do
		says "$f: HTK file is compressed; save it without" 1 tensorconv -f htk "$T/$f" >"$T/out"
	done
	echo 'some text that is none of HTK' |
	    says '<stdin>: not an HTK parameter file' 1 tensorconv -f htk >"$T/out"
}

# Spreadsheets and editors put a byte order mark in front.
test_byte_order_mark() {
	stream >"$T/in"
	tensorconv -t csv "$T/in" >"$T/csv"
	tensorconv -t scp -o "$T/x.scp" "$T/in"
	for f in csv x.scp; do
		{ printf '\357\273\277'; cat "$T/$f"; } >"$T/marked"
		tensorconv -f "${f#*.}" "$T/marked" | tensordiff "$T/in" -
	done
	iconv -f UTF-8 -t UTF-16 "$T/csv" |
	    says '<stdin>: line 1: UTF-16; save it as UTF-8' 1 tensorconv -f csv >"$T/out"
}

test_many_values_round_trip_through_text() {
	tests/tools/mktensor 'key=a;shape=3000,5|#9' >"$T/in"
	tensorconv -t csv "$T/in" | tensorconv -f csv | cmp - "$T/in"
}
