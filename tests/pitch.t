# The pitch of wav2prosody: sounds of known pitch, by SoX and espeak-ng, and the
# reference in tests/golden/pitch.py.

# pitch FILE...: key, F0 in Hz, voicing and ratio of each frame.
pitch() {
	wav2prosody -q -j 1 --contours f0 "$@" >"$T/stream"
	py 'for a, x in read(sys.argv[1]):
    names = a["columns"].split()
    f0, voicing, hnr = (x[:, names.index(n)] for n in ("f0", "voicing", "hnr"))
    for f, v, h in zip(f0, voicing, hnr):
        print(a["key"], 27.5 * 2 ** (f / 12), v, h)' "$T/stream"
}

# make_sound NAME EFFECT...: 16 kHz, without dither.
make_sound() {
	local name=$1
	shift
	sox -R -D -V1 -n -r 16000 -b 16 "$T/$name.wav" "$@"
}

# near LO HI: F0 of all frames, which are voiced, is evenly from LO to HI Hz, on
# a scale of octaves, within half a percent.  Three frames at each end are
# partly reflections.
near() {
	awk -v lo="$1" -v hi="$2" '
		{ f[NR] = $2; v[NR] = $3 }
		END {
			for (i = 4; i <= NR - 3; i++) {
				want = lo * exp(log(hi / lo) * (i - 0.5) / NR)
				if (v[i] < 0.5 || f[i] > 1.005 * want || f[i] < 0.995 * want) {
					print i, f[i], v[i], "want", want
					bad++
				}
			}
			exit NR < 100 || bad > 0
		}'
}

test_sweeps() {
	local shape
	for shape in sine sawtooth triangle; do
		make_sound "$shape" synth 5 "$shape" 62/590 gain -6
		pitch "$T/$shape.wav" | near 62 590
		make_sound "$shape" synth 5 "$shape" 62/590 gain -6 reverse
		pitch "$T/$shape.wav" | near 590 62
	done
}

test_first_harmonic_is_missing() {
	make_sound a synth 5 sine 120/1000 synth 5 sine mix 180/1500 synth 5 sine mix 240/2000 gain -6
	pitch "$T/a.wav" | near 60 500
}

test_as_over_a_telephone() {
	make_sound a synth 5 sawtooth 80/400 gain -6
	sox -R -V1 "$T/a.wav" -r 8000 -e mu-law "$T/b.wav" highpass 300
	pitch "$T/b.wav" | near 80 400
	pitch -r 8000 "$T/b.wav" | near 80 400
}

test_noise_and_silence_are_unvoiced() {
	make_sound white synth 3 whitenoise gain -6
	make_sound brown synth 3 brownnoise highpass 30 gain -6
	make_sound none trim 0 3
	pitch "$T/white.wav" "$T/brown.wav" "$T/none.wav" >"$T/x"
	[ "$(wc -l <"$T/x")" -eq 900 ]
	[ "$(awk '$3 >= 0.5' "$T/x" | wc -l)" -le 3 ]
	# What F0 is where nothing was voiced: the middle of the range.
	awk '$1 == "none" && ($2 < 189.7 || $2 > 189.8 || $3 != 0) { exit 1 }' "$T/x"
}

test_quieter_is_the_same() {
	make_sound a synth 2 sawtooth 100/300 gain -3
	make_sound b synth 2 whitenoise gain -3
	sox -R -V1 "$T/a.wav" "$T/b.wav" "$T/all.wav"
	sox -R -V1 -D "$T/all.wav" "$T/low.wav" gain -30
	pitch "$T/all.wav" >"$T/x"
	pitch "$T/low.wav" >"$T/y"
	paste "$T/x" "$T/y" | awk '
		($3 < 0.5) != ($7 < 0.5) || $3 >= 0.5 && ($2 / $6 > 1.001 || $2 / $6 < 0.999) { print; bad = 1 }
		END { exit bad || NR < 400 }'
}

