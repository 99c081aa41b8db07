# make label with FETCH: what is fetched whole is as a file, and what is not has no row.
. tests/tools/label.sh

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
	# What is not read to its end, as it is no sound, says so under its own name.
	mkdir -p "$T/it's calls"
	head -c 200000 /dev/zero | tr '\0' x >"$T/it's calls/text.wav"
	sed -i "3s/^[^\t]*/it's calls\/text.wav/" "$T/calls.tsv"
	exits 1 label SHARDS=2 FETCH="'${T//\'/\'\\\'\'}/fetch' {}"
	has "^2	it's calls/text.wav	.*it's calls/text.wav: is text, want audio" <"$(dirname "$(result)")/failed.tsv"
}

# Segments of a recording are read at once, and lost at once.
test_fetch_segments() {
	local i
	calls 1
	sox "$T/it's calls/"*.wav "$T/long.wav" repeat 2
	{
		printf 'path\tstart\tend\n'
		for i in $(seq 0 59); do
			printf '%s.wav\t%d\t%d\n' $([ "$i" -lt 30 ] && echo long || echo gone) $((i % 10)) $((i % 10 + 1))
		done
	} >"$T/calls.tsv"
	exits 1 tonfall -q -m best --speech 0 -l "$T/calls.tsv" -f tsv -o "$T/one.tsv"
	has 'own$' <"$T/one.tsv"
	exits 1 label MODEL=best SHARDS=5 FETCH="echo {} >>'${T//\'/\'\\\'\'}/fetched'; cat '${T//\'/\'\\\'\'}'/{}"
	cmp "$T/one.tsv" "$(result)"
	sort "$T/fetched" | uniq -c | awk '{ print $1, $2 }' >"$T/got"
	printf '%s\n' '1 gone.wav' '1 long.wav' | cmp - "$T/got"
	[ "$(grep -c '	gone.wav	could not be fetched' "$(dirname "$(result)")/failed.tsv")" -eq 30 ]
	refused 'a recording is read once' FETCH='cat {}' TONFALL='--adapt folder'
}

