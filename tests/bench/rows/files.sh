# wav2fbank over many short files, one core; and libsox reading them alone.
n=$(pick 400 4)
piece=4
speech "$DATA/speech$n.wav" $((n * piece))
folder() {	# NAME SOX-OPTION...
	local name=$1
	shift
	[ -d "$DATA/$name$n" ] && return
	mkdir "$DATA/$name$n.part"
	sox -R -V1 "$DATA/speech$n.wav" "$@" "$DATA/$name$n.part/s.${name%48}" \
	    trim 0 "$piece" : newfile : restart 2>/dev/null
	# The last one is empty.
	find "$DATA/$name$n.part" -type f -size -10k -delete
	mv "$DATA/$name$n.part" "$DATA/$name$n"
}
folder wav
folder flac
folder wav48 -r 48000

sound=$(soxi -D "$DATA/wav$n"/* | awk '{ s += $1 } END { print s }')

# program SIDE FOLDER COMMAND...: seconds of sound a second of processor time,
# and of the clock.
program() {
	local side=$1 folder=$2
	shift 2
	sample "$side" "$B/cost" -q -n "$(pick 5 1)" "$@" "$DATA/$folder"/*
	note "$side" speed "$(awk -v s="$sound" -v t="$(last "$side" cpu)" 'BEGIN { print s / t }')" 'x real time'
	note "$side" clock "$(awk -v s="$sound" -v t="$(last "$side" wall)" 'BEGIN { print s / t }')" 'x real time'
}
reading() { sample "libsox-$1" "$B/soxread" <"$DATA/$1.paths"; }

for f in wav flac wav48; do
	find "$DATA/$f$n" -type f | sort >"$DATA/$f.paths"
	eval "ours_$f() { program tonfall-$f $f$n taskset -c 0 wav2fbank -q -j 1; }
	      sox_$f() { reading $f; }"
done
two() { program tonfall-j2 "wav$n" wav2fbank -q -j 2; }

turns "$(few "$REPS")" ours_wav sox_wav two ours_flac sox_flac ours_wav48 sox_wav48
compare "wav2fbank, $n WAV files of $piece s, one core" tonfall-wav:speed libsox-wav:speed 'value >= 10000'
compare "wav2fbank, $n FLAC files, one core" tonfall-flac:speed libsox-flac:speed 'value >= 4000'
compare "wav2fbank, $n WAV files of 48 kHz, one core" tonfall-wav48:speed libsox-wav48:speed 'value >= 2000'
compare "wav2fbank, $n WAV files, two cores beside one, by the clock" tonfall-j2:clock tonfall-wav:clock 'ratio >= 1.9'
