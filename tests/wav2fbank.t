# wav2fbank: values are compared with torchaudio's where shared/ is there
# (golden), with float64 sums in tests/unit/fbank.c, and here with each other.
# Sound is made by sox, or byte by byte by python.

# sound NAME [SECONDS [RATE]]: a chirp with noise as 16-bit WAV.
sound() {
	sox -R -V1 -n -r "${3:-16000}" -b 16 -c 1 "$T/$1.wav" synth "${2:-1}" sine 200-3000 gain -6
}

# features FILE [OPTION...]: the stream on stdout, with the key k whatever FILE is.
features() {
	local file=$1
	shift
	printf 'path\tkey\n%s\tk\n' "$file" >"$T/features.tsv"
	wav2fbank -l "$T/features.tsv" "$@"
}

# as_stdin FILE [OPTION...]: the same with the key stdin.
as_stdin() {
	local file=$1
	shift
	printf 'path\tkey\n%s\tstdin\n' "$file" >"$T/features.tsv"
	wav2fbank -l "$T/features.tsv" "$@"
}

# wave NAME FORMAT-TAG BITS 'PYTHON EXPRESSION OF BYTES': a WAV file by hand.
wave() {
	/usr/bin/python3 - "$T/$1.wav" "$2" "$3" "$4" <<-'EOF'
	import struct, sys
	import numpy as np
	path, tag, bits, code = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
	data = eval(code)
	fmt = struct.pack("<HHIIHH", tag, 1, 16000, 16000 * bits // 8, bits // 8, bits)
	body = b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", len(data)) + data
	open(path, "wb").write(b"RIFF" + struct.pack("<I", len(body)) + body)
	EOF
}

test_options() {
	common_options wav2fbank
	says 'no audio file' 2 wav2fbank
	says "--key: 'base' is neither path nor name" 2 wav2fbank --key base x
	says 'the files are those of the list' 2 wav2fbank -l x y
	says '-j: ' 2 wav2fbank -j 0 x
	says '--bins: ' 2 wav2fbank --bins 0 x
	says '--window: .*povey' 2 wav2fbank --window kaiser x
	says 'rate: ' 2 wav2fbank -r -1 x
	says 'half the sample rate' 2 wav2fbank --high 9000 x
	says 'is not a type' 2 wav2fbank -t a-name-that-is-far-too-long x
	says '--front: ' 2 wav2fbank --front nonsense x
	says 'is made by wav2spec' 2 wav2fbank --front 'spec rate=16000' x
	says "--front: .*'bins' is given twice" 2 wav2fbank --front 'fbank bins=40 bins=41' x
	says "--front: .*'mfcc' is not a kind of features; .* fbank, prosody, spec" 2 wav2fbank --front 'mfcc rate=8000' x
	says '--front sets all parameters, so it must come before --bins' 2 \
	    wav2fbank --bins 40 --front 'fbank bins=30' x
	[ ! -s "$T/stdout" ]
}

# The table of parameters is the source of the options, their help and the line.
test_every_parameter_has_an_option_and_a_default() {
	local name kind
	for kind in fbank spec; do
		sound a 0.1
		wav2$kind "$T/a.wav" >"$T/x"
		wav2$kind --help >"$T/help"
		py 'print(*read(sys.argv[1])[0][0]["front"].split()[1:], sep="\n")' "$T/x" >"$T/pairs"
		[ "$(wc -l <"$T/pairs")" -ge 13 ]
		while IFS="=" read -r name value; do
			case $value in
			[01])	grep -qE -- "--(no-|subtract-|)$name( |$)" "$T/help" ;;
			*)	tr -s ' \n' ' ' <"$T/help" | sed 's/ -/\n-/g' | has -e "--$name .*($value)" ;;
			esac || { echo "$kind: $name=$value"; cat "$T/help"; return 1; }
		done <"$T/pairs"
	done
}

test_front_line_then_options() {
	sound a
	wav2fbank --front 'fbank bins=40 low=100' --bins 30 "$T/a.wav" >"$T/x"
	wav2fbank --low 100 --bins 30 "$T/a.wav" | cmp - "$T/x"
}

test_golden() {
	tests/golden/compare.py tests/golden/fbank
}

# The same with more sounds, speech among them.
test_golden_of_many_sounds() {
	needs "$SHARED/golden/fbank/cases.tsv"
	tests/golden/compare.py "$SHARED/golden/fbank"
}

test_shape_and_attributes() {
	sound a 1
	wav2fbank "$T/a.wav" >"$T/x"
	py 'a, x = read(sys.argv[1])[0]
assert x.shape == (98, 23), x.shape
assert list(a) == ["key", "rate", "front"], a
assert a["key"] == "a" and a["rate"] == "100"
assert a["front"].startswith("fbank rate=16000 scale=1 frame-length=25 frame-shift=10 window=povey ")' "$T/x"
	wav2fbank --frame-shift 12.5 --bins 40 "$T/a.wav" >"$T/x"
	py 'a, x = read(sys.argv[1])[0]
assert x.shape == (79, 40) and a["rate"] == "80" and " bins=40 " in a["front"]' "$T/x"
}

