#!/bin/bash -p
# tonfall-experiment - an experiment in any folder, with what is installed.
#
# The pipelines find each other from the folder above them, which is that of
# their sources.  So they run in a temporary folder where that is a link, and the
# folder of results another; what the user names by other paths becomes absolute.
set -eu -o pipefail
settings='@SETTINGS@'
goals='@GOALS@'
of_search='@SEARCH@'
of_place='@PLACE@'
version='@VERSION@'

usage() {
	cat <<-END
	usage: tonfall-experiment [goal] NAME=value ...

	goals:
	  experiment  cross-validate a model on a corpus, with a report (the default)
	  model       train on the whole corpus; prints the pipe that uses it
	  robust      its models on quieter, noisier, telephone ... sounds
	  cross       train on CORPUS, test on another: TEST=NAME TESTDATA=FOLDER
	  matrix      each of CORPORA='A B' trained on and tested on each
	  search      settings drawn from a space: SPACE=FILE BUDGET=30
	  runs        the runs there are, and what they differ by
	  compare     paired differences: RUNS='A B ...'
	  clean-runs  delete all runs but KEEP='best last A ...', or with -n say which
	settings:
	$(fold -s -w 74 <<<"$settings JOBS $of_place" | sed 's/^/  /')
	  --help     this text
	  --version  name and version

	Results are in ./out, or OUT=FOLDER.  See tonfall-experiment(7).
	END
}

die() {
	echo "tonfall-experiment: $*" >&2
	exit 2
}

case ${1-} in
--help)	usage; exit 0 ;;
--version) echo "tonfall-experiment (tonfall) $version"; exit 0 ;;
esac
goal=experiment
case " $goals " in
*" ${1-} "*) [ -z "${1-}" ] || { goal=$1; shift; } ;;
esac

here=$(dirname -- "$(realpath -- "$0")")
prefix=$(realpath -- "$here/..")
share=$prefix/share/tonfall
[ -f "$share/pipelines/experiment.mk" ] || {
	echo "tonfall-experiment: $share/pipelines: not there; make install installs it beside this program" >&2
	exit 1
}
# BUILD of the pipelines, whose programs are in BUILD/bin.
case $prefix in
*[!A-Za-z0-9_./+-]*)
	die "$prefix: installed in a folder with other characters than letters, digits and _ . / + -, which make cannot handle" ;;
esac

# What is done with runs that are there needs no makefile, so it is done here.
case $goal in
runs | compare | clean-runs)
	BUILD=$prefix exec "$share/pipelines/$goal" "$@" ;;
esac

# Nodes of a cluster see where the user is, but no temporary folder of this computer.
run='' out=out
for arg; do
	case $arg in
	RUN=*)	run=${arg#*=} ;;
	OUT=*)	out=${arg#*=} ;;
	esac
done
if [ -n "$run" ]; then
	[ -d "$out" ] && out=$(realpath -- "$out") || out=$PWD
	work=$(mktemp -d -- "$out/.tonfall-XXXXXX")
else
	work=$(mktemp -d)
fi
child=''
trap 'rm -rf -- "$work"' EXIT
stop() {
	[ -z "$child" ] || { kill "$child" 2>/dev/null; wait "$child"; } || :
	exit "$1"
}
trap 'stop 129' HUP
trap 'stop 130' INT
trap 'stop 143' TERM
ln -s "$share/pipelines" "$work/pipelines"
mkdir "$work/tools"
while read -r program _; do
	: >"$work/tools/$program.c"
done <"$share/programs"

# here PATH: what leads from the temporary folder to what the user calls PATH;
# the same text, if that can be.
here() {
	case $1 in
	'' | /*) printf '%s' "$1"; return ;;
	-* | . | .. | ./* | ../* | */../* | */.. | pipelines/* | pipelines | tools/* | tools)
		printf '%s/%s' "$PWD" "$1"; return ;;
	esac
	case $1 in
	*/*) mkdir -p -- "$work/${1%/*}" ;;
	esac
	[ -e "$work/$1" ] || ln -sfn -- "$PWD/$1" "$work/$1"
	printf '%s' "$1"
}

