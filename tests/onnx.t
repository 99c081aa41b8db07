# tensorconv -t onnx: the graphs by onnxruntime, beside cnneval and fuse.

# Where there is a Python with onnxruntime and onnx: make deps-onnx.
PYTHON=${ONNXPYTHON:-$PWD/build/onnxruntime/bin/python}

runtime() {
	ldd "$BUILD/bin/tensorconv" | has libprotobuf-c || skip 'built without protobuf'
	"$PYTHON" -c 'import onnx, onnxruntime' 2>/dev/null || skip 'no onnxruntime; make deps-onnx'
}

# onnxrun ARGUMENT...
onnxrun() {
	"$PYTHON" -B tests/tools/onnxrun "$@"
}

# clips N FRAMES BINS: labelled records of about so many frames.
clips() {
	local i args=()
	for ((i = 1; i <= $1; i++)); do
		args+=("key=$i;label=$( ((i % 3)) && echo sad || echo joy);speaker=$((i % 4));front=f;shape=$(($2 + i * 7 % 9 - 4)),$3|#$i")
	done
	tests/tools/mktensor "${args[@]}"
}

# same TABLE TABLE: keys and probabilities, the columns of the second one.
same() {
	"$PYTHON" - "$@" <<-'END'
		import sys
		def table(path):
		    return [l.rstrip("\n").split("\t") for l in open(path) if l[0] != "#" or l.startswith("# key")]
		a, b = map(table, sys.argv[1:])
		classes = b[0][1:]
		a, b = ([(r[0], [float(r[t[0].index(c)]) for c in classes]) for r in t[1:]] for t in (a, b))
		assert len(a) == len(b) > 0, (len(a), len(b))
		most = 0
		for (k, p), (l, q) in zip(a, b):
		    assert k == l, (k, l)
		    most = max(most, *(abs(x - y) for x, y in zip(p, q)))
		assert most <= 1e-4, most
		# Else any answer would do.
		assert max(p[0] for _, p in a) - min(p[0] for _, p in a) > 0.001, a
	END
}

# trained NAME TRAINING NETWORK [OPTION...]: a small network.
trained() {
	local name=$1 data=$2
	printf '%s\n' "$3" >"$T/$name.net"
	shift 3
	cnntrain -q -a "$T/$name.net" -t label -e 3 -l 1e-2 -B 8 -j 1 "$@" -o "$T/$name.model" "$data" >/dev/null
}

