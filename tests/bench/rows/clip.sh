# One clip to a class, every program started anew: the pipe of the first recipe, and
# tonfall with the models that come with it.
speech "$DATA/clip.wav" 4
if [ ! -f "$DATA/clip.model" ]; then
	"$B/stream" 24 398 23 | zscore | padcut -n 398 -o "$WORK/train"
	cnntrain -q -a pipelines/networks/seed.net -e 1 -o "$DATA/clip.model" "$WORK/train"
fi
cat >"$WORK/pipe" <<'P'
wav2fbank "$1" | zscore | cnneval -m "$2"
P
wav2fbank "$DATA/clip.wav" | zscore | cnneval -m "$DATA/clip.model" | grep clip >"$WORK/row"

ours() {
	sample tonfall "$B/cost" -q -n "$(pick 50 2)" sh "$WORK/pipe" "$DATA/clip.wav" "$DATA/clip.model"
	in_ms tonfall wall ms
}
model() {	# which may say each time how much of the clip it hears
	sample "$1" "$B/cost" -q -n "$(pick 50 2)" "$BIN/tonfall" -q -m "$1" "$DATA/clip.wav" 2>"$WORK/said" ||
	    { cat "$WORK/said" >&2; return 1; }
	in_ms "$1" wall ms
	in_ms "$1" cpu cpu-ms
}
prosody() { model prosody; }
best() { model best; }
theirs() {
	sample PyTorch "$B/cost" -q -n 3 "$PY" "$PEERS/clip.py" "$DATA/clip.wav" 398
	in_ms PyTorch wall ms
}

sides='ours prosody best'
! peer torch || ! peer torchaudio || sides+=' theirs'
turns "$(few "$REPS")" $sides
compare 'one clip of 4 s to a class, median of 50 cold starts' tonfall:ms PyTorch:ms 'value <= 12 or ratio >= 85.8'
compare 'one clip of 4 s to a class, largest process' tonfall:memory PyTorch:memory 'value <= 24'
for model in prosody:15 best:30; do
	m=${model%:*}
	compare "tonfall -m $m, one clip of 4 s, median of 50 cold starts" "$m:ms" - "value <= ${model#*:}"
	compare "tonfall -m $m, one clip of 4 s, processor time" "$m:cpu-ms" - -
	compare "tonfall -m $m, one clip of 4 s, largest process" "$m:memory" - -
done
