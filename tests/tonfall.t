# tonfall: recordings to rows.  The numbers are those of the pipe of filters.

tab=$(printf '\t')

# voice FILE LOW HIGH SECONDS: a made-up voice that moves as speech does.
voice() {
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$1" synth "$4" sawtooth "$2"-"$3" \
	    synth pinknoise mix tremolo 4 80 gain -9 pad 0.2 0.1
}

# voices: $T/a1.wav ... $T/b4.wav and the table $T/list.tsv.
voices() {
	local i
	printf 'path\tlabel\tspeaker\tnote\n' >"$T/list.tsv"
	for i in 1 2 3 4; do
		voice "$T/a$i.wav" $((90 + 7 * i)) $((120 + 9 * i)) "1.$i"
		voice "$T/b$i.wav" $((260 - 5 * i)) $((180 + 3 * i)) "1.$i"
	done
	# two labels are wrong, so that no model can be sure
	for i in 1 2 3 4; do
		printf '%s\t%s\t%s\t%s\n' "a$i.wav" "$([ $i = 3 ] && echo high || echo low)" "s$((i % 2))" "x, \"$i\"" \
		    "b$i.wav" "$([ $i = 2 ] && echo low || echo high)" "s$((i % 2))" ''
	done >>"$T/list.tsv"
}

# model: $T/m, linear, of those.
model() {
	voices
	wav2prosody -q -l "$T/list.tsv" | deltas --order 1 | functionals |
	    lineartrain -q -C 1e-5 -b speaker -k 2 -o "$T/m"
}

# by_filters FILE OPTION...: the rows of the pipe of filters: probabilities.
by_filters() {
	wav2prosody -q -m "$T/m" "${@:2}" "$1" | deltas -m "$T/m" | functionals -m "$T/m" |
	    cnneval -m "$T/m" --speech 0.1 -o "$T/filters.tsv" 2>"$T/filters.err"
	awk -F '\t' '/^#/ { next } $3 == "-" { $4 = $5 = "" } { print $3, $4, $5 }' "$T/filters.tsv"
}

# probabilities: of a TSV on standard input: label, high, low, by name.
probabilities() {
	awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	    { print $at["predicted"], $at["high"], $at["low"] }'
}

test_options() {
	common_options tonfall
	voice "$T/x.wav" 100 120 1
	for wrong in '' '-f xml x' '-j 0 x' '-w 0 x' '-w 1x x' '-s 1 x' '-t 2 x' '-x -1 x' '--channel 0 x' '--channel both x' \
	    '--picture x.jpg x' '--resume x' '--resume -o - x' '--resume -f text -o y x' \
	    '--speech -1 x' '-m - x' '-l list x' '-w 1 --segments s x'; do
		# shellcheck disable=SC2086
		says '^tonfall: ' 2 tonfall $wrong </dev/null >"$T/out"
		[ ! -s "$T/out" ]
	done
}

test_one_recording_is_the_pipe() {
	model
	tonfall -m "$T/m" "$T/a1.wav" >"$T/out" 2>"$T/err"
	[ "$(wc -l <"$T/out")" = 2 ]
	probabilities <"$T/out" | diff - <(by_filters "$T/a1.wav")
	head -n 1 "$T/out" | has -x "path${tab}start${tab}end${tab}speech${tab}probability${tab}predicted${tab}high${tab}low"
	# one line that says which model
	[ "$(wc -l <"$T/err")" = 1 ]
	grep -q "^tonfall: model $T/m" "$T/err"
	tonfall -q -m "$T/m" "$T/a1.wav" 2>"$T/err" | cmp - "$T/out"
	[ ! -s "$T/err" ]
	# from a pipe
	tonfall -q -m "$T/m" - <"$T/a1.wav" | sed "s|^-|$T/a1.wav|" | cmp - "$T/out"
	sox "$T/a1.wav" -r 44100 -c 2 "$T/cd.wav"
	tonfall -q -m "$T/m" "$T/cd.wav" | probabilities | diff - <(by_filters "$T/cd.wav")
	full tonfall -q -m "$T/m" "$T/a1.wav"
}

test_the_model_says_what_it_is() {
	model
	modelpack --set 'about=two voices' --set corpus=nothing --set 'licence=any' -o "$T/p" "$T/m"
	says ': two voices; trained on nothing; licence any$' 0 tonfall -m "$T/p" "$T/a1.wav" >"$T/out"
	tonfall -q -m "$T/m" "$T/a1.wav" | cmp - "$T/out"
	TONFALL_MODEL=$T/m tonfall -q "$T/a1.wav" | cmp - "$T/out"
	says 'nothing' 1 tonfall -m "$T/nothing" "$T/a1.wav"
	says '^tonfall: ' 1 tonfall -m "$T/a1.wav" "$T/a1.wav"
}

# ---- formats ----

test_formats() {
	model
	tonfall -q -m "$T/m" -l "$T/list.tsv" -o "$T/o.tsv"
	tonfall -q -m "$T/m" -l "$T/list.tsv" -o "$T/o.csv"
	tonfall -q -m "$T/m" -l "$T/list.tsv" -o "$T/o.jsonl"
	tonfall -q -m "$T/m" -l "$T/list.tsv" -f json | cmp - "$T/o.jsonl"
	tonfall -q -m "$T/m" -l "$T/list.tsv" -f csv -o "$T/o.x"
	cmp "$T/o.x" "$T/o.csv"
	for f in CSV JsonL; do
		tonfall -q -m "$T/m" -l "$T/list.tsv" -o "$T/O.$f"
		cmp "$T/O.$f" "$T/o.${f,,}"
	done
	/usr/bin/python3 - "$T" <<-'END'
		import csv, json, sys
		T = sys.argv[1]
		tsv = [l.rstrip("\n").split("\t") for l in open(T + "/o.tsv")]
		rows = list(csv.reader(open(T + "/o.csv", newline="")))
		assert rows == tsv, (rows, tsv)
		assert len(rows) == 9 and rows[1][3] == 'x, "1"', rows[1]
		for line, row in zip(open(T + "/o.jsonl"), rows[1:]):
		    o = json.loads(line)
		    p = o.pop("probabilities")
		    o.update(p)
		    for name, text in zip(rows[0], row):
		        want = o[name]
		        assert (want is None and text == "") or want == text or float(text) == want, (name, want, text)
	END
	tonfall -q -m "$T/m" -f text "$T/a1.wav" >"$T/text"
	grep -q '^0:00.0  *0:01.4 .* % .*a1.wav$' "$T/text"
}

