# The importers in pipelines/corpora on made-up copies of their corpora, whole ones as
# lists of names (tests/tools/corpora); RAVDESS, nEMO and MSP-IMPROV: corpora.t.  And
# pipelines/found, classes and rows.

I=pipelines/corpora

made_up='cafe crema-d emodb emov-db emovo esd iemocap meld mesd msp-podcast savee shemo tess urdu'

# column NAME FILE: that column's values, by the header row.
column() {
	awk -F '\t' -v want="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == want) c = i; next }
	{ print c ? $c : "no column " want }' "$2"
}

# tally NAME FILE: its values and how often each occurs, on one line.
tally() {
	column "$1" "$2" | sort | uniq -c | awk '{ printf "%s%s %s", s, $2, $1; s = ", " } END { print "" }'
}

same() {
	[ "$1" = "$2" ] || { echo "got  '$1'"; echo "want '$2'"; return 1; }
}

# whole NAME: the table of a whole copy, of which there are only names, in $T/t.
whole() {
	mkdir -p "$T/$1"
	tests/tools/corpora -l "$1" "$T/$1" >"$T/$1/list"
	"$I/$1" --clips "$T/$1" <"$T/$1/list" >"$T/t" 2>"$T/err"
}

# is NAME KEY ROW: the row of that key below DIR, from the label on.
is() {
	same "$(awk -F '\t' -v key="$1" '$2 == key' "$T/t" | cut -f 3-)" "$2"
}

# A speaker is in one session and has one gender, and no key is there twice.
sound_table() {
	same "$(head -n 1 "$T/t" | cut -f 1-6)" 'path	key	label	session	speaker	gender'
	same "$(tail -n +2 "$T/t" | cut -f 5,4 | sort -u | cut -f 2 | grep -vx -e - | sort | uniq -d)" ''
	same "$(tail -n +2 "$T/t" | cut -f 5,6 | sort -u | cut -f 1 | grep -vx -e - | sort | uniq -d)" ''
	same "$(column key "$T/t" | sort | uniq -d)" ''
	same "$(column gender "$T/t" | sort -u | grep -vx -e - -e female -e male)" ''
	same "$(awk -F '\t' '{ print NF }' "$T/t" | sort -u | wc -l)" 1
}

# ---- the whole corpora: counts, sessions, rows

test_emodb() {
	whole emodb
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 127, bored 81, disgust 46, fearful 69, happy 71, neutral 79, sad 62'
	same "$(column session "$T/t" | sort -u | tr '\n' ' ')" '03 08 09 10 11 12 13 14 15 16 '
	is 03a01Wa 'angry	03	03	male	31	a01'
	is 11a07Ea 'disgust	11	11	male	26	a07'
	is 16b10Wa 'angry	16	16	female	31	b10'
	CLASSES=4 "$I/emodb" --clips "$T/emodb" <"$T/emodb/list" >"$T/t" 2>"$T/err"
	cmp /dev/null "$T/err"
	same "$(tally label "$T/t")" 'angry 127, happy 71, neutral 79, sad 62'
}

test_crema_d() {
	whole crema-d
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 1271, disgust 1271, fearful 1271, happy 1271, neutral 1087, sad 1271'
	same "$(tail -n +2 "$T/t" | cut -f 4-6 | sort -u | cut -f 1,3 | sort | uniq -c | tr -s '\t\n ' ' ')" \
	    ' 8 1 female 8 1 male 7 2 female 8 2 male 7 3 female 8 3 male 7 4 female 8 4 male 7 5 female 8 5 male 7 6 female 8 6 male '
	same "$(column speaker "$T/t" | sort -u | wc -l)" 91
	is 1001_IEO_HAP_HI 'happy	1	1001	male	51	IEO	high'
	is 1002_DFA_SAD_XX 'sad	1	1002	female	21	DFA	-'
	is 1040_ITH_SAD_X 'sad	3	1040	male	-	ITH	-'
	rm "$T/crema-d/VideoDemographics.csv"
	"$I/crema-d" --clips "$T/crema-d" <"$T/crema-d/list" 2>"$T/err" | has '	1001	male	-	'
	grep -q 'no VideoDemographics.csv' "$T/err"
}

