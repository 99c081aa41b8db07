# Silence dropped, by the definition in data/activity.h.

# frames ENERGY...: a record whose column x counts frames.
frames() {
	local i=0 e
	echo -n "key=a;rate=100;front=f x=1;columns=energy x;shape=$#,2|"
	for e; do
		echo -n "$e $i "
		i=$((i + 1))
	done
}

# reps N VALUE
reps() { yes -- "$2" | head -n "$1" | tr '\n' ' '; }

# kept WANT OPTION...: those of $T/in, as ranges.
kept() {
	local want=$1
	shift
	trim "$@" "$T/in" >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
k = x[:, 1].astype(int)
cut = np.split(k, np.flatnonzero(np.diff(k) != 1) + 1)
got = " ".join(f"{c[0]}-{c[-1]}" for c in cut)
assert got == sys.argv[2], (got, sys.argv[2])' "$T/out" "$want"
}

test_options() {
	common_options trim
	tests/tools/mktensor "$(frames 1 2 3)" >"$T/in"
	for wrong in '--active -1' '--active' '--gap x' '-j 0' '-j x' 'file file'; do
		# shellcheck disable=SC2086
		says '^trim: ' 2 trim $wrong <"$T/in" >"$T/out"
		[ ! -s "$T/out" ]
	done
}

test_silence_at_the_ends() {
	# The level is 0, so with 40 dB silence begins at -9.21, loud at -7.83.
	# shellcheck disable=SC2046
	tests/tools/mktensor "$(frames $(reps 30 -20) -9 -8 $(reps 20 0) -9.2 -9.3 $(reps 40 -30))" >"$T/in"
	kept 30-52
	kept 31-51 --active 39
	kept 32-51 --active 20
	kept 0-93 --active 0
	kept 0-53 --active 200	# 6 dB above the quietest
}

# Noise 17 dB below the level is silence, at 13 dB it cannot be told.
test_noise() {
	# shellcheck disable=SC2046
	tests/tools/mktensor "$(frames $(reps 30 -4) $(reps 20 0) $(reps 30 -4))" >"$T/in"
	kept 30-49
	kept 0-79 --active 0
	# shellcheck disable=SC2046
	tests/tools/mktensor "$(frames $(reps 30 -3) $(reps 20 0) $(reps 30 -3))" >"$T/in"
	kept 0-79
	# shellcheck disable=SC2046
	tests/tools/mktensor "$(frames $(reps 30 -7) $(reps 20 -5.5) $(reps 20 0) $(reps 30 -7))" >"$T/in"
	kept 30-69
}

test_gaps() {
	# shellcheck disable=SC2046
	tests/tools/mktensor "$(frames $(reps 20 0) $(reps 50 -20) $(reps 20 0) $(reps 51 -20) $(reps 20 0) $(reps 10 -20))" >"$T/in"
	kept '0-114 116-160'
	kept '0-19 70-89 141-160' --gap 0
	kept '0-29 60-99 131-160' --gap 0.2
	kept 0-160 --gap 3600
}

# A click is not speech, nor is what is audible but never loud.
test_short_and_soft() {
	# shellcheck disable=SC2046
	tests/tools/mktensor "$(frames $(reps 20 -20) 0 0 0 0 $(reps 20 -20) $(reps 20 0) -20 -20 $(reps 30 -8.5) -20)" >"$T/in"
	kept 44-63
	# shellcheck disable=SC2046
	tests/tools/mktensor "$(frames $(reps 20 -20) 0 0 0 0 0 $(reps 20 -20) $(reps 20 0))" >"$T/in"
	kept 20-64
}

# Without speech, everything stays.
test_no_speech() {
	# shellcheck disable=SC2046
	tests/tools/mktensor "$(frames $(reps 50 -36))" >"$T/in"
	kept 0-49
	tests/tools/mktensor "$(frames 0 -50 0)" >"$T/in"
	kept 0-2
	tests/tools/mktensor "$(frames -50)" >"$T/in"
	kept 0-0
	# Ten loud frames, none next to another.
	# shellcheck disable=SC2046
	tests/tools/mktensor "$(frames $(reps 30 '0 -20'))" >"$T/in"
	kept 0-59
}

