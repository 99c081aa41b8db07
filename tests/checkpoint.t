# A training that is killed, stopped or short of disk, and started again.
# KILLS=100 kills at more moments.

# A network with all kinds of state: moments, running statistics, dropout, and
# a branch.
setup() {
	printf '%s\n' 'conv 16 3' batchnorm relu 'conv 16 3 pad 1' 'add 3' 'dropout 0.4' 'maxpool 2' \
	    'dense 12' relu 'dropout 0.3' 'dense classes' >"$T/net"
	corpus 1 150 >"$T/in"
	corpus 2 40 >"$T/dev"
}

# corpus SEED N: N records of four classes, noise about a mean of each class.
corpus() {
	local i=0 args=()
	while [ $i -lt "$2" ]; do
		args+=("key=r$i;label=c$((i % 4));front=f 1;norm=all 0 1;rate=100;shape=20,5|#$(($1 * 1000 + i))")
		i=$((i + 1))
	done
	tests/tools/mktensor "${args[@]}"
}

# fit MODEL LOG [OPTION...]
fit() {
	local model=$1 log=$2
	shift 2
	${exec-} cnntrain -q -a "$T/net" -s 3 -e 6 -B 16 -l 1e-2 -d "$T/dev" -L "$log" -o "$model" "$@" "$T/in"
}

# started fit ...: in the background, as $pid; also under nohup(1) with signals
# that are not ignored.
started() {
	(exec='exec env --default-signal=TERM,HUP'; "$@") &
	pid=$!
}


# milliseconds COMMAND...: how long it takes.
milliseconds() {
	local from=$(date +%s%N)
	"$@"
	echo $((($(date +%s%N) - from) / 1000000 + 1))
}

# same: what fit wrote to $T/d is what it wrote to $T.
same() {
	cmp "$T/want" "$T/d/m"
	cmp "$T/want.log" "$T/d/log"
}

# Killed at random moments by a signal that nothing can catch.
test_killed_anywhere() {
	local i=0 rest=0 kills=${KILLS:-10} long
	setup
	long=$(milliseconds fit "$T/want" "$T/want.log" -e 60)
	mkdir "$T/d"
	while [ $rest -lt "$kills" ]; do
		i=$((i + 1))
		[ $i -le $((20 * kills)) ]
		started fit "$T/d/m" "$T/d/log" -e 60 -c "$T/d/ck" --every 0 -j $((i % 3 + 1))
		sleep "$(awk -v r=$RANDOM -v ms="$long" 'BEGIN { print r / 32768 * ms / 1000 }')"
		kill -KILL $pid || :
		wait $pid || :
		if [ -e "$T/d/ck" ]; then
			rest=$((rest + 1))
			tensorinfo "$T/d/ck" >/dev/null
		fi
		# The end was reached, if not that of the checkpoint.
		if [ -e "$T/d/m" ]; then
			same
			rm "$T/d/m" "$T/d/log"
		fi
	done 2>"$T/err"
	fit "$T/d/m" "$T/d/log" -e 60 -c "$T/d/ck"
	same
	echo "figure kills $i"
	echo "figure kills-that-left-a-checkpoint $rest"
	# The name before the last lives for microseconds, but may be left.
	rm -f "$T"/d/ck.??????
	[ "$(ls "$T/d" | tr '\n' ' ')" = 'log m ' ]
}

# stopped SIGNAL [OPTION...]: fit was ended by it, when it had a checkpoint.
stopped() {
	local sig=$1 rc=0
	shift
	started fit "$T/d/m" "$T/d/log" -e 100000 -c "$T/d/ck" --every 0.01 "$@" 2>"$T/err"
	until [ -e "$T/d/ck" ]; do sleep 0.02; done
	kill -"$sig" $pid
	kill -"$sig" $pid || :	# as make hands it on
	wait $pid || rc=$?
	[ $rc -eq $((128 + $(kill -l "$sig"))) ]
	[ "$(ls "$T/d")" = ck ]
}

