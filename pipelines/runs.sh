# Sourced by what lists, compares and deletes runs: which folders are runs, and which
# of them a user means.
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # of who sources it

# say_no TEXT: an error of the command line.
say_no() {
	echo "$me: $*" >&2
	exit 2
}

# arguments NAME=VALUE...: those that there are; $out is the folder of results, $corpus
# one below it or empty for all.
out=out corpus=''
arguments() {
	local word
	for word; do
		case $word in
		OUT=*)	out=${word#*=} ;;
		CORPUS=*)	corpus=${word#*=} ;;
		FORMAT=*)	format=${word#*=} ;;
		RUNS=*)	wanted=${word#*=} ;;
		KEEP=*)	keep=${word#*=} ;;
		FORCE=*)	force=${word#*=} ;;
		-n)	dry=1 ;;
		*)	say_no "$word: neither OUT=FOLDER nor CORPUS=NAME nor what $me takes, see tonfall-experiment(7)" ;;
		esac
	done
	case $me in	# of those words that are of another command
	runs)	[ -z "${keep-}${force-}${dry-}" ] ;;
	compare)	[ -z "${format-}${keep-}${force-}${dry-}" ] ;;
	clean-runs) [ -z "${format-}${wanted-}" ] ;;
	esac || say_no "$*: $me does not take all of these, see tonfall-experiment(7)"
	[ -d "$out" ] || say_no "OUT=$out: no such folder; make experiment makes it"
}

# is_run DIR: a folder of ours, not a link to one, with what make experiment begins with.
is_run() {
	[ ! -h "$1" ] && [ -f "$1/uses" ] && [ -f "$1/settings" ] && [ ! -h "$1/uses" ]
}

# corpora: folders of corpora, in $corpora.
corpora=()
find_corpora() {
	local dir
	if [ -n "$corpus" ]; then
		[ -d "$out/$corpus/tables" ] || say_no "CORPUS=$corpus: no runs in $out/$corpus"
		corpora=("$out/$corpus")
		return
	fi
	for dir in "$out"/*/; do
		dir=${dir%/}
		[ ! -h "$dir" ] && [ -d "$dir/tables" ] && [ -e "$dir/lock" ] && corpora+=("$dir")
	done
	[ ${#corpora[@]} -gt 0 ] || say_no "no runs in $out; OUT=FOLDER names another place"
}

# find_runs CORPUS-DIR: its runs, in $runs.
find_runs() {
	local dir
	runs=()
	for dir in "$1"/*-[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]; do
		! is_run "$dir" || runs+=("$dir")
	done
}

# resolve NAME DIR...: which of the runs DIR has a name, or a sum, that begins so, or
# is that folder; in $resolved.
resolve() {
	local name=${1%/} dir base found=()
	shift
	case $name in
	'')	say_no 'a run without a name' ;;
	*/report.html)	name=${name%/*} ;;
	esac
	for dir; do
		base=${dir##*/}
		case $name in
		*/*)	[ ! "$name" -ef "$dir" ] || found+=("$dir") ;;
		last)	[ "$(readlink "${dir%/*}/last")" != "$base" ] || found+=("$dir") ;;
		*)	case $base in
			"$name") found=("$dir"); break ;;
			"$name"*) found+=("$dir") ;;
			*) case ${base##*-} in "$name"*) found+=("$dir") ;; esac ;;
			esac ;;
		esac
	done
	[ ${#found[@]} -gt 0 ] || say_no "$name: no such run; make runs lists them"
	[ ${#found[@]} -eq 1 ] || say_no "$name: $(basename -a -- "${found[@]}" | tr '\n' ' ')begin like that; more of the sum is needed"
	resolved=${found[0]}
}

# when DIR: the date of its end, or of its beginning, as run.tsv has it.  Times of files
# are others in a copy.
when() {
	local file date=''
	for file in run.tsv model.tsv; do
		[ -n "$date" ] || [ ! -f "$1/$file" ] || date=$(sed -n '/^date\t./{s/^date\t//p;q}' "$1/$file")
	done
	[ -z "$date" ] || { printf '%s\n' "$date"; return; }
	date -u -r "$1/settings" '+%Y-%m-%dT%H:%M:%SZ'
}

# scored DIR: key and class, or number, of each recording once.
scored() {
	awk -F '\t' '
	NR == 1 {
		sub(/^# ?/, "")
		for (i = 1; i <= NF; i++)
			at[$i] = i
		what = at["label"]
		for (i = 1; i <= NF && !what; i++)
			if ("predicted_" $i in at)
				what = i
		next
	}
	/^#/ { next }
	{ print $at["key"] "\t" $what }' "$1/predictions.tsv" | sort -u
}

# choose_runs: those that $wanted names, in $chosen, in that order.
choose_runs() {
	local dir name names all=()
	set -f
	# shellcheck disable=SC2206 # blanks separate runs
	names=($wanted)
	set +f
	chosen=()
	[ ${#names[@]} -gt 0 ] || return 0
	for dir in "${corpora[@]}"; do
		find_runs "$dir"
		all+=("${runs[@]}")
	done
	for name in "${names[@]}"; do
		resolve "$name" "${all[@]}"
		for dir in "${chosen[@]}"; do
			[ "$dir" != "$resolved" ] || say_no "$name: ${dir##*/} is there twice"
		done
		chosen+=("$resolved")
	done
}

# only_chosen: of $runs.
only_chosen() {
	local dir one there=("${runs[@]}")
	runs=()
	for dir in "${there[@]}"; do
		for one in "${chosen[@]}"; do
			[ "$one" != "$dir" ] || runs+=("$dir")
		done
	done
}
