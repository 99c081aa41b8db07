# What an output may replace, and who may read it then.

stream() {
	tests/tools/mktensor 'key=a;shape=2,2|1 2 3 4' 'key=b;shape=1,2|5 6'
}

# stays FILE command...: it is refused, and FILE is as it was.
stays() {
	local file=$1
	shift
	cp "$file" "$T/was"
	says 'is an input as well, which would be replaced' 2 "$@" >"$T/x"
	cmp "$file" "$T/was"
}

test_side_inputs_stay() {
	local f
	stream >"$T/a"
	stream >"$T/b"
	ln -s a "$T/link"
	ln "$T/a" "$T/hard"
	printf 'key\tlabel\na\tx\nb\tx\n' >"$T/t"
	stays "$T/t" labeljoin -o "$T/t" "$T/t" "$T/a"
	for f in a link hard; do
		stays "$T/a" tensorinfo -o "$T/$f" "$T/b" "$T/a"
		stays "$T/a" tensordiff -o "$T/$f" "$T/a" "$T/b"
		stays "$T/a" tensordiff -o "$T/$f" "$T/b" "$T/a"
		stays "$T/a" cnneval -m "$T/b" -m "$T/a" -o "$T/$f" <"$T/b"
	done
	stays "$T/a" tensorinfo -o "$T/a" - <"$T/a"
	stays "$T/a" tensorinfo -o "$T/a" <"$T/a"
	# What is no stream any more cannot take the place of one.
	for f in a link hard; do
		stays "$T/a" foldsplit -l -o "$T/$f" "$T/a"
		stays "$T/a" tensorconv -t csv -o "$T/$f" "$T/a"
	done
	stays "$T/a" foldsplit -l -o "$T/a" <"$T/a"
	stays "$T/a" cnneval -m "$T/b" -o "$T/a" <"$T/a"
	stays "$T/a" tensorconv -t ark -o "$T/a" <"$T/a"
	# Nor can the archive of a script, or the file of a record.
	cp "$T/a" "$T/s.ark"
	stays "$T/s.ark" tensorconv -t scp -o "$T/s.scp" "$T/s.ark"
	stays "$T/s.ark" tensorconv -t scp -o "$T/s.scp" <"$T/s.ark"
	ln -s s.ark "$T/l.ark"
	stays "$T/s.ark" tensorconv -t scp -o "$T/l.scp" "$T/s.ark"
	[ ! -e "$T/s.scp" ]
	[ ! -e "$T/l.scp" ]
	[ -L "$T/l.ark" ]
	for f in npy htk; do
		tests/tools/mktensor "key=k.$f;shape=2,2|1 2 3 4" >"$T/k.$f"
		stays "$T/k.$f" tensorconv -t $f -o "$T/%" "$T/k.$f"
		stays "$T/k.$f" tensorconv -t $f -o "$T/%" <"$T/k.$f"
		tensorconv -t $f -o "$T/%.new" "$T/k.$f"
		[ -s "$T/k.$f.new" ]
	done
	tensorconv -t npy -o "$T/n.npy" "$T/b" || head -c 1000 "$T/b" >"$T/n.npy"
	stays "$T/n.npy" tensorconv -f npy -o "$T/n.npy" "$T/b" "$T/n.npy"
	# The stream itself may be.
	labeljoin -o "$T/a" "$T/t" "$T/a"
	tensorinfo "$T/a" | has 'label=x'
}

test_outputs_of_confmat() {
	local o
	printf 'label\tpredicted\nx\tx\ny\tx\ny\ty\n' >"$T/p"
	cp "$T/p" "$T/q.svg"
	for o in C S; do
		stays "$T/p" confmat -q -$o "$T/p" "$T/p"
		stays "$T/p" confmat -q -$o "$T/p" - <"$T/p"
		stays "$T/p" confmat -q -$o "$T/p" <"$T/p"
		stays "$T/q.svg" confmat -q -$o "$T/q.svg" -c "$T/q.svg" "$T/p"
	done
	stays "$T/q.svg" confmat -q -o "$T/q.svg" "$T/q.svg"
	says "$T/s: two outputs go to this file" 2 confmat -q -S "$T/s" -C "$T/s" "$T/p"
	says 's.svg: two outputs go to this file' 2 confmat -q -o "$T/s.svg" -S "$T/s.svg" "$T/p"
	says 's.svg: two outputs go to this file' 2 confmat -q -o "$T/s.svg" -o "$T/./s.svg" "$T/p"
	[ ! -e "$T/s" ]
	[ ! -e "$T/s.svg" ]
	confmat -q -S /dev/null -C /dev/null "$T/p" 2>"$T/err"
}

