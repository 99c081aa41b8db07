# What HARDEN of the Makefile costs: the same sources built without it, in turn.
# Ratio 1: nothing; 0.97: hardened is 3 % slower.
# Whether it can be measured at all, SMOKE, shows with one tree as well.
bare=$BUILD
if [ -z "${SMOKE:-}" ]; then
	bare=$BUILD/bare
	make -s -C "$HERE/../.." -j"$(nproc)" BUILD="$bare" CC="$CC" CFLAGS="$CFLAGS" HARDEN=-fno-pie HARDENLD=-no-pie \
	    all "$bare/bench/fbank" "$bare/bench/train" "$bare/bench/stream"
fi
speech "$DATA/minute.wav" "$(pick 60 2)"
speech "$DATA/clip.wav" 4
sox -V1 "$DATA/minute.wav" -t f32 "$DATA/minute.f32"
if [ ! -f "$DATA/clip.model" ]; then
	"$B/stream" 24 398 23 | zscore | padcut -n 398 -o "$WORK/train"
	cnntrain -q -a pipelines/networks/seed.net -e 1 -o "$DATA/clip.model" "$WORK/train"
fi
cat >"$WORK/pipe" <<'P'
wav2fbank "$1" | zscore | cnneval -m "$2"
P

in_tree() {
	local side=$1 tree=$2
	sample "$side" "$tree/bench/fbank" "$DATA/minute.f32" "$(pick 0.7 0.02)"
	[ -n "${SMOKE:-}" ] || sample "$side" "$tree/bench/train" seed
	sample "$side" env PATH="$tree/bin:$PATH" "$B/cost" -q -n "$(pick 100 2)" \
	    sh "$WORK/pipe" "$DATA/clip.wav" "$DATA/clip.model"
	note "$side" clip "$(awk -v t="$(last "$side" cpu)" 'BEGIN { print 1000 * t }')" ms
	sample "$side" "$B/cost" -q -n "$(pick 200 2)" "$tree/bin/cnneval" --version
	note "$side" cnneval "$(awk -v t="$(last "$side" cpu)" 'BEGIN { print 1000 * t }')" ms
	sample "$side" "$B/cost" -q -n "$(pick 200 2)" "$tree/bin/wav2fbank" --version
	note "$side" wav2fbank "$(awk -v t="$(last "$side" cpu)" 'BEGIN { print 1000 * t }')" ms
}
hardened() { in_tree hardened "$BUILD"; }
without()  { in_tree bare "$bare"; }

turns "$(few "$REPS")" hardened without
compare 'filter bank, 23 bins, with and without hardening' hardened:speed bare:speed -
compare 'training the seed network, by processor time, with and without hardening' \
    hardened:train-seed-j1-core bare:train-seed-j1-core -
compare 'one clip to a class, processor time, with and without hardening' hardened:clip bare:clip -
compare 'cnneval --version, processor time, with and without hardening' hardened:cnneval bare:cnneval -
compare 'wav2fbank --version, processor time, with and without hardening' hardened:wav2fbank bare:wav2fbank -
