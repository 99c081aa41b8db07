# What a run says while it works: pipelines/tell, and make experiment with it.

tab=$'\t'

# event WORD...: a line for tell.
event() { local IFS=$tab; printf '\002%s\n' "$*"; }

# A plan of four trainings of two folds and two seeds, three epochs each.
plan() { event plan prosody 3 2 2 '1:1 2:1 1:2 2:2'; }

# typed COLUMNS COMMAND: what it draws on a terminal, a line for each time.
typed() {
	local drawn=$T/drawn
	(export TERM=${TERMINAL-xterm}; script -qec "stty cols $1 -opost; $2" "$drawn" </dev/null >"$T/x")
	sed '1d; /^Script done/d' "$drawn" | tr '\r' '\n'
}

test_a_log_has_a_line_per_training_in_order() {
	{
		event begin 'fbank of 9 recordings'
		event ready
		plan
		echo 'epoch 1/3: loss 1.2; 0.1 s'
		event trained 2 1 'UAR 533'
		event trained 1 1 'UAR 400'
		event trained 2 2
		event trained 1 2 'UAR 667'
		event end 0
	} | pipelines/tell 2>"$T/err" >"$T/out"
	sed 's/ in [0-9]* s,/ in N s,/' "$T/err" | cmp - /dev/fd/3 3<<-'EOF'
	fbank of 9 recordings
	fold 1/2 seed 1/2 trained, dev UAR 40.0 %
	fold 2/2 seed 1/2 trained, dev UAR 53.3 %
	fold 1/2 seed 2/2 trained, dev UAR 66.7 %
	fold 2/2 seed 2/2 trained
	recipe prosody: 4 of 4 trained in N s, mean dev UAR 53.3 %
	EOF
	[ "$(cat "$T/out")" = over ]
	# make -s: nothing
	{ plan; event trained 1 1; event begin x; echo 'epoch 1/3: x'; event end 0; } | pipelines/tell -q 2>&1 | cmp - <(echo over)
	# numbers, inner folds, models of the whole corpus
	{
		event plan linear 0 6 1 '3.2:1 whole:1'
		event trained 3.2 1 'CCC -45'
		event trained whole 1
		event end 0
	} | pipelines/tell 2>&1 | sed 's/ in [0-9]* s,/,/' | cmp - /dev/fd/3 3<<-'EOF'
	fold 3/6 inner fold 2 trained, dev CCC -0.045
	model seed 1/1 trained
	recipe linear: 2 of 2 trained, mean dev CCC -0.045
	over
	EOF
}

# Not too many lines of hundreds of trainings.
test_a_log_of_many_trainings_is_short() {
	local i
	{
		event plan many 0 300 1 "$(for i in $(seq 300); do echo "$i:1"; done | paste -sd ' ')"
		for i in $(seq 300); do event trained "$i" 1; done
		event end 0
	} | pipelines/tell 2>"$T/err" >"$T/out"
	[ "$(wc -l <"$T/err")" -le 51 ]
	[ "$(wc -l <"$T/err")" -ge 30 ]
	has '^fold 300/300 seed 1/1 trained$' <"$T/err"
}

test_messages_without_those_of_make() {
	printf '%s\n' 'wav2fbank: a.wav: is damaged' 'zscore: <stdin>: is empty, want records' \
	    'padcut: <stdin>: ends within a record' 'make[3]: *** [pipelines/x.mk:3: out/x] Error 1' \
	    'make[3]: *** Waiting for unfinished jobs....' "make[3]: *** Deleting file 'out/x'" \
	    'make[2]: *** [pipelines/x.mk:9: y] Error 2' >"$T/said"
	{ plan; cat "$T/said"; event trained 1 1; event end 2; } | pipelines/tell 2>&1 >"$T/out" |
	    grep -v '^fold' | cmp - <(echo 'wav2fbank: a.wav: is damaged')
	# The same of make -s; what a pipe says is all there is to say.
	{ cat "$T/said"; event end 2; } | pipelines/tell -q 2>&1 >"$T/out" | cmp - <(echo 'wav2fbank: a.wav: is damaged')
	{ sed 1d "$T/said"; event end 2; } | pipelines/tell 2>&1 >"$T/out" | cmp - <(sed -n 2,3p "$T/said")
	{ sed -n 2p "$T/said"; event end 0; } | pipelines/tell 2>&1 >"$T/out" | cmp - <(sed -n 2p "$T/said")
	# A program that said nothing.
	{ echo 'make[3]: *** [pipelines/x.mk:3: out/x] Killed'; event end 2; } | pipelines/tell 2>&1 >"$T/out" |
	    cmp - <(echo 'experiment: out/x: Killed; V=1 shows the commands')
	{ event end 3; } | pipelines/tell 2>&1 >"$T/out" |
	    cmp - <(echo 'experiment: make ended with status 3; V=1 shows the commands')
	# No rule, which only make can say.
	{ echo "make[1]: *** No rule to make target 'x.net', needed by 'y'.  Stop."; event end 2; } | pipelines/tell 2>&1 >"$T/out" |
	    cmp - <(echo "No rule to make target 'x.net', needed by 'y'.  Stop.")
	{ echo 'make[3]: *** [pipelines/x.mk:3: out/x] Interrupt'; event end 130; } | pipelines/tell 2>&1 >"$T/out" |
	    cmp - <(echo 'experiment: interrupted; the same command resumes it')
	{ event end 143 interrupted; } | pipelines/tell 2>&1 >"$T/out" |
	    cmp - <(echo 'experiment: interrupted; the same command resumes it')
	# What a program says after make has ended, and a last line without its end.
	{ event end 2; printf 'cnntrain: stopped'; } | pipelines/tell 2>&1 >"$T/out" | tail -n 1 | cmp - <(echo 'cnntrain: stopped')
}