test_odd_names() {
	model
	mkdir "$T/d"
	cp "$T/a1.wav" "$T/d/a \"quoted\", b.wav"
	cp "$T/a1.wav" "$T/d/$(printf 'new\nline\tand \033[31mred').wav"
	cp "$T/a1.wav" "$T/d/$(printf 'no utf\377\302\205').wav"
	cp "$T/a1.wav" "$T/d/ünïcode.WAV"
	tonfall -q -m "$T/m" "$T/d" -o "$T/o.tsv"
	tonfall -q -m "$T/m" "$T/d" -o "$T/o.csv"
	tonfall -q -m "$T/m" "$T/d" -o "$T/o.json"
	tonfall -q -m "$T/m" "$T/d" -f text >"$T/o.txt"
	for f in tsv csv json txt; do
		LC_ALL=C grep -n "$(printf '[\001-\010\013-\037\377]')" "$T/o.$f" && return 1
	done
	/usr/bin/python3 - "$T" <<-'END'
		import csv, json, os, sys
		T = os.fsencode(sys.argv[1])
		there = sorted(os.path.join(T, b"d", f) for f in os.listdir(T + b"/d"))
		got = sorted(os.fsencode(json.loads(l)["path"]) for l in open(T + b"/o.json", encoding="utf-8"))
		assert got == there, (got, there)
		rows = list(csv.reader(open(T + b"/o.csv", encoding="utf-8", newline="")))
		assert {len(r) for r in rows} == {8} and len(rows) == 5
		assert any(r[0].endswith('a "quoted", b.wav') for r in rows)
		tsv = [l.rstrip("\n").split("\t") for l in open(T + b"/o.tsv", encoding="utf-8", newline="\n")]
		assert tsv == rows, (tsv, rows)
	END
}

# ---- folders ----

# Rows on a terminal are not written behind the line that tells the progress.
test_rows_and_progress_on_a_terminal() {
	model
	for i in $(seq 40); do ln -s a1.wav "$T/f$i.wav"; done
	script -qec "stty cols 150; tonfall -j 1 -m '$T/m' -w 0.3 -s 0.01 '$T'" "$T/drawn" </dev/null >"$T/x"
	has -a 'recordings, .*left' <"$T/drawn"
	# What is on the screen in the end, a line each.
	tr '\n' '\r' <"$T/drawn" | sed 's/\r\r*/\n/g' | grep -a 'f[0-9]*.wav$' | sed 's/^\x1b\[K//' >"$T/lines"
	[ "$(wc -l <"$T/lines")" -gt 50 ]
	exits 1 has -a -v '^ *0:0[01]' <"$T/lines"
}

# The column speech is of the member that decides: below the limit it says nothing.
test_speech_and_nothing() {
	needs "$SHARED/data/ravdess"
	tonfall -q -f tsv -w 1 -s 0.5 --adapt none "$SHARED/data/ravdess/Actor_05" >"$T/out"
	awk -F '\t' 'NR > 1 { s = $4 * ($3 - $2)
		nothing += $6 == "-"
		if ((s < 0.0995 && $6 != "-") || (s > 0.1005 && $6 == "-")) { print; bad++ } }
	END { exit bad || nothing < 20 }' "$T/out"
}

test_folders() {
	model
	mkdir -p "$T/d/sub/deep" "$T/d/.hidden" "$T/e"
	cp "$T/a1.wav" "$T/d/2.wav"
	cp "$T/b1.wav" "$T/d/10.WAV"
	cp "$T/a2.wav" "$T/d/sub/deep/x.wav"
	cp "$T/a2.wav" "$T/d/.hidden/x.wav"
	cp "$T/a2.wav" "$T/d/._2.wav"
	echo text >"$T/d/notes.txt"
	ln -s .. "$T/d/sub/loop"
	ln -s ../.. "$T/d/sub/up"	# above the operand
	ln -s ../../e "$T/d/sub/linked"
	cp "$T/b2.wav" "$T/e/y.wav"
	sox "$T/b2.wav" "$T/d/z.flac"
	mkfifo "$T/d/pipe.wav"
	cp "$T/a3.wav" "$T/odd"
	(cd "$T" && tonfall -q -m m d/ odd e) >"$T/out"
	cut -f1 "$T/out" | tr '\n' ' ' |
	    grep -qx 'path d/10.WAV d/2.wav d/sub/deep/x.wav d/sub/linked/y.wav d/z.flac odd e/y.wav '
	(cd "$T" && says '1 file.* not named like sound' 0 tonfall -m m d) >"$T/out"
	(cd "$T" && says 'no recording' 1 tonfall -m m d/.hidden/../sub/loop/sub/loop/notes) || true
	mkdir "$T/empty"
	says 'no recording' 1 tonfall -q -m "$T/m" "$T/empty" >"$T/out"
}

test_a_folder_that_cannot_be_read() {
	[ "$(id -u)" != 0 ] || skip "root reads every folder"
	model
	mkdir -p "$T/d/closed"
	cp "$T/a1.wav" "$T/d/"
	chmod 0 "$T/d/closed"
	says 'closed: cannot read this folder' 1 tonfall -q -m "$T/m" "$T/d" >"$T/out"
	[ "$(wc -l <"$T/out")" = 2 ]
}

# ---- lists ----

test_all_columns_of_a_list_stay() {
	model
	tonfall -q -m "$T/m" -l "$T/list.tsv" -o "$T/o.tsv"
	cut -f1-4 "$T/o.tsv" | diff - "$T/list.tsv"
	probabilities <"$T/o.tsv" | diff - <(by_filters -q -l "$T/list.tsv")
	# with a prediction for every row, confmat has all it needs
	tonfall -q --speech 0 -m "$T/m" -l "$T/list.tsv" | confmat -S "$T/scores" >"$T/table"
	! grep -q probability "$T/table" || return 1
	awk -F '\t' '$1 == "accuracy" && $2 > 0.4 { n++ } END { exit n != 1 }' "$T/scores"
	# from a pipe, paths are relative to the working directory
	(cd "$T" && tonfall -q -m m -l - <list.tsv) | cmp - "$T/o.tsv"
	for j in 1 2 5; do
		tonfall -q -j $j -m "$T/m" -l "$T/list.tsv" | cmp - "$T/o.tsv"
	done
}

