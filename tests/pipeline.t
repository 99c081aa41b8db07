# What surrounds make experiment: names, links, environments, clocks, other
# settings, config.mk; with two folds and an epoch, as the scores do not matter.

# What make takes for names has no blanks.
T=$M

run() {
	case " $* " in *" CORPUS="[!d]*) ;; *) set -- SCALE=0.05 "$@" ;; esac
	make --no-print-directory BUILD="$MAKEBUILD" experiment OUT="$T/out" \
	    FOLDS=2 EPOCHS=1 BATCH=16 JOBS=2 "$@"
}

model() {
	make --no-print-directory BUILD="$MAKEBUILD" model RECIPE=seed OUT="$T/out" SCALE=0.05 \
	    EPOCHS=1 BATCH=16 JOBS=2 "$@"
}

# Names are text: neither make nor a shell nor awk reads anything into them, and
# what is recorded can be typed again.
test_names_are_not_expanded() {
	local dir="$T/\$(shell touch pwned) \`touch pwned\` \$\$x \${HOME} \\n \\t 'q' \"d\" %s & ; #=ü "$'\377' say
	mkdir "$dir" "$T/a=b"
	pipelines/corpora/demo "$dir/speech" 0.05 >"$dir/mine.tsv"
	ln "$dir/mine.tsv" "$T/a=b/"
	run CORPUS=mine TABLE="$dir/mine.tsv" >/dev/null 2>"$T/err"
	[ ! -e pwned ] && [ ! -e "$T/pwned" ] || { rm -f pwned; return 1; }
	cut -f 1 "$T/out/mine/tables/last/corpus.tsv" | sed 1d >"$T/paths"
	while IFS= read -r f; do [ -f "$f" ]; done <"$T/paths"
	# As recorded, it names the same file.
	say=$(sed -n 's/^COMMAND = //p' "$T/out/mine/last/settings")
	bash -c "make() { printf '%s\\n' \"\$@\"; }; $say" >"$T/words"
	grep -Fxq "TABLE=$dir/mine.tsv" "$T/words"
	grep -Fxq "OUT=$T/out" "$T/words"
	# Relative, with what awk would take for an assignment.
	cp "$dir/mine.tsv" "$T/a=b/own.tsv"
	(cd "$T" && "$OLDPWD/pipelines/corpora/table" a=b/own.tsv) </dev/null | cmp - "$T/a=b/own.tsv"
	# The folder of an importer.
	mkdir -p "$dir/Actor_01"
	cp "$(head -n 1 "$T/paths")" "$dir/Actor_01/03-01-05-01-01-01-01.wav"
	cp "$(head -n 1 "$T/paths")" "$dir/Actor_01/03-01-03-01-01-01-01.wav"
	exits 2 run CORPUS=ravdess DATA="$dir" >/dev/null 2>"$T/err"
	grep -q 'experiment: GROUP=session: .*corpus.tsv: there is only one group,' "$T/err"
	[ ! -e pwned ] || { rm -f pwned; return 1; }
	LC_ALL=C grep -Fq "$(cd "$dir" && pwd -P)/Actor_01" "$T"/out/ravdess/tables/*/corpus.tsv
	# A line break cannot be handed on, and what comes after it is not run.
	exits 2 run TABLE="x'"$'\n'"touch $T/pwned #" >/dev/null 2>"$T/err"
	grep -q 'TABLE=: a line break' "$T/err"
	exits 2 run JOBS="1; touch $T/pwned" >/dev/null 2>&1
	exits 2 run FRONT="--bins 30; touch $T/pwned" >/dev/null 2>&1
	[ ! -e "$T/pwned" ]
}

# A corpus of symbolic links: it is the sounds that count.
test_sounds_behind_links() {
	local f
	pipelines/corpora/demo "$T/real" 0.05 >"$T/all.tsv"
	mkdir "$T/links"
	(cd "$T/links" && ln -s ../real/*/*.wav .)
	awk -F '\t' -v OFS='\t' 'NR > 1 { sub(/.*\//, "links/", $1) } 1' "$T/all.tsv" >"$T/mine.tsv"
	set -- CORPUS=mine TABLE="$T/mine.tsv"
	run "$@" >/dev/null
	cp "$T"/out/mine/features/*/fbank.tensor "$T/before"
	f=$(find "$T/real" -name '*.wav' | head -n 1)
	sox -R -n -r 22050 -b 16 -c 1 "$f" synth 2 sine 440
	run "$@" >/dev/null
	[ "$(ls -d "$T"/out/mine/seed-* | wc -l)" -eq 2 ]
	! cmp "$T/before" "$T/out/mine/$(grep ^features "$T/out/mine/last/uses")/fbank.tensor"
	rm "$f"
	exits 2 run "$@" >"$T/log" 2>"$T/err"
	exits 1 grep UAR "$T/log"
	grep "^files: $T/mine.tsv: line [0-9]*: no such file as '.*/links/${f##*/}'" "$T/err"
	grep 'is a symbolic link to nothing' "$T/err"
}

