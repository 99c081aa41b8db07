# Segments of recordings: --segments of all wav2X, and lists with times.

tab=$(printf '\t')

# sound NAME [SECONDS [RATE]]: a chirp with noise.
sound() {
	sox -R -V1 -n -r "${3:-16000}" -b 16 -c 1 "$T/$1.wav" synth "${2:-3.3}" sine 120-240 \
	    synth pinknoise mix gain -12
}

# rows FILE: key, start and stop of its records, and other attributes named.
rows() {
	tensorinfo -a "start,stop${2:+,$2}" "$1" | sed 1d | cut -f 1,6- | tr '\t' ' '
}

# is FILE ATTRIBUTES LINE...: rows are these lines.
is() {
	local f=$1 a=$2
	shift 2
	rows "$f" "$a" >"$T/rows"
	diff "$T/rows" <(printf '%s\n' "$@")
}

test_rttm() {
	sound a
	sound b
	{
		echo ';; a comment'
		echo 'SPKR-INFO a 1 <NA> <NA> <NA> unknown anna <NA> <NA>'
		echo 'SPEAKER a 1 0.50 1.25 <NA> <NA> anna <NA> <NA>'
		echo
		echo "SPEAKER${tab}a 1   2.0 1.0 <NA> <NA> ben"
		echo 'SPEAKER b 1 0 0.75 <NA> <NA> <NA> <NA> <NA>'
		printf 'SPEAKER a 1 3.0 .2999 <NA> <NA> anna 0.9 <NA>\r\n'
	} >"$T/t.rttm"
	cp "$T/t.rttm" "$T/by-its-content"
	for f in t.rttm by-its-content; do
		wav2fbank --segments "$T/$f" "$T/a.wav" "$T/b.wav" >"$T/x"
		is "$T/x" speaker 'a#1 0.5 1.75 anna' 'a#2 2 3 ben' 'a#3 3 3.2999 anna' 'b#1 0 0.75 -'
	done
	# Without a comment first it is known by its first word, too.
	sed -n '3,$p' "$T/t.rttm" >"$T/c"
	wav2fbank --segments "$T/c" "$T/a.wav" "$T/b.wav" | cmp - "$T/x"
	# From a pipe only by its name.
	mkfifo "$T/c.RTTM"
	cat "$T/c" >"$T/c.RTTM" &
	timeout 60 wav2fbank --segments "$T/c.RTTM" "$T/a.wav" "$T/b.wav" | cmp - "$T/x"
	says 'is RTTM, which from a pipe is known by the suffix' 1 wav2fbank --segments <(cat "$T/c") "$T/a.wav"
	says 't.rttm: no recording is .b., of which there are segments' 0 \
	    wav2fbank --segments "$T/t.rttm" -o "$T/y" "$T/a.wav"
}

# The frames of a segment are those of the whole recording; the same records as
# windows at the same place.
test_segments_are_windows() {
	local w
	sound a
	printf 'start\tend\n0.7\t1.4\n0\t.7\n1.4\t2.1\n' >"$T/s.tsv"
	for w in fbank prosody spec 'fbank --subtract-mean' 'prosody --subtract-mean' 'fbank -r 0'; do
		# shellcheck disable=SC2086
		wav2$w -w .7 "$T/a.wav" >"$T/x"
		# shellcheck disable=SC2086
		wav2$w --segments "$T/s.tsv" "$T/a.wav" >"$T/y"
		py 'a, b = read(sys.argv[1]), read(sys.argv[2])
assert len(b) == 3 and [q["key"] for q, _ in b] == ["a#2", "a#1", "a#3"]
for (p, x), (q, y) in zip(a, b):
    p.pop("key"), q.pop("key")
    assert p == q and x.tobytes() == y.tobytes()' "$T/x" "$T/y"
	done
}

