# libtonfall: programs that use it, in three languages, give the numbers of the
# pipe of filters; and what they do wrong is told.

D=$PWD/tests/embed

# sounds: 16 made-up recordings at 16 kHz, $T/a1.wav ... of low and rising
# voices and $T/b1.wav ... of high and falling ones; $T/list.tsv.
sounds() {
	local i
	printf 'path\tlabel\tspeaker\n' >"$T/list.tsv"
	for i in 1 2 3 4 5 6 7 8; do
		sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a$i.wav" synth "1.$i" sawtooth $((90 + 7 * i))-$((120 + 9 * i)) \
		    synth pinknoise mix tremolo 4 80 gain -9 pad 0.2 0.1
		sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/b$i.wav" synth "1.$i" sawtooth $((260 - 5 * i))-$((180 + 3 * i)) \
		    synth pinknoise mix tremolo 5 70 gain -12 pad 0.1 0.3
		printf '%s\t%s\t%s\n' "a$i.wav" low $((i % 4)) "b$i.wav" high $((i % 4)) >>"$T/list.tsv"
	done
}

# linear NAME: a linear model of functionals; network NAME SEED: a network of
# frames.
linear() {
	wav2prosody -q -l "$T/list.tsv" | deltas --order 1 | functionals |
	    lineartrain -q -C 1e-3 -b speaker -k 2 -o "$T/$1"
}
network() {
	printf 'conv 4 5\nrelu\nstatpool\ndense classes\n' >"$T/net"
	wav2fbank -q -l "$T/list.tsv" | trim | zscore -g key,bin | padcut -n 120 |
	    cnntrain -q -a "$T/net" -e 3 -B 4 -l 1e-2 -s "$2" -o "$T/$1"
}

# pack: $T/two.model, of a linear model and two seeds of a network, with a fusion.
pack() {
	sounds
	linear lin
	network net-1 1
	network net-2 2
	wav2prosody -q -l "$T/list.tsv" | deltas -m "$T/lin" | functionals -m "$T/lin" | cnneval -m "$T/lin" -o "$T/lin.tsv"
	wav2fbank -q -m "$T/net-1" -l "$T/list.tsv" | trim -m "$T/net-1" |
	    cnneval -m "$T/net-1" -m "$T/net-2" -o "$T/net.tsv"
	fuse --fit --bias -o "$T/fusion" net="$T/net.tsv" lin="$T/lin.tsv"
	modelpack --fusion "$T/fusion" --set 'about=made-up voices' -o "$T/two.model" "$T/lin" "$T/net-1" "$T/net-2"
}

raw() { sox "$1" -t raw -e signed -b 16 "${@:2}" -; }

# built LANGUAGE: the program of that language, linked with the shared library.
built() {
	local out=$T/recognise.$1
	case $1 in
	c)	flags "${CC:-cc}" -std=c99 -pedantic -Wall -Wextra -Werror "$D/recognise.c" ;;
	static)	flags "${CC:-cc}" "$D/recognise.c" -static-libgcc ;;
	cpp)	flags "${CXX:-c++}" -std=c++11 -pedantic -Wall -Wextra -Werror "$D/recognise.cpp" ;;
	threads) flags "${CC:-cc}" -Wall -Wextra -Werror -pthread "$D/threads.c" ;;
	esac
}

# native: is it for this processor, as the compiler is?
native() { [ -z "${EMULATED-}" ] || skip 'emulated: there is no compiler for it'; }

# sanitizers: those of the library, if there are some, in the array with.
sanitizers() {
	native
	with=()
	nm -D "$BUILD/lib/libtonfall.so.0" >"$T/symbols"
	! grep -q __asan_init "$T/symbols" || with+=(-fsanitize=address,undefined)
	! grep -q __tsan_init "$T/symbols" || with+=(-fsanitize=thread)
}

# flags COMPILER ARG...: compile and link with the library, and its sanitizers.
flags() {
	local compiler=$1 with
	shift
	command -v "$compiler" >/dev/null || skip "no $compiler"
	sanitizers
	case $out in
	*.static) "$compiler" "${with[@]}" -I lib/api "$@" -o "$out" "$BUILD/lib/libtonfall.a" \
	    -lsoxr -lfftw3 -lxxhash -lm -pthread ;;
	*)	"$compiler" "${with[@]}" -I lib/api "$@" -o "$out" -L "$BUILD/lib" -ltonfall -Wl,-rpath,"$BUILD/lib" ;;
	esac
}

