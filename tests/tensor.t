# tensor(5): the readers printed in the page, joined, cut and damaged streams,
# hostile headers; all judged through tensorinfo.

two() {
	tests/tools/mktensor 'key=a;shape=3|1 2 3.5' 'key=b;shape=2,2|4 5 6 7'
}

# sample N FILE: the Nth sample program of the page.
sample() {
	awk -v want="$1" '
	    /^\.Bd -literal$/ { on = ++n == want; next }
	    /^\.Ed$/ { on = 0 }
	    on' man/tensor.5 |
	    sed -e 's/\\e/\\/g' -e "s/\\\\(aq/'/g" >"$2"
}

compile_sample() {
	sample 1 "$T/sample.c"
	cc -std=c11 -pedantic -Wall -Wextra -Werror -O1 \
	    -o "$T/sample" "$T/sample.c" -lxxhash
}

test_page_lint() {
	command -v mandoc >/dev/null || skip "no mandoc"
	mandoc -T lint -W warning man/tensor.5
}

# Both samples print what tensorinfo says in key, shape, mean.
agree() {
	tensorinfo "$1" | tail -n +2 | cut -f 1,2,4 >"$T/want"
	"$T/sample" <"$1" | diff "$T/want" -
	/usr/bin/python3 "$T/sample.py" <"$1" | diff "$T/want" -
}

test_samples_read_streams() {
	compile_sample
	sample 2 "$T/sample.py"
	tests/tools/mktensor 'key=a;shape=2,3;label=sad|1 2 3 4 5 6' \
	    'shape=17|#3' 'key=c;shape=2,3,1,40;x=|#4' >"$T/one"
	tests/tools/mktensor >"$T/none"
	cat "$T/one" "$T/none" "$T/one" >"$T/joined"
	agree "$T/one"
	agree "$T/none"
	agree "$T/joined"
}

