# make label: a list in shards gives the bytes of one tonfall, whatever happens.

# calls N: $T/calls.tsv, N rows of sounds in the folder $T/it's calls.
calls() {
	local i
	mkdir -p "$T/it's calls"
	for i in 1 2 3 4; do
		sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/it's calls/$i.wav" synth "1.$i" sawtooth $((90 + 30 * i))-$((120 + 20 * i)) \
		    synth pinknoise mix tremolo 4 80 gain -9 pad 0.2 0.1
	done
	printf 'path\tagent\n' >"$T/calls.tsv"
	for i in $(seq "$1"); do
		printf "it's calls/%d.wav\ta%d\n" $((i % 4 + 1)) "$i"
	done >>"$T/calls.tsv"
}

# label SETTING...: its messages in $T/err.
label() {
	pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody JOBS=2 TONFALL='--speech 0' "$@" >"$T/said" 2>"$T/err"
}

# one: what a single tonfall makes of the list.
one() {
	tonfall -q --speech 0 -m prosody -l "$T/calls.tsv" -f tsv -o "$T/one.tsv" 2>"$T/one.err"
}

# result: the file that label named.
result() {
	sed -n 's/^label: //p' "$T/said"
}

test_settings() {
	calls 1
	says 'which recordings? LIST=' 2 pipelines/label
	says 'no setting LISTS; there are: .*SHARDS' 2 pipelines/label LISTS=x
	says 'no such file' 2 pipelines/label LIST="$T/none"
	for wrong in SHARDS=0 SHARDS=x JOBS=0 RETRIES=-1 MEMORY=lots MODEL=nosuch FETCH='curl -f' 'TONFALL=-o x'; do
		says "${wrong%%=*}" 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" "$wrong"
	done
	says 'no command nosuch' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" RUN='nosuch -n1'
	says 'that file is read' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody RESULT="$T/calls.tsv"
	says 'that is a folder' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody RESULT="$T"
	says 'no file can be written' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody RESULT="$T/none/x.tsv"
	says 'ends in .tsv' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody RESULT="$T/x.csv"
	[ -z "$(find "$T" -name '*.tmp.*')" ]
	says 'no setting MODLE; there are: ' 2 make --no-print-directory BUILD="$MAKEBUILD" label LIST="$T/calls.tsv" MODLE=best
	says 'no setting DIRS; ' 2 make --no-print-directory BUILD="$MAKEBUILD" corpora DIRS="$T"
	printf 'path\tn\n1.wav\t1\n2.wav\n' >"$T/calls.tsv"
	says "^label: LIST=.*/calls.tsv: line 3: 1 columns, but the first row names 2" 2 \
	    pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody
	printf 'file\nx\n' >"$T/calls.tsv"
	says 'no column path' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody
	printf 'path\n' >"$T/calls.tsv"
	says 'no rows' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody
}

test_same_bytes() {
	calls 9
	one
	label SHARDS=4
	cmp "$(result)" "$T/one.tsv"
	[ "$(wc -l <"$T/out"/label/*/plan.tsv)" -ge 4 ]
	# Nothing is done twice.
	touch -d '2001-01-01' "$T/out"/label/*/shard/*.out
	label SHARDS=4
	[ -z "$(find "$T/out" -name '*.out' -newermt 2002-01-01)" ]
	cmp "$(result)" "$T/one.tsv"
	# A shard whose output was cut is made again, and no other.
	truncate -s -20 "$T/out"/label/*/shard/2.out
	touch -d '2001-01-01' "$T/out"/label/*/shard/2.out
	label SHARDS=4
	[ "$(find "$T/out" -name '*.out' -newermt 2002-01-01 | sed 's/.*\///')" = 2.out ]
	cmp "$(result)" "$T/one.tsv"
	# Rows that were added are further shards.
	touch -d '2001-01-01' "$T/out"/label/*/shard/*.out
	printf "it's calls/1.wav\tnew%d\n" 1 2 3 4 5 >>"$T/calls.tsv"
	one
	label
	cmp "$(result)" "$T/one.tsv"
	[ ! "$T/out"/label/*/shard/1.out -nt "$T/calls.tsv" ]
	# Another option is another folder.
	label TONFALL='--speech 0 -t 0.9' RESULT="$T/sure.tsv"
	[ "$(find "$T/out/label" -mindepth 1 -maxdepth 1 | wc -l)" -eq 2 ]
	tonfall -q --speech 0 -m prosody -t 0.9 -l "$T/calls.tsv" -f tsv | cmp - "$T/sure.tsv"
}

# What spreadsheets add to a list does not count.
test_spreadsheets() {
	calls 4
	one
	awk 'NR == 1 { printf "\357\273\277" } { print $0 "\r" } NR == 3 { print "\r" }' "$T/calls.tsv" >"$T/dos"
	mv "$T/dos" "$T/calls.tsv"
	label SHARDS=2
	cmp "$(result)" "$T/one.tsv"
}