test_stopped_by_a_signal() {
	local epochs sig
	setup
	mkdir "$T/d"
	# bash lets no background process have SIGINT: TERM and HUP here.
	for sig in TERM HUP; do
		stopped $sig
		grep "^cnntrain: stopped in epoch [0-9]* of 100000; the same command resumes from $T/d/ck" "$T/err"
		# It holds more than the last epoch that was complete.
		epochs=$(($(tensorinfo -a epochs "$T/d/ck" | awk 'NR == 2 { print $NF }') + 2))
		fit "$T/want" "$T/want.log" -e $epochs
		fit "$T/d/m" "$T/d/log" -c "$T/d/ck" -e $epochs
		same
		rm -r "$T/d"/*
	done
	# By the terminal's own key.
	exits 130 /usr/bin/python3 - "$T" <<-'END'
		import os, signal, subprocess, sys, time
		T = sys.argv[1]
		signal.signal(signal.SIGINT, signal.SIG_DFL)
		p = subprocess.Popen(["cnntrain", "-q", "-a", T + "/net", "-e", "100000", "-c", T + "/d/ck",
		    "--every", "0.01", "-o", T + "/d/m", T + "/in"])
		while not os.path.exists(T + "/d/ck"):
		    time.sleep(0.02)
		p.send_signal(signal.SIGINT)
		code = p.wait()
		sys.exit(130 if code == -signal.SIGINT and os.listdir(T + "/d") == ["ck"] else 1)
	END
}

# As under nohup: what was ignored stays so.
test_ignored_signals_stay_ignored() {
	setup
	mkdir "$T/d"
	(trap '' HUP; exec=exec; fit "$T/d/m" "$T/d/log" -e 40 -c "$T/d/ck" --every 0) &
	pid=$!
	until [ -e "$T/d/ck" ] || [ -e "$T/d/m" ]; do sleep 0.02; done
	kill -HUP $pid || :
	wait $pid
	[ -s "$T/d/m" ]
}

# Without -c a signal just ends it, and nothing half-written is left.
test_without_a_checkpoint() {
	local rc=0
	setup
	mkdir "$T/d"
	started fit "$T/d/m" "$T/d/log" -e 100000
	sleep 0.3
	kill -TERM $pid
	wait $pid || rc=$?
	[ $rc -eq 143 ]
	[ -z "$(ls "$T/d")" ]
}

test_removed_or_kept_for_more_epochs() {
	setup
	mkdir "$T/d"
	fit "$T/d/m" "$T/d/log" -c "$T/d/ck" --every 0
	[ ! -e "$T/d/ck" ]
	fit "$T/d/m" "$T/d/log" -c "$T/d/ck" --keep
	fit "$T/want" "$T/want.log"
	same
	cp "$T/d/ck" "$T/ck"
	fit "$T/d/m" "$T/d/log" -c "$T/d/ck" --keep	# nothing is left to do
	same
	cmp "$T/ck" "$T/d/ck"
	fit "$T/want" "$T/want.log" -e 9
	fit "$T/d/m" "$T/d/log" -e 9 -c "$T/d/ck" --keep
	same
	says "ck: has come to epoch 9; -e 8 would be a step back" 1 fit "$T/d/m" "$T/d/log" -e 8 -c "$T/d/ck"
	cnntrain -a "$T/net" -s 3 -e 10 -B 16 -l 1e-2 -d "$T/dev" -c "$T/d/ck" -o "$T/m" "$T/in" 2>"$T/err"
	grep "resuming from $T/d/ck after epoch 9" "$T/err"
	[ "$(grep -c '^epoch ' "$T/err")" -eq 1 ]
}

# Behind links: it is written, and in the end removed, where it is.
test_behind_a_link() {
	setup
	mkdir "$T/d" "$T/far"
	fit "$T/want" "$T/want.log"
	ln -s ../far/ck "$T/d/ck"
	ln -s ../far/m "$T/d/m"
	fit "$T/d/m" "$T/d/log" -e 3 -c "$T/d/ck" --keep
	[ -f "$T/far/ck" ]
	[ -f "$T/far/m" ]
	fit "$T/d/m" "$T/d/log" -c "$T/d/ck"
	same
	[ "$(readlink "$T/d/m")" = ../far/m ]
	[ "$(readlink "$T/d/ck")" = ../far/ck ]
	[ "$(ls "$T/far")" = m ]
}

# One training at a time, by whatever name; others of the folder go on.
test_two_at_once() {
	local i rc=0
	setup
	mkdir "$T/d"
	fit "$T/want" "$T/want.log"
	ln -s d/ck "$T/link"
	started fit "$T/m1" "$T/l1" -e 100000 -c "$T/d/ck" --every 1e9
	first=$pid
	trap 'kill -KILL $first 2>/dev/null || :' EXIT
	for i in $(seq 200); do
		[ ! -s "$T/d/ck.lock" ] || break
		sleep 0.05
	done
	started fit "$T/m2" "$T/l2" -c "$T/link" 2>"$T/err"
	fit "$T/d/m" "$T/d/log" -c "$T/d/ck2" --every 0
	same
	wait $pid || rc=$?
	[ $rc -eq 1 ]
	grep -x "cnntrain: $T/d/ck: in use by another training, process $first on .*; give each a checkpoint of its own" "$T/err"
	[ ! -e "$T/m2" ]
	# It only waits where the first one ends, however it does.
	cnntrain -a "$T/net" -s 3 -e 6 -B 16 -l 1e-2 -d "$T/dev" -c "$T/d/ck" -o "$T/m2" "$T/in" 2>"$T/err" &
	pid=$!
	for i in $(seq 200); do
		! grep "^cnntrain: $T/d/ck: in use by another training, process $first on .*; waiting" "$T/err" || break
		sleep 0.05
	done
	[ "$i" -lt 200 ]
	kill -KILL $first
	wait $pid
	cmp "$T/want" "$T/m2"
	[ "$(ls "$T/d" | tr '\n' ' ')" = 'log m ' ]
}

# A training of another user that was killed must not shut out all others.
test_lock_file_of_another_user() {
	[ "$(id -u)" -eq 0 ] || skip 'needs root'
	command -v runuser >/dev/null || skip 'needs runuser'
	setup
	mkdir -m 777 "$T/d"
	chmod 711 "$T"
	chmod -R a+rX "$T/net" "$T/in"
	echo 'process 5 on x' >"$T/d/ck.lock"
	chmod 644 "$T/d/ck.lock"
	runuser -u nobody -- "$BUILD/bin/cnntrain" -q -a "$T/net" -e 1 -c "$T/d/ck" -o "$T/d/m" "$T/in" ||
	    { runuser -u nobody -- test -x "$BUILD/bin/cnntrain" || skip 'nobody cannot run the program'; return 1; }
	[ "$(ls "$T/d")" = m ]
}

# The lock beside the checkpoint goes with the training, also with one that fails
# or is stopped; a file of that name that is something else is not touched.
test_lock_file() {
	setup
	mkdir "$T/d"
	fit "$T/d/m" "$T/d/log" -c "$T/d/ck" --keep
	says 'of another training' 1 fit "$T/m2" "$T/l2" -l 0.5 -c "$T/d/ck"
	[ "$(ls "$T/d" | tr '\n' ' ')" = 'ck log m ' ]
	started fit "$T/m2" "$T/l2" -e 100000 -c "$T/d/ck" --every 1e9 2>"$T/err"
	for i in $(seq 200); do
		[ ! -s "$T/d/ck.lock" ] || break
		sleep 0.05
	done
	sleep 0.5
	kill $pid
	exits 143 wait $pid
	[ "$(ls "$T/d" | tr '\n' ' ')" = 'ck log m ' ]
	echo 'my own' >"$T/d/ck.lock"
	cp "$T/d/ck" "$T/ck.old"
	says "^cnntrain: $T/d/ck.lock: is not a lock" 1 fit "$T/m2" "$T/l2" -c "$T/d/ck"
	[ "$(cat "$T/d/ck.lock")" = 'my own' ]
	cmp "$T/d/ck" "$T/ck.old"
	rm "$T/d/ck.lock"
	# Stopped before it has read its input.
	(sleep 20 & echo $! >"$T/sleeper"; wait) | cnntrain -q -a "$T/net" -o "$T/m2" -c "$T/d/ck" &
	pid=$!
	for i in $(seq 200); do
		[ ! -s "$T/d/ck.lock" ] || break
		sleep 0.05
	done
	kill "$(sed 's/process \([0-9]*\) .*/\1/' "$T/d/ck.lock")"
	kill "$(cat "$T/sleeper")" 2>/dev/null || :
	exits 143 wait $pid
	[ "$(ls "$T/d" | tr '\n' ' ')" = 'ck log m ' ]
	# A name as long as names can be.
	name=$(printf '%0252d' 0)
	fit "$T/m3" "$T/l3" -e 1 -c "$T/d/$name" --keep
	[ "$(find "$T/d" -name '*.lock' | wc -l)" -eq 0 ]
	rm "$T/d/$name"
	mkfifo "$T/d/ck.lock"
	says "^cnntrain: $T/d/ck.lock: is not a lock" 1 timeout 10 cnntrain -q -a "$T/net" -o "$T/m2" -c "$T/d/ck" "$T/in"
	[ ! -e "$T/m2" ]
}