# Segments may overlap, be in any order and have attributes; they come in the
# order of their ends.
test_overlaps_and_attributes() {
	sound a
	printf '# start\tduration\tlabel\tnote\n2\t1\tsad\t\n0\t3.3\thappy\tall\n0.1\t0.5\t\tx\n0.1\t0.6\t\ty\n2\t1\tsad\ttwice\n' >"$T/s"
	wav2fbank --segments "$T/s" "$T/a.wav" >"$T/x"
	is "$T/x" label,note 'a#3 0.1 0.6 - x' 'a#4 0.1 0.7 - y' 'a#1 2 3 sad -' 'a#5 2 3 sad twice' 'a#2 0 3.3 happy all'
	# A list gives its own attributes; those of segments are stronger.
	printf 'path\tlabel\tspeaker\na.wav\tangry\t01\n' >"$T/l.tsv"
	wav2fbank --segments "$T/s" -l "$T/l.tsv" >"$T/x"
	is "$T/x" label,speaker 'a#3 0.1 0.6 angry 01' 'a#4 0.1 0.7 angry 01' 'a#1 2 3 sad 01' 'a#5 2 3 sad 01' \
	    'a#2 0 3.3 happy 01'
}

test_keys_and_paths_of_a_table() {
	sound a
	mkdir "$T/d"
	cp "$T/a.wav" "$T/d/b.wav"
	printf 'key\tstart\tend\nb\t0\t1\na\t0\t2\nb\t1\t2\n' >"$T/s"
	wav2fbank --segments "$T/s" "$T/a.wav" "$T/d/b.wav" >"$T/x"
	is "$T/x" '' 'a#1 0 2' 'b#1 0 1' 'b#2 1 2'
	printf 'path\tstart\tend\nd/b.flac\t0\t1\n/x/a.wav\t0\t2\nb.wav\t1\t2\n' >"$T/s"
	wav2fbank --segments "$T/s" "$T/a.wav" "$T/d/b.wav" | cmp - "$T/x"
	printf 'path\tstart\tstop\n%s\t0\t1\n' "$T/d/b.wav" >"$T/s"
	says "no segment of '$T/a'; there are those of '$T/d/b'" 0 \
	    wav2fbank --key path --segments "$T/s" -o "$T/x" "$T/d/b.wav" "$T/a.wav"
	is "$T/x" '' "$T/d/b#1 0 1"
}

# A list with times: its rows in their order, keys of its own or KEY#N.
test_lists_with_times() {
	local j
	sound a
	sound b
	cat >"$T/l.tsv" <<END
path${tab}start${tab}end${tab}key${tab}label
a.wav${tab}0${tab}1${tab}${tab}sad
a.wav${tab}0.5${tab}1.5${tab}mine${tab}happy
b.wav${tab}0${tab}1${tab}${tab}
a.wav${tab}0.2${tab}0.8${tab}${tab}sad
a.wav${tab}0.1${tab}3${tab}${tab}sad
a.wav${tab}0.2${tab}2${tab}${tab}sad
END
	for j in 1 2 4; do
		wav2fbank -j $j -l "$T/l.tsv" >"$T/x"
		is "$T/x" label 'a#1 0 1 sad' 'mine 0.5 1.5 happy' 'b#1 0 1 -' 'a#2 0.2 0.8 sad' 'a#3 0.1 3 sad' 'a#4 0.2 2 sad'
	done
	# The frames are those of any segment.
	printf 'key\tstart\tend\na\t0\t1\na\t.5\t1.5\na\t.2\t.8\na\t.1\t3\na\t.2\t2\n' >"$T/s"
	wav2fbank --segments "$T/s" "$T/a.wav" >"$T/y"
	py 'a = {(p["start"], p["stop"]): x.tobytes() for p, x in read(sys.argv[1]) if not p["key"].startswith("b")}
b = {(p["start"], p["stop"]): x.tobytes() for p, x in read(sys.argv[2])}
assert a == b and len(a) == 5' "$T/x" "$T/y"
	# The same from a pipe.
	(cd "$T" && wav2fbank -l - <l.tsv | cmp - x)
	# Its own output is a list again.
	{ echo "path${tab}key${tab}start${tab}stop"; tensorinfo -a start,stop "$T/x" | sed 1d |
	    awk -F '\t' -v OFS='\t' '{ print ($1 ~ /^b/ ? "b" : "a") ".wav", $1, $6, $7 }'; } >"$T/again.tsv"
	wav2fbank -l "$T/again.tsv" | rows - >"$T/got"
	rows "$T/x" | diff - "$T/got"
}

