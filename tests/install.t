# make install and uninstall.

test_install_and_uninstall_leave_nothing() {
	local mpi
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$T/dest" PREFIX=/opt/t
	[ -x "$T/dest/opt/t/bin/wav2fbank" ]
	[ -f "$T/dest/opt/t/share/man/man1/wav2fbank.1" ]
	[ -f "$T/dest/opt/t/share/man/man5/tensor.5" ]
	mpi=$([ ! -e "$BUILD/bin/cnntrain-mpi" ] || echo 1)
	[ "$(find "$T/dest/opt/t/bin" -type f | wc -l)" -eq $(($(ls tools/*.c | wc -l) + mpi + 1)) ]
	[ -e "$T/dest/opt/t/share/man/man1/cnntrain-mpi.1" ] || [ -z "$mpi" ]
	[ ! -e "$T/dest/opt/t/share/man/man1/cnntrain-mpi.1" ] || [ -n "$mpi" ]
	"$T/dest/opt/t/bin/padcut" --version
	[ -x "$T/dest/opt/t/share/tonfall/pipelines/corpora/ravdess" ]
	[ -f "$T/dest/opt/t/share/tonfall/pipelines/recipes/best.mk" ]
	# Everybody can read all of it.
	[ -z "$(find "$T/dest/opt" ! -type l ! -perm -004)" ]
	make --no-print-directory uninstall DESTDIR="$T/dest" PREFIX=/opt/t
	[ -z "$(find "$T/dest" -mindepth 1)" ] || { find "$T/dest"; return 1; }
}

# What was there before is left, with files of others; what an older version
# installed goes with it.
test_uninstall_removes_just_that() {
	make() { command make --no-print-directory BUILD="$MAKEBUILD" DESTDIR="$T/d" PREFIX=/p "$@"; }
	mkdir -p "$T/d/p/bin" "$T/d/p/share/man"
	(umask 077; make install)
	[ -z "$(find "$T/d/p/bin" "$T/d/p/share/tonfall" ! -type l ! -perm -004)" ]
	: >"$T/d/p/share/man/man1/other.1"
	: >"$T/d/p/bin/older"
	printf 'file\t/p/bin/older\n' >>"$T/d/p/share/tonfall/manifest"
	make install
	make uninstall
	(cd "$T/d" && find . -mindepth 1 | sort) | diff - <(printf './%s\n' p p/bin p/share p/share/man \
	    p/share/man/man1 p/share/man/man1/other.1)
	# By the list, where there is no manifest.
	make install
	rm "$T/d/p/share/tonfall/manifest"
	make uninstall
	[ "$(find "$T/d" -type f)" = "$T/d/p/share/man/man1/other.1" ]
}

# The library is found by pkg-config, and used from where it is installed.
test_a_program_uses_the_installed_library() {
	command -v pkg-config >/dev/null || skip 'no pkg-config'
	[ -z "${EMULATED-}" ] || skip 'emulated: there is no compiler for it'
	local flags with
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$T/dest" PREFIX=/p LIBDIR=/p/lib/arch >/dev/null
	export PKG_CONFIG_PATH=$T/dest/p/lib/arch/pkgconfig
	[ "$(pkg-config --modversion tonfall)" = "$(wav2fbank --version | sed 's/.* //')" ]
	read -r -a flags <<<"$(pkg-config --cflags --libs tonfall)"
	[ "${flags[*]}" = '-I/p/include -L/p/lib/arch -ltonfall' ]
	# What it is built with, if that is a sanitizer.
	with=()
	nm -D "$BUILD/lib/libtonfall.so.0" >"$T/symbols"
	! grep -q __asan_init "$T/symbols" || with=(-fsanitize=address,undefined)
	"${CC:-cc}" "${with[@]}" "${flags[@]/#-I/-I$T/dest}" tests/embed/recognise.c -o "$T/a" \
	    "-L$T/dest/p/lib/arch" -ltonfall
	LD_LIBRARY_PATH=$T/dest/p/lib/arch says 'none: cannot open' 1 "$T/a" none
	make --no-print-directory BUILD="$MAKEBUILD" uninstall DESTDIR="$T/dest" PREFIX=/p LIBDIR=/p/lib/arch >/dev/null
	[ -z "$(find "$T/dest" -mindepth 1)" ]
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

# sounds FOLDER: 24 of them, and a table that names them from there.
sounds() {
	local i label
	mkdir -p "$1/clips"
	printf 'path\tlabel\tsession\tspeaker\n' >"$1/mine.tsv"
	for i in $(seq 24); do
		label=$( ((i % 2)) && echo sad || echo joy)
		sox -R -n -r 16000 -b 16 "$1/clips/$i.wav" synth 0.6 sine $((150 + i % 2 * 90 + i)) \
		    synth 0.6 sine amod $((3 + i % 5)) gain -8 2>/dev/null
		printf 'clips/%d.wav\t%s\t%d\t%d\n' "$i" "$label" $((i % 4 / 2 + i / 9 % 2 * 2)) $((i % 4 / 2 + i / 9 % 2 * 2)) >>"$1/mine.tsv"
	done
}

# The pipelines work in any folder, and leave nothing but results there.
test_experiments_outside_of_the_sources() {
	local user="$T/my \$(sounds) & more"
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$M/dest" PREFIX=/usr >"$T/log"
	sounds "$user"
	mkdir "$T/tmp"
	export TMPDIR=$T/tmp PATH="$M/dest/usr/bin:$PATH"
	cd "$user"
	tonfall-experiment CORPUS=mine TABLE=mine.tsv RECIPE=prosody >"$T/log"
	grep -qx "report: out/mine/$(readlink out/mine/last)/report.html" "$T/log"
	[ -s out/mine/last/report.html ]
	grep -q 'tonfall-experiment experiment CORPUS=mine' out/mine/last/report.html
	grep -qx 'commit	-' out/mine/last/run.tsv
	[ "$(ls -A)" = $'clips\nmine.tsv\nout' ]

	# What RUN places is where nodes see it, not in a temporary folder of this computer.
	printf '#!/bin/bash\necho "$@" >>"%s/placed"\nexec "${@:2}"\n' "$M" >"$M/run"
	chmod +x "$M/run"
	tonfall-experiment CORPUS=mine TABLE=mine.tsv RECIPE=prosody OUT=far RUN="$M/run {log}" >"$T/log"
	cmp out/mine/last/predictions.tsv far/mine/last/predictions.tsv
	has 'my $(sounds) & more/.*/pipelines/placed ' <"$M/placed"
	exits 1 grep -q -e "$TMPDIR" -e "$M/tmp" "$M/placed"
	rm -r far
	[ "$(ls -A)" = $'clips\nmine.tsv\nout' ]
	[ -z "$(ls -A "$T/tmp")" ] || { find "$T/tmp"; cat "$T/log"; return 1; }
	# A second run does nothing.
	find out -type f -printf '%p %T@\n' | sort >"$T/before"
	tonfall-experiment CORPUS=mine TABLE=mine.tsv RECIPE=prosody >"$T/log"
	find out -type f -printf '%p %T@\n' | sort | diff "$T/before" -
	tonfall-experiment runs >"$T/list"
	grep -q "^$(readlink out/mine/last) .*UAR" "$T/list"
	says 'compare does not take all of these' 2 tonfall-experiment compare KEEP=1
	exits 2 tonfall-experiment clean-runs -n >"$T/list" 2>"$T/err"
	grep -q "^clean-runs: out/mine/$(readlink out/mine/last)$" "$T/list"
	# A model, elsewhere; a front end of it, and a network of the user's own.
	tonfall-experiment model CORPUS=mine TABLE=mine.tsv RECIPE=prosody OUT=more/results >"$T/log"
	[ -s more/results/mine/last/model-1 ]
	cp more/results/mine/last/model-1 m
	echo 'conv 8 3; relu; statpool; dense classes' >my.net
	tonfall-experiment CORPUS=mine TABLE=mine.tsv NETWORK=my.net EPOCHS=1 OUT="$M/abs" >"$T/log"
	[ -s "$M/abs/mine/last/report.html" ]
	tonfall-experiment CORPUS=mine TABLE=mine.tsv NETWORK=pipelines/networks/seed.net EPOCHS=1 >"$T/log"
	[ -s out/mine/last/report.html ]
	# Several corpora, each by a path from here.
	cp -r clips others
	sed 's/^clips/others/' mine.tsv >'other one.tsv'
	printf '* sad -> low\n* joy -> high\n' >two.map
	tonfall-experiment cross CORPUS=mine TABLE='other=other one.tsv mine=mine.tsv' TEST=other MAP=two.map RECIPE=prosody COPIES= >"$T/log"
	grep -q '^other-' out/mine/last/predictions.tsv
	grep -q '	low	' out/mine/last/predictions.tsv
	rm -r two.map 'other one.tsv' others
	[ -z "$(ls -A "$T/tmp")" ] || { find "$T/tmp"; cat "$T/log"; return 1; }
	[ "$(ls -A)" = $'clips\nm\nmine.tsv\nmore\nmy.net\nout' ]
}

test_experiments_that_cannot_be() {
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$M/dest" PREFIX=/usr >"$T/log"
	mkdir "$T/tmp" "$T/user"
	export TMPDIR=$T/tmp PATH="$M/dest/usr/bin:$PATH"
	cd "$T/user"
	says 'did you mean RECIPE' 2 tonfall-experiment RECIP=x
	says 'no file pipelines/recipes/no.mk; there are: best cnn' 2 tonfall-experiment RECIPE=no
	says "mine.tsv: no such file" 2 tonfall-experiment CORPUS=mine TABLE=mine.tsv
	says 'no program nothing' 2 tonfall-experiment FILTERS=nothing
	says "'models' is neither a goal" 2 tonfall-experiment models
	says 'SPACE=no.space: no such file' 2 tonfall-experiment search SPACE=no.space
	says 'did you mean BUDGET' 2 tonfall-experiment search BUDGE=3
	says 'no option --jobs' 2 tonfall-experiment --jobs
	tonfall-experiment --help | has '^usage: tonfall-experiment '
	tonfall-experiment --version | has '^tonfall-experiment (tonfall) [0-9]'
	[ -z "$(ls -A . "$T/tmp" | grep -v :)" ]
	# Alone it can do nothing.
	cp "$M/dest/usr/bin/tonfall-experiment" "$T/user"
	says 'pipelines: not there' 1 ./tonfall-experiment
	cp -R "$M/dest" "$M/a+b c"
	says 'installed in a folder with other characters' 2 "$M/a+b c/usr/bin/tonfall-experiment"
	# Interrupted, it leaves nothing but results.
	rm tonfall-experiment
	"$M/dest/usr/bin/tonfall-experiment" RECIPE=prosody >"$T/log" 2>&1 &
	sleep 2
	kill "$!"
	SECONDS=0
	exits 143 wait "$!"
	[ "$SECONDS" -lt 10 ]
	exits 1 grep -q '^report' "$T/log"
	[ -z "$(ls -A "$T/tmp")" ] || { find "$T/tmp"; cat "$T/log"; return 1; }
}
