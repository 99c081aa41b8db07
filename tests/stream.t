# Training on a stream that is larger than memory: cnntrain --shuffle blocks.
# shellcheck disable=SC2002 # cat: from a pipe

# small N: N records of four classes, (40, 6), whose keys tell their number.
small() {
	/usr/bin/python3 -B - "$1" <<-'END'
		import subprocess, sys, numpy
		draw = numpy.random.default_rng(4)
		args = []
		for i in range(int(sys.argv[1])):
		    x = draw.standard_normal(240) + i % 4
		    args.append(f"key=r{i};label=c{i % 4};activation={1 + i % 5};note={'n' * (i % 90)};shape=40,6|" +
		        " ".join(f"{v:.6g}" for v in x))
		subprocess.run(["tests/tools/mktensor", *args], check=True)
	END
}

net() { printf '%s\n' "$@" >"$T/net"; }

# fit MODEL [OPTION...]: in the background it is the program that has the signal.
fit() {
	local model=$1 exec=
	shift
	[ "$BASHPID" = $$ ] || exec="exec"
	$exec cnntrain -q -a "$T/net" -e 3 -B 7 -l 1e-3 --shuffle blocks:block=5,window=3 "$@" >"$T/$model"
}

# large: 640 records, 210 MB, as sections one after the other.
large() {
	local i
	for i in 1 2 3 4 5 6 7 8; do
		echo "key=r$i;label=c$((i % 2));shape=2,64|$(seq -s ' ' $i 5 700 | cut -d ' ' -f -128)"
	done >"$T/args"
	mapfile -t args <"$T/args"
	tests/tools/mktensor "${args[@]}" | padcut -n 1280 >"$T/part"
	for i in $(seq 80); do cat "$T/part"; done >"$T/large"
	[ "$(stat -c %s "$T/large")" -gt 200000000 ]
}

# peak COMMAND...: the largest resident memory of it, mapped files too, in KiB.
peak() {
	/usr/bin/python3 -c 'import os, subprocess, sys
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, st, use = os.wait4(p.pid, 0)
print(use.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(st))' "$@"
}

test_memory_does_not_grow_with_the_stream() {
	large
	net 'maxpool 64' 'dense classes'
	own=$(peak cnntrain -q -j 1 -a "$T/net" -e 1 -B 16 --shuffle blocks:block=4,window=4 -o "$T/m" "$T/part")
	got=$(peak cnntrain -q -j 2 -a "$T/net" -e 2 -B 16 -d "$T/large" \
	    --shuffle blocks:block=4,window=4 -o "$T/m" "$T/large")
	# two windows of 16 records of 320 KiB are 10 MiB
	echo "figure peak-KiB $got"
	[ "$got" -le $((own + (30 << 10))) ]
	# the bound is one that other ways do not keep
	[ "$(peak cnntrain -q -j 2 -a "$T/net" -e 1 -B 16 -o "$T/m" "$T/large")" -gt $((200 << 10)) ]
	# standardize passes over all records twice before the first epoch
	net standardize 'maxpool 64' 'dense classes'
	got=$(peak cnntrain -q -j 2 -a "$T/net" -e 1 -B 16 --mixup 0.3 \
	    --shuffle blocks:block=4,window=4 -o "$T/m" "$T/large")
	[ "$got" -le $((own + (30 << 10))) ]
}

# A checkpoint after each batch: what was read stays there, and no more.
test_memory_with_checkpoints() {
	large
	net 'maxpool 64' 'dense classes'
	own=$(peak cnntrain -q -j 1 -a "$T/net" -e 1 -B 16 --shuffle blocks:block=4,window=4 -o "$T/m" "$T/part")
	got=$(peak cnntrain -q -j 1 -a "$T/net" -e 1 -B 16 --every 0 -c "$T/ck" \
	    --shuffle blocks:block=4,window=4 -o "$T/m" "$T/large")
	[ "$got" -le $((own + (30 << 10))) ]
}