# What the user's environment asks of shells and tools does not reach them.
test_environment_of_others() {
	local dir=$T/out/demo f
	run >/dev/null
	mkdir "$T/plain"
	mv "$dir"/{last,seed-*,features} "$T/plain"
	mkdir "$T/cd" "$T/cd/pipelines" "$T/cd/demo"
	printf 'set -o noclobber; echo from BASH_ENV; alias awk=false; cmp() { return 1; }\n' >"$T/rc"
	(
		export POSIXLY_CORRECT=1 CDPATH="$T/cd:." BASH_ENV="$T/rc" ENV="$T/rc" \
		    QUOTING_STYLE=c GREP_OPTIONS=-v GREP_COLORS=mt=1 GREP_COLOR=1 TZ=Nowhere/No \
		    LC_ALL=tr_TR.UTF-8 LANG=de_DE.UTF-8 IFS=/ BLOCKSIZE=1 TIME_STYLE=x COLUMNS=1 \
		    _POSIX2_VERSION=199209 GLOBIGNORE='*' LANGUAGE=de MAKEFILES= TABLE=/nowhere \
		    DATA=/nowhere NORM=speaker FRONT='--bins 99' EPOCHS=77 TARGET=valence
		awk() { echo no; }
		export -f awk
		export SHELLOPTS
		set -o noclobber -o posix
		run >"$T/log" 2>"$T/err"
	) || { cat "$T/err"; return 1; }
	exits 1 grep -q BASH_ENV "$T/log"
	[ "$(readlink "$dir/last")" = "$(readlink "$T/plain/last")" ]
	cmp "$T"/plain/features/*/fbank.tensor "$dir"/features/*/fbank.tensor
	for f in folds.tsv fold-2/seed-1/model predictions.tsv summary.tsv scores.txt training.tsv; do
		cmp "$T/plain/last/$f" "$dir/last/$f"
	done
	(export POSIXLY_CORRECT=1; run RATE=1e-3) >/dev/null
	[ -s "$dir/last/report.html" ]
}

# By any awk, as a strict one calls for.
test_other_awks() {
	local awk n=0 f
	run >/dev/null
	for awk in 'gawk --posix' mawk 'busybox awk' original-awk; do
		command -v "${awk%% *}" >/dev/null || continue
		n=$((n + 1))
		rm -rf "$T/bin" "$T/plain"
		cp -r "$T/out" "$T/plain"
		rm -r "$T"/out/demo/seed-*
		mkdir "$T/bin"
		printf '#!/bin/sh\nexec %s "$@"\n' "$awk" >"$T/bin/awk"
		chmod +x "$T/bin/awk"
		(PATH=$T/bin:$PATH run) >/dev/null 2>"$T/err" || { echo "$awk"; cat "$T/err"; return 1; }
		for f in tables/last/corpus.tsv tables/last/audio.list last/training.tsv \
		    last/training.svg last/predictions.tsv; do
			cmp "$T/plain/demo/$f" "$T/out/demo/$f" || { echo "$awk"; return 1; }
		done
	done
	[ "$n" -ge 2 ] || skip "needs two kinds of awk"
}

