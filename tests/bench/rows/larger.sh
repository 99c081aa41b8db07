# Training on a stream ten times as large as the memory that there is, compared
# with the same one in memory: the seed network, T = 398, 23 bins, two threads.
net=$PWD/pipelines/networks/seed.net
limit=$(($(pick 400 64) << 20))
record=$((398 * 23 * 4))
n=$(pick $((10 * limit / record + 1)) 64)
stream=$DATA/larger.tensor epochs=2

# rate SIDE HOW COMMAND...: samples per second, from what cnntrain says of its
# epochs, run by COMMAND.
rate() {
	local side=$1 how=$2
	shift 2
	"$@" cnntrain -j 2 -a "$net" -B "$(pick 128 8)" -e "$epochs" --shuffle "$how" -o "$WORK/model" \
	    "$stream" 2>"$WORK/epochs" || { cat "$WORK/epochs" >&2; return 1; }
	note "$side" rate "$(awk -F '; ' -v n="$n" '/^epoch / { s += $NF; e++ }
	    END { print (s > 0 ? n * e / s : 0) }' "$WORK/epochs")" samples/s
}
inside() {
	cat "$stream" >/dev/null
	rate inside every
}
larger() {
	# pages that others have read do not count for this one
	dd of="$stream" oflag=nocache conv=notrunc,fdatasync count=0 status=none
	rate larger blocks "$HERE/limited" "$limit"
	note larger times "$(awk -v s="$(stat -c %s "$stream")" -v l="$limit" 'BEGIN { print s / l }')" times
}

if [ "$(stat -f -c %T "$DATA")" = tmpfs ]; then
	echo "bench: larger: $DATA is in memory" >&2
elif "$HERE/limited" -t "$limit"; then
	trap 'rm -f "$stream"' EXIT
	"$B/stream" "$n" 398 23 >"$stream"
	turns "$(few 3)" inside larger
fi
compare "training with a limit of $((limit >> 20)) MiB on memory, compared with the same stream in memory" \
    larger:rate inside:rate 'ratio >= 0.8'
compare 'the stream, compared with that limit' larger:times - 'value >= 10'