# A decoder that was killed in the middle of a recording says nothing about it.
test_killed_decoder() {
	calls 3
	one
	cat >"$T/fetch" <<-'E'
	#!/bin/bash
	cd "${0%/*}" || exit
	head -c 20000 "$1"
	if [ "$1" != "it's calls/3.wav" ] || [ -e tried ]; then
		exec tail -c +20001 "$1"
	fi
	: >tried
	for ((i = 0; i < 200; i++)); do
		for task in /proc/[0-9]*; do
			[ "$(cat "$task/comm")" != tonfall-decoder ] || [[ $(readlink "$task/cwd") != "$PWD"/* ]] ||
			    { kill -KILL "${task#/proc/}"; exit; }
		done
		sleep 0.02
	done 2>/dev/null
	E
	chmod +x "$T/fetch"
	label SHARDS=1 FETCH="'${T//\'/\'\\\'\'}/fetch' {}"
	cmp "$(result)" "$T/one.tsv"
	[ -e "$T/tried" ]
	has 'its decoder was ended by signal 9' <"$T/err"
	[ "$(grep -c 'shards again' "$T/err" || :)" -eq 0 ]
}

# A sound with more behind it than a pipe holds: the command is not ended by that.
test_more_after_the_sound() {
	local i
	calls 4
	for i in 1 2 3 4; do
		head -c 300000 /dev/zero >>"$T/it's calls/$i.wav"
	done
	one
	label SHARDS=1 FETCH="cat '${T//\'/\'\\\'\'}'/{}"
	cmp "$(result)" "$T/one.tsv"
	# Whoever is asked for more than there is says so.
	exits 1 label SHARDS=1 FETCH="head -c 200000 '${T//\'/\'\\\'\'}'/{}; exit 3" RETRIES=0
	[ "$(grep -c '	could not be fetched$' "$T/out"/label/*/failed.tsv | sed 's/.*://' | sort -n | tail -n 1)" -eq 4 ]
}

# The command's own word counts, even if it comes after the sound: no row is too early.
test_a_late_failure() {
	calls 8
	exits 1 label SHARDS=1 FETCH="cat '${T//\'/\'\\\'\'}'/{}; sleep 0.5; exit 5" RETRIES=0
	has '^label: none of 8 recordings could be used' <"$T/err"
	[ "$(grep -c '	could not be fetched$' "$T/out"/label/*/failed.tsv)" -eq 8 ]
	# Of segments, too; and what was fetched well stays.
	printf 'path\tstart\tend\n' >"$T/calls.tsv"
	printf "it's calls/%d.wav\t%s\n" 1 '0	0.6' 1 '0.5	1' 2 '0	0.6' 2 '0.5	1' | sed 's/\\t/\t/' >>"$T/calls.tsv"
	exits 1 label SHARDS=1 FETCH="cat '${T//\'/\'\\\'\'}'/{}; case {} in *1.wav) sleep 0.5; exit 5 ;; esac"
	[ "$(cut -f 1 "$(result)" | sort | uniq -c | awk '{ print $1, $NF }' | xargs)" = '2 calls/2.wav 1 path' ]
}

# The file system of another node need not have the TMPDIR of this one.
test_tmpdir_is_gone() {
	calls 3
	one
	label SHARDS=2 FETCH="cat '${T//\'/\'\\\'\'}'/{}" RUN='env TMPDIR=/gone'
	cmp "$(result)" "$T/one.tsv"
}

# of_pipes: processes that fill pipes or read them in $T/tmp, and the folders there.
of_pipes() {
	grep -lsz "^pipes=$T/tmp/" /proc/[0-9]*/environ || :
	ls -A "$T/tmp"
}

# SIGKILL: those who wait for pipes end, their folders go, and there is no lock left.
test_kill_while_pipes_are_filled() {
	local pid i how
	calls 8
	one
	mkdir "$T/tmp"
	for how in group shard; do
		rm -f "$T/begun"
		set -m
		TMPDIR=$T/tmp label SHARDS=1 RETRIES=0 FETCH=": >'${T//\'/\'\\\'\'}/begun'; trap : TERM; sleep 60; sleep 60; cat {}" TONFALL="--speech 0 -t 0.${#how}" &
		pid=$!
		set +m
		for ((i = 0; i < 200; i++)); do
			[ ! -e "$T/begun" ] || break
			sleep 0.05
		done
		[ -n "$(of_pipes)" ]
		# They have no lock, for which another make would wait.
		[ -z "$(of_pipes | sed -n 's/environ$/fd/p' | xargs ls -l | grep -e '/lock$' -e '/jobs$')" ]
		case $how in
		group)	kill -KILL -- "-$pid" ;;
		shard)	kill -KILL $(pgrep -f "label-shard $T/out") ;;
		esac
		wait "$pid" && return 1
		for ((i = 0; i < 100; i++)); do
			[ -n "$(of_pipes)" ] || break
			sleep 0.1
		done
		[ -z "$(of_pipes)" ] || { of_pipes; return 1; }
	done
	TMPDIR=$T/tmp label SHARDS=1 FETCH="cat '${T//\'/\'\\\'\'}'/{}"
	cmp "$(result)" "$T/one.tsv"
	[ -z "$(of_pipes)" ]
}

# A tonfall that was killed, or has opened no pipe: nobody waits for what is fetched.
test_pipes_that_nobody_reads() {
	local i=$SECONDS how
	calls 6
	mkdir "$T/tmp"
	# shellcheck disable=SC2016 # for that script
	instead '[ "$1 $2" != "-q -j" ] || {
		list=${@:$#-4:1}
		[ ! -e "$T/opens" ] || { exec 7<"$(sed -n 2p "$list" | cut -f 2)"; sleep 1; exit 137; }
		sleep 1
		exit 1
	}'
	for how in leaves opens; do
		: >"$T/$how"
		TMPDIR=$T/tmp exits 1 label SHARDS=1 RETRIES=0 FETCH="echo >>'${T//\'/\'\\\'\'}/fetched'; sleep 50; cat {}"
		has '1 of 1 shards failed after 1 tries' <"$T/err"
		[ $how = opens ] || [ ! -e "$T/fetched" ]
	done
	[ "$(wc -l <"$T/fetched")" -eq 1 ]
	[ $((SECONDS - i)) -lt 40 ]
	for ((i = 0; i < 50; i++)); do
		[ -n "$(of_pipes)" ] || break
		sleep 0.1
	done
	[ -z "$(of_pipes)" ]
}
