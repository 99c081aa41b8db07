# The importers in pipelines/corpora: tables of RAVDESS, nEMO, MSP-IMPROV and the
# demo corpus; the sounds of the last: demo.t.

R=pipelines/corpora/ravdess
M=pipelines/corpora/msp-improv
D=pipelines/corpora/demo

columns='path	key	label	session	speaker	gender'

# column NAME FILE: that column's values, by the header row.
column() {
	awk -F '\t' -v want="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == want) c = i; next }
	{ print $c }' "$2"
}

# tally NAME FILE: its values and how often each occurs, on one line.
tally() {
	column "$1" "$2" | sort | uniq -c | awk '{ printf "%s%s %s", s, $2, $1; s = ", " } END { print "" }'
}

same() {
	[ "$1" = "$2" ] || { echo "got  '$1'"; echo "want '$2'"; return 1; }
}

# sound FILE: a sound that nobody will listen to.
sound() {
	mkdir -p "${1%/*}"
	printf 'RIFF' >"$1"
}

# ---- RAVDESS

test_ravdess_counts() {
	needs "$SHARED/data/ravdess/Actor_24"
	"$R" "$SHARED/data/ravdess" >"$T/four" 2>"$T/err"
	cmp /dev/null "$T/err"
	same "$(head -n 1 "$T/four")" "$columns"
	same "$(tally label "$T/four")" 'angry 192, happy 192, neutral 96, sad 192'
	same "$(tally session "$T/four")" '1 112, 2 112, 3 112, 4 112, 5 112, 6 112'
	same "$(tally gender "$T/four")" 'female 336, male 336'
	CLASSES=8 "$R" "$SHARED/data/ravdess" >"$T/eight" 2>"$T/err"
	cmp /dev/null "$T/err"
	same "$(tally label "$T/eight")" \
	    'angry 192, calm 192, disgust 192, fearful 192, happy 192, neutral 96, sad 192, surprised 192'
	same "$(column key "$T/eight" | sort -u | wc -l)" 1440
	# Every path is a file, and its name is the key.
	column path "$T/eight" | while read -r f; do [ -s "$f" ] || echo "$f"; done | cmp /dev/null -
	same "$(column path "$T/eight" | sed 's|.*/||; s|[.]flac$||')" "$(column key "$T/eight")"
}

# The folds of EmoBox, typed anew from its data/ravdess: actors 1 11 20 21 ...
test_ravdess_sessions() {
	needs "$SHARED/data/ravdess/Actor_24"
	"$R" "$SHARED/data/ravdess" >"$T/t"
	same "$(tail -n +2 "$T/t" | cut -f 4,5 | sort -u |
	    awk '{ s[$1] = s[$1] " " $2 } END { for (i = 1; i <= 6; i++) print i ":" s[i] }')" \
'1: 01 11 20 21
2: 04 10 12 14
3: 08 09 19 23
4: 03 05 07 24
5: 02 15 16 18
6: 06 13 17 22'
	same "$(tail -n +2 "$T/t" | cut -f 5,6 | sort -u | awk '$1 % 2 != ($2 == "male")')" ''
	ACTORS=consecutive "$R" "$SHARED/data/ravdess" >"$T/t"
	same "$(tail -n +2 "$T/t" | cut -f 4,5 | sort -u | awk '$1 != int(($2 + 3) / 4)')" ''
	same "$(column speaker "$T/t" | sort -u | wc -l)" 24
	# Typed anew from the README of cristinalunaj/MMEmotionRecognition.
	ACTORS=luna "$R" "$SHARED/data/ravdess" >"$T/t"
	same "$(tail -n +2 "$T/t" | cut -f 4,5 | sort -u |
	    awk '{ s[$1] = s[$1] " " $2 } END { for (i = 1; i <= 5; i++) print i ":" s[i] }')" \
'1: 02 05 14 15 16
2: 03 06 07 13 18
3: 10 11 12 19 20
4: 08 17 21 23 24
5: 01 04 09 22'
}

