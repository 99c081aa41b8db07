# Sourced by train, deep and cnn: cnntrain's own rate, the difference of runs with
# more and with fewer epochs, so that start and reading do not count.
#
# rate SIDE NETWORK STREAM RECORDS BATCH MORE: wall and processor time.
rate() {
	local side=$1 net=$2 stream=$3 n=$4 batch=$5 more=$6 key
	local command=("${LAUNCH[@]}" -q -j "$THREADS" -a "$net" -B "$batch" -o "$WORK/model" "$stream")
	sample "$side-few" "$B/cost" "${command[@]}" -e 1
	sample "$side-more" "$B/cost" "${command[@]}" -e $((1 + more))
	for key in wall cpu; do
		note "$side" "rate-$key" "$(awk -v n=$((n * more)) -v a="$(last "$side-few" $key)" \
		    -v b="$(last "$side-more" $key)" 'BEGIN { d = b - a; print (d > 0 ? n / d : 0) }')" samples/s
	done
}

# torch NAME FRAMES BINS BATCH
torch() {
	sample PyTorch "$PY" "$PEERS/train.py" "$@" "$(pick 3 0.1)" "$THREADS"
}

THREADS=2 LAUNCH=(cnntrain)
