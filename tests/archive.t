# Members of archives, ARCHIVE:MEMBER, give what files give.  Archives are made by tar
# and by Python, and damaged byte by byte.

# Skip the test in a build without libarchive.
needs_libarchive() {
	[ ! -e "$T/stub.tar" ] || return 0
	echo stub >"$T/stub.tar"
	exits 1 wav2fbank "$T/stub.tar" 2>"$T/stub" >"$T/x"
	exits 1 grep -q 'this program was built without' "$T/stub" || skip 'built without libarchive'
}

# sound NAME [SECONDS [FREQUENCY]]: $T/NAME, of the type of its suffix.
sound() {
	needs_libarchive
	mkdir -p "$(dirname -- "$T/$1")"
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/$1" synth "${2:-0.3}" sine "${3:-440}" gain -6
}

# three: d/a.wav, d/b.wav and d/e/c.wav.
three() {
	sound d/a.wav 0.3 300
	sound d/b.wav 0.2 500
	sound d/e/c.wav 0.4 700
}

# pack TAR NAME...: in $T, in this order.
pack() {
	tar -C "$T" -cf "$T/$1" --no-recursion "${@:2}"
}

# zipped NAME.zip METHOD NAME...: 0 stored, 8 deflated.
zipped() {
	(cd "$T" && /usr/bin/python3 - "$@") <<-'EOP'
	import sys, zipfile
	with zipfile.ZipFile(sys.argv[1], "w", int(sys.argv[2])) as z:
	    for name in sys.argv[3:]:
	        z.write(name, name)
	EOP
}

# table PATH...: $T/list.tsv, with the keys 1, 2, ...
table() {
	local n=0
	printf 'path\tkey\n' >"$T/list.tsv"
	for path; do
		printf '%s\t%d\n' "$path" $((n += 1)) >>"$T/list.tsv"
	done
}

# same PATH... -- PATH...: have the same features.
same() {
	local one=()
	while [ "$1" != -- ]; do
		one+=("$1")
		shift
	done
	shift
	table "${one[@]}"
	wav2fbank -l "$T/list.tsv" >"$T/one"
	table "$@"
	wav2fbank -l "$T/list.tsv" >"$T/other"
	cmp "$T/one" "$T/other"
}

# member TEXT PATH: is refused in this way, by a list of its own, and the next file is
# not.
member() {
	table "$2" d/a.wav
	wav2fbank -k -l "$T/list.tsv" 2>"$T/err" | tensorinfo >"$T/rows"
	has "line 2: $T/$2: .*$1" <"$T/err"
	has -x 1 <<<"$(grep -c '^2	28x23' "$T/rows")"
}

test_features_are_those_of_files() {
	three
	pack x.tar d/a.wav d/b.wav d/e/c.wav
	zipped s.zip 0 d/a.wav d/b.wav d/e/c.wav
	zipped z.zip 8 d/a.wav d/b.wav d/e/c.wav
	for archive in x.tar s.zip z.zip; do
		same d/b.wav d/e/c.wav d/a.wav -- $archive:d/b.wav $archive:d/e/c.wav $archive:d/a.wav
	done
	for j in 1 3; do
		wav2fbank -j $j -l "$T/list.tsv" | cmp - "$T/one"
	done
}

test_formats_of_tar() {
	local long name
	long=$(printf 'long%.0s' {1..30})
	three
	sound "d/$long.wav"
	sound "d/$long/$long/x y: z.wav"
	sound "d/ä ö.wav"
	for format in gnu posix ustar v7; do
		for name in "$long.wav" "$long/$long/x y: z.wav" "ä ö.wav" a.wav; do
			# These have no room for it.
			case $format$name in
			v7long*|ustarlong*long*) continue ;;
			esac
			tar -C "$T" --format=$format -cf "$T/$format.tar" "d/$name" d/b.wav
			same "d/$name" d/b.wav -- "$format.tar:d/$name" $format.tar:d/b.wav
		done
	done
	# What ustar keeps in two fields.
	sound "d/$long/y.wav"
	tar -C "$T" --format=ustar -cf "$T/u.tar" "d/$long/y.wav"
	same "d/$long/y.wav" -- "u.tar:d/$long/y.wav"
}

test_every_type_of_sound() {
	local types='wav flac aiff au ogg mp3'
	for type in $types; do
		sound "d/x.$type" 0.5
	done
	# If FFmpeg is there, and its libraries were when this was built.
	ffmpeg -v error -i "$T/d/x.wav" "$T/d/x.m4a" 2>/dev/null || :
	! wav2fbank "$T/d/x.m4a" >/dev/null 2>&1 || types+=' m4a'
	(cd "$T" && tar cf x.tar d/x.*)
	for type in $types; do
		same "d/x.$type" -- "x.tar:d/x.$type"
	done
}

test_dot_slash_does_not_matter() {
	three
	tar -C "$T/d" -cf "$T/x.tar" .
	same d/a.wav d/e/c.wav -- x.tar:a.wav x.tar:./e/c.wav
	pack y.tar d/a.wav
	same d/a.wav -- y.tar:./d/a.wav
}

