# wav2spec: what is not shared with wav2fbank, whose test has the rest; its
# values are compared in tests/golden and with sums in tests/unit/fbank.c.

test_options() {
	common_options wav2spec
	says 'no audio file' 2 wav2spec
	says 'no option' 2 wav2spec --bins 23 x
	says 'no option' 2 wav2spec --no-log x
	says 'is made by wav2fbank' 2 wav2spec --front 'fbank rate=16000' x
}

test_a_tone_is_where_it_should_be() {
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 1 sine 1000 gain -6
	wav2spec "$T/a.wav" >"$T/x"
	py 'a, x = read(sys.argv[1])[0]
assert x.shape == (98, 257), x.shape
assert a["key"] == "a" and a["rate"] == "100"
assert a["front"].startswith("spec rate=16000 ") and "bins" not in a["front"]
assert (x[:, 1:].argmax(axis=1) + 1 == 32).all()' "$T/x"
	wav2spec -r 8000 "$T/a.wav" >"$T/x"
	py 'x = read(sys.argv[1])[0][1]
assert x.shape == (98, 129) and (x[:, 1:].argmax(axis=1) + 1 == 32).all()' "$T/x"
}

test_front_end_of_a_model() {
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 1 sine 1000 gain -6
	tests/tools/mktensor 'key=model;front=spec rate=8000 dc=0;shape=1|0' >"$T/m"
	wav2spec -r 8000 --no-dc "$T/a.wav" >"$T/want"
	wav2spec -m "$T/m" "$T/a.wav" | cmp - "$T/want"
	tests/tools/mktensor 'key=model;front=fbank rate=8000;shape=1|0' >"$T/m"
	says "^wav2spec: $T/m: the front end has no stage 'spec'; it has: fbank" \
	    1 wav2spec -m "$T/m" "$T/a.wav" -o "$T/new"
	[ ! -e "$T/new" ]
}

test_energy_column() {
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 1 sine 1000 gain -6
	wav2spec --energy-floor 0 "$T/a.wav" >"$T/x"
	# 400 samples of a sine of amplitude 0.501: 400 a^2 / 2.
	py 'x = read(sys.argv[1])[0][1]
assert abs(x[:, 0] - np.log(200 * 10 ** -0.6)).max() < 1e-3' "$T/x"
	wav2spec --energy-floor 1e6 "$T/a.wav" >"$T/x"
	py 'x = read(sys.argv[1])[0][1]
assert abs(x[:, 0] - np.log(1e6)).max() < 1e-5' "$T/x"
}

test_subtract_mean() {
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 1 pinknoise gain -6
	wav2spec "$T/a.wav" >"$T/x"
	wav2spec --subtract-mean "$T/a.wav" >"$T/y"
	py 'x, y = (read(f)[0][1].astype(float) for f in sys.argv[1:])
assert abs(x - x.mean(axis=0) - y).max() < 1e-5' "$T/x" "$T/y"
}

test_agrees_with_wav2fbank() {
	# Mel bins are sums over the spectrum: twice the width, twice the sum.
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 1 whitenoise gain -6
	wav2spec "$T/a.wav" >"$T/x"
	wav2fbank --no-log --bins 60 "$T/a.wav" >"$T/y"
	py 'x, y = (read(f)[0][1].astype(float) for f in sys.argv[1:])
mel = lambda f: 1127 * np.log(1 + f / 700)
m = mel(np.arange(257) * 31.25)
edge = np.linspace(mel(20), mel(8000), 62)
for b in range(60):
    w = np.interp(m, edge[b:b + 3], [0, 1, 0])
    w[256] = 0
    want = np.exp(x[:, 1:]) @ w[1:]
    assert abs(y[:, b] / want - 1).max() < 1e-3, b' "$T/x" "$T/y"
}

test_bad_file() {
	echo text >"$T/a.wav"
	says 'wav2spec: .*a.wav: ' 1 wav2spec "$T/a.wav"
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 1 sine 1000
	full wav2spec "$T/a.wav"
}

# peak COMMAND...: the most memory it had, in KiB.
peak() {
	/usr/bin/python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
}

test_long_files() {
	# Beyond 4 MiB features are kept in a file: 20 s stay in memory, 200 do not.
	sox -R -V1 -n -r 16000 -b 16 "$T/long.wav" synth 200 pinknoise
	sox -V1 "$T/long.wav" "$T/short.wav" trim 0 20
	wav2spec -o "$T/short" "$T/short.wav"
	wav2spec -o "$T/long" "$T/long.wav"
	wav2spec --subtract-mean -o "$T/mean" "$T/long.wav"
	wav2spec --subtract-mean -o "$T/shortmean" "$T/short.wav"
	cat "$T/long.wav" | wav2spec -j 1 - "$T/short.wav" >"$T/two"
	/usr/bin/python3 - "$T" <<-'EOF'
	import sys
	import numpy as np
	sys.path.insert(0, "tests/tools")
	from tensors import read
	short, long, mean, shortmean = (read(f"{sys.argv[1]}/{n}")[0][1] for n in ("short", "long", "mean", "shortmean"))
	assert long.shape == (19998, 257) and short.shape == (1998, 257)
	assert (long[:1990] == short[:1990]).all()
	for x, y in (long, mean), (short, shortmean):
	    m = x.astype("f8").cumsum(axis=0)[-1] / len(x)
	    assert (y == x - m.astype("f4")).all()
	two = [x for a, x in read(sys.argv[1] + "/two")]
	assert (two[0] == long).all() and (two[1] == short).all()
	EOF
	full wav2spec "$T/long.wav"
}

test_nowhere_to_keep_features() {
	[ "${EMULATED-}" != valgrind ] || skip 'valgrind needs the folder itself'
	sox -R -V1 -n -r 16000 -b 16 "$T/long.wav" synth 200 pinknoise
	sox -V1 "$T/long.wav" "$T/short.wav" trim 0 20
	export TMPDIR=$T/none
	says 'long.wav: cannot keep its features in a temporary file' 1 wav2spec "$T/long.wav" >"$T/x"
	wav2spec "$T/short.wav" >"$T/short"
}

test_memory_does_not_depend_on_length() {
	local a b
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 100 pinknoise
	sox -R -V1 -n -r 16000 -b 16 "$T/b.wav" synth 400 pinknoise
	a=$(peak wav2spec -o "$T/x" "$T/a.wav")
	b=$(peak wav2spec -o "$T/x" "$T/b.wav")	# 40 MB of features
	[ "$b" -lt $((a + 6000)) ] || { echo "$a KiB, then $b"; return 1; }
	# Nor on the number of long files under way.
	for i in 1 2 3 4 5 6; do ln "$T/b.wav" "$T/b$i.wav"; done
	b=$(peak wav2spec -j 4 -o "$T/x" "$T"/b?.wav)
	[ "$b" -lt $((a + 40000)) ] || { echo "$a KiB, then $b"; return 1; }
}

# A file whose own rate the parameters do not suit is the only one left out.
test_a_rate_that_does_not_suit() {
	sox -R -V1 -n -r 1000 -b 16 "$T/low.wav" synth 3 sine 5
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 1 sine 1000
	wav2spec -r 0 --frame-length 1 -k -j 1 "$T/low.wav" "$T/a.wav" >"$T/x" 2>"$T/err"
	grep -q '^wav2spec: .*low.wav: ' "$T/err"
	grep -q '1 of 2 files' "$T/err"
	wav2spec --frame-length 1 "$T/a.wav" >"$T/want"
	tensordiff "$T/x" "$T/want"
}