# A row of a piped list is done before the next one comes.
test_a_row_at_a_time() {
	sound a 1
	mkfifo "$T/fifo"
	(cd "$T" && wav2fbank -l - <"$T/fifo" >"$T/out") &
	exec 9>"$T/fifo"
	printf 'path\tstart\tend\na.wav\t0\t.5\n' >&9
	for _ in $(seq 100); do
		[ -s "$T/out" ] && break
		sleep .05
	done
	grep -a -q '^key a#1' "$T/out"
	printf 'a.wav\t.5\t1\n' >&9
	exec 9>&-
	wait $!
	is "$T/out" '' 'a#1 0 0.5' 'a#2 0.5 1'
}

# An hour of turns: each file is decoded once, in little memory.
test_many_segments_of_a_file() {
	sound a 60
	py 'print("start\tend")
for i in range(20000): print("%.3f\t%.3f" % (i * .00295, i * .00295 + .5))' >"$T/s"
	wav2fbank --segments "$T/s" "$T/a.wav" >"$T/x"
	[ "$(tensorinfo "$T/x" | grep -c '^a#')" = 20000 ]
	py 'print("path\tstart\tend")
for i in range(20000): print("a.wav\t%.3f\t%.3f" % (i * .00295, i * .00295 + .5))' >"$T/l"
	wav2fbank -l "$T/l" | cmp - "$T/x"
}

# ---- what is wrong ----

test_beyond_the_end() {
	sound a 3.3
	# Up to 50 ms is only a rounding.
	printf 'start\tend\n1\t3.34\n' >"$T/s"
	wav2fbank --segments "$T/s" "$T/a.wav" >"$T/x"
	is "$T/x" '' 'a#1 1 3.3'
	printf 'start\tend\n1\t3\n\n1\t3.36\n4\t5\n.5\t.51\n' >"$T/s"
	says "s: line 6: .*a.wav: the segment from 0.5 to 0.51 s is shorter than a frame, 400 samples at 16000 Hz" 1 \
	    wav2fbank --segments "$T/s" -o "$T/y" "$T/a.wav"
	[ ! -e "$T/y" ]
	says '3 of 4 segments could not be used' 0 wav2fbank -k --segments "$T/s" -o "$T/y" "$T/a.wav"
	is "$T/y" '' 'a#1 1 3'
	grep -q 's: line 4: .*a.wav: the segment from 1 to 3.36 s is beyond the end of the sound, 3.3 s' "$T/stderr"
	grep -q 's: line 5: .*a.wav: the segment from 4 to 5 s is beyond' "$T/stderr"
	printf 'path\tstart\tend\na.wav\t0\t1\na.wav\t0\t5\n' >"$T/l"
	says 'l: line 3: .*a.wav: the segment from 0 to 5 s is beyond' 1 wav2fbank -l "$T/l"
	# With -k: no segment at all is a failure.
	printf 'start\tend\n4\t5\n' >"$T/s"
	says 'is beyond' 1 wav2fbank -k --segments "$T/s" "$T/a.wav"
}

