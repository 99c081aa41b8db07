# RUN: steps of an experiment that are jobs, placed by a command; what is lost, killed
# or cancelled, and what of that is said.

# What make takes for names has no blanks.
T=$M

# job NAME: the file $T/NAME, a command that places; the script for it is standard input.
# Its jobs are lines of $T/placed.
job() {
	{ printf '#!/bin/bash\necho "$@" >>"%s"\n' "$T/placed"; cat; } >"$T/$1"
	chmod +x "$T/$1"
}

# step COMMANDS: one that makes $T/c/run/out, of the features $T/c/in; where it ran is
# the text of RUN.  Messages are in $T/err.
step() {
	mkdir -p "$T/c/run"
	[ -e "$T/c/in" ] || head -c 2000000 /dev/zero >"$T/c/in"
	TONFALL_RUN=$RUN timeout 60 pipelines/place -peu -o pipefail -c \
	    ": place ${KIND:-cnn} ${THREADS:-1} $T/c $T/c/run/out $T/c/in; $1" 2>"$T/err"
}

# left: files of steps that are left.
left() { find "$T/c/steps" -type f -printf '%f\n' | sort | tr '\n' ' '; }

test_words() {
	job run <<<'exec "${@:4}"'
	RUN="'$T/run' -c{threads} --mem={memory} {log}" THREADS=3 step "echo 'a  b' >$T/c/run/out; echo 'said  \"x\"' >&2; \$(printf :)"
	[ "$(cat "$T/c/run/out")" = 'a  b' ]
	[ "$(cat "$T/err")" = 'said  "x"' ]
	# 256 + 3 * 64 MB, and twice the features.
	has "^-c3 --mem=452M $T/c/steps/run.out.job .*/placed $T/c/steps/run.out.step$" <"$T/placed"
	[ -z "$(left)" ]
	TONFALL_MEMORY='2G predict=9M' RUN="$T/run {memory} x y" step "date >$T/c/run/out"
	TONFALL_MEMORY='2G predict=9M' KIND=predict RUN="$T/run {memory} x y" step "date >$T/c/run/out"
	sed 1d "$T/placed" | cut -d ' ' -f 1 | tr '\n' ' ' | has '^2G 9M $'
	# All other lines are those of a shell.
	[ "$(TONFALL_RUN=false pipelines/place -peu -o pipefail -c 'x=1; echo $x')" = 1 ]
	exits 3 env TONFALL_RUN=false pipelines/place -peu -o pipefail -c 'exit 3'
}

# Quotes and blanks in the name of a folder, for what fills the words in.
test_words_are_quoted() {
	local dir="$T/it's \"a\" \$folder"
	. pipelines/placing.sh
	eval "set -- $(filled '-o {log} {log}.x {threads}{threads} {none}' "log=$dir" threads=2)"
	[ "$#" = 5 ]
	[ "$2" = "$dir" ]
	[ "$3" = "$dir.x" ]
	[ "$4" = 22 ]
	[ "$5" = '{none}' ]
}

# cancelled RUN: jobs that are cancelled if standard input is what RUN has said.
cancelled() {
	cat >"$T/said"
	: >"$T/cancelled"
	PATH=$T:$PATH cancel_job "$1" "$T/said"
	xargs <"$T/cancelled"
}

# A scheduler's word is told from what a site says before it.
test_numbers_of_jobs() {
	local by
	for by in scancel qdel; do
		printf '#!/bin/sh\necho %s "$@" >>"%s/cancelled"\n' $by "$T" >"$T/$by"
		chmod +x "$T/$by"
	done
	. pipelines/placing.sh
	[ "$(cancelled 'sbatch --wait' <<-E
	sbatch: Account proj4711 has 12 hours left
	17
	4711.server
	Submitted batch job 998877
	sbatch: error: 5 things
	E
	)" = 'scancel 998877' ]
	[ "$(cancelled sbatch <<<'Submitted batch job 99 on cluster two')" = 'scancel -M two 99' ]
	[ "$(printf 'on 3 nodes\n998;two\n' | cancelled 'sbatch --parsable --wait')" = 'scancel -M two 998' ]
	[ "$(printf 'sbatch: 12 x\n998\n' | cancelled 'nice /opt/bin/sbatch --parsable --wait')" = 'scancel 998' ]
	[ "$(printf 'quota: 80 GB\n12\nversion 4.2\n123.pbs-1.site\n' | cancelled 'qsub -W block=true --')" = 'qdel 123.pbs-1.site' ]
	[ "$(printf '123[].pbs\n' | cancelled 'qsub -J 1-3')" = 'qdel 123[].pbs' ]
	[ "$(printf 'node7 is down\nYour job 77 ("label-shard") has been submitted\n' | cancelled 'qsub -sync y')" = 'qdel 77' ]
	[ "$(printf 'Your job-array 78.1-9:1 ("a") has been submitted\n' | cancelled 'qsub -t 1-9')" = 'qdel 78' ]
	[ -z "$(printf '4711\nSubmitted batch job\nproj4711 has 3\n' | cancelled 'sbatch --wait')" ]
	[ -z "$(printf 'Submitted batch job 5\n' | cancelled 'srun -n1')" ]
	# Nothing has been said yet, or there is no file.
	cancelled sbatch </dev/null
	cancel_job sbatch "$T/none"
	[ ! -s "$T/cancelled" ]
}

