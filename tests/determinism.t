# The same answer twice: the same input, settings and seed give the same bytes
# for any number of threads, in every run, from a file, a pipe or a slow pipe.
# A resumed training: checkpoint.t; make experiment for any JOBS: experiment.t.

tab=$(printf '\t')

# slowly FILE: to standard output in pieces of odd sizes.
slowly() {
	/usr/bin/python3 -c 'import os, sys, time
data, at, n = open(sys.argv[1], "rb").read(), 0, 1
while at < len(data):
    os.write(1, data[at:at + n])
    at, n = at + n, n * 3 % 70001 + 1
    time.sleep(0.0005)' "$1"
}

# sounds: five WAV files of unlike lengths, one stereo at 44.1 kHz, $T/list.
sounds() {
	local i
	for i in 1 2 3 4; do
		sox -R -n -r 16000 -b 16 "$T/s$i.wav" synth 0.$((i * 2)) pinknoise tremolo $i vol 0.3
	done
	sox -R -n -r 44100 -c 2 -b 16 "$T/s5.wav" synth 0.5 sine 300-2000 vol 0.4
	{
		printf 'path\tlabel\n'
		printf "$T/s%d.wav\tl\n" 1 2 3 4 5
	} >"$T/list"
}

# Thirty records with all attributes, labels in threes, speakers in fives.
records() {
	local i args=()
	for i in $(seq 30); do
		args+=("key=u$i;label=c$((i % 3));speaker=s$((i % 5));session=$((i % 5));activation=$((1 + i % 5));rate=100;front=f 1;norm=all 0 1;shape=${1-$((9 + i))},7|#$i")
	done
	tests/tools/mktensor "${args[@]}" >"$T/in"
}

# filter COMMAND...: what reads a stream: all ways of reading $T/in, and again.
filter() {
	"$@" <"$T/in" >"$T/want"
	[ -s "$T/want" ]
	"$@" <"$T/in" | cmp - "$T/want"
	# shellcheck disable=SC2002 # a pipe is the point
	cat "$T/in" | "$@" | cmp - "$T/want"
	slowly "$T/in" | "$@" | cmp - "$T/want"
	"$@" <"$T/in" | cmp - "$T/want"
}

# threads COMMAND...: with -j 1, 2, 3, 7 and again.
threads() {
	local j
	"$@" -j 1 >"$T/want"
	[ -s "$T/want" ]
	for j in 2 3 7 1 7; do
		"$@" -j $j | cmp - "$T/want"
	done
	"$@" | cmp - "$T/want"
}

# values KEY: frames and values of that record of the stream.
values() {
	tensorinfo -d | awk -v key="$1" -F "$tab" '$1 == key { print $2, $3 }'
}

test_front_ends() {
	local p f
	sounds
	for p in wav2fbank wav2spec wav2prosody; do
		threads $p -l "$T/list"
		threads $p "$T"/s?.wav
		f=$T/s3.wav
		$p "$f" | values s3 >"$T/want"
		[ "$(wc -l <"$T/want")" -gt 20 ]
		$p - <"$f" | values stdin | cmp - "$T/want"
		slowly "$f" | $p - | values stdin | cmp - "$T/want"
		# alone or among others
		$p "$T"/s?.wav | values s3 | cmp - "$T/want"
	done
}

# Filters that append a stage to the front end.
test_stages() {
	local i j args=()
	for i in $(seq 30); do
		args+=("key=u$i;rate=100;front=fbank bins=7;shape=$((9 + i)),7|#$i")
	done
	tests/tools/mktensor "${args[@]}" >"$T/in"
	for j in 1 2 5; do
		filter deltas -j $j
		filter functionals -j $j --list all
		filter trim -j $j
		filter mfcc -j $j --ceps 5
	done
	filter tensorpaste - "$T/in"
}

test_filters() {
	local g p
	records
	filter padcut -n 12
	filter padcut -a
	filter padcut -a -p
	for g in all bin speaker key; do
		filter zscore -g $g
	done
	zscore -n -o "$T/stats" <"$T/in" >"$T/want"
	filter zscore -s "$T/stats"
	for p in train dev test heldout; do
		filter foldsplit -q -b session -k 5 -f 2 -s 3 -p $p
	done
	filter foldsplit -q -b session -l
	printf 'key\tmood\nu3\tx\nu7\ty\n' >"$T/table"
	filter labeljoin "$T/table" 2>"$T/err"
	filter tensorinfo
	filter tensorinfo -d
	filter tensorconv -t ark
	filter tensorconv -t csv
}

test_model() {
	records 20
	printf '%s\n' 'conv 8 3' relu batchnorm 'maxpool 2' 'dropout 0.5' 'dense 6' 'dense classes' >"$T/net"
	set -- cnntrain -q -a "$T/net" -e 3 -B 7
	filter "$@"
	filter "$@" -O sgd --shuffle once
	threads "$@" "$T/in"
	threads "$@" -d "$T/in" "$T/in"
	"$@" -s 1 -o "$T/m1" "$T/in"
	"$@" -s 2 -o "$T/m2" "$T/in"
	filter cnneval -m "$T/m1"
	filter cnneval -m "$T/m1" -m "$T/m2"
	fed() { "$@" <"$T/in"; }
	threads fed cnneval -m "$T/m1" -m "$T/m2"
}

test_scores() {
	records 20
	echo 'dense classes' >"$T/net"
	cnntrain -q -a "$T/net" -e 3 -o "$T/m" "$T/in"
	cnneval -m "$T/m" <"$T/in" >"$T/rows"
	mv "$T/rows" "$T/in"
	filter confmat
	filter confmat -q -S /dev/stdout -C /dev/stderr 2>"$T/counts"
	[ -s "$T/counts" ]
}

# What may differ, and by how much, is in tonfall(7): here on a small model.
test_other_instruction_sets() {
	[ "$(uname -m)" = x86_64 ] || skip 'needs an x86 processor'
	[ -z "${EMULATED-}" ] || skip 'the programs are those of another architecture'
	! ldd "$BUILD/bin/cnntrain" | has 'lib[at]san' || skip 'too slow with a sanitizer'
	command -v qemu-x86_64 >/dev/null || [ -x "$BUILD/arm64/run/bin/cnntrain" ] || skip 'needs qemu-user'
	tests/cross/bounds >"$T/table"
	cat "$T/table"
	awk -F "$tab" 'NR > 1 && !($2 <= 1e-5 && $3 <= 1e-2 && $4 <= 1e-3 && $6 <= 1e-3) { bad = 1 }
	    END { exit bad || NR < 3 }' "$T/table"
}