test_front_line_repeats_itself() {
	sound a
	wav2fbank --bins 30 --window hamming --no-dc --scale int16 --energy --htk \
	    --vtln-warp 0.9 --energy-floor 0.5 --no-snip "$T/a.wav" >"$T/x"
	wav2fbank --front "$(py 'print(read(sys.argv[1])[0][0]["front"])' "$T/x")" \
	    "$T/a.wav" | cmp - "$T/x"
}

# model FRONT: what -m needs of a model, and a parameter.
model() {
	tests/tools/mktensor "key=model;front=$1;frames=12;shape=1|0" 'key=p;shape=1|1'
}

test_front_end_of_a_model() {
	sound a
	wav2fbank --bins 30 --window hamming -r 8000 --energy --no-snip "$T/a.wav" >"$T/want"
	model "$(py 'print(read(sys.argv[1])[0][0]["front"])' "$T/want")" >"$T/m 1"
	wav2fbank -m "$T/m 1" "$T/a.wav" | cmp - "$T/want"
	wav2fbank "$T/a.wav" -q -j 1 -m "$T/m 1" -o "$T/x"
	cmp "$T/x" "$T/want"
	# Only its first record is wanted: a pipe does as well.
	wav2fbank -m <(cat "$T/m 1") "$T/a.wav" | cmp - "$T/want"
}

test_model_that_does_not_suit() {
	sound a
	model 'fbank bins=30' >"$T/m"
	cp "$T/m" "$T/copy"
	for o in '--bins 40' '--bins 30' '-r 8000' '--no-dc' '--front fbank'; do
		# shellcheck disable=SC2086
		says "^wav2fbank: -m takes all parameters from the model, --[a-z-]* sets them too" \
		    2 wav2fbank $o -m "$T/m" "$T/a.wav" >"$T/x"
		[ ! -s "$T/x" ]
	done
	says 'a model cannot be standard input' 2 wav2fbank -m - "$T/a.wav"
	says "is an input as well" 2 wav2fbank -m "$T/m" -o "$T/m" "$T/a.wav"
	cmp "$T/m" "$T/copy"
	model 'spec rate=16000' >"$T/spec"
	says "^wav2fbank: $T/spec: the front end has no stage 'fbank'; it has: spec" \
	    1 wav2fbank -m "$T/spec" "$T/a.wav" -o "$T/new"
	model 'fbank colour=red' >"$T/later"
	says "^wav2fbank: $T/later: front end: colour: .*no parameter" 1 wav2fbank -m "$T/later" "$T/a.wav" -o "$T/new"
	model 'f 1' >"$T/other"
	says "^wav2fbank: $T/other: .*no stage 'fbank'; it has: f" 1 wav2fbank -m "$T/other" "$T/a.wav" -o "$T/new"
	tests/tools/mktensor 'key=model;shape=1|0' >"$T/bare"
	says "^wav2fbank: $T/bare: the model has no attribute 'front'" 1 wav2fbank -m "$T/bare" "$T/a.wav" -o "$T/new"
	wav2fbank "$T/a.wav" >"$T/stream"
	says "^wav2fbank: $T/stream: the first record is 'a', not 'model': this is not a model" \
	    1 wav2fbank -m "$T/stream" "$T/a.wav" -o "$T/new"
	says "^wav2fbank: $T/none: " 1 wav2fbank -m "$T/none" "$T/a.wav" -o "$T/new"
	tests/tools/mktensor >"$T/empty"
	says "^wav2fbank: $T/empty: there is no record in it" 1 wav2fbank -m "$T/empty" "$T/a.wav" -o "$T/new"
	head -c 100 "$T/m" >"$T/cut"
	says "^wav2fbank: $T/cut: " 1 wav2fbank -m "$T/cut" "$T/a.wav" -o "$T/new"
	[ ! -e "$T/new" ]
}

test_any_lossless_type_gives_the_same_bytes() {
	local t
	sound a
	features "$T/a.wav" >"$T/want"
	for t in flac aiff aifc au; do
		sox -V1 "$T/a.wav" "$T/b.$t"
		features "$T/b.$t" | cmp - "$T/want"
	done
	for t in sph caf w64 paf; do
		sox -V1 "$T/a.wav" "$T/b.$t"
		features "$T/b.$t" -t $t | cmp - "$T/want"
	done
	for t in '-b 24' '-b 32' '-e float -b 32' '-e float -b 64' '-c 2' '-c 7'; do
		sox -D -V1 "$T/a.wav" $t "$T/b.wav"
		features "$T/b.wav" | cmp - "$T/want"
	done
	sox -V1 "$T/a.wav" -e float -b 32 "$T/b.au"
	features "$T/b.au" | cmp - "$T/want"
}

test_every_16_bit_value_is_exact() {
	# Without a window and a transform to blur it: rectangular frames of two
	# samples, the power of bin 0 is (a + b)^2.
	wave s 1 16 'np.repeat(np.arange(-32768, 32768), 2).astype("<i2").tobytes()'
	wav2spec --frame-length 0.125 --frame-shift 0.125 --window rectangular --no-dc \
	    --preemphasis 0 --no-raw-energy --energy-floor 0 "$T/s.wav" >"$T/x"
	py 'x = read(sys.argv[1])[0][1]
s = np.arange(-32768, 32768) / 32768
want = np.log(np.maximum(2 * s * s, 1.1920929e-07))
assert x.shape == (65536, 2) and abs(x[:, 0] - want).max() < 2e-6, abs(x[:, 0] - want).max()' "$T/x"
}