test_same_model_for_any_threads_and_from_a_pipe() {
	small 103 >"$T/in"
	net 'conv 4 5' relu 'maxpool 4' 'dropout 0.3' 'dense classes'
	fit m1 -j 1 "$T/in"
	fit m2 -j 2 "$T/in"
	fit m3 -j 3 --every 0 -c "$T/ck" "$T/in"
	# shellcheck disable=SC2002 # from a pipe
	cat "$T/in" | fit m4
	for m in m2 m3 m4; do cmp "$T/m1" "$T/$m"; done
	tensorinfo -a "$T/m1" >"$T/info" 2>/dev/null || tests/tools/tensors.py "$T/m1" >"$T/info"
	grep -q 'shuffle.*blocks block 5 window 3' "$T/info"
	fit once --shuffle every "$T/in"
	exits 1 cmp -s "$T/m1" "$T/once"
	# a file that begins in the middle of another, and on a file system in memory
	{ cat "$T/in" "$T/in"; } >"$T/two"
	{ dd bs="$(stat -c %s "$T/in")" skip=1 count=0 status=none; fit m5 -; } <"$T/two"
	cmp "$T/m1" "$T/m5"
	if [ -d /dev/shm ] && [ -w /dev/shm ]; then
		shm=$(mktemp -p /dev/shm)
		cp "$T/in" "$shm"
		fit m6 "$shm" 2>"$T/err" || { rm "$shm"; return 1; }
		cat "$T/in" | TMPDIR=/dev/shm fit m7 2>>"$T/err"
		cmp "$T/m1" "$T/m6"
		cmp "$T/m1" "$T/m7"
		if [ "$(stat -f -c %T "$shm")" = tmpfs ]; then
			grep -q "^cnntrain: $shm: is kept in memory as a whole" "$T/err"
			grep -q '^cnntrain: <stdin>: is kept in memory as a whole' "$T/err"
		fi
		rm "$shm"
	fi
}

test_numbers_mixup_and_records_without_targets() {
	small 60 >"$T/a"
	tests/tools/mktensor "key=none;shape=40,6|$(seq -s ' ' 240)" >"$T/b"
	cat "$T/a" "$T/b" "$T/a" >"$T/in"
	cat "$T/a" "$T/a" >"$T/without"
	net 'maxpool 4' 'dense classes'
	for t in label activation:value label+activation:value; do
		fit m1 -j 1 -t "$t" --mixup 0.4 -d "$T/in" "$T/in" 2>"$T/err"
		fit m2 -j 2 -t "$t" --mixup 0.4 -d "$T/in" "$T/without" 2>"$T/err"
		cmp "$T/m1" "$T/m2"
	done
}

# Windows of all sizes, and batches larger and smaller than they are.
test_sizes() {
	small 41 >"$T/in"
	net 'maxpool 4' 'dense classes'
	for how in block=1,window=1 block=1,window=50 block=7,window=1 block=7,window=2 block=40,window=1 \
	    block=41 block=1000000000,window=1000000000; do
		for batch in 3 20 1000; do
			fit m -j 1 -B $batch --shuffle "blocks:$how" "$T/in"
			fit n -j 2 -B $batch --shuffle "blocks:$how" --every 0 -c "$T/ck" "$T/in"
			cmp "$T/m" "$T/n"
		done
	done
}

test_resume() {
	small 103 >"$T/in"
	net 'conv 4 5' relu 'maxpool 4' 'dropout 0.3' 'dense classes'
	fit want -e 400 "$T/in"
	for n in 1 2 3; do
		fit got -e 400 --every 0 -c "$T/ck" "$T/in" 2>"$T/err" &
		pid=$!
		i=0
		while [ ! -s "$T/ck" ] && [ $((i += 1)) -lt 500 ]; do sleep 0.01; done
		sleep "0.0$n"
		kill -KILL $pid
		wait $pid || :
	done
	says "of another training: shuffle is 'blocks block 5 window 3', here it is 'blocks block 5 window 4'" 1 \
	    fit got -e 400 -c "$T/ck" --shuffle blocks:block=5,window=4 "$T/in"
	says "of another training: shuffle is 'blocks block 5 window 3', here it is 'every'" 1 \
	    fit got -e 400 -c "$T/ck" --shuffle every "$T/in"
	fit got -e 400 -c "$T/ck" "$T/in"
	cmp "$T/want" "$T/got"
}

