# make install and uninstall.

test_install_and_uninstall_leave_nothing() {
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$T/dest" PREFIX=/opt/t
	[ -x "$T/dest/opt/t/bin/wav2fbank" ]
	[ -f "$T/dest/opt/t/share/man/man1/wav2fbank.1" ]
	[ -f "$T/dest/opt/t/share/man/man5/tensor.5" ]
	[ "$(find "$T/dest/opt/t/bin" -type f | wc -l)" -eq "$(ls tools/*.c | wc -l)" ]
	"$T/dest/opt/t/bin/padcut" --version
	make --no-print-directory uninstall DESTDIR="$T/dest" PREFIX=/opt/t
	[ -z "$(find "$T/dest" ! -type d)" ]
}

# The library is found by pkg-config, and used from where it is installed.
test_a_program_uses_the_installed_library() {
	command -v pkg-config >/dev/null || skip 'no pkg-config'
	local flags with
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$T/dest" PREFIX=/p LIBDIR=/p/lib/arch >/dev/null
	export PKG_CONFIG_PATH=$T/dest/p/lib/arch/pkgconfig
	[ "$(pkg-config --modversion tonfall)" = "$(wav2fbank --version | sed 's/.* //')" ]
	read -r -a flags <<<"$(pkg-config --cflags --libs tonfall)"
	[ "${flags[*]}" = '-I/p/include -L/p/lib/arch -ltonfall' ]
	# What it is built with, if that is a sanitizer.
	with=()
	! nm -D "$BUILD/lib/libtonfall.so.0" | grep -q __asan_init || with=(-fsanitize=address,undefined)
	"${CC:-cc}" "${with[@]}" "${flags[@]/#-I/-I$T/dest}" tests/embed/recognise.c -o "$T/a" \
	    "-L$T/dest/p/lib/arch" -ltonfall
	LD_LIBRARY_PATH=$T/dest/p/lib/arch says 'none: cannot open' 1 "$T/a" none
	make --no-print-directory BUILD="$MAKEBUILD" uninstall DESTDIR="$T/dest" PREFIX=/p LIBDIR=/p/lib/arch >/dev/null
	[ -z "$(find "$T/dest" ! -type d)" ]
}

# A folder's name is text, to make and to the shell.
test_install_anywhere() {
	local prefix="/it's \$(shell touch pwned) \$x; :"
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$T/a b" PREFIX="$prefix"
	[ -x "$T/a b$prefix/bin/wav2fbank" ]
	[ -f "$T/a b$prefix/share/man/man7/tonfall.7" ]
	make --no-print-directory BUILD="$MAKEBUILD" uninstall DESTDIR="$T/a b" PREFIX="$prefix"
	[ -z "$(find "$T" -type f -name '*.[1357]')" ]
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$T/b" PREFIX=/p MANPREFIX=/m
	[ -f "$T/b/m/man1/wav2fbank.1" ]
	[ ! -e pwned ] || { rm -f pwned; return 1; }
	# With nothing there to remove.
	make --no-print-directory BUILD="$MAKEBUILD" uninstall DESTDIR="$T/none"
}

# Before anything is installed somewhere else than was meant.
test_install_refuses() {
	local goal
	make() { command make --no-print-directory BUILD="$MAKEBUILD" DESTDIR="$T/d" "$@"; }
	for goal in install uninstall; do
		says 'no variable prefix; did you mean PREFIX' 2 make $goal prefix="$T/p"
		says 'no variable PERFIX; there are: .*PREFIX' 2 make $goal PERFIX="$T/p"
		says 'PREFIX=~/q: must begin with /' 2 make $goal PREFIX='~/q'
		says 'PREFIX=a b: must begin with /' 2 make $goal PREFIX='a b'
		says 'MANPREFIX=man: must begin with /' 2 make $goal PREFIX=/p MANPREFIX=man
		says 'LIBDIR=lib: must begin with /' 2 make $goal PREFIX=/p LIBDIR=lib
	done
	[ ! -e "$T/d" ]
	[ ! -e '~' ]
	# As packagers call it.
	make install PREFIX= AM_UPDATE_INFO_DIR=no INSTALL='install --strip-program=true' >/dev/null
	[ -x "$T/d/bin/padcut" ]
}