test_8_bit() {
	wave a 1 8 'np.tile(np.arange(256), 8).astype("u1").tobytes()'
	wave b 1 16 '((np.tile(np.arange(256), 8) - 128) * 256).astype("<i2").tobytes()'
	features "$T/a.wav" >"$T/x"
	features "$T/b.wav" | cmp - "$T/x"
}

test_channels_are_averaged() {
	sox -R -V1 -n -r 16000 -b 16 "$T/l.wav" synth 1 sine 300 gain -6
	sox -R -V1 -n -r 16000 -b 16 "$T/r.wav" synth 1 sine 1000 gain -6
	sox -V1 -M "$T/l.wav" "$T/r.wav" "$T/st.wav"
	/usr/bin/python3 - "$T" <<-'EOF'
	import sys, wave
	import numpy as np
	d = sys.argv[1]
	x = [np.frombuffer(wave.open(f"{d}/{n}.wav").readframes(16000), "<i2") for n in "lr"]
	y = ((x[0].astype(float) + x[1]) / 2 / 32768).astype("<f4")
	open(f"{d}/mean.f32", "wb").write(y.tobytes())
	EOF
	sox -V1 -t f32 -r 16000 -c 1 "$T/mean.f32" -e float -b 32 "$T/mean.wav"
	features "$T/st.wav" >"$T/x"
	features "$T/mean.wav" | cmp - "$T/x"
}

test_resampling() {
	local rate
	sound a 1 16000
	wav2fbank "$T/a.wav" >"$T/want"
	for rate in 8000 11025 22050 44100 48000 96000 192000; do
		sox -R -V1 -n -r $rate -b 24 -c 1 "$T/b.wav" synth 1 sine 200-3000 gain -6
		wav2fbank "$T/b.wav" >"$T/x"
		py 'x, y = (read(f)[0][1] for f in sys.argv[1:])
assert x.shape == y.shape, (x.shape, y.shape)
loud = x > x.max(axis=1, keepdims=True) - 4
assert abs(x - y)[loud].max() < 0.06, (abs(x - y)[loud].max())' "$T/want" "$T/x" ||
		    { echo "rate $rate"; return 1; }
		wav2fbank -r 0 "$T/b.wav" >"$T/x"
		py 'a, x = read(sys.argv[1])[0]
assert f"rate={sys.argv[2]} " in a["front"], a' "$T/x" $rate
	done
}

# SoX has the same filter; and what soxr would read of the environment changes
# nothing.
test_resampling_is_that_of_sox() {
	sox -R -V1 -n -r 48000 -b 16 -c 1 "$T/a.wav" synth 2 pinknoise gain -6
	sox -R -V1 "$T/a.wav" -e float -b 32 -r 16000 "$T/b.wav" rate -h
	wav2fbank "$T/a.wav" >"$T/x"
	wav2fbank "$T/b.wav" >"$T/y"
	py 'x, y = (read(f)[0][1] for f in sys.argv[1:])
assert x.shape == y.shape and abs(x - y).max() < 0.01, abs(x - y).max()' "$T/x" "$T/y"
	SOXR_USE_SIMD=0 SOXR_COEF_INTERP=0 SOXR_MIN_DFT_SIZE=15 wav2fbank "$T/a.wav" | cmp - "$T/x"
}

test_full_scale_survives_resampling() {
	# A square wave overshoots when it is filtered: it must not be clipped.
	sox -R -V1 -n -r 48000 -b 16 -c 1 "$T/a.wav" synth 1 square 1000
	sox -V1 "$T/a.wav" "$T/b.wav" vol 0.25
	wav2fbank "$T/a.wav" >"$T/x"
	wav2fbank "$T/b.wav" >"$T/y"
	py 'x, y = (read(f)[0][1] for f in sys.argv[1:])
loud = x > x.max(axis=1, keepdims=True) - 8
assert abs(x - y - np.log(16))[loud].max() < 0.02' "$T/x" "$T/y"
}

test_pipes() {
	local t
	sound a 20
	printf 'path\tkey\n%s\tstdin\n' "$T/a.wav" >"$T/l.tsv"
	wav2fbank -l "$T/l.tsv" >"$T/want"
	for t in wav au aiff flac; do
		sox -V1 "$T/a.wav" "$T/b.$t"
		cat "$T/b.$t" | wav2fbank - | cmp - "$T/want"
		wav2fbank - <"$T/b.$t" | cmp - "$T/want"
	done
	# At another rate.
	wav2fbank -r 11025 - <"$T/a.wav" >"$T/want11"
	cat "$T/a.wav" | wav2fbank -r 11025 - | cmp - "$T/want11"
	# A header written before the length is known.
	sox -V1 "$T/a.wav" -t raw - | sox -V1 -t raw -r 16000 -e signed -b 16 -c 1 - -t wav - |
	    wav2fbank - | cmp - "$T/want"
	# A producer that dribbles: the type must still be found.
	{ for i in $(seq 0 29); do dd if="$T/a.wav" bs=10 skip=$i count=1 status=none; sleep 0.01; done
	    tail -c +301 "$T/a.wav"; } | wav2fbank - | cmp - "$T/want"
	# One that says everything at once and less than libsox looks at.
	wave s 1 8 '(128 + 100 * np.sin(np.arange(200))).astype("u1").tobytes()'
	cat "$T/s.wav" | fed says 'has 200 samples' 1 wav2fbank -
	cat "$T/s.wav" | wav2fbank --frame-length 10 - | tensorinfo | has stdin
}

