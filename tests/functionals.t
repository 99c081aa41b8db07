# Functionals of contours, by numpy.

columns='columns=energy f0 voicing loudness;voiced=f0;level=energy loudness*0.33'

# speech FILE [SEED]: records of speech between silences, with a pause in it,
# of several lengths, one without voiced frames, one of a constant.
speech() {
	/usr/bin/python3 - "${2-1}" >"$T/records" <<-'END'
	import sys
	import numpy as np
	g = np.random.default_rng(int(sys.argv[1]))
	def record(key, e, voicing, extra=""):
	    n = len(e)
	    f0 = 20 + 5 * np.sin(np.arange(n) / 9) + g.normal(size=n)
	    x = np.stack([e, f0, voicing, 0.33 * e + g.normal(size=n) / 9], 1).astype("f4")
	    print(f"key={key};rate=100;shape={n},4{extra}|" + " ".join("%.9g" % v for v in x.ravel()))
	def parts(*lengths):
	    """Loud, quiet, loud ...; quiet at the ends."""
	    return np.concatenate([g.normal(-3 if i % 2 else -18, 1.2 if i % 2 else 0.3, n)
	        for i, n in enumerate(lengths)])
	e = parts(80, 120, 30, 60, 100, 90, 50)
	record("a", e, (np.sin(np.arange(len(e)) / 7) > 0) * 0.9)
	record("whisper", e, e * 0 + 0.1)
	record("always", e, e * 0 + 0.5)
	record("padded", e, (e > -5) * 1.0, f";frames={len(e) - 100}")
	for n in 1, 2, 3, 4, 6, 11, 21:
	    record(f"short{n}", g.normal(-3, 1, n), np.arange(n) % 3 / 2)
	record("constant", np.full(40, -7.0), np.ones(40))
	record("digital", np.where(np.arange(200) // 50 == 2, -2 + g.normal(size=200), -36.04), np.ones(200))
	END
	mapfile -t records <"$T/records"
	tests/tools/mktensor "${records[@]/#/$columns;}" >"$1"
}

everything=mean,sd,p1,p5,p10,p25,p50,p75,p90,p95,p99,iqr,iqr-low,iqr-high,range,slope,curve,skewness,kurtosis,above25
everything=$everything,above75,autocorr,crossings,maxpos,minpos,rising,convex,peaks,change,autocorr1,autocorr2
everything=$everything,autocorr10,autocorr20

test_options() {
	common_options functionals
	speech "$T/in"
	for wrong in '--list mean,colour' '--list' '--over x' '--active -1' '--active x' '--gap -1' '--level x' \
	    '--extra x' '--list none --extra none' 'file file' '-m - x'; do
		# shellcheck disable=SC2086
		says '^functionals: ' 2 functionals $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
	says "--list: 'colour' is not one of mean, sd, p1" 2 functionals --list mean,colour <"$T/in"
}

test_values_are_those_of_numpy() {
	speech "$T/in"
	functionals "$T/in" >"$T/out"
	tests/tools/functionals.py "$T/in" "$T/out"
	functionals --list "$everything" --over both --active 25 --gap 0.1 --level keep "$T/in" >"$T/out"
	tests/tools/functionals.py "$T/in" "$T/out" over=both active=25 gap=0.1 level=keep
	functionals --over all --active 0 --extra frames --list p99,mean "$T/in" >"$T/out"
	tests/tools/functionals.py "$T/in" "$T/out" over=all active=0
	py 'for a, x in read(sys.argv[1]):
		assert a["functionals"] == "mean p99" and a["extra"] == "log-frames", a
		assert x.shape == (1, 9)' "$T/out"
}

# The check above finds a wrong value.
test_the_check_can_fail() {
	speech "$T/in"
	functionals --gap 0.2 "$T/in" >"$T/out"
	exits 1 tests/tools/functionals.py "$T/in" "$T/out" 2>"$T/err"
	grep -q AssertionError "$T/err"
}

# More columns than are computed at a time, in any combination.
test_many_columns() {
	local n names voiced
	for n in 1 15 16 17 33; do
		names=$(seq -f 'c%g' 2 "$n" | tr '\n' ' ')
		voiced=$(seq -f 'c%g' 2 3 "$n" | tr '\n' ' ')
		tests/tools/mktensor "key=a;rate=50;columns=energy ${names}voicing;voiced=$voiced;shape=70,$((n + 1))|#$n" \
		    "key=b;rate=50;columns=energy ${names}voicing;voiced=$voiced;shape=9,$((n + 1))|#4" >"$T/in"
		functionals --list "$everything" --active 10 "$T/in" >"$T/out"
		tests/tools/functionals.py "$T/in" "$T/out" active=10
	done
}

test_attributes() {
	speech "$T/in"
	functionals "$T/in" >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
front = a.pop("front")
assert front.startswith("functionals list=mean,sd,p1,") and front.endswith(
    ",minpos over=voiced active=40 gap=0.5 level=active extra=voicing,frames"), front
assert a.pop("contours") == "energy f0 voicing loudness"
assert a.pop("functionals").startswith("mean sd p1 ")
assert a.pop("extra") == "voiced-share voiced-rate voiced-mean voiced-sd voiced-max " \
    "unvoiced-mean unvoiced-sd unvoiced-max log-frames"
assert float(a.pop("speech")) > 0
assert a == {"key": "a"}, a
assert x.shape == (1, 4 * 25 + 9), x.shape' "$T/out"
	tests/tools/mktensor 'key=a;front=x y=1;label=sad;rate=100;shape=9,2|#1' |
	    functionals --active 0 --list mean --extra none >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert a == {"key": "a", "label": "sad", "functionals": "mean",
    "front": "x y=1 | functionals list=mean over=voiced active=0 gap=0.5 level=active extra=none"}, a
assert x.shape == (1, 2)' "$T/out"
}

test_settings_of_a_model() {
	speech "$T/in"
	functionals --list sd,p5 --gap 0.25 --over both "$T/in" >"$T/want"
	tests/tools/mktensor "key=model;front=fbank rate=1 | $(py 'print(read(sys.argv[1])[0][0]["front"])' "$T/want") | x;shape=1|0" >"$T/m"
	functionals -m "$T/m" "$T/in" | cmp - "$T/want"
	says "^functionals: -m takes all settings from the model, --gap sets one too" 2 functionals --gap 1 -m "$T/m" "$T/in"
	says 'a model cannot be standard input' 2 functionals -m - "$T/in"
	says 'is an input as well' 2 functionals -m "$T/m" -o "$T/m" "$T/in"
	tests/tools/mktensor 'key=model;front=fbank rate=1;shape=1|0' >"$T/m"
	says "^functionals: $T/m: the front end has no stage 'functionals'; it has: fbank" \
	    1 functionals -m "$T/m" "$T/in" -o "$T/new"
	tests/tools/mktensor 'key=model;front=functionals gap=x;shape=1|0' >"$T/m"
	says "^functionals: $T/m: front end: functionals: gap: 'x' is not a number" 1 functionals -m "$T/m" "$T/in" -o "$T/new"
	tests/tools/mktensor 'key=model;front=functionals colour=x;shape=1|0' >"$T/m"
	says "functionals: there is no setting 'colour'; there are list, over" 1 functionals -m "$T/m" "$T/in" -o "$T/new"
	tests/tools/mktensor 'key=model;shape=1|0' >"$T/m"
	says "the model has no attribute 'front'" 1 functionals -m "$T/m" "$T/in" -o "$T/new"
	[ ! -e "$T/new" ]
}

# Neither digital silence nor room noise around the speech changes anything, nor
# does the gain.
test_silence_and_gain() {
	py 'g = np.random.default_rng(5)
n = 300
e = np.where((np.arange(n) // 40) % 3 == 1, -14, -4) + g.normal(size=n)
e[:3] = e[-3:] = -3
x = np.stack([e, g.normal(size=n), (g.random(n) > 0.4) * 1.0, 0.33 * e + 2], 1)
def room(m, level):
    return np.stack([level + g.normal(size=m) / 5, g.normal(size=m), np.zeros(m), np.zeros(m)], 1)
for key, y in ("plain", x), ("digital", np.r_[room(100, -36), x, room(200, -36)]), \
    ("noise", np.r_[room(77, -17), x, room(31, -17)]), ("loud", x + [3, 0, 0, 0.99]):
    print(f"key={key};rate=100;shape={len(y)},4|" + " ".join("%.9g" % v for v in y.ravel()))' >"$T/records"
	mapfile -t records <"$T/records"
	tests/tools/mktensor "${records[@]/#/$columns;}" >"$T/in"
	functionals "$T/in" >"$T/out"
	py 'r = read(sys.argv[1])
for a, x in r[1:]:
    worst = abs(x - r[0][1]).max()
    assert worst < 1e-5, (a["key"], worst)' "$T/out"
	functionals --level keep "$T/in" >"$T/out"
	py 'r = read(sys.argv[1])
assert abs(r[3][1] - r[0][1]).max() > 1' "$T/out"
}

# The energy of mel bands and powers is their sum.
test_energy_of_bands() {
	py 'g = np.random.default_rng(3)
def out(key, front, x):
    print(f"key={key};rate=100;front={front};shape={x.shape[0]},{x.shape[1]}|" + " ".join("%.9g" % v for v in x.ravel()))
x = g.normal(-3, 2, (200, 6))
x[:70] -= 30
x[150:] -= 30
e = g.normal(size=(200, 1))
out("log", "fbank bins=6 energy=0 power=1 log=1", x)
out("power", "fbank bins=6 log=0", np.exp(x))
out("magnitude", "fbank bins=6 power=0 log=1", x / 2)
out("energy", "fbank bins=6 energy=1 htk=0", np.hstack([e, x]))
out("htk", "fbank bins=6 energy=1 htk=1", np.hstack([x, e]))
out("spec", "spec rate=1", np.hstack([e, x]))
out("deltas", "fbank bins=6 | trim gap=1 | deltas order=2", np.hstack([x, x, x]))
out("again", "fbank bins=6 | deltas order=1 | deltas order=2", np.hstack([x] + 5 * [x - 20 * np.sign(x + 13)]))' >"$T/records"
	mapfile -t records <"$T/records"
	tests/tools/mktensor "${records[@]}" >"$T/in"
	functionals --list none --extra frames "$T/in" >"$T/out"
	py 'for a, x in read(sys.argv[1]):
    assert x[0, 0] == np.float32(np.log(80)), (a, x)' "$T/out"
	tests/tools/mktensor 'key=a;rate=100;front=fbank bins=4 | mfcc ceps=4;shape=9,4|#1' >"$T/in"
	says "record 'a': there is no column 'energy'" 1 functionals "$T/in" -o "$T/new"
	functionals --active 0 "$T/in" >"$T/out"
}

test_bad_records() {
	refuses() {
		tests/tools/mktensor 'key=good;rate=100;columns=energy x;shape=3,2|1 2 3 4 5 6' "$2" >"$T/in"
		says "^functionals: $T/in: record 'bad': $1" 1 functionals "$T/in" -o "$T/new"
		[ ! -e "$T/new" ]
	}
	refuses 'the shape is (6), it must be' 'key=bad;rate=100;shape=6|#1'
	refuses 'attribute columns has 1 names, but there are 2' 'key=bad;rate=100;columns=energy;shape=3,2|#1'
	refuses "there are two columns 'energy'" 'key=bad;rate=100;columns=energy energy;shape=3,2|#1'
	refuses "attribute voiced: there is no column 'f0'" 'key=bad;rate=100;columns=energy x;voiced=f0;shape=3,2|#1'
	refuses "attribute voiced: there is no column 'voicing'" 'key=bad;rate=100;columns=energy x;voiced=x;shape=3,2|#1'
	refuses "attribute level: 'x' is not a number" 'key=bad;rate=100;columns=energy x;level=energy*x;shape=3,2|#1'
	refuses "there is no column 'energy'" 'key=bad;rate=100;columns=a x;shape=3,2|#1'
	refuses "has no attribute 'rate'" 'key=bad;columns=energy x;shape=3,2|#1'
	refuses "attribute rate: 'x' is not a number" 'key=bad;rate=x;columns=energy x;shape=3,2|#1'
	refuses 'was normalised by zscore' 'key=bad;rate=100;columns=energy x;norm=all 0 1;shape=3,2|#1'
	refuses 'frame 1, column x: the value is infinite or NaN' 'key=bad;rate=100;columns=energy x;shape=3,2|1 1 1 nan 1 1'
	refuses 'the energy of frame 2 is infinite or NaN' 'key=bad;rate=100;columns=energy x;shape=3,2|1 1 1 1 -inf 1'
	refuses 'frames: 4 is too large' 'key=bad;rate=100;frames=4;columns=energy x;shape=3,2|#1'
}

# Silence, noise and tones are not speech; a voice that moves is, also in noise.
test_speech() {
	local name
	sound() { sox -R -V1 -n -r 16000 -b 16 "$T/$1.wav" synth 2 "${@:2}" gain -6; }
	sound white whitenoise
	sound pink pinknoise
	sound sine sine 220
	sound saw sawtooth 150
	sound sweep sawtooth 100:400
	sound pulse sine 300 tremolo 5 60
	sox -R -V1 -n -r 16000 -b 16 "$T/silence.wav" trim 0 2
	sox -R -V1 -D -n -r 16000 -b 16 "$T/zeros.wav" trim 0 2
	sound voice sawtooth 100:200 tremolo 4 95
	sox -R -V1 -m -v 1 "$T/voice.wav" -v 0.03 "$T/white.wav" -b 16 "$T/noisy.wav"
	sox -R -V1 -v 0.01 "$T/voice.wav" -b 16 "$T/quiet.wav" pad 1 2
	# a melody of plucked strings
	for name in 680 380 880 580 280 780 480; do
		sox -R -V1 -n -r 16000 -b 16 "$T/melody.$name.au" synth 0.25 pluck $name gain -6
	done
	sox "$T"/melody.{680,380,880,580,280,780,480}.au "$T/melody.wav"
	wav2prosody -q "$T"/*.wav | functionals --list mean >"$T/out"
	py 'for a, x in read(sys.argv[1]):
    s = float(a["speech"])
    if a["key"] in ("voice", "noisy", "quiet"):
        assert 1 < s <= 2.1, (a["key"], s)
    else:
        assert s < 0.1, (a["key"], s)' "$T/out"
	wav2fbank -q --scale 32768 "$T"/{white,sine,zeros,voice}.wav | trim >"$T/out"
	py 'got = {a["key"]: float(a["speech"]) for a, x in read(sys.argv[1])}
assert got["voice"] > 1 and not any(got[k] for k in ("white", "sine", "zeros")), got' "$T/out"
}

test_largest_values() {
	tests/tools/mktensor 'key=a;shape=4,2|3e38 1 -3e38 2 3e38 3 0 -3e38' >"$T/in"
	functionals --active 0 --list all "$T/in" >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert np.isfinite(x).all() and x[0, 14] == np.finfo("f4").max, x' "$T/out"
}

test_all_is_all() {
	speech "$T/in"
	functionals --list all "$T/in" | cmp - <(functionals --list "$everything" "$T/in")
	functionals --extra all "$T/in" | cmp - <(functionals "$T/in")
}

# A frame that does not count may be anything.
test_nan_in_silence() {
	tests/tools/mktensor "key=a;rate=100;columns=energy x;shape=12,2|-50 nan $(seq -f '1 %g' 10 | tr '\n' ' ') -50 inf" |
	    functionals --list mean --extra frames >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert (x == np.float32([[1, 5.5, np.log(10)]])).all(), x' "$T/out"
}

test_input_that_is_cut_short() {
	speech "$T/in"
	head -c 9000 "$T/in" >"$T/cut"
	says "^functionals: $T/cut: " 1 functionals "$T/cut" -o "$T/new"
	[ ! -e "$T/new" ]
	tests/tools/mktensor | functionals | cmp - <(tests/tools/mktensor)
	full functionals "$T/in"
}
