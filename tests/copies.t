# Copies of the sound: --copies and --as of all wav2X, beside sox; what other
# programs do with copies.  Formulas are in tests/unit/alter.c.

# sound NAME [RATE [SECONDS]]: a chirp with noise, as floats.
sound() {
	sox -R -V1 -n -r "${2:-16000}" -e float -b 32 -c 1 "$T/$1.wav" synth "${3:-1.2}" sine 200-3000 \
	    synth pinknoise mix gain -12
}

# record N STREAM: the N-th record alone, without its key, original and copy.
record() {
	py 'import os
n, r = int(sys.argv[1]), read(sys.argv[2])
a, x = r[n]
for name in ("key", "original", "copy"): a.pop(name, None)
print(sorted(a.items()), x.shape)
sys.stdout.flush()
os.write(1, x.tobytes())' "$1" "$2"
}

test_options() {
	local w
	for w in fbank spec; do
		says "--copies: 'loud=1' is not a change NAME=VALUE of the sound; names are speed, " 2 wav2$w --copies loud=1 x
		says '--copies: speed: 3 is too large' 2 wav2$w --copies speed=0.9,speed=3 x
		says "--copies: 'gain=1' is given twice" 2 wav2$w --copies gain=1,gain=1 x
		says '--as: only one --copies or --as' 2 wav2$w --copies gain=1 --as gain=1 x
		says "--as: 'gain=1,gain=2' is a list" 2 wav2$w --as gain=1,gain=2 x
		says "--copies: '' is not a change" 2 wav2$w --copies '' x
		for same in speed=1 speed=1.00 gain=0 gain=-0 pad=0 vtln=1 speed=1+gain=0; do
			says "--copies: '$same' changes nothing: the copy would be the original once more" 2 \
			    wav2$w --copies speed=0.9,$same x
		done
	done
	sound a
	# Not what does change something, nor in place of the original.
	wav2fbank --copies speed=1+gain=1,gain=0+noise=20,speed=1+room=0 "$T/a.wav" >"$T/x"
	wav2fbank --as gain=0 "$T/a.wav" >"$T/x"
	says '^wav2spec: copy vtln=1.1: vtln: the front end has no vtln-warp' 2 wav2spec --copies vtln=1.1 "$T/a.wav"
}

test_keys_and_attributes() {
	sound a
	sound b
	printf 'path\tlabel\tspeaker\na.wav\tsad\t01\nb.wav\thappy\t\n' >"$T/l.tsv"
	wav2fbank -l "$T/l.tsv" --copies speed=0.9,gain=-10+noise=20 >"$T/x"
	py 'r = [a for a, x in read(sys.argv[1])]
assert [a["key"] for a in r] == ["a", "a~speed0.9", "a~gain-10+noise20", "b", "b~speed0.9", "b~gain-10+noise20"], r
assert [a.get("original") for a in r] == [None, "a", "a", None, "b", "b"]
assert [a.get("copy") for a in r] == [None, "speed=0.9", "gain=-10+noise=20"] * 2
assert [a["label"] for a in r] == ["sad"] * 3 + ["happy"] * 3
assert [a.get("speaker") for a in r] == ["01"] * 3 + [None] * 3
assert len({(a["front"], a["rate"]) for a in r}) == 1' "$T/x"
	# The records of the files themselves are those without copies.
	wav2fbank -l "$T/l.tsv" >"$T/y"
	for n in 0 1; do
		cmp <(record $((3 * n)) "$T/x") <(record $n "$T/y")
	done
}

test_the_original_has_the_same_bytes_at_any_rate() {
	local rate o
	for rate in 8000 11025 44100 48000; do
		sound a $rate
		for o in '-r 16000' '-r 8000' '-r 0'; do
			# shellcheck disable=SC2086
			wav2fbank $o --bins 20 "$T/a.wav" >"$T/x"
			# shellcheck disable=SC2086
			wav2fbank $o --bins 20 --copies speed=0.9,pad=0.1 "$T/a.wav" >"$T/y"
			cmp <(record 0 "$T/x") <(record 0 "$T/y")
		done
	done
}

