# What goes on around a program: files that change or shrink while they are
# read, a full disk, pipes that are slow or closed, signals, killed producers.

# Commands are words of the lists below, so names have no blanks.
T=$M

tab=$(printf '\t')

# stream FILE [FRAMES]: three records of 3 bins, 1000 frames: 12 kB each.
stream() {
	tests/tools/mktensor "key=a;shape=${2:-1000},3;label=sad;session=1;speaker=1|#1" \
	    "key=b;shape=${2:-1000},3;label=joy;session=2;speaker=2|#2" \
	    "key=c;shape=${2:-1000},3;label=sad;session=2;speaker=2|#3" >"$1"
}

# What the programs below need beside a stream: $T/net, model, table, ...
others() {
	printf '%s\n' 'conv 2 2 stride 2' relu 'maxpool 2' 'dense classes' >"$T/net"
	stream "$T/small" 8
	stream "$T/long"
	cnntrain -q -a "$T/net" -e 1 -o "$T/model" "$T/long"
	printf 'key\tmood\na\tfine\nb\tgrim\n' >"$T/table"
}

# Every program that reads a stream from standard input, as "name command...".
readers="padcut -n 900
padcut -a
padcut -p
zscore
zscore -g bin
labeljoin $T/table
foldsplit -k 2 -f 1 -p heldout
foldsplit -l
tensorinfo
tensorinfo -d
tensordiff - $T/copy
tensorconv -t csv
tensorconv -t ark
cnneval -j 1 -m $T/model
cnntrain -q -j 2 -e 1 -a $T/net"

# message PROGRAM PATTERN: $T/err is one message of the program's, about that.
message() {
	[ "$(wc -l <"$T/err")" -eq 1 ] || { echo "$*: not one message:"; cat "$T/err"; return 1; }
	grep -q "^$1: .*$2" "$T/err" || { echo "$*:"; cat "$T/err"; return 1; }
}

# state PID LETTER: wait until the process is in it.
state() {
	local i
	for i in {1..1000}; do
		[ "$(ps -o state= -p "$1")" != "$2" ] || return 0
		sleep 0.01
	done
	echo "$1 is not in state $2"
	return 1
}

# stopped COMMAND...: start it on standard input $T/in, stopped when that is
# mapped: $pid.
stopped() {
	local prog=$1 nth=1
	[ "$prog" != cnneval ] || nth=2	# behind the model
	head -c 24 /dev/zero >"$T/state"
	FAULT_PROG=$prog FAULT_STATE=$T/state FAULT_CLASS=map FAULT_MODE=stop \
	    FAULT_N=${NTH:-$nth} LD_PRELOAD=$(preloadable "$BUILD/fault/shim.so") \
	    "$@" <"$T/in" >"$T/out" 2>"$T/err" &
	pid=$!
	state $pid T
}

with_shim() {
	[ -z "${EMULATED-}" ] || skip "an emulator does not let a filter catch system calls"
	[ -e "$BUILD/fault/shim.so" ] || skip "the library that stops programs is for x86-64 only"
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:verify_asan_link_order=0
}

# The file is shortened behind the first record, or to nothing; touched; and
# one that nobody touches is read to its end.
test_mapped_file_changes() {
	local command change
	with_shim
	others
	stream "$T/whole"
	cp "$T/whole" "$T/copy"
	while read -r command; do
		for change in 'truncate -s 13000' 'truncate -s 0' touch true; do
			cp "$T/whole" "$T/in"
			stopped $command
			$change "$T/in"
			kill -CONT $pid
			case $change in
			true) wait $pid || { cat "$T/err"; return 1; }; continue ;;
			touch) exits 1 wait $pid; message "${command%% *}" 'was changed while it was read' ;;
			*) exits 1 wait $pid; message "${command%% *}" 'became shorter while it was read' ;;
			esac
		done
	done <<<"$readers"
}

