# Nothing asks for more memory than has arrived: what a header, a model or a
# table promises costs no program more than a few MB beyond what it always
# takes.

# costs MORE STATUS COMMAND...: it exits so, with one line on standard error if
# that is not 0, and its peak is at most MORE MiB above that of its --version.
costs() {
	/usr/bin/python3 - "$@" <<-'PY'
	import os, subprocess, sys
	more, status, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
	def run(command, stdin):
	    err = os.path.join(os.environ["T"], "costs")
	    with open(err, "wb") as e, open(os.devnull, "wb") as n:
	        p = subprocess.Popen(command, stdin=stdin, stdout=n, stderr=e)
	        _, st, use = os.wait4(p.pid, 0)
	    return os.waitstatus_to_exitcode(st), use.ru_maxrss / 1024, open(err).read()
	base = run([command[0], "--version"], subprocess.DEVNULL)[1]
	stdin = os.environ.get("INPUT")
	if stdin == "pipe":
	    got, peak, err = run(command, os.dup(3))
	else:
	    got, peak, err = run(command, open(stdin) if stdin else subprocess.DEVNULL)
	print(f"{command}: exit {got}, {peak - base:.1f} MiB above {base:.1f}: {err}")
	sys.exit(got != status or peak > base + more or err.count("\n") != (status != 0))
	PY
}

# The header of a record of this shape, and nothing behind it.
promise() {
	py 'import re
line = "shape " + sys.argv[1]
head = "tensor 1 %8d\nkey a\nlabel x\nsession 1\n%s\nsum 0123456789abcdef\n" % (128, line)
sys.stdout.write(head + " " * (127 - len(head)) + "\n")' "$1"
}

# readers COMMAND...: it refuses the promise as a file and as a pipe.
readers() {
	local f
	for f in "$T"/promise*; do
		INPUT=$f costs 6 1 "$@"
		INPUT=pipe costs 6 1 "$@" 3< <(cat "$f")
	done
}

promises() {
	promise 4294967296 >"$T/promise1"
	promise '65536 65536' >"$T/promise2"
	{ promise '1000000 1000'; head -c 4096 /dev/zero; } >"$T/promise3"
}

test_streams() {
	promises
	printf 'key\tx\na\t1\n' >"$T/table"
	echo 'dense classes' >"$T/net"
	readers zscore
	readers zscore -g bin
	readers padcut -n 3
	readers padcut -a
	readers foldsplit -f 1 -p train
	readers labeljoin "$T/table"
	readers cnntrain -q -a "$T/net"
	readers lineartrain -q
	readers tensorinfo
	readers tensorconv -t csv
	readers tensordiff - /dev/null
}

test_statistics() {
	promises
	tests/tools/mktensor 'key=a;shape=2,1|1 2' >"$T/in"
	INPUT=$T/in costs 6 1 zscore -s "$T/promise1"
	INPUT=$T/in costs 6 1 zscore -m "$T/promise2"
	INPUT=$T/in costs 6 1 cnneval -m "$T/promise3"
}

# A pipe costs about three times what has come through it, while it grows.
test_grows() {
	{ promise 4294967296; head -c 8388608 /dev/zero; } >"$T/eight"
	INPUT=pipe costs 30 1 tensorinfo 3< <(cat "$T/eight")
	{ promise 4294967296; head -c 16777216 /dev/zero; } >"$T/sixteen"
	INPUT=pipe costs 58 1 tensorinfo 3< <(cat "$T/sixteen")
}

# model NETWORK FRAMES BINS [RECORD...]
model() {
	local net=$1 frames=$2 bins=$3
	shift 3
	tests/tools/mktensor "key=model;shape=2;target=label;labels=a	b;network=${net//;/\\;};frames=$frames;bins=$bins|1 1" "$@"
}

test_models() {
	tests/tools/mktensor 'key=a;shape=2,1|1 2' >"$T/in"
	model 'dense 1048576; dense classes' 512 1 >"$T/m"
	INPUT=$T/in costs 6 1 cnneval -m "$T/m"
	model 'conv 65536 16384 pad 8192; statpool; dense classes' 100 1 >"$T/m"
	INPUT=$T/in costs 6 1 cnneval -m "$T/m"
	# all of its parameters are there, but they are few
	model 'statpool; dense classes' 16777216 64 \
	    'key=2.dense.weight;shape=128,2|*0' 'key=2.dense.bias;shape=2|0 0' >"$T/m"
	INPUT=$T/in costs 6 1 cnneval -m "$T/m"
	model 'conv 65536 1 pad 256; statpool; dense 1; dense classes' 1 1 \
	    'key=1.conv.weight;shape=1,1,65536|*0' 'key=1.conv.bias;shape=65536|*0' >"$T/m"
	INPUT=$T/in costs 6 1 cnneval -m "$T/m"
}

