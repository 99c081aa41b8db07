# The sounds of the demo corpus, pipelines/corpora/demo; its table: corpora.t.

D=pipelines/corpora/demo

# column NAME FILE: that column's values, by the header row.
column() {
	awk -F '\t' -v want="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == want) c = i; next }
	{ print $c }' "$2"
}

same() {
	[ "$1" = "$2" ] || { echo "got  '$1'"; echo "want '$2'"; return 1; }
}

speaks() {
	command -v espeak-ng >/dev/null || skip "needs espeak-ng"
}

# sums DIR: checksums of all sounds below it, by relative name.
sums() {
	(cd "$1" && find . -name '*.wav' | sort | xargs cksum)
}

test_demo_same_bytes() {
	speaks
	COUNT=24 "$D" -j 1 "$T/a" 1 5 >"$T/a.tsv"
	COUNT=24 "$D" -j 3 "$T/b" 1 5 >"$T/b.tsv"
	same "$(sums "$T/a" | wc -l)" 24
	same "$(sums "$T/a")" "$(sums "$T/b")"
	sed "s|$T/b|$T/a|" "$T/b.tsv" | cmp - "$T/a.tsv"
	COUNT=24 "$D" -l "$T/a" 1 5 | cmp - "$T/a.tsv"
	column path "$T/a.tsv" | while read -r f; do [ -f "$f" ] || echo "$f"; done | cmp /dev/null -
	same "$(ls -A "$T/a")" "$(ls -A "$T/b")"
	exits 1 ls -d "$T"/a/.demo.tmp.* 2>/dev/null || exits 2 ls -d "$T"/a/.demo.tmp.* 2>/dev/null
	# No two utterances sound the same.
	same "$(sums "$T/a" | cut -d ' ' -f 1,2 | sort -u | wc -l)" 24
	COUNT=24 "$D" "$T/c" 1 6 >/dev/null
	exits 1 cmp -s <(sums "$T/a") <(sums "$T/c")
}

# Stopped by a signal that no program can catch, then run again.
test_demo_killed() {
	speaks
	COUNT=36 "$D" "$T/whole" >/dev/null
	set -m
	COUNT=36 "$D" -j 1 "$T/cut" >/dev/null 2>&1 &
	local pid=$! n=0
	set +m
	until [ "$n" -ge 5 ]; do
		n=$(find "$T/cut" -name '[FM]0*.wav' 2>/dev/null | wc -l) || :
		kill -0 "$pid" || { echo "done before it could be killed"; return 1; }
	done
	kill -KILL -- "-$pid"
	wait "$pid" || :
	n=$(sums "$T/cut" | wc -l)
	[ "$n" -ge 5 ]
	[ "$n" -lt 36 ]
	# What is there is whole.
	sums "$T/cut" | grep -v '/[.]demo.tmp' | sort >"$T/some"
	same "$(comm -23 "$T/some" <(sums "$T/whole" | sort))" ''
	COUNT=36 "$D" "$T/cut" >/dev/null
	same "$(sums "$T/cut")" "$(sums "$T/whole")"
	same "$(ls -A "$T/cut")" "$(ls -A "$T/whole")"
}

# Killed in the middle of a sound: it does not have its name yet.
test_demo_half_written() {
	mkdir "$T/bin"
	cat >"$T/bin/espeak-ng" <<-'END'
	#!/bin/sh
	[ "$1" != --version ] || { echo 'eSpeak NG text-to-speech: 1.51  Data at: /nowhere'; exit; }
	head -c 200000 /dev/zero
	exec sleep 20
	END
	chmod +x "$T/bin/espeak-ng"
	set -m
	PATH=$T/bin:$PATH COUNT=12 "$D" "$T/d" >/dev/null 2>&1 &
	local pid=$!
	set +m
	until [ -n "$(find "$T/d" -name '*.wav' -size +0 2>/dev/null)" ]; do
		kill -0 "$pid"
	done
	kill -KILL -- "-$pid"
	wait "$pid" || :
	same "$(find "$T/d" -path '*/[FM]0*' -name '*.wav')" ''
}

# A signal that can be caught leaves nothing running and nothing half done.
test_demo_terminated() {
	speaks
	COUNT=600 "$D" -j 2 "$T/cut" >/dev/null 2>&1 &
	local pid=$! rc=0 n=0
	until [ "$n" -ge 3 ]; do
		n=$(find "$T/cut" -name '[FM]0*.wav' 2>/dev/null | wc -l) || :
		kill -0 "$pid"
	done
	kill -TERM "$pid"
	wait "$pid" || rc=$?
	same "$rc" 143
	n=$(sums "$T/cut" | wc -l)
	[ "$n" -lt 600 ]
	same "$(ls -A "$T/cut" | grep -c '^[.]demo.tmp' || :)" 0
	sleep 0.3
	same "$(sums "$T/cut" | wc -l)" "$n"
}