# A folder and a user of their own, nothing for others to read, blanks in names.
test_umask_blanks_and_another_user() {
	local home="$T/a home"
	mkdir "$home"
	(umask 077; TMPDIR=$home run >/dev/null)
	[ -z "$(find "$T/out" ! -type l -perm /077 ! -name '.*')" ]
	[ -z "$(ls -A "$home")" ]
	[ "$(id -u)" -eq 0 ] || skip "needs root to become another user"
	chmod 711 "$T"
	chmod 777 "$home"
	setpriv --reuid=65534 --regid=65534 --clear-groups \
	    test -x "$BUILD/bin/wav2fbank" -a -x pipelines/start -a -w "$home" ||
	    skip "another user cannot read this tree"
	# As in a tree of somebody else; it is built, so nothing is written there.
	TMPDIR=$home T=$home setpriv --reuid=65534 --regid=65534 --clear-groups \
	    make --no-print-directory BUILD="$MAKEBUILD" experiment OUT="$T/other" SCALE=0.05 FOLDS=2 EPOCHS=1 \
	    JOBS=2 >"$T/log" 2>"$T/err" && return 1
	grep -q "^experiment: $T/other/demo: results cannot be written there" "$T/err"
	grep "^experiment: $T/other/demo: results cannot be written there; OUT=FOLDER" "$T/err"
	mkdir "$T/other"
	chown 65534 "$T/other"
	TMPDIR=$home setpriv --reuid=65534 --regid=65534 --clear-groups \
	    make --no-print-directory BUILD="$MAKEBUILD" experiment OUT="$T/other" SCALE=0.05 FOLDS=2 EPOCHS=1 JOBS=2 >/dev/null
	[ -s "$T/other/demo/last/report.html" ]
}

# A clock that was ahead or behind, or files that were copied: what is there is what its
# folder says, whatever its date.
test_dates_do_not_count() {
	local dir=$T/out/demo/last first
	run EPOCHS=1 >/dev/null
	first=$(readlink "$dir")
	find "$T/out/demo/$first" -type f -name '*[ov]' -exec touch -d tomorrow {} +
	find "$T/out/demo/features" "$T/out/demo/tables" -type f -exec touch -d '2 days' {} +
	find "$T/out" -type f -printf '%p %T@\n' | sort >"$T/before"
	run EPOCHS=1 >/dev/null
	find "$T/out" -type f -printf '%p %T@\n' | sort | diff "$T/before" -
	run EPOCHS=2 >/dev/null
	[ "$(readlink "$dir")" != "$first" ]
	exits 1 cmp -s "$dir/predictions.tsv" "$T/out/demo/$first/predictions.tsv"
}