test_wrong_times() {
	local bad
	sound a
	for bad in "1\t1|line 2: a segment from 1 to 1 s: it must end after its start" \
	    "2\t1|line 2: a segment from 2 to 1 s: it must end" \
	    "-1\t1|line 2: start: -1 is too small" \
	    "x\t1|line 2: start: 'x' is not a number" \
	    "\t1|line 2: start: '' is not a number" \
	    "1\t|line 2: end: '' is not a number" \
	    "1\tnan|line 2: end: 'nan' is not a number" \
	    "0\t3601|line 2: a segment from 0 to 3601 s: it may have at most 3600 s"; do
		printf "start\tend\n${bad%|*}\n" >"$T/s"
		says "s: ${bad#*|}" 1 wav2fbank --segments "$T/s" "$T/a.wav"
		printf "path\tstart\tend\na.wav\t${bad%|*}\n" >"$T/l"
		says "l: ${bad#*|}" 1 wav2fbank -l "$T/l"
	done
	printf 'SPEAKER a 1 1 0 <NA> <NA> x\n' >"$T/s"
	says 's: line 1: a segment from 1 to 1 s' 1 wav2fbank --segments "$T/s" "$T/a.wav"
	printf 'SPEAKER a 1 1 1\n' >"$T/s"
	says 's: line 1: 5 fields, want SPEAKER file channel start duration' 1 wav2fbank --segments "$T/s" "$T/a.wav"
	printf 'SPEAKER a 1 one 1 <NA> <NA> x\n' >"$T/s"
	says "s: line 1: start: 'one' is not a number" 1 wav2fbank --segments "$T/s" "$T/a.wav"
}

test_wrong_tables() {
	sound a
	printf 'begin\tend\n' >"$T/s"
	says "s: no column 'start'; its first row names" 1 wav2fbank --segments "$T/s" "$T/a.wav"
	printf 'start\tfinish\n' >"$T/s"
	says 's: has the column start, so it needs one of end and duration' 1 wav2fbank --segments "$T/s" "$T/a.wav"
	printf 'start\tend\tstop\n' >"$T/s"
	says 's: has both the column end and the column stop' 1 wav2fbank --segments "$T/s" "$T/a.wav"
	printf 'start\tend\tfront\n' >"$T/s"
	says "s: line 1: column 'front' would replace" 1 wav2fbank --segments "$T/s" "$T/a.wav"
	printf 'key\tstart\tend\n\t1\t2\n' >"$T/s"
	says 's: line 2: the key is empty' 1 wav2fbank --segments "$T/s" "$T/a.wav"
	printf 'path\tstart\tend\n\t1\t2\n' >"$T/s"
	says 's: line 2: the path is empty' 1 wav2fbank --segments "$T/s" "$T/a.wav"
	printf 'start\tend\n' >"$T/s"
	says "no segment of 'a'" 1 wav2fbank --segments "$T/s" "$T/a.wav"
	says 'cannot open' 1 wav2fbank --segments "$T/absent" "$T/a.wav"
	: >"$T/s"
	exits 1 wav2fbank --segments "$T/s" "$T/a.wav" 2>"$T/err"
	printf 'path\tstart\na.wav\t1\n' >"$T/l"
	says 'l: has the column start, so it needs one of' 1 wav2fbank -l "$T/l"
	# A duration alone is an attribute, as in any table.
	printf 'path\tduration\na.wav\t3.3\n' >"$T/l"
	wav2fbank -l "$T/l" >"$T/x"
	is "$T/x" duration 'a - - 3.3'
}

test_which_recording() {
	sound a
	sound b
	printf 'start\tend\n0\t1\n' >"$T/s"
	says 's: has no column key or path, so it is of one recording, but several are given' 1 \
	    wav2fbank --segments "$T/s" "$T/a.wav" "$T/b.wav"
	printf 'SPEAKER call 1 1 1 <NA> <NA> x\n' >"$T/s"
	says "s: no segment of 'a'; there are those of 'call'" 1 wav2fbank --segments "$T/s" "$T/a.wav"
	printf 'path\tkey\na.wav\tcall\n' >"$T/l"
	wav2fbank --segments "$T/s" -l "$T/l" >"$T/x"
	is "$T/x" '' 'call#1 1 2'
}

