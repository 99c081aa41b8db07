# make install and uninstall.

test_install_and_uninstall_leave_nothing() {
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$T/dest" PREFIX=/opt/t
	[ -x "$T/dest/opt/t/bin/wav2fbank" ]
	[ -f "$T/dest/opt/t/share/man/man1/wav2fbank.1" ]
	[ -f "$T/dest/opt/t/share/man/man5/tensor.5" ]
	[ "$(find "$T/dest/opt/t/bin" -type f | wc -l)" -eq "$(ls tools/*.c | wc -l)" ]
	"$T/dest/opt/t/bin/padcut" --version
	make --no-print-directory uninstall DESTDIR="$T/dest" PREFIX=/opt/t
	[ -z "$(find "$T/dest" -type f)" ]
}

# A folder's name is text, to make and to the shell.
test_install_anywhere() {
	local prefix="/it's \$(shell touch pwned) \$x; :"
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$T/a b" PREFIX="$prefix"
	[ -x "$T/a b$prefix/bin/wav2fbank" ]
	[ -f "$T/a b$prefix/share/man/man7/tonfall.7" ]
	make --no-print-directory BUILD="$MAKEBUILD" uninstall DESTDIR="$T/a b" PREFIX="$prefix"
	[ -z "$(find "$T" -type f -name '*.[157]')" ]
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
	done
	[ ! -e "$T/d" ]
	[ ! -e '~' ]
	# As packagers call it.
	make install PREFIX= AM_UPDATE_INFO_DIR=no INSTALL='install --strip-program=true' >/dev/null
	[ -x "$T/d/bin/padcut" ]
}
