# wav2prosody: what is not shared with wav2fbank, whose test has the rest.  The
# columns of the spectrum are compared with numpy (golden), pitch in pitch.t.

# voice NAME [SECONDS [RATE]]: something like speech: harmonics of a gliding
# pitch, in pieces, over noise.
voice() {
	/usr/bin/python3 - "$T/$1.wav" "${2:-2}" "${3:-16000}" <<-'EOF'
	import sys, wave
	import numpy as np
	path, seconds, rate = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
	t = np.arange(int(seconds * rate)) / rate
	phase = 2 * np.pi * np.cumsum(150 + 50 * np.sin(4 * t)) / rate
	x = sum(np.sin(k * phase) / k for k in range(1, 18)) * (np.sin(11 * t) > -0.3)
	x = 0.1 * x + 0.002 * np.random.RandomState(1).uniform(-1, 1, len(t))
	with wave.open(path, "wb") as w:
	    w.setnchannels(1)
	    w.setsampwidth(2)
	    w.setframerate(rate)
	    w.writeframes(np.round(x * 32767).astype("<i2").tobytes())
	EOF
}

test_options() {
	common_options wav2prosody
	says 'no audio file' 2 wav2prosody
	says "--contours: 'f1' is not one of contours; there are f0, energy, " 2 wav2prosody --contours f0,f1 x
	says "--contours: '' is not one of contours" 2 wav2prosody --contours f0, x
	says 'no option' 2 wav2prosody --preemphasis 0 x
	says 'is made by wav2fbank' 2 wav2prosody --front 'fbank rate=16000' x
	says 'at least 8000 Hz' 2 wav2prosody -r 4000 x
	says 'three periods of a pitch of 40 Hz' 2 wav2prosody --pitch-low 40 x
}

test_record() {
	voice a
	wav2prosody "$T/a.wav" >"$T/x"
	py 'a, x = read(sys.argv[1])[0]
columns = a["columns"].split()
assert x.shape == (200, len(columns)) and len(set(columns)) == len(columns)
assert a["rate"] == "100" and a["front"].startswith("prosody rate=16000 ")
assert set(a["voiced"].split()) < set(columns)
assert {n.split("*")[0] for n in a["level"].split()} < set(columns)
assert columns[:2] == ["f0", "voicing"] and "mel40" in columns and "mfcc19" in columns
assert columns[-2:] == ["h1-h2", "h1-a3"] and "f3" in a["voiced"].split()' "$T/x"
	wav2prosody --contours mel,f0 --bins 5 --snip "$T/a.wav" >"$T/x"
	py 'a, x = read(sys.argv[1])[0]
assert a["columns"] == "f0 voicing hnr mel1 mel2 mel3 mel4 mel5" and x.shape == (195, 8)
assert " contours=f0,mel " in a["front"] and " snip=1 " in a["front"]
assert a["voiced"] == "f0 hnr" and a["level"] == "mel1 mel2 mel3 mel4 mel5"' "$T/x"
	wav2prosody --contours shape "$T/a.wav" >"$T/x"
	py 'a, x = read(sys.argv[1])[0]
assert "voiced" not in a and "level" not in a and x.shape[0] == 200' "$T/x"
}

test_the_same_by_numpy() {
	local rate
	for rate in 8000 16000 44100; do
		voice a 1 $rate
		wav2prosody -r 0 "$T/a.wav" >"$T/x"
		tests/golden/prosody.py "$T/a.wav" "$T/x"
	done
	for f in voice16k voice8k silence16k; do
		wav2prosody -r 0 "tests/golden/fbank/$f.wav" >"$T/x"
		tests/golden/prosody.py "tests/golden/fbank/$f.wav" "$T/x"
	done
}