test_savee() {
	whole savee
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 60, disgust 60, fearful 60, happy 60, neutral 120, sad 60, surprised 60'
	same "$(tally session "$T/t")" 'DC 120, JE 120, JK 120, KL 120'
	is JE_su07 'surprised	JE	JE	male	su07'
	is DC_sa15 'sad	DC	DC	male	sa15'
	# All in one folder, with and without the _.
	cp "$T/t" "$T/folders"
	for mark in _ ''; do
		sed "s|AudioData/\(..\)/|\1$mark|" "$T/savee/list" | "$I/savee" --clips "$T/savee" >"$T/t"
		cut -f 2- "$T/t" | cmp - <(cut -f 2- "$T/folders")
	done
	printf '%s\n' ./a01.wav | fed says 'not named like DC/a01.wav or DC_a01.wav: a01.wav' 1 "$I/savee" --clips "$T/savee"
}

test_tess() {
	whole tess
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 400, disgust 400, fearful 400, happy 400, neutral 400, sad 400, surprised 400'
	same "$(tally session "$T/t")" 'OAF 1400, YAF 1400'
	is OA_wah_neutral 'neutral	OAF	OAF	female	64	wah'
	is YAF_wab_ps 'surprised	YAF	YAF	female	26	wab'
}

test_esd() {
	whole esd
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 7000, happy 7000, neutral 7000, sad 7000, surprised 7000'
	# The folds of EmoBox, typed anew from its data/esd.
	same "$(tail -n +2 "$T/t" | cut -f 4,5 | sort -u | awk '{ s[$1] = s[$1] " " $2 + 0 } END { for (i = 1; i <= 5; i++) print i ":" s[i] }')" \
'1: 5 11 16 18
2: 12 14 15 19
3: 3 4 6 9
4: 7 8 13 20
5: 1 2 10 17'
	# As its ReadMe.txt has it.
	same "$(tail -n +2 "$T/t" | cut -f 5-7 | sort -u | awk '$2 == "male" { printf "%d %s ", $1, $3 }')" \
	    '4 zh 5 zh 6 zh 8 zh 10 zh 11 en 12 en 13 en 14 en 20 en '
	same "$(tally split "$T/t")" 'evaluation 2000, test 3000, train 30000'
	is 0011_000371 'angry	1	0011	male	en	021	test'
	sed 's/evaluation\/\|test\/\|train\///' "$T/esd/list" | "$I/esd" --clips "$T/esd" >"$T/t"
	is 0011_000371 'angry	1	0011	male	en	021	-'
}

test_emovo() {
	whole emovo
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 84, disgust 84, fearful 84, happy 84, neutral 84, sad 84, surprised 84'
	same "$(tally session "$T/t")" 'f1 98, f2 98, f3 98, m1 98, m2 98, m3 98'
	is pau-f2-l3 'fearful	f2	f2	female	l3'
	is rab-m1-v2 'angry	m1	m1	male	v2'
}

test_urdu() {
	whole urdu
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 100, happy 100, neutral 100, sad 100'
	same "$(column session "$T/t" | sort -u | tr '\n' ' ')" '1 2 3 4 5 '
	is SM2_F1_A01 'angry	2	SM2	male'
	is SF3_F1_S022 'sad	3	SF3	female'
}

test_shemo() {
	whole shemo
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 1059, fearful 38, happy 201, neutral 1028, sad 449, surprised 225'
	same "$(column speaker "$T/t" | sort -u | wc -l)" 87
	same "$(column session "$T/t" | sort -u | tr '\n' ' ')" '1 2 3 4 5 '
	is M07F01 'fearful	2	M07	male'
	is F11S02 'sad	1	F11	female'
	CLASSES=5 "$I/shemo" --clips "$T/shemo" <"$T/shemo/list" >"$T/t" 2>"$T/err"
	cmp /dev/null "$T/err"
	same "$(tally label "$T/t")" 'angry 1059, happy 201, neutral 1028, sad 449, surprised 225'
}

