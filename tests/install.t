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
