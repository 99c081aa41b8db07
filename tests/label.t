# make label: a list in shards gives the bytes of one tonfall, whatever happens.

. tests/tools/label.sh

test_settings() {
	calls 1
	says 'which recordings? LIST=' 2 pipelines/label
	says 'no setting LISTS; there are: .*SHARDS' 2 pipelines/label LISTS=x
	says 'no such file' 2 pipelines/label LIST="$T/none"
	for wrong in SHARDS=0 SHARDS=x JOBS=0 RETRIES=-1 RETRIES=08 THREADS=08 MEMORY=lots MODEL=nosuch FETCH='curl -f' \
	    'TONFALL=-o x' TONFALL=-ox 'TONFALL=--seg=x' 'TONFALL=-vo out.tsv' TONFALL=-vq TONFALL=--help TONFALL=--vers; do
		says "${wrong%%=*}" 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" "$wrong"
	done
	says 'no command nosuch' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" RUN='nosuch -n1'
	says 'that file is read' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody RESULT="$T/calls.tsv"
	cp "$T/it's calls/2.wav" "$T/before"
	refused 'that is a recording of the list' RESULT="$T/it's calls/2.wav"
	refused 'that is a recording of the list' RESULT="$T/it's calls/2.wav" FETCH='cat {}'
	cmp "$T/before" "$T/it's calls/2.wav"
	mkfifo "$T/pipe"
	refused 'a device or a pipe' RESULT="$T/pipe"
	[ -p "$T/pipe" ]
	refused 'there is no {foo}; there are: {threads}' RUN='env {foo}'
	refused 'a quote or bracket has no end' RUN="env '"
	refused '{} without quotes' FETCH="cat '/x/{}'"
	for wrong in --bogus '--classes foo' '-w 3 -s 0' '--adapt nocol'; do
		refused "^label: TONFALL=$wrong: ." TONFALL="$wrong"
	done
	[ -z "$(find "$T/out" -name '*.log')" ]
	(cd "$T/it's calls" && tar -cf a.tar 1.wav 2.wav && cp a.tar "$T/Sub.TAR" && cp a.tar "$T/before")
	printf 'path\n%s\n%s\n' "it's calls/a.tar:2.wav" "Sub.TAR:1.wav" >"$T/members.tsv"
	for wrong in "$T/it's calls/a.tar" "$T/Sub.TAR"; do
		refused 'or an archive of them' LIST="$T/members.tsv" RESULT="$wrong"
		cmp "$wrong" "$T/before"
	done
	says 'that is a folder' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody RESULT="$T"
	says 'no file can be written' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody RESULT="$T/none/x.tsv"
	says 'ends in .tsv' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody RESULT="$T/x.csv"
	[ -z "$(find "$T" -name '*.tmp.*')" ]
	says 'no setting MODLE; there are: ' 2 make --no-print-directory BUILD="$MAKEBUILD" label LIST="$T/calls.tsv" MODLE=best
	says 'no setting DIRS; ' 2 make --no-print-directory BUILD="$MAKEBUILD" corpora DIRS="$T"
	printf 'path\tn\n1.wav\t1\n2.wav\n' >"$T/calls.tsv"
	says "^label: LIST=.*/calls.tsv: line 3: 1 columns, but the first row names 2" 2 \
	    pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody
	printf 'path\tagent\nx.wav\ta\n\tb\n' >"$T/calls.tsv"
	refused '^label: LIST=.*/calls.tsv: line 3: the path is empty'
	printf 'Rater Name\tpath\tpath\na\tx.wav\ty.wav\n' >"$T/calls.tsv"
	refused "^label: LIST=.*/calls.tsv: two columns named 'path'"
	printf 'file\nx\n' >"$T/calls.tsv"
	says "no column 'path'" 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody
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

# What is normalised together is in one shard, however --adapt says what that is.
test_own_statistics() {
	calls 40
	own() {	# OPTION...: with any of the speaker's own statistics, those of one tonfall
		tonfall -q -m best --speech 0 "$@" -l "$T/calls.tsv" -f tsv -o "$T/one.tsv" 2>"$T/one.err"
		has 'own$' <"$T/one.tsv"
		label MODEL=best SHARDS=5 RESULT="$T/own.tsv" TONFALL="--speech 0 $*"
		cmp "$T/one.tsv" "$T/own.tsv"
	}
	own --adapt recording -w 0.1
	own --ad=folder
	awk -F '\t' -v OFS='\t' 'NR > 1 { $2 = "a" NR % 2 } { print }' "$T/calls.tsv" >"$T/two"
	mv "$T/two" "$T/calls.tsv"
	own --adapt agent
	sed -i 1s/agent/speaker/ "$T/calls.tsv"
	own --adapt auto
	# Segments that follow each other, and more of the last recording later.
	sox "$T/it's calls/"*.wav "$T/long.wav" repeat 2
	segments() {	# FROM TO
		for i in $(seq "$1" "$2"); do
			printf '%s/long%s.wav\t%d.%d\t%d.%d\n' "$T" $((i / 30)) $((i % 30 / 4)) $((i % 4)) $((i % 30 / 4 + 1)) $((i % 4))
		done
	}
	cp "$T/long.wav" "$T/long0.wav"
	mv "$T/long.wav" "$T/long1.wav"
	{ printf 'path\tstart\tend\n'; segments 0 50; } >"$T/calls.tsv"
	own
	segments 51 59 >>"$T/calls.tsv"
	own
	# Speakers who alternate, until the list does not say so any more.
	{
		printf 'path\tstart\tend\tspeaker\n'
		for i in 0 30 0 30; do segments $i $((i + 29)) | sed "s/$/\ts$i/"; done
	} >"$T/calls.tsv"
	own
	sed -i 's/\t[^\t]*$//' "$T/calls.tsv"
	own
}

# A folder is what tonfall takes for one, however its recordings are named.
test_folders() {
	local i
	calls 1
	cd "$T/it's calls"
	for i in $(seq 0 39); do
		cp $((i % 4 + 1)).wav "r$i.wav"
	done
	tar -cf a.tar r2?.wav
	tar -cf b.tar r3?.wav
	cd - >/dev/null
	same() {	# as one tonfall does it, whatever it is told
		label MODEL=best SHARDS=5 LIST="$T/it's calls/l.tsv" RESULT="$T/own.tsv" TONFALL='--speech 0 --adapt folder'
		tonfall -q -m best --speech 0 --adapt folder -l "$T/it's calls/l.tsv" -f tsv -o "$T/one.tsv"
		has 'own$' <"$T/one.tsv"
		cmp "$T/one.tsv" "$T/own.tsv"
		(cd "$T/it's calls" && tonfall -q -m best --speech 0 --adapt folder -l l.tsv -f tsv -o "$T/one.tsv")
		cmp "$T/one.tsv" "$T/own.tsv"
	}
	{ echo path; printf 'r%d.wav\n' $(seq 0 39); } >"$T/it's calls/l.tsv"
	same
	# In turn bare, ./, //, absolute, of either archive, and of another folder.
	for i in 0 1 2 3 4 5 6 7; do
		printf '%s\n' "r$i.wav" "./r1$i.wav" ".//r1$i.wav" "$T/it's calls/r1$i.wav" "a.tar:r2$i.wav" "./b.tar:r3$i.wav" "../it's calls/r$i.wav"
	done | sed 1ipath >"$T/it's calls/l.tsv"
	same
}

# Sizes are those of the recordings, whatever bytes the names of members have.
test_names_of_members() {
	local name
	calls 1
	cd "$T/it's calls"
	cp 2.wav $'\xff.wav'
	cp 3.wav $'b\\xff\\.wav'
	tar -cf a.tar 1.wav $'\xff.wav' $'b\\xff\\.wav' 4.wav
	for name in 1.wav $'\xff.wav' none.wav $'b\\xff\\.wav' 4.wav; do
		printf 'a.tar:%s\n' "$name"
	done | sed 1ipath >l.tsv
	stat -c %s 1.wav 2.wav 3.wav 4.wav | sed 2a0 >"$T/want"
	cd - >/dev/null
	label LIST="$T/it's calls/l.tsv" RUN=true RETRIES=0 || :
	sed 1d "$T/out"/label/*/rows.tsv | cut -f 2 | cmp - "$T/want"
}

# A TMPDIR that is of no use is named.
test_tmpdir() {
	calls 1
	TMPDIR=$T/none says '^label: TMPDIR=.*/none: no file can be written there' 1 pipelines/label LIST="$T/calls.tsv" OUT="$T/out"
	TMPDIR=$T/none says '^plan: TMPDIR=.*/none: no file can be written there' 1 pipelines/plan LIST="$T/calls.tsv" OUT="$T/out" RATES=tests/bench/plan-rates.tsv
	# Full: files of no more than 32 kB.
	awk 'BEGIN { print "path"; for (i = 0; i < 9000; i++) print "none/" i ".wav" }' >"$T/calls.tsv"
	mkdir "$T/small"
	(
		trap '' XFSZ
		ulimit -f 32
		TMPDIR=$T/small says '^plan: TMPDIR=.*/small: no file can be written there' 1 pipelines/plan LIST="$T/calls.tsv" OUT="$T/out" RATES=tests/bench/plan-rates.tsv
	)
	[ -z "$(ls -A "$T/small")" ]
}

# A list that is a link: paths are relative to the folder of the link.
test_a_link_to_a_list() {
	calls 3
	mkdir "$T/elsewhere"
	mv "$T/calls.tsv" "$T/elsewhere"
	ln -s elsewhere/calls.tsv "$T/calls.tsv"
	one
	label
	cmp "$(result)" "$T/one.tsv"
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

test_run() {
	calls 6
	one
	cat >"$T/run" <<-E
	#!/bin/bash
	echo "\$@" >>"$T/placed"
	# the first job of each kind is lost
	! mkdir "$T/lost" 2>/dev/null || exit 9
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
	for i in \${1//,/ }; do
		for ((j = \${i%-*}; j <= \${i#*-}; j++)); do SLURM_ARRAY_TASK_ID=\$j "\${@:2}"; done
	done
	E
	chmod +x "$T/array"
	label SHARDS=3 TONFALL='--speech 0 -t 0.6' RUN="'${T//\'/\'\\\'\'}/array' {array}"
	[ "$(cat "$T/placed")" = 1-3 ]
	tonfall -q --speech 0 -m prosody -t 0.6 -l "$T/calls.tsv" -f tsv | cmp - "$(result)"
	label SHARDS=6 TONFALL='--speech 0 -t 0.7'
	rm "$(dirname "$(result)")"/shard/[134].sum
	label SHARDS=6 TONFALL='--speech 0 -t 0.7' RUN="'${T//\'/\'\\\'\'}/array' {array}"
	[ "$(cat "$T/placed")" = 1,3-4 ]
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

# A scheduler whose command does not take its job along: sbatch --wait, qsub.
test_jobs_are_cancelled() {
	local pid
	calls 4
	mkdir "$T/fake"
	printf '#!/bin/sh\necho "Submitted batch job $$"\necho $$ >>"$T/placed"\nexec sleep 60\n' >"$T/fake/sbatch"
	printf '#!/bin/sh\necho "$1" >>"$T/cancelled"\n' >"$T/fake/scancel"
	chmod +x "$T/fake"/*
	export T
	set -m
	env --default-signal=INT PATH="$T/fake:$PATH" pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody JOBS=2 \
	    TONFALL='--speech 0' SHARDS=2 RUN='sbatch --wait' >"$T/said" 2>"$T/err" &
	pid=$!
	set +m
	until [ -f "$T/placed" ] && [ "$(wc -l <"$T/placed")" -eq 2 ]; do sleep 0.05; done
	kill -INT -- -$pid
	exits 130 wait $pid
	until [ -f "$T/cancelled" ] && [ "$(wc -l <"$T/cancelled")" -eq 2 ]; do sleep 0.05; done
	[ "$(sort "$T/cancelled")" = "$(sort "$T/placed")" ]
}

# A signal for make alone, or for label: what was placed ends at once.
test_a_signal_for_one_process() {
	local i pid signal of=make
	calls 10
	one
	for signal in TERM HUP INT; do
		rm -f "$T/placed"
		setsid env --default-signal make --no-print-directory BUILD="$MAKEBUILD" label LIST="$M/calls.tsv" OUT="$M/out" MODEL=prosody \
		    TONFALL='--speech 0' SHARDS=10 JOBS=1 RUN="date >>'$M/placed'; sleep 30;" >"$T/said" 2>"$T/err" &
		for ((i = 0; i < 200; i++)); do
			[ ! -e "$T/placed" ] || break
			sleep 0.1
		done
		[ -e "$T/placed" ]
		pid=$(pgrep -o -f "pipelines/label LIST=$M")
		[ "$of" = label ] || pid=$(pgrep -o -f "^make .* label LIST=$M")
		of=label	# make hands on no other signals
		kill "-$signal" "$pid"
		i=$SECONDS
		wait $! && return 1
		[ $((SECONDS - i)) -le 10 ]
		[ "$(wc -l <"$T/placed")" -eq 1 ]
		has '^label: interrupted; the same command does what is missing$' <"$T/err"
		[ -z "$(pgrep -f "placed'; sleep 30")" ]
	done
	label
	cmp "$(result)" "$T/one.tsv"
	[ -z "$(find "$T/out" -name '*.tmp.*')" ]
}

# Two at once: the second waits, and finds all done.  What RUN leaves behind has no lock.
test_two_at_once() {
	local first
	calls 6
	one
	cat >"$T/run" <<-E
	#!/bin/bash
	echo >>"$T/placed"
	sleep 60 >/dev/null 2>&1 &
	echo \$! >>"$T/behind"
	until [ -e "$T/go" ]; do sleep 0.05; done
	exec "\$@"
	E
	chmod +x "$T/run"
	trap 'xargs kill <"$T/behind"' EXIT
	label SHARDS=3 RUN="'${T//\'/\'\\\'\'}/run'" &
	first=$!
	until [ -e "$T/placed" ]; do sleep 0.05; done
	LABEL_EVERY=2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody TONFALL='--speech 0' SHARDS=3 RUN="'${T//\'/\'\\\'\'}/run'" \
	    >"$T/said2" 2>"$T/err2" &
	until grep -qs . "$T/err2"; do sleep 0.05; done
	sleep 0.5
	: >"$T/go"
	wait "$first"
	wait $!
	has '^label: another make is at work in .*: waiting' <"$T/err2"
	has '^label: 6 recordings, 0 failed; all of them had been done$' <"$T/err2"
	[ "$(wc -l <"$T/placed")" -eq 3 ]
	cmp "$(result)" "$T/one.tsv"
}

# Names of folders and lists that look like marks of our own.
test_names() {
	calls 4
	one
	mv "$T/calls.tsv" "$T/calls.tmp.7.tsv"
	label LIST="$T/calls.tmp.7.tsv" OUT="$T/out{} .tmp.8" SHARDS=2 RUN='touch {log} &&'
	cmp "$(result)" "$T/one.tsv"
	label LIST="$T/calls.tmp.7.tsv" OUT="$T/out{} .tmp.8" SHARDS=2
	cmp "$(result)" "$T/one.tsv"
	# What was killed has left these; other files are the user's.
	set -- "$T/out{} .tmp.8"/label/*/
	mkdir "$1/new.tmp.1"
	touch "$1"/{todo.tmp.1,notes.tmp.txt} "$1"/shard/2.log.tmp.node7.1
	label LIST="$T/calls.tmp.7.tsv" OUT="$T/out{} .tmp.8"
	[ "$(cd "$1" && find . -name '*.tmp.*')" = ./notes.tmp.txt ]
}

test_time_left() {
	quiet=''
	. pipelines/terminal.sh
	rest 30 2 15000
	[ "$REPLY" = 210 ]
	rest 9 8 2000000
	[ "$REPLY" = 250 ]
	rest 1000000000000000 1000000000000 3600000
	[ "$REPLY" -gt 3590000 ]
	[ "$REPLY" -lt 3610000 ]
	rest 5 5 1
	[ "$REPLY" = 0 ]
}

# done_again: the shards that were, since sums were made old.
old_sums() { touch -d 2001-01-01 "$T/out"/label/*/shard/*.sum; }
done_again() { find "$T/out" -name '*.sum' -newermt 2002-01-01 | sed 's/.*\///; s/\.sum$//' | sort -n | xargs; }

shards_of() { local r; for r; do sed -n "$((r + 1))s/	.*//p" "$T/out"/label/*/rows.tsv; done | uniq | xargs; }

# A row that was changed is in the shard that it was in, and so are all others; a
# sound that is gone since moves nothing, and what is added is in shards of its own.
test_rows_stay_in_their_shards() {
	local changed want
	calls 12
	cp -r "$T/it's calls" "$T/others"
	sed -i 's/^[^\t]*\ta1$/others\/1.wav\ta1/' "$T/calls.tsv"
	sed -i 's/\ta9$/\tchanged/' "$T/calls.tsv"
	printf "it's calls/%d.wav\tnew\n" 1 2 >>"$T/calls.tsv"
	one
	cp "$T/calls.tsv" "$T/longer.tsv"
	sed -i '/\tnew$/d; s/\tchanged$/\ta9/' "$T/calls.tsv"
	label SHARDS=4
	changed=$(shards_of 9)
	[ "$changed" -gt 1 ]
	[ "$changed" -lt "$(shards_of 12)" ]
	want="$changed $(($(shards_of 12) + 1))"
	old_sums
	rm "$T/others/1.wav"
	cp "$T/longer.tsv" "$T/calls.tsv"
	label SHARDS=4
	[ "$(done_again)" = "$want" ]
	cmp "$(result)" "$T/one.tsv"
	# Without what was known of the rows all is cut anew; rows that are gone leave nothing.
	exits 1 one
	printf 'junk\n' >"$T/out"/label/*/rows.tsv
	exits 1 label SHARDS=4
	cmp "$(result)" "$T/one.tsv"
	sed -i 6q "$T/calls.tsv"
	exits 1 one
	exits 1 label SHARDS=4
	cmp "$(result)" "$T/one.tsv"
	[ "$(find "$T/out" -name '*.out' | wc -l)" -eq "$(sed 1d "$T/out"/label/*/plan.tsv | wc -l)" ]
}

# Speakers who alternate, each in one shard; shards are of one size all the same.
test_alternating_speakers() {
	calls 24
	awk -F '\t' -v OFS='\t' '{ print $0, NR == 1 ? "speaker" : "s" NR % 8 }' "$T/calls.tsv" >"$T/new"
	mv "$T/new" "$T/calls.tsv"
	one
	label SHARDS=4
	cmp "$(result)" "$T/one.tsv"
	awk '!/^#/ { print $1, $2 }' "$T/out"/label/*/plan.tsv | cmp - <(printf '%d 6\n' 1 2 3 4)
	[ -z "$(for n in 1 2 3 4; do sed 1d "$T/out"/label/*/shard/$n.tsv | cut -f 4 | sort -u; done | sort | uniq -d)" ]
}

# A shard without any result is done, too.
test_a_shard_of_broken_recordings() {
	calls 6
	echo junk >"$T/junk.wav"
	sed -i '2,4s/^[^\t]*/junk.wav/' "$T/calls.tsv"
	exits 1 one
	exits 1 label SHARDS=6 RETRIES=0
	cmp "$(result)" "$T/one.tsv"
	[ "$(wc -l <"$(dirname "$(result)")/failed.tsv")" -eq 4 ]
	# Rows of one recording have one reason.
	printf 'path\tstart\tend\njunk.wav\t0\t1\njunk.wav\t1\t2\n%s\t0\t1\n' "it's calls/1.wav" >"$T/calls.tsv"
	exits 1 label SHARDS=1
	[ "$(cut -f 3 "$(dirname "$(result)")/failed.tsv" | sort | uniq -c | awk '{ print $1 }' | xargs)" = '2 1' ]
	# None at all: there is no table to be had.
	sed -i '$d' "$T/calls.tsv"
	rm "$(result)"
	exits 1 label SHARDS=2
	has '^label: none of 2 recordings could be used: .*/failed.tsv' <"$T/err"
	[ -z "$(find "$T/out" -name result.tsv)" ]
	[ ! -s "$T/said" ]
	has '^2	junk.wav	.*junk.wav: ' <"$(sed 's/.*used: //' "$T/err")"
}

# AGAIN=failed: what could not be used is tried again.
test_again() {
	calls 6
	mv "$T/it's calls/3.wav" "$T/hidden"
	exits 1 label SHARDS=6
	mv "$T/hidden" "$T/it's calls/3.wav"
	one
	old_sums
	exits 1 label SHARDS=6
	[ -z "$(done_again)" ]
	label SHARDS=6 AGAIN=failed
	[ "$(done_again)" = "$(shards_of 2 6)" ]
	cmp "$(result)" "$T/one.tsv"
	says 'AGAIN=all: failed' 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" AGAIN=all
}

# Rows that are others when their job ends: it was not about them.
test_rows_change_while_they_are_done() {
	calls 4
	one
	# shellcheck disable=SC2016 # for that script
	instead '[ "$1" != -q ] || [ -e "$T/begun" ] || {
		"$real" "$@" || exit
		sed -i "s/	a1\$/	other/" "$T"/out/label/*/shard/1.tsv
		: >"$T/begun"
		exit
	}'
	label SHARDS=2
	has '^label: 1 shards again' <"$T/err"
	[ "$(sed -n 2p "$(result)" | cut -f 2)" = other ]
}

# The results are put together on a full disk: then there are none.
test_full_disk() {
	calls 24
	one
	label SHARDS=12
	rm "$(result)"
	(trap '' XFSZ; ulimit -f 2; exits 1 label SHARDS=12)
	[ ! -s "$T/said" ]
	has 'the same command does what is missing' <"$T/err"
	[ "$(find "$T/out" -name '*.sum' | wc -l)" -eq 12 ]
	[ -z "$(find "$T/out" -name result.tsv -o -name '*.tmp.*')" ]
	label SHARDS=12
	cmp "$(result)" "$T/one.tsv"
	# When nothing more can be written, not every shard is tried.
	mkdir "$T/bin"
	printf '#!/bin/sh\nprintf "F B U A C M\\nx 9 9 0 100%% /\\n"\n' >"$T/bin/df"
	chmod +x "$T/bin/df"
	PATH=$T/bin:$PATH exits 1 label SHARDS=12 TONFALL='--speech 0 -t 0.5' RUN=false
	has '/label/calls-[0-9a-f]*: the disk is full; when it is not, the same command' <"$T/err"
	[ "$(grep -c 'its job failed' "$T/err")" -le 4 ]
}

test_says_where_it_is() {
	calls 4
	printf 'gone.wav\ta\n' >>"$T/calls.tsv"
	# Others wait until it was said that the first is done.
	cat >"$T/run" <<-'E'
	#!/bin/bash
	for ((i = 0; i < 300; i++)); do
		[ "${@: -1}" != 1 ] && ! grep -q -a '1 of 5 recordings' "${0%/*}/${SAID:-err}" || break
		sleep 0.1
	done
	exec "$@"
	E
	chmod +x "$T/run"
	LABEL_EVERY=1 exits 1 label SHARDS=5 JOBS=5 RUN="'${T//\'/\'\\\'\'}/run'"
	has '^label: 1 of 5 recordings, 0 failed, [0-9]*/s, \(a few seconds\|about [0-9]* s\) left$' <"$T/err"
	has '^label: 5 recordings, 1 failed; 5 in [0-9]* s, [0-9]*/s$' <"$T/err"
	exits 1 label SHARDS=5 JOBS=5
	has '^label: 5 recordings, 1 failed; all of them had been done$' <"$T/err"
	# make -s: errors only.
	exits 1 pipelines/label -q LIST="$T/calls.tsv" OUT="$T/out2" MODEL=prosody 2>"$T/err"
	[ "$(sed 's/: .*//' "$T/err")" = label ] && has 'could not be used' <"$T/err"
	# A terminal has one line, which is gone at the end.
	(export TERM=xterm SAID=drawn; script -qfec "stty cols 60 -opost; pipelines/label LIST='$M/calls.tsv' OUT='$M/out3' MODEL=prosody SHARDS=5 JOBS=5 RUN='$M/run'" "$T/drawn" </dev/null >"$T/x") || :
	tr '\r' '\n' <"$T/drawn" | has -a '^label: 1 of 5 recordings, 0 failed'
	tr '\r' '\n' <"$T/drawn" | has -a 'label: 5 recordings, 1 failed; 5 in'
}

# A small one of make test-million.
test_things_go_wrong() {
	EVERY=0.7 tests/tools/label-million 800 3 "$T/m"
}
