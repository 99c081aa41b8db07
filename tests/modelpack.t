# modelpack: several models as one file, and what does not go together.

# rows LABELS [FRONT [SHIFT]]: records of one row, three columns, two classes,
# four speakers.
rows() {
	local i
	for i in $(seq 16); do
		echo "key=r$i;label=$(echo "$1" | cut -d' ' -f $((i % 2 + 1)));speaker=s$((i % 4));front=${2-fbank bins=4}; shape=1,3|$((i % 2 * 3)).$i $((i % 5 + ${3-0})) $((i % 3)).5" | sed 's/; shape/;shape/'
	done | tr '\n' '\0' | xargs -0 tests/tools/mktensor
}

# model NAME ARG...: a linear model of such rows; by speakers' statistics with
# "-S" first.
model() {
	local name=$1
	shift
	if [ "${1-}" = -S ]; then
		shift
		rows "$@" | zscore -g speaker,bin | lineartrain -q -k 0 -C 1e-2 -o "$T/$name"
	else
		rows "$@" | lineartrain -q -k 0 -C 1e-2 -o "$T/$name"
	fi
}

# fusion FILE NAME=TABLE...
fusion() {
	local out=$1
	shift
	fuse --fit -o "$T/$out" "$@"
}

table() { cnneval -m "$T/$1" "$T/rows" >"$T/$1.tsv"; }

three() {
	model one 'x y'
	model two-1 'x y' 'fbank bins=4' 1
	model two-2 'x y' 'fbank bins=4' 2
	rows 'x y' >"$T/rows"
	table one
	cnneval -m "$T/two-1" -m "$T/two-2" "$T/rows" >"$T/two.tsv"
	fusion fusion one="$T/one.tsv" two="$T/two.tsv"
}

adapted() {
	model sp -S 'x y'
	rows 'x y' | zscore -n -g bin -o "$T/stats" >/dev/null
}

# attr NAME PACK
attr() { tests/tools/tensors.py "$2" | awk -v n="$1" '/^shape/ { exit } $1 == n { sub(/^[^ ]* ?/, ""); print }'; }

test_options() {
	common_options modelpack
	model one 'x y'
	for wrong in '' '--set about' '--set =x' '--adapted x' '--stats x' '--prior -1' '--prior x' '--enough 0' \
	    '--enough 1.5' "-x d" "-x d a b" "-x d -o x a" "-x d --prior 1 a" '-'; do
		# shellcheck disable=SC2086
		says '^modelpack: ' 2 modelpack $wrong </dev/null >"$T/out"
		[ ! -s "$T/out" ]
	done
	says 'is an input as well' 2 modelpack -o "$T/one" "$T/one"
	says 'is an input as well' 2 modelpack -o "$T/one" "a=$T/one"
	says 'is an input as well' 2 modelpack -o "$T/one" --adapted a="$T/one" "$T/one"
	full modelpack "$T/one"
	[ "$(modelpack "$T/one" | wc -c)" -gt 1000 ]
}

# What goes in comes out.
test_there_and_back() {
	three
	adapted
	modelpack --fusion "$T/fusion" --adapted "sp=$T/sp" --stats sp="$T/stats" --prior 4 --enough 7 \
	    --set 'about=two words' -o "$T/p.model" "$T/one" two="$T/two-1" "two=$T/two-2"
	modelpack -x "$T/a b" "$T/p.model" >"$T/pipe"
	cmp "$T/one" "$T/a b/one.model"
	cmp "$T/two-1" "$T/a b/two-1.model"
	cmp "$T/two-2" "$T/a b/two-2.model"
	cmp "$T/fusion" "$T/a b/fusion"
	cmp "$T/sp" "$T/a b/adapted/sp.model"
	cmp "$T/stats" "$T/a b/adapted/sp.stats"
	[ "$(find "$T/a b" -type f | wc -l)" -eq 6 ]
	grep -qF "zscore -g speaker,bin --prior 4 --prior-from '$T/a b/adapted/sp.stats' | cnneval -m '$T/a b/adapted/sp.model'" "$T/pipe"
	grep -qF "two=<(wav2fbank -m '$T/a b/two-1.model' \"\$@\" | cnneval -m '$T/a b/two-1.model' -m '$T/a b/two-2.model')" "$T/pipe"
	bash -n "$T/pipe"
	[ "$(attr members "$T/p.model")" = "one$(printf '\t')two$(printf '\t')two" ]
	[ "$(attr about "$T/p.model")" = 'two words' ]
	[ "$(attr prior "$T/p.model") $(attr enough "$T/p.model") $(attr adapted "$T/p.model")" = '4 7 sp' ]
	[ "$(attr front "$T/p.model")" = 'fbank bins=4' ]
	# A stream like any other, also from a pipe, and into the same folder.
	tensorinfo "$T/p.model" | has 'about=two words'
	cat "$T/p.model" | modelpack -x "$T/a b" - >"$T/again"
	cmp "$T/pipe" "$T/again"
	# The same files give the same bytes.
	modelpack --enough 7 --prior 4 --set 'about=two words' --stats sp="$T/stats" --adapted "sp=$T/sp" \
	    --fusion "$T/fusion" "$T/one" "$T/two-1" "$T/two-2" | cmp - "$T/p.model"
}

