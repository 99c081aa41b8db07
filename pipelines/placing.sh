# Sourced by what hands work to a scheduler: the setting RUN, the command that places a
# job, and the words in it that stand for something.  tonfall-scale(7) has them.
# shellcheck shell=sh

# absolute LIST: its path from the root; not where a link leads to, as the relative paths
# in it are from the folder of its name.
absolute() {
	folder=$(realpath -- "$(dirname -- "$1")")
	printf '%s/%s\n' "${folder%/}" "$(basename -- "$1")"
}

# filled TEXT NAME=VALUE...: TEXT with the value for each {NAME}, as a word for the
# shell.
filled() {
	filled=$1
	shift
	for pair; do
		mark="{${pair%%=*}}" value=${pair#*=} rest=$filled filled=''
		case $value in
		*[!A-Za-z0-9_./,:+=@%-]*)
			value=$(printf '%s\n' "$value" | sed "s/'/'\\\\''/g; s/^/'/; s/\$/'/") ;;
		esac
		while :; do
			case $rest in
			*"$mark"*) ;;
			*)	break ;;
			esac
			filled=$filled${rest%%"$mark"*}$value
			rest=${rest#*"$mark"}
		done
		filled=$filled$rest
	done
	printf '%s' "$filled"
}

# may_run RUN NAME...: prints why that cannot be a command; {NAME} are words that it may
# have.
may_run() {
	run_text=$1
	shift
	case ${run_text%% *} in
	'')	[ -z "$run_text" ] || echo 'begins with a blank'
		return ;;
	*[!A-Za-z0-9_./+-]*) ;;
	*)	command -v -- "${run_text%% *}" >/dev/null || {
			echo "there is no command ${run_text%% *}; RUN is what places a job, see tonfall-scale(7)"
			return
		} ;;
	esac
	for mark in $(printf '%s\n' "$run_text" | sed 's/\${[^}]*}//g' | grep -o '{[a-z]*}'); do
		case " $* " in
		*" $(expr "$mark" : '{\(.*\)}') "*) ;;
		*)	echo "there is no $mark; there are:$(printf ' {%s}' "$@")"
			return ;;
		esac
	done
	bash -n -c "$run_text true" 2>/dev/null || echo 'that is no command of the shell: a quote or bracket has no end'
}

# canceller RUN: prints what cancels the jobs that this command places, if they do not end
# with it.
canceller() {
	case " $1 " in
	*[\ /]sbatch\ *) echo scancel ;;
	*[\ /]qsub\ *)	echo qdel ;;
	esac
}

# cancel_job RUN FILE: the jobs that this command has placed, if the file, what it has
# printed until now, names them as schedulers do: other numbers may be anything.
cancel_job() {
	by=$(canceller "$1") parsable=''
	case $1 in
	*' --pars'*) parsable=yes ;;
	esac
	case $by in
	scancel)	# from sbatch(1)
		sed -n -e 's/^Submitted batch job \([0-9][0-9]*\)$/\1/p' \
		    -e 's/^Submitted batch job \([0-9][0-9]*\) on cluster \([^ ]*\)$/-M \2 \1/p' \
		    ${parsable:+-e 's/^[0-9][0-9]*$/&/p' -e 's/^\([0-9][0-9]*\);\([^ ;]*\)$/-M \2 \1/p'} "$2" ;;
	qdel)	# from those of PBS (a line NUMBER.SERVER) and Grid Engine
		sed -n -e 's/^[0-9][0-9]*\(\[\]\)\{0,1\}\.[A-Za-z0-9][A-Za-z0-9._-]*$/&/p' \
		    -e 's/^Your job \([0-9][0-9]*\) (.*/\1/p' \
		    -e 's/^Your job-array \([0-9][0-9]*\)\.[0-9].*/\1/p' "$2" ;;
	esac 2>/dev/null | while read -r words; do
		# shellcheck disable=SC2086 # words
		(set -f; "$by" $words </dev/null >/dev/null 2>&1) || :
	done || :
}

# of_kind KIND TEXT: what TEXT, words VALUE or KIND=VALUE, says of this kind of step.
of_kind() {
	of_all='' of_this=''
	for word in $2; do
		case $word in
		"$1"=*)	of_this=${word#*=} ;;
		*=*)	;;
		*)	of_all=$word ;;
		esac
	done
	printf '%s' "${of_this:-$of_all}"
}

# take_placing NAME=VALUE...: what says where steps run is in the environment of all that
# works on an experiment; the other words are in $others, quoted for eval.
take_placing() {
	unset TONFALL_RUN TONFALL_RETRIES TONFALL_THREADS TONFALL_MEMORY
	others=''
	for word; do
		case $word in
		RUN=* | RETRIES=* | THREADS=* | MEMORY=*)
			[ -z "${word#*=}" ] || export "TONFALL_$word" ;;
		*)	others="$others '$(printf '%s\n' "$word" | sed "s/'/'\\\\''/g")'" ;;
		esac
	done
}

# threads_of TABLE TEXT: KIND:THREADS of each kind of the table pipelines/steps.tsv.
threads_of() {
	while read -r kind threads _; do
		case $kind in
		'#'*)	continue ;;
		esac
		of_this=$(of_kind "$kind" "$2")
		printf '%s:%s\n' "$kind" "${of_this:-$threads}"
	done <"$1"
}
