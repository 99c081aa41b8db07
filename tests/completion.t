# What bash offers after a tab.

# offers WORD... [CURRENT]: completions of the last word, sorted, one a line.
offers() {
	bash --norc -c '. "$1"; shift; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
		_tonfall "$1" "${@: -1}" "${COMP_WORDS[COMP_CWORD-1]}"
		[ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"' \
	    bash "$BUILD/package/completion.bash" "$@" | sort
}

# these WORD...: they are offered, and nothing else; the words that are completed
# come before `for'.
these() {
	local want=()
	while [ "$1" != for ]; do
		want+=("$1")
		shift
	done
	shift
	offers "$@" >"$T/offers"
	{ [ ${#want[@]} -eq 0 ] || printf '%s\n' "${want[@]}"; } | sort | diff - "$T/offers" || { echo "after: $*"; return 1; }
}

test_options_are_those_of_the_help() {
	local p option
	for p in "$BUILD"/bin/*; do
		p=${p##*/}
		offers "$p" - >"$T/got"
		# As tests/man.t finds them.
		"$p" --help | sed -n 's/^  \(-[^ ,]*\).*/\1/p' | sort -u >"$T/want"
		comm -23 "$T/want" "$T/got" | has . && { echo "$p: not offered:"; comm -23 "$T/want" "$T/got"; return 1; }
		while read -r option; do
			"$p" --help | has -e "^  .*$option\b" || { echo "$p: $option"; return 1; }
		done <"$T/got"
	done
	these --as for wav2fbank --a
	these -r for wav2fbank -r
	these --rate for wav2fbank --ra
	these --average for cnntrain --av
	these --no-weights for cnntrain --no
	these --stats --set for modelpack --s
	these for padcut --nonsense
}

# every PROGRAM OPTION ARGUMENT...: each value that is offered is one.
every() {
	local p=$1 option=$2 v
	shift 2
	offers "$p" "$option" '' >"$T/set"
	[ "$(wc -l <"$T/set")" -ge 2 ] || { echo "$p $option: $(wc -l <"$T/set") values"; return 1; }
	while read -r v; do
		case $option in
		--*)	"$p" "$option=$v" "$@" </dev/null >"$T/out" 2>"$T/err" || : ;;
		*)	"$p" "$option$v" "$@" </dev/null >"$T/out" 2>"$T/err" || : ;;
		esac
		exits 1 grep -E "is not|none of|unknown|want|usage: |no such" "$T/err" || { echo "$p $option $v:"; cat "$T/err"; return 1; }
	done <"$T/set"
}

test_values_are_valid() {
	tests/tools/mktensor 'key=a;label=x;session=1;speaker=1;gender=f;front=f;shape=9,2|#1' 'key=b;label=y;session=2;speaker=2;gender=m;front=f;shape=9,2|#2' \
	    'key=c;label=x;session=3;speaker=3;gender=m;front=f;shape=9,2|#3' 'key=d;label=y;session=4;speaker=4;gender=f;front=f;shape=9,2|#4' >"$T/s"
	tests/tools/mktensor 'key=a;label=x;shape=1,2|#1' 'key=b;label=y;shape=1,2|#2' >"$T/row"
	sox -n -r 16000 -b 16 "$T/a.wav" synth 1 sine 200 2>/dev/null
	printf 'statpool; dense classes\n' >"$T/net"
	every cnntrain -O -q -e 1 -a "$T/net" "$T/s"
	every cnntrain --schedule -q -e 1 -a "$T/net" "$T/s"
	every cnntrain --shuffle -q -e 1 -a "$T/net" "$T/s"
	every foldsplit -b -q --allow-leak -k 2 -l "$T/s"
	every foldsplit -p -q --allow-leak -k 2 -f 1 "$T/s"
	every lineartrain --kernel -q -k 0 -C 1 "$T/row"
	every zscore -g "$T/s"
	every wav2fbank --window "$T/a.wav"
	every wav2fbank --key "$T/a.wav"
	every wav2prosody --contours "$T/a.wav"
	wav2prosody "$T/a.wav" >"$T/prosody"
	every functionals --level "$T/prosody"
	every functionals --over "$T/prosody"
	every functionals --extra "$T/prosody"
	every functionals --list "$T/prosody"
	offers functionals --list '' | has -x percentile && return 1
	[ "$(offers functionals --list '' | wc -l)" -gt 20 ]
	wav2fbank --energy "$T/a.wav" >"$T/fbank"
	every mfcc --energy "$T/fbank"
	every tensorconv -f /dev/null
	these ark csv htk npy onnx scp for tensorconv -t ''
	these ark csv htk npy scp for tensorconv -f ''
	these onnx for tensorconv -t o
	these activation for cnntrain -t a
	these each for fuse --seeds ea
	these csv json text tsv for tonfall -f ''
	these each for tonfall --channel e
	# More of a list.
	these f0,energy,mel for wav2prosody --contours f0,energy,mel
	these f0,energy,mfcc f0,energy,mel for wav2prosody --contours f0,energy,m
}

# Files are told by what is in them, where a suffix does not.
test_files_by_kind() {
	cd "$T"
	mkdir 'a folder'
	tests=$OLDPWD/tests
	(cd "$tests/.." && tests/tools/mktensor 'key=x;shape=1|1' >"$T/stream" &&
	    tests/tools/mktensor 'key=model;shape=1|1' >"$T/my model" &&
	    tests/tools/mktensor 'key=fusion;shape=1|1' >"$T/fusion")
	: >a.wav; : >B.FLAC; : >list.tsv; : >my.net; : >notes; : >p.svg; : >P.PNG
	printf '\0\0\0' >zeros
	these 'my model' 'a folder' for cnneval -m ''
	these 'my model' for padcut -m m
	these p.svg P.PNG 'a folder' for tonfall --picture ''
	these a.wav B.FLAC 'a folder' for tonfall ''
	these fusion 'a folder' for fuse -m ''
	these fusion stream 'my model' 'a folder' for tensorinfo ''
	these stream for zscore s
	these a.wav B.FLAC 'a folder' for wav2prosody ''
	these a.wav B.FLAC 'a folder' for wav2prosody -k ''
	these list.tsv 'a folder' for wav2prosody -l ''
	these my.net 'a folder' for cnntrain -a ''
	these list.tsv 'a folder' for confmat ''
	these p.svg P.PNG 'a folder' for confmat -o ''
	these list.tsv for labeljoin l
	these 'my model' 'a folder' for tensorconv -t onnx ''
	these notes for tensorconv -f npy n
	# Nothing that fits: anything.
	these notes for zscore n
	these "$T/a.wav" for wav2fbank "$T/a.w"
	HOME=$T
	export HOME
	these '~/a.wav' for wav2fbank '~/a.w'
	# A number is not a file.
	these for cnntrain -e ''
	# NAME=FILE is three words.
	these 'my model' for modelpack a = my
	these 'my model' for modelpack --adapted a = my
}

test_experiment() {
	export PATH="$T/d/usr/bin:$PATH"
	make --no-print-directory BUILD="$MAKEBUILD" install DESTDIR="$T/d" PREFIX=/usr
	these RECIPE= for tonfall-experiment REC
	these robust for tonfall-experiment ro
	these for tonfall-experiment model ro
	these best for tonfall-experiment RECIPE = be
	these corpus none recording speaker for tonfall-experiment model ADAPT =
	these cafe crema-d demo emodb emov-db emovo esd folders iemocap meld mesd msp-improv msp-podcast nemo ravdess savee shemo tess urdu \
	    for tonfall-experiment CORPUS = ''
	these --help --version for tonfall-experiment -
	: >"$T/d/usr/share/tonfall/mine.model"
	these mine for tonfall -m mi
	# A shell that has bash-completion loads it by the program's name.
	for p in "$T/d/usr/bin/"*; do
		[ -r "$T/d/usr/share/bash-completion/completions/${p##*/}" ]
	done
	[ -r /usr/share/bash-completion/bash_completion ] || return 0
	XDG_DATA_HOME=$T/d/usr/share bash --norc -ic '. /usr/share/bash-completion/bash_completion
		_completion_loader padcut; complete -p padcut' 2>/dev/null | has -x 'complete -F _tonfall padcut'
}