# What the step writes for pipelines/tell is passed on as it comes, all else after it.
test_events() {
	local i
	job run <<<'exec "$@"'
	RUN="$T/run" step "echo first >&2; printf '\\002part\\nepoch 1/2: x\\n' >&2; until [ -e $T/go ]; do sleep 0.1; done; date >$T/c/run/out" &
	for ((i = 0; i < 100; i++)); do
		[ ! -e "$T/err" ] || [ "$(wc -l <"$T/err")" -lt 2 ] || break
		sleep 0.1
	done
	printf '\002part\nepoch 1/2: x\n' | cmp - "$T/err"
	: >"$T/go"
	wait $!
	printf '\002part\nepoch 1/2: x\nfirst\n' | cmp - "$T/err"
}

# Killed by somebody: what would have told the status of RUN.
test_nothing_tells_of_the_end() {
	job run <<-E
	[ \$(wc -l <"$T/placed") -gt 1 ] || { kill -KILL \$PPID; exit 9; }
	exec "\$@"
	E
	RUN="$T/run" step "echo ok >$T/c/run/out"
	[ "$(cat "$T/c/run/out")" = ok ]
	has 'step run.out: its job ended before the step did (exit status 137 of RUN); again' <"$T/err"
	[ -z "$(left)" ]
}

test_lost_and_again() {
	job run <<-E
	# the first job is lost, the second is killed
	case \$(wc -l <"$T/placed") in
	1) exit 9 ;;
	2) "\$@" & sleep 0.5; kill -KILL \$! ; wait \$!; exit 137 ;;
	*) exec "\$@" ;;
	esac
	E
	RUN="$T/run" step "[ -e $T/go ] || { : >$T/go; sleep 30; }; echo ok >$T/c/run/out"
	[ "$(cat "$T/c/run/out")" = ok ]
	has 'step run.out: its job ended before the step did (exit status 9 of RUN); again' <"$T/err"
	has 'exit status 137 of RUN); again' <"$T/err"
	[ "$(wc -l <"$T/placed")" -eq 3 ]
	[ -z "$(left)" ]
}

test_failed() {
	job run <<<'echo "run: word" >&2; exec "$@"'
	exits 1 env TONFALL_RETRIES=1 RUN="$T/run" bash -eu -c "$(declare -f step); step 'echo \"zscore: disk is full\" >&2; exit 1'"
	[ "$(wc -l <"$T/placed")" -eq 2 ]
	has "step run.out failed in 2 of 2 tries; $T/c/steps/run.out.log ends:" <"$T/err"
	has '^zscore: disk is full' <"$T/err"
	[ "$(left)" = 'run.out.log ' ]
	[ "$(grep -c '^# try [12] of 2: exit status 1$' "$T/c/steps/run.out.log")" -eq 2 ]
	has '^run: word' <"$T/c/steps/run.out.log"
	# A wrong command line stays wrong.
	: >"$T/placed"
	exits 2 env RUN="$T/run" bash -eu -c "$(declare -f step); step 'exit 2'"
	[ "$(wc -l <"$T/placed")" -eq 1 ]
	has 'failed in 1 of 3 tries' <"$T/err"
	# Memory is what Slurm says that it was.
	job run <<<'"$@"; echo "slurmstepd: error: Detected 1 oom_kill event in StepId=1.0"; exit 137' >/dev/null
	exits 137 env TONFALL_RETRIES=0 RUN="$T/run" bash -eu -c "$(declare -f step); step 'kill -KILL \$\$'"
	has 'killed by signal 9, as it needed more than .*; MEMORY=cnn=SIZE' <"$T/c/steps/run.out.log"
	# A job that says that it was done without its file.
	exits 1 env TONFALL_RETRIES=0 RUN="$T/run" bash -eu -c "$(declare -f step); step ':'"
	has 'do all nodes see' <"$T/c/steps/run.out.log"
}