# A folder as published, with all that may go wrong in one.
test_ravdess_made_up() {
	local d="$T/a b/Audio"
	sound "$d/Actor_12/03-01-05-02-01-01-12.wav"
	sound "$d/Actor_01/03-01-01-01-02-02-01.flac"
	sound "$d/Actor_01/03-01-01-01-02-02-01.wav"	# the same clip again
	sound "$d/Actor_01/03-01-02-01-01-01-01.wav"	# calm
	sound "$d/Actor_01/03-02-03-01-01-01-01.wav"	# song
	sound "$d/Actor_01/01-01-03-01-01-01-01.wav"	# film
	sound "$d/Actor_01/03-01-01-02-01-01-01.wav"	# no strong neutral
	sound "$d/Actor_01/03-01-05-01-01-01-25.wav"	# no actor 25
	sound "$d/Actor_01/take two.wav"
	sound "$d/03-01-05-01-01-01-02.wav"		# in no Actor folder
	: >"$d/Actor_01/03-01-05-01-01-01-01.wav"	# empty
	"$R" "$T/a b" >"$T/t" 2>"$T/err"
	same "$(cat "$T/t")" "$columns
$d/Actor_01/03-01-01-01-02-02-01.flac	03-01-01-01-02-02-01	neutral	1	01	male
$d/Actor_12/03-01-05-02-01-01-12.wav	03-01-05-02-01-01-12	angry	2	12	female"
	grep -q 'a b: 3 sounds skipped, not named like Actor_01/.*: Audio/Actor_01/03-01-01-02-.*wav and others$' "$T/err"
	grep -q 'a b: 2 sounds skipped, not audio-only' "$T/err"
	grep -q 'a b: 1 sound skipped, in no Actor_' "$T/err"
	grep -q 'a b: 1 skipped, further copies' "$T/err"
	grep -q 'a b: 2 clips, expected 672; none of actors 02 03 .*; actor 01 neutral: 1 of 4; actor 01 happy: 0 of 8' "$T/err"
	CLASSES=8 "$R" "$T/a b" 2>"$T/err" | cut -f 3 | has -x calm
	grep -q '3 clips, expected 1440' "$T/err"
	(cd "$T" && "$OLDPWD/$R" 'a b' 2>/dev/null) | cmp - "$T/t"
}

