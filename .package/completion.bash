# Completion for bash of the programs of tonfall.
#
# Options come from `PROGRAM --help', so this file knows none of them: an option
# is a line that begins with two blanks and `-'; the word after it says what kind
# of file it takes; values of a set are those that the text lists after a colon
# ("window function: povey, hanning (povey)") or, if it does not say them so, the
# lines of _tonfall_values.
# shellcheck shell=bash

# What is a value where the text of --help does not list it: PROGRAM OPTION VALUE...
_tonfall_values() {
	case $1:$2 in
	cnntrain:-t | foldsplit:-t | lineartrain:-t) echo label activation valence ;;
	cnntrain:-O) echo adam adamw sgd ;;
	cnntrain:--schedule) echo constant cosine ;;
	cnntrain:--shuffle) echo every once ;;
	foldsplit:-p) echo train dev test heldout ;;
	foldsplit:-b) echo session speaker gender ;;
	functionals:--level) echo active keep ;;
	functionals:--extra) echo voicing frames voicing,frames none ;;
	fuse:--seeds) echo pair each mean ;;
	lineartrain:--kernel) echo linear rbf ;;
	mfcc:--energy) echo yes no ;;
	tonfall:-f) echo text tsv csv json ;;
	tonfall:--adapt) echo auto recording folder none speaker ;;
	tonfall:--channel | wav2*:--channel) echo mix each 1 2 ;;
	wav2*:--key) echo name path ;;
	zscore:-g) echo all bin key speaker key,bin speaker,bin ;;
	tensorconv:-[ft])
		# The last line of its help: "formats: npy ark ...; with -t also: onnx"
		sed -n 's/^formats: *\([a-z ]*\).*/\1/p' <<<"$_tonfall_help"
		[ "$2" = -f ] || sed -n 's/^formats:.* also: *\([a-z]*\).*/\1/p' <<<"$_tonfall_help" ;;
	esac
}

# Options of the help: one a line.
_tonfall_options() {
	awk '/^  -/ {
		for (i = 1; i <= NF && $i ~ /^-/; i++) {
			sub(/,$/, "", $i)
			print $i
		}
	}' <<<"$_tonfall_help"
}

# The word after an option in the help, "" if it takes none, and its text, in
# one line each.
_tonfall_option() {
	OPTION=$1 awk '
	/^  -/ {
		on = 0
		text = $0
		sub(/^  /, "", text)
		# names and argument end at two blanks, or at the end
		names = text
		if (match(text, /  +/)) {
			names = substr(text, 1, RSTART - 1)
			text = substr(text, RSTART + RLENGTH)
		} else if (match(text, /^--[a-z-]+ [A-Z]+ /)) {
			names = substr(text, 1, RLENGTH - 1)
			text = substr(text, RLENGTH + 1)
		} else
			text = ""
		n = split(names, word, /,? /)
		for (i = 1; i <= n; i++)
			if (word[i] == ENVIRON["OPTION"]) {
				on = 1
				argument = word[n] ~ /^-/ ? "" : word[n]
				all = text
			}
		next
	}
	!/^   / { on = 0 }
	on {
		sub(/^ +/, "")
		all = all " " $0
	}
	END { print argument; print all }' <<<"$_tonfall_help"
}

# Words of a set in the text of an option: what a colon is followed by, with
# commas, up to a parenthesis, a semicolon or the end.
_tonfall_set() {
	sed -nE 's/^.*: ([a-z0-9-]+(,? or [a-z0-9-]+|, [a-z0-9-]+)+)( .*|;.*|$)/\1/p' <<<"$1" |
	    sed -E 's/,? or / /g; s/,/ /g'
}

# Is the file a stream of tensors; with a second argument, one whose first record
# has this key?
_tonfall_is() {
	local magic key
	[ -f "$1" ] && [ -r "$1" ] || return 1
	{ IFS= read -r magic && IFS= read -r key; } 2>/dev/null <"$1"
	case $magic in
	'tensor 1 '*) ;;
	*) return 1 ;;
	esac
	[ $# -eq 1 ] || [ "$key" = "key $2" ]
}