test_wav_of_unknown_length() {
	local lengths
	sound a 2
	as_stdin "$T/a.wav" >"$T/want"
	# ffmpeg, arecord, others, sox, and those that leave 0.
	for lengths in 'ffffffff ffffffff' 'ffffffff ffffffdb' '80000024 80000000' '7fffffff 7fffffdb' \
	    '7fffffff 7fffffff' '7ffff024 7ffff000' '24 0' '0 0' 'ffffffff 0'; do
		/usr/bin/python3 - "$T" $lengths <<-'EOF'
		import struct, sys
		dir, riff, data = sys.argv[1], int(sys.argv[2], 16), int(sys.argv[3], 16)
		wav = open(dir + "/a.wav", "rb").read()
		info = b"LIST" + struct.pack("<I", 26) + b"INFOISFT" + struct.pack("<I", 14) + b"Lavf59.27.100\0"
		open(dir + "/h.wav", "wb").write(wav[:4] + struct.pack("<I", riff) + wav[8:36] + info +
		    b"data" + struct.pack("<I", data) + wav[44:])
		EOF
		as_stdin "$T/h.wav" | cmp - "$T/want" || { echo "$lengths"; return 1; }
		cat "$T/h.wav" | wav2fbank - | cmp - "$T/want" || { echo "$lengths"; return 1; }
	done
	# Big-endian, and floats, which are read past libsox.
	sox -V1 "$T/a.wav" -B "$T/b.wav"
	printf '\377\377\377\377' | dd of="$T/b.wav" bs=1 seek=40 conv=notrunc status=none
	cat "$T/b.wav" | wav2fbank - | cmp - "$T/want"
	wave f 3 32 '(0.5 * np.sin(np.arange(9000))).astype("<f4").tobytes()'
	as_stdin "$T/f.wav" >"$T/want"
	printf '\377\377\377\377' | dd of="$T/f.wav" bs=1 seek=40 conv=notrunc status=none
	cat "$T/f.wav" | wav2fbank - | cmp - "$T/want"
	# A length that is none of those is a promise, and so is 0 where more follows.
	sound a 2
	printf '\0\0\0\220' | dd of="$T/a.wav" bs=1 seek=40 conv=notrunc status=none
	says 'cut short: .* has 32000' 1 wav2fbank "$T/a.wav"
	cat "$T/a.wav" | fed says 'cut short: .* has 32000' 1 wav2fbank -
	printf '\0\0\0\0' | dd of="$T/a.wav" bs=1 seek=40 conv=notrunc status=none
	says 'has 0 samples' 1 wav2fbank "$T/a.wav"
}

test_short_file() {
	wave s 1 16 'np.zeros(399, "<i2").tobytes()'
	says 's.wav: has 399 samples at 16000 Hz, a frame needs 400' 1 wav2fbank "$T/s.wav"
	says 'has 399 samples' 1 wav2fbank --no-snip "$T/s.wav"
	wave s 1 16 'np.zeros(400, "<i2").tobytes()'
	wav2fbank "$T/s.wav" >"$T/x"
	py 'x = read(sys.argv[1])[0][1]
assert x.shape == (1, 23) and abs(x + 15.942385).max() < 1e-5' "$T/x"
}

test_floats() {
	wave n 3 32 'np.r_[np.zeros(5000), np.nan, np.zeros(99)].astype("<f4").tobytes()'
	says 'n.wav: sample 5000 is .*nan, not finite' 1 wav2fbank "$T/n.wav"
	cat "$T/n.wav" | fed says 'not finite' 1 wav2fbank -
	wave n 3 64 'np.r_[np.zeros(5000), -np.inf, np.zeros(99)].astype("<f8").tobytes()'
	says 'not finite' 1 wav2fbank "$T/n.wav"
	wave n 3 32 '(3000 * np.sin(np.arange(5000))).astype("<f4").tobytes()'
	says 'sample 1 is .*, want at most 4 times full scale' 1 wav2fbank "$T/n.wav"
	# Beyond 1 is kept, not clipped.
	wave a 3 32 '(0.5 * np.sin(np.arange(5000))).astype("<f4").tobytes()'
	wave b 3 32 '(2.0 * np.sin(np.arange(5000))).astype("<f4").tobytes()'
	wav2fbank --no-log "$T/a.wav" >"$T/x"
	wav2fbank --no-log "$T/b.wav" >"$T/y"
	py 'x, y = (read(f)[0][1] for f in sys.argv[1:])
assert abs(y / x - 16).max() < 1e-3' "$T/x" "$T/y"
}

