# make install and uninstall.

test_install_and_uninstall_leave_nothing() {
	make --no-print-directory BUILD="$BUILD" install DESTDIR="$T/root" PREFIX=/opt/t
	[ -x "$T/root/opt/t/bin/wav2fbank" ]
	[ -f "$T/root/opt/t/share/man/man1/wav2fbank.1" ]
	[ -f "$T/root/opt/t/share/man/man5/tensor.5" ]
	[ "$(find "$T/root/opt/t/bin" -type f | wc -l)" -eq "$(ls tools/*.c | wc -l)" ]
	"$T/root/opt/t/bin/padcut" --version
	make --no-print-directory uninstall DESTDIR="$T/root" PREFIX=/opt/t
	[ -z "$(find "$T/root" -type f)" ]
}
