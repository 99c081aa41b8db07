# Training the network of the recipe cnn: T = 123, 89 columns, batches of 64, two
# threads.
. "$HERE/training.sh"
n=$(pick 256 8)
[ -f "$DATA/cnn$n.tensor" ] || "$B/stream" "$n" "$(pick 123 60)" 89 | zscore >"$DATA/cnn$n.tensor"

ours() { rate tonfall pipelines/networks/cnn.net "$DATA/cnn$n.tensor" "$n" "$(pick 64 4)" "$(pick 8 1)"; }
theirs() { torch cnn 123 89 64; }

sides=ours
! peer torch || sides+=' theirs'
turns "$(few "$REPS")" $sides
compare 'training the network of the recipe cnn, batch 64, two threads' tonfall:rate-wall PyTorch:rate 'ratio >= 4'
