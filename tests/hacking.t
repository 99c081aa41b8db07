# The examples of tonfall-hacking(7) are programs: they are compiled and run.

# example SECTION: the first literal block of that section, as it is printed.
example() {
	awk -v want=".Sh $1" '/^\.Sh / { on = $0 == want } on && /^\.Bd/ { lit = 1; next }
	    /^\.Ed/ && lit { exit } on && lit' man/tonfall-hacking.7 | sed 's/\\e/\\/g'
}

# compiled FILE...: objects of the flags of the Makefile, in $T; $T is looked
# through for headers first.
compiled() {
	local f
	command -v cc >/dev/null || skip 'needs cc'
	head -c 4 "$BUILD/bin/wav2spec" | has ELF || skip 'run through a wrapper'
	exits 1 has -E '__(asan|tsan|ubsan)' < <(nm "$BUILD/bin/wav2spec" 2>/dev/null) ||
	    skip 'the library wants the flags of a sanitizer'
	for f; do
		cc -std=c11 -D_GNU_SOURCE -O1 -Wall -Wextra -Wshadow -Werror -pthread \
		    -I"$T" -Ilib -Itools/cli -c -o "$T/$(basename "$f" .c).o" "$f"
	done
}

test_feature_kind() {
	mkdir "$T/feature"
	example 'ADDING A FEATURE KIND' >"$T/ezc.c"
	[ "$(wc -l <"$T/ezc.c")" -gt 50 ]
	# One line of the table, and the program.
	sed 's/^\tKIND(spec).*/\tKIND(spec) KIND(ezc)/' lib/feature/kind.h >"$T/feature/kind.h"
	sed 's/feature_spec/feature_ezc/' tools/wav2spec.c >"$T/wav2ezc.c"
	compiled "$T/ezc.c" "$T/wav2ezc.c" lib/feature/kind.c
	cc -pthread -o "$T/wav2ezc" "$T/wav2ezc.o" "$T/ezc.o" "$T/kind.o" "$BUILD/libcli.a" \
	    "$BUILD/libtonfall.a" -lsox -lsoxr -lseccomp -lfftw3 -lxxhash -lm
	"$T/wav2ezc" --help >"$T/help"
	grep -q '^usage: wav2ezc ' "$T/help"
	grep -q '^  --threshold X .*(0.001)$' "$T/help"
	exits 1 grep -q -e --window "$T/help"
	sox -R -V1 -n -r 16000 -b 16 "$T/a.wav" synth 1 sine 480 gain -6
	"$T/wav2ezc" -r 8000 --threshold 0 "$T/a.wav" >"$T/x"
	# 200 samples of a sine of amplitude 0.501; 960 changes of sign a second,
	# one more or less in a frame of 25 ms.
	py 'a, x = read(sys.argv[1])[0]
assert a["front"] == "ezc rate=8000 scale=1 frame-length=25 frame-shift=10 snip=1 mean=0 threshold=0", a
assert x.shape == (98, 2) and a["rate"] == "100"
assert abs(x[2:-2, 0] - np.log(100 * 10 ** -0.6)).max() < 1e-2
assert abs(x[:, 1] - 960).max() <= 40.01, x[:, 1]' "$T/x"
	tests/tools/mktensor "key=model;front=$(py 'print(read(sys.argv[1])[0][0]["front"])' "$T/x");shape=1|0" >"$T/m"
	"$T/wav2ezc" -m "$T/m" "$T/a.wav" | cmp - "$T/x"
	says "the front end has no stage 'fbank'; it has: ezc" 1 wav2fbank -m "$T/m" "$T/a.wav"
}