# Cuts at every 5th byte, flips of every 9th bit, both ends and an empty input.
test_samples_refuse_damage() {
	compile_sample
	sample 2 "$T/sample.py"
	two >"$T/in"
	/usr/bin/python3 - "$T" <<-'END'
	import subprocess, sys
	t = sys.argv[1]
	good = open(t + "/in", "rb").read()
	bad = [good[:n] for n in range(0, len(good), 5)] + [good[:-1], good + b"x"]
	for bit in range(0, 8 * len(good), 9):
	    b = bytearray(good)
	    b[bit // 8] ^= 1 << bit % 8
	    bad.append(bytes(b))
	for cmd, every in ([t + "/sample"], 1), (["/usr/bin/python3", t + "/sample.py"], 20):
	    for i, b in list(enumerate(bad))[::every]:
	        p = subprocess.run(cmd, input=b, capture_output=True)
	        assert p.returncode == 1, (cmd, i)
	        assert p.stderr.startswith(b"record "), (cmd, i, p.stderr)
	END
}

# Every cut, and one flipped bit of each byte; all bits in tests/unit/damage.c.
test_cuts_and_flipped_bits_are_found() {
	two >"$T/in"
	/usr/bin/python3 - "$T/in" <<-'END'
	import subprocess, sys
	good = open(sys.argv[1], "rb").read()
	bad = [good[:n] for n in range(len(good))]
	for i in range(len(good)):
	    b = bytearray(good)
	    b[i] ^= 1 << i % 8
	    bad.append(bytes(b))
	for i, b in enumerate(bad):
	    p = subprocess.run(["tensorinfo"], input=b, capture_output=True)
	    assert p.returncode == 1 and b"record" in p.stderr, (i, p)
	END
}

test_joined_streams() {
	two >"$T/a"
	tests/tools/mktensor 'key=c;shape=1|7' >"$T/b"
	cat "$T/a" "$T/b" "$T/a" >"$T/ab"
	tensorinfo "$T/ab" >"$T/want"
	[ "$(tail -n +2 "$T/want" | cut -f 1 | tr '\n' ' ')" = 'a b c a b ' ]
	cat "$T/ab" | tensorinfo | diff "$T/want" -		# pipe
	tensorinfo <"$T/ab" | diff "$T/want" -			# file as stdin
	# A file on standard input is read from where it stands.
	size=$(wc -c <"$T/a")
	{ dd bs="$size" count=1 of=/dev/null status=none; tensorinfo; } <"$T/ab" >"$T/rest"
	[ "$(tail -n +2 "$T/rest" | cut -f 1 | tr '\n' ' ')" = 'c a b ' ]
}

test_join_with_a_cut_stream() {
	two >"$T/a"
	for n in 1 63 64 100 128 200 256 300; do
		head -c "$n" "$T/a" >"$T/cut"
		cat "$T/a" "$T/cut" >"$T/in"
		says 'record' 1 tensorinfo "$T/in" >/dev/null
		# Cut inside the first: the second one's start is no repair.
		cat "$T/cut" "$T/a" >"$T/in"
		says 'record' 1 tensorinfo "$T/in" >/dev/null
	done
}

test_no_end_record() {
	tests/tools/mktensor -n 'key=a;shape=1|1' >"$T/in"
	says 'after record 1: no end record' 1 tensorinfo "$T/in" >/dev/null
	head -c 128 "$T/in" >"$T/one"
	tests/tools/mktensor 'key=a;shape=1|1' 'key=b;shape=1|1' | tail -c 64 >"$T/end"
	cat "$T/one" "$T/end" >"$T/in"
	says 'counts 2 records, but there are 1' 1 tensorinfo "$T/in" >/dev/null
}

test_empty_input() {
	: >"$T/in"
	says "^tensorinfo: $T/in: empty: no end record, so the program before it failed$" 1 tensorinfo "$T/in" >/dev/null
	says '^tensorinfo: <stdin>: empty: ' 1 tensorinfo </dev/null >/dev/null
	tests/tools/mktensor | tensorinfo | grep -c . | has -x 1
}

# What is read twice and comes from a pipe needs a place.
test_no_place_for_a_pipe() {
	tests/tools/mktensor 'key=a;shape=2,2|1 2 3 4' >"$T/in"
	cat "$T/in" | TMPDIR=$T/none fed says "^padcut: <stdin>: .*'$T/none' (set TMPDIR .*): No such file" 1 padcut -a >"$T/out"
	[ ! -s "$T/out" ]
	TMPDIR=$T/none padcut -a <"$T/in" >"$T/want"
	cat "$T/in" | TMPDIR=$T padcut -a | cmp - "$T/want"
	cat "$T/in" | TMPDIR='' padcut -a | cmp - "$T/want"
	cat "$T/in" | (unset TMPDIR; padcut -a) | cmp - "$T/want"
}

# An operand may be anything that can be opened.
test_operands_that_are_no_files() {
	tests/tools/mktensor 'key=a;shape=3;session=1;label=x|1 2 3' \
	    'key=b;shape=3;session=2;label=x|4 5 6' >"$T/in"
	tensorinfo "$T/in" >"$T/want"
	tensorinfo <(cat "$T/in") | cmp - "$T/want"
	tensorinfo /dev/stdin <"$T/in" | cmp - "$T/want"
	cat "$T/in" | tensorinfo /dev/stdin | cmp - "$T/want"
	tensorinfo <(cat "$T/in") <(cat "$T/in") | grep -c . | has -x 5
	mkfifo "$T/fifo"
	cat "$T/in" >"$T/fifo" &
	tensorinfo "$T/fifo" | cmp - "$T/want"
	tensordiff <(cat "$T/in") <(cat "$T/in")
	# read twice
	foldsplit -q -f 1 -p train "$T/in" >"$T/want"
	foldsplit -q -f 1 -p train <(cat "$T/in") | cmp - "$T/want"
	cat "$T/in" | foldsplit -q -f 1 -p train /dev/stdin | cmp - "$T/want"
}

test_closed_pipe() {
	args=()
	for ((i = 0; i < 1000; i++)); do args+=("key=k$i;shape=100|*1"); done
	tests/tools/mktensor "${args[@]}" >"$T/in"
	set +o pipefail
	tensorinfo -d "$T/in" 2>"$T/stderr" | head -n 1 >/dev/null
	[ "${PIPESTATUS[0]}" -eq 141 ]
	[ ! -s "$T/stderr" ]
}

# hostile WHAT LINE...: a header of these lines and a right sum is refused,
# within 200 MB of address space and from file and pipe.
hostile() {
	local what=$1
	shift
	/usr/bin/python3 - "$@" >"$T/in" <<-'END'
	import sys, xxhash
	body = "".join(l + "\n" for l in sys.argv[1:]).encode("utf8", "surrogateescape")
	size = (18 + len(body) + 22 + 63) // 64 * 64
	head = b"tensor 1 %8d\n" % size + body
	head += b"sum %s\n" % xxhash.xxh3_64_hexdigest(head + bytes(4)).encode()
	head += b" " * (size - len(head) - 1) + b"\n"
	end = b"tensor 1       64\nend 1\n"
	end += b"sum %s\n" % xxhash.xxh3_64_hexdigest(end).encode()
	end += b" " * (63 - len(end)) + b"\n"
	sys.stdout.buffer.write(head + bytes(64) + end)
	END
	for how in small_file small_pipe; do
		says "record 1.*$what\|record 'a'.*$what" 1 $how || { echo "$what: $*"; return 1; }
	done
}

# The sanitizers reserve terabytes of address space.
limit() {
	[ -n "${EMULATED-}" ] || nm "$BUILD/bin/tensorinfo" | has __asan_init || ulimit -v 200000
}

small_file() { (limit; tensorinfo "$T/in") >/dev/null; }

small_pipe() { cat "$T/in" | (limit; tensorinfo) >/dev/null; }

test_hostile_lines() {
	long=$(printf '%016385d' 0)
	hostile 'cut short' 'key a' 'shape 4294967296'
	hostile 'cut short' 'key a' 'shape 65536 65536'
	hostile '16 GiB' 'key a' 'shape 4294967296 2'
	hostile '16 GiB' 'key a' 'shape 65536 65536 65536 65536'
	hostile '16 GiB' 'key a' 'shape 4294967295 4294967295 4294967295 4294967295'
	hostile 'too large' 'key a' 'shape 18446744073709551616'
	hostile 'too large' 'key a' 'shape 4611686018427387905 4'
	hostile 'too small' 'key a' 'shape 0'
	hostile 'too small' 'key a' 'shape 3 0'
	hostile 'more than 4' 'key a' 'shape 1 1 1 1 1'
	hostile 'not a whole' 'key a' 'shape '
	hostile 'not a whole' 'key a' 'shape -1'
	hostile 'not a whole' 'key a' 'shape 1  1'
	hostile 'not a whole' 'key a' 'shape 1 '
	hostile 'leading zero' 'key a' 'shape 01'
	hostile 'no shape' 'key a'
	hostile 'without a value' 'key a' 'shape'
	hostile 'two shapes' 'key a' 'shape 1' 'shape 1'
	hostile 'twice' 'key a' 'shape 1' 'key a'
	hostile 'twice' 'key a' 'shape 1' 'x 1' 'x 1'
	hostile 'not a valid attribute name' 'key a' 'shape 1' 'Upper 1'
	hostile 'not a valid attribute name' 'key a' 'shape 1' '1x 1'
	hostile 'not a valid attribute name' 'key a' 'shape 1' ' 1'
	hostile 'not a valid attribute name' 'key a' 'shape 1' 'tensor 1'
	hostile 'not a valid attribute name' 'key a' 'shape 1' 'a/b 1'
	hostile 'not a valid attribute name' 'key a' 'shape 1' 'abcdefghijklmnopqrstuvwxyz1234567 1'
	hostile 'longer than 16384' 'key a' 'shape 1' "x $long"
	hostile 'end record with' 'key a' 'end 1'
	hostile 'end record with' 'shape 1' 'end 1'
	hostile 'no sum' 'key a' '' 'shape 1'
}

test_many_attributes() {
	lines=('key a' 'shape 1')
	for ((i = 0; i < 300; i++)); do lines+=("x$i 1"); done
	hostile 'more than 256' "${lines[@]}"
	pairs='key=a;shape=1'
	for ((i = 0; i < 255; i++)); do pairs+=";x$i=1"; done
	tests/tools/mktensor "$pairs|1" | tensorinfo -c | has "$(printf '\t1\t1\t0')"
}

# The limits themselves are legal.
test_at_the_limits() {
	name=abcdefghijklmnopqrstuvwxyz123456
	tests/tools/mktensor "key=a;shape=1,1,1,1;$name=$(printf '%016384d' 0);empty=|1" |
	    tensorinfo -a "$name",empty >"$T/out"
	tail -n 1 "$T/out" | awk -F '\t' '$2 != "1x1x1x1" || length($6) != 16384 || $7 != "" { exit 1 }'
}

# header SIZE: the first line with these 8 columns and filler behind it.
header() {
	printf 'tensor 1 %s\n' "$1"
	printf '%070000d' 0
}

test_hostile_sizes() {
	for size in '       0' '      63' '      65' '   70000' '   65600' \
	    '99999999' '     -64' '     +64' '00000064' '64      ' '   6 4  ' \
	    '    0x40' '        '; do
		header "$size" >"$T/in"
		says 'record 1: .*size' 1 small_file
		says 'record 1: .*size' 1 small_pipe
	done
	printf 'tensor 2       64\n%046d' 0 >"$T/in"
	says 'version' 1 small_file
}

# A file that is something else, however short.
test_not_a_stream() {
	for magic in RIFF fLaC OggS ID3 FORM .snd; do
		printf '%s    WAVEfmt  %0100d' "$magic" 0 >"$T/in"
		says 'record 1: audio, not a tensor stream: wav2fbank makes' 1 small_file
		says 'record 1: audio, not a tensor stream: wav2fbank makes' 1 small_pipe
	done
	printf 'RIFF' >"$T/in"
	says 'record 1: audio' 1 small_file
	for text in 'net 1' 'ID' 'tensors' "$(printf '%0100d' 0)"; do
		printf '%s' "$text" >"$T/in"
		says "record 1: not a tensor stream: a record begins with 'tensor 1'" 1 small_file
		says "record 1: not a tensor stream: a record begins with 'tensor 1'" 1 small_pipe
	done
	printf 'tensor 2 ' >"$T/in"
	says 'record 1: another version' 1 small_file
	for text in t tensor 'tensor 1 ' 'tensor 1      128'; do
		printf '%s' "$text" >"$T/in"
		says 'record 1: cut short; the program' 1 small_file
		says 'record 1: cut short; the program' 1 small_pipe
	done
}

test_header_without_a_sum() {
	printf 'tensor 1      128\nkey a\nshape 1\n%0100000d' 0 >"$T/in"
	says 'record 1: .*no sum' 1 small_file
	says 'record 1: .*no sum' 1 small_pipe
	printf 'tensor 1    65536\n%0100000d' 0 >"$T/in"	# no newline at all
	says 'record 1: .*no sum' 1 small_file
	says 'record 1: .*no sum' 1 small_pipe
}

test_filler_and_padding() {
	tests/tools/mktensor 'key=a;shape=1|1' >"$T/good"
	for at in 55 62 63 70 127; do		# filler, last newline, padding
		cp "$T/good" "$T/in"
		printf 'x' | dd of="$T/in" bs=1 seek="$at" conv=notrunc status=none
		says 'damaged' 1 small_file
		says 'damaged' 1 small_pipe
	done
	cp "$T/good" "$T/in"			# a newline too early
	printf '\n' | dd of="$T/in" bs=1 seek=55 conv=notrunc status=none
	says 'damaged' 1 small_file
	sed 's/\(sum .*\)[a-f]/\1F/' "$T/good" >"$T/in"	# upper case
	says 'hexadecimal\|differs' 1 small_file
}

# The sum line ends where the header does: the newline behind it is missing.
test_header_without_its_last_byte() {
	/usr/bin/python3 >"$T/in" - <<-'END'
	import sys, xxhash
	head = b"tensor 1       64\nkey 0123456789\nshape 1\n"
	head = head.replace(b"0123456789", b"x" * (64 - 21 - len(head) + 10))
	head += b"sum %s\n" % xxhash.xxh3_64_hexdigest(head + bytes(4)).encode()
	assert len(head) == 64
	sys.stdout.buffer.write(head + bytes(64))
	END
	says 'damaged' 1 small_file
	says 'damaged' 1 small_pipe
}

# A file system that makes no file without a name: nothing else is left behind
# there either, whether the output is whole or not.
test_output_where_every_file_has_a_name() {
	[ -z "${EMULATED-}" ] || skip "an emulator does not call our open(2)"
	cat >"$T/no.c" <<-'END'
	#define _GNU_SOURCE
	#include <errno.h>
	#include <fcntl.h>
	#include <stdarg.h>
	int
	open(const char *path, int flags, ...)
	{
		va_list ap;
		int mode;
		va_start(ap, flags);
		mode = va_arg(ap, int);
		va_end(ap);
		if ((flags & O_TMPFILE) == O_TMPFILE) {
			errno = EOPNOTSUPP;
			return -1;
		}
		return openat(AT_FDCWD, path, flags, mode);
	}
	END
	cc -shared -fPIC -o "$T/no.so" "$T/no.c" || skip "no C compiler"
	tests/tools/mktensor 'key=a;shape=2000,23|#1' >"$T/in"
	padcut -n 3000 <"$T/in" >"$T/want"
	mkdir "$T/out"
	export LD_PRELOAD=$M/no.so ASAN_OPTIONS=verify_asan_link_order=0
	(umask 027; padcut -n 3000 -o "$T/out/x" <"$T/in")
	cmp "$T/want" "$T/out/x"
	[ "$(stat -c %a "$T/out/x")" = 640 ]
	head -c 9999 "$T/in" | fed exits 1 padcut -n 3000 -o "$T/out/y" 2>"$T/err"
	[ "$(ls -A "$T/out")" = x ]
}
