# What the Makefile's HARDEN promises of each program is in it.

elf() {
	command -v readelf >/dev/null || skip 'needs readelf'
	head -c 4 "$BUILD/bin/padcut" | has ELF || skip 'run through a wrapper'
	nm -D "$BUILD/bin/padcut" | has __stack_chk_fail || skip 'built with HARDEN= or without an optimiser'
}

test_programs_are_hardened() {
	local p
	elf
	for p in "$BUILD"/bin/*; do
		[ -f "$p" ] || continue
		echo "$p"
		readelf -hW "$p" | has 'Type: *DYN'
		readelf -dW "$p" | has 'FLAGS_1.*NOW.*PIE'
		readelf -lW "$p" | has GNU_RELRO
		readelf -lW "$p" | has 'GNU_STACK.* RW  '
		exits 1 has TEXTREL < <(readelf -dW "$p")
		nm -D "$p" | has __stack_chk_fail
		# a sanitizer sees to that itself
		has __asan < <(nm -D "$p") || nm -D "$p" | has '__[a-z]*_chk@'
	done
}

# A buffer that is written past its end, in a program built as ours are.
test_overflow_is_stopped() {
	elf
	command -v cc >/dev/null || skip 'needs cc'
	printf '%s\n' '#include <string.h>' '#include <stdlib.h>' \
	    'int main(int c, char *v[]) { char *b = malloc((size_t)c * 4);' \
	    'memset(b, 1, (size_t)atoi(v[1])); return b[0] - 1; }' >"$T/over.c"
	# shellcheck disable=SC2046 # one word a flag
	cc $(make -s flags) -o "$T/over" "$T/over.c"
	"$T/over" 8
	exits 134 bash -c '"$1" 9 2>"$T/err" & wait $!' bash "$T/over"
	grep -q 'buffer overflow' "$T/err"
}