test_list() {
	mkdir "$T/d"
	sound d/a; sound d/b.c; sound e
	printf 'path\tlabel\tspeaker\na.wav\tsad\t01\nb.c.wav\t\t02\n%s\tangry\t\n' "$T/e.wav" >"$T/d/l.tsv"
	wav2fbank -l "$T/d/l.tsv" >"$T/x"
	py 'r = [a for a, x in read(sys.argv[1])]
assert [a["key"] for a in r] == ["a", "b.c", "e"], r
assert [a.get("label") for a in r] == ["sad", None, "angry"], r
assert [a.get("speaker") for a in r] == ["01", "02", None], r' "$T/x"
	printf 'key\tpath\nzwei\ta.wav\n\tb.c.wav\n' >"$T/d/l.tsv"
	(cd "$T/d" && wav2fbank -l l.tsv) >"$T/x"
	py 'r = [a for a, x in read(sys.argv[1])]
assert [a["key"] for a in r] == ["zwei", "b.c"], r' "$T/x"
	# From a pipe: paths start here.
	(cd "$T/d" && printf 'path\na.wav\nb.c.wav\n' | wav2fbank -l -) | tensorinfo | has '^b.c'
}

test_bad_lists() {
	sound a; mkdir "$T/d"; sound d/a; sound b
	says "d/a.wav: key 'a' belongs to .*/a.wav already; --key path" 1 wav2fbank "$T/a.wav" "$T/d/a.wav"
	cp "$T/a.wav" "$T/line
break.wav"
	says 'line\\x0abreak.wav: a name of more than one line cannot be a key: rename the file, or use a list' 1 wav2fbank "$T/line
break.wav"
	[ "$(wc -l <"$T/stderr")" -eq 1 ]
	printf 'path\nb.wav\na.wav\nd/a.wav\n' >"$T/l.tsv"
	says "l.tsv: line 4: key 'a'" 1 wav2fbank -l "$T/l.tsv" >"$T/out"
	[ ! -s "$T/out" ]		# found before the first file
	(cd "$T" && says "line 4: key 'a'" 1 wav2fbank -l - <l.tsv >"$T/out")
	printf 'file\na.wav\n' >"$T/l.tsv"
	says "no column 'path'" 1 wav2fbank -l "$T/l.tsv"
	printf 'path\trate\na.wav\t16000\n' >"$T/l.tsv"
	says "l.tsv: line 1: column 'rate' would replace the computed attribute of that name; rename it$" 1 wav2fbank -l "$T/l.tsv"
	printf 'path\tRater Name\na.wav\tAnn\n' >"$T/l.tsv"
	says "l.tsv: line 1: column 'Rater Name' is ignored" 0 wav2fbank -l "$T/l.tsv" >"$T/out"
	wav2fbank "$T/a.wav" | cmp - "$T/out"
	printf 'path,label\na.wav,sad\n' >"$T/l.tsv"
	says "no column 'path'.*tabs are wanted" 1 wav2fbank -l "$T/l.tsv"
	printf 'path\tkey\na.wav\tx\nb.wav\tx\n' >"$T/l.tsv"
	says "line 3: key 'x' belongs to line 2 already; the column 'key' must differ" 1 wav2fbank -l "$T/l.tsv"
	printf 'path\n' >"$T/l.tsv"
	says 'l.tsv: names no file' 0 wav2fbank -l "$T/l.tsv" >"$T/x"
	tensorinfo "$T/x" | grep -c . | has -x 1	# a whole stream
	printf 'path\tlabel\n\tsad\n' >"$T/l.tsv"
	says 'l.tsv: line 2: the path is empty: name the file, or remove the line$' 1 wav2fbank -l "$T/l.tsv"
	says 'No such file' 1 wav2fbank -l "$T/nolist"
	# a file that cannot be read: its line as well, and with -k for each
	printf 'text, and enough of it\n' >"$T/t.wav"
	printf 'path\na.wav\nt.wav\nnone.wav\n' >"$T/l.tsv"
	says "^wav2fbank: $T/l.tsv: line 3: $T/t.wav: is text, want audio$" 1 wav2fbank -l "$T/l.tsv"
	says "^wav2fbank: $T/l.tsv: line 3: $T/t.wav: is text, want audio$" 0 wav2fbank -k -l "$T/l.tsv" >"$T/x"
	grep -q "^wav2fbank: $T/l.tsv: line 4: $T/none.wav: cannot be opened" "$T/stderr"
	(cd "$T" && says '^wav2fbank: <stdin>: line 3: t.wav: is text, want audio$' 1 wav2fbank -l - <l.tsv)
}