test_a_column_with_a_name_of_ours() {
	model
	: >"$T/nothing"
	printf 'path\tpredicted\thigh\na1.wav\tmine\t7\n' >"$T/own.tsv"
	says "column 'predicted' already: that of the result is 'tonfall.predicted'" 0 \
	    tonfall -q -m "$T/m" -l "$T/own.tsv" >"$T/out"
	head -n 1 "$T/out" | tr '\t' ' ' |
	    grep -qx 'path predicted high start end speech probability tonfall.predicted tonfall.high low'
	sed -n 2p "$T/out" | cut -f1-3 | has -x "a1.wav${tab}mine${tab}7"
	# the result as a list; channels; classes
	cp "$T/out" "$T/again.tsv"
	says "that of the result is 'tonfall.tonfall.predicted'" 0 tonfall -q -m "$T/m" -l "$T/again.tsv" >"$T/out"
	head -n 1 "$T/out" | tr '\t' '\n' | sort | uniq -d | diff - "$T/nothing"
	printf 'path\tchannel\tprobabilities\na1.wav\tleft\t7\n' >"$T/own.tsv"
	tonfall -q --channel each -m "$T/m" -l "$T/own.tsv" >"$T/out" 2>"$T/err"
	head -n 1 "$T/out" | cut -f1-4 | tr '\t' ' ' |
	    grep -qx 'path channel probabilities tonfall.channel'
	tonfall -q --channel 1 -f json -m "$T/m" -l "$T/own.tsv" 2>"$T/err" |
	    grep -q '"channel": "left", "probabilities": "7", "tonfall.channel": 1, .*, "tonfall.probabilities": {"high": '
	says "column 'predicted' already" 0 tonfall -q --classes predicted=low,other -m "$T/m" "$T/a1.wav" >"$T/out"
	head -n 1 "$T/out" | cut -f6-8 | tr "\t" " " | has -x "predicted tonfall.predicted other"
}

test_a_list_of_segments() {
	model
	sox "$T/a1.wav" "$T/b1.wav" "$T/a2.wav" "$T/long.wav"
	printf 'path\tstart\tend\tid\nlong.wav\t0.2\t1.2\tx\nlong.wav\t2.7\t3.9\ty\nlong.wav\t0.2\t1.2\tz\na1.wav\t0\t1\tw\n' >"$T/seg.tsv"
	tonfall -q -m "$T/m" -l "$T/seg.tsv" >"$T/out"
	cut -f1-4 "$T/out" | diff - "$T/seg.tsv"
	[ "$(sed -n 2p "$T/out" | cut -f5-)" = "$(sed -n 4p "$T/out" | cut -f5-)" ]
	# by duration
	awk -F '\t' -v OFS='\t' 'NR == 1 { $3 = "duration" } NR > 1 { $3 = $3 - $2 } { print }' "$T/seg.tsv" >"$T/dur.tsv"
	tonfall -q -m "$T/m" -l "$T/dur.tsv" | probabilities | diff - <(probabilities <"$T/out")
	# segments are not cut again
	for how in -w\ 1 -v; do
		# shellcheck disable=SC2086
		says "seg.tsv: has the column start, so its rows are segments, .* ${how% 1}\$" 2 \
		    tonfall -q $how -m "$T/m" -l "$T/seg.tsv"
	done
	# a segment that there is not costs its row alone
	printf 'path\tstart\tend\na1.wav\t0.2\t1\na1.wav\t8\t9\n' >"$T/bad.tsv"
	says 'bad.tsv: line 3: .*a1.wav: the segment from 8 to 9 s is beyond the end' 1 \
	    tonfall -q -m "$T/m" -l "$T/bad.tsv" >"$T/out"
	[ "$(wc -l <"$T/out")" = 2 ]
	printf 'path\tstart\tend\na1.wav\t2\t1\n' >"$T/bad.tsv"
	says 'bad.tsv: line 2: a segment from 2 to 1 s: it must end after its start' 1 tonfall -q -m "$T/m" -l "$T/bad.tsv"
}

test_a_wrong_list() {
	model
	printf 'file\na1.wav\n' >"$T/l"
	says "no column 'path'" 1 tonfall -q -m "$T/m" -l "$T/l"
	printf 'path\ta\na1.wav\n' >"$T/l"
	says 'line 2: 1 column' 1 tonfall -q -m "$T/m" -l "$T/l" -o "$T/o"
	[ ! -e "$T/o" ]
	printf 'path\n' >"$T/l"
	says 'no recording' 1 tonfall -q -m "$T/m" -l "$T/l"
}

# ---- what cannot be used ----

test_bad_files() {
	model
	head -c 3000 "$T/a2.wav" >"$T/cut.wav"
	echo 'not sound' >"$T/text.wav"
	: >"$T/empty.wav"
	says '^tonfall: 4 of 6 recordings could not be used' 1 tonfall -q -m "$T/m" "$T/a1.wav" "$T/cut.wav" \
	    "$T/text.wav" "$T/nothing.wav" "$T/empty.wav" "$T/b1.wav" >"$T/out"
	cut -f1 "$T/out" | sed 's|.*/||' | tr '\n' ' ' | has -x 'path a1.wav b1.wav '
	[ "$(wc -l <"$T/stderr")" = 5 ]
	[ "$(grep -c "^tonfall: $T/[a-z]*.wav: " "$T/stderr")" = 4 ]
	printf 'path\na1.wav\ncut.wav\n' >"$T/l"
	says "^tonfall: $T/l: line 3: $T/cut.wav: cut short" 1 tonfall -q -m "$T/m" -l "$T/l" >"$T/out"
	says 'nothing.wav' 1 tonfall -q -m "$T/m" -o "$T/o.tsv" "$T/nothing.wav"
	[ "$(wc -l <"$T/stderr")" = 1 ]
	[ ! -e "$T/o.tsv" ]
}

# Nothing is predicted where nobody speaks.
test_no_speech() {
	model
	sox -R -V1 -n -r 16000 -b 16 "$T/silence.wav" trim 0 2
	sox -R -V1 -n -r 16000 -b 16 "$T/tone.wav" synth 2 sine 440 gain -6
	sox -R -V1 -n -r 16000 -b 16 "$T/noise.wav" synth 2 whitenoise gain -10
	tonfall -q -m "$T/m" "$T/silence.wav" "$T/tone.wav" "$T/noise.wav" "$T/a1.wav" -o "$T/o.tsv"
	cut -f6 "$T/o.tsv" | tr '\n' ' ' | has -x 'predicted - - - low '
	sed -n 2,4p "$T/o.tsv" | cut -f5,7,8 | grep -cx "$tab$tab" | has -x 3
	sed -n 2,4p "$T/o.tsv" | cut -f4 | sort -u | has -x 0
	# of all that is asked for, there are numbers
	tonfall -q --speech 0 -m "$T/m" "$T/tone.wav" | probabilities |
	    diff - <(wav2prosody -q -m "$T/m" "$T/tone.wav" | deltas -m "$T/m" | functionals -m "$T/m" |
	    cnneval -m "$T/m" 2>"$T/err" | awk -F '\t' '!/^#/ { print $3, $4, $5 }')
}

# ---- what is predicted ----