# holds MODEL [STREAM [OPTION...]]: the graph gives what cnneval gives.
holds() {
	local model=$1 clips=${2:-$T/clips}
	shift $(($# < 2 ? 1 : 2))
	tensorconv -t onnx -o "$T/graph.onnx" "$model"
	cnneval -j 1 -m "$model" "$clips" >"$T/want" 2>"$T/err"
	onnxrun "$@" "$T/graph.onnx" "$clips" >"$T/got"
	same "$T/want" "$T/got" || { echo "in $model"; return 1; }
}

test_every_layer() {
	local name
	runtime
	clips 24 48 6 >"$T/clips"
	padcut -n 48 "$T/clips" >"$T/fixed"
	trained seed "$T/fixed" "$(cat pipelines/networks/seed.net)"
	trained cnn "$T/fixed" "$(cat pipelines/networks/cnn.net)"
	trained pads "$T/fixed" 'conv 8 5 pad 2 stride 2; relu; conv 7 3 pad 1 dilation 2; maxpool 3; statpool; dense classes'
	trained att "$T/fixed" 'conv 8 3; se 4; relu; attpool 5; dense 6; relu; dense classes'
	trained rest "$T/fixed" 'standardize; clip 2.5; specaug 1 3 1 2; conv 8 3 pad 1; batchnorm; relu; conv 8 3 pad 1; add 4; se 3; statpool; batchnorm; se 2; clip 2; dense 5; relu; add 14; dense classes'
	trained wide "$T/fixed" 'maxpool 2; rbf 9 0.01; dense classes'
	trained last "$T/fixed" 'statpool; conv 5 1; relu; maxpool 1; add 3; conv 3 3 pad 2; statpool; conv 2 1'
	for name in seed cnn pads att rest wide last; do
		holds "$T/$name.model"
	done
	# One at a time, without a longer one that lends it frames, and very short.
	tests/tools/mktensor 'key=a;front=f;shape=9,6|#1' 'key=b;front=f;shape=48,6|#2' \
	    'key=c;front=f;shape=1,6|#3' 'key=d;front=f;shape=23,6|#4' >"$T/short"
	tests/tools/mktensor 'key=e;front=f;shape=31,6|#5' | padcut -n 40 >>"$T/short"
	for name in seed pads att rest; do
		holds "$T/$name.model" "$T/short" -b 1
	done
}

# Every kind of layer is in the test above.
test_no_layer_is_left_out() {
	sed -n 's/^\tKIND(\([a-z]*\)).*/\1/p' lib/nn/layers.h >"$T/kinds"
	[ "$(wc -l <"$T/kinds")" -ge 14 ]
	while read -r kind; do
		grep -q "^	{ &layer_$kind," lib/onnx/layers.c
		cat tests/onnx.t pipelines/networks/{seed,cnn}.net | has "\b$kind [0-9c]\|\b$kind;\|^$kind$"
	done <"$T/kinds"
}

# What zscore did to the training data is done in the graph.
test_normalising() {
	local by
	runtime
	clips 24 40 6 >"$T/raw"
	py 'import re
data = open(sys.argv[1], "rb").read()
for attrs, x in read(sys.argv[1]):
    spec = ";".join(f"{k}={v}" for k, v in attrs.items())
    print(f"{spec};shape={len(x)},{x.shape[1]}|" + " ".join(f"{v:.9g}" for v in (x * [1, 2, 5, 1, 9, 0.1] + [0, 7, -30, 1, 0, 2]).ravel()))' "$T/raw" >"$T/specs"
	mapfile -t specs <"$T/specs"
	tests/tools/mktensor "${specs[@]}" >"$T/clips"
	for by in all bin key key,bin; do
		zscore -g $by "$T/clips" | padcut -n 40 >"$T/fixed"
		trained "$by" "$T/fixed" 'conv 8 3; relu; statpool; dense classes'
		holds "$T/$by.model"
	done
	# By speakers the records must be so already.
	zscore -g speaker,bin "$T/clips" >"$T/z"
	padcut -n 40 "$T/z" >"$T/fixed"
	trained s "$T/fixed" 'conv 8 3; relu; statpool; dense classes'
	holds "$T/s.model" "$T/z"
	meta "$T/graph.onnx" features.norm | has -x speaker,bin
}

test_linear_models() {
	runtime
	tests/tools/mktensor $(for i in $(seq 1 40); do
		echo "key=$i;label=$( ((i % 2)) && echo joy || echo sad);speaker=$((i % 5));front=f;shape=1,12|#$i"
	done) >"$T/clips"
	lineartrain -q -C 1 -k 0 -t label -o "$T/linear" "$T/clips" >/dev/null
	lineartrain -q --kernel rbf -C 1 -k 0 -t label -o "$T/rbf" "$T/clips" >/dev/null
	holds "$T/linear"
	holds "$T/rbf"
	holds "$T/rbf" "$T/clips" -b 1
	# No input for the number of frames, which is always one.
	inputs "$T/graph.onnx" | has -xF "features float ['clips', 1, 12]"
}

# meta GRAPH NAME: an entry of its metadata; inputs GRAPH: names, types, shapes.
meta() {
	"$PYTHON" -c 'import sys, onnx
print(*(p.value for p in onnx.load(sys.argv[1]).metadata_props if p.key == sys.argv[2]), sep="\n")' "$@"
}
inputs() {
	"$PYTHON" -c 'import sys, onnxruntime
for i in onnxruntime.InferenceSession(sys.argv[1]).get_inputs():
    print(i.name, i.type[7:-1], i.shape)' "$1"
}

# Three members, two of the same features; one has two models, one its classes
# in another order; and a fusion with a temperature.
test_pack() {
	runtime
	py 'import subprocess
rng = np.random.default_rng(1)
for name, frames, bins in (("a", 1, 5), ("b", 30, 4)):
    specs = []
    for i in range(40):
        label = ("joy", "sad", "angry")[i % 3]
        x = rng.standard_normal((frames, bins)) + [i % 3 == 0, i % 3 == 1] @ np.ones((2, bins))
        specs.append(f"key=k{i};label={label};speaker={i % 5};front=%s;shape={frames},{bins}|" % {"a": "prosody rate=16000", "b": "fbank rate=16000"}[name] + " ".join(f"{v:.6g}" for v in x.ravel()))
    subprocess.run(["tests/tools/mktensor", *(specs if name == "a" else specs[::-1])], stdout=open(f"{sys.argv[1]}/{name}", "wb"), check=True)' "$T"
	lineartrain -q -C 1 -k 0 -o "$T/a-1" "$T/a"
	trained b-1 "$T/b" 'conv 6 3; relu; statpool; dense classes'
	trained b-2 "$T/b" 'conv 6 3; relu; statpool; dense classes' -s 7
	tests/tools/mktensor 'key=model;front=prosody rate=16000;frames=1;bins=5;target=label;labels=sad	joy	angry;network=dense classes;shape=3|*5' \
	    'key=1.dense.weight;shape=5,3|#3' 'key=1.dense.bias;shape=3|#4' >"$T/c-1"
	cnneval -j 1 -m "$T/a-1" "$T/a" >"$T/ta"
	cnneval -j 1 -m "$T/c-1" "$T/a" >"$T/tc"
	cnneval -j 1 -m "$T/b-1.model" -m "$T/b-2.model" "$T/b" >"$T/tb"
	fuse --fit -o "$T/fusion" a="$T/ta" b="$T/tb" c="$T/tc"
	fuse -m "$T/fusion" a="$T/ta" b="$T/tb" c="$T/tc" >"$T/want"
	modelpack --fusion "$T/fusion" --set licence='CC0 1.0' --set "about=of caf"$'\351' \
	    -o "$T/pack" a="$T/a-1" b="$T/b-1.model" b="$T/b-2.model" c="$T/c-1"
	tensorconv -t onnx -o "$T/graph.onnx" "$T/pack"
	tensorconv -t onnx <"$T/pack" | cmp - "$T/graph.onnx"
	py 'import subprocess
a = {x["key"]: n for n, (x, _) in enumerate(read(sys.argv[1] + "/a"))}
b = {x["key"]: v for x, v in read(sys.argv[1] + "/b")}
specs = [f"key={k};shape={len(b[k])},{b[k].shape[1]}|" + " ".join(f"{v:.9g}" for v in b[k].ravel()) for k in a]
subprocess.run(["tests/tools/mktensor", *specs], stdout=open(sys.argv[1] + "/sorted", "wb"), check=True)' "$T"
	onnxrun "$T/graph.onnx" a="$T/a" b="$T/sorted" >"$T/got"
	same "$T/want" "$T/got"
	inputs "$T/graph.onnx" | diff - <(cat <<-'END'
		a.features float ['clips', 1, 5]
		b.features float ['clips', 'b.frames', 4]
		b.frames int64 ['clips']
	END
	)
	# Without a fusion the weights are equal.
	modelpack -o "$T/even" a="$T/a-1" c="$T/c-1"
	fuse a="$T/ta" c="$T/tc" >"$T/want"
	tensorconv -t onnx -o "$T/even.onnx" "$T/even"
	onnxrun "$T/even.onnx" "$T/a" >"$T/got"
	same "$T/want" "$T/got"
	meta "$T/graph.onnx" licence | has -x 'CC0 1.0'
	meta "$T/graph.onnx" about | has -xF 'of caf\xe9'
	meta "$T/graph.onnx" b.features.front | has '^fbank rate=16000'
	meta "$T/graph.onnx" labels | has -x 'angry	joy	sad'
	# protobuf's own reader finds nothing that it does not know.
	command -v protoc >/dev/null || skip 'no protoc for the rest'
	protoc --decode=onnx.ModelProto -I /usr/include/onnx onnx.proto <"$T/graph.onnx" >"$T/text"
	exits 1 grep -nE '^ *[0-9]+[:{ ]' "$T/text"
	grep -q 'producer_name: "tonfall"' "$T/text"
}

test_refuses() {
	says 'onnx can only be written' 2 tensorconv -f onnx "$T/absent"
	says "'wav' is not a format; there are: .*csv onnx" 2 tensorconv -t wav "$T/absent"
	says 'absent: .*No such file' 1 tensorconv -t onnx "$T/absent"
	clips 2 5 3 >"$T/clips"
	says 'clips: .*' 1 tensorconv -t onnx -o "$T/out" "$T/clips"
	[ ! -e "$T/out" ]
	clips 8 20 3 | padcut -n 20 >"$T/fixed"
	trained m "$T/fixed" 'conv 4 3; relu; statpool; dense classes'
	head -c 700 "$T/m.model" >"$T/cut"
	says 'cut' 1 tensorconv -t onnx -o "$T/out" "$T/cut"
	says 'is an input as well' 2 tensorconv -t onnx -o "$T/m.model" "$T/m.model"
	[ ! -e "$T/out" ]
	ldd "$BUILD/bin/tensorconv" | has libprotobuf-c || skip 'built without protobuf'
	full tensorconv -t onnx "$T/m.model"
	# The same bytes, every time.
	tensorconv -t onnx "$T/m.model" >"$T/1"
	tensorconv -t onnx -o "$T/2" "$T/m.model"
	cmp "$T/1" "$T/2"
}

# The model that comes with tonfall, from sounds on, as a person uses it.
test_shipped_model() {
	local i member pipe streams=() pack=pipelines/models/best.model
	runtime
	needs "$pack"
	command -v espeak-ng >/dev/null || skip 'no espeak-ng'
	for i in 1 2 3 4 5 6 7; do
		espeak-ng -s $((90 + 20 * i)) -p $((10 * i)) -w "$T/$i.wav" "the $i kids are $(yes talking | head -n $i | tr '\n' ' ') by the door"
	done
	# What it prints is the pipe for each group; of the first, what goes into
	# cnneval for each member.
	modelpack -x "$T/parts" "$pack" | sed '1d; /^# the same/,$d' >"$T/pipe"
	set -- "$T"/*.wav
	. "$T/pipe" >"$T/want"
	sed -n 's/^ *\([a-z-]*\)=<(\(.*\) | cnneval .*/\1\t\2/p' "$T/pipe" >"$T/members"
	[ "$(wc -l <"$T/members")" -ge 2 ]
	while IFS=$'\t' read -r member pipe; do
		eval "$pipe" >"$T/$member.tensor"
		streams+=("$member=$T/$member.tensor")
	done <"$T/members"
	tensorconv -t onnx -o "$T/graph.onnx" "$pack"
	onnxrun -b 3 "$T/graph.onnx" "${streams[@]}" >"$T/got"
	same "$T/want" "$T/got"
	meta "$T/graph.onnx" licence | has -x 'CC BY-NC-SA 4.0'
	meta "$T/graph.onnx" adapted | has -x ''
}