# Two seeds have the same folds, so none is tested with what it was trained with.
test_folds_of_all_seeds_are_the_same() {
	local dir=$T/out/demo/last f s
	run FOLDS=3 SEEDS=3 SCORE=heldout >/dev/null
	for f in 1 2 3; do
		foldsplit -q -b session -k 3 -f $f -p train "$T"/out/demo/features/*/fbank.tensor |
		    tensorinfo -a session | sed 1d | cut -f 6 | sort -u >"$T/train"
		for s in 1 2 3; do
			awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
			    !/^#/ { print $at["session"] }' "$dir/fold-$f/seed-$s/predictions.tsv" | sort -u >"$T/held"
			[ -s "$T/held" ]
			[ -z "$(comm -12 "$T/train" "$T/held")" ] || { echo "fold $f, seed $s"; return 1; }
		done
	done
}

# What a user's own table and sounds are called, in the folder of results too, is
# nobody's business; what was left under a temporary name of ours goes.
test_own_files_stay() {
	local dir=$T/mine f
	pipelines/corpora/demo "$dir/speech" 0.05 >"$T/demo.tsv"
	mv "$dir/speech/F01/F01-0001.wav" "$dir/speech/F01/F01-0001.tmp.1.wav"
	sed "s|F01-0001[.]wav|F01-0001.tmp.1.wav|; s|$dir/||" "$T/demo.tsv" >"$dir/mine.tsv"
	mkdir -p "$dir/speech/.tmp.old" "$dir/seed/label" "$dir/seed-01234567" "$dir/tables/new"
	: >"$dir/speech/notes.tmp.1"
	: >"$dir/mine.tsv.tmp.22"
	: >"$dir/seed/label/notes.tmp.22"
	: >"$dir/tables/new/corpus.tsv.tmp.22"
	: >"$dir/seed-01234567/settings.tmp.22"
	touch -d tomorrow "$dir/mine.tsv" "$dir/speech/F01"/*
	run CORPUS=mine TABLE="$dir/mine.tsv" OUT="$T" >/dev/null
	for f in speech/F01/F01-0001.tmp.1.wav speech/notes.tmp.1 mine.tsv.tmp.22 seed/label/notes.tmp.22; do
		[ -e "$dir/$f" ] || { echo "$f"; return 1; }
	done
	[ "$(find "$dir/speech" "$dir/mine.tsv" -type f -newermt now | wc -l)" -ge 3 ]
	[ ! -e "$dir/tables/new/corpus.tsv.tmp.22" ]
	[ ! -e "$dir/seed-01234567/settings.tmp.22" ]
	# The demo corpus speaks into a folder in which something else is.
	mkdir "$dir/speech/.tmp.mine" "$dir/speech/.demo.tmp.mine"
	pipelines/corpora/demo "$dir/speech" 0.05 >/dev/null
	ls -d "$dir/speech/.tmp.old" "$dir/speech/.tmp.mine" "$dir/speech/.demo.tmp.mine" >/dev/null
}

# Other settings are another run: of what is there, nothing changes; settings that
# decide nothing are the same run.
test_other_settings_replace_nothing() {
	local dir=$T/out/demo first n
	run RATE=1e-3 >/dev/null
	first=$(readlink "$dir/last")
	find "$dir/$first" -type f -exec cksum {} + | sort >"$T/sums"
	# The model of the same settings is beside the report, that of others is not.
	model RATE=1e-3 FOLDS=2 >/dev/null
	[ "$(readlink "$dir/last")" = "$first" ]
	[ -s "$dir/$first/model-1" ]
	[ -s "$dir/$first/model.tsv" ]
	model RATE=1e-3 FOLDS=2 NORM=bin >/dev/null
	[ "$(readlink "$dir/last")" != "$first" ]
	[ ! -e "$dir/last/report.html" ]
	run RATE=1e-3 JOBS=1 SEEDS=1 NETWORK=pipelines/networks/../networks/seed.net >/dev/null
	[ "$(readlink "$dir/last")" = "$first" ]
	grep -c . "$dir/$first/run.tsv" >"$T/lines"
	n=2
	for word in SCORE=heldout SEEDS=2 'TRAIN=--smooth 0.1'; do
		n=$((n + 1))
		run RATE=1e-3 "$word" >/dev/null
		[ "$(ls -d "$dir"/seed-* | wc -l)" -eq $n ] || { echo "$word"; return 1; }
		grep -q "$(printf 'setting %s\t%s\tcommand line' "${word%%=*}" "${word#*=}")" "$dir/last/run.tsv"
	done
	# The same network under another name, and another one under the same.
	cp pipelines/networks/seed.net "$T/mine.net"
	run RATE=1e-3 NETWORK="$T/mine.net" >/dev/null
	[ "$(readlink "$dir/last")" = "$first" ]
	sed -i 's/128/64/' "$T/mine.net"
	run RATE=1e-3 NETWORK="$T/mine.net" >/dev/null
	[ "$(readlink "$dir/last")" != "$first" ]
	# Other sounds.
	n=$(ls -d "$dir"/seed-* | wc -l)
	sox -R -n -r 22050 -b 16 -c 1 "$dir/speech/F01/F01-0001.wav" synth 2 sine 440
	run RATE=1e-3 >/dev/null
	[ "$(ls -d "$dir"/seed-* | wc -l)" -eq $((n + 1)) ]
	find "$dir/$first" -type f -exec cksum {} + | sort | comm -23 "$T/sums" - >"$T/lost"
	[ ! -s "$T/lost" ] || { cat "$T/lost"; return 1; }
}

# A program that computes something else is another run; one that was only compiled
# anew, or elsewhere, is not.
test_other_programs() {
	local dir=$T/out/demo first
	mkdir -p "$T/b/bin"
	cp "$BUILD"/bin/* "$T/b/bin/"
	cp "$BUILD/bin.sums" "$T/b/"
	again() { pipelines/start experiment "$T/b" 0 2 OUT="$T/out" SCALE=0.05 FOLDS=2 EPOCHS=1 BATCH=16 >"$T/log"; }
	run >/dev/null
	first=$(readlink "$dir/last")
	again
	[ "$(readlink "$dir/last")" = "$first" ]
	sed -i '/^cnntrain/s/\t.*/\t0123456789abcdef/' "$T/b/bin.sums"
	again
	[ "$(readlink "$dir/last")" != "$first" ]
	[ "$(ls "$dir/features" | wc -l)" -eq 1 ]
	# Newer than the list: it is the file that counts.
	cp "$BUILD/bin.sums" "$T/b/"
	touch -d tomorrow "$T/b/bin/cnneval"
	again
	[ "$(ls -d "$dir"/seed-* | wc -l)" -eq 3 ]
	# A program that the recipe does not use.
	cp "$BUILD/bin.sums" "$T/b/"
	touch -d '10 days ago' "$T/b/bin/cnneval"
	sed -i '/^lineartrain/s/\t.*/\t0123456789abcdef/' "$T/b/bin.sums"
	again
	[ "$(readlink "$dir/last")" = "$first" ]
}