test_threshold() {
	model
	tonfall -q -t 1 -m "$T/m" -l "$T/list.tsv" >"$T/out"
	cut -f9 "$T/out" | sort | uniq -c | tr -s ' \n' ' ' | has -x " 1 - 1 predicted 7 unknown "
	tonfall -q -m "$T/m" -l "$T/list.tsv" | cut -f8,10- | diff - <(cut -f8,10- "$T/out")
	tonfall -q -t 0.0001 -m "$T/m" -l "$T/list.tsv" | cmp - <(tonfall -q -m "$T/m" -l "$T/list.tsv")
}

test_classes() {
	model
	tonfall -q -m "$T/m" "$T/a1.wav" >"$T/all"
	tonfall -q --classes low,other -m "$T/m" "$T/a1.wav" >"$T/out"
	head -n 1 "$T/out" | cut -f7-8 | has -x "low${tab}other"
	[ "$(sed -n 2p "$T/out" | cut -f7,8)" = "$(sed -n 2p "$T/all" | awk -F '\t' -v OFS='\t' '{ print $8, $7 }')" ]
	tonfall -q --classes any=low+high -m "$T/m" "$T/a1.wav" | sed -n 2p | cut -f5-7 | has -x "1${tab}any${tab}1"
	says 'leaves out high' 0 tonfall --classes low -m "$T/m" "$T/b1.wav" >"$T/out"
	sed -n 2p "$T/out" | cut -f5-7 | has -x "1${tab}low${tab}1"
	for wrong in sad low,low other,other 'x=low+low' 'low,' 'low,high,other' 'x=low,x=high' 'x='; do
		says '^tonfall: --classes: ' 2 tonfall -q --classes "$wrong" -m "$T/m" "$T/a1.wav"
	done
}

# ---- outputs ----

test_output_is_whole_or_not_there() {
	model
	says 'is an input' 2 tonfall -q -m "$T/m" -o "$T/a1.wav" "$T/a1.wav"
	says 'is an input' 2 tonfall -q -m "$T/m" -o "$T/m" "$T/a1.wav"
	says 'is an input' 2 tonfall -q -m "$T/m" -o "$T/list.tsv" -l "$T/list.tsv"
	says 'is an input' 2 tonfall -q -m "$T/m" -o "$T/a1.wav" -l "$T/list.tsv"
	cmp "$T/a1.wav" <(voice "$T/again.wav" 97 129 1.1; cat "$T/again.wav")
	mkfifo "$T/fifo"
	tonfall -q -m "$T/m" -o "$T/o.tsv" - <"$T/fifo" &
	local pid=$!
	exec 7>"$T/fifo"
	sleep 0.3
	kill "$pid"
	wait "$pid" || true
	exec 7>&-
	[ ! -e "$T/o.tsv" ]
	[ -z "$(find "$T" -name '*o.tsv*')" ]
}

# windowed FILE OPTION...: many rows for each recording.
windowed() {
	tonfall -q -w 0.4 -s 0.1 -m "$T/m" -l "$T/list.tsv" -o "$@"
}

# However much of the table there is, a second run completes it.
test_resume() {
	model
	local n size
	for f in tsv csv json; do
		windowed "$T/whole.$f"
		rm -f "$T/o.$f"
		windowed "$T/o.$f" --resume
		cmp "$T/o.$f" "$T/whole.$f"
		size=$(wc -c <"$T/whole.$f")
		for n in 0 1 30 300 $((size / 3)) $((size / 2)) $((size - 100)) $((size - 1)) "$size"; do
			head -c "$n" "$T/whole.$f" >"$T/o.$f"
			windowed "$T/o.$f" --resume
			cmp "$T/o.$f" "$T/whole.$f"
		done
	done
	[ -z "$(find "$T" -name '*.lock')" ]
}

# Killed at any time, it goes on.
test_resume_after_a_kill() {
	model
	local i pid
	for i in 1 2 3 4 5 6 7 8 9; do
		cat "$T/list.tsv"
		for k in 1 2 3 4 5 6; do
			sed "1d; s/$/$k/" "$T/list.tsv"
		done
	done | awk 'NR == 1 || ($1 != "path" && !seen[$0]++)' >"$T/l.tsv"
	tonfall -q -w 0.3 -s 0.02 -m "$T/m" -l "$T/l.tsv" -o "$T/whole.tsv"
	for i in 0.05 0.1 0.15 0.2; do
		tonfall -q --resume -w 0.3 -s 0.02 -m "$T/m" -l "$T/l.tsv" -o "$T/o.tsv" &
		pid=$!
		sleep $i
		kill -INT "$pid" 2>"$T/err" || true
		wait "$pid" || true
	done
	tonfall -q --resume -w 0.3 -s 0.02 -m "$T/m" -l "$T/l.tsv" -o "$T/o.tsv"
	cmp "$T/o.tsv" "$T/whole.tsv"
	[ -z "$(find "$T" -name '*.lock')" ]
}

test_resume_refuses_what_is_not_its_own() {
	model
	windowed "$T/o.tsv" --resume
	cp "$T/o.tsv" "$T/keep"
	says 'other columns' 1 windowed "$T/o.tsv" --resume --classes low,other
	# the same columns, but another length of windows, or another list
	says 'another model' 1 tonfall -q --resume -w 0.3 -s 0.1 -m "$T/m" -l "$T/list.tsv" -o "$T/o.tsv"
	[ -z "$(find "$T" -name '*.lock')" ]
	sed 2d "$T/list.tsv" | sed '$d' >"$T/less.tsv"
	says 'none of these' 1 tonfall -q --resume -w 0.4 -s 0.1 -m "$T/m" -l "$T/less.tsv" -o "$T/o.tsv"
	cmp "$T/o.tsv" "$T/keep"
	sed -n '1p;2p;2p' "$T/list.tsv" >"$T/twice.tsv"
	rm "$T/o.tsv"
	says 'line 3: .*is there twice' 1 tonfall -q --resume -m "$T/m" -l "$T/twice.tsv" -o "$T/o.tsv"
	says 'regular file' 1 tonfall -q --resume -f tsv -m "$T/m" -l "$T/list.tsv" -o /dev/null
}

# A bad file is tried again, and goes behind.
test_resume_after_a_repair() {
	model
	cp "$T/a2.wav" "$T/good"
	echo no >"$T/a2.wav"
	exits 1 tonfall -q --resume -m "$T/m" -l "$T/list.tsv" -o "$T/o.tsv" 2>"$T/err"
	[ "$(wc -l <"$T/o.tsv")" = 8 ]
	cp "$T/good" "$T/a2.wav"
	tonfall -q --resume -m "$T/m" -l "$T/list.tsv" -o "$T/o.tsv"
	tonfall -q -m "$T/m" -l "$T/list.tsv" | sort | diff - <(sort "$T/o.tsv")
}