# from_here PATHS: a path, or several as NAME=PATH NAME=PATH, as they are from anywhere.
from_here() {
	local text='' path
	for name_of in '' $names; do
		path=$(part "$1" "$name_of" "$names")
		case $path in
		'')	continue ;;
		/*) ;;
		*)	path=$PWD/$path ;;
		esac
		text+="${text:+ }${name_of:+$name_of=}$path"
	done
	printf '%s' "$text"
}

# with_models OPTIONS: the options of FRONT, of which -m has a file.
with_models() {
	local word before='' all=''
	set -f
	for word in $1; do
		case $before in
		-m)	word=$(here "$word") ;;
		esac
		all+=" $word"
		before=$word
	done
	set +f
	printf '%s' "${all# }"
}

# shellcheck source=pipelines/parts.sh
. "$share/pipelines/parts.sh"
corpus='' test=''
for arg; do
	case $arg in
	CORPUS=*)	corpus=${arg#*=} ;;
	CORPORA=*)	corpus=$(tr -s ' ' + <<<"${arg#*=}") ;;
	TEST=*)	test=${arg#*=} ;;
	esac
done
names=$(all_names "$corpus" "$test")

jobs=$(nproc)
args=() out=out recipe=''
for arg; do
	case $arg in
	-*)	usage | sed 1q >&2
		die "no option $arg" ;;
	*=*) ;;
	*)	die "'$arg' is neither a goal ($goals) nor NAME=value; --help lists them" ;;
	esac
	name=${arg%%=*} value=${arg#*=}
	case $value in
	*$'\n'*) die "$name=: a line break in its value" ;;
	esac
	case $name in
	JOBS)	jobs=$value; continue ;;
	OUT)	out=$value; continue ;;
	RECIPE)	recipe=1 ;;
	NETWORK)
		# Those that are installed can be named as in the sources.
		[ -e "$value" ] || [ ! -e "$share/$value" ] || { args+=("$arg"); continue; }
		value=$(here "$value") ;;
	INIT)	value=$(here "$value") ;;
	MAP)	[ "$value" = none ] || [ -f "$share/pipelines/maps/$value" ] || value=$(here "$value") ;;
	CORPORA)
		[ "$goal" = matrix ] || die "CORPORA is for the goal matrix"
		name=CORPUS value=$corpus ;;
	SPACE)
		# Files that it names are where the user is, too.
		[ -f "$value" ] || die "SPACE=$value: no such file"
		for word in $(tr -s " \t'" '\n' <"$value"); do
			[ ! -f "$word" ] || here "$word" >/dev/null
		done
		value=$(here "$value") ;;
	FRONT)	value=$(with_models "$value") ;;
	DATA | TABLE | TESTDATA | TESTTABLE)
		value=$(from_here "$value") ;;
	esac
	args+=("$name=$value")
done
case $goal/$recipe in
model/ | cross/) args=(RECIPE=best "${args[@]}") ;;
esac
[ "$out" = out ] && here out >/dev/null || args+=("OUT=$(here "$out")")

# What can be wrong with the settings is said before anything is made.
user=$PWD
cd "$work"
[ "$goal" != search ] || settings+=" $of_search"
pipelines/check "$settings JOBS $of_place" "JOBS=$jobs" "${args[@]}"
case $out in
/*)	mkdir -p -- "$out" ;;
*)	mkdir -p -- "$user/$out" ;;
esac
export TONFALL_COMMAND="tonfall-experiment $goal"
# What they put aside goes with it, even if they are killed; on a node it is its own.
mkdir "$work/tmp"
[ -n "$run" ] || export TMPDIR=$work/tmp
start=(pipelines/start "$goal" "$prefix" "$version" "$jobs")
[ "$goal" != matrix ] || start=(pipelines/matrix "$prefix" "$version" "$jobs")
if [ "$goal" = search ]; then
	export BUILD=$prefix VERSION=$version JOBS=$jobs SETTINGS=$settings
	start=(pipelines/search)
fi
env --default-signal=INT,QUIT "${start[@]}" "${args[@]}" &
child=$!
wait "$child"