# A model for a quarter of an hour that is given short records, and a longer one.
test_model_for_long_records() {
	model 'conv 30 1; statpool; dense classes' 100000 1 \
	    'key=1.conv.weight;shape=1,1,30|*1' 'key=1.conv.bias;shape=30|*0' \
	    'key=3.dense.weight;shape=60,2|*1' 'key=3.dense.bias;shape=2|0 0' >"$T/m"
	for i in $(seq 40); do
		tests/tools/mktensor "key=a$i;shape=10,1|#$i"
	done >"$T/in"
	INPUT=$T/in costs 3 0 cnneval -j 1 -m "$T/m"
	INPUT=$T/in costs 6 0 cnneval -j 8 -m "$T/m"
	INPUT=pipe costs 3 0 cnneval -j 8 -m "$T/m" 3< <(cat "$T/in")
	# The same answers after one that needs more.
	tests/tools/mktensor 'key=long;shape=100000,1|#1' 'key=more;shape=3000,1|#2' >"$T/long"
	cat "$T/in" "$T/long" "$T/in" >"$T/all"
	for j in 1 4; do
		cnneval -j $j -m "$T/m" "$T/all" >"$T/got"
		for part in in long in; do
			cnneval -j 1 -m "$T/m" "$T/$part"
		done | grep -v '^#' | diff - <(grep -v '^#' "$T/got")
	done
}

# Records that are read some at a time are given back.
test_long_stream_to_a_model() {
	model 'statpool; dense classes' 150000 1 \
	    'key=2.dense.weight;shape=2,2|*1' 'key=2.dense.bias;shape=2|0 0' >"$T/m"
	for i in $(seq 80); do
		echo "key=a$i;shape=150000,1|#$i"
	done | xargs -d '\n' tests/tools/mktensor >"$T/in"
	for j in 1 2; do
		INPUT=$T/in costs 20 0 cnneval -j $j -m "$T/m"
	done
}

test_networks() {
	tests/tools/mktensor 'key=a;shape=400,23;label=x|*1' 'key=b;shape=400,23;label=y|*2' >"$T/in"
	while read -r net; do
		echo "$net" >"$T/net"
		costs 6 1 cnntrain -q -a "$T/net" "$T/in"
	done <<-'EOF'
	conv 1000000000 1000000000
	conv 65536 65536
	conv 65536 65536 pad 65536
	conv 65536 1 pad 65536; statpool; dense classes
	dense 1000000000
	dense 1048576; dense 1048576
	maxpool 99999999999999999999
	EOF
}

test_npy() {
	local head="{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,)}"
	printf '\x93NUMPY\1\0\x40\0%-64s' "$head" >"$T/a.npy"
	costs 6 1 tensorconv -f npy "$T/a.npy"
	printf '\x93NUMPY\2\0\xff\xff\xff\xff{' >"$T/b.npy"
	costs 6 1 tensorconv -f npy "$T/b.npy"
	INPUT=pipe costs 6 1 tensorconv -f npy 3< <(cat "$T/a.npy")
}

test_kaldi() {
	printf 'k \0BFM \4\377\377\377\177\4\1\0\0\0' >"$T/a.ark"
	costs 6 1 tensorconv -f ark "$T/a.ark"
	echo "k $T/a.ark:2" >"$T/a.scp"
	costs 6 1 tensorconv -f scp "$T/a.scp"
}

test_htk() {
	printf '\177\377\377\377\0\1\206\240\177\374\0\11' >"$T/a.htk"
	costs 6 1 tensorconv -f htk "$T/a.htk"
}

# A line without an end is read no further than a line may go.
test_lines() {
	endless() { tr '\0' a </dev/zero; }
	INPUT=pipe costs 8 1 tensorconv -f scp 3</dev/zero
	INPUT=pipe costs 8 1 tensorconv -f csv 3< <(endless)
	INPUT=pipe costs 8 1 confmat 3< <(endless)
	INPUT=pipe costs 8 1 wav2fbank -l - 3< <(endless)
	tests/tools/mktensor >"$T/empty"
	INPUT=pipe costs 8 1 labeljoin - "$T/empty" 3< <(endless)
	INPUT=pipe costs 8 1 tensorconv -f scp 3< <(endless)
	INPUT=pipe costs 8 1 tensorconv -f ark 3< <(endless)
	mkfifo "$T/net"
	endless >"$T/net" 2>"$T/ignored" &
	costs 8 1 cnntrain -a "$T/net" "$T/empty"
}

# Tables with many names: what is made of them is a table of all pairs.
test_names() {
	awk 'BEGIN {
		print "label\tpredicted\tfold\tseed"
		for (i = 0; i < 300; i++)
			print "a" i "\tb" i "\t" i "\t" i
	}' >"$T/table"
	costs 20 1 confmat "$T/table"
	py 'print("key\tlabel\tsession\tgender")