# Links to files and to folders, a link to nothing, one to a folder above itself,
# and names in capitals.
test_sounds_of_any_kind() {
	local d=$T/r
	sound "$T/store/one.wav"
	sound "$T/store/Actor_02/03-01-05-01-01-01-02.flac"
	sound "$d/Actor_01/03-01-05-01-01-01-01.WAV"
	ln -s ../../store/one.wav "$d/Actor_01/03-01-03-01-01-01-01.wav"
	ln -s ../../store/gone.wav "$d/Actor_01/03-01-04-01-01-01-01.wav"
	ln -s "$T/store/Actor_02" "$d/Actor_02"
	ln -s .. "$d/Actor_01/up"
	"$R" "$d" >"$T/t" 2>"$T/err"
	same "$(cat "$T/t")" "$columns
$d/Actor_01/03-01-03-01-01-01-01.wav	03-01-03-01-01-01-01	happy	1	01	male
$d/Actor_01/03-01-05-01-01-01-01.WAV	03-01-05-01-01-01-01	angry	1	01	male
$d/Actor_02/03-01-05-01-01-01-02.flac	03-01-05-01-01-01-02	angry	5	02	female"
	exits 1 grep -q find "$T/err"
	# The folder itself may be a link.
	ln -s r "$T/link"
	"$R" "$T/link" 2>/dev/null | sed "s|$T/link|$d|" | cmp - "$T/t"
	mkdir "$T/m"
	ln -s "$T/store/one.wav" "$T/m/MSP-IMPROV-S05N-M04-T-MF17.WAV"
	echo 'MSP-IMPROV-S05N-M04-T-MF17;sad;A:1;V:1' >"$T/m/Evalution.txt"
	same "$("$M" "$T/m" 2>/dev/null | cut -f 2,3 | tail -n 1)" "MSP-IMPROV-S05N-M04-T-MF17	sad"
	# A folder that cannot be read is not passed over.
	local as=()
	[ "$(id -u)" -ne 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
	chmod 711 "$T"
	"${as[@]}" test -x "$R" || skip "another user cannot read this tree"
	chmod 0 "$T/store/Actor_02"
	says 'Permission denied' 1 "${as[@]}" "$R" "$d"
	chmod 755 "$T/store/Actor_02"
}

# An environment that changes what cd, find, awk and the shell do.
test_importers_and_the_environment() {
	mkdir "$T/cd"
	mkdir "$T/cd/r"
	sound "$T/r/Actor_12/03-01-05-02-01-01-12.wav"
	printf 'set -o noclobber; echo no\n' >"$T/rc"
	(cd "$T" && "$OLDPWD/$R" r 2>/dev/null) >"$T/t"
	(cd "$T" && CDPATH=$T/cd POSIXLY_CORRECT=1 BASH_ENV=$T/rc LC_ALL=tr_TR.UTF-8 QUOTING_STYLE=c \
	    "$OLDPWD/$R" r 2>/dev/null) | cmp - "$T/t"
	# Standard error may be a file that others write to as well.
	echo before >"$T/err"
	"$R" "$T/r" 2>>"$T/err" >/dev/null
	same "$(head -n 1 "$T/err")" before
	grep -q '1 clip, expected 672' "$T/err"
}

test_ravdess_bad() {
	mkdir "$T/empty"
	says "empty: no sounds; expected Actor_01/03-01-" 1 "$R" "$T/empty"
	says 'none: no such folder' 1 "$R" "$T/none"
	sound "$T/other/Actor_01/x.wav"
	says '0 clips, expected 672' 1 "$R" "$T/other"
	says 'want one folder' 2 "$R"
	says 'want one folder' 2 "$R" a b
	says "no option '-x'" 2 "$R" -x
	CLASSES=5 says 'CLASSES=5: want 4 or 8' 2 "$R" "$T/empty"
	ACTORS=6 says 'ACTORS=6: want emobox, luna or consecutive' 2 "$R" "$T/empty"
	"$R" --help | has '^usage: .*ravdess DIR'
	mkdir "$T/loop"
	ln -s /nowhere "$T/loop/gone.wav"
	says "loop: no sounds" 1 "$R" "$T/loop"
	sound "$T/one/Actor_12/03-01-05-02-01-01-12.wav"
	"$R" "$T/one" 2>"$T/err" >/dev/null
	grep 'none of actors 01 02 .* 11 13 .* 24; actor 12 neutral: 0 of 4; actor 12 happy' "$T/err"
	[ "$(wc -c <"$T/err")" -lt 400 ]
	full "$R" "$T/one"
}

# ---- nEMO

test_nemo_counts() {
	needs "$SHARED/data/nemo/WR0"
	pipelines/corpora/nemo "$SHARED/data/nemo" >"$T/six" 2>"$T/err"
	same "$(head -n 1 "$T/six")" "$columns"
	same "$(($(wc -l <"$T/six") - 1))" 1218
	same "$(tail -n +2 "$T/six" | cut -f 4,5 | sort -u | tr '\t\n' ':,')" \
	    '1:EB0,1:KS0,2:IC0,2:SM0,3:KD0,3:TP0,4:MK0,4:MP0,5:WR0,'
	same "$(column gender "$T/six" | sort -u | tr '\n' ' ')" 'female male '
	same "$(tail -n +2 "$T/six" | awk '$6 == "female"' | cut -f 5 | sort -u | tr '\n' ' ')" 'EB0 IC0 KD0 MK0 '
	CLASSES=4 pipelines/corpora/nemo "$SHARED/data/nemo" >"$T/four" 2>"$T/err"
	same "$(column label "$T/four" | sort -u | tr '\n' ' ')" 'angry happy neutral sad '
	grep -E '	(angry|happy|neutral|sad)	' "$T/six" | cmp - <(tail -n +2 "$T/four")
}

test_nemo_made_up() {
	local d="$T/a b" e
	for e in anger fear happiness neutral sadness surprised; do
		sound "$d/samples/EB0_${e}_1.wav"
		sound "$d/samples/WR0_${e}_90.wav"
	done
	rm "$d/samples/WR0_fear_90.wav"
	sound "$d/other/EB0_anger_1.flac"	# again
	sound "$d/samples/XX0_anger_1.wav"	# nobody
	sound "$d/samples/EB0_rage_1.wav"
	sound "$d/samples/EB0_anger_100.wav"
	sound "$d/samples/EB0_anger.wav"
	pipelines/corpora/nemo "$d" >"$T/t" 2>"$T/err"
	same "$(tally label "$T/t")" 'angry 2, fearful 1, happy 2, neutral 2, sad 2, surprised 2'
	grep -q 'nemo: .*a b: 4 sounds skipped, not named like EB0_anger_1.wav: samples/EB0_anger.wav and others$' "$T/err"
	grep -q 'nemo: .*a b: 1 skipped, further copies of a clip$' "$T/err"
	grep -q 'nemo: .*11 clips, expected 4481; none of speakers KS0 .*MP0; angry: 2 of 749; fearful: 1 of 736' "$T/err"
	CLASSES=4 pipelines/corpora/nemo "$d" >"$T/t" 2>"$T/err"
	exits 1 grep -q fearful "$T/err"
	same "$(tally label "$T/t")" 'angry 2, happy 2, neutral 2, sad 2'
	mkdir "$T/empty"
	says 'no sounds; expected EB0_anger_1.wav' 1 pipelines/corpora/nemo "$T/empty"
	says 'no such folder' 1 pipelines/corpora/nemo "$T/none"
	says 'want one folder, got 0' 2 pipelines/corpora/nemo
	CLASSES=8 says 'CLASSES=8: want 6 or 4' 2 pipelines/corpora/nemo "$T/empty"
	mkdir "$T/none-of-it"
	sound "$T/none-of-it/x.wav"
	exits 1 pipelines/corpora/nemo "$T/none-of-it" >"$T/t" 2>/dev/null
	[ ! -s "$T/t" ]
}

# ---- MSP-IMPROV

# The file as the corpus has it: an utterance, its raters, an empty line.
test_msp_improv() {
	local d="$T/msp" P=MSP-IMPROV
	sound "$d/session1/S01A/P/$P-S01A-F01-P-FM01.wav"
	sound "$d/session1/S01A/P/$P-S01A-F01-P-MF02.wav"
	sound "$d/session6/S20H/S/$P-S20H-M06-S-MM01.wav"
	sound "$d/session2/S14S/R/$P-S14S-F02-R-FF01.wav"
	sound "$d/session2/S14S/R/$P-S14S-F02-R-FF02.wav"
	cat >"$d/Evalution.txt" <<-'END'
	UTD-IMPROV-S01A-F01-P-FM01.avi; A; A:3.833333; V:1.500000; D:3.000000 ; N:4.500000;
	WS-20131024_1; Angry; Angry,Frustrated ; A:3.000000; V:3.000000; D:3.000000; N:5.000000;
	WS-2; Neutral; Neutral (other; as said) ; A:4.000000; V:1.000000; D:NaN; N:5.000000;

	UTD-IMPROV-S01A-F01-P-MF02.avi; X; A:3.000000; V:3.500000; D:NaN ; N:4.500000;
	WS-2; Happy; Happy ; A:4.000000; V:1.000000; D:NaN; N:5.000000;

	UTD-IMPROV-S20H-M06-S-MM01.avi; H; A:NaN; V:4.5; D:NaN ; N:4.500000;

	UTD-IMPROV-S14S-F02-R-FF01.avi; S; A:2.000000; V:2.000000; D:NaN ; N:4.500000;
	UTD-IMPROV-S14S-F02-R-FF09.avi; S; A:2.000000; V:2.000000; D:NaN ; N:4.500000;
	UTD-IMPROV-S14S-F02-R-FF01.avi; N; A:2.000000; V:2.000000; D:NaN ; N:4.500000;
	END
	"$M" "$d" >"$T/t" 2>"$T/err"
	same "$(cat "$T/t")" "$columns	activation	valence
$d/session1/S01A/P/$P-S01A-F01-P-FM01.wav	$P-S01A-F01-P-FM01	angry	1	F01	female	3.833333	1.500000
$d/session2/S14S/R/$P-S14S-F02-R-FF01.wav	$P-S14S-F02-R-FF01	sad	2	F02	female	2.000000	2.000000
$d/session6/S20H/S/$P-S20H-M06-S-MM01.wav	$P-S20H-M06-S-MM01	happy	6	M06	male	-	4.5"
	grep -q ': 1 clip left out, of classes that' "$T/err"
	grep -q ': 1 label without a sound$' "$T/err"
	grep -q ': 1 sound skipped, without a label$' "$T/err"
	grep -q ': 1 skipped, further copies of a clip$' "$T/err"
	grep -q ': 1 rating not in range' "$T/err"
	grep -q ': 3 clips, expected 7798; none of .*; angry: 1 of 792; happy: 1 of 2644; neutral: 0 of 3477; sad: 1 of 885' "$T/err"
	# For a target that is rated, all that is rated.
	TARGET=valence "$M" "$d" 2>"$T/err" | cut -f 2- | has -x "$P-S01A-F01-P-MF02	-	1	F01	female	3.000000	3.500000"
	exits 1 grep -q 'left out' "$T/err"
	# The right spelling does, and so does a folder above the sessions.
	mkdir "$d/Audio"
	mv "$d"/session* "$d/Audio"
	mv "$d/Evalution.txt" "$d/Evaluation.txt"
	"$M" "$d" 2>/dev/null | sed 's|/Audio||' | cmp - "$T/t"
}

# key;label;A:x;V:y and sounds in one folder.
test_msp_improv_simple() {
	sound "$T/m/MSP-IMPROV-S05N-M04-T-MF17.wav"
	sound "$T/m/MSP-IMPROV-S05N-F04-T-FF103.wav"
	printf '%s\r\n' 'MSP-IMPROV-S05N-F04-T-FF103;happiness;A:4.2;V:5' \
	    'MSP-IMPROV-S05N-M04-T-MF17;neutral;A:0.5;V:3.0' 'MSP-IMPROV-S05N;other' >"$T/m/Evalution.txt"
	"$M" "$T/m" 2>"$T/err" | tail -n +2 >"$T/t"
	same "$(cut -f 2- "$T/t")" \
"MSP-IMPROV-S05N-F04-T-FF103	happy	4	F04	female	4.2	5
MSP-IMPROV-S05N-M04-T-MF17	neutral	4	M04	male	-	3.0"
	grep -q '1 rating not in range' "$T/err"
}

# As many utterances as the corpus has, and then one less.
test_msp_improv_whole() {
	mkdir "$T/m"
	awk -v dir="$T/m" 'BEGIN {
		split("A 792 H 2644 N 3477 S 885 O 85 X 555", c, " ")
		for (i = 1; i <= 12; i += 2)
			for (j = 1; j <= c[i + 1]; j++) {
				key = sprintf("IMPROV-S%02dA-%s%02d-P-FM%d", i, j % 2 ? "F" : "M", int(j / 2) % 6 + 1, j)
				printf "x" >(file = dir "/MSP-" key ".wav")
				close(file)
				print "UTD-" key ".avi; " c[i] "; A:3.000000; V:2.000000; D:NaN ; N:1.0;"
			}
	}' >"$T/m/Evalution.txt"
	"$M" "$T/m" >"$T/t" 2>"$T/err"
	same "$(cat "$T/err")" "msp-improv: $T/m: 640 clips left out, of classes that cannot be chosen"
	same "$(tally label "$T/t")" 'angry 792, happy 2644, neutral 3477, sad 885'
	same "$(column session "$T/t" | sort -u | tr '\n' ' ')" '1 2 3 4 5 6 '
	same "$(column speaker "$T/t" | sort -u | wc -l)" 12
	sed -i 1d "$T/m/Evalution.txt"
	"$M" "$T/m" 2>&1 >/dev/null | has '7797 clips, expected 7798; angry: 791 of 792'
}

