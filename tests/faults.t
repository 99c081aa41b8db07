# Calls that fail: every allocation, every read, write, open, close, sync,
# rename, mapping, thread and process of every program, one at a time and all
# from one on; see fault/README.md.  FULL=1: each of them; otherwise a sample.
# FULL=1 tests/run tests/faults.t && tests/fault/counts prints how many.

tab=$(printf '\t')
# One call fails, all from one on fail; every read and write moves one byte,
# every other one is interrupted, all wait, a timer rings.
modes=fail,from,short,eintr,slow,alarm

# inject NAME [OPTION of inject]... -- PROGRAM [ARG]...: run it with faults.
# Files are named relative to $D/w.
inject() {
	local name=$1
	shift
	local opts=()
	[ -z "${FULL-}" ] || rm -f "$BUILD/fault/counts/$name"
	while [ "$1" != -- ]; do opts+=("$1"); shift; done
	shift
	[ -n "${FULL-}" ] || opts+=(-s)
	"$BUILD/fault/inject" -m "${MODES:-$modes}" "${opts[@]}" "$shim" "$D/w" "$name" \
	    "$(command -v "$1")" "${@:2}" | tee "$T/counts"
	sed -n "s|.*: \([0-9]*\) faults: .*|figure ${name%%[ ,]*}/injected \1|p" "$T/counts"
	[ -z "${FULL-}" ] || cp "$T/counts" "$BUILD/fault/counts/$name"
}

# A folder in memory where there is one, as thousands of runs sync their files.
room() {
	shim=$BUILD/fault/shim.so
	[ -z "${EMULATED-}" ] || skip "an emulator does not let a filter catch system calls"
	[ -e "$shim" ] || skip "the library that injects faults is for x86-64 only"
	D=$M
	if [ -w /dev/shm ]; then
		D=$(mktemp -d /dev/shm/tonfall.XXXXXX)
		trap 'rm -rf "$D"' EXIT
	fi
	shim=$(preloadable "$shim")
	mkdir "$D/w" "$D/tmp"
	mkdir -p "$BUILD/fault/counts"
	export ASAN_OPTIONS=${ASAN_OPTIONS-}:verify_asan_link_order=0:exitcode=99
}

# Four small records of two classes in two sessions.
stream() {
	tests/tools/mktensor 'key=a;shape=4,3;label=sad;session=1;speaker=1|#1' \
	    'key=b;shape=3,3;label=happy;session=2;speaker=2|#2' \
	    'key=c;shape=5,3;label=sad;session=2;speaker=1|#3' \
	    'key=d;shape=2,3;label=happy;session=1;speaker=2|#4' >"$D/in.t"
}

# The same with one shape, and a network and a model for them.
trained() {
	stream
	padcut -n 4 <"$D/${1-in.t}" >"$D/even.t"
	printf '%s\n' 'conv 2 2' relu 'maxpool 2' 'dropout 0.2' 'dense classes' >"$D/net"
	cnntrain -q -a "$D/net" -e 1 -o "$D/model" "$D/even.t"
}


# Filters that append a stage to the front end.
test_stages() {
	room
	stream
	inject deltas -i "$D/in.t" -- deltas
	inject functionals -i "$D/in.t" -o out -- functionals --active 0 -o out
	inject tensorpaste -i "$D/in.t" -o out -- tensorpaste -o out "$D/in.t" "$D/in.t"
}

test_padcut() {
	room
	stream
	inject padcut -i "$D/in.t" -- padcut -n 3
	tests/tools/mktensor 'key=model;frames=4;shape=1|0' >"$D/m"
	inject 'padcut -m' -i "$D/in.t" -o out -- padcut -m "$D/m" -o out
	inject 'padcut -o' -i "$D/in.t" -o out -- padcut -a -o out
	inject 'padcut -p, pipe' -i "$D/in.t" -p -- padcut -p
	inject 'padcut -a, pipe' -i "$D/in.t" -p -- padcut -a
	# a file system without O_TMPFILE
	FAULT_NAMED=1 inject 'padcut -o, named' -i "$D/in.t" -o out -- padcut -a -o out
}

test_zscore() {
	room
	stream
	inject zscore -i "$D/in.t" -- zscore
	inject 'zscore, pipe' -i "$D/in.t" -p -- zscore
	inject 'zscore -g, pipe' -i "$D/in.t" -p -- zscore -g speaker
	inject 'zscore -o' -i "$D/in.t" -o stats -- zscore -g bin -o stats
	zscore -g bin -n -o "$D/stats" <"$D/in.t"
	inject 'zscore -s' -i "$D/in.t" -- zscore -s "$D/stats"
	zscore <"$D/in.t" >"$D/normal.t"
	trained normal.t
	inject 'zscore -m' -i "$D/in.t" -- zscore -m "$D/model"
}

test_labeljoin() {
	room
	stream
	printf 'key\tmood\nb\tfine\nd\tgrim\n' >"$D/table"
	inject labeljoin -i "$D/in.t" -- labeljoin "$D/table"
	inject 'labeljoin -o, pipe' -i "$D/in.t" -p -o out -- labeljoin -o out "$D/table"
}