# One reader for all: the description, and each parameter with its moments.
test_is_a_stream() {
	setup
	fit "$T/m" "$T/log" -c "$T/ck" --keep
	tensorinfo -a network -a data -a epochs "$T/ck" >"$T/info"
	sed -n 2p "$T/info" | grep 'checkpoint.*conv 16 3.*	[0-9a-f]\{16\}	6$'
	for key in 1.conv.weight 1.conv.weight.m 1.conv.weight.v 2.batchnorm.running_var log; do
		cut -f 1 "$T/info" | grep -x "$key"
	done
	exits 1 grep 'running_var[.]m' "$T/info"
	[ "$(awk '$1 == "log" { print $2 }' "$T/info")" = 6x5 ]
	# In a place of a model it is refused, and a model in its place.
	says "the first record is 'checkpoint', not 'model'" 1 cnneval -m "$T/ck" <"$T/in"
	# and nobody is told to remove it.
	cp "$T/in" "$T/data"
	echo 'dear diary' >"$T/text"
	for f in m data text; do
		cp "$T/$f" "$T/before"
		says "^cnntrain: $T/$f: is not a checkpoint; name another file\$" 1 fit "$T/m2" "$T/log" -c "$T/$f"
		cmp "$T/$f" "$T/before"
	done
}