test_cafe() {
	whole cafe
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 144, disgust 144, fearful 144, happy 144, neutral 72, sad 144, surprised 144'
	# The folds of EmoBox, typed anew from its data/cafe.
	same "$(tail -n +2 "$T/t" | cut -f 4,5 | sort -u | awk '{ s[$1] = s[$1] " " $2 } END { for (i = 1; i <= 3; i++) print i ":" s[i] }')" \
'1: 01 07 08 10
2: 02 04 09 12
3: 03 05 06 11'
	same "$(tally gender "$T/t")" 'female 468, male 468'
	is 01-C-2-1 'angry	1	01	male	46	1	strong'
	is 12-P-1-6 'fearful	2	12	female	37	6	mild'
	is 12-N-1-6 'neutral	2	12	female	37	6	-'
}

test_mesd() {
	whole mesd
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'angry 144, disgust 144, fearful 144, happy 144, neutral 144, sad 144'
	same "$(tally session "$T/t")" 'C 288, F 288, M 288'
	is Anger_C_A_por_wA 'angry	C	C	-	child	por_wA'
	is Fear_F_B_wZ 'fearful	F	F	female	adult	wZ'
}

test_emov_db() {
	whole emov-db
	cmp /dev/null "$T/err"
	sound_table
	same "$(tally label "$T/t")" 'amused 1330, angry 1308, disgust 1033, neutral 1585, sleepy 1744'
	same "$(tally session "$T/t")" 'bea 1866, jenie 1817, josh 863, sam 2454'
	is sam_sleepiness_1-600_0003 'sleepy	sam	sam	male	0003'
	is bea_anger_1-600_0003 'angry	bea	bea	female	0003'
	# The other archive: a folder for each speaker and emotion.
	cp "$T/t" "$T/sorted"
	sed 's|^\./\([a-z]*\)/|./\1_|' "$T/emov-db/list" | sort | "$I/emov-db" --clips "$T/emov-db" >"$T/t"
	cut -f 2- "$T/t" | sort | cmp - <(cut -f 2- "$T/sorted" | sort)
}

test_iemocap() {
	whole iemocap
	same "$(cat "$T/err")" "iemocap: $T/iemocap: 2659 clips left out, of classes that cannot be chosen"
	sound_table
	same "$(tally label "$T/t")" 'angry 1103, happy 1636, neutral 1708, sad 1084'
	same "$(tail -n +2 "$T/t" | cut -f 4-6 | sort -u | tr '\t\n' ' ,')" \
	    '1 1F female,1 1M male,2 2F female,2 2M male,3 3F female,3 3M male,4 4F female,4 4M male,5 5F female,5 5M male,'
	# Who speaks is told by the letter of the turn, not of the one that wore markers.
	is Ses01F_impro01_F000 "$(printf 'happy\t1\t1F\tfemale\t3.5000\t2.5000\t4.0000\timprovised')" ||
	    is Ses01F_script01_2b_F000 "$(printf 'angry\t1\t1F\tfemale\t3.5000\t2.5000\t4.0000\tscripted')"
	same "$(awk -F '\t' '$2 ~ /^Ses02F.*_M/ { print $5, $6 }' "$T/t" | sort -u)" '2M male'
	same "$(tally style "$T/t" | sed 's/[0-9]*//g')" 'improvised , scripted '
	CLASSES=5 "$I/iemocap" --clips "$T/iemocap" <"$T/iemocap/list" 2>/dev/null >"$T/t"
	same "$(tally label "$T/t")" 'angry 1103, excited 1041, happy 595, neutral 1708, sad 1084'
	CLASSES=6 "$I/iemocap" --clips "$T/iemocap" <"$T/iemocap/list" 2>/dev/null >"$T/t"
	same "$(tally label "$T/t")" 'angry 1103, excited 1041, frustrated 1849, happy 595, neutral 1708, sad 1084'
	# A target that is rated has all turns.
	TARGET=label+activation:value "$I/iemocap" --clips "$T/iemocap" <"$T/iemocap/list" >"$T/t" 2>"$T/err"
	cmp /dev/null "$T/err"
	same "$(tally label "$T/t")" '- 4508, angry 1103, happy 1636, neutral 1708, sad 1084'
}

