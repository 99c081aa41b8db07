# Sourced by what trains and judges the models that come with tonfall: where their
# experiments are, and how they are run.
# shellcheck shell=bash
# shellcheck disable=SC2034 # of who sources it
out=out/models
# Records of the training part on which the statistics of a speaker lean, and those of
# the speaker from which on they are used.  Many, as in life most of what one person
# says is of one class: tonfall-experiment(7), Speakers with few recordings.
prior=20 enough=10

# make_table RAVDESS NEMO: the table of both corpora, if it is another one.
make_table() {
	CLASSES=4 pipelines/corpora/ravdess "$1" >"$out/ravdess.tsv"
	CLASSES=4 pipelines/corpora/nemo "$2" >"$out/nemo.tsv"
	pipelines/pool ravdess="$out/ravdess.tsv" nemo="$out/nemo.tsv" >"$out/table.new"
	cmp -s "$out/table.new" "$out/table.tsv" || mv -f -- "$out/table.new" "$out/table.tsv"
	rm -f -- "$out/table.new"
}

# run GOAL SETTING...: of both corpora, in six folds of whole sessions; its folder is
# then $dir.
run() {
	make --no-print-directory "$1" CORPUS=pooled TABLE="$out/table.tsv" OUT="$out" FOLDS=6 "${@:2}" >"$out/log" 2>&1 || {
		tail -n 20 "$out/log" >&2
		exit 1
	}
	dir=$out/pooled/$(readlink "$out/pooled/last")
}
