# The whole experiment from nothing: RAVDESS, four classes, features, six
# folds of 20 epochs, scores, report.
data=${RAVDESS:-${SHARED:-../shared}/data/ravdess}

ours() {
	rm -rf "$DATA/out"
	sample tonfall "$B/cost" -q make experiment CORPUS=ravdess "DATA=$data" OUT="$DATA/out"
}
theirs() {
	[ -f "$DATA/ravdess.tsv" ] || CLASSES=4 pipelines/corpora/ravdess "$data" >"$DATA/ravdess.tsv"
	sample PyTorch "$B/cost" -q "$PY" "$PEERS/experiment.py" "$DATA/ravdess.tsv" 20 2
}

if [ -n "${SMOKE:-}" ]; then
	:	# an experiment has tests of its own
elif [ -d "$data" ]; then
	sides=ours
	! peer torch || ! peer torchaudio || sides+=' theirs'
	turns $((REPS > 3 ? 3 : REPS)) $sides
else
	echo "bench: ravdess: no folder $data; RAVDESS=DIR" >&2
fi
compare 'make experiment CORPUS=ravdess, from nothing' tonfall:wall PyTorch:wall 'value <= 5 or ratio >= 7.2'