# Two vowels of known formants, said at three pitches by pulses through
# resonances: what a person would measure.
test_vowels() {
	local pitch
	for pitch in 90 140 220; do
		/usr/bin/python3 - "$T/v$pitch.wav" $pitch <<-'EOF'
		import sys, wave
		import numpy as np
		path, pitch, rate = sys.argv[1], float(sys.argv[2]), 16000
		def vowel(formants, n=rate):
		    x = np.zeros(n)
		    x[(np.arange(0, n / rate, 1 / pitch) * rate).astype(int)] = 1
		    x += 1e-4 * np.random.RandomState(1).standard_normal(n)
		    for hz, band in formants + [(3500, 250), (4500, 300)]:
		        r, c = np.exp(-np.pi * band / rate), np.cos(2 * np.pi * hz / rate)
		        y1 = y2 = 0.0
		        for i in range(n):
		            y1, y2 = x[i] + 2 * r * c * y1 - r * r * y2, y1
		            x[i] = y1
		    # The voice falls by 12 dB per octave, the lips add 6.
		    y = 0.0
		    for i in range(n):
		        y = x[i] + 0.97 * y
		        x[i] = y
		    return 0.3 * x / abs(x).max()
		x = np.concatenate([vowel([(700, 80), (1200, 90), (2500, 150)]), vowel([(300, 60), (2100, 100), (2900, 160)])])
		with wave.open(path, "wb") as w:
		    w.setnchannels(1)
		    w.setsampwidth(2)
		    w.setframerate(rate)
		    w.writeframes(np.round(x * 32767).astype("<i2").tobytes())
		EOF
	done
	wav2prosody "$T"/v90.wav "$T"/v140.wav "$T"/v220.wav >"$T/x"
	py 'for (a, x), pitch in zip(read(sys.argv[1]), (90, 140, 220)):
    c = dict(zip(a["columns"].split(), x.T))
    for part, want in (slice(10, 90), (700, 1200, 2500)), (slice(110, 190), (300, 2100, 2900)):
        assert (c["voicing"][part] >= 0.5).all()
        assert np.abs(27.5 * 2 ** (c["f0"][part] / 12) / pitch - 1).max() < 0.02
        for i, hz in enumerate(want):
            # A formant is drawn to a harmonic, at most half of f0 away.
            limit = max(0.05 * hz, 0.35 * pitch)
            assert abs(np.median(c[f"f{i + 1}"][part]) - hz) < limit, (pitch, hz, np.median(c[f"f{i + 1}"][part]))
    # An open vowel has a strong second harmonic, if it is nearer to its formant.
    if pitch == 220:
        assert np.median(c["h1-h2"][10:90]) < np.median(c["h1-h2"][110:190]) - 3' "$T/x"
}

# Two harmonics of a known ratio, and the strength of a third.
test_harmonics() {
	/usr/bin/python3 - "$T/a.wav" <<-'EOF'
	import sys, wave
	import numpy as np
	t = np.arange(16000) / 16000
	x = 0.2 * np.sin(2 * np.pi * 200 * t) + 0.1 * np.sin(2 * np.pi * 400 * t) + 0.02 * np.sin(2 * np.pi * 2600 * t)
	x += 0.05 * (np.sin(2 * np.pi * 1200 * t) + np.sin(2 * np.pi * 1400 * t))
	x += 1e-3 * sum(np.sin(2 * np.pi * 200 * k * t) for k in range(3, 30) if k not in (6, 7, 13))
	with wave.open(sys.argv[1], "wb") as w:
	    w.setnchannels(1)
	    w.setsampwidth(2)
	    w.setframerate(16000)
	    w.writeframes(np.round(x * 32767).astype("<i2").tobytes())
	EOF
	wav2prosody --contours f0,source,formants "$T/a.wav" >"$T/x"
	py 'a, x = read(sys.argv[1])[0]
c = dict(zip(a["columns"].split(), x[5:-5].T))
assert np.abs(c["h1-h2"] - 20 * np.log10(2)).max() < 0.2, c["h1-h2"]
near = np.abs(c["f3"] / 2600 - 1) < 0.2
assert near.mean() > 0.5
assert np.abs(c["h1-a3"][near] - 20).max() < 0.3, c["h1-a3"]' "$T/x"
}