test_msp_improv_bad() {
	mkdir "$T/empty"
	says 'none: no such folder' 1 "$M" "$T/none"
	says 'empty: no Evalution.txt' 1 "$M" "$T/empty"
	echo 'nothing of use' >"$T/empty/Evalution.txt"
	says 'empty: no sounds' 1 "$M" "$T/empty"
	sound "$T/empty/MSP-IMPROV-S05N-M04-T-MF17.wav"
	says '0 clips, expected 7798' 1 "$M" "$T/empty"
	says 'want one folder' 2 "$M"
	says "no option '-x'" 2 "$M" -x
	"$M" --help | has '^usage: .*msp-improv DIR'
	echo 'MSP-IMPROV-S05N-M04-T-MF17;sad;A:1;V:1' >"$T/empty/Evalution.txt"
	full "$M" "$T/empty"
}

# The importer that tonfall-corpora(7) shows, as it stands there.
test_example_of_the_page() {
	awk '/^#!\/bin\/sh/ { on = 1 } /^[.]Ed/ { on = 0 } on' man/tonfall-corpora.7 |
	    sed 's/\\e/\\/g' >"$T/mine"
	sound "$T/c d/happy/anna-17.wav"
	sound "$T/c d/sad/bert-2.wav"
	same "$(sh "$T/mine" "$T/c d")" "path	key	label	speaker	session
$T/c d/happy/anna-17.wav	anna-17	happy	anna	anna
$T/c d/sad/bert-2.wav	bert-2	sad	bert	bert"
}