# Another seed remakes what differs and no more; what is not ours stays.
test_demo_changed() {
	speaks
	COUNT=36 "$D" "$T/a" 1 5 >/dev/null
	COUNT=24 "$D" "$T/b" 1 6 >/dev/null
	echo mine >"$T/a/F01/mine.wav"
	COUNT=24 "$D" "$T/a" 1 6 >/dev/null
	same "$(sums "$T/a" | grep -v mine)" "$(sums "$T/b")"
	grep -qx mine "$T/a/F01/mine.wav"
	# A second run speaks nothing; a sound that is gone is made again.
	rm "$T/a/M03/M03-0001.wav"
	touch "$T/mark"
	COUNT=24 "$D" "$T/a" 1 6 >/dev/null
	same "$(find "$T/a" -name '*.wav' -newer "$T/mark")" "$T/a/M03/M03-0001.wav"
	same "$(sums "$T/a" | grep -v mine)" "$(sums "$T/b")"
}

# The literature's directions are in the sound: anger loud and quick, sadness
# soft and slow; nothing clips.
test_demo_prosody() {
	speaks
	command -v python3 >/dev/null || skip "needs python3"
	COUNT=96 "$D" "$T/d" >"$T/t"
	python3 - "$T/t" <<-'END'
	import array, csv, math, sys, wave
	level, length = {}, {}
	for row in csv.DictReader(open(sys.argv[1]), delimiter="\t"):
	    w = wave.open(row["path"])
	    assert (w.getframerate(), w.getnchannels(), w.getsampwidth()) == (22050, 1, 2)
	    x = array.array("h", w.readframes(w.getnframes()))
	    assert max(map(abs, x)) < 32700, row["key"] + " clips"
	    level.setdefault(row["label"], []).append(10 * math.log10(sum(v * v for v in x) / len(x) / 2**30))
	    length.setdefault(row["label"], []).append(len(x) / 22050)
	mean = lambda v: sum(v) / len(v)
	for c in level:
	    print(c, round(mean(level[c]), 1), "dB", round(mean(length[c]), 2), "s")
	order = ["angry", "happy", "neutral", "sad"]
	assert sorted(level, key=lambda c: -mean(level[c])) == order
	assert sorted(length, key=lambda c: mean(length[c])) == order
	assert max(level["neutral"]) > min(level["angry"]), "loudness alone tells anger"
	assert max(length["neutral"]) > min(length["sad"]), "length alone tells sadness"
	END
}

# espeak-ng says nothing, too little, or dies in the middle.
test_demo_short_write() {
	local how
	mkdir "$T/bin"
	for how in : 'head -c 44 /dev/zero' 'head -c 9000 /dev/zero; kill -KILL $$'; do
		printf '#!/bin/sh\n[ "$1" = --version ] || { %s; }\n' "$how" >"$T/bin/espeak-ng"
		chmod +x "$T/bin/espeak-ng"
		PATH=$T/bin:$PATH COUNT=12 says '[.]wav: espeak-ng did not write it whole' 1 "$D" -j 1 "$T/d"
		same "$(find "$T/d" -name '*.wav')" ''
	done
}

# A disk that is full before all is said, however it is: what has its name is
# whole, and with room again the rest follows.
test_demo_full_disk() {
	speaks
	unshare -rm true 2>/dev/null || skip "no file system can be mounted here"
	mkdir "$T/disk"
	COUNT=12 "$D" "$T/whole" >/dev/null
	sums "$T/whole" >"$T/sums"
	unshare -rm bash -eu -o pipefail -c '. tests/tools/lib.sh; . tests/demo.t
		mount -t tmpfs -o size=3m none "$T/disk" || skip "no tmpfs"
		COUNT=12 "$D" "$T/disk/d" >/dev/null
		for jobs in 1 2 3; do
			rm -r "$T/disk/d"
			mount -t tmpfs -o remount,size=$((64 + 150 * jobs))k none "$T/disk"
			COUNT=12 says "No space left" 1 "$D" -j $jobs "$T/disk/d"
			has "[.]wav: espeak-ng did not write it whole" <"$T/stderr"
			sums "$T/disk/d" | sort >"$T/some"
			[ -s "$T/some" ]
			same "$(sort "$T/sums" | comm -13 - "$T/some")" ""
			mount -t tmpfs -o remount,size=20m none "$T/disk"
			COUNT=12 "$D" "$T/disk/d" >/dev/null
			sums "$T/disk/d" | cmp - "$T/sums"
		done'
}

# The header of a sound is what espeak-ng itself writes into a file.
test_demo_headers() {
	speaks
	mkdir "$T/bin"
	cat >"$T/bin/espeak-ng" <<-'END'
	#!/bin/bash
	[ "$1" != --version ] || exec "$REAL" --version
	[ "$1" = --stdout ]
	"$REAL" -w "$T/own/$(cksum <<<"$*" | tr ' ' -).wav" "${@:2}"
	exec "$REAL" "$@"
	END
	chmod +x "$T/bin/espeak-ng"
	mkdir "$T/own"
	REAL=$(command -v espeak-ng) PATH=$T/bin:$PATH COUNT=24 "$D" "$T/d" >/dev/null
	same "$(sums "$T/d" | cut -d ' ' -f 1,2 | sort)" "$(sums "$T/own" | cut -d ' ' -f 1,2 | sort)"
}