# other WHAT [OPTION...]: with these the checkpoint is refused, not touched.
other() {
	local what=$1
	shift
	says "^cnntrain: $T/ck: of another training: $what.*; remove the file" 1 \
	    cnntrain -q -a "$T/net" -s 3 -e 6 -B 16 -l 1e-2 -d "$T/dev" -o "$T/m2" -c "$T/ck" "$@"
	[ ! -e "$T/m2" ]
	cmp "$T/ck" "$T/ck.old"
}

test_refuses_that_of_another_training() {
	setup
	fit "$T/m" "$T/log" -c "$T/ck" --keep
	cp "$T/ck" "$T/ck.old"
	corpus 1 149 >"$T/less"
	corpus 2 41 >"$T/more"
	sed "1s,.*,conv 16 3 stride 2," "$T/net" >"$T/net2"
	other "seed is '3', here it is '4'" -s 4 "$T/in"
	other "batch is '16', here it is '17'" -B 17 "$T/in"
	other "optimiser is 'adam rate 0.01 .*', here it is 'adam rate 0.02" -l 2e-2 "$T/in"
	other "exactly is 'rate 0.01" -l 0.01000000000001 "$T/in"
	other "optimiser is 'adam.*', here it is 'sgd" -O sgd "$T/in"
	other "exactly is 'rate .* constant', here it is 'rate .*eps .* constant" -O adam:eps=1.00000000001e-8 "$T/in"
	other "schedule is 'absent', here it is 'cosine warmup 0 epochs 6'" --schedule cosine "$T/in"
	other "smooth is 'absent', here it is '0.1'" --smooth 0.1 "$T/in"
	other "mixup is 'absent', here it is '0.3'" --mixup 0.3 "$T/in"
	other "average is 'absent', here it is '0.99'" --average 0.99 "$T/in"
	other "shuffle is 'every', here it is 'once'" --shuffle once "$T/in"
	other "weights is 'balanced', here it is 'none'" --no-weights "$T/in"
	other "network is 'conv 16 3; .*', here it is 'conv 16 3 stride 2" -a "$T/net2" "$T/in"
	other "the training stream has other records" "$T/less"
	# Fewer than a batch: what differs is not the size of it.
	corpus 1 12 >"$T/few"
	other "the training stream has other records" "$T/few"
	other "the dev stream has other records" -d "$T/more" "$T/in"
	# No dev stream at all.
	says 'of another training: the dev stream has other records' 1 \
	    cnntrain -q -a "$T/net" -s 3 -e 6 -B 16 -l 1e-2 -o "$T/m2" -c "$T/ck" "$T/in"
	cmp "$T/ck" "$T/ck.old"
	# The number of threads, the log and a pipe are no difference.
	cat "$T/in" | cnntrain -q -a "$T/net" -s 3 -e 6 -B 16 -l 1e-2 -d "$T/dev" -j 3 -o "$T/m2" -c "$T/ck"
	cmp "$T/m" "$T/m2"
}

