# Sourced by tests of make label.

# calls N: $T/calls.tsv, N rows of sounds in the folder $T/it's calls.
calls() {
	local i
	mkdir -p "$T/it's calls"
	for i in 1 2 3 4; do
		sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/it's calls/$i.wav" synth "1.$i" sawtooth $((90 + 30 * i))-$((120 + 20 * i)) \
		    synth pinknoise mix tremolo 4 80 gain -9 pad 0.2 0.1
	done
	printf 'path\tagent\n' >"$T/calls.tsv"
	for i in $(seq "$1"); do
		printf "it's calls/%d.wav\ta%d\n" $((i % 4 + 1)) "$i"
	done >>"$T/calls.tsv"
}

# label SETTING...: its messages in $T/err.
label() {
	pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody JOBS=2 TONFALL='--speech 0' "$@" >"$T/said" 2>"$T/err"
}

# one: what a single tonfall makes of the list.
one() {
	tonfall -q --speech 0 -m prosody -l "$T/calls.tsv" -f tsv -o "$T/one.tsv" 2>"$T/one.err"
}

# result: the file that label named.
result() {
	sed -n 's/^label: //p' "$T/said"
}

# refused PATTERN SETTING...: of label.
refused() {
	says "$1" 2 pipelines/label LIST="$T/calls.tsv" OUT="$T/out" MODEL=prosody "${@:2}"
}

# instead COMMANDS: tonfall is the real one, after these.
instead() {
	mkdir -p "$T/bin"
	printf '#!/bin/bash\nreal=%q\nT=%q\n%s\nexec "$real" "$@"\n' "$(command -v tonfall)" "$T" "$1" >"$T/bin/tonfall"
	chmod +x "$T/bin/tonfall"
	PATH=$T/bin:$PATH
}
