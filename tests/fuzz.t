# The corpora of tests/fuzz through their entries: what fuzzing once found
# stays mended, in this build and under its sanitizers.

replay() {
	"$BUILD/replay/$1" "$PWD/tests/fuzz/corpus/$1"/* >"$T/log" || {
		tail -n 1 "$T/log"
		return 1
	}
	# An emulator takes minutes for the rest.
	[ -z "${EMULATED-}" ] || return 0
	# What is left in the middle leaks, but holds no descriptors.
	ulimit -n 256
	ASAN_OPTIONS=detect_leaks=0 "$BUILD/replay/$1" -m "$PWD/tests/fuzz/corpus/$1"/* >"$T/log" || {
		tail -n 1 "$T/log"
		return 1
	}
	[ "$(wc -l <"$T/log")" -gt 2 ]
}

test_tensor()  { replay tensor; }
test_records() { replay records; }
test_model()   { replay model; }
test_pack()    { replay pack; }
test_checkpoint() { replay checkpoint; }
test_net()     { replay net; }
test_join()    { replay join; }
test_segments() { replay segments; }
test_list()    { replay list; }
test_scores()  { replay scores; }
test_npy()     { replay npy; }
test_ark()     { replay ark; }
test_scp()     { replay scp; }
test_htk()     { replay htk; }
test_csv()     { replay csv; }
test_sound()   { replay sound; }
test_text()    { replay text; }
test_archive() { replay archive; }

# Every entry has its test here.
test_entries() {
	local f name
	for f in "$BUILD"/replay/*; do
		name=${f##*/}
		grep -q "^test_$name()" tests/fuzz.t || { echo "no test of $name"; return 1; }
	done
}
