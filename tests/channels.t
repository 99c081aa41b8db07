# Channels of recordings: --channel of all wav2X.

# channels NAME N [ENCODING...]: N chirps with noise, one per channel.
channels() {
	local i n=$2 name=$1
	shift 2
	for i in $(seq "$n"); do
		sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/$name-$i.wav" synth 2.5 sine $((100 * i))-$((150 * i)) \
		    synth pinknoise mix gain -$((8 + i))
	done
	sox -V1 -D -M $(for i in $(seq "$n"); do echo "$T/$name-$i.wav"; done) "$@" "$T/$name.wav"
}

# same KEY FILE KEY FILE...: the same values of two and two, and attributes but key
# and channel.
same() {
	py 'import re
for key, file, other, second in zip(*[iter(sys.argv[1:])] * 4):
    a = [(p, x) for p, x in read(file) if re.fullmatch(key, p["key"])]
    b = [(p, x) for p, x in read(second) if re.fullmatch(other, p["key"])]
    assert a and len(a) == len(b), (file, second, len(a), len(b))
    for (p, x), (q, y) in zip(a, b):
        for n in "key", "channel": p.pop(n, 0), q.pop(n, 0)
        assert p == q and x.tobytes() == y.tobytes(), (file, second)' "$@"
}

test_each_channel_is_its_file() {
	local n w o i e=0 pairs=() each
	local fronts=(fbank 'fbank -r 8000' prosody 'fbank -w 1 -s .5' 'fbank --as gain=-3')
	for n in 2 3; do
		for o in '-b 16' '-b 24' '-e float -b 32'; do
			# shellcheck disable=SC2086
			channels m $n $o
			for w in "${!fronts[@]}"; do
				each=$T/each-$((e += 1))
				# shellcheck disable=SC2086
				wav2${fronts[w]} --channel each "$T/m.wav" >"$each"
				for i in $(seq $n); do
					# The sound of each channel is the same each time.
					# shellcheck disable=SC2086
					[ -e "$T/one-$w-$i" ] || wav2${fronts[w]} "$T/m-$i.wav" >"$T/one-$w-$i"
					# shellcheck disable=SC2086
					wav2${fronts[w]} --channel $i "$T/m.wav" >"$each-$i"
					pairs+=("m:$i(#.*)?" "$each" "m-$i(#.*)?" "$T/one-$w-$i"
					    "m(#.*)?" "$each-$i" "m-$i(#.*)?" "$T/one-$w-$i")
				done
			done
		done
	done
	[ ${#pairs[@]} -eq 600 ]
	same "${pairs[@]}"
}

test_keys_and_attributes() {
	channels m 2
	cp "$T/m-1.wav" "$T/mono.wav"
	printf 'path\tkey\tspeaker\nm.wav\tcall\t01\nmono.wav\t\t\n' >"$T/l"
	wav2fbank --channel each -l "$T/l" >"$T/x"
	py 'r = [(a["key"], a.get("channel"), a.get("speaker")) for a, _ in read(sys.argv[1])]
assert r == [("call:1", "1", "01"), ("call:2", "2", "01"), ("mono:1", "1", None)], r' "$T/x"
	wav2fbank --channel 2 "$T/m.wav" >"$T/x"
	py 'assert [(a["key"], a["channel"]) for a, _ in read(sys.argv[1])] == [("m", "2")]' "$T/x"
	wav2fbank --channel mix "$T/m.wav" >"$T/x"
	wav2fbank "$T/m.wav" | cmp - "$T/x"
	py 'assert "channel" not in read(sys.argv[1])[0][0]' "$T/x"
	wav2fbank --channel each -w 1 "$T/m.wav" >"$T/x"
	py 'r = [a["key"] for a, _ in read(sys.argv[1])]
assert r == ["m:1#1", "m:1#2", "m:1#3", "m:2#1", "m:2#2", "m:2#3"], r' "$T/x"
	# Segments with keys of their own, and numbered ones.
	printf 'path\tstart\tend\tkey\nm.wav\t0\t1\tturn\nm.wav\t1\t2\t\n' >"$T/l"
	wav2fbank --channel each -l "$T/l" >"$T/x"
	py 'r = [a["key"] for a, _ in read(sys.argv[1])]
assert r == ["turn:1", "m#1:1", "turn:2", "m#1:2"], r' "$T/x"
}

# A label of the recording goes to its channels and their windows.
test_labels() {
	channels m 2
	printf 'key\tlabel\nm\tsad\nm:2\thappy\n' >"$T/t.tsv"
	for o in '' '-w 1'; do
		# shellcheck disable=SC2086
		wav2fbank --channel each $o "$T/m.wav" | labeljoin "$T/t.tsv" >"$T/x" 2>"$T/err"
		py 'for a, _ in read(sys.argv[1]):
    assert a["label"] == {"1": "sad", "2": "happy"}[a["channel"]]' "$T/x"
	done
}

test_standard_input() {
	channels m 2
	wav2fbank --channel each - <"$T/m.wav" >"$T/x"
	py 'assert [a["key"] for a, _ in read(sys.argv[1])] == ["stdin:1", "stdin:2"]' "$T/x"
	{ cat "$T/m.wav" || true; } 2>/dev/null | fed says '<stdin>: a pipe is read only once, so of its 2 channels one must be chosen' 1 \
	    wav2fbank --channel each -
	cat "$T/m.wav" | wav2fbank --channel 2 - >"$T/x"
	wav2fbank "$T/m-2.wav" >"$T/y"
	same stdin "$T/x" m-2 "$T/y"
	cat "$T/m-1.wav" | wav2fbank --channel each - >"$T/x"
	py 'assert [a["key"] for a, _ in read(sys.argv[1])] == ["stdin:1"]' "$T/x"
}

test_silent_channels() {
	channels m 2
	sox -V1 "$T/m-2.wav" "$T/m-0.wav" gain -100
	sox -V1 -D -M "$T/m-1.wav" "$T/m-0.wav" "$T/half.wav"
	says 'half.wav: channel 2 is silent' 0 wav2fbank --channel each "$T/half.wav" >"$T/x"
	says 'half.wav: channel 2 is silent' 0 wav2fbank --channel 2 "$T/half.wav" >"$T/x"
	says 'half.wav: channel 2 is silent' 0 wav2fbank -w 1 --channel 2 "$T/half.wav" >"$T/x"
	wav2fbank --channel 1 "$T/half.wav" 2>"$T/err" >"$T/x"
	[ ! -s "$T/err" ]
}

test_wrong_channels() {
	channels m 2
	says "--channel: '0' is neither mix nor each nor a number from 1 to 64" 2 wav2fbank --channel 0 x
	says "--channel: 'left' is neither" 2 wav2prosody --channel left x
	says "--channel: '65' is neither" 2 wav2spec --channel 65 x
	says '--copies and --channel each cannot be combined' 2 wav2fbank --copies gain=1 --channel each x
	says 'm.wav: has 2 channels, none with the number 3' 1 wav2fbank --channel 3 "$T/m.wav"
	says 'm-1.wav: has 1 channel, none with the number 2' 0 wav2fbank -k --channel 2 "$T/m-1.wav" "$T/m.wav" >"$T/x"
	py 'assert [a["key"] for a, _ in read(sys.argv[1])] == ["m"]' "$T/x"
}