# The licence goes along: to the parts, to what is trained from them, and to their pack.
test_licences() {
	three
	modelpack --fusion "$T/fusion" --set 'licence=none; but ask' --set corpus=two -o "$T/p" "$T/one" two="$T/two-1" two="$T/two-2"
	modelpack -x "$T/parts" "$T/p" >"$T/pipe"
	for part in one two-1 two-2; do
		[ "$(attr licence "$T/parts/$part.model")/$(attr corpus "$T/parts/$part.model")" = 'none; but ask/two' ]
	done
	rows 'x y' | lineartrain -q -k 0 -C 1e-2 -i "$T/parts/one.model" -o "$T/next"
	[ "$(attr licence "$T/next")/$(attr corpus "$T/next")" = 'none; but ask/' ]
	printf '%s\n' statpool 'dense classes' >"$T/net"
	rows 'x y' | cnntrain -q -a "$T/net" -e 1 -o "$T/net.model"
	modelpack --set licence=other -o "$T/q" net="$T/net.model"
	modelpack -x "$T/parts" "$T/q" >"$T/pipe"
	rows 'x y' | cnntrain -q -a "$T/net" -e 1 -i "$T/parts/net.model" -o "$T/net.model"
	[ "$(attr licence "$T/net.model")" = other ]
	modelpack -o "$T/q" --set licence=mine "$T/next" two="$T/two-1"
	[ "$(attr licence "$T/q")" = 'none; but ask; mine' ]
	modelpack -o "$T/q" --set corpus=mine "$T/next" two="$T/parts/two-1.model"
	[ "$(attr licence "$T/q")/$(attr corpus "$T/q")" = 'none; but ask/mine' ]
	# Together again they are the same pack; a text that is there is not added.
	modelpack --fusion "$T/fusion" -o "$T/q" "$T/parts/one.model" two="$T/parts/two-1.model" two="$T/parts/two-2.model"
	[ "$(attr licence "$T/q")/$(attr corpus "$T/q")" = 'none; but ask/two' ]
	modelpack -x "$T/again" "$T/q" >"$T/pipe"
	cmp "$T/parts/two-2.model" "$T/again/two-2.model"
	# Whose licence is its own keeps that, too; a part of the name of one is another one.
	modelpack -o "$T/q" --set licence=one one="$T/one" "$T/two-1"
	modelpack -x "$T/own" "$T/q" >"$T/pipe"
	modelpack -o "$T/q" --set 'licence=on; one; more' x="$T/own/one.model" "$T/two-1"
	modelpack -x "$T/own" "$T/q" >"$T/pipe"
	[ "$(attr licence "$T/q") $(attr licence "$T/own/x.model")" = 'one; on; more one; on; more' ]
}

test_names() {
	model m-12.model 'x y'
	model 7 'x y'
	modelpack -o "$T/p" "$T/m-12.model" "$T/7"
	[ "$(attr members "$T/p")" = "m$(printf '\t')7" ]
	for wrong in .x=m 'a	b=m' -1=m "$(printf 'n%.0s' $(seq 101))=m"; do
		says 'cannot be the name of a member' 1 modelpack -o "$T/q" -- "${wrong%m}$T/7"
	done
	[ ! -e "$T/q" ]
}

# A pack from elsewhere cannot write outside of the folder.
test_a_name_with_a_slash() {
	local name
	model one 'x y'
	for name in ../x .bash a/b; do
		tests/tools/mktensor "key=model;members=$name;labels=x	y;target=label;shape=2|1 1" >"$T/bad"
		cat "$T/one" >>"$T/bad"
		says 'cannot be the name of a member' 1 modelpack -x "$T/out" "$T/bad"
	done
	[ ! -e "$T/out" ]
}