test_as_is_the_copy_under_the_plain_key() {
	local c n=1
	sound a 44100
	local list=speed=0.9,gain=-20,noise=20,pink=10,babble=10,band=telephone,band=g711,pad=0.3,room=7,vtln=1.1,speed=1.1+noise=10
	wav2fbank --copies "$list" "$T/a.wav" >"$T/x"
	for c in ${list//,/ }; do
		wav2fbank --as "$c" "$T/a.wav" >"$T/y"
		py 'a = read(sys.argv[1])
assert len(a) == 1 and a[0][0]["key"] == "a" and a[0][0]["copy"] == sys.argv[2] and "original" not in a[0][0]' "$T/y" "$c"
		cmp <(record $n "$T/x") <(record 0 "$T/y")
		n=$((n + 1))
	done
}

# near COPY TOLERANCE SOX-OPTION...: the copy is what sox makes of the sound.
near() {
	local copy=$1 tolerance=$2
	shift 2
	sox -R -V1 -D "$T/a.wav" -e float -b 32 "$T/want.wav" "$@"
	wav2spec --as "$copy" "$T/a.wav" >"$T/got.t"
	wav2spec "$T/want.wav" >"$T/want.t"
	py 'a, b = read(sys.argv[1])[0][1], read(sys.argv[2])[0][1]
assert abs(len(a) - len(b)) <= 1, (a.shape, b.shape)
n = min(len(a), len(b))
d = np.abs(a[:n] - b[:n])[3:-3]
loud = b[3:n - 3] > b.max() - 12
print(sys.argv[3], d[loud].mean(), d[loud].max())
assert d[loud].mean() <= float(sys.argv[4])' "$T/got.t" "$T/want.t" "$copy" "$tolerance"
}

test_changes_are_those_of_sox() {
	sound a
	near gain=-10 0.0001 gain -10
	near pad=0.5 0.0001 pad 0.5 0.5
	near speed=0.9 0.05 speed 0.9 rate -h 16000
	near speed=1.1 0.05 speed 1.1 rate -h 16000
	near speed=0.9+gain=-6 0.05 speed 0.9 rate -h 16000 gain -6
	sound a 44100
	near speed=1.1 0.05 speed 1.1 rate -h 44100
}

# The codec alone: 8 kHz, and a sound that the band does not change.
test_the_telephone_has_the_codec_of_sox() {
	sox -R -V1 -n -r 8000 -e float -b 32 -c 1 "$T/a.wav" synth 2 sine 500 sine mix 1700 gain -9
	sox -R -V1 -D "$T/a.wav" -t ul "$T/a.ul"
	sox -R -V1 -D -t ul -r 8000 -c 1 "$T/a.ul" -e float -b 32 "$T/want.wav"
	for f in want a; do
		wav2spec -r 0 "$T/$f.wav" >"$T/$f.t"
	done
	for f in telephone g711; do
		wav2spec -r 0 --as band=$f "$T/a.wav" >"$T/got.t"
		py 'got, want, a = (read(p)[0][1][8:-8] for p in sys.argv[2:])
# Noise of the codec: where the tones are not.
quiet = want.mean(0) < want.max() - 8
quiet[0] = False
if sys.argv[1] == "telephone":
    quiet[:20] = quiet[200:] = False
n, w, o = (np.log(np.exp(x[:, quiet]).mean()) for x in (got, want, a))
print(n, w, o)
assert abs(n - w) < 0.3 and w > o + 1' $f "$T/got.t" "$T/want.t" "$T/a.t"
	done
}

test_same_bytes_for_any_number_of_threads_and_any_order() {
	local i
	for i in 1 2 3 4 5 6 7 8 9; do
		sound s$i 16000 0.$i
	done
	wav2fbank -j 1 --copies speed=0.9,noise=10,pink=10,room=1 "$T"/s?.wav >"$T/x"
	wav2fbank -j 5 --copies speed=0.9,noise=10,pink=10,room=1 "$T"/s?.wav | cmp - "$T/x"
	# By key, whatever else is in the run.
	wav2fbank --copies noise=10 "$T/s9.wav" "$T/s4.wav" >"$T/y"
	py 'x = {a["key"]: v for a, v in read(sys.argv[1])}
for a, v in read(sys.argv[2]): assert (v == x[a["key"]]).all(), a["key"]
assert (x["s4~noise10"][:20] != x["s5~noise10"][:20]).any()' "$T/x" "$T/y"
}

test_the_environment_changes_nothing() {
	sound a 44100
	wav2fbank --copies speed=0.9 "$T/a.wav" >"$T/x"
	SOXR_USE_SIMD=0 SOXR_NUM_THREADS=3 SOXR_COEF_INTERP=1 SOXR_TRACE=1 \
	    wav2fbank --copies speed=0.9 "$T/a.wav" 2>"$T/err" | cmp - "$T/x"
	[ ! -s "$T/err" ]
}

test_a_pipe_and_a_list_from_a_pipe() {
	sound a
	wav2fbank --copies speed=0.9,noise=20 "$T/a.wav" >"$T/x"
	wav2fbank --copies speed=0.9,noise=20 -l <(printf 'path\tkey\n%s\ta\n' "$T/a.wav") | cmp - "$T/x"
	sox "$T/a.wav" -t wav - | wav2fbank --copies speed=0.9,pad=1 - >"$T/y"
	cmp <(record 1 "$T/x") <(record 1 "$T/y")
}

# Features and sound beyond what is kept in memory.
test_a_long_file() {
	sox -R -V1 -n -r 16000 -b 16 "$T/long.wav" synth 400 pinknoise gain -12
	wav2fbank --copies speed=0.9,noise=20 --subtract-mean "$T/long.wav" >"$T/x"
	py 'r = read(sys.argv[1])
assert [x.shape[0] for a, x in r] == [39998, 44442, 39998], [x.shape for a, x in r]
assert all(abs(x.mean(0)).max() < 1e-3 for a, x in r)' "$T/x"
	says 'cannot keep its .* in a temporary file (TMPDIR)' 1 \
	    env TMPDIR="$T/none" wav2fbank --copies noise=20 "$T/long.wav" -o "$T/y"
	[ ! -e "$T/y" ]
}

test_a_file_too_short_for_a_copy() {
	sound a
	sox -R -V1 -n -r 16000 -b 16 "$T/b.wav" synth 0.03 sine 500
	says "^wav2fbank: $T/b.wav: copy speed=2: has 2[34][0-9] samples at 16000 Hz, a frame needs 400" 1 \
	    wav2fbank --copies speed=0.9,speed=2 "$T/a.wav" "$T/b.wav" -o "$T/x"
	[ ! -e "$T/x" ]
	says '^wav2fbank: 1 of 2 files could not be used' 0 \
	    wav2fbank -k --copies speed=0.9,speed=2 "$T/a.wav" "$T/b.wav" -o "$T/x"
	py 'assert [a["key"] for a, x in read(sys.argv[1])] == ["a", "a~speed0.9", "a~speed2"]' "$T/x"
}

test_a_key_that_a_copy_needs() {
	sound a
	cp "$T/a.wav" "$T/a~gain1.wav"
	says "key 'a~gain1' belongs to .*a.wav already" 1 wav2fbank --copies gain=1 "$T/a.wav" "$T/a~gain1.wav" -o "$T/x"
	[ ! -e "$T/x" ]
}

test_a_table_cannot_make_copies() {
	sound a
	local c
	for c in original copy; do
		printf 'path\t%s\na.wav\tb\n' $c >"$T/l.tsv"
		says "column '$c'" 1 wav2fbank -l "$T/l.tsv" -o "$T/x"
		[ ! -e "$T/x" ]
	done
}