test_iemocap_labels() {
	tests/tools/corpora iemocap "$T/i" 200
	local one
	one=$(find "$T/i" -name 'Ses01F_impro*.txt' | head -n 1)
	# Dialogues are no utterances, nor are other files of labels.
	mkdir -p "$T/i/Session1/dialog/wav" "${one%/*}/Categorical"
	printf x >"$T/i/Session1/dialog/wav/Ses01F_impro01.wav"
	echo '[1 - 2]	Ses01F_impro01_F000	ang	[1, 1, 1]' >"${one%/*}/Categorical/Ses01F_impro01_e1_cat.txt"
	cp "$one" "${one%/*}/._Ses01F_impro01.txt"
	"$I/iemocap" "$T/i" 2>"$T/err" >"$T/t"
	exits 1 grep -e skipped -e 'without a sound' "$T/err"
	rm "$T/i"/Session2/sentences/wav/*/*_F000.wav
	"$I/iemocap" "$T/i" 2>"$T/err" >"$T/t"
	grep -q ' labels\{0,1\} without a sound$' "$T/err"
	sed -i 's/\[2.5000, 3.5000, 4.0000\]/[2.5000, 9, 4.0000]/' "$T/i"/Session1/dialog/EmoEvaluation/Ses*.txt
	"$I/iemocap" "$T/i" 2>"$T/err" >"$T/t"
	grep -q 'ratings\{0,1\} not in range' "$T/err"
	echo '[1 - 2]	Ses01F_impro01_F777	joy	[1.0, 1.0, 1.0]' >>"$one"
	says "$one: an emotion that IEMOCAP does not have: joy" 1 "$I/iemocap" "$T/i" >"$T/t"
	cmp /dev/null "$T/t"
	rm -r "$T/i"/Session?/dialog
	says 'i: no Session1/dialog/EmoEvaluation/' 1 "$I/iemocap" "$T/i"
}

test_meld() {
	whole meld
	cmp /dev/null "$T/err"
	same "$(tally label "$T/t")" 'angry 1607, disgust 361, fearful 358, happy 2308, neutral 6434, sad 1002, surprised 1636'
	same "$(tally split "$T/t")" 'dev 1108, test 2610, train 9988'
	sound_table
	same "$(tail -n +2 "$T/t" | cut -f 4-6 | sort -u | tr '\t\n' ' ,')" \
	    '1 Chandler male,2 Joey male,3 Monica female,4 Phoebe female,5 Rachel female,6 Ross male,7 Both -,7 Gunther -,7 Waiter -,'
	is train_dia0_utt1 'angry	2	Joey	male	train	neutral'
	same "$(column path "$T/t" | sed "s|^$T/meld/||" | sort | sed -n '1p;$p')" \
'dev_splits_complete/dia0_utt1.mp4
train_splits/dia9_utt9.mp4'
	# Sounds by the name of the split, in any folder; and films that are not clips.
	cp "$T/t" "$T/films"
	{ sed 's|^\./train_splits/|./all/train_|; s|^\./dev_splits_complete/|./all/dev_|; s|^\./output_repeated_splits_test/|./all/test_|; s|mp4$|wav|' "$T/meld/list"
	  echo ./output_repeated_splits_test/final_videos_testdia0_utt0.mp4
	  echo ./train_splits/dia0_utt1.mp4
	  echo ./train_splits/dia125_utt3.mp4; } | "$I/meld" --clips "$T/meld" >"$T/t" 2>"$T/err"
	cmp /dev/null "$T/err"
	cut -f 2- "$T/t" | sort | cmp - <(cut -f 2- "$T/films" | sort)
}

test_meld_labels() {
	tests/tools/corpora meld "$T/m" 50
	"$I/meld" "$T/m" >"$T/t" 2>"$T/err"	# films, as there is no .wav
	same "$(column split "$T/t" | sort -u | tr '\n' ' ')" 'dev test train '
	cp "$T/m/test_sent_emo.csv" "$T/all.csv"
	sed -i '1s/Emotion/Feeling/' "$T/m/test_sent_emo.csv"
	says "test_sent_emo.csv: no column Emotion; its first line has: Sr No.,Utterance" 1 "$I/meld" "$T/m" >"$T/t"
	cmp /dev/null "$T/t"
	sed '5s/anger/rage/' "$T/all.csv" >"$T/m/test_sent_emo.csv"
	says "an emotion that MELD does not have: rage" 1 "$I/meld" "$T/m"
	rm "$T/m/test_sent_emo.csv"
	"$I/meld" "$T/m" >"$T/t" 2>"$T/err"
	grep -q 'no test_sent_emo.csv, so nothing of that split has a label' "$T/err"
	grep -q 'sounds skipped, without a label' "$T/err"
	rm "$T/m"/*.csv
	says 'm: no train_sent_emo.csv, dev_sent_emo.csv or test_sent_emo.csv' 1 "$I/meld" "$T/m"
}

test_msp_podcast() {
	whole msp-podcast
	same "$(cat "$T/err")" "msp-podcast: $T/msp-podcast: 400 clips left out, of classes that cannot be chosen"
	same "$(tally label "$T/t")" 'angry 200, happy 200, neutral 200, sad 200'
	same "$(column session "$T/t" | sort -u | tr '\n' ' ')" 'development test train '
	same "$(column split "$T/t" | sort -u | tr '\n' ' ')" 'development test1 test2 train '
	same "$(head -n 1 "$T/t" | cut -f 7-)" 'activation	valence	dominance	split'
	is MSP-PODCAST_0000_0001 'happy	development	1	male	2.000000	4.0	2.6	development'
	is MSP-PODCAST_0001_0003 'neutral	development	-	-	7.000000	4.0	2.6	development'
	CLASSES=8 "$I/msp-podcast" --clips "$T/msp-podcast" <"$T/msp-podcast/list" 2>/dev/null >"$T/t"
	same "$(column label "$T/t" | sort -u | tr '\n' ' ')" 'angry contempt disgust fearful happy neutral sad surprised '
	TARGET=activation:value "$I/msp-podcast" --clips "$T/msp-podcast" <"$T/msp-podcast/list" >"$T/t" 2>"$T/err"
	cmp /dev/null "$T/err"
	same "$(($(wc -l <"$T/t") - 1))" 2000
	# The labels of former releases are there as well, and the name was once misspelt.
	cd "$T/msp-podcast"
	mkdir -p Previous_releases_information/a
	echo nothing >Previous_releases_information/a/labels_consensus.csv
	mv Labels/labels_consensus.csv Labels/labels_concensus.csv
	cd "$OLDPWD"
	TARGET=activation:value "$I/msp-podcast" --clips "$T/msp-podcast" <"$T/msp-podcast/list" | cmp - "$T/t"
	sed -i '7s/Development/Developing/' "$T/msp-podcast/Labels/labels_concensus.csv"
	says 'a Split_Set that MSP-PODCAST does not have: Developing' 1 "$I/msp-podcast" --clips "$T/msp-podcast" <"$T/msp-podcast/list" >/dev/null
	sed -i '1s/SpkrID/Speaker/' "$T/msp-podcast/Labels/labels_concensus.csv"
	says 'no column SpkrID' 1 "$I/msp-podcast" --clips "$T/msp-podcast" <"$T/msp-podcast/list"
	rm -r "$T/msp-podcast/Labels"
	says 'no Labels/labels_consensus.csv' 1 "$I/msp-podcast" --clips "$T/msp-podcast" <"$T/msp-podcast/list"
}

# A rating of 5.000000 is in range, as a number is meant and not a text.
test_highest_rating() {
	mkdir "$T/m"
	echo 'UTD-IMPROV-S05N-M04-T-MF17.avi; S; A:5.000000; V:1.000000; D:NaN ; N:4.5;' >"$T/m/Evalution.txt"
	echo ./MSP-IMPROV-S05N-M04-T-MF17.wav | "$I/msp-improv" --clips "$T/m" 2>"$T/err" >"$T/t"
	exits 1 grep range "$T/err"
	is MSP-IMPROV-S05N-M04-T-MF17 'sad	4	M04	male	5.000000	1.000000'
}

# ---- parts of corpora, on the disk

# Each in a folder with blanks and quotes in its name, with other files in it.
test_parts() {
	local name d
	for name in $made_up; do
		d="$T/o'r \"$name\" \$x"
		tests/tools/corpora "$name" "$d" 300
		printf x >"$d/take two.wav"
		printf x >"$d/._hidden.wav"
		printf x >"$d/read me.txt"
		: >"$d/empty.wav"
		"$I/$name" "$d" >"$T/t" 2>"$T/err" || { cat "$T/err"; return 1; }
		[ "$(wc -l <"$T/t")" -gt 2 ]
		column path "$T/t" | while IFS= read -r f; do [ -s "$f" ] || echo "$f"; done | cmp /dev/null -
		grep -q 'sound skipped, not named like .*: take two.wav$' "$T/err"
		[ "$name" = msp-podcast ] || grep -q 'clips\{0,1\}, expected ' "$T/err"
		# From where it is, the same.
		(cd "$d" && "$OLDPWD/$I/$name" . 2>/dev/null) | cmp - "$T/t"
	done
}

# What goes wrong with all of them.
test_bad() {
	local name
	mkdir "$T/empty"
	mkdir "$T/one"
	printf x >"$T/one/x.wav"
	says 'no such folder' 1 "$I/emodb" "$T/gone"
	says 'want one folder, got 0' 2 "$I/emodb"
	says 'want one folder, got 2' 2 "$I/emodb" "$T" "$T"
	says "no option '-x'" 2 "$I/emodb" -x
	says '^usage: .CLASSES=7|4. emodb DIR' 2 "$I/emodb" -x
	for name in $made_up; do
		CLASSES=77 says 'CLASSES=77: want ' 2 "$I/$name" "$T/one"
		exits 1 "$I/$name" "$T/empty" >"$T/t" 2>"$T/err"
		grep -q "$name: $T/empty: no " "$T/err"
		cmp /dev/null "$T/t"
		exits 1 "$I/$name" "$T/one" >"$T/t" 2>"$T/err"
		cmp /dev/null "$T/t"
		"$I/$name" --help >"$T/help"
		for word in usage: clips classes language sessions layout licence source; do
			[ "$word,$name" = clips,msp-podcast ] || grep -q "^$word" "$T/help" || { echo "$name: no $word"; return 1; }
		done
	done
	tests/tools/corpora emodb "$T/e" 100
	full "$I/emodb" "$T/e"
	mkdir "$T/ta	b"
	says 'a tab or a line break' 1 "$I/emodb" "$T/ta	b"
}

# With any awk.
test_awks() {
	local awk name n=0
	for name in folders msp-podcast cafe; do
		if [ "$name" = folders ]; then
			mkdir "$T/folders"
			tests/tools/corpora -l cafe >"$T/folders/list"
			"$I/folders" --clips "$T/folders" <"$T/folders/list" >"$T/t" 2>"$T/err"
		else
			whole "$name"
		fi
		for awk in mawk gawk original-awk 'busybox awk'; do
			command -v "${awk% *}" >/dev/null || continue
			mkdir -p "$T/bin"
			printf '#!/bin/sh\nexec %s "$@"\n' "$awk" >"$T/bin/awk"
			chmod +x "$T/bin/awk"
			PATH="$T/bin:$PATH" "$I/$name" --clips "$T/$name" <"$T/$name/list" 2>"$T/err2" | cmp - "$T/t"
			cmp "$T/err2" "$T/err"
			n=$((n + 1))
		done
	done
	tests/tools/corpora emovo "$T/all/emovo" 40
	tests/tools/corpora urdu "$T/all/urdu" 40
	pipelines/found "$T/all" >"$T/found"
	for awk in mawk gawk original-awk 'busybox awk'; do
		command -v "${awk% *}" >/dev/null || continue
		printf '#!/bin/sh\nexec %s "$@"\n' "$awk" >"$T/bin/awk"
		PATH="$T/bin:$PATH" pipelines/found "$T/all" | cmp - "$T/found"
		PATH="$T/bin:$PATH" pipelines/rows gender=male <"$T/t" | cmp - <(pipelines/rows gender=male <"$T/t")
	done
	[ "$n" -ge 4 ] || skip 'one awk only'
}

# ---- folders

test_folders() {
	local d="$T/f o'l" f
	for f in happy/anna/1 happy/bert_m/2 sad/anna/3 sad/anna/4; do
		mkdir -p "$d/${f%/*}"
		printf x >"$d/$f.wav"
	done
	printf x >"$d/loose.wav"
	"$I/folders" "$d" >"$T/t" 2>"$T/err"
	same "$(cut -f 2- "$T/t")" 'key	label	session	speaker	gender
happy/anna/1	happy	1	-	-
happy/bert_m/2	happy	2	-	-
sad/anna/3	sad	1	-	-
sad/anna/4	sad	2	-	-'
	grep -q 'LAYOUT=class/\* names no speakers' "$T/err"
	grep -q '1 sound skipped, not named like class/\*: loose.wav' "$T/err"
	LAYOUT='class/speaker/*' "$I/folders" "$d" >"$T/t" 2>"$T/err"
	exits 1 grep -q 'no speakers' "$T/err"
	same "$(tail -n +2 "$T/t" | cut -f 3-)" 'happy	anna	anna	-
happy	bert_m	bert_m	-
sad	anna	anna	-
sad	anna	anna	-'
	same "$(LAYOUT='class/speaker_gender/*' "$I/folders" "$d" 2>/dev/null | cut -f 3-)" 'label	session	speaker	gender
happy	bert	bert	male'
	same "$(LAYOUT='*/session/class' "$I/folders" "$d" 2>/dev/null | cut -f 3-4 | tail -n 1)" '4	anna'
	# In the name of the sound, and blanks in it.
	mkdir "$T/flat"
	printf x >"$T/flat/Anna B-happy-01.flac"
	same "$(LAYOUT='speaker-class-*' "$I/folders" "$T/flat" | cut -f 2-5 | tail -n 1)" 'Anna B-happy-01	happy	Anna B	Anna B'
	LAYOUT=speaker/x says 'LAYOUT=speaker/x: want class' 2 "$I/folders" "$d"
	LAYOUT='speaker/*' says 'it does not say where the class is' 2 "$I/folders" "$d"
	LAYOUT='class/class_*' says 'class is in it twice' 2 "$I/folders" "$d"
	LAYOUT='class//*' says 'want class' 2 "$I/folders" "$d"
	CLASSES=4 says 'CLASSES=4: it has the classes that it finds' 2 "$I/folders" "$d"
	LAYOUT='class/*/*/*/speaker' says 'not named like class/' 1 "$I/folders" "$d"
}