# A relative name means the same to the shell and to open(2), though the tree was
# entered through a link.
test_relative_names_in_a_tree_behind_a_link() {
	mkdir -p "$T/a/real" "$T/b"
	cp -r pipelines "$T/a/real/"
	ln -s "$T/a/real" "$T/b/link"
	printf 'path\tlabel\tsession\nx.wav\ta\t1\n' >"$T/a/t.tsv"
	: >"$T/b/x.wav"
	mkdir "$T/a/Actor_01"
	sox -R -n -r 16000 -b 16 "$T/a/Actor_01/03-01-05-01-01-01-01.wav" synth 1 sine 300
	cd "$T/b/link"
	pipelines/corpora/table ../t.tsv >"$T/out"
	grep "^$(cd -P "$T" && pwd -P)/a/x[.]wav" "$T/out"
	pipelines/corpora/ravdess .. >"$T/out" 2>/dev/null
	grep "^$(cd -P "$T" && pwd -P)/a/Actor_01/" "$T/out"
}

test_places_that_are_not_there() {
	: >"$T/file"
	says "^experiment: $T/file/d: results cannot be written there; OUT=" 1 \
	    pipelines/alone "$T/file/d" touch "$T/done"
	[ ! -e "$T/done" ]
	printf 'path\tlabel\tsession\na\tx\t1\nb\ty\t2\n' >"$T/t.tsv"
	TMPDIR=$T/nosuch says "^experiment: TMPDIR=$T/nosuch: no temporary" 2 pipelines/trial TARGET=label \
	    GROUP=session NORM=all LENGTH=auto NETWORK=pipelines/networks/seed.net BATCH=2 RATE=1 FRONT= SPLIT= \
	    TRAIN= <"$T/t.tsv"
}