# One segment that is not there is no reason to do the others of its file again.
test_resume_with_a_segment_beyond_the_end() {
	model
	printf 'path\tstart\tend\n%s\t8\t9\n%s\t0.2\t1\n%s\t0.2\t1\n' a1.wav a1.wav a2.wav >"$T/l.tsv"
	exits 1 tonfall -q -m "$T/m" -l "$T/l.tsv" -o "$T/whole.tsv" 2>"$T/err"
	exits 1 tonfall -q --resume -m "$T/m" -l "$T/l.tsv" -o "$T/o.tsv" 2>"$T/err"
	cmp "$T/o.tsv" "$T/whole.tsv"
	tonfall -q --resume -m "$T/m" -l "$T/l.tsv" -o "$T/o.tsv"
	cmp "$T/o.tsv" "$T/whole.tsv"
	head -n 2 "$T/whole.tsv" >"$T/o.tsv"
	exits 1 tonfall -q --resume -m "$T/m" -l "$T/l.tsv" -o "$T/o.tsv" 2>"$T/err"
	cmp "$T/o.tsv" "$T/whole.tsv"
}

# ---- windows ----

test_windows() {
	model
	sox "$T/a1.wav" "$T/b1.wav" "$T/long.wav"
	tonfall -q -w 1 -m "$T/m" "$T/long.wav" >"$T/out"
	cut -f2,3 "$T/out" | tr '\t\n' '- ' | has -x 'start-end 0-1 1-2 2-2.8 '
	tonfall -q -w 1 -s 0.5 -m "$T/m" "$T/long.wav" | cut -f2 | tr '\n' ' ' | has -x 'start 0 0.5 1 1.5 2 '
	# the only one may be shorter
	tonfall -q -w 60 -m "$T/m" "$T/a1.wav" | probabilities | diff - <(tonfall -q -m "$T/m" "$T/a1.wav" | probabilities)
	sox "$T/a1.wav" "$T/short.wav" trim 0.5 0.02
	says 'short.wav: is shorter than a frame$' 1 tonfall -q -w 1 -m "$T/m" "$T/short.wav"
	# and as they come
	tonfall -q -w 1 -m "$T/m" - <"$T/long.wav" | cut -f2- | diff - <(cut -f2- "$T/out")
}

test_windows_and_utterances_are_those_of_the_pipe() {
	model
	sox "$T/a1.wav" "$T/b1.wav" "$T/a2.wav" "$T/b2.wav" "$T/long.wav"
	for how in '-w 1' '-w 1.3 -s 0.4' '-v' '-v --vad-min-silence-duration-ms 50 --vad-speech-pad-ms 20'; do
		# shellcheck disable=SC2086
		tonfall -q $how -m "$T/m" "$T/long.wav" >"$T/out"
		# shellcheck disable=SC2086
		probabilities <"$T/out" | diff - <(by_filters "$T/long.wav" $how)
		# shellcheck disable=SC2086
		wav2prosody -q $how -m "$T/m" "$T/long.wav" | deltas -m "$T/m" | functionals -m "$T/m" |
		    cnneval -m "$T/m" -a start,stop 2>"$T/err" | awk -F '\t' -v OFS='\t' '/^# key/ { for (i = 1; i <= NF; i++) at[$i] = i; next }
		    !/^#/ { print $at["start"], $at["stop"] }' | diff - <(sed 1d "$T/out" | cut -f2,3)
	done
	says '--vad-threshold: is for utterances' 2 tonfall --vad-threshold 0.4 -m "$T/m" x
	says '--vad-threshold: 2 is too large' 2 tonfall -v --vad-threshold 2 -m "$T/m" x
	says 'give one of the three' 2 tonfall -v -w 1 -m "$T/m" x
}

test_channels() {
	model
	sox -M "$T/a1.wav" "$T/b1.wav" "$T/two.wav"
	tonfall -q --channel each -m "$T/m" "$T/two.wav" >"$T/out"
	cut -f1-4 "$T/out" | tr '\t\n' ' ,' | has -x "path channel start end,$T/two.wav 1 0 1.4,$T/two.wav 2 0 1.4,"
	probabilities <"$T/out" | diff - <(by_filters "$T/two.wav" --channel each)
	probabilities <"$T/out" | diff - <(tonfall -q -m "$T/m" "$T/a1.wav" "$T/b1.wav" | probabilities)
	tonfall -q --channel 2 -m "$T/m" "$T/two.wav" | diff - <(sed 2d "$T/out")
	tonfall -q --channel 2 -m "$T/m" - <"$T/two.wav" | cut -f2- | diff - <(sed 2d "$T/out" | cut -f2-)
	tonfall -q -m "$T/m" "$T/two.wav" | probabilities | diff - <(by_filters "$T/two.wav")
	says 'channels' 1 tonfall -q --channel 3 -m "$T/m" "$T/two.wav"
	mkfifo "$T/fifo"
	cat "$T/two.wav" >"$T/fifo" 2>"$T/err" &
	says 'a pipe is read only once' 1 tonfall -q --channel each -m "$T/m" "$T/fifo"
	sox "$T/a1.wav" "$T/half.wav" remix 1 0
	says 'half.wav: channel 2 of 2 is silent' 0 tonfall -q --channel each -m "$T/m" "$T/half.wav" >"$T/out"
	sed -n 3p "$T/out" | cut -f7 | has -x -e -
}

# segmented: $T/long.wav, and $T/turns.rttm of two speakers in it.
segmented() {
	local i
	sox "$T/a1.wav" "$T/b1.wav" "$T/a2.wav" "$T/b2.wav" "$T/long.wav"
	printf ';; comment\n' >"$T/turns.rttm"
	for i in '0.1 1.1 anna' '1.5 1.2 bob' '2.9 1.1 anna' '4.4 1.2 bob'; do
		# shellcheck disable=SC2086
		printf 'SPEAKER long 1 %s %s <NA> <NA> %s <NA> <NA>\n' $i
	done >>"$T/turns.rttm"
}