# sanitized: is it built with one, which must be the first in a process?
sanitized() {
	local with
	sanitizers
	[ "${#with[@]}" -gt 0 ]
}

# rows TABLE: class and probabilities of cnneval or fuse.
rows() { awk -F '\t' '!/^#/ { print $3 "\t" $4 "\t" $5 }' "$1"; }

test_the_numbers_of_the_pipe() {
	local f
	pack
	built c
	modelpack -x "$T/parts" "$T/two.model" >"$T/pipe"
	bash "$T/pipe" "$T"/*.wav >"$T/table"
	[ "$(rows "$T/table" | wc -l)" -eq 16 ]
	[ "$(rows "$T/table" | cut -f 1 | sort -u | wc -l)" -eq 2 ]
	for f in "$T"/*.wav; do
		raw "$f" | "$T/recognise.c" "$T/two.model" | cut -f 3-
	done >"$T/got"
	rows "$T/table" | diff "$T/got" -
	# One member, without a fusion; and one model, which is no pack.
	wav2prosody -q -m "$T/lin" "$T"/*.wav | deltas -m "$T/lin" | functionals -m "$T/lin" | cnneval -m "$T/lin" >"$T/table"
	modelpack -o "$T/one.model" "$T/lin"
	for m in one.model lin; do
		for f in "$T"/*.wav; do
			raw "$f" | "$T/recognise.c" "$T/$m" | cut -f 3-
		done >"$T/got"
		rows "$T/table" | diff "$T/got" -
	done
}

# A front end with cepstra and two streams side by side.
test_a_front_end_of_two_streams() {
	local f
	sounds
	wav2fbank -q -l "$T/list.tsv" | mfcc >"$T/1"
	wav2fbank -q -l "$T/list.tsv" | deltas >"$T/2"
	tensorpaste "$T/1" "$T/2" | functionals --active 0 --level keep --extra none | lineartrain -q -k 0 -C 1e-3 -o "$T/m"
	built c
	modelpack -x "$T/parts" "$T/m" >"$T/pipe"
	bash "$T/pipe" "$T"/a*.wav >"$T/table"
	for f in "$T"/a*.wav; do
		raw "$f" | "$T/recognise.c" "$T/m" | cut -f 3-
	done >"$T/got"
	rows "$T/table" | diff "$T/got" -
}

# Windows are those of the programs, whatever the pieces in which sound comes.
test_windows() {
	local size
	pack
	built c
	raw "$T/a7.wav" >"$T/raw"
	modelpack -x "$T/parts" "$T/two.model" | sed 's/"\$@"/-w 0.6 -s 0.17 "$@"/' >"$T/pipe"
	bash "$T/pipe" "$T/a7.wav" >"$T/table"
	[ "$(rows "$T/table" | wc -l)" -ge 6 ]
	"$T/recognise.c" "$T/two.model" 16000 0.6 0.17 <"$T/raw" >"$T/got"
	cut -f 3- "$T/got" | diff - <(rows "$T/table")
	[ "$(head -n 2 "$T/got" | tail -n 1 | cut -f 1,2)" = "0.17	0.77" ]
	for size in 1 333; do
		sed "s/fread(x, sizeof \*x, 1600/fread(x, sizeof *x, $size/" "$D/recognise.c" >"$T/small.c"
		out=$T/small
		flags "${CC:-cc}" "$T/small.c"
		"$T/small" "$T/two.model" 16000 0.6 0.17 <"$T/raw" | diff "$T/got" -
	done
	says 'a window of 0.05 s has 800 samples at 16000 Hz, a frame needs 960' 1 "$T/recognise.c" "$T/two.model" 16000 0.05 <"$T/raw"
	says 'a window of' 1 "$T/recognise.c" "$T/two.model" 16000 4000 <"$T/raw"
	says 'a window of' 1 "$T/recognise.c" "$T/two.model" 16000 -1 <"$T/raw"
}

# At another rate it is converted as wav2X converts a file of that rate.
test_other_rates() {
	local rate
	pack
	built c
	modelpack -x "$T/parts" "$T/two.model" >"$T/pipe"
	for rate in 8000 44100 48000; do
		sox -V1 "$T/a3.wav" -r "$rate" "$T/r.wav"
		bash "$T/pipe" "$T/r.wav" >"$T/table"
		raw "$T/r.wav" | "$T/recognise.c" "$T/two.model" "$rate" | cut -f 3- >"$T/got"
		rows "$T/table" | diff "$T/got" -
	done
	says 'samples per second: want 1000 to 1e+06' 1 "$T/recognise.c" "$T/two.model" 999 </dev/null
	says 'samples per second' 1 "$T/recognise.c" "$T/two.model" nan </dev/null
}

test_static_library() {
	pack
	built c
	built static
	readelf -d "$T/recognise.static" >"$T/dynamic"
	exits 1 grep libtonfall "$T/dynamic"
	raw "$T/a1.wav" | "$T/recognise.static" "$T/two.model" >"$T/static"
	raw "$T/a1.wav" | "$T/recognise.c" "$T/two.model" | diff "$T/static" -
}

test_cpp_and_a_model_in_memory() {
	pack
	built cpp
	built c
	raw "$T/b2.wav" | "$T/recognise.cpp" "$T/two.model" 16000 >"$T/got"
	raw "$T/b2.wav" | "$T/recognise.c" "$T/two.model" | cut -f 4- | diff "$T/got" -
	head -c 1000 "$T/two.model" >"$T/cut"
	says 'model in memory: .*cut short' 1 "$T/recognise.cpp" "$T/cut" 16000 </dev/null
}

test_python() {
	native
	! sanitized || skip 'python has no sanitizer'
	pack
	built c
	raw "$T/b4.wav" | /usr/bin/python3 "$D/recognise.py" "$BUILD/lib/libtonfall.so.0" "$T/two.model" 16000 0.5 0.25 >"$T/got"
	[ "$(wc -l <"$T/got")" -ge 5 ]
	raw "$T/b4.wav" | "$T/recognise.c" "$T/two.model" 16000 0.5 0.25 | diff "$T/got" -
	says "recognise.py: $T/none: cannot open" 1 /usr/bin/python3 "$D/recognise.py" "$BUILD/lib/libtonfall.so.0" \
	    "$T/none" 16000 </dev/null
}

# Threads share a model; a stream can be used again.
test_threads() {
	pack
	built threads
	raw "$T/b4.wav" | "$T/recognise.threads" "$T/two.model" 1 >"$T/one"
	[ "$(wc -l <"$T/one")" -ge 10 ]
	head -n $(($(wc -l <"$T/one") / 2)) "$T/one" >"$T/first"
	tail -n +$(($(wc -l <"$T/one") / 2 + 1)) "$T/one" | diff "$T/first" -
	raw "$T/b4.wav" | "$T/recognise.threads" "$T/two.model" 8 | diff "$T/one" -
}

test_what_can_be_wrong() {
	local way
	sounds
	linear lin
	built c
	raw "$T/a1.wav" >"$T/raw"
	R=$T/recognise.c
	says "^recognise: $T/none: cannot open: No such file" 1 "$R" "$T/none" <"$T/raw"
	says "^recognise: $T: is a directory" 1 "$R" "$T" <"$T/raw"
	says "^recognise: $T/list.tsv: record 1: " 1 "$R" "$T/list.tsv" <"$T/raw"
	head -c 1000 "$T/raw" | fed says 'has 500 samples at 16000 Hz, a frame needs 960' 1 "$R" "$T/lin"
	says 'has 0 samples' 1 "$R" "$T/lin" </dev/null
	# A silence is nothing that could go wrong.
	head -c 32000 /dev/zero | "$R" "$T/lin" >"$T/out"
	[ "$(wc -l <"$T/out")" -eq 1 ]
	# Cut at any place, or with any byte changed, it is no model.
	for way in 1 64 5000 20000 $(($(stat -c %s "$T/lin") - 1)); do
		head -c "$way" "$T/lin" >"$T/cut"
		says "^recognise: $T/cut: " 1 "$R" "$T/cut" <"$T/raw"
		cp "$T/lin" "$T/flip"
		printf '\377' | dd of="$T/flip" bs=1 seek="$way" conv=notrunc 2>/dev/null
		cmp -s "$T/lin" "$T/flip" || says "^recognise: $T/flip: " 1 "$R" "$T/flip" <"$T/raw"
	done
}

# The caller's language has a comma in its numbers; ours must not.
test_another_language() {
	local l=de_DE.UTF-8
	localedef -i de_DE -f UTF-8 "$M/$l" 2>/dev/null || skip 'localedef makes no locale'
	export LOCPATH=$M
	[ "$(LC_ALL=$l locale decimal_point)" = , ]
	pack
	built c
	raw "$T/a1.wav" | "$T/recognise.c" "$T/two.model" >"$T/want"
	sed 's/^main(int argc.*/main(int argc, char *argv[])/; s/^	size_t n;$/	size_t n;\n\n	if (setlocale(LC_ALL, "") == NULL)\n		return 9;/; s/#include <stdio.h>/#include <locale.h>\n&/' \
	    "$D/recognise.c" >"$T/local.c"
	grep -q setlocale "$T/local.c"
	out=$T/local
	flags "${CC:-cc}" "$T/local.c"
	raw "$T/a1.wav" | LC_ALL=$l "$T/local" "$T/two.model" >"$T/got"
	grep -q 0,[0-9] "$T/got"
	tr , . <"$T/got" | diff "$T/want" -
}

