# tonfall --live: from the last sample of a window to its row, sound coming as from
# a microphone; and the memory for a day of it, fed fast, whose last row must be
# at its end.
speech "$DATA/live.wav" 60
sox -R -V1 "$DATA/live.wav" -t raw -e signed -b 16 "$WORK/live.s16"
hours=$(pick 24 0.01)

latency() {	# MODEL
	sample "$1" "$B/live" "$(pick 60 5)" "$WORK/live.s16" "$BIN/tonfall" --live -q -f tsv -m "$1" -
}
best() { latency best; }
prosody() { latency prosody; }

# sound: so many hours, as WAV of unknown length.
sound() {
	awk -v h="$hours" 'BEGIN { n = int(h * 60 + 0.5); for (i = 0; i < n || i == 0; i++) print "." }' |
	    while read -r _; do cat "$WORK/live.s16"; done |
	    sox -V1 -t raw -r 16000 -e signed -b 16 -c 1 - -t wav - 2>"$WORK/sox.err"
}

turns "$(few 3)" best prosody
for model in best prosody; do
	sound | sample "$model-day" "$B/cost" -q -n 1 "$BIN/tonfall" --live -q -w 3 -s 1 -m "$model" -o "$WORK/rows" -
	awk -F '\t' -v h="$hours" 'END { exit !($3 >= 3600 * h - 60 && $3 <= 3600 * h + 60) }' "$WORK/rows"
	rm -f "$WORK/rows"
done
for model in best prosody; do
	compare "tonfall --live, model $model: from the last sample of a window to its row, median" "$model:latency" - 'value <= 50'
	compare "the same, the slowest of all" "$model:latency-most" - -
	compare "tonfall --live, model $model: $hours hours of sound, largest process" "$model-day:memory" - 'value <= 32'
	compare "the same, all of it" "$model-day:wall" - -
done
