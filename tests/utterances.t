# Utterances of recordings: -v of all wav2X, on voices made of pulses.

# voice FILE NOISE START:STOP...: a voice at these times in 8 s, in noise that
# many dB below it.
voice() {
	py 'import wave
noise, spans = float(sys.argv[2]), [tuple(map(float, s.split(":"))) for s in sys.argv[3:]]
rate, rng = 16000, np.random.default_rng(1)
n = 8 * rate
t = np.arange(n) / rate
f0 = 130 * 2 ** (np.sin(2 * np.pi * .7 * t) / 4)
phase = np.cumsum(f0) / rate
x = sum(np.cos(2 * np.pi * k * phase) / k for k in range(1, 20))
x *= .4 + .6 * np.sin(2 * np.pi * 2.2 * t) ** 2
on = np.zeros(n)
for a, b in spans: on[int(a * rate):int(b * rate)] = 1
x *= on
level = np.sqrt((x[on > 0] ** 2).mean()) if spans else 1
x = x / level + rng.standard_normal(n) * 10 ** (-noise / 20)
w = wave.open(sys.argv[1], "wb")
w.setnchannels(1); w.setsampwidth(2); w.setframerate(rate)
w.writeframes((x * 2000).round().clip(-32768, 32767).astype("<i2").tobytes())' "$@"
}

# near STREAM START:STOP...: its utterances are these with 0.1 s of padding,
# within 0.12 s.
near() {
	py 'want = [tuple(map(float, s.split(":"))) for s in sys.argv[2:]]
got = [(float(a["start"]), float(a["stop"])) for a, _ in read(sys.argv[1])]
assert len(got) == len(want), (got, want)
for (a, b), (c, d) in zip(want, got):
    assert abs(max(a - .1, 0) - c) < .12 and abs(min(b + .1, 8) - d) < .12, (got, want)' "$@"
}

test_utterances_in_noise() {
	local noise
	for noise in 15 25 40 90; do
		voice "$T/a.wav" $noise 1:2.5 3.5:4.2 5:7
		wav2fbank -v "$T/a.wav" >"$T/x"
		near "$T/x" 1:2.5 3.5:4.2 5:7
		# Speech from the first sample on, and to the last.
		voice "$T/a.wav" $noise 0:2 3:8
		wav2fbank -v "$T/a.wav" >"$T/x"
		near "$T/x" 0:2 3:8
	done
}

test_no_speech() {
	local f
	voice "$T/noise.wav" 0
	sox -V1 -n -r 16000 -b 16 "$T/silence.wav" trim 0 4
	for f in noise silence; do
		says 'no utterance was found' 0 wav2fbank -v "$T/$f.wav" -o "$T/x"
		[ "$(tensorinfo "$T/x" | grep -c "^$f")" = 0 ]
	done
}

# The same parts in all programs, from pipes, and for any number of threads.
test_the_same_everywhere() {
	local w
	voice "$T/a.wav" 30 1:2.5 3.5:4.2 5:7
	wav2fbank -v "$T/a.wav" >"$T/x"
	for w in spec prosody; do
		wav2$w -v "$T/a.wav" | tensorinfo -a start,stop | cut -f 1,6- |
		    diff - <(tensorinfo -a start,stop "$T/x" | cut -f 1,6-)
	done
	cat "$T/a.wav" | wav2fbank -v - >"$T/y"
	py 'd = open(sys.argv[1], "rb").read()
for i in range(0, len(d), 777): sys.stdout.buffer.write(d[i:i + 777]); sys.stdout.flush()' "$T/a.wav" |
	    wav2fbank -v - | cmp - "$T/y"
	py 'a, b = read(sys.argv[1]), read(sys.argv[2])
assert len(a) == 3 and [x.tobytes() for _, x in a] == [x.tobytes() for _, x in b]' "$T/x" "$T/y"
	cp "$T/a.wav" "$T/b.wav"
	wav2fbank -v -j 1 "$T/a.wav" "$T/b.wav" >"$T/1"
	wav2fbank -v -j 3 "$T/a.wav" "$T/b.wav" | cmp - "$T/1"
}

# The frames are those of windows and segments at the same place.
test_frames_are_those_of_segments() {
	voice "$T/a.wav" 30 1:2.5 3.5:4.2 5:7
	wav2fbank -v "$T/a.wav" >"$T/x"
	tensorinfo -a start,stop "$T/x" | cut -f 6- >"$T/s.tsv"
	wav2fbank --segments "$T/s.tsv" "$T/a.wav" >"$T/y"
	cmp "$T/x" "$T/y"
}

test_options_of_utterances() {
	voice "$T/a.wav" 40 1:1.5 2.2:2.7 3.5:7.5
	wav2fbank -v "$T/a.wav" >"$T/x"
	near "$T/x" 1:1.5 2.2:2.7 3.5:7.5
	wav2fbank -v --vad-min-silence-duration-ms 740 "$T/a.wav" >"$T/x"
	near "$T/x" 1:2.7 3.5:7.5
	wav2fbank -v --vad-min-speech-duration-ms 1000 "$T/a.wav" >"$T/x"
	near "$T/x" 3.5:7.5
	wav2fbank -v --vad-speech-pad-ms 0 "$T/a.wav" >"$T/x"
	wav2fbank -v --vad-speech-pad-ms 300 "$T/a.wav" >"$T/y"
	py 'a, b = (np.array([[float(p["start"]), float(p["stop"])] for p, _ in read(f)]) for f in sys.argv[1:])
d = b - a
assert d.shape == (3, 2) and abs(d[0, 0] + .3) < 1e-3 and (abs(d) < .3001).all() and (d[:, 0] < -.2).all() and (d[:-1, 1] > .2).all(), d
assert (b[1:, 0] >= b[:-1, 1]).all()' "$T/x" "$T/y"
	wav2fbank -v --vad-max-speech-duration-s 1.5 "$T/a.wav" >"$T/x"
	py 'a = np.array([[float(p["start"]), float(p["stop"])] for p, _ in read(sys.argv[1])])
assert len(a) == 5 and ((a[:, 1] - a[:, 0]) < 1.75).all() and (a[1:, 0] >= a[:-1, 1]).all(), a
assert abs(a[2, 0] - 3.4) < .12 and abs(a[-1, 1] - 7.6) < .12, a' "$T/x"
}
