# The demo corpus at the size of MSP-IMPROV (7,798 utterances), speech already
# made: features, six folds of 20 epochs, report.  Only with FULL=1.
scale=${FULLSCALE:-10}
speech=$DATA/full$scale
setting="CORPUS=demo SCALE=$scale OUT=$speech"

ours() {
	rm -rf "$speech"/demo/{features,seed-*}
	sample tonfall "$B/cost" -q make experiment $setting
}
theirs() {
	sample PyTorch "$B/cost" -q "$PY" "$PEERS/experiment.py" "$speech/demo/tables/last/corpus.tsv" 20 2
}

if [ -n "${FULL:-}" ] && [ -z "${SMOKE:-}" ]; then
	make -s -f pipelines/experiment.mk $setting BUILD="$BUILD" corpus >/dev/null
	sides=ours
	! peer torch || ! peer torchaudio || sides+=' theirs'
	turns 1 $sides
else
	echo 'bench: full: left out, it takes long: FULL=1' >&2
fi
compare "make experiment SCALE=$scale, speech already made" tonfall:wall PyTorch:wall 'ratio >= 6'