# A rate that depends on the whole training: killed in the middle it resumes, and
# nobody can add epochs to it.
test_schedule() {
	local i how='-O adamw:decay=0.1 --schedule cosine:warmup=0.1 -e 60'
	setup
	# shellcheck disable=SC2086
	fit "$T/want" "$T/want.log" $how
	mkdir "$T/d"
	for i in $(seq 100); do
		# shellcheck disable=SC2086
		started fit "$T/d/m" "$T/d/log" $how -c "$T/d/ck" --every 0
		while [ ! -s "$T/d/ck" ] && kill -0 $pid; do sleep 0.01; done
		kill -KILL $pid || :
		wait $pid || :
		[ ! -s "$T/d/ck" ] || break
	done
	[ -s "$T/d/ck" ]
	cp "$T/d/ck" "$T/ck"
	for wrong in '-e 61' '-e 59' '--schedule constant' '--schedule cosine' '-O adamw:decay=0.2' '-O adam'; do
		# shellcheck disable=SC2086
		says "^cnntrain: $T/d/ck: of another training: .*; remove the file" 1 \
		    fit "$T/m2" "$T/log" $how $wrong -c "$T/d/ck"
		cmp "$T/ck" "$T/d/ck"
	done
	says "schedule is 'cosine warmup 0.1 epochs 60', here it is 'cosine warmup 0.1 epochs 61'" 1 \
	    fit "$T/m2" "$T/log" $how -e 61 -c "$T/d/ck"
	[ ! -e "$T/m2" ]
	# shellcheck disable=SC2086
	fit "$T/d/m" "$T/d/log" $how -c "$T/d/ck"
	same
}

# Rounding follows the compiler and its options: a note, as such a model is fine as
# well.
test_of_another_build() {
	[ -z "${EMULATED-}" ] || skip 'an emulator runs no copy of a program'
	setup
	fit "$T/m" "$T/log" -c "$T/ck" --keep
	mkdir "$T/bin"
	# One that says so of itself; one without symbols is the same.
	id=$(tensorinfo -a build "$T/ck" | sed -n '2s/.*	//p')
	printf '%s\n' "$id" | grep -x '[0-9a-f]\{16\}'
	sed "s/$id/0123456789abcdef/" "$BUILD/bin/cnntrain" >"$T/bin/cnntrain"
	exits 1 cmp -s "$BUILD/bin/cnntrain" "$T/bin/cnntrain"
	chmod +x "$T/bin/cnntrain"
	PATH=$T/bin:$PATH says '^cnntrain: .*ck: written by another build of this program, which may round differently' 0 \
	    fit "$T/m2" "$T/log" -e 7 -c "$T/ck" --keep
	[ "$(wc -l <"$T/stderr")" -eq 1 ]
	fit "$T/want" "$T/log" -e 7
	# Here it rounds as before, but for the note.
	cmp "$T/want" "$T/m2"
	strip -o "$T/bin/cnntrain" "$BUILD/bin/cnntrain"
	fit "$T/m" "$T/log" -e 3 -c "$T/ck2" --keep
	PATH=$T/bin:$PATH fit "$T/m2" "$T/log" -e 7 -c "$T/ck2" 2>"$T/err"
	[ ! -s "$T/err" ]
}

