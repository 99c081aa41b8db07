# Recordings as files and as members of archives, and what it takes to read the names of
# many members.
n=$(pick 4000 20)
many=$(pick 1000000 2000)
speech "$DATA/speech$n.wav" "$n"
if [ ! -d "$DATA/archive$n" ]; then
	mkdir "$DATA/archive$n.part"
	# A second each, of which the last may be short.
	sox -R -V1 "$DATA/speech$n.wav" "$DATA/archive$n.part/s.wav" trim 0 1 : newfile : restart 2>/dev/null
	find "$DATA/archive$n.part" -type f -size -10k -delete
	/usr/bin/python3 - "$DATA/archive$n.part" <<-'EOP'
	import os, random, sys, zipfile
	os.chdir(sys.argv[1])
	names = sorted(os.listdir("."))
	open("list.tsv", "w").write("path\n" + "".join(x + "\n" for x in names))
	for kind, method in ("stored", 0), ("deflated", 8):
	    with zipfile.ZipFile(kind + ".zip", "w", method) as z:
	        for x in names:
	            z.write(x)
	for a in "x.tar", "x.tar.gz", "stored.zip", "deflated.zip":
	    open(a + ".tsv", "w").write("path\n" + "".join(a + ":" + x + "\n" for x in names))
	random.Random(1).shuffle(names)
	open("any.tsv", "w").write("path\n" + "".join("stored.zip:" + x + "\n" for x in names))
	names.sort()
	open("names", "w").write("".join(x + "\n" for x in names))
	EOP
	tar -C "$DATA/archive$n.part" -cf "$DATA/archive$n.part/x.tar" -T "$DATA/archive$n.part/names"
	gzip -k "$DATA/archive$n.part/x.tar"
	mv "$DATA/archive$n.part" "$DATA/archive$n"
fi
if [ ! -f "$DATA/many$many.tar" ]; then
	/usr/bin/python3 - "$DATA/many$many.part" "$many" <<-'EOP'
	import sys
	with open(sys.argv[1], "wb") as f:
	    for i in range(int(sys.argv[2])):
	        h = bytearray(b"2026/%02d/%02d/call-%07d.wav" % (i % 12, i % 28, i)).ljust(512, b"\0")
	        h[100:136] = b"0000644\0" * 3 + b"00000000400\0"
	        h[148:157] = b" " * 8 + b"0"
	        h[257:265] = b"ustar\00000"
	        h[148:155] = b"%06o\0" % sum(h)
	        f.write(h + b"\0" * 512)
	    f.write(b"\0" * 1024)
	EOP
	mv "$DATA/many$many.part" "$DATA/many$many.tar"
fi

features() {	# SIDE LIST
	sample "$1" "$B/cost" -q "$BIN/wav2fbank" -q -j 1 -l "$DATA/archive$n/$2"
}
files()    { features files list.tsv; }
tar_is()   { features tar x.tar.tsv; }
stored()   { features stored stored.zip.tsv; }
deflated() { features deflated deflated.zip.tsv; }
any()      { features any any.tsv; }
gz()       { features gz x.tar.gz.tsv; }
names() {
	sample names "$B/cost" -q "$BIN/tonfall" --list-files "$DATA/many$many.tar"
}
# Once before anything counts, so that all of them are in memory.
cat "$DATA/archive$n"/*.wav "$DATA/archive$n"/*.zip "$DATA/archive$n/x.tar" "$DATA/many$many.tar" >/dev/null
turns "$(few "$REPS")" files tar_is stored any deflated gz
turns "$(few 3)" names
what="wav2fbank -j 1 -l, $n recordings of 1 s, processor time"
compare "$what: members of a tar, and files" tar:cpu files:cpu 'ratio >= 0.85'
compare "$what: stored in a ZIP archive, and files" stored:cpu files:cpu 'ratio >= 0.7'
compare "$what: stored in a ZIP archive, in any order, and files" any:cpu files:cpu -
compare "$what: deflated in a ZIP archive, and files" deflated:cpu files:cpu -
compare "$what: members of a tar compressed by gzip, and files" gz:cpu files:cpu -
compare "tonfall --list-files, a tar of $many members, wall time" names:wall - -
compare "tonfall --list-files, a tar of $many members, peak memory" names:memory - -
