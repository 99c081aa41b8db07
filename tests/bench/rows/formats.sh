# What telephones and browsers record, to features, one core; and what ffmpeg takes
# to decode the same file to samples of that rate.
type ffmpeg >"$WORK/type" 2>&1 || { echo 'bench: formats: no ffmpeg' >&2; exit 0; }
minutes=$(pick 10 1)
speech "$DATA/formats$minutes.wav" $((60 * minutes))

# file NAME OPTION...: $DATA/formats$minutes.NAME by ffmpeg.
file() {
	local to=$DATA/formats$minutes.$1
	shift
	[ -f "$to" ] && return
	ffmpeg -v error -i "$DATA/formats$minutes.wav" "$@" "$WORK/new.${to##*.}"
	mv "$WORK/new.${to##*.}" "$to"
}
file m4a -c:a aac -ar 44100 -b:a 96k
file opus -c:a libopus -b:a 32k
file webm -c:a libopus -b:a 48k
file mp3 -c:a libmp3lame -ar 44100 -b:a 128k
file wma -c:a wmav2 -ar 44100 -b:a 96k

speed() {	# SIDE COMMAND...
	local side=$1
	shift
	sample "$side" "$B/cost" -q -n "$(pick 3 1)" taskset -c 0 "$@"
	note "$side" speed "$(awk -v s=$((60 * minutes)) -v t="$(last "$side" cpu)" 'BEGIN { print s / t }')" 'x real time'
}
sides=''
for f in m4a opus webm mp3 wma; do
	eval "ours_$f() { speed tonfall-$f wav2fbank -q -j 1 \"\$DATA/formats$minutes.$f\"; }
	      their_$f() { speed ffmpeg-$f ffmpeg -v error -threads 1 -i \"\$DATA/formats$minutes.$f\" -ar 16000 -ac 1 -f s16le -y /dev/null; }"
	sides+=" ours_$f their_$f"
done
# shellcheck disable=SC2086 # a word a function
turns "$(few "$REPS")" $sides
for f in m4a opus webm mp3 wma; do
	compare "wav2fbank, $minutes minutes of $f, one core; ffmpeg decodes alone" "tonfall-$f:speed" "ffmpeg-$f:speed" -
done
