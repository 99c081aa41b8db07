# Streams between two architectures, for tests/cross/run: the programs in PATH
# are those of the other one, $NATIVE has those of this one.

tab=$(printf '\t')

here() {
	local p=$1
	shift
	"$NATIVE/$p" "$@"
}

# same PROGRAM ARGUMENT...: on $T/in both write the same bytes, and some.
same() {
	"$@" <"$T/in" >"$T/there"
	here "$@" <"$T/in" >"$T/here"
	[ -s "$T/here" ]
	cmp "$T/here" "$T/there"
}

# records FRAMES...: a record of each length in $T/in, with all the attributes.
records() {
	local t i=0
	for t; do
		i=$((i + 1))
		set -- "$@" "key=u$i;label=$([ $((i % 2)) -eq 0 ] && echo sad || echo glad);speaker=s$((i % 3));session=$((i % 3));rate=100;front=f 1;norm=all 0 1;shape=$t,7|#$i"
		shift
	done
	tests/tools/mktensor "$@" >"$T/in"
}

test_same_bytes() {
	local p
	records 9 13 20 5 11 17 8 30 12
	same padcut -n 12
	same padcut -a
	for p in train heldout dev test; do
		same foldsplit -q -b speaker -f 1 -p $p
	done
	same foldsplit -q -l -b speaker
	same foldsplit -q -k 3 -s 7 --allow-leak -f 2 -p train
	printf 'key\tlabel\tactivation\nu3\tangry\t2.5\nu7\tcalm\t4\n' >"$T/table"
	same labeljoin "$T/table"
	same tensorinfo
	for p in ark csv; do
		same tensorconv -t $p
	done
	records 9
	for p in htk npy; do
		same tensorconv -t $p
	done
}

test_formats_come_back() {
	records 9 13
	tensorconv -t ark "$T/in" | here tensorconv -f ark | tensordiff "$T/in" -
	here tensorconv -t ark "$T/in" | tensorconv -f ark | here tensordiff "$T/in" -
}

# The sums of both are rounded in another order: keys, attributes and shapes
# are equal, a value differs by 1e-5 at most; wav2spec's logarithms of single
# bins, which may hold next to nothing, by 1e-3.
test_features() {
	local i p e=1e-5
	for i in 1 2; do
		sox -n -r 16000 -b 16 "$T/$i.wav" synth $((i + 1)) pinknoise tremolo $i vol 0.3
	done
	for p in wav2fbank wav2spec; do
		$p "$T/1.wav" "$T/2.wav" >"$T/there"
		here $p "$T/1.wav" "$T/2.wav" >"$T/here"
		tensordiff -a -e $e "$T/here" "$T/there"
		here tensordiff -a -e $e "$T/here" "$T/there"
		zscore <"$T/here" >"$T/z.there"
		here zscore <"$T/here" >"$T/z.here"
		tensordiff -e $e "$T/z.here" "$T/z.there"
		e=1e-3
	done
}

# A model of one says the same of each record on the other.
test_models() {
	local by
	records $(yes 20 | head -n 24)
	printf '%s\n' 'conv 8 3' relu batchnorm 'maxpool 2' 'dropout 0.2' 'dense classes' >"$T/net"
	cnntrain -q -e 3 -s 5 -a "$T/net" -o "$T/m.there" "$T/in"
	here cnntrain -q -e 3 -s 5 -a "$T/net" -o "$T/m.here" "$T/in"
	tensordiff -a -e 1e-5 "$T/m.here" "$T/m.there"
	for by in here there; do
		cnneval -m "$T/m.$by" <"$T/in" >"$T/there"
		here cnneval -m "$T/m.$by" <"$T/in" >"$T/here"
		paste "$T/here" "$T/there" | awk -F "$tab" '
			NR == 1 { n = NF / 2 }
			{ for (i = 1; i <= n; i++)
				if ($i "" != $(i + n) "" && ($i !~ /^[0-9.e-]+$/ || ($i - $(i + n))^2 > 1e-10))
					{ print "line " NR ": " $i ", " $(i + n); bad = 1 } }
			END { exit bad || NR != 25 }'
	done
}
