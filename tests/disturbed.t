# What goes on around a program: files that change or shrink while they are
# read, a full disk, pipes that are slow or closed, signals, killed producers.

tab=$(printf '\t')

# stream FILE [FRAMES]: three records of 3 bins, 1000 frames: 12 kB each.
stream() {
	tests/mktensor "key=a;shape=${2:-1000},3;label=sad;session=1;speaker=1|#1" \
	    "key=b;shape=${2:-1000},3;label=joy;session=2;speaker=2|#2" \
	    "key=c;shape=${2:-1000},3;label=sad;session=2;speaker=2|#3" >"$1"
}

# What the programs below need beside a stream: $T/net, model, table, ...
others() {
	printf '%s\n' 'conv 2 2 stride 2' relu 'maxpool 2' 'dense classes' >"$T/net"
	stream "$T/small" 8
	cnntrain -q -a "$T/net" -e 1 -o "$T/model" "$T/small"
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

# shorter COMMAND...: standard error says that a file became so.
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
	    FAULT_N=${NTH:-$nth} LD_PRELOAD=$BUILD/fault/shim.so \
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