# What RUN leaves behind, such as a connection that ssh keeps, has no lock.
test_what_run_leaves_behind() {
	job run <<-E
	sleep 60 >/dev/null 2>&1 &
	echo \$! >"$T/behind"
	exec "\$@"
	E
	mkdir "$T/lock"
	RUN="$T/run" T="$T" pipelines/alone "$T/lock" bash -eu -c "$(declare -f step); step 'echo ok >$T/c/run/out'"
	trap 'kill "$(cat "$T/behind")"' EXIT
	kill -0 "$(cat "$T/behind")"
	[ "$(cat "$T/c/run/out")" = ok ]
	flock -n "$T/lock/lock" true
}

# RUN that cannot even start.
test_no_node() {
	exits 1 env TONFALL_RETRIES=0 RUN='false' bash -eu -c "$(declare -f step); step ':'"
	has 'its job ended before the step did (exit status 1 of RUN)' <"$T/c/steps/run.out.log"
	job run <<<'cd /; exec "$@"'
	RUN="$T/run" step "pwd >$T/c/run/out"
	[ "$(cat "$T/c/run/out")" = "$PWD" ]
}

# A signal ends the step wherever it is, and the job of a scheduler by its number.
test_signals() {
	local pid i
	job sbatch <<-E
	echo 'Submitted batch job 4711'
	setsid "\${@:2}" >/dev/null 2>&1 &
	sleep 60
	E
	job scancel </dev/null
	for signal in TERM INT; do
		rm -f "$T/there" "$T/gone" "$T/placed"
		PATH=$T:$PATH RUN='sbatch --wait' setsid bash -c "$(declare -f step); step 'trap \": >$T/gone; exit 1\" TERM; : >$T/there; while :; do sleep 0.1; done'" &
		for ((i = 0; i < 100; i++)); do
			[ ! -e "$T/there" ] || break
			sleep 0.1
		done
		[ -e "$T/there" ]
		pid=$(pgrep -f "place -peu -o pipefail -c : place cnn 1 $T/c" | head -n 1)
		kill -$signal "$pid"
		wait $! && return 1
		has '^4711$' <"$T/placed"
		[ -z "$(left)" ]
		# Its job ran on, as scancel is not the real one; it finds that nobody wants it.
		for ((i = 0; i < 100; i++)); do
			[ ! -e "$T/gone" ] || break
			sleep 0.1
		done
		[ -e "$T/gone" ]
	done
}

# One whose command does not end is killed; the shell has nothing to say of that.
test_killed() {
	local i
	job run <<<"trap '' INT TERM; : >$T/there; sleep 20 & wait"
	RUN="$T/run" setsid bash -c "$(declare -f step); step :" &
	for ((i = 0; i < 100; i++)); do
		[ ! -e "$T/there" ] || break
		sleep 0.1
	done
	kill -INT "$(pgrep -f "place -peu -o pipefail -c : place cnn 1 $T/c" | head -n 1)"
	wait $! && return 1
	[ ! -s "$T/err" ] || { cat "$T/err"; return 1; }
	[ -z "$(left)" ]
}

# One that waited in the queue until nobody wanted it does nothing.
test_not_wanted() {
	exits 1 pipelines/placed "$T/none.step" 2>"$T/out"
	has 'not wanted any more' <"$T/out"
	[ ! -e "$T/c" ]
}

# Recordings of mine: $T/mine.tsv, of two speakers in two sessions.
mine() {
	local i
	printf 'path\tlabel\tsession\tspeaker\n' >"$T/mine.tsv"
	for i in 1 2 3 4 5 6 7 8; do
		sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/$i.wav" synth 0.6 sawtooth $((90 + 30 * (i % 2) + i)) synth pinknoise mix tremolo 4 80 gain -9
		printf '%s/%d.wav\t%s\t%d\ts%d\n' "$M" $i "$([ $((i % 2)) = 0 ] && echo sad || echo glad)" $((i % 4 / 2 + 1)) $((i / 2 % 4)) >>"$T/mine.tsv"
	done
}

# shared [SIZE]: $T/shared, a folder whose file system has no O_TMPFILE, as NFS has none.
shared() {
	mount_shared "$@" || skip "no file system can be mounted here: no bindfs, or not root"
}