# ---- what an experiment asks

test_classes() {
	same "$(pipelines/classes ravdess)" '4 8'
	same "$(pipelines/classes iemocap)" '4 5 6'
	same "$(pipelines/classes -m shemo)" 6
	same "$(pipelines/classes folders)$(pipelines/classes demo)$(pipelines/classes no-such)" ''
	local check=(pipelines/check 'CORPUS DATA TABLE CLASSES ACTORS LAYOUT SCALE')
	says 'CLASSES=5: CORPUS=emodb has 7 or 4$' 2 "${check[@]}" CORPUS=emodb DATA="$T" CLASSES=5
	says 'CLASSES=8: CORPUS=iemocap has 4 or 5 or 6$' 2 "${check[@]}" CORPUS=iemocap DATA="$T" CLASSES=8
	says 'CLASSES=4: CORPUS=folders has the classes' 2 "${check[@]}" CORPUS=folders DATA="$T" CLASSES=4
	says 'only CORPUS=folders reads it' 2 "${check[@]}" CORPUS=emodb DATA="$T" LAYOUT='class/*'
	says 'LAYOUT=\$x: class, speaker' 2 "${check[@]}" CORPUS=folders DATA="$T" 'LAYOUT=$x'
	says 'CORPUS=emodb: an importer is called emodb' 2 "${check[@]}" CORPUS=emodb TABLE=mine.tsv
	"${check[@]}" CORPUS=emodb DATA="$T" CLASSES=4
	"${check[@]}" CORPUS=folders DATA="$T" 'LAYOUT=speaker/class/*'
	# Of an importer that its user wrote nothing is known.
	mkdir -p "$T/p"
	cp -r pipelines "$T/p"
	printf '#!/bin/sh\necho "ran with $1" >&2\n' >"$T/p/pipelines/corpora/mine"
	chmod +x "$T/p/pipelines/corpora/mine"
	(cd "$T/p" && "${check[@]}" CORPUS=mine DATA="$T" CLASSES=3 2>"$T/err")
	cmp /dev/null "$T/err"
}