test_foldsplit() {
	room
	stream
	inject foldsplit -i "$D/in.t" -- foldsplit --allow-leak -k 2 -f 1 -p heldout
	inject 'foldsplit, pipe' -i "$D/in.t" -p -- foldsplit --allow-leak -k 2 -f 1 -p train
	inject 'foldsplit -o' -i "$D/in.t" -o out -- foldsplit --allow-leak -k 2 -f 2 -p dev -o out
	inject 'foldsplit -l' -i "$D/in.t" -- foldsplit --allow-leak -k 2 -l
}

test_tensorinfo() {
	room
	stream
	inject tensorinfo -i "$D/in.t" -- tensorinfo
	inject 'tensorinfo -d' -- tensorinfo -d "$D/in.t"
	inject 'tensorinfo -c, pipe' -p -i "$D/in.t" -o out -- tensorinfo -c -o out
}

test_tensordiff() {
	room
	stream
	inject tensordiff -- tensordiff "$D/in.t" "$D/in.t"
	inject 'tensordiff, pipe' -i "$D/in.t" -p -- tensordiff - "$D/in.t"
}

test_tensorconv() {
	local f
	room
	stream
	tests/tools/mktensor 'key=a;shape=4,3|#1' >"$D/one.t"
	for f in npy htk csv ark; do
		tensorconv -t "$f" -o "$D/one.$f" <"$D/one.t"
		inject "tensorconv -t $f" -i "$D/one.t" -o out -- tensorconv -t "$f" -o out
		inject "tensorconv -f $f" -- tensorconv -f "$f" "$D/one.$f"
	done
	printf 'a %s:2\n' "$D/one.ark" >"$D/scp"
	inject 'tensorconv -f scp' -o out -- tensorconv -f scp -o out "$D/scp"
}

test_cnntrain() {
	room
	trained
	inject cnntrain -i "$D/even.t" -o m -o log -- \
	    cnntrain -q -a "$D/net" -e 2 -j 1 -d "$D/even.t" -L log -o m
	inject 'cnntrain -j 2, pipe' -i "$D/even.t" -p -- cnntrain -q -a "$D/net" -e 2 -B 2 -j 2
}

test_lineartrain() {
	room
	tests/tools/mktensor 'key=a;shape=1,3;label=sad;speaker=1|#1' \
	    'key=b;shape=1,3;label=happy;speaker=2|#2' 'key=c;shape=1,3;label=sad;speaker=2|#3' \
	    'key=c~fast;original=c;shape=1,3;label=sad;speaker=2|#5' \
	    'key=d;shape=1,3;label=happy;speaker=1|#4' >"$D/rows.t"
	inject lineartrain -i "$D/rows.t" -o m -o log -- lineartrain -q -j 1 -L log -o m
	inject 'lineartrain -j 2, pipe' -i "$D/rows.t" -p -- lineartrain -q -j 2
}

test_cnneval() {
	room
	trained
	inject cnneval -i "$D/in.t" -o out -- cnneval -m "$D/model" -j 1 -o out
	inject 'cnneval -j 2, pipe' -i "$D/in.t" -p -- cnneval -m "$D/model" -m "$D/model" -j 2
	inject 'cnneval --explain' -i "$D/in.t" -o out -- cnneval -m "$D/model" -j 1 --explain d -o out
}

test_confmat() {
	room
	# in place of gnuplot, which takes 50 ms
	mkdir "$D/bin"
	printf '#!/bin/sh\nexec cat\n' >"$D/bin/gnuplot"
	chmod +x "$D/bin/gnuplot"
	PATH=$D/bin:$PATH
	printf 'key\tlabel\tpredicted\tspeaker\n%s\n' "a${tab}x${tab}x${tab}1" \
	    "b${tab}y${tab}x${tab}2" "c${tab}y${tab}y${tab}1" "d${tab}x${tab}x${tab}2" >"$D/table"
	inject confmat -i "$D/table" -o s -o c -- confmat -b 100 -S s -C c
	inject 'confmat -c -o' -i "$D/table" -o p.svg -- confmat -q -b 100 -c "$D/table" -o p.svg
	printf '%s\n' "key${tab}gender" "a${tab}f" "b${tab}m" "c${tab}f" "d${tab}m" >"$D/corpus"
	inject 'confmat --fair' -i "$D/table" -o s -- confmat -q -b 100 --fair gender --table "$D/corpus" -S s
	printf '%s\n' "key${tab}x${tab}predicted_x${tab}speaker" "a${tab}1${tab}1${tab}1" \
	    "b${tab}2${tab}1.5${tab}2" "c${tab}2${tab}2.5${tab}1" "d${tab}4${tab}3${tab}2" >"$D/numbers"
	inject 'regscore -c --by' -i "$D/numbers" -o s -o p.svg -- \
	    regscore -q -b 100 -c "$D/numbers" --by speaker -S s -o p.svg
}