test_a_file_of_the_whole_name_comes_first() {
	three
	pack x.tar d/a.wav
	cp "$T/d/b.wav" "$T/x.tar:a.wav"
	same d/b.wav -- x.tar:a.wav
	mkdir "$T/x.tar:d"
	cp "$T/d/b.wav" "$T/x.tar:d/a.wav"
	same d/b.wav -- x.tar:d/a.wav
}

test_the_longest_name_of_a_file_is_the_archive() {
	three
	pack x.tar d/a.wav
	(cd "$T" && cp d/b.wav b.tar:c.wav && tar cf y.tar b.tar:c.wav && cp y.tar "z.tar:y.tar")
	same d/b.wav -- y.tar:b.tar:c.wav
	# z.tar would be the shorter one.
	cp "$T/x.tar" "$T/z.tar"
	same d/b.wav -- z.tar:y.tar:b.tar:c.wav
	same d/a.wav -- z.tar:d/a.wav
}

test_the_last_of_several_counts() {
	three
	pack x.tar d/a.wav d/b.wav
	cp "$T/d/b.wav" "$T/keep.wav"
	cp "$T/d/e/c.wav" "$T/d/b.wav"
	tar -C "$T" -rf "$T/x.tar" d/b.wav
	same d/e/c.wav -- x.tar:d/b.wav
	wav2fbank "$T/x.tar" | tensorinfo >"$T/rows"
	[ "$(cut -f 1,2 "$T/rows" | tr '\t\n' '  ')" = 'key shape a 28x23 b 38x23 ' ]
}

