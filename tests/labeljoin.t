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
	grep -qx "labeljoin: $T/t.tsv: line 4: speaker ' 8' begins or ends with a blank, which counts as part of it" "$T/err"
	[ "$(wc -l <"$T/err")" -eq 1 ]
	stream >"$T/in"
	labeljoin -o "$T/file" - "$T/in" <"$T/t.tsv" 2>"$T/err"
	cmp "$T/file" "$T/out"
	labeljoin "$T/t.tsv" "$T/out" 2>"$T/err" | cmp - "$T/out"	# twice is once
}

test_drops_and_counts() {
	printf 'key\nc\nz\ny\n' >"$T/t.tsv"
	stream | labeljoin "$T/t.tsv" 2>"$T/err" >"$T/out"
	tests/tools/mktensor 'key=c;shape=1|4' | cmp - "$T/out"
	grep -q '^labeljoin: <stdin>: 2 records are not in .*t.tsv and were dropped$' "$T/err"
	grep -q 't.tsv: 2 of 3 keys are not in <stdin>$' "$T/err"
	printf 'key\tx\n' >"$T/t.tsv"
	stream | fed says '3 records' 0 labeljoin "$T/t.tsv" >"$T/out"
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
	for c in frames rate norm front columns voiced level contours functionals extra speech original copy; do
		bad "line 1: column '$c' would replace the computed attribute of that name; rename it" "key\\t$c\\na\\t1\\n"
	done
	bad 'line 1: 257 columns, but a record has at most 256' "key$(printf '\\tx%d' {1..256})\\n"
	bad 'empty' ''
	bad 'two columns' 'key\tx\tx\na\t1\t2\n'
}

# notes FILE: what labeljoin says of the columns and values of a table, and
# wav2fbank -l of the same with a column path.
notes() {
	stream | labeljoin "$1" 2>"$T/err" >"$T/out"
	grep -v 'dropped$\|not in' "$T/err" | sed "s,^labeljoin: $1: ,,"
	sed '1s/^/path\t/; 2,$s,^,none.wav\t,' "$1" >"$T/list.tsv"
	exits 1 wav2fbank -l "$T/list.tsv" 2>"$T/err" >"$T/out"
	grep "^wav2fbank: $T/list.tsv: line" "$T/err" | grep -v ': cannot be opened' | sed "s,^wav2fbank: $T/list.tsv: ,," >"$T/list"
	exits 1 wav2fbank -l - <"$T/list.tsv" 2>"$T/err" >"$T/out"
	grep '^wav2fbank: <stdin>: line 1:' "$T/err" | sed 's,^wav2fbank: <stdin>: ,,' |
	    diff <(grep '^line 1:' "$T/list") - >&2
}

# The same words in every program that reads tables.
test_odd_tables() {
	printf '%b\n' "key	speakr	Speaker ID	Gender		duration (s)	shape		label	session" \
	    "a	1	x	m		1.5	2		sad	s1" \
	    " b	1	x	m		1.5	2		Sad	s1" \
	    "c	1	x	m		1.5	2		 sad	s1" \
	    'd	"1"	x	m		1.5	2		"sad"	s1' \
	    "e	1	x	m		1.5	2		sad \\tS1" \
	    "f	1	x	m		1.5	2		SAD	S1" >"$T/t.tsv"
	notes "$T/t.tsv" >"$T/got"
	passed=' is ignored: no attribute can have that name, see tensor(5)'
	part='which counts as part of it'
	cat >"$T/want" <<-END
		line 1: column 'speakr': did you mean speaker?
		line 1: column 'Speaker ID'$passed
		line 1: column 'Gender' is ignored; did you mean gender?
		line 1: column 5 has no name and is ignored
		line 1: column 'duration (s)'$passed
		line 1: column 'shape'$passed
		line 1: column 8 has no name and is ignored
		line 3: key ' b' begins or ends with a blank, $part
		line 3: label 'Sad' differs from 'sad' only by case
		line 4: label ' sad' begins or ends with a blank, $part
		line 5: speakr '"1"' is in quotes, which count as part of it
		line 5: label '"sad"' is in quotes, which count as part of it
		line 6: session 'S1' differs from 's1' only by case
		line 7: label 'SAD' differs from 'sad' only by case
	END
	diff "$T/want" "$T/got"
	sed 's/column 5/column 6/; s/column 8/column 9/' "$T/want" | diff - "$T/list"
	stream | labeljoin "$T/t.tsv" 2>"$T/err" | tensorinfo -a label,speakr,session,duration | sed 1d | cut -f 1,6- >"$T/out"
	printf 'a\tsad\t1\ts1\t-\nc\t sad\t1\ts1\t-\n' | diff - "$T/out"
}

test_misspelt_columns() {
	# name, and what is meant by it
	while read -r name want; do
		printf 'key\t%s\n' "$name" >"$T/t.tsv"
		stream | labeljoin "$T/t.tsv" 2>"$T/err" >"$T/out"
		got=$(sed -n 's/.*did you mean \(.*\)?$/\1/p' "$T/err")
		[ "$got" = "$want" ] || { echo "$name: '$got', want '$want'"; return 1; }
	done <<-END
		speakr speaker
		Speaker speaker
		SPEAKERS speaker
		spaeker speaker
		speaekr speaker
		"speaker" speaker
		gendr gender
		gendre gender
		sesion session
		sessio_ session
		lable label
		Label label
		activaton activation
		valance valence
		session
		label
		version
		age
		text
		emotion
		dominance
		a_very_long_name_of_more_than_32_bytes
	END
	# Not where the table has the right one as well.
	printf 'key\tspeaker\tspeakers\n' >"$T/t.tsv"
	stream | labeljoin "$T/t.tsv" 2>"$T/err" >"$T/out"
	exits 1 grep 'did you mean' "$T/err"
	# What a spreadsheet leaves at an end.
	printf 'key\tlabel\na\tsad\302\240\nb\tsad\n' >"$T/t.tsv"
	says 'line 2: label .*blank' 0 labeljoin "$T/t.tsv" <(stream) >"$T/out"
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

test_a_copy_gets_the_row_of_its_original() {
	printf 'key\tlabel\na\tsad\nc~gain1\thappy\nb\tangry\n' >"$T/l.tsv"
	tests/tools/mktensor 'key=a~speed0.9;original=a;copy=speed=0.9;shape=1,1|1' 'key=a;shape=1,1|2' \
	    'key=c~gain1;original=a;shape=1,1|3' 'key=d~gain1;original=d;shape=1,1|4' >"$T/x"
	labeljoin "$T/l.tsv" "$T/x" >"$T/y" 2>"$T/err"
	py 'r = [a for a, x in read(sys.argv[1])]
assert [(a["key"], a["label"]) for a in r] == [("a~speed0.9", "sad"), ("a", "sad"), ("c~gain1", "happy")], r
assert r[0]["original"] == "a" and r[0]["copy"] == "speed=0.9"' "$T/y"
	grep -q '1 records are not in ' "$T/err"
	grep -q '1 of 3 keys are not in ' "$T/err"
}