test_what_does_not_go_together() {
	three
	adapted
	model other 'x z'
	model more 'x y z'
	model val 'x y'
	local p=(modelpack -o "$T/q")
	says "other: the first model has no class 'z'" 1 "${p[@]}" "$T/one" "$T/other"
	says "fusion: 1 table, but the fusion is of 2 models: one, two" 1 "${p[@]}" --fusion "$T/fusion" "$T/one"
	says "fusion: 'x' is not one of the fusion's models: one, two" 1 "${p[@]}" --fusion "$T/fusion" one="$T/one" x="$T/two-1"
	says "sp: was trained with the statistics of each speaker" 1 "${p[@]}" "$T/one" "$T/sp"
	says "one: was not trained with the statistics of each speaker" 1 "${p[@]}" --adapted a="$T/one" "$T/one"
	says "stats: 'b' is not one of the adapted models" 1 "${p[@]}" --adapted a="$T/sp" --stats b="$T/stats" "$T/one"
	says "one: not a file of zscore" 1 "${p[@]}" --adapted a="$T/sp" --stats a="$T/one" "$T/one"
	says "one: not a file of fuse --fit" 1 "${p[@]}" --fusion "$T/one" "$T/one"
	says "fusion: there is one already" 1 "${p[@]}" --fusion "$T/fusion" --fusion "$T/fusion" "$T/one" two="$T/two-1"
	says "none: cannot open" 1 "${p[@]}" "$T/none"
	says "the first record is 'fusion', not 'model'" 1 "${p[@]}" "$T/fusion"
	says "'labels' is set by what is in the pack" 1 "${p[@]}" --set labels=x "$T/one"
	says "attribute name" 1 "${p[@]}" --set 'A b=x' "$T/one"
	# Statistics by other than bin; of another front end.
	rows 'x y' | zscore -n -g all -o "$T/all" >/dev/null
	says 'statistics: statistics by .all., but a prior of' 1 "${p[@]}" --adapted a="$T/sp" --stats a="$T/all" "$T/one"
	rows 'x y' 'fbank bins=4 low=30' | zscore -n -g bin -o "$T/low" >/dev/null
	says 'statistics: front end differs: low=30' 1 "${p[@]}" --adapted a="$T/sp" --stats a="$T/low" "$T/one"
	# Two seeds of one member by different front ends.
	model two-3 'x y' 'fbank bins=4 low=30'
	says 'two-3: front end differs' 1 "${p[@]}" "$T/two-1" "$T/two-3"
	[ ! -e "$T/q" ]
}

# Front ends that this version does not know.
test_front_ends() {
	local f
	for f in 'ezc x=1' 'fbank nose=1' 'fbank | ' 'fbank | snore x=1' 'fbank | deltas order=99' '{ fbank } { spec }' \
	    '{ fbank } | deltas' '{ fbank' 'fbank } x' '{ { { { { { { { { fbank' '' ' '; do
		model m 'x y' "$f"
		says "^modelpack: $T/m: " 1 modelpack -o "$T/q" "$T/m"
	done
	model m 'x y' '{ fbank } { spec | deltas } | tensorpaste tolerance=1 | functionals'
	modelpack -o "$T/p" "$T/m"
	modelpack -x "$T/parts" "$T/p" >"$T/pipe"
	grep -qF "tensorpaste -m $T/parts/m.model <(wav2fbank -m $T/parts/m.model \"\$@\") <(wav2spec -m $T/parts/m.model \"\$@\" | deltas -m $T/parts/m.model) | functionals -m $T/parts/m.model | cnneval" "$T/pipe"
}

# Programs that want one model say what to do with a pack of several.
test_a_pack_is_not_a_model() {
	three
	modelpack -o "$T/p" "$T/one" "$T/two-1"
	says "p: record 'model'.*\|p: this is a pack of several models.*modelpack -x" 1 cnneval -m "$T/p" "$T/rows"
	says "p: this is a pack of several models, without 'frames' of its own: modelpack -x" 1 padcut -m "$T/p" "$T/rows"
}

# Sections that are cut, doubled, in another order or of something else.
test_damaged_packs() {
	local n size
	three
	adapted
	modelpack --fusion "$T/fusion" --adapted "sp=$T/sp" --stats sp="$T/stats" -o "$T/p" "$T/one" two="$T/two-1"
	size=$(stat -c %s "$T/p")
	for n in $(seq 64 509 "$size"); do
		[ "$n" -lt "$size" ] || continue
		head -c "$n" "$T/p" >"$T/cut"
		says "^modelpack: $T/cut: " 1 modelpack -x "$T/out" "$T/cut"
	done
	modelpack -o "$T/single" a="$T/one"
	cat "$T/single" "$T/one" >"$T/bad"
	says "bad: record 'model' belongs to none of the models" 1 modelpack -x "$T/out" "$T/bad"
	cat "$T/single" "$T/fusion" >"$T/bad"
	says "bad: record 'fusion' belongs to none of the models" 1 modelpack -x "$T/out" "$T/bad"
	cat "$T/one" "$T/one" >"$T/bad"
	says "bad: record 'model' does not belong to the network" 1 modelpack -x "$T/out" "$T/bad"
	tests/tools/mktensor "key=model;members=a	b;labels=x	y;target=label;shape=2|1 1" >"$T/head"
	cat "$T/head" "$T/one" >"$T/bad"
	says "bad: the end is where the model 'b' should begin" 1 modelpack -x "$T/out" "$T/bad"
	cat "$T/head" "$T/one" "$T/fusion" >"$T/bad"
	says "bad: record 'fusion' is where the model 'b' should begin" 1 modelpack -x "$T/out" "$T/bad"
	tests/tools/mktensor "key=model;members=a;prior=x;shape=2|1 1" >"$T/bad"
	says "bad: prior: 'x'" 1 modelpack -x "$T/out" "$T/bad"
	tests/tools/mktensor "key=model;members=a;shape=2|1 1" "key=more;shape=1|1" >"$T/bad"
	says "bad: record 'more' does not belong to the description" 1 modelpack -x "$T/out" "$T/bad"
	[ ! -e "$T/out" ]
	says 'head: cannot make the folder: there is a file' 1 modelpack -x "$T/head" "$T/p"
	says 'cannot make the folder: No such file' 1 modelpack -x "$T/no/no" "$T/p"
}
