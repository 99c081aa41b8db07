# Keys, labels, attributes and paths of strangers do nothing to a terminal:
# messages, and text for people, show control characters instead of sending
# them.

ugly=$(printf 'a\033]PWNED\007\033[2J\302\233m\377\rz\303\274')
seen='a\x1b]PWNED\x07\x1b[2J\xc2\x9bm\xff\x0dzü'

# tame FILE TEXT: it has these words, and nothing that a terminal obeys.
tame() {
	/usr/bin/python3 - "$1" <<-'PY'
	import sys
	text = open(sys.argv[1], "rb").read().decode()
	bad = [c for c in text if c not in "\n\t" and (c < " " or "\x7f" <= c <= "\x9f")]
	sys.exit(f"{text!r}: {bad}" if bad else 0)
	PY
	grep -qF -e "$2" "$1" || { cat "$1"; return 1; }
}

# refuses TEXT COMMAND...: status 1, one line on stderr, which has the text.
refuses() {
	local text=$1
	shift
	exits 1 "$@" >"$T/out" 2>"$T/err"
	[ "$(wc -l <"$T/err")" -eq 1 ]
	tame "$T/err" "$text"
}

test_keys_and_labels_in_messages() {
	printf '%s\n' 'statpool' 'dense classes' >"$T/net"
	tests/tools/mktensor 'key=a;shape=9,2;label=x|#1' 'key=b;shape=9,2;label=y|#2' >"$T/good"
	cnntrain -q -e 1 -a "$T/net" -o "$T/model" "$T/good"
	tests/tools/mktensor "key=$ugly;shape=1,2;label=x|nan 1" 'key=b;shape=1,2;label=y|1 2' >"$T/in"
	refuses "record '$seen'" zscore <"$T/in"
	refuses "record '$seen'" cnneval -m "$T/model" <"$T/in"
	refuses "record '$seen'" cnntrain -q -e 1 -a "$T/net" -o "$T/m" "$T/in"
	refuses "record '$seen'" foldsplit -k 2 -f 1 -p train <"$T/in"
	# a class that only dev has
	tests/tools/mktensor "key=c;shape=9,2;label=$ugly|#3" >"$T/dev"
	cnntrain -q -e 1 -a "$T/net" -d "$T/dev" -o "$T/m" "$T/good" 2>"$T/err"
	tame "$T/err" "'$seen'"
	# the name of a checkpoint
	for i in 1 2; do
		cnntrain -e $i -c "$T/$ugly" --keep -a "$T/net" -o "$T/m" "$T/good" 2>"$T/err"
	done
	tame "$T/err" "resuming from $T/$seen after epoch 1"
	# a key that a table has twice
	printf 'key\tmood\n%s\tu\n%s\tv\n' "$ugly" "$ugly" >"$T/table"
	refuses "'$seen'" labeljoin "$T/table" <"$T/good"
}

test_paths_in_messages() {
	local f=$T/$ugly
	refuses "$seen: cannot" tensorinfo "$f"
	refuses "$seen: cannot" zscore -m "$f"
	refuses "$seen: cannot" wav2fbank "$f"
	refuses "$seen: cannot" confmat "$f"
	exits 2 padcut "--$ugly" 2>"$T/err"
	tame "$T/err" "$seen"
}

test_scores_for_people() {
	printf 'label\tpredicted\n%s\t%s\nx\tx\nx\t%s\n' "$ugly" "$ugly" "$ugly" >"$T/table"
	confmat -b 100 -C "$T/c" "$T/table" >"$T/out" 2>"$T/err"
	tame "$T/out" "$seen"
	tame "$T/out" "  predicted"
	# for programs it is what it was
	head -n 1 "$T/c" | has -F "$ugly"
	confmat -b 100 "$T/c" >"$T/out" 2>"$T/err" || true
	tame "$T/err" 'confmat: '
	# columns stand one under the other, however long what is shown is
	[ "$(confmat -b 100 "$T/table" | /usr/bin/python3 -c 'import sys
rows = sys.stdin.buffer.read().decode().split("\n\n")[:1]
print(len({len(l) for r in rows for l in r.split("\n") if l.endswith("%") or l.endswith("all")}))')" -eq 2 ]
	command -v gnuplot >/dev/null || skip 'no gnuplot'
	confmat -q -b 100 -o "$T/p.svg" "$T/table" 2>"$T/err"
	tame "$T/p.svg" 'PWNED'
}

test_tables_of_tensorinfo() {
	tests/tools/mktensor "key=$ugly;shape=1;label=$ugly|1" | tensorinfo >"$T/out"
	tame "$T/out" "${seen//\\/\\}"
}