# _tonfall_fits KIND FILE
_tonfall_fits() {
	case $1 in
	model) _tonfall_is "$2" model ;;
	fusion) _tonfall_is "$2" fusion ;;
	stats) _tonfall_is "$2" zscore || _tonfall_is "$2" ;;
	stream) _tonfall_is "$2" ;;
	table) case $2 in *.tsv | *.txt | *.csv) ;; *) return 1 ;; esac ;;
	network) case $2 in *.net) ;; *) return 1 ;; esac ;;
	segments) case ${2,,} in *.rttm | *.tsv) ;; *) return 1 ;; esac ;;
	picture) case ${2,,} in *.png | *.svg | *.pdf) ;; *) return 1 ;; esac ;;
	sound)
		case ${2,,} in
		*.wav | *.flac | *.ogg | *.oga | *.opus | *.mp3 | *.m4a | *.mp4 | *.aac | *.aif | *.aiff | *.au | \
		    *.snd | *.webm | *.mka | *.mkv | *.mov | *.3gp | *.amr | *.wma | *.w64 | *.rf64 | *.caf | *.sph) ;;
		*) return 1 ;;
		esac ;;
	esac
}

# Files of one of the kinds and all folders; all files if there is none.
_tonfall_files() {
	local f path kind all=() some=()
	compopt -o filenames 2>/dev/null
	mapfile -t all < <(compgen -f -- "$2")
	for f in "${all[@]}"; do
		path=$f
		case $path in '~'*) eval "path=~${path#\~}" ;; esac
		[ ! -d "$path" ] || continue
		for kind in $1; do
			if _tonfall_fits "$kind" "$path"; then
				some+=("$f")
				break
			fi
		done
	done
	if [ ${#some[@]} -eq 0 ]; then
		COMPREPLY+=("${all[@]}")
		return
	fi
	COMPREPLY+=("${some[@]}")
	for f in "${all[@]}"; do
		path=$f
		case $path in '~'*) eval "path=~${path#\~}" ;; esac
		[ ! -d "$path" ] || COMPREPLY+=("$f")
	done
}

# The kind of file that a word in a help or a synopsis stands for.
_tonfall_kind() {
	case ${1,,} in
	model | pack | name=model | *'[name=]model'*) echo model ;;
	fusion) echo fusion ;;
	stats | name=stats) echo stats ;;
	stream | train | dev | a | b | features | checkpoint) echo stream ;;
	list | table | table.tsv | *'table.tsv'*) echo table ;;
	network) echo network ;;
	segments) echo segments ;;
	folder | dir) echo folder ;;
	file | log | out | stream.tensor) echo any ;;
	esac
}

# What the operands are.
_tonfall_operand() {
	case $1 in
	wav2* | tonfall) echo sound; return ;;
	tensorinfo) echo stream; return ;;
	tensorconv)
		case " ${COMP_WORDS[*]} " in
		*' -t onnx '* | *' -tonnx '*) echo model ;;
		*' -f'*) echo any ;;
		*) echo stream ;;
		esac
		return ;;
	esac
	local synopsis
	synopsis=$(sed -n '/^usage: /,/^$/p' <<<"$_tonfall_help")
	case $synopsis in
	*model' ...'*) echo model ;;
	*table.tsv*stream*) echo 'table stream' ;;
	*table.tsv*) echo table ;;
	*) echo stream ;;
	esac
}

# Names of the models that are installed.
_tonfall_models() {
	local program folder f
	program=$(command -v tonfall) && program=$(realpath -- "$program") || return 0
	folder=${program%/bin/*}/share/tonfall
	for f in "$folder"/*.model; do
		f=${f##*/}
		f=${f%.model}
		case $f in
		'*') ;;
		"$1"*) COMPREPLY+=("$f") ;;
		esac
	done
}

# Words that begin with the second argument.
_tonfall_words() {
	local w
	while read -r w; do
		COMPREPLY+=("$w")
	done < <(compgen -W "$1" -- "$2")
}

