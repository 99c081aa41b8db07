# What the confinement of decoders (lib/sound/sandbox.h) costs: the same sources built
# with NO_SANDBOX, in turn.  No shipped program is built like that.
# Ratio 1: nothing; 0.97: confined is 3 % slower.
loose=$BUILD
if [ -z "${SMOKE:-}" ]; then
	loose=$BUILD/loose
	make -s -C "$HERE/../.." -j"$(nproc)" BUILD="$loose" CC="$CC" CFLAGS="$CFLAGS -DNO_SANDBOX" \
	    "$loose/bin/wav2fbank"
fi
n=$(pick 400 4)
speech "$DATA/speech$n.wav" $((n * 4))
if [ ! -d "$DATA/confine$n" ]; then
	mkdir "$DATA/confine$n.part"
	sox -R -V1 "$DATA/speech$n.wav" "$DATA/confine$n.part/s.wav" trim 0 4 : newfile : restart 2>/dev/null
	# The last one is empty.
	find "$DATA/confine$n.part" -type f -size -10k -delete
	mv "$DATA/confine$n.part" "$DATA/confine$n"
fi
set -- "$DATA/confine$n"/*
clip=$1

in_tree() {
	local side=$1 tree=$2
	sample "$side" "$B/cost" -q -n "$(pick 5 1)" "$tree/bin/wav2fbank" -q -j 1 "$DATA/confine$n"/*
	note "$side" files "$(awk -v t="$(last "$side" cpu)" 'BEGIN { print 1000 * t }')" ms
	sample "$side" "$B/cost" -q -n "$(pick 200 2)" "$tree/bin/wav2fbank" -q -j 1 "$clip"
	note "$side" clip "$(awk -v t="$(last "$side" cpu)" 'BEGIN { print 1000 * t }')" ms
}
confined() { in_tree confined "$BUILD"; }
without()  { in_tree loose "$loose"; }

turns "$(few "$REPS")" confined without
compare "wav2fbank, $n WAV files of 4 s, processor time, with and without confinement" \
    confined:files loose:files 'ratio >= 0.95'
compare 'wav2fbank, one clip of 4 s, processor time, with and without confinement' \
    confined:clip loose:clip -