# The speaker's own statistics are those of zscore: of all windows, of all so
# far, and counted first; silence does not count.
test_own_statistics() {
	local k n out=$T/own
	sounds
	linear lin
	network net-1 1
	wav2prosody -q -l "$T/list.tsv" >"$T/f"
	functionals "$T/f" | zscore -n -g bin -o "$T/sp.stats" >/dev/null
	functionals "$T/f" | zscore -g speaker,bin | lineartrain -q -C 1e-3 -k 0 -o "$T/sp"
	trim "$T/f" | zscore -g speaker,bin | padcut -n 120 | cnntrain -q -a "$T/net" -e 2 -B 4 -s 1 -o "$T/nsp"
	modelpack -o "$T/p" --adapted sp="$T/sp" --adapted nsp="$T/nsp" --stats sp="$T/sp.stats" --prior 2 --enough 3 "$T/lin" "$T/net-1"
	modelpack -x "$T/parts" "$T/p" | sed -n '/has a speaker/,$p' >"$T/pipe"
	sanitizers
	"${CC:-cc}" "${with[@]}" -I lib "$D/own.c" -o "$out" "$BUILD/libtonfall.a" -lsoxr -lfftw3 -lxxhash -lm -pthread
	# A minute, with a silence, and a list that says who speaks.
	sox -R -V1 "$T"/b[1-4].wav "$T/x.wav" pad 0.7@2
	printf 'path\tspeaker\nx.wav\tme\n' >"$T/x.tsv"
	raw "$T/x.wav" >"$T/raw"
	sed 's/"\$@"/-l "$1" -w 0.7 -s 0.35/; s/zscore/zscore --speech 0.1/; s/cnneval/cnneval --speech 0.1/' "$T/pipe" >"$T/windows"
	bash "$T/windows" "$T/x.tsv" 2>/dev/null >"$T/table"
	n=$(rows "$T/table" | wc -l)
	[ "$n" -ge 12 ]
	"$out" "$T/p" whole 0.7 0.35 0.1 <"$T/raw" >"$T/got"
	[ "$(grep -c '^1' "$T/got")" -eq "$n" ]
	cut -f 2,3 "$T/got" | diff - <(rows "$T/table" | cut -f 2,3)
	grep -c -e '-$' "$T/got" | grep -qx "$(rows "$T/table" | grep -c '^-')"
	"$out" "$T/p" known 0.7 0.35 0.1 <"$T/raw" | diff - "$T/got"
	# Each window by the statistics of those up to it.
	"$out" "$T/p" grow 0.7 0.35 0 <"$T/raw" >"$T/got"
	[ "$(cut -f 1 "$T/got" | head -n 4 | tr -d '\n')" = 0011 ]
	for k in 3 7 "$n"; do
		printf 'key\tx\n' >"$T/some"
		printf 'x#%s\t1\n' $(seq "$k") >>"$T/some"
		sed 's/ --speech 0.1//g; s/| zscore/| labeljoin "$2" | zscore/' "$T/windows" >"$T/upto"
		bash "$T/upto" "$T/x.tsv" "$T/some" 2>/dev/null >"$T/table"
		[ "$(rows "$T/table" | wc -l)" -eq "$k" ]
		head -n "$k" "$T/got" | tail -n 1 | cut -f 2,3 | diff - <(rows "$T/table" | tail -n 1 | cut -f 2,3)
	done
}