test_damaged() {
	local size at
	setup
	fit "$T/m" "$T/log" -c "$T/ck" --keep
	cp "$T/ck" "$T/good"
	size=$(stat -c %s "$T/ck")
	: >"$T/ck"
	says "^cnntrain: $T/ck: is not a checkpoint; name another file" 1 fit "$T/m2" "$T/log" -c "$T/ck"
	for at in 63 64 1000 $((size / 2)) $((size - 1)); do
		head -c "$at" "$T/good" >"$T/ck"
		says "^cnntrain: $T/ck: .*; remove the file to begin anew" 1 fit "$T/m2" "$T/log" -c "$T/ck"
	done
	for at in 40 700 $((size / 3)) $((size - 100)); do
		/usr/bin/python3 -c 'import sys
b = bytearray(open(sys.argv[1], "rb").read()); b[int(sys.argv[2])] ^= 1
open(sys.argv[3], "wb").write(b)' "$T/good" "$at" "$T/ck"
		says "^cnntrain: $T/ck: .*; remove the file to begin anew" 1 fit "$T/m2" "$T/log" -c "$T/ck"
	done
	[ ! -e "$T/m2" ]
}

# Whole records, whose sums are right, that are no state of this training.
test_wrong_records() {
	setup
	fit "$T/m" "$T/log" -c "$T/ck" --keep
	cp "$T/ck" "$T/good"
	PYTHONPATH=tests/tools /usr/bin/python3 -B - "$T" <<-'END'
		import re, runpy, sys, subprocess, tensors
		T = sys.argv[1]
		def words(attrs, x):
		    a = ";".join(f"{k}=" + v.replace(";", "\\;") for k, v in attrs.items() if k not in ("shape", "sum"))
		    return a + ";shape=" + ",".join(map(str, x.shape)) + "|" + " ".join(f"{v:.9g}" for v in x.ravel())
		def write(name, records):
		    with open(T + "/" + name, "wb") as f:
		        subprocess.run(["tests/tools/mktensor"] + [words(a, x) for a, x in records], stdout=f, check=True)
		good = tensors.read(T + "/good")
		write("whole", good)
		def change(name, i, attrs=None, value=None):
		    r = [(dict(a), x.copy()) for a, x in good]
		    if attrs: r[i][0].update(attrs)
		    if value is not None: r[i][1].flat[0] = value
		    write(name, r)
		at = [a["key"] for a, _ in good].index("1.conv.weight.v")
		change("nan", 1, value=float("nan"))
		change("inf", at - 1, value=float("inf"))
		change("minus", at, value=-1)
		change("samples", 0, {"samples": "17"})
		change("many", 0, {"samples": "151"})
		change("right", 0, {"right": "1"})
		change("loss", 0, {"loss": "nan"})
		change("epochs", 0, {"epochs": "5"})
		change("key", 1, {"key": "x"})
		write("short", good[:-1])
		write("long", good + [({"key": "y"}, good[-1][1])])
	END
	refuse() {
		cp "$T/$1" "$T/ck"
		says "^cnntrain: $T/ck: $2.*; remove the file" 1 fit "$T/m2" "$T/log" -c "$T/ck"
	}
	refuse nan "record '1.conv.weight': value 0 is nan"
	refuse inf "record '1.conv.weight.m': value 0 is inf"
	refuse minus "record '1.conv.weight.v': value 0 is -1"
	refuse samples 'samples: 17 are not whole batches of 16'
	refuse many 'samples: 151 is too large'
	refuse right 'right: 1 is too large'
	refuse loss 'loss: '
	refuse epochs "there is no record 'log' of 5 epochs"
	refuse key "record 'x' is where the network needs '1.conv.weight'"
	refuse short "there is no record 'log'"
	refuse long "record 'y' does not belong"
	cp "$T/whole" "$T/ck"
	fit "$T/m2" "$T/log" -c "$T/ck"
	cmp "$T/m" "$T/m2"
}