test_segments() {
	model
	segmented
	tonfall -q --segments "$T/turns.rttm" -m "$T/m" "$T/long.wav" >"$T/out"
	head -n 1 "$T/out" | cut -f1-4 | tr '\t' ' ' | has -x 'path speaker start end'
	cut -f2-4 "$T/out" | tr '\t\n' ' ,' | has -x 'speaker start end,anna 0.1 1.2,bob 1.5 2.7,anna 2.9 4,bob 4.4 5.6,'
	probabilities <"$T/out" | diff - <(by_filters "$T/long.wav" --segments "$T/turns.rttm")
	# as a table, with other columns; in a list; beside recordings without any
	printf 'start\tduration\tturn\n1.5\t1.2\t7\n0.1\t1.1\t\n' >"$T/s.tsv"
	tonfall -q --segments "$T/s.tsv" -m "$T/m" "$T/long.wav" >"$T/o2"
	cut -f2-4 "$T/o2" | tr '\t\n' ' ,' | has -x 'turn start end,7 1.5 2.7, 0.1 1.2,'
	printf 'path\tspeaker\nlong.wav\tx\na1.wav\ty\n' >"$T/l.tsv"
	says "column 'speaker' already: that of the segments is 'segments.speaker'" 0 \
	    tonfall -q --segments "$T/turns.rttm" -m "$T/m" -l "$T/l.tsv" >"$T/o3"
	cut -f1-3 "$T/o3" | sed -n 2p | has -x "long.wav${tab}x${tab}anna"
	cut -f4- "$T/o3" | sed 1d | diff - <(cut -f3- "$T/out" | sed 1d)
	says 'has no column key or path' 1 tonfall -q --segments "$T/s.tsv" -m "$T/m" "$T/long.wav" "$T/a1.wav"
	says "no recording is 'long'" 1 tonfall -q --segments "$T/turns.rttm" -m "$T/m" "$T/a1.wav"
	says '^tonfall: recordings without segments, left out: 1$' 0 \
	    tonfall --segments "$T/turns.rttm" -m "$T/m" "$T/a1.wav" "$T/long.wav"
	says 'there is no segment of what was given' 1 tonfall -q --segments "$T/turns.rttm" -m "$T/m" "$T/a1.wav"
	printf 'SPEAKER long 1 9 3 <NA> <NA> x <NA> <NA>\n' >>"$T/turns.rttm"
	says 'turns.rttm: line 6: .*long.wav: the segment from 9 to 12 s is beyond the end' 1 \
	    tonfall -q --segments "$T/turns.rttm" -m "$T/m" "$T/long.wav" | diff - "$T/out"
	rm -f "$T/o.tsv"
	sed -i '$d' "$T/turns.rttm"
	tonfall -q --resume --segments "$T/turns.rttm" -m "$T/m" "$T/long.wav" -o "$T/o.tsv"
	cmp "$T/o.tsv" "$T/out"
	head -n 3 "$T/out" >"$T/o.tsv"
	tonfall -q --resume --segments "$T/turns.rttm" -m "$T/m" "$T/long.wav" -o "$T/o.tsv"
	cmp "$T/o.tsv" "$T/out"
}

# A row of a list without times is the whole recording.
test_lists_of_segments_and_whole_recordings() {
	model
	segmented
	printf 'path\tstart\tend\nlong.wav\t1\t2\nlong.wav\t\t\na1.wav\t\t\n' >"$T/l.tsv"
	tonfall -q -m "$T/m" -l "$T/l.tsv" >"$T/out"
	cut -f 1-3 "$T/out" | tr '\t\n' ' ,' | has -x 'path start end,long.wav 1 2,long.wav  ,a1.wav  ,'
	sed -n '3,$p' "$T/out" | cut -f 4- >"$T/whole"
	tonfall -q -m "$T/m" "$T/long.wav" "$T/a1.wav" | sed 1d | cut -f 4- | cmp - "$T/whole"
}

# Files of one name in several folders.
test_whose_segments() {
	local rows='a/long.wav 0 1,b/long.wav 1 2,b/long.wav 2 3,'
	model
	segmented
	mkdir "$T/a" "$T/b"
	cp "$T/long.wav" "$T/a"
	cp "$T/long.wav" "$T/b"
	printf 'path\tstart\tend\na/long.wav\t0\t1\n../b/long.flac\t1\t2\nb/long.wav\t2\t3\n' >"$T/s.tsv"
	whose() { tonfall -q -m "$T/m" --segments "$@" | sed 1d | cut -f 1-3 | tr '\t\n' ' ,'; }
	(
		cd "$T"
		whose s.tsv a b | has -x "$rows"
		whose s.tsv b a | has -x 'b/long.wav 1 2,b/long.wav 2 3,a/long.wav 0 1,'
		whose s.tsv a 2>err | has -x 'a/long.wav 0 1,'
		has -x "tonfall: s.tsv: no recording is '../b/long.flac', of which there are segments" <err
		cd b
		whose ../s.tsv long.wav 2>../err | has -x 'long.wav 1 2,long.wav 2 3,'
		cd ..
		# One path, of one of two; the other has none.
		sed -i '3,$d' s.tsv
		whose s.tsv a b | has -x 'a/long.wav 0 1,'
		says 's.tsv: of which recording are the segments of line 2, b/long.wav or a/long.wav?' 1 \
		    tonfall -q -m m --segments s.tsv b a >out
		says 'turns.rttm: of which recording are the segments of line 2, a/long.wav or b/long.wav?' 1 \
		    tonfall -q -m m --segments turns.rttm a b >out
		# A key with blanks; no segment at all.
		mv a/long.wav 'a/long call.wav'
		printf 'SPEAKER long_call 1 1 1 <NA> <NA> x <NA> <NA>\n' >c.rttm
		whose c.rttm a | has -x 'a/long call.wav x 1,'
		printf 'SPEAKER long call 1 1 1 <NA> <NA> x <NA> <NA>\n' >d.rttm
		says 'd.rttm: line 1: more than 10 fields; a blank in the name' 1 tonfall -q -m m --segments d.rttm a
		printf 'start\tend\n' >none.tsv
		says '^tonfall: there is no segment of what was given' 1 tonfall -q -m m --segments none.tsv a >out
	)
}

# ---- the picture ----