test_keys() {
	mkdir "$T/A" "$T/B"
	sound A/1; sound B/1; sound B/2.x
	(cd "$T" && wav2fbank --key path A/1.wav B/1.wav B/2.x.wav ./A/1.wav - <A/1.wav) >"$T/x"
	py 'assert [a["key"] for a, x in read(sys.argv[1])] == ["A/1", "B/1", "B/2.x", "./A/1", "stdin"]' "$T/x"
	# As the table has it, wherever the table is; a column key decides.
	printf 'path\tkey\nA/1.wav\t\nB/1.wav\tb\n' >"$T/l.tsv"
	wav2fbank --key path -l "$T/l.tsv" >"$T/x"
	py 'assert [a["key"] for a, x in read(sys.argv[1])] == ["A/1", "b"]' "$T/x"
	says 'the file is named twice' 1 wav2fbank --key path "$T/A/1.wav" "$T/A/1.wav" >"$T/x"
	# -k keeps the first, and says so once, in its place.
	says "B/1.wav: key '1' belongs to .*A/1.wav already" 0 wav2fbank -k -j 2 "$T/A/1.wav" "$T/B/1.wav" "$T/B/2.x.wav" >"$T/x"
	grep -q '1 of 3 files could not be used' "$T/stderr"
	[ "$(wc -l <"$T/stderr")" -eq 2 ]
	wav2fbank "$T/A/1.wav" "$T/B/2.x.wav" | cmp - "$T/x"
	printf 'path\nA/1.wav\nB/1.wav\n' >"$T/l.tsv"
	says "l.tsv: line 3: key '1'" 0 wav2fbank -k -l "$T/l.tsv" >"$T/x"
}

# What the message advises must help: paths that differ in the extension alone.
test_keys_of_one_stem() {
	sound a; sound b
	cp "$T/a.wav" "$T/a.snd"
	cd "$T"
	says "a.snd: key 'a' belongs to a.wav already; a list (-l) with a column 'key' can" 1 wav2fbank a.wav a.snd >x
	says "a.snd: key 'a' belongs to a.wav already; a list (-l) with a column 'key' can" 1 \
	    wav2fbank --key path a.wav a.snd >x
	printf 'path\na.wav\nb.wav\na.snd\n' >l.tsv
	says "l.tsv: line 4: key 'a' belongs to line 2 already; a column 'key' can" 1 wav2fbank -l l.tsv >x
	says "l.tsv: line 4: key 'a' belongs to line 2 already; a column 'key' can .* own; -k" 1 \
	    wav2fbank --key path -l l.tsv >x
	printf 'path\tkey\na.wav\tone\na.snd\ttwo\n' >l.tsv
	wav2fbank -l l.tsv | tensorinfo | cut -f 1 | tail -n 2 | tr '\n' ' ' | has '^one two $'
}

# A key belongs to the first file that makes a record of it, not to one that
# cannot be read.
test_keys_of_files_left_out() {
	local list
	sound a; sound b 0.5
	mkdir "$T/bad" "$T/again"
	echo text >"$T/bad/b.wav"
	cp "$T/a.wav" "$T/again/b.wav"
	cd "$T"
	wav2fbank b.wav >want
	says 'bad/b.wav: ' 0 wav2fbank -k bad/b.wav b.wav >x
	cmp x want
	says "again/b.wav: key 'b' belongs to b.wav already" 0 wav2fbank -k bad/b.wav missing/b.wav b.wav again/b.wav >x
	cmp x want
	grep -q '3 of 4 files' stderr
	printf 'path\nbad/b.wav\nb.wav\nagain/b.wav\n' >l.tsv
	for list in l.tsv -; do
		says ": line 4: key 'b' belongs to line 3 already" 0 wav2fbank -k -l $list <l.tsv >x
		cmp x want
		[ "$(wc -l <stderr)" -eq 3 ]
	done
	# What waits in a temporary file goes with it.
	sox -R -V1 -n -r 16000 again/b.wav synth 120 pinknoise
	for list in 1 2 3 4 5 6 7 8 9 10 11 12; do mkdir n$list; ln again/b.wav n$list; done
	(ulimit -n 24; says '12 of 13 files' 0 wav2fbank -k -j 1 --bins 200 again/b.wav n*/b.wav >x)
	wav2fbank --bins 200 again/b.wav | cmp - x
}

# bytes N FILE: wait until it has as many.
bytes() {
	local i
	for i in $(seq 200); do
		[ "$(stat -c %s "$2")" -lt "$1" ] || return 0
		sleep 0.05
	done
	echo "$2 has $(stat -c %s "$2") bytes, want $1"
	return 1
}

# A list may come as its files do: each record, and each complaint, is there
# before the next row.
test_list_as_it_comes() {
	local j main i f size
	sound a 0.3
	echo text >"$T/bad.wav"
	cd "$T"
	size=$(($(wav2fbank a.wav | wc -c) - 64))
	for j in 1 2 8; do
		rm -f fifo x err
		mkfifo fifo
		wav2fbank -k -j $j -l fifo >x 2>err &
		main=$!
		exec 7>fifo
		printf 'path\tkey\n' >&7
		for i in 1 2 3 4 5; do
			f=a.wav
			[ $i -ne 3 ] || f=bad.wav
			printf '%s\tk' $f >&7
			printf '%d\n' $i >&7
			if [ $i -eq 3 ]; then
				bytes 10 err
			else
				bytes $((size * (i < 3 ? i : i - 1))) x
			fi
		done
		# Records do not wait for the end of a row.
		printf 'a.wav\tk6\na.wav\t' >&7
		bytes $((size * 5)) x
		printf 'k7\n' >&7
		bytes $((size * 6)) x
		exec 7>&-
		exits 0 wait $main
		tensorinfo x | cut -f 1 | tail -n 6 | tr '\n' ' ' | has '^k1 k2 k4 k5 k6 k7 $'
		[ "$(wc -l <err)" -eq 2 ]
	done
	# An error does not wait for the rest of the list, nor does its end.
	rm fifo; mkfifo fifo
	wav2fbank -j 2 -l fifo >x 2>err &
	main=$!
	exec 7>fifo
	printf 'path\na.wav\nbad.wav\n' >&7
	exits 1 wait $main
	exec 7>&-
	grep -q 'bad.wav: ' err
	[ "$(stat -c %s x)" -eq "$size" ]
	# A row that is wrong: the records before it are there.
	printf 'path\tkey\na.wav\t1\nbad\n' | fed says '<stdin>: line 3' 1 wav2fbank -l - >x
	[ "$(stat -c %s x)" -eq "$size" ]
}