# No room for a checkpoint, only for the model: said once, and trained on.
test_disk_full() {
	local blocks
	setup
	mkdir "$T/d"
	fit "$T/want" "$T/want.log"
	blocks=$((($(stat -c %s "$T/want") + 1023) / 1024))
	(trap '' XFSZ; ulimit -f $blocks
	fit "$T/d/m" "$T/d/log" -c "$T/d/ck" --every 0) 2>"$T/err"
	same
	[ "$(ls "$T/d" | tr '\n' ' ')" = 'log m ' ]
	[ "$(wc -l <"$T/err")" -eq 1 ]
	grep "^cnntrain: $T/d/ck: cannot write: File too large; .*the training continues without" "$T/err"
	# What was saved before is not hurt.
	fit "$T/d/m" "$T/d/log" -e 3 -c "$T/d/ck" --keep
	cp "$T/d/ck" "$T/ck"
	(trap '' XFSZ; ulimit -f $blocks
	fit "$T/d/m" "$T/d/log" -c "$T/d/ck" --keep --every 0) 2>"$T/err"
	same
	cmp "$T/ck" "$T/d/ck"
	# No room for the model: it is not lost.
	rm "$T/d/ck"
	says 'No space left' 1 fit /dev/full "$T/d/log" -c "$T/d/ck" --every 0
	fit "$T/d/m" "$T/d/log" -c "$T/d/ck"
	same
}

# fault CLASS N: the N-th call of this class fails; the training ends well all
# the same, or with status 1 and then goes on when it is started again.  False
# where there was no such call.
fault() {
	local rc=0
	rm -rf "$T/d" "$T/state"
	mkdir "$T/d"
	head -c 64 /dev/zero >"$T/state"
	FAULT_PROG=cnntrain FAULT_STATE=$T/state FAULT_CLASS=$1 FAULT_MODE=fail FAULT_N=$2 \
	    LD_PRELOAD=$(preloadable "$BUILD/fault/shim.so") fit "$T/d/m" "$T/d/log" -B 75 -e 2 -c "$T/d/ck" \
	    --every 0 -j 1 2>"$T/err" || rc=$?
	[ $rc -le 1 ] || { echo "$*: exit $rc"; cat "$T/err"; exit 1; }
	[ "$(wc -l <"$T/err")" -le 1 ] || { echo "$*:"; cat "$T/err"; exit 1; }
	if [ $rc -eq 1 ]; then
		[ -s "$T/err" ] || { echo "$*: exit 1 without a word"; exit 1; }
		fit "$T/d/m" "$T/d/log" -B 75 -e 2 -c "$T/d/ck" || exit 1
	fi
	cmp "$T/want" "$T/d/m" || exit 1
	cmp "$T/want.log" "$T/d/log" || exit 1
	[ -z "$(ls "$T/d" | grep -vx -e m -e log)" ] || {
		# A file that cannot be removed stays, and it is said.
		grep -q 'cannot remove' "$T/err" || { echo "$*:"; ls "$T/d"; exit 1; }
	}
	[ "$(od -An -t u8 -j 8 -N 8 "$T/state" | tr -d ' ')" -gt 0 ]
}

# FULL=1: every call; otherwise a sample.
test_failing_calls() {
	local class n
	[ -z "${EMULATED-}" ] || skip "an emulator does not let a filter catch system calls"
	[ -e "$BUILD/fault/shim.so" ] || skip "the library that injects faults is for x86-64 only"
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:verify_asan_link_order=0:exitcode=99
	setup
	fit "$T/want" "$T/want.log" -B 75 -e 2
	for class in alloc read write open name sync close size stat map; do
		n=1
		while fault $class $n; do
			[ -n "${FULL-}" ] && n=$((n + 1)) || n=$((n + 1 + n / 4))
		done
		echo "$class: up to $n"
	done
}

test_wrong_options() {
	setup
	mkdir "$T/d"
	says '^cnntrain: -c -: ' 2 fit "$T/m" "$T/log" -c -
	says '^cnntrain: -c is one file with -o or -L' 2 fit "$T/m" "$T/log" -c "$T/m"
	says '^cnntrain: -c is one file with -o or -L' 2 fit "$T/m" "$T/log" -c "$T/d/../log"
	says '^cnntrain: --every: ' 2 fit "$T/m" "$T/log" -c "$T/ck" --every x
	says '^cnntrain: --every: ' 2 fit "$T/m" "$T/log" -c "$T/ck" --every -1
	# Told before the data is read.
	mkfifo "$T/never"
	exec 3<>"$T/never"
	for ck in "$T/d" /dev/null "$T/none/ck"; do
		says "^cnntrain: $ck: " 1 timeout 10 cnntrain -q -a "$T/net" -o "$T/m" -c "$ck" <&3
	done
	exec 3>&-
	[ ! -e "$T/m" ]
}