# The official split of a corpus: a table of each part, one to train, one to test.
test_split() {
	whole meld
	pipelines/rows split=train,dev <"$T/t" >"$T/train"
	pipelines/rows split=test <"$T/t" >"$T/test"
	same "$(($(wc -l <"$T/train") - 1)) $(($(wc -l <"$T/test") - 1))" '11096 2610'
	same "$(cat "$T/train" "$T/test" | cut -f 2 | sort | uniq -d)" key
	says 'no row has the split dve; others are: ' 1 pipelines/rows split=train,dve <"$T/t"
	says 'the table has no column part; it has: path key label' 1 pipelines/rows part=1 <"$T/t"
	says usage: 2 pipelines/rows split= <"$T/t"
	says usage: 2 pipelines/rows
}

# The table in tonfall-corpora(7) says what the importers say.
test_page() {
	local name row
	for name in $made_up ravdess nemo msp-improv; do
		row=$(awk -v name="$name" '$1 == name && NF > 4' man/tonfall-corpora.7)
		[ -n "$row" ] || { echo "no row of $name"; return 1; }
		same "$(echo "$row" | awk '{ print $4 }' | tr / ' ')" "$(pipelines/classes "$name")"
		same "$(echo "$row" | awk '{ gsub(",", "", $3); print $3 + 0 }')" \
		    "$("$I/$name" --help | awk '$1 == "clips" { print $2; n = 1 } END { if (!n) print 0 }')"
		case $name in
		ravdess | nemo | msp-improv) grep -qix ".Sh $name" man/tonfall-corpora.7 ;;
		*)	grep -qx ".It Li $name" man/tonfall-corpora.7 ;;
		esac || { echo "nothing of $name"; return 1; }
	done
}