test_keep_going() {
	sound a; sound b
	echo text >"$T/bad.wav"
	says 'bad.wav: ' 1 wav2fbank -j 1 "$T/a.wav" "$T/bad.wav" "$T/b.wav" >"$T/x"
	exits 1 tensorinfo "$T/x" >/dev/null 2>&1	# no end record
	says 'bad.wav: ' 0 wav2fbank -k "$T/a.wav" "$T/bad.wav" "$T/b.wav" >"$T/x"
	grep -q '1 of 3 files could not be used' "$T/stderr"
	wav2fbank "$T/a.wav" "$T/b.wav" | cmp - "$T/x"
	says '2 of 2 files' 1 wav2fbank -k "$T/bad.wav" "$T/missing.wav" >"$T/x"
	[ ! -s "$T/x" ]
}

# Records of files that are done are seen while the next one still comes.
test_no_record_waits_for_a_pipe() {
	local j main i
	# The second one takes so long that the writer waits for it.
	sound a; sound b 30; sound c
	wav2fbank "$T/a.wav" >"$T/one"
	wav2fbank "$T/b.wav" >"$T/other"
	wav2fbank "$T/a.wav" "$T/b.wav" >"$T/two"
	# Two records, without the end.
	head -c "$((2 * $(stat -c %s "$T/two") - $(stat -c %s "$T/one") - $(stat -c %s "$T/other")))" \
	    "$T/two" >"$T/want"
	for j in 1 2; do
		rm -f "$T/fifo" "$T/x"
		mkfifo "$T/fifo"
		wav2fbank -j $j "$T/a.wav" "$T/b.wav" "$T/fifo" "$T/c.wav" >"$T/x" &
		main=$!
		exec 7>"$T/fifo"
		head -c 1000 "$T/a.wav" >&7
		for i in $(seq 200); do
			[ "$(stat -c %s "$T/x")" -lt "$(stat -c %s "$T/want")" ] || break
			sleep 0.05
		done
		cmp -n "$(stat -c %s "$T/want")" "$T/x" "$T/want"
		tail -c +1001 "$T/a.wav" >&7
		exec 7>&-
		exits 0 wait $main
		tensorinfo "$T/x" | cut -f 1 >"$T/keys"
		printf '%s\n' a b fifo c | cmp - <(tail -n 4 "$T/keys")
	done
}

# Files are taken several at a time: the order stays, bad ones between them
# cost only themselves, and what is written before an error is whole.
test_order_with_bad_files() {
	local j i f
	printf 'path\tkey\n' | tee "$T/l.tsv" >"$T/good.tsv"
	sound a 0.1; sound b 3; head -c 20000 "$T/b.wav" >"$T/cut.wav"
	echo text >"$T/bad.wav"
	sox -R -V1 "$T/b.wav" "$T/big.wav" repeat 12	# too large to be read ahead
	for i in $(seq 40); do
		case $((i * 7 % 10)) in
		0) f=bad.wav ;;
		3) f=missing.wav ;;
		5) f=cut.wav ;;
		6) f=b.wav ;;
		8) f=big.wav ;;
		*) f=a.wav ;;
		esac
		printf '%s\tk%d\n' $f $i >>"$T/l.tsv"
		case $f in [ab].wav | big.wav) printf '%s\tk%d\n' $f $i >>"$T/good.tsv" ;; esac
	done
	wav2fbank -j 1 -l "$T/good.tsv" >"$T/want"
	for j in 1 2 5; do
		says '12 of 40 files' 0 wav2fbank -k -j $j -l "$T/l.tsv" >"$T/x"
		cmp "$T/x" "$T/want"
		grep -c ': ' "$T/stderr" | has -x 13
		exits 1 wav2fbank -j $j -l "$T/l.tsv" >"$T/x" 2>"$T/err"
		[ "$(wc -l <"$T/err")" -eq 1 ]
		cmp -n "$(stat -c %s "$T/x")" "$T/x" "$T/want"
	done
}

test_output_file() {
	sound a
	echo text >"$T/bad.wav"
	wav2fbank "$T/a.wav" >"$T/want"
	wav2fbank -o "$T/x" "$T/a.wav"
	cmp "$T/x" "$T/want"
	exits 1 wav2fbank -o "$T/x" "$T/a.wav" "$T/bad.wav" 2>/dev/null
	cmp "$T/x" "$T/want"
	exits 1 wav2fbank -o "$T/y" "$T/a.wav" "$T/bad.wav" 2>/dev/null
	[ ! -e "$T/y" ]
	full wav2fbank "$T/a.wav"
}