test_front_end_of_a_model() {
	voice a
	tests/tools/mktensor 'key=model;front=prosody rate=8000 contours=energy,shape floor=50;shape=1|0' >"$T/m"
	wav2prosody -r 8000 --contours shape,energy --floor 50 "$T/a.wav" >"$T/want"
	wav2prosody -m "$T/m" "$T/a.wav" | cmp - "$T/want"
	tests/tools/mktensor 'key=model;front=fbank rate=8000;shape=1|0' >"$T/m"
	says "m: the front end has no stage 'prosody'; it has: fbank" 1 wav2prosody -m "$T/m" "$T/a.wav"
	# The line of a stream makes the same stream.
	wav2prosody --bins 30 --contours mfcc --pitch-low 70 "$T/a.wav" >"$T/want"
	front=$(tensorinfo "$T/want" | sed -n 's/.*front=\([^;]*\).*/\1/p')
	wav2prosody --front "$front" "$T/a.wav" | cmp - "$T/want"
}

# As 16-bit sound: what rounding does to the quiet copy is in the tolerance.
test_level() {
	voice a
	sox -R -V1 -D "$T/a.wav" "$T/quiet.wav" vol -20dB
	sox -R -V1 -D "$T/a.wav" "$T/loud.wav" vol 6dB
	wav2prosody "$T/a.wav" "$T/quiet.wav" "$T/loud.wav" >"$T/x"
	py '(a, x), (_, quiet), (_, loud) = read(sys.argv[1])
columns = a["columns"].split()
slope = np.zeros(len(columns))
for entry in a["level"].split():
    name, _, s = entry.partition("*")
    slope[columns.index(name)] = float(s or 1)
voiced = x[:, columns.index("voicing")] >= 0.5
assert 80 < voiced.sum() < 180
for y, g, limit in (quiet, -20, 0.1), (loud, 6, 0.01):
    d = y - x - slope * np.log(10) / 10 * g
    d = np.abs(d)[voiced] / x.std(axis=0).clip(1e-3)
    bad = np.median(d, axis=0) > limit
    assert not bad.any(), (g, np.array(columns)[bad], np.median(d, axis=0)[bad])' "$T/x"
}

# The floor of a spectrum is 50 dB below the frame, but white noise of -120 dB at
# least, which counts in frames below -70 dB.  Samples as floats, not rounded.
test_quiet_sound() {
	local g
	for g in 0 -40 -80; do
		sox -R -V1 tests/golden/fbank/voice16k.wav -b 32 -e floating-point "$T/g$g.wav" vol ${g}dB
	done
	wav2prosody --contours f0,energy,mel "$T/g0.wav" "$T/g-40.wav" "$T/g-80.wav" tests/golden/fbank/silence16k.wav >"$T/x"
	py '(a, x), (_, quiet), (_, faint), (_, silence) = read(sys.argv[1])
columns, dB = a["columns"].split(), 10 / np.log(10)
energy, mel = columns.index("energy"), columns.index("mel1")
moved = lambda y, g: np.abs((y - x)[:, mel:] * dB - g).max(axis=1)
assert (x[:, energy] * dB > -30).all() and moved(quiet, -40).max() < 0.01
assert moved(faint, -80).min() > 0.1 and np.abs(faint[:, :2] - x[:, :2]).max() < 0.01
assert np.abs(silence[:, energy] * dB + 120).max() < 0.01' "$T/x"
}

# Silence before and after changes no frame of what is between, except for the
# frames that see both.
test_silence_around() {
	voice a
	sox -R -V1 "$T/a.wav" "$T/b.wav" pad 1 1
	wav2prosody --contours energy,mel,mfcc,shape "$T/a.wav" "$T/b.wav" >"$T/x"
	py '(a, x), (_, y) = read(sys.argv[1])
assert y.shape == (400, x.shape[1])
assert (x[4:196] == y[104:296]).all() and np.isfinite(y).all()
assert (y[:95] == y[0]).all()' "$T/x"
	wav2prosody --contours f0 "$T/a.wav" "$T/b.wav" >"$T/x"
	py '(a, x), (_, y) = read(sys.argv[1])
same = (x[:, 1] >= 0.5) == (y[100:300, 1] >= 0.5)
assert same.sum() >= 197 and (y[:95, 1] < 0.5).all() and (y[305:, 1] < 0.5).all()' "$T/x"
}

