# wav2fbank over many short files, one core; and what libsox alone takes: to read
# them, and to resample them.  Two cores by the clock, over ten times as many
# names of the same files: as much as a user would wait for.
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

again=10
if [ ! -d "$DATA/many$n" ]; then
	mkdir "$DATA/many$n.part"
	for i in $(seq "$again"); do
		for f in "$DATA/wav$n"/*; do
			ln "$f" "$DATA/many$n.part/$i-${f##*/}"
		done
	done
	mv "$DATA/many$n.part" "$DATA/many$n"
fi
{ echo path; find "$DATA/many$n" -type f | sort; } >"$DATA/many.tsv"

sound=$(soxi -D "$DATA/wav$n"/* | awk '{ s += $1 } END { print s }')

# cost_of SIDE SECONDS COMMAND...: seconds of sound a second of processor time,
# and of the clock.
cost_of() {
	local side=$1 seconds=$2
	shift 2
	sample "$side" "$B/cost" -q "$@"
	note "$side" speed "$(awk -v s="$seconds" -v t="$(last "$side" cpu)" 'BEGIN { print s / t }')" 'x real time'
	note "$side" clock "$(awk -v s="$seconds" -v t="$(last "$side" wall)" 'BEGIN { print s / t }')" 'x real time'
}
folder_of() { cost_of "tonfall-$1" "$sound" -n "$(pick 5 1)" taskset -c 0 wav2fbank -q -j 1 "$DATA/$1$n"/*; }
reading() { sample "libsox-$1" "$B/soxread" <"$DATA/$1.paths"; }
rate() { sample "libsox-rate" "$B/soxread" -r 16000 <"$DATA/wav48.paths"; }
many() { cost_of "$1" "$(awk -v s="$sound" -v n="$again" 'BEGIN { print s * n }')" -n "$(pick 3 1)" "${@:2}" -l "$DATA/many.tsv"; }

for f in wav flac wav48; do
	find "$DATA/$f$n" -type f | sort >"$DATA/$f.paths"
	eval "ours_$f() { folder_of $f; }
	      sox_$f() { reading $f; }"
done
one() { many many-j1 taskset -c 0 wav2fbank -q -j 1; }
two() { many many-j2 taskset -c 0,1 wav2fbank -q -j 2; }

turns "$(few "$REPS")" ours_wav sox_wav one two ours_flac sox_flac ours_wav48 rate sox_wav48
compare "wav2fbank, $n WAV files of $piece s, one core" tonfall-wav:speed libsox-wav:speed 'value >= 10000 or ratio >= 0.161'
compare "wav2fbank, $n FLAC files, one core" tonfall-flac:speed libsox-flac:speed 'value >= 4000 or ratio >= 0.784'
compare "wav2fbank, $n WAV files of 48 kHz, one core" tonfall-wav48:speed libsox-wav48:speed -
compare "the same, compared with SoX's rate effect alone, 48 to 16 kHz" tonfall-wav48:speed libsox-rate:speed 'value >= 2000 or ratio >= 0.926'
compare "wav2fbank, $((again * n)) WAV files, two cores compared with one, wall-clock time" many-j2:clock many-j1:clock 'ratio >= 1.9'
compare "the same, by processor time" many-j2:speed many-j1:speed -