# ---- the demo corpus: its table

test_demo_proportions() {
	"$D" -l "$T/d" >"$T/t"
	same "$(head -n 1 "$T/t")" "$columns	activation	valence"
	same "$(tally label "$T/t")" 'angry 79, happy 264, neutral 348, sad 89'
	"$D" -l "$T/d" 10 >"$T/t"
	same "$(tally label "$T/t")" 'angry 792, happy 2644, neutral 3477, sad 885'
	"$D" -l "$T/d" 0.5 >"$T/t"
	same "$(column key "$T/t" | wc -l)" 390
	COUNT=96 "$D" -l "$T/d" >"$T/t"
	same "$(tally label "$T/t")" 'angry 10, happy 32, neutral 43, sad 11'
	[ ! -e "$T/d" ]
}

test_demo_speakers() {
	"$D" -l "$T/d" >"$T/t"
	same "$(tail -n +2 "$T/t" | cut -f 4-6 | sort -u | tr '\t' ' ' | tr '\n' ',')" \
'1 F01 female,1 M01 male,2 F02 female,2 M02 male,3 F03 female,3 M03 male,4 F04 female,4 M04 male,5 F05 female,5 M05 male,6 F06 female,6 M06 male,'
	same "$(tally session "$T/t")" '1 130, 2 130, 3 130, 4 130, 5 130, 6 130'
	same "$(column key "$T/t" | sort -u | wc -l)" 780
	same "$(column path "$T/t" | sed "s|^$T/d/[FM]0[1-6]/||; s|[.]wav$||")" "$(column key "$T/t")"
	# Every class in every session, of a small corpus too.
	COUNT=96 "$D" -l "$T/d" >"$T/t"
	same "$(tail -n +2 "$T/t" | cut -f 3,4 | sort -u | wc -l)" 24
}

