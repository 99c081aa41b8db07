# Sourced before a row.  A row calls sample (any number of times), then
# compare once for each line of the table.
#
# raw/ROW.tsv: side, repetition, name, value, unit.  Higher is better unless
# the unit is one of time or memory (s, ms, MiB, bytes a record) or an exponent.

BIN=$BUILD/bin B=$BUILD/bench PEERS=$HERE/peers
PY=$B/venv/bin/python SMILE=${SMILE:-$B/smile/bin/python}
export PYTHONPATH=$PEERS

# few N: N, or 1 in a smoke run.
few() {
	[ -n "${SMOKE:-}" ] && echo 1 || echo "$1"
}

# pick BIG SMALL: the second in a smoke run.
pick() {
	[ -n "${SMOKE:-}" ] && echo "$2" || echo "$1"
}

# sample SIDE COMMAND...: run it; its output is lines name, value, unit.
sample() {
	local side=$1
	shift
	"$@" >"$WORK/sample" || { echo "bench: $ROW: $side: failed: $*" >&2; return 1; }
	awk -F '\t' -v OFS='\t' -v s="$side" -v r="${rep:-1}" 'NF == 3 { print s, r, $0 }' \
	    "$WORK/sample" >>"$RAW"
}

# note SIDE NAME VALUE UNIT: a value that was worked out.
note() {
	printf '%s\t%s\t%s\t%s\t%s\n' "$1" "${rep:-1}" "$2" "$3" "$4" >>"$RAW"
}

# in_ms SIDE KEY NAME: note as NAME what it last took by KEY (wall or cpu), in ms.
in_ms() {
	note "$1" "$3" "$(awk -v t="$(last "$1" "$2")" 'BEGIN { print 1000 * t }')" ms
}

# recipe NAME TEXT: TEXT with variables of make, as an experiment of that recipe
# expands it.
recipe() {
	make -s --no-print-directory -f pipelines/experiment.mk RECIPE="$1" BUILD="$BUILD" \
	    --eval="print: ; @:\$(info $2)" print
}

# from_nothing SIDE SETTING...: an experiment of which nothing is there.
from_nothing() {
	local side=$1
	shift
	rm -rf "$DATA/out"
	sample "$side" "$B/cost" -q make experiment "$@" OUT="$DATA/out"
}

# last SIDE NAME: the value of the last repetition.
last() {
	awk -F '\t' -v s="$1" -v n="$2" '$1 == s && $3 == n { v = $4 } END { print v }' "$RAW"
}

# turns N FUNCTION...: call one after the other, N times: A B A B ...
turns() {
	local _times=$1 _side
	shift
	for rep in $(seq 1 "$_times"); do
		for _side; do
			"$_side"
		done
	done
	rep=1
}

# peer NAME: it is there.  Peers are left out of a smoke run.
peer() {
	[ -z "${SMOKE:-}" ] && [ -f "$B/peers.tsv" ] &&
	    awk -F '\t' -v n="$1" '$1 == n && $2 != "-" { ok = 1 } END { exit !ok }' "$B/peers.tsv"
}

# compare WHAT SIDE:NAME PEER:NAME|- REACH: a line of the table.  REACH is
# "value >= N", "value <= N", "ratio >= N", two of them with "or" between, or
# "-"; the ratio is how many times better we are, the median of those of the
# repetitions.
compare() {
	awk -f "$HERE/compare.awk" -v row="$ROW" -v what="$1" -v ours="$2" -v peer="$3" \
	    -v reach="$4" -v when="$WHEN" "$RAW" >>"$RESULT"
}

# speech FILE SECONDS: 16 kHz speech by espeak-ng, repeated as needed.
speech() {
	[ -f "$1" ] && return
	sed -n '1,12p' "$HERE/../../pipelines/corpora/demo.txt" | tr -d '#\t' |
	    espeak-ng --stdin -w "$WORK/say.wav"
	sox -R -V1 "$WORK/say.wav" -r 16000 -b 16 "$WORK/once.wav"
	sox -R -V1 "$WORK/once.wav" "$1.part.wav" repeat - trim 0 "$2"
	mv "$1.part.wav" "$1"
}