test_refused() {
	small 12 >"$T/in"
	net 'maxpool 4' 'dense classes'
	says "^cnntrain: --shuffle: 'never' is not a way to shuffle: every, once or blocks$" 2 fit m --shuffle never "$T/in"
	says '^cnntrain: --shuffle: window: 0 is too small' 2 fit m --shuffle blocks:window=0 "$T/in"
	says '^cnntrain: --shuffle: block: 1.5 is not a whole number' 2 fit m --shuffle blocks:block=1.5 "$T/in"
}

# What happens to the file meanwhile is an error that names it.
test_the_file_changes() {
	small 103 >"$T/in"
	net 'conv 4 5' relu 'maxpool 4' 'dense classes'
	cp "$T/in" "$T/short"
	fit m -e 1000000 "$T/short" 2>"$T/err" &
	pid=$!
	sleep 0.3
	truncate -s 4096 "$T/short"
	wait $pid && return 1
	grep -E "^cnntrain: ($T/short: (became shorter while it was read|was changed while it was read)|an input became shorter)" "$T/err"
	[ "$(wc -l <"$T/err")" -eq 1 ]
	cp "$T/in" "$T/other"
	fit m -e 1000000 "$T/other" 2>"$T/err" &
	pid=$!
	sleep 0.3
	touch "$T/other"
	wait $pid && return 1
	grep -x "cnntrain: $T/other: was changed while it was read" "$T/err"
}

# A file larger than memory can be opened at all: no memory is reserved for it.
test_larger_than_memory() {
	small 4 >"$T/in"
	net 'maxpool 4' 'dense classes'
	cp "$T/in" "$T/huge"
	truncate -s 100T "$T/huge" 2>/dev/null || truncate -s 10T "$T/huge" 2>/dev/null ||
	    skip "this file system has no files of 10 TB"
	for command in "cnntrain -q -a $T/net --shuffle blocks -o $T/m" 'tensorinfo' 'zscore -o /dev/null'; do
		# behind the stream there are zeros
		# shellcheck disable=SC2086
		says 'record 5: ' 1 $command "$T/huge"
	done
}

memory() { awk -F '\t' '$1 == "memory" { print $2 }'; }

# bytes NAME MOST COMMAND...: what a further record costs in resident memory, from
# a pipe.
bytes() {
	local name=$1 most=$2 a b each
	shift 2
	a=$(cat "$T/few" | "$BUILD/bench/cost" -n 1 -q "$@" | memory)
	b=$(cat "$T/many" | "$BUILD/bench/cost" -n 1 -q "$@" | memory)
	each=$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.0f", (b - a) * 1048576 / 100000 }')
	echo "figure bytes-$name $each"
	[ "$each" -le "$most" ]
}

# The table of tonfall-scale(7).  With VERBOSE=1 the values are shown.
test_what_is_kept_of_each_record() {
	local blocks=(cnntrain -q -j 1 -a "$T/net" -e 1 -B 500 --shuffle "blocks:block=500,window=2" -o "$T/m")
	[ -x "$BUILD/bench/stream" ] || skip 'no build/bench/stream'
	[ -x "$BUILD/bench/cost" ] || skip 'no build/bench/cost'
	! ldd "$BUILD/bin/cnntrain" | has 'lib[at]san' || skip 'a sanitizer keeps what was freed'
	net standardize 'dense classes'
	"$BUILD/bench/stream" 20000 2 4 >"$T/few"
	"$BUILD/bench/stream" 120000 2 4 >"$T/many"
	zscore -n -o "$T/stats" "$T/few" >"$T/none"
	bytes zscore-s 5 zscore -s "$T/stats"
	bytes zscore 5 zscore
	bytes zscore-key 400 zscore -g key
	bytes padcut-a 5 padcut -a
	bytes foldsplit 160 foldsplit -b session -f 1 -p train
	bytes cnntrain 50 "${blocks[@]}"
	bytes cnntrain-mixup 70 "${blocks[@]}" --mixup 0.2
}
