# Training the seed network: T = 398, 23 bins, batches of 128, two threads.
. "$HERE/training.sh"
n=$(pick 1280 16)
[ -f "$DATA/train$n.tensor" ] || "$B/stream" "$n" 398 23 | zscore >"$DATA/train$n.tensor"

ours() {
	rate tonfall pipelines/networks/seed.net "$DATA/train$n.tensor" "$n" "$(pick 128 8)" "$(pick 8 1)"
	# Forward, and the gradients of weights and of all inputs but the first.
	note tonfall flops "$(awk -v r="$(last tonfall rate-wall)" 'BEGIN { print r * 0.018 }')" GFLOP/s
}
sgemm() { sample OpenBLAS "$B/sgemm" "$(pick 1024 128)" "$(pick 1 0.02)" "$THREADS"; }
theirs() { torch seed 398 23 128; }

# The arithmetic alone, beside the matrix product alone.
core()   { [ -n "${SMOKE:-}" ] || sample tonfall-core "$B/train" seed; }

sides=ours
! "$B/sgemm" 16 0 1 >"$WORK/sgemm" 2>&1 || sides+=' sgemm'
! peer torch || sides+=' theirs'
turns "$(few "$REPS")" $sides
core
compare 'training the seed network, batch 128, two threads' tonfall:rate-wall PyTorch:rate 'value >= 12000 or ratio >= 5'
compare 'the same by processor time, samples/s of one core' tonfall:rate-cpu PyTorch:core_rate -
compare 'the same in operations (18 MFLOP a sample), compared with sgemm' tonfall:flops OpenBLAS:rate 'ratio >= 0.5'
compare 'its operations by processor time, relative to sgemm' tonfall-core:train-seed-share - 'value >= 50'