# Which recordings they are is a setting as well: another table, classes, actors.
test_another_corpus_replaces_nothing() {
	local dir=$T/out/mine/last n f first
	pipelines/corpora/demo "$T/speech" 0.05 >"$T/a.tsv"
	sed 2d "$T/a.tsv" >"$T/b.tsv"
	run CORPUS=mine TABLE="$T/a.tsv" >/dev/null
	cp "$dir/report.html" "$T/report"
	first=$(readlink "$dir")
	grep -q ">TABLE</th><td>$T/a.tsv</td>" "$dir/report.html"
	run CORPUS=mine TABLE="$T/b.tsv" >/dev/null
	[ "$(readlink "$dir")" != "$first" ]
	cmp "$T/report" "$T/out/mine/$first/report.html"
	# The same rows in another file.
	cp "$T/a.tsv" "$T/c.tsv"
	run CORPUS=mine TABLE="$T/c.tsv" >/dev/null
	[ "$(readlink "$dir")" = "$first" ]
	# An importer's.
	dir=$T/out/ravdess/last
	mkdir -p "$T/r/Actor_01" "$T/r/Actor_24" "$T/s"
	for n in 01-01-01 03-01-01 05-01-01; do
		for f in 01-01 02-01 01-02 02-02; do
			sox -R -n -r 16000 -b 16 "$T/r/Actor_01/03-01-$n-${f#*-}-01.wav" synth 1 sine 3"${n%%-*}"
			sox -R -n -r 16000 -b 16 "$T/r/Actor_24/03-01-$n-${f#*-}-24.wav" synth 1 sine 4"${n%%-*}"
		done
	done
	ln -s "$T/r/Actor_01" "$T/r/Actor_24" "$T/s/"
	set -- CORPUS=ravdess SCORE=heldout
	ACTORS=consecutive CLASSES=8 run "$@" DATA="$T/r" >/dev/null 2>"$T/err" || { cat "$T/err"; return 1; }
	grep -qx 'CLASSES = 4' "$dir/settings"
	grep -qx 'ACTORS = emobox' "$dir/settings"
	awk -F '\t' '$5 == "01" && $4 != 1 { exit 1 } $5 == 24 && $4 != 4 { exit 1 }' "$T/out/ravdess/tables/last/corpus.tsv"
	run "$@" DATA="$T/r" CLASSES=8 ACTORS=consecutive >/dev/null 2>"$T/err"
	[ "$(ls -d "$T"/out/ravdess/seed-* | wc -l)" -eq 2 ]
	[ "$(grep -c '^ravdess: .*expected 1440' "$T/err")" -eq 1 ]
	awk -F '\t' '$5 == 24 && $4 != 6 { exit 1 }' "$T/out/ravdess/tables/last/corpus.tsv"
	run "$@" DATA="$T/s" CLASSES=8 ACTORS=consecutive >/dev/null 2>"$T/err"
	[ "$(ls -d "$T"/out/ravdess/seed-* | wc -l)" -eq 3 ]
}

