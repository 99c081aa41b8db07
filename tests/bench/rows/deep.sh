# Training a deep network: T = 398, 40 bins, batches of 64, two threads.
. "$HERE/training.sh"
n=$(pick 128 8)
[ -f "$DATA/deep$n.tensor" ] || "$B/stream" "$n" "$(pick 398 60)" 40 | zscore >"$DATA/deep$n.tensor"

ours() { rate tonfall "$HERE/deep.net" "$DATA/deep$n.tensor" "$n" "$(pick 64 4)" "$(pick 6 1)"; }
theirs() { torch deep 398 40 64; }

# The arithmetic alone, beside the matrix product alone.
core()   { [ -n "${SMOKE:-}" ] || sample tonfall-core "$B/train" deep; }

sides=ours
! peer torch || sides+=' theirs'
turns "$(few "$REPS")" $sides
core
compare 'training four convolutions (deep.net), batch 64, two threads' tonfall:rate-wall PyTorch:rate 'ratio >= 3'
compare 'its operations by processor time, relative to sgemm' tonfall-core:train-deep-share - '-'