# Ratings are 1 to 5 and go with the class, yet overlap.
test_demo_ratings() {
	"$D" -l "$T/d" 10 >"$T/t"
	tail -n +2 "$T/t" | awk -F '\t' '
	$7 < 1 || $7 > 5 || $8 < 1 || $8 > 5 { print "out of range: " $0; bad = 1 }
	{
		n[$3]++; a[$3] += $7; v[$3] += $8
		low += $7 <= 2.5; high += $7 >= 3.5; neg += $8 <= 2.5; pos += $8 >= 3.5
		if ($3 == "sad" && $7 > 2.9) roused++
		if ($3 == "neutral" && $7 < 2.2) calm++
	}
	END {
		for (c in n) { a[c] /= n[c]; v[c] /= n[c]; print c, a[c], v[c] }
		print low, high, neg, pos, roused, calm
		exit bad || !(a["angry"] > a["happy"] && a["happy"] > a["neutral"] + 0.3 &&
		    a["neutral"] > a["sad"] + 0.3 && v["happy"] > v["neutral"] + 0.5 &&
		    v["neutral"] > v["sad"] + 0.5 && v["neutral"] > v["angry"] + 0.5 &&
		    low > 780 && high > 780 && NR - low - high > 780 && neg > 780 && pos > 780 &&
		    roused > 20 && calm > 20)
	}'
}