mount_shared() {
	command -v bindfs >/dev/null && [ -w /dev/fuse ] || return
	mkdir "$T/real" "$T/shared"
	trap 'fusermount -u "$T/shared" 2>/dev/null || umount "$T/shared" 2>/dev/null || :; umount -l "$T/real" 2>/dev/null || :' EXIT
	[ $# -eq 0 ] || mount -t tmpfs -o "size=$1" none "$T/real" 2>/dev/null || return
	bindfs "$T/real" "$T/shared" 2>/dev/null || return
	python3 - "$T/shared" <<-E
	import os, sys
	try:
	    os.open(sys.argv[1], os.O_TMPFILE | os.O_RDWR)
	except OSError:
	    sys.exit(0)
	sys.exit("bindfs has O_TMPFILE")
	E
}

run() {
	make --no-print-directory BUILD="$MAKEBUILD" experiment CORPUS=mine TABLE="$M/mine.tsv" RECIPE=seed EPOCHS=2 JOBS=2 "$@" >"$T/log" 2>&1
}

# The whole of it, with the first jobs lost, on a file system without O_TMPFILE if there
# can be one: the same bytes.
test_experiment() {
	local one=$M/one/mine/last two=$M/shared/two/mine/last
	mine
	run OUT="$M/one" || { cat "$T/log"; return 1; }
	mount_shared || mkdir -p "$T/shared"
	job run <<-E
	[ "\$(wc -l <"$T/placed")" -ne 3 ] || exit 9
	exec "\${@:3}"
	E
	TMPDIR=$M/shared run OUT="$M/shared/two" RUN="$T/run {threads} {memory}" THREADS='features=2' || { cat "$T/log"; return 1; }
	has '(exit status 9 of RUN); again' <"$T/log"
	has '^2 320M ' <"$T/placed"
	has '^fold 2/2 seed 1/1 trained' <"$T/log"
	diff <(cd "$one/" && find . -type f | sort) <(cd "$two/" && find . -type f | sort)
	for file in predictions.tsv summary.tsv fold-1/seed-1/model; do
		cmp "$one/$file" "$two/$file"
	done
	# What failed is named; what was done stays, and is not done again.
	rm "$two"/fold-1/seed-1/{model,predictions.tsv} "$two/predictions.tsv"
	: >"$T/placed"
	job run <<<'case $* in *fold-1.seed-1*) exit 7 ;; esac; exec "$@"'
	exits 2 run OUT="$M/shared/two" RUN="$T/run" RETRIES=0
	has '^experiment: step seed-.*\.fold-1\.seed-1\..* failed in 1 of 1 tries; .*/mine/steps/.*\.log ends:' <"$T/log"
	[ "$(grep -c '^make' "$T/log")" -le 1 ]
	[ "$(wc -l <"$T/placed")" -eq 1 ]
	run OUT="$M/shared/two"
	cmp "$one/predictions.tsv" "$two/predictions.tsv"
}

test_settings() {
	local word
	for word in 'RUN=nosuch -n1' 'RUN= x' RETRIES=-1 RETRIES=08 THREADS=08 RETRIES=many THREADS=0 THREADS=x=2 THREADS=cnn=none MEMORY=lots MEMORY=cnn=0; do
		says "^experiment: ${word%%=*}=" 2 make --no-print-directory BUILD="$MAKEBUILD" experiment RUN=env "$word" OUT="$M/x"
	done
	says '^experiment: RUN=.*{array}' 2 make --no-print-directory BUILD="$MAKEBUILD" experiment RUN='sbatch --array={array}' OUT="$M/x"
	says '^experiment: THREADS=2 is about the jobs that RUN places' 2 make --no-print-directory BUILD="$MAKEBUILD" experiment THREADS=2 OUT="$M/x"
	says 'there are no steps train; there are: features pass cnn linear predict score' 2 \
	    make --no-print-directory BUILD="$MAKEBUILD" experiment RUN=env THREADS=train=2 OUT="$M/x"
	[ ! -e "$M/x" ]
}

# Trials of a search, too, whose cost is that of their jobs.
test_search() {
	mine
	printf 'LINEAR of "-C 0.01" "-C 1"\n' | tr '"' "'" >"$T/a.space"
	job run <<<'exec "$@"'
	local i with=(CORPUS=mine TABLE="$M/mine.tsv" SPACE="$M/a.space" BUDGET=2 RECIPE=prosody CHOICE=once JOBS=2)
	for out in one two; do
		make --no-print-directory BUILD="$MAKEBUILD" search INNER=2 OUT="$M/$out" "${with[@]}" ${RUN:+RUN="$RUN"} >"$T/said" 2>"$T/log" ||
		    { cat "$T/log"; return 1; }
		RUN=$T/run
	done
	cmp "$M/one/mine"/search-*/predictions.tsv "$M/two/mine"/search-*/predictions.tsv
	[ "$(grep -c 'inner.*model.step$' "$T/placed")" -eq 4 ]
	awk '{ s += $1 } END { exit !(s > 0) }' "$M/two/mine"/search-*/cost
	[ -z "$(find "$M/two" -name '*.tmp.*')" ]
	# A signal ends its jobs, too.
	job run <<<'sleep 60'
	: >"$T/placed"
	setsid make --no-print-directory BUILD="$MAKEBUILD" search INNER=2 OUT="$M/three" "${with[@]}" RUN="$RUN" >"$T/said" 2>"$T/log" &
	for ((i = 0; i < 200; i++)); do
		[ ! -s "$T/placed" ] || break
		sleep 0.1
	done
	kill -TERM -- -$!
	wait $! && return 1
	has '^search: interrupted; the same command does what is missing$' <"$T/log"
	[ -z "$(pgrep -f "$T/run .*/placed")" ]
	[ -z "$(find "$M/three/mine/steps" -type f)" ]
}

# A permission stays and a link is followed there, too; what is put aside is.
test_without_tmpfile() {
	shared
	tests/tools/mktensor 'key=a;shape=4,3|#1' >"$T/in"
	padcut -n 2 -o "$T/shared/out" "$T/in"
	chmod 640 "$T/shared/out"
	ln -s out "$T/shared/link"
	TMPDIR=$T/shared padcut -a -o "$T/shared/link" < <(cat "$T/in")
	[ -L "$T/shared/link" ]
	[ "$(stat -c %a "$T/shared/out")" = 640 ]
	padcut -a <"$T/in" | cmp - "$T/shared/out"
	padcut -n 3 "$T/in" >"$T/shared/plain"
	tail -c 40 "$T/in" >"$T/cut"
	exits 1 padcut -n 3 -o "$T/shared/out" "$T/cut" 2>"$T/err"
	padcut -a <"$T/in" | cmp - "$T/shared/out"
	[ "$(ls -A "$T/shared" | tr '\n' ' ')" = 'link out plain ' ]
}

# A full disk: what was there stays, nothing is half written and nothing is left.
test_full_without_tmpfile() {
	shared 300k
	tests/tools/mktensor 'key=a;shape=5,3|#1' >"$T/shared/out"
	cp "$T/shared/out" "$T/before"
	# Twice it does not fit: where its bytes must be copied to give them a name, that
	# fails, and otherwise it is whole.
	tests/tools/mktensor 'key=a;shape=50000,1|#1' >"$T/in"
	if padcut -n 49999 -o "$T/shared/out" "$T/in" 2>"$T/err"; then
		padcut -n 49999 "$T/in" | cmp - "$T/shared/out"
		cp "$T/shared/out" "$T/before"
	else
		has 'padcut: .*/shared/out: cannot .*: No space left' <"$T/err"
		cmp "$T/shared/out" "$T/before"
	fi
	tests/tools/mktensor 'key=a;shape=100000,1|#1' >"$T/in"
	says 'padcut: .*/shared/out: cannot .*: No space left' 1 padcut -n 99999 -o "$T/shared/out" "$T/in"
	cmp "$T/shared/out" "$T/before"
	[ "$(ls -A "$T/shared")" = out ]
	# The step that met it is tried again, and says why it failed.
	job run <<<'exec "$@"'
	exits 1 env TONFALL_RETRIES=1 RUN="$T/run" bash -eu -c "$(declare -f step); step 'padcut -n 99999 -o $T/shared/out $T/in'"
	has 'No space left' <"$T/err"
	[ "$(wc -l <"$T/placed")" -eq 2 ]
}

# make alone is told, as by kill or a scheduler's time limit, while a member of a fusion
# is at work: nothing goes on, here or where it was placed.
test_a_signal_for_make_alone() {
	local i pid
	mine
	job run <<<'case $* in *prosody.tensor.step) sleep 60 ;; esac; exec "$@"'
	setsid make --no-print-directory BUILD="$MAKEBUILD" experiment CORPUS=mine TABLE="$M/mine.tsv" RECIPE=best OUT="$M/out" RUN="$T/run" \
	    >"$T/log" 2>&1 &
	for ((i = 0; i < 900; i++)); do
		[ ! -s "$T/placed" ] || break
		sleep 0.1
	done
	[ -s "$T/placed" ]
	pid=$(pgrep -f "pipelines/start experiment .*OUT=$M/out" | head -n 1)
	kill -TERM "$pid"
	wait $! && return 1
	for ((i = 0; i < 100; i++)); do
		[ -n "$(pgrep -f "$M/out")" ] || break
		sleep 0.1
	done
	[ -z "$(pgrep -af "$M/out")" ]
	has 'experiment: interrupted; the same command resumes it' <"$T/log"
	[ -z "$(find "$M/out/mine/steps" -type f)" ]
}