# Nothing is read that was not written, or lost.
test_memory() {
	local m
	command -v valgrind >/dev/null || skip 'no valgrind'
	! sanitized || skip 'the library is built with a sanitizer'
	built c
	sox -R -V1 -n -r 16000 -b 16 -c 1 "$T/a.wav" synth 0.4 sawtooth 100-150 tremolo 5 80 gain -9
	raw "$T/a.wav" >"$T/raw"
	for m in two adapted pasted; do
		valgrind -q --error-exitcode=99 --leak-check=full "$T/recognise.c" "tests/fuzz/corpus/pack/$m" 16000 0.2 0.1 <"$T/raw" >"$T/out"
		[ "$(wc -l <"$T/out")" -eq 3 ]
	done
	for m in empty cut; do
		exits 1 valgrind -q --error-exitcode=99 --leak-check=full "$T/recognise.c" "tests/fuzz/corpus/pack/$m" 16000 <"$T/raw"
	done
}

# block N PAGE: the N-th literal block of its section EXAMPLES, as printed.
block() {
	awk -v n="$1" '/^\.Sh /{ on = /EXAMPLES/ } on && /^\.Bd/ { lit = ++k == n; next }
	    /^\.Ed/ { lit = 0 } on && lit' "$2" | sed 's/\\e/\\/g'
}