test_keys_that_are_twice() {
	sound a
	mkdir "$T/d"
	cp "$T/a.wav" "$T/d"
	printf 'path\tstart\tend\na.wav\t0\t1\nd/a.wav\t0\t1\n' >"$T/l"
	says "l: line 3: key 'a' belongs to line 2 already, a segment of another file" 1 wav2fbank -l "$T/l"
	wav2fbank --key path -l "$T/l" >"$T/x"
	is "$T/x" '' 'a#1 0 1' 'd/a#1 0 1'
	printf 'path\tstart\tend\tkey\na.wav\t0\t1\tx\na.wav\t0\t1\tx\n' >"$T/l"
	says "l: line 3: key 'x' belongs to line 2 already" 1 wav2fbank -l "$T/l"
	says "l: line 3: key 'x' belongs to line 2 already" 0 wav2fbank -k -l "$T/l" -o "$T/x"
	is "$T/x" '' 'x 0 1'
	# A key of a row that looks like another one's.
	printf 'path\tstart\tend\tkey\na.wav\t0\t1\ta#1\na.wav\t0\t1\t\n' >"$T/l"
	says "l: line 3: key 'a#1' belongs to line 2 already" 1 wav2fbank -l "$T/l"
}

test_combinations() {
	sound a
	printf 'path\tstart\tend\na.wav\t0\t1\n' >"$T/l"
	cp "$T/l" "$T/s"
	says 'only one of -w, -v and --segments' 2 wav2fbank -w 1 --segments "$T/s" x
	says 'l: has the column start, so its rows are segments, which cannot be combined with -w or -v' 2 \
	    wav2fbank -w 1 -l "$T/l"
	says 'so its rows are segments, which cannot be combined with --segments' 2 wav2fbank --segments "$T/s" -l "$T/l"
	says '-o .*s: is an input as well' 2 wav2fbank --segments "$T/s" -o "$T/s" "$T/a.wav"
	wav2fbank --as gain=-6 -l "$T/l" >"$T/x"
	is "$T/x" copy 'a#1 0 1 gain=-6'
}