test_a_terminal_has_one_line() {
	local w n
	{
		event begin 'fbank of 9 recordings'
		event ready
		plan
		echo 'epoch 1/3: loss 1.2; 0.1 s'
		event trained 1 1 'UAR 533'
		echo 'confmat: a warning'
		event trained 2 1 'UAR 533'
		event out 'a result'
		event end 2
	} >"$T/events"
	for w in 40 80 200; do
		typed $w "{ sed -n 1,4p '$T/events'; sleep 0.3; sed 1,4d '$T/events'; } | pipelines/tell '' 1" >"$T/shown"
		sed 's/\x1b\[K//g' "$T/shown" | awk -v w=$w 'length > w { exit 1 }'
		# Drawn in place, but for what stays.
		sed 's/\x1b\[K//g' "$T/shown" | has -x 'confmat: a warning'
		sed 's/\x1b\[K//g' "$T/shown" | has -x 'a result'
	done
	has -a '^recipe prosody: 1 of 4 trained, 3 of 12 epochs; dev UAR 53.3 % so far; a few seconds left' <"$T/shown"
	typed 40 "pipelines/tell '' 1 <'$T/events'" | has -a '^recipe prosody: 1 of 4 trained'
	TERMINAL=dumb typed 80 "pipelines/tell '' 1 <'$T/events'" >"$T/shown"
	exits 1 grep -a -q $'\x1b' "$T/shown"
	has -x 'fold 1/2 seed 1/2 trained, dev UAR 53.3 %' <"$T/shown"
}

# One of three epochs took a second: no more is claimed than that.
test_time_left_is_measured() {
	local n
	for n in 5,'a few seconds' 30,'about 30 s' 56,'about 1 min' 400,'about 7 min' 9000,'about 3 h'; do
		bash -c '. <(sed -n "/^left()/,/^}/p" pipelines/terminal.sh); left "$1"; echo "$REPLY"' bash "${n%,*}" | has -x "${n#*,} left"
	done
	typed 100 "{ printf '\\002plan\\tx\\t3\\t1\\t1\\t1:1\\n'; sleep 1; echo 'epoch 1/3: x'; sleep 0.2; } | pipelines/tell '' 1" >"$T/shown"
	# Two more seconds, or on a busy machine more.
	has -a ', 1 of 3 epochs; \(a few seconds\|about [1-9]0 s\) left' <"$T/shown"
}

# One experiment: in a log, silent, with its commands.
test_an_experiment_says_where_it_is() {
	run() {
		make --no-print-directory BUILD="$MAKEBUILD" experiment OUT="$M/made" SCALE=0.05 FOLDS=2 EPOCHS=2 "$@"
	}
	run TARGET=label >"$T/log" 2>"$T/err" || { cat "$T/err"; return 1; }
	sed 's/[0-9][0-9.]* %/N %/; s/ in [0-9]* s/ in N s/' "$T/err" | grep -v '^ ' | tail -n 4 | cmp - /dev/fd/3 3<<-'EOF'
	fbank of 39 recordings
	fold 1/2 seed 1/1 trained, dev UAR N %
	fold 2/2 seed 1/1 trained, dev UAR N %
	recipe seed: 2 of 2 trained in N s, mean dev UAR N %
	EOF
	has '^UAR ' <"$T/log"
	exits 1 grep -q 'cnntrain\|foldsplit' "$T/log" "$T/err"
	# Again, silently: the same results; then others, with the commands.
	run -s >"$T/again" 2>"$T/err"
	cmp "$T/log" "$T/again"
	# espeak-ng complains where it has no home
	exits 1 grep -v "secure directory" "$T/err"
	run V=1 EPOCHS=1 >"$T/again" 2>&1
	has '^exec cnntrain' <"$T/again"
	has '^fold 1, seed 1: epoch 1, loss ' <"$T/again"
	# An interrupted one ends its line, and says that it resumes.
	set -m
	run EPOCHS=50000 >"$T/log" 2>"$T/err" &
	set +m
	until [ -n "$(find "$M/made" -name '*.lock' -path '*seed-1*' 2>/dev/null)" ]; do
		kill -0 $! || { cat "$T/err"; return 1; }
		sleep 0.05
	done
	sleep 0.2
	kill -INT -- -$!
	wait $! || :
	has -x 'experiment: interrupted; the same command resumes it' <"$T/err"
	exits 1 grep 'make\[' "$T/err"
}

