# The pitch tracker beside Praat: speed, samples in memory; and how far they
# agree on 200 clips each of two corpora, and on a voice without melody.
ravdess=${RAVDESS:-${SHARED:-../shared}/data/ravdess}
nemo=${NEMO:-${SHARED:-../shared}/data/nemo}
speech "$DATA/minute.wav" "$(pick 60 2)"
sox -V1 "$DATA/minute.wav" -t f32 "$DATA/minute.f32"
seconds=$(pick 0.7 0.02)

praat_pitch() {	# LIST OUTPUT [TIMES]
	praat --run "$PEERS/pitch.praat" "$1" "$2" 60 600 "${3:-1}"
}

ours() { sample tonfall "$B/pitch" "$seconds" "$DATA/minute.f32"; }
theirs() {	# the time of ten passes, without starting
	echo "$DATA/minute.wav" >"$WORK/minute"
	sample once "$B/cost" -q praat --run "$PEERS/pitch.praat" "$WORK/minute" "$WORK/x" 60 600 1
	sample more "$B/cost" -q praat --run "$PEERS/pitch.praat" "$WORK/minute" "$WORK/x" 60 600 11
	note Praat speed "$(awk -v a="$(last once cpu)" -v b="$(last more cpu)" \
	    'BEGIN { print 600 / (b - a) }')" 'x real time'
}

# Frames of a voice of one tone all have the median of its file.
of_one_tone() {
	sort -t $'\t' -k 1,1n -k 3,3g "$1" | awk -F '\t' -v OFS='\t' '
		{ line[NR] = $0 }
		$3 > 0 { hz[$1, ++n[$1]] = $3 }
		END {
			for (i = 1; i <= NR; i++) {
				split(line[i], f)
				print f[1], f[2], (f[3] > 0 ? hz[f[1], int((n[f[1]] + 1) / 2)] : 0)
			}
		}'
}

# agree NAME [FILTER]: on the sound files of $WORK/NAME.
agree() {
	local file
	rm -rf "$WORK/wav"
	mkdir "$WORK/wav"
	while read -r file; do
		sox -R -V1 "$file" -r 16000 -c 1 -b 16 "$WORK/wav/$(basename "${file%.*}").wav"
	done <"$WORK/$1"
	printf '%s\n' "$WORK"/wav/*.wav >"$WORK/list"
	for file in "$WORK"/wav/*.wav; do
		sox -V1 "$file" -t f32 "${file%.wav}.f32"
	done
	"$B/pitch" - "$WORK"/wav/*.f32 >"$WORK/ours"
	praat_pitch "$WORK/list" "$WORK/praat"
	"${2:-cat}" "$WORK/praat" >"$WORK/theirs"
	sample "tonfall-$1" awk -f "$PEERS/pitch.awk" "$WORK/ours" "$WORK/theirs"
}

# clips NAME FOLDER: 200 of its files, evenly.
clips() {
	[ -d "$2" ] || { echo "bench: pitch: no folder $2" >&2; return; }
	find "$2" -name '*.flac' -o -name '*.wav' | sort >"$WORK/all"
	awk -v n="$(wc -l <"$WORK/all")" 'int(NR * 200 / n) > int((NR - 1) * 200 / n)' "$WORK/all" >"$WORK/$1"
	agree "$1"
}

# Voices and pitches of espeak-ng, all of one tone.
voices() {
	local voice pitch
	for voice in en en+m3 en+f2 en+f5 de+m7; do
		for pitch in 20 50 80 99; do
			espeak-ng -v "$voice" -p "$pitch" -m -w "$WORK/voice-$voice-$pitch.wav" \
			    "<speak><prosody range='0%'>Kids are talking by the door, and dogs are sitting by the river.</prosody></speak>"
		done
	done
	printf '%s\n' "$WORK"/voice-*.wav >"$WORK/espeak"
	agree espeak of_one_tone
}

sides=ours
[ -n "${SMOKE:-}" ] || ! command -v praat >/dev/null || sides+=' theirs'
turns "$(few "$REPS")" $sides
compare 'pitch, one core' tonfall:speed Praat:speed 'value >= 4000 or ratio >= 10'
if [ "$sides" != ours ]; then
	clips ravdess "$ravdess"
	clips nemo "$nemo"
	voices
fi
for name in ravdess nemo; do
	compare "pitch beside Praat, $name: more than 20 % apart, of frames that both call voiced" "tonfall-$name:gross" - 'value <= 3'
	compare "pitch beside Praat, $name: one says voiced, the other does not, of all frames" "tonfall-$name:voicing" - 'value <= 8'
done
compare 'pitch beside Praat, voices of one tone by espeak-ng: more than 20 % from it' tonfall-espeak:gross - 'value <= 1'