# A copy of a segment has its place in the changed sound: the frames of the copy of the
# whole recording there.
test_copies_of_segments() {
	local w copy
	sound a
	sound b
	printf 'path\tstart\tend\tlabel\nb.wav\t0\t1\tz\na.wav\t.72\t1.44\tx\na.wav\t1.08\t2.16\ty\n' >"$T/l"
	wav2fbank -l "$T/l" --copies speed=0.9,pad=1+gain=-6,pink=20 >"$T/x"
	rows "$T/x" original,copy,label | sort >"$T/rows"
	{
		for r in 'b#1 0 1 |z' 'a#1 0.72 1.44 |x' 'a#2 1.08 2.16 |y'; do
			for copy in - speed=0.9 pad=1+gain=-6 pink=20; do
				case $copy in
				-)	echo "${r%|*}- - ${r#*|}" ;;
				*)	echo "${r%% *}~${copy//=/} $(echo "${r%|*}" | cut -d ' ' -f 2,3) ${r%% *} $copy ${r#*|}" ;;
				esac
			done
		done
	} | sort | diff - "$T/rows"
	for w in fbank spec; do
		for copy in speed=0.9 pad=1+gain=-6 pink=20; do
			wav2$w -l "$T/l" --copies "$copy" >"$T/x"
			wav2$w --copies "$copy" "$T/a.wav" >"$T/whole"
			/usr/bin/python3 tests/tools/part.py "$T/whole" "a~${copy//=/}" "$T/x" "a#1~${copy//=/}" "$(copied .72 "$copy")"
			/usr/bin/python3 tests/tools/part.py "$T/whole" "a~${copy//=/}" "$T/x" "a#2~${copy//=/}" "$(copied 1.08 "$copy")"
		done
	done
	# The same for any number of threads, and with segments from a file of their own.
	wav2fbank -j 1 -l "$T/l" --copies speed=0.9,pink=20 >"$T/x"
	wav2fbank -j 3 -l "$T/l" --copies speed=0.9,pink=20 | cmp - "$T/x"
	cut -f 2- "$T/l" | sed '2d' >"$T/s"
	wav2fbank --segments "$T/s" --copies speed=0.9 "$T/a.wav" >"$T/x"
	is "$T/x" original 'a#1 0.72 1.44 -' 'a#2 1.08 2.16 -' 'a#1~speed0.9 0.72 1.44 a#1' 'a#2~speed0.9 1.08 2.16 a#2'
	# A segment that cannot be used has no copies, whose frames may be others.
	awk 'BEGIN { print "path\tstart\tend"; for (t = .5; t < 1; t += .0013) printf "a.wav\t%.4f\t%.4f\n", t, t + .027 }' >"$T/l"
	printf 'a.wav\t%s\n' '3\t3.34' '3\t3.348' '3\t3.351' '3\t3.36' '3\t5' | sed 's/\\t/\t/' >>"$T/l"
	wav2fbank -q -k -l "$T/l" --copies speed=0.5,speed=0.9,speed=1.1,speed=2,gain=-3 -o "$T/x" 2>"$T/err"
	tensorinfo -a original "$T/x" | sed 1d | awk -F '\t' '
	$6 == "-" { have[$1] }
	$6 != "-" { copies[$6]++ }
	END {
		for (key in copies)
			if (!(key in have)) {
				print "no " key
				exit 1
			}
		for (key in have)
			n++
		exit n < 50
	}'
	grep -q 'a.wav: the segment from 0.5[0-9]* to 0.5[0-9]* s is shorter than a frame' "$T/err"
	grep -q 'copy speed=1.1: the segment from' "$T/err"
	exits 1 grep 'copy speed=0.5' "$T/err"
	says '--copies and -w cannot be combined' 2 wav2fbank -w 1 --copies gain=1 "$T/a.wav"
	says '--copies and -v cannot be combined' 2 wav2fbank -v --copies gain=1 "$T/a.wav"
	says '--copies and --channel each cannot' 2 wav2fbank --channel each --copies gain=1 -l "$T/l"
}

# A row without times is the whole file, and as one in a list without segments.
test_rows_without_times() {
	sound a
	sound b
	printf 'path\tkey\tstart\tend\na.wav\ta\t\t\na.wav\ts\t1\t2\nb.wav\tb\t\t\n' >"$T/l"
	printf 'path\tkey\na.wav\ta\nb.wav\tb\n' >"$T/whole"
	printf 'path\tkey\tstart\tduration\na.wav\ts\t1\t1\n' >"$T/part"
	for w in 'fbank --copies speed=0.9,pad=1,pink=20' 'fbank --no-snip' prosody spec; do
		# shellcheck disable=SC2086
		wav2$w -l "$T/l" >"$T/x"
		# shellcheck disable=SC2086
		wav2$w -l "$T/whole" >"$T/1"
		# shellcheck disable=SC2086
		wav2$w -l "$T/part" >"$T/2"
		case $w in
		*copies*) rows "$T/x" | has -x 'a~pad1 - -' ;;
		*)	/usr/bin/python3 tests/tools/same.py "$T/x" "$T/1" "$T/2" ;;
		esac
	done
	printf 'path\tstart\tduration\na.wav\t\t\na.wav\t\t\n' >"$T/l"
	wav2fbank -l "$T/l" >"$T/x"
	is "$T/x" '' 'a#1 - -' 'a#2 - -'
	printf 'path\tstart\tduration\na.wav\t\t1\n' >"$T/l"
	says "l: line 2: start: '' is not a number" 1 wav2fbank -l "$T/l"
	printf 'start\tend\n1\t2\n\t\n' >"$T/s"
	wav2fbank --segments "$T/s" "$T/a.wav" >"$T/x"
	is "$T/x" '' 'a#1 1 2' 'a#2 - -'
}