test_outputs_of_tonfall() {
	local f
	sox -R -n -r 16000 "$T/a.wav" synth 0.5 sine 300
	printf 'path\na.wav\n' >"$T/list.tsv"
	printf 'start\tend\n0\t0.2\n' >"$T/s.tsv"
	cp pipelines/models/prosody.model "$T/m"
	ln -s list.tsv "$T/l.tsv"
	ln "$T/a.wav" "$T/hard"
	for f in list.tsv l.tsv; do
		stays "$T/list.tsv" tonfall -m "$T/m" -l "$T/list.tsv" -o "$T/$f"
	done
	stays "$T/s.tsv" tonfall -m "$T/m" --segments "$T/s.tsv" -o "$T/s.tsv" "$T/a.wav"
	stays "$T/m" tonfall -m "$T/m" -o "$T/m" "$T/a.wav"
	for f in a.wav hard; do
		stays "$T/a.wav" tonfall -m "$T/m" -o "$T/$f" "$T/a.wav"
		stays "$T/a.wav" tonfall -m "$T/m" -o "$T/$f" -l "$T/list.tsv"
	done
	ln "$T/a.wav" "$T/x.svg"
	stays "$T/a.wav" tonfall -m "$T/m" --picture "$T/x.svg" "$T/a.wav"
	mkdir "$T/folder"
	cp "$T/a.wav" "$T/folder"
	stays "$T/folder/a.wav" tonfall -m "$T/m" -o "$T/folder/a.wav" "$T/folder"
}

# As long as a name can be.
test_long_names() {
	local name
	stream >"$T/a"
	for n in 248 249 255; do
		name=$(printf "%0${n}d" 0)
		padcut -n 3 -o "$T/$name" <"$T/a"
		padcut -n 3 <"$T/a" | cmp - "$T/$name"
		# and again, where it cannot be put in place without another name
		padcut -n 3 -o "$T/$name" <"$T/a"
		rm "$T/$name"
	done
	says 'too long' 1 padcut -n 3 -o "$T/${name}0" <"$T/a"
	[ -z "$(find "$T" -name "0*")" ]
}

# Predictions and models say something of voices: no more people than before
# may read what replaces them.
test_permissions_stay() {
	stream >"$T/a"
	cp "$T/a" "$T/out"
	chmod 600 "$T/out"
	(umask 022; padcut -n 3 -o "$T/out" <"$T/a")
	[ "$(stat -c %a "$T/out")" = 600 ]
	chmod 640 "$T/out"
	[ "$(id -u)" -ne 0 ] || chown 1:1 "$T/out"
	padcut -n 4 -o "$T/out" <"$T/a"
	[ "$(stat -c %a "$T/out")" = 640 ]
	[ "$(id -u)" -ne 0 ] || [ "$(stat -c %u:%g "$T/out")" = 1:1 ]
	(umask 027; padcut -n 3 -o "$T/new" <"$T/a")
	[ "$(stat -c %a "$T/new")" = 640 ]
}

# A name that makes no key is the fault of that file alone.
test_name_of_two_lines() {
	sox -R -n -r 16000 "$T/a.wav" synth 0.1 sine 300
	cp "$T/a.wav" "$T/two
lines.wav"
	says 'two\\x0alines.wav: a name of more than one line cannot be a key: rename the file, or use a list' 1 wav2fbank "$T/two
lines.wav"
	says '1 of 2 files' 0 wav2fbank -k "$T/two
lines.wav" "$T/a.wav" >"$T/x"
	tensorinfo -c "$T/x" | has "	1	"
}
