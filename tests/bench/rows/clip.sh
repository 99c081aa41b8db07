# One clip to a class: the whole pipe, every program started anew.
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
	note tonfall ms "$(awk -v t="$(last tonfall wall)" 'BEGIN { print 1000 * t }')" ms
}
theirs() {
	sample PyTorch "$B/cost" -q -n 3 "$PY" "$PEERS/clip.py" "$DATA/clip.wav" 398
	note PyTorch ms "$(awk -v t="$(last PyTorch wall)" 'BEGIN { print 1000 * t }')" ms
}

sides=ours
! peer torch || ! peer torchaudio || sides+=' theirs'
turns "$(few "$REPS")" $sides
compare 'one clip of 4 s to a class, median of 50 cold starts' tonfall:ms PyTorch:ms 'value <= 12 or ratio >= 85.8'
compare 'one clip of 4 s to a class, largest process' tonfall:memory PyTorch:memory 'value <= 24'