# Windows are several rows of a recording; recordings of a speaker stay together.
test_windows_and_groups() {
	calls 8
	sed -i '1s/agent/speaker/; s/\ta[1-4]$/\tanna/; s/\ta[5-8]$/\tbert/' "$T/calls.tsv"
	label SHARDS=4 TONFALL='--speech 0 -w 0.5'
	tonfall -q --speech 0 -m prosody -w 0.5 -l "$T/calls.tsv" -f tsv | cmp - "$(result)"
	[ "$(cut -f 3 "$T/out"/label/*/shard/1.tsv | sort -u | tr '\n' ' ')" = 'anna speaker ' ]
}

test_bad_recordings() {
	local dir
	calls 6
	echo junk >"$T/junk.wav"
	sed -i '3s/^[^\t]*/junk.wav/; 5s/^[^\t]*/gone.wav/' "$T/calls.tsv"
	exits 1 one
	exits 1 label SHARDS=3
	cmp "$(result)" "$T/one.tsv"
	has '2 recordings could not be used: .*/failed.tsv' <"$T/err"
	dir=$(dirname "$(result)")
	cut -f 1,2 "$dir/failed.tsv" | sed "s|$T/||" >"$T/got"
	printf 'row\tpath\n2\tjunk.wav\n4\tgone.wav\n' | cmp - "$T/got"
	has -i 'gone.wav.*no such file' <"$dir/failed.tsv"
	# They are not tried again and again.
	[ "$(grep -c 'again' "$T/err" || :)" -eq 0 ]
}

test_fetch() {
	calls 5
	printf '#!/bin/sh\n[ "$1" != gone ] || { head -c 20000 "%s"; exit 22; }\nexec cat "%s/$1"\n' \
	    "$T/it's calls/1.wav" "$T" >"$T/fetch"
	chmod +x "$T/fetch"
	one
	label SHARDS=2 FETCH="'${T//\'/\'\\\'\'}/fetch' {}"
	cmp "$(result)" "$T/one.tsv"
	# What breaks off in the middle is not taken for the whole.
	sed -i '3s/^[^\t]*/gone/' "$T/calls.tsv"
	exits 1 label SHARDS=2 FETCH="'${T//\'/\'\\\'\'}/fetch' {}"
	sed 3d "$T/one.tsv" | cmp - "$(result)"
	has '^2	gone	could not be fetched' <"$(dirname "$(result)")/failed.tsv"
}

test_run() {
	calls 6
	one
	cat >"$T/run" <<-E
	#!/bin/bash
	echo "\$@" >>"$T/placed"
	# the first job of each kind is lost
	[ -e "$T/lost" ] || { : >"$T/lost"; exit 9; }
	exec "\${@:4}"
	E
	chmod +x "$T/run"
	label SHARDS=3 THREADS=2 MEMORY=1G RUN="'${T//\'/\'\\\'\'}/run' -c {threads} {memory}"
	cmp "$(result)" "$T/one.tsv"
	has '^-c 2 1G .*label-shard .* 1$' <"$T/placed"
	[ "$(wc -l <"$T/placed")" -eq 4 ]
	has 'its job failed (exit 9)' <"$T/err"
	has '1 shards\? again' <"$T/err"
	# One that always fails ends it, with what the shard has said.
	exits 1 label SHARDS=3 TONFALL='--speech 0 -t 0.5' RETRIES=1 RUN='false'
	has '3 of 3 shards failed after 2 tries' <"$T/err"
	# An array: one job, which is told the shards.
	cat >"$T/array" <<-E
	#!/bin/bash
	echo "\$1" >"$T/placed"
	for i in \${1//,/ }; do SLURM_ARRAY_TASK_ID=\$i "\${@:2}"; done
	E
	chmod +x "$T/array"
	label SHARDS=3 TONFALL='--speech 0 -t 0.6' RUN="'${T//\'/\'\\\'\'}/array' {array}"
	[ "$(cat "$T/placed")" = 1,2,3 ]
	tonfall -q --speech 0 -m prosody -t 0.6 -l "$T/calls.tsv" -f tsv | cmp - "$(result)"
}

# Killed at any time, it goes on where it was.
test_kills() {
	local pid
	calls 24
	one
	for wait in 0.1 0.3 0.6; do
		set -m
		label SHARDS=12 &
		pid=$!
		set +m
		sleep $wait
		kill -KILL -- -$pid || :
		wait $pid || :
	done
	label SHARDS=12
	cmp "$(result)" "$T/one.tsv"
	[ -z "$(find "$T/out" -name '*.tmp.*')" ]
}
