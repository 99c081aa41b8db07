# labeljoin: attributes by key.

stream() {
	tests/tools/mktensor 'key=a;shape=2;label=old;rate=100|1 2' 'key=b;shape=1|3' \
	    'key=c;shape=1|4'
}

test_common() {
	common_options labeljoin
	stream >"$T/in"
	printf 'key\tlabel\na\tx\nb\tx\nc\tx\n' >"$T/t.tsv"
	full labeljoin "$T/t.tsv" "$T/in"
	says 'want a table' 2 labeljoin </dev/null
	says 'both table and stream' 2 labeljoin - </dev/null
	says 'want a table' 2 labeljoin "$T/t.tsv" "$T/in" "$T/in"
	says 'No such file' 1 labeljoin "$T/absent" "$T/in"
	says 'No such file' 1 labeljoin "$T/t.tsv" "$T/absent"
}

# The same bytes as a stream made with these attributes from the start.
test_columns_become_attributes() {
	printf '# speaker\tkey\tlabel\r\n\n07\tc\tsad\n 8\ta\t\n9\tb\tangry\n' >"$T/t.tsv"
	stream | labeljoin "$T/t.tsv" >"$T/out" 2>"$T/err"
	tests/tools/mktensor 'key=a;shape=2;label=;rate=100;speaker= 8|1 2' \
	    'key=b;shape=1;speaker=9;label=angry|3' \
	    'key=c;shape=1;speaker=07;label=sad|4' | cmp - "$T/out"
	[ ! -s "$T/err" ]
	stream >"$T/in"
	labeljoin -o "$T/file" - "$T/in" <"$T/t.tsv"
	cmp "$T/file" "$T/out"
	labeljoin "$T/t.tsv" "$T/out" | cmp - "$T/out"		# twice is once
}

test_drops_and_counts() {
	printf 'key\nc\nz\ny\n' >"$T/t.tsv"
	stream | labeljoin "$T/t.tsv" 2>"$T/err" >"$T/out"
	tests/tools/mktensor 'key=c;shape=1|4' | cmp - "$T/out"
	grep -q '^labeljoin: <stdin>: 2 records are not in .*t.tsv and were dropped$' "$T/err"
	grep -q 't.tsv: 2 of 3 keys are no record of <stdin>$' "$T/err"
	printf 'key\tx\n' >"$T/t.tsv"
	stream | says '3 records' 0 labeljoin "$T/t.tsv" >"$T/out"
	tests/tools/mktensor | cmp - "$T/out"
}

# Each of two joined streams, and a key that occurs in both.
test_joined_streams() {
	printf 'key\tx\na\t1\nb\t2\nc\t3\n' >"$T/t.tsv"
	stream >"$T/in"
	labeljoin "$T/t.tsv" "$T/in" | tensorinfo -d >"$T/one"
	cat "$T/in" "$T/in" | labeljoin "$T/t.tsv" 2>"$T/err" | tensorinfo -d >"$T/two"
	{ cat "$T/one"; tail -n +2 "$T/one"; } | diff - "$T/two"
	[ ! -s "$T/err" ]
}

test_bad_tables() {
	stream >"$T/in"
	bad() {
		local want=$1
		shift
		printf "$@" >"$T/t.tsv"
		says "t.tsv: .*$want" 1 labeljoin "$T/t.tsv" "$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	}
	bad 'no column .key' 'name\tx\na\t1\n'
	bad "two rows have the key 'a'" 'key\tx\na\t1\nb\t1\na\t1\n'
	bad 'line 2: the key is empty' 'key\tx\n\t1\n'
	bad 'line 3: .*columns' 'key\tx\na\t1\nb\n'
	bad "column 2: 'shape' is no name" 'key\tshape\na\t1\n'
	bad "column 3: 'My label' is no name" 'key\tx\tMy label\na\t1\t2\n'
	bad 'empty' ''
	bad 'two columns' 'key\tx\tx\na\t1\t2\n'
}

test_bad_streams() {
	printf 'key\tx\na\t1\n' >"$T/t.tsv"
	tests/tools/mktensor 'shape=1|1' >"$T/in"
	says 'has no key' 1 labeljoin "$T/t.tsv" "$T/in" >"$T/out"
	stream >"$T/in"
	head -c 300 "$T/in" >"$T/cut"
	says 'cut short' 1 labeljoin "$T/t.tsv" "$T/cut" >"$T/out"
	says 'cut short' 1 tensorinfo "$T/out" >/dev/null	# no end record
	printf 'key\tx\na\t%016385d\n' 0 >"$T/t.tsv"
	says "record 'a': .*longer than 16384" 1 labeljoin "$T/t.tsv" "$T/in" >"$T/out"
}
