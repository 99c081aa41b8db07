# Cepstra of mel bands, by torchaudio and by numpy.

wav=tests/golden/fbank/voice16k.wav

test_options() {
	common_options mfcc
	wav2fbank -q "$wav" >"$T/in"
	for wrong in '--ceps 0' '--ceps x' '--lifter -1' '--lifter' '--energy 1' 'file file'; do
		# shellcheck disable=SC2086
		says '^mfcc: ' 2 mfcc $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
}

# case NAME "OPTIONS OF WAV2FBANK" "OPTIONS OF MFCC"
as_torchaudio() {
	# shellcheck disable=SC2086
	wav2fbank -q $2 "$wav" | mfcc $3 >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
want = np.load(sys.argv[2])
assert x.shape == want.shape, (x.shape, want.shape)
worst = abs(x - want).max() / abs(want).max()
assert worst < 1e-5, worst' "$T/out" "tests/golden/mfcc/$1.npy"
}

test_values_are_those_of_torchaudio() {
	as_torchaudio default '' ''
	as_torchaudio many '--bins 40' '--ceps 20 --lifter 0'
	as_torchaudio energy '--energy' '--energy yes --ceps 5 --lifter 30'
	# Where the energy is, or that it is not needed, changes nothing.
	as_torchaudio energy '--energy --htk' '--energy yes --ceps 5 --lifter 30'
	as_torchaudio default '--energy --htk' ''
	as_torchaudio default '--energy' ''
}

# One record after another with other bins.
test_values_are_those_of_numpy() {
	tests/tools/mktensor 'key=a;front=fbank bins=30 log=1;shape=4,30|#1' \
	    'key=b;front=fbank bins=7 log=1;shape=2,7|#2' 'key=c;front=fbank bins=30 log=1;shape=1,30|#3' >"$T/in"
	mfcc --ceps 7 --lifter 5.5 "$T/in" >"$T/out"
	py 'for (a, x), (b, y) in zip(read(sys.argv[1]), read(sys.argv[2])):
    B, k = x.shape[1], np.arange(7)[:, None]
    m = np.sqrt(np.where(k == 0, 1, 2) / B) * np.cos(np.pi / B * (np.arange(B) + 0.5) * k)
    m *= 1 + 5.5 / 2 * np.sin(np.pi * k / 5.5)
    assert y.shape == (len(x), 7) and abs(x @ m.T - y).max() < 1e-5, (y, x @ m.T)' "$T/in" "$T/out"
}

test_attributes() {
	wav2fbank -q "$wav" | mfcc --ceps 3 >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert a["front"].startswith("fbank rate=16000 ") and a["front"].endswith(" | mfcc ceps=3 lifter=22 energy=no"), a
assert a["columns"] == "c0 c1 c2" and a["rate"] == "100" and a["key"] == "voice16k", a
assert a["level"] == "c0*%.9g" % np.sqrt(23), a' "$T/out"
	wav2fbank -q --energy "$wav" | mfcc --ceps 3 --energy yes >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert a["columns"] == "energy c1 c2" and a["level"] == "energy", a' "$T/out"
	tests/tools/mktensor 'key=a;front=fbank bins=5;frames=2;shape=3,5|#1' | mfcc --ceps 2 >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert x.shape == (2, 2) and "frames" not in a' "$T/out"
}

# What the level names is what a louder sound changes.
test_level() {
	sox -R -V1 -v 0.1 "$wav" -t wav -e float -b 32 "$T/quiet.wav"
	local o
	for o in '' --no-power; do
		# shellcheck disable=SC2086
		wav2fbank -q $o --scale 32768 "$wav" "$T/quiet.wav" | mfcc >"$T/out"
		py '(a, x), (b, y) = read(sys.argv[1])
name, slope = a["level"].split("*")
d = x - y
assert abs(d[:, 0] - float(slope) * np.log(100)).max() < 1e-2 and abs(d[:, 1:]).max() < 1e-2, d' "$T/out"
	done
}

test_settings_of_a_model() {
	wav2fbank -q "$wav" >"$T/in"
	tests/tools/mktensor 'key=model;front=fbank rate=1 | mfcc ceps=4 lifter=9 energy=no | x;shape=1|0' >"$T/m"
	mfcc -m "$T/m" "$T/in" | cmp - <(mfcc --ceps 4 --lifter 9 "$T/in")
	says '-m takes all settings from the model, --ceps sets one too' 2 mfcc --ceps 3 -m "$T/m" "$T/in"
	tests/tools/mktensor 'key=model;front=fbank rate=1;shape=1|0' >"$T/m"
	says "the front end has no stage 'mfcc'; it has: fbank" 1 mfcc -m "$T/m" "$T/in" -o "$T/new"
	[ ! -e "$T/new" ]
}

test_bad_records() {
	refuses() {
		tests/tools/mktensor 'key=good;front=fbank bins=19 energy=1;shape=3,20|#1' "key=bad;$2" >"$T/in"
		# shellcheck disable=SC2086
		says "^mfcc: $T/in: record 'bad': $1" 1 mfcc ${3-} "$T/in" -o "$T/new"
		[ ! -e "$T/new" ]
	}
	refuses "front '(none)': mfcc takes what wav2fbank wrote" 'label=x;shape=3,20|#1'
	refuses "front 'spec rate=1': mfcc takes what wav2fbank wrote" 'front=spec rate=1;shape=3,20|#1'
	refuses "front 'fbank bins=20 | mfcc ceps=20': mfcc takes" 'front=fbank bins=20 | mfcc ceps=20;shape=3,20|#1'
	refuses "front 'fbank bins=10 | deltas order=1': mfcc takes" 'front=fbank bins=10 | deltas order=1;shape=3,20|#1'
	refuses "front 'fbank bins=5 | deltas order=1 | deltas order=1': mfcc takes" 'front=fbank bins=5 | deltas order=1 | deltas order=1;shape=3,20|#1'
	refuses "front 'fbank bins=4 | deltas order=1 | deltas order=2': mfcc takes" 'front=fbank bins=4 | deltas order=1 | deltas order=2;shape=3,24|#1'
	refuses "front 'fbank bins=20 | deltas': mfcc takes" 'front=fbank bins=20 | deltas;shape=3,20|#1'
	refuses 'the bands are not logarithms: use wav2fbank without --no-log' 'front=fbank bins=20 log=0;shape=3,20|#1'
	refuses 'was normalised by zscore' 'front=fbank bins=20;norm=all 0 1;shape=3,20|#1'
	refuses '18 mel bands are too few for 19 coefficients' 'front=fbank bins=18 energy=1;shape=3,19|#2' '--ceps 19'
	refuses 'there is no energy: use wav2fbank --energy' 'front=fbank bins=20;shape=3,20|#1' '--energy yes'
}

test_input_that_is_cut_short() {
	wav2fbank -q "$wav" >"$T/in"
	head -c 2000 "$T/in" >"$T/cut"
	says "^mfcc: $T/cut: " 1 mfcc "$T/cut" -o "$T/new"
	[ ! -e "$T/new" ]
	tests/tools/mktensor | mfcc | cmp - <(tests/tools/mktensor)
	full mfcc "$T/in"
}
