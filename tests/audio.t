# wav2fbank and files that are damaged, hostile or of the wrong kind: each is
# one error, and costs nothing else.  Decoders that misbehave by design are in
# tests/unit/decoder.c, random damage in tests/fuzz/audio/.

# sound NAME [SECONDS [RATE]]: a chirp with noise as 16-bit WAV.
sound() {
	sox -R -V1 -n -r "${3:-16000}" -b 16 -c 1 "$T/$1.wav" synth "${2:-1}" sine 200-3000 gain -6
}

# decoder PARENT: the process id of its decoder.
decoder() {
	local server i
	for i in $(seq 100); do
		server=$(cat "/proc/$1/task/$1/children" 2>/dev/null) || :
		if [ -n "$server" ]; then
			set -- "$1" $(cat "/proc/${server% }/task/${server% }/children" 2>/dev/null)
			[ $# -lt 2 ] || { echo "$2"; return; }
		fi
		sleep 0.05
	done
	return 1
}

test_types_go_by_contents() {
	local t
	sound a 2
	wav2fbank "$T/a.wav" >"$T/want"
	# A name tells nothing.
	for t in flac mp3 sph alsa raw; do
		cp "$T/a.wav" "$T/a.$t"
		wav2fbank "$T/a.$t" | cmp - "$T/want"
	done
	# What is not recognised is not tried, whatever its name.
	for t in 8svx avr gsm; do
		sox -V1 "$T/a.wav" -r 8000 "$T/b.$t"
		says "b.$t: \(is .*, which is read with -t $t alone\|its contents are not those of WAV, FLAC, .*-t TYPE\)" \
		    1 wav2fbank "$T/b.$t"
		cat "$T/b.$t" | fed says "<stdin>: \(is .* -t $t alone\|its contents\)" 1 wav2fbank -
		wav2fbank -t $t "$T/b.$t" | tensorinfo | has '^b'
	done
	says "SoX knows no file type 'alsa'" 1 wav2fbank -t alsa "$T/a.wav"
	says "SoX knows no file type 'nonsense'" 1 wav2fbank -t nonsense "$T/a.wav" >"$T/x"
}

test_mp3() {
	sound a 2
	sox -V1 "$T/a.wav" "$T/a.mp3" 2>/dev/null || skip 'sox writes no MP3 here'
	cp "$T/a.mp3" "$T/b.wav"
	wav2fbank "$T/a.mp3" "$T/b.wav" | tensorinfo | cut -f 1 | tail -n 2 | tr '\n' ' ' | has '^a b $'
	cat "$T/a.mp3" | wav2fbank - | tensorinfo | has '^stdin'
	printf 'ID3\003\0\0\0\0\0\012\0\0\0\0\0\0\0\0\0\0' | cat - "$T/a.mp3" >"$T/tagged"
	wav2fbank "$T/tagged" | tensorinfo | has '^tagged'
	# Text in UTF-16 begins with the same bits.
	printf '\377\376h\0e\0l\0l\0o\0' >"$T/text.mp3"
	says 'is text (UTF-16), want audio' 1 wav2fbank "$T/text.mp3"
}

# NIST SPHERE, as the LDC has it: one header, several codes.
test_sphere() {
	local e
	sox -R -V1 -n -r 8000 -b 16 -c 2 "$T/a.wav" synth 1 sine 300-2000 sine 2000-300 gain -6
	for e in '-b 16' '-b 16 -B' '-e u-law' '-b 24' '-b 8'; do
		# shellcheck disable=SC2086 # one word an option
		sox -V1 "$T/a.wav" $e "$T/b.sph"
		sox -V1 "$T/b.sph" "$T/stdin.wav"
		wav2fbank "$T/stdin.wav" >"$T/want"
		cat "$T/b.sph" | wav2fbank - | cmp - "$T/want"
		cp "$T/b.sph" "$T/stdin.x"
		wav2fbank "$T/stdin.x" | cmp - "$T/want"
		wav2fbank -t sph "$T/stdin.x" | cmp - "$T/want"
	done
	head -c 5000 "$T/b.sph" >"$T/cut.sph"
	says 'cut.sph: cut short: its header promises 8000 samples' 1 wav2fbank "$T/cut.sph" >"$T/x"
}

# WAV of more than 4 GB has its lengths in another chunk; a small one may, too.
test_rf64() {
	sound a 1
	/usr/bin/python3 - "$T/a.wav" >"$T/b.wav" <<-'EOF'
	import struct, sys
	b = open(sys.argv[1], "rb").read()
	at = b.find(b"data")
	n = len(b) - at - 8
	ds = b"ds64" + struct.pack("<IQQQI", 28, len(b) - 8 + 36, n, n // 2, 0)
	sys.stdout.buffer.write(b"RF64\xff\xff\xff\xffWAVE" + ds + b[12:at] + b"data\xff\xff\xff\xff" + b[at + 8:])
	EOF
	cp "$T/b.wav" "$T/a.rf64"
	wav2fbank "$T/a.wav" >"$T/want"
	wav2fbank "$T/a.rf64" | cmp - "$T/want"
	head -c 9000 "$T/b.wav" >"$T/cut.wav"
	says 'cut.wav: cut short: its header promises 16000 samples' 1 wav2fbank "$T/cut.wav" >"$T/x"
	cat "$T/cut.wav" | fed says '<stdin>: cut short' 1 wav2fbank - >"$T/x"
}

test_limits() {
	local n
	sound a 3
	sound b 1
	wav2fbank -x 3 "$T/a.wav" "$T/b.wav" >"$T/x"
	says 'a.wav: lasts 3 s, longer than 2.5 s, .*(-x)' 0 wav2fbank -k -x 2.5 "$T/a.wav" "$T/b.wav" >"$T/x"
	tensorinfo "$T/x" | has '^b'
	says 'longer than 2.5 s' 1 wav2fbank -r 8000 -x 2.5 "$T/a.wav" >"$T/x"
	# Where no header says how long it is.
	cat "$T/a.wav" | sox -V1 -t wav - -t wav - | wav2fbank -x 3 - >"$T/x"
	printf '\377\377\377\377' | dd of="$T/a.wav" bs=1 seek=40 conv=notrunc status=none
	says 'lasts longer than 2.5 s' 1 wav2fbank -x 2.5 "$T/a.wav" >"$T/x"
	says 'lasts longer than 2.5 s' 1 wav2fbank -r 8000 -x 2.5 - <"$T/a.wav" >"$T/x"
	wav2fbank -x 0 "$T/a.wav" >"$T/x"
	says "-x: " 2 wav2fbank -x -1 "$T/a.wav"
	for n in 64 65; do
		sox -V1 "$T/b.wav" -c $n "$T/c$n.wav"
	done
	wav2fbank "$T/c64.wav" >"$T/x"
	says '65 channels, want 1 to 64' 1 wav2fbank "$T/c65.wav"
	# The rate is a field of the header: none of these need be as long.
	for n in '\347\003\0\0' '\001\270\013\0' '\0\0\0\0' '\377\377\377\377'; do
		cp "$T/b.wav" "$T/r.wav"
		printf "$n" | dd of="$T/r.wav" bs=1 seek=24 conv=notrunc status=none
		says 'r.wav: .*rate' 1 wav2fbank "$T/r.wav"
	done
}

test_pipe_that_ends_early() {
	sound a 2
	head -c 30000 "$T/a.wav" | fed says '<stdin>: cut short: .* 32000 samples.*14978' 1 wav2fbank -
	says '<stdin>' 1 wav2fbank - </dev/null
	: | says '<stdin>: ' 1 wav2fbank -
}

test_bad_files() {
	local n
	sound a
	: >"$T/empty.wav"
	echo 'this is text, and nothing but text' >"$T/text.wav"
	head -c 9000 /dev/urandom >"$T/noise.wav"
	head -c 9000 "$T/a.wav" >"$T/cut.wav"
	cp "$T/a.wav" "$T/mute.wav"
	printf '\0' | dd of="$T/mute.wav" bs=1 seek=22 conv=notrunc status=none
	sox -V1 "$T/a.wav" "$T/a.flac"
	head -c 9000 "$T/a.flac" >"$T/cut.flac"
	says 'empty.wav: is empty' 1 wav2fbank "$T/empty.wav"
	says 'text.wav: is text, want audio' 1 wav2fbank "$T/text.wav"
	says "a.wav: raw samples do not tell what they are; .* sox -t raw -r RATE" 1 wav2fbank -t raw "$T/a.wav"
	says "a.wav: .*not of type 'flac' as given with -t" 1 wav2fbank -t flac "$T/a.wav"
	says "a.wav: damaged, or not of type 'ogg'" 1 wav2fbank -t ogg "$T/a.wav"
	says 'a header that SoX does not take (Channel count is zero)' 1 wav2fbank "$T/mute.wav"
	says 'noise.wav: ' 1 wav2fbank "$T/noise.wav"
	says 'cut.wav: cut short: .*promises 16000.*has 4478' 1 wav2fbank "$T/cut.wav"
	says 'cut.flac: damaged' 1 wav2fbank "$T/cut.flac"
	says "$T: is a folder; name the files in it (FOLDER/\*.wav), or list them" 1 wav2fbank "$T"
	says 'missing.wav: cannot be opened: No such file' 1 wav2fbank "$T/missing.wav"
	says '/dev/zero: is neither' 1 wav2fbank /dev/zero
	# One message, one line, whatever libsox has to say.
	[ "$(wc -l <"$T/stderr")" -eq 1 ]
	for n in 4 12 20 30 36 43 44; do
		head -c $n "$T/a.wav" >"$T/cut.wav"
		exits 1 wav2fbank "$T/cut.wav" 2>"$T/err" >"$T/out"
		[ "$(wc -l <"$T/err")" -eq 1 ]
	done
}

# An AIFF file says twice how long it is; the smaller one is what SoX goes by.
test_aiff_that_promises_more() {
	local t n
	sound a
	for t in aiff aifc; do
		sox -V1 "$T/a.wav" "$T/a.$t"
		wav2fbank "$T/a.$t" >"$T/want"
		for n in 0 -1 1 2147483647; do
			/usr/bin/python3 - "$T/a.$t" $n >"$T/b.$t" <<-'EOF'
			import struct, sys
			b = bytearray(open(sys.argv[1], "rb").read())
			at, n = b.find(b"COMM") + 10, int(sys.argv[2])
			have = struct.unpack_from(">I", b, at)[0]
			struct.pack_into(">I", b, at, n and (n + have) % 2**32)
			sys.stdout.buffer.write(b)
			EOF
			cp "$T/b.$t" "$T/c"
			if [ "$n" -le 0 ]; then
				wav2fbank - <"$T/c" >"$T/x"
				cat "$T/c" | wav2fbank - | cmp - "$T/x"
			else
				says 'cut short: its header promises [0-9]* samples per channel, it has 16000' 1 \
				    wav2fbank "$T/c"
				cat "$T/c" | fed says 'cut short' 1 wav2fbank -
			fi
		done
	done
}

# What cannot be read is closed as well: a decoder has 32 descriptors.
test_decoder_closes_what_it_cannot_read() {
	sound a
	printf 'path\tkey\n' >"$T/l.tsv"
	printf -- '-\tk%d\n' $(seq 40) >>"$T/l.tsv"
	printf 'a.wav\ta\n' >>"$T/l.tsv"
	cd "$T"
	/usr/bin/python3 -c 'import os, subprocess
r, w = os.pipe()
os.close(r)
subprocess.run("wav2fbank -k -j 1 -t wav -l l.tsv".split(), stdin=w, check=True)' >"$T/x" 2>"$T/err"
	[ "$(grep -c 'cannot be read: Invalid argument' "$T/err")" -eq 40 ]
	tensorinfo "$T/x" | has '^a'
}

test_damaged_flac() {
	sound a 3
	sox -V1 "$T/a.wav" "$T/a.flac"
	printf 'XXXXXXXXXXXXXXXX' | dd of="$T/a.flac" bs=1 seek=20000 conv=notrunc status=none
	says 'a.flac: damaged' 1 wav2fbank "$T/a.flac" >"$T/x"
}

test_damaged_ogg() {
	local n
	sox -R -V1 -n -r 16000 -c 1 "$T/a.ogg" synth 3 pinknoise || skip 'sox writes no Ogg here'
	wav2fbank "$T/a.ogg" >"$T/x"
	cat "$T/a.ogg" | wav2fbank - >"$T/x"
	for n in 3000 5000 8000 11000 "$(($(wc -c <"$T/a.ogg") - 1))"; do
		head -c "$n" "$T/a.ogg" >"$T/cut.ogg"
		says 'cut.ogg: .*cut short' 1 wav2fbank "$T/cut.ogg" >"$T/x"
		cat "$T/cut.ogg" | fed says '<stdin>: .*cut short' 1 wav2fbank - >"$T/x"
	done
	/usr/bin/python3 - "$T" <<-'EOF'
	import sys
	dir = sys.argv[1]
	ogg = open(dir + "/a.ogg", "rb").read()
	def page(n):
	    at = 0
	    for i in range(n):
	        at = ogg.find(b"OggS", at + 4)
	    return at
	# Any bit: in a page's header, its table, its body.
	for i in range(60):
	    bad = bytearray(ogg)
	    bit = i * 8 * len(ogg) // 60 + i
	    bad[bit // 8] ^= 1 << bit % 8
	    open(f"{dir}/flip{i}.ogg", "wb").write(bad)
	open(dir + "/gap.ogg", "wb").write(ogg[:page(3)] + ogg[page(4):])
	open(dir + "/tail.ogg", "wb").write(ogg + b"x")
	open(dir + "/chain.ogg", "wb").write(ogg + ogg)
	EOF
	exits 1 wav2fbank -k "$T"/flip*.ogg 2>"$T/err" >"$T/x"
	[ "$(grep -c 'flip[0-9]*.ogg: ' "$T/err")" -eq 60 ]
	says 'gap.ogg: damaged: pages are missing' 1 wav2fbank "$T/gap.ogg" >"$T/x"
	says 'tail.ogg: damaged' 1 wav2fbank "$T/tail.ogg" >"$T/x"
	cat "$T/flip33.ogg" | fed says '<stdin>: damaged' 1 wav2fbank - >"$T/x"
	# One stream after another is a good file.
	wav2fbank "$T/chain.ogg" >"$T/x"
}

# A decoder that meets the wrong contents may try what it may not: that is more
# often a wrong -t than an attack.
test_decoder_of_another_type() {
	local t
	echo 'this is text, and nothing but text' >"$T/text"
	for t in w64 caf paf pvf fap mat4 mat5; do
		says "text: .*not of \(the type given with -t\|type '$t'\)" 1 \
		    wav2fbank -t $t "$T/text" >"$T/x"
	done
}

test_decoder_dies() {
	local pid main
	sound a
	mkfifo "$T/in.wav"
	wav2fbank -k -j 1 "$T/in.wav" "$T/a.wav" >"$T/x" 2>"$T/err" &
	main=$!
	exec 7>"$T/in.wav"
	head -c 8000 "$T/a.wav" >&7
	pid=$(decoder $main)
	sleep 0.2
	kill -KILL "$pid"
	exits 0 wait $main
	exec 7>&-
	grep -q 'in.wav: its decoder was ended by signal 9' "$T/err"
	[ "$(wc -l <"$T/err")" -eq 2 ]
	wav2fbank "$T/a.wav" | cmp - "$T/x"
}

test_children_keep_nothing_of_the_user() {
	local main server i fd
	sound a
	mkfifo "$T/in.wav" "$T/out"
	mkdir "$T/same"
	mv "$T/a.wav" "$T/same/in.wav"
	wav2fbank "$T/same/in.wav" >"$T/want"
	unshare -rm mount -t tmpfs none /dev 2>"$T/err" || skip 'no namespaces to take /dev/null away in'
	for i in true 'mount -t tmpfs none /dev'; do
		cat "$T/out" >"$T/x" &
		unshare -rm bash -c "$i; exec wav2fbank -j 1 '$T/in.wav'" >"$T/out" 2>"$T/err" </dev/null &
		main=$!
		exec 7>"$T/in.wav"
		decoder $main >"$T/pid"
		server=$(cat "/proc/$main/task/$main/children")
		for fd in 0 1 2; do
			readlink "/proc/${server% }/fd/$fd" >>"$T/links"
		done
		cat "$T/same/in.wav" >&7
		exec 7>&-
		exits 0 wait $main
		wait
		cmp "$T/x" "$T/want"
	done
	[ "$(grep -cx '/dev/null' "$T/links")" -eq 3 ]
	[ "$(sed -n 4,6p "$T/links" | uniq | grep -c '^pipe:')" -eq 1 ]
	[ "$(sed -n 4,6p "$T/links" | uniq | wc -l)" -eq 1 ]
}

test_decoders_do_not_outlive_their_parent() {
	local pid main i
	sound a
	mkfifo "$T/in.wav"
	wav2fbank -j 1 "$T/in.wav" >"$T/x" 2>"$T/err" &
	main=$!
	exec 7>"$T/in.wav"
	head -c 8000 "$T/a.wav" >&7
	pid=$(decoder $main)
	kill -KILL $main
	wait $main 2>/dev/null || :
	for i in $(seq 40); do
		# Gone, or dead and waiting for init.
		! grep -q '^State:.[^ZX]' "/proc/$pid/status" 2>/dev/null && break
		sleep 0.05
	done
	exec 7>&-
	! grep -q '^State:.[^ZX]' "/proc/$pid/status" 2>/dev/null || { echo "$pid lives"; return 1; }
}

# -k is for files: what the system lacks would be lacking for all that follow.
test_keep_going_does_not_hide_the_system() {
	local main server
	sound a
	sound long 100
	mkfifo "$T/in.wav"
	: >"$T/empty.wav"
	wav2fbank -k -j 1 "$T/a.wav" "$T/empty.wav" "$T/in.wav" "$T/missing.wav" "$T/a.wav" \
	    --key path >"$T/x" 2>"$T/err" &
	main=$!
	exec 7>"$T/in.wav"
	head -c 8000 "$T/a.wav" >&7
	decoder $main >"$T/pid"
	sleep 0.2
	server=$(cat "/proc/$main/task/$main/children")
	kill -KILL ${server}
	exits 1 wait $main
	exec 7>&-
	grep -q 'in.wav: the process that starts decoders .*has ended' "$T/err"
	[ "$(grep -vc 'empty.wav: is empty' "$T/err")" -eq 1 ]
	wav2fbank --key path "$T/a.wav" >"$T/want"
	head -c "$(($(wc -c <"$T/want") - 64))" "$T/want" | cmp - "$T/x"
	# Where nothing can be kept meanwhile.
	wav2fbank "$T/a.wav" >"$T/want"
	export TMPDIR=$T/nonexistent
	says 'long.wav: cannot keep its features in a temporary file (TMPDIR)' 1 \
	    wav2fbank -k --bins 200 -j 4 "$T/missing.wav" "$T/a.wav" "$T/long.wav" "$T/a.wav" --key path >"$T/x"
	[ "$(grep -vc 'missing.wav: ' "$T/stderr")" -eq 1 ]
}

# few N command...: with descriptors 0 to N - 1, of which 0, 1 and 2 are open.
# A sanitizer that looks for leaks needs some of its own.
few() {
	ASAN_OPTIONS=detect_leaks=0 bash -c 'exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; ulimit -n "$1"; shift; exec "$@"' few "$@"
}

test_few_descriptors_are_enough() {
	[ -z "${EMULATED-}" ] || skip 'an emulator needs descriptors of its own'
	local i
	sound a 0.1
	for i in $(seq 20); do
		cp "$T/a.wav" "$T/a$i.wav"
	done
	wav2fbank "$T"/a?*.wav >"$T/want"
	for i in 14 12 10 9; do
		few $i wav2fbank -j 1 "$T"/a?*.wav | cmp - "$T/want"
	done
	# Not the fault of any file.
	says 'Too many open files' 1 few 7 wav2fbank -k -j 1 "$T"/a?*.wav >"$T/x"
	[ "$(wc -l <"$T/stderr")" -eq 1 ]
}

test_descriptors_do_not_leak() {
	local i
	sound a 0.1
	echo text >"$T/bad.wav"
	printf 'path\tkey\n' >"$T/l.tsv"
	for i in $(seq 150); do
		printf 'a.wav\ta%d\nbad.wav\tb%d\nmissing.wav\tc%d\n' $i $i $i
	done >>"$T/l.tsv"
	(ulimit -n 40; wav2fbank -k -j 2 -l "$T/l.tsv" 2>"$T/err" | tensorinfo) >"$T/info"
	grep -q '^a150' "$T/info"
	grep -q '300 of 450 files' "$T/err"
}

# frames FILE: as many frames of features as that.
frames() {
	wav2fbank -q "$1" | tensorinfo | tail -n 1 | cut -f 2 | cut -dx -f 1
}

# An MP3 decoder says nothing of what is missing.
test_mp3_is_whole() {
	local f n
	sox -R -V1 -n -r 16000 -c 1 -C 64 "$T/g.mp3" synth 20 sine 300-3000 gain -6
	sox -R -V1 -n -r 44100 -c 2 -C -4.5 "$T/vbr.mp3" synth 20 sine 300-3000 gain -6
	/usr/bin/python3 - "$T" <<-'PY'
	import sys
	T = sys.argv[1]
	def put(name, b): open(f"{T}/{name}.mp3", "wb").write(b)
	g = open(f"{T}/g.mp3", "rb").read()
	v = open(f"{T}/vbr.mp3", "rb").read()
	v0 = v[v.find(b"\xff") + 1]
	n, half = 288, len(g) // 288 // 2 * 288
	assert len(g) % n == 0 and g[half:half + 2] == g[:2]
	frames = len(g) // n
	def xing(count, name=b"Xing"):
	    side = 9 if g[1] >> 3 & 3 != 3 else 17
	    x = g[:4] + bytes(side) + name + bytes([0, 0, 0, 1]) + count.to_bytes(4, "big")
	    return x + bytes(n - len(x))
	vbri = g[:4] + bytes(32) + b"VBRI" + bytes(10) + frames.to_bytes(4, "big")
	vbri += bytes(n - len(vbri))
	def id3(size, foot=0):
	    return (b"ID3\4\0" + bytes([foot]) + bytes(size >> s & 127 for s in (21, 14, 7, 0)) +
	        bytes(size + (10 if foot else 0)))
	def ape(head):
	    h = (b"APETAGEX" + (2000).to_bytes(4, "little") + (40).to_bytes(4, "little") +
	        bytes([1, 0, 0, 0, 0, 0, 0, 0xa0 if head else 0]) + bytes(8))
	    return h + bytes(8) + (h if head else b"")
	put("good-xing", xing(frames) + g)
	put("good-info", xing(frames, b"Info") + g)
	put("good-vbri", vbri + g)
	put("good-id3", id3(70000) + g + b"TAG" + bytes(125))
	put("good-foot", id3(100, 0x10) + g + bytes(500))
	put("good-ape", g + ape(True) + b"TAG" + bytes(125))
	put("good-lyrics", g + b"LYRICSBEGIN" + b"x" * 300 + b"LYRICS200TAG" + bytes(125))
	put("good-joined", xing(frames) + g + b"TAG" + bytes(125) + id3(300) + xing(frames) + g)
	put("good-stream", g[:half + 100])
	put("good-cut-out", id3(20) + g[200:])
	put("good-second-broken", id3(20) + g[:288] + g[388:])
	for i in range(9):
	    put(f"between-{i}", v[[k for k in range(len(v) - 3) if v[k] == 255 and v[k + 1] == v0][40 + i]:])
	put("bad-bits", g[:half + 4] + b"\377" * 9 + g[half + 13:])
	put("bad-xing", xing(frames) + g[:half])
	put("bad-vbri", vbri + g[:half])
	put("bad-hole", g[:half] + bytes(300) + g[half + 300:])
	put("bad-missing", g[:half] + g[half + 1000:])
	put("bad-noise", g[:half] + bytes(i * i % 251 for i in range(9000)))
	put("bad-zeros", g[:half] + bytes(5000))
	put("bad-tail", g + b"x")
	put("bad-ape", g + ape(False)[:12] + bytes(200))
	put("bad-rates", g + v)
	put("bad-vbr", v[:len(v) // 2] + v[len(v) // 2 + 50:])
	PY
	n=$(frames "$T/g.mp3")
	[ "$(frames "$T/vbr.mp3")" -gt 1990 ]
	for f in "$T"/good-*; do
		[ "$(frames "$f")" -ge $((n / 2 - 5)) ]
		[ "${f%stream.mp3}" != "$f" ] || [ "$(frames "$f")" -ge $((n - 10)) ]
	done
	for f in "$T"/between-*; do
		[ "$(frames "$f")" -gt 1800 ]
	done
	for f in "$T"/bad-*; do
		says "$f: \(damaged: no frame of MP3\|damaged: its frames have\|cut short: its first frame promises\)" 1 \
		    wav2fbank -q "$f" >"$T/x"
	done
	n=$(($(stat -c %s "$T/g.mp3") / 288))
	says "promises $n frames, it has $((n / 2 + 1))" 1 wav2fbank "$T/bad-xing.mp3" >"$T/x"
	# From a pipe as well, which is kept until its end.
	cat "$T/bad-hole.mp3" | fed says '<stdin>: damaged: no frame of MP3' 1 wav2fbank -q - >"$T/x"
	wav2fbank -q - <"$T/good-info.mp3" >"$T/x"
	cat "$T/good-info.mp3" | wav2fbank -q - | cmp - "$T/x"
}

# The first frames of a piece need bytes that were cut off, also if a frame that
# only describes the others comes before them.  Nothing else may be missing.
test_mp3_cut_out_of_a_stream() {
	local f n got pieces=0
	type ffmpeg >"$T/type" 2>&1 || skip 'needs ffmpeg'
	ffmpeg -v error -encoders 2>"$T/err" | has libmp3lame || skip "ffmpeg writes no MP3 here"
	sox -R -V1 -n -r 44100 -c 2 "$T/s.wav" synth 20 pinknoise gain -6
	ffmpeg -v error -i "$T/s.wav" -c:a libmp3lame -q:a 4 "$T/v.mp3"
	ffmpeg -v error -i "$T/s.wav" -ar 22050 -c:a libmp3lame -b:a 64k "$T/c.mp3"
	for f in v c; do
		ffmpeg -v error -i "$T/$f.mp3" -c copy -f segment -segment_time 3 "$T/$f-%d.mp3"
		ffmpeg -v error -ss 7.3 -i "$T/$f.mp3" -t 3 -c copy "$T/$f-ss.mp3"
		ffmpeg -v error -ss 7.3 -i "$T/$f.mp3" -t 3 -c copy -write_xing 0 "$T/$f-raw.mp3"
	done
	for f in "$T"/[vc]-*.mp3; do
		ffmpeg -v error -y -i "$f" "$T/m.wav"
		n=$(frames "$T/m.wav") got=$(frames "$f")
		# Four frames of MP3 at most, of 26 ms each.
		[ "$got" -le "$n" ] && [ "$got" -ge $((n - 11)) ] || { echo "$f: $got of $n"; return 1; }
		pieces=$((pieces + 1))
	done
	[ $pieces -ge 16 ]
	/usr/bin/python3 - "$T/v-ss.mp3" "$T/bad.mp3" <<-'PY'
	import sys
	b = bytearray(open(sys.argv[1], "rb").read())
	head = b[b.find(b"\xff"):][:2]
	at = [k for k in range(len(b) - 40) if b[k:k + 2] == head]
	for k in at[len(at) // 2:][:8]:
	    b[k + 4:k + 30] = bytes([255]) * 26
	open(sys.argv[2], "wb").write(b)
	PY
	says 'bad.mp3: damaged: its frames have' 1 wav2fbank "$T/bad.mp3" >"$T/x"
}

# SoX has several names for a type, in any case: what is checked, and how
# samples are read, does not depend on which of them -t gives.
test_types_have_several_names() {
	local t
	sox -R -V1 -n -r 16000 -c 1 -C 64 "$T/g.mp3" synth 5 sine 300-3000 gain -6
	/usr/bin/python3 - "$T" <<-'PY'
	import struct, sys
	T = sys.argv[1]
	g = open(f"{T}/g.mp3", "rb").read()
	half = len(g) // 288 // 2 * 288
	open(f"{T}/bad", "wb").write(g[:half] + bytes(300) + g[half + 300:])
	x = struct.pack("<4000f", *[float("nan")] * 4000)
	open(f"{T}/nan", "wb").write(b"RIFF" + struct.pack("<I", 36 + len(x)) + b"WAVEfmt " +
	    struct.pack("<IHHIIHH", 16, 3, 1, 16000, 64000, 4, 32) + b"data" + struct.pack("<I", len(x)) + x)
	a = struct.pack(">4000f", *[float("nan")] * 4000)
	open(f"{T}/nan-au", "wb").write(b".snd" + struct.pack(">5I", 24, len(a), 6, 16000, 1) + a)
	PY
	wav2fbank "$T/g.mp3" >"$T/want"
	for t in mp3 MP3 Mp3 audio/mpeg Audio/MPEG 'mp3;x' mp2 MP2; do
		says 'bad: damaged: no frame of MP3' 1 wav2fbank -t "$t" "$T/bad" >"$T/x"
		cat "$T/bad" | fed says '<stdin>: damaged: no frame' 1 wav2fbank -t "$t" - >"$T/x"
		wav2fbank -t "$t" "$T/g.mp3" | cmp - "$T/want"
	done
	for t in wav WAV wavpcm WavPcm 'wav;x' amb AMB; do
		says 'nan: sample 0 is .*nan, not finite' 1 wav2fbank -t "$t" "$T/nan" >"$T/x"
	done
	for t in au AU snd SND; do
		says 'nan-au: sample 0 is .*nan, not finite' 1 wav2fbank -t "$t" "$T/nan-au" >"$T/x"
	done
	sound a
	sox -V1 "$T/a.wav" "$T/a.aiff"
	wav2fbank "$T/a.wav" >"$T/want"
	for t in aiff AIFF aif Aif; do
		wav2fbank -t "$t" "$T/a.aiff" | cmp - "$T/want"
	done
	sox -R -V1 -n -r 16000 -c 1 "$T/a.ogg" synth 3 pinknoise || skip 'sox writes no Ogg here'
	head -c 5000 "$T/a.ogg" >"$T/cut.ogg"
	for t in ogg OGG vorbis Vorbis 'ogg;x'; do
		says 'cut.ogg: damaged or cut short: no whole page' 1 wav2fbank -t "$t" "$T/cut.ogg" >"$T/x"
	done
}

# A short campaign of make fuzz-audio; its figures are in tests/RESULTS.md.
test_thousands_of_damaged_files() {
	[ -x "$BUILD/fuzz-audio" ] || skip 'no fuzz-audio in this build'
	tests/fuzz/audio/seeds "$T/seeds"
	"$BUILD/fuzz-audio" -n 2000 -d "$T" "$T"/seeds/*
}

# The same file from the same number, and none of a campaign like another.
test_damage_can_be_made_again() {
	local i
	[ -x "$BUILD/fuzz-audio" ] || skip 'no fuzz-audio in this build'
	tests/fuzz/audio/seeds "$T/seeds"
	for i in 1 2 3 99999; do
		"$BUILD/fuzz-audio" -w $i "$T"/seeds/* >"$T/$i"
		"$BUILD/fuzz-audio" -w $i "$T"/seeds/* | cmp - "$T/$i"
	done
	exits 1 cmp -s "$T/1" "$T/2"
	"$BUILD/fuzz-audio" -w 1 -s 1 "$T"/seeds/* >"$T/other"
	exits 1 cmp -s "$T/1" "$T/other"
}

# What another campaign has found comes first, as it is.
test_damage_found_before() {
	local i=0 f
	[ -x "$BUILD/fuzz-audio" ] || skip 'no fuzz-audio in this build'
	tests/fuzz/audio/seeds "$T/seeds"
	mkdir "$T/found"
	: >"$T/found/0"
	head -c 20 "$T/seeds/8000-1.wav" >"$T/found/1"
	(printf 'fLaC'; head -c 3000 /dev/zero) >"$T/found/2"
	for f in "$T"/found/*; do
		"$BUILD/fuzz-audio" -w $i -f "$T/found" "$T"/seeds/* | cmp - "$f"
		i=$((i + 1))
	done
	"$BUILD/fuzz-audio" -n 200 -f "$T/found" "$T"/seeds/* >"$T/table"
	grep -qx $'files found before\t3' "$T/table"
	grep -qx $'findings\t0' "$T/table"
}

# samples FILE...: how many each has, by the message that says they are too few.
samples() {
	exits 1 wav2fbank -k -r 0 --frame-length 2000 "$@" 2>"$T/few"
	sed -n 's/.* has \([0-9]*\) samples .*/\1/p' "$T/few"
}

# Every frame is decoded, the last one too, and what the encoder added is not
# sound: the number of samples follows from that of frames.
test_mp3_first_and_last_samples() {
	local n f want
	sox -R -V1 -n -r 16000 -c 1 "$T/noise.wav" synth 0.02 whitenoise gain -3
	sox -V1 "$T/noise.wav" "$T/end.wav" pad 0.98
	sox -V1 "$T/end.wav" -C 64 "$T/g.mp3" || skip 'sox writes no MP3 here'
	wav2fbank "$T/g.mp3" >"$T/x"
	py 'x = read(sys.argv[1])[0][1]
assert x[:90].max() < -5 and x.max() > 2, (x[:90].max(), x.max())' "$T/x"
	n=$(($(stat -c %s "$T/g.mp3") / 288))
	/usr/bin/python3 - "$T" $n <<-'PY'
	import sys
	T, n = sys.argv[1], int(sys.argv[2])
	g = open(f"{T}/g.mp3", "rb").read()
	def tag(name, samples, flags=15, code=b"LAME3.100", delay=0, padding=0, frames=n):
	    x = g[:4] + bytes(9) + name + bytes([0, 0, 0, flags])
	    for bit, b in (1, frames.to_bytes(4, "big")), (2, len(g).to_bytes(4, "big")), (4, bytes(100)), (8, bytes(4)):
	        x += b if flags & bit else b""
	    x += code + bytes(12) + (delay << 12 | padding).to_bytes(3, "big")
	    open(f"{T}/{samples}.{flags}.mp3", "wb").write(x + bytes(288 - len(x)) + g)
	all = 576 * n
	tag(b"Xing", all, 15, b"Other 1.0", 576, 1000)
	tag(b"Info", all - 576 - 1000, 15, b"LAME3.100", 576, 1000)
	tag(b"Xing", all - 1105 - 72, 7, b"Lavf58.29", 576, 601)
	tag(b"Xing", all - 529, 3, b"Lavc59.37", 0, 529)
	tag(b"Xing", all - 529 - 4095, 1, b"Lavc59.37", 4095, 100)
	tag(b"Xing", all - 1000 - 529, 2, b"LAME3.100", 1000, 1000)
	tag(b"Xing", all + 576, 0, b"LAME3.100", 1000, 1000)
	PY
	[ "$(samples "$T/g.mp3")" -eq $((n * 576)) ]
	for f in "$T"/*.*.mp3; do
		want=${f##*/}
		[ "$(samples "$f")" -eq "${want%%.*}" ] || { echo "$f: $(samples "$f")"; return 1; }
	done
}

# As many samples as FFmpeg decodes, of the same values.
test_mp3_is_decoded_as_by_ffmpeg() {
	local hz rate tag ch n write read
	type ffmpeg >"$T/type" 2>&1 || skip 'needs ffmpeg'
	ffmpeg -v error -encoders 2>"$T/err" | has libmp3lame || skip "ffmpeg writes no MP3 here"
	sox -R -V1 -n -r 44100 -c 2 "$T/s.wav" synth 0.61 pinknoise gain -6
	for hz in 8000 16000 22050 32000 44100; do
		n=0 write=() read=()
		for rate in '-b:a 32k' '-q:a 4'; do for ch in 1 2; do for tag in 0 1; do
			# shellcheck disable=SC2206 # two words
			write+=(-ar $hz -ac $ch -c:a libmp3lame $rate -write_xing $tag -write_id3v1 1 "$T/$hz-$n.mp3")
			read+=(-map $n:a -c:a pcm_f32le "$T/$hz-$n.wav")
			n=$((n + 1))
		done; done; done
		ffmpeg -v error -nostdin -i "$T/s.wav" "${write[@]}"
		# shellcheck disable=SC2046 # names without blanks below $T
		(cd "$T"; ffmpeg -v error -nostdin $(printf -- "-i $hz-%d.mp3 " $(seq 0 $((n - 1)))) "${read[@]}")
	done
	(cd "$T"; printf '%s\n' [0-9]*-[0-9].mp3) >"$T/names"
	[ "$(wc -l <"$T/names")" -eq 40 ]
	samples "$T"/[0-9]*-[0-9].mp3 >"$T/mp3"
	samples "$T"/[0-9]*-[0-9].wav | paste "$T/names" "$T/mp3" - | awk '{ n += $2 > 0 && $2 == $3 }
	    $2 != $3 { print } END { exit n != 40 }'
	wav2fbank -r 0 "$T"/[0-9]*-[0-9].mp3 >"$T/x"
	wav2fbank -r 0 "$T"/[0-9]*-[0-9].wav >"$T/y"
	py 'mp3, wav = (read(f) for f in sys.argv[1:])
assert len(mp3) == 40 and [p["key"] for p, _ in mp3] == [p["key"] for p, _ in wav]
for (p, x), (_, y) in zip(mp3, wav):
    loud = y > -8
    assert loud.any() and abs(x - y)[loud].max() < 0.01, (p["key"], abs(x - y)[loud].max())' "$T/x" "$T/y"
}

# What is not read is named by its first bytes, with what helps; the name of the
# file tells nothing.
test_foreign_files_are_named() {
	local bytes what n=0
	while IFS='|' read -r bytes what; do
		n=$((n + 1))
		printf "$bytes" >"$T/f$n.wav"
		says "f$n.wav: $what" 1 wav2fbank "$T/f$n.wav"
		[ "$(wc -l <"$T/stderr")" -eq 1 ]
		cat "$T/f$n.wav" | fed says "<stdin>: $what" 1 wav2fbank -
	done <<-'EOF'
	.RMF\0\0\0\022\0\1|is RealMedia, which is not read here; convert it: ffmpeg -i FILE -f wav - | wav2fbank -
	MAC \226\017\0\0|is Monkey's Audio (APE), which is not read here; convert it: ffmpeg
	\013\167\1\2\040|is AC-3 (Dolby Digital), which .*ffmpeg
	\0\0\0\034ftypheic\0\0|is a picture (HEIC); audio files are wanted
	\0\0\0\034ftypaax \0\0|is an encrypted audio book (AAX); files without
	wvpk\0\0\0\0|is WavPack, which is read with -t wv alone; or convert it: ffmpeg
	\377\375\204\4\0\0|is MPEG audio of layer II, which is read with -t mp2
	\0\0\1\272!\0|is an MPEG stream (video), .*ffmpeg
	version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n|is a Git LFS pointer; git lfs pull
	/annex/objects/SHA256E-s31390--f50d7ac4c6b9031379986bc362fcefb65f1e52621ce1708d537e740fefc59cc0.wav\n|is a git-annex pointer; git annex get
	\n<!DOCTYPE HTML>\n<html><head>|is a web page (HTML), want audio
	\357\273\277<html lang=de>|is a web page (HTML), want audio
	<?xml version="1.0"?><Error>AccessDenied</Error>|is text (XML), want audio
	path\tlabel\na.wav\tgl\303\274cklich\n|is text, want audio
	PK\3\4\024\0|is a ZIP archive; unpack it first
	\037\213\010\0|is compressed by gzip; gunzip it first
	%%PDF-1.4\n|is a PDF document
	tensor 1      320\nkey a\n|is a stream of features already
	MThd\0\0\0\6|is MIDI, which is notes, not sound
	\0\0\0\0\0\0\0\0\0\0|begins with 10 zero bytes; was it copied
	\1\2\3\4\5\6\7\210\211\377|its contents are not those of WAV, .*; -t TYPE names .*ffmpeg -i FILE
	EOF
	[ $n -eq 21 ]
	: | says '<stdin>: is empty, want audio' 1 wav2fbank -
	says "SoX knows no file type 'ape'; FFmpeg may read it: ffmpeg -i FILE -f wav - | wav2fbank -" 1 \
	    wav2fbank -t ape "$T/f2.wav"
}

# The program that the advice names is the one that was asked.
test_advice_names_the_program() {
	local p
	sound a
	printf '.RMF\0\0\0\022' >"$T/rm"
	printf '\1\2\3\4\5\6\7\210\211\377' >"$T/other"
	for p in wav2fbank wav2spec wav2prosody; do
		says "convert it: ffmpeg -i FILE -f wav - | $p -$" 1 $p "$T/rm"
		says "FFmpeg may read it: ffmpeg -i FILE -f wav - | $p -$" 1 $p "$T/other"
		says "convert it: ffmpeg -i FILE -f wav - | $p -$" 1 $p - <<<'wvpk'
		says "FFmpeg may read it: ffmpeg -i FILE -f wav - | $p -$" 1 $p -t ape "$T/a.wav"
		says "sox -t sw -r RATE -c CHANNELS FILE -t wav - | $p -$" 1 $p -t sw "$T/a.wav"
		says "sox -t raw -r RATE .* FILE -t wav - | $p -$" 1 $p -t raw "$T/a.wav"
	done
}

# The command that the message names does make them readable.
test_foreign_files_are_read_by_ffmpeg() {
	local f want n
	type ffmpeg >"$T/type" 2>&1 || skip 'needs ffmpeg'
	sound a 2
	want=$(wav2fbank "$T/a.wav" | tensorinfo | tail -n 1 | cut -f 2 | cut -dx -f 1)
	for f in a.ac3 a.tta a.ts a.mpg a.wv; do
		ffmpeg -v error -y -i "$T/a.wav" "$T/$f" 2>"$T/err" </dev/null || continue
		says "$f: is .*convert it: ffmpeg -i FILE -f wav - | wav2fbank -$" 1 wav2fbank "$T/$f"
		n=$(ffmpeg -v error -i "$T/$f" -f wav - </dev/null | wav2fbank - | tensorinfo | tail -n 1 |
		    cut -f 2 | cut -dx -f 1)
		# Some encoders add silence; none may take sound away.
		[ "$n" -gt $((want - 5)) ] && [ "$n" -lt $((want + 20)) ] || { echo "$f: $n of $want"; return 1; }
		echo "$f" >>"$T/read"
	done
	grep -qx a.ac3 "$T/read"
	[ "$(wc -l <"$T/read")" -ge 3 ]
}

# Samples whose rate nothing tells are not read as of 8 kHz.
test_headerless_types_are_refused() {
	local t
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 1 sine 300
	sox -V1 "$T/a.wav" -t raw "$T/a.sw"
	for t in s8 sb u8 ub s16 sw u16 uw s24 s32 sl f32 f4 f64 al ul la lu vox ima fssd sou cvu; do
		says "a.sw: type '$t' has no header that tells the sample rate; .*: sox -t $t -r RATE" 1 \
		    wav2fbank -t $t "$T/a.sw" >"$T/x"
		[ ! -s "$T/x" ]
	done
	wav2fbank - <"$T/a.wav" >"$T/want"
	sox -V1 -t sw -r 16000 -c 1 "$T/a.sw" -t wav - | wav2fbank - | cmp - "$T/want"
	sox -V1 -t raw -r 16000 -e signed -b 16 -c 1 "$T/a.sw" -t wav - | wav2fbank - | cmp - "$T/want"
	# These have a rate by definition.
	sox -V1 "$T/a.wav" -r 8000 "$T/a.gsm"
	wav2fbank -t gsm "$T/a.gsm" | tensorinfo | has '^a'
}