test_picture() {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	model
	sox "$T/a1.wav" "$T/b1.wav" "$T/a2.wav" "$T/b2.wav" "$T/a \`touch run\`{x}'.wav"
	for f in svg png pdf PNG; do
		tonfall -q -m "$T/m" --picture "$T/x.$f" "$T/a \`touch run\`{x}'.wav" >"$T/out"
		[ -s "$T/x.$f" ]
	done
	[ ! -e run ]
	cmp "$T/x.png" "$T/x.PNG"
	# windows of 3 s each 0.5 s
	sed -n 3p "$T/out" | cut -f2,3 | has -x "0.5${tab}3.5"
	/usr/bin/python3 - "$T/x.svg" <<-'END'
		import sys, xml.etree.ElementTree as xml
		text = ["".join(t.itertext()).strip() for t in xml.parse(sys.argv[1]).iter("{http://www.w3.org/2000/svg}text")]
		for want in "low", "high", "probability, %":
		    assert want in text, (want, text)
		assert any(t.endswith("a `touch run`{x}'.wav") for t in text), text
		times = [t for t in text if t.startswith("00:")]
		assert times == ["00:0%d" % i for i in range(len(times))], times
	END
	# Lines without points, where there are too many; gnuplot has nothing to say.
	tonfall -m "$T/m" -w 0.5 -s 0.03 --picture "$T/many.svg" "$T/a \`touch run\`{x}'.wav" >"$T/out" 2>"$T/err"
	[ "$(wc -l <"$T/out")" -gt 151 ]
	[ -s "$T/many.svg" ]
	! grep -v '^tonfall: ' "$T/err" || exit 1
	# nor where nothing is predicted, or nothing but unknown
	sox "$T/a1.wav" "$T/half.wav" remix 1 0
	for how in '-t 0' '-t 1' '--speech 100'; do
		# shellcheck disable=SC2086
		tonfall -q $how --channel each -m "$T/m" --picture "$T/x.png" "$T/half.wav" >"$T/out" 2>"$T/err"
		[ "$(cat "$T/err")" = "tonfall: $T/half.wav: channel 2 of 2 is silent" ]
	done
	# Nothing that is read is replaced.
	cp "$T/a1.wav" "$T/in.svg"
	says "^tonfall: --picture $T/in.svg: is an input as well" 2 tonfall -q -m "$T/m" --picture "$T/in.svg" "$T/in.svg"
	cmp "$T/a1.wav" "$T/in.svg"
	printf 'path\na1.wav\n' >"$T/in.svg"
	says "^tonfall: --picture $T/in.svg: is an input as well" 2 tonfall -q -m "$T/m" --picture "$T/in.svg" -l "$T/in.svg"
	printf 'path\na1.wav\n' | cmp - "$T/in.svg"
	says 'a second recording' 2 tonfall -q -m "$T/m" --picture "$T/x.svg" "$T/a1.wav" "$T/b1.wav"
	says 'no recording\|nothing' 1 tonfall -q -m "$T/m" --picture "$T/y.svg" "$T/nothing.wav"
	[ ! -e "$T/y.svg" ]
}

# strip SVG TSV: the colours of the strip cover what is predicted, and no outline
# covers them.
strip() {
	/usr/bin/python3 - "$1" "$2" <<-'END'
		import collections, re, sys
		svg = open(sys.argv[1]).read()
		def box(points):
		    x = [[float(v) for v in p.split(",")] for p in points.split()]
		    return [max(v) - min(v) for v in zip(*x)]
		area = collections.Counter()
		for colour, points in re.findall(r"<polygon fill = '(.*?)'.*? points = '(.*?)'", svg):
		    wide, high = box(points)
		    area[colour] += wide * high
		for path in re.findall(r"<path .*? d='M([-0-9. ,L]*) ?Z", svg):
		    assert box(path.replace("L", " "))[0] > 3.9, path
		rows = [l.rstrip("\n").split("\t") for l in open(sys.argv[2])]
		at = {name: i for i, name in enumerate(rows[0])}
		said = collections.Counter(r[at["predicted"]] for r in rows[1:])
		full = re.search(r"<tspan.*?>\s*([0-9.]+) %<", svg)
		both = (float(full.group(1)) / 100 if full else 1) * sum(area.values()) / (690 * (52 if "columns of" in svg else 26))
		for name, colour in ("high", "rgb(213,  94,   0)"), ("low", "rgb(  0, 114, 178)"):
		    want = said[name] / sum(said.values())
		    assert want > 0.1, said
		    assert abs(both * area[colour] / sum(area.values()) - want) < 0.03, (name, both, area, said)
	END
}

test_picture_of_many_windows() {
	command -v gnuplot >/dev/null || skip "no gnuplot"
	model
	sox "$T/a1.wav" "$T/b1.wav" "$T/a2.wav" "$T/a3.wav" "$T/long.wav" pad 1 2
	# each by itself, some too narrow for an outline
	tonfall -q -m "$T/m" -w 0.5 -s 0.03 --picture "$T/x.svg" -o "$T/x.tsv" "$T/long.wav"
	[ "$(wc -l <"$T/x.tsv")" -le 301 ]
	strip "$T/x.svg" "$T/x.tsv"
	! grep 'columns of' "$T/x.svg" || exit 1
	# columns
	tonfall -q -m "$T/m" -w 0.5 -s 0.01 --picture "$T/y.svg" -o "$T/y.tsv" "$T/long.wav"
	[ "$(wc -l <"$T/y.tsv")" -gt 301 ]
	strip "$T/y.svg" "$T/y.tsv"
	grep -q 'columns of 0.1 s: ' "$T/y.svg"
	# of a channel each, and where nothing is predicted
	sox -M "$T/long.wav" "$T/b3.wav" "$T/two.wav"
	for how in '' '-t 1' '--speech 100'; do
		# shellcheck disable=SC2086
		tonfall -q $how --channel each -m "$T/m" -w 0.5 -s 0.02 --picture "$T/x.png" "$T/two.wav" >"$T/out" 2>"$T/err"
		[ ! -s "$T/err" ]
	done
}

# ---- whose statistics ----

# adapted: $T/p, a pack of $T/m and, for two records of a speaker or more, of
# $T/s, for records normalised by speaker, with $T/stats.
adapted() {
	model
	wav2prosody -q -l "$T/list.tsv" | deltas --order 1 | functionals >"$T/f"
	zscore -g bin -n -o "$T/stats" "$T/f" >"$T/out"
	zscore -g speaker,bin --prior 3 --prior-from "$T/stats" "$T/f" |
	    lineartrain -q -C 1e-5 -b speaker -k 2 -o "$T/s"
	modelpack -o "$T/p" --enough 2 x="$T/m" --adapted x="$T/s" --stats x="$T/stats"
}

# by_statistics WAV2PROSODY'S ARGUMENT...: the pipe of filters with the
# statistics of speakers.
by_statistics() {
	wav2prosody -q -m "$T/m" "$@" | deltas -m "$T/m" | functionals -m "$T/m" |
	    zscore -g speaker,bin --prior 3 --prior-from "$T/stats" | cnneval -m "$T/s" 2>"$T/filters.err" |
	    awk -F '\t' '!/^#/ { print $3, $4, $5 }'
}