# A value of an option of which `argument' and `text' are known.
_tonfall_value() {
	local program=$1 option=$2 cur=$3 argument=$4 text=$5 set kind head=''
	set=$(_tonfall_values "$program" "$option")
	[ -n "$set" ] || set=$(_tonfall_set "$text")
	if [ -n "$set" ]; then
		# Several with commas: those before the last are kept.
		case $cur in
		*,*)	head=${cur%,*},
			set=$(printf "$head%s " $set) ;;
		esac
		_tonfall_words "$set" "$cur"
		return
	fi
	kind=$(_tonfall_kind "$argument")
	case $program:$option in
	confmat:-[or] | tonfall:--picture) kind=picture ;;
	confmat:-c) kind=table ;;
	esac
	case $program:$kind in
	tonfall:model)	_tonfall_models "$cur" ;;
	esac
	case $kind in
	'')	;;
	folder)	compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
	*)	_tonfall_files "$kind" "$cur" ;;
	esac
}

_tonfall() {
	local program=${1##*/} cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local _tonfall_help about argument text
	COMPREPLY=()
	_tonfall_help=$("$1" --help 2>/dev/null) || return 0
	[ "$program" != tonfall-experiment ] || { _tonfall_experiment "$1"; return; }
	[ "$program" != cnntrain-mpi ] || program=cnntrain
	# NAME=VALUE is three words.
	[ "$cur" != = ] || cur=''
	[ "$prev" != = ] || prev=${COMP_WORDS[COMP_CWORD-2]}
	case $prev in
	-?*)	mapfile -t about < <(_tonfall_option "$prev")
		argument=${about[0]-} text=${about[1]-}
		if [ -n "$argument" ]; then
			_tonfall_value "$program" "$prev" "$cur" "$argument" "$text"
			return
		fi ;;
	esac
	case $cur in
	-*)	_tonfall_words "$(_tonfall_options)" "$cur"
		return ;;
	esac
	_tonfall_files "$(_tonfall_operand "$program")" "$cur"
}

# Goals, and settings with those values that are known.
_tonfall_experiment() {
	local cur=${COMP_WORDS[COMP_CWORD]} name='' share pipelines set
	if [ "$cur" = = ]; then
		name=${COMP_WORDS[COMP_CWORD-1]} cur=''
	elif [ "${COMP_WORDS[COMP_CWORD-1]}" = = ]; then
		name=${COMP_WORDS[COMP_CWORD-2]}
	fi
	share=$(command -v "$1") && share=$(realpath -- "$share") || return 0
	pipelines=${share%/bin/*}/share/tonfall/pipelines
	case $name in
	'')
		compopt -o nospace 2>/dev/null
		set=$(sed -n '/^settings:/,/^  -/p' <<<"$_tonfall_help" | tr ' ' '\n' | sed -n 's/^[A-Z][A-Z]*$/&=/p')
		_tonfall_words "$set" "$cur"
		[ "$COMP_CWORD" -ne 1 ] ||
		    _tonfall_words "$(sed -n '/^goals:/,/^settings:/s/^  \([a-z]*\) .*/\1/p' <<<"$_tonfall_help")" "$cur"
		case $cur in
		-*) _tonfall_words "$(_tonfall_options)" "$cur" ;;
		esac
		return ;;
	RECIPE)	set=$(cd "$pipelines/recipes" 2>/dev/null && ls | sed -n 's/\.mk$//p') ;;
	CORPUS | TEST)
		set=$(cd "$pipelines/corpora" 2>/dev/null && ls | sed '/\.\|^columns$\|^files$\|^groups$\|^sounds$\|^table$/d') ;;
	ADAPT)	set='none speaker recording corpus' ;;
	MAP)	set="none $(cd "$pipelines/maps" 2>/dev/null && ls)" ;;
	POOL)	set='common all' ;;
	BALANCE) set='none corpus' ;;
	TARGET)	set='label activation valence' ;;
	SCORE)	set='test heldout' ;;
	NORM)	set='all bin key key,bin' ;;
	ACTORS)	set='emobox luna consecutive' ;;
	CLASSES) set='4 5 6 7 8' ;;
	LAYOUT)	set='class/* class/speaker/* speaker/class/* class/speaker_*' ;;
	TABLE | TESTTABLE) _tonfall_files table "$cur"; return ;;
	NETWORK) _tonfall_files network "$cur"; return ;;
	INIT)	_tonfall_files model "$cur"; return ;;
	DATA | TESTDATA | OUT) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
	*)	return ;;
	esac
	_tonfall_words "$set" "$cur"
}

complete -F _tonfall @PROGRAMS@ tonfall-experiment