# The program, and the front end of a model that is used in one process.
test_filter() {
	mkdir "$T/data"
	example 'ADDING A FILTER' >"$T/smooth.c"
	[ "$(wc -l <"$T/smooth.c")" -gt 50 ]
	sed 's/^\tKIND(trim).*/\tKIND(trim) KIND(smooth)/' lib/data/filterkind.h >"$T/data/filterkind.h"
	sed 's/filter_trim/filter_smooth/' tools/trim.c >"$T/smooth-main.c"
	compiled "$T/smooth.c" "$T/smooth-main.c" lib/data/filterkind.c tools/modelpack.c
	for p in smooth-main modelpack; do
		cc -pthread -o "$T/$p" "$T/$p.o" "$T/smooth.o" "$T/filterkind.o" "$BUILD/libcli.a" "$BUILD/libtonfall.a" \
		    -lfftw3 -lxxhash -lm
	done
	"$T/smooth-main" --help | has -e '--width N *frames (3)'
	tests/tools/mktensor 'key=a;label=x;front=fbank bins=4;shape=4,1|1 2 6 4' >"$T/in"
	"$T/smooth-main" --width 2 "$T/in" >"$T/out"
	py 'a, x = read(sys.argv[1])[0]
assert a["front"] == "fbank bins=4 | smooth width=2", a
assert x.ravel().tolist() == [1.5, 4, 5, 4], x' "$T/out"
	tests/tools/mktensor 'key=a;label=x;front=fbank bins=4 | smooth width=2;shape=1,4|1 2 6 4' \
	    'key=b;label=y;front=fbank bins=4 | smooth width=2;shape=1,4|1 3 6 3' >"$T/in"
	lineartrain -q -k 0 -C 1 -o "$T/m" "$T/in"
	"$T/modelpack" -o "$T/p" "$T/m"
	says "there is no filter 'smooth' in this version" 1 modelpack -o "$T/q" "$T/m"
}

test_layer() {
	mkdir "$T/nn"
	example 'ADDING A LAYER' >"$T/scale.c"
	[ "$(wc -l <"$T/scale.c")" -gt 50 ]
	sed 's/^\tKIND(relu).*/\tKIND(relu) KIND(scale) \\/' lib/nn/layers.h >"$T/nn/layers.h"
	compiled "$T/scale.c" lib/nn/layers.c tools/cnntrain.c tools/cnneval.c tools/tensorconv.c
	for p in cnntrain cnneval tensorconv; do
		cc -pthread -o "$T/$p" "$T/$p.o" "$T/scale.o" "$T/layers.o" "$BUILD/libcli.a" \
		    "$BUILD/libtonfall.a" -lfftw3 -lgsl -lgslcblas -lxxhash \
		    $(ldd "$BUILD/bin/tensorconv" | has libprotobuf-c && echo -lprotobuf-c) -lm
	done
	tests/tools/mktensor 'key=a;label=sad;shape=5,3|#1' 'key=b;label=joy;shape=5,3|#2' >"$T/x"
	echo 'conv 4 3; scale 0.5; relu; dense classes' >"$T/net"
	"$T/cnntrain" -q -a "$T/net" -e 2 -o "$T/m" "$T/x" >/dev/null
	tensorinfo "$T/m" | has '^2.scale.weight	4	'
	"$T/cnneval" -m "$T/m" "$T/x" | has '^b	joy	'
	ldd "$BUILD/bin/tensorconv" | has libprotobuf-c || return 0
	says "m: layer 2, 'scale 0.5', cannot be written as ONNX" 1 "$T/tensorconv" -t onnx -o "$T/o" "$T/m"
	[ ! -e "$T/o" ]
}

# What a build without protobuf consists of.
test_without_protobuf() {
	compiled lib/onnx/none.c tools/tensorconv.c
	cc -pthread -o "$T/tensorconv" "$T/tensorconv.o" "$T/none.o" "$BUILD/libcli.a" \
	    "$BUILD/libtonfall.a" -lfftw3 -lxxhash -lm
	tests/tools/mktensor 'key=model;frames=1;bins=2;labels=sad	joy;target=label;network=dense classes;shape=2|*5' \
	    'key=1.dense.weight;shape=2,2|#3' 'key=1.dense.bias;shape=2|#4' >"$T/m"
	says 'm: onnx: this tonfall was built without it; install libprotobuf-c-dev' 1 \
	    "$T/tensorconv" -t onnx -o "$T/o" "$T/m"
	says 'CSV wants' 1 "$T/tensorconv" -t csv "$T/m" >"$T/o"
}