# The mean is that of the voiced frames, and their probability stays, so that
# filters find the same frames; without voiced ones it is of all.
test_subtract_mean() {
	local o
	voice a
	sox -R -V1 -n -r 16000 -b 16 "$T/noise.wav" synth 1 whitenoise vol 0.1
	for o in '' '-w 0.7' '--contours mel,mfcc'; do
		# shellcheck disable=SC2086
		wav2prosody $o "$T/a.wav" "$T/noise.wav" >"$T/x"
		# shellcheck disable=SC2086
		wav2prosody --subtract-mean $o "$T/a.wav" "$T/noise.wav" >"$T/y"
		py 'n = 0
for (a, x), (b, y) in zip(read(sys.argv[1]), read(sys.argv[2]), strict=True):
    assert b["front"] == a["front"].replace(" mean=0 ", " mean=voiced ") != a["front"]
    assert {k: a[k] for k in a if k != "front"} == {k: b[k] for k in b if k != "front"}
    columns, use = a["columns"].split(), np.ones(len(x), bool)
    if "voicing" in columns:
        p = columns.index("voicing")
        assert (x[:, p] == y[:, p]).all()
        n += (x[:, p] >= 0.5).sum()
        use = x[:, p] >= 0.5 if (x[:, p] >= 0.5).any() else use
    want = x - x[use].mean(axis=0, dtype=float)
    if "voicing" in columns:
        want[:, p] = x[:, p]
    assert np.abs(want - y).max() <= 1e-5 * np.abs(x).max()
assert n > 80 or "voicing" not in columns' "$T/x" "$T/y"
	done
	wav2prosody --subtract-mean "$T/a.wav" >"$T/x"
	wav2prosody --front "$(tensorinfo -a front "$T/x" | sed -n 's/.*\tprosody/prosody/p')" "$T/a.wav" | cmp - "$T/x"
	says "mean: '1' is not a mean; there are 0, voiced" 2 wav2prosody --front 'prosody rate=16000 mean=1' x
}

# Filters find as much speech as without, the same with silence around it.
test_mean_and_silence_around() {
	sox -R -V1 tests/golden/fbank/voice16k.wav "$T/a.wav" pad 0.3 0.3
	sox -R -V1 "$T/a.wav" "$T/b.wav" pad 1 1
	wav2prosody "$T/a.wav" | functionals >"$T/keep"
	wav2prosody --subtract-mean "$T/a.wav" "$T/b.wav" | functionals >"$T/x"
	py '(p, k), = read(sys.argv[1])
(a, x), (b, y) = read(sys.argv[2])
assert 0.2 < float(p["speech"]) == float(a["speech"]) == float(b["speech"])
extra = len(a["extra"].split())
assert k.shape == x.shape and (k[0, -extra:] == x[0, -extra:]).all() and (x[0, -extra:] == y[0, -extra:]).all()
assert np.abs(x - y).max() <= 1e-4 * np.abs(k).max() and np.abs(x - k).max() > 100' "$T/keep" "$T/x"
}

test_threads() {
	local i o
	for i in 1 2 3 4 5; do voice a$i 0.$i; done
	for o in --snip --subtract-mean; do
		wav2prosody $o -j 1 "$T"/a?.wav >"$T/want"
		wav2prosody $o -j 4 "$T"/a?.wav | cmp - "$T/want"
	done
}

test_bad_files() {
	voice short 0.05
	says 'short.wav: has 800 samples at 16000 Hz, a frame needs 960' 1 wav2prosody "$T/short.wav"
	sox -R -V1 -n -r 4000 -b 16 "$T/low.wav" synth 1 sine 300
	says 'low.wav: sound at 4000 Hz lacks the bands' 1 wav2prosody -r 0 "$T/low.wav"
	voice a
	full wav2prosody "$T/a.wav"
}
