# Peak memory of the largest process; it must not grow with the stream.
n=$(pick 2000 20)
few=$((n / 10))
speech "$DATA/clip.wav" 4
[ -f "$DATA/long$n.tensor" ] || "$B/stream" "$n" 398 23 >"$DATA/long$n.tensor"
[ -f "$DATA/long$few.tensor" ] || "$B/stream" "$few" 398 23 >"$DATA/long$few.tensor"
awk -v n="$n" -v few="$few" -v path="$DATA/clip.wav" -v dir="$WORK" 'BEGIN {
	OFS = "\t"
	print "path", "key" >(dir "/list")
	print "path", "key" >(dir "/listfew")
	print "key", "note" >(dir "/join")
	print "key", "note" >(dir "/joinfew")
	for (i = 0; i < n; i++) {
		key = sprintf("utterance-%07d", i)
		print path, key >(dir "/list")
		print key, "n" >(dir "/join")
		if (i < few) {
			print path, key >(dir "/listfew")
			print key, "n" >(dir "/joinfew")
		}
	}
}'

# Both folders, as the shell takes their names.
W=$(printf %q "$WORK") D=$(printf %q "$DATA")

# both NAME FEW-COMMAND MANY-COMMAND: shell commands, compared.
both() {
	sample "few-$1" "$B/cost" -q sh -c "$2"
	sample "$1" "$B/cost" -q sh -c "$3"
	compare "$4" "$1:memory" "few-$1:memory" 'ratio >= 0.9'
}
# filter NAME COMMAND: a filter of a stream from a pipe.
filter() {
	both "$1" "cat $D/long$few.tensor | $2" "cat $D/long$n.tensor | $2" \
	    "${3:-$2}, $n records beside $few, from a pipe"
	both "$1-file" "$2 <$D/long$few.tensor" "$2 <$D/long$n.tensor" \
	    "${3:-$2}, $n records beside $few, from a file"
}

both wav2fbank "wav2fbank -q -l $W/listfew" "wav2fbank -q -l $W/list" "wav2fbank -l, $n files beside $few"
zscore -n -o "$WORK/stats" <"$DATA/long$few.tensor"
filter zscore-s "zscore -s $W/stats" 'zscore -s'
filter zscore zscore
filter padcut 'padcut -n 100'
both labeljoin "labeljoin $W/joinfew <$D/long$few.tensor" "labeljoin $W/join <$D/long$n.tensor" \
    "labeljoin, $n records and rows beside $few, from a file"
filter foldsplit 'foldsplit -f 1 -p train'
filter cnneval "cnneval -m $D/clip.model" cnneval

# cnntrain maps a regular file: what it has of its own does not grow.
anonymous() {	# SIDE COMMAND...: peak of RssAnon, MiB
	local side=$1 pid peak=0 now
	shift
	"$@" &
	pid=$!
	while now=$(awk '/RssAnon/ { print $2 }' "/proc/$pid/status" 2>/dev/null) && [ -n "$now" ]; do
		[ "$now" -le "$peak" ] || peak=$now
		sleep 0.02
	done
	wait "$pid"
	note "$side" own "$(awk -v k="$peak" 'BEGIN { print k / 1024 }')" MiB
}
train() { anonymous "$1" cnntrain -q -j 1 -e 1 -B 32 -a pipelines/networks/seed.net -o "$WORK/model" "$2"; }
train few-train "$DATA/long$few.tensor"
train train "$DATA/long$n.tensor"
compare "cnntrain, own memory, $n records in a file beside $few" train:own few-train:own 'ratio >= 0.9'

# An hour in one file.
speech "$DATA/hour.wav" "$(pick 3600 10)"
sample hour "$B/cost" wav2fbank -q -o "$WORK/hour" "$DATA/hour.wav"
compare 'wav2fbank, one file of an hour' hour:memory - 'value <= 64'
sox -V1 "$DATA/hour.wav" -t f32 "$WORK/hour.f32"
"$B/fbank" "$WORK/hour.f32" - >"$WORK/whole"
header=$(head -n 1 "$WORK/hour" | awk '{ print $3 }')
if tail -c +$((header + 1)) "$WORK/hour" | head -c "$(stat -c %s "$WORK/whole")" | cmp -s - "$WORK/whole"; then
	note hour same 1 'of 1'
else
	note hour same 0 'of 1'
fi
compare 'the same bytes as from the hour in one piece' hour:same - 'value >= 1'
