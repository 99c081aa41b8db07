# wav2spec: what is not shared with wav2fbank, whose test has the rest; its
# values are compared in tests/golden and with sums in tests/unit/fbank.c.

py() {
	local code=$1
	shift
	/usr/bin/python3 -c "import sys, numpy as np
sys.path.insert(0, 'tests')
from tensors import read
$code" "$@"
}

test_options() {
	common_options wav2spec
	says 'no audio file' 2 wav2spec
	says 'no option' 2 wav2spec --bins 23 x
	says 'no option' 2 wav2spec --no-log x
	says 'not made by this program' 2 wav2spec --front 'fbank rate=16000' x
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