test_the_examples_of_the_page() {
	pack
	cd "$T"
	cp two.model best.model
	block 1 "$D/../../man/tonfall.3" >live.c
	cd - >/dev/null
	out=$T/live
	flags "${CC:-cc}" -Wall -Wextra "$T/live.c"
	cd "$T"
	for i in 1 2 3 4; do
		raw "b$i.wav"
	done >long
	./live <long >rows
	[ "$(wc -l <rows)" -ge 3 ]
	! sanitized || return 0
	block 3 "$D/../../man/tonfall.3" | sed "s|\"libtonfall.so.0\"|\"$BUILD/lib/libtonfall.so.0\"|" >a.py
	echo 'assert abs(p.sum() - 1) < 1e-6' >>a.py
	/usr/bin/python3 a.py
}

# Nothing but <tonfall.h> is to be seen, and no libsox is needed.
test_what_the_library_shows() {
	local f
	native
	sed -n 's/.*TONFALL_API .*[ *]\(tonfall_[a-z0-9_]*\)(.*/\1/p' lib/api/tonfall.h | sort >"$T/declared"
	[ "$(wc -l <"$T/declared")" -eq 16 ]
	nm -D --defined-only "$BUILD/lib/libtonfall.so.0" | awk '$2 == "T" { sub(/@.*/, "", $3); print $3 }' | sort >"$T/shown"
	diff "$T/declared" "$T/shown"
	sed -n 's/^\t\t\(tonfall_.*\);/\1/p' lib/api/tonfall.map | sort | diff "$T/declared" -
	nm -g --defined-only "$BUILD/lib/libtonfall.a" | awk 'NF == 3 { print $3 }' | sort | diff "$T/declared" -
	readelf -d "$BUILD/lib/libtonfall.so.0" >"$T/dynamic"
	grep -q 'SONAME.*libtonfall.so.0' "$T/dynamic"
	exits 1 grep -E 'NEEDED.*(libsox\.|seccomp|gsl)' "$T/dynamic"
	# It neither prints nor ends the program.
	for f in printf puts putchar exit _exit abort perror; do
		exits 1 grep -qx "$f" <(nm -D --undefined-only "$BUILD/lib/libtonfall.so.0" | awk '{ sub(/@.*/, "", $2); print $2 }')
	done
}

# The header needs nothing before it, also in the C of 1999 and in C++.
test_the_header_alone() {
	printf '#include "tonfall.h"\nint main(void) { return TONFALL_OK; }\n' >"$T/a.c"
	"${CC:-cc}" -std=c99 -pedantic -Wall -Wextra -Werror -I lib/api -c -o "$T/a.o" "$T/a.c"
	command -v c++ >/dev/null || return 0
	c++ -x c++ -std=c++98 -Wall -Wextra -Werror -I lib/api -c -o "$T/a.o" "$T/a.c"
}