# A setting that the corpus would ignore is an error, as is a name that is taken.
test_settings_of_another_corpus() {
	printf 'path\tlabel\tsession\n' >"$T/t.tsv"
	refused() {
		exits 2 run "${@:2}" >/dev/null 2>"$T/err"
		grep "^experiment: $1" "$T/err" || { cat "$T/err"; return 1; }
	}
	refused 'CLASSES=8: ' CLASSES=8
	refused 'CLASSES=8: ' CLASSES=8 CORPUS=mine TABLE="$T/t.tsv"
	refused 'CLASSES=8: ' CLASSES=8 CORPUS=msp-improv DATA="$T"
	refused 'ACTORS=emobox: ' ACTORS=emobox
	refused 'ACTORS=all: ' ACTORS=all CORPUS=ravdess DATA="$T"
	refused 'SCALE=2: ' SCALE=2 CORPUS=ravdess DATA="$T"
	refused 'SCALE=2: ' SCALE=2 CORPUS=mine TABLE="$T/t.tsv"
	refused 'CORPUS=ravdess: an importer' CORPUS=ravdess TABLE="$T/t.tsv"
	refused 'CORPUS=files: no importer' CORPUS=files DATA="$T"
	refused 'CORPUS=../x: a name' CORPUS=../x TABLE="$T/t.tsv"
	refused 'CORPUS=..: a name' CORPUS=.. TABLE="$T/t.tsv"
	refused 'OUT=. CORPUS=lib: that is the folder lib' OUT=. CORPUS=lib TABLE="$T/t.tsv"
	refused 'OUT=lib/.. CORPUS=tests: ' OUT=lib/.. CORPUS=tests TABLE="$T/t.tsv"
	refused 'FOLDS=: a whole number' FOLDS=
	refused 'NORM=path: ' NORM=path
	refused 'NORM=path,bin: ' NORM=path,bin
	refused 'FRONT=--help: --help does' FRONT=--help
	refused 'TRAIN=--version: --version does' TRAIN=--version
	[ ! -e "$T/out" ]
	[ ! -e lib/seed ]
	[ ! -e tests/seed ]
	# Nor does the environment make the demo corpus smaller.
	COUNT=12 run >/dev/null
	[ "$(wc -l <"$T/out/demo/tables/last/corpus.tsv")" -gt 13 ]
}

# FRONT=-m FILE: another model in that file makes other features, although the
# options read the same, and is another run.
test_front_of_a_model() {
	local dir=$T/out/demo front first
	model FRONT='--bins 30' >/dev/null
	cp "$dir/last/model-1" "$T/other"
	model FRONT='--bins 20' >/dev/null
	# With letters of options that are refused.
	cp "$dir/last/model-1" "$T/olj"
	# features: those of the last run.
	features() { tensorinfo -a front "$dir/$(grep ^features "$dir/last/uses")/fbank.tensor"; }
	for front in "-km$T/olj" "-k -m $T/olj"; do
		run FRONT="$front" >/dev/null
		first=$(readlink "$dir/last")
		features | has ' bins=20 '
		cp -p "$T/olj" "$T/olj.kept"
		cp "$T/other" "$T/olj"
		touch -r "$T/olj.kept" "$T/olj"
		run FRONT="$front" >/dev/null
		[ "$(readlink "$dir/last")" != "$first" ]
		features | has ' bins=30 '
		grep -q "^MODEL = $T/olj sha256:[0-9a-f]\{16\}$" "$dir/last/settings"
		mv "$T/olj.kept" "$T/olj"
	done
	# Made anew, but the same.
	touch "$T/olj"
	run FRONT="$front" >"$T/log"
	[ "$(readlink "$dir/last")" = "$first" ]
	exits 1 grep -e '^wav2fbank' "$T/log"
	# Words that name none.
	[ -z "$(pipelines/front-models '-r 0 --key path --front x -t m -xm -j 1 --bins 9 -k')" ]
	[ -z "$(pipelines/front-models '')" ]
	exits 1 pipelines/front-models "-m $T/none" 2>/dev/null
}

# Alone, a training has all processors; side by side they share them.
test_threads_of_a_model() {
	model V=1 JOBS=4 >"$T/log"
	grep -q '^exec cnntrain -q -j 4 ' "$T/log"
	model V=1 JOBS=4 SEEDS=3 >"$T/log"
	[ "$(grep -c '^exec cnntrain -q -j 1 ' "$T/log")" -eq 3 ]
	run V=1 JOBS=5 >"$T/log"
	[ "$(grep -c '^exec cnntrain -q -j 2 ' "$T/log")" -eq 2 ]
}

