# Every program that reads a stream finds every cut and every flipped bit of
# it: exit 1, one line, no end record, no output file.  Here every DAMAGE-th of
# them; "make damage" tries all.  confmat reads tables, which have no sums.
DAMAGE=${DAMAGE:-61}

# Two records with all that the programs ask for, in 512 bytes or less.
streams() {
	tests/tools/mktensor 'key=a;shape=2,1;label=x;session=1;speaker=p|1 2' \
	    'key=b;shape=2,1;label=y;session=2;speaker=q|3 5' >"$T/stream"
	printf 'key\tgender\na\tf\nb\tm\n' >"$T/table"
	echo 'dense classes' >"$T/net"
	mkdir "$T/out"
}

model() {
	cnntrain -q -j 1 -e 1 -a "$T/net" -o "$T/model" "$T/stream"
}

# finds FILE PROGRAM...: it does, of the damage to FILE.
finds() {
	"$BUILD/damage" -s "$DAMAGE" -i "$T/stream" -o "$T/out/file" "$@"
	[ -z "$(ls -A "$T/out")" ]
}

test_zscore() {
	streams
	finds "$T/stream" zscore
	finds "$T/stream" zscore -n -o "$T/out/file"
}

test_zscore_statistics() {
	streams
	zscore -n -o "$T/stats" <"$T/stream"
	finds "$T/stats" zscore -s @
}

test_zscore_model() {
	streams
	zscore <"$T/stream" >"$T/normed"
	cnntrain -q -j 1 -e 1 -a "$T/net" -o "$T/model" "$T/normed"
	finds "$T/model" zscore -m @
}

test_padcut() {
	streams
	finds "$T/stream" padcut -n 3
	finds "$T/stream" padcut -a
	finds "$T/stream" padcut -p
}

# Filters that append a stage to the front end.
test_stages() {
	streams
	finds "$T/stream" deltas
	finds "$T/stream" deltas -j 3
	finds "$T/stream" functionals --active 0
}

test_tensorpaste() {
	streams
	cp "$T/stream" "$T/whole"
	finds "$T/stream" tensorpaste @ "$T/whole"
	finds "$T/stream" tensorpaste "$T/whole" @
}

test_foldsplit() {
	streams
	finds "$T/stream" foldsplit -f 1 -p train
	finds "$T/stream" foldsplit -l -o "$T/out/file"
}

test_labeljoin() {
	streams
	finds "$T/stream" labeljoin "$T/table"
}

test_cnntrain() {
	streams
	finds "$T/stream" cnntrain -q -j 1 -e 1 -a "$T/net" -o "$T/out/file"
	finds "$T/stream" cnntrain -q -j 1 -e 1 -a "$T/net" -d @ -o "$T/out/file" "$T/stream"
}

test_lineartrain() {
	streams
	tests/tools/mktensor 'key=a;shape=1,2;label=x;speaker=p|1 2' \
	    'key=b;shape=1,2;label=y;speaker=q|3 5' >"$T/rows"
	finds "$T/rows" lineartrain -q -j 1 -o "$T/out/file"
	finds "$T/rows" lineartrain -q -j 1 -k 0 -C 1 -o "$T/out/file"
}

test_cnntrain_checkpoint() {
	streams
	cnntrain -q -j 1 -e 1 -c "$T/checkpoint" --keep -a "$T/net" -o "$T/model" "$T/stream"
	finds -f "$T/taken" "$T/checkpoint" cnntrain -q -j 1 -e 1 -c @ -a "$T/net" -o "$T/out/file" "$T/stream"
}

test_cnneval() {
	streams
	model
	finds "$T/stream" cnneval -j 1 -m "$T/model"
	finds "$T/stream" cnneval -j 3 -m "$T/model" -o "$T/out/file"
}

test_cnneval_model() {
	streams
	model
	finds "$T/model" cnneval -j 1 -m @ -o "$T/out/file"
	finds "$T/model" cnneval -j 1 -m "$T/model" -m @ -o "$T/out/file"
}

test_tensorinfo() {
	streams
	finds "$T/stream" tensorinfo
	finds "$T/stream" tensorinfo -d -o "$T/out/file" @
}

test_tensorconv() {
	streams
	finds "$T/stream" tensorconv -t csv -o "$T/out/file"
	finds "$T/stream" tensorconv -t ark -o "$T/out/file" @
}

test_tensordiff() {
	streams
	finds "$T/stream" tensordiff @ "$T/stream"
	finds "$T/stream" tensordiff "$T/stream" @
}

# Every program that opens a stream has its case, and the tool itself can fail.
test_damage_can_fail() {
	local tool
	for tool in $(grep -l 'tensor_open\|ensemble_new\|train_open\|linear_train' tools/*.c); do
		tool=${tool#tools/}
		grep -q "^test_${tool%.c}()" tests/damage.t
	done
	tests/tools/mktensor 'key=a;shape=1|#1' >"$T/stream"
	exits 1 "$BUILD/damage" "$T/stream" cat >"$T/log"
	[ "$(grep -c 'not 1' "$T/log")" -eq $(($(wc -c <"$T/stream") * 9)) ]
	has '^cat: [0-9]* tried' "$T/log"
}