test_demo_seeds() {
	"$D" -l "$T/d" 1 7 >"$T/a"
	"$D" -l "$T/d" 1 7 | cmp - "$T/a"
	"$D" -l "$T/d" 1 8 >"$T/b"
	exits 1 cmp -s "$T/a" "$T/b"
	exits 1 cmp -s <(column label "$T/a") <(column label "$T/b")
	"$D" -l "$T/d" | cmp - <("$D" -l "$T/d" 1 1)
	(cd "$T" && "$OLDPWD/$D" -l d 1 7) | cmp - "$T/a"
}

# Any awk makes the same plan.
test_demo_awks() {
	local a n=0
	LC_ALL=C TOTAL=780 SEED=3 awk -f "$D.awk" "$D.txt" >"$T/plan"
	for a in gawk mawk original-awk bwk-awk 'busybox awk'; do
		command -v "${a%% *}" >/dev/null || continue
		LC_ALL=C TOTAL=780 SEED=3 $a -f "$D.awk" "$D.txt" | cmp - "$T/plan"
		n=$((n + 1))
	done
	[ "$n" -ge 2 ] || skip "needs two kinds of awk"
}

# The generator and the shuffle of the first speaker's hand, in Python.
test_demo_draws() {
	command -v python3 >/dev/null || skip "needs python3"
	"$D" -l "$T/d" 1 41 >"$T/t"
	python3 - >"$T/want" <<-'END'
	s1, s2 = 42, 43
	def draw():
	    global s1, s2
	    s1, s2 = s1 * 40014 % 2147483563, s2 * 40692 % 2147483399
	    z = (s1 - s2) % 2147483562
	    return (z + 1) / 2147483563
	for i in range(20):
	    draw()
	cards = ["angry"] * 79 + ["happy"] * 264 + ["neutral"] * 348 + ["sad"] * 89
	hand = cards[::12]
	for i in range(len(hand), 1, -1):
	    j = int(draw() * i)
	    hand[i - 1], hand[j] = hand[j], hand[i - 1]
	print("\n".join(hand))
	END
	column label "$T/t" >"$T/got"
	head -n 65 "$T/got" | cmp - "$T/want"
}

# The words tell nothing: 96 different sentences, the same for every class.
test_demo_texts() {
	same "$(sort -u "$D.txt" | wc -l)" 96
	LC_ALL=C exits 1 grep -q '[^A-Za-z,./ ]' "$D.txt"
	exits 1 grep -vq '^[A-Z].* / .*[.]$' "$D.txt"
	TOTAL=7798 SEED=1 awk -f "$D.awk" "$D.txt" >"$T/plan"
	awk -F '\t' '{ gsub(/ <break[^>]*>/, "", $13); print $2 "\t" $13 }' "$T/plan" | sort -u |
	    cut -f 1 | uniq -c | awk '$1 != 96 { print; bad = 1 } END { exit bad || NR != 4 }'
}

