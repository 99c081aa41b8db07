# The whole experiment from nothing: RAVDESS, features, six folds, scores, report.
# Four classes by the first recipe, 20 epochs a fold; eight by prosody, copies at
# other speeds included, beside openSMILE's functionals of the same recordings, without
# copies, and a linear SVM.
data=$(realpath -m "${RAVDESS:-${SHARED:-../shared}/data/ravdess}")

ours() { from_nothing tonfall CORPUS=ravdess "DATA=$data"; }
prosody() { from_nothing prosody CORPUS=ravdess "DATA=$data" CLASSES=8 RECIPE=prosody; }
table() {	# CLASSES
	[ -f "$WORK/ravdess$1.tsv" ] || CLASSES=$1 pipelines/corpora/ravdess "$data" >"$WORK/ravdess$1.tsv"
}
theirs() {
	table 4
	sample PyTorch "$B/cost" -q "$PY" "$PEERS/experiment.py" "$WORK/ravdess4.tsv" 20 2
}
smile() {	# SET
	table 8
	sample "openSMILE-$1" "$B/cost" -q "$SMILE" "$PEERS/opensmile.py" "$WORK/ravdess8.tsv" "$1" none "$WORK/predictions"
}
small() { smile eGeMAPSv02; }
large() { smile ComParE_2016; }

if [ -n "${SMOKE:-}" ]; then
	:	# an experiment has tests of its own
elif [ -d "$data" ]; then
	sides='ours prosody'
	! peer torch || ! peer torchaudio || sides+=' theirs'
	! peer opensmile || ! peer sklearn || sides+=' small large'
	turns $((REPS > 3 ? 3 : REPS)) $sides
else
	echo "bench: ravdess: no folder $data; RAVDESS=DIR" >&2
fi
compare 'make experiment CORPUS=ravdess, from nothing' tonfall:wall PyTorch:wall 'value <= 5 or ratio >= 7.2'
compare 'make experiment CORPUS=ravdess CLASSES=8 RECIPE=prosody, from nothing' prosody:wall openSMILE-eGeMAPSv02:wall 'value <= 30'
compare 'make experiment CLASSES=8 RECIPE=prosody, the same by processor time' prosody:cpu openSMILE-eGeMAPSv02:cpu -
compare 'make experiment CLASSES=8 RECIPE=prosody, compared with ComParE_2016' prosody:wall openSMILE-ComParE_2016:wall -