test_statistics_of_speakers() {
	adapted
	sed 's/b4.wav/a4.wav/' "$T/list.tsv" >"$T/l.tsv"
	tonfall -q -m "$T/p" -l "$T/l.tsv" -o "$T/o.tsv"
	by_statistics -l <(awk -F '\t' -v OFS='\t' 'NR == 1 { print "key", $0; next }
	    { $1 = "'"$T"'/" $1; print NR, $0 }' "$T/l.tsv") >"$T/want"
	probabilities <"$T/o.tsv" | diff - "$T/want"
	head -n 1 "$T/o.tsv" | has "${tab}statistics\$"
	cut -f12 "$T/o.tsv" | sort | uniq -c | tr -s ' \n' ' ' | has -x ' 8 own 1 statistics '
	for j in 1 3; do
		tonfall -q -j $j -m "$T/p" -l "$T/l.tsv" --adapt speaker | cmp - "$T/o.tsv"
	done
	tonfall -q -m "$T/p" -l "$T/l.tsv" --adapt none >"$T/none"
	probabilities <"$T/none" | diff - <(tonfall -q -m "$T/m" -l "$T/l.tsv" | probabilities)
	says 'no such column' 2 tonfall -q -m "$T/p" -l "$T/l.tsv" --adapt room
	says 'can be read twice' 2 tonfall -q -m "$T/p" -l - --adapt speaker <"$T/l.tsv"
	says 'no second group' 1 tonfall -q -m "$T/m" -l "$T/l.tsv" --adapt speaker
	# a speaker of whom there is one record
	sed -n '1,2p' "$T/l.tsv" >"$T/one.tsv"
	tonfall -q -m "$T/p" -l "$T/one.tsv" | sed -n 2p | has "${tab}training\$"
}

test_statistics_of_folders() {
	adapted
	mkdir "$T/d" "$T/e"
	cp "$T"/a[123].wav "$T/b1.wav" "$T/d"
	cp "$T/b2.wav" "$T/e"
	tonfall -q -m "$T/p" "$T/d" "$T/e" >"$T/out"
	tonfall -q -m "$T/m" "$T/d" "$T/e" | probabilities | diff - <(probabilities <"$T/out")
	tonfall -q --adapt folder -m "$T/p" "$T/d" "$T/e" >"$T/out"
	(cd "$T" && printf 'path\tspeaker\n' && printf '%s\td\n' d/*.wav) >"$T/l.tsv"
	probabilities <"$T/out" | head -n 4 | diff - <(by_statistics -l "$T/l.tsv")
	sed -n '$p' "$T/out" | has "${tab}training\$"
	# Of one file with two channels there are two records.
	sox -M "$T/b2.wav" "$T/b1.wav" "$T/two.wav"
	mv "$T/two.wav" "$T/e/b2.wav"
	tonfall -q --adapt folder --channel each -m "$T/p" "$T/e" >"$T/out"
	[ "$(grep -c "${tab}own\$" "$T/out")" -eq 2 ]
}

# A recording's windows, or segments, by all of them.
test_statistics_of_a_recording() {
	adapted
	sox "$T/a1.wav" "$T/b1.wav" "$T/a2.wav" "$T/b2.wav" "$T/long.wav"
	printf 'path\tspeaker\nlong.wav\tx\n' >"$T/l.tsv"
	for how in "$T/long.wav" "--adapt recording $T/long.wav" "-l $T/l.tsv"; do
		# shellcheck disable=SC2086
		tonfall -q -w 1 -m "$T/p" --speech 0 $how >"$T/out"
		probabilities <"$T/out" | diff - <(by_statistics -w 1 -l "$T/l.tsv")
		grep -c "${tab}own\$" "$T/out" | has -x 6
	done
	# from a pipe
	tonfall -q -w 1 -m "$T/p" --speech 0 - <"$T/long.wav" | probabilities | diff - <(probabilities <"$T/out")
}

# Windows without speech are no part of the statistics: the pipe of the page.
test_statistics_of_a_recording_with_pauses() {
	adapted
	sox "$T/a1.wav" "$T/b1.wav" "$T/a2.wav" "$T/b2.wav" "$T/long.wav" pad 0 4
	tonfall -q -w 1 -m "$T/p" "$T/long.wav" >"$T/out"
	(cd "$T" && printf 'path\tspeaker\nlong.wav\tx\n' | wav2prosody -q --key path -w 1 -m s -l - |
	    deltas -m s | functionals -m s |
	    zscore -g speaker,bin --speech 0.1 --prior 3 --prior-from stats | cnneval --speech 0.1 -m s) 2>"$T/err" |
	    awk -F '\t' '/^#/ { next } $3 == "-" { $4 = $5 = "" } { print $3, $4, $5 }' >"$T/want"
	probabilities <"$T/out" | diff - "$T/want"
	grep -c '^- ' "$T/want" | has -x 4
}

# Speakers in a recording each by their own segments.
test_statistics_of_speakers_in_a_recording() {
	adapted
	segmented
	tonfall -q --segments "$T/turns.rttm" --speech 0 -m "$T/p" "$T/long.wav" >"$T/out"
	probabilities <"$T/out" | diff - <(by_statistics --segments "$T/turns.rttm" "$T/long.wav")
	grep -c "${tab}own\$" "$T/out" | has -x 4
	# of whom there are not enough
	sed -i 's/anna/carl/; 2s/carl/anna/' "$T/turns.rttm"
	tonfall -q --segments "$T/turns.rttm" --speech 0 -m "$T/p" "$T/long.wav" | sed 1d | sed 's/.*'"$tab"'//' |
	    tr '\n' ' ' | has -x 'training own training own '
}

# ---- pages ----

# typed: the commands `tonfall ...` of the page and of README.md, one a line.
typed() {
	sed -n 's/^\.Dl \$ tonfall/tonfall/p; s/^\$ tonfall/tonfall/p' man/tonfall.1
	sed -n '/^## Your own file/,/^## /s/^    tonfall/tonfall/p' README.md | sed 's/ *#.*//'
}

test_every_line_can_be_typed() {
	local line n=0
	type gnuplot espeak-ng >"$T/type" || skip 'needs gnuplot and espeak-ng'
	typed >"$T/typed"
	mkdir "$T/here" "$T/here/folder" "$T/here/calls"
	printf 'You never told me that. How could you? %s' 'I was so glad to hear it! No.' |
	    espeak-ng --stdin -w "$T/say.wav"
	sox -R -V1 "$T/say.wav" -r 16000 "$T/here/call.wav" repeat 1
	for copy in more interview folder/a calls/b; do cp "$T/here/call.wav" "$T/here/$copy.wav"; done
	printf 'path\tlabel\nfolder/a.wav\tangry\ncall.wav\tsad\n' >"$T/here/calls.tsv"
	printf 'SPEAKER call 1 0.5 2.0 <NA> <NA> anna <NA> <NA>\n' >"$T/here/turns.rttm"
	while read -r line; do
		case $line in
		'tonfall --live'*)	continue ;;	# needs a microphone
		*--resume*)	;;
		*)	rm -f "$T/here"/out* "$T/here"/calls.out* ;;
		esac
		echo "$line"
		(cd "$T/here" && bash -euc -o pipefail "$line" >"$T/out" 2>"$T/err" </dev/null) || { cat "$T/err"; return 1; }
		[ -s "$T/out" ] || [ -n "$(find "$T/here" -newer "$T/typed" -name 'out*' -o -name 'calls.out*' -o -name 'x.*')" ]
		n=$((n + 1))
	done <"$T/typed"
	[ $n -ge 15 ]
}