test_threads_do_not_matter() {
	local i j
	for i in $(seq 24); do sound "f$i" "$((i % 5)).$((i % 7 + 1))"; done
	head -c 999 "$T/f7.wav" >"$T/f3.wav"
	printf 'path\n' >"$T/l.tsv"
	for i in $(seq 24); do echo "f$i.wav"; done >>"$T/l.tsv"
	exits 0 wav2fbank -k -j 1 -l "$T/l.tsv" >"$T/want" 2>"$T/err"
	for j in 2 3 16; do
		exits 0 wav2fbank -k -j $j -l "$T/l.tsv" 2>"$T/err$j" | cmp - "$T/want"
		cmp "$T/err" "$T/err$j"
	done
}

test_long_file() {
	# Longer than the blocks between decoder and parent, at two rates.
	sound a 61.7
	wav2fbank "$T/a.wav" >"$T/x"
	py 'x = read(sys.argv[1])[0][1]
assert x.shape == (1 + (987200 - 400) // 160, 23)' "$T/x"
	sox -R -V1 -n -r 44100 -b 16 -c 2 "$T/b.wav" synth 30 sine 500 gain -6
	wav2fbank "$T/b.wav" >"$T/x"
	py 'x = read(sys.argv[1])[0][1]
assert x.shape == (2998, 23) and np.ptp(x[20:-20, 5]) < 0.2' "$T/x"
}

test_reader_that_goes_away() {
	local i
	for i in 1 2 3; do sound $i 5; done
	{ wav2fbank -j 1 "$T"/[123].wav || echo $? >"$T/rc"; } 2>"$T/err" | head -c 64 >/dev/null
	[ "$(cat "$T/rc")" -eq 141 ]
	[ ! -s "$T/err" ]
}

test_ravdess() {
	needs "$SHARED/data/ravdess/Actor_01"
	local n=0 f
	printf 'path\n' >"$T/l.tsv"
	ls "$SHARED"/data/ravdess/Actor_0[1-3]/*.flac >>"$T/l.tsv"
	wav2fbank -j 1 -l "$T/l.tsv" >"$T/one"
	wav2fbank -j 2 -l "$T/l.tsv" | cmp - "$T/one"
	py 'r = read(sys.argv[1])
assert len(r) == 180 and len({a["key"] for a, x in r}) == 180
assert all(np.isfinite(x).all() and len(x) > 200 for a, x in r)' "$T/one"
}

test_ravdess_as_published() {
	needs "$SHARED/data/ravdess-original48k"
	local f key
	for f in "$SHARED"/data/ravdess-original48k/*.wav; do
		key=$(basename "$f" .wav)
		wav2fbank "$f" >"$T/x"
		wav2fbank "$SHARED/data/ravdess/Actor_${key##*-}/$key.flac" >"$T/y"
		# The same clip, resampled by others to 16 bits.
		py 'x, y = (read(f)[0][1] for f in sys.argv[1:])
n = min(len(x), len(y))
assert abs(len(x) - len(y)) <= 1
d = abs(x[:n] - y[:n])[y[:n] > -10]
assert np.median(d) < 0.02, np.median(d)' "$T/x" "$T/y" || { echo "$key"; return 1; }
	done
}

# What is read is not replaced, whether an operand, the list or a row of it.
test_inputs_stay() {
	local f
	sox -n -r 16000 "$T/z.wav" synth 1 sine 300
	printf 'path\nz.wav\n' >"$T/list"
	cp "$T/z.wav" "$T/sound"
	cp "$T/list" "$T/table"
	ln -s z.wav "$T/link"
	for f in z.wav link; do
		says '^wav2fbank: -o .*: is an input as well' 2 wav2fbank -o "$T/$f" "$T/z.wav"
		says '^wav2fbank: -o .*: is an input as well' 2 wav2fbank -o "$T/$f" -l "$T/list"
	done
	says '^wav2fbank: -o .*: is an input as well' 2 wav2fbank -o "$T/list" -l "$T/list"
	says '<stdin>: is an input as well' 2 wav2fbank -o "$T/z.wav" - <"$T/z.wav"
	says '<stdin>: is an input as well' 2 wav2fbank -o "$T/list" -l - <"$T/list"
	# A list that is read only once is checked as its rows come.
	cd "$T"
	sox -n -r 16000 y.wav synth 1 sine 500
	mkfifo fifo
	for f in z.wav link; do
		printf 'path\nz.wav\n' | fed says "^wav2fbank: -o z.wav: is an input as well" 2 wav2fbank -l - -o $f
		printf 'path\ny.wav\n./z.wav\ny.wav\n' |
		    says "^wav2fbank: -o ./z.wav: is an input as well" 2 wav2fbank -k -j 2 -l - -o $f
		printf 'path\nz.wav\n' >fifo &
		says '^wav2fbank: -o .*z.wav: is an input as well' 2 wav2fbank -l fifo -o $f
		wait
	done
	printf 'path\nz.wav\n' | wav2fbank -l - -o new
	wav2fbank z.wav | cmp - new
	printf 'path\nz.wav\n' | wav2fbank -l - -o new
	wav2fbank z.wav | cmp - new
	find . -name '*.tmp*' | exits 1 has .
	[ -L link ]
	cmp sound z.wav
	cmp table list
}