test_fuse() {
	room
	printf '%s\n' "key${tab}label${tab}predicted${tab}x${tab}y${tab}speaker" \
	    "a${tab}x${tab}x${tab}0.9${tab}0.1${tab}1" "b${tab}y${tab}x${tab}0.6${tab}0.4${tab}2" >"$D/table"
	{ head -n 1 "$D/table"; sed 1d "$D/table" | tac; } >"$D/other"
	fuse --fit -o "$D/fusion" "$D/table" "$D/other"
	inject 'fuse --fit' -i "$D/table" -o out -- fuse --fit --bias -o out "$D/table" "$D/other"
	inject 'fuse -m' -i "$D/fusion" -o out -- fuse -m "$D/fusion" -o out "$D/table" "$D/other"
	inject 'fuse --seeds mean, pipe' -i "$D/table" -p -- fuse --seeds mean
}

# Sound in 16-bit WAV, read by us, and in 24-bit AIFF, read by libsox.  The
# library of faults is a filter of system calls itself and suffers no other.
sounds() {
	export TONFALL_UNCONFINED=1
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$D/a.wav" synth 0.1 sine 300 gain -6
	sox -R -V1 -n -r 8000 -b 24 -c 2 "$D/b.aiff" synth 0.1 sine 300 gain -6
	sox -R -V1 -n -r 8000 -c 1 "$D/c.ogg" synth 0.1 sine 300 gain -6
}

test_wav2fbank() {
	room
	sounds
	inject wav2fbank -- wav2fbank -j 1 "$D/a.wav"
	inject 'wav2fbank, libsox' -o out -- wav2fbank -j 1 -o out "$D/b.aiff"
	inject 'wav2fbank, pipe' -p -i "$D/a.wav" -- wav2fbank -j 1 -
	inject 'wav2fbank -j 2' -- wav2fbank -j 2 "$D/a.wav" "$D/b.aiff" "$D/c.ogg"
	printf 'path\tlabel\n%s\tsad\n' "$D/a.wav" >"$D/list"
	tests/tools/mktensor 'key=model;front=fbank bins=9;frames=4;shape=1|0' >"$D/m"
	inject 'wav2fbank -m' -o out -- wav2fbank -j 1 -m "$D/m" -o out "$D/a.wav"
	inject 'wav2fbank -l' -- wav2fbank -j 1 -l "$D/list"
	inject 'wav2fbank --copies' -o out -- wav2fbank -j 1 -o out \
	    --copies speed=0.9,noise=10,pink=10,babble=10,band=telephone,pad=0.1,room=1 "$D/a.wav"
}

# What FFmpeg's libraries decode: their loading fails, too.
test_wav2fbank_av() {
	room
	sounds
	type ffmpeg >"$T/type" 2>&1 || skip 'needs ffmpeg'
	ffmpeg -v error -nostdin -y -i "$D/a.wav" -c:a aac "$D/d.m4a"
	wav2fbank "$D/d.m4a" >"$T/x" 2>"$T/err" || skip "built without FFmpeg's libraries"
	inject 'wav2fbank, m4a' -o out -- wav2fbank -j 1 -o out "$D/d.m4a"
}

test_wav2spec() {
	room
	sounds
	inject wav2spec -o out -- wav2spec -j 1 -o out "$D/a.wav"
}

test_wav2prosody() {
	room
	sounds
	inject wav2prosody -o out -- wav2prosody -j 1 -o out "$D/a.wav"
}

test_tonfall() {
	room
	sounds
	for i in 1 2 3 4; do
		tests/tools/mktensor "key=$i;label=$([ $((i % 2)) = 1 ] && echo low || echo high);speaker=$((i / 3));front=fbank bins=4;rate=100;shape=9,4|#$i" >"$D/$i.t"
	done
	cat "$D"/[1-4].t | padcut -n 9 >"$D/even.t"
	printf '%s\n' 'conv 2 2' relu 'maxpool 2' 'dense classes' >"$D/net"
	cnntrain -q -a "$D/net" -e 1 -o "$D/model" "$D/even.t"
	inject tonfall -o out.csv -- tonfall -q -j 1 --speech 0 -m "$D/model" -o out.csv "$D/a.wav"
	inject 'tonfall, pipe' -p -i "$D/a.wav" -- tonfall -q -j 1 -w 0.05 -m "$D/model" -
	printf 'path\tlabel\n%s\tsad\n' "$D/a.wav" >"$D/list"
	inject 'tonfall -l' -- tonfall -q -j 2 -f json --classes low,other -m "$D/model" -l "$D/list"
	mkdir "$D/folder"
	cp "$D/a.wav" "$D/folder/"
	inject 'tonfall, folder' -- tonfall -q -j 1 -m "$D/model" "$D/folder"
}

# A timer whose handler lets calls be taken up again.
test_timer() {
	room
	trained
	sounds
	printf 'key\tmood\nb\tfine\nd\tgrim\n' >"$D/table"
	export FAULT_RESTART=1 MODES=alarm
	inject 'labeljoin, timer' -i "$D/in.t" -p -- labeljoin "$D/table"
	inject 'cnntrain, timer' -i "$D/even.t" -p -o m -- cnntrain -q -a "$D/net" -e 2 -j 2 -o m
	inject 'wav2fbank, timer' -p -i "$D/a.wav" -- wav2fbank -j 2 -
}
