# Windows and utterances of recordings: -w, -s, -v of all wav2X.

# sound NAME [SECONDS [RATE]]: a chirp with noise.
sound() {
	sox -R -V1 -n -r "${3:-16000}" -b 16 -c 1 "$T/$1.wav" synth "${2:-3.3}" sine 120-240 \
	    synth pinknoise mix gain -12
}

test_options() {
	local w
	for w in fbank spec prosody; do
		says '-s: windows need a length, -w' 2 wav2$w -s 1 x
		says 'only one of -w, -v and --segments' 2 wav2$w -w 1 -v x
		says '--vad-threshold: is for utterances, -v' 2 wav2$w --vad-threshold .4 x
		says '--vad-threshold: .1 is too small' 2 wav2$w -v --vad-threshold .1 x
		says '--vad-speech-pad-ms: 1e6 is too large' 2 wav2$w -v --vad-speech-pad-ms 1e6 x
		says '--copies and -w cannot be combined' 2 wav2$w --copies gain=1 -w 1 x
		says '--copies and -v cannot be combined' 2 wav2$w --copies gain=1 --utterances x
		says '-w: 3601 is too large, at most 3600' 2 wav2$w -w 3601 x
		says '-w: 0 is too small' 2 wav2$w -w 0 x
		says '-s: 0 is too small' 2 wav2$w -w 1 -s 0 x
	done
	says 'a window of 0.02 s has 320 samples at 16000 Hz, a frame needs 400' 2 wav2fbank -w .02 x
	sound a 1 8000
	says 'a.wav: a window of 0.02 s has 160 samples at 8000 Hz, a frame needs 200' 1 \
	    wav2fbank -r 0 -w .02 "$T/a.wav"
}

# A single window has the bytes of the record of the whole file.
test_one_window_is_the_file() {
	local o n=0
	sound a
	sound b 1.2345 11025
	for o in fbank 'fbank --no-snip' 'fbank --subtract-mean' 'fbank -r 0' spec 'spec --no-snip' prosody \
	    'prosody --snip' 'prosody --subtract-mean' 'prosody --frame-shift 12.5' 'fbank --frame-shift 3 --frame-length 10.5'; do
		n=$((n + 1))
		# shellcheck disable=SC2086
		wav2$o "$T/a.wav" "$T/b.wav" >"$T/$n.whole"
		# shellcheck disable=SC2086
		wav2$o -w 100 "$T/a.wav" "$T/b.wav" >"$T/$n.one"
	done
	py 'for n in range(1, 12):
    a, b = read("%s/%d.whole" % (sys.argv[1], n)), read("%s/%d.one" % (sys.argv[1], n))
    assert len(a) == len(b) == 2
    for (p, x), (q, y), s in zip(a, b, ("3.3", "1.2345")):
        assert q.pop("start") == "0" and abs(float(q.pop("stop")) - float(s)) < 2e-4, q
        assert q.pop("key") == p.pop("key") + "#1"
        assert p == q and x.tobytes() == y.tobytes(), n' "$T"
}