test_demo_bad() {
	says 'want a folder' 2 "$D"
	says 'want a folder' 2 "$D" a 1 2 3
	says "no option '-x'" 2 "$D" -x "$T/d"
	says '-j wants an argument' 2 "$D" -j
	says "-j 'two' is not a whole number" 2 "$D" -j two "$T/d"
	says '-j 0 is too small' 2 "$D" -j 0 "$T/d"
	says "scale '1x' is not a number" 2 "$D" -l "$T/d" 1x
	says "scale '1.2.3' is not a number" 2 "$D" -l "$T/d" 1.2.3
	says "seed '-1' is not a whole number" 2 "$D" -l "$T/d" 1 -1
	says 'seed 2000000001 is too large' 2 "$D" -l "$T/d" 1 2000000001
	says '8 utterances are too few' 2 "$D" -l "$T/d" 0.01
	says '0 utterances are too few' 2 "$D" -l "$T/d" 0
	COUNT=x says "COUNT 'x' is not a whole number" 2 "$D" -l "$T/d"
	"$D" --help | has '^usage: .*demo .*DIR'
	full "$D" -l "$T/d"
	: >"$T/file"
	exits 1 "$D" "$T/file" 2>/dev/null
	mkdir "$T/bin"
	local p
	for p in bash grep awk dirname getconf sort cut mkdir rm mv wc od cat; do
		ln -s "$(command -v $p)" "$T/bin/$p"
	done
	PATH=$T/bin says 'espeak-ng is not installed' 1 "$D" "$T/d"
}

# A table of a user's own: what is wrong with it, in a line that a terminal can show.
test_table_bad() {
	bad() {
		printf "$2" >"$T/t.tsv"
		says "^table: .*t.tsv: $1" 1 pipelines/corpora/table "$T/t.tsv"
		[ "$(wc -l <"$T/stderr")" -eq 1 ]
	}
	bad 'its columns are separated by commas' 'path,label,session\n'
	bad 'its columns are separated by semicolons' 'path;label;session\n'
	bad 'it is text in UTF-16' '\377\376p\0a\0t\0h\0\t\0'
	bad 'it is text in UTF-16' '\376\377\0p\0a\0t\0h'
	bad "no column 'label'; is it 'lable'?; path, label" 'path\tlable\tsession\n'
	bad "no column 'session'; is it 'sesion'?; path" 'path\tlabel\tsesion\n'
	bad "no column 'path'; is it 'Path'?; path" 'Path\tlabel\tsession\n'
	bad "no column 'label'; path, .*has: path	\\\\x1b\[2J	session" 'path\t\033[2J\tsession\n'
	bad 'line 3: 2 columns' 'path\tlabel\tsession\na\tb\t1\na\tb\n'
	bad 'no rows below' 'path\tlabel\tsession\n'
	# A sound that is not there.
	printf 'path\tlabel\tsession\n/no\033[2J.wav\ta\t1\n' >"$T/t.tsv"
	says "^files: .*t.tsv: line 2: no such file as '/no.x1b.2J.wav'$" 1 pipelines/corpora/files "$T/t.tsv"
}

# Each speaker keeps so many classes and recordings, which differ between speakers.
test_few_classes_of_each_speaker() {
	local s
	{
		printf 'path\tlabel\tsession\tspeaker\n'
		for s in 1 2 3 4; do
			for l in angry happy sad; do
				for n in 1 2 3 4 5 6; do
					printf '%s\t%s\t%s\t%s\n' "$s$l$n" $l $s $s
				done
			done
		done
	} >"$T/all.tsv"
	pipelines/few 2 6 <"$T/all.tsv" >"$T/few.tsv"
	sed 1d "$T/few.tsv" | cut -f 2,4 | sort | uniq -c | awk '{ print $1 }' | sort -u | has -x 3
	for s in 1 2 3 4; do
		awk -F '\t' -v s=$s '$4 == s { print $2 }' "$T/few.tsv" | sort -u | grep -c . | has -x 2
	done
	[ "$(sed 1d "$T/few.tsv" | cut -f 2 | sort -u | grep -c .)" -eq 3 ]
	sort "$T/all.tsv" >"$T/sorted"
	[ -z "$(sort "$T/few.tsv" | comm -13 "$T/sorted" -)" ]
	printf 'path\tlabel\nx\ty\n' | fed says 'few: the table has no columns speaker and label' 1 pipelines/few 2 6
	says 'usage: few CLASSES RECORDINGS' 2 pipelines/few 2
}
