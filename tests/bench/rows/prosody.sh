# wav2prosody over many short files, one core, alone and with the filters of the
# recipe prosody, beside openSMILE's functionals; and its formants beside Praat's
# on 60 clips each of two corpora.
ravdess=${RAVDESS:-${SHARED:-../shared}/data/ravdess}
nemo=${NEMO:-${SHARED:-../shared}/data/nemo}
n=$(pick 200 4)
piece=4
speech "$DATA/speech$n.wav" $((n * piece))
if [ ! -d "$DATA/prosody$n" ]; then
	mkdir "$DATA/prosody$n.part"
	sox -R -V1 "$DATA/speech$n.wav" "$DATA/prosody$n.part/s.wav" trim 0 "$piece" : newfile : restart 2>/dev/null
	find "$DATA/prosody$n.part" -type f -size -10k -delete
	mv "$DATA/prosody$n.part" "$DATA/prosody$n"
fi
sound=$(soxi -D "$DATA/prosody$n"/* | awk '{ s += $1 } END { print s }')
export FILES="$DATA/prosody$n"

speed_of() {	# SIDE COMMAND
	sample "$1" "$B/cost" -q -n "$(pick 3 1)" taskset -c 0 sh -c "$2"
	note "$1" speed "$(awk -v s="$sound" -v t="$(last "$1" cpu)" 'BEGIN { print s / t }')" 'x real time'
}
# What the recipe says, but for its copies, which only training has.
front=$(recipe prosody '$(call front, -q -j 1) "$$FILES"/*')
piped=$(recipe prosody '$(piped)')
alone() { speed_of alone "$front"; }
whole() { speed_of whole "$front$piped"; }
smile() {
	sample openSMILE taskset -c 0 "$SMILE" "$PEERS/functionals.py" eGeMAPSv02 "$FILES"/*
	note openSMILE speed "$(awk -v s="$sound" -v t="$(last openSMILE cpu)" 'BEGIN { print s / t }')" 'x real time'
}

# ours LIST: file, frame, voicing, F1 to F3.
ours() {
	local file i=0
	while read -r file; do
		i=$((i + 1))
		wav2prosody --contours f0,formants "$file" | tensorinfo -d |
		    awk -F '\t' -v OFS='\t' -v file=$i \
		        'NR > 1 { split($3, v, " "); print file, $2, v[2], v[4], v[5], v[6] }'
	done <"$1"
}

# clips NAME FOLDER: 60 of its files, evenly.
clips() {
	local file i
	[ -d "$2" ] || { echo "bench: prosody: no folder $2" >&2; return; }
	find "$2" -name '*.flac' -o -name '*.wav' | sort >"$WORK/all"
	awk -v n="$(wc -l <"$WORK/all")" 'int(NR * 60 / n) > int((NR - 1) * 60 / n)' "$WORK/all" >"$WORK/$1"
	rm -rf "$WORK/wav"
	mkdir "$WORK/wav"
	while read -r file; do
		sox -R -V1 "$file" -r 16000 -c 1 -b 16 "$WORK/wav/$(basename "${file%.*}").wav"
	done <"$WORK/$1"
	printf '%s\n' "$WORK"/wav/*.wav >"$WORK/list"
	ours "$WORK/list" >"$WORK/ours"
	praat --run "$PEERS/formants.praat" "$WORK/list" "$WORK/theirs"
	awk -f "$PEERS/formants.awk" "$WORK/ours" "$WORK/theirs" | sort -k 1,1n -k 2,2g >"$WORK/apart"
	for i in 1 2 3; do
		note "tonfall-$1" "f$i" "$(awk -v i=$i '$1 == i { d[++n] = $2 } END { print d[int((n + 1) / 2)] }' "$WORK/apart")" %
	done
}

sides='alone whole'
! peer opensmile || sides+=' smile'
turns "$(few "$REPS")" $sides
compare "wav2prosody, $n WAV files of $piece s, one core" alone:speed - -
compare "wav2prosody${piped// |/,}, of them, one core" whole:speed - 'value >= 1500'
compare "the same, compared with openSMILE's eGeMAPSv02 from Python" whole:speed openSMILE:speed 'ratio >= 20'
if [ -z "${SMOKE:-}" ] && command -v praat >/dev/null; then
	clips ravdess "$ravdess"
	clips nemo "$nemo"
fi
for name in ravdess nemo; do
	for i in 1 2 3; do
		compare "F$i beside Praat, $name: median difference in voiced frames" "tonfall-$name:f$i" - 'value <= 5'
	done
done