# Which windows there are, and the frames of each, by the definition.
test_windows_are_those_of_the_page() {
	local o d ws n=0
	for d in 3.3 3 2.9999 0.7 0.3; do
		sound $d $d
		for o in '' --no-snip '--frame-shift 7 --frame-length 20'; do
			n=$((n + 1))
			# shellcheck disable=SC2086
			wav2fbank $o "$T/$d.wav" >"$T/whole-$n"
			for ws in '1 1' '1 .3' '.333 .25' '.5 2' '3 .01' '0.0625 .5'; do
				# shellcheck disable=SC2086,SC2046
				wav2fbank $o $(printf -- '-w %s -s %s' $ws) "$T/$d.wav" >"$T/windows-$n-${ws/ /-}"
				echo "$T/whole-$n,$T/windows-$n-${ws/ /-},${ws/ /,},$d,$o" >>"$T/cases"
			done
		done
	done
	py 'import os, wave
T = os.environ["T"]
cases = [line.rstrip("\n").split(",") for line in open(T + "/cases")]
assert len(cases) == 90
for whole, part, w, s, name, o in cases:
    (_, x), = read(whole)
    windows = read(part)
    w, s = float(w), float(s)
    snip, W, H = "--no-snip" not in o, 400, 160
    if "--frame-shift" in o: W, H = 320, 112
    S = wave.open(T + "/" + name + ".wav").getnframes()
    want, k = [], 0
    while round((k * s + w) * 16000) <= S:
        want.append((k * s, k * s + w)); k += 1
    a = round(k * s * 16000)
    if k == 0 or (round(want[-1][1] * 16000) < S and a < S and 2 * (S - a) >= round((k * s + w) * 16000) - a):
        want.append((k * s, S / 16000))
    assert len(want) == len(windows), (part, len(want), len(windows))
    for n, ((start, stop), (at, y)) in enumerate(zip(want, windows)):
        assert at["key"] == "%s#%d" % (name, n + 1)
        assert abs(float(at["start"]) - start) < 6e-5 and abs(float(at["stop"]) - stop) < 6e-5, (part, at, start, stop)
        a, b = round(start * 16000), round(stop * 16000)
        if snip:
            f = [t for t in range(len(x)) if t * H >= a and t * H + W <= b]
        else:
            f = [t for t in range(len(x)) if a < t * H + H // 2 <= b]
        assert len(f) == len(y), (part, start, stop, len(f), len(y))
        assert (x[f[0]:f[-1] + 1] == y).all(), part'
}

# The same from a pipe in pieces of any size, and for any number of threads.
test_pipes_and_threads() {
	local i
	sound a 7
	sound b 2 8000
	sound c 0.4
	for w in fbank prosody; do
		wav2$w -j 1 -w 1 -s .25 "$T/a.wav" >"$T/one"
		for i in 1 999 100000; do
			py 'd = open(sys.argv[1], "rb").read()
n = int(sys.argv[2])
n = n if n > 1 else len(d)
for i in range(0, len(d), n):
    sys.stdout.buffer.write(d[i:i + n]); sys.stdout.flush()' "$T/a.wav" $i |
			    wav2$w -w 1 -s .25 - >"$T/pipe"
			py 'a, b = read(sys.argv[1]), read(sys.argv[2])
assert len(a) == len(b) == 25
for (p, x), (q, y) in zip(a, b):
    assert q.pop("key").replace("stdin", "a") == p.pop("key")
    assert p == q and x.tobytes() == y.tobytes()' "$T/one" "$T/pipe"
		done
		wav2$w -j 1 -w .5 "$T"/[abc].wav >"$T/1"
		for i in 2 3 7; do
			wav2$w -j $i -w .5 "$T"/[abc].wav | cmp - "$T/1"
		done
	done
}

# A window does not depend on what follows it, not even its pitch: sound that
# was recorded up to half a frame after it gives the same record.
test_nothing_after_a_window_matters() {
	local w
	sound a 4
	for w in prosody fbank; do
		wav2$w -w 1.5 -s .5 "$T/a.wav" >"$T/all"
		for s in 1.5 2 2.5; do
			sox -V1 "$T/a.wav" "$T/cut.wav" trim 0 "$(py 'print(float(sys.argv[1]) + .03)' $s)"
			wav2$w -w 1.5 -s .5 "$T/cut.wav" >"$T/some"
			py 'a, b = read(sys.argv[1]), read(sys.argv[2])
n = round((float(sys.argv[3]) - 1.5) / .5) + 1
for (p, x), (q, y) in zip(a[:n], b[:n]):
    p.pop("key"), q.pop("key")
    assert p == q and x.tobytes() == y.tobytes(), p' "$T/all" "$T/some" $s
		done
	done
}

# A window arrives while the sound goes on.
test_windows_are_written_while_the_sound_comes() {
	local w
	sound a 3
	for w in fbank prosody; do
		rm -f "$T/fifo"
		mkfifo "$T/fifo"
		wav2$w -w 1 - <"$T/fifo" >"$T/out" &
		exec 9>"$T/fifo"
		# A second and 30 ms, or 32 in whole blocks of 100 ms.
		head -c $((44 + 2 * 17600)) "$T/a.wav" >&9
		for _ in $(seq 100); do
			[ -s "$T/out" ] && break
			sleep .05
		done
		grep -a -q 'key stdin#1' "$T/out"
		exits 1 grep -a -q 'key stdin#2' "$T/out"
		tail -c +$((45 + 2 * 17600)) "$T/a.wav" >&9
		exec 9>&-
		wait $!
		grep -a -q 'key stdin#3' "$T/out"
	done
}

test_mean_of_a_window() {
	sound a 2
	wav2fbank -w 1 "$T/a.wav" >"$T/x"
	wav2fbank --subtract-mean -w 1 -s .1 "$T/a.wav" >"$T/y"
	py 'a = {p["start"]: x for p, x in read(sys.argv[1])}
n = 0
for p, y in read(sys.argv[2]):
    assert abs(y.mean(0)).max() < 1e-5
    if p["start"] in a:
        x = a[p["start"]]; n += 1
        assert abs(x - x.mean(0, dtype=float) - y).max() < 1e-5
assert n == 2' "$T/x" "$T/y"
}

test_columns_of_a_list_and_other_attributes_stay() {
	sound a 2
	printf 'path\tkey\tlabel\tspeaker\na.wav\tcall\tsad\t01\n' >"$T/l.tsv"
	wav2fbank -w .8 -l "$T/l.tsv" >"$T/x"
	py 'r = [a for a, x in read(sys.argv[1])]
assert [(a["key"], a["start"], a["stop"]) for a in r] == [("call#1", "0", "0.8"), ("call#2", "0.8", "1.6"),
    ("call#3", "1.6", "2")], r
assert all(list(a)[:5] == ["key", "label", "speaker", "start", "stop"] for a in r), r
assert all((a["label"], a["speaker"]) == ("sad", "01") for a in r)' "$T/x"
}

test_the_changed_sound() {
	sound a 2
	wav2fbank --as speed=2 -w .4 "$T/a.wav" | tensorinfo >"$T/info"
	[ "$(grep -c '^a#' "$T/info")" = 3 ]
	grep -q 'copy speed=2' "$T/info" || grep -q 'copy=speed=2' "$T/info"
}

# ---- what cannot be used ----

test_files_without_a_window() {
	sox -V1 -n -r 16000 -b 16 "$T/short.wav" synth 300s sine 200
	sound a 2
	says 'short.wav: has 100 samples at 16000 Hz, a frame needs 400' 1 wav2fbank -w 1 "$T/short.wav"
	says 'short.wav: has 100 samples' 0 wav2fbank -k -w 1 -o "$T/x" "$T/short.wav" "$T/a.wav"
	[ "$(tensorinfo "$T/x" | grep -c '^a#')" = 2 ]
	says '1 of 2 files could not be used' 0 wav2fbank -k -w 1 "$T/short.wav" "$T/a.wav" >"$T/x"
}

# Damage at the end: without -k no file appears; with -k the windows before it
# stay, and the next file follows.
test_damage_after_windows() {
	sound a 60
	sound b 12
	head -c 1500000 "$T/a.wav" >"$T/cut.wav"
	says 'cut.wav: cut short' 1 wav2fbank -w 6 -o "$T/x" "$T/cut.wav" "$T/b.wav"
	[ ! -e "$T/x" ]
	says 'cut.wav: cut short' 0 wav2fbank -k -w 6 -o "$T/x" "$T/cut.wav" "$T/b.wav"
	tensorinfo "$T/x" | grep -o '^[a-z]*#[0-9]*' | tr '\n' ' ' | grep -x 'cut#1 cut#2 cut#3 cut#4 cut#5 cut#6 cut#7 b#1 b#2 '
	# To a pipe, too, there is no end record.
	wav2fbank -w 1 "$T/cut.wav" >"$T/x" 2>"$T/err" || true
	says 'cut\|ends' 1 tensorinfo "$T/x"
}

test_keys_that_are_twice() {
	sound a 2
	mkdir "$T/d"
	cp "$T/a.wav" "$T/d"
	says "key 'a' belongs to .*a.wav already" 1 wav2fbank -w 1 "$T/a.wav" "$T/d/a.wav"
	says "key 'a' belongs to .*a.wav already" 0 wav2fbank -k -w 1 "$T/a.wav" "$T/d/a.wav" >"$T/x"
	[ "$(tensorinfo "$T/x" | grep -c '^a#')" = 2 ]
}

test_full_output() {
	sound a 3
	full wav2fbank -w .1 -s .01 "$T/a.wav"
}

# Many windows of many files are more than the queues hold.
test_more_windows_than_fit() {
	local i
	sound a 30
	for i in 1 2 3 4 5 6 7 8; do cp "$T/a.wav" "$T/a$i.wav"; done
	wav2spec -j 4 -w 10 -s .1 "$T"/a[1-8].wav | tensorinfo | grep -c '^a' | grep -x $((8 * 201))
}

# ---- the filters and tables after it ----

# A model of three layers for 12 frames of the bins of wav2fbank, see cnneval.t.
model() {
	tests/tools/mktensor "key=model;frames=12;bins=23;labels=angry	happy	sad;$1;target=label;shape=3;network=conv 4 3 stride 2\\; relu\\; maxpool 2\\; dense classes|*5" \
	    "key=1.conv.weight;shape=3,23,4|#1" "key=1.conv.bias;shape=4|#11" \
	    "key=4.dense.weight;shape=8,3|#21" "key=4.dense.bias;shape=3|#31"
}

test_filters_keep_the_attributes() {
	sound a 3
	wav2prosody -w 1 -s .5 "$T/a.wav" >"$T/x"
	for f in trim deltas functionals 'zscore -g key' 'padcut -n 50'; do
		# shellcheck disable=SC2086
		$f <"$T/x" >"$T/y"
		py 'a, b = read(sys.argv[1]), read(sys.argv[2])
assert len(a) == len(b) == 5
for (p, _), (q, _) in zip(a, b):
    assert [p[n] for n in ("key", "start", "stop")] == [q[n] for n in ("key", "start", "stop")]' "$T/x" "$T/y"
	done
	wav2fbank --no-snip -w 1 -s .5 "$T/a.wav" >"$T/z"
	tensorpaste "$T/x" "$T/z" >"$T/y"
	[ "$(tensorinfo -a start,stop "$T/y" | grep -c '^a#')" = 5 ]
}

test_columns_of_the_table() {
	local front
	sound a 3
	printf 'path\tlabel\tspeaker\na.wav\tsad\t01\n' >"$T/l.tsv"
	wav2fbank -w 1 -l "$T/l.tsv" >"$T/x"
	front=$(py 'print(read(sys.argv[1])[0][0]["front"])' "$T/x")
	model "front=$front" >"$T/m"
	cnneval -m "$T/m" "$T/x" >"$T/plain"
	cnneval -a start,stop,nothing -m "$T/m" "$T/x" >"$T/table"
	head -1 "$T/table" | has -x '# key	start	stop	nothing	label	predicted	angry	happy	sad	speaker'
	[ "$(sed -n 2p "$T/table" | cut -f 1-5)" = 'a#1	0	1	-	sad' ]
	[ "$(sed -n 4p "$T/table" | cut -f 1-5)" = 'a#3	2	3	-	sad' ]
	cut -s -f 1,5- "$T/table" | cmp - <(grep -P '\t' "$T/plain")
	# Scores and fusions of such tables are those without the columns.
	confmat -q "$T/table" | cmp - <(confmat -q "$T/plain")
	fuse "$T/plain" "$T/plain" >"$T/f"
	fuse "$T/table" "$T/plain" >"$T/g"
	[ "$(head -1 "$T/g")" = "$(head -1 "$T/table")" ]
	cut -s -f 1,5- "$T/g" | cmp - <(grep -P '\t' "$T/f")
	cut -s -f 1-5 "$T/g" | cmp - <(cut -s -f 1-5 "$T/table")
	# Also where the rows are in another order, and the table is the second.
	{ head -1 "$T/table"; sed -n '2,4p' "$T/table" | tac; sed -n '5,$p' "$T/table"; } >"$T/back"
	fuse b="$T/plain" a="$T/back" >"$T/h"
	cmp "$T/g" "$T/h"
	fuse "$T/back" "$T/plain" | sed -n 2p | has '^a#3	2	3'
}

test_names_of_columns() {
	says "-a: there is a column 'speaker' anyway" 2 cnneval -m m -a start,speaker x
	says "-a: 'Start' cannot be the name of an attribute" 2 cnneval -m m -a Start x
	says "-a: '' cannot be" 2 cnneval -m m -a '' x
	says "-a: 'start' is named twice" 2 cnneval -m m -a start,stop,start x
	says "-a: 'start' is named twice" 2 cnneval -m m -a start,start x
	sound a 1
	wav2fbank "$T/a.wav" >"$T/x"
	model "front=$(py 'print(read(sys.argv[1])[0][0]["front"])' "$T/x")" >"$T/m"
	cnneval -a rate -m "$T/m" "$T/x" | sed -n 2p | has '^a	100	-	'
}

# Rows arrive while the sound goes on.
test_rows_are_live() {
	sound a 3
	wav2fbank "$T/a.wav" >"$T/x"
	model "front=$(py 'print(read(sys.argv[1])[0][0]["front"])' "$T/x")" >"$T/m"
	mkfifo "$T/fifo"
	wav2fbank -w 1 - <"$T/fifo" | cnneval -a start,stop -m "$T/m" 2>"$T/err" | cat >"$T/out" &
	exec 9>"$T/fifo"
	head -c $((44 + 2 * 17600)) "$T/a.wav" >&9
	for _ in $(seq 100); do
		grep -q '^stdin#1	0	1	' "$T/out" && break
		sleep .05
	done
	grep -q '^stdin#1	0	1	' "$T/out"
	exits 1 grep -q '^stdin#2' "$T/out"
	tail -c +$((45 + 2 * 17600)) "$T/a.wav" >&9
	exec 9>&-
	wait $!
	[ "$(grep -c '^stdin#' "$T/out")" = 3 ]
}

# The row of the window if there is one, else that of the recording.
test_labels_of_windows() {
	sound a 3
	cp "$T/a.wav" "$T/b#2.wav"
	wav2fbank -w 1 "$T/a.wav" "$T/b#2.wav" >"$T/x"
	wav2fbank "$T/b#2.wav" >>"$T/x"
	printf 'key\tlabel\na\tsad\na#2\thappy\nb\tangry\n' >"$T/t.tsv"
	says '4 records are not in .*t.tsv and were dropped' 0 labeljoin -o "$T/y" "$T/t.tsv" "$T/x"
	says '1 of 3 keys are not in' 0 labeljoin -o "$T/y" "$T/t.tsv" "$T/x"
	py 'assert [(a["key"], a["label"]) for a, _ in read(sys.argv[1])] == [("a#1", "sad"), ("a#2", "happy"), ("a#3", "sad")]' "$T/y"
	printf 'key\tlabel\nb#2\tangry\n' >"$T/t.tsv"
	labeljoin -o "$T/y" "$T/t.tsv" "$T/x" 2>"$T/err"
	py 'assert [a["key"] for a, _ in read(sys.argv[1])] == ["b#2#1", "b#2#2", "b#2#3", "b#2"]' "$T/y"
}