# What config.mk sets is what counts, and what is typed counts more.
test_config() {
	mkdir "$T/tree"
	cp -r Makefile pipelines tools lib man tests "$T/tree"
	ln -s "$BUILD" "$T/tree/build"
	cat >"$T/tree/config.mk" <<-END
	JOBS = 3
	HARDEN =
	SCALE = 0.05
	FOLDS = 2
	EPOCHS = 1
	home = $T
	OUT = \$(home)/configured
	END
	(
		cd "$T/tree"
		make flags >"$T/flags"
		make -n experiment >/dev/null
		make --no-print-directory -o all -s experiment >"$T/log"
		make --no-print-directory -o all -s experiment EPOCHS=2 2>"$T/err" >"$T/log"
	)
	exits 1 grep -q fstack-protector "$T/flags"
	make flags | grep >/dev/null fstack-protector
	grep -qx 'COMMAND = make experiment SCALE=0.05 FOLDS=2 OUT=.*/configured EPOCHS=2' \
	    "$T/configured/demo/last/settings"
	[ "$(ls -d "$T"/configured/demo/seed-* | wc -l)" -eq 2 ]
	for word in 'EPOCHS	2	command line' 'FOLDS	2	config.mk' 'SCALE	0.05	config.mk' 'BATCH	128	recipe'; do
		grep -qx "setting $word" "$T/configured/demo/last/run.tsv" || { echo "$word"; return 1; }
	done
	# Lines about another corpus than the one on the command line do not count.
	printf '%s\n' 'DATA = /nowhere' 'CLASSES = 8' >>"$T/tree/config.mk"
	printf 'path\tlabel\n' >"$T/t.tsv"
	(
		cd "$T/tree"
		make -n -o all experiment CORPUS=mine TABLE="$T/t.tsv"
		make -n -o all experiment CORPUS=demo
	) >"$T/log"
	exits 1 grep -e nowhere -e CLASSES "$T/log"
	(cd "$T/tree" && exits 2 make -o all experiment 2>"$T/err" >"$T/log")
	grep 'DATA=/nowhere needs CORPUS.*config.mk' "$T/err"
	echo 'epochs = 3' >>"$T/tree/config.mk"
	(cd "$T/tree" && exits 2 make -o all experiment 2>"$T/err" >"$T/log")
	grep 'no setting epochs; did you mean EPOCHS' "$T/err"
	# a letter is missing; variables of its own are not mistaken for settings
	sed -i -e '/^DATA/d; /^CLASSES/d; /^epochs/d' "$T/tree/config.mk"
	printf '%s\n' 'DATE = today' 'tabl = /' >>"$T/tree/config.mk"
	(cd "$T/tree" && make -n -o all experiment >"$T/log")
	echo 'RECPE = prosody' >>"$T/tree/config.mk"
	(cd "$T/tree" && exits 2 make -o all experiment 2>"$T/err" >"$T/log")
	grep 'no setting RECPE; did you mean RECIPE' "$T/err"
}

test_help_and_what_next() {
	make BUILD="$MAKEBUILD" help >"$T/log"
	local target
	for target in deps experiment model test install; do
		grep -q "^make $target  " "$T/log"
	done
	grep '^  FOLDS=' "$T/log"
	grep '^  CLASSES=' "$T/log"
	for target in rbf cnn-noise 'recording, corpus$' 'POOL=common ' 'FROM=' 'BALANCE=none ' 'LINEAR=' 'PRIOR=2 ' 'SCORE=heldout '; do
		grep -q -e " $target" "$T/log" || { echo "$target"; return 1; }
	done
	exits 1 grep -E '.{81}' "$T/log"
	make --no-print-directory BUILD="$MAKEBUILD" | grep >/dev/null 'Next: make experiment'
	[ -z "$(make -s BUILD="$MAKEBUILD")" ]
	make BUILD="$MAKEBUILD" all >"$T/log"
	exits 1 grep Next "$T/log"
	[ -z "$(make -n BUILD="$MAKEBUILD" | grep -v '^echo ')" ]
}