# Pictures need no display, and ask for none.
test_pictures_need_no_display() {
	command -v gnuplot >"$T/x" || skip 'needs gnuplot'
	printf 'key\tlabel\tpredicted\na\tx\tx\nb\ty\tx\n' >"$T/in"
	printf 'fold\tseed\tepoch\ttrain_loss\ttrain_accuracy\tdev_loss\tdev_accuracy\tdev_uar\n1\t1\t1\t1\t.5\t1\t.5\t.5\n1\t1\t2\t1\t.5\t1\t.5\t.5\n' >"$T/log"
	for d in '' :77; do
		(
			[ -n "$d" ] && export DISPLAY=$d GNUTERM=x11 || unset DISPLAY
			confmat -q -b 100 -o "$T/x.png" -o "$T/x.svg" "$T/in"
			pipelines/plot-training "$T/log" "$T/t.svg" "$T/t.png"
		) 2>"$T/err"
		[ ! -s "$T/err" ] || { cat "$T/err"; return 1; }
		[ -s "$T/x.png" ]
		[ -s "$T/t.png" ]
		rm "$T"/[xt].png
	done
}

# ---- how long it will take, and how much it will write ----

# estimate [NAME=VALUE]...: of five sounds in $T/l.tsv, each by a command that takes a
# hundredth of a second for it and writes 3000 bytes.
estimate() {
	local i
	[ -e "$T/l.tsv" ] || for i in path 1 2 3 4 5; do
		printf '%s\tx\n' "$i" >>"$T/l.tsv"
		[ "$i" = path ] || printf '%s\t1000\t1.0\n' "$i" >>"$T/audio"
	done
	env TMPDIR="$T" EXTRACT='n=$(($(wc -l <"$list") - 1)); sleep 0.0$n; head -c $((3000 * n)) /dev/zero >"$out"' FEATURES='' \
	    TRAIN='sleep 0.$((epochs))5; head -c 1000 /dev/zero >"$out"' "$@" \
	    pipelines/cost ${always--a} cnn "$T" 2 "${trainings-4}" "${epochs-300}" "$T/l.tsv" "$T/audio"
}

test_time_and_disk_are_estimated() {
	# 0.1 s an epoch, 300 epochs, 4 trainings on 2 processors: a minute; on a busy
	# machine more.  15 kB of features and twice 4 kB of models.
	estimate >"$T/said"
	has '^recipe cnn: 5 recordings, 4 trainings: roughly \(a minute\|[2-9] min\) and 23 kB, by 5 of the recordings$' <"$T/said"
	epochs=30000 estimate | has ': roughly \([1-9][0-9]* min\|[1-9] h\) and '
	trainings=1 epochs=1 estimate | has ' 1 training: roughly less than half a minute and 17 kB,'
	estimate TRAIN= | has ': roughly less than half a minute for the features and 15 kB'
	# What fails here fails again, with its message; a few sounds are not worth it.
	[ -z "$(estimate EXTRACT=false)" ]
	estimate TRAIN=false | has 'for the features'
	[ -z "$(always='' estimate)" ]
	[ -z "$(find "$T" -mindepth 1 -name 'tmp.*')" ]
}

test_a_disk_without_room_is_refused() {
	unshare -rm true 2>"$T/x" || skip 'no file system can be mounted here'
	estimate >"$T/x"
	mkdir "$T/disk"
	export -f estimate
	unshare -rm bash -eu -o pipefail -c '. tests/tools/lib.sh; . tests/tell.t
		mount -t tmpfs -o size=12k none "$T/disk" || skip "no tmpfs"
		says "^experiment: OUT: about 15 kB are needed in $T/disk, and 12 kB are free; OUT=FOLDER names another place" 2 \
		    env EXTRACT="head -c 15000 /dev/zero >\"\$out\"" TRAIN= FEATURES= pipelines/cost -a cnn "$T/disk" 2 4 1 "$T/l.tsv" "$T/audio"'
}