# ---- make corpora

test_found() {
	local name d="$T/all o'f"
	for name in $made_up; do
		tests/tools/corpora "$name" "$d/my $name" 40
	done
	mkdir -p "$d/calls/good" "$d/calls/bad" "$T/outside"
	printf x >"$d/calls/good/1.wav"
	printf x >"$d/calls/bad/2.wav"
	printf x >"$T/outside/03a01Wa.wav"
	ln -s "$T/outside" "$d/link"
	ln -s .. "$d/up"
	make -s corpora DIR="$d" >"$T/out" 2>"$T/err" </dev/null
	cmp /dev/null "$T/err"
	same "$(grep -c '^[a-z-]*  /' "$T/out")" 14
	for name in $made_up; do
		grep -qx "$name  $T/all o'f/my $name\(/AudioData\)\{0,1\}\(/CaFE_48k\)\{0,1\}" "$T/out" || { echo "no $name"; cat "$T/out"; return 1; }
	done
	exits 1 grep -e outside -e link "$T/out"
	grep -A 3 '^emodb ' "$T/out" | sed 1d >"$T/emodb"
	grep -q '^    17 clips of 4 speakers (2 female, 2 male), 0.0 hours$' "$T/emodb"
	grep -q '^    angry 4, bored 3, ' "$T/emodb"
	grep -q '^    17 clips, expected 535; ' "$T/emodb"
	# The commands can be typed.
	grep '^    make experiment CORPUS=emodb' "$T/out" | sed 's/make experiment CORPUS=/set -- /; s/ DATA=/ /' >"$T/sh"
	same "$(. "$T/sh"; echo "$2")" "$d/my emodb"
	grep -q "^not known  $T/all o'f/calls\$" "$T/out"
	grep -q '^    2 sounds, such as calls/' "$T/out"
	grep -q '^    if each of its 2 folders is a class: make experiment CORPUS=folders DATA=' "$T/out"
	# The corpus itself, a folder in it, and two copies of one.
	pipelines/found "$d/my emovo" </dev/null | has -x "emovo  $T/all o'f/my emovo"
	pipelines/found "$d/my emovo/f1" </dev/null | has -x "emovo  $T/all o'f/my emovo/f1"
	mkdir "$T/two"
	cp -r "$d/my emovo" "$T/two/a"
	cp -r "$d/my emovo" "$T/two/b"
	same "$(pipelines/found "$T/two" </dev/null | grep -c '^emovo  ')" 2
	# Without its labels.
	rm -r "$d/my iemocap"/Session?/dialog
	pipelines/found "$d/my iemocap" >"$T/out" </dev/null
	grep -q '^    .*no Session1/dialog/EmoEvaluation' "$T/out"
	exits 1 grep -q 'make experiment' "$T/out"
	mkdir "$T/empty"
	says 'corpora: DIR=.*gone: no such folder' 2 pipelines/found "$T/gone"
	says 'corpora: .*empty: no sounds' 1 pipelines/found "$T/empty"
	says 'corpora: DIR=FOLDER: which' 2 make -s corpora DIR=
}