test_equal_to_the_reference() {
	make_sound noise synth 0.08 whitenoise gain -30
	make_sound low synth 0.17 sawtooth 90/110 gain -12
	make_sound high synth 0.13 sawtooth 420/300 gain -3
	make_sound rest synth 0.08 pinknoise gain -12
	sox -R -V1 "$T"/{noise,low,high,rest}.wav "$T/all.wav"
	local file
	for file in "$T/all.wav" tests/golden/fbank/voice16k.wav tests/golden/fbank/silence16k.wav; do
		pitch "$file" >"$T/x"
		tests/golden/pitch.py "$file" >"$T/y"
		[ "$(wc -l <"$T/x")" -ge 10 ]
		[ "$(wc -l <"$T/x")" -eq "$(wc -l <"$T/y")" ]
		paste -d ' ' "$T/x" "$T/y" | awk '
			function far(a, b, limit) { return a - b > limit || b - a > limit }
			far($2 / $5, 1, 0.001) || far($3, $6, 0.002) || $3 >= 0.5 && far($4, $7, 0.05) { print; bad = 1 }
			END { exit bad }'
	done
}

test_a_voice_of_one_tone() {
	command -v espeak-ng >/dev/null || skip 'needs espeak-ng'
	local voice
	for voice in en en+m3 en+f2 en+f5; do
		espeak-ng -v "$voice" -p 60 -m -w "$T/say.wav" \
		    "<speak><prosody range='0%'>Kids are talking by the door, and dogs are sitting by the river.</prosody></speak>"
		pitch "$T/say.wav" | awk '$3 >= 0.5 { print $2 }' | sort -g >"$T/f0"
		awk '
			{ f[NR] = $1 }
			END {
				middle = f[int((NR + 1) / 2)]
				for (i = 1; i <= NR; i++)
					bad += f[i] > 1.2 * middle || f[i] < 0.8 * middle
				print middle, bad, NR
				exit NR < 100 || middle < 80 || middle > 300 || bad > NR / 100
			}' "$T/f0"
	done
}

# periods FILE: medians of jitter and shimmer over the voiced frames.
periods() {
	wav2prosody -q -j 1 --contours f0,periods "$1" >"$T/stream"
	py 'a, x = read(sys.argv[1])[0]
names = a["columns"].split()
assert names[-2:] == ["jitter", "shimmer"] and a["voiced"].split()[-2:] == names[-2:]
on = x[:, names.index("voicing")] >= 0.5
assert on.sum() > 150, on.sum()
print(*np.exp(np.median(x[on, -2:], axis=0)))' "$T/stream"
}

test_periods() {
	make_sound steady synth 2 sawtooth 160 gain -6
	make_sound little synth 2 sawtooth 160 tremolo 16 10 gain -6
	make_sound more synth 2 sawtooth 160 tremolo 16 40 gain -6
	make_sound glide synth 2 sawtooth 100/400 gain -6
	periods "$T/steady.wav" | awk '{ exit $1 > 0.00101 || $2 > 0.00101 }'
	# Amplitudes from 0.9 to 1 and back in ten periods; then from 0.6 to 1.
	periods "$T/little.wav" | awk '{ print; exit $1 > 0.003 || $2 < 0.01 || $2 > 0.03 }'
	periods "$T/more.wav" | awk '{ print; exit $1 > 0.003 || $2 < 0.05 || $2 > 0.15 }'
	# An octave in a second, 200 periods.
	periods "$T/glide.wav" | awk '{ print; exit $1 < 0.8 * log(2) / 200 || $1 > 1.2 * log(2) / 200 }'
	# The level does not matter.
	sox -R -D -V1 "$T/more.wav" "$T/low.wav" gain -20
	[ "$(periods "$T/more.wav" | cut -c 1-5)" = "$(periods "$T/low.wav" | cut -c 1-5)" ]
}

test_range_that_it_refuses() {
	make_sound a synth 1 sine 200
	says 'a frame of 960 samples has less than three periods of a pitch of 40 Hz, which are 1200' \
	    2 wav2prosody --pitch-low 40 "$T/a.wav" -o "$T/out"
	[ ! -e "$T/out" ]
	says 'a pitch from 300 to 200 Hz: the first must be above 0, at most 500 and below the second, which may be 4000' \
	    2 wav2prosody --pitch-low 300 --pitch-high 200 "$T/a.wav"
	pitch --pitch-low 40 --frame-length 75 "$T/a.wav" | awk '$3 >= 0.5 { n++ } END { exit n < 90 }'
}