test_an_archive_as_an_operand() {
	three
	cp "$T/d/a.wav" "$T/d/.hidden.wav"
	mkdir "$T/d/.git"
	cp "$T/d/a.wav" "$T/d/.git/x.wav"
	echo text >"$T/d/notes.txt"
	ln -s a.wav "$T/d/link.txt"
	(cd "$T" && tar cf x.tar --sort=name d)
	zipped z.zip 8 d/notes.txt d/.hidden.wav d/e/c.wav d/a.wav
	wav2fbank "$T/d/a.wav" "$T/d/b.wav" "$T/d/e/c.wav" >"$T/files"
	wav2fbank "$T/x.tar" | cmp - "$T/files"
	[ "$(wav2fbank --key path "$T/z.zip" | tensorinfo | sed 1d | cut -f 1 | xargs)" = "${T#/}/z.zip:d/e/c ${T#/}/z.zip:d/a" ] ||
		[ "$(wav2fbank --key path "$T/z.zip" | tensorinfo | sed 1d | cut -f 1)" = "$T/z.zip:d/e/c
$T/z.zip:d/a" ]
	tonfall -q -m prosody "$T/d" 2>/dev/null | sed 's/^[^	]*//' >"$T/rows"
	tonfall -m prosody "$T/x.tar" 2>"$T/err" | sed 's/^[^	]*//' | cmp - "$T/rows"
	has '2 files in folders and archives are not named like sound' <"$T/err"
	tonfall -q -m prosody "$T/d/a.wav" "$T/x.tar" "$T/d/b.wav" | cut -f 1 >"$T/paths"
	printf '%s\n' path "$T/d/a.wav" "$T/x.tar:d/a.wav" "$T/x.tar:d/b.wav" "$T/x.tar:d/e/c.wav" "$T/d/b.wav" | cmp - "$T/paths"
}

test_keys() {
	three
	sound d/e/a.wav
	(cd "$T" && tar cf x.tar d/a.wav d/b.wav && tar cf y.tar -C d b.wav && tar cf w.tar d/a.wav d/e/a.wav)
	keys() { (cd "$T" && wav2fbank "$@") | tensorinfo | sed 1d | cut -f 1 | xargs; }
	[ "$(keys x.tar)" = 'a b' ]
	[ "$(keys y.tar)" = b ]
	[ "$(keys x.tar:d/a.wav y.tar:b.wav)" = 'a b' ]
	[ "$(keys --key path x.tar y.tar)" = 'x.tar:d/a x.tar:d/b y.tar:b' ]
	says "key 'b' belongs to $T/x.tar already; --key path" 1 wav2fbank "$T/x.tar" "$T/y.tar"
	says "$T/w.tar: key 'a' belongs to $T/w.tar already; --key path" 1 wav2fbank "$T/w.tar"
	says 'the file is named twice' 1 wav2fbank "$T/y.tar" "$T/y.tar"
	printf 'path\nx.tar:d/b.wav\ny.tar:b.wav\n' >"$T/two.tsv"
	says "line 3: key 'b' belongs to line 2 already" 1 wav2fbank -l "$T/two.tsv"
}

test_segments_windows_and_channels() {
	sound d/a.wav 2
	sox -R -V1 -M "$T/d/a.wav" "$T/d/a.wav" "$T/d/two.wav"
	pack x.tar d/a.wav d/two.wav
	printf 'path\tkey\tstart\tend\nd/a.wav\t1\t0.5\t1\nd/a.wav\t2\t1\t1.75\n' >"$T/f.tsv"
	sed 's/^d/x.tar:d/' "$T/f.tsv" >"$T/m.tsv"
	wav2fbank -l "$T/f.tsv" >"$T/one"
	wav2fbank -l "$T/m.tsv" | cmp - "$T/one"
	for how in '-w 0.5' '--channel each' '--channel 2'; do
		wav2fbank $how "$T/d/two.wav" >"$T/one"
		wav2fbank $how "$T/x.tar:d/two.wav" | cmp - "$T/one"
	done
	printf 'key\tstart\tend\ntwo\t0.1\t0.9\n' >"$T/seg.tsv"
	tonfall -q -m prosody --segments "$T/seg.tsv" "$T/d/two.wav" | sed 's/^[^	]*//' >"$T/one"
	tonfall -q -m prosody --segments "$T/seg.tsv" "$T/x.tar:d/two.wav" | sed 's/^[^	]*//' | cmp - "$T/one"
	[ "$(wc -l <"$T/one")" -eq 2 ]
	# A speaker's recordings are heard twice.
	printf 'path\tspeaker\nd/a.wav\tx\nd/two.wav\tx\n' >"$T/f.tsv"
	sed 's/^d/x.tar:d/' "$T/f.tsv" >"$T/m.tsv"
	tonfall -q -m best --speech 0 --adapt speaker -l "$T/f.tsv" | sed 's/^[^	]*//' >"$T/one"
	tonfall -q -m best --speech 0 --adapt speaker -l "$T/m.tsv" | sed 's/^[^	]*//' | cmp - "$T/one"
}

test_what_is_no_recording() {
	three
	(cd "$T/d" && ln -s a.wav soft.wav && ln a.wav hard.wav && mkfifo pipe.wav && truncate -s 1M holes.wav &&
	    : >empty.wav && echo text >text.wav)
	(cd "$T" && tar cSf x.tar --sort=name d && tar cSf y.tar --format=posix d/holes.wav)
	member 'no such member' x.tar:d/none.wav
	member 'no such member' x.tar:a.wav
	member 'is a folder' x.tar:d/
	member 'is a link' x.tar:d/soft.wav
	member 'is a link' x.tar:d/hard.wav
	member 'neither a file nor a folder' x.tar:d/pipe.wav
	member 'sparse' x.tar:d/holes.wav
	member 'sparse' y.tar:d/holes.wav
	member 'is empty' x.tar:d/empty.wav
	member 'is text' x.tar:d/text.wav
	member 'cannot be opened: No such file' none.tar:d/a.wav
	member 'cannot be opened: Not a directory' d/a.wav/x
	member 'ends in .tar, .*or .zip' d/a.wav:x
}

test_what_is_no_archive() {
	three
	(cd "$T" && cp d/a.wav a.tar && : >e.tar && echo text >t.tar && cp t.tar t.zip)
	head -c 2000 /dev/zero | tr '\0' x >"$T/x.tar"
	member 'not an archive' a.tar:d/a.wav
	member 'is empty, want an archive' e.tar:d/a.wav
	member 'not an archive' t.tar:d/a.wav
	member 'not a ZIP archive' t.zip:d/a.wav
	member 'not an archive' x.tar:d/a.wav
	for archive in a e t x; do
		says "$T/$archive.tar: " 1 wav2fbank "$T/$archive.tar"
		says "$T/$archive.tar: " 1 tonfall -q -m prosody "$T/$archive.tar"
	done
	pack n.tar d/e
	says 'has no member that is named like sound' 1 wav2fbank "$T/n.tar"
	says 'has no member that is named like sound' 1 tonfall -q -m prosody "$T/n.tar"
}

# damage ARCHIVE OFFSET BYTES: in $T, in a copy called bad.tar or bad.zip.
damage() {
	cp "$T/$1" "$T/bad.${1##*.}"
	printf "$3" | dd of="$T/bad.${1##*.}" bs=1 seek="$2" conv=notrunc status=none
}

test_a_tar_that_is_damaged() {
	local at
	three
	pack x.tar d/a.wav d/b.wav d/e/c.wav
	at=$((512 + ($(stat -c %s "$T/d/a.wav") + 511) / 512 * 512))
	# The header of b.
	damage x.tar $at X
	member "no such member before its end; it is damaged at byte $at" bad.tar:d/b.wav
	same d/a.wav -- bad.tar:d/a.wav
	says "bad.tar: is damaged at byte $at (libarchive: Damaged tar archive)" 1 wav2fbank "$T/bad.tar"
	wav2fbank -k "$T/bad.tar" 2>"$T/err" | tensorinfo | cut -f 1 | xargs >"$T/rows"
	has 'bad.tar: is damaged' <"$T/err"
	has -x 'key a' <"$T/rows"
	! tonfall -q -m prosody "$T/bad.tar" >"$T/rows" 2>"$T/err"
	has 'bad.tar: is damaged' <"$T/err"
	[ "$(wc -l <"$T/rows")" -eq 2 ]
	# Cut in b, and before the end.
	head -c $((at + 1000)) "$T/x.tar" >"$T/cut.tar"
	member 'is cut short: the archive ends before its' cut.tar:d/b.wav
	member 'no such member before its end; it is cut short' cut.tar:d/e/c.wav
	same d/a.wav -- cut.tar:d/a.wav
	head -c $at "$T/x.tar" >"$T/cut.tar"
	same d/a.wav -- cut.tar:d/a.wav
	says 'cut.tar: is cut short' 1 wav2fbank "$T/cut.tar"
	for n in 1 100 511 513; do
		head -c $n "$T/x.tar" >"$T/cut.tar"
		says 'cut.tar: ' 1 wav2fbank "$T/cut.tar"
	done
}

# tarred 'PYTHON': writes $T/p.tar, from header(name, size, type='0', **fields) and
# padded bytes.
tarred() {
	/usr/bin/python3 - "$T" "$1" <<-'EOP'
	import sys
	T = sys.argv[1]
	wav = open(T + "/d/a.wav", "rb").read()
	def number(n):
	    return b"%011o\0" % n if 0 <= n < 8 ** 11 else b"\x80" + n.to_bytes(11, "big")
	def header(name, size, type=b"0", raw=None, magic=b"ustar\0" + b"00"):
	    h = name.ljust(100, b"\0") + b"0000644\0" * 3 + (raw or number(size)) + number(0)
	    h += b" " * 8 + type + b"\0" * 100 + magic
	    h = bytearray(h.ljust(512, b"\0"))
	    h[148:156] = b"%06o\0 " % sum(h)
	    return bytes(h)
	def body(b):
	    return b + b"\0" * (-len(b) % 512)
	def pax(**kw):
	    b = b""
	    for k, v in kw.items():
	        k, v = k.replace("__", ".").encode(), v if isinstance(v, bytes) else v.encode()
	        n = len(k) + len(v) + 3
	        while n != len(str(n)) + len(k) + len(v) + 3: n = len(str(n)) + len(k) + len(v) + 3
	        b += b"%d %s=%s\n" % (n, k, v)
	    return header(b"x", len(b), b"x") + body(b)
	end = b"\0" * 1024
	good = header(b"d/a.wav", len(wav)) + body(wav)
	open(T + "/p.tar", "wb").write(eval(sys.argv[2]))
	EOP
}

test_absurd_members_of_a_tar() {
	three
	tarred 'good + header(b"x.wav", 1 << 60) + end'
	member 'is cut short: the archive ends before its 1152921504606846976 bytes do' p.tar:x.wav
	same d/a.wav -- p.tar:d/a.wav
	for header in 'b"x.wav", (1 << 63) - 1' 'b"x.wav", 0, raw=b"\xff" * 12' 'b"x.wav", 0, raw=b"-0000000001\0"' \
	    'b"L", 1 << 40, b"L"' 'b"x", 1 << 40, b"x"'; do
		tarred "good + header($header) + end"
		member 'no such member before its end; it is damaged at byte 10240 (libarchive: ' p.tar:x.wav
		same d/a.wav -- p.tar:d/a.wav
	done
	tarred 'good + header(b"x", 20, b"x") + body(b"99 path=x.wav\n")'
	member 'is damaged at byte 10240' p.tar:x.wav
	tarred 'good + header(b"x", 20, b"x") + body(b"99 path=x.wav\n") + header(b"y.wav", len(wav)) + body(wav) + end'
	member 'what the archive says of it contradicts itself' p.tar:y.wav
	tarred 'good + pax(size="999999999999999999") + header(b"x.wav", 0) + end'
	member 'cut short' p.tar:x.wav
	tarred 'good + pax(path="x.wav", size=str(len(wav))) + header(b"y", 5) + body(wav) + good + end'
	same d/a.wav d/a.wav -- p.tar:x.wav p.tar:d/a.wav
	# Nothing is written anywhere.
	tarred 'header(b"../../x.wav", len(wav)) + body(wav) + header(b"/tmp/abs.wav", len(wav)) + body(wav) + end'
	same d/a.wav d/a.wav -- p.tar:../../x.wav p.tar:/tmp/abs.wav
	[ ! -e "$T/../../x.wav" ]
	[ ! -e "$T/../x.wav" ]
	# A header is the last thing there is.
	tarred 'good + header(b"L", 30, b"L")'
	member 'no such member before its end; it is damaged at byte 10240' p.tar:x.wav
	tarred 'end'
	says 'no member that is named like sound' 1 wav2fbank "$T/p.tar"
	tarred 'good + header(b"v", 0, b"V") + header(b"m.wav", 700, b"M") + body(wav[:700]) + good + end'
	member 'neither a file nor a folder' p.tar:m.wav
	same d/a.wav -- p.tar:d/a.wav
}

# zip 'PYTHON': changes b, the bytes of x.zip, and writes p.zip.  entry is where the
# directory's entry of the first member is.
altered() {
	/usr/bin/python3 - "$T" "$1" <<-'EOP'
	import struct, sys
	T = sys.argv[1]
	b = bytearray(open(T + "/x.zip", "rb").read())
	entry = b.find(b"PK\1\2")
	end = b.find(b"PK\5\6")
	def put(at, fmt, x): b[at:at + struct.calcsize(fmt)] = struct.pack(fmt, x)
	exec(sys.argv[2])
	open(T + "/p.zip", "wb").write(b)
	EOP
}

test_a_zip_that_is_damaged() {
	three
	for method in 8 0; do
		zipped x.zip $method d/b.wav d/a.wav
		altered ''
		same d/b.wav d/a.wav -- p.zip:d/b.wav p.zip:d/a.wav
		altered 'b[200] ^= 1'
		member 'is damaged (libarchive: ZIP bad CRC' p.zip:d/b.wav
		same d/a.wav -- p.zip:d/a.wav
		altered 'put(entry + 16, "<I", 1)'
		member 'contradicts itself' p.zip:d/b.wav
		altered 'put(6, "<H", 1)'
		member 'is encrypted' p.zip:d/b.wav
		altered 'put(8, "<H", 97); put(entry + 10, "<H", 97)'
		member 'compressed in a way that is not read here' p.zip:d/b.wav
		same d/a.wav -- p.zip:d/a.wav
		altered 'put(entry + 42, "<I", 7)'
		member 'is damaged after 0 members' p.zip:d/b.wav
		altered 'put(entry + 42, "<I", 0xfffffff0)'
		member 'no such member before its end; it is cut short after 1 members' p.zip:d/b.wav
		same d/a.wav -- p.zip:d/a.wav
		altered 'b = b[:-1000]'
		member 'not a ZIP archive' p.zip:d/b.wav
		altered 'b = b[:end - 30] + b[end:]'
		says 'p.zip: ' 1 wav2fbank "$T/p.zip"
		altered 'put(end + 10, "<H", 9)'
		says 'p.zip: ' 1 wav2fbank "$T/p.zip"
		# A program that unpacks it, and a comment.
		altered 'put(end + 20, "<H", 7); b = b"#!/bin/sh\n" + b + b"comment"'
		same d/b.wav d/a.wav -- p.zip:d/b.wav p.zip:d/a.wav
	done
	altered 'b[30:37] = b"\0" * 7'
	member 'no such member' p.zip:d/b.wav
	zipped x.zip 8 d/b.wav
	altered 'put(entry + 24, "<I", 100)'
	member 'contradicts itself' p.zip:d/b.wav
	for size in 100 100000 0xfffffffe; do
		altered "put(22, '<I', $size); put(entry + 24, '<I', $size)"
		member 'is damaged (libarchive: ZIP uncompressed data is wrong size' p.zip:d/b.wav
	done
	altered 'put(18, "<I", 100); put(entry + 20, "<I", 100)'
	member 'is damaged (libarchive: ZIP decompression failed' p.zip:d/b.wav
	altered 'put(entry + 24, "<I", 0xffffffff)'
	member 'damaged\|cut short' p.zip:d/b.wav
}

# More members, or larger ones, than numbers of 16 and 32 bits can say.
test_a_large_zip() {
	three
	/usr/bin/python3 - "$T" <<-'EOP'
	import sys, zipfile
	T = sys.argv[1]
	with zipfile.ZipFile(T + "/n.zip", "w") as z:
	    for i in range(66000):
	        z.writestr("n/%d" % i, b"")
	    z.write(T + "/d/b.wav", "b.wav")
	with zipfile.ZipFile(T + "/l.zip", "w") as z:
	    with z.open("b.wav", "w", force_zip64=True) as f:
	        f.write(open(T + "/d/b.wav", "rb").read())
	EOP
	same d/b.wav d/b.wav -- n.zip:b.wav l.zip:b.wav
}

test_a_large_member_is_kept_in_a_temporary_file() {
	sound d/a.wav 540
	[ "$(stat -c %s "$T/d/a.wav")" -gt $((16 << 20)) ]
	pack x.tar d/a.wav
	zipped z.zip 8 d/a.wav
	same d/a.wav d/a.wav -- x.tar:d/a.wav z.zip:d/a.wav
	says 'cannot be kept in memory or, if it is large, in a temporary file (TMPDIR): No such' 1 \
	    env TMPDIR="$T/none" wav2fbank -k "$T/x.tar" "$T/d/a.wav"
}

# The list is read a row at a time, so the archive can change between two of them.
test_an_archive_that_changes() {
	three
	pack x.tar d/a.wav d/b.wav d/e/c.wav
	mkfifo "$T/list" "$T/out"
	(cd "$T" && wav2fbank -k -j 1 -l list >out 2>err) &
	exec 6<"$T/out" 5>"$T/list"
	printf 'path\nx.tar:d/a.wav\n' >&5
	# The record has come when its bytes have.
	head -c 2000 <&6 >/dev/null
	tar -C "$T" -rf "$T/x.tar" d/a.wav
	printf 'x.tar:d/b.wav\n' >&5
	exec 5>&-
	cat <&6 >/dev/null
	exec 6<&-
	wait $! || :
	has 'x.tar:d/b.wav: the archive has changed' <"$T/err"
}

test_the_output_is_not_an_archive_that_is_read() {
	three
	pack x.tar d/a.wav d/b.wav
	cp "$T/x.tar" "$T/copy"
	table x.tar:d/a.wav
	says "-o $T/x.tar.*: is an input" 2 wav2fbank -o "$T/x.tar" "$T/x.tar"
	says "-o $T/x.tar.*: is an input" 2 wav2fbank -o "$T/x.tar" -l "$T/list.tsv"
	says "-o $T/x.tar.*: is an input" 2 tonfall -q -m prosody -o "$T/x.tar" -f tsv "$T/x.tar"
	says "-o $T/x.tar.*: is an input" 2 tonfall -q -m prosody -o "$T/x.tar" -f tsv -l "$T/list.tsv"
	cmp "$T/x.tar" "$T/copy"
}

test_list_files() {
	three
	pack x.tar d/a.wav d/b.wav
	(cd "$T" && tonfall --list-files x.tar d d/b.wav) >"$T/rows"
	{
		for f in x.tar:d/a.wav x.tar:d/b.wav d/a.wav d/b.wav d/e/c.wav d/b.wav; do
			printf '%s\t%s\t%s\n' "$f" "$(stat -c %s "$T/${f#x.tar:}")" "$(LC_ALL=C stat -c %.9Y "$T/${f%%:*}")"
		done
	} | cmp - <(sed 1d "$T/rows")
	has -x 'path	size	changed' <"$T/rows"
	# It is a list itself.
	(cd "$T" && tonfall --list-files x.tar >l.tsv)
	[ "$(tonfall -q -m prosody -l "$T/l.tsv" | wc -l)" -eq 3 ]
	table x.tar:d/b.wav d/none.wav x.tar:d/none.wav
	says "line 3: $T/d/none.wav: cannot be opened" 1 tonfall --list-files -l "$T/list.tsv"
	says "line 4: $T/x.tar:d/none.wav: the archive has no such member" 1 tonfall --list-files -l "$T/list.tsv"
	! tonfall --list-files -l "$T/list.tsv" >"$T/rows" 2>/dev/null
	has "^$T/x.tar:d/b.wav	$(stat -c %s "$T/d/b.wav")	" <"$T/rows"
	# It replaces none of them, nor the archive, and leaves nothing.
	cp "$T/d/b.wav" "$T/b"
	cp "$T/x.tar" "$T/x"
	says '-o .*b.wav: is an input as well' 2 tonfall --list-files -o "$T/d/b.wav" "$T/d"
	says '-o .*x.tar: is an input as well' 2 tonfall --list-files -o "$T/x.tar" "$T/x.tar"
	cmp "$T/b" "$T/d/b.wav"
	cmp "$T/x" "$T/x.tar"
	[ "$(find "$T/d" -type f | wc -l)" -eq 3 ]
	says '--list-files writes tsv alone' 2 tonfall --list-files -f json "$T/x.tar"
	says 'is for recordings' 2 tonfall --live --list-files
}

test_a_table_of_an_experiment() {
	three
	pack x.tar d/a.wav d/b.wav
	printf 'path\tlabel\tsession\nx.tar:d/a.wav\tx\t1\n\nx.tar:d/b.wav\tx\t2\nd/e/c.wav\tx\t2\n' >"$T/t.tsv"
	pipelines/corpora/table "$T/t.tsv" >"$T/corpus.tsv"
	pipelines/corpora/files "$T/corpus.tsv" "$T/t.tsv" >"$T/list"
	[ "$(cut -f 2 "$T/list" | xargs)" = "$(stat -c %s "$T/d/a.wav" "$T/d/b.wav" "$T/d/e/c.wav" | xargs)" ]
	# It changes when the archive does.
	touch -d 2020-01-01 "$T/x.tar"
	! pipelines/corpora/files "$T/corpus.tsv" "$T/t.tsv" | cmp -s - "$T/list"
	sed -i 's/b.wav/none.wav/' "$T/t.tsv" "$T/corpus.tsv"
	says "t.tsv: line 4: .*x.tar:d/none.wav: the archive has no such member" 1 \
	    pipelines/corpora/files "$T/corpus.tsv" "$T/t.tsv"
	# More rows than a pipe holds; a tar that is compressed.
	gzip -k "$T/x.tar"
	mv "$T/x.tar.gz" "$T/x.TGZ"
	{ printf 'path\tlabel\tsession\n'; yes "x.TGZ:d/a.wav	x	1" | head -n 9000 || [ $? -eq 141 ]; } >"$T/many.tsv"
	pipelines/corpora/files "$T/many.tsv" >"$T/list"
	[ "$(wc -l <"$T/list")" -eq 9000 ]
	cut -f 1 "$T/list" | uniq | has -x "$T/x.TGZ:d/a.wav"
	printf '%s\0' "$T/d/e/c.wav" "$T/x.TGZ:d/b.wav" | pipelines/sizes | cut -f 1 >"$T/sizes"
	stat -c %s "$T/d/e/c.wav" "$T/d/b.wav" | cmp - "$T/sizes"
}

test_label() {
	three
	pack x.tar d/a.wav d/b.wav d/e/c.wav
	printf 'path\tid\nx.tar:d/a.wav\t1\nx.tar:d/b.wav\t2\nx.tar:d/none.wav\t3\nd/e/c.wav\t4\n' >"$T/calls.tsv"
	! pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody JOBS=2 SHARDS=2 TONFALL='--speech 0' RESULT="$T/r.tsv" >"$T/said" 2>"$T/err"
	tonfall -q --speech 0 -m prosody -l "$T/calls.tsv" -f tsv -o "$T/one.tsv" 2>/dev/null || :
	cmp "$T/r.tsv" "$T/one.tsv"
	has 'no such member' <"$(find "$T/out" -name failed.tsv)"
	# Shards are by the sizes of members.
	awk 'NR > 1 { print $2 }' "$(find "$T/out" -name rows.tsv)" | head -n 2 | xargs >"$T/sizes"
	has "$(stat -c %s "$T/d/a.wav")" <"$T/sizes"
}

# ---- tars that are compressed as a whole ----

# packed_by: "SUFFIX PROGRAM" of each that there is.
packed_by() {
	local suffix program
	while read -r suffix program; do
		! type "$program" >/dev/null 2>&1 || echo "$suffix $program"
	done <<-'EOF'
	tar.gz gzip
	tgz gzip
	tar.bz2 bzip2
	tar.xz xz
	tar.zst zstd
	EOF
}

test_tars_that_are_compressed() {
	three
	pack x.tar d/a.wav d/b.wav d/e/c.wav
	packed_by | while read -r suffix program; do
		"$program" -c <"$T/x.tar" >"$T/x.$suffix"
		same d/a.wav d/b.wav d/e/c.wav -- "x.$suffix:d/a.wav" "x.$suffix:d/b.wav" "x.$suffix:d/e/c.wav"
		# Backwards, the last one twice, and in threads.
		same d/e/c.wav d/a.wav d/b.wav d/a.wav -- \
		    "x.$suffix:d/e/c.wav" "x.$suffix:d/a.wav" "x.$suffix:d/b.wav" "x.$suffix:d/a.wav"
		wav2fbank -j 3 -l "$T/list.tsv" | cmp - "$T/one"
		wav2fbank "$T/x.tar" >"$T/one"
		wav2fbank "$T/x.$suffix" | cmp - "$T/one"
		# What it is, is seen in the file.
		cp "$T/x.$suffix" "$T/y.tar"
		same d/b.wav -- y.tar:d/b.wav
	done
}

test_compressed_tars_that_are_damaged() {
	local size
	three
	# Noise, so that what is cut off is not what no member needs.
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/d/b.wav" synth 10 whitenoise gain -6
	pack x.tar d/a.wav d/b.wav d/e/c.wav
	packed_by | while read -r suffix program; do
		"$program" -c <"$T/x.tar" >"$T/x.$suffix"
		size=$(stat -c %s "$T/x.$suffix")
		head -c $((size / 2)) "$T/x.$suffix" >"$T/c.$suffix"
		says "c.$suffix" 1 wav2fbank "$T/c.$suffix"
		# Of bzip2 all of it is one block.
		if [ "$program" = bzip2 ]; then
			member 'not an archive, or damaged at its beginning' "c.$suffix:d/b.wav"
		else
			same d/a.wav -- "c.$suffix:d/a.wav"
			member 'is cut short\|is damaged' "c.$suffix:d/b.wav"
			member 'no such member before its end; it is cut short' "c.$suffix:d/e/c.wav"
		fi
		for n in 1 3 7 20; do
			head -c $n "$T/x.$suffix" >"$T/c.$suffix"
			says "c.$suffix" 1 wav2fbank "$T/c.$suffix"
		done
		cp "$T/x.$suffix" "$T/c.$suffix"
		head -c 3000 /dev/zero | tr '\0' x | dd of="$T/c.$suffix" bs=1 seek=$((size / 2)) conv=notrunc status=none
		says "c.$suffix" 1 wav2fbank "$T/c.$suffix"
		"$program" -c <"$T/d/a.wav" >"$T/c.$suffix"
		says "c.$suffix: is not an archive\|c.$suffix: is damaged\|c.$suffix: is cut" 1 wav2fbank "$T/c.$suffix"
	done
}

# Members that a thread passes over for its own are still given to others, each once,
# whatever their order.
test_any_order_of_members() {
	local i
	mkdir "$T/d"
	for i in {10..59}; do
		sound "d/$i.wav" 0.1 "${i}0"
	done
	(cd "$T" && tar czf x.tgz d/*.wav)
	(cd "$T" && zipped z.zip 8 d/*.wav)
	for order in '-n' '-rn' '-R --random-source=/bin/ls'; do
		# shellcheck disable=SC2086 # options
		seq 10 59 | sort $order >"$T/order"
		# shellcheck disable=SC2046 # numbers
		table $(sed 's,.*,d/&.wav,' "$T/order")
		wav2fbank -l "$T/list.tsv" >"$T/one"
		for archive in x.tgz z.zip; do
			sed "2,\$ s/^/$archive:/" "$T/list.tsv" >"$T/m.tsv"
			wav2fbank -j 1 -l "$T/m.tsv" | cmp - "$T/one"
			wav2fbank -j 8 -l "$T/m.tsv" | cmp - "$T/one"
		done
	done
}

test_beginning_again_too_often_is_refused() {
	local i
	type zstd >"$T/x" 2>&1 || skip 'needs zstd'
	three
	truncate -s 130M "$T/d/zeros"
	pack x.tar d/a.wav d/zeros d/b.wav d/e/c.wav
	zstd -q -1 "$T/x.tar"
	rm "$T/x.tar" "$T/d/zeros"
	# Nine times from b to a, or from a, which was kept in passing, to b.
	for i in 1 2 3 4 5 6 7 8 9 10; do
		printf '%s\n' x.tar.zst:d/b.wav x.tar.zst:d/a.wav
	done | sed -e '1i path' -e '$a x.tar.zst:d/e/c.wav' | awk 'NR == 1 { print $0 "\tkey"; next } { print $0 "\t" NR }' >"$T/list.tsv"
	wav2fbank -k -j 1 -l "$T/list.tsv" 2>"$T/err" | tensorinfo | sed 1d >"$T/rows"
	has "line [0-9]*: $T/x.tar.zst:d/[ab].wav: comes before members that have been read, .* (zstd -d)" <"$T/err"
	# What is ahead can still be read.
	[ "$(wc -l <"$T/rows")" -ge 16 ]
	has '^22	38x23' <"$T/rows"
}

# Headers that do not tell sizes, as of a ZIP that went through a pipe, and those with
# more fields than are looked through.
test_zips_that_are_harder_to_read() {
	three
	(cd "$T" && /usr/bin/python3 - <<-'EOP'
	import zipfile
	class Pipe:
	    def __init__(self, f): self.f = f
	    def write(self, b): return self.f.write(b)
	    def flush(self): self.f.flush()
	names = "d/b.wav", "d/e/c.wav", "d/a.wav"
	for method in 0, 8:
	    with open("pipe%d.zip" % method, "wb") as f, zipfile.ZipFile(Pipe(f), "w", method) as z:
	        for name in names:
	            z.write(name)
	    for n in 480, 600, 60000:
	        with zipfile.ZipFile("fields%d-%d.zip" % (n, method), "w", method) as z:
	            for name in names:
	                i = zipfile.ZipInfo(name)
	                i.extra = b"xx" + bytes((n & 255, n >> 8)) + b"\0" * n
	                i.compress_type = method
	                z.writestr(i, open(name, "rb").read())
	    # What looks like a header is among the fields.
	    with zipfile.ZipFile("twice-%d.zip" % method, "w", method) as z:
	        for name in names:
	            i = zipfile.ZipInfo(name)
	            fake = b"PK\3\4" + b"\0" * 22 + bytes((3, 0, 7, 0)) + b"\0" * 10
	            i.extra = b"xx" + bytes((len(fake), 0)) + fake
	            i.compress_type = method
	            z.writestr(i, open(name, "rb").read())
	EOP
	)
	for archive in "$T"/*.zip; do
		archive=${archive##*/}
		same d/a.wav d/b.wav d/e/c.wav d/a.wav -- \
		    "$archive:d/a.wav" "$archive:d/b.wav" "$archive:d/e/c.wav" "$archive:d/a.wav"
	done
}

# No other locale than C is set by the programs, and names are bytes; those in headers
# of pax and in newer ZIPs are in UTF-8.
test_names_beyond_ascii() {
	local latin=$'d/\344.wav' format locale
	three
	cp "$T/d/a.wav" "$T/d/ä ö 語.wav"
	cp "$T/d/b.wav" "$T/$latin"
	for format in gnu posix ustar; do
		tar -C "$T" --format=$format -cf "$T/$format.tar" 'd/ä ö 語.wav' "$latin"
	done
	zipped z.zip 8 'd/ä ö 語.wav'
	for locale in C C.UTF-8 de_DE.ISO-8859-1; do
		for archive in gnu.tar posix.tar ustar.tar z.zip; do
			LC_ALL=$locale same 'd/ä ö 語.wav' -- "$archive:d/ä ö 語.wav"
		done
		for archive in gnu.tar posix.tar ustar.tar; do
			LC_ALL=$locale same "$latin" -- "$archive:$latin"
		done
	done
}

# It is loaded by what sees an archive, and by nothing else.
test_libarchive_is_loaded_when_needed() {
	local p f
	three
	pack x.tar d/a.wav
	for p in wav2fbank wav2spec wav2prosody tonfall; do
		ldd "$(type -P $p)" >"$T/ldd" 2>&1 || :
		exits 1 grep 'libarchive' "$T/ldd"
	done
	mkdir "$T/lib"
	: >"$T/lib/libarchive.so.13"
	LD_LIBRARY_PATH=$T/lib says "x.tar: archives need libarchive, which cannot be loaded (.*): install libarchive13" \
	    1 wav2fbank "$T/x.tar"
	LD_LIBRARY_PATH=$T/lib wav2fbank "$T/d/a.wav" | tensorinfo | has '^a	'
}