for i in range(3000): print(*[f"{c}{i}" for c in "abcd"], sep="\t")' >"$T/names"
	awk -v n=3000 'BEGIN { for (i = 0; i < n; i++) printf "key=a%d;shape=1|1\n", i }' |
	    xargs -d '\n' tests/tools/mktensor | labeljoin "$T/names" >"$T/stream"
	costs 20 1 foldsplit -q -k 5 -f 1 -p train "$T/stream"
	costs 20 1 foldsplit -q -l "$T/stream"
}

# ---- ulimit ----

# wanted COMMAND...: name of a file with the output that it has without limits.
wanted() {
	echo "$T/wanted-$(cksum <<<"$*" | tr -d ' ')"
}

# ended COMMAND...: by itself, with 0 and what is wanted or with 1 and one message.
ended() {
	local rc=0
	timeout 20 "$@" >"$T/out" 2>"$T/err" || rc=$?
	case $rc in
	0)	cmp "$T/out" "$(wanted "$@")" && return 0 ;;
	1)	[ "$(wc -l <"$T/err")" -ne 1 ] || return 0 ;;
	# before main; what is said is the dynamic linker's
	127)	has 'loading shared libraries' <"$T/err" && return 0 ;;
	esac
	echo "$*: exit $rc"
	cat "$T/err"
	return 1
}

# $T/commands: every program at work on small inputs; what they print without a
# limit is wanted.
programs() {
	printf '%s\n' 'conv 16 5' relu 'maxpool 4' 'dense classes' >"$T/net"
	tests/tools/mktensor 'key=a;shape=100,8;label=sad;session=1;speaker=p|#1' 'key=b;shape=100,8;label=joy;session=2;speaker=q|#2' >"$T/in"
	cnntrain -q -a "$T/net" -e 1 -o "$T/model" "$T/in"
	printf 'label\tpredicted\nx\tx\ny\ty\n' >"$T/table"
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 0.1 sine 300 gain -6
	cat >"$T/commands" <<-END
	cnntrain --version
	cnntrain -q -j 1 -e 1 -a $M/net $M/in
	cnntrain -q -j 2 -e 1 -a $M/net $M/in
	cnntrain -q -j 4 -e 1 -a $M/net $M/in
	cnneval -j 2 -m $M/model
	confmat -b 100 $M/table
	zscore
	padcut -a
	foldsplit -k 2 -f 1 -p train
	wav2fbank -j 2 $M/a.wav
	END
	while read -r command; do
		$command <"$T/in" >"$(wanted $command)" 2>"$T/err"
	done <"$T/commands"
}

# With little memory, and with hardly any.
test_address_space() {
	local kb
	! ldd "$BUILD/bin/cnntrain" | has 'lib[at]san' || skip 'a sanitizer needs all addresses'
	[ -z "${EMULATED-}" ] || skip 'an emulator takes memory of its own'
	programs
	for kb in 10000 20000 30000 40000 60000 100000 150000 200000; do
		while read -r command; do
			(ulimit -v $kb; ended $command <"$T/in")
		done <"$T/commands"
	done
	# what is enough
	(ulimit -v 40000; cnntrain -q -j 1 -e 1 -a "$T/net" -o "$T/m" "$T/in")
	cmp "$T/m" "$T/model"
	(ulimit -v 30000; confmat -b 100 "$T/table" >"$T/out")
	# a file that is larger, of whatever memory is used
	truncate -s 400M "$T/in"
	(ulimit -v 300000; says 'in: cannot map its 400 MiB: address space is limited to 292 MiB (ulimit -v)' 1 \
	    cnntrain -a "$T/net" --shuffle blocks -o "$T/m" "$T/in")
}

# A stack that is too small is an error; one that may be made larger is made so.
test_stack() {
	! ldd "$BUILD/bin/cnntrain" | has 'lib[at]san' || skip 'a sanitizer needs more'
	[ -z "${EMULATED-}" ] || skip 'an emulator has a stack of its own'
	programs
	while read -r command; do
		for kb in 64 128; do
			(ulimit -s $kb; says "^${command%% *}: the limit on the stack is $kb kB, and 256 are needed" \
			    1 env -i PATH="$PATH" $command <"$T/in" >"$T/out")
		done
		(ulimit -s 256; $command <"$T/in" >"$T/out")
		cmp "$T/out" "$(wanted $command)"
		(ulimit -S -s 64; $command <"$T/in" >"$T/out")
		cmp "$T/out" "$(wanted $command)"
	done <"$T/commands"
}

# No library starts a thread; the program would be seen to wait for it.
test_one_thread() {
	[ -z "${EMULATED-}" ] || skip 'an emulator has threads of its own'
	printf '%s\n' 'statpool' 'dense classes' >"$T/net"
	mkfifo "$T/in"
	OMP_NUM_THREADS=4 cnntrain -q -j 1 -e 1 -a "$T/net" "$T/in" >"$T/out" 2>"$T/err" &
	exec 4>"$T/in"	# it has been loaded
	[ "$(ls /proc/$!/task | wc -l)" -eq 1 ]
	exec 4>&-
	exits 1 wait $!
}
