# Time of each step as the corpus grows: the exponent of time by number of
# records between a tenth of the most and the most; 1 is linear.
top=$(pick 100000 2400)
speech "$DATA/word.wav" 0.3
[ -f "$DATA/growth.model" ] || {
	"$B/stream" 24 40 4 | zscore >"$WORK/train"
	printf 'conv 4 5; relu; maxpool 5; dense classes\n' >"$WORK/net"
	cnntrain -q -a "$WORK/net" -e 1 -o "$DATA/growth.model" "$WORK/train"
}

tables() {	# N
	awk -v n="$1" -v path="$DATA/word.wav" -v dir="$WORK" 'BEGIN {
		OFS = "\t"
		print "path", "key" >(dir "/list")
		print "key", "note" >(dir "/join")
		for (i = n - 1; i >= 0; i--) {
			key = sprintf("utterance-%07d", i)
			print path, key >(dir "/list")
			print key, "n" i >(dir "/join")
		}
	}'
}

step() {	# NAME N COMMAND: a shell command
	local times=3

	# It takes longest, and long enough to be steady.
	[ "$1" != wav2fbank ] || times=1
	sample "$1" "$B/cost" -n $times -q sh -c "$3"
	note "$1" "at-$2" "$(last "$1" cpu)" s
	note "$1" "memory-at-$2" "$(last "$1" memory)" MiB
}

# Both folders, as the shell takes their names.
W=$(printf %q "$WORK") D=$(printf %q "$DATA")
steps='wav2fbank labeljoin foldsplit-l foldsplit zscore padcut cnneval confmat'
for n in $((top / 100)) $((top * 32 / 1000)) $((top / 10)) $((top * 32 / 100)) "$top"; do
	tables "$n"
	"$B/stream" "$n" 40 4 >"$WORK/stream"
	s=$W/stream
	step wav2fbank "$n" "wav2fbank -q -l $W/list"
	step labeljoin "$n" "labeljoin $W/join <$s"
	step foldsplit-l "$n" "foldsplit -b speaker -l <$s"
	step foldsplit "$n" "foldsplit -b speaker -f 1 -p dev <$s"
	step zscore "$n" "zscore -g speaker <$s"
	step padcut "$n" "padcut -a <$s"
	cnneval -m "$DATA/growth.model" <"$WORK/stream" >"$WORK/predictions"
	step cnneval "$n" "cnneval -m $D/growth.model <$s"
	step confmat "$n" "confmat $W/predictions"
done

exponent() {	# NAME
	awk -F '\t' -v s="$1" -v a="at-$((top / 10))" -v b="at-$top" '
	$1 == s && $3 == a { x = $4 }
	$1 == s && $3 == b { y = $4 }
	END { if (x > 0 && y > 0) print log(y / x) / log(10); else print 0 }' "$RAW"
}
for name in $steps; do
	note "$name" exponent "$(exponent "$name")" exponent
	compare "$name, $((top / 10)) to $top records: exponent of the time" "$name:exponent" - 'value <= 1.2'
done

# What a further record costs in memory where something is kept of each.
bytes() {	# NAME
	awk -F '\t' -v s="$1" -v n="$top" -v a="memory-at-$((top / 10))" -v b="memory-at-$top" '
	$1 == s && $3 == a { x = $4 }
	$1 == s && $3 == b { y = $4 }
	END { print (y - x) * 1048576 / (0.9 * n) }' "$RAW"
}
for name in $steps; do
	note "$name" bytes "$(bytes "$name")" 'bytes a record'
	compare "$name: memory for each further record" "$name:bytes" - -
done

# A line a step; all parallel to the dotted one is what there should be.
for name in $steps; do
	awk -F '\t' -v OFS='\t' -v s="$name" '$1 == s && sub(/^at-/, "", $3) { print $3, ($4 > 0 ? $4 : 0.001) }' \
	    "$RAW" >"$WORK/$name.line"
done
{
	cat <<-G
	set terminal svg size 700,500 font 'sans,12'
	set output '$OUT/growth.svg'
	set logscale xy
	set xlabel 'records'
	set ylabel 'processor time (s)'
	set key left
	set grid
	G
	printf 'plot x * 1e-5 dt 3 lc rgb "black" title "linear"'
	for name in $steps; do
		printf ", '%s' with linespoints title '%s'" "$WORK/$name.line" "$name"
	done
	echo
} | gnuplot