# A file in several rows that follow each other is decoded once, and gives the records
# that each row gives alone.
test_rows_of_one_file() {
	local copies
	sound a
	sound b
	printf 'path\tkey\tlabel\tx\na.wav\ta\tA\t1\na.wav\tb\tB\t\nb.wav\tc\tC\t3\na.wav\td\tD\t\na.wav\te\t\t5\n' >"$T/l"
	for copies in '' speed=0.9,gain=-3 pink=20,speed=0.9; do
		wav2fbank ${copies:+--copies "$copies"} -l "$T/l" >"$T/x"
		for n in 2 3 4 5 6; do
			sed -n "1p;${n}p" "$T/l" >"$T/one"
			wav2fbank ${copies:+--copies "$copies"} -l "$T/one" >"$T/alone.$n"
		done
		/usr/bin/python3 tests/tools/same.py "$T/x" "$T"/alone.?
		wav2fbank -j 3 ${copies:+--copies "$copies"} -l "$T/l" | cmp - "$T/x"
	done
	# Longer than what is kept in memory.
	sound a 400
	printf 'path\tkey\na.wav\ta\na.wav\tb\n' >"$T/l"
	wav2fbank --frame-shift 1 -l "$T/l" >"$T/x"
	for n in 2 3; do
		sed -n "1p;${n}p" "$T/l" >"$T/one"
		wav2fbank --frame-shift 1 -l "$T/one" >"$T/alone.$n"
	done
	/usr/bin/python3 tests/tools/same.py "$T/x" "$T/alone.2" "$T/alone.3"
	# Once: a pipe can be read no second time.
	sound a
	mkfifo "$T/pipe"
	cat "$T/a.wav" >"$T/pipe" &
	sed 's/a.wav/pipe/' "$T/l" >"$T/one"
	timeout 20 wav2fbank -l "$T/one" | tensorinfo | sed 1d | cut -f 1 | tr '\n' ' ' | has -x 'a b '
	# What is wrong with the file is wrong with each row.
	echo nothing >"$T/c.wav"
	printf 'path\tkey\nc.wav\ta\nc.wav\tb\na.wav\tc\na.wav\tc\na.wav\td\n' >"$T/l"
	says 'l: line 2: .*c.wav: ' 1 wav2fbank -l "$T/l"
	says '3 of 5 files could not be used' 0 wav2fbank -k -l "$T/l" -o "$T/x"
	grep -q 'l: line 3: .*c.wav: ' "$T/stderr"
	grep -q "l: line 5: key 'c' belongs to line 4 already" "$T/stderr"
	tensorinfo "$T/x" | sed 1d | cut -f 1 | tr '\n' ' ' | has -x 'c d '
	printf 'path\na.wav\na.wav\n' >"$T/l"
	says "l: line 3: key 'a' belongs to line 2 already; a column 'key'" 1 wav2fbank -l "$T/l"
	says "l: line 3: key 'a' belongs to line 2 already" 0 wav2fbank -k --copies gain=1 -l "$T/l" -o "$T/x"
	tensorinfo "$T/x" | sed 1d | cut -f 1 | tr '\n' ' ' | has -x 'a a~gain1 '
}

# copied SECONDS COPY: where that is in the copy.
copied() {
	case $2 in
	speed=*) awk "BEGIN { print $1 / ${2#speed=} }" ;;
	pad=1*)	awk "BEGIN { print $1 + 1 }" ;;
	*)	echo "$1" ;;
	esac
}

test_damaged_files() {
	sound a
	echo nothing >"$T/b.wav"
	printf 'path\tstart\tend\nb.wav\t0\t1\na.wav\t0\t1\n' >"$T/l"
	says 'l: line 2: .*b.wav: ' 1 wav2fbank -l "$T/l"
	says 'l: line 2: .*b.wav: ' 0 wav2fbank -k -l "$T/l" -o "$T/x"
	is "$T/x" '' 'a#1 0 1'
}