# The reader of a pipe waits while the file that goes into it changes.
test_file_changes_behind_a_full_pipe() {
	local how want
	mkfifo "$T/pipe"
	printf 'key\tmood\na\t1\nb\t2\nc\t3\n' >"$T/table"
	for how in 'padcut -n 30000:truncate -s 400000:became shorter' \
	    "labeljoin $T/table:truncate -s 200000:became shorter" \
	    "labeljoin $T/table:touch:was changed"; do
		IFS=: read -r command change want <<<"$how"
		stream "$T/in" 30000
		$command <"$T/in" >"$T/pipe" 2>"$T/err" &
		exec 4<"$T/pipe"
		head -c 64 <&4 >"$T/out"	# so it is writing the first record
		$change "$T/in"
		cat <&4 >>"$T/out"
		exits 1 wait $!
		exec 4<&-
		message "${command%% *}" "$want"
		exits 1 tensorinfo -c "$T/out" >"$T/info" 2>&1
	done
}

# Training is in the middle of loading when the file that it has loaded
# changes; the model and the log that are there stay.
test_training_data_changes() {
	local change want
	others
	mkfifo "$T/dev"
	for change in 'truncate -s 12000:became shorter' 'touch:in.* was changed' \
	    'overwrite:in.* was changed'; do
		want=${change#*:} change=${change%:*}
		stream "$T/in"
		cp "$T/in" "$T/copy"
		mkdir -p "$T/dir"
		echo old >"$T/dir/m"
		echo old >"$T/dir/log"
		cnntrain -q -j 2 -e 2 -a "$T/net" -d "$T/dev" -L "$T/dir/log" \
		    -o "$T/dir/m" "$T/in" 2>"$T/err" &
		exec 4>"$T/dev"		# it has loaded the other
		$change "$T/in"
		cat "$T/copy" >&4
		exec 4>&-
		exits 1 wait $!
		message cnntrain "$want"
		[ "$(cat "$T/dir/m") $(cat "$T/dir/log")" = 'old old' ]
		[ "$(ls -A "$T/dir" | tr '\n' ' ')" = 'log m ' ]
	done
}

# One value becomes another.
overwrite() { printf '\001' | dd of="$1" bs=1 seek=2000 conv=notrunc status=none; }

# ---- a full disk ----

# on_disk COMMAND: run the shell command in a file system of 64 kB with full
# files old.*, where $DISK is.
on_disk() {
	unshare -rm true 2>/dev/null || skip "no file system can be mounted here"
	mkdir -p "$T/disk"
	DISK=$T/disk unshare -rm bash -eu -o pipefail -c '. tests/tools/lib.sh; . tests/interference.t
		mount -t tmpfs -o size=64k none "$DISK" || skip "no tmpfs"
		'"$1"
}

# fill [FREE]: leave so many bytes of the disk.
fill() {
	cat /dev/zero >"$DISK/fill" 2>/dev/null || :
	truncate -s "-${1:-0}" "$DISK/fill"
}

# no_room COMMAND...: it fails for want of room and leaves what was there.
no_room() {
	local before
	before=$(cd "$DISK" && cksum *)
	says 'No space left' 1 "$@"
	[ "$(wc -l <"$T/stderr")" -eq 1 ] || { cat "$T/stderr"; return 1; }
	[ "$before" = "$(cd "$DISK" && cksum *)" ] || { echo "$*: another disk"; return 1; }
}

test_full_disk() {
	others
	stream "$T/in"
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 1 sine 300 gain -6
	printf 'key\tlabel\tpredicted\n%s\n' "a${tab}x${tab}x" "b${tab}y${tab}y" >"$T/predictions"
	on_disk 'echo old >"$DISK/o"; echo old >"$DISK/o.svg"
	for free in 0 4096; do
		fill $free
		while read -r command; do no_room $command <"$T/in"; done <<END
padcut -n 900 -o $DISK/o
padcut -n 900 -o $DISK/new
labeljoin -o $DISK/o $T/table
foldsplit -k 2 -f 2 -p heldout -o $DISK/o
tensorinfo -d -o $DISK/o
tensorconv -t csv -o $DISK/o
tensorconv -t scp -o $DISK/o.scp
tensorconv -t npy -o $DISK/%.npy
wav2fbank -o $DISK/o $T/a.wav
wav2spec -o $DISK/o $T/a.wav
END
	done
	fill
	while read -r command; do no_room $command <"$T/small"; done <<END
zscore -o $DISK/o -n
cnntrain -q -e 1 -a $T/net -o $DISK/o
cnntrain -q -e 1 -a $T/net -L $DISK/o -o $T/m
cnneval -m $T/model -o $DISK/o
tensordiff -o $DISK/o $T/small $T/in
confmat -q -b 100 -S $DISK/o $T/predictions
confmat -q -b 100 -C $DISK/o $T/predictions
confmat -q -b 100 -o $DISK/o.svg $T/predictions
END
	[ ! -e "$T/m" ]'
}

# Room for temporary files is wanted where a pipe is read twice, and for
# features of long recordings.
test_full_temporary_folder() {
	others
	stream "$T/in"
	sox -R -V1 -n -r 16000 -c 1 "$T/a.ogg" synth 0.1 sine 300 gain -6
	on_disk 'fill; export TMPDIR=$DISK
	while read -r command; do cat "$T/in" | no_room $command; done <<END
padcut -a
zscore
foldsplit -k 2 -f 1 -p train
cnntrain -q -e 1 -a $T/net
END
	cat "$T/a.ogg" | no_room wav2fbank -
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/long.wav" synth 200 sine 300 gain -6
	no_room wav2spec "$T/long.wav"
	printf "key\tlabel\tpredicted\na\tx\tx\nb\ty\ty\n" >"$T/predictions"
	no_room confmat -q -b 100 -o "$T/p.svg" "$T/predictions"
	[ ! -e "$T/p.svg" ]'
}

# too_large COMMAND...: nobody may write files of more than 4 kB; it says so,
# and leaves what was there.
too_large() {
	local before
	before=$(cd "$T/dir" && cksum *)
	(ulimit -f 4; says 'File too large; the limit on the size of files (ulimit -f) is 4 kB' 1 "$@" >"$T/out")
	[ "$(wc -l <"$T/stderr")" -eq 1 ] || { cat "$T/stderr"; return 1; }
	[ "$before" = "$(cd "$T/dir" && cksum *)" ] || { echo "$*: other files"; return 1; }
}

test_limit_on_the_size_of_files() {
	local i
	others
	stream "$T/in"
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 0.1 sine 300 gain -6
	printf 'key\tlabel\tpredicted\n' >"$T/predictions"
	for i in {1..40}; do printf 'k%d\t%0200d\t%0200d\n' $i $i $i; done >>"$T/predictions"
	echo 'dense 400; dense classes' >"$T/wide"
	mkdir "$T/dir"
	echo old >"$T/dir/o"
	echo old >"$T/dir/o.svg"
	while read -r command; do too_large $command <"$T/in"; done <<-END
	padcut -n 900 -o $T/dir/o
	padcut -n 900
	zscore
	labeljoin $T/table
	foldsplit -k 2 -f 2 -p heldout -o $T/dir/o
	tensorinfo -d -o $T/dir/o
	tensorinfo -d
	tensorconv -t csv -o $T/dir/o
	tensorconv -t scp -o $T/dir/o.scp
	cnntrain -q -e 1 -a $T/wide -o $T/dir/o
	confmat -q -b 100 -C $T/dir/o $T/predictions
	confmat -q -b 100 -o $T/dir/o.svg $T/predictions
	wav2fbank -o $T/dir/o $T/a.wav
	wav2spec $T/a.wav
	END
	# the training continues without a checkpoint
	(ulimit -f 4; says 'dir/ck: cannot write: File too large.* continues without' 1 \
	    cnntrain -q -e 1 -a "$T/wide" -c "$T/dir/ck" --every 0 -o "$T/dir/m" "$T/in")
	[ "$(ls -A "$T/dir" | tr '\n' ' ')" = 'o o.svg ' ]
	# a pipe is no file, but what decoders share is one
	(ulimit -f 4; padcut -n 900 <"$T/in") | cmp - <(padcut -n 900 <"$T/in")
	(ulimit -f 8191; says 'cannot share 8192 kB of memory: File too large; .* is 8191 kB' 1 \
	    wav2fbank "$T/a.wav") >"$T/out"
	(ulimit -f 8192; wav2fbank "$T/a.wav") >"$T/out"
}

test_full_device() {
	local command
	others
	stream "$T/in" 20
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 0.1 sine 300 gain -6
	printf 'key\tlabel\tpredicted\n%s\n' "a${tab}x${tab}x" "b${tab}y${tab}y" >"$T/predictions"
	stream "$T/copy"
	while read -r command; do full $command <"$T/in"; done <<-END
	$readers
	wav2fbank $T/a.wav
	wav2spec $T/a.wav
	confmat -b 100 $T/predictions
	END
	# a device that is named is written as it is
	while read -r command; do says 'No space left' 1 $command <"$T/in" >"$T/out"; done <<-END
	padcut -n 900 -o /dev/full
	zscore -o /dev/full
	labeljoin -o /dev/full $T/table
	foldsplit -k 2 -f 1 -p heldout -o /dev/full
	tensorinfo -o /dev/full
	tensordiff -o /dev/full - $T/copy
	tensorconv -t csv -o /dev/full
	cnneval -j 1 -m $T/model -o /dev/full
	cnntrain -q -e 1 -a $T/net -o /dev/full
	cnntrain -q -e 1 -a $T/net -L /dev/full
	wav2fbank -o /dev/full $T/a.wav
	wav2spec -o /dev/full $T/a.wav
	confmat -b 100 -S /dev/full $T/predictions
	confmat -b 100 -C /dev/full $T/predictions
	END
}

# ---- pipes ----

# closed COMMAND...: standard output is a pipe that nobody reads any more.
closed() {
	exec 5<>"$T/fifo"
	exec 6>"$T/fifo"
	exec 5<&-
	exits 141 "$@" >&6 2>"$T/err"
	exec 6>&-
	[ ! -s "$T/err" ] || { cat "$T/err"; return 1; }
}

test_closed_reader() {
	local command
	mkfifo "$T/fifo"
	others
	stream "$T/in" 20
	stream "$T/copy" 21
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 0.1 sine 300 gain -6
	printf 'key\tlabel\tpredicted\n%s\n' "a${tab}x${tab}x" "b${tab}y${tab}y" >"$T/predictions"
	zscore -n -o "$T/good" <"$T/in"
	cnntrain -q -a "$T/net" -e 2 -L "$T/good.log" -o "$T/m" "$T/in"
	mkdir "$T/dir"
	while read -r command; do closed $command <"$T/in"; done <<-END
	$readers
	wav2fbank $T/a.wav
	wav2spec $T/a.wav
	confmat -b 100 -S $T/dir/s -C $T/dir/c -o $T/dir/p.svg $T/predictions
	zscore -o $T/dir/stats
	cnntrain -q -a $T/net -e 2 -L $T/dir/log
	END
	# what else they write is whole, or not there
	[ ! -e "$T/dir/stats" ] || cmp "$T/dir/stats" "$T/good"
	[ ! -e "$T/dir/log" ] || cmp "$T/dir/log" "$T/good.log"
	[ "$(ls -A "$T/dir" | grep -vx 'stats\|log')" = '' ]
}

# It goes away in the middle, and takes with it who decodes and who computes.
test_reader_that_leaves() {
	local command i
	others
	stream "$T/in" 20000
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 200 sine 300 gain -6
	sox -R -V1 -n -r 16000 -c 1 "$T/b.ogg" synth 9 sine 300 gain -6
	ln "$T/a.wav" "$T/c.wav"
	ln "$T/b.ogg" "$T/d.ogg"
	while read -r command; do
		: >"$T/err"
		{ TONFALL_TEST=$T exits 141 $command <"$T/in" 2>"$T/err"; echo $? >"$T/status"; } |
		    head -c 1000 >"$T/out"
		[ "$(cat "$T/status")" -eq 0 ] && [ ! -s "$T/err" ] || {
			echo "$command:"; cat "$T/out" "$T/err"; return 1
		}
		for i in {1..300}; do
			grep -qsz "^TONFALL_TEST=$T$" /proc/[0-9]*/environ || break
			sleep 0.01
		done
		[ "$i" -lt 300 ] || { echo "$command: a process is left"; return 1; }
	done <<-END
	padcut -n 19000
	padcut -a
	zscore
	labeljoin $T/table
	foldsplit -k 2 -f 1 -p heldout
	tensorinfo -d
	tensorconv -t csv
	tensorconv -t ark
	wav2fbank -j 1 $T/a.wav
	wav2fbank -j 2 $T/b.ogg $T/a.wav $T/c.wav $T/d.ogg
	wav2spec -j 2 $T/a.wav $T/c.wav
	END
}

# Whoever ignores SIGPIPE hands that on; then it is an error like others.
test_closed_reader_without_signal() {
	local command
	mkfifo "$T/fifo"
	others
	stream "$T/in" 20
	stream "$T/copy" 21
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 0.1 sine 300 gain -6
	printf 'key\tlabel\tpredicted\n%s\n' "a${tab}x${tab}x" "b${tab}y${tab}y" >"$T/predictions"
	mkdir "$T/dir"
	trap '' PIPE
	while read -r command; do
		exec 5<>"$T/fifo"
		exec 6>"$T/fifo"
		exec 5<&-
		exits 1 $command <"$T/in" >&6 2>"$T/err"
		exec 6>&-
		message "${command%% *}" 'Broken pipe'
	done <<-END
	$readers
	wav2fbank $T/a.wav
	wav2spec $T/a.wav
	confmat -b 100 -S $T/dir/s -C $T/dir/c -o $T/dir/p.svg $T/predictions
	END
	[ "$(ls -A "$T/dir")" = '' ]
}

# drip [N]: standard input to output a byte at a time, the first N with pauses.
drip() {
	/usr/bin/python3 -c 'import os, sys, time
for i, byte in enumerate(sys.stdin.buffer.read()):
    os.write(1, bytes([byte]))
    if i < int(sys.argv[1]):
        time.sleep(0.002)' "${1:-50}"
}

# sip: the same for a slow reader.
sip() {
	/usr/bin/python3 -c 'import os, sys, time
for i in range(1 << 30):
    byte = os.read(0, 1)
    if not byte: break
    sys.stdout.buffer.write(byte)
    if i < 100: time.sleep(0.002)'
}

test_slow_pipes() {
	local command
	others
	stream "$T/in" 9
	cp "$T/in" "$T/copy"
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 0.1 sine 300 gain -6
	printf 'key\tlabel\tpredicted\n%s\n' "a${tab}x${tab}x" "b${tab}y${tab}y" >"$T/predictions"
	while read -r file command; do
		$command <"$T/$file" >"$T/good"
		drip <"$T/$file" | $command | sip >"$T/out"
		cmp "$T/out" "$T/good" || { echo "$command"; return 1; }
	done <<-END
	$(sed 's/^/in /' <<<"$readers")
	a.wav wav2fbank -
	a.wav wav2spec -
	predictions confmat -b 100
	END
}

# More output than a pipe holds, and pauses: nothing is lost.
test_slow_reader_of_much() {
	local command
	others
	stream "$T/in" 3000
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 9 sine 300 gain -6
	ln "$T/a.wav" "$T/c.wav"
	while read -r command; do
		$command <"$T/in" >"$T/good"
		$command <"$T/in" | /usr/bin/python3 -c 'import os, sys, time
i = 0
while True:
    bytes = os.read(0, 4096)
    if not bytes: break
    sys.stdout.buffer.write(bytes)
    time.sleep(0.02 if i < 10 else 0)
    i += 1' >"$T/out"
		cmp "$T/out" "$T/good" || { echo "$command"; return 1; }
		[ "$(stat -c %s "$T/good")" -gt 65536 ]
	done <<-END
	padcut -n 2900
	zscore
	tensorinfo -d
	tensorconv -t csv
	wav2fbank -j 2 $T/a.wav $T/c.wav
	wav2spec -j 2 $T/a.wav $T/c.wav
	END
}

# Stopped, continued and told of another window all the time.
test_signals_from_outside() {
	local command pid
	others
	stream "$T/in" 9
	cp "$T/in" "$T/copy"
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 0.1 sine 300 gain -6
	mkfifo "$T/fifo"
	while read -r file command; do
		$command <"$T/$file" >"$T/good"
		$command <"$T/fifo" >"$T/out" &
		pid=$!
		drip 100 <"$T/$file" >"$T/fifo" &
		while kill -STOP $pid && kill -WINCH $pid && kill -CONT $pid && kill -URG $pid; do
			sleep 0.001
		done 2>"$T/ended"
		wait $pid
		cmp "$T/out" "$T/good" || { echo "$command"; return 1; }
	done <<-END
	in zscore
	in padcut -p
	in cnneval -m $T/model
	in cnntrain -q -e 1 -j 2 -a $T/net
	a.wav wav2fbank -
	END
}

# The program before it was killed: in a header, in a payload, behind a
# record, before anything.
test_killed_producer() {
	local command at
	others
	stream "$T/in" 20
	cp "$T/in" "$T/copy"
	while read -r command; do
		for at in 0 40 300 512 600 $(($(stat -c %s "$T/in") - 128)) \
		    $(($(stat -c %s "$T/in") - 1)); do
			head -c "$at" "$T/in" | fed exits 1 $command >"$T/out" 2>"$T/err"
			message "${command%% *}" '<stdin>: .*\(cut short\|empty\)'
			case $command in
			tensorinfo* | tensordiff* | tensorconv* | cnneval* | *-l | *-p) ;;
			*) exits 1 tensorinfo -c "$T/out" >"$T/info" 2>&1 ;;
			esac
		done
	done <<<"$readers"
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 0.1 sine 300 gain -6
	for at in 0 20 43 1000; do
		head -c "$at" "$T/a.wav" | fed exits 1 wav2fbank - >"$T/out" 2>"$T/err"
		message wav2fbank '<stdin>: '
		exits 1 tensorinfo -c "$T/out" >"$T/info" 2>&1
		head -c "$at" "$T/a.wav" | fed exits 1 wav2spec - >"$T/out" 2>"$T/err"
		message wav2spec '<stdin>: '
		exits 1 tensorinfo -c "$T/out" >"$T/info" 2>&1
	done
	printf 'key\tlabel\tpredicted\na\tx\tx\nb\ty' | fed exits 1 confmat -b 100 2>"$T/err"
	message confmat '<stdin>: '
}

# More files that are refused than there may be descriptors.
test_refused_files_hold_no_descriptors() {
	local i
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/good.wav" synth 0.1 sine 300 gain -6
	for i in {1..60}; do head -c 100 "$T/good.wav" >"$T/b$i.wav"; done
	(
		ulimit -n 30
		wav2fbank -j 1 -k "$T"/b*.wav "$T/good.wav" >"$T/out" 2>"$T/err"
	)
	[ "$(tensorinfo -c "$T/out" | awk 'NR == 2 { print $2 }')" = 1 ]
	[ "$(grep -c 'b[0-9]*.wav: cut short' "$T/err")" -eq 60 ]
	tail -n 1 "$T/err" | has '60 of 61 files'
}