test_attributes() {
	tests/tools/mktensor "key=a;rate=100;front=fbank bins=2;frames=12;label=x;norm_of=y;shape=14,2|*1" >"$T/in"
	trim "$T/in" >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert a == {"key": "a", "rate": "100", "front": "fbank bins=2 | trim active=40 gap=0.5", "label": "x", "norm_of": "y", "speech": "0.000"}, a
assert x.shape == (12, 2)' "$T/out"
	tests/tools/mktensor 'key=model;front=fbank rate=1 | trim active=30 gap=0.1 | x;shape=1|0' >"$T/m"
	trim -m "$T/m" "$T/in" | cmp - <(trim --active 30 --gap 0.1 "$T/in")
	tests/tools/mktensor 'key=model;front=fbank rate=1;shape=1|0' >"$T/m"
	says "the front end has no stage 'trim'; it has: fbank" 1 trim -m "$T/m" "$T/in" -o "$T/new"
	[ ! -e "$T/new" ]
}

test_sound() {
	sox -R -V1 -n -r 16000 -b 16 "$T/voice.wav" synth 1 sawtooth 120 gain -6
	sox -R -V1 "$T/voice.wav" -b 16 "$T/padded.wav" pad 0.5 0.7
	sox -R -V1 -v 0.05 "$T/padded.wav" -b 16 "$T/quiet.wav"
	wav2fbank -q --scale 32768 "$T/voice.wav" "$T/padded.wav" "$T/quiet.wav" | trim >"$T/out"
	py 'r = read(sys.argv[1])
assert len(r[0][1]) == 98, r[0][1].shape
for a, x in r[1:]:	# and frames that reach into the sound
    assert 98 <= len(x) <= 103, (a["key"], x.shape)' "$T/out"
}

# The same bytes for any number of threads, in order, also up to an error.
test_threads() {
	local i j records=()
	for i in {1..150}; do
		records+=("key=$i;rate=100;front=fbank bins=3;shape=$((i * 7 % 90 + 1)),3|#$i")
	done
	tests/tools/mktensor "${records[@]}" >"$T/in"
	trim "$T/in" >"$T/want"
	for j in 2 3 8 200; do
		trim -j "$j" "$T/in" | cmp - "$T/want"
		trim -j "$j" <"$T/in" | cmp - "$T/want"
	done
	records[90]='key=bad;rate=100;shape=3,3|#1'
	tests/tools/mktensor "${records[@]}" >"$T/in"
	says "^trim: $T/in: record 'bad': there is no column 'energy'" 1 trim "$T/in" >"$T/want"
	for j in 2 8; do
		says "^trim: $T/in: record 'bad': there is no column 'energy'" 1 trim -j "$j" "$T/in" >"$T/out"
		cmp "$T/out" "$T/want"
		says 'record .bad' 1 trim -j "$j" "$T/in" -o "$T/new"
		[ ! -e "$T/new" ]
	done
	head -c 30000 "$T/in" >"$T/cut"
	says "^trim: $T/cut: " 1 trim -j 4 "$T/cut" -o "$T/new"
	[ ! -e "$T/new" ]
	full trim -j 2 "$T/in"
}

# With several threads, too, a record is written before the next one comes.
test_threads_do_not_wait() {
	tests/tools/mktensor -n 'key=a;rate=100;front=fbank bins=3;shape=9,3|#1' >"$T/1"
	timeout 60 /usr/bin/python3 -c 'import subprocess, sys
p = subprocess.Popen(["trim", "-j", "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
p.stdin.write(open(sys.argv[1], "rb").read())
assert p.stdout.read(9) == b"tensor 1 "
p.kill()' "$T/1"
}

test_bad_records() {
	refuses() {
		tests/tools/mktensor 'key=good;rate=100;columns=energy x;shape=3,2|1 2 3 4 5 6' "$2" >"$T/in"
		says "^trim: $T/in: record 'bad': $1" 1 trim "$T/in" -o "$T/new"
		[ ! -e "$T/new" ]
	}
	refuses 'the shape is (6), it must be' 'key=bad;rate=100;shape=6|#1'
	refuses 'was normalised by zscore, which hides the level' 'key=bad;rate=100;norm=all 0 1;columns=energy x;shape=3,2|#1'
	refuses "there is no column 'energy'" 'key=bad;rate=100;shape=3,2|#1'
	refuses "has no attribute 'rate'" 'key=bad;columns=energy x;shape=3,2|#1'
	refuses 'the energy of frame 0 is infinite or NaN' 'key=bad;rate=100;columns=energy x;shape=3,2|nan 1 1 1 1 1'
}
